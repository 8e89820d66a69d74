//! Attention over keys and values laid out for it: of each head, of one query or two at a time.

use std::ops::Range;

use crate::nmt::int8::isa::{Isa, vectorised};
use crate::nmt::int8::kernels::near;
use crate::nmt::int8::matrix::Matrix;
use crate::nmt::int8::vector::{LANES, highest, power, total};

/// Keys and values of one head.
///
/// Keys lie in blocks of sixteen rows, turned: for each number of a key the sixteen rows' side by
/// side, so that one pass over a block gives sixteen scores and nothing is summed across lanes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    // [blocks * width]
    keys: Vec<[f32; LANES]>,
    // [rows, width]
    values: Vec<f32>,
    rows: usize,
}

impl Memory {
    /// Forgets all rows, but keeps the room they took.
    pub(crate) fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
        self.rows = 0;
    }

    /// Asks for all of it, to have it near soon: what many sentences remember does not fit into the nearer caches.
    pub(crate) fn fetch(&self) {
        near(self.keys.as_flattened());
        near(&self.values);
    }

    /// Puts one row at a place: behind the last, or where one stands that nobody looks at any more.
    fn put(&mut self, at: usize, key: &[f32], value: &[f32]) {
        let (block, lane) = (at / LANES, at % LANES);
        if at == self.rows {
            if lane == 0 {
                self.keys.resize((block + 1) * key.len(), [0.0; LANES]);
            }
            self.values.extend_from_slice(value);
            self.rows += 1;
        } else {
            self.values[at * value.len()..][..value.len()].copy_from_slice(value);
        }
        for (lanes, &key) in self.keys[block * key.len()..].iter_mut().zip(key) {
            lanes[lane] = key;
        }
    }
}

/// Hands the keys and values of one row, each with the numbers of all heads, to the heads, which put it at place `at`.
pub(crate) fn split(row: &[f32], at: usize, heads: &mut [Memory]) {
    let (keys, values) = row.split_at(row.len() / 2);
    let width = keys.len() / heads.len();
    let parts = keys.chunks_exact(width).zip(values.chunks_exact(width));
    for (head, (key, value)) in heads.iter_mut().zip(parts) {
        head.put(at, key, value);
    }
}

/// Which rows of a memory a query sees.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen<'s> {
    /// Every one.
    All,
    /// These.
    Some(&'s [u32]),
}

impl Seen<'_> {
    /// Rows in their order that are as many as there are, are all of them, and need not be picked one by one.
    fn of(self, memory: &Memory) -> Self {
        match self {
            Self::Some(rows) if rows.len() == memory.rows && rows.is_sorted_by(|a, b| a < b) => {
                Self::All
            }
            seen => seen,
        }
    }
}

/// What attention is worked out in.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    // Of each query one a row there is, in blocks.
    scores: [Vec<[f32; LANES]>; TOGETHER],
    // What share of the attention each row seen has; then zeros to the next whole vector.
    weights: Vec<f32>,
}

/// Queries whose scores are worked out together: they share each key that is loaded.
const TOGETHER: usize = 2;

/// Attention of one head over `memory`: the queries are `columns` of some rows of `queries`, and the
/// same columns of `mixed` become the values, mixed. `seen` says what a row sees; `look` is shown
/// the weights of each row.
pub(crate) fn attend<'s>(
    (isa, memory, work): (Isa, &Memory, &mut Attention),
    (rows, columns): (Range<usize>, Range<usize>),
    (queries, mixed): (&Matrix, &mut Matrix),
    seen: impl Fn(usize) -> Seen<'s>,
    mut look: impl FnMut(usize, &[f32]),
) {
    for first in rows.clone().step_by(TOGETHER) {
        let query = |i: usize| &queries.row(i)[columns.clone()];
        let second = Some(first + 1).filter(|i| rows.contains(i));
        compare(isa, query(first), second.map(query), memory, &mut work.scores);
        for (i, scores) in (first..rows.end).zip(&work.scores) {
            let mixed = &mut mixed.row_mut(i)[columns.clone()];
            mix(isa, memory, scores, seen(i).of(memory), &mut work.weights, mixed);
            look(i, &work.weights);
        }
    }
}

/// The products of some queries with the keys of a block. Each is two sums put together, which keeps
/// the adders busy.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn products<const N: usize>(queries: [&[f32]; N], block: &[[f32; LANES]]) -> [[f32; LANES]; N] {
    let (mut even, mut odd) = ([[0f32; LANES]; N], [[0f32; LANES]; N]);
    let (pairs, rest) = block.as_chunks::<2>();
    let parts = queries.map(|query| &query.as_chunks::<2>().0[..pairs.len()]);
    for (i, keys) in pairs.iter().enumerate() {
        for q in 0..N {
            let [x, y] = parts[q][i];
            for lane in 0..LANES {
                even[q][lane] = x.mul_add(keys[0][lane], even[q][lane]);
            }
            for lane in 0..LANES {
                odd[q][lane] = y.mul_add(keys[1][lane], odd[q][lane]);
            }
        }
    }
    for q in 0..N {
        for lane in 0..LANES {
            even[q][lane] += odd[q][lane];
        }
        // A head of an odd width has one more number.
        for (&x, keys) in queries[q][2 * pairs.len()..].iter().zip(rest) {
            for lane in 0..LANES {
                even[q][lane] = x.mul_add(keys[lane], even[q][lane]);
            }
        }
    }
    even
}

/// Turns scores into shares that sum to 1; minus infinity becomes 0.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn softmax(scores: &mut [[f32; LANES]]) {
    let high = highest(scores);
    let mut lanes = [0f32; LANES];
    for block in scores.iter_mut() {
        for (x, lane) in block.iter_mut().zip(&mut lanes) {
            *x = power(*x - high);
            *lane += *x;
        }
    }
    let share = 1.0 / total(lanes);
    for x in scores.as_flattened_mut() {
        *x *= share;
    }
}

/// Values mixed together: so many registers are enough to keep the adders busy.
const WIDE: usize = 4 * LANES;
const HALF: usize = WIDE / 2;

/// `N` numbers of some values, weighed and summed.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn weigh<'v, const N: usize>(
    first: usize,
    weights: &[f32],
    values: impl Iterator<Item = &'v [f32]>,
) -> [f32; N] {
    let mut lanes = [0f32; N];
    for (&w, value) in weights.iter().zip(values) {
        let value: &[f32; N] = value[first..].first_chunk().expect("a part of a value");
        for i in 0..N {
            lanes[i] = w.mul_add(value[i], lanes[i]);
        }
    }
    lanes
}

/// All numbers of some values, weighed and summed.
#[allow(clippy::inline_always, reason = "only inlined code takes its caller's vectors")]
#[inline(always)]
fn weigh_all<'v>(
    weights: &[f32],
    values: &(impl Iterator<Item = &'v [f32]> + Clone),
    mixed: &mut [f32],
) {
    let (whole, rest) = mixed.as_chunks_mut::<WIDE>();
    let mut first = 0;
    for mixed in whole {
        *mixed = weigh::<WIDE>(first, weights, values.clone());
        first += WIDE;
    }
    // Heads of 32 numbers are common.
    let (whole, rest) = rest.as_chunks_mut::<HALF>();
    for mixed in whole {
        *mixed = weigh::<HALF>(first, weights, values.clone());
        first += HALF;
    }
    let (whole, rest) = rest.as_chunks_mut::<LANES>();
    for mixed in whole {
        *mixed = weigh::<LANES>(first, weights, values.clone());
        first += LANES;
    }
    for mixed in rest {
        [*mixed] = weigh::<1>(first, weights, values.clone());
        first += 1;
    }
}

vectorised! {
    /// The products of one query, or of two, with every key.
    fn compare(
        query: &[f32],
        second: Option<&[f32]>,
        memory: &Memory,
        scores: &mut [Vec<[f32; LANES]>; TOGETHER],
    ) {
        let blocks = memory.keys.chunks_exact(query.len());
        scores.iter_mut().for_each(Vec::clear);
        let [one, other] = scores;
        if let Some(second) = second {
            for block in blocks {
                let [a, b] = products([query, second], block);
                one.push(a);
                other.push(b);
            }
        } else {
            for block in blocks {
                let [a] = products([query], block);
                one.push(a);
            }
        }
    }

    /// `mixed` becomes the values of the rows seen, mixed by `weights`, the softmax of their scores.
    fn mix(
        memory: &Memory,
        scores: &[[f32; LANES]],
        seen: Seen<'_>,
        weights: &mut Vec<f32>,
        mixed: &mut [f32],
    ) {
        let width = mixed.len();
        #[expect(clippy::cast_precision_loss, reason = "a head is at most a few hundred wide")]
        let scale = 1.0 / (width as f32).sqrt();
        let scores = scores.as_flattened();
        weights.clear();
        match seen {
            Seen::All => weights.extend(scores[..memory.rows].iter().map(|x| x * scale)),
            Seen::Some(rows) => weights.extend(rows.iter().map(|&row| scores[row as usize] * scale)),
        }
        let n = weights.len();
        weights.resize(n.next_multiple_of(LANES), f32::NEG_INFINITY);
        softmax(weights.as_chunks_mut::<LANES>().0);
        let (weights, values) = (&weights[..n], &memory.values[..]);
        match seen {
            Seen::All => weigh_all(weights, &values.chunks_exact(width), mixed),
            Seen::Some(rows) => {
                let value = |&row: &u32| &values[row as usize * width..][..width];
                weigh_all(weights, &rows.iter().map(value), mixed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::made_up::numbers;
    use proptest::prelude::*;

    /// One head; every query sees the rows whose number it does not divide, or all.
    fn run(isa: Isa, queries: &[f32], past: &[f32], width: usize, all: bool) -> Vec<Vec<f32>> {
        let mut heads = [Memory::default()];
        past.chunks(2 * width).enumerate().for_each(|(i, row)| split(row, i, &mut heads));
        let queries = Matrix::of(queries, width);
        let (mut mixed, mut work) = (Matrix::default(), Attention::default());
        mixed.reset(queries.rows(), width);
        let seen: Vec<Vec<u32>> = (0..queries.rows()).map(|i| seen(i, heads[0].rows)).collect();
        let view = |i: usize| if all { Seen::All } else { Seen::Some(&seen[i]) };
        let head = (isa, &heads[0], &mut work);
        attend(head, (0..queries.rows(), 0..width), (&queries, &mut mixed), view, |_, weights| {
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        });
        (0..queries.rows()).map(|i| mixed.row(i).to_vec()).collect()
    }

    fn seen(query: usize, rows: usize) -> Vec<u32> {
        let rows = 0..u32::try_from(rows).expect("few");
        let query = u32::try_from(query).expect("few");
        rows.filter(|row| *row == 0 || !row.is_multiple_of(query + 2)).collect()
    }

    proptest! {
        #[test]
        fn it_is_what_the_formula_says_and_the_same_bits_everywhere(
            queries in 1usize..6, rows in 1usize..50, width in 1usize..140, seed: u32, all: bool,
        ) {
            let (query, past) = (numbers(queries * width, seed), numbers(rows * 2 * width, seed ^ 3));
            let got = run(Isa::PORTABLE, &query, &past, width, all);
            for isa in Isa::available() {
                prop_assert!(run(isa, &query, &past, width, all) == got, "{:?}", isa);
            }
            for (i, (query, got)) in query.chunks(width).zip(&got).enumerate() {
                let sees: Vec<u32> = if all { (0..).take(rows).collect() } else { seen(i, rows) };
                let past: Vec<_> = past.chunks(2 * width).map(|row| row.split_at(width)).collect();
                let scores = sees.iter().map(|&r| {
                    let product = query.iter().zip(past[r as usize].0);
                    let score: f64 = product.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                    #[expect(clippy::cast_precision_loss, reason = "small")]
                    (score / (width as f64).sqrt()).exp()
                });
                let shares: Vec<f64> = scores.collect();
                let sum: f64 = shares.iter().sum();
                for (at, &got) in got.iter().enumerate() {
                    let weighed = sees.iter().zip(&shares);
                    let exact: f64 =
                        weighed.map(|(&r, s)| s / sum * f64::from(past[r as usize].1[at])).sum();
                    prop_assert!((f64::from(got) - exact).abs() < 1e-3, "{} {}", got, exact);
                }
            }
        }

        #[test]
        fn a_place_taken_again_holds_the_new_row(rows in 1usize..40, at in 0usize..40, seed: u32) {
            let (query, past) = (numbers(24, seed), numbers((rows + 1) * 48, seed ^ 3));
            let (past, new) = past.split_at(rows * 48);
            let at = at % rows;
            let mut fresh = past.to_vec();
            fresh[at * 48..][..48].copy_from_slice(new);
            let mut heads = [Memory::default()];
            past.chunks(48).enumerate().for_each(|(i, row)| split(row, i, &mut heads));
            split(new, at, &mut heads);
            let (query, mut mixed) = (Matrix::of(&query, 24), Matrix::default());
            mixed.reset(1, 24);
            let head = (Isa::fastest(), &heads[0], &mut Attention::default());
            attend(head, (0..1, 0..24), (&query, &mut mixed), |_| Seen::All, |_, _| {});
            let expected = run(Isa::fastest(), query.row(0), &fresh, 24, true);
            prop_assert_eq!(mixed.row(0), &expected[0][..]);
        }

        #[test]
        fn a_query_gets_the_same_bits_in_any_company(rows in 1usize..40, n in 1usize..6, seed: u32) {
            let (query, past) = (numbers(n * 24, seed), numbers(rows * 48, seed ^ 3));
            let together = run(Isa::fastest(), &query, &past, 24, true);
            for (query, expected) in query.chunks(24).zip(&together) {
                prop_assert!(run(Isa::fastest(), query, &past, 24, true)[0] == *expected);
            }
        }
    }
}
