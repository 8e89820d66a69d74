//! The words of news pages, read once from `data/`.
//!
//! The tables of all languages are searched together: a page in one language often carries menus and
//! notices in another. Words are folded (case, accents, outer punctuation) before they are compared.

use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::corpus::lang::Lang;

/// What one language's file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    heads_strong: Vec<String>,
    heads_soft: Vec<String>,
    heads_topic: Vec<String>,
    buttons: Vec<String>,
    teasers: Vec<String>,
    notices: Vec<String>,
    sections: Vec<String>,
    captions: Vec<String>,
    byline_leads: Vec<String>,
    interviews: Vec<String>,
    date_leads: Vec<String>,
    not_names: Vec<String>,
    months: Vec<Vec<String>>,
    translating: Vec<String>,
    translations: Vec<String>,
    photos: Vec<String>,
}

/// The names of agencies and languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    agency: Vec<AgencyName>,
    languages: std::collections::BTreeMap<String, Vec<String>>,
}

/// One agency, by every name a page prints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgencyName {
    pub(super) name: String,
    pub(super) short: Vec<String>,
    pub(super) full: Vec<String>,
}

/// Folded words, sorted for look-up by halving.
#[derive(Debug, Default)]
pub(super) struct List(Vec<String>);

impl List {
    fn of<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let mut list: Vec<String> = words.map(|w| fold(w)).collect();
        list.sort_unstable();
        list.dedup();
        Self(list)
    }

    /// Whether the folded `words` are in the list.
    pub(super) fn has(&self, words: &str) -> bool {
        self.0.binary_search_by(|w| w.as_str().cmp(words)).is_ok()
    }

    /// The longest entry of the list that `words` begin with, whole words only.
    pub(super) fn lead<'w>(&self, words: &'w str) -> Option<&'w str> {
        let is_lead = |entry: &&String| {
            words
                .strip_prefix(entry.as_str())
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        self.0.iter().filter(is_lead).map(|entry| &words[..entry.len()]).max_by_key(|l| l.len())
    }
}

/// A pattern, compiled when it is first asked: a page needs few of them.
pub(super) type Pattern = LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>;

/// Folded phrases that are looked for in folded words, in or out of word bounds.
#[derive(Debug)]
pub(super) struct Phrases(Vec<String>);

impl Phrases {
    /// Whether the folded `words` begin with one.
    pub(super) fn begin(&self, words: &str) -> bool {
        self.0.iter().any(|phrase| words.starts_with(phrase.as_str()))
    }

    /// Whether one stands anywhere in the folded `words`.
    pub(super) fn are_in(&self, words: &str) -> bool {
        self.0.iter().any(|phrase| words.contains(phrase.as_str()))
    }
}

/// All tables.
#[derive(Debug)]
pub(super) struct Tables {
    /// Open a list of other articles that runs to the end.
    pub(super) heads_strong: List,
    /// Announce one or a few titles.
    pub(super) heads_soft: List,
    /// Announce a subject's name.
    pub(super) heads_topic: List,
    /// Stand alone on a line and do something when pressed.
    pub(super) buttons: List,
    pub(super) sections: List,
    pub(super) byline_leads: List,
    /// Begin the note of an interview, folded: `Propos recueillis par X, traduits de l'espagnol`.
    pub(super) interviews: Phrases,
    pub(super) date_leads: List,
    /// Words of a byline that are part of no name.
    pub(super) not_names: List,
    /// Begin a line that points to another article.
    pub(super) teasers: Phrases,
    /// Found in the folded words of a notice.
    pub(super) notices: AhoCorasick,
    /// Begin a caption.
    pub(super) captions: Phrases,
    /// Names of months, folded, with their numbers.
    pub(super) months: Vec<(String, u32)>,
    /// Matches a word without which no translation credit is written.
    pub(super) translating: Pattern,
    pub(super) translations: Vec<Pattern>,
    pub(super) photos: Vec<Pattern>,
    pub(super) agencies: Vec<AgencyName>,
    /// Matches any name of any agency.
    pub(super) agency: Pattern,
    /// Names of languages, folded.
    languages: Vec<(String, Lang)>,
}

impl Tables {
    /// The language a page calls by `name` in French, English or Arabic.
    pub(super) fn language(&self, name: &str) -> Option<Lang> {
        let name = fold(name);
        let at = self.languages.binary_search_by(|(n, _)| n.as_str().cmp(&name)).ok()?;
        Some(self.languages[at].1)
    }

    /// The agency called `name`, with its full name.
    pub(super) fn agency_called(&self, name: &str) -> Option<&str> {
        let low = name.to_lowercase();
        let called = |a: &&AgencyName| {
            a.short.iter().any(|s| s == name) || a.full.iter().any(|f| f.to_lowercase() == low)
        };
        self.agencies.iter().find(called).map(|a| a.name.as_str())
    }
}

/// The tables, read at the first call.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let file =
            |data: &str| -> File { toml::from_str(data).expect("ingest/data holds valid TOML") };
        let files = [
            file(include_str!("data/fr.toml")),
            file(include_str!("data/en.toml")),
            file(include_str!("data/ar.toml")),
        ];
        let names: Names = toml::from_str(include_str!("data/names.toml"))
            .expect("ingest/data/names.toml is valid TOML");
        build(&files, names)
    })
}

fn build(files: &[File], names: Names) -> Tables {
    let list = |pick: fn(&File) -> &Vec<String>| List::of(files.iter().flat_map(pick));
    let phrases = |pick: fn(&File) -> &Vec<String>| {
        Phrases(files.iter().flat_map(pick).map(|w| fold_inside(w)).collect())
    };
    let each = |pick: fn(&File) -> &Vec<String>| -> Vec<Pattern> {
        files.iter().flat_map(pick).map(|p| pattern(p.clone())).collect()
    };
    let stems: Vec<&str> = files.iter().flat_map(|f| &f.translating).map(String::as_str).collect();
    let months = files.iter().flat_map(|f| f.months.iter().zip(1u32..));
    let mut languages: Vec<(String, Lang)> = names
        .languages
        .iter()
        .flat_map(|(code, words)| {
            let lang: Lang = code.parse().expect("names.toml lists languages by code");
            words.iter().map(move |w| (fold(w), lang))
        })
        .collect();
    languages.sort_unstable();
    Tables {
        heads_strong: list(|f| &f.heads_strong),
        heads_soft: list(|f| &f.heads_soft),
        heads_topic: list(|f| &f.heads_topic),
        buttons: list(|f| &f.buttons),
        sections: list(|f| &f.sections),
        byline_leads: list(|f| &f.byline_leads),
        interviews: phrases(|f| &f.interviews),
        date_leads: list(|f| &f.date_leads),
        not_names: list(|f| &f.not_names),
        teasers: phrases(|f| &f.teasers),
        notices: anywhere(&phrases(|f| &f.notices)),
        captions: phrases(|f| &f.captions),
        months: months.flat_map(|(names, n)| names.iter().map(move |m| (fold(m), n))).collect(),
        translating: pattern(format!("(?i){}", stems.join("|"))),
        translations: each(|f| &f.translations),
        photos: each(|f| &f.photos),
        agency: agency_pattern(&names.agency),
        agencies: names.agency,
        languages,
    }
}

/// Any name of any agency, longest first, with no letter on either side.
fn agency_pattern(agencies: &[AgencyName]) -> Pattern {
    let mut short: Vec<String> =
        agencies.iter().flat_map(|a| &a.short).map(|s| regex::escape(s)).collect();
    let mut full: Vec<String> =
        agencies.iter().flat_map(|a| &a.full).map(|s| regex::escape(s)).collect();
    for names in [&mut short, &mut full] {
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    }
    pattern(format!(r"(?:(?i:{})|{})", full.join("|"), short.join("|")))
}

/// All the phrases at once, for the first in the words that is any of them.
fn anywhere(phrases: &Phrases) -> AhoCorasick {
    let all = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&phrases.0);
    all.expect("the phrases of ingest/data are far from filling an automaton")
}

fn pattern(source: String) -> Pattern {
    LazyLock::new(Box::new(move || regex(&source)))
}

/// A pattern of ours.
pub(super) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("patterns in the source and in ingest/data are valid")
}

/// Lower case without accents, one space between words, the typewriter's apostrophe.
fn fold_inside(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.nfd().filter(|c| !is_combining_mark(*c) && *c != 'ـ') {
        let c = match c {
            '’' | '‘' | 'ʼ' => '\'',
            'أ' | 'إ' | 'آ' => 'ا',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// [`fold_inside`], without the punctuation around the words.
pub(super) fn fold(words: &str) -> String {
    let inside = fold_inside(words);
    inside.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
