//! The reporter's words inside a pair of marks: `« Nous irons, dit-il, jusqu'au bout »`.

mod about;

use crate::corpus::span::{Byte, Span};

use super::cue::{Cue, Form, Sentence};
use super::lexicon::{Class, Lexicon};
use super::token::{Kind, Token, alphanumeric, fold, tokens};

/// An incise: where it stands, commas included, and its verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incise {
    pub(super) span: Span<Byte>,
    pub(super) cue: Cue,
}

/// The incises of `text[span]`; their cues count in its tokens.
pub(super) fn incises(text: &str, span: Span<Byte>, lex: &Lexicon) -> Vec<Incise> {
    if !may_part(span.of(text)) {
        return Vec::new();
    }
    incises_among(text, span, &tokens(text, span, &[], lex), lex)
}

/// The same, where its tokens are known.
pub(super) fn incises_among(
    text: &str,
    span: Span<Byte>,
    tokens: &[Token],
    lex: &Lexicon,
) -> Vec<Incise> {
    let s = Sentence::new(text, tokens, lex);
    let mut found = Vec::new();
    let mut after = 0;
    // Few quotations hold any, and to look for every cue takes long.
    let cues = if s.may_hold_incise() { s.cues() } else { Vec::new() };
    for cue in cues {
        if cue.first < after {
            continue;
        }
        if let Some((from, to)) = s.incise(cue) {
            let start = tokens[from].span;
            // The sign that ends the words before stays with them, a comma does not.
            let start = if s.sign(from, ',') { start.start() } else { start.end() };
            let end = tokens.get(to).map_or(span.end(), |t| {
                if t.is_sign(',') || s.stops(to) { t.span.end() } else { t.span.start() }
            });
            found.push(Incise { span: Span::new(start, end.max(start)), cue });
            after = to;
        }
    }
    found
}

/// Whether any sign but an apostrophe stands before a letter: without one there is nothing to cut.
fn may_part(text: &str) -> bool {
    let runs_on = |&c: &char| alphanumeric(c) || c.is_whitespace() || matches!(c, '\'' | '’');
    text.chars().skip_while(runs_on).any(alphanumeric)
}

impl Sentence<'_> {
    /// Whether a hung-on pronoun speaks to somebody: no reporter's word.
    fn addresses(&self, k: usize) -> bool {
        let word = fold(self.mention_span((k, k)).of(self.text));
        self.lex.class(&word).is(Class::ADDRESSED)
    }

    fn stops(&self, i: usize) -> bool {
        let sign = self.tokens.get(i).map(|t| t.kind);
        matches!(sign, Some(Kind::Sign('.' | ',' | ';' | ':' | '!' | '?' | '…')))
    }

    /// Whether an incise may start behind the sign at `i`.
    fn parts(&self, i: usize) -> bool {
        self.stops(i) || matches!(self.tokens[i].kind, Kind::Sign('—' | '–' | '-'))
    }

    /// Whether what may be a verb that reports stands behind any sign but the first token, small words aside.
    fn may_hold_incise(&self) -> bool {
        let verb = Class::OPENS.or(Class::AUX).or(Class::CUE);
        let small = |k: &usize| self.is(*k, Class::REFLEXIVE.or(Class::BETWEEN));
        let reports = |sign: usize| {
            let smalls = (sign + 1..self.tokens.len()).take_while(small).count();
            (sign + 1..=sign + 1 + smalls).any(|k| self.is(k, verb))
        };
        (1..self.tokens.len()).any(|k| self.parts(k) && reports(k))
    }

    /// « raconte ce plombier, encore en cuissardes. »: a few words between the comma at `end` and a full stop that
    /// no verb makes a clause of.
    fn tells_of_speaker(&self, end: usize) -> bool {
        let stop = (end + 1..(end + 9).min(self.tokens.len())).find(|&k| self.stops(k));
        let Some(stop) = stop.filter(|&k| self.sign(end, ',') && self.sign(k, '.')) else {
            return false;
        };
        // « en désignant un banc », « montrant la photo »
        let act = end + 1 + usize::from(self.is(end + 1, Class::WITHIN));
        let gerund = self.lex.ends_like_a_gerund(self.word(act)) && !self.tokens[act].cap;
        let state = self.is(end + 1, Class::LINGERING) || gerund;
        let clause = Class::AUX.or(Class::VERB).or(Class::PERSON).or(Class::PRONOUN).or(Class::CUE);
        let infinitive = |k: usize| {
            self.tokens[k].class.is_nothing() && self.lex.ends_like_an_infinitive(self.word(k))
        };
        let quiet = |k: usize| {
            let det = self.is(k, Class::DET);
            self.tokens[k].is_word() && (det || k == act || !self.is(k, clause)) && !infinitive(k)
        };
        state && stop > end + 2 && stop + 1 < self.tokens.len() && (end + 1..stop).all(quiet)
    }

    /// The tokens of an incise: the sign before it, and the sign that ends it.
    fn incise(&self, cue: Cue) -> Option<(usize, usize)> {
        let mut lead = cue.first;
        while lead > 0 && self.is(lead - 1, Class::REFLEXIVE.or(Class::BETWEEN)) {
            lead -= 1;
        }
        let before = lead.checked_sub(1)?;
        if before == 0 || !self.parts(before) {
            return None;
        }
        let last = match cue.form {
            Form::Inverted(k) if cue.class.is(Class::SAY.or(Class::MANNER)) => {
                // `pense-t-il` asks where no comma stands before it; `avez-vous dit` asks anywhere.
                if self.sign(before, '.') || self.addresses(k) {
                    return None;
                }
                cue.last.max(k)
            }
            Form::Finite
                if cue.class.is(Class::SAY.or(Class::MANNER)) && !self.sign(before, '.') =>
            {
                let (first, last) = self.subject_after(cue.last)?;
                let reading = self.read((first, last));
                // « insiste cette ancienne dialysée »: whoever was told of is meant.
                let told = self.is(first, Class::THIS) && first == cue.last + 1;
                // « a déclaré le ministère »
                let body = reading.body && !self.lex.caseless && !self.lex.subject_first;
                let named = reading.name.is_some() || reading.human || reading.pronoun || told;
                let named = named || body;
                (named && (first == cue.last + 1 || self.sign(before, ','))).then_some(())?;
                last
            }
            _ => return None,
        };
        // The incise runs on to the next sign, a short way at most: « dit-il d'une voix basse ».
        if before == 0 {
            return None;
        }
        let last = self.apposition(last).map_or(last, |app| app.1);
        let end = (last + 1..(last + 14).min(self.tokens.len() + 1))
            .find(|&i| i == self.tokens.len() || self.stops(i))?;
        // « dit-il, les yeux rougis. »: how it is said belongs to the reporter as well.
        let gesture = self.sign(end, ',')
            && (end + 1..(end + 4).min(self.tokens.len())).any(|k| self.is(k, Class::GESTURE));
        let full = |i: &usize| ['.', '!', '?', '…'].iter().any(|&c| self.sign(*i, c));
        let end = self.past_description(end).unwrap_or_else(|| {
            let runs_on = gesture || self.tells_of_speaker(end);
            let full = (end + 1..(end + 12).min(self.tokens.len())).find(full).unwrap_or(end);
            if runs_on { full } else { end }
        });
        Some((before, end))
    }
}

/// What is left of a stretch when its incises are taken out.
pub(super) fn without(span: Span<Byte>, incises: &[Incise]) -> Vec<Span<Byte>> {
    let (mut out, mut at) = (Vec::new(), span.start());
    for incise in incises.iter().filter(|incise| span.contains(incise.span)) {
        if incise.span.start() >= at {
            out.push(Span::new(at, incise.span.start()));
            at = incise.span.end();
        }
    }
    out.push(Span::new(at.min(span.end()), span.end()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;

    fn left(text: &str) -> Vec<String> {
        let span = Span::new(0, text.len());
        let found = incises(text, span, Lexicon::of(Lang::FR));
        without(span, &found).iter().map(|s| s.of(text).trim().to_owned()).collect()
    }

    #[test]
    fn the_reporters_words_are_cut_out() {
        assert_eq!(left("Nous irons, dit-il, jusqu'au bout"), ["Nous irons", "jusqu'au bout"]);
        assert_eq!(left("Non ! s'écria Pécuchet."), ["Non !", ""]);
        assert_eq!(
            left("Je n'en sais rien, explique le maire, mais je crois"),
            ["Je n'en sais rien", "mais je crois"]
        );
        assert_eq!(
            left("Nous verrons ce que dit la loi, et nous agirons"),
            ["Nous verrons ce que dit la loi, et nous agirons"]
        );
    }
}
