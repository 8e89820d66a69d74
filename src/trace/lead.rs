//! Sentences that say of a quotation beside them whose it is: one that announces it, one that names the
//! speaker after it, a line that signs it.

use crate::corpus::quote::Basis;

use super::attribute::{Cast, Voice};
use super::cue::{Form, Sentence};
use super::judge::Hold;
use super::lexicon::{Class, Lexicon, Phrase};
use super::para::Para;
use super::token::{Kind, Token, phrase_at};

/// The sentence before, ending in a colon, that announces a quotation of the next paragraph.
#[derive(Clone, Copy)]
pub(super) struct Lead<'p> {
    tokens: &'p [Token],
    /// Whether it stands after the quotation.
    after: bool,
}

impl Lead<'_> {
    pub(super) fn voice(self, cast: &mut Cast, text: &str, lex: &Lexicon) -> Voice {
        let s = Sentence::new(text, self.tokens, lex);
        let cue = s
            .cues()
            .into_iter()
            .rev()
            .find(|c| !matches!(c.form, Form::SourceWeak | Form::Quoting));
        if self.after {
            // « “…” Yvon Le Bihan essuie le comptoir. »: the one who is seen speaking.
            let np = s.main_subject(s.tokens.len()).or_else(|| s.noun_phrase(0));
            // « “…” La formule est d'Anne Petit. »
            let words = |np: &(usize, usize)| {
                let noun = np.0 + usize::from(s.is(np.0, Class::DET));
                s.is(noun, Class::SPEECH) && s.read(*np).name.is_none()
            };
            let given = || (0..s.tokens.len()).find(|&k| s.tokens[k].cap && s.is(k, Class::GIVEN));
            let np = np.filter(|np| !words(np)).or_else(|| s.noun_phrase(given()?)).or(np);
            let voice = np.map(|np| cast.voice(&s, np)).unwrap_or_default();
            return Voice { basis: Basis::Inferred, mention: None, ..voice };
        }
        let np = cue
            .and_then(|c| s.speaker_of(c, Hold::Before))
            .or_else(|| s.main_subject(s.tokens.len()));
        np.map(|np| cast.voice(&s, np)).unwrap_or_default()
    }
}

/// The longest line that says whose words stand above it, in tokens.
const SIGNED: usize = 20;

impl Sentence<'_> {
    /// « Les fans comprennent, à l'image de Lucas, 22 ans : “…” »: one of those told of, named right before the colon that leads to
    /// token `q`.
    pub(super) fn example_before(&self, q: usize) -> Option<(usize, usize)> {
        let colon = q.checked_sub(1).filter(|&k| self.sign(k, ':'))?;
        let example = |k| phrase_at(self.text, self.tokens, k, Phrase::Example, self.lex);
        (1..colon).rev().filter(|&k| self.sign(k - 1, ',')).find_map(|k| {
            let np = self.up_to_name(self.noun_phrase(k + example(k)?)?);
            let name = self.read(np).name?;
            let end = self.apposition(np.1).map_or(np.1, |app| app.1);
            let rest =
                (end + 1..colon).filter(|&n| self.tokens[n].is_word() && !self.is(n, Class::YEARS));
            let age = self.age_after(np.1).is_some();
            (name.1 < colon && (rest.count() <= usize::from(age))).then_some(np)
        })
    }

    /// « “…” : rencontre avec le patron de Parlavoix »: whom a title says it quotes, after token `q`.
    pub(super) fn met_after(&self, q: usize) -> Option<(usize, usize)> {
        let meeting = |k| phrase_at(self.text, self.tokens, k, Phrase::Meeting, self.lex);
        let at = (q + 1..self.tokens.len()).find_map(|k| Some(k + meeting(k)?))?;
        self.noun_phrase(at)
    }
}

impl Para {
    /// The sentence after the one at `n`, a quotation alone, if it names somebody and nobody was named
    /// in the paragraph before it.
    pub(super) fn followed_up(&self, n: usize) -> Option<Lead<'_>> {
        let alone = |&&(from, to): &&(usize, usize)| {
            let quote = self.tokens[from].quote().is_some();
            quote && self.tokens[from + 1..to].iter().all(|t| matches!(t.kind, Kind::Sign(_)))
        };
        self.sentences.get(n).filter(alone)?;
        let somebody = Class::GIVEN.or(Class::TITLE).or(Class::PRONOUN).or(Class::ROLE);
        let before = &self.tokens[..self.sentences[n].0];
        let told =
            |t: &Token| t.quote().is_some() || t.is_word() && t.is(somebody.or(Class::GENERIC));
        if before.iter().any(told) {
            return None;
        }
        let &(from, to) = self.sentences.get(n + 1)?;
        let tokens = &self.tokens[from..to];
        let person = tokens.iter().take(8).position(|t| t.cap && t.is(Class::GIVEN))?;
        let named = tokens.get(person + 1).is_some_and(|t| t.is_word() && t.cap)
            || person == 0 && tokens.len() > 2;
        let quoted = tokens.iter().any(|t| t.quote().is_some());
        (named && !quoted).then_some(Lead { tokens, after: true })
    }

    /// Whether it is one quotation and nothing else.
    pub(super) fn alone(&self) -> bool {
        let mut words = self.tokens.iter().filter(|t| !matches!(t.kind, Kind::Sign(_)));
        words.next().is_some_and(|t| t.quote().is_some()) && words.next().is_none()
    }

    /// « Anne Petit, maire de Lyon », alone on its line: who signs the quotation above it.
    pub(super) fn signs(&self, text: &str, lex: &Lexicon) -> Option<Lead<'_>> {
        let &[(from, to)] = self.sentences.as_slice() else { return None };
        let tokens = &self.tokens[from..to];
        let s = Sentence::new(text, tokens, lex);
        let from = tokens.iter().position(|t| !matches!(t.kind, Kind::Sign(_)))?;
        let end = tokens.iter().rposition(|t| !t.is_sign('.'))? + 1;
        let named = end - from <= SIGNED && s.tokens[from].is_word();
        named.then(|| s.label_before(end)).flatten()?;
        let quoted = tokens.iter().any(|t| t.quote().is_some());
        (!quoted).then_some(Lead { tokens: &tokens[from..end], after: true })
    }

    /// The last sentence, if it ends with a colon.
    pub(super) fn announces(&self) -> Option<Lead<'_>> {
        let &(from, to) = self.sentences.last()?;
        let tokens = &self.tokens[from..to];
        tokens.last().filter(|t| t.is_sign(':')).map(|_| Lead { tokens, after: false })
    }
}
