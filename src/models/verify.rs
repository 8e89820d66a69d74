//! A model's files held against what was recorded of them.

use crate::corpus::model_files::Place;
use crate::models::cache::{Corner, Record};
use crate::models::error::Error;
use crate::models::identity::{FileRecord, measure};
use crate::models::name::{HubId, ModelName};
use crate::models::{StoreOptions, catalogue, embedded, local, recorded as record_of};

/// How one file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// The recorded bytes.
    Good,
    /// Readable, but nothing was ever recorded of it (a directory of the person's own).
    Unrecorded,
    /// Recorded, but not there.
    Gone,
    /// Longer or shorter than recorded.
    WrongSize {
        /// The recorded length.
        expected: u64,
    },
    /// As long as recorded, but other bytes.
    WrongHash {
        /// The recorded hash.
        expected: String,
    },
}

/// One file, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCheck {
    /// The path, or the file's name in the program.
    pub file: String,
    /// Its size and hash now; `None` when it is gone.
    pub found: Option<FileRecord>,
    /// How that compares.
    pub state: FileState,
}

/// A model, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The model, with its revision where it has one.
    pub model: String,
    /// Its files, sorted by name.
    pub files: Vec<FileCheck>,
}

impl Verification {
    /// Whether no file is gone or wrong.
    #[must_use]
    pub fn passed(&self) -> bool {
        let sound = |state: &FileState| matches!(state, FileState::Good | FileState::Unrecorded);
        self.files.iter().all(|check| sound(&check.state))
    }

    /// The first fault as an error.
    pub(crate) fn into_result(self) -> Result<(), Error> {
        let model = self.model;
        for FileCheck { file, found, state } in self.files {
            return Err(match (state, found) {
                (FileState::Good | FileState::Unrecorded, _) => continue,
                (FileState::WrongSize { expected }, Some(found)) => {
                    Error::WrongSize { file, expected, got: found.size, model }
                }
                (FileState::WrongHash { expected }, Some(found)) => {
                    Error::WrongHash { file, expected, got: found.sha256, model }
                }
                _ => Error::Gone { file, model },
            });
        }
        Ok(())
    }
}

/// Checks every file of the model called `name` and reports on each, good or bad.
///
/// # Errors
/// Only where there is nothing to check: an unknown name, a model that was never fetched, an unreadable file.
pub fn verify(name: &str, options: &StoreOptions) -> Result<Verification, Error> {
    match ModelName::parse(name)? {
        ModelName::Default => {
            // A wrong hash is an error of `measured` already: the catalogue is part of the same program.
            let identity = embedded::measured()?.identity;
            let known = |name: &str| catalogue::embedded().and_then(|entry| entry.file(name));
            let check = |found: FileRecord| FileCheck {
                state: known(&found.name).map_or(FileState::Unrecorded, |_| FileState::Good),
                file: found.name.clone(),
                found: Some(found),
            };
            let files = identity.files.into_iter().map(check).collect();
            Ok(Verification { model: identity.model, files })
        }
        ModelName::Directory(dir) => {
            let check = |found: FileRecord| FileCheck {
                file: dir.join(&found.name).display().to_string(),
                found: Some(found),
                state: FileState::Unrecorded,
            };
            let files = local(&dir)?.identity.files.into_iter().map(check).collect();
            Ok(Verification { model: dir.display().to_string(), files })
        }
        ModelName::Hub(id) => {
            let corner = Corner::new(&options.cache_dir, &id);
            let record = record_of(&corner, &id)?.ok_or_else(|| Error::NotFetched {
                id: id.to_string(),
                cache: options.cache_dir.clone(),
            })?;
            recorded(&corner, &id, &record)
        }
    }
}

/// Checks a snapshot against its record.
pub(crate) fn recorded(
    corner: &Corner,
    id: &HubId,
    record: &Record,
) -> Result<Verification, Error> {
    let mut files = Vec::new();
    for known in &record.files {
        let path = corner.snapshot(&record.commit).join(&known.name);
        let file = path.display().to_string();
        files.push(match measure(&known.name, &Place::Disk(path.clone())) {
            Ok(found) => {
                let state = if found.size != known.size {
                    FileState::WrongSize { expected: known.size }
                } else if found.sha256 != known.sha256 {
                    FileState::WrongHash { expected: known.sha256.clone() }
                } else {
                    FileState::Good
                };
                FileCheck { file, found: Some(found), state }
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                FileCheck { file, found: None, state: FileState::Gone }
            }
            Err(source) => return Err(Error::Read { path, source }),
        });
    }
    Ok(Verification { model: id.at(&record.commit).to_string(), files })
}
