"use strict";
// Column heads become buttons that sort: numbers by size, the rest by the reader's alphabet.
(() => {
  const table = document.querySelector("table");
  const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells];
  const value = (row, i) => row.cells[i].dataset.v ?? row.cells[i].textContent.trim();
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const number = head.classList.contains("num");
      const up = head.ariaSort === "ascending" || (head.ariaSort !== "descending" && number) ? -1 : 1;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up > 0 ? "ascending" : "descending");
      rows.sort((a, b) => up * (number ? value(a, i) - value(b, i) : value(a, i).localeCompare(value(b, i))));
      table.tBodies[0].append(...rows);
    });
  });
})();
