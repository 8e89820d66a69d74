//! The product where bytes can only be multiplied into sixteen bits.
//!
//! Two products of an input up to 255 and a weight would not fit there. So a zero is taken off every
//! input and given back as so many times the sum of a column's weights, and the input's sign goes over to
//! the weight. What is left is mostly small: then the products of two groups of inputs are added up in
//! sixteen bits and widened together, which saves one multiplication in four. Where it is not, each group is
//! widened by itself, if need be in two halves of its sizes: `2 · 128 · 127` fits.

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_prefetch, _mm256_add_epi16, _mm256_add_epi32, _mm256_and_si256,
    _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi16, _mm256_load_si256,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_movemask_epi8,
    _mm256_mullo_epi32, _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32,
    _mm256_setzero_si256, _mm256_shuffle_epi32, _mm256_sign_epi8, _mm256_srli_epi16,
    _mm256_store_si256, _mm256_storeu_si256, _mm256_sub_epi8, _mm256_subs_epu8,
};

use crate::nmt::int8::kernels::inputs::{Apart, Fit, Inputs, Row, SMALL};
use crate::nmt::int8::kernels::{GROUP, PANEL, Panel, Sums, Weights};

/// Vectors of a panel's columns: the sums of one row stay in registers.
const VECTORS: usize = PANEL / 8;

#[target_feature(enable = "avx2")]
pub(super) fn multiply(panel: Panel, x: (&Inputs, usize), sums: &mut [Sums]) {
    let rows = sums.len();
    for (r, sums) in sums.iter_mut().enumerate() {
        // The panel that lies behind this one is needed next, and is asked for once; a row alone is
        // done with a panel too soon for that.
        let ahead = match (r, rows) {
            (0, 1) => Some(super::AHEAD),
            (0, _) => Some(size_of_val(panel.groups)),
            _ => None,
        };
        row(panel, x.0.apart(x.1 + r), sums, ahead);
    }
}

/// The sums of one row. Weights `ahead` of those in use are asked for.
#[target_feature(enable = "avx2")]
fn row(panel: Panel, row: Row<'_>, sums: &mut Sums, ahead: Option<usize>) {
    let ones = _mm256_set1_epi16(1);
    let zero = _mm256_set1_epi32(i32::from(row.zero));
    let totals = panel.totals.as_chunks::<8>().0;
    #[expect(unsafe_code, reason = "SAFETY: an array of eight totals is read")]
    let mut acc: [__m256i; VECTORS] = std::array::from_fn(|v| unsafe {
        _mm256_mullo_epi32(_mm256_loadu_si256(totals[v].as_ptr().cast()), zero)
    });
    let (pairs, last) = panel.groups.as_chunks::<2>();
    let (sizes, signs) = (row.sizes.as_chunks::<GROUP>().0, row.signs.as_chunks::<GROUP>().0);
    let inputs = sizes.as_chunks::<2>().0.iter().zip(signs.as_chunks::<2>().0);
    for ((groups, (sizes, signs)), fit) in pairs.iter().zip(inputs).zip(row.fits) {
        if let Some(ahead) = ahead {
            for line in 0..size_of_val(groups) / 64 {
                // Past the end nothing happens: to ask is not to read.
                let at = std::ptr::from_ref(groups).cast::<i8>().wrapping_add(ahead + 64 * line);
                _mm_prefetch::<_MM_HINT_T0>(at);
            }
        }
        if *fit == Fit::Together {
            let [one, two] = [0, 1].map(|i| (broad(sizes[i]), broad_signs(signs[i])));
            for (v, acc) in acc.iter_mut().enumerate() {
                let one = _mm256_maddubs_epi16(one.0, _mm256_sign_epi8(load(&groups[0], v), one.1));
                let two = _mm256_maddubs_epi16(two.0, _mm256_sign_epi8(load(&groups[1], v), two.1));
                let both = _mm256_add_epi16(one, two);
                *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(both, ones));
            }
        } else {
            acc = add_apart(groups, (sizes, signs), *fit, acc);
        }
    }
    if !last.is_empty() {
        let at = 2 * pairs.len()..;
        acc = add_apart(last, (&sizes[at.clone()], &signs[at]), Fit::Halves, acc);
    }
    let sums = std::ptr::from_mut(sums).cast::<__m256i>();
    for (v, acc) in acc.into_iter().enumerate() {
        #[expect(unsafe_code, reason = "SAFETY: sums are eight vectors, aligned to 64 bytes")]
        unsafe {
            _mm256_store_si256(sums.add(v), acc);
        }
    }
}

/// The sums with the products of some groups, each widened by itself. It is no part of its caller's loop,
/// which has no register to spare.
#[cold]
#[inline(never)]
#[target_feature(enable = "avx2")]
fn add_apart(
    groups: &[Weights],
    (sizes, signs): (&[[u8; GROUP]], &[[i8; GROUP]]),
    fit: Fit,
    mut acc: [__m256i; VECTORS],
) -> [__m256i; VECTORS] {
    let ones = _mm256_set1_epi16(1);
    for (group, (sizes, signs)) in groups.iter().zip(sizes.iter().zip(signs)) {
        let (mut sizes, signs) = (broad(*sizes), broad_signs(*signs));
        if fit == Fit::Halves {
            let half = _mm256_and_si256(_mm256_srli_epi16::<1>(sizes), _mm256_set1_epi8(0x7f));
            sizes = _mm256_sub_epi8(sizes, half);
            add(group, (half, signs), ones, &mut acc);
        }
        add(group, (sizes, signs), ones, &mut acc);
    }
    acc
}

/// Adds the products of one group.
#[inline]
#[target_feature(enable = "avx2")]
fn add(
    group: &Weights,
    (sizes, signs): (__m256i, __m256i),
    ones: __m256i,
    acc: &mut [__m256i; VECTORS],
) {
    for (v, acc) in acc.iter_mut().enumerate() {
        let pairs = _mm256_maddubs_epi16(sizes, _mm256_sign_epi8(load(group, v), signs));
        *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(pairs, ones));
    }
}

/// Four inputs, for every column.
#[inline]
#[target_feature(enable = "avx2")]
fn broad(four: [u8; GROUP]) -> __m256i {
    _mm256_set1_epi32(i32::from_le_bytes(four))
}

#[inline]
#[target_feature(enable = "avx2")]
fn broad_signs(four: [i8; GROUP]) -> __m256i {
    broad(four.map(i8::cast_unsigned))
}

/// Eight columns of a group.
#[inline]
#[target_feature(enable = "avx2")]
fn load(group: &Weights, v: usize) -> __m256i {
    debug_assert!(v < VECTORS);
    let at = std::ptr::from_ref(group).cast::<__m256i>();
    #[expect(unsafe_code, reason = "SAFETY: a group is eight vectors, aligned to 64 bytes")]
    unsafe {
        _mm256_load_si256(at.wrapping_add(v % VECTORS))
    }
}

/// The bytes of a row as sizes and signs around `zero`, and what of each two groups fits.
#[target_feature(enable = "avx2")]
pub(super) fn settle(bytes: &[u8], (i, zero): (usize, u8), apart: &mut Apart) {
    let (sizes, signs, fits) = apart.row_mut((i, zero), bytes.len());
    let (zero, one) = (_mm256_set1_epi8(zero.cast_signed()), _mm256_set1_epi8(1));
    let limit = _mm256_set1_epi16(SMALL.cast_signed());
    let rows = bytes.as_chunks::<32>().0.iter().zip(sizes.as_chunks_mut::<32>().0);
    let outs = signs.as_chunks_mut::<32>().0.iter_mut().zip(fits.as_chunks_mut::<4>().0);
    for ((bytes, sizes), (signs, fits)) in rows.zip(outs) {
        #[expect(unsafe_code, reason = "SAFETY: an array of 32 bytes is read")]
        let x = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
        let below = _mm256_subs_epu8(zero, x);
        let size = _mm256_or_si256(below, _mm256_subs_epu8(x, zero));
        // All ones are -1; or else 1.
        let not_below = _mm256_cmpeq_epi8(below, _mm256_setzero_si256());
        let sign = _mm256_or_si256(one, _mm256_andnot_si256(not_below, _mm256_set1_epi8(-1)));
        // The sizes of two inputs, and of four: the other two stand in the next group.
        let two = _mm256_maddubs_epi16(size, one);
        let four = _mm256_add_epi16(two, _mm256_shuffle_epi32::<0b10_11_00_01>(two));
        let large = |sums| _mm256_movemask_epi8(_mm256_cmpgt_epi16(sums, limit)).to_le_bytes();
        let (together, alone) = (large(four), large(two));
        *fits = std::array::from_fn(|i| match (together[i], alone[i]) {
            (0, _) => Fit::Together,
            (_, 0) => Fit::Alone,
            _ => Fit::Halves,
        });
        #[expect(unsafe_code, reason = "SAFETY: arrays of 32 bytes are written")]
        unsafe {
            _mm256_storeu_si256(sizes.as_mut_ptr().cast(), size);
            _mm256_storeu_si256(signs.as_mut_ptr().cast(), sign);
        }
    }
}
