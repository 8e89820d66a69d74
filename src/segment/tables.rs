//! What the rules look up: one table per language, read once from `data/`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::corpus::lang::Lang;

/// Words of one language that decide what a full stop means. All lists are lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tables {
    title: List,
    number: List,
    either: List,
    closing: List,
    starters: List,
    articles: List,
    reporting: List,
    followers: List,
    #[serde(default)]
    saying: List,
}

/// A list sorted once, for look-up by halving.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
struct List(Vec<String>);

impl From<Vec<String>> for List {
    fn from(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        words.dedup();
        Self(words)
    }
}

impl List {
    fn has(&self, word: &str) -> bool {
        self.0.binary_search_by(|w| w.as_str().cmp(word)).is_ok()
    }
}

/// What the word before a full stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Short {
    /// Announces a name or an expansion: the stop never ends a sentence.
    Title,
    /// Announces a number.
    Number,
    /// An abbreviation that may stand at the end of a sentence.
    Either,
    /// An abbreviation that mostly stands at the end of its phrase (`etc.`).
    Closing,
}

impl Tables {
    /// What `word` (lower case, without its last stop) abbreviates, if it is listed.
    pub(super) fn short(&self, word: &str) -> Option<Short> {
        if self.title.has(word) {
            Some(Short::Title)
        } else if self.number.has(word) {
            Some(Short::Number)
        } else if self.closing.has(word) {
            Some(Short::Closing)
        } else {
            self.either.has(word).then_some(Short::Either)
        }
    }

    /// Whether `word` (lower case) begins a sentence wherever it has a capital.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.has(word)
    }

    /// Whether `word` is an article, which begins a sentence only before a word in lower case.
    pub(super) fn is_article(&self, word: &str) -> bool {
        self.articles.has(word)
    }

    /// Whether `word` is a verb that reports speech after its speaker's name.
    pub(super) fn reports(&self, word: &str) -> bool {
        self.reporting.has(word)
    }

    /// Whether `word` may follow an hour or a unit without beginning a sentence.
    pub(super) fn follows_unit(&self, word: &str) -> bool {
        self.followers.has(word)
    }

    /// Whether `word` is a verb of saying that a colon may follow.
    pub(super) fn says(&self, word: &str) -> bool {
        self.saying.has(word)
    }
}

/// The tables of `lang`; a language without its own is read by the English ones.
pub(super) fn of(lang: Lang) -> &'static Tables {
    static FR: OnceLock<Tables> = OnceLock::new();
    static EN: OnceLock<Tables> = OnceLock::new();
    static AR: OnceLock<Tables> = OnceLock::new();
    let read =
        |data: &str| toml::from_str(data).expect("the tables in segment/data are valid TOML");
    match lang {
        Lang::FR => FR.get_or_init(|| read(include_str!("data/fr.toml"))),
        Lang::AR => AR.get_or_init(|| read(include_str!("data/ar.toml"))),
        _ => EN.get_or_init(|| read(include_str!("data/en.toml"))),
    }
}
