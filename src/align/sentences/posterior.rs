//! How likely each bead is, over all paths through the corridor; and the path of which most is
//! expected to be right.
//!
//! Forward–backward over stretches that begin and end where the path found before does, so that
//! memory stays bounded however long the texts are.

use std::ops::Range;

use super::Scale;
use super::anchors::Corridor;
use super::beads::{Found, SHAPES};
use super::evidence::View;
use super::path::Table;

/// Source sentences in one stretch, at least.
const STRETCH: usize = 2000;
/// From the share of paths to the share of beads that are right: logit(right) = SLOPE · logit(share)
/// + LEVEL, fitted on the development sets (see the decision record on sentence alignment).
const SLOPE: f32 = 0.55;
const LEVEL: f32 = 0.15;
/// The probability from which a bead is worth having: half the F1 that is expected.
const EVEN: f32 = 0.4;
const N: usize = SHAPES.len();

/// Beads with their confidence, from a path in the corridor.
pub(super) fn decide(
    views: &[View],
    scale: Scale<'_>,
    corridor: &Corridor,
    path: &[Found],
) -> Vec<Found> {
    let mut out = Vec::with_capacity(path.len());
    let mut start = (0, 0);
    for (k, bead) in path.iter().enumerate() {
        let end = (bead.src.end, bead.tgt.end);
        let is_joint = end.0 - start.0 >= STRETCH && bead.src.len() == 1 && bead.tgt.len() == 1;
        if is_joint || k + 1 == path.len() {
            let table = Table::new(views, scale, corridor);
            out.extend(Lattice::new(table, corridor, start, end).decide());
            start = end;
        }
    }
    out
}

/// Costs of all beads of a stretch.
struct Lattice {
    start: (usize, usize),
    end: (usize, usize),
    rows: Vec<LatticeRow>,
}

struct LatticeRow {
    first: usize,
    /// For each target position: what each bead that ends there costs.
    costs: Vec<[f32; N]>,
}

impl LatticeRow {
    fn range(&self) -> Range<usize> {
        self.first..self.first + self.costs.len()
    }
}

impl Lattice {
    fn new(
        mut table: Table<'_>,
        corridor: &Corridor,
        start: (usize, usize),
        end: (usize, usize),
    ) -> Self {
        let mut rows = Vec::with_capacity(end.0 - start.0 + 1);
        for i in start.0..=end.0 {
            table.advance(i);
            let (first, last) = corridor.row(i);
            let (first, last) = (first.max(start.1), last.min(end.1 + 1));
            let costs = (first..last)
                .map(|j| {
                    std::array::from_fn(|shape| {
                        let (m, n, _) = SHAPES[shape];
                        if i < start.0 + m || j < start.1 + n || !corridor.has(i - m, j - n) {
                            f32::INFINITY
                        } else {
                            table.cost(shape, i, j)
                        }
                    })
                })
                .collect();
            rows.push(LatticeRow { first, costs });
        }
        Self { start, end, rows }
    }

    fn decide(&self) -> Vec<Found> {
        let forward = self.forward();
        let backward = self.backward();
        let whole = at(&forward, &self.rows, self.start.0, self.end).unwrap_or(0.0);
        let share = |i: usize, j: usize, shape: usize| -> f32 {
            let (m, n, _) = SHAPES[shape];
            let cost =
                self.rows[i - self.start.0].costs[j - self.rows[i - self.start.0].first][shape];
            if !cost.is_finite() {
                return 0.0;
            }
            let before = at(&forward, &self.rows, self.start.0, (i - m, j - n));
            let after = at(&backward, &self.rows, self.start.0, (i, j));
            match (before, after) {
                (Some(b), Some(a)) => {
                    #[expect(clippy::cast_possible_truncation, reason = "a share of 1")]
                    let share = (b + a - whole - f64::from(cost)).exp() as f32;
                    share
                }
                _ => 0.0,
            }
        };
        self.trace(share)
    }

    /// ln of the summed weight of all paths from the start.
    fn forward(&self) -> Vec<Vec<f64>> {
        let mut out: Vec<Vec<f64>> = Vec::with_capacity(self.rows.len());
        for (r, row) in self.rows.iter().enumerate() {
            let i = self.start.0 + r;
            out.push(vec![f64::NEG_INFINITY; row.costs.len()]);
            for j in row.range() {
                let mut sum = LogSum::default();
                if (i, j) == self.start {
                    sum.add(0.0);
                }
                for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                    let cost = row.costs[j - row.first][shape];
                    if cost.is_finite()
                        && let Some(before) = at(&out, &self.rows, self.start.0, (i - m, j - n))
                    {
                        sum.add(before - f64::from(cost));
                    }
                }
                out[r][j - row.first] = sum.get();
            }
        }
        out
    }

    /// ln of the summed weight of all paths to the end.
    fn backward(&self) -> Vec<Vec<f64>> {
        let mut sums: Vec<Vec<LogSum>> =
            self.rows.iter().map(|row| vec![LogSum::default(); row.costs.len()]).collect();
        let mut out: Vec<Vec<f64>> =
            self.rows.iter().map(|row| vec![f64::NEG_INFINITY; row.costs.len()]).collect();
        for (r, row) in self.rows.iter().enumerate().rev() {
            let i = self.start.0 + r;
            for j in row.range().rev() {
                if (i, j) == self.end {
                    sums[r][j - row.first].add(0.0);
                }
                let here = sums[r][j - row.first].get();
                out[r][j - row.first] = here;
                for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                    let cost = row.costs[j - row.first][shape];
                    if cost.is_finite() && here.is_finite() {
                        let to = &self.rows[r - m];
                        if let Some(at) = (j - n).checked_sub(to.first)
                            && at < to.costs.len()
                        {
                            sums[r - m][at].add(here - f64::from(cost));
                        }
                    }
                }
            }
        }
        out
    }

    /// The path with the highest sum of `p − even` over its beads.
    fn trace(&self, worth: impl Fn(usize, usize, usize) -> f32) -> Vec<Found> {
        let mut best: Vec<Vec<f64>> = Vec::with_capacity(self.rows.len());
        let mut by: Vec<Vec<(usize, f32)>> = Vec::with_capacity(self.rows.len());
        for (r, row) in self.rows.iter().enumerate() {
            let i = self.start.0 + r;
            best.push(vec![f64::NEG_INFINITY; row.costs.len()]);
            by.push(vec![(N, 0.0); row.costs.len()]);
            for j in row.range() {
                let k = j - row.first;
                if (i, j) == self.start {
                    best[r][k] = 0.0;
                    continue;
                }
                for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                    if !row.costs[k][shape].is_finite() {
                        continue;
                    }
                    let Some(before) = at(&best, &self.rows, self.start.0, (i - m, j - n)) else {
                        continue;
                    };
                    let share = worth(i, j, shape);
                    let sum = before + f64::from(share - EVEN);
                    if sum > best[r][k] {
                        best[r][k] = sum;
                        by[r][k] = (shape, share);
                    }
                }
            }
        }
        let (mut i, mut j) = self.end;
        let mut out = Vec::new();
        while (i, j) != self.start {
            let row = &self.rows[i - self.start.0];
            let (shape, right) = by[i - self.start.0][j - row.first];
            let (m, n, _) = *SHAPES.get(shape).expect("the corridor joins both ends of a stretch");
            let cost = row.costs[j - row.first][shape];
            out.push(Found { src: i - m..i, tgt: j - n..j, cost, confidence: calibrated(right) });
            (i, j) = (i - m, j - n);
        }
        out.reverse();
        out
    }
}

/// What a share of the paths is worth as a probability of being right.
fn calibrated(share: f32) -> f32 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    let logit = SLOPE * (share / (1.0 - share)).ln() + LEVEL;
    1.0 / (1.0 + (-logit).exp())
}

/// The finite entry of a position.
fn at(
    table: &[Vec<f64>],
    rows: &[LatticeRow],
    start: usize,
    (i, j): (usize, usize),
) -> Option<f64> {
    let r = i.checked_sub(start)?;
    let k = j.checked_sub(rows.get(r)?.first)?;
    table.get(r)?.get(k).copied().filter(|x| x.is_finite())
}

/// ln Σ exp(x), one x at a time.
#[derive(Clone, Copy)]
struct LogSum {
    most: f64,
    sum: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        Self { most: f64::NEG_INFINITY, sum: 0.0 }
    }
}

impl LogSum {
    fn add(&mut self, x: f64) {
        if x > self.most {
            self.sum = self.sum * (self.most - x).exp() + 1.0;
            self.most = x;
        } else if x > f64::NEG_INFINITY {
            self.sum += (x - self.most).exp();
        }
    }

    fn get(self) -> f64 {
        if self.sum > 0.0 { self.most + self.sum.ln() } else { f64::NEG_INFINITY }
    }
}
