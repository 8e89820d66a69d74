//! Descriptions without a name: « la ministre », « l'homme de 59 ans », « l'entreprise ».
//!
//! In goes a noun phrase, out comes whoever it points at, or somebody new whom the text leaves
//! unnamed. Nothing is named that no candidate fits.

mod bearer;
mod meant;

use std::cell::LazyCell;
use std::ops::{ControlFlow, Range};

use crate::corpus::quote::Basis;

use self::meant::names_people;
use super::apart::{
    a_parent, about_how_old, brings_in, complement_of, names_beside, of_somebody, years_told,
};
use super::attribute::{Cast, Voice};
use super::cue::Sentence;
use super::fold::Word;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::{Met, Sort};
use super::reading::Reading;
use super::token::fold;

/// How far back, in bytes, somebody named without an office may be meant by one.
pub(super) const NEAR: usize = 500;

/// Words for what somebody is to another; they say nothing of what they do.
const RELATION: Class = Class::KIN.or(Class::PEER);

/// How many may be named before a title is over.
const FEW: usize = 4;

/// How many words may stand before the comma behind which a sentence says whom it is about.
const LED: usize = 5;

/// From which age somebody may be called by what they do.
const GROWN: u8 = 14;

/// A description where it stands.
#[derive(Clone, Copy)]
pub(super) struct Described {
    pub(super) np: Phrased,
    pub(super) role: Phrased,
    /// Where its complement starts.
    pub(super) link: Option<usize>,
    /// Whether it tells an age.
    pub(super) age: bool,
}

impl Cast {
    /// The one a definite description of one person stands for, where the text has told.
    pub(super) fn pointed_back(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let at = s.tokens[np.0].span.start();
        let noun = np.1.min(np.0 + 1);
        if reading.human {
            if let Some(last) = self.same_again(s, np, reading) {
                return Some(last);
            }
            let known = self.described_before(s, np, reading);
            // « Le directeur m'a dit : “…” »: nobody calls himself so.
            let known = known.filter(|n| self.host != Some(*n));
            let known = known.or_else(|| self.firm_figure(s, np, reading));
            let entity = known.or_else(|| self.just_met(s, np, reading))?;
            if let Some(role) = reading.role {
                let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
                self.people.same_as_told(reading.head.as_deref(), text, entity);
                // « gouverneur de cet État » tells nobody who was not there which one.
                let pointing = (role.0..=role.1).any(|k| s.is(k, Class::THIS));
                if !pointing || self.people.all[entity].role.is_none() {
                    self.people.describe(entity, at, text, None);
                }
                self.office(s, entity, at, text);
                // « cette institutrice de 84 ans »: afterwards « l'octogénaire ».
                if s.lex.class(reading.head.as_deref().unwrap_or_default()).is(Class::DEFENDANT) {
                    self.people.accuse(entity, at);
                }
                let age = (role.0..=role.1).find_map(|k| s.age_at(k));
                let person = &mut self.people.all[entity];
                person.age = person.age.or(age);
            }
            return Some(entity);
        }
        if reading.body {
            return self.trades(s, np);
        }
        // « le rappeur »: a noun no list has, but somebody was called it before.
        let word = fold(s.word(noun));
        let person = |n: &usize| self.people.all[*n].sort == Sort::Person;
        // « selon la même source »
        let same = s.is(np.0 + 1, Class::SAME) && s.is(np.0 + 2, Class::ANONYMOUS);
        let unnamed = |n: &usize| self.people.all[*n].sort == Sort::Unnamed;
        if let Some(last) = self.last.map(|l| l.0).filter(|n| same && unnamed(n)) {
            return Some(last);
        }
        let anonymous = s.lex.class(&word).is(Class::ANONYMOUS);
        let called = self.people.by_role(&word, &[], at).filter(|n| !anonymous && person(n));
        // « la pénaliste »: no list has it, but it ends as words for people do.
        called.or_else(|| {
            // « Le recruteur, une entreprise de cosmétiques, »
            let body = s.sign(np.1 + 1, ',') && s.is(np.1 + 2, Class::DET);
            let body = body && s.is(np.1 + 3, Class::BODY.or(Class::FIRM));
            let within = self.host.is_some() && !s.lex.caseless && !s.lex.subject_first;
            let trade = np.0 < np.1 && s.lex.ends_like_a_trade(&word) && !body && !within;
            let link = (noun..=np.1).find(|&k| s.is(k, Class::GENITIVE.or(Class::PREP)));
            let said = Described { np, role: (noun, np.1), link, age: false };
            trade.then(|| self.meant(s, reading, &said, &|_| true)).flatten()
        })
    }

    /// « المسؤول ذاته »: whoever spoke last.
    fn same_again(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let same = s.lex.caseless && (np.0..=np.1).any(|k| s.is(k, Class::SAME));
        let last = self.last.map(|l| l.0).filter(|n| same && self.host != Some(*n));
        last.filter(|n| !self.at_odds(*n, reading.gender, None))
    }

    /// « Jan Petit a longtemps douté. Ce chimiste met en garde : “…” »: whoever was met last.
    fn just_met(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let plain = !s.lex.caseless && !s.lex.subject_first && !reading.plural;
        // « Pour voyager, ce père de famille … »
        let led = np.0 == 0 || np.0 <= LED && s.sign(np.0 - 1, ',');
        let this = plain && led && s.is(np.0, Class::THIS);
        let (at, since) = (s.tokens[np.0].span.start(), self.people.paragraph);
        let near = || self.people.met.iter().rev().filter(|m| m.at >= since && m.at < at);
        // « Luc Petit, un fidèle de Jean Roux, devait partir. Ce père de famille … »: whom the sentence is about.
        let person = |m: &&Met| self.people.all[m.entity].sort == Sort::Person;
        let last = near().find(|m| m.subject && person(m)).or_else(|| near().next());
        let last = last.filter(|_| this)?;
        let person = self.people.all[last.entity].sort == Sort::Person;
        (person && !self.at_odds(last.entity, reading.gender, None)).then_some(last.entity)
    }

    /// A description without a name: somebody known, or a new unnamed one.
    pub(super) fn undisclosed(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
        mut out: Voice,
    ) -> Voice {
        let at = s.tokens[np.0].span.start();
        let noun = np.1.min(np.0 + usize::from(s.is(np.0, Class::DET)));
        if s.is(noun, Class::MUTE) && !reading.human && !reading.body {
            return Voice { basis: Basis::Unknown, ..out };
        }
        if reading.definite
            && !reading.plural
            && let Some(entity) =
                self.pointed_back(s, np, reading).filter(|n| self.host != Some(*n))
            && !self.told_without_name(s, np, (reading, entity))
        {
            out.entity = Some(entity);
            out.basis = Basis::Inferred;
            return out;
        }
        let owner = self.writer(s, np, at).or_else(|| self.counterpart(s, np, reading));
        let counsel = self.own_counsel(s, np, reading).filter(|_| owner.is_none());
        if let Some(counsel) = counsel {
            self.people.was_called(s.word(np.1), counsel);
        }
        let one = || self.own_one(s, np, reading);
        if let Some(owner) = owner.or(counsel).or_else(one) {
            out.entity = Some(owner);
            out.basis = Basis::Inferred;
            return out;
        }
        let small = s.is(np.0, Class::DET.or(Class::CONTRACTED));
        let from = if small && np.1 > np.0 { np.0 + 1 } else { np.0 };
        let from = s.past_society((from, np.1)).unwrap_or(from);
        let span = s.tokens[from].span.cover(s.tokens[np.1].span);
        let text = super::token::spaced(span.of(s.text));
        let collective = reading.body && (reading.definite || !s.is(np.0, Class::DET));
        let entity = if let Some(known) = self.body_meant(s, np, (reading, from)) {
            out.basis = Basis::Inferred;
            known
        } else if collective {
            self.people.named(&text, Sort::Body, reading.gender)
        } else {
            let known = reading
                .definite
                .then(|| self.people.find(&super::names::parts(&text), None))
                .flatten();
            // « le locataire de la Maison Blanche » is not the house it ends in.
            let same = |n: &usize| self.people.all[*n].sort == Sort::Unnamed;
            let known = known.filter(same);
            known.unwrap_or_else(|| self.people.described(&text, reading.gender, reading.plural))
        };
        // A noun no list has is a description all the same: another one names somebody else.
        self.people.describe(entity, at, &text, reading.head.clone());
        out.entity = Some(entity);
        out
    }

    /// « Le ministre a reçu l'émir Khaled Petit. “…”, a dit son homologue »: the other one near who holds an office.
    fn counterpart(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let (head, role) = (reading.head.as_deref()?, reading.role?);
        let owned = s.is(np.0, Class::POSSESSIVE) && s.lex.class(head).is(Class::COUNTERPART);
        let plain = !s.lex.caseless && !s.lex.subject_first && !names_people(s, role);
        let at = s.tokens[np.0].span.start();
        let other = |n: &usize| {
            let person = &self.people.all[*n];
            let office = person.told.iter().any(|w| s.lex.class(w).is(Class::POST));
            let last = self.last.is_some_and(|last| last.0 == *n);
            let near = self.people.met_within(*n, at, NEAR);
            person.sort == Sort::Person && office && near && !last
        };
        self.people.recent(at).find(other).filter(|_| owned && plain)
    }

    /// « “…”, confie son avocat. » and later « Me Jean Petit »: the only one of that gender whom the text calls a lawyer.
    fn own_counsel(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let plain = !s.lex.caseless && !s.lex.subject_first && !reading.plural;
        let owned = plain && s.is(np.0, Class::POSSESSIVE) && np.1 == np.0 + 1;
        let lawyer = |class: Class| class.is(Class::KIN) && class.is(Class::COURT);
        owned.then_some(np.1).filter(|&k| lawyer(s.tokens[k].class))?;
        let agree = |n: &usize| {
            let person = &self.people.all[*n];
            let alike = reading.gender.is_none_or(|g| person.gender.is_none_or(|known| known == g));
            let called = |w: &str| {
                let class = s.lex.class(w);
                lawyer(class) || class.is(Class::COUNSEL)
            };
            let counsel = self.people.is_headed(*n, called);
            person.sort == Sort::Person && !person.plural && counsel && alike
        };
        let mut all = (0..self.people.all.len()).filter(agree);
        all.next().filter(|_| all.next().is_none())
    }

    /// « …, raconte son mari, Jean Petit. » and later « son mari », « Jean Petit, PDG de Novatech, » and « selon son PDG »: the only
    /// one named whom the text calls so.
    fn own_one(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let plain = !s.lex.caseless && !s.lex.subject_first && !reading.plural;
        let owned = plain && s.is(np.0, Class::POSSESSIVE) && np.1 == np.0 + 1;
        let one = Class::KIN.or(Class::ROLE);
        let one = owned && s.is(np.1, one) && !s.is(np.1, Class::ANONYMOUS.or(Class::PEER));
        let head = reading.head.as_deref().filter(|_| one)?;
        let called = |n: &usize| {
            let person = &self.people.all[*n];
            let same = self.people.is_headed(*n, |w| w == head);
            // « le directeur juridique » is no director.
            let link = Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP);
            let plain = person.told.get(1).is_none_or(|w| s.lex.class(w).is(link));
            let called = same && plain && self.host != Some(*n);
            person.sort == Sort::Person && !person.plural && called
        };
        let mut all = (0..self.people.all.len()).filter(called);
        let one = all.next().filter(|_| all.next().is_none())?;
        // A deck that says « leur président » knows nobody yet.
        let at = s.tokens[np.0].span.start();
        self.people.recent(at).any(|n| n == one).then_some(one)
    }

    /// « le trentenaire », « le prévenu »: who is of that age, or is accused.
    fn aged_or_accused(
        &self,
        s: &Sentence<'_>,
        (head, at): (&str, usize),
        years: Option<&Range<u8>>,
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        // Many are young.
        let years = years.filter(|years| years.start > 0);
        let aged = |n: &usize| years.is_some_and(|y| self.is_aged(*n, y)) && fits(n);
        let found = years.and_then(|_| self.people.before(at).find(aged));
        let accused = found.is_none() && s.lex.class(head).is(Class::DEFENDANT);
        found.or_else(|| accused.then(|| self.people.defendant(at, fits)).flatten())
    }

    /// Whoever a definite description points back at.
    pub(super) fn described_before(
        &self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let at = s.tokens[np.0].span.start();
        let head = reading.head.as_deref().unwrap_or_default();
        let role = reading.role?;
        let link = complement_of(s, role);
        let age = (role.0..=role.1).any(|k| s.is(k, Class::YEARS));
        let complement: Vec<_> = match link.filter(|_| !age) {
            Some(k) => s.folded((k, role.1)),
            None => Vec::new(),
        };
        let here = LazyCell::new(|| names_beside(s, np));
        let apart = |n: &usize| self.people.all[*n].parts.last().is_none_or(|l| !here.contains(l));
        let words = s.folded(role);
        let years = years_told(s, head, role).or_else(|| about_how_old(s, head, role));
        let fits = |n: &usize| {
            let same = || !self.of_another_people(s, &words, *n);
            let host = self.host == Some(*n) && !s.lex.caseless;
            let asker = self.people.asker == Some(*n);
            let other = host || asker || self.still_holds(s, role, (head, *n));
            let other = other || self.of_another_office(s, role, *n);
            // « Le président Donald Trump … Le président de la commission »
            let other = other || link.is_some() && !age && self.holds_it_elsewhere(s, role, *n);
            !other && apart(n) && same() && !self.at_odds(*n, reading.gender, years.as_ref())
        };
        // « The clerk told me, ‘…’ »: within somebody's words no one told of outside is meant loosely.
        let post = s.lex.class(head).is(Class::POST);
        if self.host.is_some() && s.lex.subject_first && !post {
            return self.people.by_role(head, &complement, at).filter(fits);
        }
        let called = self.called_so(s, (head, &complement), at).filter(fits);
        let named = |n: usize| self.people.all[n].sort == Sort::Person;
        if !called.is_some_and(named)
            && let Some(holder) = self.known_holder(s, reading, &fits)
        {
            return Some(holder);
        }
        let known = called
            .or_else(|| self.aged_or_accused(s, (head, at), years.as_ref(), &fits))
            .or_else(|| self.in_office(s, role, at, &fits))
            .or_else(|| self.at_the_head(s, head, &complement, at).filter(&fits))
            .or_else(|| self.portrayed(s, head, reading).filter(|n| link.is_none() && fits(n)))
            .or_else(|| self.narrower(s, head, reading, at).filter(|n| link.is_none() && fits(n)));
        if known.is_some_and(|n| self.only_described(n, at))
            && let Some(named) = self.bearer(s, reading, at).filter(|n| fits(n))
        {
            return Some(named);
        }
        if known.is_some() {
            return known;
        }
        // « l'anesthésiste qui a donné l'alerte »: the clause says who, and nobody was called so.
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let which = plain && s.is(np.1 + 1, Class::RELATIVE) && !s.is(np.0, Class::THIS);
        if which && !post && !reading.generic {
            return None;
        }
        let later = || self.told_later(s, reading, (at, &complement), &fits);
        // « قال لي الممرض »: within somebody's words no one told of outside is meant loosely.
        if self.host.is_some() && !s.lex.subject_first {
            return later();
        }
        let here = Described { np, role, link, age };
        let goes_on = || self.goes_on_with(s, &here, reading).filter(|n| fits(n));
        goes_on().or_else(|| self.meant(s, reading, &here, &fits)).or_else(later)
    }

    /// Whoever was told of by the noun of a description, with what stands behind it.
    fn called_so(
        &self,
        s: &Sentence<'_>,
        (head, complement): (&str, &[Word]),
        at: usize,
    ) -> Option<usize> {
        let called = self.people.by_role(head, complement, at);
        // « the ex-treasurer » of a « former treasurer »
        called.or_else(|| self.people.by_role(s.lex.without_prefix(head)?, complement, at))
    }

    /// « “…”, a ajouté le responsable du parti »: whoever has just spoken, whatever else they are called.
    fn goes_on_with(&self, s: &Sentence<'_>, said: &Described, reading: &Reading) -> Option<usize> {
        let plain = self.goes_on && !s.lex.caseless && !s.lex.subject_first && !self.within;
        let class = s.lex.class(reading.head.as_deref().unwrap_or_default());
        let owned = s.is(said.np.0, Class::POSSESSIVE) || class.is(Class::KIN.or(Class::COURT));
        let last = self.last.filter(|_| plain && !owned && !reading.plural)?.0;
        let person = &self.people.all[last];
        (person.sort == Sort::Person && !person.plural).then_some(last)
    }

    /// « le patron de la start-up » in a title; the text calls him its « directeur général ».
    fn told_later(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        (at, complement): (usize, &[Word]),
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        let head = reading.head.as_deref().unwrap_or_default();
        let role = reading.role?;
        // « le président azerbaïdjanais » of the opening is no « ancien président » named below.
        let was = |n: &usize| {
            let told = &self.people.all[*n].told;
            told.iter().any(|w| s.lex.class(w).is(Class::FORMERLY)) && !s.lex.caseless
        };
        let fits: &dyn Fn(&usize) -> bool =
            &|n| fits(n) && (s.is(role.0, Class::FORMERLY) || !was(n));
        let same = self.people.by_later_role(head, complement, at).find(fits);
        let broader = || self.people.told_anywhere(complement, |w| s.lex.is_broader(head, w));
        // « CEO apologises » in a title; the text calls him « Chief Executive Jane Doe ».
        let office = || {
            let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
            let offices = s.lex.offices(text);
            offices.into_iter().find_map(|(o, bare)| {
                let of_state = |n: &usize| fits(n) && (bare || !self.heads_a_body(s, *n));
                self.people.by_later_office(o, at, of_state)
            })
        };
        // « Vice-chancellor of Wealdham » in a title: the only one of the text who is called so.
        let only = || {
            let one = self.people.by_later_role(head, &[], at).find(fits)?;
            let named = self.people.all[one].sort == Sort::Person;
            let opens = self.people.met.partition_point(|m| m.at < at) < FEW;
            let alone = self.people.by_later_role(head, &[], at).all(|n| n == one);
            (named && opens && alone && s.lex.class(head).is(Class::POST)).then_some(one)
        };
        same.or_else(|| broader().filter(fits)).or_else(office).or_else(only)
    }

    /// « son mari José … Son époux acquiesce »: somebody near who was called by another word for the same relative.
    pub(super) fn other_word_for_kin(
        &self,
        s: &Sentence<'_>,
        np: Phrased,
        head: &str,
        mut near: impl Iterator<Item = usize>,
    ) -> Option<usize> {
        let kin = |w: &str| s.lex.class(w).is(Class::KIN);
        let owned = s.is(np.0, Class::POSSESSIVE) && kin(head) && !s.lex.caseless;
        let told = |n: &usize| {
            let entity = &self.people.all[*n];
            let word = entity.told.first();
            entity.sort == Sort::Person && word.is_some_and(|w| s.lex.is_broader(head, w) && kin(w))
        };
        owned.then(|| near.find(told)).flatten()
    }

    /// « le père d'Estelle Mouzin », « la sœur de Mme Petit »: the only person before it who has the family name and not
    /// the given one, and is of the gender told.
    fn of_the_family(&self, s: &Sentence<'_>, said: &Described, class: Class) -> Option<usize> {
        let plain = class.is(Class::KIN) && !s.lex.caseless && !s.lex.subject_first;
        let link = said.link.filter(|_| plain)?;
        let role = said.role;
        let first = (link + 1..=role.1).find(|&k| s.tokens[k].cap)?;
        let kin = super::names::parts(&s.name_text((first, role.1)));
        let last = kin.last()?;
        let gender = s.read(said.np).gender;
        let same = |n: &&usize| {
            let e = &self.people.all[**n];
            let given = kin.len() > 1 && e.parts.first() == kin.first();
            let person = e.sort == Sort::Person && e.parts.len() > 1 && !given;
            person && (e.gender.is_none() || e.gender == gender)
        };
        let mut all = self.people.by_last.get(last)?.iter().filter(same);
        let one = all.next().copied()?;
        (all.next().is_none()
            && gender.is_some()
            && !self.people.all[one].told.iter().any(|w| s.lex.class(w).is(Class::POST)))
        .then_some(one)
    }

    /// Whether an age within some years was told of somebody.
    fn is_aged(&self, n: usize, years: &Range<u8>) -> bool {
        self.people.all[n].age.is_some_and(|age| years.contains(&age))
    }

    /// Whom a description means where its own words settle that, if anybody told of: « sa fille » is somebody new.
    fn settled(
        &self,
        s: &Sentence<'_>,
        said: &Described,
        head: &str,
        fits: &dyn Fn(&usize) -> bool,
    ) -> ControlFlow<Option<usize>> {
        let np = said.np;
        let (class, at) = (s.lex.class(head), s.tokens[np.0].span.start());
        // « l'assureur », « le brasseur » is a firm, or whoever was called so.
        if class.is(Class::FIRM) {
            return ControlFlow::Break(None);
        }
        // « sa fille », « son avocat », « la femme du ministre »
        let owned = s.is(np.0, Class::POSSESSIVE) || (np.0..np.1).any(|k| s.owns(k));
        // « son entraîneur » is the one who was called that, « sa sœur » is whoever's.
        if owned && class.is(Class::POST) && !class.is(Class::KIN) {
            let called = self.people.recent(at).find(|n| fits(n) && self.is_called(*n, head));
            return ControlFlow::Break(called);
        }
        if let Some(known) =
            self.other_word_for_kin(s, np, head, self.people.recent(at)).filter(|n| fits(n))
        {
            return ControlFlow::Break(Some(known));
        }
        // « le père d'Estelle Mouzin » of Eric Mouzin: the one of that family whom the text has named.
        if let Some(kin) = self.of_the_family(s, said, class) {
            return ControlFlow::Break(Some(kin));
        }
        // « Sa tante, Anne Petit, s'avance. “…”, dit la veuve du patron »
        let (kin, gender) =
            (class.is(Class::KIN) && !s.is(np.0, Class::POSSESSIVE), s.read(np).gender);
        let brought = self.people.recent(at).next().filter(|n| {
            let person = &self.people.all[*n];
            let family = person.told.iter().any(|w| s.lex.class(w).is(Class::KIN));
            let same = person.gender.is_some() && person.gender == gender;
            kin && family && same && person.sort == Sort::Person && self.people.just_led(*n, at)
        });
        if brought.is_some() {
            return ControlFlow::Break(brought);
        }
        let of = || of_somebody(s, said, class) && !a_parent(s, said);
        if owned || !said.age && (brings_in(s, said, class) || of()) {
            return ControlFlow::Break(None);
        }
        ControlFlow::Continue(())
    }
}
