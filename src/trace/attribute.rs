//! From a cue to the one who speaks: the words that name them and the entity behind those words.

use crate::corpus::quote::{Basis, Speaker};
use crate::corpus::span::{Byte, Span};

use super::cue::{Cue, Form, Sentence};
use super::fold::Word;
use super::lexicon::{Class, Lexicon};
use super::mention::Phrased;
use super::people::{Gender, People, Sort};
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
    /// Inside a quotation: whoever speaks it, whom its « je » means.
    pub(super) host: Option<usize>,
    /// Whether what is read stands inside somebody's words, also where nobody knows whose they are.
    pub(super) within: bool,
    /// What was written by whom, and where it is told: « dans un communiqué ».
    pub(super) issued: Vec<(usize, Word, usize)>,
    /// Whether the verb of what is read says that the same talk goes on: « a ajouté ».
    pub(super) goes_on: bool,
}

impl Cast {
    /// The one or the two behind a noun phrase that is the subject of a cue.
    pub(super) fn joint_voice(&mut self, s: &Sentence<'_>, np: Phrased, cue: Cue) -> Voice {
        self.goes_on = (cue.first..=cue.last).any(|k| s.is(k, Class::GOES_ON));
        let voice = self.one_or_two(s, np, cue);
        self.goes_on = false;
        voice
    }

    fn one_or_two(&mut self, s: &Sentence<'_>, np: Phrased, cue: Cue) -> Voice {
        // « توضح العمور »: of two of one family, the verb tells which.
        let reading = if s.lex.verb_first { s.read(np) } else { Reading::default() };
        let alone = reading.name.filter(|n| *n == np && n.0 == n.1);
        let gender = super::reading::gender_of(cue.class, Class::FEMININE, Class::MASCULINE);
        let gender = gender.filter(|_| s.lex.verb_first && cue.form == Form::Finite);
        if let Some(name) = alone.filter(|_| reading.head.is_none() && cue.form == Form::Finite) {
            let key = super::names::parts(&s.name_text(name));
            let kin = self.people.of_family(&key, gender, s.tokens[np.0].span.start());
            if let Some(entity) = kin {
                let mention = Some(s.mention_span(np));
                return Voice { mention, entity: Some(entity), basis: Basis::Stated, role: None };
            }
        }
        // « تحكي العجوز »: the verb shows the gender.
        let voice = self.voice_of(s, np, gender.filter(|_| cue.last < np.0));
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
        self.voice_of(s, np, None)
    }

    /// The same, where a verb may show the gender of a description.
    fn voice_of(&mut self, s: &Sentence<'_>, np: Phrased, shown: Option<Gender>) -> Voice {
        let mention = s.mention_span(np);
        let at = mention.start();
        let mut out =
            Voice { mention: Some(mention), entity: None, basis: Basis::Stated, role: None };
        if let Some(topic) = s.as_for(np) {
            return Voice { mention: out.mention, basis: Basis::Inferred, ..self.voice(s, topic) };
        }
        if let Some(voice) = self.behind_clitic(s, np, &out) {
            return voice;
        }
        // « J'ai dit aux préfets : “…” », inside a quotation.
        if np.0 == np.1 && s.is(np.0, Class::PERSON) && !s.is(np.0, Class::DET.or(Class::NOBODY)) {
            return self.first_person(mention);
        }
        let signed = || s.signed_by(np).or_else(|| s.author_of(np));
        if let Some(owner) = s.owner_of_words(np).or_else(signed) {
            return self.voice(s, owner);
        }
        if let Some(known) = self.known_body(s, np) {
            out.entity = Some(known);
            return out;
        }
        let mut reading = s.read(np);
        if reading.human && reading.name.is_none() {
            reading.gender = reading.gender.or(shown);
        }
        if reading.pronoun {
            return self.behind_pronoun(s, np, &reading, out);
        }
        if let Some(known) = self.family_name_alone(s, np, &reading) {
            out.entity = Some(known);
            return out;
        }
        if let Some(role) = reading.role {
            out.role = Some(s.tokens[role.0].span.cover(s.tokens[role.1].span));
        }
        if let Some(known) = self.of_a_people(s, &reading, at) {
            out.entity = Some(known);
            out.basis = Basis::Inferred;
            return out;
        }
        let beside = self.beside_house(s, np, &reading);
        if let Some(entity) = beside.or_else(|| self.holder_beside(s, np, &reading)) {
            out.entity = Some(entity);
            return out;
        }
        if let Some(name) = reading.name {
            let entity = self.enter_name(s, name, &reading);
            self.role(s, entity, np, &reading);
            out.entity = Some(entity);
            return out;
        }
        let beside = self.named_in_marks(s, np, &reading);
        let beside = beside.or_else(|| self.set_beside(s, np, &reading));
        let beside = beside.or_else(|| self.forenamed(s, np, &reading));
        if let Some(entity) = beside.or_else(|| self.goes_by(s, np, &reading)) {
            out.entity = Some(entity);
            return out;
        }
        self.undisclosed(s, np, &reading, out)
    }

    /// « Laurent Berger … a dit Berger »: whoever bears a family name that is a word of its own as well.
    fn family_name_alone(&self, s: &Sentence<'_>, np: Phrased, reading: &Reading) -> Option<usize> {
        let plain = !s.lex.caseless && !s.lex.subject_first && reading.name.is_none();
        let small = Class::PRONOUN.or(Class::DET);
        let alone = plain && np.0 == np.1 && s.tokens[np.0].cap && !s.is(np.0, small);
        let name = alone.then(|| super::names::parts(s.word(np.0))).filter(|n| n.len() == 1)?;
        let known = self.people.find(&name, None)?;
        let person = &self.people.all[known];
        let family = person.parts.len() > 1 && person.parts.last() == name.last();
        (person.sort == Sort::Person && family).then_some(known)
    }

    /// The one behind a pronoun.
    fn behind_pronoun(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
        mut out: Voice,
    ) -> Voice {
        let at = s.tokens[np.0].span.start();
        if s.is(np.0, Class::NOBODY) {
            return out;
        }
        // « a rétorqué l'intéressée, Hélène Petit », « Ce dernier, Jean Petit, a parlé »
        let told = reading.concerned || reading.latter;
        if let Some(entity) = self.set_beside(s, np, reading).filter(|_| told) {
            out.entity = Some(entity);
            return out;
        }
        let voice = self.point(s.lex, out, reading, at);
        // « Einav Petit has not slept. “…,” she said »: the pronoun tells what no list knew of the name.
        if let Some(n) = voice.entity.filter(|_| s.lex.subject_first) {
            let person = &mut self.people.all[n];
            let told = reading.gender.filter(|_| person.sort == Sort::Person);
            person.gender = person.gender.or(told);
        }
        voice
    }

    /// The one behind a pronoun hung onto its verb, or behind one that follows a preposition.
    fn behind_clitic(&self, s: &Sentence<'_>, np: Phrased, out: &Voice) -> Option<Voice> {
        let hung = s.tokens[np.0].kind == super::token::Kind::Clitic;
        let mention = out.mention.filter(|_| hung || np.0 == np.1 && s.is(np.0, Class::STRONG))?;
        let word = fold(mention.of(s.text));
        let class = s.lex.class(&word);
        if class.is(Class::NOBODY) {
            return Some(out.clone());
        }
        if class.is(Class::PERSON) {
            return Some(self.first_person(mention));
        }
        let reading = Reading {
            plural: class.is(Class::PLURAL),
            gender: gender(class),
            ..Reading::default()
        };
        Some(self.point(s.lex, out.clone(), &reading, mention.start()))
    }

    /// « je » inside a quotation is whoever speaks it.
    fn first_person(&self, mention: Span<Byte>) -> Voice {
        let basis = if self.host.is_some() { Basis::Inferred } else { Basis::Unknown };
        Voice { mention: Some(mention), entity: self.host, basis, role: None }
    }

    /// The one whom a verb means that holds its own pronoun.
    pub(super) fn in_verb(&self, s: &Sentence<'_>, verb: Cue) -> Voice {
        let at = s.tokens[verb.first].span.start();
        let reading = Reading {
            gender: super::reading::gender_of(verb.class, Class::FEMININE, Class::MASCULINE),
            ..Reading::default()
        };
        let out = self.point(s.lex, Voice::default(), &reading, at);
        let place = |n: usize| {
            let words = super::token::plain_words(&self.people.all[n].name);
            let mute = s.lex.world.place_lang(&words).is_some() || s.lex.names_outlet(&words);
            self.people.all[n].sort == Sort::Body && mute
        };
        // « الموصل - تجلس أم أحمد … تقول »: no town hides in a verb, and no paper.
        if out.entity.is_some_and(place) { self.somebody(&out, &reading, at) } else { out }
    }

    /// The same for a pronoun or verb that means no body.
    fn somebody(&self, out: &Voice, reading: &Reading, at: usize) -> Voice {
        let entity = self.people.most_salient(at, |n| {
            let entity = &self.people.all[n];
            let agree = reading.gender.is_none()
                || entity.gender.is_none()
                || entity.gender == reading.gender;
            let shown = f32::from(u8::from(entity.gender == reading.gender));
            (agree && entity.sort != Sort::Body && !entity.plural).then_some(1.0 + 0.5 * shown)
        });
        let basis = if entity.is_some() { Basis::Inferred } else { Basis::Unknown };
        Voice { entity, basis, ..out.clone() }
    }

    /// Whose words « son message », « leur verdict » are.
    pub(super) fn owner(&self, s: &Sentence<'_>, words: Option<Phrased>) -> Voice {
        let Some(words) = words else { return Voice::default() };
        let mention = s.mention_span(words);
        let reading = Reading { plural: s.is(words.0, Class::PLURAL), ..Reading::default() };
        let out = Voice { mention: Some(mention), ..Voice::default() };
        self.point(s.lex, out, &reading, mention.start())
    }

    /// Whom « à ses yeux » means at byte `at`.
    pub(super) fn own(&self, lex: &Lexicon, at: usize) -> Voice {
        self.point(lex, Voice::default(), &Reading::default(), at)
    }

    fn point(&self, lex: &Lexicon, mut out: Voice, reading: &Reading, at: usize) -> Voice {
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
        let last = self.last.map(|l| l.0);
        if reading.neuter {
            out.entity = self.body_spoken_of(lex, at);
            out.basis = if out.entity.is_some() { Basis::Inferred } else { Basis::Unknown };
            return out;
        }
        let place = |name: &str| lex.world.place_lang(&super::token::plain_words(name)).is_some();
        let other = |n: usize| {
            let entity = &self.people.all[n];
            let agree = reading.gender.is_none_or(|g| entity.gender.is_none_or(|e| e == g));
            let person = entity.sort == Sort::Person && !entity.plural;
            let paper = lex.names_outlet(&super::token::plain_words(&entity.name));
            person && agree && !paper && last != Some(n)
        };
        let portrayed = || self.people.star.filter(|s| s.1 && other(s.0)).map(|s| s.0);
        let spoken_of = || portrayed().or_else(|| self.people.recent(at).find(|&n| other(n)));
        // « Invité de France Inter, l'ex-soldat a parlé. “…”, a-t-il dit »: no paper that is only named says it.
        let paper = |n: usize| {
            let entity = &self.people.all[n];
            let mute = entity.sort == Sort::Body && last != Some(n);
            let words = super::token::plain_words(&entity.name);
            mute && !self.people.just_led(n, at) && !lex.caseless && lex.names_outlet(&words)
        };
        let concerned = if reading.concerned { spoken_of() } else { None };
        out.entity = if concerned.is_some() {
            concerned
        } else if let Some(nth) = reading.of_two {
            self.people.of_two(nth, at, reading.gender)
        } else if reading.latter {
            self.people.latter(at, reading.gender, reading.plural, &place)
        } else {
            self.people.pointed(at, (reading.gender, reading.plural), last, &paper)
        };
        // English has a pronoun of its own for bodies.
        let body = |n: usize| self.people.all[n].sort == Sort::Body;
        if lex.subject_first && reading.gender.is_some() && out.entity.is_some_and(body) {
            return self.somebody(&out, reading, at);
        }
        // « “Je ne savais pas”, nous dit-il » inside somebody's words is not about the one who speaks.
        if out.entity.is_some() && out.entity == self.host {
            out.entity = self.people.most_salient(at, |n| {
                let entity = &self.people.all[n];
                let agree = reading.gender.is_none() || entity.gender == reading.gender;
                let other = self.host != Some(n) && entity.plural == reading.plural;
                (other && agree && entity.sort == Sort::Person).then_some(1.0)
            });
        }
        out.basis = if out.entity.is_some() { Basis::Inferred } else { Basis::Unknown };
        out
    }

    /// « The council replied. It said »: the body that « it » means at byte `at`.
    fn body_spoken_of(&self, lex: &Lexicon, at: usize) -> Option<usize> {
        let last = self.last.map(|l| l.0);
        self.people.most_salient(at, |n| {
            let entity = &self.people.all[n];
            let words = super::token::plain_words(&entity.name);
            let spoke = f32::from(u8::from(last == Some(n)));
            // « Buckingham Palace declined to comment. It said »: a place may be whom the sentence before is about.
            let place = spoke < 1.0 && lex.world.place_lang(&words).is_some();
            let place = place && !self.people.just_led(n, at);
            let cried = !entity.name.contains(char::is_lowercase) && words.len() > 1;
            let mute = place || cried || lex.names_outlet(&words);
            (entity.sort == Sort::Body && !mute).then_some(1.0 + spoke)
        })
    }

    /// Enters a name that stands in the text.
    pub(super) fn enter_name(
        &mut self,
        s: &Sentence<'_>,
        name: Phrased,
        reading: &Reading,
    ) -> usize {
        // « PT Sinar Timur », « Hill Holdings », but « Danielle Steel »
        let ends = s.is(name.1, Class::FIRM_WORD) && !s.is(name.0, Class::GIVEN);
        let firm = name.1 > name.0 && (s.is(name.0, Class::FIRM_WORD) || ends);
        let given = || (name.0..=name.1).any(|k| s.is(k, Class::GIVEN.or(Class::TITLE)));
        // « Akissi N'Guessan, 52 ans »
        let aged = !s.lex.caseless && name.1 > name.0 && s.age_after(name.1).is_some();
        let person = reading.human
            || aged
            || name.0 == name.1 && super::enter::alone_but_told(s, name)
            || !firm && given()
            || !reading.body
                && s.looks_like_a_person(name)
                && !s.is_article_before(name.0)
                && !s.stands_where(name.0);
        let sort = if person && !reading.body { Sort::Person } else { Sort::Body };
        // « a soutenu Rama »: a family name may be a given name of the other gender.
        let text = super::outlet::with_article(s, name).unwrap_or_else(|| s.name_text(name));
        let alone = name.0 == name.1 && s.is(name.0, Class::GIVEN) && reading.head.is_none();
        let family = || {
            let key = super::names::parts(&text);
            let known = self.people.find(&key, None).map(|n| &self.people.all[n].parts);
            known.is_some_and(|parts| parts.len() > 1 && parts.last() == key.last())
        };
        let gender = if alone && family() { None } else { reading.gender };
        let entity = self.people.named(&text, sort, gender);
        // « les Vingt-Sept », « les Bleus »
        self.people.all[entity].plural |= sort == Sort::Body && reading.plural;
        entity
    }

    /// Remembers what a phrase, or the words between commas after it, says somebody is.
    pub(super) fn role(&mut self, s: &Sentence<'_>, entity: usize, np: Phrased, reading: &Reading) {
        let at = s.tokens[np.0].span.start();
        if let Some(role) = reading.role {
            let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
            self.people.describe(entity, at, text, reading.head.clone());
            self.office(s, entity, at, text);
            // « le procureur-adjoint Jean Petit », then « le procureur »
            let noun =
                reading.head.as_deref().and_then(|h| h.split_once('-')).map(|(noun, _)| noun);
            let noun = noun.filter(|w| s.lex.class(w).is(Class::POST) && !s.lex.caseless);
            if let Some(noun) = noun {
                self.people.headed(entity, at, noun.into());
            }
            // « ses homologues serbe, X, et kosovare, Y »: they hold the office told last.
            let head = reading.head.as_deref().unwrap_or_default();
            if s.lex.class(head).is(Class::COUNTERPART)
                && let Some(office) = self.people.last_office(at)
            {
                self.people.holds_office(entity, at, office);
            }
            // « Son homologue syrien, X », afterwards « le ministre »
            let plain = !s.lex.caseless && !s.lex.subject_first;
            if plain && s.lex.class(head).is(Class::COUNTERPART) {
                let other = self.people.recent(at).find(|&n| n != entity);
                let post =
                    other.and_then(|n| self.people.post_of(n, |w| s.lex.class(w).is(Class::POST)));
                if let Some(post) = post {
                    self.people.headed(entity, at, post);
                }
            }
        }
        // A full name there is somebody else's.
        let own = |more: &Reading| more.name.is_none_or(|n| n.0 == n.1);
        // « selon Amnesty, les détenus sont battus »: several people are no apposition of one body.
        // « selon le Monde, le ministre Jean Petit »: nor is anybody one of a paper.
        let body = self.people.all[entity].sort == Sort::Body && !s.lex.caseless;
        let called = super::token::plain_words(&self.people.all[entity].name);
        let paper = || {
            s.lex.names_outlet(&called)
                || reading.name.is_some_and(|n| s.lex.names_outlet(&s.folded(n)))
        };
        let other = |more: &Reading| body && more.human && (more.plural || paper());
        let own = |more: &Reading| own(more) && !other(more);
        let app = s.apposition(np.1).filter(|_| !s.sets_the_scene(np));
        let app = app.map(|app| (app, s.read(app)));
        if let Some((app, more)) = app.filter(|(_, m)| reading.name.is_none() || own(m)) {
            if let Some(role) = more.role {
                let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
                self.people.describe(entity, at, text, more.head);
                self.office(s, entity, at, text);
            } else if s.lex.subject_first && more.body && more.name.is_none() && app.1 > app.0 {
                // « Corvane Minerals, a British company that », afterwards « the company »
                let text = s.tokens[app.0 + 1].span.cover(s.tokens[app.1].span).of(s.text);
                self.people.describe(entity, at, text, Some(fold(s.word(app.1))));
            }
            let known = self.people.all[entity].gender.or(more.gender);
            self.people.all[entity].gender = known;
        }
    }

    pub(super) fn office(&mut self, s: &Sentence<'_>, entity: usize, at: usize, role: &str) {
        for (office, _) in s.lex.offices(role) {
            self.people.holds_office(entity, at, office);
        }
    }

    /// The speaker as files show it.
    pub(super) fn speaker(&self, voice: &Voice, text: &str) -> Speaker {
        let settled = voice.entity.map(|n| self.people.all[n].same.unwrap_or(n));
        let Some(entity) = settled.map(|n| &self.people.all[n]) else {
            return Speaker { mention: voice.mention, basis: voice.basis, ..Speaker::default() };
        };
        // « le procureur », then « le magistrat »: whoever has no name keeps the first description.
        let unnamed = usize::from(entity.sort == Sort::Unnamed);
        let longer = |r: &str, e: &str| r.len() >= e.len() + unnamed;
        let role = voice.role.map(|r| super::token::spaced(r.of(text)));
        Speaker {
            mention: voice.mention,
            name: (entity.sort != Sort::Unnamed).then(|| entity.name.clone()),
            role: role
                .filter(|r| entity.role.as_ref().is_none_or(|e| longer(r, e)))
                .or_else(|| entity.role.clone())
                .or_else(|| (entity.sort == Sort::Unnamed).then(|| entity.name.clone()))
                // « la diplomatie polonaise » is a name of its own, not an office of somebody's.
                .filter(|r| entity.sort != Sort::Body || *r != entity.name),
            variants: entity.variants.clone(),
            basis: if settled == voice.entity { voice.basis } else { Basis::Inferred },
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
