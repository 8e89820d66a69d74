//! The page of the whole corpus: documents, quotations by speaker, the same words in several
//! articles.
//!
//! A [`Summary`] is small and is read off an article while it is in hand, so that a run over many
//! files never holds them all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use minijinja::value::Value;
use serde::Serialize;

use super::cast::Cast;
use super::template::{self, address};
use super::{Error, Options, phrases};
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{CarryState, Scope, Wording};
use crate::record::names::Named;

const INDEX: &str = include_str!("assets/index.html");
const CSS: &str = include_str!("assets/index.css");
const JS: &str = include_str!("assets/index.js");

/// Columns of the little chart of confidence: tens of per cent.
const BINS: usize = 10;

/// What the index says of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    id: String,
    title: String,
    source_title: Option<String>,
    from: Lang,
    to: Lang,
    agency: Option<String>,
    date: Option<String>,
    n_sentences: usize,
    n_flagged: usize,
    n_back_translations: usize,
    n_inexact: usize,
    // Sentences by confidence, a bin for each ten per cent.
    bins: [u32; BINS],
    median: Option<u8>,
    engine: Option<String>,
    quotes: Vec<QuoteSummary>,
}

#[derive(Clone, Debug, PartialEq)]
struct QuoteSummary {
    n: usize,
    speaker: String,
    named: bool,
    role: Option<String>,
    source: String,
    english: String,
    wording: Wording,
    same_as: Vec<String>,
}

impl Summary {
    /// What there is to say of `article`.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let document = article.source.document();
        let (text, facts) = (document.text(), document.facts());
        let source_title = facts.title.map(|span| span.of(text).to_owned());
        let translated = facts.title.and_then(|title| {
            let i = article.source.segments().iter().position(|s| s.span.overlaps(title))?;
            article.target.get(i).map(|t| t.text.clone())
        });
        let mut scores: Vec<u8> =
            article.target.iter().filter_map(|t| t.score).map(phrases::confidence).collect();
        scores.sort_unstable();
        let mut bins = [0; BINS];
        for score in &scores {
            bins[(usize::from(*score) / 10).min(BINS - 1)] += 1;
        }
        let flagged = article.target.iter().filter(|t| t.flags.iter().any(|f| f.wants_a_look()));
        Self {
            id: document.id().to_owned(),
            title: translated
                .or_else(|| source_title.clone())
                .unwrap_or_else(|| document.id().to_owned()),
            source_title,
            from: document.lang(),
            to: article.engine.as_ref().map_or(Lang::EN, |e| e.to),
            agency: facts.agency.as_ref().map(|a| a.name.clone()),
            date: facts.date.as_ref().map(|d| d.iso.clone()),
            n_sentences: article.source.segments().len(),
            n_flagged: flagged.count(),
            n_back_translations: (article.quotes.iter())
                .filter(|q| q.wording == Wording::BackTranslation)
                .count(),
            n_inexact: (article.quotes.iter().filter_map(|q| q.carried.as_ref()))
                .filter(|c| c.state != CarryState::Exact)
                .count(),
            bins,
            median: scores.get(scores.len() / 2).copied(),
            engine: article.engine.as_ref().map(|e| {
                let list = if e.shortlist_sha256.is_some() { ", shortlist" } else { "" };
                format!("{} ({}), beam {}{list}, {}", e.model, e.revision, e.beam, e.tool)
            }),
            quotes: quotes(article),
        }
    }
}

fn quotes(article: &Article) -> Vec<QuoteSummary> {
    let cast = Cast::new(article);
    let text = article.source.document().text();
    let in_article = |q: &&(usize, &crate::corpus::quote::Quote)| q.1.scope == Scope::Article;
    let all: Vec<_> = article.quotes.iter().enumerate().collect();
    all.iter()
        .filter(in_article)
        .map(|(q, quote)| {
            let stretches = quote.carried.iter().flat_map(|c| &c.target);
            let words: Vec<&str> =
                stretches.map(|t| t.span.of(&article.target[t.segment].text)).collect();
            QuoteSummary {
                n: q + 1,
                // As on the article's own page, where « elle » is whoever was described before.
                speaker: cast.members[cast.of[*q]].name.to_owned(),
                named: quote.speaker.name.is_some(),
                role: quote.speaker.role.clone(),
                source: quote.span.of(text).to_owned(),
                english: words.join(" … "),
                wording: quote.wording,
                same_as: quote.same_as.clone(),
            }
        })
        .collect()
}

/// Writes `index.html` of `summaries`, in their order.
///
/// # Errors
/// If `out` refuses the bytes.
pub fn index(
    summaries: &[Summary],
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let engines: BTreeSet<&str> = summaries.iter().filter_map(|s| s.engine.as_deref()).collect();
    let page = Page {
        csp: template::policy(CSS, JS),
        css: template::safe(CSS.to_owned()),
        js: template::safe(JS.to_owned()),
        engines: engines.into_iter().collect(),
        date: options.date,
        n_sentences: summaries.iter().map(|s| s.n_sentences).sum(),
        n_quotes: summaries.iter().map(|s| s.quotes.len()).sum(),
        n_back_translations: summaries.iter().map(|s| s.n_back_translations).sum(),
        documents: summaries.iter().map(row).collect(),
        speakers: speakers(summaries),
        groups: groups(summaries),
    };
    template::fill("index.html", INDEX, &page, out)
}

#[derive(Serialize)]
struct Page<'a> {
    csp: String,
    css: Value,
    js: Value,
    engines: Vec<&'a str>,
    date: Option<&'a str>,
    n_sentences: usize,
    n_quotes: usize,
    n_back_translations: usize,
    documents: Vec<Row<'a>>,
    speakers: Vec<Speaker<'a>>,
    groups: Vec<Vec<Said<'a>>>,
}

#[derive(Serialize)]
struct Row<'a> {
    href: String,
    title: &'a str,
    source_title: Option<&'a str>,
    to: String,
    from: String,
    agency: Option<&'a str>,
    date: Option<&'a str>,
    n_sentences: usize,
    n_flagged: usize,
    n_quotes: usize,
    n_back_translations: usize,
    n_inexact: usize,
    median: Option<u8>,
    bars: Vec<Bar>,
}

/// A column of the chart, in its 100 × 28 box.
#[derive(Serialize)]
struct Bar {
    x: usize,
    y: u32,
    height: u32,
    low: bool,
}

#[derive(Serialize)]
struct Speaker<'a> {
    name: &'a str,
    role: Option<&'a str>,
    n_documents: usize,
    said: Vec<Said<'a>>,
}

/// One quotation in a list.
#[derive(Serialize)]
struct Said<'a> {
    href: String,
    label: String,
    speaker: &'a str,
    from: String,
    to: String,
    source: &'a str,
    english: &'a str,
    claim: &'static str,
    wording: &'static str,
}

fn row(summary: &Summary) -> Row<'_> {
    const HEIGHT: u32 = 28;
    let most = summary.bins.iter().copied().max().unwrap_or(0).max(1);
    let bars = summary.bins.iter().enumerate().filter(|(_, n)| **n > 0);
    Row {
        href: address(&format!("{}.html", summary.id)),
        title: &summary.title,
        source_title: summary.source_title.as_deref(),
        to: summary.to.to_string(),
        from: summary.from.to_string(),
        agency: summary.agency.as_deref(),
        date: summary.date.as_deref(),
        n_sentences: summary.n_sentences,
        n_flagged: summary.n_flagged,
        n_quotes: summary.quotes.len(),
        n_back_translations: summary.n_back_translations,
        n_inexact: summary.n_inexact,
        median: summary.median,
        bars: bars
            .map(|(i, &n)| {
                // A bin with anything in it shows at least two pixels.
                let height = (n * HEIGHT / most).max(2);
                Bar { x: 10 * i + 1, y: HEIGHT - height, height, low: i < BINS / 2 }
            })
            .collect(),
    }
}

fn said<'a>(summary: &'a Summary, quote: &'a QuoteSummary) -> Said<'a> {
    Said {
        href: format!("{}#q{}", address(&format!("{}.html", summary.id)), quote.n),
        label: format!("{}, quotation {}", summary.title, quote.n),
        speaker: &quote.speaker,
        from: summary.from.to_string(),
        to: summary.to.to_string(),
        source: &quote.source,
        english: &quote.english,
        claim: phrases::claim(quote.wording),
        wording: quote.wording.file_name(),
    }
}

/// Named speakers by name; those without a name, one entry a description, behind them.
fn speakers(summaries: &[Summary]) -> Vec<Speaker<'_>> {
    let mut by_name: BTreeMap<(bool, String), Speaker<'_>> = BTreeMap::new();
    for summary in summaries {
        let mut here = BTreeSet::new();
        for quote in &summary.quotes {
            let key = (!quote.named, quote.speaker.to_lowercase());
            let entry = by_name.entry(key.clone()).or_insert_with(|| Speaker {
                name: &quote.speaker,
                role: None,
                n_documents: 0,
                said: Vec::new(),
            });
            entry.n_documents += usize::from(here.insert(key));
            let role = quote.role.as_deref().filter(|role| *role != quote.speaker);
            entry.role = entry.role.or(role);
            entry.said.push(said(summary, quote));
        }
    }
    by_name.into_values().collect()
}

/// The same words in several places, each group once, in the order of its first member.
fn groups(summaries: &[Summary]) -> Vec<Vec<Said<'_>>> {
    let mut known: BTreeMap<String, (&Summary, &QuoteSummary)> = BTreeMap::new();
    for summary in summaries {
        for quote in &summary.quotes {
            known.insert(format!("{}#q{}", summary.id, quote.n), (summary, quote));
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut groups = Vec::new();
    for summary in summaries {
        for quote in summary.quotes.iter().filter(|q| !q.same_as.is_empty()) {
            let own = format!("{}#q{}", summary.id, quote.n);
            let members = std::iter::once(&own).chain(&quote.same_as);
            let found: Vec<_> = members.filter_map(|id| known.get_key_value(id)).collect();
            if found.len() < 2 || found.iter().any(|(id, _)| seen.contains(id.as_str())) {
                continue;
            }
            seen.extend(found.iter().map(|(id, _)| id.as_str()));
            groups.push(found.iter().map(|(_, (summary, quote))| said(summary, quote)).collect());
        }
    }
    groups
}
