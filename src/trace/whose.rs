//! Whose words a noun says they are, and who owns a thing: « la réponse du maire », « le récit d'un rescapé », « un message signé par X ».

use super::cue::{Cue, Form, Sentence};
use super::find::Finder;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::{Met, Sort};

impl Sentence<'_> {
    /// « Réponse de la maire : », « L'analyse cinglante d'Anne Petit : »: whose words a noun for
    /// words says they are.
    pub(super) fn owner(&self, cue: Cue) -> Option<Phrased> {
        let plain = |k: &usize| {
            let t = &self.tokens[*k];
            t.is_word() && !t.cap && !t.is(Class::AUX.or(Class::VERB).or(Class::SUBORD))
        };
        let end = (cue.last + 4).min(self.tokens.len());
        let from = cue.last + 1;
        if self.is(from, Class::SENDER) && self.tokens[from].is_word() {
            return self.source_phrase(from + 1);
        }
        let of = (cue.last + 1..end).take_while(plain).find(|&k| self.is(k, Class::GENITIVE))?;
        let from = of + usize::from(!self.is(of, Class::CONTRACTED));
        let np = self.source_phrase(from)?;
        let reading = self.read(np);
        let person = reading.name.is_some_and(|n| {
            self.is(n.0, Class::GIVEN.or(Class::TITLE)) || self.looks_like_a_person(n)
        });
        let body = reading.body && reading.definite && !self.is(np.0, Class::DOCUMENT);
        // « Réponse de l'intéressé : »
        let told = reading.human || reading.pronoun && reading.concerned;
        // « le témoignage d'une ancienne goémonière »
        let noun = np.0 + usize::from(self.is(np.0, Class::DET));
        let trade = || {
            let last = noun + usize::from(self.is(noun, Class::BEFORE_ROLE));
            let word = self.tokens.get(last).filter(|t| t.is_word() && !t.cap && last > np.0);
            word.is_some_and(|t| self.lex.ends_like_a_trade(t.span.of(self.text)))
        };
        let told = told || person || body && !self.lex.caseless;
        (told || !reading.definite && trade()).then_some(np)
    }

    /// « Le cri d'Anne Petit résonne »: whose words a phrase about words says they are.
    pub(super) fn owner_of_words(&self, np: Phrased) -> Option<Phrased> {
        let noun = np.0 + usize::from(self.is(np.0, Class::DET));
        let words = self.is(noun, Class::SPEECH) && !self.is(noun, Class::ROLE.or(Class::BODY));
        let of = (noun + 1..np.1).find(|&k| self.is(k, Class::GENITIVE)).filter(|_| words)?;
        let name = of + 1;
        let given = self.is(name, Class::GIVEN.or(Class::TITLE)) && self.tokens[name].cap;
        given.then(|| self.noun_phrase(name)).flatten()
    }

    /// « indiquait le message, envoyé par l'un de ses proches »: whoever is said to have written a text.
    pub(super) fn signed_by(&self, np: Phrased) -> Option<Phrased> {
        let noun = np.0 + usize::from(self.is(np.0, Class::DET));
        let text = self.is(noun, Class::DOCUMENT.or(Class::ISSUED)) && !self.tokens[noun].cap;
        let end = (np.1 + 3).min(self.tokens.len());
        let verb = (noun..end).find(|&k| self.is(k, Class::SIGNED)).filter(|_| text)?;
        let by = (verb + 1..(verb + 4).min(self.tokens.len())).find(|&k| self.is(k, Class::BY))?;
        self.source_phrase(by + 1)
    }

    /// « “…” : le récit d'un rescapé », « “…” : la colère froide du maire »: whose words a title says
    /// they are, after token `q`.
    pub(super) fn told_by(&self, q: usize) -> Option<(usize, usize)> {
        (self.sign(q + 1, ':') || self.sign(q + 1, ',')).then_some(())?;
        let noun = (q + 1..(q + 6).min(self.tokens.len())).find(|&k| self.is(k, Class::SPEECH))?;
        let cue = Cue { first: noun, last: noun, form: Form::Noun, class: Class::NONE };
        self.owner(cue)
    }
}

impl Finder<'_> {
    /// « The wire reached Batbayar Dorjsuren's well »: whoever owns something is named in full.
    pub(super) fn enter_owner(&mut self, s: &Sentence<'_>, k: usize) {
        let part = |n: &usize| s.tokens[*n].is_word() && s.tokens[*n].cap && !s.owns(*n);
        let end = k + (k..s.tokens.len()).take(3).take_while(part).count();
        let owns = s.tokens.get(end).is_some_and(|t| t.is_word() && t.cap) && s.owns(end);
        let within = k == 0 || s.tokens[k - 1].is_word() && s.tokens[k - 1].cap;
        if !s.lex.subject_first || end == k || !owns || within || s.is_article_before(k) {
            return;
        }
        let plain = |n: usize| s.tokens[n].class.is_nothing();
        let first = s.is(k, Class::GIVEN) || (k..=end).all(plain);
        if first && s.looks_like_a_person((k, end)) {
            let gender =
                super::reading::gender_of(s.tokens[k].class, Class::GIVEN_F, Class::GIVEN_M);
            let entity = self.cast.people.named(&s.name_text((k, end)), Sort::Person, gender);
            let at = s.tokens[k].span.start();
            self.met.push(Met { at, entity, subject: false });
        }
    }
}
