//! Rows of unsigned bytes, with what some instructions want to know of them beforehand.

use super::{GROUP, PANEL, native};
use crate::nmt::int8::isa::Isa;

/// Rows of inputs, each followed by as many unused bytes as make whole panels.
#[derive(Debug, Default)]
pub struct Inputs {
    bytes: Vec<u8>,
    stride: usize,
    apart: Apart,
}

/// For every byte how far it is from its row's zero, and on which side; filled only where the
/// instructions cannot take the bytes as they are.
#[derive(Debug, Default)]
pub(super) struct Apart {
    // One a row.
    zeros: Vec<u8>,
    // As the bytes.
    sizes: Vec<u8>,
    signs: Vec<i8>,
    // One for each two groups: see `Row`.
    fits: Vec<Fit>,
}

/// One row, apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// What was taken off every byte.
    pub(super) zero: u8,
    /// How far each is from it.
    pub(super) sizes: &'a [u8],
    /// On which side: what is 0 may have either sign.
    pub(super) signs: &'a [i8],
    /// What fits into sixteen bits, whatever the weights are, for each two groups.
    pub(super) fits: &'a [Fit],
}

/// How much of the products of two groups fits into sixteen bits, whatever the weights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// The two of both groups.
    Together,
    /// The two of each.
    Alone,
    /// The two of each with half the sizes.
    Halves,
}

/// The most that sizes may be together: `258 · 127 < 2^15`.
pub(super) const SMALL: u16 = 258;

impl Inputs {
    /// Makes room for `rows` of `width` bytes. What they hold then is undefined; memory only ever grows.
    pub fn reset(&mut self, rows: usize, width: usize) {
        self.stride = width.next_multiple_of(PANEL);
        let len = rows * self.stride;
        if self.bytes.len() < len {
            self.bytes.resize(len, 0);
        }
    }

    /// Row `i`, to be filled; then [`Self::settle`] it.
    pub fn row_mut(&mut self, i: usize) -> &mut [u8] {
        &mut self.bytes[i * self.stride..][..self.stride]
    }

    /// Row `i`, unused bytes included.
    #[must_use]
    pub fn row(&self, i: usize) -> &[u8] {
        &self.bytes[i * self.stride..][..self.stride]
    }

    /// Makes row `i` ready. `zero` is the byte that most others are near to: any is right, some are slow.
    pub fn settle(&mut self, isa: Isa, i: usize, zero: u8) {
        let Self { bytes, stride, apart } = self;
        native::settle(isa, &bytes[i * *stride..][..*stride], (i, zero), apart);
    }

    /// Bytes from one row to the next.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// The bytes from row `i` on.
    pub(super) fn from(&self, i: usize) -> &[u8] {
        &self.bytes[i * self.stride..]
    }

    /// Row `i`, apart.
    pub(super) fn apart(&self, i: usize) -> Row<'_> {
        let (at, pairs) = (i * self.stride, self.stride / (2 * GROUP));
        Row {
            zero: self.apart.zeros[i],
            sizes: &self.apart.sizes[at..][..self.stride],
            signs: &self.apart.signs[at..][..self.stride],
            fits: &self.apart.fits[i * pairs..][..pairs],
        }
    }
}

impl Apart {
    /// Room for row `i` of `width` bytes, with its zero: sizes, signs and what fits.
    pub(super) fn row_mut(
        &mut self,
        (i, zero): (usize, u8),
        width: usize,
    ) -> (&mut [u8], &mut [i8], &mut [Fit]) {
        let (at, pairs) = (i * width, width / (2 * GROUP));
        if self.zeros.len() <= i {
            self.zeros.resize(i + 1, 0);
        }
        if self.sizes.len() < at + width {
            self.sizes.resize(at + width, 0);
            self.signs.resize(at + width, 0);
        }
        if self.fits.len() < (i + 1) * pairs {
            self.fits.resize((i + 1) * pairs, Fit::Halves);
        }
        self.zeros[i] = zero;
        (
            &mut self.sizes[at..][..width],
            &mut self.signs[at..][..width],
            &mut self.fits[i * pairs..][..pairs],
        )
    }
}
