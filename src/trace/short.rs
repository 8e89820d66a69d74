//! Bodies by their short names: « le Programme des Nations unies pour l'environnement (PNUE) », then « le PNUE ».

use super::attribute::Cast;
use super::cue::Sentence;
use super::find::Finder;
use super::fold::Word;
use super::lexicon::Class;
use super::mention::Phrased;
use super::names::plain;
use super::people::{Met, Sort};

/// How many words of a body's name may stand between a preposition and its short form.
const TAIL: usize = 6;
/// How many words the name of a body may have.
const LONG: usize = 12;

/// How many of `words` it takes for the letters of `short` to be their initials, in order.
///
/// « l'Intersyndicale nationale des internes (Isni) »: where no later word starts with a letter, it may stand within
/// the word before, if most letters are initials.
fn spells(short: &str, words: &[Word]) -> Option<usize> {
    // « Haut-Commissariat »
    let parts: Vec<(usize, Word)> = words
        .iter()
        .enumerate()
        .flat_map(|(n, w)| w.split('-').map(move |part| (n, plain(part))))
        .filter(|(_, part)| !part.is_empty())
        .collect();
    let mut next = 0;
    let mut rest = "".chars();
    let mut within = 0;
    let short = plain(short);
    for c in short.chars() {
        if let Some(k) = (next..parts.len()).find(|&k| parts[k].1.starts_with(c)) {
            next = k + 1;
            rest = parts[k].1.chars();
            rest.next();
        } else {
            rest.find(|letter| *letter == c)?;
            within += 1;
        }
    }
    let told = next.checked_sub(1)?;
    (within * 3 <= short.chars().count()).then(|| parts[told].0 + 1)
}

impl Sentence<'_> {
    /// The end of a phrase from `first` to `last` whose name goes on to a short form in brackets, which its
    /// initials spell.
    pub(super) fn up_to_short(&self, (first, last): Phrased) -> Phrased {
        let led = self.is(last + 1, Class::PREP.or(Class::CONTRACTED)) && !self.lex.caseless;
        let end = (last + 2..(last + 2 + TAIL).min(self.tokens.len()))
            .find(|&k| !self.tokens[k].is_word())
            .filter(|&k| led && self.sign(k, '(') && self.sign(k + 2, ')'));
        let Some(open) = end else { return (first, last) };
        let short = self.word(open + 1);
        let capitals = short.chars().count() > 2 && self.tokens[open + 1].cap;
        // « (UNRWA) » is short for the name in another language.
        let known = [super::token::fold(short)];
        if self.lex.world.is_international(&known) && self.is(first + 1, Class::BODY) {
            return (first, open - 1);
        }
        let from = first + usize::from(self.is(first, Class::DET));
        let words = self.folded((from, open - 1));
        // « depuis cinq mois par les Forces de soutien rapide (FSR) »: the first word must be meant.
        let initial = |w: &str| plain(w).chars().next();
        let whole =
            self.lex.caseless || words.first().is_some_and(|w| initial(w) == initial(short));
        let beyond = whole && spells(short, &words).is_some_and(|n| from + n > last + 1);
        if capitals && beyond { (first, open - 1) } else { (first, last) }
    }
}

impl Cast {
    /// « le Programme … (PNUE) »: the body whose short form stands in brackets behind a phrase.
    pub(super) fn short_beside(&self, s: &Sentence<'_>, np: Phrased) -> Option<usize> {
        let beside = s.sign(np.1 + 1, '(') && s.sign(np.1 + 3, ')') && !s.lex.caseless;
        let short = s.tokens.get(np.1 + 2).filter(|t| beside && t.is_word() && t.cap)?;
        let known = self.people.by_short(short.span.of(s.text))?;
        (self.people.all[known].sort == Sort::Body).then_some(known)
    }
}

impl Finder<'_> {
    /// « le secrétaire général de la Confédération des petites et moyennes entreprises (CPME) »: the short form of the body
    /// that somebody serves.
    fn short_within(&mut self, s: &Sentence<'_>, np: Phrased) {
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let link = Class::GENITIVE.or(Class::CONTRACTED);
        let of = |k: usize| s.is(k - 1, link) || s.is(k - 1, Class::DET) && s.is(k - 2, link);
        let body = |k: &usize| s.tokens[*k].cap && s.is(*k, Class::BODY) && of(*k);
        let Some(from) = (np.0 + 2..=np.1).rev().find(body).filter(|_| plain) else { return };
        let end = (from + LONG).min(s.tokens.len());
        let open = (from + 1..end).find(|&k| !s.tokens[k].is_word());
        let Some(open) = open.filter(|&k| s.sign(k, '(') && s.sign(k + 2, ')')) else { return };
        // « Le secrétaire du Parti (PPS) a cru »: whoever holds the office is not named beside it.
        if !(s.sign(open + 3, ',') || np.0 > 0 && s.sign(np.0 - 1, ',')) {
            return;
        }
        let (short, words) = (s.word(open + 1), s.folded((from, open - 1)));
        let letters = short.chars().count() > 2 && !short.contains(char::is_lowercase);
        if !letters || spells(short, &words).is_none() {
            return;
        }
        let span = s.tokens[from].span.cover(s.tokens[open - 1].span);
        let name = super::token::spaced(span.of(s.text));
        let entity = self.cast.people.named(&name, Sort::Body, None);
        self.cast.people.alias(short, entity);
    }

    /// « les Forces de soutien rapide (FSR) »: the short form names the same body afterwards, as does what a
    /// body is called.
    pub(super) fn acronym(&mut self, s: &Sentence<'_>, np: (usize, usize), first: bool) -> bool {
        if let Some(entity) = self.cast.called(s, np, &s.read(np)) {
            let at = s.tokens[np.0].span.start();
            self.met.push(Met { at, entity, subject: first });
            return true;
        }
        self.short_within(s, np);
        // « la Force des Nations unies au Liban (FINUL) »: a place may stand between.
        let place = s.is(np.1 + 1, Class::PREP.or(Class::CONTRACTED));
        let end = (np.1 + 1..(np.1 + 5).min(s.tokens.len())).find(|&k| !s.tokens[k].is_word());
        let open = end.filter(|&k| s.sign(k, '(') && (place || k == np.1 + 1));
        let Some(open) = open.filter(|&k| s.sign(k + 2, ')')) else { return false };
        let short = s.word(open + 1);
        let letters = short.chars().filter(|c| c.is_uppercase()).count();
        let reading = s.read(np);
        // « la direction générale de la Santé (DGS) » is no general.
        let rank = |k: usize| k > np.0 && s.is(k, Class::RANK) && s.is(k - 1, Class::BODY);
        let named = |k: usize| s.is(k, Class::GIVEN.or(Class::TITLE)) && !rank(k);
        let person = reading.human || (np.0..=np.1).any(named);
        if person {
            return false;
        }
        let from = np.0 + usize::from(s.is(np.0, Class::DET) && np.1 > np.0);
        let from = s.past_society((from, np.1)).unwrap_or(from);
        // « l'ONG Reporters sans frontières (RSF) »
        let kind = from < np.1 && s.is_kind(from) && s.tokens[from + 1].cap;
        let from = from + usize::from(kind);
        let words = s.folded((from, np.1));
        let spelt = spells(short, &words).is_some();
        // « l'Inspection générale des affaires sociales (Igas) » is read as a word.
        let read = letters == 1 && spelt && short.len() > 2 && s.tokens[open + 1].cap;
        let capital = letters > 1 && !short.chars().any(char::is_lowercase);
        if !(read || capital) || !spelt && !reading.body || words.len() < 2 {
            return false;
        }
        let at = s.tokens[np.0].span.start();
        let span = s.tokens[from].span.cover(s.tokens[np.1].span);
        let name = super::token::spaced(span.of(s.text));
        let entity = self.cast.people.named(&name, Sort::Body, None);
        self.cast.people.alias(short, entity);
        self.cast.people.headed(entity, at, words[0].clone());
        let linked = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
        let subject = first && !(np.0 > 0 && s.is(np.0 - 1, linked));
        self.met.push(Met { at, entity, subject });
        true
    }
}
