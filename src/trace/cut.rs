//! Cuts text into words and signs as grammar wants them: « l' | homme | a | -t-il », « M. », « Brandt-Ostermann ».

use crate::corpus::span::{Byte, Span};

use super::fold::alphanumeric;
use super::hung::{dotted, hung_length};
use super::lexicon::Spelling;
use super::token::Kind;

/// Whether `word` is written in a script without capitals.
pub(super) fn caseless(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
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

/// A word as far as letters, apostrophes and hyphens make it one.
struct Run {
    end: usize,
    /// Where what follows it starts.
    next: usize,
    /// Whether it ends in its apostrophe.
    elided: bool,
    /// Whether there is a hyphen in it.
    hyphen: bool,
}

/// The run that starts with the letter or digit `c` at byte `start`.
fn run(text: &str, start: usize, c: char) -> Run {
    let mut next = start + c.len_utf8();
    let mut end = next;
    let (mut elided, mut hyphen) = (false, false);
    loop {
        let run = run_end(text.as_bytes(), next);
        if run > next {
            (next, end) = (run, run);
        }
        // Nearly every word ends here, before a blank or a sign that no word has in it.
        let sign = text.as_bytes().get(next).copied().unwrap_or(b' ');
        if sign.is_ascii() && !matches!(sign, b'\'' | b'-' | b'_' | b'.' | b'+') {
            break;
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
                || d == '.' && (c.is_ascii_digit() || dotted(&text[start..next], &text[after..]))))
        {
            break;
        }
        hyphen |= d == '-';
        next = after;
    }
    Run { end, next, elided, hyphen }
}

/// Calls `take` for each word and sign of `text`, spans shifted by `base`.
pub(super) fn cut(text: &str, base: usize, take: &mut impl FnMut(Span<Byte>, Kind)) {
    let mut next = 0;
    while let Some(c) = text[next..].chars().next() {
        if c == ' ' {
            next += 1;
            continue;
        }
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
        let Run { end, next: after, elided, hyphen } = run(text, start, c);
        next = after;
        let word = &text[start..end];
        if elided {
            take(Span::new(base + start, base + end), Kind::Word);
            continue;
        }
        // `M.` and `J.` keep their stop: it ends no sentence.
        let stop = text[end..].starts_with('.')
            && abbreviated(word, is_named(text, (start, word)), &text[end + 1..]);
        if stop {
            next = end + 1;
            take(Span::new(base + start, base + end + 1), Kind::Word);
            continue;
        }
        // Few words have a hyphen, and without one no pronoun is hung onto them.
        let hung = hyphen && !is_named(text, (start, word));
        let at = if hung { end - hung_length(word) } else { end };
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

/// Whether the stop after `word` abbreviates it, given whether a name stands before it and what follows the stop.
fn abbreviated(word: &str, named: bool, rest: &str) -> bool {
    // « sur X. » ends a sentence: few people have that initial, and many write there.
    let single = word.starts_with(|c: char| c.is_uppercase() && (c != 'X' || named));
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
            || named && rest.starts_with(',')
            || rest.starts_with(char::is_uppercase))
}
