//! Whether a confidence means what it says: of the beads called 80 % sure, are 80 in 100 right?

use std::collections::BTreeSet;

use crate::align::format::RawBead;

/// How many equal steps of confidence are looked at.
pub const STEPS: usize = 10;

/// What was found in one step of confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// Beads whose confidence lies in it.
    pub n: usize,
    /// Their mean confidence.
    pub said: f64,
    /// The share of them that gold has exactly.
    pub right: f64,
}

/// A reliability table.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// From the lowest confidence to the highest, each a tenth wide.
    pub steps: [Step; STEPS],
    /// Expected calibration error: the mean distance between said and right, weighted by beads
    /// (Naeini, Cooper and Hauskrecht 2015).
    pub error: f64,
}

/// Compares confidences with gold beads; a bead is right if gold has the very same.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "beads are counted, and a probability times ten is between 0 and 10"
)]
pub fn reliability(gold: &[RawBead], predicted: &[(RawBead, f64)]) -> Reliability {
    let gold: BTreeSet<(&[usize], &[usize])> = gold.iter().map(|b| (&*b.src, &*b.tgt)).collect();
    let mut steps = [Step::default(); STEPS];
    for (bead, confidence) in predicted {
        let p = confidence.clamp(0.0, 1.0);
        let step = &mut steps[((p * STEPS as f64) as usize).min(STEPS - 1)];
        step.n += 1;
        step.said += p;
        step.right += f64::from(u8::from(gold.contains(&(&*bead.src, &*bead.tgt))));
    }
    let all = predicted.len().max(1) as f64;
    let error = steps.iter().map(|s| (s.said - s.right).abs()).sum::<f64>() / all;
    for step in steps.iter_mut().filter(|s| s.n > 0) {
        step.said /= step.n as f64;
        step.right /= step.n as f64;
    }
    Reliability { steps, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::format::read_beads;

    #[test]
    fn a_table_by_hand() {
        let gold = read_beads("[0]:[0]\n[1]:[1]\n[2]:[2]\n").unwrap();
        let beads = read_beads("[0]:[0]\n[1]:[1]\n[2]:[]\n[]:[2]\n").unwrap();
        let predicted: Vec<_> = beads.into_iter().zip([0.95, 0.9, 0.2, 1.0]).collect();
        let found = reliability(&gold, &predicted);
        assert_eq!((found.steps[9].n, found.steps[2].n), (3, 1));
        assert!((found.steps[9].right - 2.0 / 3.0).abs() < 1e-9);
        // |2.85 − 2| + |0.2 − 0| over four beads.
        assert!((found.error - 1.05 / 4.0).abs() < 1e-9, "{}", found.error);
    }
}
