//! A processor the kernels are not written for.

use super::{Sums, Weights, portable};
use crate::nmt::int8::isa::Isa;

pub(super) fn multiply(_: Isa, panel: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    portable::multiply(panel, x, stride, sums);
}
