//! What a verb tells: of marks that hold it, of what somebody judges, of the gender of its subject.

use super::cue::Sentence;
use super::lexicon::Class;
use super::people::Gender;
use super::shape::Shape;

impl Sentence<'_> {
    /// « affirme que la société “respecte la loi”. »: behind « que » and a subject the marks hold the verb.
    pub(super) fn holds_predicate(&self, q: usize, shape: Shape) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let open = plain && shape.open && shape.words > 1;
        let subject = self.phrase_ending(q).filter(|np| open && np.1 + 1 == q && np.1 > np.0);
        let Some(np) = subject.filter(|np| self.is(np.0, Class::DET)) else { return false };
        let that = np.0.checked_sub(1).is_some_and(|k| self.is(k, Class::THAT));
        let ends = self.tokens.get(q + 1).is_none_or(|t| !t.is_word() || t.is(Class::COORD));
        that && ends
    }

    /// « s'est exprimée », « a été élu », « est née »: the gender that a participle after a form of « être » shows, from the
    /// word at `k` on.
    pub(super) fn participle_of_being(&self, k: usize) -> Option<Gender> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let k = k + usize::from(self.is(k, Class::REFLEXIVE));
        let been = self.is(k, Class::AUX) && self.is(k + 1, Class::BEING);
        let being = if been { k + 1 } else { k };
        let small = |n: &usize| self.is(*n, Class::ADVERB.or(Class::BETWEEN));
        let at = being + 1 + (being + 1..being + 3).take_while(small).count();
        let word = self.tokens.get(at).filter(|t| t.is_word() && !t.cap)?.span.of(self.text);
        let told = plain && self.is(being, Class::BEING);
        let ends = |end: &str| told && word.len() > end.len() + 1 && word.ends_with(end);
        match (ends("ée") || ends("ue") || ends("ie"), ends("é")) {
            (true, _) => Some(Gender::Feminine),
            (_, true) => Some(Gender::Masculine),
            _ => None,
        }
    }

    /// « a qualifié ces accusations d'“infondées” »: the noun at `k` is what somebody judges.
    pub(super) fn judged(&self, k: usize) -> bool {
        let article = k.checked_sub(1).filter(|&a| self.is(a, Class::DET));
        let verb = article.and_then(|a| a.checked_sub(1));
        let finite = |v: usize| self.is(v, Class::FINITE) && !self.is(v, Class::PARTICIPLE);
        let acts = |v: usize| finite(v) || self.active(v) || self.is(v, Class::GERUND);
        verb.is_some_and(|v| self.is(v, Class::JUDGE) && acts(v))
    }
}
