//! Layer 3 · the stages in order. Straight-line code: every decision lies in a stage.

mod bitext;
mod machine;
mod originals;
mod shortlist;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::align::link::shipped;
use crate::align::words::words;
use crate::corpus::alignment::{Alignment, Link};
use crate::corpus::article::{Article, Flag, Rendered};
use crate::corpus::document::{BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::score::{LogProb, Score};
use crate::corpus::segment::Segmented;
use crate::corpus::span::{Byte, Span};
use crate::corpus::warning::{Severity, Warned, Warning};
use crate::trace::chain::{self, Ours};
use crate::trace::foreign::Abroad;
use crate::trace::locate::{self, Band, Index, Original, Place};
use crate::trace::marks::restore::{Source, restore};
use crate::trace::same::{self, Member};
use crate::translate::Rendition;
use crate::translate::cache::{CacheError, Key, Store};
use crate::translate::check;
use crate::translate::typography::Plain;

pub use bitext::{Given, check_bitext, link_beads, link_given, rough};
pub use machine::{Machine, link};
pub use originals::{meanings, sought};
pub use shortlist::{ShortlistOptions, shortlist};

/// What can stop a document on its way.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model failed.
    #[error("the translation model failed")]
    Model(#[from] crate::nmt::Error),
    /// The store of finished work failed.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The caller asked to stop; what was finished is kept.
    #[error(
        "stopped after {done} of {all} sentences; run the same command again to go on from there"
    )]
    Stopped {
        /// Sentences finished.
        done: usize,
        /// Sentences in the document.
        all: usize,
    },
}

/// How far one batch brought the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Sentences found in the store, or the same as one before.
    pub reused: usize,
    /// Sentences translated.
    pub made: usize,
    /// Tokens generated for them.
    pub tokens: usize,
}

/// Told after each batch how far it brought the work; answers whether to go on.
pub type Progress<'a> = dyn FnMut(Step) -> Go + 'a;

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// With the next batch.
    On,
    /// No further: keep what is finished.
    Stop,
}

/// Cuts a document into sentences and finds its quotations. No model is needed.
#[must_use]
pub fn read(document: Arc<Document>) -> Warned<Article> {
    let found = crate::trace::find(&document);
    let source = crate::segment::segment(document);
    let article = Article {
        source,
        engine: None,
        target: Vec::new(),
        quotes: found.quotes,
        marked: found.marked,
        chains: Vec::new(),
        corrections: Vec::new(),
    };
    Warned { value: article, warnings: found.warnings }
}

/// Translates a document that was read: sentences, word links, quotations carried across, chains.
///
/// # Errors
/// When the model or the store fails, or when `progress` says stop.
pub fn translate(
    article: &mut Article,
    machine: Machine<'_>,
    store: &mut Store,
    progress: &mut Progress<'_>,
) -> Result<(), Error> {
    let source = &article.source;
    let segments = 0..source.segments().len();
    let plans: Vec<Plan> = segments.map(|i| Plan::new(source, i, machine.stamp.to)).collect();
    let todo: Vec<&str> = plans.iter().filter_map(Plan::to_translate).collect();
    let renditions = render_all(&todo, machine, store, progress)?;
    article.target = plans
        .iter()
        .enumerate()
        .map(|(i, plan)| match plan {
            Plan::Copy => copied(source, i),
            Plan::Translate(plain) => {
                dress(source, i, plain, &renditions[plain.text()], machine.unsure_below)
            }
        })
        .collect();
    article.engine = Some(machine.stamp.clone());
    crate::trace::carry(&mut article.quotes, &article.source, &article.target);
    Ok(())
}

/// What is done with a segment.
enum Plan {
    /// Its plain copy goes to the model.
    Translate(Plain),
    /// It is carried over as it stands.
    Copy,
}

impl Plan {
    /// Names, figures and words already in the target language need no translation.
    fn new(source: &Segmented, i: usize, to: Lang) -> Self {
        let document = source.document();
        let plain = Plain::new(document.text(), source.segments()[i].span, document.markup());
        let credit = matches!(source.block(i).kind, BlockKind::Byline | BlockKind::Dateline);
        let names = credit && check::names_only(plain.text());
        let foreign = || crate::ingest::language::guess(plain.text()) == Some(to);
        if check::wordless(plain.text()) || names || foreign() {
            Self::Copy
        } else {
            Self::Translate(plain)
        }
    }

    fn to_translate(&self) -> Option<&str> {
        match self {
            Self::Translate(plain) => Some(plain.text()),
            Self::Copy => None,
        }
    }
}

/// What each distinct sentence becomes: out of the store, or made now and kept batch by batch.
fn render_all<'t>(
    todo: &[&'t str],
    machine: Machine<'_>,
    store: &mut Store,
    progress: &mut Progress<'_>,
) -> Result<BTreeMap<&'t str, Rendition>, Error> {
    let settings = machine.settings();
    let mut done = BTreeMap::new();
    let mut open: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    for &text in todo {
        if !seen.insert(text) {
            continue;
        }
        match store.get(&Key::new(&settings, text))? {
            Some(rendition) => drop(done.insert(text, rendition)),
            None => open.push(text),
        }
    }
    progress(Step { reused: todo.len() - open.len(), made: 0, tokens: 0 });
    for batch in open.chunks(machine.batch.max(1)) {
        let made = machine.render(batch)?;
        let keyed: Vec<(Key, Rendition)> = batch
            .iter()
            .zip(&made)
            .map(|(text, rendition)| (Key::new(&settings, text), rendition.clone()))
            .collect();
        store.put(&keyed)?;
        let tokens = made.iter().map(|rendition| rendition.tokens).sum();
        done.extend(batch.iter().copied().zip(made));
        if progress(Step { reused: 0, made: batch.len(), tokens }) == Go::Stop {
            return Err(Error::Stopped { done: done.len(), all: done.len().max(todo.len()) });
        }
    }
    Ok(done)
}

/// A segment carried over as it stands.
fn copied(source: &Segmented, i: usize) -> Rendered {
    let span = source.segments()[i].span;
    let text = source.text(i).split_whitespace().collect::<Vec<_>>().join(" ");
    let src = words(source.text(i)).into_iter().map(|word| word.shift(span.start()));
    let links = src.zip(words(&text)).map(|(src, tgt)| Link { src, tgt, p: Score::ONE }).collect();
    let mut flags = vec![Flag::CopyThrough];
    flags.extend(source.block(i).duplicate_of.map(|_| Flag::Duplicate));
    Rendered { text, score: None, links, flags }
}

/// A rendition as it stands in this document: links into the source as printed, English quotation
/// marks in step with the source's, and what a reader should look at.
fn dress(
    source: &Segmented,
    i: usize,
    plain: &Plain,
    made: &Rendition,
    unsure_below: Option<f32>,
) -> Rendered {
    let document = source.document();
    let own: Alignment = made.links.iter().map(|link| link.link()).collect();
    let mut flags = check::flags(plain.text(), &made.text, &own);
    let links: Alignment =
        own.iter().map(|link| Link { src: plain.source(link.src), ..*link }).collect();
    let span = source.segments()[i].span;
    let words = Source { text: span.of(document.text()), at: span.start(), lang: document.lang() };
    let restored = restore(words, &made.text, &links);
    for (flag, raised) in [
        (Flag::NoEos, !made.finished),
        (Flag::Loop, made.looped),
        (Flag::Resplit, made.resplit),
        (Flag::Unsure, unsure_below.is_some_and(|floor| made.score < floor)),
        (Flag::Duplicate, source.block(i).duplicate_of.is_some()),
        (Flag::MarksRestored, restored.changed),
        (Flag::NameRestored, made.restored.names.right),
        (Flag::NameChanged, made.restored.names.left),
        (Flag::NumberRestored, made.restored.number),
        (Flag::WordRestored, made.restored.words.right),
        (Flag::UnknownWord, made.restored.words.left),
        (Flag::CopyThrough, check::copied_through(plain.text(), &restored.text)),
    ] {
        flags.extend(raised.then_some(flag));
    }
    flags.sort_unstable();
    flags.dedup();
    let score = Some(LogProb::new(made.score));
    Rendered { text: restored.text, score, links: restored.links, flags }
}

/// Translates lines as they stand, without segmentation or a store.
///
/// # Errors
/// When the model fails.
pub fn translate_lines(lines: &[&str], machine: Machine<'_>) -> Result<Vec<Rendition>, Error> {
    Ok(machine.render(lines)?)
}

/// Joins the ways the quotations travelled, up to our own translation where there is one, and holds
/// the original wordings found in `originals`.
///
/// Gives a warning for each quotation whose original is near but not sure.
pub fn trace(article: &mut Article, originals: &[Original<'_>], to: Lang) -> Vec<Warning> {
    let ours = article.engine.as_ref().map(|engine| Ours { engine, rendered: &article.target });
    article.chains = chain::build(article.source.document(), &mut article.quotes, ours, to);
    if originals.is_empty() {
        // The lexicon that reading originals takes need not be unpacked.
        return Vec::new();
    }
    let page = article.source.document().lang();
    let mut by_lang: BTreeMap<Lang, Vec<Original<'_>>> = BTreeMap::new();
    for original in originals {
        by_lang.entry(original.text.document().lang()).or_default().push(original.clone());
    }
    // Each language is one station of the way: an English speech and an Arabic dispatch of it are
    // both found, and hold a hop each.
    let mut warnings = Vec::new();
    let known = shipped(page, to).is_some();
    let meant = meanings(page, to);
    for (lang, texts) in &by_lang {
        let index = Index::new(texts);
        let index = if known { index.with_meanings(&meant) } else { index };
        let abroad = Abroad::new(texts);
        for i in 0..article.quotes.len() {
            let place = if *lang == to {
                index.seek_near(&sought(article, i))
            } else if *lang == page {
                let text = article.source.document().text();
                index.seek(article.quotes[i].span.of(text))
            } else {
                abroad.seek(&article.source, &article.quotes[i])
            };
            let Some(place) = place else { continue };
            let quote = &mut article.quotes[i];
            let original = &texts[place.original];
            match (place.band, quote.chain) {
                (Band::Found, Some(chain)) => {
                    locate::hold(quote, &mut article.chains[chain], original, &place);
                }
                (Band::Unsure, _) => warnings.push(unsure(quote.span, original, &place)),
                _ => {}
            }
        }
    }
    warnings
}

fn unsure(span: Span<Byte>, original: &Original<'_>, place: &Place) -> Warning {
    let words = place.span.of(original.text.document().text());
    Warning {
        severity: Severity::Note,
        span: Some(span),
        message: format!("its original may be “{words}” in {}, but that is not sure", original.id),
        hint: Some("compare the two; nothing was written into the chain".to_owned()),
    }
}

/// Marks the same words quoted in several articles.
pub fn group(articles: &mut [&mut Article]) {
    let documents: Vec<Arc<Document>> =
        articles.iter().map(|article| Arc::clone(article.source.document())).collect();
    let mut members: Vec<Member<'_>> = articles
        .iter_mut()
        .zip(&documents)
        .map(|(article, document)| Member {
            id: document.id(),
            text: document.text(),
            quotes: &mut article.quotes,
        })
        .collect();
    same::group(&mut members);
}
