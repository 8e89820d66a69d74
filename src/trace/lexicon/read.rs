//! How the data files of a language become its lexicon.

use std::collections::BTreeMap;

use crate::trace::{names, token};

use super::{
    Class, Data, Known, Lexicon, Opens, Phrase, fused::Fused, inflect, office, opens, sections,
    shelf::Shelf, world,
};
use crate::trace::fold::Word;

/// The sections of phrases of a language, with what each announces.
const PHRASES: [(&str, Phrase); 18] = [
    ("leads", Phrase::Leads),
    ("source", Phrase::Source),
    ("own_source", Phrase::OwnSource),
    ("source_weak", Phrase::SourceWeak),
    ("labels", Phrase::Label),
    ("quoting", Phrase::Quoting),
    ("no_party", Phrase::NoParty),
    ("deputy", Phrase::Deputy),
    ("verb_phrase", Phrase::Verb),
    ("accused", Phrase::Accused),
    ("impersonal", Phrase::Impersonal),
    ("adverbial", Phrase::Adverbial),
    ("ago", Phrase::Ago),
    ("meeting", Phrase::Meeting),
    ("example", Phrase::Example),
    ("name_tail", Phrase::Tail),
    ("mute", Phrase::Mute),
    ("attributed", Phrase::Attributed),
];

/// « aux yeux d'Anne », « aux yeux du maire »: the phrases of sources with their last word as it is written before other words.
fn joined(sections: &BTreeMap<&str, Vec<&str>>) -> Vec<String> {
    let lines = |name: &str| sections.get(name).into_iter().flatten().copied();
    let forms = lines("joined").filter_map(|line| line.split_once(" = "));
    let forms: Vec<(&str, &str)> = forms.collect();
    let written = |line: &'_ str| -> Vec<String> {
        let Some((start, last)) = line.rsplit_once(' ') else { return Vec::new() };
        let of = forms.iter().filter(|(word, _)| *word == last);
        of.flat_map(|(_, all)| all.split(' ')).map(|form| format!("{start} {form}")).collect()
    };
    lines("source").flat_map(written).collect()
}

impl Lexicon {
    /// Reads the files of a language.
    pub(super) fn read(data: &Data) -> Self {
        let mut out =
            Self { world: world::World::read(data.world, data.holders), ..Self::default() };
        let sections = sections(data.words);
        for (name, class) in Class::PLAIN.iter().filter(|(name, _)| !name.is_empty()) {
            for line in sections.get(name).into_iter().flatten() {
                for word in line.split_whitespace() {
                    out.learn(word, *class);
                }
            }
        }
        out.with_article(&sections);
        out.plurals();
        out.accusatives(&sections);
        out.several(&sections);
        inflect::verbs(&sections, &mut |form, class| out.learn(form, class));
        out.announced(&sections, &PHRASES);
        let joined = joined(&sections);
        out.phrases_of(&joined.iter().map(String::as_str).collect::<Vec<_>>(), Phrase::Source);
        out.tables(&sections);
        out.endings(&sections);
        out.passing(&self::sections(data.relays));
        let phrases = std::mem::take(&mut out.phrases).into_iter().map(|(word, tails)| {
            let mut kinds = opens::Kinds::new();
            for (tail, of) in tails {
                let at = kinds.iter().position(|(kind, _)| *kind == of).unwrap_or_else(|| {
                    kinds.push((of, opens::Ends::default()));
                    kinds.len() - 1
                });
                kinds[at].1.push(tail);
            }
            (word, kinds)
        });
        out.openings = Shelf::of(phrases);
        let opens = |word: &str| {
            let number = out.openings.number(word.as_bytes());
            number.map_or_else(Opens::default, |n| Opens::of(n, out.openings.at(n)))
        };
        let words = std::mem::take(&mut out.words).into_iter();
        let known = words.map(|(word, class)| {
            // A conjunction may be written with the first word of any.
            let opens = if out.caseless { Opens::ANY } else { opens(&word) };
            (word, Known { class, opens })
        });
        out.known = Shelf::of(known);
        out
    }

    /// Reads what tells who passed words on.
    fn passing(&mut self, relays: &BTreeMap<&str, Vec<&str>>) {
        for line in relays.get("outlet_noun").into_iter().flatten() {
            if let Some((noun, kind)) = line.split_once(" = ") {
                self.outlet_nouns.push((token::fold(noun), kind == "agency"));
            }
        }
        let again = relays.get("outlet_again").into_iter().flatten();
        self.outlets_again.extend(again.flat_map(|l| l.split_whitespace()).map(token::fold));
        self.announced(
            relays,
            &[
                ("received", Phrase::Received),
                ("surely", Phrase::Surely),
                ("surely", Phrase::Received),
                ("reports", Phrase::Reports),
                ("interpreter", Phrase::Interpreter),
            ],
        );
    }

    /// Reads sections of phrases, with what each announces.
    fn announced(&mut self, sections: &BTreeMap<&str, Vec<&str>>, kinds: &[(&str, Phrase)]) {
        for (section, phrase) in kinds {
            self.phrases_of(sections.get(section).map_or(&[], Vec::as_slice), *phrase);
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
            match kind {
                "agency" => out.agencies.push(token::fold(name)),
                "network" => out.networks.push(token::fold(name)),
                _ => {}
            }
        }
        for line in sections.get("network_verb").into_iter().flatten() {
            let Some((name, words)) = line.split_once(" = ") else { continue };
            out.posts.extend(words.split_whitespace().map(|w| (token::fold(w), name.into())));
        }
        for line in sections.get("capital").into_iter().flatten() {
            if let Some((spelt, meant)) = line.split_once(" = ") {
                out.capitals.push((spelt.into(), meant.into()));
            }
        }
        out.hypernyms(sections);
        let mut decades = Vec::new();
        for line in sections.get("decade").into_iter().flatten() {
            let Some((words, first)) = line.split_once(" = ") else { continue };
            let Ok(first) = first.parse() else { continue };
            decades.extend(words.split_whitespace().map(|w| (Word::from(w), first)));
        }
        out.decades = Shelf::of(decades);
        let spelt = |name: &str| -> Vec<Word> {
            let lines = sections.get(name).into_iter().flatten();
            lines.flat_map(|line| line.split_whitespace()).map(Word::from).collect()
        };
        out.exact = spelt("given_exact");
        out.passives = spelt("passive_exact");
        out.small = spelt("preposition_exact");
        out.noun_endings = spelt("noun_ending");
        let fused = sections.get("fused").into_iter().flatten();
        out.fused = fused.filter_map(|line| Fused::read(line)).collect();
        out.bare_capitals();
        for line in sections.get("office").into_iter().flatten() {
            out.offices.push(line.split(" | ").map(office::words).collect());
        }
        out.office_words = office::by_first_word(&out.offices);
    }

    /// Reads which words a person or body may be called by again.
    fn hypernyms(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        for (name, class) in [("broader", Class::ROLE), ("broader_body", Class::BODY)] {
            for line in sections.get(name).into_iter().flatten() {
                let Some((word, narrower)) = line.split_once(" = ") else { continue };
                self.learn(word, class);
                // A word for a body may be a part of its name: « Croissant-Rouge ».
                for person in narrower.split_whitespace().filter(|_| name == "broader") {
                    self.learn(person, class);
                }
                let narrower = narrower.split_whitespace().map(Word::from);
                self.broader.entry(word.into()).or_default().extend(narrower);
            }
        }
    }

    /// Reads the beginnings, endings and shapes of words.
    fn endings(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        let words = |name: &str| -> Vec<Word> {
            let lines = sections.get(name).into_iter().flatten();
            lines.flat_map(|line| line.split_whitespace()).map(token::fold).collect()
        };
        self.trades = words("trade_ending");
        self.years_endings = words("years_ending");
        self.demonyms = words("demonym_ending");
        self.participles = words("participle_ending");
        self.presents = words("present_ending");
        self.imperfects = words("imperfect_ending");
        self.futures = words("future_ending");
        self.gerunds = words("gerund_ending");
        self.owners = words("possessive_ending");
        self.sites = words("site_ending");
        self.adverbs = words("adverb_ending");
        self.infinitives = words("infinitive_ending");
        self.prefixes = words("prefix");
        let bare = self.prefixes.iter().filter(|p| !p.contains('-'));
        self.bare_prefixes = bare.cloned().collect();
        self.articles = words("article_prefix");
        self.accusatives = words("accusative_ending");
        self.based = words("based_ending");
        self.actions = words("action_shape");
        self.plurals = words("plural_ending");
        self.figures = words("figure");
        self.origins = words("origin_ending");
        self.common = words("given_common");
        self.adjectives = words("adjective_ending");
        for line in sections.get("owned_ending").into_iter().flatten() {
            let (end, meant) = line.split_once('=').unwrap_or((line, ""));
            self.owned.push((token::fold(end.trim()), token::fold(meant.trim())));
        }
    }

    /// Learns the regular plurals of nouns for people and bodies.
    fn plurals(&mut self) {
        let nouns = Class::ROLE.or(Class::GENERIC).or(Class::BODY);
        let plurals: Vec<(Word, Class)> = self
            .words
            .iter()
            .filter(|(word, class)| {
                let short = class.is(Class::BODY) && word.len() < 5;
                class.is(nouns) && !short && !word.ends_with(['s', 'x', 'z', 'l'])
            })
            .map(|(word, class)| (format!("{word}s").into(), *class))
            .collect();
        // « agriculteurs » shout as one and are people by what they do as well.
        let crowd = Class::CROWD.or(Class::ANONYMOUS);
        for (word, class) in plurals {
            let known = self.words.entry(word).or_insert(class);
            if known.only(crowd) == *known {
                *known = known.or(class);
            }
        }
    }

    /// Learns common nouns with the article that is written with them: « التعليق ».
    fn with_article(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        let nouns = sections.get("common_noun").into_iter().flatten();
        for noun in nouns.flat_map(|line| line.split_whitespace()) {
            for article in sections.get("article_prefix").into_iter().flatten() {
                let word = token::fold(&format!("{article}{noun}"));
                self.words.entry(word).or_insert(Class::COMMON);
            }
        }
    }

    /// Learns nouns for people and bodies as the objects of a verb, where an ending shows it.
    fn accusatives(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        let nouns = Class::ROLE.or(Class::GENERIC).or(Class::BODY).or(Class::ANONYMOUS);
        let nouns = nouns.or(Class::DOCUMENT).or(Class::SPEECH).or(Class::ISSUED);
        let Some(ending) = sections.get("accusative_ending").and_then(|lines| lines.first()) else {
            return;
        };
        let known: Vec<(Word, Class)> = self
            .words
            .iter()
            .filter(|(_, class)| class.is(nouns))
            .map(|(word, class)| (format!("{word}{ending}").into(), *class))
            .collect();
        for (word, class) in known {
            self.words.entry(word).or_insert(class);
        }
    }

    /// Learns the plurals of nouns for people where an ending makes them: « مزارعون ».
    fn several(&mut self, sections: &BTreeMap<&str, Vec<&str>>) {
        // « متظاهرات »
        for line in sections.get("feminine_plural_ending").into_iter().flatten() {
            let Some((one, many)) = line.split_once(" = ") else { continue };
            let she = |class: &Class| class.is(Class::ROLE) && class.is(Class::FEMININE);
            let known = self.words.iter().filter(|(_, class)| she(class));
            let stems = known.filter_map(|(word, _)| word.strip_suffix(&*token::fold(one)));
            let words: Vec<String> = stems.map(|stem| format!("{stem}{many}")).collect();
            for word in words {
                let crowd = Class::CROWD.or(Class::ANONYMOUS);
                self.words.entry(word.into()).or_insert(crowd);
            }
        }
        let endings = sections.get("plural_ending").into_iter().flatten();
        let people = |class: &Class| class.is(Class::ROLE) && class.is(Class::MASCULINE);
        for ending in endings.flat_map(|line| line.split_whitespace()) {
            let known = self.words.iter().filter(|(_, class)| people(class));
            let many: Vec<String> = known.map(|(word, _)| format!("{word}{ending}")).collect();
            for word in many {
                let crowd = Class::CROWD.or(Class::ANONYMOUS);
                self.words.entry(word.into()).or_insert(crowd);
            }
        }
    }

    /// Learns `etat` beside `état`: capitals are often set without their accents.
    fn bare_capitals(&mut self) {
        let accented = |word: &Word| word.bytes().next().is_some_and(|byte| !byte.is_ascii());
        let mut known: Vec<_> = self.words.iter().filter(|(word, _)| accented(word)).collect();
        // Of two that are spelt alike without the accent, the first in order counts.
        known.sort_unstable_by_key(|(word, _)| *word);
        let bare: Vec<(Word, Class)> = known
            .into_iter()
            .filter_map(|(word, class)| {
                let first = word.chars().next()?;
                let plain = names::plain(&first.to_string());
                let rest = &word[first.len_utf8()..];
                (!plain.is_empty() && !rest.is_empty())
                    .then(|| (format!("{plain}{rest}").into(), *class))
            })
            .collect();
        for (word, class) in bare {
            self.words.entry(word).or_insert(class);
        }
    }

    fn learn(&mut self, entry: &str, class: Class) {
        let (word, gender) = match entry.split_once(':') {
            Some((word, "f")) => (word, Class::FEMININE),
            Some((word, "m")) => (word, Class::MASCULINE),
            _ => (entry, Class::NONE),
        };
        let slot = self.words.entry(token::fold(word)).or_default();
        *slot = slot.or(class).or(gender);
    }

    fn phrases_of(&mut self, lines: &[&str], phrase: Phrase) {
        for line in lines {
            let mut words = token::plain_words(line).into_iter();
            if let Some(first) = words.next() {
                let known = self.words.entry(first.clone()).or_default();
                *known = known.or(Class::OPENS);
                let rest: Vec<Word> = words.collect();
                let slot = self.phrases.entry(first).or_default();
                // A weak source is written in both lists; the weaker reading holds.
                if phrase == Phrase::SourceWeak {
                    slot.retain(|(r, p)| *p != Phrase::Source || *r != rest);
                }
                let longer = slot.partition_point(|(known, _)| known.len() >= rest.len());
                slot.insert(longer, (rest, phrase));
            }
        }
    }
}
