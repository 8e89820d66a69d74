//! How alike two words are written: names, numbers and shared roots survive translation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word's letters without accents and case, ready to be compared.
///
/// ```
/// use tarjuman::align::cognate::bare;
/// assert_eq!(bare("Étrangère"), "etrangere");
/// ```
#[must_use]
pub fn bare(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    letters(word).collect()
}

/// The letters of [`bare`], one by one: who needs the first few need not take the word apart.
pub(super) fn letters(word: &str) -> impl Iterator<Item = char> {
    let (ascii, other) = if word.is_ascii() { (word, "") } else { ("", word) };
    let plain = other.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    ascii.chars().map(|c| c.to_ascii_lowercase()).chain(plain)
}

/// A word with its first letter in upper case.
#[must_use]
pub fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Likeness of two [`bare`] words, `0..=1`: 1 for the same letters, 0 below a half.
///
/// The measure is the share of letters in common and in order, where letters of a common
/// beginning count in full and later ones by their longest common subsequence. Short words must
/// be the same to count at all: `on` and `en` tell nothing.
///
/// ```
/// use tarjuman::align::cognate::likeness;
/// assert!(likeness("himalayenne", "himalaya") > 0.5);
/// assert!(likeness("gouvernement", "government") > 0.8);
/// assert_eq!(likeness("chat", "dog"), 0.0);
/// ```
#[must_use]
pub fn likeness(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let has_digit = |w: &[char]| w.iter().any(|c| c.is_numeric());
    // Numbers are the same or they are not; words that differ this much in length are unlike.
    if short < 4 || short * 2 < long || has_digit(&a) || has_digit(&b) {
        return 0.0;
    }
    let common = subsequence(&a, &b);
    let prefix = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    #[expect(clippy::cast_precision_loss, reason = "a word is far shorter than 2^24 letters")]
    let share = (common + prefix) as f32 / (long + short) as f32;
    #[expect(clippy::cast_precision_loss, reason = "a word is far shorter than 2^24 letters")]
    let ratio = (common as f32 / long as f32).max(share);
    if ratio < 0.55 { 0.0 } else { ratio }
}

/// Length of the longest common subsequence.
fn subsequence(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for &x in a {
        let mut diagonal = 0;
        for (j, &y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_alike_and_what_is_not() {
        for (a, b) in [("president", "president"), ("politique", "politics"), ("moscou", "moscow")]
        {
            assert!(likeness(a, b) >= 0.55, "{a} {b} {}", likeness(a, b));
        }
        for (a, b) in [("2021", "2020"), ("on", "en"), ("maison", "house"), ("avoir", "river")] {
            assert!(likeness(a, b) < 0.55, "{a} {b} {}", likeness(a, b));
        }
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_a_share(a in "[a-z]{0,12}", b in "[a-z]{0,12}") {
            let x = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&x));
            prop_assert!((x - likeness(&b, &a)).abs() < 1e-6);
        }
    }
}
