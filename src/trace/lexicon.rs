//! What the finder knows of a language, read from its data files once.
//!
//! Words map to classes; phrases map to what they announce. No rule about a single word is in code.

mod class;
mod inflect;
mod office;
pub(super) mod world;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::corpus::lang::Lang;

pub(super) use class::Class;

/// What a phrase of several words announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// Whoever the words come from follows.
    Source,
    /// The same, but only next to the marks.
    SourceWeak,
    /// A fixed label: never anybody's words.
    Label,
    /// An outlet or agency by name.
    Outlet,
    /// The outlet that received the words follows.
    Received,
    /// The same, so plainly that any name after it is an outlet's.
    Surely,
    /// The outlet that passes the words on follows or stands before.
    Reports,
    /// A verb of several words that reports: `met en garde`.
    Verb,
    /// The one whom an outlet cites follows.
    Quoting,
    /// Somebody put the words into another language.
    Interpreter,
    /// The subject is accused of something: `comparaît`.
    Accused,
}

type Phrases = BTreeMap<Box<str>, Vec<(Vec<Box<str>>, Phrase)>>;

/// The words and phrases of one language.
#[derive(Debug)]
pub(super) struct Lexicon {
    // While the lists are read; empty afterwards.
    words: BTreeMap<Box<str>, Class>,
    // The same for one look-up a word of the text, by [`shelf`].
    shelves: Vec<Vec<(Box<str>, Class)>>,
    phrases: Phrases,
    agencies: Vec<Box<str>>,
    outlet_nouns: Vec<(Box<str>, bool)>,
    // Names of one office, each as its words without accents.
    offices: Vec<Vec<Vec<String>>>,
    // A capitalised spelling and the word it stands for.
    capitals: Vec<(Box<str>, Box<str>)>,
    trades: Vec<Box<str>>,
    prefixes: Vec<Box<str>>,
    participles: Vec<Box<str>>,
    adverbs: Vec<Box<str>>,
    infinitives: Vec<Box<str>>,
    // A word for a person and words of which it may be said again: `élu` of a mayor.
    broader: BTreeMap<Box<str>, Vec<Box<str>>>,
    demonyms: Vec<Box<str>>,
    // A noun for a person and the first year of the ten it tells: `trentenaire`.
    decades: Vec<(Box<str>, u8)>,
    pub(super) world: world::World,
    /// Whether a verb that reports words comes before its subject, as in Arabic.
    pub(super) verb_first: bool,
    /// Whether the subject stands between the marks and the verb: `“…,” Jane Doe said`.
    pub(super) subject_first: bool,
    /// Whether the script has no capitals.
    pub(super) caseless: bool,
}

struct Data {
    code: &'static str,
    words: &'static str,
    world: &'static str,
    relays: &'static str,
}

const DATA: [Data; 3] = [
    Data {
        code: "fr",
        words: include_str!("data/fr.txt"),
        world: include_str!("data/world.fr.txt"),
        relays: include_str!("data/relays.fr.txt"),
    },
    Data {
        code: "en",
        words: include_str!("data/en.txt"),
        world: include_str!("data/world.en.txt"),
        relays: include_str!("data/relays.en.txt"),
    },
    Data {
        code: "ar",
        words: include_str!("data/ar.txt"),
        world: include_str!("data/world.ar.txt"),
        relays: include_str!("data/relays.ar.txt"),
    },
];

impl Lexicon {
    /// What is known of `lang`; French where there is no data for it.
    pub(super) fn of(lang: Lang) -> &'static Self {
        static READ: [OnceLock<Lexicon>; 3] = [const { OnceLock::new() }; 3];
        let n = DATA.iter().position(|d| d.code == lang.code()).unwrap_or(0);
        READ[n].get_or_init(|| Self::read(&DATA[n]))
    }

    fn read(data: &Data) -> Self {
        let mut out = Self {
            words: BTreeMap::new(),
            shelves: vec![Vec::new(); SHELVES],
            phrases: BTreeMap::new(),
            agencies: Vec::new(),
            outlet_nouns: Vec::new(),
            offices: Vec::new(),
            capitals: Vec::new(),
            broader: BTreeMap::new(),
            trades: Vec::new(),
            prefixes: Vec::new(),
            participles: Vec::new(),
            adverbs: Vec::new(),
            infinitives: Vec::new(),
            demonyms: Vec::new(),
            decades: Vec::new(),
            world: world::World::read(data.world),
            verb_first: false,
            subject_first: false,
            caseless: false,
        };
        let sections = sections(data.words);
        for (name, class) in Class::PLAIN.iter().filter(|(name, _)| !name.is_empty()) {
            for line in sections.get(name).into_iter().flatten() {
                for word in line.split_whitespace() {
                    out.learn(word, *class);
                }
            }
        }
        out.plurals();
        inflect::verbs(&sections, &mut |form, class| out.learn(form, class));
        for (section, phrase) in [
            ("source", Phrase::Source),
            ("source_weak", Phrase::SourceWeak),
            ("labels", Phrase::Label),
            ("quoting", Phrase::Quoting),
            ("verb_phrase", Phrase::Verb),
            ("accused", Phrase::Accused),
        ] {
            out.phrases_of(sections.get(section).map_or(&[], Vec::as_slice), phrase);
        }
        out.tables(&sections);
        out.passing(&self::sections(data.relays));
        for (word, class) in std::mem::take(&mut out.words) {
            out.shelves[shelf(&word)].push((word, class));
        }
        out
    }

    /// Reads what tells who passed words on.
    fn passing(&mut self, relays: &BTreeMap<&str, Vec<&str>>) {
        for line in relays.get("outlet_noun").into_iter().flatten() {
            if let Some((noun, kind)) = line.split_once(" = ") {
                self.outlet_nouns.push((noun.into(), kind == "agency"));
            }
        }
        for (section, phrase) in [
            ("received", Phrase::Received),
            ("surely", Phrase::Surely),
            ("surely", Phrase::Received),
            ("reports", Phrase::Reports),
            ("interpreter", Phrase::Interpreter),
        ] {
            self.phrases_of(relays.get(section).map_or(&[], Vec::as_slice), phrase);
        }
    }

    /// Reads what is no list of words: outlets, offices, spellings, words for people.
    fn tables(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        let out = self;
        let says = |name: &str, line: &str| sections.get(name).is_some_and(|l| l.contains(&line));
        out.verb_first = says("order", "subject after verb");
        out.subject_first = says("order", "subject before verb");
        out.caseless = says("script", "caseless");
        for line in sections.get("outlet").into_iter().flatten() {
            let Some((name, kind)) = line.split_once(" = ") else { continue };
            out.phrases_of(&[name], Phrase::Outlet);
            if kind == "agency" {
                out.agencies.push(name.into());
            }
        }
        for line in sections.get("capital").into_iter().flatten() {
            if let Some((spelt, meant)) = line.split_once(" = ") {
                out.capitals.push((spelt.into(), meant.into()));
            }
        }
        for line in sections.get("broader").into_iter().flatten() {
            if let Some((word, narrower)) = line.split_once(" = ") {
                for person in narrower.split_whitespace().chain([word]) {
                    out.learn(person, Class::ROLE);
                }
                let narrower = narrower.split_whitespace().map(Box::from);
                out.broader.entry(word.into()).or_default().extend(narrower);
            }
        }
        for line in sections.get("decade").into_iter().flatten() {
            let Some((words, first)) = line.split_once(" = ") else { continue };
            let Ok(first) = first.parse() else { continue };
            out.decades.extend(words.split_whitespace().map(|w| (Box::from(w), first)));
        }
        for line in sections.get("trade_ending").into_iter().flatten() {
            out.trades.extend(line.split_whitespace().map(Box::from));
        }
        for line in sections.get("demonym_ending").into_iter().flatten() {
            out.demonyms.extend(line.split_whitespace().map(Box::from));
        }
        for line in sections.get("participle_ending").into_iter().flatten() {
            out.participles.extend(line.split_whitespace().map(Box::from));
        }
        for line in sections.get("adverb_ending").into_iter().flatten() {
            out.adverbs.extend(line.split_whitespace().map(Box::from));
        }
        for line in sections.get("infinitive_ending").into_iter().flatten() {
            out.infinitives.extend(line.split_whitespace().map(Box::from));
        }
        for line in sections.get("prefix").into_iter().flatten() {
            out.prefixes.extend(line.split_whitespace().map(super::token::fold));
        }
        out.bare_capitals();
        for line in sections.get("office").into_iter().flatten() {
            out.offices.push(line.split(" | ").map(office::words).collect());
        }
    }

    /// Learns the regular plurals of nouns for people and bodies.
    fn plurals(&mut self) {
        let nouns = Class::ROLE.or(Class::GENERIC).or(Class::BODY);
        let plurals: Vec<(Box<str>, Class)> = self
            .words
            .iter()
            .filter(|(word, class)| {
                let short = class.is(Class::BODY) && word.len() < 5;
                class.is(nouns) && !short && !word.ends_with(['s', 'x', 'z', 'l'])
            })
            .map(|(word, class)| (format!("{word}s").into_boxed_str(), *class))
            .collect();
        for (word, class) in plurals {
            self.words.entry(word).or_insert(class);
        }
    }

    /// Learns `etat` beside `état`: capitals are often set without their accents.
    fn bare_capitals(&mut self) {
        let bare: Vec<(Box<str>, Class)> = self
            .words
            .iter()
            .filter_map(|(word, class)| {
                let first = word.chars().next().filter(|c| !c.is_ascii())?;
                let plain = super::names::plain(&first.to_string());
                let rest = &word[first.len_utf8()..];
                (!plain.is_empty() && !rest.is_empty())
                    .then(|| (format!("{plain}{rest}").into_boxed_str(), *class))
            })
            .collect();
        for (word, class) in bare {
            self.words.entry(word).or_insert(class);
        }
    }

    /// Whether somebody called `narrow` may be called `wide` afterwards.
    pub(super) fn is_broader(&self, wide: &str, narrow: &str) -> bool {
        self.broader.get(wide).is_some_and(|list| list.iter().any(|w| **w == *narrow))
    }

    fn learn(&mut self, entry: &str, class: Class) {
        let (word, gender) = match entry.split_once(':') {
            Some((word, "f")) => (word, Class::FEMININE),
            Some((word, "m")) => (word, Class::MASCULINE),
            _ => (entry, Class::NONE),
        };
        let slot = self.words.entry(super::token::fold(word)).or_default();
        *slot = slot.or(class).or(gender);
    }

    fn phrases_of(&mut self, lines: &[&str], phrase: Phrase) {
        for line in lines {
            let mut words = super::token::plain_words(line).into_iter();
            if let Some(first) = words.next() {
                let known = self.words.entry(first.clone()).or_default();
                *known = known.or(Class::OPENS);
                let rest: Vec<Box<str>> = words.collect();
                let slot = self.phrases.entry(first).or_default();
                // A weak source is written in both lists; the weaker reading holds.
                if phrase == Phrase::SourceWeak {
                    slot.retain(|(r, p)| *p != Phrase::Source || *r != rest);
                }
                slot.push((rest, phrase));
                slot.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
            }
        }
    }

    /// The classes of a lower-case word with straight apostrophes.
    pub(super) fn class(&self, word: &str) -> Class {
        let held = self.shelves[shelf(word)].iter().find(|(known, _)| **known == *word);
        held.map_or_else(Class::default, |(_, class)| *class)
    }

    /// The classes of a word as it is spelt: capitals are often set without their accents.
    pub(super) fn class_as_spelt(&self, word: &str) -> Class {
        if let Some((_, meant)) = self.capitals.iter().find(|(spelt, _)| **spelt == *word) {
            return self.class(meant);
        }
        let folded = super::token::fold(word);
        let known = self.class(&folded);
        if !known.is_nothing() || known.is(Class::OPENS) {
            return known;
        }
        // « ex-élu », « vice-doyenne »
        let bare = self.prefixes.iter().find_map(|p| folded.strip_prefix(&**p));
        bare.map_or(known, |w| self.class(w))
    }

    /// The longest phrase of kind `of` that starts with `word` and goes on with `rest(0..)`; gives
    /// its number of words.
    pub(super) fn phrase(
        &self,
        of: Phrase,
        word: &str,
        rest: &dyn Fn(usize, &str) -> bool,
    ) -> Option<usize> {
        self.phrases
            .get(word)?
            .iter()
            .find(|(tail, p)| *p == of && tail.iter().enumerate().all(|(i, w)| rest(i, w)))
            .map(|(tail, _)| tail.len() + 1)
    }

    /// The years of life that a noun for a person tells: `trentenaire`.
    pub(super) fn years(&self, word: &str) -> Option<std::ops::Range<u8>> {
        let (_, first) = self.decades.iter().find(|(known, _)| **known == *word)?;
        Some(*first..first + 10)
    }

    /// Whether a noun says that an outlet's name follows; `true` inside for an agency.
    pub(super) fn outlet_noun(&self, word: &str) -> Option<bool> {
        self.outlet_nouns.iter().find(|(noun, _)| **noun == *word).map(|(_, agency)| *agency)
    }

    /// Whether these lower-case words are an outlet's whole name.
    pub(super) fn is_outlet(&self, words: &[Box<str>]) -> bool {
        words.split_first().is_some_and(|(first, rest)| {
            let hit = self.phrase(Phrase::Outlet, first, &|i, want| {
                rest.get(i).is_some_and(|w| **w == *want)
            });
            hit == Some(words.len())
        })
    }

    /// Whether a lower-case outlet name is an agency's.
    pub(super) fn is_agency(&self, name: &str) -> bool {
        self.agencies.iter().any(|a| **a == *name)
    }
}

/// The lines of each `[section]`, comments and blank lines left out.
pub(super) fn sections(data: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut name = "";
    for line in data.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            name = section;
        } else {
            out.entry(name).or_default().push(line);
        }
    }
    out
}

/// A few times as many shelves as there are words leave one or none on most.
const SHELVES: usize = 1 << 15;

/// The shelf of a word: its FNV-1a hash, the same in every run.
fn shelf(word: &str) -> usize {
    let hash = word
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) as usize % SHELVES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        let lex = Lexicon::of(Lang::FR);
        let fin = |w: &str| {
            assert!(lex.class(w).is(Class::FINITE) && lex.class(w).is(Class::CUE), "{w}");
        };
        for w in
            "déclare déclarait déclara ajoute annonçait interrogea répète révèle espère célèbre rappelle \
             martèle soulève relève avertit avertissait réagit répond répondait prétend soutient prévient \
             admet promet écrit reconnaît dit poursuit conclut sourit rit fait reprend confie relaie appuie"
                .split_whitespace()
        {
            fin(w);
        }
        for w in
            "déclaré annoncé répété répondu soutenu admis écrit reconnu dit poursuivi conclu plaint"
                .split(' ')
        {
            assert!(lex.class(w).is(Class::PARTICIPLE), "{w}");
        }
        for w in "ajoutant estimant annonçant précisant disant soutenant".split(' ') {
            assert!(lex.class(w).is(Class::GERUND), "{w}");
        }
    }

    #[test]
    fn classes_and_genders_are_read() {
        let lex = Lexicon::of(Lang::FR);
        assert!(lex.class("ministre").is(Class::ROLE));
        assert!(lex.class("présidente").is(Class::FEMININE));
        assert!(!lex.class("ministre").is(Class::FEMININE.or(Class::MASCULINE)));
        assert!(lex.is_agency("reuters") && !lex.is_agency("le monde"));
    }
}
