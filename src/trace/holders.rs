//! People whom the news calls by an office that it does not tell: « Emmanuel Macron », then « le chef de l'État ».
//!
//! A list says which offices well-known people hold or held. It names nobody: whoever it is must be named in full
//! by the text, and be the only one of those named who can be called so.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::attribute::Cast;
use super::cue::Sentence;
use super::fold::Word;
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
    heads: Vec<Word>,
    /// What may stand beside them: `république`.
    words: Vec<Word>,
    /// Whether they no longer hold it.
    past: bool,
}

impl Holder {
    /// One line of the list: a name, and what its bearer may be called.
    fn read(line: &str) -> Option<(String, Self)> {
        let (name, told) = line.split_once(" = ")?;
        let (heads, words) = told.split_once(" | ")?;
        let past = name.starts_with('-');
        let list = |words: &str| words.split([' ', '-']).map(plain).collect();
        let name = parts(name.trim_start_matches('-')).join(" ");
        Some((name, Self { heads: list(heads), words: list(words), past }))
    }

    /// Whether some words, each plain, can be said of them.
    fn is_called(&self, words: &[Word]) -> bool {
        let head = words.iter().any(|w| self.heads.contains(w));
        head && words.iter().all(|w| self.heads.contains(w) || self.words.contains(w))
    }
}

/// The words of a description that tell of what kind it is, plain: « l'ancien ministre de la Justice d'Anne Petit » is
/// `ministre justice`.
fn words_of(s: &Sentence<'_>, (first, last): (usize, usize)) -> Vec<Word> {
    let small = Class::DET.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::COORD);
    let small = small.or(Class::PREP).or(Class::FORMERLY).or(Class::BRIEFLY);
    let bare = |w: &str| s.lex.without_prefix(w).map_or_else(|| plain(w), plain);
    let capital = |k: usize| s.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
    // Whose minister somebody is.
    let whose = (first + 1..=last).find(|&k| {
        s.is(k - 1, Class::GENITIVE) && s.is(k, Class::GIVEN) && capital(k) && capital(k + 1)
    });
    let told = first..whose.map_or(last + 1, |k| k - 1);
    let told = told.filter(|&k| s.tokens[k].is_word() && !s.is(k, small));
    told.flat_map(|k| {
        let word = super::token::fold(s.word(k));
        word.split('-').map(bare).filter(|w| !w.is_empty()).collect::<Vec<_>>()
    })
    .collect()
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
    /// « Boris Johnson … Le dirigeant de l'opposition travailliste »: whether an office with a complement is none that the list
    /// knows of somebody it has.
    pub(super) fn holds_another(&self, s: &Sentence<'_>, role: (usize, usize), n: usize) -> bool {
        let holder = self.people.holders.iter().find(|(known, _)| *known == n);
        let words = words_of(s, role);
        holder.is_some_and(|(_, h)| words.len() > 1 && !h.is_called(&words))
    }

    /// « Le président Donald Trump … Le président de la commission »: whether an office the list knows of somebody is told to
    /// be that of something else.
    pub(super) fn holds_it_elsewhere(
        &self,
        s: &Sentence<'_>,
        role: (usize, usize),
        n: usize,
    ) -> bool {
        let Some((_, holder)) = self.people.holders.iter().find(|(known, _)| *known == n) else {
            return false;
        };
        let words = words_of(s, role);
        let (heads, rest): (Vec<_>, Vec<_>) = words.iter().partition(|w| holder.heads.contains(w));
        !heads.is_empty() && !rest.is_empty() && !rest.iter().any(|w| holder.words.contains(w))
    }

    /// The one whom a description means as the list has it, if the text names one such person alone.
    pub(super) fn known_holder(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        let role = reading.role.filter(|_| !self.people.holders.is_empty())?;
        let words = words_of(s, role);
        let before = (role.0..=role.1).any(|k| {
            s.is(k, Class::FORMERLY)
                || s.lex.without_prefix(&super::token::fold(s.word(k))).is_some()
        });
        // « le président » beside a name may be anybody's; « le président de la République » is one.
        let whole = words.len() > 1;
        let head = s.lex.class(reading.head.as_deref().unwrap_or_default());
        if !whole && !head.is(Class::STATE_HEAD) {
            return None;
        }
        let agree = |n: usize| !self.at_odds(n, reading.gender, None) && (whole || fits(&n));
        let called = self.people.holders.iter().filter(|(n, h)| agree(*n) && h.is_called(&words));
        // « l'ancien président »: one who no longer is; else any of them, since nobody knows when a text was written.
        let mut fitting = called.filter(|(_, h)| h.past || !before).map(|(n, _)| *n);
        fitting.next().filter(|_| fitting.next().is_none())
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
            assert!(
                name.contains(' ') && !holder.heads.is_empty() && !holder.words.is_empty(),
                "{line}"
            );
            assert!(holders().get(&name).is_some(), "{line}");
        }
    }
}
