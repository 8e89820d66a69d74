//! Posts set into an article as networks embed them: words without marks, signed with an account.
//!
//! « — Anne Petit (@apetit) 4 mars 2025 » stands under the words, or « Anne Petit », « @apetit » above
//! them. In go the blocks of a document, out come the words of each post and the name that signs it.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::quote::{Basis, Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};

use super::attribute::Voice;
use super::find::{Finder, Said};
use super::names::parts;
use super::people::Sort;

/// A post: where its words stand, and who signs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Post {
    pub(super) block: usize,
    pub(super) words: Span<Byte>,
    pub(super) name: Span<Byte>,
}

/// The longest name of an account's holder, in words.
const LONG: usize = 6;

/// The posts of a document.
pub(super) fn posts(document: &Document) -> Vec<Post> {
    let text = document.text();
    let blocks = document.blocks();
    let mut lines: Vec<(usize, Span<Byte>)> = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        let mut at = block.span.start();
        for line in block.span.of(text).split('\n') {
            let span = Span::new(at, at + line.len()).trim(text);
            at += line.len() + 1;
            if !span.is_empty() {
                lines.push((n, span));
            }
        }
    }
    let mut out = Vec::new();
    for (i, &(block, line)) in lines.iter().enumerate() {
        let cut = line.of(text);
        if let Some(name) = signature(text, line) {
            // The line above is the post, where it is running text without marks of its own.
            let above = i.checked_sub(1).map(|n| lines[n]);
            let words = above
                .filter(|(b, span)| blocks[*b].kind == BlockKind::Paragraph && bare(span.of(text)));
            out.extend(words.map(|(block, words)| Post { block, words, name }));
        } else if is_handle(cut) {
            let name = i.checked_sub(1).map(|n| lines[n].1).filter(|n| is_name(n.of(text)));
            let words = lines.get(i + 1).filter(|(b, w)| *b == block || bare(w.of(text)));
            let words = words.filter(|(_, w)| bare(w.of(text)));
            out.extend(name.zip(words).map(|(name, &(block, words))| Post { block, words, name }));
        }
    }
    out
}

/// Whether a quotation is a post: no marks, and an account beside the name of whoever says it.
pub(super) fn is_post(text: &str, quote: &Quote) -> bool {
    let account = |m: Span<Byte>| text[m.end()..].trim_start().starts_with(['@', '(']);
    let apart = |m: &Span<Byte>| !m.overlaps(quote.span);
    let signed = quote.speaker.mention.filter(apart).is_some_and(account);
    !quote.marked && quote.inside.is_none() && quote.cue.is_none() && signed
}

/// Whether a line may be the words of a post: no marks around it, no label that announces something.
fn bare(line: &str) -> bool {
    let marks = ['«', '"', '“', '”', '»'];
    !line.starts_with(marks) && !line.ends_with([':', '»', '”']) && !line.contains("(@")
}

/// « — Anne Petit (@apetit) »: the name in a line that signs a post.
fn signature(text: &str, line: Span<Byte>) -> Option<Span<Byte>> {
    let cut = line.of(text);
    let rest = cut.strip_prefix(['—', '–', '-', '―']).or_else(|| cut.strip_prefix("&mdash;"))?;
    let from = line.end() - rest.len();
    let end = rest.find("(@")?;
    let name = Span::new(from, from + end).trim(text);
    is_name(name.of(text)).then_some(name)
}

/// Whether a line is an account and nothing else: `@apetit`.
fn is_handle(line: &str) -> bool {
    let rest = line.strip_prefix('@').unwrap_or_default();
    !rest.is_empty() && rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Whether a few words may be the name of an account's holder.
fn is_name(words: &str) -> bool {
    let few = (1..=LONG).contains(&words.split_whitespace().count());
    few && words.chars().next().is_some_and(char::is_alphanumeric) && !words.ends_with(['.', ':'])
}

impl Finder<'_> {
    /// Takes a stretch that is a post for the words of whoever signs it; says whether it is one.
    pub(super) fn post(&mut self, raw: usize, span: Span<Byte>) -> bool {
        let Some(voice) = self.signed(raw) else { return false };
        let said = Said::of(QuoteKind::Direct, None, voice);
        self.say(raw, said, span.start());
        true
    }

    /// Whoever signs the post that a stretch is.
    fn signed(&mut self, raw: usize) -> Option<Voice> {
        let name = self.posts.iter().find(|(n, _)| *n == raw).map(|(_, name)| *name)?;
        let known = parts(name.of(self.document.text()));
        let entity = self.cast.people.find(&known, None).unwrap_or_else(|| {
            self.cast.people.named(name.of(self.document.text()), Sort::Person, None)
        });
        let (mention, basis) = (Some(name), Basis::Stated);
        Some(Voice { mention, entity: Some(entity), basis, role: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_signs_is_told_from_one_that_lists() {
        let text = "— Anne Petit (@apetit) 4 mars";
        let name = signature(text, Span::new(0, text.len()));
        assert_eq!(name.map(|n| n.of(text)), Some("Anne Petit"));
        assert_eq!(signature("— Anne Petit, maire", Span::new(0, 21)), None);
        assert!(is_handle("@a_petit") && !is_handle("@a petit") && !is_handle("a@petit"));
    }
}
