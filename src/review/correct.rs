//! Corrections, put into the article: the person's words in front, the machine's kept behind them.
//!
//! A sentence with other English is linked anew, word by word, and the quotations in it are carried
//! anew; a quotation drawn by hand stands where it was drawn. What a person did not touch stays
//! byte for byte as it was.

use super::Error;
use super::unit::{self, Kind, Unit};
use super::verdict::Verdict;
use crate::align::link::{PairOptions, link, shipped};
use crate::align::words::words;
use crate::corpus::article::{Article, Corrected, Correction, Flag};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Carried, CarryState, HopRole, TargetSpan};
use crate::corpus::score::Score;
use crate::corpus::span::{Byte, Char, CharIndex, Span};
use crate::record::file::{TargetEntry, TextSpan};

/// Puts the corrections among `history`, oldest verdict first, into `article`; where several
/// people corrected the same thing, the last one stands. Gives a complaint for each correction
/// that no longer fits its text.
#[must_use]
pub fn apply(article: &mut Article, history: &[Verdict]) -> Vec<Error> {
    let units = unit::units(article);
    let mut complaints = Vec::new();
    let mut wanted: Vec<(&Unit, &Verdict)> = Vec::new();
    for verdict in history.iter().filter(|v| v.document == article.source.document().id()) {
        let Some(unit) = units.iter().find(|unit| unit.key == verdict.unit) else { continue };
        // A later verdict of the same person without a correction takes theirs back.
        wanted.retain(|(known, by)| known.key != unit.key || by.reviewer != verdict.reviewer);
        if verdict.correction.is_empty() {
            continue;
        }
        if unit.content == verdict.content {
            wanted.retain(|(known, _)| known.key != unit.key);
            wanted.push((unit, verdict));
        } else {
            complaints.push(Error::Verdict {
                place: format!("{} {}", unit.document, unit.place()),
                problem: format!(
                    "the correction by {} is stale: the text has changed since; judge it again",
                    verdict.reviewer
                ),
            });
        }
    }
    wanted.sort_by_key(|(unit, _)| (unit.kind, unit.index));
    let sentences: Vec<usize> = wanted
        .iter()
        .filter(|(unit, _)| unit.kind == Kind::Segment)
        .filter_map(|(unit, verdict)| {
            let english = verdict.correction.english.as_ref()?;
            sentence(article, unit.index, english, &verdict.reviewer);
            Some(unit.index)
        })
        .collect();
    carry(article, &sentences);
    for (unit, verdict) in wanted.iter().filter(|(unit, _)| unit.kind == Kind::Quote) {
        if let Err(problem) = quotation(article, unit.index, verdict) {
            let place = format!("{} {}", unit.document, unit.place());
            complaints.push(Error::Verdict { place, problem: problem.to_owned() });
        }
    }
    complaints
}

fn sentence(article: &mut Article, i: usize, english: &str, by: &str) {
    let from = article.source.document().lang();
    let to = article.engine.as_ref().map_or(Lang::EN, |e| e.to);
    let options = PairOptions { lexicon: shipped(from, to), ..PairOptions::default() };
    let links = match options.lexicon {
        Some(_) => link(&[(article.source.text(i), english)], &options).remove(0),
        // Without a lexicon there is nothing to link a single pair with.
        None => Vec::new(),
    };
    let at = article.source.segments()[i].span.start();
    let target = &mut article.target[i];
    let of = Corrected::Segment {
        segment: i,
        text: std::mem::replace(&mut target.text, english.to_owned()),
        score: target.score.take(),
        flags: target.flags.clone(),
    };
    // What was flagged was flagged in the machine's words.
    target.flags.retain(|flag| *flag == Flag::Duplicate);
    target.links = links;
    for link in &mut target.links {
        link.src = link.src.shift(at);
    }
    article.corrections.push(Correction { by: by.to_owned(), of });
}

/// Carries the quotations that touch one of `sentences` anew.
fn carry(article: &mut Article, sentences: &[usize]) {
    for q in 0..article.quotes.len() {
        let (old, segments) = (&article.quotes[q], article.source.segments());
        let stretches = old.carried.iter().flat_map(|c| &c.target);
        let touched = sentences.iter().any(|&i| segments[i].span.overlaps(old.span))
            || stretches.map(|t| t.segment).any(|segment| sentences.contains(&segment));
        if touched {
            crate::trace::carry(&mut article.quotes[q..=q], &article.source, &article.target);
            hold(article, q);
        }
    }
}

/// The words of quotation `q` in the English.
fn english(article: &Article, q: usize) -> String {
    let stretches = article.quotes[q].carried.iter().flat_map(|c| &c.target);
    let words: Vec<&str> = stretches.map(|t| t.span.of(&article.target[t.segment].text)).collect();
    words.join(" ")
}

/// Brings the last hop of a quotation's chain, our own wording, up to date.
fn hold(article: &mut Article, q: usize) {
    let words = english(article, q);
    let Some(chain) = article.quotes[q].chain.and_then(|c| article.chains.get_mut(c)) else {
        return;
    };
    for hop in chain.hops.iter_mut().filter(|hop| hop.role == HopRole::Ours) {
        match &mut hop.wording {
            Some(wording) if !words.is_empty() => wording.text.clone_from(&words),
            _ => hop.wording = None,
        }
    }
}

fn quotation(article: &mut Article, q: usize, verdict: &Verdict) -> Result<(), &'static str> {
    let correction = &verdict.correction;
    let text = article.source.document().text();
    let span = correction.source.as_ref().map(|s| source_span(text, s)).transpose()?;
    let of =
        Corrected::Quote { quote: q, span: article.quotes[q].span, english: english(article, q) };
    if let Some(span) = span {
        article.quotes[q].span = span;
        article.quotes[q].parts.clear();
        crate::trace::carry(&mut article.quotes[q..=q], &article.source, &article.target);
    }
    if !correction.target.is_empty() {
        let target: Vec<TargetSpan> =
            correction.target.iter().map(|t| target_span(article, t)).collect::<Result<_, _>>()?;
        let score = covered(article, article.quotes[q].span, &target);
        article.quotes[q].carried =
            Some(Carried { target, state: CarryState::Exact, score, reason: None });
    }
    hold(article, q);
    article.corrections.push(Correction { by: verdict.reviewer.clone(), of });
    Ok(())
}

const MOVED: &str = "the words drawn no longer stand there; draw them again";

fn source_span(text: &str, drawn: &TextSpan) -> Result<Span<Byte>, &'static str> {
    let fits = drawn.start < drawn.end && u32::try_from(drawn.end).is_ok();
    let span = fits.then(|| CharIndex::new(text).bytes(Span::<Char>::new(drawn.start, drawn.end)));
    let span = span.flatten().ok_or(MOVED)?;
    if span.get(text) == Some(&drawn.text) { Ok(span) } else { Err(MOVED) }
}

fn target_span(article: &Article, drawn: &TargetEntry) -> Result<TargetSpan, &'static str> {
    let number = drawn.segment.strip_prefix('s').and_then(|n| n.parse::<usize>().ok());
    let segment = number.and_then(|n| n.checked_sub(1)).filter(|&n| n < article.target.len());
    let segment = segment.ok_or(MOVED)?;
    let whole = TextSpan { start: drawn.start, end: drawn.end, text: drawn.text.clone() };
    let span = source_span(&article.target[segment].text, &whole)?;
    Ok(TargetSpan { segment, span })
}

/// The share of the words of `span` with a link into `target`.
fn covered(article: &Article, span: Span<Byte>, target: &[TargetSpan]) -> Score {
    let own: Vec<Span<Byte>> = words(span.of(article.source.document().text()))
        .into_iter()
        .map(|word| word.shift(span.start()))
        .collect();
    let linked = |word: &&Span<Byte>| {
        target.iter().any(|t| {
            let links = &article.target[t.segment].links;
            links.iter().any(|l| l.src.overlaps(**word) && l.tgt.overlaps(t.span))
        })
    };
    #[expect(clippy::cast_precision_loss, reason = "word counts of one quotation")]
    let share = own.iter().filter(linked).count() as f32 / own.len().max(1) as f32;
    Score::new(share)
}
