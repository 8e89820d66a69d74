//! Lists of words and of what they become, looked up in their text as it stands.

use crate::corpus::lang::Lang;

/// A text of lines in the order of their bytes: a word, or a word, a tab and what it becomes.
///
/// It is searched as it stands, so that a program that asks for one word reads no more than a few lines of it.
///
/// ```
/// use tarjuman::align::wordlist::WordList;
/// let list = WordList::new("typhon\ttyphoon\nvolcan\tvolcano\n");
/// assert_eq!(list.find("volcan"), Some("volcano"));
/// assert_eq!(list.find("volcans"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WordList<'a> {
    text: &'a str,
}

impl<'a> WordList<'a> {
    /// A list over `text`. Where its lines are not in order some are not found.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// What stands behind the tab in the line of `word`, which is nothing in a list of bare words; `None` where it has no line.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            // `low` and `high` are starts of lines; so is `start`, and the line there is looked at.
            let middle = low + (high - low) / 2;
            let start =
                bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
            let end =
                bytes[middle..high].iter().position(|b| *b == b'\n').map_or(high, |at| middle + at);
            let line = &self.text[start..end];
            let (key, rest) = line.split_once('\t').unwrap_or((line, ""));
            match key.cmp(word) {
                std::cmp::Ordering::Equal => return Some(rest),
                std::cmp::Ordering::Less => low = (end + 1).min(high),
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// Whether it has a line for `word`.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// Its words and what they become, in order.
    pub fn lines(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.text.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }
}

/// What is known of the words of a language, to tell them from what is no word of it.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    list: WordList<'static>,
}

/// The words of a language, where the crate has a list of them.
#[must_use]
pub fn words_of(lang: Lang) -> Option<Words> {
    const ENGLISH: WordList<'_> =
        WordList::new(include_str!("../../models/fr-en-lexicon/english.txt"));
    (lang == Lang::EN).then_some(Words { list: ENGLISH })
}

/// What single word forms of one language are in another, where the crate has a glossary of the two.
#[must_use]
pub fn glossary(src: Lang, tgt: Lang) -> Option<WordList<'static>> {
    const FR_EN: WordList<'_> =
        WordList::new(include_str!("../../models/fr-en-lexicon/glossary.tsv"));
    (src == Lang::FR && tgt == Lang::EN).then_some(FR_EN)
}

/// The fewest letters of what is left when a part is taken off a word: « sub » is no “s” with “ub”.
const STEM: usize = 4;

impl Words {
    /// Whether `word` is one of them: listed, with or without its capital, made of listed words with hyphens, or of a listed word
    /// and a part that makes words of any (`anti-`, `-like`).
    #[must_use]
    pub fn know(&self, word: &str) -> bool {
        self.listed(word) || self.compound(word) || self.derived(word)
    }

    fn listed(&self, word: &str) -> bool {
        if self.list.has(word) {
            return true;
        }
        let lower = word.to_lowercase();
        self.list.has(&lower) || self.list.has(&super::cognate::capitalised(&lower))
    }

    /// A word in lower case as the list has it, with its capital where it always has one.
    #[must_use]
    pub fn spelt(&self, word: &str) -> Option<String> {
        [word.to_owned(), super::cognate::capitalised(word)]
            .into_iter()
            .find(|word| self.list.has(word))
    }

    fn compound(&self, word: &str) -> bool {
        let known =
            |part: &str| self.listed(part) || part.chars().count() < 3 || self.derived(part);
        let part = |part: &str| self.list.has(&format!("{part}-").to_lowercase()) || known(part);
        word.contains('-') && word.split('-').all(part)
    }

    fn derived(&self, word: &str) -> bool {
        let cuts = || word.char_indices().map(|(at, _)| at).skip(1);
        let rest = |part: &str| part.chars().count() >= STEM && self.listed(part);
        cuts().any(|at| {
            rest(&word[at..]) && self.list.has(&format!("{}-", word[..at].to_lowercase()))
        }) || cuts().any(|at| {
            rest(&word[..at]) && self.list.has(&format!("-{}", word[at..].to_lowercase()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_list_is_found_and_nothing_else() {
        let text = "a\nab\tx\nabc\nb\té\nz";
        let list = WordList::new(text);
        for (word, becomes) in list.lines() {
            assert_eq!(list.find(word), Some(becomes), "{word}");
        }
        for word in ["", "aa", "abcd", "c", "zz", "é", "\n", "a\nab"] {
            assert_eq!(list.find(word), None, "{word}");
        }
        assert_eq!(WordList::new("").find("a"), None);
        assert_eq!(WordList::new("\n").find("a"), None);
    }

    #[test]
    fn the_lists_that_ship_are_in_order_and_well_formed() {
        let words = words_of(Lang::EN).unwrap().list;
        let glossary = glossary(Lang::FR, Lang::EN).unwrap();
        for list in [words, glossary] {
            let lines: Vec<_> = list.lines().collect();
            assert!(lines.len() > 10_000);
            assert!(lines.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(
                lines.iter().step_by(97).all(|(word, becomes)| list.find(word) == Some(becomes))
            );
        }
        assert!(words.lines().all(|(word, becomes)| !word.is_empty() && becomes.is_empty()));
        let plain = |text: &str| {
            !text.is_empty() && text.trim() == text && !text.contains(['\t', ',', '(', '"'])
        };
        for (word, becomes) in glossary.lines() {
            assert!(
                plain(word) && plain(becomes) && word.to_lowercase() == word,
                "{word}: {becomes}"
            );
        }
    }

    #[test]
    fn words_are_told_from_what_is_none() {
        let words = words_of(Lang::EN).unwrap();
        for word in [
            "volcano",
            "Greek",
            "greek",
            "well-known",
            "anti-mafia",
            "antimafia",
            "cardiologist",
            "childlike",
            "re-elected",
        ] {
            assert!(words.know(word), "{word}");
        }
        for word in ["volcan", "paludism", "limogated", "subub", "arnacuss", "three-drived"] {
            assert!(!words.know(word), "{word}");
        }
    }
}
