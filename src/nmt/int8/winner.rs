//! The best of all words for one row, found without reading most of the lower halves of the weights.
//!
//! In: a row of bytes and an output table, its weights a second time in halves of four bits. Out: the
//! word that the whole product would find, ties included. A weight is `16 · upper + lower`. The upper
//! halves of a word tell its score but for what its lower halves can add, and that is no more than
//! the length of these times the length of the row (Cauchy–Schwarz). Only words that may still win
//! then have their lower halves read (`docs/decisions/0088`).

use crate::nmt::int8::halved::{Columns, Halved, length};
use crate::nmt::int8::isa::{Isa, vectorised};
use crate::nmt::int8::kernels::nibbles::{lowers, uppers};
use crate::nmt::int8::kernels::{PANEL, Sums, near};
use crate::nmt::int8::matrix::{Bytes, Unit};
use crate::nmt::int8::packed::Packed;
use crate::nmt::int8::vector::{LANES, PanelUnit, highest, worth};

/// How many words before they are read the lower halves of one are asked for.
const AHEAD: usize = 8;

/// What a row is searched in.
#[derive(Debug, Default)]
pub(crate) struct Contest {
    // The row, and zeros to the end of its last run.
    x: Vec<u8>,
    standing: Vec<Standing>,
}

/// A word that may be the best.
#[derive(Clone, Copy, Debug)]
struct Standing {
    id: u32,
    /// The sum of the products with its upper halves.
    uppers: i32,
    /// No score of its own is above this.
    most: f32,
}

/// What is to be known of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    unit: Unit,
    /// What is added to `16 · uppers`, for all columns alike.
    base: i32,
    /// The length of the row, counted from its zero.
    length: f32,
    /// 128 times the sum of its bytes: the uppers are 8 too large.
    shift: i32,
}

impl Halved {
    /// The best word for the only row of `x` that is not `banned` (in rising order), of two equal ones
    /// the smaller; `None` when there is none, or the row is not made of numbers. `table` is what these
    /// are the halves of.
    pub(crate) fn best(
        &self,
        isa: Isa,
        (table, x): (&Packed, &Bytes),
        banned: &[u32],
        contest: &mut Contest,
    ) -> Option<u32> {
        let row = contest.enter(x, table.from(), self.padded())?;
        let first = self.compare(isa, (table, row), banned, contest)?;
        let score = |s: Standing| {
            let sum = 16 * s.uppers - row.shift + lowers(isa, self.lowers(s.id), &contest.x);
            let (unit, at) = (&table.units()[s.id as usize / PANEL], s.id as usize % PANEL);
            worth(sum - row.unit.zero * unit.sum[at], row.unit, unit, at)
        };
        // Most of the others cannot win against what this one has for certain.
        let mut best = (score(first), first.id);
        for (i, &s) in contest.standing.iter().enumerate() {
            if let Some(later) = contest.standing.get(i + AHEAD).filter(|s| s.most >= best.0) {
                near(self.lowers(later.id));
            }
            if s.most >= best.0 {
                let score = score(s);
                if score > best.0 || (score >= best.0 && s.id < best.1) {
                    best = (score, s.id);
                }
            }
        }
        Some(best.1)
    }

    /// Leaves in `contest` the words that may be the best; gives the one whose least score is the highest.
    fn compare(
        &self,
        isa: Isa,
        (table, row): (&Packed, Row),
        banned: &[u32],
        contest: &mut Contest,
    ) -> Option<Standing> {
        let mut sums = Sums::ZERO;
        let [mut least, mut most] = [[0f32; PANEL]; 2];
        let (mut floor, mut first) = (f32::NEG_INFINITY, None);
        let mut banned = banned.iter().map(|&id| id as usize).peekable();
        let panels = self.columns().iter().zip(table.units()).enumerate();
        for (panel, (columns, unit)) in panels {
            near(&columns.sum);
            near(&unit.scale);
            near(&unit.bias);
            uppers(isa, self.uppers(panel), &contest.x, &mut sums);
            bounds(isa, &sums, row, (columns, unit), (&mut least, &mut most));
            while let Some(id) = banned.next_if(|&id| id < (panel + 1) * PANEL) {
                least[id % PANEL] = f32::NEG_INFINITY;
                most[id % PANEL] = f32::NEG_INFINITY;
            }
            let standing = |at: usize| Standing {
                id: u32::try_from(panel * PANEL + at).unwrap_or(u32::MAX),
                uppers: sums.0[at],
                most: most[at],
            };
            let high = top(isa, &least);
            if high > floor {
                floor = high;
                first = least.iter().position(|&x| x >= high).map(standing);
            }
            let mut may = reach(isa, &most, floor);
            while may != 0 {
                contest.standing.push(standing(may.trailing_zeros() as usize));
                may &= may - 1;
            }
        }
        first
    }
}

impl Contest {
    /// Takes in the only row of `x`, in `padded` bytes; `None` when it is not made of numbers.
    fn enter(&mut self, x: &Bytes, width: usize, padded: usize) -> Option<Row> {
        let unit = x.unit(0);
        self.x.clear();
        self.x.extend_from_slice(&x.inputs().row(0)[..width]);
        self.standing.clear();
        let (mut sum, mut from_zero, mut square) = (0, 0, 0);
        for &byte in &self.x {
            let off = i32::from(byte) - unit.zero;
            sum += i32::from(byte);
            from_zero += off;
            square += off * off;
        }
        self.x.resize(padded, 0);
        let shift = 128 * sum;
        // Lower halves are counted from 7.5: that much of each is the same for all columns.
        let base = (15 * from_zero).div_euclid(2) - shift;
        unit.scale.is_finite().then_some(Row { unit, base, length: length(square), shift })
    }
}

vectorised! {
    /// The least and the most that the scores of a panel's words can be.
    fn bounds(
        sums: &Sums,
        row: Row,
        panel: (&Columns, &PanelUnit),
        out: (&mut [f32; PANEL], &mut [f32; PANEL]),
    ) {
        let (columns, unit) = panel;
        let (least, most) = out;
        #[expect(clippy::cast_possible_truncation, reason = "rows are not as long as that")]
        let off = (columns.length * row.length) as i32 + 2;
        for i in 0..PANEL {
            let near = 16 * sums.0[i] + row.base - row.unit.zero * columns.sum[i];
            // Rounding keeps the order of numbers: what is less before is not more afterwards.
            least[i] = worth(near - off, row.unit, unit, i);
            most[i] = worth(near + off, row.unit, unit, i);
        }
    }

    /// The highest of a panel's scores.
    fn top(scores: &[f32; PANEL]) -> f32 {
        highest(scores.as_chunks::<LANES>().0)
    }

    /// Which of a panel's scores are as high as `floor`, and possible: a bit each.
    fn reach(scores: &[f32; PANEL], floor: f32) -> u64 {
        let mut bits = 0;
        for (i, &score) in scores.iter().enumerate() {
            bits |= u64::from(score >= floor && score > f32::NEG_INFINITY) << i;
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::constraint::Ruling;
    use crate::nmt::int8::matrix::Matrix;
    use crate::nmt::int8::rows::Int8Rows;
    use crate::nmt::int8::vocabulary::{Ask, Listed, Tables, answer};
    use crate::nmt::made_up::numbers;
    use proptest::prelude::*;

    /// What kinds of words there are.
    #[derive(Clone, Copy, Debug)]
    enum Words {
        Any,
        /// Each as the one seven before it, with the same bias: every score comes several times.
        Twins,
        /// Nothing but the largest weights of either sign.
        Extreme,
        /// Nothing but zeros.
        Nothing,
    }

    fn table(words: Words, [to, from]: [usize; 2], seed: u32) -> Packed {
        let mut weights = numbers(to * from, seed ^ 5);
        let mut bias = numbers(to, seed ^ 9);
        for i in 0..to * from {
            weights[i] = match words {
                Words::Twins if i / from >= 7 => weights[i - 7 * from],
                Words::Any | Words::Twins => weights[i],
                Words::Extreme => weights[i].signum(),
                Words::Nothing => 0.0,
            };
        }
        for i in 7..to {
            bias[i] = if matches!(words, Words::Twins) { bias[i - 7] } else { bias[i] };
        }
        Packed::new(&[Int8Rows::quantise(&weights, from)], &bias).bounded()
    }

    fn bytes(isa: Isa, x: &[f32]) -> Bytes {
        let mut bytes = Bytes::default();
        bytes.fill(isa, &Matrix::of(x, x.len()));
        bytes
    }

    /// The best by the whole product.
    fn whole(table: &Packed, x: &[f32], banned: &[u32]) -> Option<u32> {
        let ruling = Ruling { banned: banned.to_vec(), ..Ruling::default() };
        let asks = [Ask { ruling, keep: 1, watch: None }];
        let (mut answers, common) = (Vec::new(), Listed::default());
        let tables = Tables { all: table, common: &common };
        let x = bytes(Isa::PORTABLE, x);
        answer(Isa::PORTABLE, (tables, &x), |_| None, &asks, &mut answers);
        answers[0].best(&asks[0]).next().map(|(id, ..)| id)
    }

    proptest! {
        #[test]
        fn it_is_the_best_of_the_whole_product(
            words in prop_oneof![
                Just(Words::Any), Just(Words::Twins), Just(Words::Extreme), Just(Words::Nothing),
            ],
            to in 1usize..300, from in 1usize..300, seed: u32, flat: bool,
            banned in proptest::collection::btree_set(0u32..300, 0..12),
        ) {
            let table = table(words, [to, from], seed);
            let halved = Halved::of(Isa::fastest(), &table).expect("sound weights");
            let x = if flat { vec![0.5; from] } else { numbers(from, seed) };
            let mut banned: Vec<u32> = banned.into_iter().filter(|&id| (id as usize) < to).collect();
            let mut contest = Contest::default();
            // Each winner in turn is banned for the next round.
            for _ in 0..4 {
                let expected = whole(&table, &x, &banned);
                for isa in Isa::available() {
                    let row = bytes(isa, &x);
                    let best = halved.best(isa, (&table, &row), &banned, &mut contest);
                    prop_assert_eq!(best, expected, "{:?}", isa);
                }
                banned.extend(expected);
                banned.sort_unstable();
            }
        }
    }

    #[test]
    fn few_words_are_left_to_be_read_in_full() {
        let (to, from) = (4000, 256);
        let table = table(Words::Any, [to, from], 3);
        let halved = Halved::of(Isa::fastest(), &table).expect("sound weights");
        let mut contest = Contest::default();
        let row = bytes(Isa::fastest(), &numbers(from, 8));
        assert!(halved.best(Isa::fastest(), (&table, &row), &[], &mut contest).is_some());
        assert!(contest.standing.len() < to / 4, "{} of {to}", contest.standing.len());
    }

    #[test]
    fn what_cannot_be_compared_is_left_alone() {
        let row = |scale| Int8Rows::of(2, vec![1, 2], vec![scale]).expect("two bytes");
        for (scale, bias) in [(-1.0, 0.0), (f32::NAN, 0.0), (1.0, f32::NAN)] {
            let table = Packed::new(&[row(scale)], &[bias]);
            assert!(Halved::of(Isa::PORTABLE, &table).is_none(), "{scale} {bias}");
        }
        let table = Packed::new(&[row(1.0)], &[f32::NEG_INFINITY]).bounded();
        let halved = Halved::of(Isa::PORTABLE, &table).expect("a word that cannot come is none");
        let mut contest = Contest::default();
        let best = |x: &[f32], contest: &mut Contest| {
            halved.best(Isa::PORTABLE, (&table, &bytes(Isa::PORTABLE, x)), &[], contest)
        };
        assert_eq!(best(&[1.0, 0.5], &mut contest), None);
        assert_eq!(best(&[f32::NAN, 0.5], &mut contest), None);
    }
}
