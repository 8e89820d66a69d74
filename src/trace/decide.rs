//! Decides on one marked stretch: whose words it is, or that nobody said it.

mod voice;

use crate::corpus::quote::QuoteKind;

use super::cue::{Cue, Form, Sentence};
use super::find::{Finder, Said, Verdict};
use super::judge::{Held, Hold};
use super::lead::Lead;
use super::lexicon::{Class, Phrase};
use super::para::Para;
use super::people::Gender;
use super::reading::Reading;
use super::shape::Shape;
use super::token::{Kind, folded, phrase_at, plain_words, tokens};

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
    /// The paragraph before.
    pub(super) before: Option<&'c Para>,
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
        // « qui scandaient “Démission !” »
        let cried = verb && shape.upper && s.tokens[q].span.of(s.text).contains('!');
        let utterance =
            cried || shape.upper && !that && (shape.ends && shape.words >= 2 || shape.utters());
        if utterance { QuoteKind::Direct } else { QuoteKind::Partial }
    }

    /// « Il m'a appelé une fois »: words about a third one by somebody who says « je ».
    pub(super) fn tells_of_another(&self) -> bool {
        let lex = self.s.lex;
        let words = plain_words(self.s.tokens[self.q].span.of(self.s.text));
        let opens = words.first().is_some_and(|w| lex.class(w).is(Class::HE));
        let me = |w: &str| lex.class(w).is(Class::PERSON) && !lex.class(w).is(Class::NOBODY);
        opens && words.iter().any(|w| me(w))
    }

    /// « Il accrochait un drap entre deux arbres »: words about a man or a woman, as `gender` says.
    pub(super) fn tells_of(&self, gender: Option<Gender>) -> bool {
        let lex = self.s.lex;
        let words = self.s.tokens[self.q].span;
        let inner = tokens(self.s.text, words, &[], lex);
        let s = Sentence::new(self.s.text, &inner, lex);
        let subject = s.opening_pronoun().filter(|np| np.0 == 0 && s.is(0, Class::HE));
        subject.is_some_and(|np| gender.is_some() && s.read(np).gender == gender)
    }
}

impl Finder<'_> {
    /// The cue that holds the quotation at `q`, the nearest kind first.
    pub(super) fn held(&self, case: &Case<'_>, cues: &[Cue]) -> Option<Held> {
        let Case { s, q, shape, .. } = *case;
        if let Some(cue) = self.cited(case, cues) {
            let hold = if cue.first == q + 1 { Hold::After } else { Hold::Within };
            return Some(Held { cue, hold });
        }
        if let Some(cue) = s.cue_around(q, cues) {
            return Some(Held { cue, hold: Hold::Before });
        }
        // « X est cassant : “…”, peut-on lire sur son compte »: the colon tells who wrote it.
        let read = |c: &Cue| match c.form {
            Form::Inverted(k) => {
                s.sign(q.wrapping_sub(1), ':') && nobody(s, (k, k)) && s.somewhere((k, k)).is_none()
            }
            _ => false,
        };
        let after = s.cue_after(q, cues, shape).filter(|c| !read(c));
        let before = s.cue_before(q, cues, shape);
        match (after, before) {
            (Some(a), Some(b))
                if matches!(a.form, Form::Source | Form::SourceWeak)
                    && b.cue.form != Form::Noun =>
            {
                Some(self.source_or_verb(s, a, b))
            }
            (Some(a), Some(b)) if self.passes_on(s, a, b) => Self::ruling_verb(s, cues, (a, b)),
            (Some(_), Some(b)) if s.leads_to(b.cue, q) || s.set_in_by(b.cue, q) => Some(b),
            // « بينما اعتبرت جين دو القرار "متسرعا"، رأى نائبها أنه "ضروري" »
            (Some(a), Some(b)) if s.leads_on(a) && b.cue.form == Form::Finite => Some(b),
            (Some(a), Some(b))
                if b.cue.form != Form::Noun
                    && s.speaker_of(a, Hold::After).is_some_and(|np| self.is_outlet(s, np)) =>
            {
                Some(b)
            }
            // « raconte “le bruit”, a glacé la salle »: a known verb beside the marks beats a guess.
            (Some(a), Some(b))
                if a.class.is(Class::GUESSED)
                    && b.hold == Hold::Before
                    && b.cue.class.is(Class::SAY.or(Class::JUDGE)) =>
            {
                Some(b)
            }
            (Some(a), _) => Some(Held { cue: a, hold: Hold::After }),
            (None, Some(b)) => {
                let later = self.said_by_another(s, q, cues, b);
                Some(later.unwrap_or_else(|| Self::ruling(s, cues, b)))
            }
            (None, None) => {
                let later = s.cue_later(q, cues).filter(|c| !read(c));
                later.map(|cue| Held { cue, hold: Hold::Within })
            }
        }
    }

    /// « Le reste de la hausse vise à soutenir X afin que “…” survive, a affirmé Jean Petit »: the verb behind the words at `q` that
    /// says whose they are, where the subject of the one before them is a thing.
    fn said_by_another(
        &self,
        s: &Sentence<'_>,
        q: usize,
        cues: &[Cue],
        near: Held,
    ) -> Option<Held> {
        let plain = !self.lex.caseless && !self.lex.subject_first && near.cue.form == Form::Loose;
        let np = s.speaker_of(near.cue, Hold::Before).filter(|_| plain)?;
        let reading = s.read(np);
        let thing = reading.definite && !is_somebody(s, np, &reading);
        let later = s.cue_later(q, cues).filter(|c| thing && c.form != Form::Source)?;
        let speaks =
            s.speaker_of(later, Hold::After).is_some_and(|np| is_somebody(s, np, &s.read(np)));
        speaks.then_some(Held { cue: later, hold: Hold::Within })
    }

    /// « pour “favoritisme” et “prise illégale d'intérêts” »: what the first is, the second is.
    pub(super) fn goes_with_unsaid(&self, case: &Case<'_>) -> bool {
        let Case { s, q, shape, previous, .. } = *case;
        let link = |k: usize| s.is(k, Class::UNION) || s.sign(k, ',');
        let of = |p: usize| p + 3 == q && s.is(p + 2, Class::GENITIVE.or(Class::PREP));
        let twin = previous
            .filter(|&p| (p + 2 == q || of(p)) && link(p + 1))
            .and_then(|p| s.tokens[p].quote());
        let unsaid = twin.is_some_and(|t| matches!(self.verdicts[t], Verdict::Marked));
        unsaid && !shape.clause && !shape.person && !shape.ends
    }

    /// « Le Monde rapporte, citant un ministre, que … »: the outlet passes the words on.
    fn cited(&self, case: &Case<'_>, cues: &[Cue]) -> Option<Cue> {
        let Case { s, q, shape, .. } = *case;
        let said_by = |c: Cue| s.speaker_of(c, Hold::After);
        let speaks = |c: Cue| said_by(c).is_some_and(|np| !self.is_outlet(s, np));
        // « “…”, assure l'élue, qui s'appuie sur un rapport »: her own words come first.
        let somebody = |np: (usize, usize)| {
            let reading = s.read(np);
            let hung = s.tokens[np.0].kind == Kind::Clitic && !nobody(s, np);
            hung || reading.human
                || reading.body
                || reading.pronoun
                || reading.name.is_some_and(|n| s.is(n.0, Class::GIVEN))
        };
        let own = s
            .cue_after(q, cues, shape)
            .filter(|a| a.form != Form::Source && speaks(*a) && said_by(*a).is_some_and(somebody));
        let found = cues.iter().find(|c| {
            let phrase = |of| phrase_at(s.text, s.tokens, c.first, of, self.lex);
            let quotes = c.form == Form::Quoting && phrase(Phrase::Interpreter).is_none();
            let cited = || {
                let paper = |np: (usize, usize)| (np.0..=np.1).any(|k| s.is(k, Class::DOCUMENT));
                let may = |np| self.lex.caseless || s.may_be_cited(np) || paper(np);
                said_by(**c).is_some_and(may)
            };
            let other = cues.iter().any(|verb| s.is_of_another_clause(*verb, c.last, q));
            quotes && speaks(**c) && cited() && own.is_none_or(|a| c.first < a.first) && !other
        });
        found.copied()
    }

    pub(super) fn is_outlet(&self, s: &Sentence<'_>, np: (usize, usize)) -> bool {
        let outlet = |k| phrase_at(s.text, s.tokens, k, Phrase::Outlet, self.lex).is_some();
        // « l'agence éthiopienne ENA »: a name no list has, after what it is.
        let noun = |k: usize| {
            !s.tokens[k].cap && s.lex.outlet_noun(&folded(s.word(k))).is_some() && {
                (k + 1..=np.1).any(|n| s.tokens[n].is_word() && s.tokens[n].cap)
            }
        };
        // « indiquent nos confrères du Parisien »
        let ours = !self.lex.caseless && s.is(np.0, Class::DET) && s.is(np.0 + 1, Class::PEER);
        let fused = |k: usize| ours && super::outlet::contracted(s, k).is_some();
        (np.0..=np.1).any(|k| s.tokens[k].is_word() && (outlet(k) || noun(k) || fused(k)))
    }

    pub(super) fn held_quote(&mut self, case: &Case<'_>, held: Held) {
        let Case { s, q, raw, shape, kind, previous, .. } = *case;
        let after = held.hold == Hold::After || held.hold == Hold::Within && held.cue.first > q;
        let np = s.speaker_of(held.cue, if after { Hold::After } else { Hold::Before });
        let np = np.map(|np| meant_by(s, held.cue, np));
        let example = s.example_before(q).filter(|_| !after);
        let np = example.or(np);
        let loose = matches!(held.cue.form, Form::Loose | Form::Noun);
        let said_by = np.map(|np| s.somewhere(np).unwrap_or(np)).map(|np| (np, s.read(np)));
        // « A baggage handler, who …, said morale was “low” »: a noun no list has, straight before an English verb.
        let told = self.lex.subject_first && held.cue.class.is(Class::SAY);
        let own_words = s.own_words(held.cue, np, q);
        let led =
            |np: &(usize, usize)| s.is(np.0, Class::DET) && np.1 > np.0 && np.1 < held.cue.first;
        let human = |(np, r): &((usize, usize), Reading)| told && led(np) || is_somebody(s, *np, r);
        let human = own_words.is_some() || said_by.as_ref().is_none_or(human);
        let judging =
            !held.cue.class.is(Class::SAY.or(Class::MANNER)) || held.cue.form == Form::Noun;
        let far = held.hold == Hold::Within;
        let hidden = self.lex.verb_first && held.cue.form == Form::Finite;
        let nothing =
            np.is_none() && !loose && !hidden && !matches!(held.cue.form, Form::Inverted(_));
        let nothing = nothing && !held.cue.class.is(Class::OWN) && !some_do(case, held);
        let term = said_by.as_ref().is_some_and(|(np, r)| r.name.is_none() && is_a_term(s, *np));
        let called = np.is_some_and(|np| called_by(s, held.cue, np));
        let mute = (judging || far || term) && !human || nothing || called && shape.words <= 4;
        if titles(case, held) || mute && !shape.utters() || self.receives(case) {
            self.verdicts[raw] = Verdict::Marked;
            return;
        }
        let at = s.tokens[q].span.start();
        let asked = self.asked_before(s, raw, held.cue);
        let thing = mute && said_by.is_some_and(|(np, r)| is_a_thing(s, held.cue, (np, &r)));
        self.cast.people.asker = asked.or_else(|| self.asked_of_them(case, held.cue));
        let read = (held.cue.first..=held.cue.last).any(|k| s.is(k, Class::READS));
        // « Le président lit un SMS : “…” »: who reads a letter aloud did not write it.
        let paper = (held.cue.last + 1..q).find(|&k| read && is_paper(s, k));
        let aloud = paper.is_some() && !s.lex.caseless;
        let reader = np.filter(|_| aloud).map(|np| self.cast.voice(s, np));
        let voice = match paper {
            Some(_) => self.writer(s, paper),
            // « Ce dispositif vise à aider les firmes “qui …” »: no thing says so.
            None if thing && own_words.is_none() && example.is_none() => self.same_voice(at),
            None => self.said_by(case, held, (np, own_words, example)),
        };
        self.cast.people.asker = None;
        let cue = s.tokens[held.cue.first].span.cover(s.tokens[held.cue.last].span);
        // `« X », dit-il, « y »`: one quotation in two parts.
        let own = self.has_own_source(s, held);
        let joined = previous.filter(|_| !own).and_then(|p| self.joins(s, p, q));
        if let Some(first) = joined {
            let Verdict::Said(ref said) = self.verdicts[first] else { return };
            let mut said = said.clone();
            said.joined = Some(first);
            self.verdicts[raw] = Verdict::Said(said);
            return;
        }
        self.cast.note_issued(s, voice.entity);
        self.say(raw, Said { kind, cue: Some(cue), voice, joined: None, reader }, at);
    }

    /// « قالت لـ"صوت النهر": "…" »: the marks hold who was told.
    fn receives(&self, case: &Case<'_>) -> bool {
        let Case { s, q, shape, .. } = *case;
        let Some(link) = q.checked_sub(1).filter(|&k| s.tokens[k].is_word()) else { return false };
        let to = phrase_at(s.text, s.tokens, link, Phrase::Received, self.lex);
        let letter = s.word(link).trim_end_matches('\u{640}').chars().count() == 1;
        let then = s.sign(q + 1, ':') || s.is(q + 1, Class::THAT);
        let told = to.is_some() && letter && then && self.lex.caseless;
        told && shape.words <= 4 && !shape.clause && !shape.ends
    }

    /// « “A”, selon X, “B” pour Y »: the second has a source of its own.
    fn has_own_source(&self, s: &Sentence<'_>, held: Held) -> bool {
        let source = matches!(held.cue.form, Form::Source | Form::SourceWeak);
        let after = source && held.hold == Hold::After;
        after
            && s.speaker_of(held.cue, Hold::After).is_some_and(|np| {
                let reading = s.read(np);
                let given = |n: (usize, usize)| s.is(n.0, Class::GIVEN.or(Class::TITLE));
                (reading.human || reading.name.is_some_and(given)) && !self.is_outlet(s, np)
            })
    }

    /// Whether the words at hand are said by somebody whose verb is left out, which stands with those before; says so.
    pub(super) fn left_out(&mut self, case: &Case<'_>, at: usize) -> bool {
        let Case { s, q, raw, kind, previous, .. } = *case;
        let gapped = previous.and_then(|p| Some((s.tokens[p].quote()?, s.gapped(p, q)?)));
        let Some((first, np)) = gapped else { return false };
        let Verdict::Said(ref said) = self.verdicts[first] else { return false };
        let Some(cue) = said.cue else { return false };
        let voice = self.cast.voice(s, np);
        self.say(raw, Said::of(kind, Some(cue), voice), at);
        true
    }

    /// The first quotation of the sentence, if the one at `q` goes on with it after an incise.
    pub(super) fn joins(&self, s: &Sentence<'_>, p: usize, q: usize) -> Option<usize> {
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
        // « “…”, rappelle la naturaliste, qui dit avoir ramassé “…” »
        let verb = Class::CUE.or(Class::AUX);
        let told = gap.windows(2).any(|t| t[0].is(Class::RELATIVE) && t[1].is(verb));
        let verb = (p + 1..q).find(|&k| s.tokens[k].span.start() == cue.start());
        let only = only && !told && !verb.is_some_and(|k| another_tells(s, k, q));
        let comma = last.is_sign(',');
        (starts && only && comma).then(|| said.joined.unwrap_or(first))
    }
}

/// « “C'est fini”, dit la maire, “nous partons”, ajoute Jean Petit »: whether the words at `q` are told by somebody else than those
/// before the verb at `first`.
fn another_tells(s: &Sentence<'_>, first: usize, q: usize) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.sign(q + 1, ',');
    let teller = |k: usize| {
        let cue = s.cue_at(k).filter(|c| c.form == Form::Finite && c.class.is(Class::CUE))?;
        s.subject_after(cue.last).filter(|np| !s.read(*np).pronoun)
    };
    let other = Some(q + 2).filter(|&k| plain && k < s.tokens.len()).and_then(teller);
    let one = other.and_then(|_| teller(first));
    one.zip(other).is_some_and(|(a, b)| a != b && s.folded(a) != s.folded(b))
}

/// Whom the subject of a verb stands for, as the rest of the sentence tells.
fn meant_by(s: &Sentence<'_>, cue: Cue, np: (usize, usize)) -> (usize, usize) {
    let other = s.told_of(np).or_else(|| s.where_told(np)).or_else(|| s.told_of_itself(np));
    let other = other.or_else(|| s.done_before(np));
    let np = other.unwrap_or(np);
    // « Il montre ses mains qui tremblent : “…” »: no hands speak.
    let which = cue.first.checked_sub(1).is_some_and(|k| s.is(k, Class::RELATIVE));
    let mute = which && !s.lex.caseless && !is_somebody(s, np, &s.read(np));
    s.opening_pronoun().filter(|he| mute && he.1 < np.0).unwrap_or(np)
}

/// Whether a phrase is somebody who may speak: a person, a body, a pronoun, a number of people.
fn is_somebody(s: &Sentence<'_>, np: (usize, usize), reading: &Reading) -> bool {
    reading.pronoun && !s.is(np.0, Class::NOBODY)
        || reading.name.is_some()
        || reading.human
        || s.word(np.0).starts_with(|c: char| c.is_ascii_digit())
        || reading.body
        || s.is(np.0, Class::ANONYMOUS)
        || s.tokens[np.0].kind == Kind::Clitic && !nobody(s, np)
        || (np.0..=np.1).any(|k| s.is(k, Class::ANONYMOUS.or(Class::CROWD).or(Class::STRONG)))
}

/// « a publié “Le Temps des arbres” »: a work, not words.
fn titles(case: &Case<'_>, held: Held) -> bool {
    let Case { s, q, shape, .. } = *case;
    // « dismissed the plan as “Brussels theatre” »: nobody dismisses a work as what it is called.
    let judged = held.cue.class.is(Class::JUDGE) && s.is(q.saturating_sub(1), Class::PREP);
    if judged && s.lex.subject_first && !shape.title {
        return false;
    }
    let work = !held.cue.class.is(Class::SAY)
        && shape.upper
        && !shape.clause
        && !shape.person
        && !s.is(q.saturating_sub(1), Class::THAT);
    (shape.title || work)
        && shape.words <= 6
        && !shape.ends
        && held.hold != Hold::After
        && !s.sign(q.saturating_sub(1), ':')
}

/// « des gens de tous les milieux, qui réclament “une vie conforme aux normes” »: somebody does, whoever it is.
fn some_do(case: &Case<'_>, held: Held) -> bool {
    let Case { s, shape, .. } = *case;
    let which = held.cue.first.checked_sub(1).is_some_and(|k| s.is(k, Class::RELATIVE));
    let plain = !s.lex.caseless && !s.lex.subject_first;
    plain && which && held.hold == Hold::Before && shape.words >= 3 && !shape.title
}

/// « Ce dispositif vise à aider les firmes “qui …” »: whether the subject of a verb is one thing that is told of, which says nothing.
fn is_a_thing(s: &Sentence<'_>, cue: Cue, (np, reading): ((usize, usize), &Reading)) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let verb = plain && matches!(cue.form, Form::Finite | Form::Loose);
    verb && reading.definite && !reading.plural && reading.name.is_none() && s.is(np.0, Class::DET)
}

/// « son nom signifie “clôture de pierre” »
fn is_a_term(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    s.is(np.0 + usize::from(s.is(np.0, Class::DET)), Class::NAMING)
}

/// « يسمي الأهالي الساحة "ساحة الكلاب" »: people call it so.
fn called_by(s: &Sentence<'_>, cue: Cue, np: (usize, usize)) -> bool {
    let named = s.lex.caseless && s.is(cue.last, Class::NAMED);
    named && !s.is(cue.first.wrapping_sub(1), Class::ADDRESSED) && s.is(np.0, Class::CROWD)
}

/// Whether a hung-on pronoun is « on ».
fn nobody(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    s.lex.class_folded(s.mention_span(np).of(s.text)).is(Class::NOBODY)
}

/// « un message », « celle d'un éleveur »: whether the word at `k` is for something that somebody wrote.
fn is_paper(s: &Sentence<'_>, k: usize) -> bool {
    let one = s.is(k, Class::THE_ONE) && s.is(k + 1, Class::GENITIVE);
    one || s.is(k, Class::ISSUED.or(Class::DOCUMENT))
}
