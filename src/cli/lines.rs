//! `tarjuman translate --lines`: standard input to standard output, one segment a line.
//!
//! Lines go through in batches, so memory stays bounded however long the stream is, and what was
//! read so far comes out before the next batch is read.

use std::io::{self, BufRead, Write};

use anyhow::Context;

use super::Outcome;
use super::args::TranslateArgs;
use super::machine::{self, Loaded};
use super::report::{Level, Reporter};
use crate::align::format::write_pharaoh;
use crate::align::words::whitespace_tokens;
use crate::corpus::alignment::{Alignment, Link};
use crate::corpus::lang::Lang;
use crate::corpus::span::Span;
use crate::pipeline;
use crate::trace::marks::restore::{Source, restore};
use crate::translate::Rendition;
use crate::translate::typography::Plain;

pub(crate) fn run(args: &TranslateArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let loaded = machine::load(&args.engine, (args.from.unwrap_or(Lang::FR), args.to), reporter)?;
    let mut input = io::stdin().lock();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut batch, mut read, mut broken) = (Vec::new(), 0, 0);
    loop {
        let more = read_batch(&mut input, usize::from(args.engine.batch), &mut batch)
            .context("standard input: cannot be read")?;
        for line in batch.iter().filter(|line| line.broken) {
            broken += 1;
            let place = format!("standard input, line {}", read + line.number);
            reporter.say(Level::Warning, Some(&place), "bytes that are no UTF-8 were replaced");
        }
        read += batch.len();
        write_batch(&batch, args, &loaded, &mut out)?;
        out.flush()?;
        if !more {
            return Ok(if broken > 0 { Outcome::Flagged } else { Outcome::Done });
        }
    }
}

/// One line as read, without its end.
struct Line {
    /// Its place in the batch, from 1.
    number: usize,
    text: String,
    /// Whether bytes of it were no UTF-8.
    broken: bool,
}

/// Reads up to `n` lines; false when the stream has ended.
fn read_batch(input: &mut dyn BufRead, n: usize, batch: &mut Vec<Line>) -> io::Result<bool> {
    batch.clear();
    while batch.len() < n {
        let mut bytes = Vec::new();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(false);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        let (text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        batch.push(Line { number: batch.len() + 1, text, broken });
    }
    Ok(true)
}

/// Translates a batch and writes its lines.
fn write_batch(
    batch: &[Line],
    args: &TranslateArgs,
    loaded: &Loaded,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let lines: Vec<&str> = batch.iter().map(|line| line.text.as_str()).collect();
    for (line, (text, links)) in lines.iter().zip(translated(&lines, loaded)?) {
        write!(out, "{text}")?;
        if args.links && !text.is_empty() {
            let (src, tgt) = (whitespace_tokens(line), whitespace_tokens(&text));
            write!(out, "\t{}", write_pharaoh(&src, &tgt, &links))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The translation of each line, with links into the line as read; lines of white space come out empty.
pub(super) fn translated(
    sources: &[&str],
    loaded: &Loaded,
) -> anyhow::Result<Vec<(String, Alignment)>> {
    let plain: Vec<Plain> =
        sources.iter().map(|line| Plain::new(line, Span::new(0, line.len()), &[])).collect();
    let todo: Vec<&str> = plain.iter().map(Plain::text).filter(|text| !text.is_empty()).collect();
    let mut made = pipeline::translate_lines(&todo, loaded.machine())?.into_iter();
    let dressed = |(line, plain): (&&str, &Plain)| {
        if plain.text().is_empty() {
            return (String::new(), Vec::new());
        }
        let rendition = made.next().expect("one rendition for each line that is not empty");
        let (english, links) = dress(line, plain, &rendition, loaded.from());
        // A line stays a line, whatever the model says.
        (straight(&english.replace(['\n', '\r', '\t'], " ")), links)
    };
    Ok(sources.iter().zip(&plain).map(dressed).collect())
}

/// The text with straight marks: what other programs' output, and the references it is scored
/// against, are written with. Tokens between white space stay the same.
fn straight(text: &str) -> String {
    let plain = |c| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// The translation with English marks, and links into the line as read.
fn dress(line: &str, plain: &Plain, made: &Rendition, lang: Lang) -> (String, Alignment) {
    let links: Alignment = made
        .links
        .iter()
        .map(|link| link.link())
        .map(|link| Link { src: plain.source(link.src), ..link })
        .collect();
    let source = Source { text: line, at: 0, lang };
    let restored = restore(source, &made.text, &links);
    (restored.text, restored.links)
}
