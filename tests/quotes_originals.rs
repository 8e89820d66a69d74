//! Carrying and locating, measured with the shipped model on public parallel news where it is
//! present, and on texts of our own: two supplied hops, a third language, nothing to be found.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "figures are for reading, and are read on a terminal"
)]

mod common;
#[path = "quotes/page.rs"]
mod page;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use common::{Scratch, tarjuman};
use serde_json::Value;
use tarjuman::align::link::{shipped, shipped_unread};
use tarjuman::align::wordlist::{forms, glossary, set_phrases};
use tarjuman::corpus::alignment::Link;
use tarjuman::corpus::article::{Article, Engine as Stamp, Rendered};
use tarjuman::corpus::document::{Block, BlockKind, Document};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{Quote, QuoteKind, Scope, Speaker, Wording};
use tarjuman::corpus::segment::{Segment, Segmented};
use tarjuman::corpus::span::{Byte, CharIndex, Span};
use tarjuman::nmt::{DecodeOptions, Engine, EngineOptions, ForceOptions, ModelFiles, Translate};
use tarjuman::pipeline::{self, Go, Machine};
use tarjuman::trace::locate::{Band, Index, Original, Place};
use tarjuman::translate::cache::Store;
use tarjuman::translate::typography::Plain;

/// Pairs carried, and texts whose quotations are located, in one run of the tests: enough to see a
/// break, few enough to be quick. Figures stand in `docs/decisions/0036` and `0065`.
const PAIRS: usize = 90;
const RUNS: usize = 10;
/// Lines of a text that quotations are located in, and how many such texts are searched.
const RUN: usize = 25;
const TEXTS: usize = 21;

fn shared(path: &str) -> Option<PathBuf> {
    let full = common::shared().map(|root| root.join(path)).filter(|full| full.exists());
    if full.is_none() {
        println!("skipped: {path} is absent");
    }
    full
}

fn engine() -> Engine {
    let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    Engine::load(&ModelFiles::from(model.as_path()), &EngineOptions::default())
        .expect("the shipped model loads")
}

/// A French line and its English one, with the one quotation both have, in bytes.
struct Pair {
    set: &'static str,
    line: usize,
    fr: Span<Byte>,
    en: String,
}

/// The lines of each set in both languages, and the lines with exactly one quotation.
struct Sets {
    lines: BTreeMap<&'static str, [Vec<String>; 2]>,
    pairs: Vec<Pair>,
}

fn sets() -> Option<Sets> {
    let quotes = shared("evals/quotes/parallel")?;
    let texts = shared("evals/mt")?;
    let mut out = Sets { lines: BTreeMap::new(), pairs: Vec::new() };
    for set in ["wmt08", "wmt09", "wmt10", "wmt11", "wmt12"] {
        let read = |lang: &str| -> Vec<String> {
            let path = texts.join(format!("{set}.{lang}"));
            fs::read_to_string(path).expect("readable").lines().map(str::to_owned).collect()
        };
        let both = [read("fr"), read("en")];
        let table = fs::read_to_string(quotes.join(format!("{set}.tsv"))).expect("readable");
        let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|r| r.split('\t').collect()).collect();
        for row in &rows {
            let n: usize = row[0].parse().expect("a line number");
            if rows.iter().filter(|r| r[0] == row[0]).count() > 1 {
                continue;
            }
            let at = |k: usize| row[k].parse::<usize>().expect("an offset");
            let Some(line) = both[0].get(n - 1) else { continue };
            let Some(fr) = CharIndex::new(line).bytes(Span::new(at(1), at(2))) else { continue };
            out.pairs.push(Pair { set, line: n - 1, fr, en: row[6].to_owned() });
        }
        out.lines.insert(set, both);
    }
    Some(out)
}

/// Every so many of them, so that all sets take part.
fn spread<T>(all: &[T], n: usize) -> impl Iterator<Item = &T> {
    all.iter().step_by((all.len() / n).max(1)).take(n)
}

fn bare_quote(span: Span<Byte>) -> Quote {
    Quote {
        kind: QuoteKind::Direct,
        scope: Scope::Article,
        span,
        parts: Vec::new(),
        marked: true,
        inside: None,
        cue: None,
        speaker: Speaker::default(),
        read_by: None,
        flags: Vec::new(),
        carried: None,
        wording: Wording::Unverified,
        returns_home: None,
        chain: None,
        same_as: Vec::new(),
    }
}

fn lower_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What a span has of another, in words: twice the shared over all.
fn token_f1(a: &str, b: &str) -> f64 {
    let (a, mut b) = (lower_words(a), lower_words(b));
    let all = a.len() + b.len();
    let mut hits = 0;
    for word in &a {
        if let Some(n) = b.iter().position(|w| w == word) {
            b.swap_remove(n);
            hits += 1;
        }
    }
    2.0 * f64::from(hits) / all.max(1) as f64
}

/// Whether a text holds at least nine in ten of the words of another.
fn holds(text: &str, words: &str) -> bool {
    let (text, words) = (lower_words(text), lower_words(words));
    words.iter().filter(|w| text.contains(w)).count() * 10 >= words.len() * 9
}

/// The human English of a line, linked by the model's attention while it is made to say it.
#[test]
fn quotations_are_carried_onto_human_translations() {
    let Some(sets) = sets() else { return };
    let engine = engine();
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for pair in spread(&sets.pairs, PAIRS) {
        let [fr, en] = &sets.lines[pair.set];
        let (fr, en) = (&fr[pair.line], &en[pair.line]);
        let document = Arc::new(page::document("line", fr));
        let whole = Span::new(0, fr.len());
        let segments = vec![Segment { span: whole, block: 0 }];
        let source = Segmented::new(Arc::clone(&document), segments);
        let plain = Plain::new(fr, whole, &[]);
        let forced = engine.force(&[(plain.text(), en)], &ForceOptions::default());
        let Ok([made]) = forced.map(|m| <[_; 1]>::try_from(m).expect("one for one")) else {
            continue;
        };
        let links = pipeline::link(plain.text(), &made, shipped(Lang::FR, Lang::EN))
            .iter()
            .map(|l| Link { src: plain.source(l.src), ..*l })
            .collect();
        let rendered = [Rendered { text: en.clone(), score: None, links, flags: Vec::new() }];
        let mut quotes = [bare_quote(pair.fr)];
        tarjuman::trace::carry(&mut quotes, &source, &rendered);
        let carried = quotes[0].carried.as_ref().expect("carry answers for every quotation");
        let words: Vec<&str> = carried.target.iter().map(|t| t.span.of(en)).collect();
        all += 1;
        if token_f1(&words.join(" "), &pair.en) >= 0.9 {
            right += 1;
        } else {
            wrong.push(format!("{:?} {} — {}", carried.state, words.join(" … "), pair.en));
        }
    }
    println!(
        "{right} of {all} quotations carried onto the right words; not:\n{}",
        wrong.join("\n")
    );
    assert!(all > PAIRS / 2, "most lines can be forced");
    assert!(right * 100 >= all * 90, "{right} of {all}");
}

/// The English lines of a run as a text, with the byte span of each line.
fn run_text(id: &str, lines: &[String]) -> Segmented {
    let text = lines.join("\n");
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in lines {
        let span = Span::new(at, at + line.len());
        if !span.is_empty() {
            blocks.push(Block { kind: BlockKind::Paragraph, span, duplicate_of: None });
        }
        at += line.len() + 1;
    }
    let origin = page::document(id, "").origin().clone();
    let document = Document::new(id.to_owned(), origin, Lang::EN, text, blocks);
    tarjuman::segment::segment(Arc::new(document))
}

fn stamp() -> Stamp {
    Stamp {
        model: "shipped".to_owned(),
        revision: "tree".to_owned(),
        weights_sha256: String::new(),
        tool: "test".to_owned(),
        beam: 1,
        shortlist_sha256: None,
        to: Lang::EN,
    }
}

/// A run of French lines as an article in our English, with the given stretches as its quotations,
/// carried across.
fn ours(engine: &Engine, lines: &[String], quotations: &[(usize, Span<Byte>)]) -> Article {
    let options = DecodeOptions { beams: Some(1), ..DecodeOptions::guarded() };
    let stamp = stamp();
    let machine = Machine {
        model: engine,
        options: &options,
        stamp: &stamp,
        lexicon: shipped_unread(Lang::FR, Lang::EN),
        glossary: glossary(Lang::FR, Lang::EN),
        forms: forms(Lang::FR, Lang::EN),
        phrases: set_phrases(Lang::FR, Lang::EN),
        unsure_below: None,
        batch: 32,
    };
    let document = page::document("run", &lines.join("\n\n"));
    let mut article = pipeline::read(Arc::new(document)).value;
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| Some(std::mem::replace(at, *at + line.len() + 2)))
        .collect();
    article.quotes =
        quotations.iter().map(|(n, span)| bare_quote(span.shift(starts[*n]))).collect();
    let mut store = Store::in_memory().expect("a store in memory");
    pipeline::translate(&mut article, machine, &mut store, &mut |_| Go::On).expect("translates");
    article
}

/// What is asked of a search: the share of right sentences that come first, and of those in the band
/// of what is found.
#[derive(Default)]
struct Tally {
    all: usize,
    first: usize,
    found: usize,
    /// Found, and wrong.
    false_found: usize,
    notes: Vec<String>,
}

/// Looks for the quotations of one run of a set among twenty-one texts, and again where the sentence
/// has been taken out.
fn locate_run(engine: &Engine, lines: &[Vec<String>; 2], pairs: &[&Pair], tally: &mut Tally) {
    let [fr, en] = lines;
    let own = pairs[0].line / RUN;
    let runs: Vec<&[String]> = en.chunks(RUN).collect();
    let others = (1..).map(|k| (own + k) % runs.len()).take(TEXTS - 1);
    let texts: Vec<Segmented> =
        std::iter::once(own).chain(others).map(|r| run_text(&r.to_string(), runs[r])).collect();
    let originals: Vec<Original<'_>> = texts
        .iter()
        .map(|text| Original { id: text.document().id(), text, translated: None })
        .collect();
    let meant = pipeline::meanings(Lang::FR, Lang::EN);
    let quotations: Vec<_> = pairs.iter().map(|p| (p.line % RUN, p.fr)).collect();
    let french = fr.chunks(RUN).nth(own).expect("as many lines in both");
    let article = ours(engine, french, &quotations);
    let index = Index::new(&originals).with_meanings(&meant);
    for (q, pair) in pairs.iter().enumerate() {
        let sought = pipeline::sought(&article, q);
        let place = index.seek_near(&sought);
        let wanted = &en[pair.line];
        let at = texts[0].document().text().find(wanted.as_str());
        let line = at.map(|a| Span::new(a, a + wanted.len()));
        let right = place
            .as_ref()
            .is_some_and(|p| p.original == 0 && line.is_some_and(|l| l.overlaps(p.span)));
        let found = place.as_ref().is_some_and(|p| p.band == Band::Found);
        tally.all += 1;
        tally.first += usize::from(right);
        tally.found += usize::from(right && found);
        tally.false_found += usize::from(!right && found);
        let score = |p: &Option<Place>| p.as_ref().map_or(0.0, |p| p.score.get());
        if !right {
            tally.notes.push(format!("{:.3} {} — {wanted}", score(&place), sought.words.ours));
        }
        // The same search where the sentence has been taken out.
        let mut gone = runs[own].to_vec();
        gone.remove(pair.line % RUN);
        let gone = run_text("gone", &gone);
        let mut without = originals.clone();
        without[0] = Original { id: "gone", text: &gone, translated: None };
        let place = Index::new(&without).with_meanings(&meant).seek_near(&sought);
        if let Some(p) = place.as_ref().filter(|p| p.band == Band::Found) {
            let there = p.span.of(without[p.original].text.document().text());
            // A headline that says the quotation once more is a place where it stands.
            if holds(there, &pair.en) {
                continue;
            }
            tally.false_found += 1;
            let score = p.score.get();
            tally.notes.push(format!("FOUND {score:.3} {} — {there}", sought.words.ours));
        }
    }
}

/// The right English sentence among twenty-one texts; and no sentence when the right one is gone.
/// `TARJUMAN_RUNS=1000` asks every run of every set, as for the figures in `docs/decisions/0065`.
#[test]
fn originals_are_located_in_news() {
    let Some(sets) = sets() else { return };
    let engine = engine();
    #[expect(clippy::disallowed_methods, reason = "whoever makes figures says how many")]
    let asked = std::env::var("TARJUMAN_RUNS").ok().and_then(|n| n.parse().ok());
    let mut whole = Tally::default();
    for (set, lines) in sets.lines.iter().rev() {
        let mut runs: BTreeMap<usize, Vec<&Pair>> = BTreeMap::new();
        for pair in sets.pairs.iter().filter(|p| p.set == *set) {
            runs.entry(pair.line / RUN).or_default().push(pair);
        }
        let runs: Vec<Vec<&Pair>> = runs.into_values().collect();
        // The lexicon and the model have seen the other sets: they are asked when figures are made.
        let Some(wanted) = asked.or((*set == "wmt12").then_some(RUNS)) else { continue };
        let mut tally = Tally::default();
        for pairs in spread(&runs, wanted) {
            locate_run(&engine, lines, pairs, &mut tally);
        }
        let Tally { all, first, found, false_found, notes } = tally;
        println!(
            "{set}: {first} of {all} right first, {found} in the band of found; {false_found} \
             found that is not there\n{}",
            notes.join("\n")
        );
        whole.all += all;
        whole.first += first;
        whole.found += found;
        whole.false_found += false_found;
    }
    let Tally { all, first, found, false_found, .. } = whole;
    assert!(first * 100 >= all * 95, "{first} of {all}");
    assert!(found * 100 >= all * 40, "{found} of {all}");
    assert!(false_found * 100 <= all, "{false_found} of {all} found that are not there");
}

const ARTICLE: &str = "\
Kaboul : \"Nous ne quitterons pas nos alliés\", affirme John Hartley

AA / Washington / Lina Haddad

Le secrétaire d'Etat américain, John Hartley, a déclaré, mercredi à Washington, que \"les 2500 soldats \
américains quitteront l'Afghanistan avant le 11 septembre\".

\"Nous ne quitterons pas nos alliés à Kaboul et à Kandahar\", a ajouté Hartley devant l'ambassadeur \
Mahmoud Karimi.

La séance a duré trois heures, sans autre déclaration.

*Traduit de l'arabe par Sana Belhadj
";

const SPEECH: &str = "\
Remarks to the press.

Good morning, everyone, and thank you for coming today.

All of the 2500 American soldiers will leave Afghanistan before September 11.

We will not leave our allies in Kabul and in Kandahar.

We are grateful to the people who served there for twenty years.

Now I am happy to take a few of your questions.
";

const DISPATCH: &str = "\
كابول: هارتلي يؤكد أن بلاده لن تترك حلفاءها

قال وزير الخارجية الأمريكي جون هارتلي، الأربعاء في واشنطن، إن \"2500 جندي أمريكي سيغادرون أفغانستان قبل 11 سبتمبر\".

وأضاف هارتلي أمام السفير محمود كريمي: \"لن نترك حلفاءنا في كابول وقندهار\".

واستمرت الجلسة ثلاث ساعات دون تصريح آخر.
";

const ELSEWHERE: &str = "\
ارتفعت أسعار النفط في الأسواق العالمية اليوم.

وقال محللون في لندن إن الطلب سيزداد خلال الشتاء.
";

/// The document file of the article, translated with the given originals beside it.
fn traced(scratch: &Scratch, originals: &[(&str, &str, &str)]) -> Value {
    scratch.input("article.txt", ARTICLE);
    let out = scratch.text("out");
    let mut args = vec!["translate".to_owned(), scratch.text("in/article.txt")];
    args.extend(["--out", &out, "--formats", "json", "--quiet"].map(str::to_owned));
    for (lang, name, words) in originals {
        scratch.input(name, words);
        args.extend([
            "--original".to_owned(),
            format!("{lang}:{}", scratch.text(&format!("in/{name}"))),
        ]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = tarjuman(&args);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    scratch.document("article")
}

/// The hops of the chain of the quotation that holds `words`.
fn hops<'v>(file: &'v Value, words: &str) -> Vec<&'v Value> {
    let all = |key: &str| file[key].as_array().into_iter().flatten();
    let quote = all("quotes")
        .filter(|q| q["kind"] != "headline")
        .find(|q| q["source"]["text"].as_str().is_some_and(|t| t.contains(words)))
        .expect("the quotation is found");
    let chain = all("chains").find(|c| c["id"] == quote["chain"]).expect("its chain");
    chain["hops"].as_array().into_iter().flatten().collect()
}

/// An English speech, an Arabic dispatch of it, a French translation of that, and ours.
#[test]
fn two_supplied_hops_compose() {
    let scratch = Scratch::new();
    let file = traced(&scratch, &[("en", "speech.txt", SPEECH), ("ar", "dispatch.txt", DISPATCH)]);
    for (words, arabic) in [("2500", "سيغادرون أفغانستان"), ("Kandahar", "كابول وقندهار")]
    {
        let hops = hops(&file, words);
        let roles: Vec<_> = hops.iter().map(|h| h["role"].as_str().unwrap_or_default()).collect();
        assert_eq!(roles, ["utterance", "dispatch", "translation", "ours"], "{words}");
        let dispatch = hops[1]["wording"]["text"].as_str().unwrap_or_default();
        assert!(dispatch.contains(arabic), "{words}: {dispatch:?}");
        assert!(!dispatch.contains("وأضاف"), "the reporter's words stay out: {dispatch}");
        assert_eq!(hops[1]["lang"], "ar");
        assert_eq!(hops[1]["held"], true);
    }
    let spoken = hops(&file, "Kandahar")[0]["wording"]["text"].as_str().map(str::to_owned);
    println!("the speech: {spoken:?}");
    assert!(spoken.is_none_or(|s| s.contains("our allies")), "never another sentence");
}

/// A dispatch about something else holds nothing, and neither does a sentence without names.
#[test]
fn what_is_not_there_is_not_found() {
    let scratch = Scratch::new();
    let file = traced(&scratch, &[("ar", "elsewhere.txt", ELSEWHERE)]);
    for words in ["2500", "Kandahar"] {
        assert!(hops(&file, words)[1]["wording"].is_null(), "{words}");
    }
}
