//! Noun phrases around a verb: its subject before or after it, whatever stands between.

mod before;

use super::cue::Sentence;
use super::lexicon::Class;
use super::mention::Phrased;
use super::token::folded;

/// How many tokens what stands between two commas, or three, may take, and one that no participle opens.
const INSERT: usize = 14;
/// What sets words apart: « - en anglais - ».
const DASHES: [char; 3] = ['-', '–', '—'];
const SHORT: usize = 9;

impl Sentence<'_> {
    /// The subject that stands before the verb at `verb`.
    pub(super) fn subject_before(&self, verb: usize) -> Option<Phrased> {
        self.kept.before.at((verb, self.tokens.len()), || self.subject_before_anew(verb))
    }

    fn subject_before_anew(&self, verb: usize) -> Option<Phrased> {
        let mut end = verb;
        while end > 0
            && (self.is(end - 1, Class::BETWEEN) || self.is_adverb(end - 1))
            && !self.is(end - 1, Class::PRONOUN)
        {
            end -= 1;
        }
        let before = end.checked_sub(1)?;
        if self.is(before, Class::PRONOUN) {
            return Some((before, before));
        }
        if self.is(before, Class::RELATIVE) {
            return self.before_relative(before);
        }
        if self.is(before, Class::SUBORD) {
            return None;
        }
        if self.is(before, Class::COORD.or(Class::UNION))
            && let Some(shared) = self.shared_subject(before)
        {
            return Some(shared);
        }
        let found = self.goes_on(end, verb).or_else(|| self.before_clause(end));
        if let Some(found) = found.or_else(|| self.said_after_a_word(end, verb)) {
            return Some(found);
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
                // « C'est le Hezbollah qui, le premier, a parlé »
                let which = open.checked_sub(1).filter(|&k| self.is(k, Class::RELATIVE));
                if let Some(which) = which.filter(|_| !self.lex.subject_first) {
                    return self.before_relative(which);
                }
                if let Some(found) = self.before_adjunct(open).or_else(|| self.before_insert(open))
                {
                    return Some(found);
                }
                stop = open + 1;
                if (0..open).rev().all(|k| !self.sign(k, ',')) {
                    return None;
                }
                let next = (0..open).rev().find(|&k| self.sign(k, ','));
                // « Jeudi, Anne Petit, 34 ans, infirmière, dénonce »
                if let Some(aged) = next.and_then(|k| self.before_an_age(k, open)) {
                    return Some(aged);
                }
                stop = next.map_or(stop, |n| n + 1);
            } else {
                let told = self.before_participle(stop).or_else(|| self.before_charge(stop));
                return told.or_else(|| self.phrase_ending(stop));
            }
        }
        None
    }

    /// « Jean Petit, le président du syndicat, très remonté, dénonce »: the name straight before a description between commas.
    fn told_straight_before(&self, found: Phrased) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let comma = found.0.checked_sub(1).filter(|&k| plain && self.sign(k, ','))?;
        let reading = self.read(found);
        let told = reading.human && reading.name.is_none() && !reading.plural;
        let named = self.phrase_ending(comma).filter(|np| told && np.1 + 1 == comma)?;
        let name = self.read(named).name?;
        let person = name.1 > name.0 && self.is(name.0, Class::GIVEN.or(Class::TITLE));
        let one = self.apposition(named.1).is_some_and(|app| app.0 == found.0);
        (person && one && named.0 == 0).then_some(named)
    }

    /// « قال السويسري مارسيل كولر »: whether a word with the article at `i` tells of the name behind it.
    fn leads_to_arabic_name(&self, i: usize) -> bool {
        let article = |k: usize| {
            let t = self.tokens.get(k).filter(|t| t.is_word() && !t.cap);
            t.is_some_and(|t| self.lex.has_article(&folded(t.span.of(self.text))))
        };
        let name = || (i + 1..i + 4).find(|&k| !article(k)).and_then(|k| self.tokens.get(k));
        let plain = self.lex.caseless && self.tokens[i].class.is_nothing() && article(i);
        plain && name().is_some_and(|t| t.is_word() && t.cap)
    }

    /// « un conseiller »: an article makes a noun of an infinitive.
    pub(super) fn noun_here(&self, k: usize) -> bool {
        // « Le conseiller spécial », « Mardi, le conseiller du maire », but « pour le conseiller »
        let of = || self.is(k + 1, Class::GENITIVE.or(Class::CONTRACTED));
        // « A Paris, le conseiller américain Jean Petit »
        let next = || self.tokens.get(k + 1).filter(|t| t.is_word() && !t.cap);
        let people =
            || next().is_some_and(|t| self.lex.world.is_people(&folded(t.span.of(self.text))));
        let opens = |b: usize| b == 0 || self.sign(b - 1, ',') && of() || people();
        let either = Class::BETWEEN.or(Class::GENITIVE);
        let article = |b: usize| self.is(b, Class::DET) && (opens(b) || !self.is(b, either));
        // « a warning from the minister »
        let speech = self.lex.subject_first && self.is(k, Class::SPEECH);
        // « l'avocat du plaignant »
        let of = k > 0 && self.is(k - 1, Class::CONTRACTED) && !self.lex.caseless;
        if of && self.is(k, Class::GERUND) {
            return true;
        }
        let office = self.is(k, Class::ROLE) || speech && self.is(k, Class::GERUND);
        let noun = || self.lex.caseless && !self.lex.ends_like_an_object(self.word(k));
        office && (noun() || k.checked_sub(1).is_some_and(article))
    }

    /// The noun phrase that ends just before token `end`.
    pub(super) fn phrase_ending(&self, end: usize) -> Option<Phrased> {
        self.kept.ending.at((end, self.tokens.len()), || self.phrase_ending_anew(end))
    }

    fn phrase_ending_anew(&self, end: usize) -> Option<Phrased> {
        let bound = |k: usize| {
            let t = &self.tokens[k];
            !t.is_word() && !self.joins_names(k) && !self.lists_charges(0, k)
                || t.is(Class::SUBORD.or(Class::RELATIVE))
                || !t.cap && t.is(Class::AUX) && !t.is(Class::ROLE)
                || t.is(Class::INFINITIVE) && !self.noun_here(k)
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
            if self.starts_phrase(k) || k == from && self.leads_with_several(k) {
                let (first, last) = self.noun_phrase(k)?;
                found = Some((first, last.min(end - 1)));
                k = last + 1;
            } else if (self.is(k, Class::ROLE.or(Class::ANONYMOUS))
                || self.lex.caseless && self.is(k, Class::BODY)
                || self.lex.subject_first && self.is(k, Class::CROWD))
                && (k == from || self.lex.caseless && !self.is(k - 1, Class::PREP))
            {
                found = self.noun_phrase(k).map(|(a, b)| (a, b.min(end - 1)));
                k = found.map_or(k, |f| f.1) + 1;
            } else if found.is_some() && self.lex.subject_first && self.is(k, Class::PREP) {
                // « Crew at the budget airline Skyliner »: what a preposition leads is no subject.
                k = self.noun_phrase(k + 1).map_or(k, |np| np.1) + 1;
            } else {
                k += 1;
            }
        }
        // « 61 % des Français jugent »
        let number = |k: usize| self.word(k).starts_with(|c: char| c.is_ascii_digit());
        let share = from.checked_sub(2).filter(|&k| number(k) && self.sign(k + 1, '%'));
        // « as top shareholder rejects »: titles leave the article out.
        let bare = || {
            let short = self.lex.subject_first && end > from && end - from < 5;
            let words = short && (from..end).all(|k| self.tokens[k].is_word());
            words && self.compound_head(from, end - 1) == Some(end - 1)
        };
        let found = found.or_else(|| bare().then(|| (from, end - 1)));
        // « An executive at a carmaker that buys from the plant, who declined to be named, told »
        let clause = from.checked_sub(1).filter(|&k| self.is(k, Class::THAT.or(Class::RELATIVE)));
        let clause =
            clause.filter(|&k| k > 0 && self.lex.subject_first && self.tokens[k].is_word());
        // « A woman who lives by the site said »: no site says anything.
        let mute = |np: &Phrased| {
            let r = self.read(*np);
            !(r.human || r.body || r.pronoun || r.name.is_some() || self.is(np.1, Class::CROWD))
        };
        let antecedent = clause.filter(|_| found.as_ref().is_none_or(mute));
        let found = antecedent.and_then(|k| self.phrase_ending(k)).or(found);
        let found = found.or_else(|| self.before_short_or_name(from, end));
        share.filter(|_| end > from).map(|k| (k, end - 1)).or(found)
    }

    /// The phrase that ends before the comma at `open`, with which an insert starts.
    fn before_insert(&self, open: usize) -> Option<Phrased> {
        let short = open.checked_sub(1).filter(|&k| self.sign(k, ')'));
        let short = short.and_then(|end| (0..end).rev().find(|&k| self.sign(k, '(')));
        let found = self.phrase_ending(short.unwrap_or(open))?;
        // « Jean Petit, ministre de la Santé, qui vit ici, se souvient »
        if let Some(named) = self.told_straight_before(found) {
            return Some(named);
        }
        let clause = self.is(open + 1, Class::RELATIVE) && !self.lex.subject_first;
        Some(if clause { self.named_before(found) } else { found })
    }

    /// Whether somebody or a body may be told of by the word at `i`, without an article.
    fn is_bare_noun(&self, i: usize) -> bool {
        let token = self.tokens[i];
        token.is(Class::ROLE.or(Class::ANONYMOUS).or(Class::BODY))
            || self.lex.caseless && self.lex.outlet_noun(&folded(self.word(i))).is_some()
            || self.lex.verb_first
                && token
                    .is(Class::CROWD.or(Class::GENERIC).or(Class::BEFORE_ROLE).or(Class::DOCUMENT))
    }

    /// The subject that stands after the verb whose last token is `verb`.
    pub(super) fn subject_after(&self, verb: usize) -> Option<Phrased> {
        self.kept.behind.at((verb, self.tokens.len()), || self.subject_after_anew(verb))
    }

    fn subject_after_anew(&self, verb: usize) -> Option<Phrased> {
        let (mut i, mut steps, mut opened) = (verb + 1, 0, false);
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
            // « ajoute - en anglais - l'économiste »
            if let Some(next) = self.past_dashes(i) {
                i = next;
                continue;
            }
            if let Some(n) = self.tells_when(i) {
                i += n;
                continue;
            }
            if !token.is_word() || token.is(Class::SUBORD.or(Class::RELATIVE)) {
                return None;
            }
            let much = self.tells_how_much(i);
            if !much && self.starts_phrase(i) {
                let np = self.noun_phrase(i).map(|np| self.up_to_name(np));
                return np.and_then(|np| self.without_recipient(verb, np));
            }
            if self.leads_to_arabic_name(i) {
                i += 1;
            } else if much || self.dates(i) {
                i += 2;
            } else if token.is(Class::TIME)
                || self.ends_a_time(i)
                || self.is_adverb(i)
                || token.is(Class::BETWEEN) && !token.is(Class::DET.or(Class::PREP))
                || token.span.of(self.text).starts_with(|c: char| c.is_ascii_digit())
            {
                i += 1;
            } else if self.lex.caseless && token.is(Class::PREP) && self.is(i + 1, Class::THAT) {
                // « وأشار إلى أن ذلك »: what he pointed to, and not who.
                return None;
            } else if token.is(Class::PREP.or(Class::CONTRACTED)) && !self.several_people(i) {
                i = self.past_gerund(i).unwrap_or_else(|| self.skip_adjunct(i));
            } else if self.is_bare_noun(i) || self.several_people(i) {
                let np = self.noun_phrase(i).map(|np| self.up_to_name(np));
                return np.and_then(|np| self.without_recipient(verb, np));
            } else if let Some(comma) = self.insert_ends(i).filter(|_| opened) {
                i = comma;
            } else {
                return None;
            }
        }
        None
    }

    /// « مسؤول الإعلام في الدفاع المدني أنس طباع »: where no letter shows a name, the phrase goes on to the name
    /// that follows where its holder works.
    pub(super) fn up_to_name(&self, np: Phrased) -> Phrased {
        if !self.lex.caseless
            || (np.0..=np.1).any(|k| self.tokens[k].cap)
            || !self.is(np.0, Class::ROLE)
        {
            return np;
        }
        let stop = Class::THAT.or(Class::CUE).or(Class::SUBORD).or(Class::RELATIVE).or(Class::TIME);
        let open = |k: &usize| self.tokens[*k].is_word() && !self.is(*k, stop);
        let end = (np.1 + 8).min(self.tokens.len());
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let name = (np.1 + 1..end).take_while(open).find(|&k| {
            let run = capital(k + 1) && self.lex.without_article(self.word(k)).is_none();
            !self.opens_in_marks(k)
                && capital(k)
                && (run || self.is(k, Class::GIVEN.or(Class::PARTICLE)))
        });
        let Some(first) = name else { return np };
        let run = (first..self.tokens.len()).take_while(|&k| self.tokens[k].cap);
        (np.0, run.last().unwrap_or(first))
    }

    /// « tranchaient alors les juges », but « alors que les juges »; « a répété une nouvelle fois le ministre »: how many words at
    /// `i` say when or how often.
    fn tells_when(&self, i: usize) -> Option<usize> {
        let then = self.is(i, Class::THEN) && !self.tokens[i].cap && !self.is(i + 1, Class::THAT);
        then.then_some(1).or_else(|| self.adverbial_phrase(i))
    }

    /// « ont scandé des manifestants », « des centaines de personnes »: the article of several at `i`, and people.
    pub(super) fn several_people(&self, i: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let article = self.is(i, Class::CONTRACTED) && self.is(i, Class::GENITIVE);
        let many = |k: usize| self.word(k).ends_with(['s', 'x']);
        let people = Class::ROLE.or(Class::ANONYMOUS).or(Class::CROWD).or(Class::BODY);
        let word = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let told = |k: usize| {
            let counted = self.is(k, Class::COUNT) && self.is(k + 1, Class::GENITIVE);
            word(k) && many(k) && (self.is(k, people) || counted)
        };
        let first = i + 1 + usize::from(self.is(i + 1, Class::BEFORE_ROLE));
        plain && article && many(i) && (told(i + 1) || told(first))
    }

    /// « a écrit un peu plus tard l'attaquant »: an article and two small words at `i`.
    fn tells_how_much(&self, i: usize) -> bool {
        let small = |k: usize| {
            let other = Class::DET.or(Class::PREP).or(Class::PRONOUN).or(Class::ROLE);
            self.is(k, Class::BETWEEN) && !self.is(k, other) && !self.tokens[k].cap
        };
        self.is(i, Class::DET) && !self.lex.caseless && small(i + 1) && small(i + 2)
    }

    /// Past « - en anglais - »: a few words between dashes, with the subject after them.
    fn past_dashes(&self, open: usize) -> Option<usize> {
        let dash = |k: usize| DASHES.iter().any(|&d| self.sign(k, d));
        let end = (open + INSERT).min(self.tokens.len());
        let close = (open + 2..end).find(|&k| !self.tokens[k].is_word()).filter(|&k| dash(k))?;
        (dash(open) && self.starts_phrase(close + 1)).then_some(close + 1)
    }

    /// Past « , visiblement ému, »: a few words between commas, with the subject after them.
    fn past_insert(&self, comma: usize) -> Option<usize> {
        let end = (comma + INSERT).min(self.tokens.len());
        let mut closes = (comma + 2..end).filter(|&k| self.sign(k, ','));
        // « raconte, jointe à Legnago, près de Vérone, la syndicaliste »
        let close = closes.find(|&k| self.starts_phrase(k + 1))?;
        let quiet = self.tokens[comma + 1..close].iter().all(|t| {
            let clause = Class::AUX.or(Class::SUBORD).or(Class::RELATIVE).or(Class::VERB);
            t.is_sign(',') || t.is_word() && !t.is(clause)
        });
        let short = close - comma <= SHORT || self.is(comma + 1, Class::PARTICIPLE);
        (quiet && short && !self.tokens[comma + 1].cap).then_some(close + 1)
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
        let s = Sentence::new(text, &tokens, lex);
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
