//! Centuries, which French counts in Roman numerals: « au `XVIe` siècle », “in the 16th century”.

use crate::corpus::span::{Byte, Span};

/// The last century anybody writes of.
const LAST: usize = 30;

const SPELT: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// How many centuries of the source do not stand in the target, in figures or in words.
pub(super) fn missing(source: &str, target: &str) -> usize {
    lost(source, target).len()
}

/// The one century of an English target that the source does not have, and the one of the source that is missing.
///
/// ```
/// use tarjuman::translate::centuries::misprint;
/// let target = "in the early 11th century";
/// let (at, century) = misprint("au début du XVIe siècle", target).unwrap();
/// assert_eq!((at.of(target), century.as_str()), ("11th", "16th"));
/// assert_eq!(misprint("au XIIe siècle", "in the twelfth century"), None);
/// ```
#[must_use]
pub fn misprint(source: &str, target: &str) -> Option<(Span<Byte>, String)> {
    let [gone] = lost(source, target)[..] else { return None };
    let known = of_source(source);
    let found = centuries(target, &["century", "centuries"], in_figures);
    let mut new = found.into_iter().filter(|(_, n)| !known.contains(n));
    let (at, _) = new.next().filter(|_| new.next().is_none())?;
    Some((at, format!("{gone}{}", ending(gone))))
}

/// The centuries of the source that do not stand in the target.
fn lost(source: &str, target: &str) -> Vec<usize> {
    let wanted = of_source(source);
    if wanted.is_empty() {
        return wanted;
    }
    let words: Vec<String> =
        words(target).into_iter().map(|at| at.of(target).to_lowercase()).collect();
    let stands = |n: &usize| {
        let spelt = n.checked_sub(1).and_then(|n| SPELT.get(n));
        words.iter().any(|word| in_figures(word) == Some(*n) || spelt == Some(&word.as_str()))
    };
    wanted.into_iter().filter(|n| !stands(n)).collect()
}

fn of_source(source: &str) -> Vec<usize> {
    centuries(source, &["siècle", "siècles"], in_roman).into_iter().map(|(_, n)| n).collect()
}

/// The numbers that stand before a word for centuries, with no more than a few words between them: « aux `XIXe` et `XXe` siècles ».
fn centuries(
    text: &str,
    names: &[&str],
    number: fn(&str) -> Option<usize>,
) -> Vec<(Span<Byte>, usize)> {
    const BETWEEN: [&str; 9] = ["et", "au", "ou", "le", "du", "and", "or", "to", "the"];
    let words = words(text);
    let mut found = Vec::new();
    for (w, at) in words.iter().enumerate() {
        if !names.contains(&at.of(text).to_lowercase().as_str()) {
            continue;
        }
        for at in words[..w].iter().rev() {
            let word = at.of(text);
            match number(word) {
                Some(n) => found.push((*at, n)),
                None if BETWEEN.contains(&word) => {}
                None => break,
            }
        }
    }
    found.sort_by_key(|(at, _)| at.start());
    found
}

/// « `XVIe` », « `XVIème` », « `Ier` » as a number.
fn in_roman(word: &str) -> Option<usize> {
    const ENDINGS: [&str; 5] = ["ème", "eme", "er", "e", "ᵉ"];
    let digits = ENDINGS.iter().find_map(|end| word.strip_suffix(end))?;
    let value = |c: char| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let values: Vec<usize> = digits.chars().map(value).collect::<Option<_>>()?;
    // A smaller numeral before a greater one is taken off.
    let signed = values.iter().enumerate().map(|(i, n)| {
        let less = values.get(i + 1).is_some_and(|next| next > n);
        if less { (0, *n) } else { (*n, 0) }
    });
    let (more, less) = signed.fold((0, 0), |(a, b), (more, less)| (a + more, b + less));
    more.checked_sub(less).filter(|n| (1..=LAST).contains(n))
}

/// “16th” as a number.
fn in_figures(word: &str) -> Option<usize> {
    let ends = word.len().checked_sub(2)?;
    let (digits, end) = word.split_at_checked(ends)?;
    let n: usize = digits.parse().ok()?;
    ["st", "nd", "rd", "th"].contains(&end).then_some(n)
}

fn ending(n: usize) -> &'static str {
    match (n / 10, n % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn words(text: &str) -> Vec<Span<Byte>> {
    let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let apart =
        text.split(|c: char| !c.is_alphanumeric() && c != 'ᵉ').filter(|word| !word.is_empty());
    apart.map(|word| Span::new(at(word), at(word) + word.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn right(source: &str, target: &str) -> String {
        let mut out = target.to_owned();
        if let Some((at, century)) = misprint(source, target) {
            out.replace_range(at.start()..at.end(), &century);
        }
        out
    }

    #[test]
    fn roman_numerals_are_read() {
        for (word, n) in
            [("Ier", 1), ("IVe", 4), ("IXème", 9), ("XIVe", 14), ("XIXe", 19), ("XXIᵉ", 21)]
        {
            assert_eq!(in_roman(word), Some(n), "{word}");
        }
        for word in ["e", "Elle", "XXXXe", "VIP", "IVX"] {
            assert_eq!(in_roman(word), None, "{word}");
        }
    }

    #[test]
    fn another_century_is_put_right() {
        assert_eq!(
            right("à la fin du XVIe siècle", "at the end of the 17th century"),
            "at the end of the 16th century"
        );
        assert_eq!(right("au XXIe siècle", "in the 20th century"), "in the 21st century");
        assert_eq!(
            right("aux XIXe et XXe siècles", "in the 19th and 21st centuries"),
            "in the 19th and 20th centuries"
        );
    }

    #[test]
    fn what_stands_or_may_be_another_thing_is_left() {
        for (source, target, lost) in [
            ("au XIIe siècle", "in the twelfth century", 0),
            ("au XVIe siècle", "in the 16th and early 17th century", 0),
            // Which of the two is wrong cannot be told.
            ("au XVIe siècle", "from the 11th to the 12th century", 1),
            ("au XVIe siècle", "long ago", 1),
            ("le siècle", "the 16th century", 0),
            ("la Ve République", "the 4th Republic", 0),
        ] {
            assert_eq!((right(source, target).as_str(), missing(source, target)), (target, lost));
        }
    }

    proptest! {
        #[test]
        fn what_is_put_right_is_missing_no_more(
            source in "([IVX]{1,4}e|et|siècles?| |é){0,12}", target in "([0-9]{1,2}(st|nd|rd|th)|and|century| |é|日){0,12}",
        ) {
            if let Some((at, century)) = misprint(&source, &target) {
                let mut after = target.clone();
                after.replace_range(at.start()..at.end(), &century);
                prop_assert!(missing(&source, &after) < missing(&source, &target), "{}", after);
            }
        }
    }
}
