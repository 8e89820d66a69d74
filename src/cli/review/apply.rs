//! `tarjuman review apply OUT`: the documents again, with people's corrections in them.
//!
//! They go into a folder of their own, sealed by its own record: what the machine made stays.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use anyhow::bail;
use serde_json::json;

use super::{open, store};
use crate::cli::Outcome;
use crate::cli::args::ReviewApplyArgs;
use crate::cli::machine::TOOL;
use crate::cli::output::{self, Measured, write_atomically};
use crate::cli::report::{Level, Reporter};
use crate::record::run::RunFile;
use crate::render::{self, Format, Options, Summary};
use crate::review::correct;

pub(super) fn run(args: &ReviewApplyArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let mut folder = open(&args.out, reporter)?;
    let history = store(&args.out, args.verdicts.as_deref())?.history()?;
    let dir = args.to.clone().unwrap_or_else(|| args.out.join("corrected"));
    if dir == args.out {
        bail!("{}: holds what the machine made; name another folder with --to", dir.display());
    }
    output::prepare(&dir)?;
    let before = fs::read(args.out.join("run.json")).ok();
    let before = before.and_then(|json| RunFile::read(&json).ok());
    let mut record = before.unwrap_or_else(|| RunFile::new(TOOL));
    record.outputs.clear();
    let formats = formats(args, &record)?;
    let mut flagged = folder.failed;
    let mut summaries = Vec::new();
    let mut n_corrected = 0;
    for article in &mut folder.articles {
        for complaint in correct::apply(article, &history) {
            flagged = true;
            reporter.say(Level::Warning, None, &complaint.to_string());
        }
        n_corrected += article.corrections.len();
        for format in &formats {
            let name = format.file_name(article.source.document().id());
            put(&dir, &name, &mut record, |out| {
                let options = Options::default();
                render::render(article, *format, &options, out).map_err(io::Error::other)
            })?;
        }
        summaries.push(Summary::of(article));
    }
    put(&dir, "index.html", &mut record, |mut out| {
        render::index(&summaries, &Options::default(), &mut out).map_err(io::Error::other)
    })?;
    record.settings.insert("corrections".to_owned(), json!(n_corrected));
    write_atomically(&dir.join("run.json"), |mut file| {
        record.write(&mut file).map_err(io::Error::other)
    })?;
    let said = format!("{n_corrected} corrections in {} documents", folder.articles.len());
    reporter.say(Level::Note, Some(&dir.display().to_string()), &said);
    Ok(if flagged { Outcome::Flagged } else { Outcome::Done })
}

/// The formats asked for; else those of the folder, and TMX, which corrections are for.
fn formats(args: &ReviewApplyArgs, record: &RunFile) -> anyhow::Result<BTreeSet<Format>> {
    let mut named = args.formats.clone();
    if named.is_empty() {
        let before = record.settings.get("formats").and_then(|f| f.as_array());
        let before = before.into_iter().flatten().filter_map(|f| f.as_str());
        named.extend(before.map(str::to_owned));
        named.extend(["json", "html", "txt", "tmx"].map(str::to_owned));
    }
    Ok(named.iter().map(|name| name.parse()).collect::<Result<_, _>>()?)
}

fn put(
    dir: &std::path::Path,
    name: &str,
    record: &mut RunFile,
    fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut entry = None;
    write_atomically(&dir.join(name), |file| {
        let mut measured = Measured::new(file);
        fill(&mut measured)?;
        entry = Some(measured.entry(name));
        Ok(())
    })?;
    record.outputs.extend(entry);
    Ok(())
}
