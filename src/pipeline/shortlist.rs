//! A bitext → the list of target words that each source piece of a model becomes.
//!
//! The words of the bitext are linked; every piece of a source word is taken to become every piece of
//! the words linked to it.

use std::collections::BTreeMap;

use crate::align::lexicon::Lexicon;
use crate::align::link::{PairOptions, link};
use crate::corpus::alignment::Link;
use crate::corpus::span::{Byte, Span};
use crate::nmt::shortlist::{Shortlist, Sizes};
use crate::nmt::vocab::{Encoded, Vocab};
use crate::translate::typography::Plain;

/// How much is listed.
#[derive(Clone, Copy, Debug)]
pub struct ShortlistOptions {
    /// How many of the most frequent words every sentence may become; 1,000.
    pub common: usize,
    /// How many words one source piece may become; 100.
    pub per_piece: usize,
    /// How often two pieces have to be linked to count, a link counting as its probability; 0.9.
    pub least: f32,
}

impl Default for ShortlistOptions {
    fn default() -> Self {
        Self { common: 1000, per_piece: 100, least: 0.9 }
    }
}

/// Below this probability a link teaches nothing; a list may be more generous than links that are shown.
const THRESHOLD: f32 = 0.25;

/// Lists what the pieces of `vocab` become in `pairs` of source and target. Without a lexicon the words
/// are learnt from the pairs themselves.
#[must_use]
pub fn shortlist(
    pairs: &[(&str, &str)],
    lexicon: Option<&Lexicon>,
    (vocab, sizes): (&Vocab, Sizes),
    options: &ShortlistOptions,
) -> Shortlist {
    let plain = |text: &str| Plain::new(text, Span::new(0, text.len()), &[]).text().to_owned();
    let plain: Vec<(String, String)> = pairs.iter().map(|(s, t)| (plain(s), plain(t))).collect();
    let pairs: Vec<(&str, &str)> = plain.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let with = PairOptions { lexicon, threshold: THRESHOLD, ..PairOptions::default() };
    let mut counts = Counts::new(sizes);
    for ((src, tgt), links) in pairs.iter().zip(link(&pairs, &with)) {
        counts.add(&vocab.encode_source(src), &vocab.encode_target(tgt), &links);
    }
    counts.list(options)
}

/// How often pieces stood for each other.
#[derive(Debug)]
struct Counts {
    // By source id.
    rows: Vec<BTreeMap<u32, f32>>,
    // By target id, linked or not.
    frequency: Vec<f32>,
}

impl Counts {
    fn new(sizes: Sizes) -> Self {
        Self { rows: vec![BTreeMap::new(); sizes.source], frequency: vec![0.0; sizes.target] }
    }

    fn add(&mut self, src: &Encoded, tgt: &Encoded, links: &[Link]) {
        for &id in &tgt.ids {
            if let Some(n) = self.frequency.get_mut(id as usize) {
                *n += 1.0;
            }
        }
        for link in links {
            for s in pieces(src, link.src) {
                let Some(row) = self.rows.get_mut(s as usize) else { continue };
                for t in pieces(tgt, link.tgt) {
                    *row.entry(t).or_default() += link.p.get();
                }
            }
        }
    }

    fn list(&self, options: &ShortlistOptions) -> Shortlist {
        let rows: Vec<Vec<u32>> = self
            .rows
            .iter()
            .map(|row| {
                let often = row.iter().filter(|(_, n)| **n >= options.least);
                most(often.map(|(id, n)| (*id, *n)), options.per_piece)
            })
            .collect();
        let seen = (0..).zip(&self.frequency).filter(|(_, n)| **n > 0.0);
        let common = most(seen.map(|(id, n)| (id, *n)), options.common);
        Shortlist::new(common, &rows)
    }
}

/// The ids of the pieces that stand, in part at least, in `span`.
fn pieces(side: &Encoded, span: Span<Byte>) -> impl Iterator<Item = u32> + '_ {
    let inside = move |own: &Span<Byte>| own.start() < span.end() && span.start() < own.end();
    side.ids.iter().zip(&side.spans).filter(move |(_, own)| inside(own)).map(|(id, _)| *id)
}

/// The `n` ids with the highest counts, in rising order; of equal ones the smaller.
fn most(counts: impl Iterator<Item = (u32, f32)>, n: usize) -> Vec<u32> {
    let mut counts: Vec<(u32, f32)> = counts.collect();
    counts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut ids: Vec<u32> = counts.into_iter().take(n).map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}
