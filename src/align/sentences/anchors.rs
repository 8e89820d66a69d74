//! The corridor in which the path is sought: a chain of anchor sentences first, then the path
//! of the round before.

use super::beads::Found;
use super::evidence::View;
use super::vectors::Closeness;

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

    /// Whether the position lies in the corridor.
    pub(super) fn has(&self, i: usize, j: usize) -> bool {
        let (first, last) = self.rows[i];
        first <= j && j < last
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
    Corridor::through(&points, n_src, n_tgt, 5)
}

/// A corridor from words and vectors alone: sentences that share rare words or are each other's
/// nearest, chained.
pub(super) fn corridor(
    views: &[View],
    closeness: Option<&Closeness>,
    n_src: usize,
    n_tgt: usize,
) -> Corridor {
    let mut candidates = candidates(views, n_tgt);
    if let Some(closeness) = closeness {
        // A pair that is surely close weighs as much as one that shares several rare words.
        let near = closeness.nearest().into_iter().map(|(i, j)| (i, j, closeness.odds(i, j)));
        candidates.extend(near.filter(|c| c.2 > 0.0).map(|(i, j, odds)| (i, j, odds * 0.3)));
        candidates.sort_by_key(|c| c.0);
    }
    let mut points = vec![(0, 0)];
    points.extend(supported(&chain(&candidates)).iter().map(|&(i, j)| (i, j)));
    points.retain(|&(i, j)| i <= n_src && j <= n_tgt);
    points.push((n_src, n_tgt));
    Corridor::through(&points, n_src, n_tgt, 10)
}

/// A source and a target sentence that share rare words, and how much that tells.
type Candidate = (usize, usize, f32);

/// For each source sentence, the few target sentences it shares most with.
fn candidates(views: &[View], n_tgt: usize) -> Vec<Candidate> {
    const KEPT: usize = 4;
    let n_src = views[0].src.len();
    let mut out = Vec::new();
    let mut posted: Vec<Vec<Vec<u32>>> = views.iter().map(postings).collect();
    // A word in more sentences than this says little about where one stands.
    let common = (8 + n_tgt / 100).min(64);
    for lists in &mut posted {
        lists.iter_mut().filter(|l| l.len() > common).for_each(Vec::clear);
    }
    let mut score = vec![0.0_f32; n_tgt];
    let mut touched: Vec<u32> = Vec::new();
    for i in 0..n_src {
        for (view, lists) in views.iter().zip(&posted) {
            for &s in &view.src[i] {
                for pair in view.rows[s as usize].iter().filter(|p| p.to > 0.05 && p.back > 0.05) {
                    let tells = (1.0 + pair.to / (20.0 * view.tgt_p[pair.tgt as usize])).ln();
                    for &j in &lists[pair.tgt as usize] {
                        if score[j as usize] == 0.0 {
                            touched.push(j);
                        }
                        score[j as usize] += tells;
                    }
                }
            }
        }
        let mut best: Vec<(f32, usize)> = touched
            .drain(..)
            .map(|j| {
                let j = j as usize;
                #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
                let long = (views[0].tgt[j].len() as f32 + 10.0).sqrt();
                (std::mem::take(&mut score[j]) / long, j)
            })
            .collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        out.extend(best.into_iter().take(KEPT).map(|(score, j)| (i, j, score)));
    }
    out
}

/// For each target word, the sentences it stands in, each once.
fn postings(view: &View) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = vec![Vec::new(); view.tgt_p.len()];
    for (j, words) in view.tgt.iter().enumerate() {
        let j = u32::try_from(j).expect("fewer than 2^32 sentences");
        for &t in words {
            if out[t as usize].last() != Some(&j) {
                out[t as usize].push(j);
            }
        }
    }
    out
}

/// The heaviest chain of candidates that rise on both sides, in `O(n log n)`.
fn chain(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let n_tgt = candidates.iter().map(|c| c.1 + 1).max().unwrap_or(0);
    // tree: for each prefix of target sentences, the heaviest chain that ends there.
    let mut tree: Vec<(f32, usize)> = vec![(0.0, usize::MAX); n_tgt + 1];
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(candidates.len());
    let mut done = 0;
    while done < candidates.len() {
        let row = candidates[done..].iter().take_while(|c| c.0 == candidates[done].0).count();
        for &(_, j, weight) in &candidates[done..done + row] {
            let (mut at, mut before) = (j, (0.0, usize::MAX));
            while at > 0 {
                if tree[at].0 > before.0 {
                    before = tree[at];
                }
                at &= at - 1;
            }
            best.push((before.0 + weight, before.1));
        }
        // Candidates of one row cannot follow each other, so they enter the tree together.
        for k in done..done + row {
            let mut at = candidates[k].1 + 1;
            while at <= n_tgt {
                if best[k].0 > tree[at].0 {
                    tree[at] = (best[k].0, k);
                }
                at += at & at.wrapping_neg();
            }
        }
        done += row;
    }
    let mut at = (0..best.len()).max_by(|&a, &b| best[a].0.total_cmp(&best[b].0).then(b.cmp(&a)));
    let mut out = Vec::new();
    while let Some(k) = at.filter(|&k| k != usize::MAX) {
        out.push((candidates[k].0, candidates[k].1));
        at = Some(best[k].1);
    }
    out.reverse();
    out
}

/// The points of a chain that another point near by confirms: one step out of line is an accident.
fn supported(chain: &[(usize, usize)]) -> Vec<(usize, usize)> {
    const NEAR: usize = 10;
    const SLACK: usize = 6;
    let agrees = |a: (usize, usize), b: (usize, usize)| {
        let (di, dj) = (b.0.abs_diff(a.0), b.1.abs_diff(a.1));
        di <= NEAR && di.abs_diff(dj) <= SLACK
    };
    (0..chain.len())
        .filter(|&k| {
            let near = k.saturating_sub(3)..(k + 4).min(chain.len());
            near.filter(|&o| o != k && agrees(chain[k], chain[o])).count() >= 2
        })
        .map(|k| chain[k])
        .collect()
}
