//! The words of news pages, read once from `data/`.
//!
//! The tables of all languages are searched together: a page in one language often carries menus and
//! notices in another. Words are folded (case, accents, outer punctuation) before they are compared.

use std::sync::OnceLock;

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
    pub(super) interviews: Regex,
    pub(super) date_leads: List,
    /// Words of a byline that are part of no name.
    pub(super) not_names: List,
    /// Matches the folded words of a line that points to another article.
    pub(super) teasers: Regex,
    /// Matches the folded words of a notice.
    pub(super) notices: Regex,
    /// Matches the folded words of a caption by how it begins.
    pub(super) captions: Regex,
    /// Names of months, folded, with their numbers.
    pub(super) months: Vec<(String, u32)>,
    /// Matches a word without which no translation credit is written.
    pub(super) translating: Regex,
    pub(super) translations: Vec<Regex>,
    pub(super) photos: Vec<Regex>,
    pub(super) agencies: Vec<AgencyName>,
    /// Matches any name of any agency.
    pub(super) agency: Regex,
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
    let any = |pick: fn(&File) -> &Vec<String>, lead: &str| {
        let words: Vec<String> =
            files.iter().flat_map(pick).map(|w| regex::escape(&fold_inside(w))).collect();
        regex(&format!("{lead}(?:{})", words.join("|")))
    };
    let each =
        |pick: fn(&File) -> &Vec<String>| files.iter().flat_map(pick).map(|p| regex(p)).collect();
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
        interviews: any(|f| &f.interviews, ""),
        date_leads: list(|f| &f.date_leads),
        not_names: list(|f| &f.not_names),
        teasers: any(|f| &f.teasers, "^"),
        notices: any(|f| &f.notices, ""),
        captions: any(|f| &f.captions, "^"),
        months: months.flat_map(|(names, n)| names.iter().map(move |m| (fold(m), n))).collect(),
        translating: regex(&format!("(?i){}", stems.join("|"))),
        translations: each(|f| &f.translations),
        photos: each(|f| &f.photos),
        agency: agency_pattern(&names.agency),
        agencies: names.agency,
        languages,
    }
}

/// Any name of any agency, longest first, with no letter on either side.
fn agency_pattern(agencies: &[AgencyName]) -> Regex {
    let mut short: Vec<String> =
        agencies.iter().flat_map(|a| &a.short).map(|s| regex::escape(s)).collect();
    let mut full: Vec<String> =
        agencies.iter().flat_map(|a| &a.full).map(|s| regex::escape(s)).collect();
    for names in [&mut short, &mut full] {
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    }
    regex(&format!(r"(?:(?i:{})|{})", full.join("|"), short.join("|")))
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
