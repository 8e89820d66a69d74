//! How letters and signs are compared whatever a writer makes of them.
//!
//! One table for all languages: a French text may hold Arabic words, and no letter means two things.

use std::sync::OnceLock;

use super::{DATA, section};

/// Letters that writers do not keep apart, and signs that do the work of others.
#[derive(Debug, Default)]
pub(in crate::trace) struct Spelling {
    // In order; nothing stands for a letter that is left out.
    letters: Vec<(char, Option<char>)>,
    signs: Vec<(char, char)>,
}

impl Spelling {
    /// The table of all data files.
    pub(in crate::trace) fn of_all() -> &'static Self {
        static READ: OnceLock<Spelling> = OnceLock::new();
        READ.get_or_init(|| {
            let mut out = Self::default();
            for data in &DATA {
                out.read(data.words);
            }
            out.letters.sort_unstable();
            out.signs.sort_unstable();
            out
        })
    }

    /// Reads « أ إ آ = ا » and, for letters that are left out, « U+064B-U+0652 = ».
    fn read(&mut self, words: &str) {
        for line in section(words, "letters") {
            let Some((written, meant)) = line.split_once('=') else { continue };
            let meant = meant.trim().chars().next();
            self.letters.extend(written.split_whitespace().flat_map(range).map(|c| (c, meant)));
        }
        for line in section(words, "signs") {
            let Some((written, meant)) = line.split_once('=') else { continue };
            let Some(meant) = meant.trim().chars().next() else { continue };
            self.signs.extend(written.split_whitespace().flat_map(range).map(|c| (c, meant)));
        }
    }

    /// A letter as the lists are compared, or nothing where it is left out.
    pub(in crate::trace) fn letter(&self, c: char) -> Option<char> {
        // Few texts have such letters, and they come late in the order of all.
        if self.letters.first().is_none_or(|first| c < first.0) {
            return Some(c);
        }
        match self.letters.binary_search_by_key(&c, |l| l.0) {
            Ok(n) => self.letters[n].1,
            Err(_) => Some(c),
        }
    }

    /// The sign the rules know for one of another script.
    pub(in crate::trace) fn sign(&self, c: char) -> char {
        let known = self.signs.iter().find(|s| s.0 == c);
        known.map_or(c, |s| s.1)
    }
}

/// One letter, or those from one code point to another.
fn range(entry: &str) -> std::ops::RangeInclusive<char> {
    let code = |s: &str| {
        let number = u32::from_str_radix(s.strip_prefix("U+")?, 16).ok()?;
        char::from_u32(number)
    };
    let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
    let letter = |s: &str| code(s).or_else(|| s.chars().next()).unwrap_or_default();
    letter(first)..=letter(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_signs_have_one_form() {
        let table = Spelling::of_all();
        assert_eq!(table.letter('أ'), Some('ا'));
        assert_eq!(table.letter('ة'), Some('ه'));
        assert_eq!(table.letter('\u{64e}'), None, "a vowel sign");
        assert_eq!(table.letter('ب'), Some('ب'));
        assert_eq!(table.letter('’'), Some('\''));
        assert_eq!(table.letter('é'), Some('é'));
        assert_eq!((table.sign('،'), table.sign('.')), (',', '.'));
    }
}
