//! Layer 2 · `Document` → `Segmented`: every block cut into sentences by rule.
//!
//! In goes a document whose blocks are known; out comes the same document with its sentences.
//! Sentences and gaps tile the text exactly: nothing is dropped, moved or rewritten. The rules
//! know French, English and Arabic; what they look up lies in `segment/data/`. Never here: any
//! guess at what a block is, and any model.

mod arabic;
mod judge;
mod lists;
mod scan;
mod tables;
mod words;

use std::sync::Arc;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::segment::{Segment, Segmented};
use crate::corpus::span::{Byte, Span};

/// Cuts every block of `document` into sentences.
///
/// A line break inside a block is a space: the reader has already decided where blocks end.
#[must_use]
pub fn segment(document: Arc<Document>) -> Segmented {
    let mut segments = Vec::new();
    for (number, block) in document.blocks().iter().enumerate() {
        let found = stretch(block.span.of(document.text()), document.lang());
        segments.extend(
            found.into_iter().map(|s| Segment { block: number, span: s.shift(block.span.start()) }),
        );
    }
    Segmented::new(document, segments)
}

/// Cuts bare text into sentences, in order, without the white space around them.
///
/// An empty line always ends a sentence. A single line break ends one too, unless the line was
/// plainly wrapped: the next line goes on in lower case, or the break follows a space or a long line
/// without a stop.
///
/// ```
/// use tarjuman::corpus::lang::Lang;
/// let text = "« Nous partons. Adieu », a dit M. Petit. Il est parti.";
/// let cut: Vec<&str> =
///     tarjuman::segment::sentences(text, Lang::FR).iter().map(|s| s.of(text)).collect();
/// assert_eq!(cut, ["« Nous partons. Adieu », a dit M. Petit.", "Il est parti."]);
/// ```
#[must_use]
pub fn sentences(text: &str, lang: Lang) -> Vec<Span<Byte>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['\n', '\r']).chain([(text.len(), "")]) {
        if at < text.len() && is_wrapped(&text[start..at], &text[at..]) {
            continue;
        }
        let found = stretch(&text[start..at], lang);
        out.extend(found.into_iter().map(|s| s.shift(start)));
        start = at;
    }
    out
}

/// Columns from which a line without a stop is taken to have been wrapped by a mail or wire program.
const WRAP_COLUMN: usize = 60;

/// Whether the break between `line` (with all that was joined to it) and `rest` is only a wrap.
fn is_wrapped(line: &str, rest: &str) -> bool {
    let rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
    let last = line.rsplit(['\n', '\r']).next().unwrap_or_default();
    let (body, next) = (last.trim(), rest.trim_start_matches([' ', '\t', '\u{a0}']));
    let Some(first) = next.chars().next().filter(|c| *c != '\n' && *c != '\r') else {
        return false;
    };
    if body.is_empty() {
        return false;
    }
    if words::ends_with_stop(body) || words::starts_an_item(next) {
        return false;
    }
    let long = body.len() >= WRAP_COLUMN;
    (first.is_lowercase() && (long || last.ends_with(' ')))
        || (long && !first.is_uppercase())
        || (long && body.len() >= WRAP_COLUMN && body.ends_with(','))
}

/// Sentences of one stretch in which line breaks are spaces.
fn stretch(text: &str, lang: Lang) -> Vec<Span<Byte>> {
    let tables = tables::of(lang);
    let marks = scan::scan(text);
    let items = lists::item_starts(text, &marks);
    let cuts = judge::Judge::new(text, tables, &marks).cuts(&items);
    let mut out = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for cut in cuts.into_iter().chain([text.len()]) {
        let span = Span::new(start, cut).trim(text);
        start = cut;
        if span.is_empty() {
            continue;
        }
        match out.last_mut() {
            // A remainder without a letter or digit (a lone mark, a rule of dashes) says nothing by itself.
            Some(last) if !words::says_something(span.of(text)) => *last = Span::cover(*last, span),
            _ => out.push(span),
        }
    }
    if lang == Lang::AR { arabic::refine(text, tables, out) } else { out }
}

#[cfg(test)]
mod tests;
