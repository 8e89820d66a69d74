//! The product on 64-bit ARM. Its byte products are of two signed numbers, so 128 is taken off every
//! input and given back as 128 times the sum of a column's weights.

use std::arch::aarch64::{
    vaddq_s32, vdupq_n_s32, vget_high_s8, vget_low_s8, vld1q_s8, vld1q_s32, vmull_s8, vpaddlq_s16,
    vpaddq_s32, vreinterpretq_s8_s32, vshlq_n_s32, vst1q_s32,
};

use super::inputs::{Apart, Inputs};
use super::nibbles::{Lowers, Uppers, plain_lowers, plain_uppers};
use super::{GROUP, Panel, Sums, portable};
use crate::nmt::int8::isa::{Isa, Kind};

/// No more of a row than its bytes is wanted.
pub(super) fn settle(_: Isa, _: &[u8], _: (usize, u8), _: &mut Apart) {}

/// Halves are not used on such a processor.
pub(super) fn uppers(_: Isa, panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    plain_uppers(panel, x, sums);
}

/// Halves are not used on such a processor.
pub(super) fn lowers(_: Isa, column: &[Lowers], x: &[u8]) -> i32 {
    plain_lowers(column, x)
}

pub(super) fn multiply(isa: Isa, panel: Panel, inputs: (&Inputs, usize), sums: &mut [Sums]) {
    let (x, stride) = (inputs.0.from(inputs.1), inputs.0.stride());
    if isa.kind() != Kind::Neon {
        return portable::multiply(panel.groups, x, stride, sums);
    }
    for (r, sums) in sums.iter_mut().enumerate() {
        let x = &x[r * stride..][..panel.groups.len() * GROUP];
        for quad in 0..PANEL_QUADS {
            columns(panel, x, quad, sums);
        }
    }
}

/// Sixteen bytes are four columns.
const PANEL_QUADS: usize = super::PANEL / 4;

/// Four columns of one row.
#[expect(unsafe_code, reason = "SAFETY: every 64-bit ARM has NEON; loads and stores lie in arrays")]
fn columns(panel: Panel, x: &[u8], quad: usize, sums: &mut Sums) {
    let columns: &mut [i32] = &mut sums.0[4 * quad..][..4];
    let totals: &[i32] = &panel.totals[4 * quad..][..4];
    unsafe {
        let mut products = vshlq_n_s32::<7>(vld1q_s32(totals.as_ptr()));
        for (group, four) in panel.groups.iter().zip(x.as_chunks::<GROUP>().0) {
            let w: &[[i8; GROUP]] = &group.0[4 * quad..][..4];
            let w = vld1q_s8(w.as_flattened().as_ptr());
            let signed = i32::from_le_bytes(four.map(|byte| byte ^ 0x80));
            let signed = vreinterpretq_s8_s32(vdupq_n_s32(signed));
            let low = vpaddlq_s16(vmull_s8(vget_low_s8(signed), vget_low_s8(w)));
            let high = vpaddlq_s16(vmull_s8(vget_high_s8(signed), vget_high_s8(w)));
            products = vaddq_s32(products, vpaddq_s32(low, high));
        }
        vst1q_s32(columns.as_mut_ptr(), products);
    }
}

/// These processors are left to guess what is wanted soon.
pub(crate) fn near<T>(_: &[T]) {}
