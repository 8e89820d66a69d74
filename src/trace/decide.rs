//! Decides on one marked stretch: whose words it is, or that nobody said it.

use crate::corpus::document::BlockKind;
use crate::corpus::quote::{Basis, QuoteKind};

use super::attribute::Voice;
use super::cue::{Cue, Form, Sentence};
use super::find::{Finder, Lead, Para, Said, Verdict};
use super::judge::{Held, Hold, Shape};
use super::lexicon::{Class, Phrase};
use super::people::Sort;
use super::token::{Kind, Token, fold, phrase_at, plain_words};

/// A marked stretch where it stands.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub(super) s: &'c Sentence<'c>,
    /// Its token in the sentence.
    pub(super) q: usize,
    /// Its number among the stretches.
    pub(super) raw: usize,
    pub(super) shape: Shape,
    pub(super) kind: QuoteKind,
    /// Whether it stands in a title.
    pub(super) headline: bool,
    /// The token of the stretch before it in the sentence.
    pub(super) previous: Option<usize>,
    /// The sentence before, where that announces it.
    pub(super) lead: Option<Lead<'c>>,
    /// The paragraph, and which of its sentences stand since the last quotation.
    pub(super) told: (&'c Para, (usize, usize)),
}

impl Case<'_> {
    /// How the reporter presents the words.
    pub(super) fn presented(&self) -> QuoteKind {
        let Case { s, q, shape, headline, .. } = *self;
        if headline {
            return QuoteKind::Headline;
        }
        let lead = s.tokens[..q]
            .iter()
            .rposition(|t| !matches!(t.kind, Kind::Sign('—' | '–' | '-' | '*' | '•' | '(')));
        let Some(before) = lead else { return QuoteKind::Direct };
        let all_small = (0..=before).all(|k| s.is(k, Class::COORD));
        if all_small || s.sign(before, ':') {
            return QuoteKind::Direct;
        }
        let that = s.is(before, Class::THAT);
        // « il m'a dit “tu la portes pour nous” »: the verb, then words that address somebody.
        let verb = s.is(before, Class::CUE) && s.is(before, Class::PARTICIPLE.or(Class::FINITE));
        if verb && shape.clause && shape.person && shape.words >= 3 {
            return QuoteKind::Direct;
        }
        let utterance = shape.upper && !that && (shape.ends && shape.words >= 2 || shape.utters());
        if utterance { QuoteKind::Direct } else { QuoteKind::Partial }
    }
}

impl Finder<'_> {
    /// The cue that holds the quotation at `q`, the nearest kind first.
    pub(super) fn held(&self, case: &Case<'_>, cues: &[Cue]) -> Option<Held> {
        let Case { s, q, shape, .. } = *case;
        // « Le Monde rapporte, citant un ministre, que … »: the outlet passes the words on.
        let cited = |c: &&Cue| {
            c.form == Form::Quoting
                && phrase_at(s.text, s.tokens, c.first, Phrase::Interpreter, self.lex).is_none()
                && s.speaker_of(**c, Hold::After).is_some_and(|np| !self.is_outlet(s, np))
        };
        if let Some(cue) = cues.iter().find(cited) {
            let hold = if cue.first == q + 1 { Hold::After } else { Hold::Within };
            return Some(Held { cue: *cue, hold });
        }
        if let Some(cue) = s.cue_around(q) {
            return Some(Held { cue, hold: Hold::Before });
        }
        let after = s.cue_after(q, cues, shape);
        let before = s.cue_before(q, cues, shape);
        match (after, before) {
            (Some(a), Some(b))
                if matches!(a.form, Form::Source | Form::SourceWeak)
                    && b.cue.form != Form::Noun =>
            {
                // An outlet passes words on, a communiqué only holds them.
                let paper = |np: (usize, usize)| {
                    self.is_outlet(s, np) || (np.0..=np.1).any(|k| s.is(k, Class::DOCUMENT))
                };
                let outlet = s.speaker_of(a, Hold::After).is_some_and(paper);
                // « selon les mots de X »: whose words they are is told outright.
                let words = (a.first..=a.last).any(|k| s.is(k, Class::LABEL_SPEECH));
                if words && !outlet {
                    return Some(Held { cue: a, hold: Hold::After });
                }
                // « Il a dit “…”, selon la présidence »: the verb says who spoke.
                let verb = b.hold == Hold::Before && b.cue.form != Form::Source;
                Some(if outlet || verb { b } else { Held { cue: a, hold: Hold::After } })
            }
            (Some(a), Some(b))
                if b.cue.form != Form::Noun
                    && s.speaker_of(a, Hold::After).is_some_and(|np| self.is_outlet(s, np)) =>
            {
                Some(b)
            }
            (Some(a), _) => Some(Held { cue: a, hold: Hold::After }),
            (None, Some(b)) => Some(b),
            (None, None) => s.cue_later(q, cues).map(|cue| Held { cue, hold: Hold::Within }),
        }
    }

    fn is_outlet(&self, s: &Sentence<'_>, np: (usize, usize)) -> bool {
        let outlet = |k| phrase_at(s.text, s.tokens, k, Phrase::Outlet, self.lex).is_some();
        (np.0..=np.1).any(|k| outlet(k) && s.tokens[k].is_word())
    }

    pub(super) fn held_quote(&mut self, case: &Case<'_>, held: Held) {
        let Case { s, q, raw, shape, kind, previous, .. } = *case;
        let after = held.hold == Hold::After || held.hold == Hold::Within && held.cue.first > q;
        let np = s.speaker_of(held.cue, if after { Hold::After } else { Hold::Before });
        let loose = matches!(held.cue.form, Form::Loose | Form::Noun);
        let said_by = np.map(|np| s.somewhere(np).unwrap_or(np)).map(|np| (np, s.read(np)));
        let human = said_by.as_ref().is_none_or(|(np, r)| {
            r.pronoun && !s.is(np.0, Class::NOBODY)
                || r.name.is_some()
                || r.human
                || s.word(np.0).starts_with(|c: char| c.is_ascii_digit())
                || r.body
                || s.is(np.0, Class::ANONYMOUS)
                || s.tokens[np.0].kind == Kind::Clitic && !nobody(s, *np)
                || (np.0..=np.1)
                    .any(|k| s.is(k, Class::ANONYMOUS.or(Class::CROWD).or(Class::STRONG)))
        });
        let judging =
            !held.cue.class.is(Class::SAY.or(Class::MANNER)) || held.cue.form == Form::Noun;
        let far = held.hold == Hold::Within;
        let nothing = np.is_none() && !loose && !matches!(held.cue.form, Form::Inverted(_));
        // « a publié “Le Temps des arbres” »: a work, not words.
        let work = !held.cue.class.is(Class::SAY)
            && shape.upper
            && !shape.clause
            && !shape.person
            && !s.is(q.saturating_sub(1), Class::THAT);
        let name = (shape.title || work)
            && shape.words <= 6
            && !shape.ends
            && held.hold != Hold::After
            && !s.sign(q.saturating_sub(1), ':');
        if name || (judging || far) && !human && !shape.utters() || nothing && !shape.utters() {
            self.verdicts[raw] = Verdict::Marked;
            return;
        }
        let at = s.tokens[q].span.start();
        let voice = match np {
            Some(np) => match s.somewhere(np) {
                Some(body) => Voice { basis: Basis::Inferred, ..self.cast.voice(s, body) },
                None => self.cast.joint_voice(s, np, held.cue),
            },
            None => self.same_voice(at),
        };
        let cue = s.tokens[held.cue.first].span.cover(s.tokens[held.cue.last].span);
        // `« X », dit-il, « y »`: one quotation in two parts.
        let joined = previous.and_then(|p| self.joins(s, p, q));
        if let Some(first) = joined {
            let Verdict::Said(ref said) = self.verdicts[first] else { return };
            let mut said = said.clone();
            said.joined = Some(first);
            self.verdicts[raw] = Verdict::Said(said);
            return;
        }
        self.say(raw, Said { kind, cue: Some(cue), voice, joined: None }, at);
    }

    /// The first quotation of the sentence, if the one at `q` goes on with it after an incise.
    fn joins(&self, s: &Sentence<'_>, p: usize, q: usize) -> Option<usize> {
        let first = s.tokens[p].quote()?;
        let Verdict::Said(said) = &self.verdicts[first] else { return None };
        let cue = said.cue?;
        let gap = &s.tokens[p + 1..q];
        let starts = gap.first().is_some_and(|t| t.is_sign(',') || t.is_word());
        let last = gap.last()?;
        // The incise is all there is between the two, and a comma leads back into the words.
        let only = gap.iter().any(|t| t.span.start() == cue.start())
            && gap.iter().filter(|t| t.is_word() && t.is(Class::GERUND)).count() == 0
            && gap
                .iter()
                .filter(|t| {
                    t.is_word()
                        && !t.cap
                        && t.is(Class::CUE)
                        && t.is(Class::FINITE)
                        && !t.is(Class::PARTICIPLE)
                })
                .count()
                <= 1;
        let comma = last.is_sign(',');
        (starts && only && comma).then(|| said.joined.unwrap_or(first))
    }

    /// A quotation no cue holds: it goes on with the last speaker, or nobody said it.
    pub(super) fn bare(&mut self, case: &Case<'_>) {
        let Case { s, q, raw, shape, kind, headline, lead, .. } = *case;
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
        if let Some(voice) = self.colon_voice(s, q, headline)
            && (voice.entity.is_some() || shape.utters() || shape.words >= 3)
        {
            self.say(raw, Said { kind, cue: None, voice, joined: None }, at);
            return;
        }
        if let Some(voice) = self.predicate(case) {
            self.say(raw, Said { kind: QuoteKind::Partial, cue: None, voice, joined: None }, at);
            return;
        }
        let utters = shape.utters() && !(shape.title && shape.words < 6);
        let alone = q == 0 && s.tokens.len() <= 2;
        let reply = alone && shape.ends && shape.upper;
        let clause = (headline || q == 0) && shape.words >= 3 && (shape.clause || shape.person);
        let titled = reply || clause || alone && shape.words >= 3 && !shape.title;
        if !(utters || titled) {
            match self.implied(case) {
                Some(voice) => {
                    let kind = QuoteKind::Partial;
                    self.say(raw, Said { kind, cue: None, voice, joined: None }, at);
                }
                None => self.verdicts[raw] = Verdict::Marked,
            }
            return;
        }
        let subject = self.cast.people.last_subject(s.tokens[0].span.start(), at);
        let voice = match (lead, subject) {
            (Some(lead), _) => lead.voice(&mut self.cast, self.document.text(), self.lex),
            (None, Some(entity)) if q > 0 => {
                Voice { entity: Some(entity), basis: Basis::Inferred, ..Voice::default() }
            }
            _ if headline => Voice::default(),
            _ => self.topic_voice(case).unwrap_or_else(|| self.same_voice(at)),
        };
        self.say(raw, Said { kind, cue: None, voice, joined: None }, at);
    }

    /// The voice a colon before or after the marks gives: « Nom : “…” », « “…” : le maire s'indigne ».
    fn colon_voice(&mut self, s: &Sentence<'_>, q: usize, headline: bool) -> Option<Voice> {
        let at = s.tokens[q].span.start();
        let before = q > 0 && s.sign(q - 1, ':');
        let after = q == 0 && s.sign(q + 1, ':');
        if !before && !after {
            return None;
        }
        let np = if before {
            let near = s.phrase_ending(q - 1);
            s.main_subject(q - 1).or_else(|| near.map(|np| s.named_before(np)))
        } else {
            s.main_subject(s.tokens.len()).filter(|np| np.0 > q)
        };
        let known = |np: &(usize, usize)| {
            let r = s.read(*np);
            let name = r.name.is_some_and(|n| {
                let text = s.name_text(n);
                let place = self.lex.world.place_lang(&plain_words(&text)).is_some();
                place || self.cast.people.find(&super::names::parts(&text), None).is_some()
            });
            name || r.pronoun && !s.is(np.0, Class::NOBODY) || r.human || r.body
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
    fn topic_voice(&mut self, case: &Case<'_>) -> Option<Voice> {
        let (para, (from, to)) = case.told;
        if para.inside.is_some() || from >= to {
            return None;
        }
        let document = self.document;
        for &(first, end) in para.sentences[from..to].iter().rev() {
            let s =
                Sentence { text: document.text(), tokens: &para.tokens[first..end], lex: self.lex };
            let subject = s.main_subject(s.tokens.len()).or_else(|| s.opening_pronoun());
            if let Some(np) = subject {
                let reading = s.read(np);
                let pointing = reading.pronoun || reading.human && reading.definite;
                let clitic = s.tokens[np.0].kind == Kind::Clitic;
                if pointing && reading.name.is_none() && !clitic && !s.is(np.0, Class::NOBODY) {
                    let voice = self.cast.voice(&s, np);
                    let basis = Basis::Inferred;
                    return voice.entity.map(|_| Voice { mention: None, basis, ..voice });
                }
            }
            let span = s.tokens.first()?.span.cover(s.tokens.last()?.span);
            let place = |n: &usize| {
                let name = plain_words(&self.cast.people.all[*n].name);
                self.lex.world.place_lang(&name).is_some()
            };
            let topic = self.cast.people.topic(span.start(), span.end());
            if let Some(entity) = topic.filter(|n| !place(n)) {
                let basis = Basis::Inferred;
                return Some(Voice { entity: Some(entity), basis, ..Voice::default() });
            }
        }
        None
    }

    /// « la Ligue “condamne ces agissements” »: the marks hold the verb, its subject stands before them.
    fn predicate(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        let np = s.phrase_ending(q).filter(|np| !headline && shape.verb_first && np.1 + 1 == q)?;
        let opens = np.0 == 0 || s.sign(np.0 - 1, ',');
        let reading = s.read(np);
        let somebody = reading.human || reading.body || reading.name.is_some();
        if !opens || !somebody || shape.words < 3 {
            return None;
        }
        let voice = self.cast.voice(s, np);
        voice.entity.map(|_| Voice { basis: Basis::Inferred, ..voice })
    }

    /// A few words in marks that only the one the sentence is about can have said: « il n'a “pas
    /// fermé l'œil” ».
    fn implied(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        if headline || q == 0 || shape.upper || shape.words < 3 {
            return None;
        }
        let at = s.tokens[q].span.start();
        let basis = Basis::Inferred;
        if let Some(entity) = self.cast.people.last_subject(s.tokens[0].span.start(), at) {
            let person = self.cast.people.all[entity].sort != Sort::Body;
            return person.then(|| Voice { entity: Some(entity), basis, ..Voice::default() });
        }
        let np = s.opening_pronoun().filter(|np| np.1 < q)?;
        let voice = self.cast.voice(s, np);
        voice.entity.map(|_| Voice { mention: voice.mention, basis, ..voice })
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

/// Whether a hung-on pronoun is « on ».
fn nobody(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    s.lex.class(&fold(s.mention_span(np).of(s.text))).is(Class::NOBODY)
}
