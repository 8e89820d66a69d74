//! Which units are judged, and why each one.
//!
//! The population of each kind is divided into strata; within a stratum units are taken in the
//! order of *permanent random numbers* (Ohlsson 1995): a hash of seed and unit. The first n of
//! that order are a simple random sample for every n, so a sample can grow, and a new run that
//! changes some sentences keeps the rest of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::unit::{Kind, Unit};

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// A stratified random sample.
    Sample,
    /// Everything that asks for a look.
    Flagged,
    /// Everything of one document, by its id.
    Document(String),
}

/// How to draw. The same plan over the same units draws the same sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What is drawn.
    pub choice: Choice,
    /// Which kinds of units.
    pub kinds: Vec<Kind>,
    /// Units of each kind in a sample.
    pub size: usize,
    /// Another seed, another sample.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        let kinds = vec![Kind::Segment, Kind::Quote, Kind::Bead];
        Self { choice: Choice::Sample, kinds, size: 60, seed: 1 }
    }
}

/// A part of the population, and how much of it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// The kind of its units.
    pub kind: Kind,
    /// What its units have in common.
    pub label: String,
    /// How many units it has.
    pub n_units: usize,
    /// How many are drawn.
    pub n_drawn: usize,
}

/// The population ordered for drawing.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The strata, by kind, then in the order of their first unit's traits.
    pub strata: Vec<Stratum>,
    /// The units of each stratum, by number, in the order in which they are drawn.
    pub order: Vec<Vec<usize>>,
    /// What each kind is stratified by.
    pub by: BTreeMap<Kind, Vec<&'static str>>,
}

/// One unit to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The unit, by its number among those given.
    pub unit: usize,
    /// Why it was drawn, in words.
    pub why: String,
}

/// Units of a stratum that are drawn where it has them.
const LEAST: usize = 2;
/// A stratum is not made so small that fewer than this many would be drawn of it on average.
const MEAN: usize = 4;

/// What may divide a population, the most telling first.
const TRAITS: [(&str, Divide); 5] = [
    ("whether it is flagged", flagged),
    ("score", band),
    ("whether it holds a quotation", quoted),
    ("hops", hops),
    ("document", document),
];

/// The class of a unit, with the two bounds between the thirds of the scores.
type Divide = fn(&Unit, Option<[f64; 2]>) -> String;

fn flagged(unit: &Unit, _: Option<[f64; 2]>) -> String {
    if unit.traits.flagged { "flagged" } else { "not flagged" }.to_owned()
}

fn band(unit: &Unit, thirds: Option<[f64; 2]>) -> String {
    match (unit.traits.score, thirds) {
        (None, _) => "no score",
        (Some(score), Some([low, _])) if score <= low => "low score",
        (Some(score), Some([_, high])) if score > high => "high score",
        (Some(_), _) => "middle score",
    }
    .to_owned()
}

fn quoted(unit: &Unit, _: Option<[f64; 2]>) -> String {
    match (unit.kind, unit.traits.quoted) {
        (Kind::Quote, _) => String::new(),
        (_, true) => "with a quotation".to_owned(),
        (_, false) => "no quotation".to_owned(),
    }
}

fn hops(unit: &Unit, _: Option<[f64; 2]>) -> String {
    match unit.traits.hops {
        0 => String::new(),
        1..=3 => "up to 3 hops".to_owned(),
        _ => "4 hops or more".to_owned(),
    }
}

fn document(unit: &Unit, _: Option<[f64; 2]>) -> String {
    format!("in {}", unit.document)
}

/// The two scores between which the middle third of `units` lies.
fn thirds(units: &[Unit], members: &[usize]) -> Option<[f64; 2]> {
    let mut scores: Vec<f64> = members.iter().filter_map(|&i| units[i].traits.score).collect();
    scores.sort_by(f64::total_cmp);
    let at = |third: usize| scores.get((scores.len() * third / 3).saturating_sub(1)).copied();
    Some([at(1)?, at(2)?])
}

/// A number that belongs to `unit` under `seed` for good, uniform over `u64`.
fn permanent(seed: u64, unit: &Unit) -> u64 {
    let mut sha = Sha256::new();
    sha.update(seed.to_le_bytes());
    sha.update(unit.key.as_bytes());
    let digest = sha.finalize();
    u64::from_le_bytes(digest[..8].try_into().expect("a digest has 32 bytes"))
}

impl Frame {
    /// Divides `units` into strata for samples of `plan.size` a kind, and orders each of them.
    #[must_use]
    pub fn new(units: &[Unit], plan: &Plan) -> Self {
        let mut frame = Self { strata: Vec::new(), order: Vec::new(), by: BTreeMap::new() };
        for kind in Kind::ALL.into_iter().filter(|kind| plan.kinds.contains(kind)) {
            let members: Vec<usize> = (0..units.len()).filter(|&i| units[i].kind == kind).collect();
            if !members.is_empty() {
                frame.divide(units, &members, plan);
            }
        }
        frame
    }

    fn divide(&mut self, units: &[Unit], members: &[usize], plan: &Plan) {
        let kind = units[members[0]].kind;
        let thirds = thirds(units, members);
        let most = (plan.size.min(members.len()) / MEAN).max(1);
        let mut labels: Vec<Vec<String>> = vec![Vec::new(); members.len()];
        let mut by = Vec::new();
        for (name, class) in TRAITS {
            let finer: Vec<Vec<String>> = labels
                .iter()
                .zip(members)
                .map(|(label, &i)| [&label[..], &[class(&units[i], thirds)]].concat())
                .collect();
            let n_cells = |labels: &[Vec<String>]| {
                labels.iter().collect::<std::collections::BTreeSet<_>>().len()
            };
            // A division that divides nothing, or into more cells than the sample can fill, is not made.
            if (n_cells(&labels) + 1..=most).contains(&n_cells(&finer)) {
                labels = finer;
                by.push(name);
            }
        }
        let mut cells: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (label, &i) in labels.into_iter().zip(members) {
            cells.entry(label).or_default().push(i);
        }
        for cell in cells.values_mut() {
            cell.sort_by_key(|&i| (permanent(plan.seed, &units[i]), i));
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
        let mean = |cell: &[usize]| {
            let sum: f64 = cell.iter().map(|&i| spread(&units[i], thirds)).sum();
            sum / cell.len() as f64
        };
        let sizes: Vec<(usize, f64)> =
            cells.values().map(|cell| (cell.len(), mean(cell))).collect();
        for ((label, cell), n_drawn) in cells.into_iter().zip(allocate(&sizes, plan.size)) {
            let said: Vec<String> = label.into_iter().filter(|part| !part.is_empty()).collect();
            let label = if said.is_empty() { "all".to_owned() } else { said.join(", ") };
            self.strata.push(Stratum { kind, label, n_units: cell.len(), n_drawn });
            self.order.push(cell);
        }
        self.by.insert(kind, by);
    }
}

/// The standard deviation of "is wrong" that is expected among units like this one. A guess, which
/// decides only where the sample is denser: every unit is weighted by what was really drawn.
fn spread(unit: &Unit, thirds: Option<[f64; 2]>) -> f64 {
    let low = matches!((unit.traits.score, thirds), (Some(s), Some([low, _])) if s <= low);
    let expected: f64 = match (unit.traits.flagged, low) {
        (true, true) => 0.4,
        (true, false) => 0.3,
        (false, true) => 0.15,
        (false, false) => 0.08,
    };
    (expected * (1.0 - expected)).sqrt()
}

/// Shares `size` out over strata of (units, expected deviation): the exact form of Neyman's
/// allocation by priority values (Wright 2012), at least [`LEAST`] each.
#[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
fn allocate(strata: &[(usize, f64)], size: usize) -> Vec<usize> {
    let mut drawn: Vec<usize> = strata.iter().map(|(n, _)| (*n).min(LEAST)).collect();
    let mut left = size.saturating_sub(drawn.iter().sum());
    while left > 0 {
        let priority = |h: usize| {
            let (n_units, deviation) = strata[h];
            let n = drawn[h] as f64;
            n_units as f64 * deviation / (n * (n + 1.0)).sqrt()
        };
        let open = (0..strata.len()).filter(|&h| drawn[h] < strata[h].0);
        let Some(next) = open.max_by(|&a, &b| priority(a).total_cmp(&priority(b)).then(b.cmp(&a)))
        else {
            break;
        };
        drawn[next] += 1;
        left -= 1;
    }
    drawn
}

/// Draws from `units` what `plan` says, in the order in which it should be judged: strata take
/// turns, so that a judge who stops early has seen something of each.
#[must_use]
pub fn draw(units: &[Unit], plan: &Plan) -> Vec<Drawn> {
    let wanted = |unit: &Unit| plan.kinds.contains(&unit.kind);
    let all = units.iter().enumerate().filter(|(_, unit)| wanted(unit));
    match &plan.choice {
        Choice::Sample => sampled(units, plan),
        Choice::Flagged => all
            .filter(|(_, unit)| unit.traits.flagged)
            .map(|(i, unit)| Drawn { unit: i, why: format!("flagged: {}", unit.flags.join("; ")) })
            .collect(),
        Choice::Document(id) => all
            .filter(|(_, unit)| unit.document == *id)
            .map(|(i, _)| Drawn { unit: i, why: format!("part of {id}") })
            .collect(),
    }
}

fn sampled(units: &[Unit], plan: &Plan) -> Vec<Drawn> {
    let frame = Frame::new(units, plan);
    let mut turns: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (h, (stratum, order)) in frame.strata.iter().zip(&frame.order).enumerate() {
        for (rank, &unit) in order.iter().take(stratum.n_drawn).enumerate() {
            turns.push((rank, h, stratum.n_drawn, unit));
        }
    }
    // By (rank + ½) / n, compared without division.
    turns.sort_by(|a, b| {
        ((2 * a.0 + 1) * b.2).cmp(&((2 * b.0 + 1) * a.2)).then((a.1, a.0).cmp(&(b.1, b.0)))
    });
    turns.into_iter().map(|(_, h, _, unit)| Drawn { unit, why: why(&frame.strata[h]) }).collect()
}

fn why(stratum: &Stratum) -> String {
    let Stratum { kind, label, n_units, n_drawn } = stratum;
    let called = kind.called(*n_units);
    if *n_units == 1 {
        return format!("{label}: the only such {called}");
    }
    if n_units == n_drawn {
        return format!("{label}: all {n_units} such {called} are judged");
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
    let weight = *n_units as f64 / *n_drawn as f64;
    format!(
        "{label}: one of {n_drawn} drawn by lot from {n_units} such {called}; stands for {weight:.1}"
    )
}
