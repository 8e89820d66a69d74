//! An output table a second time, its weights in halves of four bits.
//!
//! In: a packed table. Out: its upper halves as a panel is read, its lower halves word by word, and
//! what the bounds of a panel's scores are made of. The first sentence waits for this, so every step
//! is over whole groups, which go into vectors.

use crate::nmt::int8::isa::{Isa, vectorised};
use crate::nmt::int8::kernels::nibbles::{Lowers, RUN, Uppers};
use crate::nmt::int8::kernels::{GROUP, PANEL, Weights};
use crate::nmt::int8::packed::Packed;

/// The longest row: sixteen times its sums, and what is added to them, stay far inside 32 bits.
const LONGEST: usize = 2048;

/// More than what is lost when the length of lower halves and that of a row are rounded.
const ROUNDED: f64 = 1.0 + 1e-6;

/// How many groups of inputs share the bytes of a run with as many others.
const PAIRS: usize = RUN / 2 / GROUP;

/// What stands for a group after the last one.
const NOTHING: Weights = Weights([[0; GROUP]; PANEL]);

/// The weights of an output table in halves. Past its last inputs and words are weights of zero.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Halved {
    // [panels, groups]
    uppers: Vec<Uppers>,
    // [words, runs]: whoever reads some of one word reads all of it.
    lowers: Vec<Lowers>,
    // One a panel.
    columns: Vec<Columns>,
    groups: usize,
    runs: usize,
}

/// What is to be known of the halves of a panel's columns.
#[derive(Clone, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Columns {
    /// 16 times the sum of the upper halves: what each step of a row's zero adds too much.
    pub(crate) sum: [i32; PANEL],
    /// The length of the lower halves, counted from their middle, 7.5: the longest of all.
    pub(crate) length: f32,
}

/// The lower halves of a run of inputs, for all columns of a panel: the bytes of [`Lowers`], but
/// still in the order of the table.
#[repr(C, align(64))]
pub(crate) struct Pairs([[[u8; GROUP]; PANEL]; PAIRS]);

/// What the lower halves of each column come to.
pub(crate) struct Counts {
    sum: [i32; PANEL],
    square: [i32; PANEL],
}

impl Halved {
    /// `table`, which is bounded, in halves; `None` when its rows are too long, or a scale or a bias
    /// is not one that scores can be compared by.
    pub(crate) fn of(isa: Isa, table: &Packed) -> Option<Self> {
        let sound = table.units().iter().all(|unit| {
            let scales = unit.scale.iter().all(|scale| (0.0..f32::INFINITY).contains(scale));
            scales && unit.bias.iter().all(|&bias| bias < f32::INFINITY)
        });
        let (width, panels) = (table.from(), table.units().len());
        if !sound || width > LONGEST {
            return None;
        }
        let (groups, runs) = (width.div_ceil(2 * GROUP), width.div_ceil(RUN));
        let mut halved = Self {
            uppers: Vec::with_capacity(panels * groups),
            lowers: Vec::with_capacity(table.to() * runs),
            columns: Vec::with_capacity(panels),
            groups,
            runs,
        };
        let mut pairs = Pairs([NOTHING.0.map(|column| column.map(i8::cast_unsigned)); PAIRS]);
        for panel in 0..panels {
            halved.push(isa, (table, panel), &mut pairs);
        }
        Some(halved)
    }

    /// Adds a panel. Only here is its part of the new memory touched, so that what it is cleared
    /// with is overwritten while it is still near.
    fn push(&mut self, isa: Isa, (table, panel): (&Packed, usize), pairs: &mut Pairs) {
        let weights = table.weights(panel);
        let start = self.uppers.len();
        self.uppers.resize(start + self.groups, Uppers([[0; GROUP]; PANEL]));
        upper_halves(isa, weights, &mut self.uppers[start..]);
        let words = PANEL.min(table.to() - panel * PANEL);
        let start = self.lowers.len();
        self.lowers.resize(start + words * self.runs, Lowers([0; RUN / 2]));
        let mut counts = Counts { sum: [0; PANEL], square: [0; PANEL] };
        for (run, weights) in weights.chunks(RUN / GROUP).enumerate() {
            lower_halves(isa, weights, pairs);
            count(isa, pairs, &mut counts);
            spread(isa, pairs, &mut self.lowers[start + run..], self.runs);
        }
        // (2 · lower - 15)², summed over the inputs that there are: past them a lower half is zero.
        let width = i32::try_from(table.from()).unwrap_or(i32::MAX);
        let square = |i: usize| 4 * counts.square[i] - 60 * counts.sum[i] + 225 * width;
        let longest = (0..words).map(square).max().unwrap_or(0);
        let mut sum = table.units()[panel].sum;
        sum.iter_mut().zip(&counts.sum).for_each(|(all, lower)| *all -= lower);
        self.columns.push(Columns { sum, length: length(longest) / 2.0 });
    }

    /// One a panel.
    pub(crate) fn columns(&self) -> &[Columns] {
        &self.columns
    }

    /// The upper halves of a panel.
    pub(crate) fn uppers(&self, panel: usize) -> &[Uppers] {
        &self.uppers[panel * self.groups..][..self.groups]
    }

    /// The lower halves of a word.
    pub(crate) fn lowers(&self, id: u32) -> &[Lowers] {
        &self.lowers[id as usize * self.runs..][..self.runs]
    }

    /// How many bytes a row has to its end and that of its last run.
    pub(crate) fn padded(&self) -> usize {
        self.runs * RUN
    }
}

/// A length, from its square, and never less than it is.
pub(crate) fn length(square: i32) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "what is rounded off was put on")]
    let length = (f64::from(square).sqrt() * ROUNDED) as f32;
    length
}

vectorised! {
    /// The upper halves of a panel's weights, two groups in one.
    fn upper_halves(weights: &[Weights], out: &mut [Uppers]) {
        for (i, out) in out.iter_mut().enumerate() {
            let first = weights[2 * i].0.as_flattened();
            let second = weights.get(2 * i + 1).unwrap_or(&NOTHING).0.as_flattened();
            for (out, (&a, &b)) in out.0.as_flattened_mut().iter_mut().zip(first.iter().zip(second)) {
                let [a, b] = [a, b].map(|w| w.cast_unsigned() ^ 128);
                *out = (a >> 4) | (b & 0xf0);
            }
        }
    }

    /// The lower halves of a run of a panel's weights.
    fn lower_halves(weights: &[Weights], out: &mut Pairs) {
        let (first, second) = weights.split_at(weights.len().min(PAIRS));
        out.0[first.len()..].fill([[0; GROUP]; PANEL]);
        for (out, group) in out.0.iter_mut().zip(first) {
            for (out, w) in out.as_flattened_mut().iter_mut().zip(group.0.as_flattened()) {
                *out = w.cast_unsigned() & 15;
            }
        }
        for (out, group) in out.0.iter_mut().zip(second) {
            for (out, w) in out.as_flattened_mut().iter_mut().zip(group.0.as_flattened()) {
                *out |= w.cast_unsigned() << 4;
            }
        }
    }

    /// Adds what a run's lower halves come to. 16 bits are enough within it: 128 · 15² is 28,800.
    fn count(pairs: &Pairs, counts: &mut Counts) {
        let [mut sums, mut squares] = [[[0u16; GROUP]; PANEL]; 2];
        for pairs in &pairs.0 {
            let both = sums.as_flattened_mut().iter_mut().zip(squares.as_flattened_mut());
            for (pair, (sum, square)) in pairs.as_flattened().iter().zip(both) {
                let [a, b] = [pair & 15, pair >> 4].map(u16::from);
                *sum += a + b;
                *square += a * a + b * b;
            }
        }
        for i in 0..PANEL {
            counts.sum[i] += i32::from(sums[i].iter().sum::<u16>());
            counts.square[i] += i32::from(squares[i].iter().sum::<u16>());
        }
    }

    /// Puts a run's lower halves where each word's are read together: every `runs`th of `out`.
    fn spread(pairs: &Pairs, out: &mut [Lowers], runs: usize) {
        for (column, out) in out.iter_mut().step_by(runs).enumerate() {
            for (out, pairs) in out.0.as_chunks_mut().0.iter_mut().zip(&pairs.0) {
                *out = pairs[column];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::int8::rows::Int8Rows;
    use crate::nmt::made_up::numbers;
    use proptest::prelude::*;

    /// The same byte by byte.
    fn plain(rows: &Int8Rows) -> Halved {
        let (words, width) = (rows.len(), rows.width());
        let (panels, runs) = (words.div_ceil(PANEL), width.div_ceil(RUN));
        let groups = width.div_ceil(2 * GROUP);
        // Both upper halves of a weight of zero are 8.
        let mut uppers = vec![Uppers([[0x88; GROUP]; PANEL]); panels * groups];
        let mut lowers = vec![Lowers([0; RUN / 2]); words * runs];
        let mut columns = vec![Columns { sum: [0; PANEL], length: 0.0 }; panels];
        for word in 0..words {
            let (panel, column) = (word / PANEL, word % PANEL);
            let (mut sum, mut square) = (0, 0);
            for (k, &byte) in rows.row(word).0.iter().enumerate() {
                let (group, second) = (k / (2 * GROUP), k % (2 * GROUP) >= GROUP);
                let upper = &mut uppers[panel * groups + group].0[column][k % GROUP];
                *upper ^= if second { byte & 0xf0 } else { byte >> 4 };
                let (run, second) = (k / RUN, k % RUN >= RUN / 2);
                let lower = &mut lowers[word * runs + run].0[k % (RUN / 2)];
                *lower |= if second { byte << 4 } else { byte & 15 };
                sum += 16 * i32::from(byte.cast_signed() >> 4);
                square += (2 * i32::from(byte & 15) - 15).pow(2);
            }
            let columns = &mut columns[panel];
            columns.sum[column] = sum;
            columns.length = columns.length.max(length(square) / 2.0);
        }
        Halved { uppers, lowers, columns, groups, runs }
    }

    proptest! {
        #[test]
        fn whole_groups_are_halved_as_bytes_are(
            words in 1usize..200, width in 1usize..300, seed: u32, extreme: bool,
        ) {
            let weights = numbers(words * width, seed);
            let extremes = weights.iter().map(|w| w.signum()).collect();
            let rows = Int8Rows::quantise(&if extreme { extremes } else { weights }, width);
            let table = Packed::new(std::slice::from_ref(&rows), &[]).bounded();
            let expected = plain(&rows);
            for isa in Isa::available() {
                let halved = Halved::of(isa, &table).expect("sound weights");
                prop_assert!(halved == expected, "{:?}", isa);
            }
        }
    }
}
