//! Halves of four bits with AVX-512 VNNI: they are put into bytes of their own on the way.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_and_si512, _mm512_dpbusd_epi32, _mm512_load_si512,
    _mm512_reduce_add_epi32, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_srli_epi16, _mm512_store_si512,
};

use super::{far_ahead, four};
use crate::nmt::int8::kernels::nibbles::{Lowers, RUN, Uppers};
use crate::nmt::int8::kernels::{GROUP, Sums};

/// The lower and the upper halves of bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn halves(bytes: __m512i) -> [__m512i; 2] {
    let mask = _mm512_set1_epi8(15);
    [_mm512_and_si512(bytes, mask), _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), mask)]
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn uppers(panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    let mut acc = [_mm512_setzero_si512(); 4];
    for (g, group) in panel.iter().enumerate() {
        let at = std::ptr::from_ref(group).cast::<__m512i>();
        far_ahead(at.cast());
        let first = _mm512_set1_epi32(four(x, 2 * g * GROUP));
        let second = _mm512_set1_epi32(four(x, (2 * g + 1) * GROUP));
        for (j, acc) in acc.iter_mut().enumerate() {
            #[expect(unsafe_code, reason = "SAFETY: a group is 256 bytes, aligned to 64")]
            let [lower, upper] = halves(unsafe { _mm512_load_si512(at.add(j)) });
            *acc = _mm512_dpbusd_epi32(*acc, first, lower);
            *acc = _mm512_dpbusd_epi32(*acc, second, upper);
        }
    }
    let at = std::ptr::from_mut(sums).cast::<__m512i>();
    for (j, acc) in acc.iter().enumerate() {
        #[expect(unsafe_code, reason = "SAFETY: sums are 256 bytes, aligned to 64")]
        unsafe {
            _mm512_store_si512(at.add(j), *acc);
        };
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn lowers(column: &[Lowers], x: &[u8]) -> i32 {
    let mut acc = [_mm512_setzero_si512(); 2];
    for (run, x) in column.iter().zip(x.as_chunks::<RUN>().0) {
        #[expect(
            unsafe_code,
            reason = "SAFETY: a run is 64 bytes, aligned to as many; its inputs are twice as many"
        )]
        let (weights, x) = unsafe {
            let first = x.as_ptr().cast::<__m512i>().read_unaligned();
            let second = x.as_ptr().add(RUN / 2).cast::<__m512i>().read_unaligned();
            (_mm512_load_si512(std::ptr::from_ref(run).cast()), [first, second])
        };
        for ((acc, x), half) in acc.iter_mut().zip(x).zip(halves(weights)) {
            *acc = _mm512_dpbusd_epi32(*acc, x, half);
        }
    }
    _mm512_reduce_add_epi32(_mm512_add_epi32(acc[0], acc[1]))
}
