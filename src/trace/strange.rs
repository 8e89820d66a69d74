//! Names that no list has: what stands before them shows where they start.

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::origin::Origin;
use super::token::{fold, folded, phrase_at};

/// The language in which an article of French is a family name.
const VIETNAMESE: &str = "vi";

impl Sentence<'_> {
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
            word || called
        };
        let past = |m: usize| {
            let listed = phrase_at(self.text, self.tokens, m, Phrase::Outlet, self.lex);
            // « au Monde Jean Petit »: the article of the paper is in the contraction.
            let fused = || {
                let lone = m > 0 && self.is(m - 1, Class::CONTRACTED);
                (lone && self.lex.is_outlet(&["le".into(), fold(self.word(m))])).then_some(1)
            };
            let listed = listed.or_else(fused);
            let next = m + listed.or_else(|| station(m).then_some(1))?;
            let part = |n: usize| capital(n) || n > next && n < end && self.is(n, Class::PARTICLE);
            let name = next < end && (next..=end).all(part);
            let first = next + usize::from(self.opens_a_name(next));
            let name = name && self.looks_like_a_person((first, end));
            // « sur RTL Greenpeace », « à l'AFP Sofiane », but « à Reuters TV »
            let known = || {
                let body = self.lex.world.is_international(&self.folded((end, end)));
                body || self.is(end, Class::GIVEN)
            };
            let lone = next == end && !self.is(end, Class::OUTLET_WORD) && known();
            (name || lone).then_some(next)
        };
        let plain = !self.lex.caseless && !self.lex.subject_first && capital(end);
        (from..end).filter(|&m| plain && capital(m)).find_map(past)
    }

    /// « dans un communiqué Celso Duarte », « devant les caméras Sven Lindqvist »: whether somebody's name runs from `n` to
    /// the end of a phrase, straight behind a noun that nothing has for a name.
    pub(super) fn strange_name(&self, n: usize, end: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.tokens[n].cap;
        let run = |n: usize| (n..end).take_while(|&m| self.tokens[m].cap).count();
        let word = plain && self.tokens[n].class.is_nothing() && end - n > 1 && n + run(n) == end;
        let noun = n > 0 && self.tokens[n - 1].is_word() && !self.tokens[n - 1].cap;
        if !word || !noun {
            return false;
        }
        let small = Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::DET);
        let named = Class::BODY.or(Class::FIRM).or(Class::NAMING).or(Class::SCHOOL);
        // « au nom des familles »: nobody is called so together.
        let many = self.word(n - 1).ends_with(['s', 'x']);
        let someone = Class::ROLE.or(Class::GENERIC).or(Class::KIN);
        let named = if many { Class::FIRM.or(Class::NAMING) } else { named.or(someone) };
        // « lors d'une conférence de presse »
        let of = n > 1 && self.is(n - 2, Class::GENITIVE);
        let paper = self.lex.outlet_noun(&folded(self.word(n - 1))).is_some() && !of;
        let told = Class::SPEECH.or(Class::DOCUMENT).or(Class::ISSUED).or(Class::OCCASION);
        let told = self.is(n - 1, told) && !paper;
        let public = told || self.is(n - 1, Class::RECIPIENT) && !paper;
        let held = self.is(n - 1, small) || self.is(n - 1, named) && !public;
        let known = || told || Origin::of(&self.name_text((n, end - 1))).known > 0;
        !held && !paper && known() && self.looks_like_a_person((n, end - 1))
    }

    /// « la chaîne Kompas TV | Ratna Simanjuntak », « un communiqué | Celso Duarte »: a phrase without the name behind it.
    pub(super) fn up_to_strange_name(&self, np: Phrased) -> Phrased {
        let strange = || (np.0 + 1..=np.1).find(|&n| self.strange_name(n, np.1 + 1));
        let name = self.past_outlet(np.0, np.1).or_else(strange);
        name.map_or(np, |name| (np.0, name - 1))
    }

    /// « Au tour de Solenn Le Bihan | : »: a name that no list has, behind a preposition, up to token `end`.
    pub(super) fn strange_name_ending(&self, end: usize) -> Option<Phrased> {
        let capital = |&n: &usize| self.tokens[n].is_word() && self.tokens[n].cap;
        let from = (0..end).rev().take_while(capital).last().filter(|n| *n > 0 && n + 1 < end)?;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let led = self.is(from - 1, Class::GENITIVE) && self.looks_like_a_person((from, end - 1));
        (plain && led).then_some((from, end - 1))
    }

    /// « le climatologue Le Hoang Phuc »: an article with a capital between an office and a name.
    pub(super) fn opens_a_name(&self, j: usize) -> bool {
        if !self.is(j, Class::DEFINITE) || !self.tokens[j].cap {
            return false;
        }
        let office = j > 0 && self.is(j - 1, Class::ROLE) && !self.tokens[j - 1].cap;
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let plain =
            !self.lex.caseless && !self.lex.subject_first && !self.word(j).ends_with(['\'', '’']);
        let paper = || phrase_at(self.text, self.tokens, j, Phrase::Outlet, self.lex).is_some();
        // « Selon Le Van Duc »: where the next words show that none of it is an article.
        let far = || {
            let small = |k: usize| k > j + 1 && self.is(k, Class::PARTICLE);
            let run = (j + 1..self.tokens.len()).take_while(|&k| capital(k) || small(k));
            let rest: Vec<&str> = run.map(|k| self.word(k)).collect();
            rest.len() > 1 && Origin::of(&rest.join(" ")).is_of(VIETNAMESE)
        };
        let article = plain && capital(j) && capital(j + 1);
        article && (office && capital(j + 2) || far()) && !paper()
    }

    /// « le général de Gaulle », but « le général de Bamako »: whether a small word for a rank at `k` stands before a family name
    /// with its particle, in a phrase that ends at `last`.
    pub(super) fn ranks_a_noble(&self, k: usize, last: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && k + 2 == last;
        // « le directeur général de Fornara »
        let plain = plain && !k.checked_sub(1).is_some_and(|b| self.is(b, Class::ROLE));
        let of = plain && self.is(k, Class::RANK) && self.is(k + 1, Class::GENITIVE);
        let name = of && !self.is(k + 1, Class::CONTRACTED) && self.tokens[last].cap;
        name && self.lex.world.place_lang(&self.folded((last, last))).is_none()
    }

    /// « M. de Villepin », but « professeur de lettres »
    pub(super) fn titles_a_name(&self, k: usize) -> bool {
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        let particle = |n: usize| self.is(n, Class::PARTICLE);
        let led = capital(k + 2) || particle(k + 2) || self.lex.caseless;
        self.tokens.get(k + 1).is_some_and(|n| n.cap) || particle(k + 1) && led
    }
}
