//! Plain text → raw blocks: where one paragraph ends and the next begins.
//!
//! An empty line always parts two blocks. Whether a single line break does is decided by evidence: in
//! a text wrapped at a fixed width the next word never fits on the line before; on a page copied from
//! the web every line is a block of its own.

use super::{Parts, Raw};
use crate::corpus::span::{Byte, Span};

/// Takes a plain text apart.
pub(super) fn take_apart(text: String) -> Parts {
    let lines = lines(&text);
    let width = wrap_width(&text, &lines);
    let mut raws: Vec<Raw> = Vec::new();
    let mut last: Option<usize> = None;
    for (n, line) in lines.iter().enumerate() {
        if line.span.is_empty() {
            last = None;
            continue;
        }
        match (last, raws.last_mut()) {
            (Some(before), Some(block)) if goes_on(&text, &lines[before], line, width) => {
                block.span = block.span.cover(line.span);
            }
            _ => raws.push(Raw { span: line.span, hint: None }),
        }
        last = Some(n);
    }
    Parts { text, raws, markup: Vec::new(), warnings: Vec::new() }
}

/// One line, trimmed, with its width in characters.
struct Line {
    span: Span<Byte>,
    width: usize,
    /// White space stood between its last word and its break.
    trailing: bool,
}

/// All lines, by any line break of Unicode; an empty span for a blank one.
fn lines(text: &str) -> Vec<Line> {
    let is_break =
        |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut out = Vec::new();
    let mut start = 0;
    let ends = text.match_indices(is_break).map(|(at, mark)| (at, mark.len()));
    for (at, length) in ends.chain([(text.len(), 0)]) {
        let whole = Span::new(start, at);
        let crlf =
            at == start && at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n');
        if !crlf {
            let span = whole.trim(text);
            let width = span.of(text).chars().count();
            out.push(Line { span, width, trailing: !span.is_empty() && span.end() < at });
        }
        start = at + length;
    }
    out
}

/// Fewest and most characters of a line that a program would wrap at.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;
/// Share of single breaks (in twentieths) that must look wrapped before a text counts as wrapped.
const WRAPPED: usize = 16;

/// The width the text was wrapped at, if it was.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs: Vec<(&Line, &Line)> = lines
        .windows(2)
        .filter_map(|w| match w {
            [a, b] if !a.span.is_empty() && !b.span.is_empty() => Some((a, b)),
            _ => None,
        })
        .collect();
    let width = pairs.iter().map(|(a, b)| a.width.max(b.width)).max()?;
    // A title over a deck is as wide as it happens to be: the paragraphs below run on.
    let filled = lines.iter().filter(|line| !line.span.is_empty());
    let beyond = filled.clone().filter(|line| line.width > width).count();
    if beyond * 20 > filled.count() {
        return None;
    }
    let full = pairs.iter().filter(|(a, b)| overflows(text, a, b, width)).count();
    let careful = pairs.len() >= 2 || pairs.iter().any(|(_, b)| begins_low(text, b));
    (WIDTHS.contains(&width) && careful && full * 20 >= pairs.len() * WRAPPED).then_some(width)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn overflows(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let word = next.span.of(text).split_whitespace().next().unwrap_or_default();
    line.width + 1 + word.chars().count() > width
}

fn begins_low(text: &str, line: &Line) -> bool {
    line.span.of(text).chars().next().is_some_and(char::is_lowercase)
}

/// Whether `next` goes on with the sentence or paragraph of `line`.
fn goes_on(text: &str, line: &Line, next: &Line, width: Option<usize>) -> bool {
    if begins_item(next.span.of(text)) {
        return false;
    }
    if width.is_some_and(|width| overflows(text, line, next, width)) {
        return true;
    }
    let end = line.span.of(text).chars().next_back();
    let stopped = end.is_some_and(|c| {
        matches!(c, '.' | '!' | '?' | '…' | '»' | '”' | '"' | ':' | ';' | '؟' | '۔')
    });
    let long = line.width >= *WIDTHS.start();
    begins_low(text, next) && !stopped && (long || line.trailing || end == Some(','))
}

/// Whether a line begins with a bullet, a dash, or an item's number.
fn begins_item(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (Some(first), Some(_)) = (words.next(), words.next()) else { return false };
    let bullet = first
        .chars()
        .all(|c| matches!(c, '-' | '–' | '—' | '*' | '•' | '▪' | '●' | '■' | '►' | '⁃'));
    let name = first.trim_end_matches(['.', ')']);
    bullet
        || name.len() < first.len()
            && (name.len() <= 2 && name.bytes().all(|b| b.is_ascii_digit()) && !name.is_empty())
}
