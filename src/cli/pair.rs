//! `tarjuman align` and `tarjuman link`: pairs of texts somebody else translated.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;

use super::Outcome;
use super::args::{AlignArgs, AlignFormat, LinkArgs};
use super::inputs;
use super::report::Reporter;
use crate::align::format::{write_beads, write_pharaoh};
use crate::align::link::{Cut, PairOptions, link as link_pairs, shipped};
use crate::align::sentences::{SentenceOptions, align as align_sentences};
use crate::align::words::{whitespace_tokens, words};
use crate::corpus::bitext::{Bead, Bitext};
use crate::corpus::lang::Lang;

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
    let options = SentenceOptions {
        lexicon: shipped(args.from, args.to),
        src_translation: translation.as_deref(),
        ..SentenceOptions::default()
    };
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

/// Links the words of `source ||| target` lines. With a lexicon for the two languages each pair goes
/// out as it comes in; without one, all pairs are read first and learnt from.
pub(crate) fn link(args: &LinkArgs) -> anyhow::Result<Outcome> {
    let cut = if args.tokenized { Cut::Whitespace } else { Cut::Words };
    let options = PairOptions { cut, lexicon: shipped(args.from, args.to), ..Default::default() };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (n, line) in io::stdin().lock().lines().enumerate() {
        let line = line.with_context(|| format!("standard input, line {}", n + 1))?;
        let Some((src, tgt)) = line.split_once("|||") else {
            bail!("standard input, line {}: write `source ||| target`", n + 1);
        };
        pairs.push((src.trim().to_owned(), tgt.trim().to_owned()));
        if options.lexicon.is_some() {
            link_all(&pairs, &options, &mut out)?;
            pairs.clear();
        }
    }
    link_all(&pairs, &options, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

fn link_all(
    pairs: &[(String, String)],
    options: &PairOptions<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let tokens = match options.cut {
        Cut::Words => words,
        Cut::Whitespace => whitespace_tokens,
    };
    for ((src, tgt), links) in pairs.iter().zip(link_pairs(&borrowed, options)) {
        writeln!(out, "{}", write_pharaoh(&tokens(src), &tokens(tgt), &links))?;
    }
    Ok(())
}
