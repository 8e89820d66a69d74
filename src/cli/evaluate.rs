//! `tarjuman eval mt|align|link|segment`: a system's output against a reference.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use super::Outcome;
use super::args::{EvalArgs, EvalWhat};
use crate::align::format::{RawBead, read_beads, read_pharaoh};
use crate::eval::reliability::{Reliability, reliability};
use crate::eval::{Prf, beads, boundaries, links, mt};

pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    match &args.what {
        EvalWhat::Mt { reference, hypothesis } => {
            let (reference, hypothesis) = (read(reference)?, read(hypothesis)?);
            let (r, h): (Vec<&str>, Vec<&str>) =
                (reference.lines().collect(), hypothesis.lines().collect());
            for (name, scored) in [("BLEU", mt::bleu(&h, &r)?), ("chrF2", mt::chrf(&h, &r)?)] {
                writeln!(out, "{name}|{} = {:.2}", scored.signature, scored.score)?;
            }
        }
        EvalWhat::Align { gold, predicted } => {
            let gold = read_beads(&read(gold)?).with_context(|| gold.display().to_string())?;
            let text = read(predicted)?;
            // An array of objects, where beads are lines of two lists.
            let head: String = text.chars().filter(|c| !c.is_whitespace()).take(2).collect();
            let with_confidence = head == "[{";
            let predicted = if with_confidence {
                let read = sure_beads(&text).with_context(|| predicted.display().to_string())?;
                table(&reliability(&gold, &read), &mut out)?;
                read.into_iter().map(|(bead, _)| bead).collect()
            } else {
                read_beads(&text).with_context(|| predicted.display().to_string())?
            };
            let score = beads::score(&gold, &predicted);
            print("strict", score.strict, &mut out)?;
            print("lax", score.lax, &mut out)?;
        }
        EvalWhat::Link { gold, predicted } => {
            let text = read(gold)?;
            let gold = gold_links(&text).with_context(|| gold.display().to_string())?;
            let predicted =
                read_pharaoh(&read(predicted)?).with_context(|| predicted.display().to_string())?;
            let score = links::score(&gold, &predicted);
            writeln!(out, "P {:.4} R {:.4} AER {:.4}", score.precision, score.recall, score.aer)?;
        }
        EvalWhat::Segment { gold, predicted } => {
            let (gold, predicted) = (read(gold)?, read(predicted)?);
            let sentences: Vec<&str> =
                predicted.lines().filter(|line| !line.trim().is_empty()).collect();
            print("boundaries", boundaries::score(&blocks(&gold), &sentences)?, &mut out)?;
        }
    }
    Ok(Outcome::Done)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read as UTF-8 text", path.display()))
}

/// A bead of `align --format json`.
#[derive(serde::Deserialize)]
struct SureBead {
    source: Vec<usize>,
    target: Vec<usize>,
    confidence: f64,
}

fn sure_beads(text: &str) -> anyhow::Result<Vec<(RawBead, f64)>> {
    let read: Vec<SureBead> =
        serde_json::from_str(text).context("give beads, or what `align --format json` writes")?;
    let bead = |b: SureBead| (RawBead { src: b.source, tgt: b.target, cost: None }, b.confidence);
    Ok(read.into_iter().map(bead).collect())
}

/// Whether confidence means what it says, a line a step that holds beads.
fn table(found: &Reliability, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "confidence  beads   said  right")?;
    for (n, step) in (0_u8..).zip(&found.steps).filter(|(_, step)| step.n > 0) {
        let (low, high) = (f64::from(n) / 10.0, f64::from(n + 1) / 10.0);
        let (said, right) = (step.said, step.right);
        writeln!(out, " {low:.1} to {high:.1} {:6}  {said:.3}  {right:.3}", step.n)?;
    }
    writeln!(out, "expected calibration error {:.4}", found.error)
}

fn print(name: &str, score: Prf, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{name} P {:.4} R {:.4} F1 {:.4}", score.precision, score.recall, score.f1)
}

/// Gold links in either notation: WPT lines are numbers alone, Pharaoh lines hold `1-2` or `1p2`.
fn gold_links(text: &str) -> Result<Vec<links::Gold>, links::GoldError> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let wpt = first.split_whitespace().take(3).all(|field| field.parse::<usize>().is_ok());
    if wpt { links::read_wpt(text) } else { links::read_marked(text) }
}

/// Sentences one a line, blocks apart by empty lines.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut out = vec![Vec::new()];
    for line in text.lines() {
        match (line.trim().is_empty(), out.last_mut()) {
            (true, Some(last)) if !last.is_empty() => out.push(Vec::new()),
            (false, Some(last)) => last.push(line),
            _ => {}
        }
    }
    out.retain(|block| !block.is_empty());
    out
}
