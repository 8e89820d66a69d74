//! Words, signs and whole quotations of a paragraph, as the attribution rules see them.

use crate::corpus::span::{Byte, Span};

use super::cut::{caseless, cut};
use super::fold::{folds_to, is_folded};
use super::lexicon::{Class, Known, Lexicon, Next, Opens, Phrase};
use super::origin::Origin;

use super::fold::Word;
pub(super) use super::fold::{alphanumeric, fold, folded};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word; an elided one keeps its apostrophe, an abbreviated one its full stop.
    Word,
    /// A pronoun hung onto the verb before it: `-t-il`.
    Clitic,
    /// A sign.
    Sign(char),
    /// A quotation, marks included, by its number among the pairs.
    Quote(usize),
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) span: Span<Byte>,
    pub(super) kind: Kind,
    pub(super) class: Class,
    /// The phrases that it may open.
    opens: Opens,
    /// Whether it starts with a capital letter.
    pub(super) cap: bool,
}

impl Token {
    #[inline]
    pub(super) fn is(&self, class: Class) -> bool {
        self.class.is(class)
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn quote(&self) -> Option<usize> {
        match self.kind {
            Kind::Quote(n) => Some(n),
            _ => None,
        }
    }
}

/// The words of a phrase as the data files write them.
pub(super) fn plain_words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    each_word(text, &mut |word| out.push(word.into()));
    out
}

/// A text with one blank between any two words.
pub(super) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        out.push_str(if out.is_empty() { "" } else { " " });
        out.push_str(word);
    }
    out
}

/// Whether it is a word or a pronoun hung onto one, and no sign.
fn starts_as_word(word: &str) -> bool {
    word.starts_with(|c: char| alphanumeric(c) || c == '-')
}

/// Calls `take` with each of those words.
pub(super) fn each_word(text: &str, take: &mut dyn FnMut(&str)) {
    cut(text, 0, &mut |span, _| {
        let word = span.of(text);
        if starts_as_word(word) {
            if is_folded(word) {
                take(word);
            } else {
                take(&fold(word));
            }
        }
    });
}

/// The first of those words.
pub(super) fn first_word(text: &str) -> Option<Word> {
    // It is told by itself and by the letter behind it: a long text is not cut for its sake.
    let start = text.find(|c: char| alphanumeric(c) || c == '-')?;
    let space = text[start..].find(char::is_whitespace).map_or(text.len(), |at| start + at);
    let end = text[space..].char_indices().nth(2).map_or(text.len(), |(at, _)| space + at);
    plain_words(&text[..end]).into_iter().next()
}

/// The same words, each with whether it starts with a capital letter or has none to start with.
pub(super) fn spelt_words(text: &str) -> (Vec<Word>, Vec<bool>) {
    let mut out = (Vec::new(), Vec::new());
    cut(text, 0, &mut |span, _| {
        let word = span.of(text);
        if word.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            out.0.push(fold(word));
            out.1.push(!word.starts_with(char::is_lowercase));
        }
    });
    out
}

/// Tokens of `text[span]`; the stretches in `masks` (ascending, apart) become one token each.
pub(super) fn tokens(
    text: &str,
    span: Span<Byte>,
    masks: &[(Span<Byte>, usize)],
    lex: &Lexicon,
) -> Vec<Token> {
    // A word and what stands behind it are about five bytes, a sign fewer.
    let mut out = Vec::with_capacity(span.len() / 4 + 1);
    let mut at = span.start();
    let end = (Span::new(span.end(), span.end()), usize::MAX);
    for &(mask, n) in masks.iter().chain([&end]) {
        if mask.start() >= at {
            cut(&text[at..mask.start()], at, &mut |span, kind| {
                out.push(classify(text, span, kind, lex));
            });
        }
        if n != usize::MAX {
            let (kind, class) = (Kind::Quote(n), Class::NONE);
            out.push(Token { span: mask, kind, class, opens: Opens::default(), cap: false });
        }
        at = at.max(mask.end());
    }
    if !lex.caseless {
        name_people(text, &mut out, lex);
        tell_how_long_ago(text, &mut out, lex);
    }
    out
}

/// How many words may stand between « il y a » and the span of time: « il y a un peu plus de deux ans ».
const UNTIL: usize = 6;

/// « a dénoncé il y a un mois “…” »: the words say when, and their pronoun is nobody.
fn tell_how_long_ago(text: &str, tokens: &mut [Token], lex: &Lexicon) {
    let counts = |t: &Token| {
        let number = t.span.of(text).starts_with(|c: char| c.is_ascii_digit());
        let small = Class::DET.or(Class::GENITIVE).or(Class::ADVERB).or(Class::COUNT);
        t.is_word() && (number || t.is(small.or(Class::SPAN)) || t.class.is_nothing() && !t.cap)
    };
    for i in 0..tokens.len() {
        let Some(n) = phrase_at(text, tokens, i, Phrase::Ago, lex) else { continue };
        let from = i + n;
        let words = tokens[from..].iter().take(UNTIL).take_while(|t| counts(t));
        let Some(last) = words.enumerate().find(|(_, t)| t.is(Class::SPAN)).map(|(k, _)| k) else {
            continue;
        };
        for token in &mut tokens[i..=from + last] {
            token.class = Class::TIME;
        }
    }
}

/// « Zsófia Nemes savoure »: two words with capitals that no list of the language has, and that are at home in one and
/// the same other, are a given name and a family name.
fn name_people(text: &str, tokens: &mut [Token], lex: &Lexicon) {
    for i in 1..tokens.len() {
        let [first, last] = [tokens[i - 1], tokens[i]];
        let pair = first.cap && last.cap && first.class.is_nothing() && last.is_word();
        if !pair || !text[first.span.end()..last.span.start()].chars().eq([' ']) {
            continue;
        }
        if !Origin::is_shared(first.span.of(text), last.span.of(text)) {
            continue;
        }
        let words = [first, last].map(|t| fold(t.span.of(text)));
        let elsewhere = lex.world.place_lang(&words).is_some() || lex.names_outlet(&words);
        // « Briton Neil Hargrave »
        if !elsewhere && !lex.world.is_people(&words[0]) {
            tokens[i - 1].class = first.class.or(Class::GIVEN);
        }
    }
}

fn classify(text: &str, span: Span<Byte>, kind: Kind, lex: &Lexicon) -> Token {
    let word = span.of(text);
    let (Known { class, opens }, cap) = match kind {
        Kind::Word if is_folded(word) => (lex.known_or_joined(word, word.as_bytes()), false),
        Kind::Word => (lex.known_as_spelt(word), is_capital(word, lex)),
        _ => (Known::default(), false),
    };
    Token { span, kind, class, opens, cap }
}

/// Whether a word begins as a name does: in a capital letter, or in a particle joined to one (`al-Rikabi`).
fn is_capital(word: &str, lex: &Lexicon) -> bool {
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let joined = |(first, rest)| capital(rest) && lex.class(first).is(Class::PARTICLE);
    capital(word) || word.split_once('-').is_some_and(joined)
}

/// The most tokens of a sentence. What goes on without a stop is no prose, and rules look back over a whole sentence.
const LONGEST: usize = 400;

/// Splits a paragraph's tokens into sentences.
pub(super) fn sentences(text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
    let (mut out, mut from) = (Vec::new(), 0);
    for i in 0..tokens.len() {
        let Some(next) = tokens.get(i + 1) else { break };
        let starts = next.cap
            || next.quote().is_some()
            || next.class.is_nothing()
                && next.span.of(text).starts_with(|c: char| c.is_ascii_digit())
            || matches!(next.kind, Kind::Sign('—' | '–' | '-' | '*' | '['));
        let ends = match tokens[i].kind {
            Kind::Sign('.' | '!' | '?' | '…') => {
                starts || next.is_word() && caseless(next.span.of(text))
            }
            Kind::Quote(_) => next.cap && next.is_word() && quote_ends(tokens[i].span.of(text)),
            _ => false,
        };
        // Two quotations in a row, the first one finished: each stands by itself.
        let row = tokens[i].quote().is_some()
            && next.quote().is_some()
            && quote_ends(tokens[i].span.of(text));
        if ends || row || i + 1 - from >= LONGEST {
            out.push((from, i + 1));
            from = i + 1;
        }
    }
    if from < tokens.len() {
        out.push((from, tokens.len()));
    }
    out
}

/// Whether a quotation, marks included, closes a sentence.
pub(super) fn quote_ends(quote: &str) -> bool {
    quote
        .trim_end_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | '…')))
        .ends_with(['.', '!', '?', '…'])
}

/// The number of tokens of the phrase of kind `of` that starts at token `at`.
#[inline]
pub(super) fn phrase_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    of: Phrase,
    lex: &Lexicon,
) -> Option<usize> {
    let opens = |t: &&Token| t.opens.any(of) && t.is_word() && t.is(Class::OPENS);
    let first = tokens.get(at).filter(opens)?;
    // Few words open any phrase of a kind.
    phrase_from(text, (tokens, at), (of, first), lex)
}

/// The same, where its first word is known to open phrases of that kind.
fn phrase_from(
    text: &str,
    (tokens, at): (&[Token], usize),
    (of, first): (Phrase, &Token),
    lex: &Lexicon,
) -> Option<usize> {
    // `a-t-on appris`: the phrase list writes the clitic apart, as the cutter does.
    let rest = |i: usize, want: &str| {
        let next = tokens.get(at + 1 + i).filter(|t| t.quote().is_none());
        next.is_some_and(|t| folds_to(t.span.of(text), want))
    };
    if let Some(number) = first.opens.number() {
        let next = tokens.get(at + 1).filter(|t| t.quote().is_none());
        let next = next.and_then(|t| Next::of(t.span.of(text)));
        return lex.phrase_from(of, (number, next), &rest);
    }
    let word = folded(first.span.of(text));
    let found = lex.phrase(of, &word, &rest);
    // « وعلى منصة إكس »: a conjunction may be written with the first word.
    found.or_else(|| lex.phrase(of, lex.without_conjunction(&word)?, &rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;

    fn shown(text: &str) -> Vec<String> {
        let lex = Lexicon::of(Lang::FR);
        tokens(text, Span::new(0, text.len()), &[], lex)
            .iter()
            .map(|t| t.span.of(text).to_owned())
            .collect()
    }

    #[test]
    fn the_first_word_is_that_of_all_of_them() {
        for text in [
            "",
            " … ",
            "« M. Dupont a parlé »",
            "L’homme",
            "M.",
            "J. Petit",
            "(a-t-il dit)",
            "- Non.",
            "Jean-Paul II",
            "the miners' union",
            "miners' ",
            "Canal+ dit",
            "3.5 points",
            "élu\u{a0}: oui",
            "قال الوزير",
        ] {
            assert_eq!(first_word(text), plain_words(text).into_iter().next(), "{text}");
        }
    }

    #[test]
    fn words_are_cut_where_grammar_wants_it() {
        assert_eq!(
            shown("L’homme a-t-il dit que M. Dupont d'aujourd'hui, Brandt-Ostermann ?"),
            [
                "L’",
                "homme",
                "a",
                "-t-il",
                "dit",
                "que",
                "M.",
                "Dupont",
                "d'",
                "aujourd'hui",
                ",",
                "Brandt-Ostermann",
                "?"
            ]
        );
        assert_eq!(
            plain_words("a-t-on appris auprès de"),
            ["a", "-t-on", "appris", "auprès", "de"].map(Word::from)
        );
    }
}
