//! The files other programs read: `DIR/<stem>.json` and `DIR/run.json`, written and read back.
//!
//! In comes a finished [`Article`](crate::corpus::article::Article); out go serde values whose
//! fields are exactly those of the published schema, with offsets in code points. Reading back
//! gives the same article, or an error that names the place. [`verify`] checks what a file claims
//! against its own text and, when at hand, the source. Nothing here opens a file.

pub mod file;
pub mod layout;
pub mod names;
pub mod run;
pub mod verify;

mod restore;
mod store;

use std::io;

use crate::corpus::article::Article;
use crate::corpus::document::Document;

pub use file::DocumentFile;
pub use restore::restore;
pub use store::store;

/// The schema named in every file.
pub const SCHEMA: &str = "tarjuman/1";

/// What can be wrong with a file that is read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is not JSON, or lacks a field, or has one of the wrong type.
    #[error("not a document file: {source}")]
    Json {
        /// What the parser says, with line and column.
        #[from]
        source: serde_json::Error,
    },
    /// It was written to another schema.
    #[error("schema is “{found}”, this version reads “{SCHEMA}”")]
    Schema {
        /// The schema it names.
        found: String,
    },
    /// A value is not one of those allowed at its place.
    #[error("{place}: expected {expected}, found {found}")]
    Value {
        /// The place as a JSON pointer, such as `/quotes/3/kind`.
        place: String,
        /// What may stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// It could not be written.
    #[error("cannot write")]
    Io {
        /// Why.
        #[from]
        source: io::Error,
    },
}

/// Writes `article` as its document file.
///
/// `originals` are the other texts a chain may take wordings from: their spans are converted to
/// code points through them, and left out where the text is not among them.
///
/// # Errors
/// Only what `out` returns.
pub fn write(
    article: &Article,
    originals: &[&Document],
    out: &mut dyn io::Write,
) -> Result<(), Error> {
    layout::write(&store(article, originals), out)
}

/// Reads a document file.
///
/// # Errors
/// If it is not one; offsets and hashes are checked by [`verify`], not here.
pub fn read(json: &[u8]) -> Result<DocumentFile, Error> {
    let file: DocumentFile = serde_json::from_slice(json)?;
    if file.schema == SCHEMA { Ok(file) } else { Err(Error::Schema { found: file.schema }) }
}
