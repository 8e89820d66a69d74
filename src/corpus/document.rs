//! One text as it was read, with what can be read straight off it: blocks and facts.
//!
//! The text never changes once a `Document` exists; every offset in the crate points into it.

use std::path::PathBuf;

use super::lang::Lang;
use super::span::{Byte, Span};

/// What a file was before it became text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Plain text: the document's text is the file, decoded.
    Plain,
    /// Markdown: the document's text is the file, decoded; syntax is listed as [`Document::markup`].
    Markdown,
    /// HTML: the document's text is the article taken out of the page.
    Html,
}

/// Where a text came from, enough to find it again and to see whether it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The path as the user gave it, or `-` for standard input.
    pub path: PathBuf,
    /// What the bytes were.
    pub media: Media,
    /// The character encoding they were in, by its WHATWG name (`UTF-8`, `windows-1252`, …).
    pub encoding: &'static str,
    /// Whether a byte-order mark stood in front (it is not part of the text).
    pub bom: bool,
    /// Lower-case hexadecimal SHA-256 of the bytes as read.
    pub sha256: String,
}

/// What a block of a news page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// The article's own title.
    Headline,
    /// The standfirst below it.
    Deck,
    /// Who wrote it, often with a date.
    Byline,
    /// Place and agency before the first words (`AA / Istanbul`).
    Dateline,
    /// The rubric the page stands in (`Monde`).
    Section,
    /// Running text.
    Paragraph,
    /// A title inside the article.
    Subhead,
    /// The words under a picture.
    Caption,
    /// Who translated it, who took the picture, who owns it.
    Credit,
    /// Menus, teasers, notices: words of the page, not of the article.
    Boilerplate,
}

impl BlockKind {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Deck => "deck",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Section => "section",
            Self::Paragraph => "paragraph",
            Self::Subhead => "subhead",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Boilerplate => "boilerplate",
        }
    }
}

/// A stretch of text that stands by itself: a paragraph, a title, a menu entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands, without the white space around it.
    pub span: Span<Byte>,
    /// The earlier block it repeats, exactly or nearly.
    pub duplicate_of: Option<usize>,
}

/// What a credit line credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditKind {
    /// The words were translated.
    Translation,
    /// The picture.
    Photo,
}

/// A credit printed in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// For what.
    pub kind: CreditKind,
    /// The language translated from, where the text says so.
    pub from: Option<Lang>,
    /// The language translated to: said, or the document's own.
    pub to: Option<Lang>,
    /// The person or body named.
    pub by: Option<String>,
    /// The words that say it.
    pub span: Span<Byte>,
}

/// A date printed in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// ISO 8601, as exact as the text is: `2021-04-14` or `2021-08`.
    pub iso: String,
    /// The words that say it.
    pub span: Span<Byte>,
}

/// A news agency the text credits itself to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its full name, whatever short form the text uses.
    pub name: String,
    /// The words that say it.
    pub span: Span<Byte>,
}

/// What the text says of itself. Nothing is inferred: each fact has the words that state it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The headline.
    pub title: Option<Span<Byte>>,
    /// The author's name, alone.
    pub byline: Option<Span<Byte>>,
    /// The place it is dated from, alone.
    pub dateline: Option<Span<Byte>>,
    /// When it was published.
    pub date: Option<Dated>,
    /// The agency whose dispatch it is.
    pub agency: Option<Agency>,
    /// Translators and photographers.
    pub credits: Vec<Credit>,
}

/// A text as read, its blocks and its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    id: String,
    origin: Origin,
    lang: Lang,
    text: String,
    blocks: Vec<Block>,
    markup: Vec<Span<Byte>>,
    facts: Facts,
}

impl Document {
    /// Puts a document together.
    ///
    /// # Panics
    /// If blocks overlap, run backwards or leave the text: that is a bug in the reader.
    #[must_use]
    pub fn new(id: String, origin: Origin, lang: Lang, text: String, blocks: Vec<Block>) -> Self {
        let mut end = 0;
        for block in &blocks {
            assert!(block.span.start() >= end, "blocks must be in order and apart");
            assert!(block.span.get(&text).is_some(), "a block must cut the text");
            end = block.span.end();
        }
        Self { id, origin, lang, text, blocks, markup: Vec::new(), facts: Facts::default() }
    }

    /// The same document under another name.
    #[must_use]
    pub fn renamed(mut self, id: String) -> Self {
        self.id = id;
        self
    }

    /// The same document with its facts.
    #[must_use]
    pub fn with_facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// The same document with the stretches that are syntax, not words (`**`, `](https://…)`).
    #[must_use]
    pub fn with_markup(mut self, markup: Vec<Span<Byte>>) -> Self {
        self.markup = markup;
        self
    }

    /// A short stable name: the file's stem, made unique within a run.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The language it is written in.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The whole text, exactly as read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its blocks, in order, apart from one another; white space lies between them.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Stretches inside blocks that are syntax, in order. Empty for plain text.
    #[must_use]
    pub fn markup(&self) -> &[Span<Byte>] {
        &self.markup
    }

    /// What it says of itself.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}
