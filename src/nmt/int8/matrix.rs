//! Rows of numbers that are filled again and again without new memory.

use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::kernels::{Inputs, PANEL};
use crate::nmt::int8::vector::quantise;

/// Rows of floats. Each row is followed by as many unused numbers as make whole panels.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    data: Vec<f32>,
    rows: usize,
    width: usize,
    stride: usize,
}

impl Matrix {
    /// Rows of `width` numbers.
    #[cfg(test)]
    pub(crate) fn of(x: &[f32], width: usize) -> Self {
        let mut matrix = Self::default();
        matrix.reset(x.len() / width, width);
        x.chunks(width).enumerate().for_each(|(i, row)| matrix.row_mut(i).copy_from_slice(row));
        matrix
    }

    /// Makes it `rows × width`. What it holds then is undefined; memory only ever grows.
    pub(crate) fn reset(&mut self, rows: usize, width: usize) {
        self.stride = width.next_multiple_of(PANEL);
        let len = rows * self.stride;
        if self.data.len() < len {
            self.data.resize(len, 0.0);
        }
        (self.rows, self.width) = (rows, width);
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.stride..][..self.width]
    }

    pub(crate) fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.stride..][..self.width]
    }

    /// One panel's part of a row, the unused numbers included.
    pub(crate) fn panel_mut(&mut self, i: usize, panel: usize) -> &mut [f32; PANEL] {
        let at = i * self.stride + panel * PANEL;
        self.data[at..].first_chunk_mut().expect("a row is made of whole panels")
    }
}

/// Rows of floats in unsigned bytes: `x ≈ scale · (byte - zero)`, with a scale and a zero of its own
/// for each row. So a row is the same bytes in any company.
#[derive(Debug, Default)]
pub(crate) struct Bytes {
    inputs: Inputs,
    rows: Vec<Unit>,
}

/// What the bytes of one row mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Unit {
    /// What one step is worth.
    pub(crate) scale: f32,
    /// The byte that means 0.
    pub(crate) zero: i32,
}

impl Bytes {
    /// Takes over all rows of `x`.
    pub(crate) fn fill(&mut self, isa: Isa, x: &Matrix) {
        self.inputs.reset(x.rows, x.width);
        self.rows.clear();
        for i in 0..x.rows {
            let unit = quantise(isa, x.row(i), &mut self.inputs.row_mut(i)[..x.width]);
            // Most numbers are near 0.
            self.inputs.settle(isa, i, u8::try_from(unit.zero).unwrap_or_default());
            self.rows.push(unit);
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    pub(crate) fn unit(&self, i: usize) -> Unit {
        self.rows[i]
    }
}
