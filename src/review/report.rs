//! What the verdicts say of the whole: rates with intervals, the worth of the scores, agreement.

mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde::Serialize;

use super::Error;
use super::agreement::{Agreement, agreement};
use super::estimate::{Cell, Rate, Reliability, Scored, reliability, stratified, wilson};
use super::sample::{Frame, Plan, Stratum};
use super::unit::{Kind, Unit};
use super::verdict::{Fault, Judgement, Verdict};

/// The schema of the JSON.
pub const SCHEMA: &str = "tarjuman-review/1";

/// Standing verdicts by unit and reviewer, as the store gives them.
pub type Standing = BTreeMap<(String, String), Verdict>;

/// The report on a review.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `tarjuman-review/1`.
    pub schema: &'static str,
    /// How the sample was drawn.
    pub plan: Plan,
    /// What was found, kind by kind.
    pub kinds: Vec<KindReport>,
    /// How far several reviewers agree.
    pub agreement: Option<Agreement>,
    /// Who judged, how many verdicts that still hold, and the middle time of each in milliseconds.
    pub reviewers: Vec<ReviewerReport>,
    /// Verdicts on texts that have changed since.
    pub n_stale: usize,
    /// Verdicts on units that are no longer there.
    pub n_gone: usize,
    /// Sentences and quotations that somebody corrected.
    pub n_corrected: usize,
    /// What was found wrong, for a person to go to.
    pub found: Vec<Finding>,
}

/// One reviewer.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewerReport {
    /// The name.
    pub name: String,
    /// Verdicts that hold.
    pub n_verdicts: usize,
    /// Middle time of a unit; 0 where nobody measured.
    pub median_millis: u64,
}

/// One kind of unit.
#[derive(Clone, Debug, Serialize)]
pub struct KindReport {
    /// The kind.
    pub kind: Kind,
    /// Units in the folder.
    pub n_units: usize,
    /// Units that count for the estimate.
    pub n_judged: usize,
    /// Units with a verdict outside the order of drawing; they do not count for the estimate.
    pub n_beside: usize,
    /// Share of wrong units in the whole folder.
    pub wrong: Rate,
    /// Share of units that are wrong or have a minor slip.
    pub wrong_or_minor: Rate,
    /// What the sample was stratified by.
    pub by: Vec<&'static str>,
    /// The strata.
    pub strata: Vec<StratumReport>,
    /// Among the judged, how many had each fault.
    pub faults: BTreeMap<&'static str, usize>,
    /// Whether low scores mean errors; absent where there is too little to tell.
    pub reliability: Option<Reliability>,
}

/// One stratum.
#[derive(Clone, Debug, Serialize)]
pub struct StratumReport {
    /// What its units have in common.
    pub label: String,
    /// Units it has.
    pub n_units: usize,
    /// Units drawn.
    pub n_drawn: usize,
    /// Units judged.
    pub n_judged: usize,
    /// Wrong ones.
    pub n_wrong: usize,
    /// Minor slips.
    pub n_minor: usize,
    /// Units nobody could judge.
    pub n_unsure: usize,
    /// Share of wrong ones, Wilson's interval.
    pub wrong: Rate,
}

/// One unit found wrong or slightly wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The document.
    pub document: String,
    /// The place in it.
    pub place: String,
    /// What kind.
    pub kind: Kind,
    /// The verdict.
    pub judgement: Judgement,
    /// Who gave it.
    pub reviewer: String,
    /// The source.
    pub source: String,
    /// The English.
    pub english: String,
    /// What is at fault.
    pub faults: Vec<Fault>,
    /// The remark.
    pub note: String,
}

/// What all reviewers together say of a unit.
fn settled(verdicts: &[&Verdict]) -> Option<Judgement> {
    let votes = |j: Judgement| verdicts.iter().filter(|v| v.judgement == j).count();
    let (wrong, minor, right) =
        (votes(Judgement::Wrong), votes(Judgement::Minor), votes(Judgement::Right));
    match wrong + minor + right {
        0 if verdicts.is_empty() => None,
        0 => Some(Judgement::Unsure),
        // A tie goes against the text.
        sure if 2 * wrong >= sure => Some(Judgement::Wrong),
        sure if 2 * (wrong + minor) >= sure => Some(Judgement::Minor),
        _ => Some(Judgement::Right),
    }
}

/// The report on `standing` verdicts about `units`, weighed as `plan` draws them.
///
/// Within a stratum verdicts count in the order of drawing, up to the first unit without one: so
/// they are a random sample of it however far the reviewers came, and whatever else they looked at.
#[must_use]
pub fn report(units: &[Unit], standing: &Standing, plan: &Plan) -> Report {
    let mut holding: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    let by_key: BTreeMap<&str, &Unit> = units.iter().map(|u| (u.key.as_str(), u)).collect();
    let (mut n_stale, mut n_gone) = (0, 0);
    for verdict in standing.values() {
        match by_key.get(verdict.unit.as_str()) {
            Some(unit) if unit.content == verdict.content => {
                holding.entry(&unit.key).or_default().push(verdict);
            }
            Some(_) => n_stale += 1,
            None => n_gone += 1,
        }
    }
    let frame = Frame::new(units, plan);
    let kinds = Kind::ALL.into_iter().filter(|kind| frame.by.contains_key(kind));
    let kinds = kinds.map(|kind| of_kind(kind, units, &holding, &frame)).collect();
    let said: Vec<BTreeMap<&str, Judgement>> = holding
        .values()
        .map(|verdicts| verdicts.iter().map(|v| (v.reviewer.as_str(), v.judgement)).collect())
        .collect();
    let all: Vec<&Verdict> = holding.values().flatten().copied().collect();
    let corrected: BTreeSet<&str> =
        all.iter().filter(|v| !v.correction.is_empty()).map(|v| v.unit.as_str()).collect();
    Report {
        schema: SCHEMA,
        plan: plan.clone(),
        kinds,
        agreement: agreement(&said),
        reviewers: reviewers(&all),
        n_stale,
        n_gone,
        n_corrected: corrected.len(),
        found: findings(units, &holding),
    }
}

fn reviewers(all: &[&Verdict]) -> Vec<ReviewerReport> {
    let mut times: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for verdict in all {
        times.entry(&verdict.reviewer).or_default().push(verdict.millis);
    }
    let one = |(name, mut times): (&str, Vec<u64>)| {
        let n_verdicts = times.len();
        times.retain(|t| *t > 0);
        times.sort_unstable();
        let median_millis = times.get(times.len() / 2).copied().unwrap_or(0);
        ReviewerReport { name: name.to_owned(), n_verdicts, median_millis }
    };
    times.into_iter().map(one).collect()
}

fn findings(units: &[Unit], holding: &BTreeMap<&str, Vec<&Verdict>>) -> Vec<Finding> {
    let mut found = Vec::new();
    for unit in units {
        for verdict in holding.get(unit.key.as_str()).into_iter().flatten() {
            if matches!(verdict.judgement, Judgement::Wrong | Judgement::Minor) {
                let lit = |side: &super::unit::Side| match unit.kind {
                    Kind::Quote => side.lit(),
                    _ => side.text(),
                };
                found.push(Finding {
                    document: unit.document.clone(),
                    place: unit.place(),
                    kind: unit.kind,
                    judgement: verdict.judgement,
                    reviewer: verdict.reviewer.clone(),
                    source: lit(&unit.source),
                    english: lit(&unit.target),
                    faults: verdict.faults.clone(),
                    note: verdict.note.clone(),
                });
            }
        }
    }
    found.sort_by_key(|f| std::cmp::Reverse(f.judgement));
    found
}

/// Units of one stratum that count, with what all reviewers say of each, in the order of drawing up
/// to the first unit without a verdict.
fn counted<'u>(
    units: &'u [Unit],
    order: &[usize],
    holding: &BTreeMap<&str, Vec<&Verdict>>,
) -> Vec<(&'u Unit, Judgement)> {
    let said = |unit: &&Unit| settled(holding.get(unit.key.as_str())?);
    order.iter().map(|&i| &units[i]).map_while(|unit| Some((unit, said(&unit)?))).collect()
}

fn of_stratum(stratum: &Stratum, judged: &[(&Unit, Judgement)]) -> StratumReport {
    let count = |j: Judgement| judged.iter().filter(|(_, said)| *said == j).count();
    let (n_wrong, n_minor) = (count(Judgement::Wrong), count(Judgement::Minor));
    let n_unsure = count(Judgement::Unsure);
    let (n_units, n_judged) = (stratum.n_units, judged.len() - n_unsure);
    StratumReport {
        label: stratum.label.clone(),
        n_units,
        n_drawn: stratum.n_drawn,
        n_judged,
        n_wrong,
        n_minor,
        n_unsure,
        wrong: wilson(Cell { n_units, n_judged, n_wrong }),
    }
}

fn of_kind(
    kind: Kind,
    units: &[Unit],
    holding: &BTreeMap<&str, Vec<&Verdict>>,
    frame: &Frame,
) -> KindReport {
    let (mut strata, mut scored, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut faults: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (stratum, order) in frame.strata.iter().zip(&frame.order).filter(|(s, _)| s.kind == kind) {
        let judged = counted(units, order, holding);
        let found = of_stratum(stratum, &judged);
        #[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
        let weight = found.n_units as f64 / found.n_judged.max(1) as f64;
        for (unit, said) in judged.iter().filter(|(_, said)| *said != Judgement::Unsure) {
            known.insert(unit.key.as_str());
            let wrong = *said == Judgement::Wrong;
            scored.extend(unit.traits.score.map(|score| Scored { score, wrong, weight }));
            let verdicts = &holding[unit.key.as_str()];
            let named: BTreeSet<&'static str> =
                verdicts.iter().flat_map(|v| &v.faults).map(|f| f.name()).collect();
            for name in named {
                *faults.entry(name).or_default() += 1;
            }
        }
        strata.push(found);
    }
    let cells = |wrong: &dyn Fn(&StratumReport) -> usize| -> Vec<Cell> {
        let cell = |s: &StratumReport| Cell {
            n_units: s.n_units,
            n_judged: s.n_judged,
            n_wrong: wrong(s),
        };
        strata.iter().map(cell).collect()
    };
    let n_beside = (units.iter().filter(|u| u.kind == kind))
        .filter(|u| holding.contains_key(u.key.as_str()) && !known.contains(u.key.as_str()))
        .filter(|u| settled(&holding[u.key.as_str()]) != Some(Judgement::Unsure))
        .count();
    KindReport {
        kind,
        n_units: strata.iter().map(|s| s.n_units).sum(),
        n_judged: strata.iter().map(|s| s.n_judged).sum(),
        n_beside,
        wrong: stratified(&cells(&|s| s.n_wrong)),
        wrong_or_minor: stratified(&cells(&|s| s.n_wrong + s.n_minor)),
        by: frame.by[&kind].clone(),
        faults,
        reliability: reliability(&scored),
        strata,
    }
}

impl Report {
    /// The kinds whose upper bound passes `most`: a reason to hold the text back. A kind nobody
    /// has judged may be all wrong.
    #[must_use]
    pub fn over(&self, most: f64) -> Vec<&KindReport> {
        self.kinds.iter().filter(|kind| kind.wrong.high > most).collect()
    }

    /// Writes the report as JSON.
    ///
    /// # Errors
    /// When `out` refuses the bytes.
    pub fn json(&self, out: &mut dyn Write) -> Result<(), Error> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out).map_err(|source| Error::Io { what: "the report".to_owned(), source })
    }

    /// Writes the report as a page.
    ///
    /// # Errors
    /// When `out` refuses the bytes.
    pub fn html(&self, out: &mut dyn Write) -> Result<(), Error> {
        view::write(self, out)
    }

    /// The report in a few lines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for kind in &self.kinds {
            let called = kind.kind.called(kind.n_units);
            lines.push(format!(
                "{}: {} of {} {called} judged; wrong {}",
                kind.kind.name(),
                kind.n_judged,
                kind.n_units,
                percent(&kind.wrong)
            ));
            for s in &kind.strata {
                lines.push(format!(
                    "    {:<48} {:>4} of {:<5} judged, {:>3} wrong, {}",
                    s.label,
                    s.n_judged,
                    s.n_units,
                    s.n_wrong,
                    percent(&s.wrong)
                ));
            }
            lines.push(format!("    scores: {}", worth(kind)));
            if kind.n_beside > 0 {
                let n = kind.n_beside;
                lines.push(format!(
                    "    {n} more verdicts lie outside the order of drawing and do not count here"
                ));
            }
        }
        lines.extend(self.agreement.as_ref().map(agreement_line));
        lines.extend(self.reviewers.iter().map(reviewer_line));
        if self.n_stale > 0 {
            lines
                .push(format!("{} verdicts are stale: what they judged has changed", self.n_stale));
        }
        if self.n_gone > 0 {
            lines.push(format!("{} verdicts are on texts that are no longer here", self.n_gone));
        }
        lines
    }
}

/// `7.2 % (95 %: 3.1 to 15.8 %)`.
fn percent(rate: &Rate) -> String {
    let share =
        rate.share.map_or_else(|| "not known".to_owned(), |s| format!("{:.1} %", s * 100.0));
    format!("{share} (95 %: {:.1} to {:.1} %)", rate.low * 100.0, rate.high * 100.0)
}

fn worth(kind: &KindReport) -> String {
    match &kind.reliability {
        None => "too few wrong or right ones to say whether low scores mean errors".to_owned(),
        Some(r) => {
            let area = format!(
                "a wrong one scores below a right one in {:.0} % of pairs (95 %: {:.0} to {:.0} %; 50 % is chance)",
                r.auc * 100.0,
                r.low * 100.0,
                r.high * 100.0
            );
            match r.threshold {
                Some(t) => format!(
                    "{area}; looking at all with a score up to {:.2} means {:.0} % of them and finds {:.0} % of the wrong ones",
                    t.score,
                    t.looked_at * 100.0,
                    t.caught * 100.0
                ),
                None => format!("{area}; that is no ground for a threshold"),
            }
        }
    }
}

fn agreement_line(agreement: &Agreement) -> String {
    let said = |name: &str, value: Option<f64>| match value {
        Some(value) => format!("{name} {value:.2}"),
        None => format!("{name} not defined (everybody always said the same)"),
    };
    let alpha = said("Krippendorff’s alpha", agreement.alpha);
    let both = if agreement.reviewers.len() == 2 {
        format!("{}, {alpha}", said("Cohen’s kappa", agreement.kappa))
    } else {
        alpha
    };
    let n = agreement.n_units;
    format!("agreement of {} on {n} units: {both}", agreement.reviewers.join(", "))
}

fn reviewer_line(reviewer: &ReviewerReport) -> String {
    let ReviewerReport { name, n_verdicts, median_millis } = reviewer;
    let time = match median_millis {
        0 => "time not measured".to_owned(),
        #[expect(clippy::cast_precision_loss, reason = "a time to read")]
        millis => format!("{:.1} s a unit", *millis as f64 / 1000.0),
    };
    format!("{name}: {n_verdicts} verdicts, {time}")
}
