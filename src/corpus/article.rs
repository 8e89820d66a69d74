//! The finished value: a document, its translation, and its quotations. Renderers take it whole.

use super::alignment::Alignment;
use super::lang::Lang;
use super::quote::{Chain, Quote};
use super::score::LogProb;
use super::segment::Segmented;
use super::span::{Byte, Span};

/// What was translated with, stamped on every output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The model's id (`tarjuman/fr-en`, a hub id, or a directory's name).
    pub model: String,
    /// Its pinned revision; `local` where there is none.
    pub revision: String,
    /// Lower-case hexadecimal SHA-256 of the weights file.
    pub weights_sha256: String,
    /// This program and its version.
    pub tool: String,
    /// Beam width.
    pub beam: usize,
    /// SHA-256 of the list of words it looked at, where it did not look at all.
    pub shortlist_sha256: Option<String>,
    /// The language translated into.
    pub to: Lang,
}

/// Something about a translated segment that a reader should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// The model did not end the sentence by itself.
    NoEos,
    /// Far longer or shorter than such a source usually becomes.
    LengthRatio,
    /// Words of the source with no counterpart in the translation.
    UncoveredSource,
    /// The translation repeats itself.
    Loop,
    /// The source was copied, not translated.
    CopyThrough,
    /// Too long for the model, or several numbers lost: cut at clauses, translated in parts, and rejoined.
    Resplit,
    /// The block repeats an earlier one.
    Duplicate,
    /// Quotation marks were restored or balanced after translation.
    MarksRestored,
    /// A number of the source does not stand in the translation.
    NumberChanged,
    /// The model was so unsure of its words that they are often wrong.
    Unsure,
    /// A name of the source does not stand in the translation.
    NameChanged,
    /// A name that came out misspelt, or as another, was put right.
    NameRestored,
    /// A number that lost digits was put right.
    NumberRestored,
    /// A word the model did not know, or got wrong, was put in from the glossary.
    WordRestored,
    /// A word of the translation is none that is known of its language.
    UnknownWord,
}

impl Flag {
    /// All flags, in the order they are explained.
    pub const ALL: [Self; 15] = [
        Self::NoEos,
        Self::LengthRatio,
        Self::UncoveredSource,
        Self::Loop,
        Self::CopyThrough,
        Self::Resplit,
        Self::Duplicate,
        Self::MarksRestored,
        Self::NumberChanged,
        Self::Unsure,
        Self::NameChanged,
        Self::NameRestored,
        Self::NumberRestored,
        Self::WordRestored,
        Self::UnknownWord,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoEos => "no_eos",
            Self::LengthRatio => "length_ratio",
            Self::UncoveredSource => "uncovered_source",
            Self::Loop => "loop",
            Self::CopyThrough => "copy_through",
            Self::Resplit => "resplit",
            Self::Duplicate => "duplicate",
            Self::MarksRestored => "marks_restored",
            Self::NumberChanged => "number_changed",
            Self::Unsure => "unsure",
            Self::NameChanged => "name_changed",
            Self::NameRestored => "name_restored",
            Self::NumberRestored => "number_restored",
            Self::WordRestored => "word_restored",
            Self::UnknownWord => "unknown_word",
        }
    }

    /// Whether a reader should look at the segment; the others only say how it came about.
    #[must_use]
    pub fn wants_a_look(self) -> bool {
        !matches!(self, Self::CopyThrough | Self::Resplit | Self::Duplicate)
    }

    /// What it means, for a reader.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NoEos => {
                "the model reached its length limit before ending the sentence; words may be missing at the end"
            }
            Self::LengthRatio => {
                "the translation is far longer or shorter than such a sentence usually becomes; something may be missing or invented"
            }
            Self::UncoveredSource => {
                "some source words have no counterpart in the translation; they may have been left out"
            }
            Self::Loop => "the translation repeats itself; read the source instead",
            Self::CopyThrough => "the source was carried over as it stands, not translated",
            Self::Resplit => {
                "the sentence was too long for the model, or lost its numbers: it was cut at clauses, translated in parts, and rejoined"
            }
            Self::Duplicate => "this block repeats an earlier one",
            Self::MarksRestored => {
                "quotation marks lost in translation were put back at the words they belong to"
            }
            Self::NumberChanged => {
                "a number of the source does not stand in the translation; check it"
            }
            Self::Unsure => {
                "the model was unsure of its words: about every second such translation is badly wrong; compare the source"
            }
            Self::NameChanged => {
                "a name of the source does not stand in the translation; somebody or something else may stand in its place: read the source"
            }
            Self::NameRestored => {
                "a name came out misspelt, or as another name, and was put right, as the source or the word lexicon spells it; check it"
            }
            Self::NumberRestored => {
                "a number came out with digits lost or added and was put right, as the source has it; check it"
            }
            Self::WordRestored => {
                "a word or set phrase the model left in the source's language, made up or got wrong was put in from the glossary; check that it fits"
            }
            Self::UnknownWord => {
                "a word of the translation is in no list of such words: left as in the source, made up, or very rare"
            }
        }
    }
}

/// One segment's translation.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The translated words.
    pub text: String,
    /// Mean log-probability per token; `None` where nothing was generated (copied segments).
    pub score: Option<LogProb>,
    /// Word links: source spans into the document, target spans into `text`.
    pub links: Alignment,
    /// What to look at, in order, each once.
    pub flags: Vec<Flag>,
}

/// What a person put right, and what the machine had said.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Who.
    pub by: String,
    /// What, and how it was before.
    pub of: Corrected,
}

/// What the machine had before a person corrected it.
#[derive(Clone, Debug, PartialEq)]
pub enum Corrected {
    /// A sentence got other English.
    Segment {
        /// The sentence, by its number in the document.
        segment: usize,
        /// The machine's English.
        text: String,
        /// The machine's score of it.
        score: Option<LogProb>,
        /// What was flagged in it.
        flags: Vec<Flag>,
    },
    /// A quotation got other bounds.
    Quote {
        /// The quotation, by number.
        quote: usize,
        /// Where the machine had found it.
        span: Span<Byte>,
        /// The English it had held to be the quotation's.
        english: String,
    },
}

/// A document, its translation, and its quotations.
#[derive(Clone, Debug)]
pub struct Article {
    /// The source with its segments.
    pub source: Segmented,
    /// What it was translated with; `None` where it was not.
    pub engine: Option<Engine>,
    /// One translation a segment, in order; empty where it was not translated.
    pub target: Vec<Rendered>,
    /// Quotations, by position.
    pub quotes: Vec<Quote>,
    /// Words in quotation marks that nobody said: names, titles, terms.
    pub marked: Vec<Span<Byte>>,
    /// The ways the quotations travelled.
    pub chains: Vec<Chain>,
    /// What people put right; empty as the machine made it.
    pub corrections: Vec<Correction>,
}

impl Article {
    /// Who corrected sentence `segment`, and the machine's English.
    #[must_use]
    pub fn corrected_segment(&self, segment: usize) -> Option<(&str, &str)> {
        self.corrections.iter().find_map(|correction| match &correction.of {
            Corrected::Segment { segment: i, text, .. } if *i == segment => {
                Some((correction.by.as_str(), text.as_str()))
            }
            _ => None,
        })
    }

    /// Who drew quotation `quote` anew, where the machine had found it, and its English.
    #[must_use]
    pub fn corrected_quote(&self, quote: usize) -> Option<(&str, Span<Byte>, &str)> {
        self.corrections.iter().find_map(|correction| match &correction.of {
            Corrected::Quote { quote: q, span, english } if *q == quote => {
                Some((correction.by.as_str(), *span, english.as_str()))
            }
            _ => None,
        })
    }
}
