//! What somebody said of a unit.

use serde::{Deserialize, Serialize};

use super::unit::Kind;
use crate::record::file::{TargetEntry, TextSpan};

/// The verdict itself, one key each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judgement {
    /// Nothing to object to.
    Right,
    /// A slip that misleads nobody: style, an article, a comma.
    Minor,
    /// A reader would believe something the source does not say, or miss something it does.
    Wrong,
    /// The judge cannot tell.
    Unsure,
}

impl Judgement {
    /// All, in the order of their keys `1` to `4`.
    pub const ALL: [Self; 4] = [Self::Right, Self::Minor, Self::Wrong, Self::Unsure];

    /// Its name in files and on sheets.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Minor => "minor",
            Self::Wrong => "wrong",
            Self::Unsure => "unsure",
        }
    }

    /// Reads what a person may write on a sheet: the name in any case, its first letter, its key.
    ///
    /// ```
    /// use tarjuman::review::verdict::Judgement;
    /// assert_eq!(Judgement::read(" Wrong "), Some(Judgement::Wrong));
    /// assert_eq!(Judgement::read("1"), Some(Judgement::Right));
    /// assert_eq!(Judgement::read("perhaps"), None);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::ALL.into_iter().enumerate().find_map(|(i, judgement)| {
            let name = judgement.name();
            let fits = text == name || text == name[..1] || text == (i + 1).to_string();
            fits.then_some(judgement)
        })
    }
}

/// What exactly is at fault; which of them can be chosen depends on the kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// Something of the source is missing in the English.
    Missing,
    /// The English says something else than the source.
    Meaning,
    /// The English adds what the source does not say.
    Added,
    /// The quotation begins or ends at the wrong word in the source.
    Span,
    /// The words marked in the English are not those of the quotation.
    English,
    /// Somebody else said it.
    Speaker,
    /// The way of the words is told wrongly.
    Chain,
    /// The sentences do not belong together.
    Pairing,
    /// Words are linked that do not belong together, or not linked though they do.
    Links,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Meaning,
        Self::Added,
        Self::Span,
        Self::English,
        Self::Speaker,
        Self::Chain,
        Self::Pairing,
        Self::Links,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Meaning => "meaning",
            Self::Added => "added",
            Self::Span => "span",
            Self::English => "english",
            Self::Speaker => "speaker",
            Self::Chain => "chain",
            Self::Pairing => "pairing",
            Self::Links => "links",
        }
    }

    /// The key that turns it on and off.
    #[must_use]
    pub fn key(self) -> char {
        match self {
            Self::Missing => 'm',
            Self::Meaning => 'w',
            Self::Added => 'a',
            Self::Span => 's',
            Self::English => 'e',
            Self::Speaker => 'p',
            Self::Chain => 'c',
            Self::Pairing => 'b',
            Self::Links => 'l',
        }
    }

    /// What it means, for the judge.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Missing => "something is missing",
            Self::Meaning => "the meaning is wrong",
            Self::Added => "something was added",
            Self::Span => "wrong words in the source",
            Self::English => "wrong words in the English",
            Self::Speaker => "wrong speaker",
            Self::Chain => "wrong way of the words",
            Self::Pairing => "do not belong together",
            Self::Links => "wrong word links",
        }
    }

    /// Those that can be chosen for a unit of this kind.
    #[must_use]
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Segment => &[Self::Missing, Self::Meaning, Self::Added],
            Kind::Links => &[Self::Links],
            Kind::Quote => &[Self::Span, Self::English, Self::Speaker, Self::Chain],
            Kind::Bead => &[Self::Pairing],
        }
    }
}

/// Words the judge pointed at, by their number in the unit, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Source words: missing in the English.
    #[serde(default)]
    pub source: Vec<usize>,
    /// English words: wrong.
    #[serde(default)]
    pub target: Vec<usize>,
}

impl Marks {
    /// Whether nothing is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.source.is_empty() && self.target.is_empty()
    }
}

/// What should stand there instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The right English of a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub english: Option<String>,
    /// The words of a quotation in the source, in code points of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<TextSpan>,
    /// Its words in the English, in code points of each segment's English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<TargetEntry>,
}

impl Correction {
    /// Whether nothing is corrected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.english.is_none() && self.source.is_none() && self.target.is_empty()
    }
}

/// One verdict: who said what of which unit, and which text they had before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The unit's name that survives a new run ([`Unit::key`](super::unit::Unit::key)).
    pub unit: String,
    /// The hash of what was judged; a unit whose content is another makes the verdict *stale*.
    pub content: String,
    /// What was judged.
    pub kind: Kind,
    /// The document's id.
    pub document: String,
    /// Where it stood: `s12`, `q3`, `b4`.
    pub place: String,
    /// Who judged.
    pub reviewer: String,
    /// The verdict.
    pub judgement: Judgement,
    /// What is at fault.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// Words pointed at.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What should stand there.
    #[serde(default, skip_serializing_if = "Correction::is_empty")]
    pub correction: Correction,
    /// How long it took, in milliseconds; 0 where nobody measured.
    #[serde(default)]
    pub millis: u64,
    /// When, ISO 8601, as the caller's clock had it.
    #[serde(default)]
    pub at: String,
}
