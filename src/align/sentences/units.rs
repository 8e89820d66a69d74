//! How well units that somebody paired fit, by the costs that alignment itself uses.

use super::beads::{Found, shape_cost};
use super::breaks::Breaks;
use super::gains::Lengths;
use super::path::Table;
use super::{ROUNDS, Scale, SentenceOptions, WEIGHTS, anchors, evidence};

/// How well one unit fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// What aligning would pay to leave both sides apart, minus what it would pay to pair them:
    /// ln of the odds that the pair is right, before calibration.
    pub odds: f32,
    /// −ln of how likely two such lengths are in a translation (Gale and Church 1993).
    pub length: f32,
    /// The unit near by whose translation would fit this source best, if it would fit better than
    /// its own: how many units on (negative: back), and its odds.
    pub neighbour: Option<(i32, f32)>,
}

/// How many units on either side are compared.
const NEAR: usize = 3;
/// The first shape of a bead is one sentence on each side, the next leaves one alone.
const PAIRED: usize = 0;
const ALONE: usize = 1;

/// Judges each unit against the words learnt from all of them (and the lexicon).
///
/// Units that do not fit are not learnt from in the next round, so that a wrong memory does not
/// teach its mistakes.
///
/// # Panics
/// If the sides have different lengths.
#[must_use]
pub fn fits(src: &[&str], tgt: &[&str], options: &SentenceOptions<'_>) -> Vec<Fit> {
    assert_eq!(src.len(), tgt.len(), "a unit has two sides");
    let mut views = evidence::views(src, tgt, options);
    let (lengths, breaks) = (Lengths::new(src, tgt), Breaks::default());
    let gap = f32::INFINITY;
    let scale =
        Scale { lengths: &lengths, breaks: &breaks, closeness: None, weights: WEIGHTS, gap };
    let diagonal: Vec<Found> =
        (0..src.len()).map(|i| Found { src: i..i + 1, tgt: i..i + 1, confidence: 0.0 }).collect();
    let corridor = anchors::around(&diagonal, src.len(), tgt.len());
    let mut fits = Vec::new();
    for round in 0..ROUNDS {
        let trusted: Vec<Found> = match round {
            0 => diagonal.clone(),
            _ => diagonal
                .iter()
                .zip(&fits)
                .filter(|(_, fit): &(_, &Fit)| fit.odds > 0.0)
                .map(|(bead, _)| bead.clone())
                .collect(),
        };
        for view in &mut views {
            view.learn(&trusted);
        }
        let mut table = Table::new(&views, scale, &corridor);
        fits = (0..src.len())
            .map(|i| {
                table.advance(i + 1);
                let odds = |j: usize| 2.0 * shape_cost(ALONE) - table.cost(PAIRED, i + 1, j + 1);
                let own = odds(i);
                let near = i.saturating_sub(NEAR)..(i + NEAR + 1).min(tgt.len());
                let best = near.filter(|&j| j != i).map(|j| (j, odds(j)));
                let best = best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
                let neighbour =
                    best.filter(|(_, other)| *other > own.max(0.0)).map(|(j, other)| {
                        let (i, j) = (i32::try_from(i), i32::try_from(j));
                        (j.unwrap_or(i32::MAX).saturating_sub(i.unwrap_or(i32::MAX)), other)
                    });
                Fit { odds: own, length: lengths.cost((i + 1, 1), (i + 1, 1)), neighbour }
            })
            .collect();
    }
    fits
}
