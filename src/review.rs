//! The spot check: a sample drawn by rule, judged by people, and what it says of the whole.
//!
//! In come finished [`Article`](crate::corpus::article::Article)s and the beads of an aligned pair;
//! out come verdicts that survive a kill and a new run, and an error rate with its interval. Three
//! faces (browser, terminal, sheet) stand on one [`Session`]. Nothing here reads the clock: the
//! caller says what time it is.
//!
//! 1. [`unit`]: what can be judged, and under which name its verdict is kept.
//! 2. [`sample`]: which of it is judged, and why.
//! 3. [`verdict`] and [`store`]: what somebody said, kept durably.
//! 4. [`session`]: the next unit, a verdict, undo; [`server`], [`terminal`] and [`sheet`] show it.
//! 5. [`estimate`], [`agreement`] and [`report`]: what the verdicts say of the whole.
//! 6. [`correct`]: the corrections put into the article.

pub mod agreement;
pub mod correct;
pub mod estimate;
pub mod page;
pub mod report;
pub mod sample;
pub mod server;
pub mod session;
pub mod sheet;
pub mod store;
pub mod terminal;
pub mod unit;
pub mod verdict;

use std::io;
use std::path::PathBuf;

pub use session::Session;

/// What can go wrong in a review.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database could not be opened, read or written.
    #[error("{}: the store of verdicts failed: {source}; free some space or name another file with --verdicts", path.display())]
    Store {
        /// The database file.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
    /// The database was made by a later version.
    #[error("{}: the verdicts were written by a later version (layout {found}, this one knows {known}); use that version", path.display())]
    Later {
        /// The database file.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The one this version writes.
        known: i64,
    },
    /// A verdict names a unit that is not under review, or words that it does not have.
    #[error("{place}: {problem}")]
    Verdict {
        /// The unit or row.
        place: String,
        /// What does not fit.
        problem: String,
    },
    /// A filled sheet could not be read at all.
    #[error("not a filled sheet: {problem}")]
    Sheet {
        /// What was expected and found.
        problem: String,
    },
    /// Something could not be read, written or listened on.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// A page could not be made.
    #[error(transparent)]
    Render(#[from] crate::render::Error),
    /// JSON could not be made or read.
    #[error("JSON")]
    Json(#[from] serde_json::Error),
}
