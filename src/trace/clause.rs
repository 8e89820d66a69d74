//! The main clause of a sentence: where it starts, and the subject of its verb.

use super::cue::{Form, Sentence};
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::token::{folded, phrase_at};

/// How many tokens before « qu'il » the verb may stand that it belongs to.
const TOLD: usize = 16;
/// How many tokens behind a comma the one may stand that closes what is set in.
const INSET: usize = 7;

impl Sentence<'_> {
    /// The subject of the first finite verb before `limit`.
    pub(super) fn main_subject(&self, limit: usize) -> Option<Phrased> {
        if self.lex.verb_first {
            return self.subject_of_all(limit);
        }
        if let Some(np) = self.opening_subject().filter(|np| np.1 < limit) {
            return Some(np);
        }
        (self.main_clause(limit)..limit).find_map(|k| {
            let t = &self.tokens[k];
            let next_clitic =
                self.tokens.get(k + 1).filter(|n| n.kind == super::token::Kind::Clitic);
            let verb = t.is_word()
                && (!t.cap || next_clitic.is_some())
                && (t.is(Class::AUX.or(Class::VERB))
                    || t.is(Class::CUE) && t.is(Class::FINITE)
                    || self.past(k)
                    || t.class.is_nothing() && self.lex.ends_like_an_imperfect(self.word(k)))
                && !(k > 0
                    && self.is(k - 1, Class::DET.or(Class::PREP))
                    && !self.is(k - 1, Class::BETWEEN));
            // « Among them was Jane Doe »
            let led = self.lex.subject_first && self.is(0, Class::PREP) && self.is(k, Class::BEING);
            let name = led && self.is(k + 1, Class::GIVEN) && self.tokens[k + 1].cap;
            if name && k + 1 < limit {
                return self.noun_phrase(k + 1);
            }
            if !verb || k > 0 && self.impersonal(k - 1) || self.within_clause(k, limit) {
                return None;
            }
            match next_clitic {
                Some(_) => Some((k + 1, k + 1)),
                // « C'est par ces mots que le maire a ouvert la séance : »
                // « arrivé il y a quatre ans »
                None => self.subject_before(k).filter(|np| {
                    let told = !self.is(np.0, Class::NOBODY) || self.is(np.0, Class::HE);
                    np.0 != np.1 || told && !self.impersonal(np.0)
                }),
            }
        })
    }

    /// « L'entreprise, dont le siège se trouve à Londres, a annoncé »: whether the verb at `k` stands in a clause between two
    /// commas that a verb follows.
    fn within_clause(&self, k: usize, limit: usize) -> bool {
        let plain = !self.lex.subject_first && !self.lex.verb_first;
        let Some(open) = (0..k).rev().find(|&n| self.sign(n, ',')) else { return false };
        let close = (k + 1..limit).find(|&n| self.sign(n, ','));
        let verb = Class::AUX.or(Class::VERB).or(Class::FINITE);
        let goes_on = close.is_some_and(|n| {
            let next = (n + 1..limit).find(|&m| !self.is(m, Class::BETWEEN.or(Class::REFLEXIVE)));
            next.is_some_and(|m| self.is(m, verb) && !self.tokens[m].cap)
        });
        // « Dans sa lettre, que l'AFP a pu consulter, le président exhorte »
        let which = Class::THAT.or(Class::WHERE);
        let told = self.is(open + 1, which) && self.is(0, Class::PREP.or(Class::WITHIN));
        let before = (0..open).any(|n| {
            self.is(n, Class::AUX.or(Class::VERB).or(Class::CUE))
                && !self.is(n, Class::PREP.or(Class::DET))
        });
        let aside = told && !before && close.is_some_and(|n| self.starts_phrase(n + 1));
        plain && (self.is(open + 1, Class::WHERE) && goes_on || aside)
    }

    /// « L'intéressée garde la tête froide », « Le maire cale un instant »: an article, a word for a person and,
    /// before another article, a word that ends as verbs do.
    fn opening_subject(&self) -> Option<Phrased> {
        let word = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let person = Class::ROLE.or(Class::GENERIC).or(Class::POINTING);
        let somebody = self.is(0, Class::DEFINITE) && word(1) && self.is(1, person);
        let article = self.is(3, Class::DET) && !self.is(3, Class::CONTRACTED.or(Class::GENITIVE));
        let verb = word(2) && !self.is(2, Class::BETWEEN.or(Class::PREP).or(Class::FEMININE));
        let ends = || self.lex.ends_like_a_present(self.word(2));
        let people = || self.lex.world.is_people(&folded(self.word(2)));
        let opens = somebody && verb && article && !self.lex.verb_first && !self.lex.subject_first;
        (opens && ends() && !people()).then_some((0, 1))
    }

    /// « Le préfet dénonce ce qu'il appelle “…” », « contre celui qu'il a décrit comme “…” »: the pronoun behind « ce
    /// qu' » is the subject of the sentence, where that is somebody without a name.
    pub(super) fn told_of(&self, np: Phrased) -> Option<Phrased> {
        // « يسمع أحد المحاصرين وهو يقول »
        let he = self.lex.caseless && np.0 == np.1 && self.is(np.0, Class::PRONOUN);
        if he && self.lex.is_joined(self.word(np.0)) {
            let before = self.phrase_ending(np.0).filter(|b| b.1 + 1 == np.0);
            return before.filter(|b| self.is(b.0, Class::DET) || self.read(*b).human);
        }
        // « Volunteers at the station say they feel “…” »
        let either = Class::PLURAL.or(Class::PRONOUN_N);
        let they = self.lex.subject_first && np.0 == np.1 && self.is(np.0, either);
        if let Some(verb) = np.0.checked_sub(1).filter(|_| they) {
            let verb = verb - usize::from(verb > 0 && self.is(verb, Class::THAT));
            let says = self.is(verb, Class::SAY) && self.is(verb, Class::FINITE);
            let told = Class::ROLE.or(Class::CROWD).or(Class::ANONYMOUS).or(Class::BODY);
            let many = |np: &Phrased| {
                let neuter = self.is(np.0, Class::PRONOUN_N);
                (np.0..=np.1).any(|k| self.is(k, told)) && !neuter
            };
            return self.subject_before(verb).filter(|np| says && many(np));
        }
        let that = np.0.checked_sub(1).filter(|&k| self.is(k, Class::THAT))?;
        let what = that.checked_sub(1)?;
        // « le procès intenté à Jean Petit, qu'il décrit comme “…” »
        let judged = self.sign(what, ',') && self.is(np.1 + 1, Class::JUDGE);
        let what = self.is(what, Class::ADDRESSED.or(Class::GREETING)) && !self.tokens[what].cap;
        let what = what || judged;
        let plain = !self.lex.subject_first && !self.lex.verb_first;
        let he = self.is(np.0, Class::PRONOUN) && !self.is(np.0, Class::NOBODY) && np.0 == np.1;
        let subject = self.main_subject(that).filter(|_| what && plain && he)?;
        let (pronoun, reading) = (self.read(np), self.read(subject));
        let agree = reading.gender.is_none_or(|g| pronoun.gender == Some(g));
        let same = agree && reading.plural == pronoun.plural;
        (same && !reading.pronoun && (reading.human || reading.body)).then_some(subject)
    }

    /// « Le groupe a fait savoir à nos confrères qu'il ne commentait pas “…” »: the pronoun straight behind « qu' » is the subject
    /// of the verb that « qu' » belongs to.
    pub(super) fn told_of_itself(&self, np: Phrased) -> Option<Phrased> {
        let that = np.0.checked_sub(1).filter(|&k| self.is(k, Class::THAT))?;
        let plain = !self.lex.subject_first && !self.lex.verb_first;
        let he = self.is(np.0, Class::PRONOUN) && !self.is(np.0, Class::NOBODY) && np.0 == np.1;
        let from = that.saturating_sub(TOLD);
        let open = (from..that).rev().filter(|_| plain && he);
        let near = open.filter_map(|k| self.cue_at(k)).find(|c| c.form == Form::Finite)?;
        // « a fait savoir »: the auxiliary belongs to it.
        let whole = near.first.checked_sub(1).and_then(|k| self.cue_at(k));
        let cue = whole.filter(|c| c.last == near.last).unwrap_or(near);
        let cue = self.with_tail(cue);
        let says = cue.class.is(Class::SAY) && cue.last < that;
        let quiet = (cue.last + 1..that).all(|k| self.tokens[k].is_word());
        let subject = self.subject_before(cue.first).filter(|_| says && quiet)?;
        let (pronoun, reading) = (self.read(np), self.read(subject));
        let agree = reading.gender.is_none_or(|g| pronoun.gender == Some(g));
        let speaks = reading.human || reading.body || reading.name.is_some();
        let same = agree && reading.plural == pronoun.plural;
        (same && speaks && !reading.pronoun).then_some(subject)
    }

    /// « La direction a transmis une lettre où elle évoque “…” »: the pronoun behind « où » is the subject of the sentence.
    pub(super) fn where_told(&self, np: Phrased) -> Option<Phrased> {
        let at = np.0.checked_sub(1).filter(|&k| self.is(k, Class::WHEREIN))?;
        let he = self.is(np.0, Class::PRONOUN) && !self.is(np.0, Class::NOBODY) && np.0 == np.1;
        let subject = self.main_subject(at).filter(|_| he)?;
        let (pronoun, reading) = (self.read(np), self.read(subject));
        let agree = reading.gender.is_none_or(|g| pronoun.gender == Some(g));
        let speaks = !reading.pronoun && (reading.human || reading.body || reading.name.is_some());
        // « Le quotidien a publié un courrier où il promet “…” »: whoever wrote it.
        let noun = subject.0 + usize::from(self.is(subject.0, Class::DET));
        let paper = self.lex.outlet_noun(&folded(self.word(noun))).is_some()
            || self.lex.names_outlet(&self.folded(subject));
        (agree && speaks && !paper && reading.plural == pronoun.plural).then_some(subject)
    }

    /// « Le plan a été annoncé par Jean Petit en mai, lorsqu'il a dénoncé “…” »: the pronoun of a clause behind what somebody did
    /// to a thing is whoever did it.
    pub(super) fn done_before(&self, np: Phrased) -> Option<Phrased> {
        let at = np.0.checked_sub(1).filter(|&k| self.is(k, Class::SUBORD))?;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let he = self.is(np.0, Class::PRONOUN) && !self.is(np.0, Class::NOBODY) && np.0 == np.1;
        let by = (0..at).rev().find(|&k| self.is(k, Class::BY)).filter(|_| plain && he)?;
        let whom = self.noun_phrase(by + 1).filter(|whom| whom.1 < at)?;
        let subject = self.read(self.main_subject(by)?);
        let thing = !subject.human && !subject.pronoun && !subject.body && subject.name.is_none();
        let (pronoun, reading) = (self.read(np), self.read(whom));
        let agree = reading.gender.is_none_or(|g| pronoun.gender == Some(g));
        let titled = |n: Phrased| self.is(n.0, Class::GIVEN.or(Class::TITLE));
        let person = reading.human || reading.name.is_some_and(titled);
        (thing && agree && person && reading.plural == pronoun.plural).then_some(whom)
    }

    /// « A judge blocked »: a word no list has that ends as a past form, where adjectives stand before
    /// their nouns.
    pub(super) fn past(&self, k: usize) -> bool {
        let open = self.lex.subject_first && self.tokens[k].class.is_nothing();
        open && !self.tokens[k].cap && k > 0 && self.lex.ends_like_a_present(self.word(k))
    }

    /// « Il faut », « il est 6 heures »: the pronoun at `k` means nobody.
    fn impersonal(&self, k: usize) -> bool {
        let hour = self.is(k, Class::PRONOUN)
            && self.is(k + 1, Class::BEING)
            && self.tokens.get(k + 2).is_some_and(|t| {
                t.is_word() && t.span.of(self.text).starts_with(|c: char| c.is_ascii_digit())
            });
        hour || phrase_at(self.text, self.tokens, k, Phrase::Impersonal, self.lex).is_some()
    }

    /// The pronoun that opens the sentence, small words before it aside: « Alors elle répare ».
    pub(super) fn opening_pronoun(&self) -> Option<Phrased> {
        let k = (0..self.tokens.len().min(4)).find(|&k| self.is(k, Class::PRONOUN))?;
        let lead = (0..k).all(|n| {
            self.tokens[n].is_word() && self.is(n, Class::COORD.or(Class::ADVERB).or(Class::SUBORD))
                || self.sign(n, ',')
        });
        (lead && !self.is(k, Class::NOBODY) && !self.impersonal(k)).then_some((k, k))
    }

    /// « a reconnu, dans un français hésitant, son entraîneur »: the comma that closes an insert whose last words
    /// start at `i`.
    pub(super) fn insert_ends(&self, i: usize) -> Option<usize> {
        let comma = (i..(i + 5).min(self.tokens.len())).find(|&k| self.sign(k, ','))?;
        let verb = Class::AUX.or(Class::SUBORD).or(Class::RELATIVE);
        let quiet = (i..comma).all(|k| self.tokens[k].is_word() && !self.is(k, verb));
        (quiet && !self.lex.caseless && self.starts_phrase(comma + 1)).then_some(comma)
    }

    /// The comma that closes a few small words set in at comma `j`.
    pub(super) fn inset(&self, j: usize) -> Option<usize> {
        self.inset_within(j, INSET)
    }

    /// The same where the closing comma stands less than `most` tokens behind.
    pub(super) fn inset_within(&self, j: usize, most: usize) -> Option<usize> {
        if !self.sign(j, ',') {
            return None;
        }
        let close = (j + 2..(j + most).min(self.tokens.len())).find(|&k| self.sign(k, ','))?;
        let quiet = self.tokens[j + 1..close]
            .iter()
            .all(|t| t.is_word() && !t.is(Class::AUX.or(Class::SUBORD).or(Class::RELATIVE)));
        quiet.then_some(close)
    }

    /// « Elle montre les paniers, puis lâche : “…” »: the subject of the sentence, where the word at `end` says that the
    /// verb at `verb` is a second act.
    pub(super) fn goes_on(&self, end: usize, verb: usize) -> Option<Phrased> {
        let comma = end.checked_sub(1).filter(|&k| end < verb && self.sign(k, ','))?;
        let then = self.is(end, Class::THEN) && !self.lex.caseless;
        // « Elle marque une pause, puis reprend : »: where no list has the first verb, whoever the sentence opens with.
        let opening = || {
            let np = self.opening_pronoun().or_else(|| self.noun_phrase(0))?;
            let reading = self.read(np);
            (reading.pronoun || reading.human || reading.name.is_some()).then_some(np)
        };
        self.main_subject(comma).or_else(opening).filter(|np| then && np.1 < comma)
    }

    /// Where the main clause starts: « Alors que le ministre répondait, | le député a crié ».
    fn main_clause(&self, limit: usize) -> usize {
        let led = (0..limit.min(2)).any(|k| self.is(k, Class::SUBORD));
        // « Devant ce qui fut sa cuisine, Jane Doe désigne »
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let before = plain && self.is(0, Class::PREP) && self.is(2, Class::RELATIVE);
        if !led && !before {
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
}
