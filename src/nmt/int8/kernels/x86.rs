//! The product on x86-64: AMX, AVX-512 VNNI, AVX-VNNI, AVX2.

use std::arch::x86_64::{
    __m256i, __m512i, _MM_HINT_T0, _MM_HINT_T1, _mm_prefetch, _mm256_dpbusd_avx_epi32,
    _mm256_load_si256, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_store_si256,
    _mm512_dpbusd_epi32, _mm512_load_si512, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_store_si512,
};

use super::inputs::{Apart, Inputs};
use super::nibbles::{Lowers, Uppers, plain_lowers, plain_uppers};
use super::{FEW, GROUP, Panel, Sums, Weights, portable};
use crate::nmt::int8::isa::{Isa, Kind};

mod avx2;
mod halves;
pub(crate) mod tiles;

/// The inputs hold every row in full: the caller has checked.
pub(super) fn multiply(isa: Isa, panel: Panel, inputs: (&Inputs, usize), sums: &mut [Sums]) {
    let groups = panel.groups;
    let (x, stride) = (inputs.0.from(inputs.1), inputs.0.stride());
    match isa.kind() {
        Kind::Portable | Kind::Neon => portable::multiply(groups, x, stride, sums),
        #[expect(unsafe_code, reason = "SAFETY: an `Isa` is only made where it was detected")]
        Kind::Avx2 => unsafe { avx2::multiply(panel, inputs, sums) },
        #[expect(unsafe_code, reason = "SAFETY: an `Isa` is only made where it was detected")]
        Kind::AvxVnni => unsafe { avx_vnni(groups, x, stride, sums) },
        #[expect(
            unsafe_code,
            reason = "SAFETY: it is asked what fits, and where tiles were detected"
        )]
        Kind::Tiles if tiles::fit(sums.len(), groups.len()) => unsafe {
            tiles::multiply(groups, x, stride, sums);
        },
        #[expect(unsafe_code, reason = "SAFETY: neither is made where these were not detected")]
        Kind::Avx512Vnni | Kind::Tiles => unsafe { avx512_vnni(groups, x, stride, sums) },
    }
}

/// `x` is as long as the columns: the caller has checked.
pub(super) fn uppers(isa: Isa, panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    match isa.kind() {
        #[expect(unsafe_code, reason = "SAFETY: neither is made where these were not detected")]
        Kind::Avx512Vnni | Kind::Tiles => unsafe { halves::uppers(panel, x, sums) },
        _ => plain_uppers(panel, x, sums),
    }
}

/// `x` is as long as the column: the caller has checked.
pub(super) fn lowers(isa: Isa, column: &[Lowers], x: &[u8]) -> i32 {
    match isa.kind() {
        #[expect(unsafe_code, reason = "SAFETY: neither is made where these were not detected")]
        Kind::Avx512Vnni | Kind::Tiles => unsafe { halves::lowers(column, x) },
        _ => plain_lowers(column, x),
    }
}

/// Only AVX2 wants to know more of a row than its bytes.
pub(super) fn settle(isa: Isa, bytes: &[u8], row: (usize, u8), apart: &mut Apart) {
    if isa.kind() == Kind::Avx2 {
        #[expect(unsafe_code, reason = "SAFETY: an `Isa` is only made where it was detected")]
        unsafe {
            avx2::settle(bytes, row, apart);
        }
    }
}

/// Four bytes of a row, as they lie in memory.
#[inline]
fn four(x: &[u8], at: usize) -> i32 {
    // The compiler sees one load: the slice is as long as the array.
    let bytes = x[at..].first_chunk::<GROUP>().copied().unwrap_or_default();
    i32::from_le_bytes(bytes)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn avx512_vnni(panel: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    for (i, sums) in sums.chunks_mut(FEW).enumerate() {
        let x = &x[i * FEW * stride..];
        match sums {
            [] => {}
            [_] => wide::<1>(panel, x, stride, sums),
            [_, _] => wide::<2>(panel, x, stride, sums),
            [_, _, _] => wide::<3>(panel, x, stride, sums),
            [_, _, _, _] => wide::<4>(panel, x, stride, sums),
            [_, _, _, _, _] => wide::<5>(panel, x, stride, sums),
            _ => wide::<FEW>(panel, x, stride, sums),
        }
    }
}

/// `N` rows at once: their sums stay in registers from the first input to the last, and each weight
/// that is loaded serves all of them.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn wide<const N: usize>(panel: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    debug_assert!((N - 1) * stride + panel.len() * GROUP <= x.len());
    let mut acc = [[_mm512_setzero_si512(); 4]; N];
    for (g, group) in panel.iter().enumerate() {
        let at = std::ptr::from_ref(group).cast::<__m512i>();
        // A row or two are done with their weights before more can come: what they ask for is farther away.
        if N > 2 {
            ahead(at.cast());
        } else {
            far_ahead(at.cast());
        }
        #[expect(unsafe_code, reason = "SAFETY: a group is 256 bytes, aligned to 64")]
        let w = unsafe {
            [
                _mm512_load_si512(at),
                _mm512_load_si512(at.add(1)),
                _mm512_load_si512(at.add(2)),
                _mm512_load_si512(at.add(3)),
            ]
        };
        for (r, acc) in acc.iter_mut().enumerate() {
            let at = r * stride + g * GROUP;
            #[expect(unsafe_code, reason = "SAFETY: the caller checked that every row is as long")]
            let four = unsafe { x.as_ptr().add(at).cast::<i32>().read_unaligned() };
            let four = _mm512_set1_epi32(four);
            for (acc, w) in acc.iter_mut().zip(w) {
                *acc = _mm512_dpbusd_epi32(*acc, four, w);
            }
        }
    }
    for (acc, sums) in acc.iter().zip(sums) {
        let at = std::ptr::from_mut(sums).cast::<__m512i>();
        for (j, acc) in acc.iter().enumerate() {
            #[expect(unsafe_code, reason = "SAFETY: sums are 256 bytes, aligned to 64")]
            unsafe {
                _mm512_store_si512(at.add(j), *acc);
            };
        }
    }
}

/// How many bytes of weights are asked for before they are needed.
const AHEAD: usize = 8 << 10;

/// Asks for the weights that come a while after those `at`: a core that waits for each of them reads
/// memory at a fraction of its speed.
#[inline]
#[target_feature(enable = "avx2")]
fn ahead(at: *const i8) {
    for line in 0..size_of::<Weights>() / 64 {
        // Past the end nothing happens: to ask is not to read.
        _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(AHEAD + 64 * line));
    }
}

/// The same where memory gives weights more slowly than they are used: sooner, and only into the second
/// cache, which takes more requests at a time than the first.
#[inline]
#[target_feature(enable = "avx2")]
fn far_ahead(at: *const i8) {
    for line in 0..size_of::<Weights>() / 64 {
        _mm_prefetch::<_MM_HINT_T1>(at.wrapping_add(2 * AHEAD + 64 * line));
    }
}

/// Asks for numbers that are wanted soon.
pub(crate) fn near<T>(numbers: &[T]) {
    for line in numbers.chunks((64 / size_of::<T>()).max(1)) {
        #[expect(
            unsafe_code,
            reason = "SAFETY: every such processor has the instruction, and to ask is not to read"
        )]
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
        };
    }
}

/// The product with vectors of eight sums: two rows and sixteen columns at a time.
#[target_feature(enable = "avx2,avxvnni")]
fn avx_vnni(panel: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    for (r, sums) in sums.chunks_mut(2).enumerate() {
        let x = &x[2 * r * stride..];
        for quarter in 0..4 {
            let mut acc = [[_mm256_setzero_si256(); 2]; 2];
            for (g, group) in panel.iter().enumerate() {
                let w = sixteen(group, quarter);
                for (r, acc) in acc.iter_mut().enumerate().take(sums.len()) {
                    let four = _mm256_set1_epi32(four(x, r * stride + g * GROUP));
                    for (acc, w) in acc.iter_mut().zip(w) {
                        *acc = _mm256_dpbusd_avx_epi32(*acc, four, w);
                    }
                }
            }
            store(&acc, quarter, sums);
        }
    }
}

/// The weights of sixteen columns.
#[target_feature(enable = "avx2")]
fn sixteen(group: &Weights, quarter: usize) -> [__m256i; 2] {
    assert!(quarter < 4, "a panel has four quarters");
    let at = std::ptr::from_ref(group).cast::<__m256i>();
    #[expect(unsafe_code, reason = "SAFETY: a group is eight vectors, aligned to 64 bytes")]
    unsafe {
        [_mm256_load_si256(at.add(2 * quarter)), _mm256_load_si256(at.add(2 * quarter + 1))]
    }
}

/// Puts the sums of sixteen columns in their place.
#[target_feature(enable = "avx2")]
fn store(acc: &[[__m256i; 2]; 2], quarter: usize, sums: &mut [Sums]) {
    assert!(quarter < 4, "a panel has four quarters");
    for (acc, sums) in acc.iter().zip(sums) {
        let at = std::ptr::from_mut(sums).cast::<__m256i>();
        #[expect(unsafe_code, reason = "SAFETY: sums are eight vectors, aligned to 64 bytes")]
        unsafe {
            _mm256_store_si256(at.add(2 * quarter), acc[0]);
            _mm256_store_si256(at.add(2 * quarter + 1), acc[1]);
        };
    }
}
