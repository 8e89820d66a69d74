//! Where in the target a name belongs that is not there.

use super::{Lost, Names, Pair, SURE};
use crate::corpus::alignment::Replacement;
use crate::corpus::span::Span;

/// The words of the target that stand for a name.
#[derive(Clone, Copy)]
struct Place {
    first: usize,
    last: usize,
    // « Jean-Michel Blanquer » as “Jean-MichelCalais”: the name before it stands in the same word.
    glued: bool,
}

impl Place {
    fn word(t: usize) -> Self {
        Self { first: t, last: t, glued: false }
    }

    fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl Pair<'_> {
    /// What is put where, and what has no place.
    pub(super) fn told(&self, lost: &[Lost]) -> Names {
        let mut free: Vec<bool> = (0..self.tgt.len()).map(|t| self.is_odd(t, lost)).collect();
        let mut places: Vec<Option<Place>> = Vec::new();
        for name in lost {
            let english = self.translated(name.s).map(Place::word);
            let place = english.or_else(|| self.place(name, &free));
            // No two names stand in one place.
            let place =
                place.filter(|place| !places.iter().flatten().any(|other| place.meets(other)));
            if let Some(place) = place {
                free[place.first..=place.last].fill(false);
            }
            places.push(place);
        }
        let mut out = Names::default();
        let mut from = 0;
        while from < lost.len() {
            let next = |n: &usize| self.behind(lost[n - 1].s) == Some(lost[*n].s);
            let to = from + 1 + (from + 1..lost.len()).take_while(next).count();
            self.run(&lost[from..to], &places[from..to], &mut out);
            from = to;
        }
        out.mistaken.sort_by_key(|name| name.tgt.start());
        out
    }

    /// The words linked to a name, or the one beside the word beside it.
    fn place(&self, Lost { s, name }: &Lost, free: &[bool]) -> Option<Place> {
        let s = *s;
        if let Some(t) = (0..self.tgt.len()).find(|t| self.is_glued(s, *t)) {
            return Some(Place { glued: true, ..Place::word(t) });
        }
        let mut own: Vec<(f32, usize)> = self.linked(s).collect();
        own.sort_by(|a, b| b.0.total_cmp(&a.0));
        let others = |t: usize| {
            self.links.iter().any(|link| link.tgt == self.tgt[t].at && link.src != self.src[s].at)
        };
        let may = |(p, t): &&(f32, usize)| {
            let alone = *p >= SURE && !others(*t);
            let capital = self.tgt[*t].has_capital();
            free[*t] && (alone && (capital || name.sure) || capital && name.sure)
        };
        let Some(&(_, t)) = own.iter().find(may) else {
            return self.beside(s, free).filter(|_| name.sure);
        };
        // “the White House” for « le JDD ».
        let capitals = |t: usize| self.tgt[t].has_capital();
        let with =
            |other: &usize| free[*other] && capitals(t) && capitals(*other) && !others(*other);
        let first = (0..t).rev().take_while(with).last().unwrap_or(t);
        let last = (t + 1..self.tgt.len()).take_while(with).last().unwrap_or(t);
        Some(Place { first, last, glued: false })
    }

    fn linked(&self, s: usize) -> impl Iterator<Item = (f32, usize)> {
        let own = self.links.iter().filter(move |link| link.src == self.src[s].at);
        own.filter_map(|link| Some((link.p.get(), self.tgt.iter().position(|t| t.at == link.tgt)?)))
    }

    fn is_glued(&self, s: usize, t: usize) -> bool {
        let name = |before: &usize| {
            self.behind(*before).is_some() && self.src[*before].looks_like_a_name()
        };
        let before = s.checked_sub(1).filter(name);
        // « Jeanne » of the source is no “Jean” with something behind.
        let before = before.filter(|_| self.src.iter().all(|word| word.bare != self.tgt[t].bare));
        let rest = before.and_then(|before| self.tgt[t].text.strip_prefix(self.src[before].text));
        rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    }

    /// The one word with a capital, or what is left of a letter that broke, beside the name that stands beside this one in both
    /// texts.
    fn beside(&self, s: usize, free: &[bool]) -> Option<Place> {
        let same = |s: Option<usize>, t: Option<usize>| {
            let (Some(s), Some(t)) =
                (s.and_then(|s| self.src.get(s)), t.and_then(|t| self.tgt.get(t)))
            else {
                return false;
            };
            s.bare == t.bare && s.looks_like_a_name()
        };
        let may = |t: &usize| {
            free[*t]
                && (self.tgt[*t].has_capital() || self.tgt[*t].is_broken())
                && (same(Some(s + 1), Some(t + 1)) || same(s.checked_sub(1), t.checked_sub(1)))
        };
        let mut all = (0..self.tgt.len()).filter(may);
        all.next().filter(|_| all.next().is_none()).map(Place::word)
    }

    /// The names of one run, each with those before it that have no place of their own, and the last with those behind it.
    fn run(&self, lost: &[Lost], places: &[Option<Place>], out: &mut Names) {
        let Some(end) = places.iter().rposition(Option::is_some) else {
            // Who is named in full is often named by the family name alone.
            let given = |name: &&Lost| {
                self.behind(name.s)
                    .is_some_and(|next| self.stands(next) && self.src[next].looks_like_a_name())
            };
            let gone = lost.iter().filter(|lost| lost.name.sure && !given(lost));
            return out.lost.extend(gone.map(|name| self.src[name.s].at));
        };
        let mut from = 0;
        for (n, place) in places.iter().enumerate() {
            let Some(place) = place else { continue };
            let to = if n == end { lost.len() } else { n + 1 };
            let told = |n: &usize| lost[*n].name.sure || places[*n].is_some();
            let own = (from..to).filter(told).map(|n| (lost[n].s, lost[n].name.text.as_str()));
            let before =
                place.glued.then(|| lost[n].s - 1).filter(|s| from == n || lost[n - 1].s != *s);
            let glued = before.map(|s| (s, self.src[s].text));
            out.mistaken.push(self.put(*place, glued.into_iter().chain(own)));
            from = to;
        }
    }

    fn put<'t>(&self, place: Place, names: impl Iterator<Item = (usize, &'t str)>) -> Replacement {
        let (mut text, mut words) = (String::new(), Vec::new());
        // A broken letter may stand straight behind a word.
        let before = &self.texts[1][..self.tgt[place.first].at.start()];
        if before.ends_with(char::is_alphanumeric) {
            text.push(' ');
        }
        for (s, word) in names {
            if !words.is_empty() {
                text.push(' ');
            }
            words.push((self.src[s].at, Span::new(text.len(), text.len() + word.len())));
            text.push_str(word);
        }
        let tgt = Span::new(self.tgt[place.first].at.start(), self.tgt[place.last].at.end());
        Replacement { tgt, text, words }
    }
}
