//! Endings that tell what a word is, and the names of one office.

use std::collections::BTreeMap;

use super::{Lexicon, shelf::Shelf};
use crate::trace::fold::Word;
use crate::trace::names::plain;

impl Lexicon {
    /// Whether a word ends as participles do.
    pub(in crate::trace) fn ends_like_a_participle(&self, word: &str) -> bool {
        self.participles.iter().any(|end| word.len() > end.len() + 1 && word.ends_with(&**end))
    }

    /// Whether a word ends as verbs do in the third person of the present and imperfect.
    pub(in crate::trace) fn ends_like_a_present(&self, word: &str) -> bool {
        self.presents.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    pub(in crate::trace) fn ends_like_an_imperfect(&self, word: &str) -> bool {
        self.imperfects.iter().any(|end| word.len() > end.len() + 3 && word.ends_with(&**end))
    }

    pub(in crate::trace) fn ends_like_a_future(&self, word: &str) -> bool {
        self.futures.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// Whether a form of an auxiliary is its gerund; « avant » ends so too.
    pub(in crate::trace) fn has_gerund_ending(&self, word: &str) -> bool {
        self.gerunds.iter().any(|end| word.ends_with(&**end))
    }

    pub(in crate::trace) fn ends_like_a_gerund(&self, word: &str) -> bool {
        self.gerunds.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// A word that owns what follows, without the ending that says so: `Skyliner's`.
    pub(in crate::trace) fn owner<'w>(&self, word: &'w str) -> Option<&'w str> {
        let bare = |end: &str| {
            let curly = || {
                let (before, after) = end.split_once('\'')?;
                word.strip_suffix(after)?.strip_suffix('’')?.strip_suffix(before)
            };
            word.strip_suffix(end).or_else(curly)
        };
        self.owners.iter().find_map(|end| bare(end)).filter(|w| !w.is_empty())
    }

    /// Whether a word ends as adverbs of manner do.
    pub(in crate::trace) fn ends_like_an_adverb(&self, word: &str) -> bool {
        self.adverbs.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// Whether a word ends as infinitives do.
    pub(in crate::trace) fn ends_like_an_infinitive(&self, word: &str) -> bool {
        self.infinitives.iter().any(|end| word.len() > end.len() + 1 && word.ends_with(&**end))
    }

    /// Whether a noun ends as nouns for people by their trade do.
    pub(in crate::trace) fn ends_like_a_trade(&self, word: &str) -> bool {
        self.trades.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// Whether a word ends as those do that name people by their town or region.
    pub(in crate::trace) fn ends_like_a_demonym(&self, word: &str) -> bool {
        self.demonyms.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// The numbers of the offices a description starts with, where they have several names; how it is spelt is no matter.
    ///
    /// With each, whether one word names it: then a complement tells whose office it is.
    pub(in crate::trace) fn offices(&self, role: &str) -> Vec<(usize, bool)> {
        let Some(first) = role.split(BETWEEN).next() else { return Vec::new() };
        let Some(led) = self.office_words.get(plain(first).as_bytes()) else { return Vec::new() };
        let role = words(role);
        let of = |name: &[Word]| {
            // « ministre malien des affaires étrangères »: an adjective may stand between.
            let mut rest = role.iter();
            name.first() == role.first() && name.iter().all(|want| rest.any(|w| w == want))
        };
        let named = |&n: &usize| {
            let name = self.offices[n].iter().find(|name| of(name))?;
            Some((n, name.len() == 1))
        };
        led.iter().filter_map(named).collect()
    }
}

/// The words of an office, accents off, elided ones apart.
pub(super) fn words(name: &str) -> Vec<Word> {
    name.split(BETWEEN).map(plain).collect()
}

/// What stands between the words of an office.
const BETWEEN: [char; 3] = [' ', '\'', '’'];

/// The offices whose names start with a word, in order.
pub(super) fn by_first_word(offices: &[Vec<Vec<Word>>]) -> Shelf<Vec<usize>> {
    let mut out: BTreeMap<Word, Vec<usize>> = BTreeMap::new();
    for (n, names) in offices.iter().enumerate() {
        for first in names.iter().filter_map(|name| name.first()) {
            let list = out.entry(first.clone()).or_default();
            if list.last() != Some(&n) {
                list.push(n);
            }
        }
    }
    Shelf::of(out)
}
