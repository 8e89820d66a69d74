//! What keeps two people apart whom one description fits: another town, another people, an office of
//! their own, a word that says no more than which of them is meant.

use std::ops::Range;

use super::attribute::Cast;
use super::cue::Sentence;
use super::describe::Described;
use super::fold::Word;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::{Gender, Met, REACH, Sort};
use super::reading::Reading;
use super::salience::PAIR;
use super::scene::floor;
use super::token::{fold, plain_words};

/// How many letters of a word for a people tell it from others.
const STEM: usize = 4;
/// How far back, in bytes, somebody may have been spoken of by a noun alone, and how many words may lead to it.
const TOLD: usize = 700;
const ADJECTIVES: usize = 4;

impl Cast {
    /// « A senior official, who asked not to be named, said no. “…,” the official said »: somebody whom the text spoke of
    /// last by the same noun, and did not name.
    pub(super) fn told_without_name(
        &self,
        s: &Sentence<'_>,
        np: Phrased,
        (reading, known): (&Reading, usize),
    ) -> bool {
        let plain = s.lex.subject_first && reading.human && reading.definite && np.1 == np.0 + 1;
        let (at, noun) = (s.tokens[np.0].span.start(), fold(s.word(np.1)));
        if !plain || self.people.all[known].told.contains(&noun) {
            return false;
        }
        let before = plain_words(&s.text[floor(s.text, at.saturating_sub(TOLD))..at]);
        let Some(last) = before.iter().rposition(|word| *word == noun) else { return false };
        let article = |word: &str| s.lex.class(word).is(Class::DET);
        let words = before[last.saturating_sub(ADJECTIVES)..last].iter().rev();
        let led = words.map(|w| &**w).find(|word| article(word));
        led.is_some_and(|word| !s.lex.class(word).is(Class::DEFINITE.or(Class::POSSESSIVE)))
    }

    /// « le coach de Saint-Vallier », « le coach caennais »: the one of another club or town has the
    /// same office and is somebody else.
    pub(super) fn elsewhere(&self, s: &Sentence<'_>, role: Phrased, n: usize) -> bool {
        let told = self.people.all[n].role.as_deref().unwrap_or_default();
        let names = |text: &str| -> Vec<Word> {
            let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
            words.filter(|w| w.starts_with(char::is_uppercase)).map(super::names::plain).collect()
        };
        let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
        let (here, there) = (names(text), names(told));
        if !here.is_empty() && !there.is_empty() {
            return !here.iter().any(|w| there.contains(w));
        }
        let (said, known) = (s.folded(role), &self.people.all[n].told);
        let adjective = |words: &[Word]| words.get(1).filter(|_| words.len() == 2).cloned();
        let people = |w: &str| s.lex.world.is_people(w);
        adjective(&said)
            .zip(adjective(known))
            .is_some_and(|(a, b)| a != b && people(&a) && people(&b))
    }

    /// « Didier Petit, le sélectionneur … a martelé Walid Noir. Le sélectionneur des Lions de l'Atlas »: a complement of which
    /// nothing was told, where somebody without an office has just spoken.
    fn beside_another(&self, s: &Sentence<'_>, role: Phrased, holder: usize, at: usize) -> bool {
        let capital = |text: &str| {
            let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
            words.into_iter().any(|w| w.starts_with(char::is_uppercase))
        };
        let told = self.people.all[holder].role.as_deref().unwrap_or_default();
        let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
        let since = self.people.paragraph;
        let rival = self.last.map(|l| l.0).filter(|n| {
            let person = &self.people.all[*n];
            let here = self.people.met_within(*n, at, at - since.min(at));
            *n != holder && person.sort == Sort::Person && person.told.is_empty() && here
        });
        let plain = !s.lex.caseless && !s.lex.subject_first;
        plain && rival.is_some() && capital(text) && !capital(told)
    }

    /// « L'ancien président »: not the one who was called that and never a former one.
    pub(super) fn still_holds(
        &self,
        s: &Sentence<'_>,
        role: Phrased,
        (head, n): (&str, usize),
    ) -> bool {
        let told = &self.people.all[n].told;
        let former = s.is(role.0, Class::FORMERLY) && !s.lex.caseless;
        let was = || told.iter().any(|w| s.lex.class(w).is(Class::FORMERLY));
        let called = || told.iter().any(|w| **w == *head);
        former && !was() && (called() || self.people.is_headed(n, |w| w == head))
    }

    /// « le président américain » is nobody of another people.
    pub(super) fn of_another_people(&self, s: &Sentence<'_>, words: &[Word], n: usize) -> bool {
        let people = |words: &[Word]| s.lex.world.lang_of(words).map(|c| c.0);
        let known = &self.people.all[n].told;
        let named = people(words);
        if named.is_some_and(|lang| people(known).is_some_and(|other| other != lang)) {
            return true;
        }
        // « l'Espagnol Jean Petit » is no « entraîneur portugais ».
        let plain = !s.lex.caseless && !s.lex.subject_first;
        if let Some(lang) = named.filter(|_| plain) {
            let other = |w: &str| s.lex.world.people_lang(w).is_some_and(|l| l != lang);
            if self.people.is_headed(n, other) {
                return true;
            }
        }
        if !s.lex.caseless {
            return false;
        }
        // « وزير النقل السوري », « وزير النقل الأردني »: two peoples of one language.
        let stem = |w: &str| {
            let bare = s.lex.without_article(w).unwrap_or(w);
            bare.chars().take(STEM).collect::<String>()
        };
        let own = |words: &[Word]| {
            words.iter().filter(|w| s.lex.world.is_people(w)).map(|w| stem(w)).collect::<Vec<_>>()
        };
        let (here, there) = (own(words), own(known));
        !here.is_empty() && !there.is_empty() && here.iter().all(|w| !there.contains(w))
    }

    /// Whether another gender, or an age outside these years, was told of somebody.
    pub(super) fn at_odds(
        &self,
        n: usize,
        gender: Option<Gender>,
        years: Option<&Range<u8>>,
    ) -> bool {
        let entity = &self.people.all[n];
        let other = gender.zip(entity.gender).is_some_and(|(said, known)| said != known);
        other || years.zip(entity.age).is_some_and(|(years, age)| !years.contains(&age))
    }

    /// Whether an office of the courts is not somebody's (`bench` is whether gender shows that it may be): « L'avocat général a requis » is nobody of another paragraph who
    /// has no office yet, « l'accusé » is no expert and no lawyer.
    pub(super) fn barred(
        &self,
        s: &Sentence<'_>,
        n: usize,
        (class, official, bench): (Class, bool, Option<bool>),
    ) -> bool {
        let role = self.people.all[n].role.as_deref();
        let told = &self.people.all[n].told;
        let office =
            |w: &str, not: Class| s.lex.class(w).is(Class::POST) && !s.lex.class(w).is(not);
        let holds = |not: Class| told.iter().any(|w| office(w, not));
        let innocent = class.is(Class::DEFENDANT) && holds(Class::DEFENDANT);
        let bench_of = || told.iter().any(|w| s.lex.class(w).is(Class::COURT));
        let innocent = innocent || s.lex.caseless && class.is(Class::DEFENDANT) && bench_of();
        // « Agron Hysa, 67 ans »: whose age was told first is no « Premier ministre ».
        let plain = !s.lex.caseless && !s.lex.subject_first;
        if plain && class.is(Class::STATE_HEAD) && self.people.all[n].age.is_some() {
            return true;
        }
        // « la victime, Anne Petit »: « la procureure » is somebody else.
        let court = bench.filter(|_| class.is(Class::COURT) && !s.lex.caseless);
        if role.is_none() && court == Some(false) {
            return true;
        }
        let judged = court.is_some() && !class.is(Class::DEFENDANT);
        let judged = judged && (self.people.is_accused(n) || holds(Class::COURT));
        let innocent = innocent || judged && !s.lex.caseless && !s.lex.subject_first;
        official && role.is_none() && !s.lex.caseless || innocent
    }

    /// « Son entraîneur, Brad Petit, … “…”, tempère l'ancien pilier »: whoever was named last, where no age tells.
    pub(super) fn named_last(
        &self,
        s: &Sentence<'_>,
        head: &str,
        said: &Described,
    ) -> Option<usize> {
        let aged = said.age || years_told(s, head, said.role).is_some();
        let at = s.tokens[said.np.0].span.start();
        let people = &self.people;
        let split = people.met.partition_point(|m| m.at < at);
        let person = |m: &&Met| people.all[m.entity].sort == Sort::Person;
        let mut back = people.met[..split].iter().rev().take(REACH).filter(person);
        let last = back.next().filter(|_| !aged)?;
        // « Luc Petit, un fidèle de Jean Roux, devait partir. “…”, dit ce père de famille »: whom the sentence is about.
        let from = people.previous.max(people.paragraph);
        let town = |m: &Met| s.lex.world.is_whole_place(&plain_words(&people.all[m.entity].name));
        let mut led = back.take_while(|m| m.at >= from && m.at + PAIR >= last.at);
        let led = led.find(|m| m.subject && !town(m));
        let led = led.filter(|_| !last.subject && last.at < people.sentence && !s.lex.caseless);
        Some(led.unwrap_or(last).entity)
    }

    /// Whether a gender is told, and nobody else whom the paragraph names has it.
    pub(super) fn sole(&self, n: usize, reading: &Reading, (at, since): (usize, usize)) -> bool {
        let told = reading.gender.is_some();
        told && self.people.recent(at).filter(|&m| m != n).all(|m| {
            let other = &self.people.all[m];
            let alike = other.sort == Sort::Person && other.gender == reading.gender;
            !(alike && self.people.met_within(m, at, at - since.min(at)))
        })
    }

    /// Whether what was told of somebody starts with this word.
    pub(super) fn is_called(&self, n: usize, head: &str) -> bool {
        self.people.all[n].told.first().is_some_and(|w| **w == *head)
    }

    /// « l'élu » of a mayor, « l'artisan » of a baker: the last one whose office is of that kind.
    pub(super) fn narrower(
        &self,
        s: &Sentence<'_>,
        head: &str,
        reading: &Reading,
        at: usize,
    ) -> Option<usize> {
        let said = s.folded(reading.role.unwrap_or_default());
        let people = said.iter().skip(1).find_map(|w| s.lex.world.people_lang(w));
        self.people.recent(at).find(|&n| {
            let entity = &self.people.all[n];
            let agree = reading.gender.is_none()
                || entity.gender.is_none()
                || reading.gender == entity.gender;
            // « le coach caennais » is not the « entraîneur havrais ».
            let told = &entity.told;
            let another = |words: &[Word], of: &[Word]| {
                let more = words.get(1).filter(|w| words.len() == 2 && w.chars().count() > 3);
                let placed = |w: &str| s.lex.world.is_people(w) || s.lex.ends_like_a_demonym(w);
                // « Le leader syndicaliste » may be the « secrétaire général ».
                let both =
                    |w: &str| s.lex.caseless || placed(w) && of.get(1).is_some_and(|o| placed(o));
                more.is_some_and(|w| of.len() == 2 && !of.contains(w) && both(w))
            };
            if another(&said, told) {
                return false;
            }
            // « le responsable russe »: the last one said to be of that people.
            let same = || people.is_some() && s.lex.world.lang_of(told).map(|c| c.0) == people;
            if agree && reading.generic && entity.sort == Sort::Person && same() {
                return true;
            }
            // « l'entourage du président » is no president.
            let link = Class::GENITIVE.or(Class::CONTRACTED);
            let plain = !s.lex.caseless && !s.lex.subject_first;
            let body = plain && entity.sort != Sort::Person;
            let mut own = told.iter().take_while(|w| !body || !s.lex.class(w).is(link));
            agree && own.any(|w| s.lex.is_broader(head, w))
        })
    }

    /// « le Premier ministre » is no « ministre de la Justice »: whether a description is an office of several words that the
    /// one told of somebody is not, though they share the noun.
    pub(super) fn of_another_office(&self, s: &Sentence<'_>, role: Phrased, n: usize) -> bool {
        let plain = !s.lex.caseless && !s.lex.subject_first && role.1 > role.0;
        let first = plain && s.is(role.0, Class::FORMER) && s.is(role.0 + 1, Class::STATE_HEAD);
        let told = self.people.all[n].role.as_deref().unwrap_or_default();
        let offices = |text: &str| {
            let all = s.lex.offices(text).into_iter();
            all.filter(|(_, bare)| !bare).map(|(office, _)| office).collect::<Vec<_>>()
        };
        let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
        first && !told.is_empty() && {
            let (said, known) = (offices(text), offices(told));
            !said.is_empty() && !said.iter().any(|o| known.contains(o))
        }
    }

    /// « le président du groupe » is no head of state: whether somebody's office, of one word, is told to be that of something
    /// that is no country.
    pub(super) fn heads_a_body(&self, s: &Sentence<'_>, n: usize) -> bool {
        let entity = &self.people.all[n];
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let role = entity.role.as_deref().unwrap_or_default();
        let link = |w: &str| s.lex.class(w).is(Class::GENITIVE.or(Class::CONTRACTED));
        let of = entity.told.iter().skip(1).any(|w| link(w));
        let one = || s.lex.offices(role).iter().all(|(_, bare)| *bare);
        let country =
            |w: &str| s.lex.world.is_people(w) || s.lex.world.is_whole_place(&[Word::from(w)]);
        let state = entity.told.first().is_some_and(|w| s.lex.class(w).is(Class::STATE_HEAD));
        plain && state && of && one() && !entity.told.iter().any(|w| country(w))
    }

    /// « le patron de la CGT » of its secretary general, « la dirigeante de Novatech » of its president: who heads what the
    /// description says, by another word.
    pub(super) fn at_the_head(
        &self,
        s: &Sentence<'_>,
        head: &str,
        of: &[Word],
        at: usize,
    ) -> Option<usize> {
        const TOPS: [&str; 2] = ["leader", "dirigeant"];
        let plain = !s.lex.caseless && !s.lex.subject_first;
        // Whoever may be called so of a president is at the head.
        let top = plain && ["président", "présidente"].iter().any(|w| s.lex.is_broader(head, w));
        let long: Vec<_> = of.iter().filter(|w| w.chars().count() > 2).collect();
        let heads = |n: &usize| {
            let told = &self.people.all[*n].told;
            let first = told.first().is_some_and(|w| {
                TOPS.iter().any(|top| s.lex.is_broader(top, w)) || s.lex.is_broader(head, w)
            });
            first
                && long.iter().all(|w| told.contains(w))
                && self.people.all[*n].sort == Sort::Person
        };
        self.people.recent(at).filter(|_| top && !long.is_empty()).find(heads)
    }

    /// The last holder of the office that a description names.
    pub(super) fn in_office(
        &self,
        s: &Sentence<'_>,
        role: Phrased,
        at: usize,
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
        let offices = s.lex.offices(text);
        offices.into_iter().find_map(|(office, bare)| {
            let holder = self.people.by_office(office, at, fits)?;
            if bare && self.beside_another(s, role, holder, at) {
                return None;
            }
            if !bare && self.heads_a_body(s, holder) {
                return None;
            }
            (!bare || !self.elsewhere(s, role, holder)).then_some(holder)
        })
    }
}

/// Where the complement of a description starts; « le héros du soir » has none, since when it was sets nobody apart.
pub(super) fn complement_of(s: &Sentence<'_>, role: Phrased) -> Option<usize> {
    let link = (role.0..=role.1).find(|&k| s.is(k, Class::GENITIVE.or(Class::PREP)))?;
    let when = (link + 1..=role.1).all(|k| s.is(k, Class::TIME.or(Class::DET)));
    // « le gouverneur démocrate de cet État du Nord »: the state told of before, so nobody else's governor.
    let pointed = !s.lex.subject_first && s.is(link + 1, Class::THIS);
    // « la mère de famille »: a mother, whoever's.
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let parent = plain && link > role.0 && s.is(link - 1, Class::KIN) && link + 1 == role.1;
    let pointed = pointed || parent && s.is(role.1, Class::SOCIETY.or(Class::BODY));
    (s.lex.caseless || link == role.1 || !when && !pointed).then_some(link)
}

/// « l'ancien ministre »: a word before the office that sets nobody apart. « Le Premier ministre » is an
/// office, « l'ancien bras droit de Jean Petit » is not him.
pub(super) fn qualified(s: &Sentence<'_>, said: &Described) -> bool {
    let Described { np, role, link, .. } = *said;
    let word = s.is(np.0 + 1, Class::BEFORE_ROLE) && !s.is(np.0 + 1, Class::ROLE);
    let text = s.tokens[role.0].span.cover(s.tokens[role.1].span).of(s.text);
    let of_somebody = || link.is_some_and(|l| (l..=role.1).any(|k| s.is(k, Class::GIVEN)));
    word && s.lex.offices(text).is_empty() && !of_somebody()
}

/// « cette mère de trois enfants »: nobody else's mother.
pub(super) fn a_parent(s: &Sentence<'_>, said: &Described) -> bool {
    let Described { np, role, link, .. } = *said;
    link.is_some_and(|l| {
        let owner = Class::DEFINITE.or(Class::POSSESSIVE);
        s.is(np.0, Class::DEFINITE)
            && !s.is(l, Class::CONTRACTED)
            && (l + 1..=role.1).all(|k| !s.is(k, owner) && !s.tokens[k].cap)
    })
}

/// « s'agace le propriétaire d'une boutique »: whether what nobody has told of yet sets somebody new apart.
pub(super) fn brings_in(s: &Sentence<'_>, said: &Described, class: Class) -> bool {
    let Described { role, link, .. } = *said;
    let Some(link) = link.filter(|_| !s.lex.caseless && !s.lex.subject_first) else { return false };
    let some = s.is(link + 1, Class::DET) && !s.is(link + 1, Class::DEFINITE.or(Class::POSSESSIVE));
    // « résume le prévenu d'une voix sourde »
    let manner = (link..=role.1).any(|k| s.is(k, Class::GESTURE));
    let told = Class::KIN.or(Class::DEFENDANT).or(Class::GENERIC);
    s.is(link, Class::GENITIVE) && some && !manner && !class.is(told)
}

/// « le spécialiste des volcans », but « l'ancien de l'équipe de Jean Petit »
pub(super) fn tells_more(s: &Sentence<'_>, said: &Described, class: Class) -> bool {
    let Described { role, link, .. } = *said;
    let named = |k: usize| s.tokens[k].cap && s.is(k, Class::GIVEN);
    class.is(Class::EPITHET)
        && link.is_some_and(|l| !(l..=role.1).any(|k| named(k) || s.is(k, Class::ROLE)))
}

/// « l'auteur de “La Nuit” »
pub(super) fn of_a_work(s: &Sentence<'_>, np: Phrased) -> bool {
    s.is(np.1 + 1, Class::GENITIVE) && s.tokens.get(np.1 + 2).is_some_and(|t| t.quote().is_some())
}

/// « le maire de Lyon »: the complement is a name of no person and no body.
pub(super) fn of_a_place(s: &Sentence<'_>, said: &Described) -> bool {
    let Described { role, link, .. } = *said;
    let other = Class::ROLE.or(Class::GENERIC).or(Class::BODY);
    link.is_some_and(|l| (l..=role.1).all(|k| !s.is(k, other)) && s.tokens[role.1].cap)
}

/// « la trentenaire », « l'homme de 59 ans »: the years of life that a description tells.
pub(super) fn years_told(s: &Sentence<'_>, head: &str, role: Phrased) -> Option<Range<u8>> {
    let figures = || (role.0..=role.1).find_map(|k| s.lex.years(&super::token::folded(s.word(k))));
    s.lex.years(head).or_else(figures).or_else(|| {
        let age = (role.0..=role.1).find_map(|k| s.age_at(k))?;
        Some(age..age.saturating_add(1))
    })
}

/// « la jeune femme », « le vieil homme »: within which years somebody must be, where nothing but that is told.
pub(super) fn about_how_old(s: &Sentence<'_>, head: &str, role: Phrased) -> Option<Range<u8>> {
    let adjective = role.0 + 1 == role.1 && s.lex.class(head).is(Class::GENERIC);
    match adjective {
        true if s.is(role.0, Class::YOUNG) => Some(YOUNG),
        true if s.is(role.0, Class::OLD) => Some(OLD),
        _ => None,
    }
}

/// The years of life of whoever the press calls young.
const YOUNG: Range<u8> = 0..46;
/// The same of whoever it calls old.
const OLD: Range<u8> = 60..u8::MAX;

/// « l'avocat » may be anybody's other name, « l'avocat général » is an office; `other` is whether its complement
/// names somebody.
pub(super) fn names_anybody(said: &Described, class: Class, other: bool) -> bool {
    let Described { role, link, .. } = *said;
    let office = class.is(Class::ROLE.or(Class::POST));
    if office { link.is_none() && role.0 == role.1 } else { !other }
}

/// Whether a complement holds a name or another person.
pub(super) fn of_another(s: &Sentence<'_>, (from, last): Phrased) -> bool {
    (from..=last).any(|k| s.tokens[k].cap || s.is(k, Class::ROLE.or(Class::GENERIC)))
}

/// « la fille du maire », « والد القتيل »: whether a word for a relative says whose.
pub(super) fn of_somebody(s: &Sentence<'_>, said: &Described, class: Class) -> bool {
    let behind = s.lex.caseless && said.role.1 > said.role.0;
    class.is(Class::KIN) && (said.link.is_some() || behind)
}

/// Whether a description says what somebody does.
pub(super) fn is_trade(class: Class, reading: &Reading) -> bool {
    class.is(Class::ROLE) && !reading.generic
}

/// The words of the clause that a phrase stands in: nobody is called by name and by office in one clause.
pub(super) fn names_beside(s: &Sentence<'_>, np: Phrased) -> Vec<Word> {
    let clause = |k: &usize| s.sign(*k, ':') || s.sign(*k, ';');
    let from = (0..np.0).rev().find(clause).map_or(0, |k| k + 1);
    let end = (np.1..s.tokens.len()).find(clause).unwrap_or(s.tokens.len() - 1);
    let clause = s.tokens[from].span.cover(s.tokens[end].span).of(s.text);
    super::names::parts(&clause.replace('\'', " "))
}
