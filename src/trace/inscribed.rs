//! Words that are read on a thing, or that a house is known by: nobody in particular says them.

use super::cue::Sentence;
use super::lexicon::Class;

/// How many tokens may stand between a thing that is written on and what is.
const INSCRIPTION: usize = 14;

impl Sentence<'_> {
    /// « une pancarte “Non au pont” », « sur le mur, on a écrit : “Ici” », « “Complet”, peut-on lire sur un
    /// carton »: words that are read on a thing, which nobody is said to speak.
    pub(super) fn inscribed(&self, q: usize) -> bool {
        let somebody = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::GIVEN);
        let somebody = somebody.or(Class::TITLE).or(Class::PRONOUN);
        let nobody = |k: usize| {
            let t = &self.tokens[k];
            let he = t.is(somebody) && !t.is(Class::NOBODY.or(Class::INSCRIBED).or(Class::DET));
            let says = t.is(Class::CUE) && t.is(Class::FINITE) && !t.is(Class::WRITTEN);
            t.quote().is_none() && (!t.is_word() || !(he || says))
        };
        let thing = |k: &usize| self.is(*k, Class::INSCRIBED) && !self.tokens[*k].cap;
        // « dont le slogan promet “une eau vive” »
        let motto = q > 1 && self.is(q - 2, Class::MOTTO) && self.is(q - 1, Class::FINITE);
        if motto && self.is(q - 1, Class::CUE) {
            return true;
        }
        let mut back = (q.saturating_sub(INSCRIPTION)..q).rev();
        if let Some(noun) = back.find(thing) {
            let beside = noun + 1 == q || self.sign(q - 1, ':');
            let written = (noun..q).any(|k| self.is(k, Class::WRITTEN));
            return (beside || written) && (noun + 1..q).all(nobody);
        }
        let end = (q + INSCRIPTION).min(self.tokens.len());
        let noun = (q + 1..end).find(thing);
        noun.is_some_and(|n| (q + 1..n).all(nobody) && (q + 1..n).any(|k| self.is(k, Class::READS)))
    }
}
