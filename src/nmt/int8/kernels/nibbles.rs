//! The product of one row, its weights in two halves of four bits: the upper ones of a panel, and the
//! lower ones of one column.

use super::{GROUP, PANEL, Sums, native};
use crate::nmt::int8::isa::Isa;

/// The upper halves of the weights of eight inputs and one panel, 8 added to make each 0 to 15. Of a
/// column's bytes the lower half belongs to the first four inputs, the upper half to the others.
#[derive(Clone, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Uppers(pub [[u8; GROUP]; PANEL]);

/// Inputs whose lower halves lie together.
pub const RUN: usize = 128;

/// The lower halves of the weights of 128 inputs and one column: those of the first 64 in the lower
/// halves of bytes, of the others in the upper ones.
#[derive(Clone, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Lowers(pub [u8; RUN / 2]);

/// What two halves of four bits are: the lower and the upper.
const fn halves(byte: u8) -> [u8; 2] {
    [byte & 15, byte >> 4]
}

/// The sums of the products of `x` with the upper halves of every column.
///
/// # Panics
/// When `x` is shorter than the columns.
pub fn uppers(isa: Isa, panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    assert!(panel.len() * 2 * GROUP <= x.len(), "a column ends outside its row");
    native::uppers(isa, panel, x, sums);
}

/// The sum of the products of `x` with the lower halves of one column.
///
/// # Panics
/// When `x` is shorter than the column.
#[must_use]
pub fn lowers(isa: Isa, column: &[Lowers], x: &[u8]) -> i32 {
    assert!(column.len() * RUN <= x.len(), "a column ends outside its row");
    native::lowers(isa, column, x)
}

/// What all others must give for [`uppers`].
pub(super) fn plain_uppers(panel: &[Uppers], x: &[u8], sums: &mut Sums) {
    *sums = Sums::ZERO;
    for (group, x) in panel.iter().zip(x.as_chunks::<{ 2 * GROUP }>().0) {
        for (sum, column) in sums.0.iter_mut().zip(&group.0) {
            for (i, &byte) in column.iter().enumerate() {
                let [first, second] = halves(byte).map(i32::from);
                *sum += i32::from(x[i]) * first + i32::from(x[GROUP + i]) * second;
            }
        }
    }
}

/// What all others must give for [`lowers`].
pub(super) fn plain_lowers(column: &[Lowers], x: &[u8]) -> i32 {
    let runs = column.iter().zip(x.as_chunks::<RUN>().0);
    let pairs = runs.flat_map(|(run, x)| {
        let (first, second) = x.split_at(RUN / 2);
        run.0.iter().zip(first.iter().zip(second))
    });
    let product = |(&byte, (&a, &b)): (&u8, (&u8, &u8))| {
        let [first, second] = halves(byte).map(i32::from);
        i32::from(a) * first + i32::from(b) * second
    };
    pairs.map(product).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_instruction_set_gives_the_same_sums(
            runs in 0usize..4, extreme: bool, bytes in proptest::collection::vec(any::<u8>(), 4096),
        ) {
            let mut bytes = bytes.into_iter().cycle().map(|b| if extreme { 255 } else { b });
            let x: Vec<u8> = bytes.by_ref().take(runs * RUN).collect();
            let mut next = || bytes.next().unwrap_or_default();
            let panel: Vec<Uppers> = (0..runs * RUN / (2 * GROUP))
                .map(|_| Uppers([(); PANEL].map(|()| [(); GROUP].map(|()| next()))))
                .collect();
            let column: Vec<Lowers> =
                (0..runs).map(|_| Lowers([(); RUN / 2].map(|()| next()))).collect();
            let mut expected = Sums([7; PANEL]);
            uppers(Isa::PORTABLE, &panel, &x, &mut expected);
            let lower = lowers(Isa::PORTABLE, &column, &x);
            for isa in Isa::available() {
                let mut sums = Sums([9; PANEL]);
                uppers(isa, &panel, &x, &mut sums);
                prop_assert!(sums == expected, "{:?}", isa);
                prop_assert_eq!(lowers(isa, &column, &x), lower, "{:?}", isa);
            }
        }
    }

    #[test]
    fn halves_belong_to_the_inputs_that_are_told() {
        let mut panel = [Uppers([[0; GROUP]; PANEL])];
        panel[0].0[3] = [0x21, 0, 0, 0];
        let mut sums = Sums::ZERO;
        uppers(Isa::PORTABLE, &panel, &[10, 0, 0, 0, 100, 0, 0, 0], &mut sums);
        assert_eq!((sums.0[2], sums.0[3]), (0, 10 + 2 * 100));
        let mut column = [Lowers([0; RUN / 2])];
        column[0].0[1] = 0x53;
        let mut x = [0; RUN];
        (x[1], x[65]) = (10, 100);
        assert_eq!(lowers(Isa::PORTABLE, &column, &x), 3 * 10 + 5 * 100);
    }
}
