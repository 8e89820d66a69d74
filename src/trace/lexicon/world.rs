//! Which language follows from a country, a people or a body.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};

use crate::corpus::lang::Lang;

use super::{ByWord, sections};
use crate::trace::fold::Word;

/// The tables of one document language.
#[derive(Debug, Default)]
pub(in crate::trace) struct World {
    people: Table,
    // Peoples of several languages: `suisse`.
    mixed: IndexSet<Word, ByWord>,
    places: Table,
    institutions: Table,
    // Firms and houses; nothing follows from them of where a story plays.
    firms: Table,
    languages: Table,
    outlets: Table,
    international: IndexSet<Word, ByWord>,
    // The first words of all of these, with the most words that such a name has: few words of a text begin any.
    starts: IndexMap<Word, usize, ByWord>,
}

/// Names and the language each points at.
type Table = IndexMap<Word, Lang, ByWord>;

/// What a language was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::trace) enum Clue {
    /// An adjective or noun for a people: `américain`.
    People,
    /// A country, town or seat of power.
    Place,
    /// An office that one country alone has.
    Institution,
    /// A firm or house of one country.
    Firm,
}

impl World {
    /// Reads the tables, and whoever holds an office of one country from the list of `holders`.
    pub(super) fn read(data: &str, holders: &str) -> Self {
        let mut out = Self::default();
        let all = sections(data);
        for line in all.get("international").into_iter().flatten() {
            for key in line.split(" | ") {
                out.international.insert(crate::trace::token::fold(key));
                out.international.extend(plural(key));
            }
        }
        for (name, split) in [
            ("people", " "),
            ("place", " | "),
            ("institution", " | "),
            ("firm", " | "),
            ("language", " | "),
            ("outlet", " | "),
        ] {
            for line in all.get(name).into_iter().flatten() {
                let Some((keys, code)) = line.rsplit_once(" = ") else { continue };
                // A people of several languages.
                if code == "-" && name == "people" {
                    let words = keys.split(split);
                    let words = words.flat_map(|key| plural(key).into_iter().chain([key.into()]));
                    out.mixed.extend(words);
                    continue;
                }
                let Ok(lang) = code.parse::<Lang>() else { continue };
                for key in keys.split(split) {
                    let table = match name {
                        "people" => &mut out.people,
                        "place" => &mut out.places,
                        "institution" => &mut out.institutions,
                        "firm" => &mut out.firms,
                        "outlet" => &mut out.outlets,
                        _ => &mut out.languages,
                    };
                    table.insert(crate::trace::token::fold(key), lang);
                    if let Some(many) = plural(key).filter(|_| name == "people") {
                        table.entry(many).or_insert(lang);
                    }
                    // Capitals are often set without their accents: « Etats-Unis ».
                    if let Some(first) = key.chars().next().filter(|c| !c.is_ascii()) {
                        let plain = crate::trace::names::plain(&first.to_string());
                        let bare = format!("{plain}{}", &key[first.len_utf8()..]);
                        table.entry(bare.into()).or_insert(lang);
                    }
                }
            }
        }
        out.international.extend(out.mixed.iter().cloned());
        out.hold_offices(holders);
        out.starts = out.first_words();
        out
    }

    /// « Jean Castex = ministre | premier français france »: whom all know speaks as the country that the office is of does, or
    /// that the heading « # France » names.
    fn hold_offices(&mut self, holders: &str) {
        let mut country = None;
        for line in holders.lines() {
            if let Some(heading) = line.strip_prefix("# ") {
                country = self.places.get(&crate::trace::token::fold(heading)).copied();
            }
            let Some((name, told)) = line.trim_start_matches('-').split_once(" = ") else {
                continue;
            };
            let words = || told.split([' ', '|']);
            let of =
                words().find_map(|w| self.places.get(w).or_else(|| self.people.get(w)).copied());
            // « présidente | bce »
            let many = words().any(|w| self.international.contains(w));
            let name = crate::trace::token::fold(name);
            let known = many || self.international.contains(&name);
            if let Some(lang) = of.or(country).filter(|_| !known) {
                self.institutions.entry(name).or_insert(lang);
            }
        }
    }

    /// The first words of all names: what stands before a space, and before an apostrophe as well, since a word
    /// of a text may end there.
    fn first_words(&self) -> IndexMap<Word, usize, ByWord> {
        let tables = [&self.people, &self.places, &self.institutions, &self.firms, &self.outlets];
        let names = tables.into_iter().flat_map(IndexMap::keys).chain(&self.international);
        let mut out: IndexMap<Word, usize, ByWord> = IndexMap::default();
        for name in names.chain(&self.mixed) {
            let words = name.split([' ', '\'']).count();
            let elided = name.find('\'').map(|at| &name[..=at]);
            for first in name.split(' ').next().into_iter().chain(elided) {
                let most = out.entry(first.into()).or_default();
                *most = words.max(*most);
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
    ///
    /// « l'envoyé spécial de l'ONU pour la Syrie » works for a body of many countries: a place named
    /// after one tells nothing, unless it belongs to its name (« Greenpeace France »).
    pub(in crate::trace) fn lang_of(&self, words: &[Word]) -> Option<(Lang, Clue)> {
        // Few descriptions have any of it; of two peoples in one word the first is no word by itself.
        let open = |w: &Word| self.starts.contains_key(w) || w.contains('-');
        words.iter().any(open).then_some(())?;
        let many = self.first_in(words, |key| self.international.contains(key).then_some(()));
        // « le Conseil norvégien pour les réfugiés » works in many countries.
        let named = |at: usize| {
            many.is_some_and(|(from, end, ())| from <= at && at < end && end > from + 1)
        };
        let mut people = words.iter().enumerate().filter(|(at, _)| !named(*at));
        if let Some(lang) = people.find_map(|(_, w)| self.people_of(w)) {
            return Some((lang, Clue::People));
        }
        let own = |at: usize| many.is_none_or(|(from, end, ())| at <= from || at == end);
        self.first_in(words, |key| self.places.get(key).copied())
            .filter(|(at, _, _)| own(*at))
            .map(|(_, _, lang)| (lang, Clue::Place))
            .or_else(|| self.seek(&self.firms, words).map(|l| (l, Clue::Firm)))
            .or_else(|| self.seek(&self.institutions, words).map(|l| (l, Clue::Institution)))
    }

    /// The language of a people, or of two that share it: « British-Australian ».
    fn people_of(&self, word: &str) -> Option<Lang> {
        let known = |w: &str| self.people.get(w).copied();
        known(word).or_else(|| {
            let (first, second) = word.split_once('-')?;
            known(first).filter(|lang| known(second) == Some(*lang))
        })
    }

    /// Whether the words name a body of many countries, which speaks no one language.
    pub(in crate::trace) fn is_international(&self, words: &[Word]) -> bool {
        self.longest_in(words, |key| self.international.contains(key).then_some(())).is_some()
    }

    /// The language an outlet works in.
    pub(in crate::trace) fn outlet_lang(&self, words: &[Word]) -> Option<Lang> {
        self.seek(&self.outlets, words)
    }

    /// Whether a word names a people.
    pub(in crate::trace) fn is_people(&self, word: &str) -> bool {
        self.people.contains_key(word) || self.mixed.contains(word)
    }

    /// The language of a people.
    pub(in crate::trace) fn people_lang(&self, word: &str) -> Option<Lang> {
        self.people.get(word).copied()
    }

    /// The language of a place among the words.
    pub(in crate::trace) fn place_lang(&self, words: &[Word]) -> Option<Lang> {
        self.seek(&self.places, words)
    }

    /// Whether all the words together are a place.
    pub(in crate::trace) fn is_place_alone(&self, words: &[Word]) -> bool {
        let known = |key: &str| self.places.contains_key(key).then_some(());
        self.measured_at(words, known).is_some_and(|(n, ())| n == words.len())
    }

    /// Whether all the words together are a place, a body of many countries or a seat of power.
    pub(in crate::trace) fn is_whole_place(&self, words: &[Word]) -> bool {
        let known = |key: &str| {
            let place = self.places.contains_key(key) || self.institutions.contains_key(key);
            (place || self.international.contains(key)).then_some(())
        };
        self.measured_at(words, known).is_some_and(|(n, ())| n == words.len())
    }

    /// How often the words point at each language; a place only where it is `capital`: « sucre » is no town.
    pub(in crate::trace) fn tally(
        &self,
        words: &[Word],
        capital: &[bool],
    ) -> BTreeMap<Lang, usize> {
        let place = |words: &[Word]| {
            let at = capital.len().checked_sub(words.len())?;
            capital[at].then(|| self.seek(&self.places, &words[..1])).flatten()
        };
        Self::count(words, |words| {
            let people = self.people.get(&words[0]).copied();
            people
                .or_else(|| place(words))
                .or_else(|| self.longest_at(words, |key| self.institutions.get(key).copied()))
        })
    }

    /// How often words name an outlet of each language.
    pub(in crate::trace) fn tally_outlets(&self, words: &[Word]) -> BTreeMap<Lang, usize> {
        Self::count(words, |words| self.longest_at(words, |key| self.outlets.get(key).copied()))
    }

    /// How often what starts at a word, as `hit` sees it, points at each language.
    fn count(words: &[Word], hit: impl Fn(&[Word]) -> Option<Lang>) -> BTreeMap<Lang, usize> {
        let mut out = BTreeMap::new();
        for lang in (0..words.len()).filter_map(|at| hit(&words[at..])) {
            *out.entry(lang).or_insert(0) += 1;
        }
        out
    }

    fn seek(&self, table: &Table, words: &[Word]) -> Option<Lang> {
        self.longest_in(words, |key| table.get(key).copied())
    }

    /// What the first words that `of` knows stand for, as many of them as possible.
    fn longest_in<T>(&self, words: &[Word], of: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.first_in(words, of).map(|(_, _, found)| found)
    }

    /// The same, with the words it starts at and ends before.
    fn first_in<T>(
        &self,
        words: &[Word],
        of: impl Fn(&str) -> Option<T>,
    ) -> Option<(usize, usize, T)> {
        (0..words.len()).find_map(|from| {
            let (n, found) = self.measured_at(&words[from..], &of)?;
            Some((from, from + n, found))
        })
    }

    /// What the words at the start stand for, as many of them as possible.
    fn longest_at<T>(&self, words: &[Word], of: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.measured_at(words, of).map(|(_, found)| found)
    }

    /// The same, with how many words that are.
    fn measured_at<T>(&self, words: &[Word], of: impl Fn(&str) -> Option<T>) -> Option<(usize, T)> {
        let first = words.first()?;
        let most = *self.starts.get(first)?;
        let mut best = of(first).map(|found| (1, found));
        if most < 2 || words.len() < 2 {
            return best;
        }
        let mut key = String::from(&**first);
        for (n, word) in words.iter().take(most).enumerate().skip(1) {
            if !key.is_empty() && !key.ends_with('\'') {
                key.push(' ');
            }
            key.push_str(word);
            best = of(key.as_str()).map(|found| (n + 1, found)).or(best);
        }
        best
    }
}

/// The regular plural of a word for a people, where the singular does not end like one.
fn plural(word: &str) -> Option<Word> {
    let single = word.chars().all(char::is_alphabetic) && !word.ends_with(['s', 'x', 'z']);
    single.then(|| format!("{word}s").into())
}
