"use strict";
// The spot check in the browser: one unit at a time, one key a verdict. Verdicts go to the server
// this page came from, or, on a sheet, wait here until they are saved to a file.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const { units, served } = data;
  const kinds = new Map(data.kinds.map((k) => [k.kind, k]));
  let at = 0, busy = false, shownAt = 0, away = 0, drawing = null;
  let marks = null, faults = null, drawn = null;
  const given = [];

  // A sheet remembers what was said until it is saved. “Kept” is said once the browser's store has it on disk; a browser
  // that forbids the store leaves the verdicts on the page, and the page says so.
  const shelf = `${units.map((u) => u.key.slice(0, 4)).join("").slice(0, 80)}:${units.length}`;
  const sheets = "sheets";
  let store = null;
  const answered = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  async function recall() {
    const opening = indexedDB.open("tarjuman-review", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(sheets);
    store = await answered(opening);
    for (const entry of await answered(store.transaction(sheets).objectStore(sheets).get(shelf)) ?? []) {
      const unit = units.find((u) => u.key === entry.unit && u.content === entry.content);
      if (unit) { given.push(entry); unit.verdict = { ...entry, holds: true }; }
    }
  }
  // Answers whether the verdicts outlive the page.
  async function remember() {
    try {
      const writing = store.transaction(sheets, "readwrite", { durability: "strict" });
      const written = new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = () => fail(writing.error); });
      writing.objectStore(sheets).put(given, shelf);
      await written;
      return true;
    } catch {
      return false;
    }
  }

  // Showing ----------------------------------------------------------------------------------
  function el(name, className, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function fill(id, side) {
    const box = $(id);
    box.lang = side.lang;
    box.dir = side.dir;
    box.replaceChildren(...side.pieces.map((piece) => {
      if (piece.word === undefined) {
        return piece.lit ? el("span", "lit", piece.text) : document.createTextNode(piece.text);
      }
      const word = el("span", piece.lit ? "w lit" : "w", piece.text);
      word.dataset.w = piece.word;
      word.setAttribute("role", "checkbox");
      word.setAttribute("aria-checked", marks[id].has(piece.word));
      word.tabIndex = piece.word === 0 ? 0 : -1;
      return word;
    }));
  }
  const wordsOf = (id) => [...$(id).querySelectorAll(".w")];

  function show(n) {
    at = n;
    drawing = null;
    const unit = units[n], { verdict } = unit, kind = kinds.get(unit.kind);
    marks = { source: new Set(verdict?.marks?.source), target: new Set(verdict?.marks?.target) };
    faults = new Set(verdict?.faults);
    drawn = { source: null, target: null };
    $("done").hidden = true;
    $("unit").hidden = false;
    $("what").textContent = unit.what;
    $("why").textContent = `Drawn because: ${unit.why}`;
    $("question").textContent = kind.question;
    $("stale").hidden = !verdict || verdict.holds;
    $("flags").replaceChildren(...unit.flags.map((flag) => el("li", "", `Check: ${flag}`)));
    for (const [id, i] of [["before", 0], ["after", 1]]) {
      $(id).textContent = unit.around[i];
      $(id).lang = unit.source.lang;
      $(id).dir = unit.source.dir;
    }
    fill("source", unit.source);
    fill("target", unit.target);
    $("claims").replaceChildren(...unit.claims.flatMap(([label, words]) => {
      const said = el("dd");
      said.append(el("bdi", "", words));
      return [el("dt", "", label), said];
    }));
    $("drawing").hidden = true;
    const legend = $("faults").querySelector("legend");
    const draws = unit.kind !== "quote" ? [] : [["[", "source", "draw the source words anew"], ["]", "target", "draw the English words anew"]];
    $("faults").replaceChildren(legend, ...kind.faults.map((fault) => {
      const button = key(fault.key, fault.meaning);
      button.dataset.fault = fault.name;
      button.setAttribute("aria-pressed", faults.has(fault.name));
      return button;
    }), ...draws.map(([sign, side, meaning]) => {
      const button = key(sign, meaning);
      button.dataset.draw = side;
      return button;
    }));
    $("typed").hidden = unit.kind !== "segment";
    $("english").value = verdict?.english ?? "";
    $("english").lang = unit.target.lang;
    $("note").value = verdict?.note ?? "";
    for (const button of document.querySelectorAll("[data-judge]")) {
      button.setAttribute("aria-pressed", Boolean(verdict?.holds) && verdict.judgement === button.dataset.judge);
    }
    count();
    shownAt = performance.now();
    away = 0;
    scrollTo(0, 0);
    $("unit").focus({ preventScroll: true });
  }
  function key(sign, meaning) {
    const button = el("button");
    button.type = "button";
    button.append(el("kbd", "", sign), ` ${meaning}`);
    return button;
  }
  function count() {
    const judged = units.filter((u) => u.verdict?.holds).length;
    const seconds = data.progress.median_millis ? `, ${(data.progress.median_millis / 1000).toFixed(1)} s a unit` : "";
    $("count").textContent = `${judged} of ${units.length} judged${seconds}`;
    $("bar").max = Math.max(units.length, 1);
    $("bar").value = judged;
  }
  function finish() {
    $("unit").hidden = true;
    $("done").hidden = false;
    $("end").textContent = !units.length ? "Nothing was drawn: there is nothing of this kind to judge."
      : served ? "Thank you. “tarjuman review report” on the same folder says what it means. Undo and back still work."
        : "Thank you. Save the verdicts and send the file back.";
    count();
    $("done").focus();
  }
  function go(from) {
    for (let i = 0; i < units.length; i++) {
      const n = (from + i) % units.length;
      if (!units[n].verdict?.holds) return show(n);
    }
    finish();
  }

  // Saying -----------------------------------------------------------------------------------
  let hush;
  function say(text, stays) {
    $("say").textContent = text;
    clearTimeout(hush);
    if (!stays) hush = setTimeout(() => { $("say").textContent = ""; }, 2500);
  }
  async function ask(path, body) {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit",
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    return said;
  }
  async function judge(judgement) {
    if (busy || $("unit").hidden) return;
    const unit = units[at], english = $("english").value.trim();
    const entry = {
      unit: unit.key, content: unit.content, judgement, faults: [...faults], note: $("note").value,
      marks: { source: [...marks.source].sort((a, b) => a - b), target: [...marks.target].sort((a, b) => a - b) },
      english: unit.kind === "segment" && english ? english : null, source: drawn.source, target: drawn.target,
      millis: Math.max(0, Math.round(performance.now() - shownAt - away)),
    };
    busy = true;
    try {
      let outlives = true;
      if (served) data.progress = (await ask("./verdict", entry)).progress;
      else { given.push(entry); outlives = await remember(); }
      unit.verdict = { ...entry, holds: true };
      if (outlives) say(`${judgement}: kept`);
      else say(`${judgement}: kept on this page only. Save before you close it.`, true);
      go(at + 1);
    } catch (error) {
      say(`Not kept: ${error.message || "the program has ended"}. Start it again and reload this page.`, true);
    } finally {
      busy = false;
    }
  }
  async function undo() {
    if (busy) return;
    busy = true;
    try {
      let n = -1, outlives = true;
      if (served) {
        const said = await ask("./undo", {});
        data.progress = said.progress;
        n = said.unit ?? -1;
        if (n >= 0) units[n].verdict = said.verdict;
      } else {
        const last = given.pop();
        outlives = await remember();
        n = units.findIndex((u) => u.key === last?.unit);
        if (n >= 0) {
          const before = given.findLast((entry) => entry.unit === last.unit);
          units[n].verdict = before ? { ...before, holds: true } : null;
        }
      }
      if (n >= 0) { show(n); say(outlives ? "Taken back" : "Taken back on this page only"); } else say("Nothing to take back");
    } catch (error) {
      say(`Not done: ${error.message || "the program has ended"}`, true);
    } finally {
      busy = false;
    }
  }
  function save() {
    const reviewer = $("who").value.trim() || data.reviewer;
    const latest = new Map(given.map((entry) => [entry.unit, entry]));
    const lines = [...latest.values()].map((entry) => `${JSON.stringify({ ...entry, reviewer })}\n`);
    const link = el("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    link.download = `verdicts-${reviewer.replace(/[^\p{L}\p{N}]+/gu, "-") || "reviewer"}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(`${lines.length} verdicts saved`);
  }

  // Pointing ---------------------------------------------------------------------------------
  function press(word) {
    const id = word.closest(".side").id, n = +word.dataset.w;
    if (drawing === id) return draw(id, n);
    if (marks[id].delete(n)) word.setAttribute("aria-checked", "false");
    else { marks[id].add(n); word.setAttribute("aria-checked", "true"); }
  }
  function startDrawing(id) {
    drawing = drawing === id ? null : id;
    drawn[id] = null;
    paint(id);
    $("drawing").hidden = !drawing;
    $("drawing").textContent = "Press the first word of the quotation.";
    if (drawing) wordsOf(id)[0]?.focus();
  }
  function draw(id, n) {
    if (!drawn[id]) {
      drawn[id] = [n, n];
      $("drawing").textContent = "Press its last word.";
    } else {
      drawn[id] = [Math.min(drawn[id][0], n), Math.max(drawn[id][0], n)];
      drawing = null;
      $("drawing").textContent = "Drawn. Give a verdict to keep it.";
      toggle(id === "source" ? "span" : "english", true);
    }
    paint(id);
  }
  function paint(id) {
    for (const word of wordsOf(id)) {
      const n = +word.dataset.w;
      word.classList.toggle("new", Boolean(drawn[id]) && n >= drawn[id][0] && n <= drawn[id][1]);
    }
  }
  function toggle(name, on) {
    const button = document.querySelector(`[data-fault="${name}"]`);
    if (!button) return;
    if (on ?? !faults.has(name)) faults.add(name); else faults.delete(name);
    button.setAttribute("aria-pressed", faults.has(name));
  }
  function counterparts(word) {
    for (const lit of document.querySelectorAll(".hot")) lit.classList.remove("hot");
    if (!word) return;
    const id = word.closest(".side").id, n = +word.dataset.w, from = id === "source" ? 0 : 1;
    const other = wordsOf(from ? "source" : "target");
    for (const link of units[at].links) if (link[from] === n) other[link[1 - from]]?.classList.add("hot");
    word.classList.toggle("hot", units[at].links.some((link) => link[from] === n));
  }
  function step(by) {
    const word = document.activeElement.closest?.(".w");
    const row = wordsOf(word ? word.closest(".side").id : "source");
    const next = row[word ? row.indexOf(word) + by : 0];
    if (!next) return;
    for (const other of row) other.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  document.addEventListener("click", (event) => {
    const word = event.target.closest(".w"), button = event.target.closest("button");
    if (word) press(word);
    else if (button?.dataset.judge) judge(button.dataset.judge);
    else if (button?.dataset.fault) toggle(button.dataset.fault);
    else if (button?.dataset.draw) startDrawing(button.dataset.draw);
    else if (button?.id === "undo") undo();
    else if (button?.id === "next") turn(1);
    else if (button?.id === "prev") turn(-1);
  });
  document.addEventListener("pointerover", (event) => counterparts(event.target.closest?.(".w")));
  document.addEventListener("focusin", (event) => counterparts(event.target.closest?.(".w")));
  // What is corrected is mostly right: one starts from the machine's words.
  $("english").addEventListener("focus", () => {
    if (!$("english").value) $("english").value = units[at].target.pieces.map((p) => p.text).join("");
  });
  $("english").addEventListener("blur", () => {
    if ($("english").value.trim() === units[at].target.pieces.map((p) => p.text).join("").trim()) $("english").value = "";
  });
  function turn(by) {
    if (!units.length) return;
    show($("unit").hidden ? units.length - 1 : (at + by + units.length) % units.length);
  }

  let leftAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leftAt = performance.now();
    else if (leftAt) { away += performance.now() - leftAt; leftAt = 0; }
  });
  const names = [...document.querySelectorAll("[data-judge]")].map((b) => b.dataset.judge);
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea")) {
      if (event.key === "Escape") { event.preventDefault(); $("unit").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const open = !$("unit").hidden, word = event.target.closest?.(".w");
    const fault = open && kinds.get(units[at].kind).faults.find((f) => f.key === event.key);
    const act = open && names[+event.key - 1] ? () => judge(names[+event.key - 1])
      : fault ? () => toggle(fault.name)
      : event.key === "u" ? undo
      : event.key === "j" ? () => turn(1)
      : event.key === "k" ? () => turn(-1)
      : open && event.key === "n" ? () => $("note").focus()
      : open && event.key === "t" && units[at].kind === "segment" ? () => $("english").focus()
      : open && units[at].kind === "quote" && event.key === "[" ? () => startDrawing("source")
      : open && units[at].kind === "quote" && event.key === "]" ? () => startDrawing("target")
      : open && event.key === "ArrowRight" ? () => step(1)
      : open && event.key === "ArrowLeft" ? () => step(-1)
      : word && (event.key === " " || event.key === "Enter") ? () => press(word) : null;
    if (act) { event.preventDefault(); act(); }
  });

  async function start() {
    if (!served) {
      $("who").value = data.reviewer;
      $("save").addEventListener("click", save);
      try { await recall(); } catch { /* nothing was kept, and nothing will be: remember() says so */ }
    }
    go(0);
  }
  start();
})();
