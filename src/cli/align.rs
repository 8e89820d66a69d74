//! `tarjuman align`: the sentences of two texts paired, or an existing bitext checked.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;

use super::args::{AlignArgs, AlignFormat};
use super::report::{Level, Reporter};
use super::{Outcome, inputs, link, machine, vectors};
use crate::align::sentences::{SentenceOptions, Vectors, align};
use crate::corpus::bitext::Bitext;
use crate::corpus::lang::Lang;
use crate::corpus::memory::{Memory, Verdict};
use crate::corpus::pair::{Pair, Side};
use crate::corpus::span::{Byte, Span};
use crate::ingest::memory::{self, Languages};
use crate::pipeline;
use crate::render::{Options, PairFormat, render_pair};

pub(crate) fn run(args: &AlignArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    if args.check { check(args, reporter) } else { pair(args, reporter) }
}

/// Pairs the sentences of two texts.
fn pair(args: &AlignArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let (from, to) = (args.from.unwrap_or(Lang::FR), args.to.unwrap_or(Lang::EN));
    let Some(tgt) = &args.tgt else {
        bail!("name two texts, a source and its translation (or use --check on one bitext)");
    };
    let src = sentences(&args.src, from, args.one_per_line, reporter)?;
    let tgt = sentences(tgt, to, args.one_per_line, reporter)?;
    let read = |path: &Option<_>, lang, side: &Read, option| {
        path.as_deref().map(|path| translation(path, lang, side, option, reporter)).transpose()
    };
    let mut src_mt = read(&args.src_translation, to, &src, "--src-translation")?;
    let mut tgt_mt = read(&args.tgt_translation, from, &tgt, "--tgt-translation")?;
    if args.engine.model.is_some() {
        translate(args, (from, to), (&src, &mut src_mt), (&tgt, &mut tgt_mt), reporter)?;
    }
    let lexicon = link::lexicon(args.lexicon.as_deref(), (from, to))?;
    let (src_texts, tgt_texts) = (src.side.texts(), tgt.side.texts());
    let vectors = vectors::of(args, &src_texts, &tgt_texts, reporter)?;
    let (src_lines, tgt_lines) = (borrow(src_mt.as_ref()), borrow(tgt_mt.as_ref()));
    let options = SentenceOptions {
        lexicon: lexicon.as_deref(),
        src_translation: src_lines.as_deref(),
        tgt_translation: tgt_lines.as_deref(),
        vectors: vectors.as_ref().map(|(src, tgt)| Vectors { src, tgt }),
        src_breaks: Some(&src.breaks),
        tgt_breaks: Some(&tgt.breaks),
    };
    let bitext = align(&src_texts, &tgt_texts, &options);
    drop((src_texts, tgt_texts));
    doubt(&bitext, reporter);
    let mut pair = Pair { src: src.side, tgt: tgt.side, bitext, links: Vec::new() };
    let format = match args.format.unwrap_or(AlignFormat::Beads) {
        AlignFormat::Beads => PairFormat::Beads,
        AlignFormat::Json => PairFormat::Json,
        AlignFormat::Tsv => PairFormat::Tsv,
        AlignFormat::Tmx => PairFormat::Tmx,
        AlignFormat::Xliff => PairFormat::Xliff,
        AlignFormat::Html => {
            pair.links = pipeline::link_beads(&pair, lexicon.as_deref());
            PairFormat::Html
        }
    };
    render_pair(&pair, format, &Options::default(), &mut io::stdout().lock())?;
    Ok(Outcome::Done)
}

/// Says so where the texts as a whole do not look like translations of each other.
fn doubt(bitext: &Bitext, reporter: &Reporter) {
    let two_sided = bitext.beads().iter().filter(|b| !b.src.is_empty() && !b.tgt.is_empty());
    let sure: Vec<f64> =
        two_sided.filter_map(|b| b.confidence).map(|c| f64::from(c.get())).collect();
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52 beads")]
    let mean = sure.iter().sum::<f64>() / sure.len().max(1) as f64;
    if sure.len() < ENOUGH && bitext.beads().len() > sure.len() * 3 + 2 || mean < DOUBTFUL {
        let said = "the two texts hardly explain each other: check that one translates the other, in the same order";
        reporter.say(Level::Warning, None, said);
    }
}

/// Pairs below which a text with many sentences left over is said to be no translation.
const ENOUGH: usize = 3;
/// The mean confidence of the pairs below which the whole is in doubt; the freest translation of the
/// development sets has 0.83, texts that have nothing to do with each other about 0.5.
const DOUBTFUL: f64 = 0.65;

/// One text, its sentences, and which of them begin a paragraph.
struct Read {
    side: Side,
    breaks: Vec<bool>,
}

/// The sentences of one side: lines as they stand, or what our segmenter finds.
fn sentences(
    path: &Path,
    lang: Lang,
    one_per_line: bool,
    reporter: &Reporter,
) -> anyhow::Result<Read> {
    if one_per_line {
        let side = lines(path, lang, reporter)?;
        let blank = |i: usize| side.text(i).trim().is_empty();
        let n = side.sentences().len();
        let breaks = (0..n).map(|i| !blank(i) && (i == 0 || blank(i - 1))).collect();
        return Ok(Read { side, breaks });
    }
    let document = inputs::text(path, lang, reporter)?;
    let segmented = crate::segment::segment(Arc::clone(&document));
    let segments = segmented.segments();
    let begins = |i: usize| i == 0 || segments[i - 1].block != segments[i].block;
    Ok(Read {
        side: Side::new(document, segments.iter().map(|s| s.span).collect()),
        breaks: (0..segments.len()).map(begins).collect(),
    })
}

/// The lines of a file as sentences; one without words is a text without sentences, or with empty ones.
fn lines(path: &Path, lang: Lang, reporter: &Reporter) -> anyhow::Result<Side> {
    let document = inputs::plain(path, lang, reporter)?;
    let text = document.text();
    let mut spans: Vec<Span<Byte>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let bare = bare.strip_suffix('\r').unwrap_or(bare);
        spans.push(Span::new(at, at + bare.len()));
        at += line.len();
    }
    Ok(Side::new(document, spans))
}

/// A translation of each sentence of a side, one a line.
fn translation(
    path: &Path,
    lang: Lang,
    of: &Read,
    option: &str,
    reporter: &Reporter,
) -> anyhow::Result<Vec<String>> {
    let lines = lines(path, lang, reporter)?;
    let (n, wanted) = (lines.sentences().len(), of.side.sentences().len());
    if n != wanted {
        bail!(
            "{}: {option} has {n} lines, but that side has {wanted} sentences; give one line for each, in order",
            path.display()
        );
    }
    Ok(lines.texts().into_iter().map(str::to_owned).collect())
}

/// Has the model translate the side it reads, unless the user gave a translation of it.
fn translate(
    args: &AlignArgs,
    (from, to): (Lang, Lang),
    (src, src_mt): (&Read, &mut Option<Vec<String>>),
    (tgt, tgt_mt): (&Read, &mut Option<Vec<String>>),
    reporter: &Reporter,
) -> anyhow::Result<()> {
    let Some((engine, turned)) = machine::between(&args.engine, (from, to), reporter)? else {
        return Ok(());
    };
    let (side, slot) = if turned { (tgt, tgt_mt) } else { (src, src_mt) };
    if slot.is_some() {
        return Ok(());
    }
    let texts = side.side.texts();
    reporter.say(Level::Note, None, &format!("translating {} sentences first", texts.len()));
    *slot = Some(pipeline::rough(&texts, engine.machine())?);
    Ok(())
}

fn borrow(lines: Option<&Vec<String>>) -> Option<Vec<&str>> {
    lines.map(|lines| lines.iter().map(String::as_str).collect())
}

/// Judges the units of a bitext that somebody else made.
fn check(args: &AlignArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let memory = read(&args.src, args.tgt.as_deref(), (args.from, args.to), reporter)?;
    let languages = (memory.src_lang.unwrap_or(Lang::FR), memory.tgt_lang.unwrap_or(Lang::EN));
    let lexicon = link::lexicon(args.lexicon.as_deref(), languages)?;
    let verdicts = pipeline::check_bitext(&memory, lexicon.as_deref());
    let flagged = verdicts.iter().filter(|v| !v.reasons.is_empty()).count();
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        None | Some(AlignFormat::Tsv) => as_table(&memory, &verdicts, &mut out)?,
        Some(AlignFormat::Json) => as_json(&memory, &verdicts, &mut out)?,
        Some(_) => bail!("--check prints --format tsv (what is flagged) or json (every unit)"),
    }
    out.flush()?;
    let said = format!("{flagged} of {} units flagged", memory.units.len());
    reporter.say(Level::Note, Some(&args.src.display().to_string()), &said);
    Ok(if flagged > 0 { Outcome::Flagged } else { Outcome::Done })
}

/// A bitext in one file or two.
pub(crate) fn read(
    src: &Path,
    tgt: Option<&Path>,
    (from, to): (Option<Lang>, Option<Lang>),
    reporter: &Reporter,
) -> anyhow::Result<Memory> {
    let bytes = |path: &Path| {
        std::fs::read(path).with_context(|| {
            format!("{}: cannot be read; check the path and its permissions", path.display())
        })
    };
    let src_bytes = bytes(src)?;
    let read = match tgt {
        None => memory::read(&src_bytes, src, Languages { from, to })?,
        Some(tgt) => {
            let languages = Languages { from: from.or(Some(Lang::FR)), to: to.or(Some(Lang::EN)) };
            memory::read_two((&src_bytes, src), (&bytes(tgt)?, tgt), languages)?
        }
    };
    for warning in &read.warnings {
        let hint = warning.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
        let said = format!("{}{hint}", warning.message);
        reporter.say(Level::Note, Some(&src.display().to_string()), &said);
    }
    let mut memory = read.value;
    memory.src_lang.get_or_insert(Lang::FR);
    memory.tgt_lang.get_or_insert(Lang::EN);
    Ok(memory)
}

fn as_table(memory: &Memory, verdicts: &[Verdict], out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(out, "line\tid\tconfidence\treasons\tsource\ttarget")?;
    for (unit, verdict) in memory.units.iter().zip(verdicts) {
        if verdict.reasons.is_empty() {
            continue;
        }
        let reasons: Vec<String> = verdict.reasons.iter().map(|r| r.name()).collect();
        writeln!(
            out,
            "{}\t{}\t{:.3}\t{}\t{}\t{}",
            unit.line,
            cell(unit.id.as_deref().unwrap_or_default()),
            verdict.confidence.get(),
            reasons.join(" "),
            cell(&unit.src),
            cell(&unit.tgt),
        )?;
    }
    Ok(())
}

fn as_json(memory: &Memory, verdicts: &[Verdict], out: &mut dyn Write) -> anyhow::Result<()> {
    let entry = |(unit, verdict): (&crate::corpus::memory::Unit, &Verdict)| {
        json!({
            "line": unit.line,
            "id": unit.id,
            "source": unit.src,
            "target": unit.tgt,
            "confidence": verdict.confidence,
            "reasons": verdict.reasons.iter().map(|r| r.name()).collect::<Vec<_>>(),
        })
    };
    let units: Vec<_> = memory.units.iter().zip(verdicts).map(entry).collect();
    serde_json::to_writer_pretty(&mut *out, &units)?;
    Ok(writeln!(out)?)
}
