//! Whose words those are that a cue holds: its subject, whoever it leaves to be understood, or who asked and answered.

use super::Case;
use crate::corpus::quote::Basis;
use crate::trace::attribute::Voice;
use crate::trace::cue::{Cue, Form, Sentence};
use crate::trace::find::{Finder, Verdict};
use crate::trace::judge::{Held, Hold};
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;

impl Finder<'_> {
    /// The voice behind the cue that holds a quotation: `np` is its subject, `own_words` are « ses mots », `example` is somebody
    /// whose case is told.
    pub(super) fn said_by(
        &mut self,
        case: &Case<'_>,
        held: Held,
        (np, own_words, example): (Option<Phrased>, Option<Phrased>, Option<Phrased>),
    ) -> Voice {
        let Case { s, q, .. } = *case;
        let at = s.tokens[q].span.start();
        let hidden = self.lex.verb_first && held.cue.form == Form::Finite;
        // « Elle a parlé en innu. “…”, a traduit sa petite-fille »: the words are hers who spoke.
        let put = s.is(held.cue.last, Class::TRANSLATED) && held.hold == Hold::After;
        let spoken = put.then(|| self.topic_voice(case)).flatten();
        if let Some(voice) =
            spoken.or_else(|| self.same_subject(case, np.filter(|_| own_words.is_none())))
        {
            return voice;
        }
        if let Some(voice) = self.introduced(case, held, np) {
            return voice;
        }
        match np {
            _ if own_words.is_some() => self.cast.owner(s, own_words),
            Some(np) => match example.or_else(|| s.somewhere(np)) {
                Some(body) => Voice { basis: Basis::Inferred, ..self.cast.voice(s, body) },
                None => self.cast.joint_voice(s, np, held.cue),
            },
            // « وأضاف », « تقول »: the pronoun is in the verb, and so is its gender.
            None if hidden => self.cast.in_verb(s, held.cue),
            None if held.cue.class.is(Class::OWN) => self.cast.own(s.lex, at),
            None => self
                .voice_before(case, held)
                .or_else(|| self.colon_voice(s, q, case.headline).filter(|v| v.entity.is_some()))
                .unwrap_or_else(|| self.same_voice(at)),
        }
    }

    /// « La cheffe de l'opposition relève que c'est une première : “…”, insiste-t-elle »: the pronoun behind the words is whoever
    /// the clause before their colon is about.
    fn introduced(&mut self, case: &Case<'_>, held: Held, np: Option<Phrased>) -> Option<Voice> {
        let Case { s, q, .. } = *case;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let colon = q.checked_sub(1).filter(|&k| plain && k > 1 && s.sign(k, ':'))?;
        let clitic = matches!(held.cue.form, Form::Inverted(_)) && held.cue.first > q;
        let pronoun = np.filter(|_| clitic)?;
        let subject = s.main_subject(colon)?;
        let (he, who) = (s.lex.class_folded(s.mention_span(pronoun).of(s.text)), s.read(subject));
        let shown = crate::trace::reading::gender_of(he, Class::PRONOUN_F, Class::PRONOUN_M);
        let agree = shown.is_some() && (who.gender.is_none() || who.gender == shown);
        let one = who.human && !who.pronoun && !who.plural && !he.is(Class::PLURAL);
        if !(agree && one) {
            return None;
        }
        let voice = self.cast.voice(s, subject);
        Some(Voice { mention: Some(s.mention_span(pronoun)), basis: Basis::Inferred, ..voice })
    }

    /// « Le groupe affirme que c'est “offert” et que tout est “payé” »: the voice of the words before, which have the same subject.
    fn same_subject(&self, case: &Case<'_>, np: Option<Phrased>) -> Option<Voice> {
        let Case { s, previous, .. } = *case;
        let raw = s.tokens[previous?].quote().filter(|_| !self.lex.caseless)?;
        let Verdict::Said(said) = &self.verdicts[raw] else { return None };
        let same = said.voice.mention == Some(s.mention_span(np?));
        Some(&said.voice).filter(|v| same && v.entity.is_some()).cloned()
    }

    /// « “Où étiez-vous ?”, demande le président. “Sur le pont”, répond le capitaine »: who asked the question before `raw` that
    /// is answered there.
    pub(super) fn asked_before(&self, s: &Sentence<'_>, raw: usize, cue: Cue) -> Option<usize> {
        (cue.first..=cue.last).find(|&k| s.is(k, Class::REPLIES))?;
        let before = raw.checked_sub(1)?;
        let Verdict::Said(said) = &self.verdicts[before] else { return None };
        let question = self.words_of(before)?.of(self.text()).trim_end().ends_with('?');
        let near = self.words_of(before)?.end() >= self.cast.people.paragraph;
        said.voice.entity.filter(|_| question && near)
    }

    /// « Un confrère lui a demandé ce qu'il en pensait. “Rien”, a-t-il répondu »: who asked in the sentence before.
    pub(super) fn asked_of_them(&mut self, case: &Case<'_>, cue: Cue) -> Option<usize> {
        (cue.first..=cue.last).find(|&k| case.s.is(k, Class::REPLIES))?;
        let (para, (from, to)) = case.told;
        let plain = !self.lex.caseless && !self.lex.subject_first && para.inside.is_none();
        let last = (from..to).last().filter(|_| plain)?;
        let document = self.document;
        let s = para.sentence(last, (document.text(), self.lex));
        let whom = |k: usize| {
            let them = s.is(k, Class::BETWEEN) && s.is(k, Class::STRONG.or(Class::PRONOUN));
            them && !s.is(k, Class::DET)
        };
        let asks = |k: &usize| s.is(*k, Class::ASK) && (k.saturating_sub(3)..*k).any(whom);
        let verb = (1..s.tokens.len()).find(asks)?;
        let np = s
            .cues()
            .into_iter()
            .find(|c| c.last == verb)
            .and_then(|c| s.subject_before(c.first))?;
        let mention = Some(s.mention_span(np));
        let told = self.indirect.iter().rev().map(|(_, said, _)| &said.voice);
        let told = told.take_while(|v| v.mention >= mention).find(|v| v.mention == mention);
        told.and_then(|voice| voice.entity)
    }

    /// « lit le dernier message de Jean Petit : “…” »: whoever wrote what is read aloud.
    pub(super) fn writer(&mut self, s: &Sentence<'_>, paper: Option<usize>) -> Voice {
        let cue = |k| Cue { first: k, last: k, form: Form::Noun, class: Class::NONE };
        let np = paper.and_then(|k| s.owner(cue(k))).filter(|_| !s.lex.caseless);
        np.map_or_else(Voice::default, |np| self.cast.voice(s, np))
    }

    /// « “…”, dit Anne Petit, tout en admettant “…” »: a gerund goes on with the verb before it.
    fn voice_before(&self, case: &Case<'_>, held: Held) -> Option<Voice> {
        let Case { s, previous, .. } = *case;
        let gerund = s.is(held.cue.first, Class::GERUND) && held.cue.form == Form::Loose;
        let first = previous.and_then(|p| s.tokens[p].quote()).filter(|_| gerund)?;
        match &self.verdicts[first] {
            Verdict::Said(said) if said.voice.entity.is_some() => Some(said.voice.clone()),
            _ => None,
        }
    }
}
