//! Utterances without quotation marks: replies after a dash, answers in an interview, posts.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::span::{Byte, Span};

use super::incise::incises;
use super::lexicon::Lexicon;
use super::raw::Raw;

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
