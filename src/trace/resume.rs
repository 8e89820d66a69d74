//! Whom a text takes up again: by a pronoun, by a description, by where they come from.

use super::attribute::Cast;
use super::cue::{Cue, Sentence};
use super::find::Finder;
use super::lexicon::world::Clue;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::people::Sort;
use super::reading::Reading;
use super::token::{fold, phrase_at};

/// How many letters the words for the men and women of one country share.
const STEM: usize = 5;

impl Cast {
    /// « la Polonaise »: the one who was called so, or whose description says as much.
    pub(super) fn of_a_people(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        at: usize,
    ) -> Option<usize> {
        let (first, last) = reading.name.filter(|_| reading.definite)?;
        // « rapporte Le Parisien »
        let paper = |k: usize| phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex).is_some();
        if first > 0 && s.tokens[first - 1].cap && paper(first - 1) {
            return None;
        }
        let word = fold(s.word(first));
        let people = s.lex.world.people_lang(&word);
        let many = s.lex.world.is_international(std::slice::from_ref(&word))
            && s.is(first, Class::GENERIC);
        // « la Lausannoise »: a town no list has, unless a paper is called so.
        let townsman =
            s.lex.ends_like_a_demonym(&word) && !s.lex.is_outlet(&s.folded((first, first)));
        // « le Malgache »: of a people that speaks several languages.
        let mixed = s.lex.world.is_people(&word) && !s.lex.caseless;
        if first != last || !(people.is_some() || many || townsman || mixed) {
            return None;
        }
        let person = |n: &usize| {
            let entity = &self.people.all[*n];
            let shown = entity.gender.is_some() && reading.gender.is_some();
            let agree = !shown || entity.gender == reading.gender;
            // « les Américains » are more than one.
            entity.sort == Sort::Person && agree && (!reading.plural || entity.plural)
        };
        let alike = |n: &usize| {
            let role = &self.people.all[*n].told;
            // « le Brésilien » is no « entraîneur portugais », though they speak alike.
            let start = |w: &str| w.chars().take(STEM).collect::<String>();
            let nation = |w: &str| s.lex.class(w).is(Class::NATION);
            let told = role.iter().find(|w| nation(w)).filter(|_| nation(&word));
            let other = told.is_some_and(|w| start(w) != start(&word));
            people.is_some() && !other && s.lex.world.lang_of(role).map(|c| c.0) == people
        };
        let called = self.people.by_role(&word, &[], at);
        let told = || self.people.recent(at).find(|n| person(n) && alike(n));
        // Somebody of whose people nothing was said yet.
        let silent = |n: &usize| {
            let clue = s.lex.world.lang_of(&self.people.all[*n].told);
            // « the Manchester City manager » may be « the Portuguese ».
            let spoke =
                s.lex.subject_first || self.last.map(|l| l.0) == Some(*n) && !s.lex.caseless;
            let works = spoke && clue.is_some_and(|c| c.1 == Clue::Place);
            person(n)
                && (clue.is_none()
                    || works
                    || mixed && clue.is_some_and(|c| c.1 == Clue::Institution))
        };
        called.or_else(told).or_else(|| {
            // « X s'est excusé. “…”, a écrit le Brésilien »: whoever a sentence since the last words was about.
            let since = self.last.filter(|_| !s.lex.caseless && !s.lex.subject_first);
            let topic = since.and_then(|l| self.people.topic(l.1, s.tokens[0].span.start()));
            if topic.is_some_and(|n| silent(&n)) {
                return topic;
            }
            let last = self.last.map(|l| l.0);
            let near =
                self.people.pointed(at, (reading.gender, false), last, &|_| false).filter(silent);
            let here = at - self.people.paragraph.min(at);
            let own = |n: usize| f32::from(u8::from(self.people.met_within(n, at, here)));
            near.filter(|n| own(*n) > 0.0)
                .or_else(|| self.people.most_salient(at, |n| silent(&n).then(|| 3.0 * own(n))))
        })
    }

    /// « Le Jurassien de 24 ans a gagné »: where somebody comes from, and how old they are, is told by what
    /// they are called.
    fn called_by_origin(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let at = s.tokens[np.0].span.start();
        let entity = self.of_a_people(s, reading, at)?;
        let age = (np.0..=np.1).find_map(|k| s.age_at(k));
        let person = &mut self.people.all[entity];
        person.age = person.age.or(age);
        let bare = person.role.is_none();
        // Somebody of another paragraph may well be somebody else.
        let since = at - self.people.paragraph.min(at);
        if bare && self.people.met_within(entity, at, since) {
            self.people.describe(entity, at, s.word(np.0 + 1), None);
        }
        Some(entity)
    }

    /// The person whom a pronoun or a definite description that is the subject of a sentence takes
    /// up again; nobody new is entered.
    pub(super) fn resumed(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        // « le capitaine, Romain Petit, » is entered by his name.
        let named = || s.apposition(np.1).is_some_and(|app| s.read(app).name.is_some());
        let aged = |n: usize| n + 1 == np.1 && s.lex.years(s.word(n)).is_some();
        let origin = reading.definite
            && reading
                .name
                .is_some_and(|n| n == (np.0 + 1, np.0 + 1) || n == (np.1, np.1) && aged(np.0 + 1));
        let told = reading.name.is_some() && !origin || reading.human && named();
        let nobody = s.is(np.0, Class::NOBODY) || reading.plural || told;
        let entity = if nobody {
            None
        } else if reading.pronoun {
            self.voice(s, np).entity
        } else if reading.human && reading.definite {
            self.described_before(s, np, reading)
        } else {
            self.called_by_origin(s, np, reading)
        };
        entity.filter(|&n| self.people.all[n].sort == Sort::Person)
    }
}

impl Finder<'_> {
    /// « L'intéressée nous a reçus. Elle a parlé de son chien. »: a sentence that quotes nothing keeps
    /// whoever it is about in mind.
    pub(super) fn follow(&mut self, s: &Sentence<'_>, cues: &[Cue]) {
        let subject = s.main_subject(s.tokens.len()).or_else(|| s.opening_pronoun());
        let told = Class::SAY.or(Class::JUDGE);
        // « وأضاف أن العائلة لم تتلق اتصالاً »: where the verb comes first, a body in it is not what is told of.
        let plain = !self.lex.subject_first && !self.lex.caseless;
        let reacts = || {
            let asked = s.tokens.iter().any(|t| t.is_word() && t.is(Class::HANDED));
            asked || cues.iter().any(|c| c.class.is(told))
        };
        let reacting = |cast: &mut Cast, np, reading: &Reading| {
            let body = reading.body && reading.definite && !reading.plural;
            // « La mairie a réagi. “…”, assure-t-elle »
            (body && plain && reacts()).then(|| cast.voice(s, np).entity)?
        };
        // « La maire veut le décorer. “…”, sourit-elle »
        let somebody = |cast: &mut Cast, np: (usize, usize), reading: &Reading| {
            // A trade may be that of somebody named later on; an office, or « l'homme », is told as it is.
            let head = s.lex.class(reading.head.as_deref().unwrap_or_default());
            let office = head.is(Class::POST) || head.is(Class::GENERIC) && !head.is(Class::ROLE);
            let this =
                s.is(np.0, Class::THIS) && !s.is(np.0, Class::ARTICLE_M.or(Class::ARTICLE_F));
            // « La mère de la victime a fondu en larmes », where the paragraph has named nobody.
            let at = s.tokens[np.0].span.start();
            let near = at - cast.people.paragraph.min(at);
            let person = |n: usize| cast.people.all[n].sort == Sort::Person;
            let named = |n: usize| person(n) && cast.people.met_within(n, at, near);
            let kin = head.is(Class::KIN) && np.1 > np.0 + 1 && !cast.people.recent(at).any(named);
            let one = reading.human && reading.definite && !reading.plural && !this;
            let one = one && (office || kin);
            let named = reading.name.is_some() || s.apposition(np.1).is_some();
            (one && !named && plain).then(|| cast.voice(s, np).entity)?
        };
        if let Some((np, reading)) = subject.map(|np| (np, s.read(np)))
            && let Some(entity) = self
                .cast
                .resumed(s, np, &reading)
                .or_else(|| reacting(&mut self.cast, np, &reading))
                .or_else(|| somebody(&mut self.cast, np, &reading))
        {
            self.cast.people.meet(s.tokens[np.0].span.start(), entity, true);
        }
    }
}
