//! Words, signs and whole quotations of a paragraph, as the attribution rules see them.

use crate::corpus::span::{Byte, Span};

use super::fold::{ROOM, fold_short, folds_to};
use super::hung::{dotted, hung_length};
use super::lexicon::{Class, Known, Lexicon, Opens, Phrase, Spelling};

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

/// Whether `word` is written in a script without capitals.
fn caseless(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// The words of a phrase as the data files write them.
pub(super) fn plain_words(text: &str) -> Vec<Box<str>> {
    let mut out = Vec::new();
    each_word(text, &mut |word| out.push(word.into()));
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
            let mut room = [0; ROOM];
            let short = fold_short(word, &mut room).and_then(|f| str::from_utf8(f).ok());
            match short {
                Some(folded) => take(folded),
                None => take(&fold(word)),
            }
        }
    });
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
    // A word and what stands behind it are about five bytes.
    let mut out = Vec::with_capacity(span.len() / 5 + 1);
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
    out
}

fn classify(text: &str, span: Span<Byte>, kind: Kind, lex: &Lexicon) -> Token {
    let word = span.of(text);
    let (Known { class, opens }, cap) = match kind {
        Kind::Word if word.bytes().all(|b| b.is_ascii_lowercase()) => {
            (lex.known(word.as_bytes()), false)
        }
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

/// Short words that lose their vowel before another.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Where the letters and digits that start at byte `at` end, those of other scripts than French and English left.
fn run_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if *byte == 0xc3 && bytes.get(at + 1).is_some_and(|b| !matches!(b, 0x97 | 0xb7)) {
            // « À » to « ÿ », the signs among them left out
            at += 2;
        } else {
            break;
        }
    }
    at
}

/// Calls `take` for each word and sign of `text`, spans shifted by `base`.
fn cut(text: &str, base: usize, take: &mut impl FnMut(Span<Byte>, Kind)) {
    let mut next = 0;
    while let Some(c) = text[next..].chars().next() {
        let start = next;
        next += c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if !alphanumeric(c) {
            let sign = if c.is_ascii() { c } else { Spelling::of_all().sign(c) };
            take(Span::new(base + start, base + next), Kind::Sign(sign));
            continue;
        }
        let mut end = next;
        let (mut elided, mut hyphen) = (false, false);
        loop {
            let run = run_end(text.as_bytes(), next);
            if run > next {
                (next, end) = (run, run);
            }
            let Some(d) = text[next..].chars().next() else { break };
            let after = next + d.len_utf8();
            let goes_on = || text[after..].starts_with(alphanumeric);
            if alphanumeric(d) {
                end = after;
            } else if d == '+' && !goes_on() && c.is_alphabetic() {
                // « Canal+ »
                end = after;
            } else if matches!(d, '\'' | '’') {
                let stem = &text[start..next];
                if ELIDED.iter().any(|e| e.eq_ignore_ascii_case(stem)) {
                    end = after;
                    next = after;
                    elided = true;
                    break;
                }
                if !goes_on() {
                    // « the miners' union »: what closes no quotation owns what follows.
                    let owner = stem.ends_with('s') && stem.len() > 2;
                    if owner && text[after..].starts_with(' ') {
                        end = after;
                        next = after;
                        elided = true;
                    }
                    break;
                }
            } else if !(goes_on()
                && (matches!(d, '-' | '‑' | '_')
                    || d == '.'
                        && (c.is_ascii_digit() || dotted(&text[start..next], &text[after..]))))
            {
                break;
            }
            hyphen |= d == '-';
            next = after;
        }
        let word = &text[start..end];
        if elided {
            take(Span::new(base + start, base + end), Kind::Word);
            continue;
        }
        // `M.` and `J.` keep their stop: it ends no sentence.
        let stop = text[end..].starts_with('.') && abbreviated(word, &text[end + 1..]);
        if stop {
            next = end + 1;
            take(Span::new(base + start, base + end + 1), Kind::Word);
            continue;
        }
        // Few words have a hyphen, and without one no pronoun is hung onto them.
        let at = if hyphen { end - hung_length(word) } else { end };
        take(Span::new(base + start, base + at), Kind::Word);
        if at < end {
            take(Span::new(base + at, base + end), Kind::Clitic);
        }
    }
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
        tokens.get(at + 1 + i).is_some_and(|t| folds_to(t.span.of(text), want))
    };
    if let Some(found) = lex.phrase_from(of, first.opens, &rest) {
        return found;
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
