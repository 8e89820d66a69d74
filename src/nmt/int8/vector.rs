//! The loops over floats: each sums in one fixed order, in sixteen lanes side by side, so that a row
//! comes out the same whatever is computed beside it and however wide the processor's vectors are.

use crate::nmt::config::Activation;
use crate::nmt::int8::isa::vectorised;
use crate::nmt::int8::kernels::{PANEL, Sums};
use crate::nmt::int8::matrix::Unit;

/// Lanes summed side by side.
pub(crate) const LANES: usize = 16;

/// What is added to the variance before the root is taken.
const EPSILON: f32 = 1e-5;

/// The lanes put together by `op`, always in the same order: the second half with the first.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn fold(lanes: [f32; LANES], op: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = lanes;
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = op(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// Numbers in several vectors, because each waits for its last value longer than for the next number.
const APART: usize = 4 * LANES;

/// Those vectors put together by `op`.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn gather(all: &[f32; APART], op: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    let (vectors, _) = all.as_chunks::<LANES>();
    let mut out = vectors[0];
    for vector in &vectors[1..] {
        for i in 0..LANES {
            out[i] = op(out[i], vector[i]);
        }
    }
    out
}

/// The lanes of a sum put together.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn total(lanes: [f32; LANES]) -> f32 {
    fold(lanes, |a, b| a + b)
}

/// The larger of two numbers as vectors compare them; `a` when they cannot be compared.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The largest number of all blocks.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn highest(blocks: &[[f32; LANES]]) -> f32 {
    let mut highs = [f32::NEG_INFINITY; LANES];
    for block in blocks {
        for (high, &x) in highs.iter_mut().zip(block) {
            *high = larger(*high, x);
        }
    }
    fold(highs, larger)
}

/// Of the polynomial nearest to 2^x between -1/2 and 1/2 that is 1 at 0, all but the first.
#[expect(clippy::approx_constant, reason = "near the logarithm of 2, but not it")]
const COEFFICIENTS: [f32; 5] = [9.671_513e-3, 5.550_733_6e-2, 0.240_222_42, 0.693_147, 1.0];

/// `e^x` for `x <= 88`; 0 below -88. It is off by 2e-7 of itself and 8e-8 more for each unit that
/// `x` is away from 0: enough for shares of a sum, whose small parts do not count.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn power(x: f32) -> f32 {
    // 1.5 * 2^23: adding and taking it away again rounds to a whole number.
    const ROUND: f32 = 12_582_912.0;
    let power_of_2 = larger(-127.0, x * std::f32::consts::LOG2_E);
    let shifted = power_of_2 + ROUND;
    let rest = power_of_2 - (shifted - ROUND);
    let mut p = 1.326_472_7e-3_f32;
    for c in COEFFICIENTS {
        p = p.mul_add(rest, c);
    }
    // The low bits of `shifted` are the whole number; moved up they are the exponent of its power.
    p * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
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
    let smaller = |a: f32, b: f32| if b < a { b } else { a };
    let (mut low, mut high, mut odd) = ([0f32; APART], [0f32; APART], [0f32; APART]);
    let (blocks, rest) = x.as_chunks::<APART>();
    for block in blocks {
        for i in 0..APART {
            low[i] = smaller(low[i], block[i]);
        }
        for i in 0..APART {
            high[i] = larger(high[i], block[i]);
        }
        // Comparisons pass over what is not a number; this does not.
        for i in 0..APART {
            odd[i] = block[i].mul_add(0.0, odd[i]);
        }
    }
    let lowest = gather(&low, smaller);
    let highest = gather(&high, larger);
    let oddest = gather(&odd, |a, b| a + b);
    let odd = rest.iter().fold(total(oddest), |odd, x| odd + x * 0.0);
    let low = rest.iter().fold(fold(lowest, smaller), |a, &b| smaller(a, b));
    let high = rest.iter().fold(fold(highest, larger), |a, &b| larger(a, b));
    (low + odd, high + odd)
}

/// Sums of bytes → floats, each through `then`.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn scaled(
    sums: &Sums,
    unit: Unit,
    panel: &PanelUnit,
    out: &mut [f32; PANEL],
    then: impl Fn(f32) -> f32,
) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = then(worth(sums.0[i] - unit.zero * panel.sum[i], unit, panel, i));
    }
}

/// What so many steps of a row's bytes and a column's weights are worth.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
pub(crate) fn worth(steps: i32, unit: Unit, panel: &PanelUnit, column: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "24 bits are more than the inputs have")]
    let steps = steps as f32;
    steps.mul_add(unit.scale * panel.scale[column], panel.bias[column])
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

    /// Sums of bytes → floats: of one row and one panel, through the non-linearity where there is one.
    fn rescale(
        sums: &Sums,
        unit: Unit,
        panel: &PanelUnit,
        activation: Option<Activation>,
        out: &mut [f32; PANEL],
    ) {
        match activation {
            None => scaled(sums, unit, panel, out, |x| x),
            Some(Activation::Relu) => {
                scaled(sums, unit, panel, out, |x| if x > 0.0 { x } else { 0.0 });
            }
            // Past 88 the power would be infinite; the quotient is 0 long before.
            Some(Activation::Swish) => {
                scaled(sums, unit, panel, out, |x| x / (1.0 + power((-x).min(88.0))));
            }
            Some(Activation::Gelu) => scaled(sums, unit, panel, out, |x| {
                x * 0.5 * (1.0 + candle_core::cpu::erf::erf_f32(x * std::f32::consts::FRAC_1_SQRT_2))
            }),
            Some(Activation::GeluTanh) => scaled(sums, unit, panel, out, |x| {
                x * 0.5 * (1.0 + (0.797_884_6 * (x + 0.044_715 * x * x * x)).tanh())
            }),
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

impl PanelUnit {
    /// Columns without weights.
    pub(crate) const NOTHING: Self =
        Self { scale: [0.0; PANEL], bias: [0.0; PANEL], sum: [0; PANEL] };
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn powers_are_as_close_as_stated(x in -95f32..88.0) {
            let (got, expected) = (f64::from(power(x)), f64::from(x).exp());
            let share = 2e-7 + 8e-8 * f64::from(x.abs());
            prop_assert!((got - expected).abs() <= expected * share + 1e-38, "{} {}", got, expected);
        }

        #[test]
        fn the_largest_is_found_in_any_lane(at in 0usize..48, x in -9f32..9.0) {
            let mut blocks = [[-10f32; LANES]; 3];
            blocks.as_flattened_mut()[at] = x;
            prop_assert_eq!(highest(&blocks).to_bits(), x.to_bits());
        }
    }

    #[test]
    fn powers_of_what_cannot_be_are_nothing() {
        assert_eq!(power(0.0).to_bits(), 1f32.to_bits());
        assert_eq!(power(f32::NEG_INFINITY).to_bits(), 0);
    }
}
