//! `tarjuman models list|show|fetch|verify|shortlist`.

use std::io::{self, Write};
use std::path::PathBuf;

use super::Outcome;
use super::args::{ModelsAction, ModelsArgs};
use super::report::{Level, Reporter};
use crate::models::{self, Card, FileState, State, StoreOptions};

pub(crate) fn run(args: &ModelsArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    match &args.action {
        ModelsAction::List => {
            for card in models::list(&store(false))? {
                writeln!(out, "{:<10} {:<44} {}", state(&card.state), name(&card), card.about)?;
            }
        }
        ModelsAction::Show { model } => show(&models::show(model, &store(false))?, &mut out)?,
        ModelsAction::Fetch { model, online } => {
            let mut last = String::new();
            let fetched = models::fetch(model, &store(*online), &mut |progress| {
                if last != progress.file {
                    progress.file.clone_into(&mut last);
                    reporter.say(Level::Note, Some(progress.file), "fetching");
                }
            })?;
            let identity = fetched.identity;
            writeln!(
                out,
                "{}@{} is here, {} files checked",
                identity.model,
                identity.revision,
                identity.files.len()
            )?;
        }
        ModelsAction::Shortlist(args) => return super::shortlist::run(args, &mut out, reporter),
        ModelsAction::Verify { model } => {
            let verification = models::verify(model, &store(false))?;
            for check in &verification.files {
                writeln!(out, "{:<10} {}", verdict(&check.state), check.file)?;
            }
            return Ok(if verification.passed() { Outcome::Done } else { Outcome::Flagged });
        }
    }
    Ok(Outcome::Done)
}

/// Where models are kept and whether the network may be used, from the environment.
pub(crate) fn store(online: bool) -> StoreOptions {
    let variable = |name: &str| std::env::var_os(name);
    let text = |name: &str| {
        variable(name).and_then(|value| value.into_string().ok()).filter(|v| !v.is_empty())
    };
    let cache = models::cache_dir(&variable).unwrap_or_else(|| PathBuf::from(".tarjuman-models"));
    let mut options = StoreOptions::new(cache);
    options.online = online;
    options.token = text("HF_TOKEN");
    options.proxy = text("HTTPS_PROXY").or_else(|| text("https_proxy"));
    if let Some(endpoint) = text("HF_ENDPOINT") {
        options.endpoint = endpoint;
    }
    options
}

fn verdict(state: &FileState) -> &'static str {
    match state {
        FileState::Good => "good",
        FileState::Unrecorded => "unrecorded",
        FileState::Gone => "GONE",
        FileState::WrongSize { .. } => "WRONG SIZE",
        FileState::WrongHash { .. } => "ALTERED",
    }
}

fn state(state: &State) -> &'static str {
    match state {
        State::Carried => "built in",
        State::Cached => "fetched",
        State::Absent => "known",
        State::Local => "folder",
    }
}

/// What `--model` takes to mean exactly this one.
fn name(card: &Card) -> String {
    match (&card.state, &card.revision) {
        (State::Cached, Some(revision)) => format!("{}@{revision}", card.id),
        _ => card.id.clone(),
    }
}

fn show(card: &Card, out: &mut dyn Write) -> io::Result<()> {
    let codes = |langs: &[crate::corpus::lang::Lang]| {
        langs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    writeln!(out, "{} ({})", name(card), state(&card.state))?;
    if !card.about.is_empty() {
        writeln!(out, "{}", card.about)?;
    }
    if !card.languages.0.is_empty() {
        writeln!(out, "languages  {} → {}", codes(&card.languages.0), codes(&card.languages.1))?;
    }
    if let Some(licence) = &card.licence {
        writeln!(out, "licence    {licence}")?;
    }
    for file in &card.files {
        writeln!(out, "{:>12} bytes  {}  {}", file.size, file.sha256, file.name)?;
    }
    Ok(())
}
