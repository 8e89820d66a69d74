//! Subjects that stand right before their verb and behind what is said: `“…,” Jane Doe, a farmer, said`.

use super::cue::Sentence;
use super::lexicon::Class;
use super::mention::Phrased;

impl Sentence<'_> {
    /// `“…,” Jane Doe, a farmer, said`: the subject that opens what follows the marks.
    pub(super) fn subject_between(&self, verb: usize) -> Option<Phrased> {
        if !self.lex.subject_first {
            return None;
        }
        let at_marks = |np: &Phrased| {
            let lead = np.0.checked_sub(1)?;
            let marks = if self.sign(lead, ',') { lead.checked_sub(1)? } else { lead };
            self.tokens[marks].quote()
        };
        if let Some(np) = self.subject_before(verb).filter(|np| at_marks(np).is_some()) {
            return Some(np);
        }
        // « local president Bill Kowalski said »: a phrase that starts with any small word.
        let quoted = |k: &usize| self.tokens[*k].quote().is_some();
        let marks = (0..verb).rev().filter(quoted).take(2);
        marks.into_iter().find_map(|marks| self.subject_from(marks, verb))
    }

    /// The subject straight behind the marks at `marks`, before the verb at `verb`.
    fn subject_from(&self, marks: usize, verb: usize) -> Option<Phrased> {
        let from = marks + 1 + usize::from(self.sign(marks + 1, ','));
        let small = self.tokens.get(from).is_some_and(|t| {
            t.is_word() && !t.is(Class::PREP.or(Class::SUBORD).or(Class::COORD).or(Class::ADVERB))
        });
        let np = self.noun_phrase(from).filter(|np| small && np.1 < verb)?;
        let end = self.apposition(np.1).map_or(np.1, |app| app.1);
        // « superintendent Gary Doe, who was placed on leave Monday, wrote »
        let who = self.sign(end + 1, ',') && self.is(end + 2, Class::RELATIVE);
        let past = (end + 3..verb).find(|&k| self.sign(k, ',')).filter(|_| who);
        // « Jane Doe, the author of “Rust”, wrote »
        let work = |k: usize| k == end + 1 && end > np.1 && self.tokens[k].quote().is_some();
        let small = |k: usize| self.sign(k, ',') || self.is_adverb(k) || work(k);
        let close = (past.unwrap_or(end) + 1..verb).all(small);
        let reading = self.read(np);
        (close && (reading.human || reading.name.is_some() || reading.body)).then_some(np)
    }

    /// « were “ignored”, an independent review has found »: the subject that a comma leads to, right before its
    /// verb.
    pub(super) fn subject_after_comma(&self, verb: usize) -> Option<Phrased> {
        let np = self.subject_before(verb).filter(|_| self.lex.subject_first)?;
        let comma = np.0.checked_sub(1).is_some_and(|k| self.sign(k, ','));
        (comma && (np.1 + 1..verb).all(|k| self.is_adverb(k))).then_some(np)
    }
}
