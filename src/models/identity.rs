//! What makes a model this one and no other: the hashes of its files.

use std::fs::File;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::corpus::hash::hex;
use crate::corpus::model_files::{INDEX, Place, is_shard};

/// One file as it was once measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// Its name in the model's directory.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Lower-case hexadecimal SHA-256 of its bytes.
    pub sha256: String,
}

/// Which model this is, down to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The catalogue's or hub's id, or the directory's name.
    pub model: String,
    /// The commit, the shipped model's revision, or `local` for a directory.
    pub revision: String,
    /// The name of the weights file, or of the index of its shards.
    pub weights: String,
    /// Lower-case hexadecimal SHA-256 of the weights file; of weights in shards, the hash of what `sha256sum` prints of
    /// the shards in the order of their names.
    pub weights_sha256: String,
    /// Every file of the model, sorted by name.
    pub files: Vec<FileRecord>,
}

impl Identity {
    /// Puts the parts together; `None` when `weights` is not among the files.
    pub(crate) fn new(
        model: &str,
        revision: &str,
        weights: &str,
        files: Vec<FileRecord>,
    ) -> Option<Self> {
        let named = files.iter().find(|file| file.name == weights)?;
        let weights_sha256 = if weights == INDEX {
            listed(files.iter().filter(|file| is_shard(&file.name)))
        } else {
            named.sha256.clone()
        };
        Some(Self {
            model: model.to_owned(),
            revision: revision.to_owned(),
            weights: weights.to_owned(),
            weights_sha256,
            files,
        })
    }

    /// One hash over all the files: two models share it only if every file is the same, so it can key a
    /// cache of translations where the weights alone could not (a changed vocabulary changes the output).
    #[must_use]
    pub fn fingerprint(&self) -> String {
        listed(self.files.iter())
    }
}

/// One hash over several files: of what `sha256sum` prints of them.
fn listed<'a>(files: impl Iterator<Item = &'a FileRecord>) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(format!("{}  {}\n", file.sha256, file.name));
    }
    hex(&hasher.finalize())
}

/// Length and SHA-256 of the bytes at `place`, read in pieces: weights may be larger than memory.
pub(crate) fn measure(name: &str, place: &Place) -> io::Result<FileRecord> {
    let mut hasher = Sha256::new();
    let mut size = 0;
    match place {
        Place::Memory(bytes) => {
            hasher.update(bytes);
            size = bytes.len() as u64;
        }
        Place::Disk(path) => {
            let mut file = File::open(path)?;
            let mut buffer = vec![0; 1 << 18];
            loop {
                let n = match file.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(n) => n,
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Err(e) => return Err(e),
                };
                hasher.update(&buffer[..n]);
                size += n as u64;
            }
        }
    }
    Ok(FileRecord { name: name.to_owned(), size, sha256: hex(&hasher.finalize()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_hashed_together() {
        let record = |name: &str, sha256: &str| FileRecord {
            name: name.to_owned(),
            size: 1,
            sha256: sha256.to_owned(),
        };
        let of = |first: &str, index: &str| {
            let files = vec![
                record("model-00001-of-00002.safetensors", first),
                record("model-00002-of-00002.safetensors", "b"),
                record(INDEX, index),
            ];
            Identity::new("m", "r", INDEX, files).unwrap().weights_sha256
        };
        assert_ne!(of("a", "i"), of("c", "i"), "other weights");
        assert_eq!(of("a", "i"), of("a", "j"), "the index is no weight");
    }

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn memory_and_disk_measure_alike() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, b"abc").unwrap();
        let on_disk = measure("f", &Place::Disk(path)).unwrap();
        assert_eq!(on_disk, FileRecord { name: "f".into(), size: 3, sha256: ABC.into() });
        assert_eq!(on_disk, measure("f", &Place::Memory(b"abc")).unwrap());
    }

    #[test]
    fn the_fingerprint_sees_every_file() {
        let file = |name: &str, sha256: &str| FileRecord {
            name: name.into(),
            size: 0,
            sha256: sha256.into(),
        };
        let of = |files| Identity::new("m", "r", "w", files).unwrap().fingerprint();
        let one = of(vec![file("v", "aa"), file("w", "bb")]);
        assert_eq!(one, of(vec![file("v", "aa"), file("w", "bb")]));
        assert_ne!(one, of(vec![file("v", "ab"), file("w", "bb")]));
        assert_ne!(one, of(vec![file("w", "bb")]));
        assert!(Identity::new("m", "r", "weights", vec![]).is_none());
    }
}
