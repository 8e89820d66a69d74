//! Finds where the original wording of a quotation stands in texts the user supplies.
//!
//! The quotation is compared in the original's own language: through our translation of it, or
//! through a translation of the original. Words weigh by how rare they are among all the texts
//! searched, numbers and names most. What is not found is said to be so.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Chain, HeldWording, Hop, HopRole, Quote, Wording};
use crate::corpus::score::Score;
use crate::corpus::segment::Segmented;
use crate::corpus::span::{Byte, Span};

use super::same::common;
use super::token::plain_words;

/// A text in which an original wording may stand.
#[derive(Clone, Debug)]
pub struct Original<'a> {
    /// Its id or path.
    pub id: &'a str,
    /// The text with its sentences.
    pub text: &'a Segmented,
    /// Its sentences in the language of the queries, one each; `None` where it is in that language
    /// already.
    pub translated: Option<Vec<String>>,
}

/// How sure a place is. The bounds were set on parallel news: see [`FOUND`] and [`UNSURE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// No sentence is near enough.
    NotFound,
    /// Near, or one of two equally good places: for a reader to judge.
    Unsure,
    /// The place.
    Found,
}

/// At or above this score a place counts as found.
pub const FOUND: f32 = 0.6;
/// At or above this score a place is shown as unsure.
pub const UNSURE: f32 = 0.33;
/// How much of a rarest word's weight must be shared in all, so that a place counts as found. In a
/// few sentences every second word is the only one of its kind, so there more must meet: the
/// second figure is added in full for one sentence, and not at all from some five hundred on.
const EVIDENCE: (f32, f32) = (1.55, 3.0);
/// The part of it, in weights of a rarest word, that the quotation's own words must bring: « has just »
/// is nowhere for sure, however much the sentences around it share.
const OWN: f32 = 0.75;
/// Sentences among which a word found once is truly rare.
const MANY: f32 = 525.0;
/// What the words around a quotation add to its score.
const AROUND: f32 = 0.35;
/// A second place this near the first makes both unsure.
const RIVAL: f32 = 0.97;
/// The most sentences of an original that one quotation may cover.
const LONGEST: usize = 4;

/// Where a quotation's original wording stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The original, by its number.
    pub original: usize,
    /// The stretch of its text.
    pub span: Span<Byte>,
    /// How much of the words the two share, weighed: 0 nothing, 1 all.
    pub score: Score,
    /// What the score means.
    pub band: Band,
    /// The best place elsewhere, where it is as good: its original and stretch.
    pub rival: Option<(usize, Span<Byte>)>,
}

/// A piece of the difference between our words and the real ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in our translation.
    Ours(String),
    /// Only in the real words.
    Real(String),
}

/// The sentences of all originals, ready to be searched again and again.
#[derive(Debug)]
pub struct Index<'a> {
    originals: &'a [Original<'a>],
    // (original, sentence, its words)
    sentences: Vec<(usize, usize, Vec<Box<str>>)>,
    weights: BTreeMap<Box<str>, f32>,
    holders: BTreeMap<Box<str>, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Reads the originals once.
    #[must_use]
    pub fn new(originals: &'a [Original<'a>]) -> Self {
        let mut sentences = Vec::new();
        let mut holders: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
        for (o, original) in originals.iter().enumerate() {
            for i in 0..original.text.segments().len() {
                let text = match &original.translated {
                    Some(all) => all.get(i).map_or("", String::as_str),
                    None => original.text.text(i),
                };
                let words = stems(text);
                for word in &words {
                    let list = holders.entry(word.clone()).or_default();
                    if list.last() != Some(&sentences.len()) {
                        list.push(sentences.len());
                    }
                }
                sentences.push((o, i, words));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let weights = holders
            .iter()
            .map(|(w, list)| {
                let rare = (1.0 + sentences.len() as f32 / list.len() as f32).ln();
                let number = w.starts_with(|c: char| c.is_ascii_digit());
                // Squared: one rare word tells more than many that every text has.
                (w.clone(), rare * rare * if number { 1.5 } else { 1.0 })
            })
            .collect();
        Self { originals, sentences, weights, holders }
    }

    /// The best place for `words`, which are in the language the originals are searched in.
    #[must_use]
    pub fn seek(&self, words: &str) -> Option<Place> {
        self.seek_near(words, "")
    }

    /// The same, with the words that stand around the quotation in its article: an original stands
    /// where they stand.
    #[must_use]
    pub fn seek_near(&self, words: &str, around: &str) -> Option<Place> {
        let query = stems(words);
        let context = stems(around);
        let mut near: Vec<usize> = query
            .iter()
            .chain(&context)
            .filter_map(|w| {
                self.holders.get(w).filter(|l| l.len() * 4 <= self.sentences.len().max(24))
            })
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        let mut best: Vec<(f32, usize, usize)> = Vec::new();
        for start in near.iter().flat_map(|&n| n.saturating_sub(1)..=n) {
            for length in 1..=LONGEST {
                let end = start + length;
                if end > self.sentences.len()
                    || self.sentences[start].0 != self.sentences[end - 1].0
                {
                    break;
                }
                let mut score = self.score(&query, start, end);
                if !context.is_empty() {
                    let (from, to) = (start.saturating_sub(1), (end + 1).min(self.sentences.len()));
                    score = (1.0 - AROUND) * score + AROUND * self.shared(&context, from, to).0;
                }
                best.push((score, start, end));
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let &(score, start, end) = best.first()?;
        let rival =
            best.iter().find(|b| b.2 <= start || b.1 >= end).filter(|b| b.0 >= RIVAL * score);
        let own = self.shared(&query, start, end).1;
        let evidence = own + self.shared(&context, start, end).1;
        let sure = evidence >= self.enough() && own >= OWN * self.rarest().powi(2);
        let band = match score {
            s if s >= FOUND && rival.is_none() && sure => Band::Found,
            s if s >= UNSURE => Band::Unsure,
            _ => Band::NotFound,
        };
        let (original, span) = self.span(start, end);
        Some(Place {
            original,
            span,
            score: Score::new(score),
            band,
            rival: rival.map(|r| self.span(r.1, r.2)),
        })
    }

    /// The weight of shared words that makes a place sure among so many sentences.
    fn enough(&self) -> f32 {
        let rarest = self.rarest();
        let few = (1.0 - rarest / (1.0 + MANY).ln()).max(0.0);
        (EVIDENCE.0 + EVIDENCE.1 * few) * rarest * rarest
    }

    /// The weight of a word that stands in one sentence only.
    fn rarest(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let n = self.sentences.len() as f32;
        (1.0 + n).ln()
    }

    fn span(&self, start: usize, end: usize) -> (usize, Span<Byte>) {
        let (original, first, _) = self.sentences[start];
        let last = self.sentences[end - 1].1;
        let segments = self.originals[original].text.segments();
        (original, segments[first].span.cover(segments[last].span))
    }

    /// Weighed overlap: how much of the query the window has, how much of the window the query has
    /// (less, because a quotation is often a part), and whether the order agrees.
    fn score(&self, query: &[Box<str>], start: usize, end: usize) -> f32 {
        let (recall, shared) = self.shared(query, start, end);
        let window = self.words(start, end);
        let total: f32 = window.iter().map(|w| self.weight(w)).sum();
        let precision = shared / total.max(0.01);
        let own: Vec<&str> = query.iter().map(AsRef::as_ref).collect();
        #[expect(clippy::cast_precision_loss, reason = "word counts of a sentence")]
        let order = common(&own, &window) as f32 / own.len().max(1) as f32;
        0.6 * recall + 0.2 * (precision * recall).sqrt() + 0.2 * order
    }

    fn words(&self, start: usize, end: usize) -> Vec<&str> {
        self.sentences[start..end].iter().flat_map(|s| &s.2).map(AsRef::as_ref).collect()
    }

    /// What a word counts; one that no original has counts as much as one a single sentence has.
    fn weight(&self, word: &str) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let unseen = || (1.0 + self.sentences.len() as f32).ln().powi(2);
        self.weights.get(word).copied().unwrap_or_else(unseen)
    }

    /// The weighed share of the query's words that a window has, and their weight.
    fn shared(&self, query: &[Box<str>], start: usize, end: usize) -> (f32, f32) {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for w in self.words(start, end) {
            *left.entry(w).or_insert(0) += 1;
        }
        let (mut shared, mut total) = (0.0, 0.0);
        for w in query {
            let weight = self.weight(w);
            total += weight;
            if let Some(n) = left.get_mut(&**w).filter(|n| **n > 0) {
                *n -= 1;
                shared += weight;
            }
        }
        (shared / f32::max(total, 0.01), shared)
    }
}

/// Lower-case words cut to their first letters, so that forms of a word meet; bare function words
/// stay out by their weight.
fn stems(text: &str) -> Vec<Box<str>> {
    plain_words(text)
        .into_iter()
        .map(|w| match w.char_indices().nth(6) {
            Some((i, _)) => w[..i].into(),
            None => w,
        })
        .collect()
}

/// The words of a sentence of the page that most likely stand in its original as they are: its names
/// and numbers, which a translation may have lost.
#[must_use]
pub fn kept(sentence: &str) -> String {
    let name =
        |w: &&str| w.len() > 2 && w.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let words = sentence.split(|c: char| !c.is_alphanumeric());
    words.filter(name).collect::<Vec<_>>().join(" ")
}

/// The difference between our words and the real ones, word by word.
#[must_use]
pub fn difference(ours: &str, real: &str) -> Vec<Change> {
    let diff = TextDiff::from_words(ours, real);
    diff.iter_all_changes()
        .map(|c| {
            let text = c.value().to_owned();
            match c.tag() {
                ChangeTag::Equal => Change::Same(text),
                ChangeTag::Delete => Change::Ours(text),
                ChangeTag::Insert => Change::Real(text),
            }
        })
        .collect()
}

/// Writes a place into the chain: the oldest unheld hop in the original's language becomes held. If
/// that is the utterance, our translation may be shown beside the speaker's own words.
pub fn hold(quote: &mut Quote, chain: &mut Chain, original: &Original<'_>, place: &Place) {
    let document = original.text.document();
    let lang: Lang = document.lang();
    let unheld = |h: &Hop| h.wording.is_none() && h.role != HopRole::Ours;
    let same = chain.hops.iter().position(|h| unheld(h) && h.lang == Some(lang));
    // A hop of whose language nothing is known may be meant where none is known to be in it.
    let open = || chain.hops.iter().position(|h| unheld(h) && h.lang_basis == Basis::Unknown);
    let Some(hop) = same.or_else(open).map(|n| &mut chain.hops[n]) else { return };
    if hop.lang.is_none() {
        hop.lang = Some(lang);
        hop.lang_basis = Basis::Inferred;
    }
    hop.wording = Some(HeldWording {
        text: place.span.of(document.text()).to_owned(),
        span: Some(place.span),
        document: Some(original.id.to_owned()),
    });
    if quote.wording == Wording::Unverified {
        quote.wording = Wording::Translation;
    }
}
