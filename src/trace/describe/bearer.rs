//! Whom a description may mean that no office tells: a trader, the one an obituary is about, the only one of a paragraph.

use crate::trace::attribute::Cast;
use crate::trace::cue::Sentence;
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;
use crate::trace::people::{Gender, Met, Sort};
use crate::trace::reading::Reading;
use crate::trace::token::fold;

impl Cast {
    /// « Jean Petit attend 22 conteneurs. “…”, se désole cet importateur »: whoever the sentences before are about, where the noun
    /// may be a firm as well.
    pub(super) fn trades(&self, s: &Sentence<'_>, np: Phrased) -> Option<usize> {
        let noun = np.0 + 1;
        let plain = !s.lex.caseless && !s.lex.subject_first && noun <= np.1;
        let trade = plain && s.is(noun, Class::TRADER.or(Class::FIRM));
        if !trade || !s.lex.ends_like_a_trade(&fold(s.word(noun))) || s.tokens[noun].cap {
            return None;
        }
        let (at, since) = (s.tokens[np.0].span.start(), self.people.paragraph);
        let here = || self.people.met.iter().rev().filter(|m| m.at >= since && m.at < at);
        let person = |m: &&Met| self.people.all[m.entity].sort == Sort::Person && m.subject;
        let known = here().find(person)?.entity;
        let alone = here().all(|m| m.entity == known || !m.subject);
        let open = self.people.all[known].told.is_empty();
        (alone && open && s.is(np.0, Class::DEFINITE)).then_some(known)
    }

    /// « la star » in an obituary: the one it is about.
    pub(super) fn portrayed(
        &self,
        s: &Sentence<'_>,
        head: &str,
        reading: &Reading,
    ) -> Option<usize> {
        let called = reading.generic && s.lex.class(head).is(Class::FIXED);
        let star = self.people.star.filter(|star| star.1 && called)?;
        self.people.all[star.0].told.is_empty().then_some(star.0)
    }

    /// Whether somebody was described before this paragraph, and not named.
    pub(super) fn only_described(&self, n: usize, at: usize) -> bool {
        let since = at - self.people.paragraph.min(at);
        self.people.all[n].sort == Sort::Unnamed && !self.people.met_within(n, at, since)
    }

    /// « la maire de Lyon » of a title: in the text the only one whom the paragraph is about, of whom no office
    /// was told.
    pub(super) fn bearer(&self, s: &Sentence<'_>, reading: &Reading, at: usize) -> Option<usize> {
        let since = self.people.paragraph;
        self.people.recent(at).find(|&n| {
            let person = &self.people.all[n];
            let told = &person.told;
            person.sort == Sort::Person
                && !told.iter().any(|w| s.lex.class(w).is(Class::POST))
                && reading.gender.is_some()
                && person.gender == reading.gender
                && self.people.met_within(n, at, at - since.min(at))
                && (self.people.alone_since(n, at, since) || self.only_such(s, n, (since, at)))
        })
    }

    /// « les propos de Jean Petit … la politique d'Anne Grand, le directeur … »: whether nobody else of that gender was met
    /// between two bytes.
    fn only_such(&self, s: &Sentence<'_>, n: usize, (since, at): (usize, usize)) -> bool {
        let gender = self.people.all[n].gender;
        let here = self.people.met.iter().rev().filter(|m| m.at >= since && m.at < at);
        let mut others = here.filter(|m| m.entity != n);
        let body = |m: usize| self.people.all[m].sort == Sort::Body;
        let apart = |g: Option<Gender>| g.is_some() && g != gender;
        let plain = !s.lex.caseless && !s.lex.subject_first;
        plain && others.all(|m| body(m.entity) || apart(self.people.all[m.entity].gender))
    }
}
