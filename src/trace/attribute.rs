//! From a cue to the one who speaks: the words that name them and the entity behind those words.

use crate::corpus::quote::{Basis, Speaker};
use crate::corpus::span::{Byte, Span};

use super::cue::{Cue, Form, Sentence};
use super::judge::Hold;
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

impl Sentence<'_> {
    /// The noun phrase of whoever a cue says speaks.
    pub(super) fn speaker_of(&self, cue: Cue, hold: Hold) -> Option<Phrased> {
        match cue.form {
            Form::Inverted(k) => Some((k, k)),
            Form::Source | Form::SourceWeak | Form::Quoting => {
                let next = cue.last + 1;
                if self.is(next, Class::STRONG) {
                    return Some((next, next));
                }
                self.source_phrase(next)
            }
            Form::Finite if hold == Hold::After => self.subject_after(cue.last),
            Form::Finite => self.subject_before(cue.first).or_else(|| self.subject_after(cue.last)),
            Form::Loose | Form::Noun => self.main_subject(cue.first),
        }
    }

    /// The phrase after « selon », whatever it starts with.
    fn source_phrase(&self, i: usize) -> Option<Phrased> {
        let token = self.tokens.get(i)?;
        if token.is_word() { self.noun_phrase(i) } else { None }
    }

    /// The subject of the first finite verb before `limit`.
    pub(super) fn main_subject(&self, limit: usize) -> Option<Phrased> {
        (self.main_clause(limit)..limit).find_map(|k| {
            let t = &self.tokens[k];
            let next_clitic =
                self.tokens.get(k + 1).filter(|n| n.kind == super::token::Kind::Clitic);
            let verb = t.is_word()
                && (!t.cap || next_clitic.is_some())
                && (t.is(Class::AUX.or(Class::VERB)) || t.is(Class::CUE) && t.is(Class::FINITE))
                && !(k > 0
                    && self.is(k - 1, Class::DET.or(Class::PREP))
                    && !self.is(k - 1, Class::BETWEEN));
            if !verb {
                return None;
            }
            match next_clitic {
                Some(_) => Some((k + 1, k + 1)),
                None => self.subject_before(k),
            }
        })
    }

    /// Where the main clause starts: « Alors que le ministre répondait, | le député a crié ».
    fn main_clause(&self, limit: usize) -> usize {
        let led = (0..limit.min(2)).any(|k| self.is(k, Class::SUBORD));
        if !led {
            return 0;
        }
        let finite = |k: usize| {
            let t = &self.tokens[k];
            t.is_word() && !t.cap && t.is(Class::AUX.or(Class::VERB).or(Class::FINITE))
        };
        // The last comma after the first verb that has a subject between it and a verb.
        let verb = (0..limit).find(|&k| finite(k));
        let comma = verb.and_then(|v| {
            (v..limit).rev().find(|&k| {
                self.sign(k, ',') && self.starts_phrase(k + 1) && (k + 1..limit).any(finite)
            })
        });
        comma.map_or(0, |c| c + 1)
    }

    /// The span of a mention; a hung-on pronoun without its hyphens.
    pub(super) fn mention_span(&self, np: Phrased) -> Span<Byte> {
        let span = self.tokens[np.0].span.cover(self.tokens[np.1].span);
        let word = span.of(self.text);
        let bare = word.trim_start_matches("-t-").trim_start_matches('-');
        Span::new(span.end() - bare.len(), span.end())
    }

    /// Whether a name of two or three capitalised words is nothing else that is known.
    pub(super) fn looks_like_a_person(&self, name: Phrased) -> bool {
        let words = self.folded(name);
        let plain = |k: usize| {
            let small = self.tokens[k].is(Class::PARTICLE);
            let other = Class::BODY.or(Class::NAMING).or(Class::DOCUMENT).or(Class::ROLE);
            let other = other.or(Class::DET).or(Class::TIME).or(Class::PREP).or(Class::ADVERB);
            let letters = self.word(k).chars().any(char::is_lowercase);
            (small || letters) && (small || !self.is(k, other))
        };
        (1..=3).contains(&(name.1 - name.0))
            && (name.0..=name.1).all(plain)
            && self.lex.world.place_lang(&words).is_none()
            && !self.lex.world.is_international(&words)
            && !self.lex.is_outlet(&words)
    }

    /// The words of a name, titles left out.
    pub(super) fn name_text(&self, (mut first, last): Phrased) -> String {
        while first < last && self.is(first, Class::TITLE) && !self.is(first, Class::GIVEN) {
            first += 1;
        }
        let span = self.tokens[first].span.cover(self.tokens[last].span);
        span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Sentence<'_> {
    /// « À la mairie, on assure … », « assure-t-on à la mairie »: the body behind « on ».
    pub(super) fn somewhere(&self, np: Phrased) -> Option<Phrased> {
        let word = fold(self.mention_span(np).of(self.text));
        if np.0 != np.1 || !self.lex.class(&word).is(Class::NOBODY) {
            return None;
        }
        let body = |k: usize| {
            // « au ministère »: the article is in the contraction.
            let mut from = if self.is(k, Class::CONTRACTED) { k } else { k + 1 };
            while self.is(from, Class::GENITIVE) && !self.is(from, Class::CONTRACTED) {
                from += 1;
            }
            let found = self.noun_phrase(from)?;
            let reading = self.read(found);
            let place = |n: Phrased| self.lex.world.place_lang(&self.folded(n)).is_some();
            let source = self.is(found.0, Class::ANONYMOUS);
            (reading.body || source || reading.name.is_some_and(place)).then_some(found)
        };
        let at = |k: &usize| self.is(*k, Class::SOMEWHERE) && self.tokens[*k].is_word();
        let after = || (np.1 + 1..(np.1 + 5).min(self.tokens.len())).find(at).and_then(body);
        let before = (np.0.saturating_sub(12)..np.0).rev().filter(at).find_map(body);
        before.or_else(after)
    }

    /// The other one of two who speak together: « ont déclaré X et Y ».
    fn partner(&self, np: Phrased, cue: Cue) -> Option<Phrased> {
        let together = |k: usize| self.tokens[k].is_word() && fold(self.word(k)).ends_with("nt");
        if !(together(cue.first) || together(cue.last)) {
            return None;
        }
        let named = |np: &Phrased| {
            let reading = self.read(*np);
            reading.name.is_some_and(|n| n.1 > n.0 || self.is(n.0, Class::GIVEN.or(Class::TITLE)))
        };
        let past = self.apposition(np.1).map_or(np.1 + 1, |app| app.1 + 1);
        let past = past + usize::from(self.sign(past, ','));
        if self.is(past, Class::UNION) && past + 1 < self.tokens.len() {
            return self.noun_phrase(past + 1).filter(named);
        }
        let before = np.0.checked_sub(1).filter(|&k| self.is(k, Class::UNION))?;
        self.phrase_ending(before).filter(|np| named(np) && np.1 + 1 == before)
    }
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
        let people = s.lex.world.people_lang(&word).filter(|_| first == last)?;
        let called = self.people.by_role(&word, &[], at);
        called.or_else(|| {
            self.people.recent(at).find(|&n| {
                let entity = &self.people.all[n];
                let role = super::token::plain_words(entity.role.as_deref().unwrap_or_default());
                let same = s.lex.world.lang_of(&role).is_some_and(|c| c.0 == people);
                same && entity.sort == Sort::Person && entity.gender == reading.gender
            })
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
        let later = || self.people.by_later_role(head, &complement, at).filter(fits);
        let Some(pointed) = pointed else { return later() };
        let entity = &self.people.all[pointed];
        // « l'ancien gérant », « l'économiste de 52 ans », « l'interprète de “…” »: an aside.
        let former = s.is(np.0 + 1, Class::BEFORE_ROLE)
            && !s.is(np.0 + 1, Class::ROLE)
            && s.lex.offices(&text.to_lowercase().replace('’', "'")).is_empty();
        let of_work = s.is(np.1 + 1, Class::GENITIVE)
            && s.tokens.get(np.1 + 2).is_some_and(|t| t.quote().is_some());
        let head_at = (role.0..=role.1).find(|&k| fold(s.word(k)).as_ref() == head);
        let office = head_at.is_some_and(|k| s.is(k, Class::ROLE));
        // « la femme du ministre » is not the minister.
        let other = link.is_some_and(|l| {
            (l..=role.1).any(|k| s.tokens[k].cap || s.is(k, Class::ROLE.or(Class::GENERIC)))
        });
        let generic =
            reading.generic && if office { link.is_none() && role.0 == role.1 } else { !other };
        let aside = age || former || of_work || generic;
        let near = self.people.met_within(pointed, at, NEAR);
        let foreign = s.lex.world.lang_of(&words).is_some();
        let alike = reading.gender.is_some() && reading.gender == entity.gender;
        let bare = entity.role.is_none() && if link.is_some() { near && alike } else { !foreign };
        let she = alike
            && reading.gender == Some(super::people::Gender::Feminine)
            && last == Some(pointed);
        if aside || bare || she { Some(pointed) } else { later() }
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
