//! Quotations and the way their words travelled: who said them, who passed them on, in what tongue.

use super::lang::Lang;
use super::score::Score;
use super::span::{Byte, Span};

/// How the reporter presents the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuoteKind {
    /// As the speaker's own utterance.
    Direct,
    /// A fragment or clause governed by the reporter's own sentence.
    Partial,
    /// In a title or subhead of this page.
    Headline,
    /// Reported without marks, with an explicit source.
    Indirect,
}

/// Which part of the page it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The article, captions included.
    Article,
    /// Teasers, menus, notices.
    Boilerplate,
}

/// How we know something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The text says it.
    Stated,
    /// It follows from something the text says, through a rule or table that can be shown.
    Inferred,
    /// We do not know.
    #[default]
    Unknown,
}

/// The one who said it, as far as the text tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The words by which the text names them at this quotation.
    pub mention: Option<Span<Byte>>,
    /// The person or body behind the mention; `None` for unnamed sources.
    pub name: Option<String>,
    /// Title or role, as the text words it.
    pub role: Option<String>,
    /// Other spellings of the name in this text.
    pub variants: Vec<String>,
    /// How we know.
    pub basis: Basis,
}

/// Something odd about a quotation's marks that a reader should see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuoteFlag {
    /// The closing mark is missing; the end was recovered from the paragraphs.
    Unclosed,
    /// The opening mark is missing; the start was recovered from the paragraphs.
    Unopened,
    /// It opens in one style and closes in another.
    MixedMarks,
}

/// How much of a quotation could be found in the translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CarryState {
    /// All of it, at exactly these words.
    Exact,
    /// Some of it, or with words of the reporter that cannot be told apart.
    Partial,
    /// All of it, but its words do not stand together in the translation.
    Split,
    /// More than one place is equally good.
    Ambiguous,
    /// It was not found.
    Lost,
}

/// A stretch of one translated segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetSpan {
    /// The segment, by its number in the document.
    pub segment: usize,
    /// Bytes of that segment's target text.
    pub span: Span<Byte>,
}

/// Where a quotation stands in the translation.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// Its stretches, in the order of the segments.
    pub target: Vec<TargetSpan>,
    /// How much of it they hold.
    pub state: CarryState,
    /// Share of the quotation's source words with a link into those stretches.
    pub score: Score,
    /// Why the state is not `exact`, in words.
    pub reason: Option<String>,
}

/// What the words we show are, measured against the words that were spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wording {
    /// The words as spoken.
    Original,
    /// A translation of words spoken in another language.
    Translation,
    /// A translation back into the language they were spoken in: never the speaker's own words.
    BackTranslation,
    /// We do not know in which language they were spoken.
    #[default]
    Unverified,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// How it is presented.
    pub kind: QuoteKind,
    /// Where on the page.
    pub scope: Scope,
    /// First quoted word to last, marks left out.
    pub span: Span<Byte>,
    /// Its parts when marks or an incise interrupt it; empty when it is in one piece.
    pub parts: Vec<Span<Byte>>,
    /// Whether quotation marks stand around it (answers in an interview may have none).
    pub marked: bool,
    /// The quotation it stands inside, by number.
    pub inside: Option<usize>,
    /// The verb or noun that introduces it.
    pub cue: Option<Span<Byte>>,
    /// Who said it.
    pub speaker: Speaker,
    /// Who reads it aloud, where somebody else wrote it; files hold that as a hop of the chain.
    pub read_by: Option<Speaker>,
    /// What is odd about its marks.
    pub flags: Vec<QuoteFlag>,
    /// Where it stands in the translation; `None` before there is one.
    pub carried: Option<Carried>,
    /// What our words are, measured against the spoken ones.
    pub wording: Wording,
    /// Whether the translation returns to the language it was spoken in; `None` if unknown.
    pub returns_home: Option<bool>,
    /// Its chain, by number; `None` before chains are joined.
    pub chain: Option<usize>,
    /// The same words in other documents, as `DOCUMENT#qN`.
    pub same_as: Vec<String>,
}

/// The part an agent plays in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HopRole {
    /// The words are spoken or written for the first time.
    Utterance,
    /// Someone passes them on.
    Relay,
    /// An agency files them.
    Dispatch,
    /// Someone translates them.
    Translation,
    /// An outlet prints them.
    Publication,
    /// This program translates them.
    Ours,
}

/// What kind of agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentKind {
    /// A human being.
    Person,
    /// A news agency.
    Agency,
    /// A newspaper, channel or site.
    Outlet,
    /// A program.
    Machine,
    /// Not known, or a body of another kind.
    #[default]
    Unknown,
}

/// Who does what a hop says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// The name, where there is one.
    pub name: Option<String>,
    /// What kind.
    pub kind: AgentKind,
}

/// The wording of a hop that we possess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldWording {
    /// The words.
    pub text: String,
    /// Where they stand in the document they were taken from.
    pub span: Option<Span<Byte>>,
    /// That document's id or path; `None` for the document the quotation stands in.
    pub document: Option<String>,
}

/// One station on the words' way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The part played.
    pub role: HopRole,
    /// The language of the words at this station.
    pub lang: Option<Lang>,
    /// How we know the language.
    pub lang_basis: Basis,
    /// Who.
    pub agent: Agent,
    /// When, as the text says it.
    pub when: Option<String>,
    /// Where, as the text says it.
    pub place: Option<String>,
    /// The wording, where we hold it. A hop without one is *unheld*.
    pub wording: Option<HeldWording>,
    /// The words of this document that tell us of the hop.
    pub evidence: Option<Span<Byte>>,
}

/// The way of one quotation's words, oldest hop first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// The hops in the order in which the words passed them.
    pub hops: Vec<Hop>,
}
