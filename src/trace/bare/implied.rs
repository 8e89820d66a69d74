//! A few words in marks that no cue holds, and whose they are by what stands around them.

use crate::corpus::quote::Basis;
use crate::trace::attribute::Voice;
use crate::trace::decide::Case;
use crate::trace::find::Finder;
use crate::trace::lexicon::Class;
use crate::trace::people::Sort;
use crate::trace::token::plain_words;

/// How far behind somebody's words, in bytes, a clause in marks goes on with them.
const CARRIED: usize = 600;

/// The most words of a state set between commas.
const STATE: usize = 8;

impl Finder<'_> {
    /// « Les Verts, “très inquiets”, ont appelé à manifester »: a state between commas that its holder speaks of, before the verb.
    pub(super) fn set_aside(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, raw, shape, headline, .. } = *case;
        let plain = !headline && !s.lex.caseless && !s.lex.subject_first && q > 1;
        let aside = plain && s.sign(q - 1, ',') && s.sign(q + 1, ',');
        let small = !shape.upper && !shape.article && !shape.title && !shape.clause;
        if !aside || !small || shape.words > STATE {
            return None;
        }
        let words = self.raws[raw].pieces.first()?.of(self.document.text());
        let first = plain_words(words).into_iter().next()?;
        let state = shape.adverb || s.lex.ends_like_a_participle(&first);
        let np = s.phrase_ending(q - 1).filter(|np| state && np.1 + 2 == q)?;
        let reading = s.read(np);
        let opens = np.0 == 0 || s.sign(np.0 - 1, ',');
        let crowd = (np.0..=np.1).any(|k| s.is(k, Class::CROWD));
        let told = reading.human || reading.body || crowd;
        let somebody = reading.name.is_some() || reading.definite && told;
        let verb = Class::AUX.or(Class::VERB).or(Class::REFLEXIVE).or(Class::BETWEEN);
        let acts = s.is(q + 2, verb) || s.is(q + 2, Class::CUE) && s.is(q + 2, Class::FINITE);
        if !(opens && somebody && acts) {
            return None;
        }
        let voice = self.cast.voice(s, np);
        voice.entity.map(|_| Voice { basis: Basis::Inferred, ..voice })
    }

    /// A few words in marks that only the one the sentence is about can have said: « il n'a “pas
    /// fermé l'œil” ».
    pub(super) fn implied(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        // « Les représentants du personnel sont “sidérés” »
        let state = q > 1 && s.is(q - 1, Class::BEING) && shape.words < 3 && !shape.clause;
        let state = state && !s.lex.caseless && !s.lex.subject_first;
        if let Some(voice) = self.carried_on(case) {
            return Some(voice);
        }
        if headline || q == 0 || shape.upper || shape.words < 3 && !state {
            return None;
        }
        if state {
            let np = s.subject_before(q - 1).filter(|np| np.1 + 1 == q - 1)?;
            let reading = s.read(np);
            let many = reading.human && reading.definite && reading.name.is_none();
            let voice = many.then(|| self.cast.voice(s, np))?;
            return Some(Voice { basis: Basis::Inferred, ..voice });
        }
        let at = s.tokens[q].span.start();
        let basis = Basis::Inferred;
        if let Some(entity) = self.cast.people.last_subject(s.tokens[0].span.start(), at) {
            let person = self.cast.people.all[entity].sort != Sort::Body;
            return person.then(|| Voice { entity: Some(entity), basis, ..Voice::default() });
        }
        // « La militante se bat contre ce projet, “une verrue à 40 millions” »
        let told = |np: &(usize, usize)| {
            let reading = s.read(*np);
            let plain = !s.lex.caseless && !s.lex.subject_first;
            plain && reading.human && reading.definite && reading.name.is_none() && np.1 < q
        };
        let subject = || s.main_subject(q).filter(told);
        let np = s.opening_pronoun().filter(|np| np.1 < q).or_else(subject)?;
        let voice = self.cast.voice(s, np);
        let known = |n: usize| self.cast.people.all[n].sort == Sort::Person;
        if !s.read(np).pronoun && !voice.entity.is_some_and(known) {
            return None;
        }
        voice.entity.map(|_| Voice { mention: voice.mention, basis, ..voice })
    }

    /// « L'activité décélère “…”, constate la banque. Les autres services “restent dynamiques” », « “…”, dit Anne Petit. Et que
    /// l'industrie y trouve aussi “des marchés” »: a clause in marks, or a second « que », where the sentence before gives
    /// somebody's words.
    fn carried_on(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        // « Le “reste à charge zéro” » is a name, what stands inside somebody's words another's.
        let noun = q > 0 && s.is(q - 1, Class::DET) || self.cast.within;
        let plain = !headline && !s.lex.caseless && !s.lex.subject_first && q > 0 && !noun;
        let second = s.is(0, Class::COORD) && s.is(1, Class::THAT);
        let clause = shape.clause && shape.words >= 2 && !shape.upper && !shape.title;
        let last = self.cast.last.filter(|_| plain && (second || clause))?;
        // Only what stands in the paragraph or ends the one before.
        let since = self.cast.people.earlier.min(self.cast.people.paragraph);
        let at = s.tokens[q].span.start();
        let near = last.1 >= since && last.1 + CARRIED >= at;
        let somebody = || {
            s.main_subject(q).is_some_and(|np| {
                let reading = s.read(np);
                reading.human || reading.pronoun || reading.name.is_some()
            })
        };
        let apart = second || !somebody();
        let basis = Basis::Inferred;
        (near && apart).then(|| Voice { entity: Some(last.0), basis, ..Voice::default() })
    }

    /// « “…”, dit le conseil. Ces mesures doivent être “élaborées dès maintenant” »: several words that no name is made of, woven
    /// into a sentence of the paragraph in which somebody has just spoken.
    pub(super) fn woven_in(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        let noun = q > 0 && s.is(q - 1, Class::DEFINITE) || self.cast.within;
        let plain = !headline && !s.lex.caseless && !s.lex.subject_first && q > 0 && !noun;
        let many = shape.words >= 4 && !shape.upper && !shape.title && !shape.label;
        let last = self.cast.last.filter(|_| plain && many)?;
        let at = s.tokens[q].span.start();
        let here = last.1 >= self.cast.people.paragraph && last.1 + CARRIED >= at;
        let basis = Basis::Inferred;
        here.then(|| Voice { entity: Some(last.0), basis, ..Voice::default() })
    }

    /// « Ulcéré par les « images » du lycée, il a appelé à voter »: what moves somebody, told before the pronoun that means them.
    pub(super) fn led_by_participle(&mut self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, shape, headline, .. } = *case;
        let plain = !headline && !s.lex.caseless && !s.lex.subject_first && shape.words >= 3;
        let participle = plain && q > 1 && s.lex.ends_like_a_participle(s.word(0));
        let led = participle && s.tokens[0].is_word() && (1..q).all(|k| s.tokens[k].is_word());
        let comma = (q + 1..s.tokens.len()).find(|&k| s.sign(k, ',')).filter(|_| led)?;
        let quiet = (q + 1..comma).all(|k| s.tokens[k].is_word() && !s.is(k, Class::AUX));
        let he = quiet && s.is(comma + 1, Class::HE) && !s.is(comma + 1, Class::NOBODY);
        let voice = he.then(|| self.cast.voice(s, (comma + 1, comma + 1)))?;
        voice.entity.map(|_| Voice { basis: Basis::Inferred, ..voice })
    }
}
