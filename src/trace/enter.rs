//! Who a text names, entered before anybody is said to speak.

mod described;
mod phrase;

use crate::corpus::document::BlockKind;

pub(super) use self::phrase::alone_but_told;
use self::phrase::{
    acts_alone, aged_before, guest_of, heads_as_acronym, is_told, names_an_affair, of_a_firm,
    of_a_place, opens_aside, person_within, place_acts, says_what_he_is, some,
};

use super::cue::Sentence;
use super::find::{Finder, Verdict};
use super::interview::Answer;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::names::parts;
use super::para::Para;
use super::people::{Gender, Met, Sort};
use super::reading::Reading;
use super::token::{fold, folded, phrase_at};

/// How often a text names whoever its title is about.
const STAR: usize = 3;
/// How many tokens after a name what it is accused of may follow.
const ACCUSED: usize = 14;

impl Finder<'_> {
    /// Enters everybody a paragraph names.
    pub(super) fn enter(&mut self, para: &Para) {
        let document = self.document;
        for n in 0..para.sentences.len() {
            let s = para.sentence(n, (document.text(), self.lex));
            self.cast.people.papers.extend(super::outlet::papers(&s));
            let (mut k, mut first) = (0, true);
            while k < s.tokens.len() {
                let t = s.tokens[k];
                let starts = Class::DET.or(Class::TITLE).or(Class::ROLE);
                let bare = self.lex.caseless && t.is(Class::GENERIC);
                let opens = t.is_word() && (t.cap || t.is(starts) || bare);
                // « Même Jean Petit ne sera pas du voyage »
                let adverb = t.is(Class::ADVERB) && !t.is(Class::GIVEN.or(Class::DET));
                let even = k == 0 && (t.is(Class::SAME) || adverb) && !self.lex.caseless;
                if !opens
                    || even
                    || s.is_told_off(k)
                    || t.is(Class::CONTRACTED.or(Class::PRONOUN))
                        && !t.is(Class::DET)
                        && !some(&s, k)
                    || t.is(Class::PREP.or(Class::SUBORD).or(Class::COORD)) && !t.is(Class::GIVEN)
                {
                    k += 1;
                    continue;
                }
                let Some(np) = s.noun_phrase(k).map(|np| s.up_to_name(np)) else { break };
                let np = s.up_to_strange_name(np);
                for n in k..=np.1 {
                    self.enter_owner(&s, n);
                }
                if self.acronym(&s, np, first) {
                    k = np.1 + 1;
                    first = false;
                    continue;
                }
                let reading = s.read(np);
                first = self.enter_phrase(&s, np, &reading, first);
                // What stands between commas after a name is the same person.
                let named = reading.name.is_some() && !s.sets_the_scene(np) && !opens_aside(&s, np);
                // « à la Chambre des communes, le ministre Jean Petit »: a name of its own.
                let same = |more: &Reading| more.human && more.name.is_none_or(|n| n.0 == n.1);
                let app = s.apposition(np.1).filter(|_| !opens_aside(&s, np));
                let app = app.map(|app| (app, s.read(app)));
                if let Some((app, more)) = &app
                    && let Some(entity) = self.cast.called(&s, *app, more)
                {
                    let at = s.tokens[app.0].span.start();
                    self.met.push(Met { at, entity, subject: false });
                }
                let body = !named && self.lex.subject_first && reading.body;
                let beside = app.as_ref().filter(|_| body);
                if let Some(name) = beside.and_then(|(app, more)| more.name.filter(|n| n == app)) {
                    self.enter_body_beside(&s, np, name);
                }
                // « Son entraîneur, Paul Petit, » is one mention.
                let one = |more: &Reading| {
                    // « Parmi les opposants, Jeanne Petit, »
                    let human = reading.human && !reading.plural && !s.lex.caseless;
                    human && !s.lex.subject_first && more.name.is_some_and(|n| n.1 > n.0)
                };
                let app = app.filter(|(_, more)| if named { same(more) } else { one(more) });
                let app = app.map(|(app, _)| app);
                let within = app.is_none().then(|| person_within(&s, np, &reading)).flatten();
                k = within.unwrap_or(app.map_or(np.1, |app| app.1).max(k) + 1);
            }
        }
    }

    /// Notes the one person whom the title names, where the text goes on about them; « Anne Petit, une cheffe sans
    /// baguette » is the title of a portrait.
    pub(super) fn starred(&mut self) {
        let blocks = self.document.blocks();
        let Some(title) = blocks.iter().find(|b| b.kind == BlockKind::Headline) else { return };
        let person = |m: &&Met| self.cast.people.all[m.entity].sort == Sort::Person;
        let mut named = self.met.iter().filter(|m| title.span.holds(m.at)).filter(person);
        let Some(first) = named.next().filter(|_| !self.lex.caseless) else {
            return;
        };
        let one = named.all(|m| m.entity == first.entity);
        let times = self.met.iter().filter(|m| m.entity == first.entity).count();
        let name = &self.cast.people.all[first.entity].name;
        let rest = title.span.of(self.document.text()).strip_prefix(name.as_str());
        let portrait = rest.is_some_and(|rest| rest.trim_start().starts_with([',', ':']));
        // « Mort de l'accordéoniste Jean Petit »: an obituary names its own person once.
        let words = super::token::plain_words(title.span.of(self.document.text()));
        let mourned = words.iter().any(|w| self.lex.class(w).is(Class::MOURNS));
        let star = (first.entity, portrait || mourned);
        let least = match (mourned, portrait) {
            (true, _) => 1,
            (false, true) => STAR - 1,
            (false, false) => STAR,
        };
        self.cast.people.star = (one && times >= least).then_some(star);
        let told = self.cast.people.all[first.entity].gender;
        if let (Some(_), None) = (self.cast.people.star, told) {
            self.cast.people.all[first.entity].gender = self.spoken_of();
        }
    }

    /// « Ilinca Dobrescu, cordes sensibles »: whom a text goes on about is a woman where it says « elle » far more often
    /// than « il », which is also said of the weather.
    fn spoken_of(&self) -> Option<Gender> {
        let (mut she, mut he) = (0, 0);
        for block in self.document.blocks().iter().filter(|b| b.kind == BlockKind::Paragraph) {
            super::token::each_word(block.span.of(self.document.text()), &mut |word| {
                let class = self.lex.class(word);
                she += usize::from(class.is(Class::PRONOUN_F));
                he += usize::from(class.is(Class::PRONOUN_M));
            });
        }
        match (she, he) {
            (3.., _) if she >= he => Some(Gender::Feminine),
            (_, 5..) if he >= 4 * she => Some(Gender::Masculine),
            _ => None,
        }
    }

    /// Enters whoever the words of a quotation that holds another name, for its own pronouns.
    pub(super) fn enter_inner(&mut self, para: &Para, answers: &[Answer]) {
        self.cast.inner.clear();
        // « C. M. : Sur le papier, si. »: an answer may start behind a label.
        let [start, end] =
            [para.tokens.first(), para.tokens.last()].map(|t| t.map_or(0, |t| t.span.end()));
        let answer = answers[..answers.partition_point(|a| a.0.start() < end)].last();
        let answer = answer.filter(|a| a.0.end() > start && !self.lex.caseless);
        self.cast.host = match para.inside.map(|up| &self.verdicts[up]) {
            Some(Verdict::Said(said)) => said.voice.entity,
            Some(_) => None,
            None => answer.and_then(|(_, said, _)| said.voice.entity),
        };
        self.cast.within = para.inside.is_some() || self.cast.host.is_some();
        if !self.cast.within {
            return;
        }
        let document = self.document;
        for n in 0..para.sentences.len() {
            let s = para.sentence(n, (document.text(), self.lex));
            let mut k = 0;
            while k < s.tokens.len() {
                let t = s.tokens[k];
                let opens = t.is_word() && t.is(Class::DET.or(Class::TITLE).or(Class::GIVEN));
                let np = s.noun_phrase(k).filter(|_| opens && !t.is(Class::CONTRACTED));
                let Some(np) = np else {
                    k += 1;
                    continue;
                };
                let reading = s.read(np);
                // « Fabien attend. Il me l'a dit : “…” »
                let called =
                    || reading.name.is_some_and(|n| s.is(n.0, Class::GIVEN)) && !s.lex.caseless;
                // « Le pisteur est venu. Il m'a dit : “…” »: a noun no list has, before its verb.
                let open = |n: usize| s.tokens[n].class.is_nothing() && !s.tokens[n].cap;
                let strange = k == 0 && np == (0, 1) && t.is(Class::DEFINITE) && open(1);
                let next = || s.is(2, Class::AUX) || s.is(2, Class::BETWEEN) && s.is(3, Class::AUX);
                if strange && next() && !s.lex.caseless && !s.lex.subject_first {
                    let text = s.mention_span((1, 1)).of(s.text).to_owned();
                    let gender = reading.gender;
                    let entity = self.cast.people.described(&text, gender, reading.plural);
                    self.cast.inner.push((t.span.start(), entity));
                }
                if (reading.human || called()) && !reading.pronoun {
                    let voice = self.cast.voice(&s, np);
                    self.cast.inner.extend(voice.entity.map(|n| (t.span.start(), n)));
                }
                // « les carnets de ma grand-mère »
                let within = (k + 1..=np.1).find(|&n| {
                    let plain = !reading.human && reading.name.is_none() && !s.lex.caseless;
                    plain && s.is(n, Class::POSSESSIVE) && s.is(n + 1, Class::KIN)
                });
                k = within.unwrap_or(np.1 + 1);
            }
        }
    }

    /// « Prowse said she had warned », « Amara Selvan s'est exprimée »: the pronoun after a verb that reports, or a participle,
    /// shows the gender.
    fn shown(&mut self, s: &Sentence<'_>, entity: usize, np: (usize, usize)) {
        let verb = np.1 + 1;
        let agreed = s.participle_of_being(verb);
        let said = self.lex.subject_first && s.is(verb, Class::SAY) && s.is(verb, Class::FINITE);
        let k = verb + 1 + usize::from(s.is(verb + 1, Class::THAT));
        let class = s.tokens.get(k).filter(|_| said).map(|t| t.class).unwrap_or_default();
        let gender = super::reading::gender_of(class, Class::PRONOUN_F, Class::PRONOUN_M);
        let person = &mut self.cast.people.all[entity];
        if person.sort == Sort::Person {
            person.gender = person.gender.or(gender).or(agreed);
        }
    }

    /// Remembers the age that follows a name, and that its bearer is accused of something.
    fn tell(&mut self, s: &Sentence<'_>, entity: usize, np: (usize, usize)) {
        self.shown(s, entity, np);
        let person = &mut self.cast.people.all[entity];
        if person.sort != Sort::Person {
            return;
        }
        // « passé par Saint-Cyr, âgé de 35 ans »: no school has that age.
        let given =
            (np.0..=np.1).any(|k| s.tokens[k].cap && s.is(k, Class::GIVEN.or(Class::TITLE)));
        let told = || s.age_told(np.1).filter(|_| given);
        person.age = person.age.or_else(|| s.age_after(np.1)).or_else(told);
        let at = s.tokens[np.0].span.start();
        let end = (np.1 + ACCUSED).min(s.tokens.len());
        let quiet = |k: &usize| {
            let t = s.tokens[*k];
            let clause = t.is(Class::SUBORD.or(Class::RELATIVE));
            t.quote().is_none() && !(clause && t.is_word())
        };
        let told = |k: usize| phrase_at(s.text, s.tokens, k, Phrase::Accused, s.lex).is_some();
        // « Dans le box, Jean Petit n'a pas cillé. »
        let dock = np.0 <= 5 && s.is(0, Class::WITHIN) && (1..np.0).any(|k| s.is(k, Class::DOCK));
        if dock && !s.lex.caseless || (np.1 + 1..end).take_while(quiet).any(told) {
            self.cast.people.accuse(entity, at);
        }
    }

    /// « The growers' association, Red Furrow, said »
    fn enter_body_beside(&mut self, s: &Sentence<'_>, np: Phrased, name: Phrased) {
        let given = (name.0..=name.1).any(|n| s.is(n, Class::GIVEN.or(Class::TITLE)));
        if !given && name.1 > name.0 {
            let at = s.tokens[np.0].span.start();
            let entity = self.cast.people.named(&s.name_text(name), Sort::Body, None);
            self.met.push(Met { at, entity, subject: true });
        }
    }

    /// Enters whoever a noun phrase names; `first` is whether the sentence has no subject yet.
    fn enter_phrase(
        &mut self,
        s: &Sentence<'_>,
        np: (usize, usize),
        reading: &Reading,
        first: bool,
    ) -> bool {
        let at = s.tokens[np.0].span.start();
        // « un manifestant du mouvement nationaliste Khukh Mongol »: the name is the movement's.
        if let Some(name) = reading.name.filter(|n| self.of_a_body(s, np, (reading, *n))) {
            let entity = self.cast.people.named(&s.name_text(name), Sort::Body, None);
            self.met.push(Met { at, entity, subject: false });
            return first;
        }
        if let Some(entity) = self.kin_beside(s, np, reading) {
            self.met.push(Met { at, entity, subject: first });
            return false;
        }
        if let Some(name) = reading.name {
            let told = reading.human || reading.body || name.1 > name.0;
            let linked = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
            let after_link = np.0 > 0 && s.is(np.0 - 1, linked) || guest_of(s, np, name);
            // « il a reçu la Légion d'honneur »: what small words are part of is somebody where the sentence is about it.
            let led = first && !after_link;
            let told = told && (led || !s.named_by_nouns((name.0, name.0), name.1));
            let given = (name.0..=name.1).any(|n| s.is(n, Class::GIVEN.or(Class::TITLE)));
            // « le Belge » is no name: whom it means is seen where it speaks.
            let origin = name.0 == name.1 && reading.definite && of_a_place(s, np, name.0);
            if origin || says_what_he_is(s, np, name) {
                return first;
            }
            // « auprès du Parisien, le fils de la victime »: a paper is nobody's son.
            let paper = name.0 > 0 && super::outlet::contracted(s, name.0 - 1).is_some();
            if paper || names_an_affair(s, name, given) {
                return first;
            }
            let told = told || alone_but_told(s, np) || acts_alone(s, np) || of_a_firm(s, np);
            let told = told || aged_before(s, np);
            let told = told || first && (heads_as_acronym(s, np, name) || place_acts(s, np, name));
            let known = || {
                let key = parts(&s.name_text(name));
                self.cast.people.find(&key, reading.gender).is_some()
            };
            if !told && !given && !known() {
                return first;
            }
            let entity = self.cast.enter_name(s, name, reading);
            self.cast.role(s, entity, np, reading);
            self.tell(s, entity, np);
            self.head(s, entity, np, reading);
            if after_link && reading.human && is_told(s, np.0) {
                return first;
            }
            // « Wade Doe, whose land borders Mr. Roe's, »: what owns a thing is not what is told of.
            let start = s.tokens[0].span.start();
            let other = || self.met.last().is_some_and(|m| m.at >= start && m.subject);
            if self.lex.subject_first && s.owns(name.1) && other() {
                return first;
            }
            self.met.push(Met { at, entity, subject: first && !after_link });
            return first && after_link;
        }
        if let Some(entity) = self.enter_beside(s, np, reading) {
            self.met.push(Met { at, entity, subject: first });
            return false;
        }
        if first && self.enter_described(s, np, reading) {
            return false;
        }
        self.enter_body(s, np, (reading, first));
        self.passes_by(s, np, reading);
        first
    }

    /// Remembers the nouns by which whoever is named in a phrase may be called again.
    fn head(&mut self, s: &Sentence<'_>, entity: usize, np: Phrased, reading: &Reading) {
        let Some(name) = reading.name else { return };
        let at = s.tokens[np.0].span.start();
        // « Me Jean Petit »
        let title = [name.0, name.0.wrapping_sub(1)];
        if let Some(&k) = title.iter().find(|&&k| s.is(k, Class::COUNSEL)) {
            self.cast.people.headed(entity, at, fold(s.word(k)));
        }
        let noun = np.0 + usize::from(s.is(np.0, Class::DET));
        if noun < name.0 && self.lex.world.is_people(&folded(s.word(noun))) {
            self.cast.people.headed(entity, at, fold(s.word(noun)));
        }
        // « le quotidien Sega » is no firm that « l'entreprise » may mean.
        let paper = self.lex.outlet_noun(&folded(s.word(noun))).is_some();
        if (reading.body || paper && !reading.human) && noun < name.0 {
            // « le mouvement Ennahdha », afterwards « le mouvement »; « the budget airline Skyliner ».
            let noun = if self.lex.subject_first { name.0 - 1 } else { noun };
            self.cast.people.headed(entity, at, fold(s.word(noun)));
        }
    }

    /// « La femme de Mme Petit, Anne, a écrit »: the relative, and not whose relative it is.
    fn kin_beside(
        &mut self,
        s: &Sentence<'_>,
        np: (usize, usize),
        reading: &Reading,
    ) -> Option<usize> {
        let of = |n: Phrased| (np.0 + 1..n.0).any(|k| s.is(k, Class::GENITIVE));
        let kin = s.is(np.0 + 1, Class::KIN) && reading.human && !self.lex.subject_first;
        let owned = kin && reading.name.is_some_and(of) && !self.lex.caseless;
        let bare = Reading { name: None, ..reading.clone() };
        if owned { self.enter_beside(s, np, &bare) } else { None }
    }

    /// Whether the name in a phrase about somebody new is that of a body which they belong to.
    fn of_a_body(
        &self,
        s: &Sentence<'_>,
        np: Phrased,
        (reading, name): (&Reading, Phrased),
    ) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && reading.human;
        let some = s.is(np.0, Class::DET) && !reading.definite && name.1 == np.1;
        let link = Class::GENITIVE.or(Class::CONTRACTED);
        let body = (np.0 + 2..name.0).find(|&k| s.is(k, Class::BODY) && !s.tokens[k].cap);
        let of = body.is_some_and(|k| (np.0 + 1..k).any(|n| s.is(n, link)));
        plain && some && of && !s.is(name.0, Class::GIVEN.or(Class::TITLE))
    }
}
