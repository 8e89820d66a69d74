// A person reviews in a headless browser; the server is killed in the middle and started again.
//
//   node tests/page/review.mjs OUT BINARY      OUT: a folder of document files, BINARY: tarjuman
//
// Prints one line a check; exits 1 when one fails. Fetches nothing but from 127.0.0.1.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check as open, clean, close, desk, finish, phone, plain, same, valid, width, yes } from "./harness.mjs";

const [out, binary] = process.argv.slice(2);

let server = null;
async function start(...more) {
  server = spawn(binary, ["--quiet", "review", out, "--serve", "--reviewer", "ada", ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((done, fail) => {
    server.stdout.once("data", (line) => done(String(line).trim()));
    server.once("exit", () => fail(new Error("the server ended")));
  });
  server.removeAllListeners("exit");
  return url;
}
async function kill() {
  const gone = new Promise((done) => server.once("exit", done));
  server.kill("SIGKILL");
  await gone;
}
const cli = (...args) => spawnSync(binary, ["--quiet", "review", ...args], { encoding: "utf8" });

// The pages talk to the server, save files as blobs, and are there when it dies.
const local = { reach: /^(file:|blob:|http:\/\/127\.0\.0\.1:)/, silent: "ERR_CONNECTION" };
const check = (name, options, address, look, more) => open(name, address, { acceptDownloads: true, ...options }, look, { ...local, ...more });
// How many units are judged, once the page has read what was kept.
async function judged(page) {
  await page.waitForFunction(() => document.querySelector("#count").textContent);
  return Number((await page.locator("#count").textContent()).split(" ")[0]);
}
// One key, and the next unit: waits until the verdict is kept.
async function press(page, key, wanted) {
  await page.keyboard.press(key);
  await page.waitForFunction((n) => document.querySelector("#count").textContent.startsWith(`${n} of`), wanted);
}

let url = await start("--sample", "60", "--kind", "segment,quote");
await check("twenty verdicts, a kill -9 in the middle, and a restart", desk, url, async (page) => {
  same(await judged(page), 0, "none yet");
  yes((await page.locator("#why").textContent()).startsWith("Drawn because: "), "why it was drawn is said");
  for (let n = 1; n <= 11; n++) await press(page, String(1 + (n % 3)), n);
  await kill();
  await page.keyboard.press("1");
  await page.waitForFunction(() => document.querySelector("#say").textContent.startsWith("Not kept"));
  same(await judged(page), 11, "what was not kept is not counted");
  url = await start();
  await page.goto(url);
  same(await judged(page), 11, "all eleven are there after the restart, and the sample is the same");
  for (let n = 12; n <= 20; n++) await press(page, "1", n);
  yes(/ s a unit$/.test(await page.locator("#count").textContent()), "time a unit is shown");
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("19 of") && document.querySelector("#say").textContent === "Taken back");
  await press(page, "2", 20);
  const lines = cli(out, "--export", "-").stdout.trim().split("\n").map((line) => JSON.parse(line));
  same(lines.length, 20, "verdicts kept");
  same(new Set(lines.map((v) => v.unit)).size, 20, "each on a unit of its own");
  yes(lines.every((v) => v.millis > 0 && /^\d{4}-\d\d-\d\dT/.test(v.at)), "with time and date");
});

await check("words, faults, notes and corrections are kept with the verdict", desk, url, async (page) => {
  // On to a sentence.
  for (let i = 0; i < 60 && !(await page.locator("#what").textContent()).startsWith("Sentence"); i++) await page.keyboard.press("j");
  const what = await page.locator("#what").textContent();
  await page.locator("#target .w").nth(1).click();
  await page.keyboard.press("m");
  await page.keyboard.press("n");
  await page.keyboard.type("a 3 in a note is no verdict");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  const machine = await page.locator("#english").inputValue();
  yes(machine.length > 3, "one starts from the machine's words");
  await page.keyboard.press("End");
  await page.keyboard.type(" Indeed.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("3");
  await page.waitForFunction(() => document.querySelector("#say").textContent === "wrong: kept");
  const last = cli(out, "--export", "-").stdout.trim().split("\n").map((line) => JSON.parse(line)).at(-1);
  same(what, `Sentence ${last.place.slice(1)}, ${last.document}`, "the unit");
  same([last.judgement, last.faults, last.note, last.marks.target], ["wrong", ["missing"], "a 3 in a note is no verdict", [1]], "what was said");
  same(last.correction.english, `${machine} Indeed.`, "the English");
});

await check("a quotation is drawn anew with two presses", desk, url, async (page) => {
  for (let i = 0; i < 80 && !(await page.locator("#what").textContent()).startsWith("Quotation"); i++) await page.keyboard.press("j");
  await page.keyboard.press("[");
  await page.locator("#source .w").nth(0).click();
  await page.locator("#source .w").nth(2).click();
  same(await page.locator("#source .w.new").count(), 3, "three words");
  same(await page.locator("[data-fault=span]").getAttribute("aria-pressed"), "true", "the fault is noted");
  await page.keyboard.press("3");
  await page.waitForFunction(() => document.querySelector("#say").textContent === "wrong: kept");
  const last = cli(out, "--export", "-").stdout.trim().split("\n").map((line) => JSON.parse(line)).at(-1);
  same(last.correction.source.text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).length >= 3, true, last.correction.source.text);
});

await check("keys go from word to word and mark", desk, url, async (page) => {
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(" ");
  same(await page.locator("#source .w[aria-checked=true]").first().getAttribute("data-w"), "1", "the second word");
  await page.keyboard.press(" ");
  same(await page.locator("#source .w[aria-checked=true]").count(), 0, "and no more");
});

for (const colorScheme of ["light", "dark"]) {
  await check(`axe finds nothing on the review, ${colorScheme}`, { ...desk, colorScheme }, url, async (page) => {
    await page.locator("#target .w").nth(0).click();
    await clean(page, "review");
  });
}
await check("on a phone nothing is wider than the screen", phone, url, async (page) => {
  yes(await width(page) <= 0, `overflow ${await width(page)}`);
  const before = await judged(page);
  await page.locator("[data-judge=right]").tap();
  await page.waitForFunction((n) => document.querySelector("#count").textContent.startsWith(`${n} of`), before + 1);
  await clean(page, "phone");
});

await plain("wrong token and wrong origin are refused", async () => {
  const { port, pathname } = new URL(url);
  const ask = async (path, headers, method = "GET") => (await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body: method === "POST" ? "{}" : undefined })).status;
  const got = [await ask("/", {}), await ask(`${pathname}verdict`, { Origin: "http://evil.example", "Content-Type": "application/json" }, "POST"), await ask(`/${"0".repeat(32)}/`, {})];
  same(got, [403, 403, 403], "status");
});
await kill();

const sheet = join(out, "sheet.html"), saved = join(out, "saved.jsonl");
same(cli(out, "--sheet", sheet, "--sample", "60", "--kind", "segment,quote").status, 0, "the sheet is written");
const profile = join(out, ".profile"), sheetUrl = pathToFileURL(sheet).href;
let before = 0;
await check("a sheet is filled offline", desk, sheetUrl, async (page) => {
  await page.locator("#unit").focus();
  before = await judged(page);
  for (let n = 1; n <= 4; n++) await press(page, "1", before + n);
  await page.keyboard.press("u");
  await page.waitForFunction((n) => document.querySelector("#count").textContent.startsWith(`${n} of`), before + 3);
  await page.reload();
  same(await judged(page), before + 3, "a reload loses nothing");
}, { profile });
await check("a sheet is remembered when the browser starts again, saved and read back", desk, sheetUrl, async (page) => {
  same(await judged(page), before + 3, "a new start loses nothing");
  await page.locator("#who").fill("Ben O'Hara");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
  await download.saveAs(saved);
  same(download.suggestedFilename(), "verdicts-Ben-O-Hara.jsonl", "file name");
  const read = cli(out, "--import", saved);
  same(read.status, 0, read.stderr);
  const ben = cli(out, "--export", "-").stdout.trim().split("\n").map((line) => JSON.parse(line)).filter((v) => v.reviewer === "Ben O'Hara");
  same(ben.length, 3, "verdicts of Ben's");
  await clean(page, "sheet");
}, { profile });
await check("where the browser stores nothing, the verdict says so", desk, "about:blank", async (page) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } }));
  await page.goto(sheetUrl);
  before = await judged(page);
  await page.locator("#unit").focus();
  await press(page, "1", before + 1);
  same(await page.locator("#say").textContent(), "right: kept on this page only. Save before you close it.", "what is said");
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.querySelector("#say").textContent === "Taken back on this page only");
});

const report = join(out, "review.html");
const told = cli("report", out, "--html", report, "--max-error", "1%");
same(told.status, 1, "the gate: a handful of verdicts cannot promise one per cent");
for (const colorScheme of ["light", "dark"]) {
  await check(`the report reads, ${colorScheme}`, { ...desk, colorScheme }, pathToFileURL(report).href, async (page) => {
    yes((await page.locator("h2").first().textContent()).includes("Sentences"), "sentences");
    yes(/95 % interval [\d.]+ to [\d.]+ %/.test(await page.locator(".big span").first().textContent()), "with an interval");
    yes(await page.locator(".found li").count() > 0, "findings");
    await clean(page, "report");
  });
}
await check("the report on a phone", phone, pathToFileURL(report).href, async (page) => yes(await width(page) <= 0, "overflow"));

await close();
for (const file of [report, sheet]) await plain(`${file.split("/").at(-1)} is valid HTML`, () => valid(file));
finish();
