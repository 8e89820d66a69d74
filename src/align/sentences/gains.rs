//! How much better a sentence is explained by the sentences across from it than by chance.
//!
//! The gain of a word is `ln(free + (1 − free) · p(word | other side) / p(word))`, where `free` is how
//! likely it is to have no counterpart: negative where nothing across stands for it, large where
//! something rare does. Gains add up, so a bead's is the sum over its sentences; what is left
//! unaligned gains nothing and loses nothing.

use std::collections::VecDeque;

use super::beads::MOST;
use super::evidence::View;

/// Lengths of sentences in letters, summed from the start so that a run costs one subtraction.
#[derive(Clone, Debug)]
pub(super) struct Lengths {
    src: Vec<f32>,
    tgt: Vec<f32>,
    ratio: f32,
}

impl Lengths {
    pub(super) fn new(src: &[&str], tgt: &[&str]) -> Self {
        let sums = |side: &[&str]| -> Vec<f32> {
            let mut at = 0.0;
            let mut out = vec![0.0];
            for text in side {
                #[expect(clippy::cast_precision_loss, reason = "differences of sums are small")]
                let n = text.chars().filter(|c| !c.is_whitespace()).count() as f32;
                at += n + 1.0;
                out.push(at);
            }
            out
        };
        let (src, tgt) = (sums(src), sums(tgt));
        let mut out = Self { src, tgt, ratio: 1.0 };
        out.ratio = out.overall();
        out
    }

    /// Target letters per source letter, held near 1 so that an insertion does not distort it.
    fn overall(&self) -> f32 {
        let (src, tgt) =
            (self.src.last().copied().unwrap_or(1.0), self.tgt.last().copied().unwrap_or(1.0));
        (tgt / src.max(1.0)).clamp(0.8, 1.25)
    }

    /// −ln of how likely two such lengths are in a translation (Gale and Church 1993).
    pub(super) fn cost(&self, (i, m): (usize, usize), (j, n): (usize, usize)) -> f32 {
        let src = self.src[i] - self.src[i - m];
        let tgt = self.tgt[j] - self.tgt[j - n];
        let mean = 0.5 * (src * self.ratio + tgt) + 2.0;
        let delta = (tgt - src * self.ratio) / (6.8 * mean).sqrt();
        two_tailed(delta.abs())
    }
}

/// −ln of the probability that a standard normal number is further from 0 than `x`.
fn two_tailed(x: f32) -> f32 {
    // Abramowitz and Stegun 26.2.17 in the body; the leading term of the expansion in the tail.
    if x > 6.0 {
        return 0.5 * x * x + (x * 1.2533).ln();
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * x);
    let series = t
        * (0.319_381_53
            + t * (-0.356_563_78 + t * (1.781_477_9 + t * (-1.821_256 + t * 1.330_274_4))));
    -(2.0 * series * (-0.5 * x * x).exp() * 0.398_942_3).max(1e-30).ln()
}

/// Gains of target sentences against runs of source sentences, and the other way round.
///
/// Rows are asked for in order of source sentence; each keeps a window of target sentences.
pub(super) struct Gains<'v> {
    view: &'v View,
    /// Scratch: one number a target word, all zero between uses.
    across: Vec<f32>,
    src_len: Vec<f32>,
    tgt_len: Vec<f32>,
    /// What [`about`] says of each target sentence: every row of source sentences near it asks.
    tgt_words: Vec<Vec<(f32, f32)>>,
    cells: VecDeque<Row>,
}

struct Row {
    first: usize,
    to: Vec<Vec<f32>>,
}

/// For one source sentence: gains at each target sentence of its window.
pub(super) struct RowGains {
    /// `to[j − first][m − 1]`: of target sentence `j` from the `m` source sentences up to here.
    pub(super) to: Vec<[f32; MOST]>,
    /// `back[j − first][n − 1]`: of this source sentence from the `n` target sentences up to `j`.
    pub(super) back: Vec<[f32; MOST]>,
}

#[expect(clippy::cast_precision_loss, reason = "sentences are short")]
fn lens(side: &[Vec<u32>]) -> Vec<f32> {
    side.iter().map(|s| s.len() as f32).collect()
}

impl<'v> Gains<'v> {
    pub(super) fn new(view: &'v View) -> Self {
        Self {
            view,
            across: vec![0.0; view.tgt_p.len()],
            src_len: lens(&view.src),
            tgt_len: lens(&view.tgt),
            tgt_words: view.tgt.iter().map(|t| about(t, &view.tgt_p, &view.free[0])).collect(),
            cells: VecDeque::new(),
        }
    }

    /// The gains of source sentence `i` against target sentences `first..last`.
    pub(super) fn row(&mut self, i: usize, first: usize, last: usize) -> RowGains {
        let view = self.view;
        let rows = || view.src[i].iter().flat_map(|&s| &view.rows[s as usize]);
        rows().for_each(|pair| self.across[pair.tgt as usize] += pair.to);
        let sums = view.tgt[first..last]
            .iter()
            .map(|words| words.iter().map(|&t| self.across[t as usize]).collect())
            .collect();
        rows().for_each(|pair| self.across[pair.tgt as usize] = 0.0);
        self.cells.push_front(Row { first, to: sums });
        self.cells.truncate(MOST);
        RowGains { to: self.to_gains(i, first, last), back: self.back_gains(i, first, last) }
    }

    fn to_gains(&self, i: usize, first: usize, last: usize) -> Vec<[f32; MOST]> {
        let mut sums = Vec::new();
        (first..last)
            .map(|j| {
                let run = self.cells.iter().enumerate().map_while(|(m, row)| {
                    let sums = row.to.get(j.checked_sub(row.first)?)?;
                    Some((sums.as_slice(), self.src_len[i - m]))
                });
                run_gains(&self.tgt_words[j], run, &mut sums)
            })
            .collect()
    }

    fn back_gains(&mut self, i: usize, first: usize, last: usize) -> Vec<[f32; MOST]> {
        let view = self.view;
        let words = &view.src[i];
        // Runs that reach into the window may begin before it.
        let from = first.saturating_sub(MOST - 1);
        let mut cells = vec![vec![0.0_f32; words.len()]; last - from];
        for (k, &s) in words.iter().enumerate() {
            let row = &view.rows[s as usize];
            for pair in row {
                self.across[pair.tgt as usize] = pair.back;
            }
            for (cell, tgt) in cells.iter_mut().zip(&view.tgt[from..last]) {
                cell[k] = tgt.iter().map(|&t| self.across[t as usize]).sum();
            }
            for pair in row {
                self.across[pair.tgt as usize] = 0.0;
            }
        }
        let words = about(words, &view.src_p, &view.free[1]);
        let mut sums = Vec::new();
        (first..last)
            .map(|j| {
                let run = (from..=j).rev().map(|k| (cells[k - from].as_slice(), self.tgt_len[k]));
                run_gains(&words, run, &mut sums)
            })
            .collect()
    }
}

/// `(p(word), probability of no counterpart)` of each word.
fn about(words: &[u32], p: &[f32], free: &[f32]) -> Vec<(f32, f32)> {
    words.iter().map(|&w| (p[w as usize], free[w as usize])).collect()
}

/// Gains from the runs of 1, 2, … sentences across; `run` = (Σ p(word | its words) for each word, how
/// many words it has) for each sentence, nearest first. `sums` is scratch.
fn run_gains<'c>(
    words: &[(f32, f32)],
    run: impl Iterator<Item = (&'c [f32], f32)>,
    sums: &mut Vec<f32>,
) -> [f32; MOST] {
    let mut out = [f32::NEG_INFINITY; MOST];
    sums.clear();
    sums.resize(words.len(), 0.0);
    let mut n_words = 0.0;
    for (gain, (cell, len)) in out.iter_mut().zip(run) {
        sums.iter_mut().zip(cell).for_each(|(x, c)| *x += c);
        n_words += len;
        let scale = 1.0 / n_words.max(1.0);
        *gain = log_sum(words.iter().zip(&*sums).map(|(&(p, f), x)| f + (1.0 - f) * scale * x / p));
    }
    out
}

/// Σ ln x, with one logarithm for many factors.
fn log_sum(factors: impl Iterator<Item = f32>) -> f32 {
    let (mut total, mut product) = (0.0_f32, 1.0_f32);
    for x in factors {
        product *= x;
        // Taken before the product can leave the range of f32.
        if !(1e-20..=1e20).contains(&product) {
            total += product.ln();
            product = 1.0;
        }
    }
    total + product.ln()
}
