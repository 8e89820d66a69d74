//! A paragraph as the finder reads it: its tokens, its sentences, and what was read of them.

use super::cue::Sentence;
use super::kept::Kept;
use super::lexicon::Lexicon;
use super::token::{Token, sentences};

/// A paragraph, or the inside of a quotation that holds others.
pub(super) struct Para {
    pub(super) block: usize,
    pub(super) inside: Option<usize>,
    pub(super) tokens: Vec<Token>,
    pub(super) sentences: Vec<(usize, usize)>,
    // What is read of each of them.
    kept: Vec<Kept>,
}

impl Para {
    /// The paragraph of these tokens in a block, or inside a stretch.
    pub(super) fn of(
        (block, inside): (usize, Option<usize>),
        mut tokens: Vec<Token>,
        text: &str,
    ) -> Self {
        // They are kept as long as the text is read.
        tokens.shrink_to_fit();
        let mut out = Self { block, inside, tokens, sentences: Vec::new(), kept: Vec::new() };
        out.part(text);
        out
    }

    /// Parts it into its sentences, of which nothing is read yet.
    pub(super) fn part(&mut self, text: &str) {
        self.sentences = sentences(text, &self.tokens);
        self.kept.clear();
        self.kept.resize_with(self.sentences.len(), Kept::default);
    }

    /// The sentence of this number; what is read of it is kept for the next time.
    pub(super) fn sentence<'a>(
        &'a self,
        n: usize,
        (text, lex): (&'a str, &'a Lexicon),
    ) -> Sentence<'a> {
        let (from, to) = self.sentences[n];
        Sentence::new(text, &self.tokens[from..to], lex).keeping(&self.kept[n])
    }
}
