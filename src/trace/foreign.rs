//! Originals in a language that is neither the page's nor the translation's: a quotation's sentence
//! is sought by what survives any translation, its numbers and the consonants of its names.
//!
//! Nothing is read that is not there: a sentence without names and numbers is not found.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::corpus::quote::Quote;
use crate::corpus::score::Score;
use crate::corpus::segment::Segmented;
use crate::corpus::span::{Byte, Span};

use super::locate::{Band, Original, Place};
use super::marks::{MarkTable, pair, scan};
use super::raw::trim;

/// The share of a sentence's names and numbers, weighed, that its original must have to be found.
const FOUND: f32 = 0.6;
/// The same, to be shown as unsure.
const UNSURE: f32 = 0.4;
/// How many of them must meet for a place to be found.
const ENOUGH: usize = 2;
/// A second place this near the first makes both unsure.
const RIVAL: f32 = 0.85;
/// What the place in the text counts beside the words.
const POSITION: f32 = 0.2;
/// How long a quotation may be in the other language, as a share of its length here.
const LENGTHS: (f32, f32) = (0.4, 2.2);

/// A name's consonants or a number's digits.
type Anchor = String;

/// The sentences of all originals in languages we cannot read, ready to be searched.
#[derive(Debug)]
pub struct Abroad<'a> {
    originals: &'a [Original<'a>],
    // (original, sentence, everything in it that may be a name or a number)
    sentences: Vec<(usize, usize, Vec<Anchor>)>,
}

impl<'a> Abroad<'a> {
    /// Reads the originals once.
    #[must_use]
    pub fn new(originals: &'a [Original<'a>]) -> Self {
        let mut sentences = Vec::new();
        for (o, original) in originals.iter().enumerate() {
            for i in 0..original.text.segments().len() {
                sentences.push((o, i, every(original.text.text(i))));
            }
        }
        Self { originals, sentences }
    }

    /// Where the sentence that `quote` stands in may have its original.
    #[must_use]
    pub fn seek(&self, article: &Segmented, quote: &Quote) -> Option<Place> {
        let segments = article.segments();
        let first = segments.partition_point(|s| s.span.end() <= quote.span.start());
        let last = segments.partition_point(|s| s.span.start() < quote.span.end());
        let own: Vec<Anchor> = (first..last).flat_map(|i| named(article.text(i))).collect();
        if own.is_empty() {
            return None;
        }
        let place = ratio(first, segments.len());
        let weights: Vec<f32> = own.iter().map(|a| self.weight(a)).collect();
        let total: f32 = weights.iter().sum();
        let mut best: Vec<(f32, f32, usize, usize)> = Vec::new();
        for (n, (o, i, theirs)) in self.sentences.iter().enumerate() {
            let hits: Vec<usize> =
                (0..own.len()).filter(|&k| theirs.iter().any(|t| alike(&own[k], t))).collect();
            if hits.is_empty() {
                continue;
            }
            let shared = hits.iter().map(|&k| weights[k]).sum::<f32>() / total.max(0.01);
            let there = ratio(*i, self.originals[*o].text.segments().len());
            let near = 1.0 - (place - there).abs();
            best.push(((1.0 - POSITION) * shared + POSITION * near, shared, hits.len(), n));
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.3.cmp(&b.3)));
        let &(score, shared, hits, n) = best.first()?;
        let rival = best.get(1).filter(|r| r.0 >= RIVAL * score && r.1 >= RIVAL * shared);
        let band = match shared {
            s if s >= FOUND && hits >= ENOUGH && rival.is_none() => Band::Found,
            s if s >= UNSURE => Band::Unsure,
            _ => Band::NotFound,
        };
        let length = quote.span.of(article.document().text()).chars().count();
        Some(Place {
            original: self.sentences[n].0,
            span: self.stretch(n, length, quote.marked),
            score: Score::new(score),
            band,
            rival: rival.map(|r| (self.sentences[r.3].0, self.stretch(r.3, length, quote.marked))),
        })
    }

    /// What an anchor tells: the rarer among the sentences, the more.
    fn weight(&self, anchor: &str) -> f32 {
        let with = self.sentences.iter().filter(|s| s.2.iter().any(|t| alike(anchor, t))).count();
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let rare = (1.0 + self.sentences.len() as f32 / with.max(1) as f32).ln();
        rare * rare
    }

    /// The words in marks of sentence `n`, where there is one stretch of a likely length; else all.
    fn stretch(&self, n: usize, length: usize, marked: bool) -> Span<Byte> {
        let (o, i, _) = self.sentences[n];
        let text = self.originals[o].text;
        let span = text.segments()[i].span;
        let table = MarkTable::of(text.document().lang());
        let words = text.text(i);
        let fits = |s: &Span<Byte>| {
            #[expect(clippy::cast_precision_loss, reason = "lengths of one sentence")]
            let share = s.of(words).chars().count() as f32 / length.max(1) as f32;
            (LENGTHS.0..=LENGTHS.1).contains(&share)
        };
        let pairs = pair(words, &scan(words, table), table);
        let mut inner = pairs
            .pairs
            .iter()
            .filter(|p| p.inside.is_none() && p.open.is_some() && p.close.is_some())
            .filter_map(|p| trim(words, p.inner(), &[]))
            .filter(fits);
        match (inner.next(), inner.next()) {
            (Some(one), None) if marked => one.shift(span.start()),
            _ => span,
        }
    }
}

/// What a reader of any script would recognise in a sentence of the page: its numbers, and its
/// words with a capital letter that do not open it.
fn named(text: &str) -> Vec<Anchor> {
    let mut out: Vec<Anchor> = Vec::new();
    let mut opens = true;
    for word in cut(text) {
        let capital = word.starts_with(char::is_uppercase);
        let anchor = match digits(word) {
            Some(number) => Some(number),
            // Every word opens with a small letter somewhere; a long skeleton is a name's anyway.
            None if capital => Some(skeleton(word)).filter(|s| s.len() > 2 + usize::from(opens)),
            None => None,
        };
        out.extend(anchor);
        opens = false;
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Everything in a sentence of the other language that may be a name or a number: where a script
/// has no capitals, every word may.
fn every(text: &str) -> Vec<Anchor> {
    let cased = |w: &str| w.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let mut out: Vec<Anchor> = cut(text)
        .filter(|w| !cased(w) || w.starts_with(char::is_uppercase))
        .filter_map(|w| digits(w).or_else(|| Some(skeleton(w)).filter(|s| s.len() > 2)))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Words and numbers; a number keeps the signs between its digits.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | ',' | '٫' | '٬')))
        .flat_map(|w| {
            let number = w.chars().next().is_some_and(char::is_numeric);
            w.split(move |c: char| !number && !c.is_alphanumeric())
        })
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
}

/// The digits of a number in any script, as `0`–`9`; one digit alone tells nothing.
fn digits(word: &str) -> Option<Anchor> {
    if !word.starts_with(char::is_numeric) {
        return None;
    }
    let value = |c: char| {
        let zero = ['0', '٠', '۰'].into_iter().find(|&z| (z..=digit_nine(z)).contains(&c))?;
        char::from_digit(u32::from(c) - u32::from(zero), 10)
    };
    let number: String = word.chars().filter_map(value).collect();
    (number.len() > 1).then_some(number)
}

fn digit_nine(zero: char) -> char {
    char::from_u32(u32::from(zero) + 9).unwrap_or(zero)
}

/// The consonants of a word by the sounds they stand for: `Blinken` and `بلينكن` both give `plnkn`.
fn skeleton(word: &str) -> Anchor {
    let letters = letters();
    let plain = super::names::plain(word);
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some(first) = rest.chars().next() {
        let spelt = (1..=3).rev().find_map(|n| {
            let end = rest.char_indices().nth(n).map_or(rest.len(), |(i, _)| i);
            (rest[..end].chars().count() == n).then_some(())?;
            letters.get(&rest[..end]).map(|class| (end, *class))
        });
        let (end, class) = spelt.map_or((first.len_utf8(), None), |(end, c)| (end, Some(c)));
        // A doubled consonant is one sound.
        if let Some(class) = class.filter(|c| !out.ends_with(*c)) {
            out.push(class);
        }
        rest = &rest[end..];
    }
    out
}

fn letters() -> &'static BTreeMap<&'static str, char> {
    static READ: OnceLock<BTreeMap<&'static str, char>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut out = BTreeMap::new();
        for line in include_str!("data/letters.txt").lines().filter(|l| !l.starts_with('#')) {
            let Some((class, spellings)) = line.split_once(" = ") else { continue };
            for spelling in spellings.split_whitespace() {
                out.extend(class.chars().next().map(|c| (spelling, c)));
            }
        }
        out
    })
}

/// Whether two anchors are one name or number: numbers must agree; of a name one sound in four may
/// differ, and small words may be grown onto its front, as Arabic writes them.
fn alike(ours: &str, theirs: &str) -> bool {
    if ours.starts_with(|c: char| c.is_ascii_digit()) {
        return ours == theirs;
    }
    if theirs.starts_with(|c: char| c.is_ascii_digit()) || theirs.len() + 1 < ours.len() {
        return false;
    }
    let slack = ours.len() / 4;
    (0..=theirs.len().saturating_sub(ours.len()).min(2)).any(|grown| {
        let tail = &theirs[grown..];
        tail.len().abs_diff(ours.len()) <= slack
            && super::names::distance(ours, tail, slack) <= slack
    })
}

#[expect(clippy::cast_precision_loss, reason = "sentence numbers")]
fn ratio(at: usize, of: usize) -> f32 {
    at as f32 / of.saturating_sub(1).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_consonants_across_scripts() {
        for (ours, theirs) in [
            ("Blinken", "بلينكن"),
            ("Kaboul", "كابول"),
            ("Afghanistan", "أفغانستان"),
            ("Washington", "واشنطن"),
            ("Poutine", "Путин"),
            ("Macron", "وماكرون"),
        ] {
            let (a, b) = (skeleton(ours), skeleton(theirs));
            assert!(alike(&a, &b), "{ours} {a} {theirs} {b}");
        }
        assert_eq!(skeleton("Blinken"), skeleton("بلينكن"));
        assert!(!alike(&skeleton("Blinken"), &skeleton("وقال الوزير")));
    }

    #[test]
    fn numbers_agree_in_any_digits() {
        assert_eq!(digits("٢٥٠٠"), Some("2500".to_owned()));
        assert_eq!(digits("2.500"), digits("2500"));
        assert_eq!(digits("7"), None);
    }
}
