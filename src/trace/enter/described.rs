//! Enters whoever is described and not named, and whoever is named beside a description.

use super::phrase::{some, told_aside};
use crate::trace::cue::Sentence;
use crate::trace::find::Finder;
use crate::trace::later::Told;
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;
use crate::trace::people::{Met, REACH, Sort};
use crate::trace::reading::Reading;
use crate::trace::token::{fold, spaced};

/// « Le parquet a ouvert une enquête. Il évoque “…” »: whether a body that only a noun tells of leads a sentence, before its verb.
fn leads_as_a_body(s: &Sentence<'_>, np: Phrased, reading: &Reading) -> bool {
    let verb = Class::AUX.or(Class::VERB).or(Class::RELATIVE).or(Class::SUBORD);
    let adjunct = || s.sign(np.0 - 1, ',') && !(0..np.0).any(|k| s.is(k, verb));
    let body = reading.body && reading.name.is_none() && reading.definite && !reading.plural;
    body && (np.0 == 0 || adjunct()) && super::phrase::acts_on(s, np.1)
}

impl Finder<'_> {
    /// Enters whoever a noun phrase describes that leads its sentence and names nobody, if it is somebody new.
    pub(super) fn enter_described(
        &mut self,
        s: &Sentence<'_>,
        np: (usize, usize),
        reading: &Reading,
    ) -> bool {
        let at = s.tokens[np.0].span.start();
        // « Son voisin a perdu trois enfants. “…”, dit-il. »
        let aside = told_aside(s, np, reading);
        // « لم يتمالك مشجع دموعه »: where no article says so, right behind a verb.
        let bare = self.lex.caseless && s.follows_a_verb(np.0);
        let led = s.is(np.0, Class::DET) || bare || some(s, np.0);
        // « Il parle un allemand parfait » names a language.
        let tongue = np.0.checked_sub(1).is_some_and(|k| s.is(k, Class::SPEAKS));
        // « Les parents témoignent. “…”, disent-ils »
        let crowd = reading.plural && s.is(np.0 + 1, Class::CROWD);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let acts = plain && leads_as_a_body(s, np, reading);
        let somebody = reading.human || crowd && !reading.body || acts;
        // « L'ex-soldat a raconté comment un détenu lui avait pardonné »: the sentence is about whoever leads it.
        let start = s.tokens[0].span.start();
        let clause = np.0.checked_sub(1).is_some_and(|k| s.is(k, Class::SUBORD.or(Class::HOW)));
        let behind = clause && self.told.last().is_some_and(|t| t.at >= start && !t.plural);
        // « Elle y est devenue une petite célébrité »: nobody new.
        let becomes = np.0.checked_sub(1).is_some_and(|k| s.is(k, Class::BECOMES));
        // « Son neveu lui a envoyé une photo. “…”, sourit-il »: it is about whose nephew he is.
        let whose = s.is(np.0, Class::POSSESSIVE) && s.is(np.0 + 1, Class::KIN);
        let them = s.is(np.1 + 1, Class::STRONG) && s.is(np.1 + 1, Class::BETWEEN);
        let aside = aside || whose && them && !self.lex.caseless && !self.lex.subject_first;
        // « n'a identifié aucun complice »
        let none = s.is(np.0, Class::NOT_ONE);
        let new = led && !aside && !tongue && !behind && !becomes && somebody && !none;
        let new = new && !reading.pronoun;
        let unsure = reading.definite || reading.plural;
        if new && (plain || !unsure) {
            let from = np.0 + usize::from(!bare);
            let span = s.tokens[from].span.cover(s.tokens[np.1].span);
            let text = spaced(span.of(s.text));
            // « Le plongeur a remercié les secours »: most likely somebody told of before or after.
            // « L'accusé s'est tourné vers la mère de la victime. “…”, a-t-il murmuré »
            let head = reading.head.as_deref().unwrap_or_default();
            let accused = reading.definite && s.lex.class(head).is(Class::DEFENDANT);
            let agree = |n: &usize| {
                let known = self.cast.people.all[*n].gender;
                reading.gender.is_none() || known.is_none() || known == reading.gender
            };
            let accused = accused.then(|| self.cast.people.defendant(at, agree)).flatten();
            if let Some(entity) = accused.filter(|_| !reading.plural && !self.lex.caseless) {
                self.met.push(Met { at, entity, subject: true });
                return true;
            }
            let back = plain && reading.definite && !reading.plural;
            let known = if back { self.cast.pointed_back(s, np, reading) } else { None };
            let near = || self.met.iter().rev().take(REACH).map(|m| m.entity);
            let known = known.or_else(|| self.cast.other_word_for_kin(s, np, head, near()));
            if let Some(entity) = known.filter(|&n| self.cast.people.all[n].sort == Sort::Person) {
                self.met.push(Met { at, entity, subject: true });
                return true;
            }
            if unsure {
                let (gender, plural) = (reading.gender, reading.plural);
                self.told.push(Told { at, text, gender, plural, body: acts && !reading.human });
            } else {
                let entity = self.cast.people.described(&text, reading.gender, false);
                self.cast.people.describe(entity, at, &text, None);
                self.met.push(Met { at, entity, subject: true });
                return true;
            }
        }
        false
    }

    /// « Anne Petit a appelé son avocat. Celui-ci … »: remembers who is described without a sentence being about them.
    pub(super) fn passes_by(&mut self, s: &Sentence<'_>, np: (usize, usize), reading: &Reading) {
        let plain = !self.lex.caseless && !self.lex.subject_first && s.is(np.0, Class::DET);
        if plain && reading.human && !reading.plural && !reading.pronoun && reading.name.is_none() {
            let span = s.tokens[np.0].span.cover(s.tokens[np.1].span);
            let text = spaced(span.of(s.text));
            let (at, gender) = (span.start(), reading.gender);
            let known = reading.definite.then(|| self.cast.pointed_back(s, np, reading)).flatten();
            self.passing.push((Told { at, text, gender, plural: false, body: false }, known));
        }
    }

    /// Enters a body that is told by what it is: « la cour des comptes », « the interior ministry ».
    pub(super) fn enter_body(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        (reading, first): (&Reading, bool),
    ) {
        // « Le laboratoire lyonnais » is the firm that the title named.
        let people = |k: usize| {
            let word = fold(s.word(k));
            s.lex.world.is_people(&word) || s.lex.ends_like_a_demonym(&word)
        };
        let kind = s.is(np.0 + 1, Class::FIRM) && !s.is(np.0 + 1, Class::SOCIETY);
        let firm = kind && np.1 == np.0 + 2 && people(np.1);
        let known = |m: &Met| self.cast.people.all[m.entity].sort == Sort::Body;
        if firm && !s.lex.caseless && !s.lex.subject_first && self.met.iter().any(known) {
            return;
        }
        if reading.body && reading.definite && np.1 > np.0 + 1 {
            let at = s.tokens[np.0].span.start();
            let from = s.past_society((np.0 + 1, np.1)).unwrap_or(np.0 + 1);
            let span = s.tokens[from].span.cover(s.tokens[np.1].span);
            let name = spaced(span.of(s.text));
            let entity = self.cast.people.named(&name, Sort::Body, reading.gender);
            self.cast.people.headed(entity, at, fold(s.word(np.0 + 1)));
            // « The interior ministry said … It described », « épinglée par la cour des comptes »
            let after_by = np.0 > 0 && s.is(np.0 - 1, Class::BY);
            if first && (self.lex.subject_first || after_by) {
                self.met.push(Met { at, entity, subject: true });
            }
        }
    }
}

impl Finder<'_> {
    /// « la ministre, Anne Petit, », « le syndicat, Sintraminas, »: whoever is named between commas after
    /// a description.
    pub(super) fn enter_beside(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        if let Some(entity) = self.cast.named_in_marks(s, np, reading) {
            return Some(entity);
        }
        let body = reading.body && reading.definite;
        let firm = s.trades(np, reading);
        // « Parmi les opposants, Jeanne Petit, »
        let human = reading.human && (!reading.plural || s.lex.caseless);
        let app = s.apposition(np.1).filter(|_| human || body || firm)?;
        let more = s.read(app);
        let alone = (body || firm) && app.0 == app.1;
        // « la victime, Marina, »
        let given = |n: &Phrased| {
            let led = s.is(np.0, Class::POSSESSIVE.or(Class::DEFINITE));
            let plain = !s.lex.subject_first && led && s.tokens[n.0].class.is_nothing();
            // « Her brother-in-law, Yigal, »
            let kin = s.lex.subject_first && s.is(np.1, Class::KIN);
            let known = s.is(n.0, Class::GIVEN) || plain || kin;
            let whole = *n == app && s.sign(n.1 + 1, ',');
            reading.human && known && whole && !s.lex.caseless
        };
        let bodied = firm && more.body;
        let name = more.name.filter(|n| n.1 > n.0 || alone || bodied || given(n))?;
        let entity = self.cast.enter_name(s, name, &more);
        if alone || firm && !s.is(name.0, Class::GIVEN.or(Class::TITLE)) {
            self.cast.people.all[entity].sort = Sort::Body;
            self.cast.people.headed(entity, s.tokens[np.0].span.start(), fold(s.word(np.0 + 1)));
        }
        let kin = s.is(np.1, Class::KIN) || s.is(np.0 + 1, Class::KIN) && !self.lex.subject_first;
        if reading.human && kin {
            self.cast.people.all[entity].sort = Sort::Person;
        }
        self.cast.role(s, entity, np, reading);
        self.tell(s, entity, app);
        let person = &mut self.cast.people.all[entity];
        if reading.human && person.sort == Sort::Person && !s.lex.caseless {
            person.gender = person.gender.or(reading.gender);
        }
        Some(entity)
    }
}
