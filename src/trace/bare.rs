//! Quotations that no cue holds: a colon, the sentence before, a conversation or the topic tells whose
//! they are, or nobody said them.

mod implied;

use crate::corpus::document::BlockKind;
use crate::corpus::quote::{Basis, QuoteKind};
use crate::corpus::span::Span;

use super::attribute::Voice;
use super::cue::Sentence;
use super::decide::Case;
use super::find::{Finder, Said, Verdict};
use super::lexicon::Class;
use super::people::Sort;
use super::shape::Shape;
use super::token::{Kind, Token, plain_words};

impl Finder<'_> {
    /// A quotation no cue holds: it goes on with the last speaker, or nobody said it.
    pub(super) fn bare(&mut self, case: &Case<'_>) {
        let Case { s, q, raw, shape, kind, headline, .. } = *case;
        let at = s.tokens[q].span.start();
        // « “Que se vayan todos” (“Qu'ils s'en aillent”) »: the same words in another language.
        let gloss = q > 1 && s.sign(q - 1, '(');
        if let Some(first) =
            s.tokens[..q].iter().rev().nth(1).and_then(Token::quote).filter(|_| gloss)
            && let Verdict::Said(said) = &self.verdicts[first]
        {
            let said = Said { joined: None, ..(**said).clone() };
            self.verdicts[raw] = Verdict::Said(Box::new(said));
            return;
        }
        // « Avignon : “Les Vagues”, le choc »: a title in a title.
        let title = headline && shape.title && !shape.clause && !shape.ends && shape.words <= 5;
        if title {
            self.verdicts[raw] = Verdict::Marked;
            return;
        }
        let scene = self.scene_voice(case).filter(|_| shape.utters());
        if let Some(voice) = scene.or_else(|| self.colon_voice(s, q, headline))
            && (voice.entity.is_some() || shape.utters() || shape.words >= 3)
        {
            self.say(raw, Said::of(kind, None, voice), at);
            return;
        }
        if let Some(voice) = self.title_predicate(case).or_else(|| self.title_label(case)) {
            self.say(raw, Said::of(kind, None, voice), at);
            return;
        }
        if let Some(voice) = self.object_in_marks(case).or_else(|| self.predicate(case)) {
            let kind = if headline { kind } else { QuoteKind::Partial };
            self.say(raw, Said::of(kind, None, voice), at);
            return;
        }
        let utters = shape.utters() && !(shape.title && shape.words < 6);
        let alone = q == 0 && s.tokens.len() <= 2;
        let reply = alone && shape.ends && shape.upper;
        let clause = (headline || q == 0) && shape.words >= 3 && (shape.clause || shape.person);
        let titled = reply || clause || alone && shape.words >= 3 && !shape.title;
        if !(utters || titled) {
            let aside = self.set_aside(case).or_else(|| self.led_by_participle(case));
            let led = aside.or_else(|| self.implied(case));
            match led.or_else(|| self.woven_in(case)) {
                Some(voice) => {
                    let kind = QuoteKind::Partial;
                    self.say(raw, Said::of(kind, None, voice), at);
                }
                None => self.verdicts[raw] = Verdict::Marked,
            }
            return;
        }
        let voice = self.untold_voice(case);
        let opens = voice.entity.is_none() && voice.mention.is_none() && !headline;
        let voice = if opens { self.opening_voice(case) } else { voice };
        self.say(raw, Said::of(kind, None, voice), at);
    }

    /// « X reste d'abord muet. Puis, d'une voix à peine audible : “…” »: no verb and nobody stands before the colon, so
    /// whoever the sentence before is about.
    fn scene_voice(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, headline, .. } = *case;
        let plain = !headline && !self.lex.caseless && !self.lex.subject_first;
        let colon = q.checked_sub(1).filter(|&k| plain && k > 1 && s.sign(k, ':'))?;
        let verb = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::PRONOUN);
        let somebody = Class::ROLE.or(Class::GENERIC).or(Class::BODY).or(Class::CROWD);
        let quiet = (0..colon).all(|k| {
            let t = &s.tokens[k];
            let small = t.is(Class::DET.or(Class::PREP).or(Class::GENITIVE).or(Class::ADVERB));
            let told = t.is(verb) && !small || t.is(somebody.or(Class::ANONYMOUS));
            !t.is_word() || !told && (k == 0 || !t.cap)
        });
        // « Puis, dans un souffle », « Avec un sourire »: how it is said, and nothing else.
        let led = s.is(0, Class::THEN.or(Class::PREP).or(Class::COORD).or(Class::ADVERB));
        (quiet && led).then(|| self.topic_voice(case))?
    }

    /// Whose an utterance is that nothing in its sentence tells of.
    fn untold_voice(&mut self, case: &Case<'_>) -> Voice {
        let Case { s, q, headline, lead, .. } = *case;
        let at = s.tokens[q].span.start();
        let subject = self.cast.people.last_subject(s.tokens[0].span.start(), at);
        match (lead, subject) {
            (Some(lead), _) => lead.voice(&mut self.cast, self.document.text(), self.lex),
            (None, Some(entity)) if q > 0 => {
                Voice { entity: Some(entity), basis: Basis::Inferred, ..Voice::default() }
            }
            _ if headline => Voice::default(),
            _ if self.replies(case) => self.replying(at),
            _ => self
                .topic_voice(case)
                .or_else(|| self.topic_before(case))
                .or_else(|| self.brought_in(case))
                .unwrap_or_else(|| self.same_voice(at)),
        }
    }

    /// The voice a colon before or after the marks gives: « Nom : “…” », « “…” : le maire s'indigne ».
    pub(super) fn colon_voice(
        &mut self,
        s: &Sentence<'_>,
        q: usize,
        headline: bool,
    ) -> Option<Voice> {
        let at = s.tokens[q].span.start();
        // « Lire aussi : “…” : le récit d'un rescapé »
        if let Some(np) = s.told_by(q).filter(|_| !s.lex.caseless && !s.lex.subject_first) {
            let voice = self.cast.voice(s, np);
            return Some(Voice { basis: Basis::Inferred, ..voice });
        }
        let before = q > 0 && s.sign(q - 1, ':');
        // « ‘They took my bicycle’ – pensioner on a year of thefts »
        let dash = headline && self.lex.subject_first && (s.sign(q + 1, '-') || s.sign(q + 1, '–'));
        let after = q == 0 && (s.sign(q + 1, ':') || dash);
        if !before && !after {
            return None;
        }
        if let Some(np) = s.example_before(q) {
            return Some(Voice { basis: Basis::Inferred, ..self.cast.voice(s, np) });
        }
        let np = if before {
            let near = s.phrase_ending(q - 1);
            let subject = || s.main_subject(q - 1).or_else(|| near.map(|np| s.named_before(np)));
            // « Au tour de Solenn Le Bihan : »
            let told = || s.label_before(q - 1).or_else(|| s.told_how(q - 1));
            told().or_else(subject).or_else(|| s.strange_name_ending(q - 1))
        } else {
            let subject = s.main_subject(s.tokens.len()).filter(|np| np.0 > q);
            let named = || s.noun_phrase(q + 2).filter(|np| dash && s.read(*np).human);
            s.whose_words(q + 2)
                .or_else(named)
                .or(subject)
                .or_else(|| s.told_by(q))
                .or_else(|| s.met_after(q))
        };
        let known = |np: &(usize, usize)| {
            let r = s.read(*np);
            let name = r.name.is_some_and(|n| {
                let text = s.name_text(n);
                let place = self.lex.world.place_lang(&plain_words(&text)).is_some();
                place || self.cast.people.find(&super::names::parts(&text), None).is_some()
            });
            let crowd = Class::ANONYMOUS.or(Class::CROWD);
            let many = self.lex.subject_first && (np.0..=np.1).any(|k| s.is(k, crowd));
            name || r.pronoun && !s.is(np.0, Class::NOBODY) || r.human || r.body || many
        };
        if let Some(np) = np.filter(known) {
            let mut voice = self.cast.voice(s, np);
            if !headline && voice.basis == Basis::Stated {
                voice.basis = Basis::Inferred;
            }
            return Some(voice);
        }
        let to = s.tokens.last().map_or(at, |t| t.span.end());
        self.advance(to);
        let inside = self.cast.people.last_subject(s.tokens[0].span.start(), to);
        match inside {
            Some(entity) => {
                Some(Voice { entity: Some(entity), basis: Basis::Inferred, ..Voice::default() })
            }
            None if before && !headline => Some(self.same_voice(at)),
            None => Some(Voice::default()),
        }
    }

    /// Whoever the sentences between the last quotation and this one are about: « X hausse les
    /// épaules. “…” », « Même ton chez X. “…” ».
    pub(super) fn topic_voice(&mut self, case: &Case<'_>) -> Option<Voice> {
        let (para, (from, to)) = case.told;
        if para.inside.is_some() || from >= to {
            return None;
        }
        let document = self.document;
        for n in (from..to).rev() {
            let s = para.sentence(n, (document.text(), self.lex));
            let subject = s.main_subject(s.tokens.len()).or_else(|| s.opening_pronoun());
            if let Some(np) = subject {
                let reading = s.read(np);
                // « Sa mère, Nadia, lève les yeux au ciel. “…” »
                let beside = || {
                    let owned = s.is(np.0, Class::POSSESSIVE) && reading.human;
                    owned && s.apposition(np.1).is_some_and(|app| s.read(app).name.is_some())
                };
                // « Son fils est parti. “Il m'a appelé” »: whoever's son it is tells.
                let kin =
                    s.is(np.0, Class::POSSESSIVE) && (np.0..=np.1).any(|k| s.is(k, Class::KIN));
                let another = case.tells_of_another() || case.tells_of(reading.gender);
                if kin && reading.name.is_none() && another {
                    let (start, at) = (para.tokens[0].span.start(), s.tokens[0].span.start());
                    let people = &self.cast.people;
                    let portrayed = || people.star.filter(|s| s.1).map(|s| s.0);
                    let owner = portrayed().or_else(|| people.topic(start, at));
                    let basis = Basis::Inferred;
                    // Whom « il » means within those words.
                    self.cast.voice(&s, np);
                    return owner.map(|n| Voice { entity: Some(n), basis, ..Voice::default() });
                }
                let pointing = reading.pronoun || reading.human && reading.definite || beside();
                let clitic = s.tokens[np.0].kind == Kind::Clitic;
                if pointing && reading.name.is_none() && !clitic && !s.is(np.0, Class::NOBODY) {
                    let voice = self.cast.voice(&s, np);
                    let basis = Basis::Inferred;
                    if voice.entity.is_some() || !reading.pronoun {
                        return voice.entity.map(|_| Voice { mention: None, basis, ..voice });
                    }
                }
            }
            let span = s.tokens.first()?.span.cover(s.tokens.last()?.span);
            let place = |n: &usize| {
                let name = plain_words(&self.cast.people.all[*n].name);
                self.lex.world.place_lang(&name).is_some()
            };
            let topic = self.cast.people.topic(span.start(), span.end());
            // « Puis un voisin a voulu un four. “Il m'a mis une pierre dans les mains” »: whoever was told of before him.
            let unnamed = |n: usize| self.cast.people.all[n].sort == Sort::Unnamed;
            let told = topic.filter(|&n| case.tells_of_another() && unnamed(n));
            let topic = match told.filter(|_| !self.lex.caseless && !self.lex.subject_first) {
                Some(_) => {
                    let people = &self.cast.people;
                    let mut before = people.recent(span.start());
                    before.find(|&n| people.all[n].sort == Sort::Person && !people.all[n].plural)
                }
                None => topic,
            };
            if let Some(entity) = topic.filter(|n| !place(n)) {
                let basis = Basis::Inferred;
                return Some(Voice { entity: Some(entity), basis, ..Voice::default() });
            }
        }
        None
    }

    /// « Dans son bureau, elle se défend. », and the next paragraph is a quotation: whoever the last sentence of the
    /// paragraph before is about.
    fn topic_before(&mut self, case: &Case<'_>) -> Option<Voice> {
        let (para, (from, _)) = case.told;
        let first = para.tokens.first().is_some_and(|t| t.quote() == Some(case.raw));
        let before = case.before.filter(|_| first && from == 0 && para.inside.is_none())?;
        let last = before.sentences.len().checked_sub(1)?;
        let document = self.document;
        let s = before.sentence(last, (document.text(), self.lex));
        let quiet = s.tokens.iter().all(|t| t.quote().is_none()) && !self.lex.caseless;
        let np =
            s.main_subject(s.tokens.len()).or_else(|| s.opening_pronoun()).filter(|_| quiet)?;
        let reading = s.read(np);
        let told = reading.pronoun || reading.name.is_some_and(|n| s.is(n.0, Class::GIVEN));
        let clitic = s.tokens[np.0].kind == Kind::Clitic;
        if !told || reading.plural || clitic || s.is(np.0, Class::NOBODY) || self.lex.subject_first
        {
            return None;
        }
        let voice = self.cast.voice(&s, np);
        let person = |n: usize| self.cast.people.all[n].sort == Sort::Person;
        let entity = voice.entity.filter(|&n| person(n))?;
        let basis = Basis::Inferred;
        Some(Voice { entity: Some(entity), basis, ..Voice::default() })
    }

    /// « Agen : les commerçants “à bout” »: in a title, what stands in marks after a person is theirs.
    fn title_predicate(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        let np = s.phrase_ending(q).filter(|np| headline && !shape.upper && np.1 + 1 == q)?;
        let opens = np.0 == 0 || s.sign(np.0 - 1, ':') || s.sign(np.0 - 1, ',');
        let reading = s.read(np);
        let given = |n: (usize, usize)| s.is(n.0, Class::GIVEN.or(Class::TITLE));
        // « la direction “prête à négocier”, les syndicats “sceptiques” »
        let noun = np.0 + usize::from(s.is(np.0, Class::DET));
        let body = reading.body && reading.definite && !s.is(noun, Class::NAMING);
        let body = body && !s.lex.caseless && !s.lex.subject_first;
        // « Villagers “cut off” as last bus is scrapped »
        let crowd = || s.lex.subject_first && s.is(np.1, Class::CROWD.or(Class::ANONYMOUS));
        let somebody = reading.human || reading.name.is_some_and(given) || body || crowd();
        let row = s.sign(q + 1, ',') && !s.lex.caseless && !s.lex.subject_first;
        let clause = s.lex.subject_first && s.is(q + 1, Class::PREP.or(Class::SUBORD));
        let ends = row || clause || s.tokens[q + 1..].iter().all(|t| !t.is_word());
        if !(opens && somebody && ends) {
            return None;
        }
        let voice = self.cast.voice(s, np);
        Some(Voice { basis: Basis::Inferred, ..voice })
    }

    /// « Petit : le monde “au bord du gouffre” »: in a title, whoever stands before its first colon says what stands
    /// in marks behind it.
    fn title_label(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        let colon = (0..q).find(|&k| s.sign(k, ':')).filter(|_| headline && !shape.title)?;
        let np = s.noun_phrase(0).filter(|np| np.1 + 1 == colon)?;
        let name = s.read(np).name.filter(|n| n.1 == np.1)?;
        let known = super::names::parts(&s.name_text(name));
        let entity = self.cast.people.find(&known, None)?;
        let person = self.cast.people.all[entity].sort == Sort::Person;
        let quiet = (colon..q).all(|k| !(s.is(k, Class::CUE) && s.is(k, Class::FINITE)));
        let mention = Some(s.mention_span(np));
        let basis = Basis::Inferred;
        (person && quiet).then_some(Voice { mention, entity: Some(entity), basis, role: None })
    }

    /// « la Ligue “condamne ces agissements” »: the marks hold the verb, its subject stands before them.
    fn predicate(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        // « Le ministre, lui, “fait confiance aux syndicats” »
        let plain = shape.verb_first && !s.lex.caseless && !s.lex.subject_first;
        let mut near = q.saturating_sub(INSET)..q;
        let open = near.find(|&k| plain && s.inset(k) == Some(q - 1));
        let end = open.unwrap_or(q);
        let np = s.phrase_ending(end).filter(|np| shape.verb_first && np.1 + 1 == end)?;
        let opens = np.0 == 0 || s.sign(np.0 - 1, ',');
        let reading = s.read(np);
        // « Bercy “prend acte” »: in a title, and of so few words, only what speaks for many.
        let place = || s.lex.world.place_lang(&s.folded(np)).is_some();
        let speaks = reading.body || place();
        let few = headline || shape.words < 3;
        let he = reading.pronoun && !s.is(np.0, Class::NOBODY);
        let known = he || reading.human || reading.name.is_some();
        let somebody = speaks || known && !few;
        if !opens || !somebody {
            return None;
        }
        let voice = self.cast.voice(s, np);
        voice.entity.map(|_| Voice { basis: Basis::Inferred, ..voice })
    }

    /// « la Ligue “regrette” une décision “hâtive” »: what follows a verb in marks is said with it.
    fn object_in_marks(&self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, previous, headline, .. } = *case;
        let raw = s.tokens[previous?].quote().filter(|_| !headline)?;
        let Verdict::Said(said) = &self.verdicts[raw] else { return None };
        let words = self.raws[raw].pieces.iter().copied().reduce(Span::cover)?;
        let verb = Shape::of(self.text(), words, self.lex).verb_first && said.cue.is_none();
        let near = s.tokens[previous? + 1..q].iter().all(|t| t.is_word() && !t.is(Class::AUX));
        (verb && near).then(|| Voice { basis: Basis::Inferred, ..said.voice.clone() })
    }

    /// Whether the quotation is a short reply: the one just before it asked somebody.
    fn replies(&self, case: &Case<'_>) -> bool {
        let Some(before) = case.raw.checked_sub(1) else { return false };
        let Verdict::Said(said) = &self.verdicts[before] else { return false };
        let Some(asked) = self.raws[before].pieces.last() else { return false };
        let question = self.words_end(before, '?');
        let verb = said.cue.is_some_and(|c| {
            let words = plain_words(c.of(self.text()));
            words.iter().any(|w| self.lex.class(w).is(Class::ASK))
        });
        let here = case.s.tokens[case.q].span.start();
        let gap = here.saturating_sub(asked.end());
        // « “Oui.” “Et après ?” “Rien.” »: in a row of questions and answers the speakers alternate.
        let row = gap < ROW && said.cue.is_none() && said.voice.basis == Basis::Inferred;
        let asks = self.words_end(case.raw, '?');
        let replies = question && (verb || case.shape.words <= 4) || row && (question || asks);
        gap < REPLY && case.q == 0 && replies
    }

    fn words_end(&self, raw: usize, sign: char) -> bool {
        let last = self.raws[raw].pieces.last();
        last.is_some_and(|p| p.of(self.text()).trim_end().ends_with(sign))
    }

    /// Whoever else was last in the conversation.
    fn replying(&self, at: usize) -> Voice {
        let people = &self.cast.people;
        let asking = self.cast.last.map(|l| l.0);
        let other = people.recent(at).find(|&n| {
            let entity = &people.all[n];
            Some(n) != asking && entity.sort != Sort::Body && !entity.plural
        });
        let basis = if other.is_some() { Basis::Inferred } else { Basis::Unknown };
        Voice { entity: other, basis, ..Voice::default() }
    }

    /// The last one who spoke, if that was not long ago.
    pub(super) fn same_voice(&self, at: usize) -> Voice {
        let block = self.document.blocks().partition_point(|b| b.span.end() <= at);
        let teaser =
            self.document.blocks().get(block).is_none_or(|b| b.kind == BlockKind::Boilerplate);
        // A teaser has nothing to do with the one before it.
        let near = self.cast.last.filter(|&(_, p)| !teaser && at.saturating_sub(p) < 900);
        Voice {
            entity: near.map(|l| l.0),
            basis: if near.is_some() { Basis::Inferred } else { Basis::Unknown },
            ..Voice::default()
        }
    }
}

/// How many tokens before the marks « , lui, » may open.
const INSET: usize = 8;
/// How far from a question its reply may stand, in bytes.
const REPLY: usize = 160;
/// How near quotations that stand in a row are, marks included.
const ROW: usize = 16;
