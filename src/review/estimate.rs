//! From verdicts on a sample to a rate in the whole, with its interval.

/// The two-sided 95 % quantile of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// What was judged in one stratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Units in the population.
    pub n_units: usize,
    /// Units judged, drawn by lot.
    pub n_judged: usize,
    /// Of these, wrong.
    pub n_wrong: usize,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Rate {
    /// The estimate; `None` where nothing supports one.
    pub share: Option<f64>,
    /// Lower bound of the 95 % interval.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Rate {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { share: None, low: 0.0, high: 1.0 };
}

#[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
fn real(n: usize) -> f64 {
    n as f64
}

/// The score interval of Wilson (1927) for `share` seen among `n` units.
fn score_interval(share: f64, n: f64) -> (f64, f64) {
    if n.is_infinite() {
        return (share, share);
    }
    let zz = Z95 * Z95 / n;
    let centre = (share + zz / 2.0) / (1.0 + zz);
    let half = (zz * (share * (1.0 - share) + zz / 4.0)).sqrt() / (1.0 + zz);
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// How many units of an endless population would say as much as `n_judged` of `n_units`: all of
/// them say everything.
fn effective(cell: Cell) -> f64 {
    let (all, n) = (real(cell.n_units), real(cell.n_judged));
    if cell.n_judged >= cell.n_units { f64::INFINITY } else { n * (all - 1.0) / (all - n) }
}

/// Wilson's interval for the share of wrong units in one stratum, corrected for its size.
///
/// ```
/// use tarjuman::review::estimate::{Cell, wilson};
/// let rate = wilson(Cell { n_units: 1_000_000, n_judged: 10, n_wrong: 1 });
/// assert!((rate.low - 0.0179).abs() < 1e-4 && (rate.high - 0.4042).abs() < 1e-4);
/// let census = wilson(Cell { n_units: 10, n_judged: 10, n_wrong: 1 });
/// assert_eq!((census.low, census.high), (0.1, 0.1));
/// ```
#[must_use]
pub fn wilson(cell: Cell) -> Rate {
    if cell.n_judged == 0 {
        return Rate::UNKNOWN;
    }
    let share = real(cell.n_wrong) / real(cell.n_judged);
    let (low, high) = score_interval(share, effective(cell));
    let (least, most) = known(cell);
    Rate { share: Some(share), low: low.max(least), high: high.min(most) }
}

/// The lower bound of Clopper and Pearson (1934) for `k` of `n`.
fn exact_low(k: usize, n: usize) -> f64 {
    if k == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, real(k) / real(n));
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if upper_tail(k, n, middle) < 0.025 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The same for `share` of `n` units, neither a whole number: between its neighbours.
fn effective_low(share: f64, n: f64) -> f64 {
    // Of many units the score interval says the same.
    if n > 5000.0 {
        return score_interval(share, n).0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of at most 5000 units"
    )]
    let whole = |x: f64| x.max(0.0) as usize;
    let n = whole(n.round().max(1.0));
    let k = share * real(n);
    let (below, above) = (exact_low(whole(k), n), exact_low(whole(k.ceil()).min(n), n));
    below + (above - below) * k.fract()
}

/// What is certain: the wrong units seen are wrong, the right ones right, whatever the rest is.
fn known(cell: Cell) -> (f64, f64) {
    let all = cell.n_units.max(cell.n_judged);
    let right = cell.n_judged - cell.n_wrong;
    (real(cell.n_wrong) / real(all), real(all - right) / real(all))
}

/// The chance of `k` or more of `n` at `share` each.
fn upper_tail(k: usize, n: usize, share: f64) -> f64 {
    if share <= 0.0 {
        return if k == 0 { 1.0 } else { 0.0 };
    }
    // ln of C(n, i) share^i (1 - share)^(n - i), from one i to the next.
    let (mut term, mut sum) = (real(n) * (-share).ln_1p(), 0.0);
    for i in 0..k {
        sum += term.exp();
        term += (real(n - i) / real(i + 1)).ln() + share.ln() - (-share).ln_1p();
    }
    1.0 - sum
}

/// The share of wrong units in the whole population, weighted back from its strata.
///
/// The estimate is Σ W·p. No single interval for it covers well when errors are rare and weights
/// differ, so the wider of two is given on each side (`docs/decisions/0056`): the strata's own
/// bounds, squared and added (MOVER, Zou and Donner 2008), and the bounds of one sample of the
/// effective size (Korn and Graubard 1998), with the strata's variances smoothed towards the whole.
/// Lower bounds are Clopper and Pearson's, upper ones Wilson's.
/// Without a verdict in some stratum there is no estimate, and that stratum's rate may be anything.
#[must_use]
pub fn stratified(cells: &[Cell]) -> Rate {
    let cells: Vec<Cell> = cells.iter().copied().filter(|c| c.n_units > 0).collect();
    let all: f64 = cells.iter().map(|c| real(c.n_units)).sum();
    let judged: usize = cells.iter().map(|c| c.n_judged).sum();
    if judged == 0 {
        return Rate::UNKNOWN;
    }
    let weight = |c: &Cell| real(c.n_units) / all;
    let blank = cells.iter().any(|c| c.n_judged == 0);
    let share_of =
        |c: &Cell| if c.n_judged == 0 { 0.5 } else { real(c.n_wrong) / real(c.n_judged) };
    let share: f64 = cells.iter().map(|c| weight(c) * share_of(c)).sum();
    let low_of = |c: &Cell| match c.n_wrong {
        _ if c.n_judged >= c.n_units => share_of(c),
        wrong => exact_low(wrong, c.n_judged),
    };
    let down = |c: &Cell| if c.n_judged == 0 { 0.5 } else { share_of(c) - low_of(c) };
    let up = |c: &Cell| wilson(*c).high - share_of(c);
    let squares = |reach: &dyn Fn(&Cell) -> f64| {
        cells.iter().map(|c| (weight(c) * reach(c)).powi(2)).sum::<f64>().sqrt()
    };
    let (mut low, mut high) = (share - squares(&down), share + squares(&up));
    if !blank {
        let pooled = (share * real(judged) + 1.0) / (real(judged) + 2.0);
        let variance: f64 = cells
            .iter()
            .map(|c| {
                let smooth = (real(c.n_wrong) + pooled) / (real(c.n_judged) + 1.0);
                weight(c).powi(2) * smooth * (1.0 - smooth) / effective(*c)
            })
            .sum();
        if variance > 0.0 {
            let n = pooled * (1.0 - pooled) / variance;
            let (l, h) = (effective_low(share, n), score_interval(share, n).1);
            (low, high) = (low.min(l), high.max(h));
        }
    }
    let seen = cells.iter().fold(Cell { n_units: 0, n_judged: 0, n_wrong: 0 }, |sum, c| Cell {
        n_units: sum.n_units + c.n_units,
        n_judged: sum.n_judged + c.n_judged,
        n_wrong: sum.n_wrong + c.n_wrong,
    });
    let (least, most) = known(seen);
    let share = (!blank).then_some(share);
    Rate { share, low: low.max(least), high: high.min(most) }
}

/// One judged unit with a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// How sure the program was.
    pub score: f64,
    /// Whether the unit is wrong.
    pub wrong: bool,
    /// How many units it stands for.
    pub weight: f64,
}

/// What the scores are worth as a warning.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Reliability {
    /// The chance that a wrong unit has a lower score than a right one, ties half: the area under
    /// the ROC curve. 0.5 is worth nothing.
    pub auc: f64,
    /// Its 95 % interval (Hanley and `McNeil` 1982).
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Where the scores do warn: look at what is at or below it.
    pub threshold: Option<Threshold>,
}

/// A score at or below which units are worth a look.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Threshold {
    /// The score.
    pub score: f64,
    /// The share of all units that must then be looked at.
    pub looked_at: f64,
    /// The share of the wrong ones among them.
    pub caught: f64,
}

/// Whether low scores mean errors; `None` with fewer than three wrong or three right units, which
/// say nothing either way. A threshold (Youden 1950) is proposed only where the interval of the
/// area lies above one half.
#[must_use]
pub fn reliability(scored: &[Scored]) -> Option<Reliability> {
    let (wrong, right): (Vec<&Scored>, Vec<&Scored>) = scored.iter().partition(|s| s.wrong);
    if wrong.len() < 3 || right.len() < 3 {
        return None;
    }
    let (mut area, mut pairs) = (0.0, 0.0);
    for w in &wrong {
        for r in &right {
            let weight = w.weight * r.weight;
            pairs += weight;
            area += weight
                * match w.score.total_cmp(&r.score) {
                    std::cmp::Ordering::Less => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Greater => 0.0,
                };
        }
    }
    let auc = area / pairs;
    let (one, two) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let variance = (auc * (1.0 - auc)
        + (real(wrong.len()) - 1.0) * (one - auc * auc)
        + (real(right.len()) - 1.0) * (two - auc * auc))
        / (real(wrong.len()) * real(right.len()));
    let half = Z95 * variance.max(0.0).sqrt();
    let (low, high) = ((auc - half).max(0.0), (auc + half).min(1.0));
    let threshold = (low > 0.5).then(|| threshold(scored)).flatten();
    Some(Reliability { auc, low, high, threshold })
}

fn threshold(scored: &[Scored]) -> Option<Threshold> {
    let sum = |keep: &dyn Fn(&Scored) -> bool| -> f64 {
        scored.iter().filter(|s| keep(s)).map(|s| s.weight).sum()
    };
    let (all, wrong) = (sum(&|_| true), sum(&|s| s.wrong));
    let right = all - wrong;
    let mut best: Option<(f64, Threshold)> = None;
    let mut cuts: Vec<f64> = scored.iter().map(|s| s.score).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    for cut in cuts {
        let caught = sum(&|s| s.wrong && s.score <= cut) / wrong;
        let passed = sum(&|s| !s.wrong && s.score > cut) / right;
        let gain = caught + passed - 1.0;
        if best.is_none_or(|(known, _)| gain > known) {
            let looked_at = sum(&|s| s.score <= cut) / all;
            best = Some((gain, Threshold { score: cut, looked_at, caught }));
        }
    }
    best.map(|(_, threshold)| threshold)
}
