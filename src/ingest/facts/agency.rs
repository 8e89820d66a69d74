//! The agency a text credits itself to; one that is only quoted in the text is not.

use std::sync::OnceLock;

use regex::Regex;

use super::byline;
use super::dateline::Opening;
use crate::corpus::document::{Agency, Block, BlockKind};
use crate::corpus::span::{Byte, Span};
use crate::ingest::tables::{Tables, regex};

/// The agency of the page: in its dateline, else in its byline or credit, else in its notice to those who take its
/// service, else as a sign-off.
pub(super) fn of_page(
    text: &str,
    blocks: &[Block],
    opening: Option<&Opening>,
    tables: &Tables,
) -> Option<Agency> {
    let named = |span: Span<Byte>| {
        let name = tables.agency_called(span.of(text))?.to_owned();
        Some(Agency { name, span })
    };
    if let Some(found) = opening.and_then(|o| o.agency).and_then(named) {
        return Some(found);
    }
    let by = blocks.iter().filter(|b| matches!(b.kind, BlockKind::Byline | BlockKind::Dateline));
    let credits =
        blocks.iter().filter(|b| b.kind == BlockKind::Credit && is_source(b.span.of(text)));
    for block in by.chain(credits) {
        let words = block.span.of(text);
        // « المصدر: الجزيرة + رويترز »: put together by the one named first, out of what the others brought.
        let brought = words.find('+').unwrap_or(words.len());
        // « Par Jeanne Petit avec Belga »: so is what a reporter signs.
        let signed = byline::name(words, tables).filter(|_| block.kind == BlockKind::Byline);
        let with = signed.and_then(|name| with_agency(words, name.end()));
        let first = brought.min(with.unwrap_or(words.len()));
        let found = tables.agency.find_iter(words).filter(|m| m.end() <= first).find_map(|m| {
            let at = Span::new(m.start(), m.end()).shift(block.span.start());
            is_word(text, at).then(|| named(at)).flatten()
        });
        if found.is_some() {
            return found;
        }
    }
    notice(text, blocks, tables).or_else(|| sign_off(text, blocks, tables)).and_then(named)
}

/// Where « avec », and so what an agency brought, starts behind byte `from`.
fn with_agency(words: &str, from: usize) -> Option<usize> {
    let behind = words.get(from..)?;
    let link = |word: &str| ["avec", "with"].contains(&word.to_lowercase().as_str());
    let first = behind.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
    link(first).then(|| from + behind.find(first).unwrap_or(0))
}

/// « Seulement une partie des dépêches, que l'Agence X diffuse à ses abonnés, … »: only an agency says so of itself, below
/// its own text.
fn notice(text: &str, blocks: &[Block], tables: &Tables) -> Option<Span<Byte>> {
    let own = |block: &&Block| {
        let words = block.span.of(text).to_lowercase();
        block.kind == BlockKind::Boilerplate && NOTICES.iter().any(|told| words.contains(told))
    };
    blocks.iter().rev().filter(own).find_map(|block| {
        let words = block.span.of(text);
        let mut names = tables.agency.find_iter(words).map(|m| Span::new(m.start(), m.end()));
        names.find(|at| is_word(words, *at)).map(|at| at.shift(block.span.start()))
    })
}

/// Whom an agency's notice is about.
const NOTICES: [&str; 4] = ["à ses abonnés", "to subscribers", "to its subscribers", "للمشتركين"];

fn is_source(words: &str) -> bool {
    ["source", "المصدر", "avec", "with"].iter().any(|lead| words.to_lowercase().contains(lead))
}

/// `… a-t-il dit. (AFP)`, `(avec AFP)`, `— Reuters` at the end of the last paragraph.
fn sign_off(text: &str, blocks: &[Block], tables: &Tables) -> Option<Span<Byte>> {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| regex(r"(?i)[.!?»”]\s*(?:\((?:avec |source ?: ?|with |مع )?(?P<a>[^()]{2,40})\)|[-–—]\s?(?P<b>[^-–—.]{2,30}))\.?$"));
    let last = blocks.iter().rev().find(|b| b.kind == BlockKind::Paragraph)?;
    let words = last.span.of(text);
    let mut tail = words.len().saturating_sub(80);
    while !words.is_char_boundary(tail) {
        tail += 1;
    }
    let found = pattern.captures(&words[tail..])?;
    let named = found.name("a").or_else(|| found.name("b"))?;
    let agency = tables.agency.find(named.as_str())?;
    let at =
        Span::new(agency.start(), agency.end()).shift(last.span.start() + tail + named.start());
    is_word(text, at).then_some(at)
}

fn is_word(text: &str, at: Span<Byte>) -> bool {
    !text[..at.start()].ends_with(char::is_alphanumeric)
        && !text[at.end()..].starts_with(char::is_alphanumeric)
}
