//! Verdicts, kept so that nothing said is ever lost.
//!
//! One `SQLite` file in WAL mode. Every verdict is one transaction, on disk before the next unit is
//! shown, and no row is ever deleted: a second verdict stands beside the first, and undo only says
//! that one was taken back. The latest standing one of a reviewer on a unit counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::Error;
use super::sample::Plan;
use super::verdict::Verdict;

/// The layout of the database; counted up when an older program could not read it.
const LAYOUT: i64 = 1;

/// The verdicts of one output folder.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    db: Connection,
}

impl Store {
    /// Opens the store at `path`, making it if there is none.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a later version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let fail = |source| Error::Store { path: path.to_owned(), source };
        let db = Connection::open(path).map_err(fail)?;
        let store = Self { path: path.to_owned(), db };
        store.prepare()?;
        Ok(store)
    }

    fn prepare(&self) -> Result<(), Error> {
        self.db.busy_timeout(Duration::from_secs(30)).map_err(|e| self.fail(e))?;
        let found: i64 = self
            .db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| self.fail(e))?;
        if found > LAYOUT {
            return Err(Error::Later { path: self.path.clone(), found, known: LAYOUT });
        }
        self.db
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA user_version = {LAYOUT};
                 CREATE TABLE IF NOT EXISTS verdict (
                   n INTEGER PRIMARY KEY AUTOINCREMENT,
                   unit TEXT NOT NULL, reviewer TEXT NOT NULL, value TEXT NOT NULL,
                   taken_back INTEGER NOT NULL DEFAULT 0);
                 CREATE INDEX IF NOT EXISTS of_unit ON verdict (unit, reviewer);
                 CREATE TABLE IF NOT EXISTS plan (n INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL);"
            ))
            .map_err(|e| self.fail(e))
    }

    /// Keeps a verdict; it is on disk when this returns.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put(&mut self, verdict: &Verdict) -> Result<(), Error> {
        self.put_all(std::slice::from_ref(verdict))
    }

    /// Keeps several verdicts, all or none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_all(&mut self, verdicts: &[Verdict]) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(verdicts.len());
        for verdict in verdicts {
            rows.push((&verdict.unit, &verdict.reviewer, serde_json::to_string(verdict)?));
        }
        let result = (|| {
            let tx = self.db.transaction()?;
            for (unit, reviewer, value) in &rows {
                tx.prepare_cached(
                    "INSERT INTO verdict (unit, reviewer, value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![unit, reviewer, value])?;
            }
            tx.commit()
        })();
        result.map_err(|e| self.fail(e))
    }

    /// Takes back the last verdict of `reviewer` that still stands, and gives it; `None` if there
    /// is none.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn undo(&mut self, reviewer: &str) -> Result<Option<Verdict>, Error> {
        let result = (|| {
            let tx = self.db.transaction()?;
            let last: Option<(i64, String)> = tx
                .query_row(
                    "SELECT n, value FROM verdict WHERE reviewer = ?1 AND taken_back = 0
                     ORDER BY n DESC LIMIT 1",
                    [reviewer],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            if let Some((n, _)) = &last {
                tx.execute("UPDATE verdict SET taken_back = 1 WHERE n = ?1", [n])?;
            }
            tx.commit()?;
            Ok(last.map(|(_, value)| value))
        })();
        let value = result.map_err(|e| self.fail(e))?;
        Ok(value.map(|v| serde_json::from_str(&v)).transpose()?)
    }

    /// What every reviewer says now: the latest standing verdict a unit and reviewer, by unit, then
    /// reviewer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn standing(&self) -> Result<BTreeMap<(String, String), Verdict>, Error> {
        let all = self.history()?;
        Ok(all.into_iter().map(|v| ((v.unit.clone(), v.reviewer.clone()), v)).collect())
    }

    /// Every verdict that was not taken back, in the order in which they were given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(&self) -> Result<Vec<Verdict>, Error> {
        let values = self
            .db
            .prepare("SELECT value FROM verdict WHERE taken_back = 0 ORDER BY n")
            .and_then(|mut query| {
                query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(|e| self.fail(e))?;
        values.iter().map(|value| Ok(serde_json::from_str(value)?)).collect()
    }

    /// Keeps the plan of a sample, so that the report weighs by it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_plan(&mut self, plan: &Plan) -> Result<(), Error> {
        let value = serde_json::to_string(plan)?;
        self.db
            .execute("INSERT INTO plan (value) VALUES (?1)", [value])
            .map(drop)
            .map_err(|e| self.fail(e))
    }

    /// The plan kept last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn plan(&self) -> Result<Option<Plan>, Error> {
        let value: Option<String> = self
            .db
            .query_row("SELECT value FROM plan ORDER BY n DESC LIMIT 1", [], |row| row.get(0))
            .optional()
            .map_err(|e| self.fail(e))?;
        Ok(value.map(|v| serde_json::from_str(&v)).transpose()?)
    }

    fn fail(&self, source: rusqlite::Error) -> Error {
        Error::Store { path: self.path.clone(), source }
    }
}

/// Verdicts as JSONL, one a line, in the order in which they were given.
///
/// # Errors
/// When `out` refuses the bytes.
pub fn export(verdicts: &[Verdict], out: &mut dyn std::io::Write) -> Result<(), Error> {
    for verdict in verdicts {
        serde_json::to_writer(&mut *out, verdict)?;
        out.write_all(b"\n").map_err(|source| Error::Io { what: "export".to_owned(), source })?;
    }
    Ok(())
}
