//! An existing bitext judged: which units somebody paired do not belong together, and why.
//!
//! Takes units and what they should be; gives a [`Verdict`] each. The evidence is that of sentence
//! alignment: lengths, words learnt from the bitext itself, a lexicon. Reads no files.

use super::sentences::{SentenceOptions, units};
use super::words::{Kind, kind, normal, words};
use crate::corpus::memory::{Memory, Reason, Verdict};
use crate::corpus::score::Score;

/// Letters by which the sides must differ before their lengths are called wrong.
const LONGER: usize = 15;
/// −ln of the probability of two lengths from which they are called wrong.
const UNLIKELY: f32 = 7.0;
/// ln of how much better a neighbour must fit before it is named.
const BETTER: f32 = 3.0;
/// Words from which the same words on both sides are no name.
const NO_NAME: usize = 4;
/// The probability below which the words are said not to explain each other.
const DOUBTFUL: f32 = 0.5;
/// From the aligner's odds to a probability: logit(right) = SLOPE · odds + LEVEL (decision 0043).
const SLOPE: f32 = 0.92;
const LEVEL: f32 = -4.4;

/// Judges every unit of `memory`; languages are not looked at.
#[must_use]
pub fn check(memory: &Memory, options: &SentenceOptions<'_>) -> Vec<Verdict> {
    let (src, tgt): (Vec<&str>, Vec<&str>) =
        memory.units.iter().map(|u| (u.src.as_str(), u.tgt.as_str())).unzip();
    let fits = units::fits(&src, &tgt, options);
    fits.iter().zip(src.iter().zip(&tgt)).map(|(fit, (src, tgt))| verdict(fit, src, tgt)).collect()
}

fn verdict(fit: &units::Fit, src: &str, tgt: &str) -> Verdict {
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    if !says(src) || !says(tgt) {
        // Two sides without words are the same marks or nothing at all; one alone lacks its other.
        let reasons = if says(src) == says(tgt) { vec![] } else { vec![Reason::Empty] };
        let confidence = if reasons.is_empty() { Score::ONE } else { Score::ZERO };
        return Verdict { confidence, reasons };
    }
    let confidence = 1.0 / (1.0 + (-(SLOPE * fit.odds + LEVEL)).exp());
    let mut reasons = Vec::new();
    let left = untranslated(src, tgt);
    if left {
        reasons.push(Reason::Untranslated);
    }
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    if fit.length > UNLIKELY && letters(src).abs_diff(letters(tgt)) > LONGER {
        reasons.push(Reason::Length);
    }
    if !numbers_agree(src, tgt) {
        reasons.push(Reason::Number);
    }
    if confidence < DOUBTFUL {
        reasons.push(Reason::Words);
    }
    if let Some((step, _)) = fit.neighbour.filter(|(_, odds)| *odds > fit.odds + BETTER) {
        reasons.push(Reason::Neighbour(step));
    }
    // The same words explain each other perfectly, and translate nothing.
    Verdict { confidence: if left { Score::ZERO } else { Score::new(confidence) }, reasons }
}

/// The same words on both sides, and too many of them to be a name.
fn untranslated(src: &str, tgt: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        words(text)
            .into_iter()
            .map(|w| normal(w.of(text)))
            .filter(|w| w.chars().any(char::is_alphabetic))
            .collect()
    };
    let src = plain(src);
    src.len() >= NO_NAME && src == plain(tgt)
}

/// Whether every number of two digits or more stands on the other side too.
///
/// Numbers of one digit are often written out (`3`, *trois*), and times change their clock
/// (`14h30`, `2.30 pm`), so a number is also found if it differs by twelve and is an hour.
fn numbers_agree(src: &str, tgt: &str) -> bool {
    let (src, tgt) = (numbers(src), numbers(tgt));
    // A side without digits has its numbers in words, or not at all: too little to tell.
    if src.is_empty() || tgt.is_empty() {
        return src.len().max(tgt.len()) < 2;
    }
    let found = |n: &String, others: &[String]| {
        let hour = n.parse::<u32>().ok().filter(|n| (13..=24).contains(n)).map(|n| n - 12);
        others.contains(n)
            || hour.is_some_and(|h| others.contains(&h.to_string()))
            || n.len() < 2
            || others.iter().any(|o| scaled(n, o))
    };
    src.iter().all(|n| found(n, &tgt)) && tgt.iter().all(|n| found(n, &src))
}

/// Whether the digits are the same up to zeros and the decimal point: `1500` millions, `1.5` billion.
fn scaled(a: &str, b: &str) -> bool {
    let bare = |n: &str| -> String {
        n.chars().filter(char::is_ascii_digit).collect::<String>().trim_matches('0').to_owned()
    };
    let a = bare(a);
    !a.is_empty() && a == bare(b)
}

/// The numbers of a text in their normal form; what is joined to letters is taken apart (`14h30`).
fn numbers(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in words(text).into_iter().map(|w| w.of(text)).filter(|w| kind(w) == Kind::Number) {
        let normal = normal(word);
        let digits = normal.split(|c: char| !c.is_ascii_digit() && c != '.');
        out.extend(digits.map(|d| d.trim_matches('.').to_owned()).filter(|d| !d.is_empty()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_across_conventions() {
        for (fr, en) in [
            ("18 000 personnes", "18,000 people"),
            ("à 14h30", "at 2:30 pm"),
            ("3,5 %", "3.5%"),
            ("1 500 millions", "1.5 billion"),
            ("le 3 mai", "on May third"),
            ("en 2019", "that year"),
        ] {
            assert!(numbers_agree(fr, en), "{fr} and {en}: {:?} {:?}", numbers(fr), numbers(en));
        }
        for (fr, en) in [("en 2019", "in 2018"), ("18 000 sur 20 000", "18,000 of 30,000")] {
            assert!(!numbers_agree(fr, en), "{fr} and {en}");
        }
    }

    #[test]
    fn the_same_words_are_a_name_or_were_left() {
        assert!(!untranslated("Antony Blinken", "Antony Blinken"));
        assert!(untranslated("Le chat est parti hier.", "Le chat est parti hier ."));
    }
}
