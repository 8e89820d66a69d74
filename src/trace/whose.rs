//! Whose words a noun says they are, and who owns a thing: « la réponse du maire », « le récit d'un rescapé », « un message signé par X ».

use super::cue::{Cue, Form, Sentence};
use super::find::Finder;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::{Met, Sort};
use super::token::fold;

/// How many tokens into a clause the words stand that it is about.
const WORDS: usize = 7;

/// How many words behind « un rapport » the body may stand that it is by.
const AUTHOR: usize = 9;

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
        // « le dernier message du second, Jean Petit, »
        let beside = || self.apposition(np.1).is_some_and(|app| self.read(app).name.is_some());
        let told = told || person || !self.lex.caseless && (body || beside());
        (told || !reading.definite && trade()).then_some(np)
    }

    /// « Sa réponse : “…” », « Son conseil tient en une phrase : “…” »: a noun for words that is told of as somebody's own,
    /// before the colon that leads to token `q`.
    pub(super) fn own_words(&self, cue: Cue, np: Option<Phrased>, q: usize) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let colon = q.checked_sub(1).filter(|&k| plain && self.sign(k, ':'))?;
        let says = cue.form != Form::Noun && cue.class.is(Class::SAY.or(Class::MANNER));
        let bare = |noun: usize| {
            // « Son seul regret : »
            let article =
                (noun.saturating_sub(2)..noun).find(|&k| self.is(k, Class::POSSESSIVE))?;
            let words = self.is(noun, Class::SPEECH) && !self.tokens[noun].cap && article == 0;
            (words && noun < colon).then_some((article, noun))
        };
        match np {
            Some(np) if !says && self.read(np).name.is_none() => {
                bare(np.0 + 1).or_else(|| bare(np.0 + 2))
            }
            None if cue.form == Form::Noun => bare(cue.first),
            _ => None,
        }
    }

    /// « Le maire parle d'“un gâchis”, l'opposition d'“un soulagement” »: who says the words at `q` where the verb of those at
    /// `p` is left out.
    pub(super) fn gapped(&self, p: usize, q: usize) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let comma = plain && (self.sign(p + 1, ',') || self.sign(p + 1, ';'));
        let from = p + 2 + usize::from(self.is(p + 2, Class::COORD));
        let np = self.noun_phrase(from).filter(|np| comma && np.1 < q)?;
        let verb =
            |k: usize| self.is(k, Class::CUE) && self.is(k, Class::FINITE.or(Class::PARTICIPLE));
        let led = p.checked_sub(1).filter(|&k| self.tokens[k].is_word())?;
        let same = || np.1 + 2 == q && *fold(self.word(q - 1)) == *fold(self.word(led));
        // « la droite “A”, la gauche “B”, les écologistes “C” »
        let prior = (0..p).rev().find(|&k| self.tokens[k].quote().is_some());
        let row = prior.is_some_and(|k| self.gapped(k, p).is_some());
        let whole = if verb(led) || row {
            np.1 + 1 == q
        } else {
            self.is(led, Class::PREP.or(Class::GENITIVE)) && same()
        };
        let reading = self.read(np);
        // « la gauche “un renoncement” »
        let told = reading.human || reading.body || reading.name.is_some() || reading.definite;
        let told = told || reading.of_two.is_some();
        (whole && told && (!reading.pronoun || reading.of_two.is_some())).then_some(np)
    }

    /// « Petit, pour qui le tribunal a commis “une faute”, a annoncé … »: who is told of before « pour qui », whatever follows
    /// the words.
    pub(super) fn in_whose_eyes(&self, q: usize, cues: &[Cue]) -> Option<Cue> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let source = |c: &&Cue| matches!(c.form, Form::Source | Form::SourceWeak) && c.last < q;
        let cue = *cues.iter().rev().filter(|_| plain).find(source)?;
        let led = cue.first.checked_sub(1).is_some_and(|k| self.sign(k, ','));
        let whom = self.is(cue.last + 1, Class::RELATIVE) && cue.last + 1 < q;
        let quiet = (cue.first..q).all(|k| self.tokens[k].is_word());
        (led && whom && quiet).then_some(cue)
    }

    /// « “…” : ce sont les premiers mots du pape »: whose words the clause at `from` says they are.
    pub(super) fn whose_words(&self, from: usize) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let end = (from + WORDS).min(self.tokens.len());
        let words = (from..end).take_while(|&k| self.tokens[k].is_word());
        let mut words = words.skip_while(|&k| !self.is(k, Class::LABEL_SPEECH));
        let noun = words.next().filter(|_| plain && self.is(from, Class::THIS))?;
        self.owner(Cue { first: noun, last: noun, form: Form::Noun, class: Class::NONE })
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

    /// « une étude du Laboratoire national des eaux », « un rapport publié en janvier par l'Unicef »: the body whose paper it is.
    pub(super) fn author_of(&self, np: Phrased) -> Option<Phrased> {
        let noun = np.0 + usize::from(self.is(np.0, Class::DET));
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let small = self.tokens.get(noun).is_some_and(|t| !t.cap);
        let paper = plain && small && self.is(noun, Class::DOCUMENT);
        let end = (noun + AUTHOR).min(self.tokens.len());
        let words = noun + 1..(noun + 1..end).find(|&k| !self.tokens[k].is_word()).unwrap_or(end);
        let open = Class::AUX.or(Class::RELATIVE).or(Class::SUBORD);
        let quiet = |to: usize| !(noun + 1..to).any(|k| self.is(k, open));
        let by = words.clone().find(|&k| self.is(k, Class::BY) && quiet(k));
        let of = || words.clone().find(|&k| k <= noun + 2 && self.is(k, Class::GENITIVE));
        let led = by.or_else(of).filter(|_| paper)?;
        let from = led + usize::from(!self.is(led, Class::CONTRACTED));
        let body = self.source_phrase(from)?;
        // « une étude de l'Inserm parue lundi »
        let small = |k: &usize| self.is(*k, Class::SIGNED) && !self.tokens[*k].cap;
        let body = (body.0, (body.0 + 1..=body.1).find(small).map_or(body.1, |k| k - 1));
        let reading = self.read(body);
        let name = reading.name.unwrap_or(body);
        let words = self.folded(name);
        let capitals = self.word(name.0).chars().filter(|c| c.is_uppercase()).count() > 1;
        // « l'Insee »
        let alone = reading.definite && name == (body.1, body.1) && self.tokens[body.1].cap;
        let place = self.lex.world.place_lang(&words).is_some();
        // « un rapport d'inspection » is by nobody told.
        let one = self.is(body.0, Class::DEFINITE.or(Class::CONTRACTED)) || self.tokens[body.0].cap;
        let known = one && (reading.body || capitals || alone && !place);
        let outlet = self.lex.names_outlet(&words) || self.lex.names_outlet(&self.folded(body));
        (known && !reading.human && !outlet && body.0 > noun).then_some(body)
    }

    /// « indiquait le message, envoyé par l'un de ses proches »: whoever is said to have written a text.
    pub(super) fn signed_by(&self, np: Phrased) -> Option<Phrased> {
        let noun = np.0 + usize::from(self.is(np.0, Class::DET));
        // « un SMS envoyé par l'accusé »
        let letters = || !self.word(noun).contains(char::is_lowercase);
        let text = self.is(noun, Class::DOCUMENT.or(Class::ISSUED));
        let text = text && (!self.tokens[noun].cap || letters());
        let end = (np.1 + 3).min(self.tokens.len());
        let verb = (noun..end).find(|&k| self.is(k, Class::SIGNED)).filter(|_| text)?;
        let near = verb + 1..(verb + 4).min(self.tokens.len());
        // « signé de la direction »
        let of = |k: &usize| *k == verb + 1 && self.is(*k, Class::GENITIVE) && !self.lex.caseless;
        let by = near.clone().find(|&k| self.is(k, Class::BY)).or_else(|| near.clone().find(of))?;
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
