//! Pairs of marks over the whole document: paragraphs that reopen a quotation belong together.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::span::{Byte, Span};

use super::marks::{MarkTable, Pair, Pairs, Side, pair, scan};

/// A stretch between marks, over as many paragraphs as it runs.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each mark may be there or not, independently")]
pub(super) struct Raw {
    /// What stands between the marks, piece by piece; not trimmed.
    pub(super) pieces: Vec<Span<Byte>>,
    /// Where it stands with its marks, block by block.
    pub(super) outer: Vec<(usize, Span<Byte>)>,
    pub(super) inside: Option<usize>,
    pub(super) opened: bool,
    pub(super) closed: bool,
    pub(super) mixed: bool,
    /// Whether quotation marks stand around it.
    pub(super) marked: bool,
}

/// How many paragraphs without any mark a quotation may run through before it closes.
const PATIENCE: usize = 4;

/// How many paragraphs a quotation may run through in all.
const LONGEST: usize = 100;

struct Collect<'d> {
    document: &'d Document,
    raws: Vec<Raw>,
    pending: Option<Pending>,
}

#[derive(Clone, Debug)]
struct Pending {
    raw: usize,
    // Blocks without marks seen since.
    silent: Vec<usize>,
}

/// The marked stretches of a document, outer ones before those inside them.
pub(super) fn collect(document: &Document) -> Vec<Raw> {
    let mut state = Collect { document, raws: Vec::new(), pending: None };
    for (n, block) in document.blocks().iter().enumerate() {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::Deck);
        if !running {
            state.pending = None;
        }
        state.block(n);
        if !running {
            state.pending = None;
        }
    }
    state.raws
}

impl Collect<'_> {
    fn block(&mut self, n: usize) {
        let base = self.document.blocks()[n].span;
        let text = base.of(self.document.text());
        let table = MarkTable::of(self.document.lang());
        let mut marks = scan(text, table);
        let lead = |at: usize| text[..at].chars().all(|c| c.is_whitespace() || "*_>".contains(c));
        let first = marks.first().copied().filter(|m| lead(m.span.start()));
        // A closing mark in front of a paragraph says that the quotation goes on.
        let carried = self.pending.is_some() && first.is_some_and(|m| m.leans == Some(Side::Close));
        if carried {
            marks.remove(0);
        }
        let mut pairs = pair(text, &marks, table);
        join_reopened(text, &mut pairs);
        let going_on = |p: &Pending| self.raws[p.raw].outer.len() < LONGEST;
        let Some(pending) = self.pending.take().filter(going_on) else {
            self.add(n, base, &pairs, None);
            return;
        };
        let top = pairs.pairs.iter().position(|p| p.inside.is_none());
        let reopens = top.filter(|&t| {
            pairs.pairs[t].open.is_some_and(|m| first.is_some_and(|f| f.span == m.span))
        });
        let closes = pairs.pairs.iter().position(|p| p.open.is_none());
        if reopens.is_some() || carried || closes.is_some() && closes == top {
            if closes.is_some() && !carried {
                for &block in &pending.silent {
                    self.swallow(pending.raw, block);
                }
            }
            if pending.silent.is_empty() || reopens.is_none() {
                let joined = reopens.or(closes);
                self.add(n, base, &pairs, Some((pending.raw, joined)));
                if joined.is_none() {
                    self.swallow(pending.raw, n);
                    self.pending = Some(Pending { raw: pending.raw, silent: Vec::new() });
                }
                return;
            }
        } else if pairs.pairs.is_empty() && pending.silent.len() < PATIENCE {
            let mut silent = pending.silent;
            silent.push(n);
            self.pending = Some(Pending { raw: pending.raw, silent });
            return;
        }
        self.add(n, base, &pairs, None);
    }

    /// Takes a whole block into a quotation.
    fn swallow(&mut self, raw: usize, block: usize) {
        let span = self.document.blocks()[block].span;
        self.raws[raw].pieces.push(span);
        self.raws[raw].outer.push((block, span));
    }

    /// Adds a block's pairs; pair `joined.1` goes on with the quotation `joined.0`.
    fn add(
        &mut self,
        block: usize,
        base: Span<Byte>,
        pairs: &Pairs,
        joined: Option<(usize, Option<usize>)>,
    ) {
        let mut numbers = Vec::with_capacity(pairs.pairs.len());
        for (i, p) in pairs.pairs.iter().enumerate() {
            let whole = joined.filter(|j| j.1 == Some(i));
            if let Some((raw, _)) = whole {
                let old = &mut self.raws[raw];
                old.pieces.extend(p.pieces.iter().map(|s| s.shift(base.start())));
                old.outer.push((block, p.outer().shift(base.start())));
                old.closed = p.close.is_some();
                numbers.push(raw);
            } else {
                let before = joined.filter(|j| {
                    j.1.is_none_or(|c| {
                        p.outer().end() <= pairs.pairs[c].inner().end()
                            && pairs.pairs[c].open.is_none()
                    })
                });
                let inside = p.inside.map(|u| numbers[u]).or(before.map(|j| j.0));
                numbers.push(self.raws.len());
                self.raws.push(raw_of(p, block, base, inside));
            }
            let raw = numbers[i];
            if p.close.is_none() && p.inside.is_none() {
                self.pending = Some(Pending { raw, silent: Vec::new() });
            }
        }
    }
}

fn raw_of(p: &Pair, block: usize, base: Span<Byte>, inside: Option<usize>) -> Raw {
    Raw {
        pieces: p.pieces.iter().map(|s| s.shift(base.start())).collect(),
        outer: vec![(block, p.outer().shift(base.start()))],
        inside,
        opened: p.open.is_some(),
        closed: p.close.is_some(),
        mixed: p.mixed,
        marked: true,
    }
}

/// `« A. « B. »`: the second mark reopens the first quotation, which nothing closed before.
fn join_reopened(text: &str, pairs: &mut Pairs) {
    let mut i = 0;
    while i < pairs.pairs.len() {
        let child = pairs.pairs[i]
            .close
            .is_none()
            .then(|| (i + 1..pairs.pairs.len()).rev().find(|&j| pairs.pairs[j].inside == Some(i)))
            .flatten();
        if let (Some(j), Some(_)) = (child, pairs.pairs[i].open) {
            let inner = pairs.pairs[j].clone();
            let before = inner.open.map(|m| &text[..m.span.start()]);
            let ended = before.is_some_and(|b| b.trim_end().ends_with(['.', '!', '?', '…']));
            let rest = text[inner.outer().end()..].contains(char::is_alphanumeric);
            if ended && !rest {
                let cut = inner.open.map_or(inner.inner().start(), |m| m.span.start());
                let outer = &mut pairs.pairs[i];
                let last = outer.pieces.len() - 1;
                outer.pieces[last] = Span::new(outer.pieces[last].start(), cut);
                outer.pieces.extend(inner.pieces.iter().copied());
                outer.close = inner.close;
                remove(pairs, j, i);
            }
        }
        i += 1;
    }
}

/// Takes pair `j` out; what stood inside it now stands inside `parent`.
fn remove(pairs: &mut Pairs, j: usize, parent: usize) {
    pairs.pairs.remove(j);
    for p in &mut pairs.pairs {
        p.inside = match p.inside {
            Some(up) if up == j => Some(parent),
            Some(up) if up > j => Some(up - 1),
            other => other,
        };
    }
}

/// From the first quoted word of `text[span]` to the last: blanks, syntax, leading dots and dashes,
/// trailing commas and bracketed gaps are no part of it; a final `. ! ? …` is.
pub(super) fn trim(text: &str, span: Span<Byte>, markup: &[Span<Byte>]) -> Option<Span<Byte>> {
    let (mut start, mut end) = (span.start(), span.end());
    loop {
        let cut = &text[start..end];
        let c = cut.chars().next()?;
        if let Some(m) = markup.iter().find(|m| m.start() <= start && start < m.end()) {
            start = m.end().min(end);
        } else if let Some(n) = gap_length(cut) {
            start += n;
        } else if c.is_whitespace()
            || matches!(
                c,
                ',' | ';' | ':' | '.' | '…' | '!' | '?' | '—' | '–' | '*' | '_' | '\u{feff}'
            )
            || (c == '-' && cut[1..].starts_with(char::is_whitespace))
        {
            start += c.len_utf8();
        } else {
            break;
        }
    }
    loop {
        let cut = &text[start..end];
        let c = cut.chars().next_back()?;
        if let Some(m) = markup.iter().find(|m| m.start() < end && end <= m.end()) {
            end = m.start().max(start);
        } else if let Some(n) = gap_length_back(cut) {
            end -= n;
        } else if c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '-' | '*' | '_')
        {
            end -= c.len_utf8();
        } else {
            break;
        }
    }
    text[start..end].contains(char::is_alphanumeric).then(|| Span::new(start, end))
}

/// Bytes of a bracketed gap, `(…)` or `[...]`, that `text` starts with.
fn gap_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(['(', '['])?;
    let close = inner.find([')', ']'])?;
    inner[..close].chars().all(|c| matches!(c, '.' | '…' | ' ' | '\u{a0}')).then_some(close + 2)
}

/// Bytes of a bracketed gap that `text` ends with.
fn gap_length_back(text: &str) -> Option<usize> {
    let inner = text.strip_suffix([')', ']'])?;
    let open = inner.rfind(['(', '['])?;
    inner[open + 1..]
        .chars()
        .all(|c| matches!(c, '.' | '…' | ' ' | '\u{a0}'))
        .then(|| text.len() - open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_runs_from_its_first_word_to_its_last() {
        let cut = |t: &str| trim(t, Span::new(0, t.len()), &[]).map(|s| s.of(t).to_owned());
        assert_eq!(cut(" Nous irons, ").as_deref(), Some("Nous irons"));
        assert_eq!(cut("\u{a0}Nous irons !\u{a0}").as_deref(), Some("Nous irons !"));
        assert_eq!(cut("… et puis (…)").as_deref(), Some("et puis"));
        assert_eq!(cut("[Nous] irons...").as_deref(), Some("[Nous] irons..."));
        assert_eq!(cut(" … "), None);
    }
}
