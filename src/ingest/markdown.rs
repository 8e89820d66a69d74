//! Markdown → raw blocks inside the text as it stands, and the stretches that are syntax.
//!
//! The document's text stays the Markdown itself. A block runs from the first to the last inline mark
//! of its paragraph, title or item; bullets and `#` stay outside. What inside a block is not words
//! (emphasis marks, link targets) is listed as markup, so that clean text can be built with a map back.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Parts, Raw};
use crate::corpus::document::BlockKind;
use crate::corpus::span::{Byte, Span};

/// Takes a Markdown text apart.
pub(super) fn take_apart(text: String) -> Parts {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        text: &text,
        leaf: None,
        hint: None,
        skip: 0,
        raws: Vec::new(),
        words: Vec::new(),
    };
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        reader.meet(&event, Span::new(range.start, range.end));
    }
    reader.flush();
    let (mut raws, mut words) = (reader.raws, reader.words);
    raws.sort_by_key(|r| r.span);
    words.sort_unstable();
    let markup = raws.iter().flat_map(|raw| between(&text, raw.span, &words)).collect();
    Parts { text, raws, markup, warnings: Vec::new() }
}

struct Reader<'t> {
    text: &'t str,
    /// The block being read.
    leaf: Option<Span<Byte>>,
    hint: Option<BlockKind>,
    /// How many front-matter or comment elements stand open.
    skip: usize,
    raws: Vec<Raw>,
    words: Vec<Span<Byte>>,
}

impl Reader<'_> {
    fn meet(&mut self, event: &Event<'_>, span: Span<Byte>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.skip += 1,
            Event::End(TagEnd::MetadataBlock(_)) => self.skip -= 1,
            Event::Start(tag) if is_inline(tag) => self.extend(span),
            Event::End(end) if is_inline_end(*end) => {}
            Event::Start(tag) => {
                self.flush();
                self.hint = match tag {
                    Tag::Heading { level, .. } if *level as u8 == 1 => Some(BlockKind::Headline),
                    Tag::Heading { .. } => Some(BlockKind::Subhead),
                    _ => None,
                };
            }
            Event::End(_) => {
                self.flush();
                self.hint = None;
            }
            Event::Text(_) => self.say(span),
            Event::Code(_) => {
                self.extend(span);
                let inner = span.of(self.text).trim_matches('`');
                let lead = span.of(self.text).find(inner).unwrap_or(0);
                let start = span.start() + lead;
                self.words.push(Span::new(start, start + inner.len()));
            }
            Event::SoftBreak
            | Event::HardBreak
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => {
                self.extend(span);
            }
            Event::Rule | Event::Html(_) => self.flush(),
            _ => {}
        }
    }

    fn say(&mut self, span: Span<Byte>) {
        if self.skip == 0 {
            self.words.push(span);
        }
        self.extend(span);
    }

    fn extend(&mut self, span: Span<Byte>) {
        if self.skip == 0 {
            self.leaf = Some(self.leaf.map_or(span, |leaf| leaf.cover(span)));
        }
    }

    fn flush(&mut self) {
        if let Some(leaf) = self.leaf.take() {
            let span = leaf.trim(self.text);
            let apart = self.raws.last().is_none_or(|r| r.span.end() <= span.start());
            if span.of(self.text).chars().any(char::is_alphanumeric) && apart {
                // A paragraph that is one picture holds its caption.
                let words = span.of(self.text);
                let picture = words.starts_with("![")
                    && words.ends_with(')')
                    && words.matches("](").count() == 1;
                let hint = if picture { Some(BlockKind::Caption) } else { self.hint };
                self.raws.push(Raw { span, hint });
            }
        }
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// The stretches of `block` that no words cover, white space aside.
fn between(text: &str, block: Span<Byte>, words: &[Span<Byte>]) -> Vec<Span<Byte>> {
    let mut out = Vec::new();
    let mut at = block.start();
    let first = words.partition_point(|w| w.end() <= block.start());
    let inside = words[first..].iter().take_while(|w| w.start() < block.end());
    for word in inside.copied().chain([Span::new(block.end(), block.end())]) {
        if word.start() > at {
            let gap = Span::new(at, word.start()).trim(text);
            if !gap.is_empty() {
                out.push(gap);
            }
        }
        at = at.max(word.end());
    }
    out
}
