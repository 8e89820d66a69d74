//! The lower-case form in which words are compared with the lists, and whether that is made without a copy.

use std::ops::Deref;

use super::lexicon::Spelling;

/// A word kept by itself: nearly every one is short enough to need no memory of its own.
pub(crate) type Word = compact_str::CompactString;

/// The lower-case form the data files use.
pub(super) fn fold(word: &str) -> Word {
    if word.is_ascii() {
        let mut out = Word::from(word);
        out.make_ascii_lowercase();
        return out;
    }
    if is_folded(word) {
        return word.into();
    }
    let mut room = [0; ROOM];
    if let Some(short) = fold_short(word, &mut room).and_then(|f| str::from_utf8(f).ok()) {
        return short.into();
    }
    fold_by_letters(word)
}

/// The same letter by letter, whatever the script.
fn fold_by_letters(word: &str) -> Word {
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
    out.into()
}

/// The same without a copy where the word is written so.
pub(super) fn folded(word: &str) -> Folded<'_> {
    if is_folded(word) { Folded::AsWritten(word) } else { Folded::Other(fold(word)) }
}

/// The folded form of a word.
#[derive(Clone, Debug)]
pub(super) enum Folded<'w> {
    /// The word is written so.
    AsWritten(&'w str),
    Other(Word),
}

impl Deref for Folded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::AsWritten(word) => word,
            Self::Other(word) => word,
        }
    }
}

/// Whether a word is plainly its own folded form: small letters of French and English, figures and ASCII signs.
pub(super) fn is_folded(word: &str) -> bool {
    let mut bytes = word.bytes();
    while let Some(byte) = bytes.next() {
        // « à » to « ÿ », the sign among them left out
        let mut small = || bytes.next().is_some_and(|b| b >= 0xa0 && b != 0xb7);
        let as_it_is = byte.is_ascii() || byte == 0xc3 && small();
        if byte.is_ascii_uppercase() || !as_it_is {
            return false;
        }
    }
    true
}

/// The longest word that [`fold_short`] folds, in bytes.
pub(super) const ROOM: usize = 32;

/// The bytes of a folded word, written to `room`; nothing where the word is too long or has letters other than those
/// of French and English.
pub(super) fn fold_short<'r>(word: &str, room: &'r mut [u8; ROOM]) -> Option<&'r [u8]> {
    let (mut from, mut to) = (word.as_bytes().iter().copied(), 0);
    while let Some(byte) = from.next() {
        *room.get_mut(to)? = byte.to_ascii_lowercase();
        to += 1;
        if byte.is_ascii() {
            continue;
        }
        // « l’ »
        if byte == 0xe2 && word.as_bytes()[word.len() - from.len()..].starts_with(&[0x80, 0x99]) {
            room[to - 1] = b'\'';
            from.next();
            from.next();
            continue;
        }
        // « À » to « Þ » and « à » to « ÿ », the signs among them left out
        let second = (byte == 0xc3).then(|| from.next()).flatten()?;
        let letter = !matches!(second, 0x97 | 0x9f | 0xb7);
        let small = if second < 0xa0 { second + 0x20 } else { second };
        *room.get_mut(to).filter(|_| letter)? = small;
        to += 1;
    }
    Some(&room[..to])
}

/// Small letters with accents, and dashes and apostrophes: none has another case to be looked up.
const SMALL: std::ops::RangeInclusive<char> = 'à'..='ÿ';
const SIGNS: std::ops::RangeInclusive<char> = '\u{2010}'..='\u{201f}';
/// Letters and vowel signs of Arabic.
const ARABIC: std::ops::RangeInclusive<char> = '\u{620}'..='\u{652}';

/// Whether a letter or digit goes on; most are told without the tables of all scripts.
pub(super) fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || ('\u{620}'..='\u{64a}').contains(&c)
        || !c.is_ascii() && c.is_alphanumeric()
}

/// Whether `word`, folded, is `form`.
pub(super) fn folds_to(word: &str, form: &str) -> bool {
    // Nearly every word differs in its first letters, which need not be folded to be seen.
    let mut form_bytes = form.bytes();
    for byte in word.bytes() {
        if !byte.is_ascii() {
            let mut room = [0; ROOM];
            let folded = fold_short(word, &mut room);
            return folded.map_or_else(|| *fold(word) == *form, |f| f == form.as_bytes());
        }
        if form_bytes.next() != Some(byte.to_ascii_lowercase()) {
            return false;
        }
    }
    form_bytes.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_folded_as_all_others() {
        let letters = (' '..='\u{17f}').chain("’‑–…أةـ\u{64e}".chars());
        for word in letters.flat_map(|c| [format!("A{c}É{c}"), format!("a{c}é{c}"), c.into()]) {
            let slowly = fold_by_letters(&word);
            let mut room = [0; ROOM];
            if let Some(bytes) = fold_short(&word, &mut room) {
                assert_eq!(bytes, slowly.as_bytes(), "{word}");
            }
            assert_eq!(fold(&word), slowly, "{word}");
            assert_eq!(*folded(&word), *slowly, "{word}");
            assert!(!is_folded(&word) || *slowly == *word, "{word}");
            assert!(folds_to(&word, &slowly), "{word}");
        }
        let mut room = [0; ROOM];
        assert_eq!(fold_short("L'Été", &mut room), Some("l'été".as_bytes()));
        assert_eq!(fold_short(&"a".repeat(ROOM + 1), &mut room), None);
        assert!(
            matches!(folded("déjà"), Folded::AsWritten(_))
                && matches!(folded("Où"), Folded::Other(_))
        );
    }
}
