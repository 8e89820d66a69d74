//! A participle that shares the auxiliary of the verb before it: « a promis une loi et jugé l'affaire “désastreuse” ».

use super::{Cue, Form, Sentence};
use crate::trace::lexicon::Class;

/// How many tokens before the participle the auxiliary may stand.
const SHARED: usize = 24;

impl Sentence<'_> {
    /// The participle at `i`, where « et » joins it to one that an auxiliary leads and it has an object of its own.
    pub(in crate::trace) fn second_participle(&self, i: usize) -> Option<Cue> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let token = self.tokens[i];
        let link = i.checked_sub(1).filter(|&k| plain && self.is(k, Class::COORD))?;
        let told = token.is(Class::CUE) && token.is(Class::PARTICIPLE) && !token.cap;
        // « la loi votée et critiquée » agrees with its noun.
        let agrees = self.word(i).ends_with(['e', 's']);
        let object = self.is(i + 1, Class::DET) || self.is(i + 1, Class::THAT);
        if !told || agrees || !object {
            return None;
        }
        let clause = Class::SUBORD.or(Class::RELATIVE);
        let within = (link.saturating_sub(SHARED)..link).rev();
        let mut within = within.take_while(|&k| !self.is(k, clause) && !self.is_stop(k));
        let verb = within.find(|&k| self.tokens[k].is_word() && self.is(k, Class::AUX))?;
        let has = !self.is(verb, Class::BEING.or(Class::NONFINITE));
        let past = self.tokens.get(verb + 1).is_some_and(|t| {
            t.is(Class::PARTICIPLE) || self.lex.ends_like_a_participle(self.word(verb + 1))
        });
        let done = self.is(verb + 1, Class::NONFINITE);
        (has && past && !done).then_some(Cue {
            first: i,
            last: i,
            form: Form::Finite,
            class: token.class,
        })
    }

    /// Whether a sign that ends a clause stands at `k`.
    fn is_stop(&self, k: usize) -> bool {
        [':', ';'].iter().any(|&c| self.sign(k, c))
    }
}
