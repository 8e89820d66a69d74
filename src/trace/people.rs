//! The people and bodies of a text: every way it names them, joined to one each.

mod roles;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::fold::Word;
use super::holders::Holder;
use super::lexicon::ByWord;
use super::names::{fits, parts, plain, sound};

/// Grammatical gender, where it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A human being with a name.
    Person,
    /// A body, a place that stands for one, an outlet.
    Body,
    /// Somebody the text does not name.
    Unnamed,
}

/// A person or body of the text.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The fullest name; the description where there is no name.
    pub(super) name: String,
    pub(super) parts: Vec<Word>,
    pub(super) role: Option<String>,
    /// The words of that, lower-case: many descriptions are held against them.
    pub(super) told: Vec<Word>,
    pub(super) gender: Option<Gender>,
    pub(super) sort: Sort,
    pub(super) variants: Vec<String>,
    pub(super) plural: bool,
    /// In years, where the text tells.
    pub(super) age: Option<u8>,
    /// The one it turned out to be.
    pub(super) same: Option<usize>,
    /// The nouns that stand for them.
    heads: Vec<Word>,
}

/// Everybody met so far.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    pub(super) all: Vec<Entity>,
    pub(super) by_last: IndexMap<Word, Vec<usize>, ByWord>,
    by_first: IndexMap<Word, Vec<usize>, ByWord>,
    /// Where the paragraph being read starts.
    pub(super) paragraph: usize,
    /// Where the sentence being read starts, and the one before it.
    pub(super) sentence: usize,
    pub(super) previous: usize,
    /// Where the paragraph before starts.
    pub(super) earlier: usize,
    /// The one person whom the title names, with whether the text is a portrait of theirs.
    pub(super) star: Option<(usize, bool)>,
    /// Whoever has just asked what is being answered, and so does not say it.
    pub(super) asker: Option<usize>,
    // By first letters of the last name: where a misspelt name is looked for.
    by_sound: IndexMap<Word, Vec<usize>, ByWord>,
    by_alias: IndexMap<Word, usize, ByWord>,
    by_head: IndexMap<Word, Vec<(usize, usize)>, ByWord>,
    by_office: BTreeMap<usize, Vec<(usize, usize)>>,
    // Who is accused of something, with where the text says so.
    accused: Vec<(usize, usize)>,
    /// Everybody named so far, in order of place.
    pub(super) met: Vec<Met>,
    /// Listed papers and stations, with where each is named and whether nothing else can be meant there.
    pub(super) papers: Vec<(usize, String, bool)>,
    /// Those whose office need not be told, with what they may be called.
    pub(super) holders: Vec<(usize, &'static Holder)>,
}

/// One time somebody is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) at: usize,
    pub(super) entity: usize,
    pub(super) subject: bool,
}

/// How far back a pronoun may point, in mentions.
pub(super) const REACH: usize = 14;
/// How many later holders of an office a description before them is compared with.
const LATER: usize = 4;
/// How many people of a text a title is compared with.
const FEW: usize = 40;

impl People {
    /// A new paragraph starts at byte `at`: whoever it names comes before those named earlier.
    pub(super) fn turn_to(&mut self, at: usize) {
        self.earlier = self.paragraph.min(at);
        self.paragraph = at;
    }

    /// Makes `short` another name of an entity: « les Forces de soutien rapide (FSR) ».
    pub(super) fn alias(&mut self, short: &str, entity: usize) {
        note(&mut self.all[entity].variants, short.to_owned());
        self.by_alias.insert(plain(short), entity);
    }

    /// The entity whose short name this is.
    pub(super) fn by_short(&self, short: &str) -> Option<usize> {
        self.by_alias.get(&plain(short)).copied()
    }

    /// A new sentence starts at byte `at`.
    pub(super) fn begin(&mut self, at: usize) {
        self.previous = self.sentence.min(at);
        self.sentence = at;
    }

    /// Whether `entity` is the subject of the sentence before the one that holds byte `at`.
    pub(super) fn just_led(&self, entity: usize, at: usize) -> bool {
        let before = self.met.iter().rev().filter(|m| m.at < at && m.at < self.sentence);
        let mut before = before.take_while(|m| m.at >= self.previous);
        before.any(|m| m.entity == entity && m.subject)
    }

    /// Notes that `entity` is named at byte `at`.
    pub(super) fn meet(&mut self, at: usize, entity: usize, subject: bool) {
        // Mostly at the end; a speaker found out late belongs a few places earlier.
        let back = self.met.iter().rev().take_while(|m| m.at > at).count();
        self.met.insert(self.met.len() - back, Met { at, entity, subject });
    }

    /// The entity of a name, made if there is none.
    pub(super) fn named(&mut self, name: &str, sort: Sort, gender: Option<Gender>) -> usize {
        let key = parts(name);
        // « l'administration de Joe Biden » is not Joe Biden.
        let another =
            |e: &Entity| sort == Sort::Person && e.sort == Sort::Body && e.parts.len() > key.len();
        if let Some(found) = self.find_where(&key, gender, |e| !another(e)) {
            let entity = &mut self.all[found];
            if entity.parts.len() < key.len() && entity.sort != Sort::Body {
                self.by_first.entry(key[0].clone()).or_default().push(found);
                let shorter = std::mem::replace(&mut entity.name, name.to_owned());
                entity.parts.clone_from(&key);
                note(&mut entity.variants, shorter);
            } else if entity.name != name {
                note(&mut entity.variants, name.to_owned());
            }
            entity.gender = entity.gender.or(gender);
            if sort == Sort::Person {
                entity.sort = Sort::Person;
            }
            self.answers_to_slip(found, &key);
            return found;
        }
        // « Kenza » in the title, then « Kenza Petit »
        let alone = self.by_last.get(&key[0]).filter(|_| key.len() > 1 && sort == Sort::Person);
        let alone =
            alone.and_then(|list| list.iter().copied().find(|&n| self.only_called(n, gender)));
        if let Some(found) = alone {
            self.shelve(found, &key);
            let entity = &mut self.all[found];
            let shorter = std::mem::replace(&mut entity.name, name.to_owned());
            (entity.parts, entity.gender) = (key, entity.gender.or(gender));
            note(&mut entity.variants, shorter);
            return found;
        }
        self.add(Entity {
            name: name.to_owned(),
            parts: key,
            role: None,
            told: Vec::new(),
            gender,
            sort,
            variants: Vec::new(),
            plural: false,
            age: None,
            same: None,
            heads: Vec::new(),
        })
    }

    /// « Thierry Beaudet », once spelt « Thierry Baudet »: « M. Baudet » is nobody else, where nobody else has that name.
    fn answers_to_slip(&mut self, n: usize, key: &[Word]) {
        let Some(last) = key.last().filter(|_| key.len() > 1) else { return };
        let slip = self.all[n].sort == Sort::Person && self.all[n].parts.last() != Some(last);
        if slip && !self.by_last.contains_key(last) {
            self.by_alias.entry(last.clone()).or_insert(n);
        }
    }

    /// Whether somebody is a person of whom one name is known and nothing else.
    fn only_called(&self, n: usize, gender: Option<Gender>) -> bool {
        let entity = &self.all[n];
        let agree = entity.gender.is_none() || gender.is_none() || entity.gender == gender;
        entity.sort == Sort::Person && entity.parts.len() == 1 && entity.role.is_none() && agree
    }

    fn add(&mut self, entity: Entity) -> usize {
        let n = self.all.len();
        self.shelve(n, &entity.parts);
        self.all.push(entity);
        n
    }

    /// Makes an entity known by the first and the last part of its name.
    fn shelve(&mut self, n: usize, parts: &[Word]) {
        let Some(last) = parts.last() else { return };
        self.by_last.entry(last.clone()).or_default().push(n);
        self.by_sound.entry(sound(last)).or_default().push(n);
        if parts.len() > 1 {
            self.by_first.entry(parts[0].clone()).or_default().push(n);
        }
    }

    /// Two who speak with one voice.
    pub(super) fn joint(&mut self, a: usize, b: usize, union: &str) -> usize {
        let name = format!("{} {union} {}", self.all[a].name, self.all[b].name);
        if let Some(known) = self.all.iter().position(|e| e.plural && e.name == name) {
            return known;
        }
        self.add(Entity {
            name,
            parts: Vec::new(),
            role: None,
            told: Vec::new(),
            gender: None,
            sort: Sort::Person,
            variants: Vec::new(),
            plural: true,
            age: None,
            same: None,
            heads: Vec::new(),
        })
    }

    /// Somebody described but not named.
    pub(super) fn described(&mut self, text: &str, gender: Option<Gender>, plural: bool) -> usize {
        self.add(Entity {
            name: text.to_owned(),
            parts: Vec::new(),
            role: None,
            told: Vec::new(),
            gender,
            sort: Sort::Unnamed,
            variants: Vec::new(),
            plural,
            age: None,
            same: None,
            heads: Vec::new(),
        })
    }

    /// The entity a name already has: the same last part, first names not at odds, or a misspelling.
    pub(super) fn find(&self, key: &[Word], gender: Option<Gender>) -> Option<usize> {
        self.find_where(key, gender, |_| true)
    }

    /// The same among those that `may` be meant.
    fn find_where(
        &self,
        key: &[Word],
        gender: Option<Gender>,
        may: impl Fn(&Entity) -> bool,
    ) -> Option<usize> {
        let last = key.last()?;
        if let [one] = key
            && let Some(known) = self.by_alias.get(one)
        {
            return Some(*known);
        }
        let fits = |&&n: &&usize| {
            let e = &self.all[n];
            let agree = match (gender, e.gender) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            };
            agree && may(e) && fits(key, &e.parts)
        };
        let same = self.by_last.get(last).and_then(|list| list.iter().rev().find(fits));
        let misspelt = || self.by_sound.get(&sound(last))?.iter().rev().take(40).find(fits);
        // « Thierry Beaudet », then « Thierry Baudet »
        let beside = || {
            let called = self.by_first.get(key.first().filter(|_| key.len() > 1)?)?;
            let person = |n: &&usize| self.all[**n].sort == Sort::Person;
            called.iter().rev().take(40).filter(person).find(fits)
        };
        // « Marcel »: the one Marcel whose family name was told.
        let first = || {
            let called = self.by_first.get(last).filter(|_| key.len() == 1)?;
            let one = called.iter().all(|n| *n == called[0]);
            called.first().filter(|n| one && self.all[**n].sort == Sort::Person)
        };
        // « Calder Holt » after « Calder Holt Logistics »
        // « Wilmer Quispe » after « Wilmer Quispe Ancco »
        let double = || {
            let called = self.by_first.get(key.first().filter(|_| key.len() > 1)?)?;
            let longer = |n: &&usize| {
                let e = &self.all[**n];
                let agree = gender.is_none() || e.gender.is_none() || e.gender == gender;
                e.sort == Sort::Person
                    && agree
                    && e.parts.len() > key.len()
                    && e.parts.starts_with(key)
            };
            called.iter().rev().find(longer)
        };
        let firm = || {
            let called = self.by_first.get(key.first()?)?;
            let longer = |n: &&usize| {
                let e = &self.all[**n];
                let body = e.sort == Sort::Body || key.len() > 1 && e.gender.is_none();
                body && e.parts.len() > key.len() && e.parts.starts_with(key)
            };
            called.iter().rev().find(longer)
        };
        same.or_else(misspelt).or_else(beside).or_else(first).or_else(double).or_else(firm).copied()
    }
}

fn note(variants: &mut Vec<String>, name: String) {
    if !variants.contains(&name) {
        variants.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_many_spellings() {
        let mut people = People::default();
        let full = people.named("Antony Blinken", Sort::Person, None);
        assert_eq!(people.named("Blinken", Sort::Person, None), full);
        assert_eq!(people.named("Anthony Blinken", Sort::Person, None), full);
        assert_eq!(people.all[full].variants, ["Blinken", "Anthony Blinken"]);
        let other = people.named("Annegret Brandt-Osterman", Sort::Person, None);
        assert_eq!(people.named("Brandt Osterman", Sort::Person, None), other);
        assert_eq!(people.named("Brandt-Ostermann", Sort::Person, None), other);
        assert_ne!(
            people.named("Jean Dupont", Sort::Person, None),
            people.named("Marie Dupont", Sort::Person, None)
        );
        let office = people.named("administration de Joe Biden", Sort::Body, None);
        assert_ne!(people.named("Joe Biden", Sort::Person, None), office);
        assert_ne!(
            people.named("Martin", Sort::Person, None),
            people.named("Marin", Sort::Person, None)
        );
    }
}
