//! Utterances without quotation marks: replies after a dash, answers in an interview, posts.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::span::{Byte, Span};

use super::incise::incises;
use super::lexicon::{Class, Lexicon};
use super::raw::Raw;
use super::token::plain_words;

/// The share of dashed paragraphs that makes a text a dialogue.
const DIALOGUE: usize = 40;

/// Adds the replies of a dialogue to the marked stretches.
pub(super) fn collect(document: &Document, lex: &Lexicon, raws: &mut Vec<Raw>) {
    let text = document.text();
    let mut lines = Vec::new();
    for (n, block) in document.blocks().iter().enumerate() {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        for line in lines_of(text, block.span) {
            if let Some(reply) = after_dash(text, line) {
                lines.push((n, line, reply));
            }
        }
    }
    let paragraphs = document.blocks().iter().filter(|b| b.kind == BlockKind::Paragraph).count();
    let spoken = |reply: Span<Byte>| {
        let cut = reply.of(text).trim_end();
        cut.ends_with(['!', '?', '…']) || !incises(text, reply, lex).1.is_empty()
    };
    // A list has dashes too: only lines that ask, exclaim or carry an incise make a dialogue.
    let sure = lines.iter().filter(|l| spoken(l.2)).count();
    if lines.len() < 3 || sure * 5 < lines.len() || lines.len() * DIALOGUE < paragraphs {
        return;
    }
    for (block, line, reply) in lines {
        let taken =
            raws.iter().any(|r| r.outer.iter().any(|(b, s)| *b == block && s.overlaps(line)));
        if !taken {
            raws.push(Raw {
                pieces: vec![reply],
                outer: vec![(block, line)],
                inside: None,
                opened: true,
                closed: false,
                mixed: false,
                marked: false,
            });
        }
    }
}

/// A paragraph of an interview that starts with who speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) block: usize,
    /// The label, without its colon.
    pub(super) label: Span<Byte>,
    /// What is said.
    pub(super) words: Span<Byte>,
}

/// The answers of an interview whose paragraphs start with labels: `Claire Delmas : …`.
///
/// A label counts when it comes back or when two labels take turns; one that mostly asks, or that
/// the data calls an asker's, is not the interviewee's.
pub(super) fn turns(document: &Document, lex: &Lexicon) -> Vec<Turn> {
    let text = document.text();
    let mut all: Vec<Turn> = Vec::new();
    for (n, block) in document.blocks().iter().enumerate() {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::Subhead);
        if let Some((label, words)) = labelled(text, block.span).filter(|_| running) {
            all.push(Turn { block: n, label, words });
        }
    }
    let count =
        |label: Span<Byte>| all.iter().filter(|t| t.label.of(text) == label.of(text)).count();
    let asks = |label: Span<Byte>| {
        let mine: Vec<_> = all.iter().filter(|t| t.label.of(text) == label.of(text)).collect();
        let asking = mine.iter().filter(|t| t.words.of(text).trim_end().ends_with('?')).count();
        let asker = plain_words(label.of(text)).iter().any(|w| lex.class(w).is(Class::ASKER));
        asker || asking * 2 > mine.len()
    };
    all.iter().filter(|t| count(t.label) >= 2 && !asks(t.label)).copied().collect()
}

/// A short label of capitalised words, a colon, and words without marks around them.
fn labelled(text: &str, span: Span<Byte>) -> Option<(Span<Byte>, Span<Byte>)> {
    let cut = span.of(text);
    let colon = cut.find(':').filter(|&i| i > 0 && i < 48)?;
    let label = cut[..colon].trim_matches(|c: char| c.is_whitespace() || "*_–—-".contains(c));
    let words: Vec<&str> = label.split_whitespace().collect();
    let named = words.len() <= 5
        && words.iter().filter(|w| w.starts_with(char::is_uppercase)).count() * 2 > words.len();
    let start = span.start() + cut.find(label)?;
    let rest = Span::new(span.start() + colon + 1, span.end()).trim(text);
    let marked = rest.of(text).starts_with(['«', '"', '“', '\'']);
    (named
        && !marked
        && !rest.is_empty()
        && cut.starts_with(|c: char| c.is_uppercase() || "*_–—-".contains(c)))
    .then(|| (Span::new(start, start + label.len()), rest))
}

fn lines_of(text: &str, span: Span<Byte>) -> impl Iterator<Item = Span<Byte>> {
    let mut at = span.start();
    span.of(text).split('\n').map(move |line| {
        let here = Span::new(at, at + line.len());
        at += line.len() + 1;
        here
    })
}

/// What follows the dash that a line starts with.
fn after_dash(text: &str, line: Span<Byte>) -> Option<Span<Byte>> {
    let cut = line.of(text);
    let lead = cut.len() - cut.trim_start().len();
    let rest = cut.trim_start().strip_prefix(['—', '–', '―'])?;
    let start = line.start() + lead + (cut.trim_start().len() - rest.len());
    rest.contains(char::is_alphanumeric).then(|| Span::new(start, line.end()))
}
