"use strict";
// What the page does beyond being read: word links, keyboard, views, find, citations.
// Everything is told to the script by attributes: data-l (word links), data-c (confidence),
// data-q (quotations of a stretch), data-m and data-e (places, `sentence:from-to` in UTF-16 units),
// data-next (what a count in the head counts).
(() => {
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const root = document.documentElement, body = document.body, main = $("#text"), side = $("#side");
  const rows = $$(".r"), cards = $$(".c"), say = $("#say");
  root.classList.add("js");
  for (const el of $$("[hidden]")) if (!el.matches(".shut")) el.hidden = false;

  // Words ------------------------------------------------------------------------------------
  // Numbers are little-endian in base 44: signs from 44 on are followed by another.
  const SIGNS = "!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  function readLinks(code) {
    const links = [];
    let at = 0, src = 0, tgt = 0;
    const number = () => {
      let value = 0, unit = 1, digit;
      do { digit = SIGNS.indexOf(code[at++]); value += (digit % 44) * unit; unit *= 44; } while (digit >= 44);
      return value;
    };
    while (at < code.length) {
      const head = number(), step = number();
      src += head >> 1;
      tgt += step & 1 ? -(step + 1) / 2 : step / 2;
      const [m, n] = head & 1 ? [number(), number()] : [1, 1];
      links.push({ src, m, tgt, n, p: Math.round(SIGNS.indexOf(code[at++]) / 87 * 100) });
    }
    return links;
  }

  // The text nodes of one side of a row, notes left out.
  function textNodes(side) {
    const walker = document.createTreeWalker(side, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
      (n) => n.nodeType === 3 ? 1 : n.matches(".n") ? 2 : 3);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }
  const words = (side) => textNodes(side).map((n) => n.data).join("");

  function rangeOf(side, from, to) {
    const range = document.createRange();
    let seen = 0, open = false;
    for (const node of textNodes(side)) {
      const end = seen + node.length;
      if (!open && from < end) { range.setStart(node, from - seen); open = true; }
      if (open && to <= end) { range.setEnd(node, to - seen); return range; }
      seen = end;
    }
    return null;
  }

  const sides = (row) => [row.children[1], row.children[2]?.lang ? row.children[2] : null];
  const wrapped = new Map();
  // Puts each word of a row into an element of its own, the first time the row is looked at.
  function wrap(row) {
    let known = wrapped.get(row);
    if (known) return known;
    known = { links: readLinks(row.dataset.l ?? ""), words: [[], []] };
    sides(row).forEach((side, s) => side && wrapSide(side, known.words[s]));
    wrapped.set(row, known);
    return known;
  }
  function wrapSide(side, list) {
    const nodes = textNodes(side);
    const bounds = [...nodes.map((n) => n.data).join("").matchAll(/[\p{Alphabetic}\p{M}\p{N}]+/gu)]
      .map((m) => [m.index, m.index + m[0].length]);
    let seen = 0, first = 0;
    for (const node of nodes) {
      const start = seen, end = seen += node.length;
      const piece = document.createDocumentFragment();
      let done = start;
      while (first < bounds.length && bounds[first][1] <= start) first++;
      for (let i = first; i < bounds.length && bounds[i][0] < end; i++) {
        const [from, to] = [Math.max(bounds[i][0], start), Math.min(bounds[i][1], end)];
        if (from > done) piece.append(node.data.slice(done - start, from - start));
        const word = document.createElement("span");
        word.className = "w";
        word.tabIndex = -1;
        word.dataset.w = i;
        word.textContent = node.data.slice(from - start, to - start);
        (list[i] ??= []).push(word);
        piece.append(word);
        done = to;
      }
      if (done === start) continue;
      if (done < end) piece.append(node.data.slice(done - start));
      node.replaceWith(piece);
    }
  }

  let lit = [];
  function dark() {
    for (const el of lit) { el.classList.remove("on", "lit", "weak"); delete el.dataset.p; }
    lit = [];
  }
  const textOf = (pieces) => (pieces ?? []).map((p) => p.textContent).join("");
  // Lights a word and its counterparts, and says which they are.
  function light(word, aloud) {
    dark();
    const row = word.closest(".r"), { links, words } = wrap(row);
    const s = sides(row).indexOf(word.closest("[lang]")), w = +word.dataset.w;
    for (const el of words[s]?.[w] ?? []) { el.classList.add("on"); lit.push(el); }
    const told = [];
    for (const { src, m, tgt, n, p } of links) {
      const [mine, count, theirs, reach] = s === 0 ? [src, m, tgt, n] : [tgt, n, src, m];
      if (w < mine || w >= mine + count) continue;
      for (let i = theirs; i < theirs + reach; i++) {
        const pieces = words[1 - s][i] ?? [];
        pieces.forEach((el, j) => {
          el.classList.add("lit");
          el.classList.toggle("weak", p < 50);
          if (j === 0 && i === theirs) el.dataset.p = `${p} %`;
          lit.push(el);
        });
        told.push(`${textOf(pieces)} ${p} %`);
      }
    }
    if (aloud) tell(`${textOf(words[s]?.[w])}: ${told.join(", ") || "no counterpart"}`);
  }

  let quiet = 0;
  function tell(text) {
    say.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { say.textContent = ""; }, 2600);
  }

  main.addEventListener("pointerover", (event) => {
    const row = event.target.closest(".r");
    if (!row || event.pointerType === "touch") return;
    let word = event.target.closest(".w");
    if (!wrapped.has(row)) {
      wrap(row);
      word = document.elementFromPoint(event.clientX, event.clientY)?.closest(".w");
      explain(row);
    }
    if (word) light(word); else dark();
  });
  main.addEventListener("pointerleave", dark);
  main.addEventListener("focusin", (event) => { if (event.target.matches(".w")) light(event.target, true); });

  function explain(row) {
    const number = row.id.slice(1), given = row.dataset.c;
    row.children[0].title = `Sentence ${number}. ` + (given
      ? document.body.dataset.model ? `The model gave its own words ${given} % on average.`
        : `The two sides are each other’s translation with a likelihood of ${given} %.`
      : "Nothing was generated here.");
  }

  // Going about ------------------------------------------------------------------------------
  let row = null, quote = 0;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // Glides to what is near. A glide over thousands of sentences that are not laid out yet is slow,
  // and ends beside its aim.
  function reveal(el, block) {
    const fold = el.closest("details");
    if (fold) fold.open = true;
    const far = Math.abs(el.getBoundingClientRect().top) > 2 * innerHeight;
    el.scrollIntoView({ block, behavior: far || still.matches ? "instant" : "smooth" });
  }
  function go(next, focus = true) {
    if (!next) return;
    row?.classList.remove("cur");
    row = next;
    row.classList.add("cur");
    wrap(row);
    explain(row);
    reveal(row, "nearest");
    row.tabIndex = -1;
    if (focus) row.focus({ preventScroll: true });
  }
  // The sentence one stands at: the chosen one while it is in sight, else the first in sight.
  function here() {
    const top = row?.getBoundingClientRect().top ?? -1;
    if (top >= 0 && top < innerHeight) return row;
    return document.elementFromPoint(main.getBoundingClientRect().left + 90, 130)?.closest(".r") ?? null;
  }
  function step(by) {
    const from = here();
    let at = from === row ? rows.indexOf(from) + by : rows.indexOf(from);
    if (!from) at = by > 0 ? 0 : rows.length - 1;
    // Folded rows are passed over; they open with one click.
    while (rows[at]?.closest("details:not([open])")) at += by;
    go(rows[at]);
  }
  function stepWord(by) {
    if (!row) return;
    const here = document.activeElement.closest?.(".w"), { words } = wrap(row);
    const s = here ? sides(row).indexOf(here.closest("[lang]")) : 0;
    const next = words[s][here ? +here.dataset.w + by : 0];
    next?.[0].focus();
  }
  function crossOver() {
    const here = document.activeElement.closest?.(".w");
    if (!here) return stepWord(1);
    const { words } = wrap(row), s = sides(row).indexOf(here.closest("[lang]"));
    const over = lit.find((el) => el.classList.contains("lit") && el.dataset.p) ?? words[1 - s][0]?.[0];
    over?.focus();
  }

  const marksOf = (n) => $$(`mark[data-q~="${n}"]`, main);
  const cardOf = (n) => $(`#q${n}`);
  const places = globalThis.CSS?.highlights;
  function showPlaces(list) {
    for (const el of $$(".place")) el.classList.remove("place");
    const ranges = [];
    for (const place of list) {
      const [, n, from, to] = /^(\d+):(\d+)-(\d+)$/.exec(place) ?? [];
      const at = n && $(`#s${n}`);
      if (!at) continue;
      const range = rangeOf(at.children[1], +from, +to);
      if (places && range) ranges.push(range); else at.classList.add("place");
    }
    if (places) places.set("place", new Highlight(...ranges));
  }

  function select(n, scroll) {
    const card = cardOf(n);
    if (!card) return;
    quote = n;
    for (const el of $$(".sel")) el.classList.remove("sel");
    for (const el of marksOf(n)) el.classList.add("sel");
    card.classList.add("sel");
    card.hidden = false;
    compare(card);
    actions(card, n);
    showPlaces((card.dataset.m ?? "").split(" "));
    side.classList.add("open", "one");
    $(".shut").hidden = !narrow.matches;
    const first = marksOf(n)[0]?.closest(".r");
    if (scroll && first) go(first, false);
    // Where the card covers the lower half of the page, its words move into the upper half.
    if (narrow.matches && first) reveal(first, "start");
    const top = Math.max(side.getBoundingClientRect().top, narrow.matches ? 0 : 60);
    side.scrollTop += card.getBoundingClientRect().top - top - 12;
    history.replaceState(null, "", `#q${n}`);
  }
  function stepQuote(by) {
    const shown = cards.filter((c) => !c.hidden);
    const chosen = shown.findIndex((c) => c.id === `q${quote}`);
    // With none chosen, the first one from here on.
    const line = +(here()?.id.slice(1) ?? 1);
    const below = shown.findIndex((c) => +$("a[href^='#s']", c).hash.slice(2) >= line);
    const at = chosen >= 0 ? chosen + by : by > 0 ? Math.max(below, 0) : below - 1;
    const next = shown[(at + shown.length) % shown.length];
    if (next) select(+next.id.slice(1), true);
  }
  const narrow = matchMedia("(max-width: 68rem)");
  function shut() { side?.classList.remove("open", "one"); }
  function putOut() {
    dark(); shut(); showPlaces([]);
    quote = 0;
    for (const el of $$(".sel")) el.classList.remove("sel");
    row?.classList.remove("cur");
    $("#find").value = ""; find("");
    if (document.activeElement !== body) document.activeElement.blur();
  }

  main.addEventListener("click", (event) => {
    const note = event.target.closest(".n"), number = event.target.closest(".i");
    if (note) { event.preventDefault(); select(+note.hash.slice(2)); return; }
    if (number) {
      event.preventDefault();
      go(number.closest(".r"));
      history.replaceState(null, "", number.hash);
      copy(link(number.hash), "Link to the sentence copied");
      return;
    }
    const at = event.target.closest(".r");
    if (!at || String(getSelection())) return;
    const fresh = !wrapped.has(at);
    go(at);
    const mark = document.elementFromPoint(event.clientX, event.clientY)?.closest("mark") ?? event.target.closest("mark");
    // A finger asks for the word; the number beside the quotation opens its card.
    const touch = event.pointerType === "touch";
    if (touch || fresh) {
      const word = document.elementFromPoint(event.clientX, event.clientY)?.closest(".w");
      if (word) light(word, touch);
    }
    if (mark && !touch) select(+mark.dataset.q.split(" ").pop());
  });

  // The side ---------------------------------------------------------------------------------
  side?.addEventListener("click", (event) => {
    const person = event.target.closest("[data-p]:is(button)"), place = event.target.closest("a[href^='#s']");
    if (event.target.closest(".shut")) return shut();
    if (person) return only(person);
    if (place) {
      event.preventDefault();
      const at = $(place.hash);
      go(at, false);
      if (place.dataset.e) showPlaces(place.dataset.e.split(" "));
      return;
    }
    const act = event.target.closest("[data-copy]");
    if (act) return copyQuote(act.dataset.copy, quote);
    const card = event.target.closest(".c");
    if (card && !event.target.closest("a") && !String(getSelection())) select(+card.id.slice(1), true);
  });
  function only(button) {
    const chosen = button.getAttribute("aria-pressed") === "true" ? null : button.dataset.p;
    for (const b of $$(".who button")) b.setAttribute("aria-pressed", b.dataset.p === chosen);
    const off = new Set();
    for (const card of cards) {
      card.hidden = chosen !== null && card.dataset.p !== chosen;
      if (card.hidden) off.add(card.id.slice(1));
    }
    for (const mark of $$("mark[data-q]", main)) {
      mark.classList.toggle("off", mark.dataset.q.split(" ").every((n) => off.has(n)));
    }
    const shown = cards.filter((c) => !c.hidden).length;
    tell(chosen === null ? `All ${shown} quotations` : `${shown} of ${cards.length} quotations`);
  }

  const said = (n, s) => marksOf(n).filter((m) => sides(m.closest(".r"))[s]?.contains(m)).map(words).join(" ");
  function actions(card) {
    if ($(".acts", card)) return;
    const acts = document.createElement("div");
    acts.className = "acts";
    for (const [what, name] of [["cite", "Copy citation"], ["link", "Copy link"]]) {
      const button = document.createElement("button");
      button.type = "button"; button.dataset.copy = what; button.textContent = name;
      acts.append(button);
    }
    card.append(acts);
  }
  const link = (hash) => location.href.split("#")[0] + hash;
  function citation(n) {
    const card = cardOf(n), { model, from, to, source } = body.dataset;
    const ours = said(n, 1), theirs = said(n, 0), who = $("h3", card).textContent;
    const claim = $(".cl", card).classList[1];
    const english = ours ? `“${ours}”` : `[not found in the ${to}]`;
    const note = claim === "back-translation" ? "back-translation, not the speaker’s own words"
      : claim === "unverified" ? "wording unverified" : claim;
    return `${english} (${who}; in ${from}: « ${theirs} »). ${source}. ${to} by tarjuman, model ${model}; ${note}. ${link(`#q${n}`)}`;
  }
  function copyQuote(what, n) {
    if (what === "cite") copy(citation(n), "Citation copied"); else copy(link(`#q${n}`), "Link copied");
  }
  async function copy(text, done) {
    try { await navigator.clipboard.writeText(text); tell(done); } catch {
      const area = document.createElement("textarea");
      area.value = text;
      body.append(area);
      area.select();
      tell(document.execCommand("copy") ? done : "Copying is not allowed here");
      area.remove();
    }
  }

  // A located original against our wording: what we have too much is struck, what we lack stands underlined.
  function compare(card) {
    for (const original of $$("q.or:not(.done)", card)) {
      original.classList.add("done");
      const ours = said(+card.id.slice(1), 1).split(/\s+/).filter(Boolean);
      const theirs = original.textContent.split(/\s+/).filter(Boolean);
      if (!ours.length || ours.length * theirs.length > 250000) continue;
      const line = document.createElement("p");
      line.className = "df";
      line.append("Against our wording: ");
      for (const [tag, word] of diff(ours, theirs)) {
        const el = tag ? document.createElement(tag) : document.createTextNode("");
        el.textContent = word;
        line.append(el, " ");
      }
      original.after(line);
    }
  }
  function diff(ours, theirs) {
    const same = (a, b) => a.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") === b.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const best = Array.from({ length: ours.length + 1 }, () => new Uint16Array(theirs.length + 1));
    for (let i = ours.length - 1; i >= 0; i--) for (let j = theirs.length - 1; j >= 0; j--) {
      best[i][j] = same(ours[i], theirs[j]) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
    const out = [];
    let i = 0, j = 0;
    while (i < ours.length || j < theirs.length) {
      if (i < ours.length && j < theirs.length && same(ours[i], theirs[j])) { out.push(["", theirs[j]]); i++; j++; }
      else if (j === theirs.length || (i < ours.length && best[i + 1][j] >= best[i][j + 1])) out.push(["del", ours[i++]]);
      else out.push(["ins", theirs[j++]]);
    }
    return out;
  }

  // Views, find, keyboard --------------------------------------------------------------------
  const views = $$("[data-show]");
  function show(view) {
    body.dataset.view = view;
    for (const b of views) b.setAttribute("aria-pressed", b.dataset.show === view);
    if (row) reveal(row, "center");
  }
  for (const b of views) b.addEventListener("click", () => show(b.dataset.show));

  // Letters without their accents and case, one unit for one, so that places stay places.
  const plain = (text) => text.replace(/[^\x00-\x7f]/g, (c) => c.normalize("NFD")[0]).toLowerCase();
  let hits = [], hit = -1;
  const found = $("#found");
  function find(query) {
    const asked = plain(query.trim());
    hits = []; hit = -1;
    if (asked.length > 1) for (const r of rows) for (const side of sides(r)) {
      if (!side) continue;
      const text = plain(words(side));
      for (let at = text.indexOf(asked); at >= 0 && hits.length < 5000; at = text.indexOf(asked, at + asked.length)) {
        hits.push([r, side, at, at + asked.length]);
      }
    }
    paint();
    found.textContent = asked.length > 1 ? `${hits.length} found` : "";
  }
  function paint() {
    places?.set("found", new Highlight(...hits.slice(0, 1000).map(([, side, from, to]) => rangeOf(side, from, to)).filter(Boolean)));
  }
  function nextHit(by) {
    if (!hits.length) return;
    hit = (hit + by + hits.length) % hits.length;
    const r = hits[hit][0];
    go(r, false);
    paint();
    found.textContent = `${hit + 1} of ${hits.length}`;
  }
  $("#find").addEventListener("input", (event) => find(event.target.value));
  $("#find").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); nextHit(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") putOut();
  });

  const help = $("#help");
  $(".ask").addEventListener("click", () => help.showModal());
  const KEYS = {
    j: () => step(1), k: () => step(-1), q: () => stepQuote(1), Q: () => stepQuote(-1),
    "/": () => { $("#find").focus(); $("#find").select(); }, "?": () => help.showModal(),
    1: () => show("both"), 2: () => show("tgt"), 3: () => show("src"), 4: () => show("mix"),
    ArrowRight: () => stepWord(1), ArrowLeft: () => stepWord(-1), Escape: putOut,
    c: () => quote && cardOf(quote)?.matches(".sel") ? copyQuote("cite", quote)
      : row && copy(link(`#${row.id}`), "Link to the sentence copied"),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.closest("input, textarea, select")) return;
    const inWord = event.target.closest?.(".w");
    if (inWord && (event.key === "ArrowUp" || event.key === "ArrowDown")) { event.preventDefault(); return crossOver(); }
    if (event.key.startsWith("Arrow") && !row) return;
    const action = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  // The counts in the head go round the places they count.
  for (const a of $$("[data-next]")) {
    let turn = 0;
    a.addEventListener("click", (event) => {
      const all = $$(a.dataset.next).map((el) => el.closest(".r, .c").id);
      event.preventDefault();
      arrive(all[turn++ % all.length]);
    });
  }
  function arrive(id) {
    if (/^q\d+$/.test(id)) return select(+id.slice(1), true);
    const at = /^s\d+$/.test(id) && document.getElementById(id);
    if (at) { go(at); history.replaceState(null, "", `#${id}`); }
  }
  addEventListener("hashchange", () => arrive(location.hash.slice(1)));
  arrive(location.hash.slice(1));
})();
