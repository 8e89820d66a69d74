//! The best path through the corridor.

use std::collections::VecDeque;

use super::Scale;
use super::anchors::Corridor;
use super::beads::{Found, MOST, SHAPES, shape_cost};
use super::evidence::View;
use super::gains::{Gains, RowGains};

const NONE: u8 = u8::MAX;

/// The cheapest beads that cover both sides and stay in the corridor.
pub(super) fn best(views: &[View], scale: Scale<'_>, corridor: &Corridor) -> Vec<Found> {
    let mut table = Table::new(views, scale, corridor);
    // costs[i][j − first]: cheapest way to have aligned the first i and j sentences.
    let mut costs: VecDeque<(usize, Vec<f32>)> = VecDeque::new();
    let mut steps: Vec<(usize, Vec<u8>)> = Vec::new();
    for i in 0..=corridor.n_src() {
        let (first, last) = corridor.row(i);
        table.advance(i);
        let mut here = vec![f32::INFINITY; last - first];
        let mut step = vec![NONE; last - first];
        costs.push_front((first, Vec::new()));
        costs.truncate(MOST + 1);
        for j in first..last {
            let (mut cheapest, mut by) =
                if (i, j) == (0, 0) { (0.0, NONE) } else { (f32::INFINITY, NONE) };
            for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
                if m > i || n > j {
                    continue;
                }
                let before = if m == 0 {
                    (j - n).checked_sub(first).and_then(|at| here.get(at))
                } else {
                    costs.get(m).and_then(|(f, row)| row.get((j - n).checked_sub(*f)?))
                };
                let Some(&before) = before.filter(|c| c.is_finite()) else { continue };
                let cost = before + table.cost(shape, i, j);
                if cost < cheapest {
                    (cheapest, by) = (cost, u8::try_from(shape).unwrap_or(NONE));
                }
            }
            here[j - first] = cheapest;
            step[j - first] = by;
        }
        costs[0].1 = here;
        steps.push((first, step));
    }
    trace(&steps, corridor)
}

fn trace(steps: &[(usize, Vec<u8>)], corridor: &Corridor) -> Vec<Found> {
    let (mut i, mut j) = (corridor.n_src(), corridor.n_tgt());
    let mut out = Vec::new();
    while (i, j) != (0, 0) {
        let (first, row) = &steps[i];
        let shape = usize::from(row[j - first]);
        assert!(shape < SHAPES.len(), "the corridor joins both ends, and single steps stay in it");
        let (m, n, _) = SHAPES[shape];
        out.push(Found { src: i - m..i, tgt: j - n..j, cost: 0.0, confidence: 0.0 });
        (i, j) = (i - m, j - n);
    }
    out.reverse();
    out
}

/// Gains of all views along the rows of the corridor.
pub(super) struct Table<'v> {
    gains: Vec<(Gains<'v>, f32)>,
    scale: Scale<'v>,
    corridor: &'v Corridor,
    /// For the source sentences up to the present one, newest first: window start and gains per view.
    rows: VecDeque<(usize, Vec<RowGains>)>,
}

impl<'v> Table<'v> {
    pub(super) fn new(views: &'v [View], scale: Scale<'v>, corridor: &'v Corridor) -> Self {
        let weights = scale.weights;
        let weight = |v: &View| match (v.translated, views.len()) {
            (true, _) => weights.translated,
            (false, 1) => weights.lexical,
            (false, _) => weights.lexical * 0.5,
        };
        let gains = views.iter().map(|v| (Gains::new(v), weight(v))).collect();
        Self { gains, scale, corridor, rows: VecDeque::new() }
    }

    /// Makes ready for beads that end with source sentence `i − 1`.
    pub(super) fn advance(&mut self, i: usize) {
        if i == 0 {
            return;
        }
        // A bead that ends in row i at j holds target sentences before j, in rows up to MOST above.
        let first = (i.saturating_sub(MOST)..=i).map(|r| self.corridor.row(r).0).min().unwrap_or(0);
        let last = self.corridor.row(i).1.min(self.corridor.n_tgt() + 1) - 1;
        let last = last.max(self.corridor.row((i + MOST).min(self.corridor.n_src())).1 - 1);
        let rows =
            self.gains.iter_mut().map(|(g, _)| g.row(i - 1, first, last.max(first))).collect();
        self.rows.push_front((first, rows));
        self.rows.truncate(MOST);
    }

    /// The cost of the bead of this shape that ends before `(i, j)`.
    pub(super) fn cost(&self, shape: usize, i: usize, j: usize) -> f32 {
        let (m, n, _) = SHAPES[shape];
        let mut cost = shape_cost(shape) + self.scale.breaks.cost((i, m), (j, n));
        if m == 0 || n == 0 {
            return cost;
        }
        cost += self.scale.lengths.cost((i, m), (j, n));
        for (v, (_, weight)) in self.gains.iter().enumerate() {
            let mut gain = 0.0;
            let (first, newest) = &self.rows[0];
            for k in j - n..j {
                gain += newest[v].to[k - first][m - 1];
            }
            for (first, gains) in self.rows.range(..m) {
                gain += gains[v].back[j - 1 - first][n - 1];
            }
            cost -= weight * gain;
        }
        cost
    }
}
