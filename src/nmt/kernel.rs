//! The two loops a translation spends its time in, written for the processor at hand.
//!
//! Every result is a sum in one fixed order: a row of a product is the same bits whatever other
//! rows are computed beside it. That is what makes a translation independent of its company.

use pulp::{Arch, Simd, WithSimd};

/// Columns computed together.
const PANEL: usize = 32;
/// Rows computed together: they share each weight that is loaded.
const ROWS: usize = 4;

/// `x · W + b` with `W` laid out in the order it is read.
#[derive(Clone, Debug)]
pub struct Packed {
    // For each panel of columns, for each input, the weights of the panel: [panels, from, PANEL].
    // Columns past `to` are zeros.
    panels: Vec<f32>,
    // [panels, PANEL]
    bias: Vec<f32>,
    from: usize,
    to: usize,
}

impl Packed {
    /// Takes a weight of shape [to, from], row by row, and a bias of `to` numbers or none.
    #[must_use]
    pub fn new(weight: &[f32], bias: &[f32], [from, to]: [usize; 2]) -> Self {
        let n_panels = to.div_ceil(PANEL);
        let mut panels = vec![0.0; n_panels * from * PANEL];
        for (column, row) in weight.chunks_exact(from.max(1)).enumerate().take(to) {
            let start = column / PANEL * from * PANEL + column % PANEL;
            for (slot, &w) in panels[start..].iter_mut().step_by(PANEL).zip(row) {
                *slot = w;
            }
        }
        let mut padded = bias.to_vec();
        padded.resize(n_panels * PANEL, 0.0);
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
        let rows = x.len() / self.from.max(1);
        let mut out = vec![0.0; rows * self.to];
        Arch::new().dispatch(Multiply { packed: self, x, out: &mut out });
        out
    }
}

struct Multiply<'a> {
    packed: &'a Packed,
    x: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Packed { panels, bias, from, to } = self.packed;
        let blocks = self.x.chunks(ROWS * from);
        // The inputs of four rows side by side, so that one pass reads them in order.
        let blocks: Vec<Vec<[f32; ROWS]>> = blocks.map(|block| interleave(block, *from)).collect();
        let panels = panels.chunks_exact(PANEL * from).zip(bias.chunks_exact(PANEL));
        for (p, (panel, bias)) in panels.enumerate() {
            let (panel, _) = S::as_simd_f32s(panel);
            let (bias, _) = S::as_simd_f32s(bias);
            let first = p * PANEL;
            let width = PANEL.min(to - first);
            for (block, out) in blocks.iter().zip(self.out.chunks_mut(ROWS * to)) {
                let tile = tile(simd, panel, bias, block);
                for (row, out) in tile.iter().zip(out.chunks_exact_mut(*to)) {
                    out[first..first + width].copy_from_slice(&row[..width]);
                }
            }
        }
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

/// Four rows of one panel, two vectors of columns at a time: eight sums in flight.
#[inline(always)]
fn tile<S: Simd>(
    simd: S,
    panel: &[S::f32s],
    bias: &[S::f32s],
    block: &[[f32; ROWS]],
) -> [[f32; PANEL]; ROWS] {
    let vectors = PANEL / S::F32_LANES;
    let mut tile = [[0.0; PANEL]; ROWS];
    for v in (0..vectors).step_by(2) {
        let mut sums = [[bias[v], bias[v + 1]]; ROWS];
        for (w, x) in panel.chunks_exact(vectors).zip(block) {
            let (left, right) = (w[v], w[v + 1]);
            for (sum, &x) in sums.iter_mut().zip(x) {
                let x = simd.splat_f32s(x);
                sum[0] = simd.mul_add_e_f32s(x, left, sum[0]);
                sum[1] = simd.mul_add_e_f32s(x, right, sum[1]);
            }
        }
        for (row, sum) in tile.iter_mut().zip(sums) {
            let (row, _) = S::as_mut_simd_f32s(row);
            [row[v], row[v + 1]] = sum;
        }
    }
    tile
}

/// Turns scores into natural logarithms of probabilities.
pub fn log_softmax(scores: &mut [f32]) {
    Arch::new().dispatch(|| {
        let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if max == f32::NEG_INFINITY {
            return;
        }
        // Sixteen sums side by side, added up in a fixed order.
        let mut sums = [0f32; 16];
        let (whole, rest) = scores.as_chunks::<16>();
        for chunk in whole {
            for (sum, &score) in sums.iter_mut().zip(chunk) {
                *sum += exp(score - max);
            }
        }
        for (sum, &score) in sums.iter_mut().zip(rest) {
            *sum += exp(score - max);
        }
        let log = sums.iter().sum::<f32>().ln() + max;
        scores.iter_mut().for_each(|s| *s -= log);
    });
}

/// `e^x` for `x <= 0`, to within two units in the last place; 0 below -87.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the exponent lies in -126..=0")]
#[expect(clippy::cast_sign_loss, reason = "127 is added first")]
fn exp(x: f32) -> f32 {
    // x = n ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts keeps r exact.
    let n = (x * std::f32::consts::LOG2_E).max(-126.0).round_ties_even();
    let r = n.mul_add(-0.693_359_4, x).max(-1.0);
    let r = n.mul_add(2.121_944_4e-4, r);
    let mut p = 1.987_569_2e-4f32;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        p = p.mul_add(r, c);
    }
    let p = (p * r).mul_add(r, r) + 1.0;
    let scale = f32::from_bits(((n as i32 + 127) as u32) << 23);
    if x < -87.0 { 0.0 } else { p * scale }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed.wrapping_mul(747_796_405) | 1;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from(u16::try_from(state >> 16).expect("16 bits")) / 32_768.0 - 1.0
        };
        (0..n).map(|_| next()).collect()
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
            prop_assert!((got - expected).abs() <= expected * 3e-7 + 2e-38, "{} {}", got, expected);
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
        assert_eq!(scores[1], f32::NEG_INFINITY);
        assert!(scores[0] == 0.0 && scores[2] < -200.0);
        let mut none = [f32::NEG_INFINITY; 3];
        log_softmax(&mut none);
        assert_eq!(none, [f32::NEG_INFINITY; 3]);
    }
}
