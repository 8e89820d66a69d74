//! The corridor in which the path is sought: a chain of anchor sentences first, then the path
//! of the round before.

use super::beads::Found;
use super::evidence::View;

/// Target positions considered with each source position: `first..last`, both never falling.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Corridor {
    rows: Vec<(usize, usize)>,
    n_tgt: usize,
}

impl Corridor {
    /// The positions `first..last` for the first `i` source sentences; positions run from 0 to
    /// the number of target sentences inclusive.
    pub(super) fn row(&self, i: usize) -> (usize, usize) {
        self.rows[i]
    }

    pub(super) fn n_src(&self) -> usize {
        self.rows.len() - 1
    }

    pub(super) fn n_tgt(&self) -> usize {
        self.n_tgt
    }

    /// All positions within `width` of the polyline through `points` (which includes both ends),
    /// on either axis.
    fn through(points: &[(usize, usize)], n_src: usize, n_tgt: usize, width: usize) -> Self {
        let mut rows = vec![(usize::MAX, 0); n_src + 1];
        let mut widen = |i: usize, first: usize, last: usize| {
            let row: &mut (usize, usize) = &mut rows[i];
            *row = (row.0.min(first), row.1.max(last));
        };
        for pair in points.windows(2) {
            let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
            let (di, dj) = (i1 - i0, j1 - j0);
            for i in i0..=i1 {
                let (first, last) = if di * dj <= FULL || di <= 2 * width || dj <= 2 * width {
                    (j0, j1)
                } else {
                    let at = j0 + (i - i0) * dj / di;
                    let slack = dj / di + width * 8;
                    (at.saturating_sub(slack).max(j0), (at + slack).min(j1))
                };
                widen(i, first, last);
            }
        }
        let rows = (0..=n_src)
            .map(|i| {
                let around = i.saturating_sub(width)..=(i + width).min(n_src);
                let first = around.clone().map(|k| rows[k].0).min().unwrap_or(0);
                let last = around.map(|k| rows[k].1).max().unwrap_or(n_tgt);
                (first.saturating_sub(width), (last + width).min(n_tgt) + 1)
            })
            .collect();
        Self { rows, n_tgt }
    }
}

/// Rectangles up to this many cells are searched in full.
const FULL: usize = 60_000;

/// The corridor around the path of the round before.
pub(super) fn around(found: &[Found], n_src: usize, n_tgt: usize) -> Corridor {
    let mut points: Vec<(usize, usize)> =
        found.iter().map(|b| (b.src.start, b.tgt.start)).collect();
    points.push((n_src, n_tgt));
    Corridor::through(&points, n_src, n_tgt, 8)
}

/// A corridor from the words alone: sentences that share rare words, chained.
pub(super) fn corridor(_views: &[View], n_src: usize, n_tgt: usize) -> Corridor {
    Corridor::through(&[(0, 0), (n_src, n_tgt)], n_src, n_tgt, 60)
}
