//! What stands between a verb and its subject: « à la presse », « depuis La Havane ».

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::origin::Origin;
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

    /// « à l'AFP Celso Duarte », « sur la chaîne Kompas TV Ratna Simanjuntak »: where a full name starts behind an outlet,
    /// in a run of words that ends at `end`.
    pub(super) fn past_outlet(&self, from: usize, end: usize) -> Option<usize> {
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        // « Kompas TV », « la télévision publique RTRS »
        let station = |m: usize| {
            let noun = |n: usize| {
                let small = self.tokens[n].is_word() && !self.tokens[n].cap;
                small && self.lex.outlet_noun(&folded(self.word(n))).is_some()
            };
            let letters = self.word(m).chars().all(char::is_uppercase) && self.word(m).len() > 1;
            let called = letters && (m.saturating_sub(3)..m).any(noun);
            let word = m > from && capital(m - 1) && self.is(m, Class::OUTLET_WORD);
            capital(m) && (word || called)
        };
        let past = |m: usize| {
            let listed = phrase_at(self.text, self.tokens, m, Phrase::Outlet, self.lex);
            // « au Monde Jean Petit »: the article of the paper is in the contraction.
            let fused = || {
                let lone = m > 0 && self.is(m - 1, Class::CONTRACTED);
                (lone
                    && self.lex.is_outlet(&["le".into(), folded(self.word(m)).into_owned().into()]))
                .then_some(1)
            };
            let listed = listed.or_else(fused);
            let next = m + listed.or_else(|| station(m).then_some(1)).filter(|_| capital(m))?;
            let part = |n: usize| capital(n) || n > next && n < end && self.is(n, Class::PARTICLE);
            let name = next < end && (next..=end).all(part);
            let first = next + usize::from(self.opens_a_name(next));
            let name = name && self.looks_like_a_person((first, end));
            name.then_some(next)
        };
        let plain = !self.lex.caseless && !self.lex.subject_first;
        (from..end).filter(|_| plain).find_map(past)
    }

    /// « a plaidé pour la défense Me Jean Petit »: the title that starts the subject within a phrase.
    fn title_within(&self, k: usize, end: usize) -> Option<usize> {
        let title = |&n: &usize| self.is(n, Class::TITLE) && self.tokens[n].cap;
        let led = self.is(k, Class::DET) && !self.lex.caseless;
        (k + 1..end).find(title).filter(|_| led)
    }

    /// « dans un communiqué Celso Duarte », « devant les caméras Sven Lindqvist »: whether somebody's name runs from `n` to
    /// the end of a phrase, straight behind a noun that nothing has for a name.
    pub(super) fn strange_name(&self, n: usize, end: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let run = (n..end).take_while(|&m| self.tokens[m].cap).count();
        let word = self.tokens[n].class.is_nothing() && run > 1 && n + run == end;
        let noun = n > 0 && self.tokens[n - 1].is_word() && !self.tokens[n - 1].cap;
        let small = Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::DET);
        let named = Class::BODY.or(Class::FIRM).or(Class::NAMING).or(Class::SCHOOL);
        // « au nom des familles »: nobody is called so together.
        let many = noun && self.word(n - 1).ends_with(['s', 'x']);
        let someone = Class::ROLE.or(Class::GENERIC).or(Class::KIN);
        let named = if many { Class::FIRM.or(Class::NAMING) } else { named.or(someone) };
        // « lors d'une conférence de presse »
        let of = n > 1 && self.is(n - 2, Class::GENITIVE);
        let paper = noun && self.lex.outlet_noun(&folded(self.word(n - 1))).is_some() && !of;
        let told = Class::SPEECH.or(Class::DOCUMENT).or(Class::ISSUED).or(Class::OCCASION);
        let told = noun && self.is(n - 1, told) && !paper;
        let public = told || noun && self.is(n - 1, Class::RECIPIENT) && !paper;
        let held = noun && (self.is(n - 1, small) || self.is(n - 1, named) && !public);
        if !plain || !word || !noun || held {
            return false;
        }
        let known = || told || Origin::of(&self.name_text((n, end - 1))).known > 0;
        !paper && known() && self.looks_like_a_person((n, end - 1))
    }

    /// « Au tour de Solenn Le Bihan | : »: a name that no list has, behind a preposition, up to token `end`.
    pub(super) fn strange_name_ending(&self, end: usize) -> Option<Phrased> {
        let capital = |&n: &usize| self.tokens[n].is_word() && self.tokens[n].cap;
        let from = (0..end).rev().take_while(capital).last().filter(|n| *n > 0 && n + 1 < end)?;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let led = self.is(from - 1, Class::GENITIVE) && self.looks_like_a_person((from, end - 1));
        (plain && led).then_some((from, end - 1))
    }

    /// « tempère d'emblée Halidou Tinto »: whether one small word at `k`, behind its preposition at `i`, stands before a name.
    fn leads_to_name(&self, i: usize, k: usize) -> bool {
        let word = self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let name = self.tokens.get(k + 1).is_some_and(|t| t.is_word() && t.cap);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && self.is(i, Class::GENITIVE) && k == i + 1 && word && name
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
        let listed = || {
            let first = k + usize::from(self.is(k, Class::DET));
            let part = |&n: &usize| {
                let t = &self.tokens[n];
                t.is_word() && (t.cap || t.is(Class::PARTICLE))
            };
            let end = (first + 1..self.tokens.len()).take_while(part).last()?;
            self.past_outlet(k, end)
        };
        if let Some(next) = listed().or_else(|| self.past_paper(k)) {
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
        // « depuis La Havane Yamila Torres »
        let place = |n: usize| {
            let name = self.is(n, Class::GIVEN.or(Class::TITLE)) && self.tokens[n].cap;
            name && self.lex.world.is_whole_place(&self.folded((k, n - 1)))
        };
        let capital = self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let mut within = k + 2..(k + PLACE).min(self.tokens.len());
        let two = |n: usize| {
            let cap = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
            cap(n) && cap(n + 1) && self.lex.world.is_whole_place(&self.folded((k, n - 1)))
        };
        if let Some(next) = within.find(|&n| capital && (place(n) || two(n))) {
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
        // « à la presse Jean Dupont », « dans un communiqué Celso Duarte »: a name after a small word starts the subject.
        (k + 1..end)
            .find(|&n| {
                (self.is(n, Class::GIVEN) || self.strange_name(n, end))
                    && self.tokens[n].cap
                    && !self.tokens[n - 1].cap
                    && !self.is(n - 1, Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP))
            })
            .unwrap_or(end)
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
            let s = Sentence { text, tokens: &tokens, lex };
            assert!((0..tokens.len()).all(|i| s.skip_adjunct(i) > i), "{text}");
        }
    }
}
