//! What stands between a verb and its subject: « à la presse », « depuis La Havane ».

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::token::{fold, folded, phrase_at};

/// The most words from the preposition of a place to a name behind it.
const PLACE: usize = 5;

impl Sentence<'_> {
    /// « a raconté au quotidien L'Indépendant un brigadier »: past a paper at `k` whose name has an article of its own.
    fn past_paper(&self, k: usize) -> Option<usize> {
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        // No word may stand at `k`: a sentence can end in a preposition.
        let noun = !self.lex.caseless && self.is(k + 1, Class::DET);
        noun.then(|| self.lex.outlet_noun(&folded(self.word(k)))).flatten()?;
        let name = (k + 1..self.tokens.len()).take_while(|&n| capital(n)).count();
        (name > 1 && !self.is(k + 2, Class::GIVEN)).then_some(k + 1 + name)
    }

    /// « a plaidé pour la défense Me Jean Petit »: the title that starts the subject within a phrase.
    fn title_within(&self, k: usize, end: usize) -> Option<usize> {
        let title = |&n: &usize| self.is(n, Class::TITLE) && self.tokens[n].cap;
        let led = self.is(k, Class::DET) && !self.lex.caseless;
        (k + 1..end).find(title).filter(|_| led)
    }

    /// « tempère d'emblée Halidou Tinto »: whether one small word at `k`, behind its preposition at `i`, stands before a name.
    fn leads_to_name(&self, i: usize, k: usize) -> bool {
        let word = self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let name = self.tokens.get(k + 1).is_some_and(|t| t.is_word() && t.cap);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        // « explique en malgache Voahangy, lavandière »
        let tongue = || self.lex.world.language(&fold(self.word(k))).is_some();
        plain && k == i + 1 && word && name && (self.is(i, Class::GENITIVE) || tongue())
    }

    /// « au journal Le Monde Celso Duarte »: past an outlet of the lists, whatever name follows.
    fn past_listed(&self, k: usize) -> Option<usize> {
        let first = k + usize::from(self.is(k, Class::DET));
        let part = |&n: &usize| {
            let t = &self.tokens[n];
            t.is_word() && (t.cap || t.is(Class::PARTICLE))
        };
        let end = (first + 1..self.tokens.len()).take_while(part).last()?;
        self.past_outlet(k, end)
    }

    /// « depuis La Havane Yamila Torres »: where a name starts behind a place at `k`.
    fn past_place_to_name(&self, k: usize) -> Option<usize> {
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        let mut within = k + 2..(k + PLACE).min(self.tokens.len());
        within.find(|&n| {
            let given = self.is(n, Class::GIVEN.or(Class::TITLE)) && self.tokens[n].cap;
            let name = given || capital(n) && capital(n + 1);
            capital(k) && name && self.lex.world.is_whole_place(&self.folded((k, n - 1)))
        })
    }

    /// « dans un communiqué Greenpeace », « pour sa part Amnesty International », « avec ironie Voahangy »: whether a name ends a
    /// phrase at `end`, and with it what is said, behind a noun that nothing has for a name.
    fn lone_name(&self, n: usize, end: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let closes = self.tokens.get(end).is_none_or(|t| !t.is_word());
        if !plain || !closes || n < 2 || self.tokens[n - 1].cap {
            return false;
        }
        let whole = self.noun_phrase(n).is_some_and(|np| np.1 + 1 == end);
        let word = self.folded((n, end - 1));
        let own = self.is(n - 2, Class::POSSESSIVE) && self.is(n - 1, Class::SIDE);
        let name = own
            || self.tokens[n].class.is_nothing()
            || self.is(n, Class::GIVEN)
            || self.lex.world.is_international(&word)
            || self.lex.world.is_whole_place(&word);
        // « en banlieue Nord », « sur son compte Instagram »
        let other = self.is(n, Class::COMPASS.or(Class::TIME)) || self.lex.names_outlet(&word);
        let named = Class::NAMING.or(Class::BODY).or(Class::FIRM).or(Class::SCHOOL);
        let paper = self.lex.outlet_noun(&folded(self.word(n - 1))).is_some();
        let told = Class::SPEECH.or(Class::DOCUMENT).or(Class::ISSUED).or(Class::OCCASION);
        let told = self.is(n - 1, told.or(Class::RECIPIENT));
        let bare = self.is(n - 2, Class::PREP) && !self.is(n - 2, Class::DET);
        let free = told || own || bare && !self.is(n - 1, named);
        whole && name && !other && !paper && free
    }

    /// Past « à l'AFP », « dans un communiqué », « lors d'une conférence de presse ».
    pub(super) fn skip_adjunct(&self, i: usize) -> usize {
        let mut k = i + 1;
        // « أوضحت لقناة الوادي الناطقة باسم الوزارة »
        let paper = |w: &str| self.lex.unfused(w).any(|(_, w)| self.lex.outlet_noun(&w).is_some());
        if self.lex.caseless && paper(&fold(self.word(i))) {
            let listed = phrase_at(self.text, self.tokens, k, Phrase::Outlet, self.lex);
            return k + listed.unwrap_or(1);
        }
        while self.is(k, Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED)) {
            k += 1;
        }
        // « enrage dans le « Temps » l'industriel Jean Petit »
        let noun = k + usize::from(self.is(k, Class::DET));
        let marks = self.tokens.get(noun).is_some_and(|t| t.quote().is_some());
        if marks && !self.lex.caseless && !self.lex.subject_first {
            return noun + 1;
        }
        if let Some(next) = self.past_listed(k).or_else(|| self.past_paper(k)) {
            return next;
        }
        for at in [k, k + 1] {
            if (at == k || self.is(k, Class::DET))
                && let Some(n) = phrase_at(self.text, self.tokens, at, Phrase::Outlet, self.lex)
            {
                // « à Reuters TV »
                let more = self.tokens.get(at + n).is_some_and(|t| t.is_word() && t.cap);
                return at + n + usize::from(more && self.is(at + n, Class::OUTLET_WORD));
            }
        }
        if self.tokens.get(k).is_some_and(|t| t.cap) && self.is(k + 1, Class::GIVEN) {
            // « à Washington Antony Blinken »
            return k + 1;
        }
        if self.leads_to_name(i, k) {
            return k + 1;
        }
        if let Some(next) = self.past_place_to_name(k) {
            return next;
        }
        let end = self.noun_phrase(k).map_or(k, |(_, last)| last + 1);
        if let Some(next) = self.past_outlet(k, end.max(k + 1) - 1) {
            return next;
        }
        if let Some(next) = self.title_within(k, end) {
            return next;
        }
        // « au correspondant d'Anadolu Mehmet Petit »: the name of the outlet ends before the given name.
        let outlet = |m: &usize| {
            let n = phrase_at(self.text, self.tokens, *m, Phrase::Outlet, self.lex)?;
            let next = m + n;
            (next < end && self.is(next, Class::GIVEN) && self.tokens[next].cap).then_some(next)
        };
        if let Some(next) = (k..end).find_map(|m| outlet(&m)) {
            return next;
        }
        // « à la presse Jean Dupont », « dans un communiqué Celso Duarte », « en sortant Mme Dupont »: a name after a small word
        // starts the subject.
        let given = if self.lex.caseless { Class::GIVEN } else { Class::GIVEN.or(Class::TITLE) };
        (k + 1..end)
            .find(|&n| {
                self.tokens[n].cap
                    && (self.is(n, given) || self.strange_name(n, end) || self.lone_name(n, end))
                    && !self.tokens[n - 1].cap
                    && !self.is(n - 1, Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP))
            })
            .unwrap_or(end + usize::from(self.qualifies(k, end)))
    }

    /// « a lâché en quittant le court le Britannique »: past what somebody does meanwhile, with its object, where the subject
    /// stands behind it.
    pub(super) fn past_gerund(&self, i: usize) -> Option<usize> {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.is(i, Class::WITHIN);
        let verb = Some(i + 1).filter(|&k| plain && k < self.tokens.len())?;
        let gerund = !self.tokens[verb].cap && self.lex.ends_like_a_gerund(self.word(verb));
        let object =
            self.noun_phrase(verb + 1).filter(|_| gerund && self.is(verb + 1, Class::DET))?;
        self.starts_phrase(object.1 + 1).then_some(object.1 + 1)
    }

    /// « dans une lettre ouverte le maire »: whether the word at `end` tells more of the noun before it, which the phrase from `k`
    /// ends with: as no list has it, it might have been a verb.
    fn qualifies(&self, k: usize, end: usize) -> bool {
        let small = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let open = plain && end > k + 1 && small(end - 1) && small(end);
        open && self.tokens[end].class.is_nothing() && self.starts_phrase(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;
    use crate::corpus::span::Span;
    use crate::trace::lexicon::Lexicon;
    use crate::trace::token::tokens;

    #[test]
    fn a_sentence_may_end_in_a_preposition() {
        let lex = Lexicon::of(Lang::FR);
        for text in ["a déclaré à", "a déclaré à l'", "dit-il au", "dit-il dans le"] {
            let tokens = tokens(text, Span::new(0, text.len()), &[], lex);
            let s = Sentence::new(text, &tokens, lex);
            assert!((0..tokens.len()).all(|i| s.skip_adjunct(i) > i), "{text}");
        }
    }

    #[test]
    fn a_sentence_may_end_within_a_phrase() {
        let lex = Lexicon::of(Lang::FR);
        for text in [
            "l'acteur et humoriste Jean",
            "l'acteur et humoriste",
            "selon une",
            "selon une étude de",
            "Invité de X,",
        ] {
            let tokens = tokens(text, Span::new(0, text.len()), &[], lex);
            let s = Sentence::new(text, &tokens, lex);
            for i in 0..tokens.len() {
                assert!(
                    s.noun_phrase(i).is_none_or(|np| np.0 == i && np.1 < tokens.len()),
                    "{text}"
                );
                assert_eq!(s.author_of((i, i)), None, "{text}");
            }
        }
    }
}
