//! An existing bitext as a file holds it: units that somebody paired, and what was found wrong with them.

use super::lang::Lang;
use super::score::Score;

/// One translation unit: a source and what stands beside it as its translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its name in the file (`tuid`, unit and segment id); none where units have no names.
    pub id: Option<String>,
    /// The line of the file it begins at, from 1.
    pub line: usize,
    /// The source, without inline codes; empty where the file has none.
    pub src: String,
    /// The translation, without inline codes; empty where the file has none.
    pub tgt: String,
}

/// A translation memory, an exchange file or two files of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The language of the sources, where the file or the user says so.
    pub src_lang: Option<Lang>,
    /// The language of the translations, where the file or the user says so.
    pub tgt_lang: Option<Lang>,
    /// The units in the order of the file.
    pub units: Vec<Unit>,
}

/// Why a unit needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// One side holds no words.
    Empty,
    /// Both sides are the same words, and too many to be a name.
    Untranslated,
    /// The source is not in the language it should be in, but in this one.
    SourceLanguage(Lang),
    /// The translation is not in the language it should be in, but in this one.
    TargetLanguage(Lang),
    /// One side is far too long for the other.
    Length,
    /// A number of one side does not stand on the other.
    Number,
    /// The words of the two sides do not explain each other.
    Words,
    /// Another unit's translation fits this source much better: so many units on (negative: back).
    Neighbour(i32),
}

impl Reason {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Empty => "empty".to_owned(),
            Self::Untranslated => "untranslated".to_owned(),
            Self::SourceLanguage(lang) => format!("source_language:{lang}"),
            Self::TargetLanguage(lang) => format!("target_language:{lang}"),
            Self::Length => "length".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Words => "words".to_owned(),
            Self::Neighbour(step) => format!("neighbour:{step:+}"),
        }
    }
}

/// What was found of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How likely the two sides translate each other.
    pub confidence: Score,
    /// Why it needs a look, in order, each once; none where it does not.
    pub reasons: Vec<Reason>,
}
