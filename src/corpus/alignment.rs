//! Which words of one text stand for which words of another.

use super::score::Score;
use super::span::{Byte, Span};

/// One word on each side that translate each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The source word: bytes of the source text.
    pub src: Span<Byte>,
    /// The target word: bytes of the target text.
    pub tgt: Span<Byte>,
    /// How likely the link is right.
    pub p: Score,
}

/// Word links of one sentence pair, ordered by source, then target.
pub type Alignment = Vec<Link>;

/// How much each target piece attends to each source piece.
///
/// `rows[t][s]` = p(source piece s | target piece t). What a row lacks to 1 went to the end mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoftAlignment {
    /// One row a target piece, one column a source piece.
    pub rows: Vec<Vec<f32>>,
}

/// Words of a target, and what belongs in their place: names, or a set phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Bytes of the target.
    pub tgt: Span<Byte>,
    /// What belongs there.
    pub text: String,
    /// The words it stands for: bytes of the source, and bytes of `text`.
    pub words: Vec<(Span<Byte>, Span<Byte>)>,
}
