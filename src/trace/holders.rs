//! People whom the news calls by an office that it does not tell: « Emmanuel Macron », then « le chef de l'État ».
//!
//! A list says which offices well-known people hold or held. It names nobody: whoever it is must be named in full
//! by the text, and be the only one of those named who can be called so.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::attribute::Cast;
use super::cue::Sentence;
use super::lexicon::Class;
use super::names::{parts, plain};
use super::people::{People, Sort};
use super::reading::Reading;

/// How many people of a text are looked up; a longer one is many articles.
const MANY: usize = 2_000;

/// What somebody may be called.
#[derive(Debug)]
pub(super) struct Holder {
    /// The nouns: `président`.
    heads: Vec<String>,
    /// What may stand beside them: `république`.
    words: Vec<String>,
    /// Whether they no longer hold it.
    past: bool,
}

impl Holder {
    /// One line of the list: a name, and what its bearer may be called.
    fn read(line: &str) -> Option<(String, Self)> {
        let (name, told) = line.split_once(" = ")?;
        let (heads, words) = told.split_once(" | ")?;
        let past = name.starts_with('-');
        let list = |words: &str| words.split_whitespace().map(plain).collect();
        let name = parts(name.trim_start_matches('-')).join(" ");
        Some((name, Self { heads: list(heads), words: list(words), past }))
    }

    /// Whether some words, each plain, can be said of them.
    fn is_called(&self, words: &[String]) -> bool {
        let head = words.iter().any(|w| self.heads.contains(w));
        head && words.iter().all(|w| self.heads.contains(w) || self.words.contains(w))
    }
}

/// Everybody listed, by name.
fn holders() -> &'static BTreeMap<String, Holder> {
    static ALL: OnceLock<BTreeMap<String, Holder>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("data/holders.fr.txt").lines().filter(|l| !l.starts_with('#'));
        lines.filter_map(Holder::read).collect()
    })
}

impl People {
    /// Notes which of those named hold an office that need not be told.
    pub(super) fn look_up_holders(&mut self) {
        let named = self.all.iter().enumerate().take(MANY);
        let person = named.filter(|(_, e)| e.sort == Sort::Person && e.parts.len() > 1);
        let held = person.filter_map(|(n, e)| Some((n, holders().get(&e.parts.join(" "))?)));
        self.holders = held.collect();
    }
}

impl Cast {
    /// The one whom a description means as the list has it, if the text names one such person alone.
    pub(super) fn known_holder(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        let role = reading.role.filter(|_| !self.people.holders.is_empty())?;
        let small = Class::DET.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::COORD);
        let small = small.or(Class::PREP).or(Class::FORMERLY);
        let bare = |w: &str| s.lex.without_prefix(w).map_or_else(|| plain(w), plain);
        let told = (role.0..=role.1).filter(|&k| s.tokens[k].is_word() && !s.is(k, small));
        let words: Vec<String> = told.map(|k| bare(&super::token::fold(s.word(k)))).collect();
        let before = (role.0..=role.1).any(|k| {
            s.is(k, Class::FORMERLY) || s.lex.without_prefix(&super::token::fold(s.word(k))).is_some()
        });
        // « le président » beside a name may be anybody's; « le président de la République » is one.
        let whole = words.len() > 1;
        let head = s.lex.class(reading.head.as_deref().unwrap_or_default());
        if !whole && !head.is(Class::STATE_HEAD) {
            return None;
        }
        let agree = |n: usize| !self.at_odds(n, reading.gender, None) && (whole || fits(&n));
        let called = self.people.holders.iter().filter(|(n, h)| agree(*n) && h.is_called(&words));
        let called: Vec<&(usize, &Holder)> = called.collect();
        let one = |past: bool| {
            let mut of = called.iter().filter(|(_, h)| h.past == past).map(|(n, _)| *n);
            of.next().map(|n| of.next().is_none().then_some(n))
        };
        // Whoever still holds the office comes before those who did, and the other way round for « l'ancien ministre ».
        one(before).or_else(|| one(!before)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_somebody_and_tells_what_they_are_called() {
        let lines = include_str!("data/holders.fr.txt").lines();
        for line in lines.filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let (name, holder) = Holder::read(line).expect(line);
            assert!(name.contains(' ') && !holder.heads.is_empty() && !holder.words.is_empty(), "{line}");
            assert!(holders().get(&name).is_some(), "{line}");
        }
    }
}
