//! What a stretch between marks looks like by itself, before anybody asks whose words it is.

use crate::corpus::span::{Byte, Span};

use super::lexicon::{Class, Lexicon, Phrase};
use super::token::{Kind, Token, phrase_at, plain_words, quote_ends, tokens};

/// What a stretch between marks looks like by itself.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing the words show")]
pub(super) struct Shape {
    /// Words in it.
    pub(super) words: usize,
    /// Whether it holds a finite verb.
    pub(super) clause: bool,
    /// Whether it speaks in the first or second person.
    pub(super) person: bool,
    /// Whether its first word is a finite verb.
    pub(super) verb_first: bool,
    /// Whether its first word is an infinitive, as far as the ending tells.
    pub(super) infinitive_first: bool,
    /// Whether it ends like a sentence.
    pub(super) ends: bool,
    /// Whether it starts with a capital letter.
    pub(super) upper: bool,
    /// Whether every long word has one: a name or title.
    pub(super) title: bool,
    /// Whether an article opens it: « l'angélus ».
    pub(super) article: bool,
    /// Whether an article opens it and a capital letter follows: « la Tornade ».
    pub(super) titled: bool,
    /// Whether it is a label papers set in marks by habit.
    pub(super) label: bool,
    /// Whether it starts with a small preposition, as no name does: « de très près », or with a
    /// superlative: « la plus violente ».
    pub(super) led: bool,
    /// Whether its first word is an adverb: « plus grand que jamais ».
    pub(super) adverb: bool,
    /// Whether it is a pronoun and nothing else.
    pub(super) pronoun: bool,
    /// Whether its first word may be a verb: no small word, and none known for something else.
    pub(super) open: bool,
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

impl Shape {
    /// Reads the shape of `text[span]`.
    pub(super) fn of(text: &str, span: Span<Byte>, lex: &Lexicon) -> Self {
        Self::of_tokens(text, span, &tokens(text, span, &[], lex), lex)
    }

    /// The same, where its tokens are known.
    pub(super) fn of_tokens(text: &str, span: Span<Byte>, all: &[Token], lex: &Lexicon) -> Self {
        let words: Vec<_> = all.iter().filter(|t| t.is_word()).collect();
        let mut long = words.iter().filter(|t| t.span.len() > 3).peekable();
        let verb = |t: &&&Token| {
            t.is(Class::VERB)
                || t.is(Class::CUE)
                    && t.is(Class::FINITE)
                    && !t.is(Class::PARTICIPLE.or(Class::SPEECH))
        };
        Self {
            words: words.len(),
            clause: words.iter().any(|t| verb(&t)) || all.iter().any(|t| t.kind == Kind::Clitic),
            // « ne commente pas », « s'attend à »
            verb_first: words
                .iter()
                .find(|t| !t.is(Class::NEGATION.or(Class::REFLEXIVE)))
                .is_some_and(|t| verb(&t) && !t.cap),
            infinitive_first: words
                .iter()
                .find(|t| !t.is(Class::BETWEEN.or(Class::ADVERB)) || t.is(Class::DET))
                .is_some_and(|t| {
                    let noun = Class::ROLE.or(Class::BODY).or(Class::NAMING).or(Class::BEFORE_ROLE);
                    let being = t.is(Class::NONFINITE) && t.is(Class::AUX);
                    let ends = being || lex.ends_like_an_infinitive(t.span.of(text));
                    !t.cap && !t.is(noun) && ends
                }),
            person: words.iter().any(|t| t.is(Class::PERSON)),
            ends: quote_ends(span.of(text)),
            upper: words.first().is_some_and(|t| t.cap),
            title: long.peek().is_some()
                && long.all(|t| t.cap || is_number(t.span.of(text)))
                && words
                    .first()
                    .is_some_and(|t| t.cap || lex.subject_first && t.is(Class::DEFINITE)),
            article: words.len() > 1 && words[0].is(Class::DEFINITE),
            titled: words.len() > 1 && words[0].is(Class::DEFINITE) && words[1].cap,
            label: phrase_at(text, all, 0, Phrase::Label, lex).is_some_and(|n| n == all.len())
                || lex.caseless && lex.is_outlet(&plain_words(span.of(text)))
                // « عرف نفسه بـ"أبو الليث" »
                || lex.caseless
                    && (2..=3).contains(&words.len())
                    && words[0].is(Class::PARTICLE)
                    && words[0].is(Class::MASCULINE.or(Class::FEMININE)),
            led: words.len() > 1
                && (words[0].is(Class::PREP.or(Class::NEGATION).or(Class::REFLEXIVE))
                    || words[0].is(Class::DEFINITE) && words[1].is(Class::SUPERLATIVE))
                && !words[0].cap
                && !lex.caseless,
            adverb: words.first().is_some_and(|t| t.is(Class::ADVERB.or(Class::BETWEEN))),
            open: words.first().is_some_and(|t| !t.cap && (t.class.is_nothing() || verb(&t))),
            pronoun: words.len() == 1
                && words[0].is(Class::STRONG.or(Class::PRONOUN))
                && !all.iter().any(|t| t.kind == Kind::Sign('!')),
        }
    }

    /// Whether it reads as somebody's utterance even without a cue.
    pub(super) fn utters(self) -> bool {
        self.words >= 3 && self.ends && self.upper
            || self.person && self.words >= 3 && self.clause
            || self.clause && self.words >= 5
            || self.words >= 10
    }
}
