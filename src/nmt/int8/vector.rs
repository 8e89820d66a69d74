//! The loops over floats: each sums in one fixed order, in sixteen lanes side by side, so that a row
//! comes out the same whatever is computed beside it and however wide the processor's vectors are.

use crate::nmt::config::Activation;
use crate::nmt::int8::isa::vectorised;
use crate::nmt::int8::kernels::{PANEL, Sums};
use crate::nmt::int8::matrix::Unit;
use crate::nmt::kernel::exp;

/// Lanes summed side by side.
pub(crate) const LANES: usize = 16;

/// What is added to the variance before the root is taken.
const EPSILON: f32 = 1e-5;

/// The lanes of a sum put together, always in the same order.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn total(lanes: [f32; LANES]) -> f32 {
    let eight: [f32; 8] = halve(lanes);
    let four: [f32; 4] = halve(eight);
    let [a, b]: [f32; 2] = halve(four);
    a + b
}

/// The second half added to the first.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn halve<const N: usize, const H: usize>(lanes: [f32; N]) -> [f32; H] {
    let mut half = [0f32; H];
    for i in 0..H {
        half[i] = lanes[i] + lanes[i + H];
    }
    half
}

/// The sum of `f` over all elements.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn sum(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let (whole, rest) = x.as_chunks::<LANES>();
    for chunk in whole {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += f(x);
        }
    }
    rest.iter().fold(total(lanes), |sum, &x| sum + f(x))
}

/// The smallest and the largest of all elements and 0; not numbers when some element is none.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn extremes(x: &[f32]) -> (f32, f32) {
    let (mut low, mut high, mut odd) = ([0f32; LANES], [0f32; LANES], [0f32; LANES]);
    let (whole, rest) = x.as_chunks::<LANES>();
    for chunk in whole {
        for (i, &x) in chunk.iter().enumerate() {
            low[i] = if x < low[i] { x } else { low[i] };
            high[i] = if x > high[i] { x } else { high[i] };
            // Comparisons pass over what is not a number; this does not.
            odd[i] += x * 0.0;
        }
    }
    let odd = rest.iter().fold(total(odd), |odd, x| odd + x * 0.0);
    let low = low.iter().chain(rest).fold(0f32, |a, &b| if b < a { b } else { a });
    let high = high.iter().chain(rest).fold(0f32, |a, &b| if b > a { b } else { a });
    (low + odd, high + odd)
}

/// Keys and values of one head.
///
/// Keys lie in blocks of sixteen rows, turned: for each number of a key the sixteen rows' side by
/// side, so that one pass over a block gives sixteen scores and nothing is summed across lanes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    // [blocks * width]
    keys: Vec<[f32; LANES]>,
    // [rows, width]
    values: Vec<f32>,
    rows: usize,
}

impl Memory {
    /// Forgets all rows, but keeps the room they took.
    pub(crate) fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
        self.rows = 0;
    }

    fn push(&mut self, key: &[f32], value: &[f32]) {
        let (block, lane) = (self.rows / LANES, self.rows % LANES);
        if lane == 0 {
            self.keys.resize((block + 1) * key.len(), [0.0; LANES]);
        }
        for (lanes, &key) in self.keys[block * key.len()..].iter_mut().zip(key) {
            lanes[lane] = key;
        }
        self.values.extend_from_slice(value);
        self.rows += 1;
    }
}

/// Hands the keys and values of one row, each with the numbers of all heads, to the heads.
pub(crate) fn split(row: &[f32], heads: &mut [Memory]) {
    let (keys, values) = row.split_at(row.len() / 2);
    let width = keys.len() / heads.len();
    let parts = keys.chunks_exact(width).zip(values.chunks_exact(width));
    for (head, (key, value)) in heads.iter_mut().zip(parts) {
        head.push(key, value);
    }
}

/// What the attention of one query is worked out in.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    // One a row there is, in blocks.
    scores: Vec<[f32; LANES]>,
    /// What share of the attention each row seen has; then zeros to the next whole vector.
    pub(crate) weights: Vec<f32>,
}

/// Values mixed together: so many registers are enough to keep the adders busy.
const WIDE: usize = 4 * LANES;

/// The products of a query with sixteen keys. Four sums at a time keep the adders busy.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn scores_of_block(query: &[f32], block: &[[f32; LANES]]) -> [f32; LANES] {
    let [mut a, mut b, mut c, mut d] = [[0f32; LANES]; 4];
    let (query, query_rest) = query.as_chunks::<4>();
    let (block, block_rest) = block.as_chunks::<4>();
    for (query, keys) in query.iter().zip(block) {
        for i in 0..LANES {
            a[i] += query[0] * keys[0][i];
        }
        for i in 0..LANES {
            b[i] += query[1] * keys[1][i];
        }
        for i in 0..LANES {
            c[i] += query[2] * keys[2][i];
        }
        for i in 0..LANES {
            d[i] += query[3] * keys[3][i];
        }
    }
    for i in 0..LANES {
        a[i] = (a[i] + b[i]) + (c[i] + d[i]);
    }
    for (&query, keys) in query_rest.iter().zip(block_rest) {
        for i in 0..LANES {
            a[i] += query * keys[i];
        }
    }
    a
}

/// `N` numbers of the values of the rows seen, from number `first` on, weighed and summed.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn mix<const N: usize>(
    values: &[f32],
    width: usize,
    first: usize,
    weights: &[f32],
    seen: &[u32],
) -> [f32; N] {
    let mut lanes = [0f32; N];
    for (&w, &row) in weights.iter().zip(seen) {
        let values = &values[row as usize * width + first..][..N];
        for i in 0..N {
            lanes[i] += w * values[i];
        }
    }
    lanes
}

/// Turns scores into shares that sum to 1; minus infinity becomes 0.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn softmax(scores: &mut [[f32; LANES]]) {
    let mut highs = [f32::NEG_INFINITY; LANES];
    for chunk in scores.iter() {
        for (high, &x) in highs.iter_mut().zip(chunk) {
            *high = if x > *high { x } else { *high };
        }
    }
    let high = highs.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
    let mut lanes = [0f32; LANES];
    for chunk in scores.iter_mut() {
        for (x, lane) in chunk.iter_mut().zip(&mut lanes) {
            *x = exp(*x - high);
            *lane += *x;
        }
    }
    let share = 1.0 / total(lanes);
    for x in scores.as_flattened_mut() {
        *x *= share;
    }
}

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
}

vectorised! {
    /// A row in unsigned bytes. The smallest and the largest number, and 0, stay inside.
    fn quantise(x: &[f32], bytes: &mut [u8]) -> Unit {
        // 1.5 * 2^23: adding it leaves the number, rounded, in the low bits.
        const ROUND: f32 = 12_582_912.0;
        let (low, high) = extremes(x);
        let range = high - low;
        if range == 0.0 {
            bytes.fill(0);
            return Unit { scale: 0.0, zero: 0 };
        }
        let steps = 255.0 / range;
        let zero = (-low * steps + ROUND) - ROUND;
        for (byte, &x) in bytes.iter_mut().zip(x) {
            let step = (x * steps + zero).clamp(0.0, 255.0);
            *byte = (step + ROUND).to_bits().to_le_bytes()[0];
        }
        #[expect(clippy::cast_possible_truncation, reason = "0 to 255")]
        Unit { scale: range / 255.0, zero: zero as i32 }
    }

    /// Sums of bytes → floats: of one row and one panel.
    fn rescale(sums: &Sums, unit: Unit, panel: &PanelUnit, out: &mut [f32; PANEL]) {
        for (i, out) in out.iter_mut().enumerate() {
            let steps = sums.0[i] - unit.zero * panel.sum[i];
            #[expect(clippy::cast_precision_loss, reason = "24 bits are more than the inputs have")]
            let steps = steps as f32;
            *out = steps * (unit.scale * panel.scale[i]) + panel.bias[i];
        }
    }

    /// `x` becomes `norm(x + y)`: mean 0 and variance 1, scaled and shifted.
    fn add_norm(x: &mut [f32], y: &[f32], weight: &[f32], bias: &[f32]) {
        for (x, &y) in x.iter_mut().zip(y) {
            *x += y;
        }
        #[expect(clippy::cast_precision_loss, reason = "rows are short")]
        let n = x.len() as f32;
        let mean = sum(x, |x| x) / n;
        let variance = sum(x, |x| (x - mean) * (x - mean)) / n;
        let scale = 1.0 / (variance + EPSILON).sqrt();
        for ((x, &weight), &bias) in x.iter_mut().zip(weight).zip(bias) {
            *x = (*x - mean) * scale * weight + bias;
        }
    }

    /// The non-linearity, element by element.
    fn activate(x: &mut [f32], activation: Activation) {
        match activation {
            Activation::Relu => {
                for x in x {
                    *x = if *x > 0.0 { *x } else { 0.0 };
                }
            }
            Activation::Swish => {
                for x in x {
                    // Past 88 the power would be infinite; the quotient is 0 long before.
                    *x /= 1.0 + exp((-*x).min(88.0));
                }
            }
            Activation::Gelu => {
                for x in x {
                    *x *= 0.5 * (1.0 + candle_core::cpu::erf::erf_f32(*x * std::f32::consts::FRAC_1_SQRT_2));
                }
            }
            Activation::GeluTanh => {
                for x in x {
                    let inner = 0.797_884_6 * (*x + 0.044_715 * *x * *x * *x);
                    *x *= 0.5 * (1.0 + inner.tanh());
                }
            }
        }
    }

    /// Attention of one query of one head: `mixed` becomes the values of the rows seen, mixed by
    /// their weights, which `work` keeps.
    fn attend(
        query: &[f32],
        memory: &Memory,
        seen: &[u32],
        work: &mut Attention,
        mixed: &mut [f32],
    ) {
        let width = query.len();
        let Attention { scores, weights } = work;
        scores.clear();
        for block in memory.keys.chunks_exact(width) {
            scores.push(scores_of_block(query, block));
        }
        #[expect(clippy::cast_precision_loss, reason = "a head is at most a few hundred wide")]
        let scale = 1.0 / (width as f32).sqrt();
        weights.clear();
        let scores = scores.as_flattened();
        weights.extend(seen.iter().map(|&row| scores[row as usize] * scale));
        weights.resize(seen.len().next_multiple_of(LANES), f32::NEG_INFINITY);
        softmax(weights.as_chunks_mut::<LANES>().0);
        let values = &memory.values;
        let (whole, rest) = mixed.as_chunks_mut::<WIDE>();
        let mut first = 0;
        for mixed in whole {
            *mixed = mix::<WIDE>(values, width, first, weights, seen);
            first += WIDE;
        }
        let (whole, rest) = rest.as_chunks_mut::<LANES>();
        for mixed in whole {
            *mixed = mix::<LANES>(values, width, first, weights, seen);
            first += LANES;
        }
        for mixed in rest {
            [*mixed] = mix::<1>(values, width, first, weights, seen);
            first += 1;
        }
    }

    /// Takes one panel of scores into a softmax sum; gives the highest of them.
    fn absorb(scores: &[f32; PANEL], sum: &mut LogSum) -> f32 {
        let mut highs = [f32::NEG_INFINITY; LANES];
        for chunk in scores.as_chunks::<LANES>().0 {
            for (high, &x) in highs.iter_mut().zip(chunk) {
                *high = if x > *high { x } else { *high };
            }
        }
        let high = highs.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
        // A panel of nothing but impossible words adds nothing.
        if high == f32::NEG_INFINITY {
            return high;
        }
        // Also at the first panel.
        if high > sum.reference + HEADROOM || sum.reference == f32::NEG_INFINITY {
            let shrink = exp((sum.reference - high).max(-100.0));
            sum.reference = high;
            for lane in &mut sum.lanes {
                *lane *= shrink;
            }
        }
        for chunk in scores.as_chunks::<LANES>().0 {
            for (lane, &x) in sum.lanes.iter_mut().zip(chunk) {
                *lane += exp(x - sum.reference);
            }
        }
        high
    }
}

/// What the sums of one panel's columns mean.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct PanelUnit {
    /// What one step of a column's weights is worth.
    pub(crate) scale: [f32; PANEL],
    /// Added at the end.
    pub(crate) bias: [f32; PANEL],
    /// The sum of a column's weights: what each step of a row's zero adds too much.
    pub(crate) sum: [i32; PANEL],
}
