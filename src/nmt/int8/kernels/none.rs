//! A processor the kernels are not written for.

use super::inputs::{Apart, Inputs};
use super::nibbles::{Lowers, Uppers, plain_lowers, plain_uppers};
use super::{Panel, Sums, portable};
use crate::nmt::int8::isa::Isa;

pub(super) fn settle(_: Isa, _: &[u8], _: (usize, u8), _: &mut Apart) {}

/// Halves are not used on such a processor.
pub(super) fn uppers(_: Isa, panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    plain_uppers(panel, x, sums);
}

/// Halves are not used on such a processor.
pub(super) fn lowers(_: Isa, column: &[Lowers], x: &[u8]) -> i32 {
    plain_lowers(column, x)
}

pub(super) fn multiply(_: Isa, panel: Panel, inputs: (&Inputs, usize), sums: &mut [Sums]) {
    let (x, stride) = (inputs.0.from(inputs.1), inputs.0.stride());
    portable::multiply(panel.groups, x, stride, sums);
}

/// These processors are left to guess what is wanted soon.
pub(crate) fn near<T>(_: &[T]) {}
