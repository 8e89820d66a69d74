//! Scores of a panel of words: out of the sums of bytes, into a softmax sum, past the best so far.

use crate::nmt::int8::isa::vectorised;
use crate::nmt::int8::kernels::{PANEL, Sums};
use crate::nmt::int8::matrix::Unit;
use crate::nmt::int8::vector::{LANES, PanelUnit, highest, power, scaled, total};

/// The softmax sum of scores that come piece by piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogSum {
    // What is taken off every score before it is raised: near the largest so far.
    reference: f32,
    lanes: [f32; LANES],
}

/// How far above the reference a score may lie before the reference moves.
const HEADROOM: f32 = 30.0;

impl LogSum {
    pub(crate) const EMPTY: Self = Self { reference: f32::NEG_INFINITY, lanes: [0.0; LANES] };

    /// The logarithm of the sum of the raised scores.
    pub(crate) fn get(&self) -> f32 {
        self.reference + total(self.lanes).ln()
    }

    /// Takes in a panel of scores; gives the highest of them.
    #[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
    #[inline(always)]
    fn add(&mut self, scores: &[f32; PANEL]) -> f32 {
        let (blocks, _) = scores.as_chunks::<LANES>();
        let high = highest(blocks);
        // A panel of nothing but impossible words adds nothing.
        if high == f32::NEG_INFINITY {
            return high;
        }
        // Also at the first panel.
        if high > self.reference + HEADROOM || self.reference == f32::NEG_INFINITY {
            let shrink = power((self.reference - high).max(-100.0));
            self.reference = high;
            for lane in &mut self.lanes {
                *lane *= shrink;
            }
        }
        for block in blocks {
            for (lane, &x) in self.lanes.iter_mut().zip(block) {
                *lane += power(x - self.reference);
            }
        }
        high
    }
}

vectorised! {
    /// The scores of one row and one panel, taken into a softmax sum; gives the highest of them.
    fn score(
        sums: &Sums,
        unit: Unit,
        panel: &PanelUnit,
        scores: &mut [f32; PANEL],
        sum: &mut LogSum,
    ) -> f32 {
        scaled(sums, unit, panel, scores, |x| x);
        sum.add(scores)
    }

    /// Takes one panel of scores into a softmax sum.
    fn absorb(scores: &[f32; PANEL], sum: &mut LogSum) {
        sum.add(scores);
    }

    /// The highest of each sixteen scores.
    fn highs(scores: &[f32; PANEL]) -> [f32; PANEL / LANES] {
        let mut highs = [f32::NEG_INFINITY; PANEL / LANES];
        for (high, block) in highs.iter_mut().zip(scores.as_chunks::<LANES>().0) {
            *high = highest(std::slice::from_ref(block));
        }
        highs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::int8::isa::Isa;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_sum_is_right_and_the_same_bits_everywhere(
            panels in proptest::collection::vec(
                proptest::collection::vec(-200f32..200.0, PANEL..=PANEL), 1..6,
            ),
        ) {
            let sum = |isa| {
                let mut sum = LogSum::EMPTY;
                for panel in &panels {
                    absorb(isa, panel.first_chunk().expect("whole panels"), &mut sum);
                }
                sum.get()
            };
            let all = panels.iter().flatten().map(|&x| f64::from(x));
            let high = all.clone().fold(f64::NEG_INFINITY, f64::max);
            let exact = high + all.map(|x| (x - high).exp()).sum::<f64>().ln();
            prop_assert!((f64::from(sum(Isa::PORTABLE)) - exact).abs() < 5e-5);
            for isa in Isa::available() {
                prop_assert_eq!(sum(isa).to_bits(), sum(Isa::PORTABLE).to_bits());
            }
        }
    }

    #[test]
    fn impossible_scores_add_nothing() {
        let mut sum = LogSum::EMPTY;
        absorb(Isa::PORTABLE, &[f32::NEG_INFINITY; PANEL], &mut sum);
        let mut scores = [f32::NEG_INFINITY; PANEL];
        scores[3] = -1.5;
        absorb(Isa::PORTABLE, &scores, &mut sum);
        absorb(Isa::PORTABLE, &[f32::NEG_INFINITY; PANEL], &mut sum);
        assert_eq!(sum.get().to_bits(), (-1.5f32).to_bits());
        let highs = highs(Isa::PORTABLE, &scores).map(f32::to_bits);
        assert_eq!(highs[..2], [-1.5, f32::NEG_INFINITY].map(f32::to_bits));
    }
}
