// What the scripts of this folder share: a headless browser, checks that each print a line, and comparisons.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const how = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
const browser = await chromium.launch(how);
// Without motion a scroll has ended when the next line runs.
export const desk = { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: "reduce" };

let failed = 0;
// Runs `look` and prints whether it went through.
export async function plain(name, look) {
  try {
    await look();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}
// Opens `address`, runs `look`, and fails on any error, dialog or blocked resource of the page, and on any request
// beyond `reach`; a console message that holds `silent` is let pass. With a folder as `profile`, the browser is one of
// its own that keeps there what pages store, as a reader's does; without, nothing outlives the check.
export async function check(name, address, options, look, { reach = /^file:/, silent = null, profile = null } = {}) {
  const context = profile ? await chromium.launchPersistentContext(profile, { ...how, ...options }) : await browser.newContext(options);
  const page = await context.newPage();
  const noise = [];
  page.on("pageerror", (e) => noise.push(`error: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && !(silent && m.text().includes(silent)) && noise.push(`console: ${m.text()}`));
  page.on("dialog", (d) => { noise.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => reach.test(r.url()) || noise.push(`request: ${r.url()}`));
  await plain(name, async () => {
    await page.goto(address);
    await look(page, context);
    if (noise.length) throw new Error(noise.join("\n"));
  });
  await context.close();
}
// Closes the browser.
export const close = () => browser.close();
// Prints the sum and ends the process.
export function finish() {
  console.log(failed ? `${failed} failed` : "all passed");
  process.exit(failed ? 1 : 0);
}

export function same(found, wanted, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`);
}
export function yes(value, what) {
  if (!value) throw new Error(what);
}
// axe-core finds no violation on the page as it stands.
export async function clean(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  same(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(" | ")}`), [], what);
}
// By how many pixels the page is wider than the screen.
export const width = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
// html-validate finds nothing in `file`. A policy with hashes is what two rules want nonces and attributes for; a
// title is as long as the article's own.
export async function valid(file) {
  const validator = new HtmlValidate({
    extends: ["html-validate:standard", "html-validate:a11y"],
    rules: { "require-csp-nonce": "off", "require-sri": "off", "long-title": "off" },
  });
  const report = await validator.validateFile(file);
  same(report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`)).slice(0, 10), [], file);
}
