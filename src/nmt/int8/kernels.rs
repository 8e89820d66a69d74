//! The product of bytes: rows of unsigned bytes times one panel of signed weights, summed in 32 bits.
//!
//! This is the only place with `unsafe` arithmetic. Sums of integers do not depend on their order, so
//! every set of vector instructions gives the same numbers; the portable loop is what the others are
//! tested against.

use crate::nmt::int8::isa::{Isa, Kind};
pub use inputs::Inputs;

#[cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "only AVX2 wants rows taken apart")
)]
mod inputs;
#[cfg(target_arch = "aarch64")]
#[path = "kernels/aarch64.rs"]
mod native;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[path = "kernels/none.rs"]
mod native;
#[cfg(target_arch = "x86_64")]
#[path = "kernels/x86.rs"]
mod native;
pub(crate) use native::near;
pub mod nibbles;
mod portable;
#[cfg(target_arch = "x86_64")]
pub(crate) use native::tiles::{Held, are_here as tiles_are_here};

/// What a product holds on to from panel to panel: nothing, where there are no tiles.
#[cfg(not(target_arch = "x86_64"))]
#[derive(Debug, Default)]
pub(crate) struct Held;

/// Columns of a panel.
pub const PANEL: usize = 64;
/// Inputs that are multiplied together: four bytes make one 32-bit lane.
pub const GROUP: usize = 4;
/// The most rows at once where sums stay in registers: with four each they leave room for the weights of a group.
pub const FEW: usize = 6;
/// The most rows at once where the processor has tiles: two of sixteen.
pub const MANY: usize = 32;

/// The weights of four inputs and one panel: for each column its four weights.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Weights(pub [[i8; GROUP]; PANEL]);

/// The weights of 64 columns.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// Four inputs at a time.
    pub groups: &'a [Weights],
    /// For each column all its weights added up.
    pub totals: &'a [i32; PANEL],
}

/// Sums of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Sums(pub [i32; PANEL]);

impl Sums {
    /// Nothing summed yet.
    pub const ZERO: Self = Self([0; PANEL]);
}

/// How many rows are best multiplied at once.
#[must_use]
pub fn at_once(isa: Isa) -> usize {
    if isa.kind() == Kind::Tiles { MANY } else { FEW }
}

/// The longest input whose sums cannot leave 32 bits: `255 · 127 · n < 2^31`.
pub const LONGEST: usize = 65_536;

/// For each row from `first` on, the sums of its products with every column of `panel`. There are at most
/// [`MANY`], each has been [settled](Inputs::settle) for `isa`, and of each the first `4 · panel.groups.len()` bytes
/// are read. No weight is -128.
///
/// # Panics
/// When rows are too short, or there are more than that.
pub fn multiply(isa: Isa, panel: Panel, (inputs, first): (&Inputs, usize), sums: &mut [Sums]) {
    let rows = sums.len();
    assert!(rows <= MANY, "{rows} rows at once, of {MANY}");
    let ends = rows == 0 || inputs.from(first).len() >= rows * inputs.stride();
    assert!(ends && panel.groups.len() * GROUP <= inputs.stride(), "a row ends outside its matrix");
    native::multiply(isa, panel, (inputs, first), sums);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_instruction_set_gives_the_same_sums(
            rows in 1..=MANY, groups in prop_oneof![0usize..40, Just(16), Just(48)],
            first in 0usize..3, zero: u8, near: bool, seed: u64, extreme: bool,
        ) {
            let mut state = seed | 1;
            let mut byte = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let [.., byte] = state.to_le_bytes();
                byte
            };
            // Extremes are what narrower sums would overflow on; what is near its zero is summed otherwise.
            let mut input = || match byte() {
                _ if extreme => 255,
                b if near => zero.saturating_add(b % 64).saturating_sub(32),
                b => b,
            };
            let all = first + rows;
            let x: Vec<Vec<u8>> =
                (0..all).map(|_| (0..groups * GROUP).map(|_| input()).collect()).collect();
            let weight = |byte: u8| match byte.cast_signed() {
                _ if extreme => if byte > 127 { -127 } else { 127 },
                -128 => 0,
                w => w,
            };
            let mut panel = vec![Weights([[0; GROUP]; PANEL]); groups];
            for w in panel.iter_mut().flat_map(|g| g.0.as_flattened_mut()) {
                *w = weight(byte());
            }
            let mut expected = vec![Sums::ZERO; rows];
            for (sums, x) in expected.iter_mut().zip(&x[first..]) {
                for (group, x) in panel.iter().zip(x.chunks(GROUP)) {
                    for (sum, weights) in sums.0.iter_mut().zip(&group.0) {
                        *sum += x.iter().zip(weights).map(|(&x, &w)| i32::from(x) * i32::from(w))
                            .sum::<i32>();
                    }
                }
            }
            let mut totals = [0; PANEL];
            for group in &panel {
                for (total, weights) in totals.iter_mut().zip(&group.0) {
                    *total += weights.iter().map(|&w| i32::from(w)).sum::<i32>();
                }
            }
            let panel = Panel { groups: &panel, totals: &totals };
            for isa in Isa::available() {
                let mut inputs = Inputs::default();
                inputs.reset(all, groups * GROUP);
                for (i, row) in x.iter().enumerate() {
                    inputs.row_mut(i)[..row.len()].copy_from_slice(row);
                    inputs.settle(isa, i, zero);
                }
                let mut got = vec![Sums([7; PANEL]); rows];
                multiply(isa, panel, (&inputs, first), &mut got);
                prop_assert!(got == expected, "{:?}", isa);
            }
        }
    }

    #[test]
    #[should_panic(expected = "outside its matrix")]
    fn a_row_that_ends_outside_is_refused() {
        let groups = vec![Weights([[1; GROUP]; PANEL]); 2];
        let panel = Panel { groups: &groups, totals: &[8; PANEL] };
        let mut inputs = Inputs::default();
        inputs.reset(1, 8);
        multiply(Isa::PORTABLE, panel, (&inputs, 0), &mut [Sums::ZERO; 2]);
    }
}
