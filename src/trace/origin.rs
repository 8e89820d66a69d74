//! Where a name is at home: `Haruo Shimizu` is Japanese, whatever else a text says of the man.
//!
//! It says where a family is from, not where somebody lives: one sign among others (see [`super::spoken`]).

use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::corpus::lang::Lang;
use crate::corpus::wordlist::WordList;

use super::lexicon::ByWord;
use super::names::plain;

/// Names, and ends of family names behind a star, each with the languages it is at home in.
const ORIGINS: WordList<'_> = WordList::new(include_str!("data/origins.txt"));
/// The fewest letters before the end of a family name.
const STEM: usize = 2;
/// The fewest and the most bytes that such an end has.
const ENDING: (usize, usize) = (2, 9);

/// What the words of a name tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The languages that every word is at home in which is at home in any, in order.
    pub(super) langs: Vec<Lang>,
    /// How many of its words are at home anywhere.
    pub(super) known: usize,
}

impl Origin {
    /// The origin of a whole name.
    pub(super) fn of(name: &str) -> Self {
        let mut out = Self::default();
        for langs in name.split_whitespace().filter_map(of_word) {
            let langs = langs.split(' ').filter_map(|code| code.parse::<Lang>().ok());
            out.langs = match out.known {
                0 => langs.collect(),
                _ => langs.filter(|lang| out.langs.contains(lang)).collect(),
            };
            out.known += 1;
        }
        out.langs.sort_unstable();
        out
    }

    /// Whether both words of a name are at home in one and the same language, or several.
    pub(super) fn is_shared(first: &str, last: &str) -> bool {
        let Some(langs) = of_word(first) else { return false };
        let shared = |own: &str| own.split(' ').any(|code| langs.split(' ').any(|l| l == code));
        of_word(last).is_some_and(shared)
    }

    /// Whether the language of this code is one of them.
    pub(super) fn is_of(&self, code: &str) -> bool {
        code.parse::<Lang>().is_ok_and(|lang| self.langs.contains(&lang))
    }

    /// The only one of its languages that is `told` of.
    pub(super) fn among(&self, told: impl Fn(Lang) -> bool) -> Option<Lang> {
        let mut langs = self.langs.iter().copied().filter(|lang| told(*lang));
        langs.next().filter(|_| langs.next().is_none())
    }
}

/// The codes of the languages that a word of a name is at home in.
fn of_word(word: &str) -> Option<&'static str> {
    // « Wei-lun »: no list has every pair of syllables.
    let first = word.split_once('-').map(|(first, _)| first);
    whole_word(word).or_else(|| whole_word(first?))
}

fn whole_word(word: &str) -> Option<&'static str> {
    let word = plain(word);
    let ends = || {
        let starts = word.char_indices().map(|(at, _)| at).skip(STEM);
        let ends = starts.map(|at| &word[at..]);
        let mut ends = ends.filter(|end| (ENDING.0..=ENDING.1).contains(&end.len()));
        ends.find_map(|end| endings().get(end).copied())
    };
    ORIGINS.find(&word).or_else(ends)
}

/// The ends of family names: there are few, and several are asked for to a word.
fn endings() -> &'static IndexMap<&'static str, &'static str, ByWord> {
    static READ: OnceLock<IndexMap<&'static str, &'static str, ByWord>> = OnceLock::new();
    READ.get_or_init(|| {
        // They stand in front of all names.
        let lines = ORIGINS.lines().take_while(|(word, _)| word.starts_with(['#', '*']));
        lines.filter_map(|(word, langs)| Some((word.strip_prefix('*')?, langs))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn langs(name: &str) -> String {
        Origin::of(name).langs.iter().map(Lang::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_are_at_home_where_all_their_words_are() {
        assert_eq!(langs("Haruo Shimizu"), "ja");
        assert_eq!(langs("Tuula Hakkarainen"), "fi");
        // The end of a family name, and an accent.
        assert_eq!(langs("Mehmet Öztürkoğlu"), "tr");
        assert_eq!(langs("خديجة المرزوقي"), "ar");
        // A word that nothing is known of does not count; two that disagree leave nothing.
        assert_eq!(Origin::of("Qqq Shimizu"), Origin { known: 1, ..Origin::of("Shimizu") });
        assert_eq!(Origin::of("Haruo Papadopoulos"), Origin { langs: Vec::new(), known: 2 });
        assert_eq!(Origin::of(""), Origin::default());
    }

    #[test]
    fn the_list_is_in_order_and_well_formed() {
        let names = ORIGINS.lines().skip_while(|(word, _)| word.starts_with('#'));
        let lines: Vec<_> = names.collect();
        assert!(lines.len() > 40_000);
        assert!(lines.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (word, codes) in lines {
            let bare = word.strip_prefix('*').unwrap_or(word);
            assert_eq!(plain(bare), bare, "as names are looked up");
            let langs: Vec<_> = codes.split(' ').map(str::parse::<Lang>).collect();
            assert!((1..=4).contains(&langs.len()) && langs.iter().all(Result::is_ok), "{word}");
        }
    }
}
