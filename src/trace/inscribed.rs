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
        // « ont peint sur un château d'eau les mots “Nous avons soif” »
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let words = q > 1 && self.is(q - 1, Class::LABEL_SPEECH) && self.is(q - 2, Class::DET);
        let paint = |k: usize| self.is(k, Class::WRITTEN) && !self.is(k, Class::CUE);
        let on = |k: usize| self.is(k, Class::PREP) && !self.is(k, Class::GENITIVE);
        let near = q.saturating_sub(INSCRIPTION)..q;
        if plain && words && near.clone().any(paint) && near.clone().any(on) {
            return true;
        }
        // « avec ces mots tracés à la bombe : “Fermez la porte” »
        let traced = |k: usize| {
            let done = self.is(k + 1, Class::WRITTEN) && !self.is(k + 1, Class::CUE);
            self.is(k, Class::LABEL_SPEECH) && done
        };
        let colon = plain && q > 0 && self.sign(q - 1, ':');
        let by = near.clone().any(|k| self.is(k, Class::BY));
        if colon && !by && near.clone().any(traced) {
            return true;
        }
        // « un panneau avertit le visiteur : “Vous êtes chez les ours” »: a thing tells.
        let told = |k: usize| {
            let next =
                k + 1 + usize::from(self.tokens.get(k + 1).is_some_and(|t| t.class.is_nothing()));
            let subject =
                self.is(k, Class::INSCRIBED) && !self.tokens[k].cap && self.is(k - 1, Class::DET);
            subject && self.is(next, Class::WRITTEN) && self.is(next, Class::FINITE.or(Class::CUE))
        };
        let alone = q > 0 && self.sign(q - 1, ':') && near.start == 0;
        if plain && alone && (1..q).any(told) {
            return true;
        }
        let mut back = (q.saturating_sub(INSCRIPTION)..q).rev();
        if let Some(noun) = back.find(thing) {
            let beside = noun + 1 == q || self.sign(q - 1, ':');
            // « derrière leur banderole de toujours, “Touche pas à mon rail” »
            let own = plain && noun > 0 && self.is(noun - 1, Class::POSSESSIVE);
            let beside = beside || own && self.sign(q - 1, ',') && q - noun <= 4;
            let beside = beside || plain && self.hung_up(noun, q);
            if colon && self.painted_by_somebody(noun, q) {
                return true;
            }
            // « rien n'interdit une telle affiche, “à condition de …” »
            let from = noun + usize::from(plain);
            let written = (from..q).any(|k| self.is(k, Class::WRITTEN));
            return (beside || written) && (noun + 1..q).all(nobody);
        }
        let end = (q + INSCRIPTION).min(self.tokens.len());
        let noun = (q + 1..end).find(thing);
        noun.is_some_and(|n| (q + 1..n).all(nobody) && (q + 1..n).any(|k| self.is(k, Class::READS)))
    }

    /// « Ils ont accroché une banderole à l'entrée, “Bienvenue à la maison” »: whether the words at `q` are those of the thing at
    /// `noun`, new to the reader, with a comma straight before them.
    fn hung_up(&self, noun: usize, q: usize) -> bool {
        let led = noun.checked_sub(1).filter(|&k| self.is(k, Class::DET));
        let some = led.is_some_and(|k| !self.is(k, Class::DEFINITE)) && self.sign(q - 1, ',');
        let ends = self.tokens.get(q + 1).is_none_or(|t| !t.is_word());
        some && ends && (noun + 1..q - 1).all(|k| self.tokens[k].is_word())
    }

    /// « Sur les murs, des jeunes avaient tracé à la peinture noire : “Nous avons soif” »
    fn painted_by_somebody(&self, noun: usize, q: usize) -> bool {
        let painted = |k: usize| self.is(k, Class::WRITTEN) && !self.is(k, Class::CUE);
        let says = |k: usize| self.is(k, Class::CUE) && self.is(k, Class::FINITE);
        (noun + 1..q).any(painted) && !(noun + 1..q).any(says)
    }
}
