//! Words, signs and whole quotations of a paragraph, as the attribution rules see them.

use std::borrow::Cow;

use crate::corpus::span::{Byte, Span};

use super::hung::{dotted, hung_length};
use super::lexicon::{Class, Lexicon, Phrase, Spelling};

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
    /// Whether it starts with a capital letter.
    pub(super) cap: bool,
}

impl Token {
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

/// The lower-case form the data files use.
pub(super) fn fold(word: &str) -> Box<str> {
    if word.is_ascii() {
        return word.to_ascii_lowercase().into_boxed_str();
    }
    let spelling = Spelling::of_all();
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if ARABIC.contains(&c) {
            // No letter of this script has another case to be looked up.
            out.extend(spelling.letter(c));
        } else if SMALL.contains(&c) || SIGNS.contains(&c) {
            out.extend(spelling.letter(c));
        } else {
            out.extend(c.to_lowercase().filter_map(|c| spelling.letter(c)));
        }
    }
    out.into_boxed_str()
}

/// Small letters with accents, and dashes and apostrophes: none has another case to be looked up.
const SMALL: std::ops::RangeInclusive<char> = 'à'..='ÿ';
const SIGNS: std::ops::RangeInclusive<char> = '\u{2010}'..='\u{201f}';
/// Letters and vowel signs of Arabic.
const ARABIC: std::ops::RangeInclusive<char> = '\u{620}'..='\u{652}';

/// Whether a letter or digit goes on; most are told without the tables of all scripts.
fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || ('\u{620}'..='\u{64a}').contains(&c)
        || !c.is_ascii() && c.is_alphanumeric()
}

/// Whether `word` is written in a script without capitals.
fn caseless(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// Whether `word`, folded, is `form`.
fn folds_to(word: &str, form: &str) -> bool {
    // Nearly every word differs in its first letters, which need not be folded to be seen.
    let mut form_bytes = form.bytes();
    for byte in word.bytes() {
        if !byte.is_ascii() {
            return *fold(word) == *form;
        }
        if form_bytes.next() != Some(byte.to_ascii_lowercase()) {
            return false;
        }
    }
    form_bytes.next().is_none()
}

/// The words of a phrase as the data files write them.
pub(super) fn plain_words(text: &str) -> Vec<Box<str>> {
    let mut out = Vec::new();
    cut(text, 0, &mut |span, _| {
        let word = span.of(text);
        if word.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            out.push(fold(word));
        }
    });
    out
}

/// The same words, each with whether it starts with a capital letter or has none to start with.
pub(super) fn spelt_words(text: &str) -> (Vec<Box<str>>, Vec<bool>) {
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
    let mut out = Vec::new();
    let mut at = span.start();
    let end = (Span::new(span.end(), span.end()), usize::MAX);
    for &(mask, n) in masks.iter().chain([&end]) {
        if mask.start() >= at {
            cut(&text[at..mask.start()], at, &mut |span, kind| {
                out.push(classify(text, span, kind, lex));
            });
        }
        if n != usize::MAX {
            out.push(Token { span: mask, kind: Kind::Quote(n), class: Class::NONE, cap: false });
        }
        at = at.max(mask.end());
    }
    out
}

fn classify(text: &str, span: Span<Byte>, kind: Kind, lex: &Lexicon) -> Token {
    let word = span.of(text);
    let cap = is_capital(word, lex);
    let class = match kind {
        Kind::Word if word.bytes().all(|b| b.is_ascii_lowercase()) => lex.class(word),
        Kind::Word => lex.class_as_spelt(word),
        _ => Class::NONE,
    };
    Token { span, kind, class, cap }
}

/// Whether a word begins as a name does: in a capital letter, or in a particle joined to one (`al-Rikabi`).
fn is_capital(word: &str, lex: &Lexicon) -> bool {
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let joined = |(first, rest)| capital(rest) && lex.class(first).is(Class::PARTICLE);
    capital(word) || word.split_once('-').is_some_and(joined)
}

/// Short words that lose their vowel before another.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Calls `take` for each word and sign of `text`, spans shifted by `base`.
fn cut(text: &str, base: usize, take: &mut dyn FnMut(Span<Byte>, Kind)) {
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if !alphanumeric(c) {
            let sign = if c.is_ascii() { c } else { Spelling::of_all().sign(c) };
            take(Span::new(base + start, base + start + c.len_utf8()), Kind::Sign(sign));
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut elided = false;
        while let Some(&(i, d)) = chars.peek() {
            let goes_on = || text[i + d.len_utf8()..].starts_with(alphanumeric);
            if alphanumeric(d) {
                end = i + d.len_utf8();
            } else if d == '+' && !goes_on() && c.is_alphabetic() {
                // « Canal+ »
                end = i + 1;
            } else if matches!(d, '\'' | '’') {
                let stem = &text[start..i];
                if ELIDED.iter().any(|e| e.eq_ignore_ascii_case(stem)) {
                    end = i + d.len_utf8();
                    chars.next();
                    elided = true;
                    break;
                }
                if !goes_on() {
                    // « the miners' union »: what closes no quotation owns what follows.
                    let owner = stem.ends_with('s') && stem.len() > 2;
                    if owner && text[i + d.len_utf8()..].starts_with(' ') {
                        end = i + d.len_utf8();
                        chars.next();
                        elided = true;
                    }
                    break;
                }
            } else if !(goes_on()
                && (matches!(d, '-' | '‑' | '_')
                    || d == '.' && (c.is_ascii_digit() || dotted(&text[start..i], &text[i + 1..]))))
            {
                break;
            }
            chars.next();
        }
        let word = &text[start..end];
        if elided {
            take(Span::new(base + start, base + end), Kind::Word);
            continue;
        }
        // `M.` and `J.` keep their stop: it ends no sentence.
        let stop = text[end..].starts_with('.') && abbreviated(word, &text[end + 1..]);
        if stop {
            chars.next();
            take(Span::new(base + start, base + end + 1), Kind::Word);
            continue;
        }
        let at = end - if is_named(text, (start, word)) { 0 } else { hung_length(word) };
        take(Span::new(base + start, base + at), Kind::Word);
        if at < end {
            take(Span::new(base + at, base + end), Kind::Clitic);
        }
    }
}

/// « Kwon Tae-il » is called so; « Dit-il » opens a sentence: whether a word with a capital stands straight before one at `at`.
fn is_named(text: &str, (at, word): (usize, &str)) -> bool {
    let capital = word.starts_with(char::is_uppercase);
    let Some(before) = text[..at].strip_suffix(' ').filter(|_| capital) else { return false };
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next();
    last.is_some_and(|w| w.starts_with(char::is_uppercase))
}

/// Whether the stop after `word` abbreviates it, given what follows the stop.
fn abbreviated(word: &str, rest: &str) -> bool {
    // « sur X. » ends a sentence: few people have that initial, and many write there.
    let single = word.starts_with(|c: char| c.is_uppercase() && c != 'X');
    let single = single || caseless(word);
    let single = single && word.chars().nth(1).is_none();
    let known = matches!(
        word,
        "MM" | "Dr"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "Mme"
            | "Mlle"
            | "Me"
            | "Mgr"
            | "St"
            | "Ste"
            | "Gen"
            | "Sen"
            | "Rep"
            | "Prof"
            | "Rev"
            | "Capt"
            | "Lt"
            | "Sgt"
            | "Col"
            | "Maj"
            | "Gov"
            | "Brig"
            | "Adm"
            | "Cmdr"
            | "Cpl"
            | "Supt"
            | "Insp"
            | "Det"
            | "Cllr"
            | "Msgr"
    );
    (single || known)
        && (rest.starts_with(char::is_whitespace)
            || rest.starts_with('-')
            || rest.starts_with(char::is_uppercase))
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
pub(super) fn phrase_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    of: Phrase,
    lex: &Lexicon,
) -> Option<usize> {
    let first = tokens.get(at).filter(|t| t.is_word() && t.is(Class::OPENS))?;
    let spelt = first.span.of(text);
    let small = spelt.bytes().all(|b| b.is_ascii_lowercase());
    let word = if small { Cow::Borrowed(spelt) } else { Cow::Owned(fold(spelt).into_string()) };
    // `a-t-on appris`: the phrase list writes the clitic apart, as the cutter does.
    let rest = |i: usize, want: &str| {
        tokens.get(at + 1 + i).is_some_and(|t| folds_to(t.span.of(text), want))
    };
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
            ["a", "-t-on", "appris", "auprès", "de"].map(Box::from)
        );
    }
}
