//! The two loops a translation spends its time in, laid out so that the compiler turns them into
//! vector instructions.
//!
//! Every result is a sum in one fixed order, of single multiplications and additions: a row of a
//! product is the same bits whatever other rows are computed beside it, and on whatever machine.

/// Columns computed together: two vectors of the smallest processors.
const PANEL: usize = 8;
/// Rows computed together: they share each weight that is loaded.
const ROWS: usize = 4;

/// `x · W + b` with `W` laid out in the order it is read.
#[derive(Clone, Debug)]
pub struct Packed {
    // For each panel of columns, for each input, the weights of the panel: [panels, from].
    // Columns past `to` are zeros.
    panels: Vec<[f32; PANEL]>,
    // One a panel.
    bias: Vec<[f32; PANEL]>,
    from: usize,
    to: usize,
}

impl Packed {
    /// Takes a weight of shape [to, from], row by row, and a bias of `to` numbers or none.
    #[must_use]
    pub fn new(weight: &[f32], bias: &[f32], [from, to]: [usize; 2]) -> Self {
        let n_panels = to.div_ceil(PANEL);
        let mut panels = vec![[0.0; PANEL]; n_panels * from];
        for (column, row) in weight.chunks_exact(from.max(1)).enumerate().take(to) {
            let start = column / PANEL * from;
            for (slot, &w) in panels[start..start + from].iter_mut().zip(row) {
                slot[column % PANEL] = w;
            }
        }
        let mut padded = vec![[0.0; PANEL]; n_panels];
        for (column, &b) in bias.iter().enumerate().take(to) {
            padded[column / PANEL][column % PANEL] = b;
        }
        Self { panels, bias: padded, from, to }
    }

    /// Inputs and outputs of a row.
    #[must_use]
    pub fn dims(&self) -> [usize; 2] {
        [self.from, self.to]
    }

    /// The product with each row of `x`, row by row.
    #[must_use]
    pub fn multiply(&self, x: &[f32]) -> Vec<f32> {
        let (from, to) = (self.from, self.to);
        if from == 0 || to == 0 {
            return Vec::new();
        }
        let mut out = vec![0.0; x.len() / from * to];
        // The inputs of four rows side by side, so that one pass reads them in order.
        let blocks: Vec<_> = x.chunks(ROWS * from).map(|block| interleave(block, from)).collect();
        let panels = self.panels.chunks_exact(from).zip(&self.bias);
        for (p, (panel, bias)) in panels.enumerate() {
            let first = p * PANEL;
            let width = PANEL.min(to - first);
            for (block, out) in blocks.iter().zip(out.chunks_mut(ROWS * to)) {
                let tile = tile(panel, *bias, block);
                for (row, out) in tile.iter().zip(out.chunks_exact_mut(to)) {
                    out[first..first + width].copy_from_slice(&row[..width]);
                }
            }
        }
        out
    }
}

fn interleave(block: &[f32], from: usize) -> Vec<[f32; ROWS]> {
    let mut out = vec![[0.0; ROWS]; from];
    for (r, row) in block.chunks_exact(from).enumerate() {
        for (slot, &x) in out.iter_mut().zip(row) {
            slot[r] = x;
        }
    }
    out
}

/// Four rows of one panel: their sums stay in registers from the first input to the last.
fn tile(panel: &[[f32; PANEL]], bias: [f32; PANEL], block: &[[f32; ROWS]]) -> [[f32; PANEL]; ROWS] {
    let mut sums = [bias; ROWS];
    for (w, x) in panel.iter().zip(block) {
        for (sum, &x) in sums.iter_mut().zip(x) {
            for (s, &w) in sum.iter_mut().zip(w) {
                *s += x * w;
            }
        }
    }
    sums
}

/// Turns scores into natural logarithms of probabilities.
pub fn log_softmax(scores: &mut [f32]) {
    let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if max == f32::NEG_INFINITY {
        return;
    }
    // Eight sums side by side, added up in a fixed order.
    let mut sums = [0f32; 8];
    let (whole, rest) = scores.as_chunks::<8>();
    for chunk in whole {
        for (sum, &score) in sums.iter_mut().zip(chunk) {
            *sum += exp(score - max);
        }
    }
    for (sum, &score) in sums.iter_mut().zip(rest) {
        *sum += exp(score - max);
    }
    let log = sums.iter().sum::<f32>().ln() + max;
    for score in scores {
        *score -= log;
    }
}

/// `e^x` for `x <= 88`, to within a few units in the last place; 0 below -87.
///
/// The standard library's calls a function for each number, which no compiler turns into vectors.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    // 1.5 * 2^23: adding and taking it away again rounds to a whole number.
    const ROUND: f32 = 12_582_912.0;
    let inside = x.max(-87.0);
    // x = n ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts keeps r exact.
    let shifted = inside * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = inside - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_2e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        p = p * r + c;
    }
    let p = p * r * r + r + 1.0;
    // The low bits of `shifted` are n itself; moved up they are the exponent of 2^n.
    let scale = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    if x < -87.0 { 0.0 } else { p * scale }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::made_up::numbers;
    use proptest::prelude::*;

    fn plain(x: &[f32], weight: &[f32], bias: &[f32], from: usize) -> Vec<f64> {
        let dot = |row: &[f32], w: &[f32]| -> f64 {
            row.iter().zip(w).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        x.chunks(from)
            .flat_map(|row| {
                weight
                    .chunks(from)
                    .enumerate()
                    .map(|(i, w)| dot(row, w) + f64::from(bias.get(i).copied().unwrap_or(0.0)))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    proptest! {
        #[test]
        fn products_are_right_at_any_shape(
            rows in 1usize..10, from in 1usize..40, to in 1usize..80, seed: u32, biased: bool,
        ) {
            let (x, weight) = (numbers(rows * from, seed), numbers(from * to, seed ^ 5));
            let bias = if biased { numbers(to, seed ^ 9) } else { Vec::new() };
            let got = Packed::new(&weight, &bias, [from, to]).multiply(&x);
            prop_assert_eq!(got.len(), rows * to);
            for (got, expected) in got.iter().zip(plain(&x, &weight, &bias, from)) {
                prop_assert!((f64::from(*got) - expected).abs() < 1e-4, "{} {}", got, expected);
            }
        }

        #[test]
        fn a_row_is_the_same_bits_in_any_company(rows in 1usize..12, seed: u32) {
            let packed = Packed::new(&numbers(24 * 50, seed), &numbers(50, seed ^ 1), [24, 50]);
            let x = numbers(rows * 24, seed ^ 2);
            let together = packed.multiply(&x);
            for (row, expected) in x.chunks(24).zip(together.chunks(50)) {
                let alone = packed.multiply(row);
                prop_assert!(alone.iter().zip(expected).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
        }

        #[test]
        fn exponentials_are_close(x in -90f32..0.0) {
            let (got, expected) = (f64::from(exp(x)), f64::from(x).exp());
            prop_assert!((got - expected).abs() <= expected * 5e-7 + 2e-38, "{} {}", got, expected);
        }

        #[test]
        fn probabilities_sum_to_one(n in 1usize..200, seed: u32, scale in 0.1f32..50.0) {
            let mut scores: Vec<f32> = numbers(n, seed).iter().map(|x| x * scale).collect();
            let before = scores.clone();
            log_softmax(&mut scores);
            let sum: f64 = scores.iter().map(|s| f64::from(*s).exp()).sum();
            prop_assert!((sum - 1.0).abs() < 1e-5, "{}", sum);
            let shift = before[0] - scores[0];
            prop_assert!(before.iter().zip(&scores).all(|(b, s)| (b - s - shift).abs() < 1e-4));
        }
    }

    #[test]
    fn impossible_scores_stay_impossible() {
        let mut scores = [1.0, f32::NEG_INFINITY, -200.0];
        log_softmax(&mut scores);
        assert!(scores[1] == f32::NEG_INFINITY);
        assert!(scores[0].abs() < 1e-6 && scores[2] < -200.0);
        let mut none = [f32::NEG_INFINITY; 3];
        log_softmax(&mut none);
        assert!(none.iter().all(|s| *s == f32::NEG_INFINITY));
    }
}
