//! The best path through the corridor.

use std::collections::VecDeque;

use super::Scale;
use super::anchors::Corridor;
use super::beads::{Found, MOST, SHAPES, State, shape_cost};
use super::evidence::View;
use super::gains::{Gains, RowGains};

/// The cheapest way to each position, by the state it ends in.
type Cell = [f32; 3];

/// How each state of a position was come to: the shape of the bead, and the states before the gaps.
#[derive(Clone, Copy)]
struct Step {
    shape: u8,
    /// The state before the bead, before the source gap, before the target gap.
    before: [State; 3],
}

const NOWHERE: Cell = [f32::INFINITY; 3];
const NONE: Step = Step { shape: u8::MAX, before: [State::Bead; 3] };

/// The cheapest beads that cover both sides and stay in the corridor.
pub(super) fn best(views: &[View], scale: Scale<'_>, corridor: &Corridor) -> Vec<Found> {
    let mut table = Table::new(views, scale, corridor);
    // costs[m][j − first]: the cheapest ways to have aligned the first i − m and j sentences.
    let mut costs: VecDeque<(usize, Vec<Cell>)> = VecDeque::new();
    let mut steps: Vec<(usize, Vec<Step>)> = Vec::new();
    for i in 0..=corridor.n_src() {
        let (first, last) = corridor.row(i);
        table.advance(i);
        costs.push_front((first, vec![NOWHERE; last - first]));
        costs.truncate(MOST + 1);
        let mut row = vec![NONE; last - first];
        for j in first..last {
            let (cell, step) = cheapest(&costs, &table, i, j);
            costs[0].1[j - first] = cell;
            row[j - first] = step;
        }
        steps.push((first, row));
    }
    let cell = |(first, row): &(usize, Vec<Cell>)| row[corridor.n_tgt() - first];
    let end = cell(&costs[0]);
    trace(&steps, corridor, cheaper(end).0)
}

/// The state in which a position is come to most cheaply, and that cost.
fn cheaper(cell: Cell) -> (State, f32) {
    let all = State::ALL.into_iter().map(|state| (state, cell[state as usize]));
    all.fold((State::Bead, f32::INFINITY), |best, now| if now.1 < best.1 { now } else { best })
}

fn cheapest(
    costs: &VecDeque<(usize, Vec<Cell>)>,
    table: &Table<'_>,
    i: usize,
    j: usize,
) -> (Cell, Step) {
    let (mut cell, mut step) = (NOWHERE, NONE);
    if (i, j) == (0, 0) {
        cell[State::Bead as usize] = 0.0;
        return (cell, step);
    }
    let at = |m: usize, j: Option<usize>| -> Option<Cell> {
        let (first, row) = costs.get(m)?;
        row.get(j?.checked_sub(*first)?).copied()
    };
    for (shape, &(m, n, _)) in SHAPES.iter().enumerate() {
        let Some(before) = at(m, j.checked_sub(n)) else { continue };
        let (state, before) = cheaper(before);
        if before.is_finite() {
            let cost = before + table.cost(shape, i, j);
            if cost < cell[0] {
                cell[0] = cost;
                (step.shape, step.before[0]) = (u8::try_from(shape).unwrap_or(u8::MAX), state);
            }
        }
    }
    let mut gap = |to: State, before: Option<Cell>, next: &dyn Fn(State) -> Option<f32>| {
        for state in State::ALL {
            let before = before.map_or(f32::INFINITY, |cell| cell[state as usize]);
            let cost = before + next(state).unwrap_or(f32::INFINITY);
            if cost < cell[to as usize] {
                cell[to as usize] = cost;
                step.before[to as usize] = state;
            }
        }
    };
    let begins = table.scale.gap;
    gap(State::SrcGap, at(1, Some(j)), &|state| state.src_gap(begins));
    gap(State::TgtGap, at(0, j.checked_sub(1)), &|state| Some(state.tgt_gap(begins)));
    (cell, step)
}

fn trace(steps: &[(usize, Vec<Step>)], corridor: &Corridor, end: State) -> Vec<Found> {
    let (mut i, mut j, mut state) = (corridor.n_src(), corridor.n_tgt(), end);
    let mut out = Vec::new();
    while (i, j) != (0, 0) {
        let (first, row) = &steps[i];
        let step = row[j - first];
        let (m, n) = match state {
            State::SrcGap => (1, 0),
            State::TgtGap => (0, 1),
            State::Bead => {
                let shape = SHAPES.get(usize::from(step.shape));
                let (m, n, _) =
                    shape.expect("the corridor joins both ends, and single steps stay in it");
                (*m, *n)
            }
        };
        out.push(Found { src: i - m..i, tgt: j - n..j, confidence: 0.0 });
        (i, j, state) = (i - m, j - n, step.before[state as usize]);
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
    /// For the same sentences: products of their vectors with those of the window; empty without vectors.
    products: VecDeque<Vec<f32>>,
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
        Self { gains, scale, corridor, rows: VecDeque::new(), products: VecDeque::new() }
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
        if let Some(closeness) = self.scale.closeness {
            self.products.push_front(closeness.row(i - 1, first, last.max(first)));
            self.products.truncate(MOST);
        }
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
        if let Some(closeness) = self.scale.closeness {
            // Newest first: the last sentence of the bead is in row 0.
            let product = |a: usize, b: usize| {
                let row = i - 1 - a;
                self.products[row][b - self.rows[row].0]
            };
            cost -= self.scale.weights.close * closeness.of_bead((i, m), (j, n), product);
        }
        cost
    }
}
