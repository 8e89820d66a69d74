//! The model the program carries in itself, so that an installed program works in any folder.

use crate::corpus::model_files::{ModelFiles, Place};
use crate::models::Model;
use crate::models::catalogue::{self, Entry};
use crate::models::error::Error;
use crate::models::identity::{Identity, measure};
use crate::models::layout;

// `FILES`: name and bytes of each, starting at a multiple of 64, where any tensor type may start.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Whether there is one at all.
pub(crate) fn is_here() -> bool {
    !FILES.is_empty()
}

/// The carried model, its hashes checked against the catalogue.
pub(crate) fn model() -> Result<Model, Error> {
    let entry = catalogue::embedded().filter(|_| is_here()).ok_or(Error::NoDefault)?;
    model_of(FILES, entry)
}

fn model_of(carried: &[(&str, &'static [u8])], entry: &Entry) -> Result<Model, Error> {
    let origin = format!("{} in this program", entry.id);
    let names: Vec<&str> = carried.iter().map(|(name, _)| *name).collect();
    let chosen = layout::choose(&origin, &names)?;
    let mut files = ModelFiles::new(origin);
    let mut records = Vec::new();
    for (name, bytes) in carried.iter().filter(|(name, _)| chosen.names.iter().any(|n| n == name)) {
        let place = Place::Memory(bytes);
        // Memory cannot fail to be read.
        let Ok(record) = measure(name, &place) else { continue };
        if let Some(known) = entry.file(name).filter(|known| known.sha256 != record.sha256) {
            return Err(Error::DamagedProgram {
                file: format!("{}/{name}", entry.id),
                expected: known.sha256.clone(),
                got: record.sha256,
            });
        }
        files.insert(*name, place);
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
    use crate::models::identity::FileRecord;

    const TINY: &[(&str, &[u8])] = &[
        ("config.json", b"{}"),
        ("model.safetensors", b"weights"),
        ("source.spm", b"s"),
        ("target.spm", b"t"),
        ("vocab.json", b"{}"),
    ];

    fn entry(files: Vec<FileRecord>) -> Entry {
        Entry { files, ..catalogue::embedded().unwrap().clone() }
    }

    #[test]
    fn the_files_are_served_from_memory() {
        let model = model_of(TINY, &entry(vec![])).unwrap();
        assert_eq!(model.files.get("model.safetensors"), Some(&Place::Memory(b"weights")));
        assert_eq!(model.identity.weights, "model.safetensors");
        assert_eq!(model.identity.files.len(), 5);
        assert_eq!(model.read("source.spm").unwrap().as_deref(), Some(b"s".as_slice()));
        assert_eq!(model.read("README.md").unwrap(), None);
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut good = model_of(TINY, &entry(vec![])).unwrap().identity.files;
        assert!(model_of(TINY, &entry(good.clone())).is_ok());
        good[1].sha256 = "0".repeat(64);
        let message = model_of(TINY, &entry(good)).unwrap_err().to_string();
        assert!(message.contains("model.safetensors") && message.contains("install"), "{message}");
    }

    #[test]
    fn carried_weights_are_aligned() {
        for (name, bytes) in FILES {
            assert_eq!(bytes.as_ptr().addr() % 64, 0, "{name}");
        }
    }
}
