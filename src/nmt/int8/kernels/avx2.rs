//! The product where bytes can only be multiplied into sixteen bits.
//!
//! Two products of an input up to 255 and a weight would not fit there. So 128 is taken off every input
//! and given back as 128 times the sum of a column's weights, and the input's sign goes over to the
//! weight: `2 · 128 · 127` fits.

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_prefetch, _mm256_abs_epi8, _mm256_add_epi32, _mm256_load_si256,
    _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi8, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm256_sign_epi8, _mm256_store_si256, _mm256_xor_si256,
};

use super::four;
use crate::nmt::int8::kernels::{GROUP, PANEL, Panel, Sums};

/// Vectors of columns whose sums stay in registers: half a panel of each row.
const VECTORS: usize = PANEL / 8 / 2;
/// Bytes of a half.
const HALF: usize = VECTORS * size_of::<__m256i>();

#[target_feature(enable = "avx2")]
pub(super) fn multiply(panel: Panel, x: &[u8], stride: usize, sums: &mut [Sums]) {
    for sums in &mut *sums {
        for (sum, total) in sums.0.iter_mut().zip(panel.totals) {
            *sum = total << 7;
        }
    }
    for (r, sums) in sums.chunks_mut(2).enumerate() {
        // The panel that lies behind this one is needed next, and is asked for once.
        let ahead = (r == 0).then_some(size_of_val(panel.groups));
        let x = &x[2 * r * stride..];
        match sums {
            // A row alone is done with a panel too soon for that.
            [one] => rows(panel, (x, stride), [one], ahead.and(Some(super::AHEAD))),
            [one, two] => rows(panel, (x, stride), [one, two], ahead),
            _ => {}
        }
    }
}

/// Adds the products of `N` rows to their sums. Weights `ahead` of those in use are asked for.
#[inline]
#[target_feature(enable = "avx2")]
fn rows<const N: usize>(
    panel: Panel,
    (x, stride): (&[u8], usize),
    mut sums: [&mut Sums; N],
    ahead: Option<usize>,
) {
    let (ones, zero) = (_mm256_set1_epi16(1), _mm256_set1_epi8(-0x80));
    for half in 0..2 {
        let columns = |sums: &mut Sums| {
            std::ptr::from_mut(sums).cast::<__m256i>().wrapping_byte_add(half * HALF)
        };
        #[expect(unsafe_code, reason = "SAFETY: sums are two halves, aligned to 64 bytes")]
        let mut acc = sums.each_mut().map(|sums| unsafe { load(columns(sums)) });
        for (g, group) in panel.groups.iter().enumerate() {
            let at = std::ptr::from_ref(group).cast::<__m256i>().wrapping_byte_add(half * HALF);
            if let Some(ahead) = ahead {
                // Past the end nothing happens: to ask is not to read.
                let at = at.wrapping_byte_add(ahead).cast();
                _mm_prefetch::<_MM_HINT_T0>(at);
                _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(64));
            }
            #[expect(unsafe_code, reason = "SAFETY: a group is two halves, aligned to 64 bytes")]
            let weights = unsafe { load(at) };
            for (r, acc) in acc.iter_mut().enumerate() {
                let signed = _mm256_set1_epi32(four(x, r * stride + g * GROUP));
                let signed = _mm256_xor_si256(signed, zero);
                let sizes = _mm256_abs_epi8(signed);
                for (acc, w) in acc.iter_mut().zip(weights) {
                    let pairs = _mm256_maddubs_epi16(sizes, _mm256_sign_epi8(w, signed));
                    *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(pairs, ones));
                }
            }
        }
        for (sums, acc) in sums.iter_mut().zip(acc) {
            for (v, acc) in acc.into_iter().enumerate() {
                #[expect(unsafe_code, reason = "SAFETY: sums are two halves, aligned to 64")]
                unsafe {
                    _mm256_store_si256(columns(sums).add(v), acc);
                }
            }
        }
    }
}

/// Half a panel's numbers.
///
/// # Safety
/// They lie at `at`, aligned to 32 bytes.
#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "SAFETY: the caller's word, see above")]
unsafe fn load(at: *const __m256i) -> [__m256i; VECTORS] {
    std::array::from_fn(|v| unsafe { _mm256_load_si256(at.add(v)) })
}
