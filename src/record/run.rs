//! `run.json`: what a run was given, how it was set, what it wrote.
//!
//! It lists the SHA-256 of every file written and ends with its own *seal*, so that any byte
//! altered in any file of the folder shows without a file beside it: the seal is the SHA-256 of
//! every byte of `run.json` before the word `"seal"`.

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Deserialize, Serialize};

use super::verify::Failure;
use super::{Error, SCHEMA};
use crate::corpus::hash::sha256;

/// The record of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// `tarjuman/1`.
    pub schema: String,
    /// Program and version.
    pub tool: String,
    /// The model; null where nothing was translated.
    pub model: Option<ModelStamp>,
    /// Every setting that has a say in the output, by its option's name.
    pub settings: BTreeMap<String, serde_json::Value>,
    /// What was read, in order.
    pub inputs: Vec<InputEntry>,
    /// What was written, by path.
    pub outputs: Vec<OutputEntry>,
    /// Documents, segments, quotations, flags, ….
    pub counts: BTreeMap<String, u64>,
    /// How long it took.
    pub seconds: f64,
}

/// Which model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelStamp {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub revision: String,
    /// SHA-256 of its weights.
    pub weights_sha256: String,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputEntry {
    /// The path as given.
    pub path: String,
    /// SHA-256 of its bytes; null where it could not be read.
    pub sha256: Option<String>,
    /// The document's id, which is also the stem of its files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// `done`, `reused` or `failed`.
    pub state: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One file written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputEntry {
    /// Its path inside the folder, with `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl OutputEntry {
    /// The entry of a file with these bytes.
    #[must_use]
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.to_owned(), bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

const SEAL: &str = "\"seal\"";

impl RunFile {
    /// An empty record of `tool`.
    #[must_use]
    pub fn new(tool: &str) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tool: tool.to_owned(),
            model: None,
            settings: BTreeMap::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            counts: BTreeMap::new(),
            seconds: 0.0,
        }
    }

    /// Writes the record, outputs by path, and seals it.
    ///
    /// # Errors
    /// Only what `out` returns.
    ///
    /// # Panics
    /// Never: our own layout ends an object with a line and a brace.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), Error> {
        let mut sorted = self.clone();
        sorted.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let mut bytes = Vec::new();
        super::layout::write(&sorted, &mut bytes)?;
        bytes.truncate(bytes.strip_suffix(b"\n}\n").expect("the layout ends so").len());
        bytes.extend_from_slice(b",\n  ");
        let seal = sha256(&bytes);
        out.write_all(&bytes)?;
        writeln!(out, "{SEAL}: \"{seal}\"\n}}")?;
        Ok(())
    }

    /// Reads a record without looking at its seal.
    ///
    /// # Errors
    /// If it is not one.
    pub fn read(json: &[u8]) -> Result<Self, Error> {
        let file: Self = serde_json::from_slice(json)?;
        if file.schema == SCHEMA { Ok(file) } else { Err(Error::Schema { found: file.schema }) }
    }
}

/// Checks the seal of `run.json`.
#[must_use]
pub fn seal(name: &str, json: &[u8]) -> Option<Failure> {
    let failure = |expected: String, found: String| {
        Some(Failure { file: name.to_owned(), place: "/seal".to_owned(), expected, found })
    };
    let word = SEAL.as_bytes();
    let Some(at) = json.windows(word.len()).rposition(|w| w == word) else {
        return failure("a seal at the end".to_owned(), "none".to_owned());
    };
    let end = format!("{SEAL}: \"{}\"\n}}\n", sha256(&json[..at]));
    if json[at..] == *end.as_bytes() {
        None
    } else {
        let found = String::from_utf8_lossy(&json[at..]).trim().to_owned();
        failure(end.trim().to_owned(), found)
    }
}

/// Checks one file of the folder against its entry; `bytes` is `None` where it is gone.
#[must_use]
pub fn output(entry: &OutputEntry, bytes: Option<&[u8]>) -> Option<Failure> {
    let expected = format!("{} bytes with SHA-256 {}", entry.bytes, entry.sha256);
    let found = match bytes {
        None => "no such file".to_owned(),
        Some(bytes) => {
            let now = OutputEntry::new(&entry.path, bytes);
            if now == *entry {
                return None;
            }
            format!("{} bytes with SHA-256 {}", now.bytes, now.sha256)
        }
    };
    Some(Failure { file: entry.path.clone(), place: String::new(), expected, found })
}
