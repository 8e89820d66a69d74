//! What the people of a text are called by: offices, descriptions, accusations.

use super::{Entity, FEW, LATER, People, REACH, Sort};
use crate::trace::fold::Word;

impl People {
    /// Remembers that a noun at byte `at` stands for an entity.
    pub(in crate::trace) fn headed(&mut self, n: usize, at: usize, head: Word) {
        let heads = &mut self.all[n].heads;
        if !heads.contains(&head) {
            heads.push(head.clone());
        }
        let list = self.by_head.entry(head).or_default();
        let place = list.partition_point(|&(p, _)| p <= at);
        list.insert(place, (at, n));
    }

    /// Whether a noun that `fits` stands for an entity somewhere.
    pub(in crate::trace) fn is_headed(&self, n: usize, fits: impl Fn(&str) -> bool) -> bool {
        self.all[n].heads.iter().any(|word| fits(word))
    }

    /// The noun for the office of an entity.
    pub(in crate::trace) fn post_of(&self, n: usize, fits: impl Fn(&str) -> bool) -> Option<Word> {
        self.all[n].heads.iter().find(|word| fits(word)).cloned()
    }

    /// Remembers the description of an entity, the longest one said of it.
    pub(in crate::trace) fn describe(
        &mut self,
        n: usize,
        at: usize,
        role: &str,
        head: Option<Word>,
    ) {
        let entity = &mut self.all[n];
        if entity.role.as_ref().is_none_or(|r| r.len() < role.len() && role.len() < 90) {
            entity.role = Some(role.to_owned());
            entity.told = crate::trace::token::plain_words(role);
        }
        if let Some(head) = head {
            self.headed(n, at, head);
        }
    }

    /// Lets somebody who was described in just these words, and not named, be `entity`.
    pub(in crate::trace) fn same_as_told(&mut self, head: Option<&str>, role: &str, entity: usize) {
        let Some(list) = head.and_then(|h| self.by_head.get(h)) else { return };
        let told: Vec<usize> = list.iter().map(|&(_, n)| n).collect();
        for n in told.into_iter().filter(|&n| n != entity) {
            let other = &self.all[n];
            let unnamed = other.sort == Sort::Unnamed && !other.plural && other.same.is_none();
            let whole = other.name == role && role.contains(' ');
            let agree = other.gender == self.all[entity].gender;
            if unnamed && whole && agree && self.all[entity].sort == Sort::Person {
                self.all[n].same = Some(entity);
            }
        }
    }

    /// Lets whoever was only called `word` be `entity`: « confie son avocat », who has a name further on.
    pub(in crate::trace) fn was_called(&mut self, word: &str, entity: usize) {
        let unnamed = |e: &&mut Entity| e.sort == Sort::Unnamed && e.same.is_none() && !e.plural;
        for other in self.all.iter_mut().filter(unnamed).filter(|e| e.name == word) {
            other.same = Some(entity);
        }
    }

    /// Remembers that an entity is accused of something.
    pub(in crate::trace) fn accuse(&mut self, n: usize, at: usize) {
        self.accused.push((at, n));
    }

    /// Whether somebody is accused of something anywhere so far.
    pub(in crate::trace) fn is_accused(&self, n: usize) -> bool {
        self.accused.iter().any(|(_, accused)| *accused == n)
    }

    /// The last one accused of something before byte `at` whom `fits` lets pass.
    pub(in crate::trace) fn defendant(
        &self,
        at: usize,
        fits: impl Fn(&usize) -> bool,
    ) -> Option<usize> {
        let before = self.accused.iter().rev().filter(|(told, _)| *told < at);
        before.map(|(_, n)| *n).find(fits)
    }

    /// Remembers that an entity holds an office that has several names.
    pub(in crate::trace) fn holds_office(&mut self, n: usize, at: usize, office: usize) {
        self.by_office.entry(office).or_default().push((at, n));
    }

    /// The last holder of an office before byte `at` whom `fits` lets pass.
    pub(in crate::trace) fn by_office(
        &self,
        office: usize,
        at: usize,
        fits: impl Fn(&usize) -> bool,
    ) -> Option<usize> {
        let (before, _) = parted(self.by_office.get(&office)?, at);
        before.iter().rev().map(|&(_, n)| n).find(fits)
    }

    /// The first named holder of an office from byte `at` on whom `fits` lets pass.
    pub(in crate::trace) fn by_later_office(
        &self,
        office: usize,
        at: usize,
        fits: impl Fn(&usize) -> bool,
    ) -> Option<usize> {
        let (_, after) = parted(self.by_office.get(&office)?, at);
        let named = |n: &usize| self.all[*n].sort == Sort::Person;
        after.iter().take(LATER).map(|&(_, n)| n).find(|n| named(n) && fits(n))
    }

    /// The office named last before byte `at`.
    pub(in crate::trace) fn last_office(&self, at: usize) -> Option<usize> {
        let last = |list: &[Told]| parted(list, at).0.last().map(|&(p, _)| p);
        let told = self.by_office.iter().filter_map(|(office, list)| Some((last(list)?, *office)));
        told.max_by_key(|(p, _)| *p).map(|(_, office)| office)
    }

    /// The one whom a description such as « le secrétaire d'État » points at, from byte `at`.
    pub(in crate::trace) fn by_role(&self, head: &str, words: &[Word], at: usize) -> Option<usize> {
        let list = self.by_head.get(head)?;
        let fits = |&&(_, n): &&(usize, usize)| {
            let role = crate::trace::token::folded(self.all[n].role.as_deref().unwrap_or_default());
            // A complement the known role does not have names somebody else.
            words.iter().filter(|w| w.chars().count() > 3).all(|w| role.contains(&**w))
        };
        let split = list.partition_point(|&(p, _)| p < at);
        list[..split].iter().rev().take(REACH).find(fits).map(|&(_, n)| n)
    }

    /// The one whom a description points at that stands before the name, as in a title.
    pub(in crate::trace) fn by_later_role(
        &self,
        head: &str,
        words: &[Word],
        at: usize,
    ) -> impl Iterator<Item = usize> {
        let list = self.by_head.get(head).map_or(&[][..], Vec::as_slice);
        let split = list.partition_point(|&(p, _)| p < at);
        let fits = move |n: usize| {
            let role = self.all[n].role.as_deref().unwrap_or(&self.all[n].name);
            let role = crate::trace::token::folded(role);
            words.iter().filter(|w| w.chars().count() > 3).all(|w| role.contains(&**w))
        };
        list[split..].iter().map(|&(_, n)| n).take(LATER).filter(move |n| fits(*n))
    }

    /// Whoever's description, wherever it stands, has these words and one that `fits`.
    pub(in crate::trace) fn told_anywhere(
        &self,
        words: &[Word],
        fits: impl Fn(&str) -> bool,
    ) -> Option<usize> {
        let long: Vec<_> = words.iter().filter(|w| w.chars().count() > 3).collect();
        self.all.iter().take(FEW).position(|e| {
            !long.is_empty()
                && e.sort == Sort::Person
                && long.iter().all(|w| e.told.contains(w))
                && e.told.iter().any(|w| fits(w))
        })
    }
}

/// Where something was told, and of whom.
type Told = (usize, usize);

/// What was told before byte `at`, and what from there on.
fn parted(told: &[Told], at: usize) -> (&[Told], &[Told]) {
    told.split_at(told.partition_point(|&(p, _)| p < at))
}
