//! `tarjuman review OUT`: the spot check, its report, and the corrections put into the documents.

mod apply;
mod faces;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Outcome;
use super::args::{ReviewAction, ReviewArgs, ReviewKind};
use super::report::{Level, Reporter};
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::record::{self, SCHEMA};
use crate::review::store::Store;
use crate::review::unit::{self, BeadEntry, Kind, Unit};

pub(crate) fn run(args: &ReviewArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    match &args.action {
        Some(ReviewAction::Report(args)) => report::run(args, reporter),
        Some(ReviewAction::Apply(args)) => apply::run(args, reporter),
        None => faces::run(args, reporter),
    }
}

/// What an output folder holds for review.
struct Folder {
    articles: Vec<Article>,
    units: Vec<Unit>,
    /// Whether a file could not be read, which was said.
    failed: bool,
}

/// What `align --format json` writes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pair {
    Beads(Vec<BeadEntry>),
    Object { beads: Vec<BeadEntry> },
}

/// Reads every document file and every aligned pair of `out`, by name.
fn open(out: &Path, reporter: &Reporter) -> anyhow::Result<Folder> {
    let hint = "name a folder that `tarjuman translate` wrote";
    let entries =
        fs::read_dir(out).with_context(|| format!("{}: cannot be read; {hint}", out.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("{}: cannot be read", out.display()))?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    let mut folder = Folder { articles: Vec::new(), units: Vec::new(), failed: false };
    for path in paths.iter().filter(|path| path.file_name().is_some_and(|n| n != "run.json")) {
        if let Err(error) = folder.take(path) {
            folder.failed = true;
            reporter.say(Level::Error, Some(&path.display().to_string()), &format!("{error:#}"));
        }
    }
    if folder.units.is_empty() {
        bail!("{}: nothing to review; {hint}, with json among its formats", out.display());
    }
    Ok(folder)
}

impl Folder {
    fn take(&mut self, path: &Path) -> anyhow::Result<()> {
        let bytes = fs::read(path).context("cannot be read")?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        if let Ok(pair) = serde_json::from_slice::<Pair>(&bytes) {
            let (Pair::Beads(beads) | Pair::Object { beads }) = pair;
            self.units.extend(unit::beads(&name.unwrap_or_default(), &beads, (Lang::FR, Lang::EN)));
            return Ok(());
        }
        // JSON of others may lie here, our own reports among it.
        let value: serde_json::Value = serde_json::from_slice(&bytes).context("is no JSON")?;
        if value.get("schema").and_then(|s| s.as_str()) != Some(SCHEMA) {
            return Ok(());
        }
        let file = record::read(&bytes).context("is no document file")?;
        let article = record::restore(&file).context("is damaged; translate it again")?;
        self.units.extend(unit::units(&article));
        self.articles.push(article);
        Ok(())
    }
}

/// Opens the verdicts of `out`.
fn store(out: &Path, named: Option<&Path>) -> anyhow::Result<Store> {
    let path = named.map_or_else(|| out.join("verdicts.sqlite"), Path::to_owned);
    Ok(Store::open(&path)?)
}

fn kinds(named: &[ReviewKind]) -> Vec<Kind> {
    let kind = |kind: &ReviewKind| match kind {
        ReviewKind::Segment => Kind::Segment,
        ReviewKind::Quote => Kind::Quote,
        ReviewKind::Links => Kind::Links,
        ReviewKind::Bead => Kind::Bead,
    };
    named.iter().map(kind).collect()
}
