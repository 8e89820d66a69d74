//! Subjects where the verb leads the sentence: beside it, shared with the verb before, or of the whole sentence.

use super::cue::{Cue, Sentence};
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::token::{folded, phrase_at};

/// How far before a verb « كان » stands that belongs to it, in tokens.
const WAS: usize = 20;
/// How far before a verb the paper stands in which it is said, in tokens.
const PAPER: usize = 4;

impl Sentence<'_> {
    /// « آخر سائق نزل هنا سلمني مصباحه وقال »: whoever the sentence opens with, before verbs that are told of them.
    pub(super) fn topic_of_all(&self, verb: usize) -> Option<Phrased> {
        let joined = verb > 0 && self.lex.is_joined(self.word(verb));
        let led = !self.is(0, Class::CUE.or(Class::VERB).or(Class::PREP).or(Class::AUX));
        let np = self.noun_phrase(0).filter(|np| joined && led && np.1 < verb)?;
        (self.read(np).human && (0..verb).all(|k| self.tokens[k].is_word())).then_some(np)
    }

    /// « وكانت المبعوثة جين دو، أمس، قد حذرت »: the subject straight before a verb and its particles.
    pub(super) fn subject_beside(&self, verb: usize) -> Option<Phrased> {
        let led = (0..verb).rev().take_while(|&k| self.is(k, Class::AUX)).count();
        let first = verb - led;
        let beside = |np: &Phrased| {
            let insert = first > 0 && self.sign(first - 1, ',') && self.sign(np.1 + 1, ',');
            // « ومن القدس، وصف »: where it is said.
            // « نشر دو مقطعا مصورا قال فيه »: an object with its ending is the subject of « إن » alone.
            let led = np.0 > 0 && self.is(np.0 - 1, Class::THAT.or(Class::SUBORD));
            let lone = np.0 == np.1 && self.lex.caseless && !led;
            let object = lone && self.lex.ends_like_an_object(self.word(np.0));
            // « والدتها، جين دو، ترى أن »: whose mother she is ends as an object does.
            let object = object && !self.tokens[np.0].cap && !self.is(np.0, Class::KIN);
            (np.1 + 1 == first || insert) && !self.sets_the_scene(*np) && !object
        };
        // « وكان مصدر طبي في المستشفى قد كشف »
        let back = if led > 0 { first.saturating_sub(WAS)..first } else { 0..0 };
        let was = back.rev().find(|&k| self.is(k, Class::VERB));
        let was = was.and_then(|k| self.subject_after(k)).filter(|np| {
            np.1 < first && self.is(np.1 + 1, Class::PREP) && self.quiet_between(np.1 + 1, first)
        });
        if was.is_some() {
            return was;
        }
        if let Some(np) = self.subject_of_clause(first) {
            return Some(np);
        }
        let found = self.subject_before(first);
        // « جين دو، التي قالت »
        if first > 0 && self.is(first - 1, Class::RELATIVE) {
            return found;
        }
        found.filter(beside)
    }

    /// « بيد أن مصدرا مقربا من النادي قال »: the subject that opens a clause before the verb at `first`, with more
    /// of it behind a preposition.
    fn subject_of_clause(&self, first: usize) -> Option<Phrased> {
        let back = (first.saturating_sub(WAS)..first).rev();
        let opens =
            |k: &usize| self.is(*k, Class::THAT.or(Class::SUBORD)) && self.tokens[*k].is_word();
        let link = back.take_while(|&k| self.tokens[k].is_word()).find(opens)?;
        let told = Class::ROLE.or(Class::ANONYMOUS).or(Class::GENERIC).or(Class::BODY);
        let np = self.noun_phrase(link + 1).filter(|_| self.is(link + 1, told))?;
        // « إلا أن القيادي في الجماعة جين دو نفى ذلك »
        let named = self.up_to_name(np);
        if named.1 > np.1 && named.1 + 1 == first {
            return Some(named);
        }
        // « مصدرا مقربا من »
        let object = |k: &usize| self.lex.ends_like_an_object(self.word(*k));
        let words = (np.1 + 1..first).take_while(|&k| self.tokens[k].is_word());
        let end = np.1 + 1 + words.take_while(object).count();
        let apart = end < first && self.is(end, Class::PREP);
        (apart && self.quiet_between(end, first)).then_some(np)
    }

    /// Whether words alone, no verb among them, stand from `from` on before token `end`.
    fn quiet_between(&self, from: usize, end: usize) -> bool {
        let verb = Class::CUE.or(Class::VERB).or(Class::THAT).or(Class::RELATIVE);
        (from..end).all(|k| {
            let quiet = !self.is(k, verb) || self.is(k, Class::PREP);
            self.tokens[k].is_word() && quiet || self.sign(k, ',')
        })
    }

    /// « أما جين دو، العميدة، فترفض ذلك وتقول »: a verb joined to one before it has its subject.
    pub(super) fn subject_shared(&self, verb: usize) -> Option<Phrased> {
        let inside = verb > 0 && self.lex.is_joined(self.word(verb));
        inside.then(|| self.subject_of_all(verb)).flatten()
    }

    /// « اعتبر المدرب أن فريقه فاز، ووصف حارسه بأنه »: what belongs to the subject is no subject.
    pub(super) fn judges_its_own(&self, cue: Cue) -> bool {
        let next = cue.last + 1;
        let judging = self.lex.verb_first && cue.class.is(Class::JUDGE);
        let owned = self.tokens.get(next).is_some_and(|t| {
            t.is_word() && !t.cap && self.lex.disowned(&folded(t.span.of(self.text))).is_some()
        });
        judging
            && owned
            && self.is(next + 1, Class::THAT)
            && self.subject_shared(cue.first).is_some()
    }

    /// « أغلق محتجون الحقول احتجاجا على ما وصفوه »: what they called so, they did.
    pub(super) fn subject_of_what(&self, verb: usize) -> Option<Phrased> {
        let what = verb.checked_sub(1).filter(|&k| self.is(k, Class::ADDRESSED))?;
        self.subject_of_all(what)
    }

    /// « أصدرت اللجنة بيانا أكدت فيه أن »: who issues a paper says what is in it.
    pub(super) fn subject_of_paper(&self, cue: Cue) -> Option<Phrased> {
        let paper = Class::DOCUMENT.or(Class::SPEECH).or(Class::ISSUED);
        let back = cue.first.saturating_sub(PAPER)..cue.first;
        let told = back.rev().take_while(|&k| self.tokens[k].is_word()).any(|k| self.is(k, paper));
        let within = told && self.is(cue.last + 1, Class::BETWEEN);
        within.then(|| self.subject_of_all(cue.first)).flatten()
    }

    /// « أبلغ متحدث باسم الوزارة وكالة رويترز أن »: who is told is no part of who tells.
    /// « لكن موظفا في الشركة أبلغ وكالة رويترز أن »: nor tells whoever is told.
    pub(super) fn without_recipient(&self, verb: usize, np: Phrased) -> Option<Phrased> {
        if self.is_recipient(verb, np.0) && !self.tokens[np.0].cap {
            return None;
        }
        let told = (np.0 + 1..=np.1).find(|&k| self.is_recipient(verb, k));
        Some(told.map_or(np, |k| (np.0, k - 1)))
    }

    /// Whether an outlet at `k` is whom the verb before it says something is told.
    pub(super) fn is_recipient(&self, verb: usize, k: usize) -> bool {
        let tells = phrase_at(self.text, self.tokens, verb, Phrase::Received, self.lex).is_some();
        let noun = || self.lex.outlet_noun(&folded(self.word(k))).is_some();
        let outlet = || phrase_at(self.text, self.tokens, k, Phrase::Outlet, self.lex).is_some();
        tells && self.lex.caseless && (noun() || outlet())
    }

    /// « أما نظيره البرتغالي جين دو فقد صب غضبه على التحكيم، زاعما أن »: whom a sentence turns to, before what is said of
    /// them.
    fn turned_to(&self, head: usize, limit: usize) -> Option<Phrased> {
        let told = Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::BEFORE_ROLE);
        let told = told.or(Class::BODY);
        let named = self.tokens.get(head + 1).is_some_and(|t| t.is_word() && t.cap);
        let turns = self.lex.caseless && self.is(head, Class::COORD);
        let turns = turns && (named || self.is(head + 1, told));
        let np = self.noun_phrase(head + 1).filter(|_| turns)?;
        let np = self.up_to_name(np);
        let joined = |k: usize| {
            let word = folded(self.word(k));
            let rest = self.lex.without_conjunction(&word);
            let known = Class::AUX.or(Class::CUE).or(Class::VERB);
            rest.is_some_and(|w| self.lex.class(w).is(known)) || self.lex.is_joined(&word)
        };
        let after = (np.1 + 1..limit).any(|k| self.tokens[k].is_word() && joined(k));
        (np.1 < limit && after).then_some(np)
    }

    /// The subject of the first verb before `limit` that has one, where verbs come first; a word no list
    /// has is a verb at the head of a sentence.
    pub(super) fn subject_of_all(&self, limit: usize) -> Option<Phrased> {
        let head = (0..limit).find(|&k| self.tokens[k].is_word())?;
        if let Some(np) = self.turned_to(head, limit) {
            return Some(np);
        }
        let verb = |k: &usize| {
            let t = &self.tokens[*k];
            let known = t.is(Class::CUE) && t.is(Class::FINITE) || t.is(Class::VERB);
            // « وفي أثينا، قلل رئيس الشركة »
            let behind = *k > 0 && self.sign(*k - 1, ',');
            let opens = *k == head || self.is(head, Class::PREP) && behind;
            let unknown = opens && t.class.is_nothing();
            t.is_word() && !t.cap && (known || unknown)
        };
        // After a quotation another clause may have a subject of its own.
        let quoted = (0..limit).rev().find(|&k| self.tokens[k].quote().is_some());
        let own = |k: usize| {
            let close = |np: &Phrased| np.1 < limit && np.0 == k + 1;
            let told = self.is(k, Class::CUE) && self.is(k, Class::FINITE);
            self.subject_after(k).filter(|np| told && close(np))
        };
        if let Some(np) = quoted.and_then(|q| (q + 1..limit).rev().find_map(own)) {
            return Some(np);
        }
        (0..limit).filter(verb).find_map(|k| {
            let before = || self.subject_beside(k).filter(|_| k > head);
            let close = |np: &Phrased| {
                let quiet = self.tokens[k + 1..np.0].iter().all(|t| !t.is_sign(','));
                quiet && np.1 < limit
            };
            before().or_else(|| self.subject_after(k).filter(close))
        })
    }

    /// Whether the phrase that starts at `k` stands right behind what may be a verb: one that is known, or the
    /// first unknown words of a sentence.
    pub(super) fn follows_a_verb(&self, k: usize) -> bool {
        let verb = k.checked_sub(1).map(|v| self.tokens[v]).filter(|t| t.is_word() && !t.cap);
        verb.is_some_and(|t| {
            let known = t.is(Class::VERB) || t.is(Class::CUE) && t.is(Class::FINITE);
            // « وفي المدرجات، لم يتمالك مشجع »
            let led = k <= 3 || self.is(k - 2, Class::VERB.or(Class::AUX)) || self.sign(k - 2, ',');
            known || t.class.is_nothing() && !self.lex.has_article(self.word(k - 1)) && led
        })
    }
}
