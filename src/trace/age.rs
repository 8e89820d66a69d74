//! The age of somebody, where a text tells it beside the name.

use super::cue::Sentence;
use super::lexicon::Class;

/// How many tokens after a name its bearer's age may be told.
const AGE_WITHIN: usize = 12;

impl Sentence<'_> {
    /// « Nadia Karim, 37 ans, », « Nadia Karim (37 ans) »: the age after a name that ends at `last`.
    pub(super) fn age_after(&self, last: usize) -> Option<u8> {
        let number = last + 1 + usize::from(self.sign(last + 1, ',') || self.sign(last + 1, '('));
        // `Lena Petit, 42, lost her home`
        let bare = || {
            let word = self.tokens.get(number).filter(|t| t.is_word() && number > last + 1)?;
            let closed = self.sign(number + 1, ',') || self.sign(number + 1, ')');
            let age = word.span.of(self.text).parse::<u8>().ok()?;
            (self.lex.subject_first && closed && (5..115).contains(&age)).then_some(age)
        };
        self.age_at(number).or_else(bare)
    }

    /// « Nadia Karim, morte en mars à l'âge de 91 ans »: the age told soon after a name.
    pub(super) fn age_told(&self, last: usize) -> Option<u8> {
        let name = Class::GIVEN.or(Class::TITLE);
        let same = |k: &usize| {
            let t = &self.tokens[*k];
            t.quote().is_none() && !(t.is_word() && t.cap && t.is(name))
        };
        let end = (last + AGE_WITHIN).min(self.tokens.len());
        let aged = (last + 1..end).take_while(same).find(|&k| self.is(k, Class::AGED))?;
        self.age_at(aged + 1 + usize::from(self.is(aged + 1, Class::GENITIVE)))
    }

    /// « 37 ans » at token `number`.
    pub(super) fn age_at(&self, number: usize) -> Option<u8> {
        let years = self.is(number + 1, Class::YEARS);
        let word = self.tokens.get(number).filter(|t| years && t.is_word())?;
        word.span.of(self.text).parse().ok()
    }
}
