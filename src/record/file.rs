//! The document file, field by field. Fields are added freely, never renamed or repurposed.
//!
//! Enumerations are strings here, so that a wrong one is reported with its place on reading back
//! ([`restore`](super::restore)) rather than as a line and column.

use serde::{Deserialize, Serialize};

/// A range of code points with the words it covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSpan {
    /// First code point inside.
    pub start: usize,
    /// First code point after.
    pub end: usize,
    /// The words: always equal to the text cut at these bounds.
    pub text: String,
}

/// A range of code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// First code point inside.
    pub start: usize,
    /// First code point after.
    pub end: usize,
}

/// One document: source, translation, quotations and chains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentFile {
    /// `tarjuman/1`.
    pub schema: String,
    /// The source.
    pub document: SourceText,
    /// What it was translated with; null where it was not.
    pub engine: Option<EngineStamp>,
    /// Sentences in order.
    pub segments: Vec<SegmentEntry>,
    /// Quotations by position; `qN` is the N-th of this list, from 1.
    pub quotes: Vec<QuoteEntry>,
    /// Chains; `cN` is the N-th of this list, from 1.
    pub chains: Vec<ChainEntry>,
    /// Marked words that nobody said.
    #[serde(default)]
    pub marked: Vec<TextSpan>,
}

/// The source text and what it says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceText {
    /// Short stable name.
    pub id: String,
    /// Where it was read from.
    pub path: String,
    /// SHA-256 of the bytes as read.
    pub sha256: String,
    /// SHA-256 of `text` in UTF-8.
    pub text_sha256: String,
    /// `plain`, `markdown` or `html`.
    pub media: String,
    /// The encoding the bytes were in, by its WHATWG name.
    pub encoding: String,
    /// Whether a byte-order mark stood in front.
    pub bom: bool,
    /// Language code.
    pub lang: String,
    /// The whole text, exactly as read.
    pub text: String,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<TextSpan>,
    /// The author's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<TextSpan>,
    /// The place it is dated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<TextSpan>,
    /// When it was published, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The words that say when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_span: Option<TextSpan>,
    /// The agency whose dispatch it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyEntry>,
    /// Translators and photographers.
    pub credits: Vec<CreditEntry>,
    /// Blocks in order.
    pub blocks: Vec<BlockEntry>,
    /// Stretches that are syntax, not words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markup: Vec<Range>,
}

/// The agency named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyEntry {
    /// Its full name.
    pub name: String,
    /// The words that say it.
    pub span: TextSpan,
}

/// A credit line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditEntry {
    /// `translation` or `photo`.
    pub kind: String,
    /// The language translated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The language translated to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The person or body named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The words that say it.
    pub span: TextSpan,
}

/// A block of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockEntry {
    /// What it is.
    pub kind: String,
    /// First code point inside.
    pub start: usize,
    /// First code point after.
    pub end: usize,
    /// The earlier block it repeats, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<usize>,
}

/// What the document was translated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineStamp {
    /// The model's id.
    pub model: String,
    /// Its revision.
    pub revision: String,
    /// SHA-256 of its weights.
    pub weights_sha256: String,
    /// Program and version.
    pub tool: String,
    /// Beam width.
    pub beam: usize,
    /// SHA-256 of the list of words it looked at, where it did not look at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortlist_sha256: Option<String>,
    /// The language translated into.
    pub to: String,
}

/// One sentence and its translation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentEntry {
    /// `s1`, `s2`, … by position.
    pub id: String,
    /// The block it lies in, by number.
    pub block: usize,
    /// The sentence.
    pub source: TextSpan,
    /// Its translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetText>,
    /// Mean log-probability per token; null where nothing was generated.
    #[serde(default)]
    pub score: Option<f64>,
    /// Word links.
    #[serde(default)]
    pub links: Vec<LinkEntry>,
    /// What to look at.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Who put the English right, and what the machine had said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<CorrectedSegment>,
}

/// A sentence whose English a person typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrectedSegment {
    /// Who.
    pub by: String,
    /// The machine's English.
    pub machine: TargetText,
    /// The machine's score of it.
    #[serde(default)]
    pub score: Option<f64>,
    /// What was flagged in it.
    #[serde(default)]
    pub flags: Vec<String>,
}

/// A quotation that a person drew anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedQuote {
    /// Who.
    pub by: String,
    /// Where the machine had found it.
    pub source: TextSpan,
    /// The English it had held to be the quotation's.
    pub english: String,
}

/// A translation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetText {
    /// The words.
    pub text: String,
}

/// A word and its counterpart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkEntry {
    /// In the document.
    pub source: TextSpan,
    /// In the segment's `target.text`.
    pub target: Range,
    /// How likely it is right, `0..=1`.
    pub p: f64,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuoteEntry {
    /// `q1`, `q2`, … by position.
    pub id: String,
    /// `direct`, `partial`, `headline` or `indirect`.
    pub kind: String,
    /// `article` or `boilerplate`.
    pub scope: String,
    /// `none` where no quotation marks stand around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<String>,
    /// The quoted words.
    pub source: TextSpan,
    /// SHA-256 of the quoted words in UTF-8.
    pub sha256: String,
    /// Its parts, when marks or an incise interrupt it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TextSpan>,
    /// The quotation it stands inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// The verb or noun that introduces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<TextSpan>,
    /// Who said it.
    pub speaker: SpeakerEntry,
    /// What is odd about its marks.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Where it stands in the translation.
    #[serde(default)]
    pub target: Vec<TargetEntry>,
    /// How much of it those stretches hold; absent before there is a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Why the state is not `exact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Share of its words with a link into those stretches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// `original`, `translation`, `back-translation` or `unverified`.
    pub wording: String,
    /// Whether the translation returns to the language it was spoken in.
    #[serde(default)]
    pub returns_home: Option<bool>,
    /// Its chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// The same words elsewhere, as `DOCUMENT#qN`.
    #[serde(default)]
    pub same_as: Vec<String>,
    /// Who drew its bounds anew, and where the machine had them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<CorrectedQuote>,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakerEntry {
    /// The words that name them here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<TextSpan>,
    /// The person or body; null for unnamed sources.
    #[serde(default)]
    pub name: Option<String>,
    /// Title or role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Other spellings in this text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// `stated`, `inferred` or `unknown`.
    pub basis: String,
}

/// A stretch of one segment's translation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetEntry {
    /// The segment's id.
    pub segment: String,
    /// First code point inside, in the segment's `target.text`.
    pub start: usize,
    /// First code point after.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// The way of a quotation's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainEntry {
    /// `c1`, `c2`, ….
    pub id: String,
    /// Oldest first.
    pub hops: Vec<HopEntry>,
}

/// One station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopEntry {
    /// Its number, from 0.
    pub n: usize,
    /// The part played.
    pub role: String,
    /// The language of the words here.
    #[serde(default)]
    pub lang: Option<String>,
    /// How the language is known.
    pub lang_basis: String,
    /// Who.
    pub agent: AgentEntry,
    /// When, as the text says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Where, as the text says it.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether we possess the wording.
    pub held: bool,
    /// The wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<WordingEntry>,
    /// The words of this document that tell of the hop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<TextSpan>,
}

/// Who does what a hop says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentEntry {
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// What kind.
    pub kind: String,
}

/// The wording of a hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingEntry {
    /// The words.
    pub text: String,
    /// Where they stand: in this document, or in `document` where that is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<TextSpan>,
    /// The other document they were taken from, by id or path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
