import { chromium } from "playwright-core";
const [dir, out] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const P = `file://${dir}/port-de-valmy.html`;
async function shot(name, opts, act, url=P, full=false) {
  const c = await b.newContext(opts); const p = await c.newPage();
  p.on("console", m => m.type()==="error" && console.log(name, m.text())); p.on("pageerror", e => console.log(name, "ERR", e.message));
  await p.goto(url); if (act) await act(p); await p.waitForTimeout(400); await p.screenshot({path:`${out}/${name}.png`, fullPage: full}); await c.close();
}
const desk={viewport:{width:1280,height:1000}}, phone={viewport:{width:390,height:844},isMobile:true,hasTouch:true,deviceScaleFactor:2};
await shot("desk-quote", desk, async p => { await p.goto(P+"#q5"); const w = p.locator("#s11 p").nth(1); await w.hover({position:{x:60,y:10}}); await p.waitForTimeout(100); await p.mouse.move(0,0); const word = p.locator("#s11 .w", {hasText:"agreement"}); await word.hover(); });
await shot("desk-dark", {...desk, colorScheme:"dark"}, async p => { await p.goto(P+"#q5"); });
await shot("phone-quote", phone, async p => { await p.locator("#s11 p[lang=en] .n").tap(); });
await shot("phone-dark", {...phone, colorScheme:"dark"}, async p => { await p.locator("#s8").scrollIntoViewIfNeeded(); await p.locator("#s8 p[lang=en]").tap({position:{x:80,y:12}}); });
await shot("desk-en", desk, async p => { await p.keyboard.press("2"); });
await shot("desk-mix", desk, async p => { await p.keyboard.press("4"); await p.keyboard.press("j"); await p.keyboard.press("j"); await p.keyboard.press("/"); await p.keyboard.type("media"); });
await shot("desk-foot", desk, async p => { await p.locator("details.fold").first().evaluate(d=>d.open=true); await p.evaluate(()=>scrollTo(0,99999)); });
await shot("desk-help", desk, async p => { await p.keyboard.press("?"); });
await shot("index-dark", {...desk, colorScheme:"dark"}, null, `file://${dir}/index.html`);
await shot("index-phone", phone, null, `file://${dir}/index.html`);
const c = await b.newContext(desk); const p = await c.newPage(); await p.goto(P); await p.pdf({path:`${out}/print.pdf`, format:"A4"}); 
await b.close();
