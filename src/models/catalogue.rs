//! The catalogue: the models the program knows by name, read from `models/catalogue.toml` at build time.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

use crate::corpus::lang::Lang;
use crate::models::identity::FileRecord;

/// One model of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What `--model` takes.
    pub id: String,
    /// One line for a person choosing.
    pub about: String,
    /// The languages it reads.
    #[serde(deserialize_with = "langs")]
    pub source: Vec<Lang>,
    /// The languages it writes.
    #[serde(deserialize_with = "langs")]
    pub target: Vec<Lang>,
    /// Under what terms, as an SPDX expression.
    pub licence: String,
    /// The pinned revision; without one, what `main` is when the model is fetched.
    pub revision: Option<String>,
    /// Whether the program carries it.
    #[serde(default)]
    pub embedded: bool,
    /// Size and hash of each file, where they are known.
    #[serde(default, rename = "file")]
    pub files: Vec<FileRecord>,
}

impl Entry {
    /// The known size and hash of `name`.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&FileRecord> {
        self.files.iter().find(|file| file.name == name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    model: Vec<Entry>,
}

static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let text = include_str!("../../models/catalogue.toml");
    toml::from_str::<Catalogue>(text)
        .expect("the catalogue is part of the program and tested")
        .model
});

/// Every entry, the one the program carries first.
#[must_use]
pub fn entries() -> &'static [Entry] {
    &CATALOGUE
}

/// The entry of `id`.
#[must_use]
pub fn entry(id: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.id == id)
}

/// The entry of the model the program carries.
#[must_use]
pub fn embedded() -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.embedded)
}

/// The `[[model.file]]` blocks of `files`, as they stand in `models/catalogue.toml`.
///
/// ```
/// use tarjuman::models::{catalogue::toml_of, identity::FileRecord};
/// let file = FileRecord { name: "vocab.json".into(), size: 2, sha256: "44136f".into() };
/// assert_eq!(toml_of(&[file]), "[[model.file]]\nname = \"vocab.json\"\nsize = 2\nsha256 = \"44136f\"\n");
/// ```
#[must_use]
pub fn toml_of(files: &[FileRecord]) -> String {
    let mut out = String::new();
    for FileRecord { name, size, sha256 } in files {
        let gap = if out.is_empty() { "" } else { "\n" };
        writeln!(out, "{gap}[[model.file]]\nname = {name:?}\nsize = {size}\nsha256 = {sha256:?}")
            .expect("writing to a String");
    }
    out
}

fn langs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Lang>, D::Error> {
    let codes = Vec::<String>::deserialize(from)?;
    codes.iter().map(|code| code.parse().map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::name::{HubId, is_commit};

    #[test]
    fn the_catalogue_reads_and_is_sound() {
        assert!(entries()[0].embedded, "the shipped model stands first");
        assert_eq!(entries().iter().filter(|entry| entry.embedded).count(), 1);
        for entry in entries() {
            let id: HubId = entry.id.parse().expect("an id the program itself accepts");
            assert_eq!(id.revision(), None, "{}: the revision has its own field", entry.id);
            assert!(!entry.source.is_empty() && !entry.target.is_empty(), "{}", entry.id);
            assert!(!entry.licence.is_empty() && !entry.about.is_empty(), "{}", entry.id);
            assert_eq!(entries().iter().filter(|other| other.id == entry.id).count(), 1);
            let pinned = entry.revision.as_deref().is_some_and(is_commit);
            assert!(
                entry.embedded || pinned || entry.files.is_empty(),
                "{}: hashes mean nothing without the commit they belong to",
                entry.id
            );
            for file in &entry.files {
                assert_eq!(file.sha256.len(), 64, "{}: {}", entry.id, file.name);
            }
        }
    }
}
