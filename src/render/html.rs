//! The bilingual page: one self-contained file that reads without a script and fetches nothing.
//!
//! The template and the style and script beside it are real files in `assets/`; here their values
//! are gathered. All text goes through the template's escaping.

mod card;
mod linked;
mod paired;

use std::collections::BTreeMap;
use std::io::Write;

use minijinja::value::Value;
use serde::Serialize;

use super::cast::Cast;
use super::places::{Places, Run};
use super::template;
use super::{Error, Options, links, phrases};
use crate::corpus::article::{Article, Flag};
use crate::corpus::document::{BlockKind, CreditKind};
use crate::corpus::lang::{Direction, Lang};
use crate::corpus::quote::{Basis, CarryState, QuoteKind, Wording};

const PAGE: &str = include_str!("assets/page.html");
const CSS: &str = include_str!("assets/page.css");
const JS: &str = include_str!("assets/page.js");

/// Writes the page of two texts that somebody else translated.
pub(super) use self::paired::write_pair;

/// Writes the page.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let (places, cast) = (Places::new(article), Cast::new(article));
    let document = article.source.document();
    let from = Language::new(document.lang());
    let to = Language::new(article.engine.as_ref().map_or(Lang::EN, |e| e.to));
    let title = document.facts().title.map(|span| span.of(document.text()));
    let english = title_sentence(article).map(|i| article.target[i].text.as_str());
    let (heading, subheading) = match (english, title) {
        (Some(english), title) => (Heading { text: english, lang: &to }, title),
        (None, Some(title)) => (Heading { text: title, lang: &from }, None),
        (None, None) => (Heading { text: document.id(), lang: &from }, None),
    };
    let page = Page {
        csp: template::policy(CSS, JS),
        css: template::safe(CSS.to_owned()),
        js: template::safe(JS.to_owned()),
        linked: template::in_script(&linked::describe(article, &cast, heading.text)),
        title: heading.text,
        tool: article.engine.as_ref().map_or("tarjuman", |e| &e.tool),
        model: article.engine.as_ref().map_or("", |e| &e.model),
        cited: cited(article, heading.text),
        translated: !article.target.is_empty(),
        engine: article.engine.as_ref().map(|e| Stamp {
            model: &e.model,
            revision: &e.revision,
            tool: &e.tool,
            beam: e.beam,
            shortlist: e.shortlist_sha256.is_some(),
        }),
        date: options.date,
        corrected: corrected(article),
        facts: facts(article),
        look: look(article),
        parts: parts(article, &places, &cast),
        speakers: speakers(&cast),
        cards: template::each(card::cards(article, &places, &cast)),
        path: document.origin().path.display().to_string(),
        sha256: &document.origin().sha256,
        other: None,
        heading,
        subheading,
        from: &from,
        to: &to,
    };
    template::fill("page.html", PAGE, &page, out)
}

#[derive(Serialize)]
struct Page<'a> {
    csp: String,
    css: Value,
    js: Value,
    linked: Value,
    title: &'a str,
    tool: &'a str,
    model: &'a str,
    cited: String,
    translated: bool,
    heading: Heading<'a>,
    subheading: Option<&'a str>,
    from: &'a Language,
    to: &'a Language,
    engine: Option<Stamp<'a>>,
    date: Option<&'a str>,
    corrected: Option<String>,
    facts: Vec<Fact>,
    look: Vec<Look>,
    parts: Vec<Part>,
    speakers: Vec<Speaker<'a>>,
    // A list of `Card`.
    cards: Value,
    path: String,
    sha256: &'a str,
    /// The second text, where a person translated the first.
    other: Option<paired::Other<'a>>,
}

/// A language as elements need it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Language {
    code: String,
    dir: &'static str,
    name: String,
}

impl Language {
    pub(super) fn new(lang: Lang) -> Self {
        let dir = match lang.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        };
        Self { code: lang.to_string(), dir, name: phrases::language(lang) }
    }
}

#[derive(Serialize)]
struct Heading<'a> {
    text: &'a str,
    lang: &'a Language,
}

#[derive(Serialize)]
struct Stamp<'a> {
    model: &'a str,
    revision: &'a str,
    tool: &'a str,
    beam: usize,
    shortlist: bool,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    value: String,
}

/// A count of what needs a look, where the first one is, and what the script counts.
#[derive(Serialize)]
struct Look {
    count: usize,
    what: String,
    href: String,
    counts: &'static str,
}

#[derive(Serialize)]
struct Speaker<'a> {
    n: usize,
    hue: usize,
    name: &'a str,
    count: usize,
}

/// Blocks that stand in the open, or are folded away together under a line that counts them.
#[derive(Serialize)]
struct Part {
    fold: Option<String>,
    // A list of `Block`.
    blocks: Value,
}

#[derive(Debug, Serialize)]
struct Block {
    kind: &'static str,
    label: Option<&'static str>,
    tag: &'static str,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    n: usize,
    links: String,
    confidence: Option<u8>,
    source: Vec<Piece>,
    target: Vec<Piece>,
    look: bool,
    notes: Vec<Note>,
    corrected: Option<Corrected>,
}

/// A sentence whose English a person typed.
#[derive(Debug, Serialize)]
struct Corrected {
    by: String,
    machine: String,
}

/// A flag in words: something to check, or only how the sentence came about.
#[derive(Debug, Serialize)]
struct Note {
    look: bool,
    meaning: &'static str,
}

/// A stretch of a sentence in which the same quotations are open.
#[derive(Debug, Serialize)]
struct Piece {
    text: String,
    // Their numbers; empty outside quotations.
    quotes: String,
    hue: usize,
    classes: String,
    ends: Vec<Number>,
}

/// The number behind a quotation.
#[derive(Debug, Serialize)]
struct Number {
    n: usize,
    back: bool,
}

/// Who put how much right: `2 sentences corrected by Ada, 1 quotation drawn anew by Ben`.
fn corrected(article: &Article) -> Option<String> {
    use crate::corpus::article::Corrected as Of;
    let mut by: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for correction in &article.corrections {
        let redrawn = matches!(correction.of, Of::Quote { .. });
        *by.entry((redrawn, &correction.by)).or_default() += 1;
    }
    let said = by.into_iter().map(|((redrawn, who), n)| match (redrawn, n) {
        (false, 1) => format!("1 sentence corrected by {who}"),
        (false, n) => format!("{n} sentences corrected by {who}"),
        (true, 1) => format!("1 quotation drawn anew by {who}"),
        (true, n) => format!("{n} quotations drawn anew by {who}"),
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The sentence in which the title begins.
fn title_sentence(article: &Article) -> Option<usize> {
    let title = article.source.document().facts().title?;
    let segments = article.source.segments();
    let found = segments.iter().position(|s| s.span.overlaps(title))?;
    (found < article.target.len()).then_some(found)
}

fn cited(article: &Article, title: &str) -> String {
    let facts = article.source.document().facts();
    let mut cited = format!("“{title}”");
    cited.extend(facts.agency.as_ref().map(|a| format!(", {}", a.name)));
    cited.extend(facts.date.as_ref().map(|d| format!(", {}", d.iso)));
    cited
}

fn facts(article: &Article) -> Vec<Fact> {
    let document = article.source.document();
    let (text, facts) = (document.text(), document.facts());
    let mut list = Vec::new();
    let mut add = |label, value: Option<String>| {
        list.extend(value.map(|value| Fact { label, value }));
    };
    add("Agency", facts.agency.as_ref().map(|a| a.name.clone()));
    add("From", facts.dateline.map(|s| s.of(text).to_owned()));
    add("Date", facts.date.as_ref().map(|d| d.iso.clone()));
    add("By", facts.byline.map(|s| s.of(text).to_owned()));
    for credit in &facts.credits {
        let by = credit.by.clone();
        match (credit.kind, credit.from) {
            (CreditKind::Translation, Some(from)) => {
                let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
                add("Translated", Some(format!("from {}{by}", phrases::language(from))));
            }
            (CreditKind::Translation, None) => add("Translated by", by),
            (CreditKind::Photo, _) => add("Picture", by),
        }
    }
    list
}

fn look(article: &Article) -> Vec<Look> {
    let mut list = Vec::new();
    let mut add = |letter: char, found: Vec<usize>, one: &str, many: &str, counts| {
        if let Some(first) = found.first() {
            let (count, href) = (found.len(), format!("{letter}{}", first + 1));
            let what = if count == 1 { one } else { many }.to_owned();
            list.push(Look { count, what, href, counts });
        }
    };
    let flagged = (0..article.target.len())
        .filter(|&i| article.target[i].flags.iter().any(|f| f.wants_a_look()));
    add('s', flagged.collect(), "sentence flagged", "sentences flagged", ".f.look");
    let quotes = |keep: &dyn Fn(&crate::corpus::quote::Quote) -> bool| -> Vec<usize> {
        (0..article.quotes.len()).filter(|&q| keep(&article.quotes[q])).collect()
    };
    let back = quotes(&|q| q.wording == Wording::BackTranslation);
    add('q', back, "back-translation", "back-translations", ".cl.back-translation");
    let inexact = quotes(&|q| q.carried.as_ref().is_some_and(|c| c.state != CarryState::Exact));
    let (one, many) = ("quotation not carried exactly", "quotations not carried exactly");
    add('q', inexact, one, many, ".c.inexact");
    let nobody = quotes(&|q| q.speaker.basis == Basis::Unknown);
    let (one, many) = ("quotation without a known speaker", "quotations without a known speaker");
    add('q', nobody, one, many, ".c.nobody");
    list
}

fn speakers<'a>(cast: &Cast<'a>) -> Vec<Speaker<'a>> {
    let members = cast.members.iter().enumerate();
    members.map(|(n, m)| Speaker { n, hue: cast.hue(n), name: m.name, count: m.count }).collect()
}

fn parts(article: &Article, places: &Places, cast: &Cast<'_>) -> Vec<Part> {
    let mut parts: Vec<(bool, Vec<(usize, Block)>)> = Vec::new();
    let mut next = 0;
    for (number, block) in article.source.document().blocks().iter().enumerate() {
        let first = next;
        while next < article.source.segments().len()
            && article.source.segments()[next].block == number
        {
            next += 1;
        }
        if first == next {
            continue;
        }
        let aside = block.kind == BlockKind::Boilerplate || block.duplicate_of.is_some();
        let (tag, label) = match block.kind {
            BlockKind::Headline => ("h2", None),
            BlockKind::Subhead => ("h3", None),
            BlockKind::Paragraph | BlockKind::Boilerplate => ("p", None),
            other => ("p", Some(phrases::block(other))),
        };
        let rows = (first..next).map(|i| row(article, places, cast, i)).collect();
        let block = (number, Block { kind: block.kind.name(), label, tag, rows });
        match parts.last_mut() {
            Some((folded, blocks)) if *folded == aside => blocks.push(block),
            _ => parts.push((aside, vec![block])),
        }
    }
    let parts = parts.into_iter().map(|(aside, blocks)| {
        let fold = aside.then(|| folded(article, &blocks));
        Part { fold, blocks: template::each(blocks.into_iter().map(|(_, block)| block).collect()) }
    });
    parts.collect()
}

/// What is folded away: `3 blocks of page furniture and 1 repeat, 5 sentences`.
fn folded(article: &Article, blocks: &[(usize, Block)]) -> String {
    let all = article.source.document().blocks();
    let repeats = blocks.iter().filter(|(n, _)| all[*n].duplicate_of.is_some()).count();
    let counted = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let furniture = blocks.len() - repeats;
    let what: Vec<String> = [
        counted(furniture, "block of page furniture", "blocks of page furniture"),
        counted(repeats, "repeat of an earlier block", "repeats of earlier blocks"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let sentences = blocks.iter().map(|(_, b)| b.rows.len()).sum();
    let sentences = counted(sentences, "sentence", "sentences").unwrap_or_default();
    format!("{}, {sentences}", what.join(" and "))
}

fn row(article: &Article, places: &Places, cast: &Cast<'_>, i: usize) -> Row {
    let segment = article.source.segments()[i];
    let target = article.target.get(i);
    let links = target.map_or_else(String::new, |t| {
        links::encode(&t.links, segment.span.start(), (article.source.text(i), &t.text))
    });
    let flags = target.map_or(&[][..], |t| &t.flags);
    Row {
        n: i + 1,
        links,
        confidence: target.and_then(|t| t.score).map(phrases::confidence),
        source: side(article, cast, &places.source(article, i), Side::Source),
        target: side(article, cast, &places.target(article, i), Side::Target),
        // A repeat is said once, by the line that folds it away.
        look: flags.iter().any(|f| f.wants_a_look()),
        notes: (flags.iter().filter(|f| **f != Flag::Duplicate))
            .map(|f| Note { look: f.wants_a_look(), meaning: f.meaning() })
            .collect(),
        corrected: article
            .corrected_segment(i)
            .map(|(by, machine)| Corrected { by: by.to_owned(), machine: machine.to_owned() }),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

/// One side of a row: its words in pieces, quotations marked, a numbered link behind each.
fn side(article: &Article, cast: &Cast<'_>, runs: &[Run<'_>], side: Side) -> Vec<Piece> {
    let back = |quote: usize| side == Side::Target && phrases::needs_note(&article.quotes[quote]);
    let piece = |run: &Run<'_>| {
        let inner = run.quotes.last().copied();
        let numbers: Vec<String> = run.quotes.iter().map(|q| (q + 1).to_string()).collect();
        let indirect = inner.is_some_and(|q| article.quotes[q].kind == QuoteKind::Indirect);
        let classes = [(inner.is_some_and(back), " bt"), (indirect, " indirect")];
        Piece {
            text: run.text.to_owned(),
            quotes: numbers.join(" "),
            hue: inner.map_or(0, |q| cast.hue(cast.of[q])),
            classes: classes.into_iter().filter_map(|(is, class)| is.then_some(class)).collect(),
            ends: run.ends.iter().map(|&q| Number { n: q + 1, back: back(q) }).collect(),
        }
    };
    runs.iter().map(piece).collect()
}
