//! `tarjuman review report OUT`: what the verdicts say of the whole, and a gate.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::faces::put;
use super::{kinds, open, store};
use crate::cli::Outcome;
use crate::cli::args::ReviewReportArgs;
use crate::cli::report::{Level, Reporter};
use crate::review::report::report;
use crate::review::unit::Kind;

pub(super) fn run(args: &ReviewReportArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let folder = open(&args.out, reporter)?;
    let store = store(&args.out, args.verdicts.as_deref())?;
    let mut plan = store.plan()?.unwrap_or_default();
    if !args.kind.is_empty() {
        plan.kinds = kinds(&args.kind);
    }
    let standing = store.standing()?;
    if args.kind.is_empty() {
        // Whatever was judged is reported, also what an earlier sample was drawn for.
        let judged: BTreeSet<Kind> = standing.values().map(|verdict| verdict.kind).collect();
        plan.kinds = plan.kinds.into_iter().chain(judged).collect();
    }
    let report = report(&folder.units, &standing, &plan);
    if let Some(path) = &args.html {
        put(path, |mut file| report.html(&mut file).map_err(io::Error::other))?;
    }
    if let Some(path) = &args.json {
        put(path, |mut file| report.json(&mut file).map_err(io::Error::other))?;
    }
    let to_stdout =
        |path: &Option<std::path::PathBuf>| path.as_ref().is_some_and(|p| p.as_os_str() == "-");
    if !to_stdout(&args.html) && !to_stdout(&args.json) {
        let mut out = io::stdout().lock();
        for line in report.lines() {
            writeln!(out, "{line}")?;
        }
    }
    let mut outcome = if folder.failed { Outcome::Flagged } else { Outcome::Done };
    for kind in args.max_error.into_iter().flat_map(|most| report.over(most)) {
        outcome = Outcome::Flagged;
        let most = args.max_error.unwrap_or_default() * 100.0;
        let high = kind.wrong.high * 100.0;
        let said = format!("up to {high:.1} % may be wrong, more than the {most:.1} % allowed");
        reporter.say(Level::Error, Some(kind.kind.called(2)), &said);
    }
    Ok(outcome)
}
