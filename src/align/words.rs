//! Words, and links between them.
//!
//! [`words`] cuts a text into word spans; [`links`] turns a model's soft attention over sub-word
//! pieces into word links with probabilities. Pure functions: text, spans and numbers in, spans
//! and probabilities out.

mod anchor;
mod merge;
mod tokenise;

pub use anchor::{Kind, kind, normal};
pub use merge::{LinkOptions, PieceText, grid, links, links_of};
pub use tokenise::{whitespace_tokens, words};

/// The most words of a sentence. What has more is a text without stops, and names and phrases are not looked for in it.
pub(super) const SENTENCE: usize = 500;
