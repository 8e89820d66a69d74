//! What stands between the marks of a stretch, cut into words once: what it looks like, and where the reporter's words stand
//! in it.

use std::cell::OnceCell;

use crate::corpus::span::{Byte, Span};

use super::attribute::Voice;
use super::cue::Sentence;
use super::find::Finder;
use super::incise::{Incise, incises, incises_among};
use super::judge::Hold;
use super::shape::Shape;
use super::token::{Kind, Token, alphanumeric, tokens};

/// The incises of every stretch that was asked about.
pub(super) struct Insides(Vec<OnceCell<Vec<Incise>>>);

impl Insides {
    /// Those of `n` stretches, of which nothing is known yet.
    pub(super) fn of(n: usize) -> Self {
        Self((0..n).map(|_| OnceCell::new()).collect())
    }
}

impl Finder<'_> {
    /// What the words of a stretch, `span` from the first to the last, look like by themselves.
    pub(super) fn shape_of(&self, raw: usize, span: Span<Byte>) -> Shape {
        let (text, lex) = (self.text(), self.lex);
        let &[piece] = self.raws[raw].pieces.as_slice() else { return Shape::of(text, span, lex) };
        let all = tokens(text, piece, &[], lex);
        self.insides.0[raw].get_or_init(|| incises_among(text, piece, &all, lex));
        match of_words(text, &all, span) {
            Some(own) => Shape::of_tokens(text, span, own, lex),
            None => Shape::of(text, span, lex),
        }
    }

    /// The incises of a stretch, in order.
    pub(super) fn incises_of(&self, raw: usize) -> &[Incise] {
        let found = |piece: &Span<Byte>| incises(self.text(), *piece, self.lex);
        self.insides.0[raw].get_or_init(|| self.raws[raw].pieces.iter().flat_map(found).collect())
    }

    /// Cue and speaker of an incise inside the marks.
    pub(super) fn incise_voice(&mut self, raw: usize) -> Option<(Span<Byte>, Voice)> {
        let document = self.document;
        let incise = *self.incises_of(raw).first()?;
        let mut pieces = self.raws[raw].pieces.iter();
        let piece = *pieces.find(|piece| piece.contains(incise.span))?;
        let tokens = tokens(document.text(), piece, &[], self.lex);
        let s = Sentence::new(document.text(), &tokens, self.lex);
        let cue = tokens[incise.cue.first].span.cover(tokens[incise.cue.last].span);
        let np = s.speaker_of(incise.cue, Hold::After)?;
        Some((cue, self.cast.voice(&s, np)))
    }
}

/// Those of `tokens` that `span` has when it is cut by itself, where that is plain: at its ends nothing may be parted, and its
/// last word is read by what stands behind it where it ends in a sign.
fn of_words<'t>(text: &str, tokens: &'t [Token], span: Span<Byte>) -> Option<&'t [Token]> {
    let from = tokens.partition_point(|t| t.span.start() < span.start());
    let to = tokens.partition_point(|t| t.span.start() < span.end());
    let own = &tokens[from..to];
    let (first, last) = (own.first()?, own.last()?);
    let whole = first.span.start() == span.start() && last.span.end() == span.end();
    let plain = matches!(last.kind, Kind::Sign(_)) || last.span.of(text).ends_with(alphanumeric);
    (whole && plain).then_some(own)
}
