//! What the finder knows of a language, read from its data files once.
//!
//! Words map to classes; phrases map to what they announce. No rule about a single word is in code.

mod class;
mod fused;
mod inflect;
mod office;
mod opens;
mod read;
mod shelf;
mod spelling;
pub(super) mod world;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::fold::Word;
use crate::corpus::lang::Lang;

pub(super) use class::Class;
pub(super) use fused::Fused;
pub(super) use opens::{Known, Next, Opens};
pub(super) use shelf::ByWord;
pub(super) use spelling::Spelling;

/// What a phrase of several words announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// Whoever the words come from follows.
    Source,
    /// The words come from whoever was spoken of: « à ses yeux ».
    OwnSource,
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
    /// The same, where the outlet reports just before.
    Attributed,
    /// What stands behind an office for a party: « divers droite », « sans étiquette ».
    NoParty,
    /// An office that holds another: « adjointe au maire ».
    Deputy,
    /// Somebody put the words into another language.
    Interpreter,
    /// The subject is accused of something: `comparaît`.
    Accused,
    /// A verb whose pronoun means nobody: `il faut`.
    Impersonal,
    /// A reporting verb that reports nothing here: `s'appuie sur`.
    Mute,
    /// Whoever is quoted in a title follows: `rencontre avec`.
    Meeting,
    /// « à l'image de »: one of those told of is named next.
    Example,
    /// An office in a body, whose name follows: `directrice`.
    Leads,
    /// With the capital word before it, the name of a body: `sans frontières`.
    Tail,
    /// How often or when something is said, between a verb and its participle or subject: `une nouvelle fois`.
    Adverbial,
    /// How long ago something was follows: `il y a`.
    Ago,
}

impl Phrase {
    /// Its place among the kinds of phrases that a word may open.
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// The words and phrases of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    // While the lists are read; empty afterwards.
    words: IndexMap<Word, Class, ByWord>,
    // The same for one look-up a word of the text.
    known: shelf::Shelf<Known>,
    // While the lists are read; empty afterwards.
    phrases: IndexMap<Word, opens::Tails, ByWord>,
    // The same for one look-up a word.
    openings: shelf::Shelf<opens::Kinds>,
    agencies: Vec<Word>,
    networks: Vec<Word>,
    // What is done on one network only, with its name: `tweeter`.
    posts: Vec<(Word, Word)>,
    // How the address of a site ends: `.fr`.
    sites: Vec<Word>,
    outlet_nouns: Vec<(Word, bool)>,
    // Nouns that point back at a network: `réseau`.
    outlets_again: Vec<Word>,
    // Names of one office, each as its words without accents.
    offices: Vec<Vec<Vec<Word>>>,
    // The first words of those names, with the numbers of their offices in order.
    office_words: shelf::Shelf<Vec<usize>>,
    // A capitalised spelling and the word it stands for.
    capitals: Vec<(Word, Word)>,
    trades: Vec<Word>,
    prefixes: Vec<Word>,
    // Those of them that are joined to their word without a hyphen.
    bare_prefixes: Vec<Word>,
    // The article where it is written as one with its noun, and prepositions where they are.
    articles: Vec<Word>,
    // Names that only their spelling tells from small words: `علي`.
    exact: Vec<Word>,
    // Verbs that only their spelling tells to be nobody's act: `يسمى`.
    passives: Vec<Word>,
    // Prepositions that only their spelling tells from nouns.
    small: Vec<Word>,
    // Family names that a text need not introduce: « ترامب ».
    figures: Vec<Word>,
    // Names that are common words too: `سليم`.
    common: Vec<Word>,
    // How the object of a verb ends.
    accusatives: Vec<Word>,
    fused: Vec<fused::Fused>,
    participles: Vec<Word>,
    presents: Vec<Word>,
    // How verbs alone end: `officialisait`.
    imperfects: Vec<Word>,
    // Of what is still to come, foreseen now or then.
    futures: Vec<Word>,
    // How a participle ends that tells what somebody does meanwhile: `désignant`.
    gerunds: Vec<Word>,
    // How a word ends that owns what follows: `'s`.
    owners: Vec<Word>,
    // How a noun ends that is seldom the last word of a long name: « صورة ».
    noun_endings: Vec<Word>,
    // How an adjective ends that tells of what kind something is: « محلية ».
    adjectives: Vec<Word>,
    // How a noun ends that somebody owns, and how it ends by itself: « رئيسها ».
    owned: Vec<(Word, Word)>,
    // The shapes of nouns for what is done, a dash for any letter: « ت--ي- ».
    actions: Vec<Word>,
    // How a family name ends that tells where it is from: « السوداني ».
    origins: Vec<Word>,
    // How a noun for several ends: « مزارعون ».
    plurals: Vec<Word>,
    // How a word goes on after the place somebody is from: « -based ».
    based: Vec<Word>,
    adverbs: Vec<Word>,
    infinitives: Vec<Word>,
    // A word for a person and words of which it may be said again: `élu` of a mayor.
    broader: BTreeMap<Word, Vec<Word>>,
    demonyms: Vec<Word>,
    // A noun for a person and the first year of the ten it tells: `trentenaire`.
    decades: shelf::Shelf<u8>,
    // How a noun ends that tells an age in figures: `42-year-old`.
    years_endings: Vec<Word>,
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
    // Who holds which office of which country.
    holders: &'static str,
}

const DATA: [Data; 3] = [
    Data {
        code: "fr",
        words: include_str!("data/fr.txt"),
        world: include_str!("data/world.fr.txt"),
        relays: include_str!("data/relays.fr.txt"),
        holders: include_str!("data/holders.fr.txt"),
    },
    Data {
        code: "en",
        words: include_str!("data/en.txt"),
        world: include_str!("data/world.en.txt"),
        relays: include_str!("data/relays.en.txt"),
        holders: "",
    },
    Data {
        code: "ar",
        words: include_str!("data/ar.txt"),
        world: include_str!("data/world.ar.txt"),
        relays: include_str!("data/relays.ar.txt"),
        holders: "",
    },
];

impl Lexicon {
    /// What is known of `lang`; French where there is no data for it.
    pub(super) fn of(lang: Lang) -> &'static Self {
        static READ: [OnceLock<Lexicon>; 3] = [const { OnceLock::new() }; 3];
        let n = DATA.iter().position(|d| d.code == lang.code()).unwrap_or(0);
        READ[n].get_or_init(|| Self::read(&DATA[n]))
    }

    /// Whether somebody called `narrow` may be called `wide` afterwards.
    pub(super) fn is_broader(&self, wide: &str, narrow: &str) -> bool {
        self.broader.get(wide).is_some_and(|list| list.iter().any(|w| **w == *narrow))
    }

    /// The classes of a lower-case word with straight apostrophes.
    pub(super) fn class(&self, word: &str) -> Class {
        self.known(word.as_bytes()).class
    }

    /// The classes of a word whose letters may be capitals.
    pub(super) fn class_folded(&self, word: &str) -> Class {
        // Several words are none that the lists have.
        if word.as_bytes().contains(&b' ') {
            return Class::NONE;
        }
        let mut room = [0; super::fold::ROOM];
        match super::fold::fold_short(word, &mut room) {
            Some(folded) => self.known(folded).class,
            None => self.class(&super::token::fold(word)),
        }
    }

    /// What is known of a lower-case word, which is given as its bytes.
    pub(super) fn known(&self, word: &[u8]) -> Known {
        self.known.get(word).copied().unwrap_or_default()
    }

    /// The classes of a word as it is spelt: capitals are often set without their accents.
    pub(super) fn class_as_spelt(&self, word: &str) -> Class {
        self.known_as_spelt(word).class
    }

    /// What is known of a word as it is spelt.
    pub(super) fn known_as_spelt(&self, word: &str) -> Known {
        // What is known of another word says nothing of the phrases that this one opens.
        let any = |class: Class| Known { class, opens: Opens::ANY };
        if let Some((_, meant)) = self.capitals.iter().find(|(spelt, _)| **spelt == *word) {
            return any(self.class(meant));
        }
        let mut room = [0; super::fold::ROOM];
        match super::fold::fold_short(word, &mut room) {
            Some(folded) => self.known_or_joined(word, folded),
            None => any(self.class_of_joined(word)),
        }
    }

    /// What is known of a word, or of a part of it; `folded` are the bytes of its folded form.
    pub(super) fn known_or_joined(&self, word: &str, folded: &[u8]) -> Known {
        // Nearly every word is known, or no joined one, and need not be copied to be looked up.
        let known = self.known(folded);
        let joined = || {
            let prefixed = |p: &Word| folded.starts_with(p.as_bytes());
            let hyphen = folded.contains(&b'-');
            hyphen || !self.owned.is_empty() || self.bare_prefixes.iter().any(prefixed)
        };
        if !known.class.is_nothing() || known.class.is(Class::OPENS) || !joined() {
            return known;
        }
        // What is known of another word says nothing of the phrases that this one opens.
        Known { class: self.class_of_joined(word), opens: Opens::ANY }
    }

    /// The classes of a word of which a part may be known.
    fn class_of_joined(&self, word: &str) -> Class {
        let folded = super::token::fold(word);
        let known = self.class(&folded);
        if !known.is_nothing() || known.is(Class::OPENS) {
            return known;
        }
        // « Paul-Henri »: two given names make one, of the gender of the first.
        if let Some((first, last)) =
            folded.split_once('-').filter(|_| word.starts_with(char::is_uppercase))
        {
            let (first, last) = (self.class(first), self.class(last));
            if first.is(Class::GIVEN) && last.is(Class::GIVEN) {
                return first.only(Class::GIVEN);
            }
        }
        // « ex-élu », « vice-doyenne »
        let bare = self.prefixes.iter().find_map(|p| folded.strip_prefix(&**p));
        let known = bare.map_or(known, |w| self.class(w));
        if self.owned.is_empty() || !known.is_nothing() {
            return known;
        }
        // « رئيسها », « ورئيسها »
        let noun = self.disowned(bare.unwrap_or(&folded)).or_else(|| self.disowned(&folded));
        noun.map_or(known, |noun| self.class(&noun))
    }

    /// The longest phrase of kind `of` that starts with `word` and goes on with `rest(0..)`; gives
    /// its number of words.
    pub(super) fn phrase(
        &self,
        of: Phrase,
        word: &str,
        rest: &dyn Fn(usize, &str) -> bool,
    ) -> Option<usize> {
        self.phrase_before(of, (word, None), rest)
    }

    /// The same where `next` is known of the next word.
    pub(super) fn phrase_before(
        &self,
        of: Phrase,
        (word, next): (&str, Option<Next>),
        rest: &dyn Fn(usize, &str) -> bool,
    ) -> Option<usize> {
        let kinds = self.openings.get(word.as_bytes())?;
        opens::longest(kinds, of, next, rest)
    }

    /// The same for the word that has this number among those that open phrases.
    pub(super) fn phrase_from(
        &self,
        of: Phrase,
        (number, next): (usize, Option<Next>),
        rest: &dyn Fn(usize, &str) -> bool,
    ) -> Option<usize> {
        opens::longest(self.openings.at(number), of, next, rest)
    }

    /// An office without the syllable that says it is past or shared: `treasurer` of `ex-treasurer`.
    pub(super) fn without_prefix<'w>(&self, word: &'w str) -> Option<&'w str> {
        let bare = self.prefixes.iter().find_map(|p| word.strip_prefix(&**p))?;
        self.class(bare).is(Class::ROLE).then_some(bare)
    }

    /// The years of life that a noun for a person tells: `trentenaire`.
    pub(super) fn years(&self, word: &str) -> Option<std::ops::Range<u8>> {
        // « the 42-year-old »
        let told = self.years_endings.iter().find_map(|end| word.strip_suffix(&**end));
        if let Some(age) = told.and_then(|age| age.parse::<u8>().ok()) {
            return Some(age..age.saturating_add(1));
        }
        let first = self.decades.get(word.as_bytes())?;
        Some(*first..first + 10)
    }

    /// Whether a word ends as one that tells an age does: « Fourteen-year-old ».
    pub(super) fn tells_years(&self, word: &str) -> bool {
        self.years_endings.iter().any(|end| word.ends_with(&**end))
    }

    /// Whether a noun says that an outlet's name follows; `true` inside for an agency.
    pub(super) fn outlet_noun(&self, word: &str) -> Option<bool> {
        self.outlet_nouns.iter().find(|(noun, _)| **noun == *word).map(|(_, agency)| *agency)
    }

    /// Whether a noun may point back at an outlet named before: « sur le même réseau ».
    pub(super) fn is_outlet_again(&self, word: &str) -> bool {
        self.outlet_noun(word).is_some() || self.means_network(word)
    }

    /// The network on which alone that is done which a word says.
    pub(super) fn posted_on(&self, word: &str) -> Option<&str> {
        let found = self.posts.iter().find(|(post, _)| **post == *word);
        found.map(|(_, network)| &**network)
    }

    /// Whether a word is the address of a site.
    pub(super) fn is_site(&self, word: &str) -> bool {
        let named = |end: &str| word.strip_suffix(end).is_some_and(|name| name.len() > 2);
        self.sites.iter().any(|end| named(end))
    }

    /// Whether a noun points back at a network on which people write themselves.
    pub(super) fn means_network(&self, word: &str) -> bool {
        self.outlets_again.iter().any(|noun| **noun == *word)
    }

    /// Whether these lower-case words are an outlet's whole name.
    pub(super) fn is_outlet(&self, words: &[Word]) -> bool {
        words.split_first().is_some_and(|(first, rest)| {
            let hit = self.phrase(Phrase::Outlet, first, &|i, want| {
                rest.get(i).is_some_and(|w| **w == *want)
            });
            hit == Some(words.len())
        })
    }

    /// The place in front of what says that somebody is from there: « London-based ».
    pub(super) fn based<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.based.iter().find_map(|end| word.strip_suffix(&**end)).filter(|w| !w.is_empty())
    }

    /// Whether lower-case words are an outlet's name, or hold that of one whose language is known.
    pub(super) fn names_outlet(&self, words: &[Word]) -> bool {
        self.is_outlet(words) || self.world.outlet_lang(words).is_some()
    }

    /// Whether an outlet's name is a network's on which people write themselves.
    pub(super) fn is_network(&self, name: &str) -> bool {
        let name = super::token::fold(name);
        self.networks.contains(&name)
    }

    /// Whether an outlet's name is an agency's.
    pub(super) fn is_agency(&self, name: &str) -> bool {
        let name = super::token::fold(name);
        self.agencies.contains(&name)
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

/// The lines of one section alone, comments and blank lines left out.
pub(super) fn section<'d>(data: &'d str, name: &str) -> impl Iterator<Item = &'d str> {
    let lines = data.split_once(&format!("\n[{name}]\n")).map_or("", |(_, lines)| lines);
    let lines = lines.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
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
    fn a_section_alone_is_that_of_all() {
        for data in &DATA {
            for name in ["letters", "signs", "figure", "none"] {
                let all = sections(data.words).remove(name).unwrap_or_default();
                assert_eq!(
                    section(data.words, name).collect::<Vec<_>>(),
                    all,
                    "{} {name}",
                    data.code
                );
            }
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
