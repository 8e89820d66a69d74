//! A processor the kernels are not written for.

use super::inputs::{Apart, Inputs};
use super::{Panel, Sums, portable};
use crate::nmt::int8::isa::Isa;

pub(super) fn settle(_: Isa, _: &[u8], _: (usize, u8), _: &mut Apart) {}

pub(super) fn multiply(_: Isa, panel: Panel, inputs: (&Inputs, usize), sums: &mut [Sums]) {
    let (x, stride) = (inputs.0.from(inputs.1), inputs.0.stride());
    portable::multiply(panel.groups, x, stride, sums);
}

/// These processors are left to guess what is wanted soon.
pub(crate) fn near(_: &[f32]) {}
