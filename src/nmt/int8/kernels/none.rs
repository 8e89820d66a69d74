//! A processor the kernels are not written for.

use super::{Panel, Sums, portable};
use crate::nmt::int8::isa::Isa;

pub(super) fn multiply(_: Isa, panel: Panel, x: &[u8], stride: usize, sums: &mut [Sums]) {
    portable::multiply(panel.groups, x, stride, sums);
}
