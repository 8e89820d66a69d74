//! Cues that are phrases: « selon », « citant », « a fait valoir », « نقلت … عن ».

use super::cue::{Cue, Form, Sentence};
use super::lexicon::{Class, Phrase};
use super::token::phrase_at;

/// How many words may stand between the verb of an outlet that reports and whom it cites.
const ATTRIBUTED: usize = 10;

impl Sentence<'_> {
    /// « quoted a banker as saying », but « citing a “lack of trust” »: whether the phrase names people.
    pub(super) fn may_be_cited(&self, np: (usize, usize)) -> bool {
        let reading = self.read(np);
        let crowd = Class::ANONYMOUS.or(Class::CROWD);
        let led = self.is(np.0, Class::PREP) && !self.is(np.0, Class::DET);
        let people = (np.0..=np.1).any(|k| self.is(k, crowd));
        !led && (reading.human || reading.name.is_some() || people)
    }

    /// A cue of several words, or of one that stands in the lists of phrases.
    pub(super) fn phrase_cue(&self, i: usize) -> Option<Cue> {
        let phrase = |k, of| phrase_at(self.text, self.tokens, k, of, self.lex);
        let cue = |n: usize, form| Cue { first: i, last: i + n - 1, form, class: Class::SAY };
        for (of, form) in [
            (Phrase::Quoting, Form::Quoting),
            (Phrase::Source, Form::Source),
            (Phrase::SourceWeak, Form::SourceWeak),
        ] {
            if let Some(n) = phrase(i, of) {
                let opens = form == Form::SourceWeak
                    && (self.opens_as_source(i, i + n) || self.is(i + n, Class::RELATIVE));
                // « a spokesman for Carbones »: in English only what opens the sentence is a view.
                if form == Form::SourceWeak && !opens && self.lex.subject_first {
                    continue;
                }
                // « aux yeux du maire »: the article is his.
                let n = n - usize::from(n > 1 && self.is(i + n - 1, Class::CONTRACTED));
                return Some(cue(n, if opens { Form::Source } else { form }));
            }
        }
        // « À ses yeux, la campagne a été faussée par “…” »
        if let Some(n) = phrase(i, Phrase::OwnSource) {
            return Some(Cue { class: Class::SAY.or(Class::OWN), ..cue(n, Form::Source) });
        }
        // « نقلت وكالة الأنباء عن مصدر »
        let reports = |k| phrase(k, Phrase::Reports).is_some();
        // « نسبت صحيفة إلى مصدر »
        let attributes = |k: &usize| self.is(*k, Class::ATTRIBUTES);
        let back = i.saturating_sub(ATTRIBUTED)..i;
        // « نقلت وكالة الأنباء السورية الرسمية (سانا) عن »
        let quiet = |k: &usize| !self.is(*k, Class::THAT);
        let verb = || back.rev().take_while(quiet).find(|&k| attributes(&k) || reports(k));
        if let Some(n) = phrase(i, Phrase::Attributed)
            && verb().is_some_and(|k| self.is(k, Class::ATTRIBUTES) == self.is(i, Class::TO))
        {
            return Some(cue(n, Form::Quoting));
        }
        // « , faisant état de “stocks suffisants” » has the subject of the clause.
        let gerund = self.lex.ends_like_a_gerund(self.word(i)) && !self.lex.caseless;
        let gerund = gerund && i > 0 && self.sign(i - 1, ',');
        let form = if gerund { Form::Loose } else { Form::Finite };
        phrase(i, Phrase::Verb).map(|n| cue(n, form))
    }

    /// « Pour le maire, … »: at the head of a sentence, before a comma, it names whose view this is.
    fn opens_as_source(&self, at: usize, next: usize) -> bool {
        // « Mais pour le maire, … », « ils s'alarment : pour le maire, … »
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let behind = |k: usize| k == 0 && self.is(0, Class::COORD) || self.sign(k, ':');
        if at != 0 && !(plain && behind(at - 1)) {
            return false;
        }
        // « Pour lui, le maire “ne ressemble pas à un homme politique” »
        if plain && self.is(next, Class::STRONG) && self.sign(next + 1, ',') {
            return true;
        }
        let Some(np) = self.noun_phrase(next) else { return false };
        let reading = self.read(np);
        let last = self.apposition(np.1).map_or(np.1, |app| app.1);
        let place = || {
            reading.name.is_some_and(|n| {
                let words = self.folded(n);
                self.lex.world.place_lang(&words).is_some()
            })
        };
        let named = |n: (usize, usize)| {
            n.1 > n.0 || self.is(n.0, Class::GIVEN.or(Class::TITLE)) || self.sign(np.1 + 1, ',')
        };
        // « Pour Jean Petit (LR), … »
        let bracket = (plain && self.sign(np.1 + 1, '('))
            .then(|| (np.1 + 2..np.1 + 6).find(|&k| self.sign(k, ')')))
            .flatten();
        let closed = self.sign(np.1 + 1, ',') || self.sign(last + 1, ',');
        (closed || bracket.is_some_and(|k| self.sign(k + 1, ',')))
            && !self.is(np.1, Class::TIME)
            && (reading.human
                || reading.pronoun && self.is(np.0, Class::STRONG)
                || reading.body
                || (np.0..=np.1).any(|k| self.is(k, Class::CROWD.or(Class::ANONYMOUS)))
                || reading.name.is_some_and(named)
                || place())
    }
}
