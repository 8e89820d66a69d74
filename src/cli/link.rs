//! `tarjuman link`: which words of a sentence pair stand for each other; `link --train` learns it.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};

use anyhow::{Context, bail};
use serde_json::json;

use super::args::{LinkArgs, LinkFormat, LinkSymmetry};
use super::report::{Level, Reporter};
use super::{Outcome, align, machine, output};
use crate::align::format::write_pharaoh;
use crate::align::lexicon::Lexicon;
use crate::align::link::{Cut, PairOptions, learn, link, shipped};
use crate::align::symmetrize::Symmetry;
use crate::align::words::{whitespace_tokens, words};
use crate::corpus::alignment::Alignment;
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, CharIndex, Span};
use crate::pipeline;

/// What stands for "no lexicon" and "the one that ships" on the command line.
const NONE: &str = "none";
const SHIPPED: &str = "default";

/// Pairs that are linked with a model at a time.
const BATCH: usize = 32;

/// The lexicon a user names: a file, `none`, or (also when not named) the one that ships.
pub(crate) fn lexicon(
    name: Option<&str>,
    (from, to): (Lang, Lang),
) -> anyhow::Result<Option<Cow<'static, Lexicon>>> {
    match name {
        None | Some(SHIPPED) => Ok(shipped(from, to).map(Cow::Borrowed)),
        Some(NONE) => Ok(None),
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| {
                format!("{path}: cannot be read; check the path, or make one with `tarjuman link --train FILE --save {path}`")
            })?;
            let lexicon = Lexicon::read(&bytes).with_context(|| {
                format!("{path}: cannot be used; name a file that `tarjuman link --save` wrote")
            })?;
            Ok(Some(Cow::Owned(lexicon)))
        }
    }
}

pub(crate) fn run(args: &LinkArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    if args.train.is_empty() { links(args, reporter) } else { train(args, reporter) }
}

fn options<'a>(args: &LinkArgs, lexicon: Option<&'a Lexicon>) -> PairOptions<'a> {
    PairOptions {
        cut: if args.tokenized { Cut::Whitespace } else { Cut::Words },
        lexicon,
        symmetry: match args.symmetry {
            LinkSymmetry::Agreed => Symmetry::Agreed,
            LinkSymmetry::Intersection => Symmetry::Intersection,
            LinkSymmetry::Union => Symmetry::Union,
            LinkSymmetry::GrowDiagFinalAnd => Symmetry::GrowDiagFinalAnd,
        },
        ..PairOptions::default()
    }
}

/// Learns from a bitext; writes its links, and the model where it is to be kept.
fn train(args: &LinkArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let [src, rest @ ..] = args.train.as_slice() else { bail!("name a bitext to train on") };
    let memory = align::read(src, rest.first().map(AsRef::as_ref), (args.from, args.to), reporter)?;
    let languages = (args.from.unwrap_or(Lang::FR), args.to.unwrap_or(Lang::EN));
    // From nothing unless a lexicon is named: what is learnt is then the bitext's own.
    let given = lexicon(args.lexicon.as_deref().or(Some(NONE)), languages)?;
    let pairs: Vec<(&str, &str)> =
        memory.units.iter().map(|u| (u.src.as_str(), u.tgt.as_str())).collect();
    reporter.say(Level::Note, None, &format!("learning from {} pairs", pairs.len()));
    let learnt = learn(&pairs, &options(args, given.as_deref()));
    if let Some(path) = &args.save {
        let lexicon = learnt.lexicon.pruned(0.2, 0.001);
        let bytes = lexicon.write();
        output::write_atomically(path, |out| out.write_all(&bytes))?;
        let said =
            format!("{} word pairs, {} bytes; use it with --lexicon", lexicon.len(), bytes.len());
        reporter.say(Level::Note, Some(&path.display().to_string()), &said);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (pair, links) in pairs.iter().zip(&learnt.links) {
        show(*pair, links, args, &mut out)?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// Links the words of `source ||| target` lines. With a lexicon for the two languages each pair goes
/// out as it comes in; without one, all pairs are read first and learnt from.
fn links(args: &LinkArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let languages = (args.from.unwrap_or(Lang::FR), args.to.unwrap_or(Lang::EN));
    let lexicon = lexicon(args.lexicon.as_deref(), languages)?;
    let options = options(args, lexicon.as_deref());
    let engine = machine::between(&args.engine, languages, reporter)?;
    let linker = |pairs: &[(&str, &str)], first: usize| -> anyhow::Result<Vec<Alignment>> {
        let Some((engine, turned)) = &engine else { return Ok(link(pairs, &options)) };
        let found = pipeline::link_given(pairs, engine.machine(), *turned, lexicon.as_deref())?;
        for (n, found) in found.iter().enumerate().filter(|(_, found)| !found.attended) {
            let place = format!("standard input, line {}", first + n);
            let said = if found.links.is_empty() && lexicon.is_none() {
                "too long for the model, and there is no lexicon: not linked"
            } else {
                "too long for the model: linked by the lexicon alone"
            };
            reporter.say(Level::Warning, Some(&place), said);
        }
        Ok(found.into_iter().map(|found| found.links).collect())
    };
    let at_once = if engine.is_some() { BATCH } else { 1 };
    let together = lexicon.is_none() && engine.is_none();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut done = 0;
    let mut flush = |pairs: &mut Vec<(String, String)>, out: &mut dyn Write| {
        let borrowed: Vec<(&str, &str)> =
            pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
        for (pair, links) in borrowed.iter().zip(linker(&borrowed, done + 1)?) {
            show(*pair, &links, args, out)?;
        }
        done += pairs.len();
        pairs.clear();
        anyhow::Ok(())
    };
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    for n in 1.. {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes).context("standard input: cannot be read")? == 0 {
            break;
        }
        let line = std::str::from_utf8(&bytes).with_context(|| {
            format!("standard input, line {n}: this is no UTF-8; convert the text first")
        })?;
        let pair = if line.trim().is_empty() { Some(("", "")) } else { line.split_once("|||") };
        let Some((src, tgt)) = pair else {
            bail!("standard input, line {n}: write `source ||| target`");
        };
        pairs.push((src.trim().to_owned(), tgt.trim().to_owned()));
        if !together && pairs.len() >= at_once {
            flush(&mut pairs, &mut out)?;
            out.flush()?;
        }
    }
    flush(&mut pairs, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// One pair's links in the format asked for.
fn show(
    (src, tgt): (&str, &str),
    links: &Alignment,
    args: &LinkArgs,
    out: &mut dyn Write,
) -> io::Result<()> {
    match args.format {
        LinkFormat::Pharaoh => {
            let tokens = if args.tokenized { whitespace_tokens } else { words };
            writeln!(out, "{}", write_pharaoh(&tokens(src), &tokens(tgt), links))
        }
        LinkFormat::Text => {
            writeln!(out, "{src}\n{tgt}")?;
            for link in links {
                writeln!(
                    out,
                    "  {:.2}  {} → {}",
                    link.p.get(),
                    link.src.of(src),
                    link.tgt.of(tgt)
                )?;
            }
            writeln!(out)
        }
        LinkFormat::Json => {
            let (src_chars, tgt_chars) = (CharIndex::new(src), CharIndex::new(tgt));
            let span = |text: &str, chars: &CharIndex<'_>, span: Span<Byte>| {
                let counted = chars.chars(span);
                json!({"start": counted.start(), "end": counted.end(), "text": span.of(text)})
            };
            let links: Vec<_> = links
                .iter()
                .map(|link| {
                    json!({
                        "source": span(src, &src_chars, link.src),
                        "target": span(tgt, &tgt_chars, link.tgt),
                        "p": link.p,
                    })
                })
                .collect();
            writeln!(out, "{}", json!({"source": src, "target": tgt, "links": links}))
        }
    }
}
