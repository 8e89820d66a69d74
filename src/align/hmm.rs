//! The hidden Markov model of word order (Vogel, Ney and Tillmann 1996), for one sentence pair.
//!
//! Each target word comes from a source word or from nothing; the distance between the source
//! words of neighbouring target words is what the model learns. Forward–backward in
//! `O(n_src · n_tgt · reach)`: jumps beyond [`REACH`] share one probability.

use super::grid::Grid;

/// The longest jump with a probability of its own.
pub const REACH: usize = 8;
const BINS: usize = 2 * REACH + 1;
/// Emissions are kept above this, so that no sentence is impossible.
const FLOOR: f32 = 1e-9;

/// How likely each jump is, and how likely a target word comes from nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Jumps {
    /// `near[REACH + d]`: weight of a jump by `d` words.
    pub near: [f32; BINS],
    /// Weight of each longer jump.
    pub far: f32,
    /// Probability that a target word comes from nothing.
    pub null: f32,
}

impl Default for Jumps {
    /// A mild preference for the next word, before anything was learnt.
    fn default() -> Self {
        let mut near = [0.0; BINS];
        for (bin, weight) in near.iter_mut().enumerate() {
            let distance = f32::from(i8::try_from(bin.abs_diff(REACH + 1)).unwrap_or(i8::MAX));
            *weight = (-0.5 * distance).exp() + 0.01;
        }
        Self { near, far: 0.01, null: 0.15 }
    }
}

impl Jumps {
    /// The jumps that were counted, smoothed by `weight` counts of a flat distribution.
    #[must_use]
    pub fn learnt(counts: &JumpCounts, weight: f32, null: f32) -> Self {
        let far_places = 20.0;
        let total = counts.near.iter().sum::<f32>() + counts.far + weight;
        let flat = weight / (f32::from(u8::try_from(BINS).unwrap_or(u8::MAX)) + far_places);
        let near = counts.near.map(|c| (c + flat) / total);
        Self { near, far: (counts.far / far_places + flat) / total, null }
    }
}

/// Expected number of jumps of each length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JumpCounts {
    /// As in [`Jumps`].
    pub near: [f32; BINS],
    /// All longer jumps together.
    pub far: f32,
}

/// p(target word `t` comes from source word `s` | both sentences), by row `t`; what a row lacks
/// to 1 is the probability that the word comes from nothing.
///
/// `emit.cell(t, s)` = p(t | s) and `null[t]` = p(t | nothing). Jumps expected under the result are
/// added to `counts` where it is given.
#[must_use]
pub fn posteriors(
    emit: &Grid,
    null: &[f32],
    jumps: &Jumps,
    counts: Option<&mut JumpCounts>,
) -> Grid {
    let (n, m) = (emit.n_src(), emit.n_tgt());
    if n == 0 || m == 0 {
        return Grid::new(n, m);
    }
    let norm = normalisers(n, jumps);
    let forward = forward(emit, null, jumps, &norm);
    let backward = backward(emit, null, jumps, &norm);
    let mut out = Grid::new(n, m);
    for t in 0..m {
        let (f, b) = (&forward[t], &backward[t]);
        let word: f32 = (0..n).map(|s| f.word[s] * b.word[s]).sum();
        let none: f32 = (0..n).map(|s| f.none[s] * b.none[s]).sum();
        let total = (word + none).max(f32::MIN_POSITIVE);
        for s in 0..n {
            *out.cell_mut(t, s) = f.word[s] * b.word[s] / total;
        }
    }
    if let Some(counts) = counts {
        count_jumps(emit, jumps, &norm, (&forward, &backward), counts);
    }
    out
}

/// One target position: `word[s]`, from source word `s`; `none[s]`, from nothing after `s`.
struct Column {
    word: Vec<f32>,
    none: Vec<f32>,
}

/// `norm[s]` = 1 / the weight of all jumps that stay in the sentence, from source word `s`.
fn normalisers(n: usize, jumps: &Jumps) -> Vec<f32> {
    let ones = vec![1.0; n];
    spread(&ones, jumps, Direction::Into).iter().map(|z| 1.0 / z.max(FLOOR)).collect()
}

/// Which end of a jump is summed over.
#[derive(Clone, Copy)]
enum Direction {
    /// `out[i] = Σ_j x[j] · jump(i − j)`: where probability arrives.
    From,
    /// `out[i] = Σ_j x[j] · jump(j − i)`: where it comes from.
    Into,
}

/// One application of the jump matrix, in time `n · BINS`.
fn spread(x: &[f32], jumps: &Jumps, direction: Direction) -> Vec<f32> {
    let far: f32 = x.iter().sum::<f32>() * jumps.far;
    (0..x.len())
        .map(|i| {
            let first = i.saturating_sub(REACH);
            let last = (i + REACH + 1).min(x.len());
            let near: f32 = (first..last)
                .map(|j| {
                    let bin = match direction {
                        Direction::From => REACH + i - j,
                        Direction::Into => REACH + j - i,
                    };
                    x[j] * (jumps.near[bin] - jumps.far)
                })
                .sum();
            (far + near).max(0.0)
        })
        .collect()
}

/// The first word's place: as a jump from just before the sentence.
fn start(n: usize, jumps: &Jumps) -> Vec<f32> {
    let weight = |s: usize| if s < REACH { jumps.near[REACH + s + 1] } else { jumps.far };
    let total: f32 = (0..n).map(weight).sum();
    (0..n).map(|s| weight(s) / total.max(FLOOR)).collect()
}

fn forward(emit: &Grid, null: &[f32], jumps: &Jumps, norm: &[f32]) -> Vec<Column> {
    let n = emit.n_src();
    let mut out: Vec<Column> = Vec::with_capacity(emit.n_tgt());
    for (t, &p_null) in null.iter().enumerate() {
        let (mut word, mut none) = match out.last() {
            None => (start(n, jumps), start(n, jumps)),
            Some(last) => {
                let both: Vec<f32> = (0..n).map(|s| last.word[s] + last.none[s]).collect();
                let scaled: Vec<f32> = both.iter().zip(norm).map(|(x, z)| x * z).collect();
                (spread(&scaled, jumps, Direction::From), both)
            }
        };
        for s in 0..n {
            word[s] *= (1.0 - jumps.null) * emit.cell(t, s).max(FLOOR);
            none[s] *= jumps.null * p_null.max(FLOOR);
        }
        scale(&mut word, &mut none);
        out.push(Column { word, none });
    }
    out
}

fn backward(emit: &Grid, null: &[f32], jumps: &Jumps, norm: &[f32]) -> Vec<Column> {
    let (n, m) = (emit.n_src(), emit.n_tgt());
    let mut out: Vec<Column> = Vec::with_capacity(m);
    for t in (0..m).rev() {
        let (mut word, mut none) = match out.last() {
            None => (vec![1.0; n], vec![1.0; n]),
            Some(next) => {
                let worded: Vec<f32> = (0..n)
                    .map(|s| next.word[s] * (1.0 - jumps.null) * emit.cell(t + 1, s).max(FLOOR))
                    .collect();
                let jumped = spread(&worded, jumps, Direction::Into);
                let skipped = jumps.null * null[t + 1].max(FLOOR);
                let both: Vec<f32> =
                    (0..n).map(|s| jumped[s] * norm[s] + next.none[s] * skipped).collect();
                (both.clone(), both)
            }
        };
        scale(&mut word, &mut none);
        out.push(Column { word, none });
    }
    out.reverse();
    out
}

/// Scales a column to sum 1: only ratios inside a column matter.
fn scale(word: &mut [f32], none: &mut [f32]) {
    let total: f32 = word.iter().sum::<f32>() + none.iter().sum::<f32>();
    if total > 0.0 {
        word.iter_mut().chain(none).for_each(|x| *x /= total);
    }
}

/// Adds the expected jumps between neighbouring target words.
fn count_jumps(
    emit: &Grid,
    jumps: &Jumps,
    norm: &[f32],
    (forward, backward): (&[Column], &[Column]),
    counts: &mut JumpCounts,
) {
    let n = emit.n_src();
    for t in 1..emit.n_tgt() {
        let from: Vec<f32> =
            (0..n).map(|s| (forward[t - 1].word[s] + forward[t - 1].none[s]) * norm[s]).collect();
        let into: Vec<f32> =
            (0..n).map(|s| emit.cell(t, s).max(FLOOR) * backward[t].word[s]).collect();
        let arrived = spread(&from, jumps, Direction::From);
        let total: f32 = (0..n).map(|s| arrived[s] * into[s]).sum();
        if total <= 0.0 {
            continue;
        }
        // The share of this word that is linked at all is what its jumps are worth.
        let worth: f32 = {
            let (f, b) = (&forward[t], &backward[t]);
            let word: f32 = (0..n).map(|s| f.word[s] * b.word[s]).sum();
            let none: f32 = (0..n).map(|s| f.none[s] * b.none[s]).sum();
            word / (word + none).max(f32::MIN_POSITIVE)
        };
        let mut near_sum = 0.0;
        for (i, &to) in into.iter().enumerate() {
            let first = i.saturating_sub(REACH);
            for (j, from) in from.iter().enumerate().take(i + REACH + 1).skip(first) {
                let bin = REACH + i - j;
                let c = from * jumps.near[bin] * to / total * worth;
                counts.near[bin] += c;
                near_sum += c;
            }
        }
        counts.far += (worth - near_sum).max(0.0);
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "the sentences of these tests have a handful of words"
)]
mod tests {
    use super::*;

    fn grid(rows: &[&[f32]]) -> Grid {
        Grid::from_fn(rows[0].len(), rows.len(), |t, s| rows[t][s])
    }

    /// The same posteriors by adding up every one of the (n + n)^m paths.
    fn by_enumeration(emit: &Grid, null: &[f32], jumps: &Jumps) -> Grid {
        let (n, m) = (emit.n_src(), emit.n_tgt());
        let weight = |d: isize| {
            let bin = REACH as isize + d;
            usize::try_from(bin).ok().and_then(|b| jumps.near.get(b)).copied().unwrap_or(jumps.far)
        };
        let step = |from: isize, to: usize| {
            let z: f32 = (0..n).map(|k| weight(k as isize - from)).sum();
            weight(to as isize - from) / z
        };
        let mut out = Grid::new(n, m);
        let mut total = 0.0;
        for path in 0..(2 * n).pow(m as u32) {
            let states: Vec<usize> =
                (0..m).map(|t| path / (2 * n).pow(t as u32) % (2 * n)).collect();
            let mut p = 1.0;
            let mut at: isize = -1;
            for (t, &state) in states.iter().enumerate() {
                let s = state % n;
                if state < n {
                    p *= (1.0 - jumps.null) * step(at, s) * emit.cell(t, s);
                } else if t == 0 {
                    // Nothing at the start still remembers a place.
                    p *= jumps.null * null[t] * step(-1, s);
                } else {
                    p *= if s as isize == at { jumps.null * null[t] } else { 0.0 };
                }
                at = s as isize;
            }
            total += p;
            for (t, &state) in states.iter().enumerate().filter(|(_, state)| **state < n) {
                *out.cell_mut(t, state) += p;
            }
        }
        Grid::from_fn(n, m, |t, s| out.cell(t, s) / total)
    }

    #[test]
    fn forward_backward_is_the_sum_over_all_paths() {
        let emit =
            grid(&[&[0.5, 0.1, 0.02], &[0.1, 0.3, 0.1], &[0.2, 0.05, 0.6], &[0.01, 0.2, 0.1]]);
        let null = [0.1, 0.02, 0.2, 0.15];
        let jumps = Jumps::default();
        let (fast, slow) =
            (posteriors(&emit, &null, &jumps, None), by_enumeration(&emit, &null, &jumps));
        for t in 0..4 {
            for s in 0..3 {
                assert!((fast.cell(t, s) - slow.cell(t, s)).abs() < 1e-4, "{t} {s}");
            }
        }
    }

    #[test]
    fn a_row_lacks_what_comes_from_nothing() {
        let emit = grid(&[&[0.5, 0.001], &[0.0001, 0.0001]]);
        let p = posteriors(&emit, &[0.001, 0.3], &Jumps::default(), None);
        assert!(p.row(0).iter().sum::<f32>() > 0.9);
        assert!(p.row(1).iter().sum::<f32>() < 0.1);
    }

    #[test]
    fn jumps_learnt_from_a_straight_text_step_forward() {
        let emit = Grid::from_fn(6, 6, |t, s| if s == t { 0.5 } else { 0.01 });
        let mut counts = JumpCounts::default();
        let _ = posteriors(&emit, &[0.01; 6], &Jumps::default(), Some(&mut counts));
        let best =
            (0..counts.near.len()).max_by(|&a, &b| counts.near[a].total_cmp(&counts.near[b]));
        assert_eq!(best, Some(REACH + 1));
        let learnt = Jumps::learnt(&counts, 1.0, 0.1);
        assert!(learnt.near[REACH + 1] > 0.5);
    }

    #[test]
    fn long_sentences_stay_finite() {
        let emit = Grid::from_fn(600, 500, |t, s| if s == t { 1e-4 } else { 0.0 });
        let p = posteriors(&emit, &vec![1e-7; 500], &Jumps::default(), None);
        assert!((0..500).all(|t| p.row(t).iter().sum::<f32>() > 0.5));
    }
}
