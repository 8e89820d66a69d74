//! Subjects that stand before a verb with something in between: a participle, another verb, a short name.

use super::INSERT;
use crate::trace::cue::Sentence;
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;

/// How many tokens what somebody is charged with may take.
const CHARGE: usize = 24;

impl Sentence<'_> {
    /// « Un diplomate ayant requis l'anonymat a fait savoir »: the phrase before a participle whose object ends at `end`.
    pub(super) fn before_participle(&self, end: usize) -> Option<Phrased> {
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let words = (0..end).rev().take_while(|&k| plain && self.tokens[k].is_word());
        let having =
            |k: &usize| self.is(*k, Class::NONFINITE) && self.lex.has_gerund_ending(self.word(*k));
        let verb = words.take(INSERT).find(having)?;
        self.speaker_ending(verb)
    }

    /// « Le conseil chargé de guider les pouvoirs publics recommande »: the phrase before a participle whose infinitive has the
    /// object that ends at `end`.
    pub(super) fn before_charge(&self, end: usize) -> Option<Phrased> {
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let words = (0..end).rev().take_while(|&k| plain && self.tokens[k].is_word());
        let charged = |k: &usize| {
            let led = self.is(k + 1, Class::PREP.or(Class::GENITIVE)) && k + 3 < end;
            let act = led && self.lex.ends_like_an_infinitive(self.word(k + 2));
            let free = !self.tokens[*k].cap && !self.is(*k, Class::DET.or(Class::BETWEEN));
            act && free
                && self.is(k + 3, Class::DET)
                && self.lex.ends_like_a_participle(self.word(*k))
        };
        let np = self.speaker_ending(words.take(CHARGE).find(charged)?)?;
        (np.0 == 0 || self.sign(np.0 - 1, ',')).then_some(np)
    }

    /// The phrase straight before token `end`, if somebody or a body is told of by it.
    fn speaker_ending(&self, end: usize) -> Option<Phrased> {
        let np = self.phrase_ending(end).filter(|np| np.1 + 1 == end)?;
        let reading = self.read(np);
        (reading.human || reading.body || reading.name.is_some()).then_some(np)
    }

    /// « l'économiste Jean Petit, de l'université de Lyon, à Accra, redoute »: whoever stands before the comma that leads to where
    /// they belong, up to the one at `open`.
    pub(super) fn before_adjunct(&self, open: usize) -> Option<Phrased> {
        // « le président de l'Union (UMF), Paul Petit, dénonce »
        let lead = (0..open).rev().find(|&k| self.sign(k, ','));
        let lead = lead.filter(|&k| self.leads_adjunct(k))?;
        let found = self.phrase_ending(lead)?;
        let reading = self.read(found);
        let somebody = reading.human || reading.body || reading.name.is_some();
        (somebody && !reading.pronoun).then_some(found)
    }

    /// « Anne Petit, 34 ans, infirmière »: whoever is named before the comma at `comma`, where an age alone stands up to the one
    /// at `end`.
    pub(super) fn before_an_age(&self, comma: usize, end: usize) -> Option<Phrased> {
        let number = self.word(comma + 1).starts_with(|c: char| c.is_ascii_digit());
        let aged = number && self.is(comma + 2, Class::YEARS) && comma + 3 == end;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        self.speaker_ending(comma).filter(|_| aged && plain)
    }

    /// « , de l'université de Lyon », « , à Accra »: whether the comma at `k` leads to where somebody is or belongs.
    pub(super) fn leads_adjunct(&self, k: usize) -> bool {
        let small = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
        self.is(k + 1, small) && !self.lex.subject_first && !self.lists_charges(0, k)
    }

    /// « X a félicité Y et dit vouloir », « mais conteste »: the subject two verbs share, the second
    /// one after the coordinator at `link`.
    pub(super) fn shared_subject(&self, link: usize) -> Option<Phrased> {
        let verb = |k: &usize| {
            let t = self.tokens[*k];
            // « se montre enthousiaste, mais rappelle »
            let own = *k > 0 && self.is(*k - 1, Class::REFLEXIVE) && !self.lex.caseless;
            let own = own && self.lex.ends_like_a_present(self.word(*k));
            let told = t.is(Class::AUX) || t.is(Class::CUE) && t.is(Class::FINITE) || own;
            t.is_word() && !t.cap && told
        };
        let own =
            |first: &usize| !(*first..link).any(|k| self.is(k, Class::SUBORD.or(Class::RELATIVE)));
        // « s'est dit “choqué” et a promis »: the auxiliary stands before the participle.
        let verbs = (0..link).rev().filter(verb).take_while(own).take(2);
        // « told reporters the level had dropped but cautioned »: no level cautions.
        let speaks = |np: &Phrased| {
            let reading = self.read(*np);
            let told = reading.pronoun || reading.name.is_some() || reading.human || reading.body;
            told || !self.lex.subject_first || (np.0..=np.1).any(|k| self.is(k, Class::ANONYMOUS))
        };
        let shared = |first: usize| self.subject_before(first).filter(speaks);
        if let Some(shared) = verbs.into_iter().find_map(shared) {
            return Some(shared);
        }
        // « She let him go but warned »
        let other = |k: &usize| {
            let t = self.tokens[*k];
            // « Mr Lien cups his hands and shouts »
            let word = self.word(*k);
            let third = word.ends_with('s') && !word.ends_with("ss") && t.class.is_nothing();
            let third = third && *k > 0 && self.tokens[*k - 1].cap;
            t.is_word() && !t.cap && (t.is(Class::VERB) || self.past(*k) || third)
        };
        let first = (0..link).find(other).filter(|k| self.lex.subject_first && own(k));
        if let Some(shared) = first.and_then(|k| self.subject_before(k)) {
            return Some(shared);
        }
        // « Libreville stoppe l'export et promet »: a word no list has that ends as verbs do, before an article.
        let unlisted = |k: &usize| {
            let (t, article) = (self.tokens[*k], Class::CONTRACTED.or(Class::GENITIVE));
            let present = t.class.is_nothing() && self.lex.ends_like_a_present(self.word(*k));
            let open = t.is_word() && !t.cap && (present || t.is(Class::VERB));
            let object = self.is(k + 1, Class::DET) && !self.is(k + 1, article);
            let led = self.is(k - 1, Class::DET.or(Class::PREP).or(Class::GENITIVE));
            open && object && !led
        };
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let first = (1..link).filter(|_| plain).find(unlisted).filter(own);
        if let Some(shared) = first.and_then(|k| self.subject_before(k)).filter(speaks) {
            return Some(shared);
        }
        // « le club “exprime ses regrets” et assure »: the first verb is in the marks.
        let marks = link.checked_sub(1).filter(|&k| self.tokens[k].quote().is_some())?;
        self.phrase_ending(marks).filter(|np| np.1 + 1 == marks)
    }

    /// « Faux, répond le survivant : »: whoever stands behind a verb with one word and a comma before it.
    pub(super) fn said_after_a_word(&self, end: usize, verb: usize) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let word = end == 2 && self.sign(1, ',') && self.tokens[0].is_word();
        let open = !self.is(0, Class::PRONOUN.or(Class::GIVEN).or(Class::BODY)) && plain && word;
        let subject =
            self.noun_phrase(verb + 1).filter(|_| open && self.starts_phrase(verb + 1))?;
        let reading = self.read(subject);
        let given = reading.name.is_some_and(|n| self.is(n.0, Class::GIVEN.or(Class::TITLE)));
        (reading.human && reading.definite || given).then_some(subject)
    }

    /// « la représentante du Haut-Commissariat (HCR) à Beyrouth », « le collectif “Terre vive” »: the phrase before a short name
    /// in brackets that more of it follows, and before the name in marks that a body has. Words alone stand from
    /// `from` to `end`.
    pub(super) fn before_short_or_name(&self, from: usize, end: usize) -> Option<Phrased> {
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let sign = from.checked_sub(1).filter(|_| plain)?;
        if self.tokens[sign].quote().is_some() {
            let body =
                sign > 0 && self.is(sign - 1, Class::BODY) && self.tokens[sign - 1].is_word();
            let words = self.word(sign).trim_start_matches(|c: char| !c.is_alphanumeric());
            let name = body && from == end && words.starts_with(char::is_uppercase);
            let under = |np: &Phrased| np.0 > 0 && self.is(np.0 - 1, Class::SUBORD);
            return name.then(|| self.phrase_ending(sign)).flatten().filter(|np| !under(np));
        }
        let adjunct = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
        let open = sign.checked_sub(2).filter(|&k| self.sign(k, '(') && self.sign(sign, ')'))?;
        let more = from < end && self.is(from, adjunct);
        more.then(|| self.phrase_ending(open)).flatten()
    }
}
