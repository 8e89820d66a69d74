//! The review itself, in the browser, in the terminal, or on a sheet.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::{kinds, open, store};
use crate::cli::Outcome;
use crate::cli::args::ReviewArgs;
use crate::cli::clock;
use crate::cli::output::write_atomically;
use crate::cli::report::{Level, Reporter};
use crate::review::page::{self, Face};
use crate::review::sample::{Choice, Plan};
use crate::review::server::Server;
use crate::review::store::{Store, export};
use crate::review::{Session, sheet, terminal};

pub(super) fn run(args: &ReviewArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let out = args.out.as_deref().expect("the parser requires OUT without a subcommand");
    let folder = open(out, reporter)?;
    let store = store(out, args.verdicts.as_deref())?;
    if let Some(path) = &args.face.export {
        let verdicts = store.history()?;
        put(path, |mut file| export(&verdicts, &mut file).map_err(io::Error::other))?;
        return Ok(Outcome::Done);
    }
    let plan = plan(args, &store)?;
    if let Choice::Document(id) = &plan.choice
        && !folder.units.iter().any(|unit| unit.document == *id)
    {
        let mut known: Vec<&str> = folder.units.iter().map(|u| u.document.as_str()).collect();
        known.dedup();
        bail!("--document {id}: there is no such document; there are {}", known.join(", "));
    }
    let reviewer = reviewer(args);
    let failed = folder.failed;
    let session = Session::begin(folder.units, folder.articles, &plan, &reviewer, store)?;
    let outcome = show(args, session, reporter)?;
    Ok(if failed { Outcome::Flagged } else { outcome })
}

fn show(args: &ReviewArgs, mut session: Session, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let face = &args.face;
    let on_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if face.serve {
        let server = Server::bind(args.port.unwrap_or(0), token()?)?;
        // The address is the result: a person or a script opens it.
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{}", server.url())?;
        stdout.flush()?;
        drop(stdout);
        let n = session.drawn().len();
        reporter.say(
            Level::Note,
            None,
            &format!("{n} units for {}; open the address in your browser; Ctrl-C ends, and every verdict is kept", session.reviewer()),
        );
        server.run(session, clock::now)?;
    } else if let Some(path) = &face.sheet {
        let html = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
        put(path, |mut file| {
            let written = if html {
                page::write(&session, Face::Sheet, &mut file)
            } else {
                sheet::csv(&session, &mut file)
            };
            written.map_err(io::Error::other)
        })?;
        let n = session.drawn().len();
        let said = format!("{n} units; read it back with --import");
        reporter.say(Level::Note, Some(&path.display().to_string()), &said);
    } else if let Some(path) = &face.import {
        return import(path, &mut session, reporter);
    } else if face.terminal || (on_terminal && !face.list) {
        let session = terminal::run(session, clock::now, &clock::stopwatch)?;
        let progress = session.progress();
        let said = format!(
            "{} of {} judged; `tarjuman review report` says what it means",
            progress.judged, progress.drawn
        );
        reporter.say(Level::Note, None, &said);
    } else {
        list(&session)?;
    }
    Ok(Outcome::Done)
}

/// What is drawn: what was asked for, or the sample that was begun.
fn plan(args: &ReviewArgs, store: &Store) -> anyhow::Result<Plan> {
    let mut plan = store.plan()?.unwrap_or_default();
    if let Some(size) = args.sample {
        plan.size = usize::try_from(size).context("--sample")?;
    }
    if let Some(seed) = args.seed {
        plan.seed = seed;
    }
    if !args.kind.is_empty() {
        plan.kinds = kinds(&args.kind);
    }
    plan.choice = match &args.document {
        Some(id) => Choice::Document(id.clone()),
        None if args.flagged => Choice::Flagged,
        None => Choice::Sample,
    };
    Ok(plan)
}

fn import(path: &Path, session: &mut Session, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let name = path.display().to_string();
    let bytes = fs::read(path).with_context(|| format!("{name}: cannot be read"))?;
    let (rows, mut complaints) = sheet::read(&bytes).with_context(|| name.clone())?;
    let n_rows = rows.len();
    let (kept, refused) = session.import(rows, &clock::now())?;
    complaints.extend(refused);
    for complaint in &complaints {
        reporter.say(Level::Warning, Some(&name), &complaint.to_string());
    }
    let said = format!("{n_rows} rows filled in, {kept} new verdicts kept");
    reporter.say(Level::Note, Some(&name), &said);
    Ok(if complaints.is_empty() { Outcome::Done } else { Outcome::Flagged })
}

/// What was drawn, one unit a line: document, place, kind, verdict, why.
fn list(session: &Session) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (n, drawn) in session.drawn().iter().enumerate() {
        let Some(unit) = session.unit(n) else { continue };
        let verdict = session
            .verdict(n)
            .map_or("", |(verdict, holds)| if holds { verdict.judgement.name() } else { "stale" });
        let cell = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        writeln!(
            out,
            "{}\t{}\t{}\t{verdict}\t{}",
            cell(&unit.document),
            unit.place(),
            unit.kind.name(),
            cell(&drawn.why)
        )?;
    }
    Ok(out.flush()?)
}

/// Writes a file whole, or to standard output where it is `-`.
pub(super) fn put(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        fill(&mut out)?;
        return Ok(out.flush()?);
    }
    Ok(write_atomically(path, fill)?)
}

fn reviewer(args: &ReviewArgs) -> String {
    #[expect(clippy::disallowed_methods, reason = "the environment is read in cli/ alone")]
    let login = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let given = args.reviewer.clone().or_else(login).map(|name| name.trim().to_owned());
    given.filter(|name| !name.is_empty()).unwrap_or_else(|| "reviewer".to_owned())
}

/// 128 random bits that no other page can guess.
fn token() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| anyhow::anyhow!("the system gives no random numbers: {e}"))?;
    let mut token = String::with_capacity(32);
    for byte in bytes {
        write!(token, "{byte:02x}")?;
    }
    Ok(token)
}
