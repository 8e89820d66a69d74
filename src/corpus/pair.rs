//! Two texts of the same matter, cut into sentences and paired: what `align` makes and renderers take.

use std::sync::Arc;

use super::alignment::Alignment;
use super::bitext::{Bead, Bitext};
use super::document::Document;
use super::span::{Byte, Sent, Span};

/// One text with its sentences.
///
/// Unlike in [`super::segment::Segmented`] a sentence may be empty: an empty line of a file that
/// holds one sentence a line keeps its number.
#[derive(Clone, Debug)]
pub struct Side {
    document: Arc<Document>,
    sentences: Vec<Span<Byte>>,
}

impl Side {
    /// Joins a text with its sentences.
    ///
    /// # Panics
    /// If the sentences are not in order and apart, or do not cut the text.
    #[must_use]
    pub fn new(document: Arc<Document>, sentences: Vec<Span<Byte>>) -> Self {
        let mut end = 0;
        for span in &sentences {
            assert!(span.start() >= end, "sentences in order and apart");
            assert!(span.get(document.text()).is_some(), "a sentence cuts the text");
            end = span.end();
        }
        Self { document, sentences }
    }

    /// The text.
    #[must_use]
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Its sentences.
    #[must_use]
    pub fn sentences(&self) -> &[Span<Byte>] {
        &self.sentences
    }

    /// The words of sentence `i`.
    #[must_use]
    pub fn text(&self, i: usize) -> &str {
        self.sentences[i].of(self.document.text())
    }

    /// The words of each sentence.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        (0..self.sentences.len()).map(|i| self.text(i)).collect()
    }

    /// Where a run of sentences stands, with what lies between them; `None` for an empty run.
    #[must_use]
    pub fn span(&self, run: Span<Sent>) -> Option<Span<Byte>> {
        let sentences = &self.sentences[run.range()];
        Some(Span::new(sentences.first()?.start(), sentences.last()?.end()))
    }

    /// The block sentence `i` begins in, by its number in the document.
    #[must_use]
    pub fn block(&self, i: usize) -> usize {
        let at = self.sentences[i].start();
        self.document.blocks().partition_point(|b| b.span.start() <= at).saturating_sub(1)
    }
}

/// Two texts, their beads and the word links of each.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The source.
    pub src: Side,
    /// Its translation, by whomever.
    pub tgt: Side,
    /// Which sentences translate which.
    pub bitext: Bitext,
    /// Word links of each bead, in order: source spans into the source text, target spans into the
    /// target text. Empty where words were not linked.
    pub links: Vec<Alignment>,
}

impl Pair {
    /// Both sides of a bead as they stand; an empty side is `""`.
    #[must_use]
    pub fn texts(&self, bead: &Bead) -> (&str, &str) {
        let (src, tgt) = (self.src.span(bead.src), self.tgt.span(bead.tgt));
        (
            src.map_or("", |span| span.of(self.src.document.text())),
            tgt.map_or("", |span| span.of(self.tgt.document.text())),
        )
    }
}
