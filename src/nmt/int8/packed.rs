//! A weight in signed bytes, laid out in the order it is read, and its product with rows.

use std::ops::Range;

use crate::nmt::config::Activation;
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::kernels::{
    GROUP, Held, MANY, PANEL, Panel, Sums, Weights, at_once, multiply,
};
use crate::nmt::int8::matrix::{Bytes, Matrix};
use crate::nmt::int8::rows::Int8Rows;
use crate::nmt::int8::vector::{PanelUnit, rescale};

/// Rows whose bytes stay in the nearer caches while every panel passes by.
pub(crate) const BLOCK: usize = 3 * MANY;

/// `x · W + b`, or a table of word vectors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    // For each panel of columns, for each four inputs, their weights. Columns past `to` are zeros.
    groups: Vec<Weights>,
    // One a panel.
    units: Vec<PanelUnit>,
    // Groups of a panel.
    depth: usize,
    from: usize,
    to: usize,
}

/// What panels are multiplied in: eight kilobytes that are set up once for all panels of a product.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) isa: Isa,
    sums: [Sums; MANY],
    _held: Held,
}

impl Work {
    pub(crate) fn on(isa: Isa) -> Self {
        Self { isa, sums: [Sums::ZERO; MANY], _held: Held::default() }
    }
}

impl Packed {
    /// Several weights over the same input as one: the outputs stand side by side, in order. `bias`
    /// has one number for each output, or none at all.
    pub(crate) fn new(parts: &[Int8Rows], bias: &[f32]) -> Self {
        let from = parts.first().map_or(0, Int8Rows::width);
        let to = parts.iter().map(Int8Rows::len).sum::<usize>();
        let (panels, depth) = (to.div_ceil(PANEL), from.div_ceil(GROUP));
        let mut groups = Vec::with_capacity(panels * depth);
        let mut units = vec![PanelUnit::NOTHING; panels];
        let columns = parts.iter().flat_map(|part| (0..part.len()).map(move |i| part.row(i)));
        let columns: Vec<(&[u8], f32)> = columns.collect();
        for (columns, unit) in columns.chunks(PANEL).zip(&mut units) {
            // Written in order and once: a pass over fresh memory costs more than the reading.
            groups.extend((0..depth).map(|group| {
                let mut weights = Weights([[0; GROUP]; PANEL]);
                for (to, (row, _)) in weights.0.iter_mut().zip(columns) {
                    let from = &row[group * GROUP..];
                    match from.first_chunk() {
                        Some(whole) => *to = whole.map(u8::cast_signed),
                        None => to.iter_mut().zip(from).for_each(|(to, w)| *to = w.cast_signed()),
                    }
                }
                weights
            }));
            for (column, (row, scale)) in columns.iter().enumerate() {
                unit.scale[column] = *scale;
                unit.sum[column] = row.iter().map(|&w| i32::from(w.cast_signed())).sum();
            }
        }
        for (column, &bias) in bias.iter().enumerate().take(to) {
            units[column / PANEL].bias[column % PANEL] = bias;
        }
        Self { groups, units, depth, from, to }
    }

    /// The same with minus infinity for every output past the last: no such word can be chosen.
    pub(crate) fn bounded(mut self) -> Self {
        for column in self.to..self.units.len() * PANEL {
            self.units[column / PANEL].bias[column % PANEL] = f32::NEG_INFINITY;
        }
        self
    }

    /// The columns `ids` of this one, side by side, into memory that is there already; what stands
    /// past the last can never be chosen.
    pub(crate) fn gather(&self, ids: &[u32], out: &mut Self) {
        let panels = ids.len().div_ceil(PANEL);
        (out.depth, out.from, out.to) = (self.depth, self.from, ids.len());
        out.groups.resize(panels * self.depth, Weights([[0; GROUP]; PANEL]));
        out.units.resize(panels, PanelUnit::NOTHING);
        for (panel, ids) in ids.chunks(PANEL).enumerate() {
            let groups = &mut out.groups[panel * self.depth..][..self.depth];
            let unit = &mut out.units[panel];
            for (column, &id) in ids.iter().enumerate() {
                let (from, at) = (id as usize / PANEL, id as usize % PANEL);
                let own = &self.groups[from * self.depth..][..self.depth];
                for (out, own) in groups.iter_mut().zip(own) {
                    out.0[column] = own.0[at];
                }
                unit.scale[column] = self.units[from].scale[at];
                unit.bias[column] = self.units[from].bias[at];
                unit.sum[column] = self.units[from].sum[at];
            }
            // Of an earlier use nothing may come through, not even what is no number.
            unit.scale[ids.len()..].fill(0.0);
            unit.bias[ids.len()..].fill(f32::NEG_INFINITY);
        }
    }

    /// The product with each row of `x`.
    pub(crate) fn multiply(&self, isa: Isa, x: &Bytes, out: &mut Matrix) {
        self.multiply_through(isa, x, None, out);
    }

    /// The same, each output through a non-linearity.
    pub(crate) fn multiply_through(
        &self,
        isa: Isa,
        x: &Bytes,
        activation: Option<Activation>,
        out: &mut Matrix,
    ) {
        out.reset(x.rows(), self.to);
        let mut work = Work::on(isa);
        let mut start = 0;
        while start < x.rows() {
            let end = x.rows().min(start + BLOCK);
            for (panel, unit) in self.units.iter().enumerate() {
                self.panel(&mut work, panel, (x, start..end), |row, sums| {
                    rescale(isa, sums, x.unit(row), unit, activation, out.panel_mut(row, panel));
                });
            }
            start = end;
        }
    }

    /// Multiplies some rows with one panel and gives each one's sums to `take`.
    pub(crate) fn panel(
        &self,
        work: &mut Work,
        panel: usize,
        (x, rows): (&Bytes, Range<usize>),
        mut take: impl FnMut(usize, &Sums),
    ) {
        let groups = self.weights(panel);
        let panel = Panel { groups, totals: &self.units[panel].sum };
        let at_once = at_once(work.isa);
        let mut start = rows.start;
        while start < rows.end {
            let n = at_once.min(rows.end - start);
            multiply(work.isa, panel, (x.inputs(), start), &mut work.sums[..n]);
            for (i, sums) in work.sums.iter().enumerate().take(n) {
                take(start + i, sums);
            }
            start += n;
        }
    }

    /// The units of each panel.
    pub(crate) fn units(&self) -> &[PanelUnit] {
        &self.units
    }

    /// How many inputs there are.
    pub(crate) fn from(&self) -> usize {
        self.from
    }

    /// How many outputs there are.
    pub(crate) fn to(&self) -> usize {
        self.to
    }

    /// The weights of a panel, group after group.
    pub(crate) fn weights(&self, panel: usize) -> &[Weights] {
        &self.groups[panel * self.depth..][..self.depth]
    }

    /// Row `i` of the weight, times `by`, as floats: the vector of word `i`.
    pub(crate) fn look_up(&self, i: usize, by: f32, out: &mut [f32]) {
        let (panel, column) = (i / PANEL, i % PANEL);
        let scale = self.units[panel].scale[column] * by;
        let groups = &self.groups[panel * self.depth..][..self.depth];
        for (out, group) in out[..self.from].chunks_mut(GROUP).zip(groups) {
            for (out, &w) in out.iter_mut().zip(&group.0[column]) {
                *out = f32::from(w) * scale;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::made_up::numbers;
    use proptest::prelude::*;

    fn product(isa: Isa, packed: &Packed, x: &[f32], from: usize) -> Vec<Vec<f32>> {
        let (mut bytes, mut out) = (Bytes::default(), Matrix::default());
        bytes.fill(isa, &Matrix::of(x, from));
        packed.multiply(isa, &bytes, &mut out);
        (0..out.rows()).map(|i| out.row(i).to_vec()).collect()
    }

    proptest! {
        #[test]
        fn products_are_near_those_of_floats(
            rows in 1usize..15, from in 1usize..70, to in 1usize..150, seed: u32, biased: bool,
        ) {
            let (x, weight) = (numbers(rows * from, seed), numbers(from * to, seed ^ 5));
            let bias = if biased { numbers(to, seed ^ 9) } else { Vec::new() };
            let packed = Packed::new(&[Int8Rows::quantise(&weight, from)], &bias);
            let got = product(Isa::fastest(), &packed, &x, from);
            for (x, got) in x.chunks(from).zip(&got) {
                for (i, (w, got)) in weight.chunks(from).zip(got).enumerate() {
                    let exact: f32 = x.iter().zip(w).map(|(x, w)| x * w).sum();
                    let exact = exact + bias.get(i).copied().unwrap_or(0.0);
                    // Half a step of either side at every input, at the very worst.
                    let steps = 0.5 * (2.0 / 255.0) + 0.5 / 127.0;
                    #[expect(clippy::cast_precision_loss, reason = "small")]
                    let bound = 1.01 * steps * from as f32 + 1e-5;
                    prop_assert!((got - exact).abs() <= bound, "{} {} {}", got, exact, bound);
                }
            }
        }

        #[test]
        fn every_instruction_set_gives_the_same_bits(
            rows in 1usize..15, from in 1usize..70, to in 1usize..150, seed: u32,
        ) {
            let weight = Int8Rows::quantise(&numbers(from * to, seed ^ 5), from);
            let packed = Packed::new(&[weight], &numbers(to, seed ^ 9));
            let x = numbers(rows * from, seed);
            let expected = product(Isa::PORTABLE, &packed, &x, from);
            for isa in Isa::available() {
                prop_assert!(product(isa, &packed, &x, from) == expected, "{:?}", isa);
            }
        }

        #[test]
        fn a_row_is_the_same_bits_in_any_company(rows in 1usize..120, seed: u32) {
            let packed = Packed::new(&[Int8Rows::quantise(&numbers(24 * 70, seed), 24)], &[]);
            let x = numbers(rows * 24, seed ^ 2);
            let together = product(Isa::fastest(), &packed, &x, 24);
            for (row, expected) in x.chunks(24).zip(&together) {
                prop_assert!(product(Isa::fastest(), &packed, row, 24)[0] == *expected);
            }
        }
    }

    #[test]
    fn weights_side_by_side_give_outputs_side_by_side() {
        let (a, b) = (numbers(3 * 8, 1), numbers(5 * 8, 2));
        let rows = |w: &[f32]| Int8Rows::quantise(w, 8);
        let both = Packed::new(&[rows(&a), rows(&b)], &[]);
        let x = numbers(8, 3);
        let alone =
            |w: &[f32]| product(Isa::fastest(), &Packed::new(&[rows(w)], &[]), &x, 8).remove(0);
        assert_eq!(product(Isa::fastest(), &both, &x, 8)[0], [alone(&a), alone(&b)].concat());
    }

    #[test]
    fn a_word_vector_is_its_row() {
        let table = numbers(70 * 6, 4);
        let rows = Int8Rows::quantise(&table, 6);
        let packed = Packed::new(std::slice::from_ref(&rows), &[]);
        let mut got = [0.0; 6];
        packed.look_up(66, 2.0, &mut got);
        for (got, expected) in got.iter().zip(&table[66 * 6..]) {
            assert!((got - 2.0 * expected).abs() < 2.0 / 127.0, "{got} {expected}");
        }
    }
}
