//! From a cue to the one who speaks: the words that name them and the entity behind those words.

use crate::corpus::quote::{Basis, Speaker};
use crate::corpus::span::{Byte, Span};

use super::cue::{Cue, Sentence};
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::{People, Sort};
use super::reading::Reading;
use super::token::fold;

/// Who speaks, before names are final.
#[derive(Clone, Debug, Default)]
pub(super) struct Voice {
    pub(super) mention: Option<Span<Byte>>,
    pub(super) entity: Option<usize>,
    pub(super) basis: Basis,
    /// The description said here, where there is one.
    pub(super) role: Option<Span<Byte>>,
}

/// What is known when a quotation is attributed.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) people: People,
    /// The last one who spoke, with where.
    pub(super) last: Option<(usize, usize)>,
    /// Inside a quotation: whoever its own words name, with where.
    pub(super) inner: Vec<(usize, usize)>,
}

/// How far back, in bytes, somebody named without an office may be meant by one.
const NEAR: usize = 400;

/// A description where it stands.
#[derive(Clone, Copy)]
struct Described<'s> {
    np: Phrased,
    role: Phrased,
    /// Where its complement starts.
    link: Option<usize>,
    /// Whether it tells an age.
    age: bool,
    text: &'s str,
}

impl Cast {
    /// The one or the two behind a noun phrase that is the subject of a cue.
    pub(super) fn joint_voice(&mut self, s: &Sentence<'_>, np: Phrased, cue: Cue) -> Voice {
        let voice = self.voice(s, np);
        let person =
            |v: &Voice, c: &Cast| v.entity.is_some_and(|n| c.people.all[n].sort == Sort::Person);
        let Some(other) = s.partner(np, cue).filter(|_| person(&voice, self)) else {
            return voice;
        };
        let second = self.voice(s, other);
        let (first, second) = if other.0 < np.0 { (second, voice) } else { (voice, second) };
        let (Some(a), Some(b)) = (first.entity, second.entity) else { return first };
        let union = s.word(if other.0 < np.0 { np.0 - 1 } else { other.0 - 1 });
        let entity = self.people.joint(a, b, union);
        let mention = first.mention.zip(second.mention).map(|(x, y)| x.cover(y));
        Voice { mention, entity: Some(entity), basis: first.basis, role: None }
    }

    /// The one behind a noun phrase of a sentence.
    pub(super) fn voice(&mut self, s: &Sentence<'_>, np: Phrased) -> Voice {
        let mention = s.mention_span(np);
        let at = mention.start();
        let mut out =
            Voice { mention: Some(mention), entity: None, basis: Basis::Stated, role: None };
        let clitic = s.tokens[np.0].kind == super::token::Kind::Clitic
            || np.0 == np.1 && s.is(np.0, Class::STRONG);
        if clitic {
            let word = fold(mention.of(s.text));
            let class = s.lex.class(&word);
            if class.is(Class::NOBODY) || class.is(Class::PERSON) {
                return out;
            }
            let reading = Reading {
                plural: class.is(Class::PLURAL) || &*word == "eux",
                gender: gender(class),
                ..Reading::default()
            };
            return self.point(out, &reading, at);
        }
        let reading = s.read(np);
        if reading.pronoun {
            if s.is(np.0, Class::NOBODY) {
                return out;
            }
            return self.point(out, &reading, at);
        }
        if let Some(role) = reading.role {
            out.role = Some(s.tokens[role.0].span.cover(s.tokens[role.1].span));
        }
        if let Some(known) = self.of_a_people(s, &reading, at) {
            out.entity = Some(known);
            out.basis = Basis::Inferred;
            return out;
        }
        if let Some(name) = reading.name {
            let entity = self.enter_name(s, name, &reading);
            self.role(s, entity, np, &reading);
            out.entity = Some(entity);
            return out;
        }
        if let Some(app) = s.apposition(np.1) {
            let more = s.read(app);
            let fits = |n: &Phrased| {
                let alone = reading.human && reading.definite && app.0 == app.1;
                s.is(n.0, Class::GIVEN) || alone || n.1 > n.0 && (reading.human || reading.body)
            };
            if let Some(name) = more.name.filter(fits) {
                let entity = self.enter_name(s, name, &more);
                self.role(s, entity, np, &reading);
                out.entity = Some(entity);
                return out;
            }
        }
        self.undisclosed(s, np, &reading, out)
    }

    /// « la Polonaise »: the one who was called so, or whose description says as much.
    fn of_a_people(&self, s: &Sentence<'_>, reading: &Reading, at: usize) -> Option<usize> {
        let (first, last) = reading.name.filter(|_| reading.definite)?;
        let word = fold(s.word(first));
        let people = s.lex.world.people_lang(&word);
        let many = s.lex.world.is_international(std::slice::from_ref(&word))
            && s.is(first, Class::GENERIC);
        if first != last || !(people.is_some() || many) {
            return None;
        }
        let person = |n: &usize| {
            let entity = &self.people.all[*n];
            let agree = entity.gender.is_none() || entity.gender == reading.gender;
            entity.sort == Sort::Person && agree
        };
        let alike = |n: &usize| {
            let role = self.people.all[*n].role.as_deref().unwrap_or_default();
            let role = super::token::plain_words(role);
            people.is_some() && s.lex.world.lang_of(&role).map(|c| c.0) == people
        };
        let called = self.people.by_role(&word, &[], at);
        let told = || self.people.recent(at).find(|n| person(n) && alike(n));
        // Somebody of whose people nothing was said yet.
        let silent = |n: &usize| {
            let role = self.people.all[*n].role.as_deref().unwrap_or_default();
            person(n) && s.lex.world.lang_of(&super::token::plain_words(role)).is_none()
        };
        called.or_else(told).or_else(|| {
            let last = self.last.map(|l| l.0);
            self.people.pointed(at, reading.gender, false, last).filter(silent)
        })
    }

    /// A description without a name: somebody known, or a new unnamed one.
    fn undisclosed(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
        mut out: Voice,
    ) -> Voice {
        let at = s.tokens[np.0].span.start();
        // « le rappeur »: a noun no list has, but somebody was called it before.
        let noun = np.1.min(np.0 + 1);
        let called = || self.people.by_role(&fold(s.word(noun)), &[], at);
        if reading.definite
            && !reading.plural
            && !reading.body
            && !reading.human
            && let Some(entity) = called().filter(|n| self.people.all[*n].sort == Sort::Person)
        {
            out.entity = Some(entity);
            out.basis = Basis::Inferred;
            return out;
        }
        if reading.definite
            && reading.human
            && !reading.plural
            && let Some(entity) = self.described_before(s, np, reading)
        {
            if let Some(role) = reading.role {
                let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
                self.people.describe(entity, at, text, None);
                self.office(s, entity, at, text);
            }
            out.entity = Some(entity);
            out.basis = Basis::Inferred;
            return out;
        }
        let from = if s.is(np.0, Class::DET) && np.1 > np.0 { np.0 + 1 } else { np.0 };
        let span = s.tokens[from].span.cover(s.tokens[np.1].span);
        let text = span.of(s.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let collective = reading.body && (reading.definite || !s.is(np.0, Class::DET));
        let lone = collective && reading.definite && from == np.1;
        let word = fold(s.word(from));
        let body = |n: &usize| self.people.all[*n].sort == Sort::Body;
        let known = lone.then(|| {
            let back = self.people.by_role(&word, &[], at).filter(body);
            back.or_else(|| self.people.by_later_role(&word, &[], at).filter(body))
        });
        let entity = if let Some(known) = known.flatten() {
            out.basis = Basis::Inferred;
            known
        } else if collective {
            self.people.named(&text, Sort::Body, reading.gender)
        } else {
            let known = reading
                .definite
                .then(|| self.people.find(&super::people::parts(&text), None))
                .flatten();
            // « le locataire de la Maison Blanche » is not the house it ends in.
            let same = |n: &usize| self.people.all[*n].sort == Sort::Unnamed;
            let known = known.filter(same);
            known.unwrap_or_else(|| self.people.described(&text, reading.gender, reading.plural))
        };
        if let Some(head) = &reading.head {
            self.people.describe(entity, at, &text, Some(head.clone()));
        }
        out.entity = Some(entity);
        out
    }

    /// Whoever a definite description points back at.
    fn described_before(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let at = s.tokens[np.0].span.start();
        let head = reading.head.as_deref().unwrap_or_default();
        let role = reading.role?;
        let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
        let link = (role.0..=role.1).find(|&k| s.is(k, Class::GENITIVE.or(Class::PREP)));
        let age = s.folded(role).iter().any(|w| &**w == "ans");
        let complement: Vec<_> = match link.filter(|_| !age) {
            Some(k) => s.folded((k, role.1)),
            None => Vec::new(),
        };
        // Nobody is called by name and by office in one clause.
        let here: Vec<String> = super::people::parts(
            &s.tokens[0]
                .span
                .cover(s.tokens[s.tokens.len() - 1].span)
                .of(s.text)
                .replace('\'', " "),
        );
        let apart = |n: &usize| {
            let last = self.people.all[*n].parts.last();
            last.is_none_or(|l| !here.contains(l))
        };
        let words = s.folded(role);
        let fits = |n: &usize| apart(n) && !self.of_another_people(s, &words, *n);
        let by_office = || {
            let offices = s.lex.offices(&text.to_lowercase().replace('’', "'"));
            offices.into_iter().filter_map(|o| self.people.by_office(o, at)).find(fits)
        };
        let known =
            self.people.by_role(head, &complement, at).filter(fits).or_else(by_office).or_else(
                || self.narrower(s, head, reading, at).filter(|n| link.is_none() && fits(n)),
            );
        if known.is_some() {
            return known;
        }
        let last = self.last.map(|l| l.0);
        let pointed = self
            .people
            .pointed(at, reading.gender, false, last)
            .filter(|n| self.people.all[*n].sort != Sort::Body && fits(n));
        // « le patron de NeuraTech » in a title; the text calls him its « directeur général ».
        let broader = || self.people.told_anywhere(&complement, |w| s.lex.is_broader(head, w));
        let later =
            || self.people.by_later_role(head, &complement, at).or_else(broader).filter(fits);
        let Some(pointed) = pointed else { return later() };
        let here = Described { np, role, link, age, text };
        if self.meant(s, reading, &here, pointed) { Some(pointed) } else { later() }
    }

    /// Whether a description that fits no known office means the one a pronoun would mean.
    fn meant(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        said: &Described<'_>,
        pointed: usize,
    ) -> bool {
        let Described { np, role, link, age, text } = *said;
        let at = s.tokens[np.0].span.start();
        let entity = &self.people.all[pointed];
        // « l'ancien gérant », « l'économiste de 52 ans », « l'interprète de “…” »: an aside.
        let former = s.is(np.0 + 1, Class::BEFORE_ROLE)
            && !s.is(np.0 + 1, Class::ROLE)
            && s.lex.offices(&text.to_lowercase().replace('’', "'")).is_empty();
        let of_work = s.is(np.1 + 1, Class::GENITIVE)
            && s.tokens.get(np.1 + 2).is_some_and(|t| t.quote().is_some());
        let head = reading.head.as_deref().unwrap_or_default();
        let head = (role.0..=role.1).find(|&k| fold(s.word(k)).as_ref() == head);
        let office = head.is_some_and(|k| s.is(k, Class::ROLE));
        // « la femme du ministre » is not the minister.
        let other = link.is_some_and(|l| {
            (l..=role.1).any(|k| s.tokens[k].cap || s.is(k, Class::ROLE.or(Class::GENERIC)))
        });
        let generic =
            reading.generic && if office { link.is_none() && role.0 == role.1 } else { !other };
        let near = self.people.met_within(pointed, at, NEAR);
        let foreign = s.lex.world.lang_of(&s.folded(role)).is_some();
        let alike = reading.gender.is_some() && reading.gender == entity.gender;
        let bare = entity.role.is_none() && if link.is_some() { near && alike } else { !foreign };
        let she = alike
            && reading.gender == Some(super::people::Gender::Feminine)
            && self.last.is_some_and(|l| l.0 == pointed);
        age || former || of_work || generic || bare || she
    }

    /// « le président américain » is nobody of another people.
    fn of_another_people(&self, s: &Sentence<'_>, words: &[Box<str>], n: usize) -> bool {
        let people = |words: &[Box<str>]| s.lex.world.lang_of(words).map(|c| c.0);
        let role = self.people.all[n].role.as_deref().unwrap_or_default();
        let known = super::token::plain_words(role);
        people(words).zip(people(&known)).is_some_and(|(a, b)| a != b)
    }

    /// « l'élu » of a mayor, « l'artisan » of a baker: the last one whose office is of that kind.
    fn narrower(
        &self,
        s: &Sentence<'_>,
        head: &str,
        reading: &Reading,
        at: usize,
    ) -> Option<usize> {
        self.people.recent(at).find(|&n| {
            let entity = &self.people.all[n];
            let agree = reading.gender.is_none()
                || entity.gender.is_none()
                || reading.gender == entity.gender;
            let role = entity.role.as_deref().unwrap_or_default();
            // « le responsable russe »: the last one said to be of that people.
            let people = s.folded(reading.role.unwrap_or_default());
            let people = people.iter().skip(1).find_map(|w| s.lex.world.people_lang(w));
            let same = || {
                let known = s.lex.world.lang_of(&super::token::plain_words(role));
                people.is_some() && known.map(|c| c.0) == people
            };
            if agree && reading.generic && entity.sort == Sort::Person && same() {
                return true;
            }
            agree && super::token::plain_words(role).iter().any(|w| s.lex.is_broader(head, w))
        })
    }

    fn point(&self, mut out: Voice, reading: &Reading, at: usize) -> Voice {
        // « Ma sœur m'appelait. Elle me disait : “…” »: a quotation has people of its own.
        let inner = self.inner.iter().rev().filter(|m| m.0 < at).map(|m| m.1).find(|&n| {
            let entity = &self.people.all[n];
            entity.plural == reading.plural
                && (reading.gender.is_none() || entity.gender == reading.gender)
        });
        if inner.is_some() {
            out.entity = inner;
            out.basis = Basis::Inferred;
            return out;
        }
        out.entity =
            self.people.pointed(at, reading.gender, reading.plural, self.last.map(|l| l.0));
        out.basis = if out.entity.is_some() { Basis::Inferred } else { Basis::Unknown };
        out
    }

    /// Enters a name that stands in the text.
    pub(super) fn enter_name(
        &mut self,
        s: &Sentence<'_>,
        name: Phrased,
        reading: &Reading,
    ) -> usize {
        let person = reading.human
            || (name.0..=name.1).any(|k| s.is(k, Class::GIVEN.or(Class::TITLE)))
            || !reading.body && s.looks_like_a_person(name);
        let sort = if person && !reading.body { Sort::Person } else { Sort::Body };
        self.people.named(&s.name_text(name), sort, reading.gender)
    }

    /// Remembers what a phrase, or the words between commas after it, says somebody is.
    pub(super) fn role(&mut self, s: &Sentence<'_>, entity: usize, np: Phrased, reading: &Reading) {
        let at = s.tokens[np.0].span.start();
        if let Some(role) = reading.role {
            let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
            self.people.describe(entity, at, text, reading.head.clone());
            self.office(s, entity, at, text);
        }
        if let Some(app) = s.apposition(np.1) {
            let more = s.read(app);
            if let Some(role) = more.role {
                let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
                self.people.describe(entity, at, text, more.head);
                self.office(s, entity, at, text);
            }
            let known = self.people.all[entity].gender.or(more.gender);
            self.people.all[entity].gender = known;
        }
    }

    fn office(&mut self, s: &Sentence<'_>, entity: usize, at: usize, role: &str) {
        let role = role.to_lowercase().replace('’', "'");
        for office in s.lex.offices(&role) {
            self.people.holds_office(entity, at, office);
        }
    }

    /// The speaker as files show it.
    pub(super) fn speaker(&self, voice: &Voice, text: &str) -> Speaker {
        let Some(entity) = voice.entity.map(|n| &self.people.all[n]) else {
            return Speaker { mention: voice.mention, basis: voice.basis, ..Speaker::default() };
        };
        let role = voice.role.map(|r| r.of(text).split_whitespace().collect::<Vec<_>>().join(" "));
        Speaker {
            mention: voice.mention,
            name: (entity.sort != Sort::Unnamed).then(|| entity.name.clone()),
            role: role
                .filter(|r| entity.role.as_ref().is_none_or(|e| r.len() >= e.len()))
                .or_else(|| entity.role.clone())
                .or_else(|| (entity.sort == Sort::Unnamed).then(|| entity.name.clone())),
            variants: entity.variants.clone(),
            basis: voice.basis,
        }
    }
}

fn gender(class: Class) -> Option<super::people::Gender> {
    use super::people::Gender;
    match (class.is(Class::PRONOUN_F), class.is(Class::PRONOUN_M)) {
        (true, false) => Some(Gender::Feminine),
        (false, true) => Some(Gender::Masculine),
        _ => None,
    }
}
