//! Whose words a cue says they are, as a noun phrase of its sentence.

use crate::corpus::span::{Byte, Span};

use super::cue::{Cue, Form, Sentence};
use super::judge::Hold;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::origin::Origin;
use super::token::{fold, folded, phrase_at};

/// How many tokens before a participle the verb may stand that says who it is told of.
const BETWEEN: usize = 30;

impl Sentence<'_> {
    /// The noun phrase of whoever a cue says speaks.
    pub(super) fn speaker_of(&self, cue: Cue, hold: Hold) -> Option<Phrased> {
        if let Some(np) = self.made_to_say(cue) {
            return Some(np);
        }
        match cue.form {
            Form::Inverted(k) => Some((k, k)),
            Form::Source if cue.class.is(Class::OWN) => self.main_subject(cue.first),
            Form::Source | Form::SourceWeak | Form::Quoting => self.source_of(cue),
            Form::Passive(by) => self.source_phrase(by + 1),
            // « قال الوزير », and where nobody is named the verb holds its pronoun.
            Form::Finite if self.judges_its_own(cue) => self.subject_shared(cue.first),
            Form::Finite if self.lex.verb_first => self
                .subject_after(cue.last)
                .filter(|np| self.tokens[cue.last + 1..np.0].iter().all(|t| !t.is_sign(',')))
                .or_else(|| self.subject_shared(cue.first))
                .or_else(|| self.subject_beside(cue.first))
                .or_else(|| self.subject_of_what(cue.first))
                .or_else(|| self.subject_of_paper(cue))
                .or_else(|| self.topic_of_all(cue.first)),
            // « au combat des “…”, brandissant un billet »: what a participle has behind it is its object.
            Form::Finite if hold == Hold::After && self.is_mere_participle(cue) => {
                self.main_subject(cue.first)
            }
            Form::Finite if hold == Hold::After => {
                let np = self
                    .subject_between(cue.first)
                    .or_else(|| self.subject_after_comma(cue.first))
                    .or_else(|| self.subject_after(cue.last))?;
                self.through_whom(np).or(Some(np))
            }
            // What follows a verb is its object, unless nothing stands before it.
            Form::Finite => {
                let told = self.set_in(cue).or_else(|| self.told_to_find(cue));
                let before = told.or_else(|| self.subject_before(cue.first));
                before.or_else(|| {
                    let quiet = |k: usize| !self.is(k, Class::AUX) && !self.tokens[k].cap;
                    let opens = (0..cue.first).all(quiet);
                    self.subject_after(cue.last).filter(|_| opens)
                })
            }
            Form::Loose => {
                let told = self.absolute(cue).or_else(|| self.narrating(cue));
                let told = told.or_else(|| self.told_in_between(cue));
                // « X, qui dit avoir alerté »: the subject is that of the verb before.
                let verb = cue.first.checked_sub(1).filter(|&k| {
                    self.is(k, Class::CUE) && self.is(k, Class::FINITE) && !self.tokens[k].cap
                });
                let told = told.or_else(|| self.subject_before(verb?));
                let told = told.or_else(|| self.main_subject(cue.first));
                let told = told.or_else(|| self.set_beside_participle(cue));
                told.or_else(|| self.led_by(cue)).or_else(|| self.ruled_by_no_list(cue))
            }
            Form::Noun => self.behind_noun(cue),
        }
    }

    /// « ce qui a fait dire au maire », « s'est vu répondre par le maire »: whoever an infinitive is said of that another verb
    /// rules.
    fn made_to_say(&self, cue: Cue) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let ruler =
            cue.last.checked_sub(1).filter(|_| plain && self.is(cue.last, Class::INFINITIVE))?;
        let next = cue.last + 1;
        let to = self.is(next, Class::OCCASION) || self.is(next, Class::CONTRACTED);
        if self.is(ruler, Class::CAUSES) && to && !self.is(next, Class::GENITIVE) {
            let from = next + usize::from(!self.is(next, Class::CONTRACTED));
            return self.noun_phrase(from);
        }
        let by = (next..next + 3).find(|&k| self.is(k, Class::BY));
        let heard = self.is(ruler, Class::HEARS);
        by.filter(|_| heard).and_then(|k| self.source_phrase(k + 1))
    }

    /// « a fait savoir l'état-major par la voix de son porte-parole, Jean Petit »: who speaks for the subject `np`.
    fn through_whom(&self, np: Phrased) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let by = Some(np.1 + 1).filter(|&k| plain && self.is(k, Class::BY))?;
        let n = phrase_at(self.text, self.tokens, by, Phrase::Source, self.lex)?;
        self.source_phrase(by + n)
    }

    /// « X préfère positiver : »: the subject of a verb no list has, which may rule the infinitive behind it.
    fn ruled_by_no_list(&self, cue: Cue) -> Option<Phrased> {
        let verb = cue.first.checked_sub(1).filter(|&k| self.tokens[k].is_word())?;
        let small = !self.tokens[verb].cap || self.lex.caseless;
        let open = small && self.tokens[verb].class.is_nothing();
        open.then(|| self.subject_before(verb)).flatten()
    }

    /// « jugeant », « mettant | en avant »: whether the word at `k` tells what somebody does meanwhile.
    fn tells_meanwhile(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        self.is(k, Class::GERUND) || plain && self.lex.ends_like_a_gerund(self.word(k))
    }

    /// Whether a cue is a participle that tells what somebody does meanwhile.
    fn is_mere_participle(&self, cue: Cue) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && cue.first == cue.last && self.lex.ends_like_a_gerund(self.word(cue.first))
    }

    /// « dans un communiqué du ministère »: whose words a noun says they are.
    fn behind_noun(&self, cue: Cue) -> Option<Phrased> {
        let end = self.tokens.len();
        let marks = (cue.last..end).find(|&k| self.tokens[k].quote().is_some());
        let clause = || self.main_subject(marks.unwrap_or(end));
        // « said in a statement from Ankara that »: where it was written, not who wrote it.
        let town = |np: &Phrased| {
            self.lex.subject_first && self.lex.world.is_whole_place(&self.folded(*np))
        };
        let subject = self.main_subject(cue.first).or_else(|| self.led_into(cue.first, marks));
        let owner = self.owner(cue).filter(|np| subject.is_none() || !town(np));
        owner.or(subject).or_else(clause)
    }

    /// « selon la maire », « comme l'explique la maire »: whom a source names.
    fn source_of(&self, cue: Cue) -> Option<Phrased> {
        let next = cue.last + 1;
        if self.is(cue.first, Class::LIKE) && cue.last > cue.first + 1 {
            return self.subject_after(cue.last);
        }
        if self.is(next, Class::RELATIVE) {
            return self.antecedent(cue);
        }
        if self.is(next, Class::STRONG) {
            return Some((next, next));
        }
        // « selon ses propres mots »: the words of whoever the sentence is about.
        let own = (next + 1..next + 3).any(|k| self.is(k, Class::SPEECH));
        if own && self.is(next, Class::POSSESSIVE) {
            return self.main_subject(cue.first);
        }
        self.source_phrase(next)
    }

    /// « Aux cris de “Dégage !”, des manifestants ont défilé »: the subject behind the comma after the words at `marks`, where a noun
    /// at `from` opens the sentence.
    fn led_into(&self, from: usize, marks: Option<usize>) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first && from < 2;
        let comma = marks.filter(|_| plain)? + 1;
        let opens = self.starts_phrase(comma + 1) || self.counts_people(comma + 1);
        let np = self.noun_phrase(comma + 1).filter(|_| self.sign(comma, ',') && opens)?;
        let reading = self.read(np);
        (reading.human || reading.name.is_some() || reading.body).then_some(np)
    }

    /// « The minister said investigators had found “a pattern” », « A source said Kyiv had asked them, and that the
    /// answer was “no” »: who says what others found, asked or saw.
    fn told_to_find(&self, cue: Cue) -> Option<Phrased> {
        if !self.lex.subject_first {
            return None;
        }
        let np = self.subject_before(cue.first)?;
        let finds = self.is(cue.last, Class::FINDS) && self.is(cue.first, Class::AUX);
        // « Doe said the army had cleared roads, but conceded “…” »: behind a comma the one who says goes on.
        let link = cue.first.checked_sub(2).filter(|&k| self.is(k + 1, Class::COORD));
        let goes_on = link.is_some_and(|k| self.sign(k, ',')) && self.is(cue.first, Class::SAY);
        let says = |k: &usize| {
            let word = self.tokens[*k].is_word() && !self.tokens[*k].cap;
            word && self.is(*k, Class::SAY) && self.is(*k, Class::FINITE)
        };
        let before = np.0.checked_sub(1).map(|k| k - usize::from(k > 0 && self.is(k, Class::THAT)));
        // « Doe told a meeting that the state would not yield to what he called “…” »
        let told = self.is(np.1 + 1, Class::THAT) && np.1 + 1 < cue.first;
        let verb = Some(np.0).filter(says).or(before.filter(says));
        let verb = verb.filter(|_| finds || goes_on || told)?;
        self.subject_before(verb)
    }

    /// « Et celui-ci d'ajouter : », « et le maire de conclure : »: who tells by an infinitive.
    fn narrating(&self, cue: Cue) -> Option<Phrased> {
        let link = cue.first.checked_sub(1)?;
        let bare = self.is(cue.first, Class::INFINITIVE)
            && self.is(link, Class::GENITIVE)
            && !self.is(link, Class::CONTRACTED);
        let last = link.checked_sub(1).filter(|_| bare)?;
        if self.is(last, Class::PRONOUN) && !self.is(last, Class::DET) {
            return Some((last, last));
        }
        let np = self.phrase_ending(link).filter(|np| np.1 == last)?;
        let opens = (0..np.0).all(|k| self.is(k, Class::COORD) || self.sign(k, ','));
        let reading = self.read(np);
        let told = reading.pronoun || reading.human || reading.name.is_some() || reading.body;
        (opens && told).then_some(np)
    }

    /// « Jugeant l'idée “folle”, le maire, Jean Petit, a … », « Pour dénoncer “…”, la CGT a … »: a participle or an
    /// infinitive that opens the sentence has the subject of the clause behind it.
    fn led_by(&self, cue: Cue) -> Option<Phrased> {
        let small = Class::PREP.or(Class::BETWEEN).or(Class::REFLEXIVE).or(Class::ADVERB);
        let opens = (0..cue.first).all(|k| self.is(k, small) && !self.is(k, Class::DET));
        let verb = self.is(cue.first, Class::GERUND.or(Class::INFINITIVE));
        let marks = (cue.last..self.tokens.len()).find(|&k| self.tokens[k].quote().is_some());
        let marks = marks.filter(|_| opens && verb && !self.lex.verb_first)?;
        let comma = (marks..self.tokens.len()).find(|&k| {
            self.sign(k, ',') && (self.starts_phrase(k + 1) || self.is(k + 1, Class::PRONOUN))
        })?;
        let np = self.noun_phrase(comma + 1)?;
        let reading = self.read(np);
        let speaks = reading.pronoun || reading.human || reading.body || reading.name.is_some();
        speaks.then_some(np)
    }

    /// « Un directeur, la jugeant “ingérable”, ne l'a plus invitée »: whoever stands before the comma that leads to a
    /// participle.
    fn set_beside_participle(&self, cue: Cue) -> Option<Phrased> {
        let small = (0..cue.first).rev().take_while(|&k| self.is(k, Class::BETWEEN)).count();
        let comma = (cue.first - small).checked_sub(1).filter(|&k| self.sign(k, ','))?;
        let gerund = self.tells_meanwhile(cue.first) && !self.lex.verb_first;
        let np = self.phrase_ending(comma).filter(|np| gerund && np.1 + 1 == comma)?;
        // « …, a dit Jean Petit, directeur de la réserve, estimant que »: the office is told of the name before it.
        let np = if self.lex.caseless { np } else { self.named_before(np) };
        let opens = np.0 == 0 || !self.tokens[np.0 - 1].is_word();
        let reading = self.read(np);
        let inverted = np.0 > 0 && self.cue_at(np.0 - 1).is_some();
        ((opens || inverted) && (reading.human || reading.body || reading.name.is_some()))
            .then_some(np)
    }

    /// « X, pour qui “…” »: the one named before « qui ».
    fn antecedent(&self, cue: Cue) -> Option<Phrased> {
        let end = cue.first - usize::from(self.sign(cue.first.checked_sub(1)?, ','));
        // « un ingénieur de la Deutsche Bahn, d'après qui »: the house is not meant.
        let house = |n: &Phrased| {
            let of = n.0.checked_sub(1).map(|k| k - usize::from(k > 0 && self.is(k, Class::DET)));
            let plain = !self.lex.caseless && !self.lex.subject_first;
            let person = self.is(n.0, Class::GIVEN.or(Class::TITLE));
            let led = of.is_some_and(|k| self.is(k, Class::GENITIVE));
            led && plain && !person
        };
        if let Some(name) = self.name_ending(end).filter(|n| !house(n)) {
            return Some(name);
        }
        // « Aïcha Petit, de l'Inria, pour qui »: the nearest one who is a person.
        let person = |np: &Phrased| {
            let reading = self.read(*np);
            let given = |n: Phrased| {
                self.is(n.0, Class::GIVEN.or(Class::TITLE)) || self.looks_like_a_person(n)
            };
            let hidden = (np.0..=np.1).any(|k| self.is(k, Class::ANONYMOUS.or(Class::CROWD)));
            np.1 < end && (reading.human || hidden || reading.name.is_some_and(given))
        };
        let near = self.phrase_ending(end).map(|np| self.named_before(np)).filter(person);
        let starts = |k: &usize| self.starts_phrase(*k);
        near.or_else(|| {
            (0..end).rev().filter(starts).filter_map(|k| self.noun_phrase(k)).find(person)
        })
    }

    /// « Le village est privé d'eau, a affirmé le maire, Jean Petit, dénonçant “une punition” »: the participle is told of whoever
    /// the verb between the commas is.
    fn told_in_between(&self, cue: Cue) -> Option<Phrased> {
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let gerund = plain && self.tells_meanwhile(cue.first);
        // « , en dénonçant », « , tout en dénonçant »
        let small = |k: &usize| self.tokens[*k].is_word() && self.is(*k, Class::BETWEEN);
        let led = (0..cue.first).rev().take(2).take_while(small).count();
        let comma = (cue.first - led).checked_sub(1);
        let comma = comma.filter(|&k| gerund && self.sign(k, ','))?;
        let said = |k: usize| {
            let verb = self.cue_at(k).filter(|c| c.form == Form::Finite && c.last < comma)?;
            // « X, a rejeté ces critiques, jugeant “indécent” »
            let one = |np: &Phrased| !self.is(np.0, Class::THIS) && !self.read(*np).plural;
            // « X, a précisé Matignon, ajoutant que “…” », « a dit jeudi à l'AFP Jean Petit, son patron, dénonçant “…” »
            let straight = || {
                let after = self.subject_after(verb.last)?;
                let quiet = (verb.last + 1..after.0).all(|k| self.tokens[k].is_word());
                let last = self.apposition(after.1).map_or(after.1, |app| app.1);
                let whole = quiet && last + 1 == comma;
                let name = self.read(after).name.is_some_and(|n| n.0 == after.0);
                (whole && name && verb.class.is(Class::SAY)).then_some(after)
            };
            self.set_in(verb).filter(|np| np.1 < comma && one(np)).or_else(straight)
        };
        let near = (comma.saturating_sub(BETWEEN)..comma).rev();
        near.filter(|&k| k > 0 && self.sign(k - 1, ',')).find_map(said)
    }

    /// « Les Vingt-Sept ont voté, le ministre Jean Petit saluant “un signal” »: a participle with a
    /// subject of its own.
    fn absolute(&self, cue: Cue) -> Option<Phrased> {
        // « with one backbencher describing »
        let with = |k: &usize| self.lex.subject_first && *k > 0 && self.is(*k - 1, Class::PREP);
        let back = (cue.first.saturating_sub(5)..cue.first).rev().filter(with);
        let led = back.filter_map(|k| self.noun_phrase(k)).find(|np| np.1 + 1 == cue.first);
        if let Some(np) = led.filter(|np| self.read(*np).human && self.is(cue.first, Class::GERUND))
        {
            return Some(np);
        }
        // « ce dernier l'accusant »
        let object = |k: usize| {
            // « Ankara se bornant à »
            let own = self.is(k, Class::REFLEXIVE) && !self.lex.subject_first;
            (self.is(k, Class::BETWEEN) || own) && !self.lex.verb_first
        };
        let small = (0..cue.first).rev().take_while(|&k| object(k)).count();
        let end = cue.first - small;
        let np = self.phrase_ending(end).filter(|_| self.is(cue.first, Class::GERUND))?;
        let reading = self.read(np);
        let own = np.1 + 1 == end && np.0 > 0 && self.sign(np.0 - 1, ',');
        // « “…”, déclare Mme Petit relevant que “…” »
        let said = |k: usize| self.cue_at(k).is_some_and(|c| c.form == Form::Finite);
        let own = own || np.1 + 1 == end && np.0 > 0 && said(np.0 - 1);
        // « la CGT promettant “…” »: capital letters alone are a body's.
        let acronym = |n: Phrased| n.0 == n.1 && !self.word(n.0).contains(char::is_lowercase);
        let body = reading.body || reading.definite && reading.name.is_some_and(acronym);
        // « New Delhi a rejeté ces allégations, un haut responsable du ministère assurant que “…” »
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let one = plain && reading.human && !reading.plural && self.is(np.0, Class::DET);
        // « ce qui lui a valu une invective de Jean Petit, ce dernier l'accusant de “…” »
        let seat = |n: Phrased| plain && self.lex.world.is_whole_place(&self.folded(n));
        let named = reading.name.is_some() && (reading.human || body) || plain && reading.latter;
        let named = named || reading.name.is_some_and(|n| n == np && seat(n));
        (own && (named || one && !self.is(np.0, Class::POSSESSIVE))).then_some(np)
    }

    /// « La réduction durera, a annoncé mercredi le ministre, afin de … »: a verb set in between
    /// commas has its subject behind it.
    fn set_in(&self, cue: Cue) -> Option<Phrased> {
        let mut lead = cue.first;
        while lead > 0 && self.is(lead - 1, Class::REFLEXIVE.or(Class::BETWEEN)) {
            lead -= 1;
        }
        let comma = lead.checked_sub(1).filter(|&k| self.sign(k, ','))?;
        let after = self.subject_after(cue.last)?;
        let reading = self.read(after);
        let told = self.apposition(after.1).is_some() || self.is(after.1 + 1, Class::TIME);
        let titled = reading.name.is_some_and(|n| self.is(n.0, Class::TITLE)) && !self.lex.caseless;
        let speaks = (reading.human || titled) && (told || self.sign(after.1 + 1, ','));
        // « Le ministre, attendu vendredi, a invité les belligérants, sur X, à “se taire” »: whom he invites.
        let object = !self.lex.caseless && !self.lex.subject_first && {
            let verb = |k: usize| {
                let t = self.tokens[k];
                t.is_word() && !t.cap && t.is(Class::AUX.or(Class::VERB)) && !t.is(Class::NONFINITE)
            };
            let quiet = (0..comma).all(|k| !verb(k) || self.is(k, Class::BETWEEN.or(Class::DET)));
            let known = self.subject_before(cue.first).map(|np| self.read(np));
            let person = |n: Phrased| self.is(n.0, Class::GIVEN.or(Class::TITLE));
            let known = known.is_some_and(|r| r.name.is_some_and(person) || r.human && r.definite);
            quiet && known && self.is(after.0, Class::DET)
        };
        (speaks && comma > 0 && !object).then_some(after)
    }

    /// The phrase after « selon », whatever it starts with.
    pub(super) fn source_phrase(&self, i: usize) -> Option<Phrased> {
        // « qui cite également des sources »
        let i = i + usize::from(self.is(i, Class::ADVERB) && !self.is(i, Class::PREP));
        let token = self.tokens.get(i)?;
        if token.is_word() { self.noun_phrase(i) } else { None }
    }

    /// The span of a mention; a hung-on pronoun without its hyphens.
    pub(super) fn mention_span(&self, np: Phrased) -> Span<Byte> {
        // « aux yeux du maire »: the preposition is none of it.
        let fused = np.1 > np.0 && self.is(np.0, Class::CONTRACTED) && !self.tokens[np.0].cap;
        let fused = fused && !self.several_people(np.0);
        let np = (np.0 + usize::from(fused), np.1);
        let span = self.tokens[np.0].span.cover(self.tokens[np.1].span);
        let word = span.of(self.text);
        let bare = word.strip_prefix("-t-").unwrap_or(word).trim_start_matches('-');
        Span::new(span.end() - bare.len(), span.end())
    }

    /// Whether a name of two or three capitalised words is nothing else that is known.
    pub(super) fn looks_like_a_person(&self, name: Phrased) -> bool {
        // A sentence may end where a family name is looked for.
        if name.1 >= self.tokens.len() {
            return false;
        }
        let words = self.folded(name);
        let plain = |k: usize| {
            let small = self.tokens[k].is(Class::PARTICLE);
            let paper = Class::OUTLET_WORD;
            let other = paper.or(Class::BODY).or(Class::NAMING).or(Class::DOCUMENT).or(Class::ROLE);
            let other = other.or(Class::DET).or(Class::TIME).or(Class::PREP).or(Class::ADVERB);
            let other = other.or(Class::NAME_LINK).or(Class::FIRM_WORD);
            let letters = self.word(k).chars().any(char::is_lowercase);
            // « Pont-sur-Sambre »
            let mut links = self.word(k).split('-').skip(1);
            let link = Class::PREP.or(Class::DET).or(Class::GENITIVE).or(Class::CONTRACTED);
            let town = links.any(|part| self.lex.class(part).is(link));
            let family = k > name.0 && k == name.1 && self.is_called_by_a_trade(k);
            small || letters && !town && (!self.is(k, other) || family && self.is(k, Class::ROLE))
        };
        // « Park Min-ho »: where every word is at home in one language as somebody's name.
        let at_home = || {
            let origin = Origin::of(&self.name_text(name));
            origin.known == name.1 - name.0 + 1 && origin.langs.len() == 1 && !self.lex.caseless
        };
        (1..=3).contains(&(name.1 - name.0))
            && ((name.0..=name.1).all(plain) || at_home())
            && self.lex.world.place_lang(&words).is_none()
            && !self.lex.world.is_international(&words)
            && !self.lex.names_outlet(&words)
    }

    /// The words of a name, titles left out.
    pub(super) fn name_text(&self, (mut first, last): Phrased) -> String {
        // « السيد » is a given name as well.
        let given =
            |k: usize| self.is(k, Class::GIVEN) && (self.tokens[k].cap || self.lex.caseless);
        let title = |k: usize| self.is(k, Class::TITLE) && !given(k);
        let mister =
            |k: usize| self.lex.caseless && self.lex.class_as_spelt(self.word(k)).is(Class::TITLE);
        while first < last && (title(first) || mister(first)) {
            first += 1;
        }
        let span = self.tokens[first].span.cover(self.tokens[last].span);
        let text = super::token::spaced(span.of(self.text));
        // « والقاهرة »
        let joined = self.lex.without_conjunction(&text).filter(|rest| {
            let place = self.lex.world.place_lang(&[fold(rest)]).is_some();
            place && self.lex.world.place_lang(&[fold(&text)]).is_none()
        });
        if let Some(rest) = joined {
            return rest.to_owned();
        }
        // « Rayan D. »: a family name that is withheld keeps the stop behind its letter.
        let letter = |t: &str| t.rsplit_once(' ').is_some_and(|(_, w)| w.chars().count() == 1);
        let stop = self.text[span.end()..].starts_with('.') && !self.lex.caseless;
        if stop && letter(&text) && text.ends_with(char::is_uppercase) {
            return format!("{text}.");
        }
        self.lex.owner(&text).map(str::to_owned).unwrap_or(text)
    }
}

impl Sentence<'_> {
    /// « À la mairie, on assure … », « assure-t-on à la mairie »: the body behind « on ».
    pub(super) fn somewhere(&self, np: Phrased) -> Option<Phrased> {
        let lone = np.0 == np.1;
        let nobody = |word: &str| self.lex.class_folded(word).is(Class::NOBODY);
        if !lone || !nobody(self.mention_span(np).of(self.text)) {
            return None;
        }
        let body = |k: usize| {
            // « au ministère », « auprès du parquet »: the article is in the contraction.
            let mut from = if self.is(k, Class::CONTRACTED) { k } else { k + 1 };
            while self.is(from, Class::GENITIVE) && !self.is(from, Class::CONTRACTED) {
                from += 1;
            }
            let mut found = self.noun_phrase(from)?;
            let reading = self.read(found);
            found.0 += usize::from(self.is(from, Class::CONTRACTED) && found.1 > found.0);
            let place = |n: Phrased| self.lex.world.place_lang(&self.folded(n)).is_some();
            let source = self.is(found.0, Class::ANONYMOUS);
            // « chez Oddvar », but « à la Région »
            let told = self.is(from, Class::DET.or(Class::CONTRACTED))
                || !self.is(k, Class::OCCASION.or(Class::CONTRACTED));
            let named =
                reading.name.is_some_and(|n| told && !self.is(n.0, Class::TIME) || place(n));
            // « chez les riverains, on dénonce »: the many who live there.
            let many = reading.human && reading.plural && self.is(from, Class::DET);
            (reading.body || source || named || many).then_some(found)
        };
        // « De source policière, on évoque “…” »
        let source = self.is(0, Class::GENITIVE) && self.is(1, Class::SAME_PLACE);
        if source && np.0 < 9 {
            return self.noun_phrase(1);
        }
        let at = |k: &usize| self.is(*k, Class::SOMEWHERE) && self.tokens[*k].is_word();
        let after = || (np.1 + 1..(np.1 + 5).min(self.tokens.len())).find(at).and_then(body);
        let before = (np.0.saturating_sub(12)..np.0).rev().filter(at).find_map(body);
        before.or_else(after)
    }

    /// The other one of two who speak together: « ont déclaré X et Y ».
    pub(super) fn partner(&self, np: Phrased, cue: Cue) -> Option<Phrased> {
        let together = |k: usize| self.tokens[k].is_word() && folded(self.word(k)).ends_with("nt");
        let source = matches!(cue.form, Form::Source | Form::Passive(_));
        if !source && !together(cue.first) && !together(cue.last) {
            return None;
        }
        let named = |np: &Phrased| {
            let reading = self.read(*np);
            reading.name.is_some_and(|n| n.1 > n.0 || self.is(n.0, Class::GIVEN.or(Class::TITLE)))
        };
        let past = self.apposition(np.1).map_or(np.1 + 1, |app| app.1 + 1);
        // « Jean Petit (CGT) et Anne Grand (CFDT) »
        let bracket = self.sign(past, '(') && self.sign(past + 2, ')');
        let past = if bracket { past + 3 } else { past + usize::from(self.sign(past, ',')) };
        if self.is(past, Class::UNION) && past + 1 < self.tokens.len() {
            return self.noun_phrase(past + 1).filter(named);
        }
        let before = np.0.checked_sub(1).filter(|&k| self.is(k, Class::UNION))?;
        self.phrase_ending(before).filter(|np| named(np) && np.1 + 1 == before)
    }
}
