//! Sentence alignment: which sentences of two texts translate each other.
//!
//! Takes the sentences of both sides, perhaps a lexicon and machine translations; gives beads that
//! cover both sides, with a cost and a confidence each. Never loads a model, never reads a file.
//! Memory and time grow with the length of the texts, not with its square: sparse anchors chain the
//! texts together, and dynamic programming runs in a corridor around the chain.

mod anchors;
mod beads;
mod evidence;
mod gains;
mod learn;
mod path;

use super::lexicon::Lexicon;
use crate::corpus::bitext::{Bead, Bitext};
use crate::corpus::score::{Cost, Score};
use crate::corpus::span::Span;

/// What may be known beside the sentences themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct SentenceOptions<'a> {
    /// Word translations from source to target; none.
    pub lexicon: Option<&'a Lexicon>,
    /// A translation of each source sentence into the target language; none.
    pub src_translation: Option<&'a [&'a str]>,
    /// A translation of each target sentence into the source language; none.
    pub tgt_translation: Option<&'a [&'a str]>,
    /// Weights, for experiments and tests; the tuned ones.
    pub weights: Weights,
}

/// How much each kind of evidence counts.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    /// Of the words in common.
    pub lexical: f32,
    /// Of a machine translation's words in common.
    pub translated: f32,
    /// Of the lengths.
    pub length: f32,
    /// Of how common each kind of bead is.
    pub shape: f32,
    /// Share of words expected to have no counterpart.
    pub free: f32,
    /// Experiments.
    pub x: [f32; 6],
}

impl Default for Weights {
    fn default() -> Self {
        Self { lexical: 0.5, translated: 0.5, length: 1.0, shape: 1.0, free: 0.4, x: [0.0; 6] }
    }
}

/// Aligns `src` with `tgt`.
#[must_use]
pub fn align(src: &[&str], tgt: &[&str], options: &SentenceOptions<'_>) -> Bitext {
    let mut views = evidence::views(src, tgt, options);
    let lengths = gains::Lengths::new(src, tgt);
    let mut corridor = anchors::corridor(&views, src.len(), tgt.len());
    let rounds = 3;
    let mut found = Vec::new();
    for round in 0..=rounds {
        found = path::best(&views, &lengths, &corridor, &options.weights);
        if round < rounds {
            for view in &mut views {
                view.learn(&found);
            }
            corridor = anchors::around(&found, src.len(), tgt.len());
        }
    }
    let beads = found
        .iter()
        .map(|b| Bead {
            src: Span::new(b.src.start, b.src.end),
            tgt: Span::new(b.tgt.start, b.tgt.end),
            cost: Cost::new(b.cost),
            confidence: Some(Score::new(b.confidence)),
        })
        .collect();
    Bitext::new(beads, src.len(), tgt.len())
}
