//! What an incise says of the speaker: « raconte Anne Petit, 73 ans, partie civile. C'est … »

use crate::trace::cue::Sentence;
use crate::trace::lexicon::{Class, Phrase};
use crate::trace::token::phrase_at;

/// The most words between two signs of what tells of a speaker, and of those that end in an outlet.
const DESCRIPTION: usize = 14;
const OUTLET: usize = 8;

impl Sentence<'_> {
    /// « raconte Anne Petit, 73 ans, partie civile. C'est », « poursuit l'élue, qui a voté contre. »: where what tells of the
    /// speaker ends, from the comma at `end` on.
    pub(super) fn past_description(&self, end: usize) -> Option<usize> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let (mut comma, mut told) = (Some(end).filter(|&k| plain && self.sign(k, ','))?, false);
        loop {
            let from = comma + 1;
            let last = (from + DESCRIPTION).min(self.tokens.len());
            let sign = || (from..last).find(|&k| self.stops(k));
            let stop = if self.is(from, Class::RELATIVE) {
                self.clause_ends(from)
            } else {
                sign().filter(|&k| self.describes((from, k), told))
            };
            // The words go on behind the last comma.
            let Some(stop) = stop else { return told.then_some(comma) };
            if !self.sign(stop, ',') {
                let more = stop + 1 < self.tokens.len() && self.sign(stop, '.');
                return more.then_some(stop);
            }
            (comma, told) = (stop, true);
        }
    }

    /// « qui a voté contre, comme toute la gauche. »: where a clause about the speaker that starts at `from` ends: before
    /// words that are nobody's but the speaker's, or at the full stop.
    fn clause_ends(&self, from: usize) -> Option<usize> {
        let me = |k: usize| {
            self.is(k, Class::PERSON) || self.is(k, Class::HE) || self.is(k, Class::NOBODY)
        };
        let last = (from + 2 * DESCRIPTION).min(self.tokens.len());
        let stop = (from..last).find(|&k| self.sign(k, '.')).unwrap_or(self.tokens.len());
        let mut commas = (from..stop.min(last)).filter(|&k| self.sign(k, ','));
        let speaks = |comma: &usize| {
            let next = (comma + 1..stop).find(|&k| !self.tokens[k].is_word()).unwrap_or(stop);
            (comma + 1..next).any(|k| self.tokens[k].is_word() && me(k))
        };
        let own = commas.find(speaks);
        let first = own.unwrap_or(stop);
        let quiet = (from..first).all(|k| !self.is(k, Class::PERSON) || self.is(k, Class::NOBODY));
        (quiet && first < self.tokens.len()).then_some(first)
    }

    /// Whether the words between two signs say who somebody is or how they say it, and are no clause; `told` is whether
    /// those before did.
    fn describes(&self, (from, stop): (usize, usize), told: bool) -> bool {
        let number = self.word(from).bytes().all(|b| b.is_ascii_digit());
        if number && self.is(from + 1, Class::YEARS) {
            return true;
        }
        // « dimanche, sur France 3. », « dans L'Équipe. », « vendredi matin au micro de RTL. »
        let day = stop == from + 1 && self.is(from, Class::TIME);
        let outlet = |k: usize| {
            phrase_at(self.text, self.tokens, k, Phrase::Outlet, self.lex)
                .is_some_and(|n| k + n == stop)
        };
        let led = Class::PREP.or(Class::CONTRACTED).or(Class::OCCASION).or(Class::TIME);
        if day || self.is(from, led) && stop <= from + OUTLET && (from + 1..stop).any(outlet) {
            return true;
        }
        let verb = Class::AUX.or(Class::VERB).or(Class::PERSON).or(Class::PRONOUN);
        let quiet = |k: usize| {
            let t = &self.tokens[k];
            let cue = t.is(Class::CUE) && t.is(Class::FINITE) && !t.is(Class::PARTICIPLE);
            let noun = self.is(k - 1, Class::DET) && !self.is(k - 1, Class::BETWEEN);
            let noun = noun || self.is(k - 1, Class::POSSESSIVE) || t.is(Class::ROLE);
            t.is_word()
                && (!(t.is(verb) || cue)
                    || noun
                    || t.is(Class::DET.or(Class::PREP).or(Class::WITHIN)))
        };
        let link = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
        let leads = self.is(from, link);
        let somebody = Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::DEFENDANT);
        let head = (from..stop.min(from + 3)).any(|k| {
            // « par ailleurs conseiller », but « dans le bureau du maire »
            let led = leads && self.is(k - 1, link.or(Class::DET));
            self.is(k, somebody.or(Class::EPITHET)) && !self.tokens[k].cap && !led
        });
        // « en montrant les jarres », « visiblement ému », « avant de fondre en larmes »
        let act = from + usize::from(self.is(from, Class::WITHIN));
        let gerund =
            act < stop && self.lex.ends_like_a_gerund(self.word(act)) && !self.tokens[act].cap;
        let manner = stop - from <= 3 && self.lex.ends_like_an_adverb(self.word(from));
        let time = leads || self.is(from, Class::BETWEEN.or(Class::ADVERB).or(Class::SUBORD));
        let before = time
            && self.is(from + 1, Class::GENITIVE)
            && self.lex.ends_like_an_infinitive(self.word(from + 2));
        let gesture = (from..stop.min(from + 4)).any(|k| self.is(k, Class::GESTURE));
        let state = gerund || before || gesture || manner || self.is(from, Class::LINGERING);
        let small =
            stop - from <= 3 && !self.is(from, Class::DET.or(Class::COORD).or(Class::SUBORD));
        let first = if gerund { act + 1 } else { from };
        (first..stop).all(quiet) && (head || state || told && (leads || small))
    }
}
