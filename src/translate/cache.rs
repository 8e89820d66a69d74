//! Finished work, kept so that a re-run or a run cut short does not do it again.
//!
//! In and out: [`Rendition`]s by key, in one `SQLite` file. A key is the SHA-256 of everything that
//! decides a rendition (weights, settings, plain text), so a stale entry cannot be hit. Each `put`
//! of a batch is one transaction: a kill at any moment loses at most the batch in flight.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::Rendition;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The database could not be opened, read or written.
    #[error("{}: the store of finished work failed: {source}; free some space or delete the file, then run again", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
}

/// A store of renditions.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    db: Connection,
}

/// Names one rendition: equal keys, equal bytes out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The key of `plain` under `settings`, a line that names weights and every setting that counts.
    #[must_use]
    pub fn new(settings: &str, plain: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(settings.as_bytes());
        hash.update([0]);
        hash.update(plain.as_bytes());
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            write!(hex, "{byte:02x}").expect("a String takes every write");
        }
        Self(hex)
    }
}

impl Store {
    /// Opens the store at `path`, making it if there is none.
    ///
    /// # Errors
    /// When the file cannot be opened or is no database of ours.
    pub fn open(path: &Path) -> Result<Self, CacheError> {
        let fail = |source| CacheError::Database { path: path.to_owned(), source };
        let db = Connection::open(path).map_err(fail)?;
        Self::prepare(path.to_owned(), db)
    }

    /// A store that lives as long as the value: for library use and streams.
    ///
    /// # Errors
    /// When `SQLite` cannot be started.
    pub fn in_memory() -> Result<Self, CacheError> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory()
            .map_err(|source| CacheError::Database { path: path.clone(), source })?;
        Self::prepare(path, db)
    }

    fn prepare(path: PathBuf, db: Connection) -> Result<Self, CacheError> {
        let store = Self { path, db };
        store.db.busy_timeout(Duration::from_secs(30)).map_err(|e| store.fail(e))?;
        store
            .db
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA user_version = 1;
                 CREATE TABLE IF NOT EXISTS rendition (key TEXT PRIMARY KEY, value TEXT NOT NULL)
                 WITHOUT ROWID;",
            )
            .map_err(|e| store.fail(e))?;
        Ok(store)
    }

    /// The rendition under `key`. One that cannot be read any more counts as absent: it is made anew.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn get(&self, key: &Key) -> Result<Option<Rendition>, CacheError> {
        let text: Option<String> = self
            .db
            .prepare_cached("SELECT value FROM rendition WHERE key = ?1")
            .and_then(|mut q| q.query_row(params![key.0], |row| row.get(0)).optional())
            .map_err(|e| self.fail(e))?;
        Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
    }

    /// Keeps a batch of renditions, all or none.
    ///
    /// # Errors
    /// When the database cannot be written (a full disk, most often).
    ///
    /// # Panics
    /// Never: a rendition can always be written as JSON.
    pub fn put(&mut self, batch: &[(Key, Rendition)]) -> Result<(), CacheError> {
        let result = (|| {
            let tx = self.db.transaction()?;
            {
                let mut insert =
                    tx.prepare_cached("INSERT OR REPLACE INTO rendition VALUES (?1, ?2)")?;
                for (key, rendition) in batch {
                    let value = serde_json::to_string(rendition)
                        .expect("a rendition is made of numbers and text");
                    insert.execute(params![key.0, value])?;
                }
            }
            tx.commit()
        })();
        result.map_err(|e| self.fail(e))
    }

    fn fail(&self, source: rusqlite::Error) -> CacheError {
        CacheError::Database { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendition(text: &str) -> Rendition {
        Rendition { text: text.to_owned(), score: -0.5, ..Rendition::default() }
    }

    #[test]
    fn what_was_put_is_there_after_the_store_was_closed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("work.sqlite");
        let key = Key::new("model a, beam 4", "Bonjour.");
        Store::open(&path).unwrap().put(&[(key.clone(), rendition("Hello."))]).unwrap();
        let found = Store::open(&path).unwrap().get(&key).unwrap();
        assert_eq!(found, Some(rendition("Hello.")));
    }

    #[test]
    fn other_settings_never_hit() {
        let mut store = Store::in_memory().unwrap();
        store.put(&[(Key::new("beam 4", "Oui."), rendition("Yes."))]).unwrap();
        assert_eq!(store.get(&Key::new("beam 1", "Oui.")).unwrap(), None);
        assert_ne!(Key::new("a", "bc"), Key::new("ab", "c"));
    }

    #[test]
    fn a_file_that_is_no_database_is_named_with_its_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("work.sqlite");
        std::fs::write(&path, "this is not a database, however long the text may be".repeat(50))
            .unwrap();
        let said = Store::open(&path).unwrap_err().to_string();
        assert!(said.contains("work.sqlite") && said.contains("delete the file"), "{said}");
    }
}
