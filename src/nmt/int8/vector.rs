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
#[expect(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn total(lanes: [f32; LANES]) -> f32 {
    let mut lanes = lanes;
    for half in [8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
    }
    lanes[0]
}

/// The sum of `f` over all elements.
#[expect(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
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

/// The smallest and the largest of all elements and 0.
#[expect(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn extremes(x: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([0f32; LANES], [0f32; LANES]);
    let (whole, rest) = x.as_chunks::<LANES>();
    for chunk in whole {
        for (i, &x) in chunk.iter().enumerate() {
            low[i] = if x < low[i] { x } else { low[i] };
            high[i] = if x > high[i] { x } else { high[i] };
        }
    }
    let low = low.iter().chain(rest).fold(0f32, |a, &b| a.min(b));
    let high = high.iter().chain(rest).fold(0f32, |a, &b| a.max(b));
    (low, high)
}

/// Keys and values to attend to: rows of floats that begin with a key, followed by its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory<'m> {
    pub(crate) rows: &'m [f32],
    pub(crate) stride: usize,
    pub(crate) heads: usize,
    pub(crate) seen: Seen<'m>,
}

/// What the attention of one query is worked out in.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    // Where each row seen begins.
    starts: Vec<usize>,
    // One a head and row seen.
    sums: Vec<[f32; LANES]>,
    /// One a head and row seen: what share of the head's attention the row has.
    pub(crate) weights: Vec<f32>,
}

impl Attention {
    fn prepare(&mut self, memory: Memory<'_>, n: usize) {
        self.starts.clear();
        match memory.seen {
            Seen::First(n) => self.starts.extend((0..n).map(|i| i * memory.stride)),
            Seen::Rows(rows) => {
                self.starts.extend(rows.iter().map(|&i| i as usize * memory.stride));
            }
        }
        self.sums.resize(memory.heads * n, [0.0; LANES]);
        self.weights.resize(memory.heads * n, 0.0);
    }
}

/// Which rows of a memory are attended to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen<'m> {
    /// So many, from the first on.
    First(usize),
    /// These, in this order.
    Rows(&'m [u32]),
}

impl Seen<'_> {
    fn len(self) -> usize {
        match self {
            Self::First(n) => n,
            Self::Rows(rows) => rows.len(),
        }
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
        // Comparisons pass over what is not a number; this does not, and damage must not be hidden.
        let range = high - low + sum(x, |x| x * 0.0);
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

    /// Attention of one query: `mixed` becomes the values, mixed for each head by its own weights,
    /// which `work` keeps: heads × rows seen, head after head.
    fn attend(query: &[f32], memory: Memory<'_>, work: &mut Attention, mixed: &mut [f32]) {
        let (dim, n) = (query.len(), memory.seen.len());
        let width = dim / memory.heads;
        work.prepare(memory, n);
        let Attention { starts, sums, weights } = work;
        // The sums are stored before their lanes are put together: both loops are then plain vector
        // code, which a single one is not.
        for (i, &start) in starts.iter().enumerate() {
            let key = &memory.rows[start..][..dim];
            let heads = query.chunks_exact(width).zip(key.chunks_exact(width));
            for ((query, key), sum) in heads.zip(sums[i..].iter_mut().step_by(n)) {
                let mut lanes = [0f32; LANES];
                let (query, query_rest) = query.as_chunks::<LANES>();
                let (key, key_rest) = key.as_chunks::<LANES>();
                for (query, key) in query.iter().zip(key) {
                    for i in 0..LANES {
                        lanes[i] += query[i] * key[i];
                    }
                }
                *sum = lanes;
                if !query_rest.is_empty() {
                    for (sum, (&q, &k)) in sum.iter_mut().zip(query_rest.iter().zip(key_rest)) {
                        *sum += q * k;
                    }
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a head is at most a few hundred wide")]
        let scale = 1.0 / (width as f32).sqrt();
        for (weight, lanes) in weights.iter_mut().zip(sums.iter()) {
            *weight = total(*lanes) * scale;
        }
        for (weights, mixed) in weights.chunks_exact_mut(n.max(1)).zip(mixed.chunks_exact_mut(width)) {
            let max = weights.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
            for w in weights.iter_mut() {
                *w = exp(*w - max);
            }
            let share = 1.0 / sum(weights, |w| w);
            for w in weights.iter_mut() {
                *w *= share;
            }
            mixed.fill(0.0);
        }
        for (h, (weights, mixed)) in
            weights.chunks_exact(n.max(1)).zip(mixed.chunks_exact_mut(width)).enumerate()
        {
            let first = dim + h * width;
            let (whole, rest) = mixed.as_chunks_mut::<LANES>();
            let at = first + whole.len() * LANES;
            for (c, mixed) in whole.iter_mut().enumerate() {
                let mut lanes = [0f32; LANES];
                for (&w, &start) in weights.iter().zip(starts.iter()) {
                    let values = &memory.rows[start + first + c * LANES..][..LANES];
                    for i in 0..LANES {
                        lanes[i] += w * values[i];
                    }
                }
                *mixed = lanes;
            }
            if !rest.is_empty() {
                for (&w, &start) in weights.iter().zip(starts.iter()) {
                    for (mixed, &value) in rest.iter_mut().zip(&memory.rows[start + at..]) {
                        *mixed += w * value;
                    }
                }
            }
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
