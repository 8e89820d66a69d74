//! The files of a translation model, by name, and where the bytes of each one are. Reads nothing itself.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The index of weights in shards, as `transformers` writes it: which file each tensor is in.
pub const INDEX: &str = "model.safetensors.index.json";

/// Whether a name is that of a shard, such as `model-00001-of-00003.safetensors`.
#[must_use]
pub fn is_shard(name: &str) -> bool {
    let numbers = name.strip_prefix("model-").and_then(|rest| rest.strip_suffix(".safetensors"));
    let numbers = numbers.and_then(|numbers| numbers.split_once("-of-"));
    let is_number = |text: &str| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    numbers.is_some_and(|(at, of)| is_number(at) && is_number(of))
}

/// Where the bytes of one file are.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file on disk.
    Disk(PathBuf),
    /// In the program itself: its start is aligned to 64 bytes, so tensors can be viewed in place.
    Memory(&'static [u8]),
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(path) => write!(f, "Disk({})", path.display()),
            Self::Memory(bytes) => write!(f, "Memory({} bytes)", bytes.len()),
        }
    }
}

/// The files of one model, sorted by name, with a word on where they come from.
///
/// ```
/// use tarjuman::corpus::model_files::{ModelFiles, Place};
/// let mut files = ModelFiles::new("built into this program");
/// files.insert("config.json", Place::Memory(b"{}"));
/// assert_eq!(files.get("config.json"), Some(&Place::Memory(b"{}")));
/// assert_eq!(files.names().collect::<Vec<_>>(), ["config.json"]);
/// assert!(files.directory().is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFiles {
    origin: String,
    files: BTreeMap<String, Place>,
}

impl ModelFiles {
    /// No files yet; `origin` is what messages call the place: a directory, or words.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Self {
        Self { origin: origin.into(), files: BTreeMap::new() }
    }

    /// Adds a file, replacing one of the same name.
    pub fn insert(&mut self, name: impl Into<String>, place: Place) {
        self.files.insert(name.into(), place);
    }

    /// Where the bytes of `name` are, if the model has such a file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Place> {
        self.files.get(name)
    }

    /// What messages call the place these files come from.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Names and places, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.files.iter().map(|(name, place)| (name.as_str(), place))
    }

    /// The one directory that holds every file under its own name, if there is one.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        let mut found = None;
        for (name, place) in self.iter() {
            let Place::Disk(path) = place else { return None };
            let parent = path.parent()?;
            if path.file_name()? != name || found.is_some_and(|dir| dir != parent) {
                return None;
            }
            found = Some(parent);
        }
        found
    }
}
