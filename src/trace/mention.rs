//! Noun phrases that name a speaker: where they start and end, and what they say of the person.

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::token::{fold, phrase_at};

/// A noun phrase: its first and last token.
pub(super) type Phrased = (usize, usize);

impl Sentence<'_> {
    /// Whether a noun phrase can start at `i`.
    pub(super) fn starts_phrase(&self, i: usize) -> bool {
        let Some(token) = self.tokens.get(i).filter(|t| t.is_word()) else { return false };
        let after_prep = i > 0
            && self.is(i - 1, Class::PREP.or(Class::CONTRACTED).or(Class::DET).or(Class::GENITIVE))
            && !self.is(i - 1, Class::PRONOUN);
        let small = Class::PREP.or(Class::CONTRACTED).or(Class::ADVERB);
        let small = small.or(Class::COORD).or(Class::SUBORD);
        let leading = Class::DET.or(Class::TITLE).or(Class::PRONOUN).or(Class::POINTING);
        let opens = if token.is(leading) {
            !token.is(Class::CONTRACTED) || token.cap && !token.is(small)
        } else {
            token.cap && !token.is(small)
        };
        let day = token.is(Class::TIME) && !token.is(Class::GIVEN);
        opens && !after_prep && !day
    }

    /// The noun phrase that starts at `i`.
    pub(super) fn noun_phrase(&self, i: usize) -> Option<Phrased> {
        let first = self.tokens.get(i).filter(|t| t.is_word())?;
        if first.is(Class::PRONOUN) && !first.is(Class::DET) {
            return Some((i, i));
        }
        let (mut last, mut role) = (i, first.is(Class::ROLE));
        let mut j = i + 1;
        while let Some(token) = self.tokens.get(j) {
            if !token.is_word() {
                break;
            }
            let before = self.tokens[j - 1];
            let linked = before.is(Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED));
            let head = j == i + 1 && first.is(Class::DET.or(Class::TITLE));
            let next_is = |c: Class| self.is(j + 1, c);
            let goes_on = if head || (linked && !before.is(Class::ADVERB)) {
                !token.is(Class::PRONOUN.or(Class::SUBORD)) || token.is(Class::DET)
            } else if token.is(Class::PARTICLE)
                && !token.cap
                && before.cap
                && self.tokens.get(j + 1).is_some_and(|n| n.is_word() && n.cap)
            {
                // « Greta von Sydow »
                true
            } else if token.is(Class::GENITIVE) {
                self.tokens.get(j + 1).is_some_and(|n| n.is_word() && !n.is(Class::INFINITIVE))
            } else if token.is(Class::CONTRACTED) || matches!(self.word(j), "à" | "en" | "chez") {
                role && self.office_follows(j + 1)
            } else if token.is(Class::DET) {
                // « Marc Le Goff »: a capital article inside a name.
                linked || token.cap && before.cap
            } else if token.is(Class::COORD) {
                // « ministère de l'Économie et des Finances »
                next_is(Class::GENITIVE) && (i..j).any(|k| self.is(k, Class::GENITIVE))
            } else {
                !self.ends_phrase(i, j)
            };
            if !goes_on {
                break;
            }
            role |= token.is(Class::ROLE);
            last = j;
            j += 1;
        }
        // A phrase never ends with a link to nothing.
        while last > i
            && self.is(last, Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::COORD))
        {
            last -= 1;
        }
        Some((i, last))
    }

    /// Whether an ordinary word at `j` no longer belongs to the phrase from `i`.
    fn ends_phrase(&self, i: usize, j: usize) -> bool {
        let token = self.tokens[j];
        if token.is(Class::RELATIVE
            .or(Class::SUBORD)
            .or(Class::PRONOUN)
            .or(Class::ADVERB)
            .or(Class::PREP))
        {
            return true;
        }
        if token.is(Class::TIME) && !token.cap {
            return true;
        }
        if !token.cap {
            let verb = token.is(Class::AUX.or(Class::GERUND).or(Class::VERB))
                || token.is(Class::CUE)
                    && token.is(Class::FINITE)
                    && !token.is(Class::ROLE.or(Class::PARTICIPLE).or(Class::BODY));
            if verb {
                return true;
            }
            let before = self.tokens[j - 1];
            // After a name, a small word starts something new: « Blinken devant la presse ».
            let named = before.cap
                && (j - 1 == i
                    || !self.is(j - 2, Class::DET.or(Class::GENITIVE).or(Class::CONTRACTED)))
                && !before.is(Class::ROLE.or(Class::BODY));
            return named && !token.is(Class::ROLE)
                || token.is(Class::BETWEEN) && !token.is(Class::DET);
        }
        false
    }

    /// « aux Affaires étrangères », « au CNRS »: an office, not a recipient or a place.
    fn office_follows(&self, k: usize) -> bool {
        let k = if self.is(k, Class::DET) { k + 1 } else { k };
        let Some(token) = self.tokens.get(k) else { return false };
        let outlet = [k, k.saturating_sub(1)]
            .iter()
            .any(|&at| phrase_at(self.text, self.tokens, at, Phrase::Outlet, self.lex).is_some());
        let place = self.lex.world.place_lang(&[fold(self.word(k))]).is_some();
        token.cap && !outlet && !place && !token.is(Class::TIME)
    }

    /// The subject that stands before the verb at `verb`.
    pub(super) fn subject_before(&self, verb: usize) -> Option<Phrased> {
        let mut end = verb;
        while end > 0
            && self.is(end - 1, Class::BETWEEN.or(Class::ADVERB))
            && !self.is(end - 1, Class::PRONOUN)
        {
            end -= 1;
        }
        let before = end.checked_sub(1)?;
        if self.is(before, Class::PRONOUN) {
            return Some((before, before));
        }
        if self.is(before, Class::RELATIVE) {
            let end = if before > 0 && self.sign(before - 1, ',') { before - 1 } else { before };
            // « sous les vivats de ses partisans, qui scandaient »: the phrase nearest to « qui ».
            let nearest = || {
                let opens = |k: &usize| self.is(*k, Class::DET) || self.tokens[*k].cap;
                let close = |np: &Phrased| np.1 + 1 == end;
                (end.saturating_sub(6)..end)
                    .rev()
                    .filter(opens)
                    .filter_map(|k| self.noun_phrase(k))
                    .find(close)
            };
            return self.phrase_ending(end).map(|np| self.named_before(np)).or_else(nearest);
        }
        if self.is(before, Class::SUBORD) {
            return None;
        }
        // « X a félicité Y et dit vouloir »: two verbs, one subject.
        let verb = |k: usize| {
            let t = self.tokens[k];
            t.is_word() && !t.cap && (t.is(Class::AUX) || t.is(Class::CUE) && t.is(Class::FINITE))
        };
        if self.is(before, Class::UNION)
            && let Some(first) = (0..before).rev().find(|&k| verb(k))
            && !(first..before).any(|k| self.is(k, Class::SUBORD.or(Class::RELATIVE)))
        {
            return self.subject_before(first);
        }
        let mut stop = end;
        if self.sign(before, ')') {
            stop = (0..before).rev().find(|&k| self.sign(k, '('))?;
        }
        for _ in 0..4 {
            if stop > 0 && self.sign(stop - 1, ',') {
                // An insert between commas: « Angel Torres, président du club, a déclaré ».
                let open = (0..stop - 1).rev().find(|&k| self.sign(k, ','));
                let Some(open) = open else { return self.phrase_ending(stop - 1) };
                if let Some(found) = self.phrase_ending(open) {
                    return Some(found);
                }
                stop = open + 1;
                if (0..open).rev().all(|k| !self.sign(k, ',')) {
                    return None;
                }
                let next = (0..open).rev().find(|&k| self.sign(k, ','));
                stop = next.map_or(stop, |n| n + 1);
            } else {
                return self.phrase_ending(stop);
            }
        }
        None
    }

    /// The noun phrase that ends just before token `end`.
    pub(super) fn phrase_ending(&self, end: usize) -> Option<Phrased> {
        let bound = |k: usize| {
            let t = &self.tokens[k];
            !t.is_word()
                || t.is(Class::SUBORD.or(Class::RELATIVE))
                || !t.cap && t.is(Class::AUX) && !t.is(Class::ROLE)
                || t.is(Class::INFINITIVE)
        };
        let mut from = (0..end).rev().find(|&k| bound(k)).map_or(0, |k| k + 1);
        while from < end
            && self.is(from, Class::COORD.or(Class::ADVERB).or(Class::TIME))
            && !self.is(from, Class::GIVEN)
        {
            from += 1;
        }
        let (mut k, mut found) = (from, None);
        while k < end {
            if self.starts_phrase(k) {
                let (first, last) = self.noun_phrase(k)?;
                found = Some((first, last.min(end - 1)));
                k = last + 1;
            } else if k == from && self.is(k, Class::ROLE.or(Class::ANONYMOUS)) {
                found = self.noun_phrase(k).map(|(a, b)| (a, b.min(end - 1)));
                k = found.map_or(k, |f| f.1) + 1;
            } else {
                k += 1;
            }
        }
        // « 61 % des Français jugent »
        let number = |k: usize| self.word(k).starts_with(|c: char| c.is_ascii_digit());
        let share = from.checked_sub(2).filter(|&k| number(k) && self.sign(k + 1, '%'));
        share.filter(|_| end > from).map(|k| (k, end - 1)).or(found)
    }

    /// The subject that stands after the verb whose last token is `verb`.
    pub(super) fn subject_after(&self, verb: usize) -> Option<Phrased> {
        let mut i = verb + 1;
        let (mut steps, mut opened) = (0, false);
        while i < self.tokens.len() && steps < 14 {
            steps += 1;
            let token = self.tokens[i];
            if token.is_sign(',') {
                let insert = self
                    .is(i + 1, Class::TIME.or(Class::PREP).or(Class::CONTRACTED).or(Class::ADVERB));
                i = if insert && !self.is(i + 1, Class::SUBORD) {
                    opened = true;
                    i + 1
                } else if opened && self.starts_phrase(i + 1) {
                    opened = false;
                    i + 1
                } else {
                    self.past_insert(i)?
                };
                continue;
            }
            if !token.is_word() || token.is(Class::SUBORD.or(Class::RELATIVE)) {
                return None;
            }
            if self.starts_phrase(i) {
                return self.noun_phrase(i);
            }
            if token.is(Class::TIME.or(Class::ADVERB))
                || token.is(Class::BETWEEN) && !token.is(Class::DET.or(Class::PREP))
                || token.span.of(self.text).starts_with(|c: char| c.is_ascii_digit())
            {
                i += 1;
            } else if token.is(Class::PREP.or(Class::CONTRACTED)) {
                i = self.skip_adjunct(i);
            } else if token.is(Class::ROLE.or(Class::ANONYMOUS).or(Class::BODY)) {
                return self.noun_phrase(i);
            } else {
                return None;
            }
        }
        None
    }

    /// Past « , visiblement ému, »: a few words between commas, with the subject after them.
    fn past_insert(&self, comma: usize) -> Option<usize> {
        let end = (comma + 10).min(self.tokens.len());
        let close = (comma + 2..end).find(|&k| self.sign(k, ','))?;
        let quiet = self.tokens[comma + 1..close].iter().all(|t| {
            t.is_word() && !t.is(Class::AUX.or(Class::SUBORD).or(Class::RELATIVE).or(Class::VERB))
        });
        (quiet && !self.tokens[comma + 1].cap && self.starts_phrase(close + 1)).then_some(close + 1)
    }

    /// Past « à l'AFP », « dans un communiqué », « lors d'une conférence de presse ».
    pub(super) fn skip_adjunct(&self, i: usize) -> usize {
        let mut k = i + 1;
        while self.is(k, Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED)) {
            k += 1;
        }
        for at in [k, k + 1] {
            if (at == k || self.is(k, Class::DET))
                && let Some(n) = phrase_at(self.text, self.tokens, at, Phrase::Outlet, self.lex)
            {
                return at + n;
            }
        }
        if self.tokens.get(k).is_some_and(|t| t.cap) && self.is(k + 1, Class::GIVEN) {
            // « à Washington Antony Blinken »
            return k + 1;
        }
        let end = self.noun_phrase(k).map_or(k, |(_, last)| last + 1);
        // « à la presse Jean Dupont »: a given name after a small word starts the subject.
        (k + 1..end)
            .find(|&n| {
                self.is(n, Class::GIVEN)
                    && self.tokens[n].cap
                    && !self.tokens[n - 1].cap
                    && !self.is(n - 1, Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP))
            })
            .unwrap_or(end)
    }

    /// What stands between commas after a phrase and says who it is: `, maire de Lyon,`.
    pub(super) fn apposition(&self, last: usize) -> Option<Phrased> {
        let mut k = last + 1;
        if self.sign(k, '(') {
            k = (k..self.tokens.len()).find(|&n| self.sign(n, ')'))? + 1;
        }
        // « l'ambassadrice en Libye, Sandra Petit, »: a place may follow the office.
        if self.is(k, Class::PREP.or(Class::CONTRACTED)) {
            let words =
                (k..(k + 5).min(self.tokens.len())).take_while(|&n| self.tokens[n].is_word());
            k = words.last().map_or(k, |n| n + 1);
        }
        if !self.sign(k, ',') {
            return None;
        }
        let mut from = k + 1;
        let age = self
            .tokens
            .get(from)
            .is_some_and(|t| t.span.of(self.text).starts_with(|c: char| c.is_ascii_digit()));
        if age {
            let comma = (from..(from + 4).min(self.tokens.len())).find(|&n| self.sign(n, ','))?;
            from = comma + 1;
        }
        let mut head = from;
        while self.is(head, Class::DET.or(Class::BEFORE_ROLE)) && head < from + 3 {
            head += 1;
        }
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let people = |k: usize| capital(k) && self.lex.world.is_people(&fold(self.word(k)));
        let role = self.is(head, Class::ROLE.or(Class::GENERIC))
            || self.is(head + 1, Class::ROLE) && head > from
            || people(head) && head > from;
        // « son coach, Riva, »: one word is a name only between the commas, after an office.
        let alone = |k: usize| {
            let closed = self.sign(k + 1, ',')
                || self.sign(k + 1, '.')
                || self.tokens.get(k + 1).is_none_or(|t| t.quote().is_some());
            let office = (last.saturating_sub(4)..=last).any(|o| self.is(o, Class::ROLE));
            let place = || self.lex.world.place_lang(&[fold(self.word(k))]).is_some();
            closed && office && !self.is(k, Class::TIME) && !place()
        };
        let named =
            capital(from) && (self.is(from, Class::GIVEN) || capital(from + 1) || alone(from));
        if !(role || named) || self.is(from, Class::CUE) && self.is(from, Class::FINITE) && !role {
            return None;
        }
        let (first, end) = self.noun_phrase(from)?;
        // « Visé dimanche à Nîmes, l'attaquant de Sedan a parlé »: a place, then the subject.
        let somewhere = self.tokens[last].cap
            && !self.is(last, Class::GIVEN.or(Class::TITLE))
            && last > 0
            && self.is(last - 1, Class::PREP.or(Class::CONTRACTED));
        let runs_on = self.tokens.get(end + 1).is_some_and(super::token::Token::is_word);
        (!(somewhere && runs_on)).then_some((first, end))
    }

    /// « Nadia Karim, urgentiste : »: the name that a description between commas belongs to.
    pub(super) fn named_before(&self, np: Phrased) -> Phrased {
        let commas = (0..np.0).rev().filter(|&k| self.sign(k, ',')).take(3);
        let name = commas
            .filter_map(|k| self.phrase_ending(k))
            .find(|n| self.apposition(n.1).is_some_and(|app| app.0 <= np.0 && np.1 <= app.1));
        let follows = np.0 > 0 && self.sign(np.0 - 1, ',');
        if follows && self.read(np).name.is_none() { name.unwrap_or(np) } else { np }
    }

    /// The lower-case words of a stretch of tokens.
    pub(super) fn folded(&self, (first, last): Phrased) -> Vec<Box<str>> {
        self.tokens[first..=last]
            .iter()
            .filter(|t| t.is_word())
            .map(|t| fold(t.span.of(self.text)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;
    use crate::corpus::span::Span;
    use crate::trace::cue::Form;
    use crate::trace::lexicon::Lexicon;
    use crate::trace::token::tokens;

    fn subject(text: &str) -> String {
        let lex = Lexicon::of(Lang::FR);
        let tokens = tokens(text, Span::new(0, text.len()), &[], lex);
        let s = Sentence { text, tokens: &tokens, lex };
        let cue = s.cues().into_iter().find(|c| matches!(c.form, Form::Finite)).unwrap();
        let found = s.subject_before(cue.first).or_else(|| s.subject_after(cue.last));
        found.map_or(String::new(), |(a, b)| {
            tokens[a].span.cover(tokens[b].span).of(text).to_owned()
        })
    }

    #[test]
    fn subjects_before_the_verb() {
        for (text, want) in [
            (
                "Le secrétaire d'État américain Antony Blinken a déclaré que",
                "Le secrétaire d'État américain Antony Blinken",
            ),
            (
                "Dans un communiqué, le président du club, Angel Torres, a déclaré",
                "le président du club",
            ),
            ("Marie Dupont, 45 ans, maire de Lyon, a ajouté", "Marie Dupont"),
            ("Mercredi, M. Blinken a souligné", "M. Blinken"),
            ("Il a également rappelé", "Il"),
            ("Le ministre en visite à Bamako a affirmé", "Le ministre"),
            (
                "la ministre allemande de la Défense Annegret Brandt-Osterman a déclaré",
                "la ministre allemande de la Défense Annegret Brandt-Osterman",
            ),
        ] {
            assert_eq!(subject(text), want, "{text}");
        }
    }

    #[test]
    fn subjects_after_the_verb() {
        for (text, want) in [
            (
                ", a déclaré mercredi à la presse le porte-parole du ministère.",
                "le porte-parole du ministère",
            ),
            (", a déclaré à l'AFP Jean Dupont, maire de Lyon.", "Jean Dupont"),
            (", a assuré Washington.", "Washington"),
            (", a indiqué vendredi le département d'État.", "le département d'État"),
            (
                ", a expliqué le ministre délégué à la Santé devant les députés.",
                "le ministre délégué à la Santé",
            ),
            (", rapporte l'Associated Press.", "l'Associated Press"),
        ] {
            assert_eq!(subject(text), want, "{text}");
        }
    }
}
