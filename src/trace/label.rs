//! What beside the marks tells that they hold a name, and papers that only hold what somebody says.

use super::cue::{Cue, Form, Sentence};
use super::judge::Shape;
use super::lexicon::Class;
use super::token::fold;

/// How many tokens behind the marks may say what they hold.
const BEHIND: usize = 6;

impl Sentence<'_> {
    /// Whether the marks hold an offence: « une enquête pour “favoritisme” ».
    pub(super) fn charges(&self, q: usize, shape: Shape) -> bool {
        let link = q.checked_sub(1).is_some_and(|b| {
            let word = fold(self.word(b));
            let fused = self.lex.caseless && self.is(b, Class::CHARGE);
            fused || self.is(b, Class::GENITIVE) || self.is(b, Class::PREP) && &*word == "pour"
        });
        // « il a accusé Israël de “…” » tells what somebody said, « est accusé de » does not.
        let act = |k: usize| {
            let finite = self.is(k, Class::CUE.or(Class::VERB)) && self.is(k, Class::FINITE);
            finite && !self.is(k, Class::PARTICIPLE) || self.is(k, Class::CUE) && self.active(k)
        };
        let charge = (q.saturating_sub(6)..q).any(|k| self.is(k, Class::CHARGE) && !act(k));
        // « répond d'“escroquerie” »
        let answers = q >= 2 && self.is(q - 1, Class::GENITIVE) && self.is(q - 2, Class::ANSWERS);
        link && (charge || answers)
            && !shape.clause
            && !shape.person
            && !shape.ends
            && shape.words <= 9
    }

    /// « “handling gifts,” the trade's name for tips »
    pub(super) fn labelled_after(&self, q: usize) -> bool {
        let label = |k: usize| self.is(k, Class::LABEL_SPEECH) && self.is(k + 1, Class::PREP);
        let quiet = |k: &usize| self.tokens[*k].is_word() || self.sign(*k, ',');
        let end = (q + BEHIND).min(self.tokens.len());
        self.lex.subject_first && (q + 1..end).take_while(quiet).any(label)
    }

    /// « لصحيفة "…" »: whether the word at `k` holds one behind its preposition that a name follows.
    pub(super) fn holds_naming(&self, k: usize) -> bool {
        let naming = |w: &str| self.lex.class(w).is(Class::NAMING);
        self.lex.caseless && self.lex.unfused(&fold(self.word(k))).any(|(_, w)| naming(&w))
    }

    /// Whether a cue is a verb before the marks at `q` that reports words.
    pub(super) fn tells(&self, cue: &Cue, q: usize) -> bool {
        let verb = cue.form == Form::Finite && cue.class.is(Class::SAY);
        self.lex.caseless && verb && cue.last < q
    }

    /// « وقال دو للمحققين، وفقا لمحضر التحقيق: »: whether a source is a paper that only holds what a verb says.
    pub(super) fn only_holds(&self, cue: &Cue) -> bool {
        let Some(token) = self.tokens.get(cue.last + 1).filter(|t| t.is_word()) else {
            return false;
        };
        let word = fold(token.span.of(self.text));
        let paper = |w: &str| self.lex.class(w).is(Class::DOCUMENT);
        let held = || self.lex.unfused(&word).any(|(_, w)| paper(&w));
        cue.form == Form::Source && (paper(&word) || held())
    }

    /// « اعتبر دو أن القانون "…"، ردت رو قائلة »: what « أن » leads to is the verb's before it.
    pub(super) fn leads_to(&self, cue: Cue, q: usize) -> bool {
        let verb = self.lex.verb_first && matches!(cue.form, Form::Finite | Form::Loose);
        verb && (cue.last + 1..q).any(|k| self.is(k, Class::THAT))
    }
}
