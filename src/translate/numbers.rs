//! Numbers of a sentence and of its translation: which are missing, and which lost digits on the way.

use super::centuries;
use crate::corpus::span::{Byte, Span};

/// A number that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    at: Span<Byte>,
    // `18 000`, `18,000` and `18.000` are all `18000`.
    digits: String,
}

/// Counts up whenever another number would be put right, so that old ones are not reused.
pub const RULES: u32 = 3;

/// Fewer digits than this are spelt, rounded and counted otherwise too often to say that they are wrong.
const DIGITS: usize = 3;
/// The most digits that one number loses.
const LOST: usize = 2;

/// How many numbers of the source do not stand in the target, in figures or, when small, in words; centuries included.
pub(super) fn missing(source: &str, target: &str) -> usize {
    lost(source, target).len() + centuries::missing(source, target)
}

/// The number of an English target that lost digits or gained some, and the source's in its place.
///
/// Only where one number of the source is missing, one of the target comes from nowhere, and the digits of
/// one are those of the other, in order, with one or two left out: 500000 that became “5,000”.
///
/// ```
/// use tarjuman::translate::numbers::misprint;
/// let (at, number) = misprint("près de 500 000 personnes", "almost 5,000 people").unwrap();
/// assert_eq!((at.of("almost 5,000 people"), number.as_str()), ("5,000", "500,000"));
/// assert_eq!(misprint("dans les années 60", "in the 1960s"), None);
/// ```
#[must_use]
pub fn misprint(source: &str, target: &str) -> Option<(Span<Byte>, String)> {
    let [gone] = &lost(source, target)[..] else { return None };
    let known = numbers(source);
    let new = |n: &Number| known.iter().all(|known| known.digits != n.digits);
    let found: Vec<Number> = numbers(target).into_iter().filter(new).collect();
    let [made] = &found[..] else { return None };
    let (short, long) = if gone.digits.len() < made.digits.len() {
        (&gone.digits, &made.digits)
    } else {
        (&made.digits, &gone.digits)
    };
    let differ = (1..=LOST).contains(&(long.len() - short.len()));
    let slip = short.len() >= DIGITS && differ && is_within(short, long);
    slip.then(|| Some((made.at, english(gone.at.of(source))?))).flatten()
}

/// The numbers of the source that do not stand in the target.
fn lost(source: &str, target: &str) -> Vec<Number> {
    let kept = numbers(target);
    let lower = target.to_lowercase();
    let stands = |n: &Number| kept.iter().any(|k| k.digits == n.digits) || spelt(&n.digits, &lower);
    numbers(source).into_iter().filter(|n| !stands(n)).collect()
}

/// Whether all characters of `short` stand in `long` in that order.
fn is_within(short: &str, long: &str) -> bool {
    let mut long = long.chars();
    short.chars().all(|c| long.any(|other| other == c))
}

/// A number as English writes it; nothing where it could be read in two ways.
fn english(number: &str) -> Option<String> {
    let (whole, part) = match number.split_once(',') {
        Some((whole, part)) => (whole, Some(part)),
        None => (number, None),
    };
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let grouped = whole.contains([' ', '\u{a0}', '\u{202f}']);
    let whole: String = whole.chars().filter(|c| !c.is_whitespace()).collect();
    // « 12,500 » is twelve and a half in one paper, twelve thousand and more in another.
    let either = !grouped && whole != "0" && part.is_some_and(|part| part.len() == 3);
    if !plain(&whole) || !part.is_none_or(plain) || either {
        return None;
    }
    // A year has four digits and no comma.
    let commas = grouped || whole.len() > 4;
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if commas && i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    Some(out)
}

/// The numbers of a text.
fn numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_ascii_digit() {
            continue;
        }
        let mut digits = String::from(c);
        let mut end = start + 1;
        loop {
            while let Some((at, d)) = chars.next_if(|(_, c)| c.is_ascii_digit()) {
                digits.push(d);
                end = at + 1;
            }
            // A separator belongs to the number only when digits follow it at once.
            let mut ahead = chars.clone().map(|(_, c)| c).peekable();
            let separator = ahead.next_if(|c| matches!(c, ' ' | '.' | ',' | '\u{a0}' | '\u{202f}'));
            let spaced = separator.is_some_and(|c| !matches!(c, '.' | ','));
            let group: String = ahead.take_while(char::is_ascii_digit).take(4).collect();
            // « le 3 200 personnes » joins only whole groups of three.
            if separator.is_none() || group.is_empty() || (spaced && group.len() != 3) {
                break;
            }
            chars.next();
        }
        let digits = digits.trim_start_matches('0').to_owned();
        found.push(Number { at: Span::new(start, end), digits });
    }
    found
}

/// Whether a small number is written out.
fn spelt(digits: &str, lower: &str) -> bool {
    const WORDS: [(&str, &[&str]); 13] = [
        ("", &["zero", "midnight", "no "]),
        ("1", &["one", "first", "a "]),
        ("2", &["two", "second"]),
        ("3", &["three", "third"]),
        ("4", &["four"]),
        ("5", &["five", "fifth"]),
        ("6", &["six"]),
        ("7", &["seven"]),
        ("8", &["eight"]),
        ("9", &["nine", "ninth"]),
        ("10", &["ten"]),
        ("11", &["eleven"]),
        ("12", &["twelve", "twelfth", "noon"]),
    ];
    WORDS.iter().any(|(n, forms)| *n == digits && forms.iter().any(|form| lower.contains(form)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_compared_without_their_dress() {
        assert_eq!(0, missing("plus de 18 000 personnes", "more than 18,000 people"));
        assert_eq!(0, missing("3,5 % en 2021", "3.5% in 2021"));
        assert_eq!(0, missing("les 2 hommes", "the two men"));
        assert_eq!(0, missing("1er septembre", "1 September"));
        assert_eq!(1, missing("200 ressortissants", "20 nationals"));
        let text = "le 3 200 personnes et 12 3";
        let found: Vec<String> = numbers(text).into_iter().map(|n| n.digits).collect();
        assert_eq!(found, ["3200", "12", "3"]);
        let found: Vec<&str> = numbers(text).iter().map(|n| n.at.of(text)).collect();
        assert_eq!(found, ["3 200", "12", "3"]);
    }

    #[test]
    fn digits_that_were_lost_come_back() {
        for (source, target, expected) in [
            ("plus de 100000 Tchèques", "more than 1,000 Czechs", "more than 100,000 Czechs"),
            ("avec 2\u{a0}250 points", "with 250 points", "with 2,250 points"),
            ("né en 1985", "born in 185", "born in 1985"),
            ("à 1\u{202f}357,20 euros", "at 357.20 euros", "at 1,357.20 euros"),
        ] {
            let (at, number) = misprint(source, target).unwrap();
            assert_eq!(target.replacen(at.of(target), &number, 1), expected);
        }
    }

    #[test]
    fn what_may_be_another_way_of_counting_stands() {
        for (source, target) in [
            ("dans les années 60", "in the 1960s"),
            ("5 mille 352 pesos", "5,352 pesos"),
            ("200 ressortissants", "20 nationals"),
            ("1967 et 1976", "1976"),
            ("en 1967", "in 1976"),
            // A point or a comma may part groups or decimals.
            ("à 12.500 euros", "at 125 euros"),
            ("à 12,500 euros", "at 125 euros"),
            ("de 3000 à 3500", "from 300 to 350"),
        ] {
            assert_eq!(misprint(source, target), None, "{source}");
        }
    }

    proptest! {
        #[test]
        fn what_is_put_right_is_missing_no_more(
            source in "[0-9a ,.\u{a0}]{0,30}", target in "[0-9a ,.]{0,30}",
        ) {
            let before = missing(&source, &target);
            if let Some((at, number)) = misprint(&source, &target) {
                let mut after = target.clone();
                after.replace_range(at.start()..at.end(), &number);
                prop_assert!(missing(&source, &after) < before, "{}", after);
            }
        }
    }
}
