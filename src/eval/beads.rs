//! Sentence alignment: strict and lax precision, recall and F1 as Vecalign's scorer defines them.
//!
//! Precision counts the system's beads, and a bead with an empty side is right only if gold has the
//! very same; recall counts gold beads with two sides. *Lax* takes a bead as right when some
//! gold bead shares a sentence with it on both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::Prf;
use crate::align::format::RawBead;

/// Both scores of one prediction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeadScore {
    /// The same sentences on both sides.
    pub strict: Prf,
    /// At least one sentence in common on both sides.
    pub lax: Prf,
}

type Key = (Vec<usize>, Vec<usize>);

/// Scores `predicted` against `gold`.
#[must_use]
pub fn score(gold: &[RawBead], predicted: &[RawBead]) -> BeadScore {
    let (gold, predicted) = (keys(gold), keys(predicted));
    let gold_set: BTreeSet<&Key> = gold.iter().collect();
    let predicted_set: BTreeSet<&Key> = predicted.iter().collect();
    let (gold_by, predicted_by) = (by_source(&gold), by_source(&predicted));
    let two: Vec<&Key> = gold.iter().filter(|b| two_sided(b)).collect();
    let strict = Prf::new(
        predicted.iter().filter(|b| gold_set.contains(b)).count(),
        predicted.len(),
        two.iter().filter(|b| predicted_set.contains(*b)).count(),
        two.len(),
    );
    let right = |b: &Key| if two_sided(b) { touches(b, &gold_by) } else { gold_set.contains(b) };
    let lax = Prf::new(
        predicted.iter().filter(|b| right(b)).count(),
        predicted.len(),
        two.iter().filter(|b| touches(b, &predicted_by)).count(),
        two.len(),
    );
    BeadScore { strict, lax }
}

fn keys(beads: &[RawBead]) -> Vec<Key> {
    beads.iter().map(|b| (b.src.clone(), b.tgt.clone())).collect()
}

fn two_sided(bead: &Key) -> bool {
    !bead.0.is_empty() && !bead.1.is_empty()
}

fn by_source(beads: &[Key]) -> BTreeMap<usize, Vec<&Key>> {
    let mut out: BTreeMap<usize, Vec<&Key>> = BTreeMap::new();
    for bead in beads {
        for &s in &bead.0 {
            out.entry(s).or_default().push(bead);
        }
    }
    out
}

/// Whether some bead of `others` shares a sentence with `bead` on both sides.
fn touches(bead: &Key, others: &BTreeMap<usize, Vec<&Key>>) -> bool {
    bead.0
        .iter()
        .flat_map(|s| others.get(s).into_iter().flatten())
        .any(|other| other.1.iter().any(|t| bead.1.contains(t)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::format::read_beads;

    #[test]
    fn strict_and_lax_by_hand() {
        let gold = read_beads("[0]:[0]\n[1]:[1, 2]\n[]:[3]\n[2, 3]:[4]\n").unwrap();
        let predicted = read_beads("[0]:[0]\n[1]:[1]\n[]:[2]\n[]:[3]\n[2]:[]\n[3]:[4]\n").unwrap();
        let found = score(&gold, &predicted);
        // Strict: [0]:[0] and []:[3] of six; one of the three two-sided gold beads.
        assert!((found.strict.precision - 2.0 / 6.0).abs() < 1e-9);
        assert!((found.strict.recall - 1.0 / 3.0).abs() < 1e-9);
        // Lax: [1]:[1] and [3]:[4] too; all three gold beads are touched.
        assert!((found.lax.precision - 4.0 / 6.0).abs() < 1e-9);
        assert!((found.lax.recall - 1.0).abs() < 1e-9);
    }
}
