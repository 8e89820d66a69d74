//! The model the program carries in itself, so that an installed program works in any folder.

use crate::corpus::model_files::{ModelFiles, Place};
use crate::models::Model;
use crate::models::catalogue::{self, Entry};
use crate::models::error::Error;
use crate::models::identity::{FileRecord, Identity, measure};
use crate::models::layout;

// `FILES`: name, bytes and SHA-256 of each; the bytes starting at a multiple of 64, where any tensor type may start.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Whether there is one at all.
pub(crate) fn is_here() -> bool {
    !FILES.is_empty()
}

/// The carried model, its hashes checked against the catalogue.
pub(crate) fn model() -> Result<Model, Error> {
    model_of(FILES, entry()?, recorded)
}

/// The carried model with its bytes hashed now: a damaged program is an error.
pub(crate) fn measured() -> Result<Model, Error> {
    model_of(FILES, entry()?, |(name, bytes, _)| {
        // Memory cannot fail to be read; a hash of nothing would fit nothing.
        measure(name, &Place::Memory(bytes)).unwrap_or_else(|_| recorded((name, bytes, "")))
    })
}

fn entry() -> Result<&'static Entry, Error> {
    catalogue::embedded().filter(|_| is_here()).ok_or(Error::NoDefault)
}

/// A carried file: its name, its bytes, and their SHA-256 when they were compiled in.
type Carried = (&'static str, &'static [u8], &'static str);

fn recorded((name, bytes, sha256): Carried) -> FileRecord {
    FileRecord { name: name.to_owned(), size: bytes.len() as u64, sha256: sha256.to_owned() }
}

fn model_of(
    carried: &[Carried],
    entry: &Entry,
    record: impl Fn(Carried) -> FileRecord,
) -> Result<Model, Error> {
    let origin = format!("{} in this program", entry.id);
    let names: Vec<&str> = carried.iter().map(|(name, ..)| *name).collect();
    let chosen = layout::choose(&origin, &names)?;
    let mut files = ModelFiles::new(origin);
    let mut records = Vec::new();
    let chosen_name = |name: &str| chosen.names.iter().any(|n| n == name);
    for &file in carried.iter().filter(|(name, ..)| chosen_name(name)) {
        let (name, bytes, _) = file;
        let record = record(file);
        if let Some(known) = entry.file(name).filter(|known| known.sha256 != record.sha256) {
            return Err(Error::DamagedProgram {
                file: format!("{}/{name}", entry.id),
                expected: known.sha256.clone(),
                got: record.sha256,
            });
        }
        files.insert(name, Place::Memory(bytes));
        records.push(record);
    }
    let revision = entry.revision.as_deref().unwrap_or("unnumbered");
    let identity = Identity::new(&entry.id, revision, &chosen.weights, records)
        .expect("the weights were chosen from these files");
    Ok(Model { identity, files })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &[Carried] = &[
        ("config.json", b"{}", "c"),
        ("model.safetensors", b"weights", "w"),
        ("source.spm", b"s", "s"),
        ("target.spm", b"t", "t"),
        ("vocab.json", b"{}", "v"),
    ];

    fn measured_now((name, bytes, _): Carried) -> FileRecord {
        measure(name, &Place::Memory(bytes)).unwrap()
    }

    fn entry(files: Vec<FileRecord>) -> Entry {
        Entry { files, ..catalogue::embedded().unwrap().clone() }
    }

    #[test]
    fn the_files_are_served_from_memory() {
        let model = model_of(TINY, &entry(vec![]), recorded).unwrap();
        assert_eq!(model.files.get("model.safetensors"), Some(&Place::Memory(b"weights")));
        assert_eq!(model.identity.weights, "model.safetensors");
        assert_eq!(model.identity.files.len(), 5);
        assert_eq!(model.read("source.spm").unwrap().as_deref(), Some(b"s".as_slice()));
        assert_eq!(model.read("README.md").unwrap(), None);
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut good = model_of(TINY, &entry(vec![]), measured_now).unwrap().identity.files;
        assert!(model_of(TINY, &entry(good.clone()), measured_now).is_ok());
        good[1].sha256 = "0".repeat(64);
        let message = model_of(TINY, &entry(good), measured_now).unwrap_err().to_string();
        assert!(message.contains("model.safetensors") && message.contains("install"), "{message}");
    }

    #[test]
    fn carried_weights_are_aligned() {
        for (name, bytes, _) in FILES {
            assert_eq!(bytes.as_ptr().addr() % 64, 0, "{name}");
        }
    }

    #[test]
    fn what_was_hashed_when_it_was_compiled_in_is_what_is_carried() {
        let (recorded, measured) = (model(), measured());
        match (recorded, measured) {
            (Ok(recorded), Ok(measured)) => assert_eq!(recorded.identity, measured.identity),
            (recorded, measured) => assert!(recorded.is_err() && measured.is_err() && !is_here()),
        }
    }
}
