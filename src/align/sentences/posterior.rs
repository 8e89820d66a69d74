//! How likely each bead is, over all paths through the corridor; and the path of which most is
//! expected to be right.
//!
//! Forward–backward over stretches that begin and end where the path found before does, so that
//! memory stays bounded however long the texts are.

use std::ops::Range;

use super::Scale;
use super::anchors::Corridor;
use super::beads::{Found, SHAPES, State};
use super::evidence::View;
use super::path::Table;

/// Source sentences in one stretch, at least.
const STRETCH: usize = 2000;
/// From the share of paths to the share of beads that are right: logit(right) = slope · logit(share)
/// + level, for beads with two sides and with one, fitted on the development sets (decision 0043).
const PAIRED: (f32, f32) = (0.66, 0.4);
const ALONE: (f32, f32) = (0.26, -1.1);
/// A pair that fewer paths take is not given: its sentences are without counterpart.
const LEAST: f32 = 0.03;
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
            out.extend(Lattice::new(table, corridor, (start, end), scale.gap).decide());
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
    /// Cost of beginning a run without counterpart.
    gap: f32,
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
        (start, end): ((usize, usize), (usize, usize)),
        gap: f32,
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
        Self { start, end, rows, gap }
    }

    fn decide(&self) -> Vec<Found> {
        let forward = self.forward();
        let backward = self.backward();
        let whole = self.at(&forward, self.end).map_or(0.0, all);
        // ln of the share of paths that go from the first position to the second in this way.
        let share = |before: f64, cost: f32, after: f64| before - f64::from(cost) + after - whole;
        let worth = |i: usize, j: usize, shape: usize| -> f32 {
            let (m, n, _) = SHAPES[shape];
            let (Some(row), Some(before), Some(after)) = (
                self.rows.get(i - self.start.0),
                i.checked_sub(m).and_then(|i| self.at(&forward, (i, j.checked_sub(n)?))),
                self.at(&backward, (i, j)),
            ) else {
                return 0.0;
            };
            let cost = row.costs[j - row.first][shape];
            let mut sum = LogSum::default();
            sum.add(share(all(before), cost, after[State::Bead as usize]));
            for state in State::ALL {
                let before = before[state as usize];
                let (to, step) = match (m, n) {
                    (1, 0) => (State::SrcGap, state.src_gap(self.gap)),
                    (0, 1) => (State::TgtGap, Some(state.tgt_gap(self.gap))),
                    _ => continue,
                };
                if let Some(step) = step {
                    sum.add(share(before, step, after[to as usize]));
                }
            }
            #[expect(clippy::cast_possible_truncation, reason = "a share of 1")]
            let share = sum.get().exp() as f32;
            share
        };
        self.trace(worth)
    }

    /// What a table holds for a position of the stretch.
    fn at<T: Copy>(&self, table: &[Vec<T>], (i, j): (usize, usize)) -> Option<T> {
        let r = i.checked_sub(self.start.0)?;
        let k = j.checked_sub(self.rows.get(r)?.first)?;
        table.get(r)?.get(k).copied()
    }

    /// ln of the summed weight of all paths from the start, by the state they end in.
    fn forward(&self) -> Vec<Vec<Sums>> {
        let mut out: Vec<Vec<Sums>> = Vec::with_capacity(self.rows.len());
        for (r, row) in self.rows.iter().enumerate() {
            let i = self.start.0 + r;
            out.push(vec![NOWHERE; row.costs.len()]);
            for j in row.range() {
                let mut sums = [LogSum::default(); 3];
                if (i, j) == self.start {
                    sums[0].add(0.0);
                }
                let before =
                    |m: usize, n: usize| self.at(&out, (i.checked_sub(m)?, j.checked_sub(n)?));
                for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                    let cost = row.costs[j - row.first][shape];
                    if let Some(before) = before(m, n).filter(|_| cost.is_finite()) {
                        sums[0].add(all(before) - f64::from(cost));
                    }
                }
                for state in State::ALL {
                    if let (Some(from), Some(cost)) = (before(1, 0), state.src_gap(self.gap)) {
                        sums[1].add(from[state as usize] - f64::from(cost));
                    }
                    if let Some(from) = before(0, 1) {
                        sums[2].add(from[state as usize] - f64::from(state.tgt_gap(self.gap)));
                    }
                }
                out[r][j - row.first] = sums.map(LogSum::get);
            }
        }
        out
    }

    /// ln of the summed weight of all paths to the end, by the state they begin in.
    fn backward(&self) -> Vec<Vec<Sums>> {
        // Paths that go on with a bead, which do not depend on the state.
        let mut beads: Vec<Vec<LogSum>> =
            self.rows.iter().map(|row| vec![LogSum::default(); row.costs.len()]).collect();
        let mut out: Vec<Vec<Sums>> =
            self.rows.iter().map(|row| vec![NOWHERE; row.costs.len()]).collect();
        for (r, row) in self.rows.iter().enumerate().rev() {
            let i = self.start.0 + r;
            for j in row.range().rev() {
                let k = j - row.first;
                if (i, j) == self.end {
                    beads[r][k].add(0.0);
                }
                let (src, tgt) = (self.at(&out, (i + 1, j)), self.at(&out, (i, j + 1)));
                for state in State::ALL {
                    let mut sum = beads[r][k];
                    if let (Some(next), Some(cost)) = (src, state.src_gap(self.gap)) {
                        sum.add(next[State::SrcGap as usize] - f64::from(cost));
                    }
                    if let Some(next) = tgt {
                        sum.add(next[State::TgtGap as usize] - f64::from(state.tgt_gap(self.gap)));
                    }
                    out[r][k][state as usize] = sum.get();
                }
                let here = out[r][k][State::Bead as usize];
                for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                    let cost = row.costs[k][shape];
                    if cost.is_finite() && here.is_finite() {
                        let to = &self.rows[r - m];
                        if let Some(at) = (j - n).checked_sub(to.first)
                            && at < to.costs.len()
                        {
                            beads[r - m][at].add(here - f64::from(cost));
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
                    let before = self.at(&best, (i - m, j - n)).filter(|sum| sum.is_finite());
                    let Some(before) = before else { continue };
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
            let bead =
                Found { src: i - m..i, tgt: j - n..j, confidence: calibrated(right, m * n > 0) };
            if bead.is_two_sided() && right < LEAST {
                out.extend(apart(&bead, right));
            } else {
                out.push(bead);
            }
            (i, j) = (i - m, j - n);
        }
        out.reverse();
        out
    }
}

/// The sentences of a bead hardly any path takes, each by itself, last first.
fn apart(bead: &Found, share: f32) -> Vec<Found> {
    let confidence = calibrated(1.0 - share, false);
    let tgt = bead.tgt.clone().rev();
    let tgt = tgt.map(|j| Found { src: bead.src.end..bead.src.end, tgt: j..j + 1, confidence });
    let src = bead.src.clone().rev();
    let src = src.map(|i| Found { src: i..i + 1, tgt: bead.tgt.start..bead.tgt.start, confidence });
    tgt.chain(src).collect()
}

/// What a share of the paths is worth as a probability of being right.
fn calibrated(share: f32, two_sided: bool) -> f32 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    let (slope, level) = if two_sided { PAIRED } else { ALONE };
    let logit = slope * (share / (1.0 - share)).ln() + level;
    1.0 / (1.0 + (-logit).exp())
}

/// One number a state.
type Sums = [f64; 3];

const NOWHERE: Sums = [f64::NEG_INFINITY; 3];

/// ln of the summed weight whatever the state.
fn all(sums: Sums) -> f64 {
    let mut sum = LogSum::default();
    for x in sums {
        sum.add(x);
    }
    sum.get()
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
