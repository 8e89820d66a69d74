//! A document cut into sentences. Sentences and gaps tile the text exactly.

use std::sync::Arc;

use super::document::{Block, Document};
use super::span::{Byte, Span};

/// One sentence, or a title or label that stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The block it lies in, by its number in the document.
    pub block: usize,
    /// Where it stands, without the white space around it.
    pub span: Span<Byte>,
}

/// A document with its segments.
///
/// There is always one more gap than there are segments, and gap, segment, gap, …, gap
/// concatenated give the text back: `""` is one empty gap; `"hi "` is `""`, `"hi"`, `" "`.
#[derive(Clone, Debug)]
pub struct Segmented {
    document: Arc<Document>,
    segments: Vec<Segment>,
}

impl Segmented {
    /// Joins a document with its segments.
    ///
    /// # Panics
    /// If the segments are not in order, not apart, empty, or leave their block.
    #[must_use]
    pub fn new(document: Arc<Document>, segments: Vec<Segment>) -> Self {
        let mut end = 0;
        for s in &segments {
            assert!(s.span.start() >= end && !s.span.is_empty(), "segments in order and apart");
            assert!(document.blocks()[s.block].span.contains(s.span), "a segment keeps its block");
            end = s.span.end();
        }
        Self { document, segments }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The segments in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The words of segment `i`.
    #[must_use]
    pub fn text(&self, i: usize) -> &str {
        self.segments[i].span.of(self.document.text())
    }

    /// The block segment `i` lies in.
    #[must_use]
    pub fn block(&self, i: usize) -> &Block {
        &self.document.blocks()[self.segments[i].block]
    }

    /// What stands before segment `i`; with `i` = the number of segments, what stands at the end.
    #[must_use]
    pub fn gap(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.segments[i - 1].span.end() };
        let end = self.segments.get(i).map_or(self.document.text().len(), |s| s.span.start());
        &self.document.text()[start..end]
    }
}
