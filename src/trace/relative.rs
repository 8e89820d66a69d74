//! Subjects before a clause of their own: « X, qui raconte », « le maire de la ville où ils vivaient a dit ».

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::token::phrase_at;

/// How many tokens before an affair the body may stand that tells of it.
const FAR: usize = 8;

impl Sentence<'_> {
    /// « L'ancien propriétaire d'un immeuble où cinq locataires avaient péri | a reconnu »: the clause between has a
    /// verb of its own, and the subject stands before it.
    pub(super) fn before_clause(&self, end: usize) -> Option<Phrased> {
        let plain = !self.lex.subject_first && !self.lex.verb_first;
        let link = |k: &usize| {
            let that = self.is(*k, Class::SUBORD) && self.is(*k, Class::WHERE);
            self.tokens[*k].is_word() && (that || self.is(*k, Class::RELATIVE))
        };
        let from = (0..end).rev().take_while(|&k| self.tokens[k].is_word()).find(link)?;
        let verb = |k: &usize| {
            let t = &self.tokens[*k];
            let tells = t.is(Class::CUE) && t.is(Class::FINITE) && !t.is(Class::PARTICIPLE);
            let finite = t.is(Class::AUX.or(Class::VERB)) && !t.is(Class::NONFINITE) || tells;
            finite && !t.cap && !self.is(k - 1, Class::DET.or(Class::PREP))
        };
        (from + 1..end).find(verb).filter(|_| plain && from > 1)?;
        let np = self.phrase_ending(from).filter(|np| np.1 < from)?;
        let reading = self.read(np);
        let first = np.0 == 0 || !self.tokens[np.0 - 1].is_word();
        // « un coopérateur qui ne veut pas être nommé a tranché »: a noun no list has.
        let one = self.is(np.0, Class::DET) && !reading.definite && np.1 == np.0 + 1;
        let one = one && self.tokens[np.1].class.is_nothing();
        (first && (reading.human || reading.body || reading.name.is_some() || one)).then_some(np)
    }

    /// Whom « qui » at token `relative` stands for.
    pub(super) fn before_relative(&self, relative: usize) -> Option<Phrased> {
        // « X, qui a travaillé là et qui raconte »: the second « qui » is the first one's.
        let joined = |k: usize| k > 0 && self.is(k - 1, Class::COORD);
        let whole = |k: &usize| self.is(*k, Class::RELATIVE) && !joined(*k);
        let first = (0..relative).rev().find(whole).filter(|_| joined(relative));
        let at = first.unwrap_or(relative);
        let end = if at > 0 && self.sign(at - 1, ',') { at - 1 } else { at };
        // « le géologue Jean Petit, de l'université de Makassar, qui dit »
        let comma = (0..end).rev().find(|&k| !self.tokens[k].is_word());
        let source = |k| phrase_at(self.text, self.tokens, k, Phrase::Source, self.lex).is_some();
        let insert =
            |k: &usize| self.sign(*k, ',') && self.is(k + 1, Class::GENITIVE) && !source(k + 1);
        let end = comma.filter(|k| end < at && insert(k)).unwrap_or(end);
        // « hué par des riverains qui scandaient »
        let by = (end.saturating_sub(6)..end).rev().find(|&k| self.is(k, Class::BY));
        let agent = by.and_then(|k| self.noun_phrase(k + 1)).filter(|np| np.1 + 1 == end);
        if agent.is_some() && !self.lex.subject_first && !self.lex.caseless {
            return agent;
        }
        // « sous les vivats de ses partisans, qui scandaient »: the phrase nearest to « qui ».
        let nearest = || {
            let opens = |k: &usize| self.is(*k, Class::DET) || self.tokens[*k].cap;
            let close = |np: &Phrased| np.1 + 1 == end;
            let back = (end.saturating_sub(6)..end).rev().filter(opens);
            back.filter_map(|k| self.noun_phrase(k)).find(close)
        };
        // « Le témoignage d'Anne Petit, qui raconte »: no testimony speaks.
        let mute = |np: &Phrased| {
            let reading = self.read(*np);
            !reading.human && !reading.body && reading.name.is_none()
        };
        // « Jean Petit, responsable du syndicat CGT à Lyon, qui exige »
        let beside = |np: Phrased| {
            let comma = np.0.checked_sub(1).filter(|&k| self.sign(k, ','))?;
            // « Sabrina Petit, déléguée CFDT, qui réclame »
            let union = |n: Phrased| n.0 > np.0 && !self.is(n.0, Class::GIVEN.or(Class::TITLE));
            let far = np.1 + 1 < end || self.read(np).name.is_some_and(union);
            let office = far && self.is(np.0, Class::ROLE) && !self.lex.subject_first;
            self.name_ending(comma).filter(|_| office && !self.lex.caseless)
        };
        let set_in = |np: Phrased| {
            let comma = np.0 > 0 && self.sign(np.0 - 1, ',') && np.1 + 1 == end && end < at;
            mute(&np) && comma && !self.lex.caseless && !self.lex.subject_first
        };
        let near = self.phrase_ending(end).map(|np| beside(np).unwrap_or(np));
        // « dit un détenu à la ministre qui promet “…” »: whoever stands straight before « qui ».
        let straight = || nearest().filter(|np| self.read(*np).human && !self.read(*np).plural);
        let plain = end == at && !self.lex.caseless && !self.lex.subject_first;
        let apart = near.is_some_and(|np| np.1 + 1 < end) && plain;
        let near = if apart { straight().or(near) } else { near };
        // « le rapport du Sénat sur l'affaire Petit, qui pointe »: no affair does.
        let affair = |np: Phrased| {
            let noun =
                (np.0.saturating_sub(1)..=np.1).take(3).find(|&k| self.is(k, Class::AFFAIR))?;
            let from = noun - usize::from(noun > 0 && self.is(noun - 1, Class::DET));
            let end = from.checked_sub(1).filter(|_| !self.lex.caseless)?;
            // « à la publication du rapport de la commission d'enquête du Sénat sur »: the body.
            let body = |k: &usize| self.is(*k, Class::BODY) && !self.is(*k, Class::DOCUMENT);
            let near =
                || (end.saturating_sub(FAR)..end).rev().take_while(|&k| self.tokens[k].is_word());
            let told = near().filter(body).last().and_then(|k| self.noun_phrase(k));
            self.phrase_ending(end).filter(|np| !mute(np)).or(told)
        };
        let near = near.and_then(affair).or(near);
        match near.map(|np| self.named_before(np)) {
            // « Piet Petit, le directeur, trente ans de Kenya, qui promet »: years and places promise nothing.
            Some(np) if set_in(np) => {
                self.before_inserts(end).map(|b| self.named_before(b)).or(Some(np))
            }
            // « La colère monte chez les taxis, qui dénoncent »
            Some(np) if mute(&np) => self.name_ending(end).or_else(nearest).or(Some(np)),
            found => found.or_else(nearest).or_else(|| self.before_inserts(end)),
        }
    }

    /// « le neveu, Paul Petit, partie civile, qui parle »: who stands before what is set in between commas.
    fn before_inserts(&self, end: usize) -> Option<Phrased> {
        let commas = (0..end).rev().filter(|&k| self.sign(k, ',')).take(3);
        let mut found = commas.filter_map(|k| self.phrase_ending(k));
        found.find(|np| {
            let reading = self.read(*np);
            reading.human || reading.name.is_some_and(|n| self.is(n.0, Class::GIVEN))
        })
    }
}
