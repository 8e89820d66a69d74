//! Names that a description or a colon stands beside.

use super::attribute::Cast;
use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::reading::Reading;
use super::token::phrase_at;

/// The most words that tell how something is said.
const HOW: usize = 5;

impl Sentence<'_> {
    /// « Nadia Karim, urgentiste : »: the name that a description between commas belongs to.
    pub(super) fn named_before(&self, np: Phrased) -> Phrased {
        let commas = (0..np.0).rev().filter(|&k| self.sign(k, ',')).take(3);
        let name = commas
            .filter_map(|k| self.phrase_ending(k))
            .filter(|n| {
                let reading = self.read(*n);
                let somebody = reading.name.is_some() || reading.human || reading.body;
                somebody && !self.is_where_it_was_said(*n)
            })
            .find(|n| self.apposition(n.1).is_some_and(|app| app.0 <= np.0 && np.1 <= app.1));
        let follows = np.0 > 0 && self.sign(np.0 - 1, ',');
        if !follows || self.read(np).name.is_some() {
            return np;
        }
        // « une inquiétude que partage Laurent Petit, secrétaire général, »
        let near = || self.name_ending(np.0 - 1).filter(|n| !self.is_where_it_was_said(*n));
        name.or_else(near).unwrap_or(np)
    }

    /// « Vendredi sur France Inter, la directrice, », « Mardi à Lyon, le maire, »: whether a name is where something was said.
    fn is_where_it_was_said(&self, np: Phrased) -> bool {
        let outlet = |k: usize| {
            let listed = phrase_at(self.text, self.tokens, k, Phrase::Outlet, self.lex);
            listed.is_some_and(|n| k + n == np.1 + 1)
        };
        let led = |k: usize| k > 0 && self.is(k - 1, Class::PREP.or(Class::CONTRACTED));
        self.sets_the_scene(np) || (np.0.saturating_sub(2)..=np.0).any(|k| led(k) && outlet(k))
    }

    /// « Quant au président, Jean Petit, il a promis »: whom the opening says the pronoun at `np` is.
    pub(super) fn as_for(&self, np: Phrased) -> Option<Phrased> {
        let he = self.is(np.0, Class::PRONOUN) && !self.is(np.0, Class::NOBODY);
        let opens = self.is(0, Class::AS_FOR) && np.0 > 2 && he;
        let comma = self.sign(np.0.checked_sub(1)?, ',');
        let from = 1 + usize::from(self.is(1, Class::PREP) && !self.is(1, Class::CONTRACTED));
        let topic = self.noun_phrase(from).filter(|topic| opens && comma && topic.1 < np.0)?;
        let (said, told) = (self.read(np), self.read(topic));
        let verb = Class::AUX.or(Class::VERB).or(Class::CUE);
        let quiet = (topic.1 + 1..np.0).all(|k| !self.is(k, verb) || self.tokens[k].cap);
        let agree = said.gender.is_none() || told.gender.is_none() || said.gender == told.gender;
        // « Quant à l'armateur, Jean Petit, il »
        let beside = || self.apposition(topic.1).is_some_and(|app| self.read(app).name.is_some());
        let somebody = told.human || told.body || told.name.is_some() || beside();
        (quiet && agree && somebody).then_some(topic)
    }

    /// « Le patron de la brasserie, fataliste : »: somebody described who opens the sentence, with a few words behind a comma that
    /// tell how it is said, before the colon at `end`.
    pub(super) fn told_how(&self, end: usize) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let np = self.noun_phrase(0).filter(|np| plain && self.sign(np.1 + 1, ','))?;
        let reading = self.read(np);
        let told = reading.human && reading.definite && !reading.plural;
        let verb = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::PRONOUN);
        let from = np.1 + 2;
        let quiet = from < end
            && end - from <= HOW
            && (from..end).all(|k| self.tokens[k].is_word() && !self.tokens[k].cap)
            && !(from..end).any(|k| self.is(k, verb) && !self.is(k, Class::PREP.or(Class::DET)));
        (told && quiet).then_some(np)
    }

    /// « – Anne Petit, Confédération paysanne : »: a name that opens the line, with no verb before the
    /// colon at `end`.
    pub(super) fn label_before(&self, end: usize) -> Option<Phrased> {
        let from = (0..end).find(|&k| self.tokens[k].is_word())?;
        let np = self.noun_phrase(from).filter(|np| np.1 < end && self.tokens[from].cap)?;
        let name = self.read(np).name?;
        let person = self.is(name.0, Class::GIVEN.or(Class::TITLE)) && name.1 > name.0;
        let next = self.sign(np.1 + 1, ',') || self.sign(np.1 + 1, '(') || np.1 + 1 == end;
        let verb = Class::AUX.or(Class::VERB);
        let quiet = (np.1 + 1..end).all(|k| {
            let t = &self.tokens[k];
            let finite = t.is(verb) || t.is(Class::CUE) && t.is(Class::FINITE);
            !(finite && t.is_word()) || t.cap
        });
        (person && next && quiet).then_some(np)
    }
}

impl Cast {
    /// « la cheffe du service de l'hôpital Saint-Luc, Anne Petit, »: the name in the phrase is of the house.
    pub(super) fn beside_house(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let house = reading.name.filter(|n| reading.human && !s.is(n.0, Class::GIVEN))?;
        let of = (np.0..house.0).rev().find(|&k| s.is(k, Class::GENITIVE))?;
        let noun = house.0.checked_sub(1).filter(|&k| k > of && !s.tokens[k].cap)?;
        let person = s.apposition(np.1).is_some_and(|app| {
            let name = s.read(app).name.filter(|n| *n == app);
            name.is_some_and(|n| s.is(n.0, Class::GIVEN) || s.looks_like_a_person(n))
        });
        let led =
            !s.is(noun, Class::DET.or(Class::PREP)) && !s.lex.caseless && !s.lex.subject_first;
        let bare = Reading { name: None, ..reading.clone() };
        (led && person).then(|| self.set_beside(s, np, &bare)).flatten()
    }
}
