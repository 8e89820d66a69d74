//! Which language follows from a country, a people or a body.

use std::collections::BTreeMap;

use crate::corpus::lang::Lang;

use super::sections;

/// The tables of one document language.
#[derive(Debug, Default)]
pub(in crate::trace) struct World {
    people: BTreeMap<Box<str>, Lang>,
    places: BTreeMap<Box<str>, Lang>,
    institutions: BTreeMap<Box<str>, Lang>,
    languages: BTreeMap<Box<str>, Lang>,
    // The most words a place or institution has.
    longest: usize,
}

/// What a language was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::trace) enum Clue {
    /// An adjective or noun for a people: `américain`.
    People,
    /// A country, town or seat of power.
    Place,
    /// An office that one country alone has.
    Institution,
}

impl World {
    pub(super) fn read(data: &str) -> Self {
        let mut out = Self::default();
        let all = sections(data);
        for (name, split) in
            [("people", " "), ("place", " | "), ("institution", " | "), ("language", " | ")]
        {
            for line in all.get(name).into_iter().flatten() {
                let Some((keys, code)) = line.rsplit_once(" = ") else { continue };
                let Ok(lang) = code.parse::<Lang>() else { continue };
                for key in keys.split(split) {
                    out.longest = out.longest.max(key.split([' ', '\'']).count());
                    let table = match name {
                        "people" => &mut out.people,
                        "place" => &mut out.places,
                        "institution" => &mut out.institutions,
                        _ => &mut out.languages,
                    };
                    table.insert(key.into(), lang);
                }
            }
        }
        out
    }

    /// The language named by a word: `anglais`.
    pub(in crate::trace) fn language(&self, word: &str) -> Option<Lang> {
        self.languages.get(word).copied()
    }

    /// The first country clue among lower-case words (elided ones with their apostrophe): people
    /// first, then places, then institutions, because « ambassadeur américain à Paris » is American.
    pub(in crate::trace) fn lang_of(&self, words: &[Box<str>]) -> Option<(Lang, Clue)> {
        if let Some(lang) = words.iter().find_map(|w| self.people.get(w)) {
            return Some((*lang, Clue::People));
        }
        self.seek(&self.places, words)
            .map(|l| (l, Clue::Place))
            .or_else(|| self.seek(&self.institutions, words).map(|l| (l, Clue::Institution)))
    }

    /// The language of a place among the words.
    pub(in crate::trace) fn place_lang(&self, words: &[Box<str>]) -> Option<Lang> {
        self.seek(&self.places, words)
    }

    fn seek(&self, table: &BTreeMap<Box<str>, Lang>, words: &[Box<str>]) -> Option<Lang> {
        for from in 0..words.len() {
            let mut key = String::new();
            let mut best = None;
            for word in words[from..].iter().take(self.longest + 1) {
                if !key.is_empty() && !key.ends_with('\'') {
                    key.push(' ');
                }
                key.push_str(word);
                best = table.get(key.as_str()).copied().or(best);
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }
}
