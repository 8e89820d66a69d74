//! What is known of the words of a language, and what they become in another.

use crate::corpus::lang::Lang;
use crate::corpus::wordlist::WordList;

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

/// What word forms of one language were most often translated by in the other, where the crate has a list for the two: behind a
/// tab `sure` where a form hardly ever was anything else.
#[must_use]
pub fn forms(src: Lang, tgt: Lang) -> Option<WordList<'static>> {
    const FR_EN: WordList<'_> = WordList::new(include_str!("../../models/fr-en-lexicon/forms.tsv"));
    (src == Lang::FR && tgt == Lang::EN).then_some(FR_EN)
}

/// What set phrases of one language are in another, where the crate has a list for the two: their forms parted by `|`, of which the first
/// is the one to be put in.
#[must_use]
pub fn set_phrases(src: Lang, tgt: Lang) -> Option<WordList<'static>> {
    const FR_EN: WordList<'_> =
        WordList::new(include_str!("../../models/fr-en-lexicon/phrases.tsv"));
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

    /// A word in lower case that the list has with a capital alone: “germanic” as “Germanic”.
    #[must_use]
    pub fn with_capital(&self, word: &str) -> Option<String> {
        let capital = super::cognate::capitalised(word);
        (capital != word && !self.list.has(word) && self.list.has(&capital)).then_some(capital)
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
    fn the_lists_that_ship_are_in_order_and_well_formed() {
        let words = words_of(Lang::EN).unwrap().list;
        let glossary = glossary(Lang::FR, Lang::EN).unwrap();
        let forms = forms(Lang::FR, Lang::EN).unwrap();
        for list in [words, glossary, forms] {
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
        // The glossary is asked first.
        assert!(forms.lines().all(|(word, _)| glossary.find(word).is_none()));
        let sure = |text: &'static str| text.strip_suffix("\tsure").unwrap_or(text);
        let forms = forms.lines().map(|(word, text)| (word, sure(text)));
        for (word, becomes) in glossary.lines().chain(forms) {
            assert!(
                plain(word) && plain(becomes) && word.to_lowercase() == word,
                "{word}: {becomes}"
            );
        }
    }

    #[test]
    fn the_phrases_that_ship_are_in_order_and_have_forms() {
        let list = set_phrases(Lang::FR, Lang::EN).unwrap();
        let lines: Vec<_> = list.lines().collect();
        assert!(lines.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (phrase, forms) in lines {
            assert!(list.find(phrase) == Some(forms) && phrase.contains([' ', '-']), "{phrase}");
            assert!(forms.split('|').all(|f| !f.is_empty() && f.trim() == f), "{phrase}: {forms}");
            assert!(!phrase.contains('’') && phrase.trim() == phrase, "{phrase}");
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
