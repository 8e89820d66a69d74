//! What a stage noticed but did not fail on: data, returned beside the value.

use super::span::{Byte, Span};

/// How much a reader should care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Something may be wrong in the output.
    Warning,
}

/// One thing noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How much it matters.
    pub severity: Severity,
    /// The place in the document, where there is one.
    pub span: Option<Span<Byte>>,
    /// What was seen, in one sentence.
    pub message: String,
    /// What the reader can do about it.
    pub hint: Option<String>,
}

/// A value with what was noticed on the way to it.
#[derive(Clone, Debug)]
pub struct Warned<T> {
    /// The value.
    pub value: T,
    /// In the order of the text.
    pub warnings: Vec<Warning>,
}
