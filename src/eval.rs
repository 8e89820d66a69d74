//! The standard scores, as the field computes them: sentence boundaries, beads, word links, BLEU, chrF.
//!
//! Takes gold and prediction as values; gives numbers with a line that says how they were computed.

pub mod beads;
pub mod boundaries;
pub mod links;
pub mod mt;
pub mod reliability;

/// Precision, recall and their harmonic mean, each `0..=1`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prf {
    /// Right among what was predicted.
    pub precision: f64,
    /// Found among what gold has.
    pub recall: f64,
    /// 2PR / (P + R), 0 where both are.
    pub f1: f64,
}

impl Prf {
    /// From counts: `right` of `n_predicted` predictions are right, `found` of `n_gold` are found.
    #[must_use]
    pub fn new(right: usize, n_predicted: usize, found: usize, n_gold: usize) -> Self {
        let (precision, recall) = (ratio(right, n_predicted), ratio(found, n_gold));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }
}

/// `part / whole`, 0 where there is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
