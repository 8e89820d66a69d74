// Clicks and reads the rendered pages in a headless browser.
//
//   node tests/page/run.mjs PAGES      PAGES: the folder tests/page.rs has rendered into
//
// Prints one line a check; exits 1 when one fails. Fetches nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import jsonld from "jsonld";
import { check as open, clean, close, desk, finish, phone, plain, same, valid, width, yes } from "./harness.mjs";

const pages = process.argv[2];
// Opens a page of the folder, perhaps at a `#place`.
const check = (name, file, ...more) => {
  const [path, hash] = file.split("#");
  return open(name, pathToFileURL(join(pages, path)).href + (hash ? `#${hash}` : ""), ...more);
};
const DOC = "port-de-valmy.html";

await check("a word lights up its counterpart with its probability", DOC, desk, async (page) => {
  await page.locator("#s10 p").first().hover();
  const word = page.locator("#s10 p[lang=fr] .w", { hasText: /^Washington$/ });
  await word.hover();
  yes(await word.evaluate((w) => w.classList.contains("on")), "the word itself is lit");
  const lit = page.locator("#s10 p[lang=en] .w.lit");
  same(await lit.allTextContents(), ["Washington"], "its counterpart");
  yes(/^\d+ %$/.test(await lit.getAttribute("data-p")), "with a probability");
  await page.mouse.move(5, 5);
  same(await page.locator(".w.lit").count(), 0, "and goes out again");
});

await check("wrapping words leaves the text as it was", DOC, desk, async (page) => {
  const text = () => page.evaluate(() => [...document.querySelectorAll(".r")].map((r) => r.textContent).join("\n"));
  const before = await text();
  for (let i = 0; i < 16; i++) await page.keyboard.press("j");
  yes(await page.locator(".w").count() > 100, "words were wrapped");
  same(await text(), before, "text");
});

await check("the keyboard goes everywhere", DOC, desk, async (page) => {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  same(await page.locator(".r.cur").getAttribute("id"), "s2", "j j");
  same(await page.evaluate(() => document.activeElement.id), "s2", "focus follows");
  await page.keyboard.press("k");
  same(await page.locator(".r.cur").getAttribute("id"), "s1", "k");
  await page.keyboard.press("ArrowRight");
  same(await page.locator(".w.on").textContent(), "Monde", "arrow: first word");
  yes((await page.locator("#say").textContent()).startsWith("Monde: World"), "and it is said aloud");
  await page.keyboard.press("ArrowDown");
  same(await page.evaluate(() => document.activeElement.textContent), "World", "down: the other language");
  await page.keyboard.press("q");
  same(await page.locator(".c.sel").getAttribute("id"), "q1", "q");
  await page.keyboard.press("q");
  same(await page.locator(".c.sel").getAttribute("id"), "q2", "q q");
  same(new URL(page.url()).hash, "#q2", "the address follows");
  await page.keyboard.press("Q");
  same(await page.locator(".c.sel").getAttribute("id"), "q1", "Q");
  await page.keyboard.press("?");
  yes(await page.locator("dialog#help").isVisible(), "? opens the help");
  await page.keyboard.press("Escape");
  yes(!(await page.locator("dialog#help").isVisible()), "Esc closes it");
  await page.keyboard.press("Escape");
  same(await page.locator(".cur, .sel").count(), 0, "Esc puts everything out");
});

await check("find looks in both languages, accents or not", DOC, desk, async (page) => {
  await page.keyboard.press("/");
  await page.keyboard.type("media");
  same(await page.locator("#found").textContent(), "2 found", "médiateur and mediator");
  await page.keyboard.press("Enter");
  same(await page.locator(".r.cur").getAttribute("id"), "s3", "Enter goes there");
  same(await page.locator("#found").textContent(), "1 of 2", "and counts");
  await page.keyboard.press("Escape");
  same(await page.locator("#find").inputValue(), "", "Esc clears it");
});

await check("four views", DOC, desk, async (page) => {
  const seen = async (lang) => page.locator(`#s7 p[lang=${lang}]`).isVisible();
  const views = [["2", false, true], ["3", true, false], ["4", true, true], ["1", true, true]];
  for (const [key, fr, en] of views) {
    await page.keyboard.press(key);
    same([await seen("fr"), await seen("en")], [fr, en], `view ${key}`);
  }
  const boxes = await Promise.all(["fr", "en"].map((l) => page.locator(`#s7 p[lang=${l}]`).boundingBox()));
  yes(Math.abs(boxes[0].y - boxes[1].y) < 2 && boxes[0].x < boxes[1].x, "both: side by side at one height");
  same(await page.locator("[data-show=both]").getAttribute("aria-pressed"), "true", "aria-pressed");
});

await check("a deep link opens its quotation", `${DOC}#q5`, desk, async (page) => {
  same(await page.locator(".c.sel h3").textContent(), "Daniel Okafor", "its card");
  yes(await page.locator("mark.sel").first().isVisible(), "its words");
  const inView = await page.locator("#s11").evaluate((r) => { const b = r.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; });
  yes(inView, "in view");
  yes((await page.locator("#q5 .cl").textContent()).startsWith("Back-translation:"), "a back-translation is said in words");
  yes((await page.locator("#s11 p[lang=en] .n").textContent()).includes("back-translation"), "in the text too");
  same(await page.locator("#q5 .ch > li.u").count(), 1, "one hop is not held");
  same(await page.locator("#q5 .ch q[dir=rtl][lang=ar]").count(), 1, "the Arabic wording runs right to left");
  yes((await page.locator("#q5 .df ins").allTextContents()).includes("deal"), "a located original is compared");
  same(await page.locator("#q5 .df del").first().textContent(), "We", "with what ours has too much");
});

await check("a deep link opens a folded sentence", `${DOC}#s18`, desk, async (page) => {
  yes(await page.locator("#s18").isVisible(), "s18 is page furniture, and shown");
});

await check("evidence leads to its place in the source", `${DOC}#q3`, desk, async (page) => {
  await page.locator("#q3 .ch a", { hasText: "evidence" }).last().click();
  same(await page.locator(".r.cur").getAttribute("id"), "s8", "the sentence");
  const words = await page.evaluate(() => [...CSS.highlights.get("place")].map(String));
  same(words, ["dans un entretien à la chaîne publique NRK"], "exactly these words");
});

await check("a citation says what the words are", `${DOC}#q5`, { ...desk, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await page.locator("#q5 [data-copy=cite]").click();
  await page.waitForFunction(() => document.querySelector("#say").textContent === "Citation copied");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ["“We will judge the agreement by its results, not by its signature,”", "Daniel Okafor",
    "in French: « Nous jugerons l'accord à ses résultats, et non à sa signature »", "tarjuman/fr-en",
    "back-translation, not the speaker’s own words", "#q5"]) yes(text.includes(part), `“${part}” in: ${text}`);
  await page.locator("#q5 [data-copy=link]").click();
  await page.waitForFunction(() => document.querySelector("#say").textContent === "Link copied");
  yes((await page.evaluate(() => navigator.clipboard.readText())).endsWith(`${DOC}#q5`), "the link");
});

await check("speakers filter", DOC, desk, async (page) => {
  await page.locator(".who button", { hasText: "Okafor" }).click();
  same(await page.locator(".c:visible h3").allTextContents(), ["Daniel Okafor", "Daniel Okafor"], "cards");
  yes(await page.locator("#s8 mark.off").count() > 0, "other marks fade");
  await page.locator(".who button", { hasText: "Okafor" }).click();
  same(await page.locator(".c:visible").count(), 7, "all again");
});

await check("one speaker, one tint on both sides", DOC, desk, async (page) => {
  const tints = await page.locator("#s7 mark").evaluateAll((marks) => [...new Set(marks.map((m) => getComputedStyle(m).borderBottomColor))]);
  same(tints.length, 1, "tints");
});

await check("counts in the head go round what they count", DOC, desk, async (page) => {
  const flagged = page.locator(".look a", { hasText: "sentences flagged" });
  const seen = [];
  for (let i = 0; i < 4; i++) { await flagged.click(); seen.push(await page.locator(".r.cur").getAttribute("id")); }
  same(seen, ["s12", "s14", "s12", "s14"], "flagged sentences");
});

await check("page furniture is folded, counted, one click away", DOC, desk, async (page) => {
  const fold = page.locator("details.fold").last();
  same(await fold.locator("summary").textContent(), "3 blocks of page furniture, 4 sentences", "summary");
  yes(!(await page.locator("#s17").isVisible()), "folded");
  await fold.locator("summary").click();
  yes(await page.locator("#s17").isVisible(), "open");
});

await check("a finger on a word, a finger on a number", DOC, phone, async (page) => {
  yes(await width(page) <= 0, "nothing is wider than the phone");
  const boxes = await Promise.all(["fr", "en"].map((l) => page.locator(`#s7 p[lang=${l}]`).boundingBox()));
  yes(boxes[0].y + boxes[0].height <= boxes[1].y + 1, "the pair is stacked");
  await page.locator("#s7 p[lang=en]").tap({ position: { x: 40, y: 10 } });
  same(await page.locator(".w.on").count(), 1, "the word is lit");
  yes(!(await page.locator("#side").isVisible()), "the cards stay away");
  await page.locator("#s11 p[lang=en] .n").tap();
  yes(await page.locator("#q5").isVisible(), "the number opens the card");
  const above = await page.locator("#s11").evaluate((r) => r.getBoundingClientRect().top < document.querySelector("#side").getBoundingClientRect().top);
  yes(above, "and its words stay in view");
  await page.locator(".shut").tap();
  yes(!(await page.locator("#side").isVisible()), "× closes it");
});

await check("without a script it reads", DOC, { ...desk, javaScriptEnabled: false }, async (page) => {
  yes(await page.locator("#s7 p[lang=fr]").isVisible() && await page.locator("#s7 p[lang=en]").isVisible(), "both sides");
  yes(await page.locator("#q5 .ch").isVisible(), "cards with their chains");
  yes(!(await page.locator("nav.bar").isVisible()), "no dead buttons");
  await page.locator("#s11 p[lang=en] .n").click();
  same(new URL(page.url()).hash, "#q5", "numbers are links");
  await page.locator("details.fold summary").first().click();
  yes(await page.locator("#s15").isVisible(), "folds open");
});

for (const [colorScheme, paper] of [["dark", "rgb(21, 23, 26)"], ["light", "rgb(251, 250, 246)"]]) {
  await check(`${colorScheme} is ${colorScheme}`, DOC, { ...desk, colorScheme }, async (page) => {
    same(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), paper, "paper");
  });
}

for (const reducedMotion of ["reduce", "no-preference"]) {
  await check(`far places are reached, motion: ${reducedMotion}`, "long.html#s2500", { ...desk, reducedMotion }, async (page) => {
    const inSight = (id) => page.waitForFunction((at) => {
      const { top, bottom } = document.getElementById(at).getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }, id);
    await inSight("s2500");
    await page.keyboard.press("j");
    await inSight("s2501");
    await page.keyboard.press("q");
    same(await page.locator(".c.sel .k a").getAttribute("href"), "#s2511", "q: the next quotation from here");
    await inSight("s2511");
    await page.evaluate(() => scrollTo({ top: 40000, behavior: "instant" }));
    // Sentences laid out on the way move the place a little.
    await page.waitForFunction(() => Math.abs(scrollY - 40000) < 4000);
    await page.keyboard.press("j");
    const next = await page.locator(".r.cur").getAttribute("id");
    yes(Math.abs(next.slice(1) - 2511) > 100, `j goes on from what is in sight, not to ${next}`);
    await inSight(next);
  });
}

for (const colorScheme of ["light", "dark"]) {
  await check(`axe finds nothing, ${colorScheme}`, `${DOC}#q5`, { ...desk, colorScheme }, (page) => clean(page, DOC));
  await check(`axe finds nothing, ${colorScheme}, all open`, DOC, { ...desk, colorScheme }, async (page) => {
    await page.locator("details").evaluateAll((all) => all.forEach((d) => { d.open = true; }));
    await page.locator("#s10 p").first().hover();
    await page.locator("#s10 .w").first().hover();
    await clean(page, DOC);
  });
  await check(`axe finds nothing, ${colorScheme}, phone`, `${DOC}#q3`, { ...phone, colorScheme }, (page) => clean(page, DOC));
  await check(`axe finds nothing in the index, ${colorScheme}`, "index.html", { ...desk, colorScheme }, (page) => clean(page, "index"));
}

await check("the index sorts, lists and links", "index.html", desk, async (page) => {
  const titles = () => page.locator("tbody th a").allTextContents();
  const first = await titles();
  await page.locator("th button", { hasText: "Sentences" }).click();
  const counts = await page.locator("tbody tr td:nth-child(3)").allTextContents();
  same(counts, [...counts].sort((a, b) => b - a), "most sentences first");
  await page.locator("th button", { hasText: "Document" }).click();
  same(await titles(), [...first].sort((a, b) => a.localeCompare(b)), "by title");
  yes(await page.locator("svg rect").count() > 0, "a chart");
  await page.locator("details a", { hasText: "quotation 5" }).first().click();
  same(await page.locator(".c.sel").getAttribute("id"), "q5", "a quotation's link opens it");
});

await check("same words in two articles stand together", "index.html", desk, async (page) => {
  same(await page.locator(".groups > li").count(), 1, "groups");
  same(await page.locator(".groups > li b").allTextContents(), ["Daniel Okafor", "un responsable américain"], "differing speakers are shown as such");
});

for (const size of [desk, phone]) {
  await check(`hostile text stays text, ${size.viewport.width}`, "hostile.html", size, async (page) => {
    same(await page.evaluate(() => globalThis.pwned), undefined, "nothing ran");
    yes(await width(page) <= 0, `nothing overflows: ${await width(page)}`);
    same(await page.locator("main script, main img, main style, [onmouseover]").count(), 0, "no element came in");
    yes((await page.locator("#s1 p").first().textContent()).includes("<script>"), "the text is there as text");
    yes(await page.locator(".c").count() >= 2000, "2,000 quotations");
    await page.keyboard.press("q");
    yes(await page.locator(".c.sel").count() === 1, "and the keyboard works");
    await page.locator("#s1 p").first().hover();
    same(await page.evaluate(() => globalThis.pwned), undefined, "nothing ran on hover");
  });
}
await check("hostile text stays text in the index", "hostile-index.html", desk, async (page) => {
  same(await page.evaluate(() => globalThis.pwned), undefined, "nothing ran");
  yes(await width(page) <= 0, "nothing overflows");
});

await check("3,000 sentences open and scroll without stutter", "long.html", desk, async (page) => {
  const opened = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd);
  const frames = await page.evaluate(() => new Promise((done) => {
    const times = []; let last = performance.now(), n = 0;
    const turn = (now) => {
      times.push(now - last); last = now;
      scrollBy({ top: 700, behavior: "instant" });
      if (++n < 120) requestAnimationFrame(turn); else done(times.slice(5));
    };
    requestAnimationFrame(turn);
  }));
  frames.sort((a, b) => a - b);
  const key = await page.evaluate(() => {
    const start = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - start;
  });
  const middle = frames[frames.length >> 1], late = frames[Math.floor(frames.length * 0.95)];
  console.log(`   opened in ${opened.toFixed(0)} ms; a frame while scrolling: median ${middle.toFixed(0)} ms, 95 % within ${late.toFixed(0)} ms; j: ${key.toFixed(0)} ms`);
  // Bounds that only a page which has lost its laziness breaks: a loaded two-core machine renders in software here.
  yes(opened < 20000, "opens within 20 s");
  yes(late < 1000, "no frame is lost for a second");
  yes(key < 500, "a key answers within half a second");
});

await check("prints in two columns", DOC, desk, async (page) => {
  const pdf = await page.pdf({ format: "A4" });
  yes(pdf.length > 20000 && pdf.subarray(0, 5).toString() === "%PDF-", "a PDF");
  await page.emulateMedia({ media: "print" });
  const boxes = await Promise.all(["fr", "en"].map((l) => page.locator(`#s7 p[lang=${l}]`).boundingBox()));
  yes(Math.abs(boxes[0].y - boxes[1].y) < 2 && boxes[0].x < boxes[1].x, "side by side");
  yes(!(await page.locator(".bar").isVisible()), "no buttons on paper");
});

await close();

// What needs no browser: valid HTML, and linked data as a JSON-LD processor reads it.
for (const file of [DOC, "index.html", "hostile.html", "hostile-index.html"]) {
  await plain(`${file} is valid HTML`, () => valid(join(pages, file)));
}

// The terms of http://www.w3.org/ns/anno.jsonld that our export uses, so that nothing is fetched.
const OA = "http://www.w3.org/ns/oa#", PROV = "http://www.w3.org/ns/prov#", OURS = "https://w3id.org/tarjuman/ns#";
const link = (id) => ({ "@id": id, "@type": "@id" });
const anno = { "@context": {
  oa: OA, id: "@id", type: "@type",
  Annotation: "oa:Annotation", TextualBody: "oa:TextualBody", TextQuoteSelector: "oa:TextQuoteSelector",
  TextPositionSelector: "oa:TextPositionSelector", linking: "oa:linking", identifying: "oa:identifying",
  body: link("oa:hasBody"), target: link("oa:hasTarget"), source: link("oa:hasSource"), selector: link("oa:hasSelector"),
  motivation: { "@id": "oa:motivatedBy", "@type": "@vocab" },
  value: "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", format: "http://purl.org/dc/elements/1.1/format",
  language: "http://purl.org/dc/elements/1.1/language", start: "oa:start", end: "oa:end", exact: "oa:exact",
  prefix: "oa:prefix", suffix: "oa:suffix",
} };
await plain("linked data holds together", async () => {
  const data = JSON.parse(readFileSync(join(pages, "port-de-valmy.jsonld"), "utf8"));
  const source = readFileSync(join(pages, "port-de-valmy.txt"), "utf8"), points = [...source];
  const documentLoader = async (url) => {
    same(url, "http://www.w3.org/ns/anno.jsonld", "the only remote context");
    return { document: anno, documentUrl: url };
  };
  const nodes = await jsonld.flatten(await jsonld.expand(data, { documentLoader, safe: true }));
  const byId = new Map(nodes.map((n) => [n["@id"], n]));
  const all = (node, key) => (node[key] ?? []).map((v) => v["@id"] ? byId.get(v["@id"]) ?? v : v["@value"]);
  const isA = (node, type) => node["@type"]?.includes(type);
  const annotations = nodes.filter((n) => isA(n, `${OA}Annotation`));
  same(annotations.length, 20 + 7, "a sentence, a quotation, an annotation each");
  for (const annotation of annotations) for (const target of all(annotation, `${OA}hasTarget`)) {
    const selectors = all(target, `${OA}hasSelector`);
    const quote = selectors.find((s) => isA(s, `${OA}TextQuoteSelector`)), position = selectors.find((s) => isA(s, `${OA}TextPositionSelector`));
    const [start] = all(position, `${OA}start`), [end] = all(position, `${OA}end`);
    const [exact] = all(quote, `${OA}exact`), [prefix] = all(quote, `${OA}prefix`), [suffix] = all(quote, `${OA}suffix`);
    same(points.slice(start, end).join(""), exact, "both selectors cut the same words");
    same(source.split(prefix + exact + suffix).length, 2, `“${exact}” stands once with what is around it`);
    yes([...prefix].length >= Math.min(32, start) && [...suffix].length >= Math.min(32, points.length - end), "32 on either side");
  }
  const wordings = nodes.filter((n) => n[`${OURS}role`]);
  same(wordings.length, 3 + 4 + 5, "hops");
  for (const wording of wordings) {
    same(all(wording, `${OURS}held`)[0], wording[`${PROV}value`] !== undefined, "held exactly where there is a value");
    let at = wording, steps = 0;
    while ((at = [...all(at, `${PROV}wasDerivedFrom`), ...all(at, `${PROV}wasQuotedFrom`)][0])) {
      yes(at[`${OURS}role`] && ++steps < 9, "each leads back to an utterance");
    }
  }
  yes(nodes.some((n) => isA(n, `${PROV}SoftwareAgent`)), "the program is an agent");
});

finish();
