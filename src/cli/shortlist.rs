//! `tarjuman models shortlist`: the words that a model's sentences may become, from a bitext.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};

use super::args::{EngineArgs, List, ShortlistArgs};
use super::machine::{self, Loaded};
use super::report::{Level, Reporter};
use super::{Outcome, align, lines, link, models, output};
use crate::corpus::lang::Lang;
use crate::eval::mt;
use crate::nmt::shortlist::Sizes;
use crate::pipeline::{ShortlistOptions, shortlist};

pub(crate) fn run(
    args: &ShortlistArgs,
    out: &mut dyn Write,
    reporter: &Reporter,
) -> anyhow::Result<Outcome> {
    if args.engine.shortlist.is_some() {
        bail!(
            "--shortlist names a list to translate with; the one that is made here is named with --out"
        );
    }
    // Before minutes of counting, not after.
    let dev = dev(&args.dev)?;
    output::prepare(output::folder(&args.out))?;
    let card = crate::models::show(&args.engine.model, &models::store(args.engine.online))?;
    // A folder may not say its languages: then it is taken to be between those of the shipped model.
    let first = |langs: &[Lang], or| langs.first().copied().unwrap_or(or);
    let languages = (first(&card.languages.0, Lang::FR), first(&card.languages.1, Lang::EN));
    let plain = EngineArgs { shortlist: None, ..args.engine.clone() };
    let loaded = machine::load(&plain, languages, reporter)?;
    make(args, &loaded, languages, reporter)?;
    let Some((source, reference)) = &dev else { return Ok(Outcome::Done) };
    let (source, reference): (Vec<&str>, Vec<&str>) =
        (source.lines().collect(), reference.lines().collect());
    let with = EngineArgs { shortlist: Some(List::File(args.out.clone())), ..plain };
    let with = machine::load(&with, languages, reporter)?;
    let [all, listed] = [&loaded, &with].map(|model| measure(model, &source, &reference));
    let (all, listed) = (all?, listed?);
    for (name, was) in [("every word", &all), ("shortlist", &listed)] {
        writeln!(out, "{name:<10}  BLEU {:.2}  {:.1} s", was.bleu, was.seconds)?;
    }
    let same = all.lines.iter().zip(&listed.lines).filter(|(a, b)| a == b).count();
    writeln!(
        out,
        "it costs {:.2} BLEU, takes {:.2} of the time, and leaves {same} of {} lines as they were",
        all.bleu - listed.bleu,
        listed.seconds / all.seconds,
        source.len()
    )?;
    Ok(Outcome::Done)
}

/// The lines to measure on and their reference, where they are named.
fn dev(paths: &[PathBuf]) -> anyhow::Result<Option<(String, String)>> {
    let [source, reference] = paths else { return Ok(None) };
    let texts = (read(source)?, read(reference)?);
    let (lines, of) = (texts.0.lines().count(), texts.1.lines().count());
    if lines != of {
        bail!(
            "{} has {lines} lines, but {} has {of}: give one line of reference for each, in order",
            source.display(),
            reference.display()
        );
    }
    Ok(Some(texts))
}

/// Counts the bitext and writes the list.
fn make(
    args: &ShortlistArgs,
    loaded: &Loaded,
    languages: (Lang, Lang),
    reporter: &Reporter,
) -> anyhow::Result<()> {
    let sides = (Some(languages.0), Some(languages.1));
    let memory = align::read(&args.source, args.target.as_deref(), sides, reporter)?;
    let pairs: Vec<(&str, &str)> =
        memory.units.iter().map(|u| (u.src.as_str(), u.tgt.as_str())).collect();
    if pairs.is_empty() {
        bail!("{}: there is no pair to learn from", args.source.display());
    }
    reporter.say(Level::Note, None, &format!("counting {} pairs", pairs.len()));
    let lexicon = link::lexicon(args.lexicon.as_deref(), languages)?;
    let (engine, options) = (
        loaded.engine(),
        ShortlistOptions {
            common: args.common,
            per_piece: args.per_piece,
            ..ShortlistOptions::default()
        },
    );
    let (source, target) = (engine.config().src_vocab, engine.config().tgt_vocab);
    let model = (engine.vocab(), Sizes { source, target });
    let list = shortlist(&pairs, lexicon.as_deref(), model, &options);
    let bytes =
        list.write(engine.vocabulary_sha256()).context("the list cannot be put into a file")?;
    output::write_atomically(&args.out, |out| out.write_all(&bytes))?;
    let said = format!("{} words for {source} pieces, {} bytes", list.len(), bytes.len());
    reporter.say(Level::Note, Some(&args.out.display().to_string()), &said);
    Ok(())
}

/// How a model did on some lines.
struct Measured {
    lines: Vec<String>,
    bleu: f64,
    seconds: f64,
}

fn measure(model: &Loaded, source: &[&str], reference: &[&str]) -> anyhow::Result<Measured> {
    let start = Instant::now();
    let made = lines::translated(source, model)?;
    let seconds = start.elapsed().as_secs_f64();
    let lines: Vec<String> = made.into_iter().map(|(text, _)| text).collect();
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let bleu = mt::bleu(&texts, reference)?.score;
    Ok(Measured { lines, bleu, seconds })
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read as UTF-8 text", path.display()))
}
