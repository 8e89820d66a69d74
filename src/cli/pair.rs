//! `tarjuman align` and `tarjuman link`: pairs of texts somebody else translated.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;

use super::Outcome;
use super::args::{AlignArgs, AlignFormat, LinkArgs};
use super::inputs;
use super::machine::{self, Loaded};
use super::report::Reporter;
use crate::align::format::{write_beads, write_pharaoh};
use crate::align::sentences::{SentenceOptions, align as align_sentences};
use crate::align::words::{whitespace_tokens, words};
use crate::corpus::bitext::{Bead, Bitext};
use crate::corpus::lang::Lang;
use crate::pipeline;

/// Pairs the sentences of two texts.
pub(crate) fn align(args: &AlignArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let src = sentences(&args.src, args.from, args, reporter)?;
    let tgt = sentences(&args.tgt, args.to, args, reporter)?;
    let translation = args.src_translation.as_deref().map(lines).transpose()?;
    if let Some(lines) = translation.as_ref().filter(|lines| lines.len() != src.len()) {
        bail!(
            "--src-translation has {} lines, but the source has {} sentences; give one line each, in order",
            lines.len(),
            src.len()
        );
    }
    let (src, tgt) = (borrow(&src), borrow(&tgt));
    let translation = translation.as_deref().map(borrow);
    let options =
        SentenceOptions { src_translation: translation.as_deref(), ..SentenceOptions::default() };
    let bitext = align_sentences(&src, &tgt, &options);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        AlignFormat::Beads => out.write_all(write_beads(&bitext).as_bytes())?,
        AlignFormat::Json => as_json(&bitext, &src, &tgt, &mut out)?,
        AlignFormat::Tsv => as_tsv(&bitext, &src, &tgt, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The sentences of one side: lines as they stand, or what our segmenter finds.
fn sentences(
    path: &Path,
    lang: Lang,
    args: &AlignArgs,
    reporter: &Reporter,
) -> anyhow::Result<Vec<String>> {
    if args.one_per_line {
        return lines(path);
    }
    let document = inputs::text(path, lang, reporter)?;
    let segmented = crate::segment::segment(Arc::clone(&document));
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((0..segmented.segments().len()).map(|i| one_line(segmented.text(i))).collect())
}

fn lines(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read as UTF-8 text", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn borrow(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

fn joined(sentences: &[&str]) -> String {
    sentences.join(" ")
}

fn as_json(bitext: &Bitext, src: &[&str], tgt: &[&str], out: &mut dyn Write) -> anyhow::Result<()> {
    let entry = |bead: &Bead| {
        json!({
            "source": bead.src.range().collect::<Vec<_>>(),
            "target": bead.tgt.range().collect::<Vec<_>>(),
            "cost": bead.cost,
            "confidence": bead.confidence,
            "source_text": joined(&src[bead.src.range()]),
            "target_text": joined(&tgt[bead.tgt.range()]),
        })
    };
    let beads: Vec<_> = bitext.beads().iter().map(entry).collect();
    serde_json::to_writer_pretty(&mut *out, &beads)?;
    Ok(writeln!(out)?)
}

fn as_tsv(bitext: &Bitext, src: &[&str], tgt: &[&str], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "source\ttarget\tcost\tconfidence")?;
    for bead in bitext.beads() {
        let cell = |text: String| text.replace(['\t', '\n', '\r'], " ");
        let (s, t) = (cell(joined(&src[bead.src.range()])), cell(joined(&tgt[bead.tgt.range()])));
        let sure = bead.confidence.map_or_else(String::new, |c| format!("{:.3}", c.get()));
        writeln!(out, "{s}\t{t}\t{:.4}\t{sure}", bead.cost.get())?;
    }
    Ok(())
}

/// Links the words of `source ||| target` lines, through the model's attention for the given target.
pub(crate) fn link(args: &LinkArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let loaded = machine::load(&args.engine, Lang::EN, reporter)?;
    let batch = usize::from(args.engine.batch);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (n, line) in io::stdin().lock().lines().enumerate() {
        let line = line.with_context(|| format!("standard input, line {}", n + 1))?;
        let Some((src, tgt)) = line.split_once("|||") else {
            bail!("standard input, line {}: write `source ||| target`", n + 1);
        };
        pairs.push((src.trim().to_owned(), tgt.trim().to_owned()));
        if pairs.len() == batch {
            link_batch(&pairs, args, &loaded, &mut out)?;
            pairs.clear();
        }
    }
    link_batch(&pairs, args, &loaded, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

fn link_batch(
    pairs: &[(String, String)],
    args: &LinkArgs,
    loaded: &Loaded,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    for ((src, tgt), links) in pairs.iter().zip(pipeline::link_pairs(&borrowed, loaded.machine())?)
    {
        let tokens = if args.tokenized { whitespace_tokens } else { words };
        writeln!(out, "{}", write_pharaoh(&tokens(src), &tokens(tgt), &links))?;
    }
    Ok(())
}
