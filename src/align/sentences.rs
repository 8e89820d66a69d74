//! Sentence alignment: which sentences of two texts translate each other.
//!
//! Takes the sentences of both sides, perhaps a lexicon, machine translations and sentence vectors; gives
//! beads that cover both sides, with a cost and a confidence each. Never loads a model, never reads a file.
//! Memory and time grow with the length of the texts, not with its square: sparse anchors chain the
//! texts together, and dynamic programming runs in a corridor around the chain.

mod anchors;
mod beads;
mod breaks;
mod evidence;
mod gains;
mod learn;
mod path;
mod posterior;
pub mod units;
mod vectors;

use super::lexicon::Lexicon;
use crate::corpus::bitext::{Bead, Bitext};
use crate::corpus::score::{Cost, Score};
use crate::corpus::span::Span;

pub use vectors::Vectors;

/// What may be known beside the sentences themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct SentenceOptions<'a> {
    /// Word translations from source to target; none.
    pub lexicon: Option<&'a Lexicon>,
    /// A translation of each source sentence into the target language; none.
    pub src_translation: Option<&'a [&'a str]>,
    /// A translation of each target sentence into the source language; none.
    pub tgt_translation: Option<&'a [&'a str]>,
    /// Vectors of an encoder that knows both languages; none. Left out of account if their number or width
    /// does not fit.
    pub vectors: Option<Vectors<'a>>,
    /// For each source sentence, whether a paragraph begins with it; not known. What a break is worth
    /// is learnt from how often the two sides break together.
    pub src_breaks: Option<&'a [bool]>,
    /// The same for target sentences.
    pub tgt_breaks: Option<&'a [bool]>,
}

/// How much evidence counts: words in common between the texts, and between one text and a machine
/// translation of the other; closeness of vectors. Below 1 because they do not speak independently.
#[derive(Clone, Copy, Debug)]
struct Weights {
    lexical: f32,
    translated: f32,
    close: f32,
}

/// Everything a bead costs beside its words.
#[derive(Clone, Copy, Debug)]
struct Scale<'a> {
    lengths: &'a gains::Lengths,
    breaks: &'a breaks::Breaks,
    closeness: Option<&'a vectors::Closeness>,
    weights: Weights,
    /// Cost of beginning a run of sentences without counterpart.
    gap: f32,
}

const WEIGHTS: Weights = Weights { lexical: 0.3, translated: 0.3, close: 0.5 };
/// Times that the words are learnt from the path and the path is sought again.
const ROUNDS: usize = 3;

/// Aligns `src` with `tgt`.
#[must_use]
pub fn align(src: &[&str], tgt: &[&str], options: &SentenceOptions<'_>) -> Bitext {
    let mut views = evidence::views(src, tgt, options);
    let lengths = gains::Lengths::new(src, tgt);
    let mut breaks = breaks::Breaks::new(options, src.len(), tgt.len());
    let mut closeness = options.vectors.and_then(|v| vectors::Closeness::new(v, src, tgt));
    let mut corridor = anchors::corridor(&views, closeness.as_ref(), src.len(), tgt.len());
    for _ in 0..ROUNDS {
        // No long runs yet: before the words are learnt, every sentence may look without counterpart.
        let gap = f32::INFINITY;
        let scale = scale(&lengths, &breaks, closeness.as_ref(), gap);
        let found = path::best(&views, scale, &corridor);
        for view in &mut views {
            view.learn(&found);
        }
        breaks.learn(&found);
        if let Some(closeness) = &mut closeness {
            closeness.learn(&found);
        }
        corridor = anchors::around(&found, src.len(), tgt.len());
    }
    let gap = beads::GAP_BEGINS;
    let scale = scale(&lengths, &breaks, closeness.as_ref(), gap);
    let found = path::best(&views, scale, &corridor);
    corridor = anchors::around(&found, src.len(), tgt.len());
    let found = posterior::decide(&views, scale, &corridor, &found);
    let beads = found.into_iter().map(|b| Bead {
        src: Span::new(b.src.start, b.src.end),
        tgt: Span::new(b.tgt.start, b.tgt.end),
        cost: Cost::new(-b.confidence.max(f32::MIN_POSITIVE).ln()),
        confidence: Some(Score::new(b.confidence)),
    });
    Bitext::new(beads.collect(), src.len(), tgt.len())
}

fn scale<'a>(
    lengths: &'a gains::Lengths,
    breaks: &'a breaks::Breaks,
    closeness: Option<&'a vectors::Closeness>,
    gap: f32,
) -> Scale<'a> {
    Scale { lengths, breaks, closeness, weights: WEIGHTS, gap }
}
