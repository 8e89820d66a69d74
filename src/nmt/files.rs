//! Where a model's files are: a directory laid out as on the hub, or bytes in memory.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use candle_core::Device;
use serde::Deserialize;

use crate::corpus::model_files::INDEX;
use crate::nmt::Error;
use crate::nmt::weights::Weights;

/// The files of one model.
#[derive(Clone, Debug)]
pub enum ModelFiles {
    /// In a directory.
    Directory(PathBuf),
    /// In memory, such as built into the binary: names and contents.
    Memory(Vec<(String, Cow<'static, [u8]>)>),
}

impl From<&Path> for ModelFiles {
    fn from(dir: &Path) -> Self {
        Self::Directory(dir.to_owned())
    }
}

impl ModelFiles {
    /// The contents of a file, or `None` where there is no such file.
    ///
    /// # Errors
    /// When it is there but cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Cow<'_, [u8]>>, Error> {
        match self {
            Self::Directory(dir) => {
                let path = dir.join(name);
                match std::fs::read(&path) {
                    Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(source) => Err(Error::Read { path, source }),
                }
            }
            Self::Memory(files) => {
                let found = files.iter().find(|(n, _)| n == name);
                Ok(found.map(|(_, bytes)| Cow::Borrowed(bytes.as_ref())))
            }
        }
    }

    /// The contents of a file the model cannot do without.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn require(&self, name: &'static str) -> Result<Cow<'_, [u8]>, Error> {
        self.read(name)?.ok_or_else(|| self.no_file(name))
    }

    /// The weights, from the first of the formats that is there.
    ///
    /// # Errors
    /// When there are none, or they are cut short or damaged.
    pub fn weights(&self, device: &Device) -> Result<Weights, Error> {
        if let Some(weights) = self.safetensors("model.safetensors", device)? {
            return Ok(weights);
        }
        if let Some(index) = self.read(INDEX)? {
            return self.shards(&index, device);
        }
        if let Some(bytes) = self.read("model.gguf")? {
            return Weights::gguf(&self.name("model.gguf"), &bytes, device);
        }
        if let Self::Directory(dir) = self {
            let path = dir.join("pytorch_model.bin");
            if path.is_file() {
                return Weights::pytorch(&path, device);
            }
        }
        Err(self.no_file("weights"))
    }

    /// One `safetensors` file, or `None` where there is no such file.
    fn safetensors(&self, name: &str, device: &Device) -> Result<Option<Weights>, Error> {
        match self {
            Self::Directory(dir) => {
                let path = dir.join(name);
                let is_there = path.is_file();
                is_there.then(|| Weights::safetensors_file(&path, device)).transpose()
            }
            Self::Memory(files) => {
                let found = files.iter().find(|(n, _)| n == name);
                let read = |bytes: &Cow<'static, [u8]>| match bytes {
                    Cow::Borrowed(bytes) => Weights::safetensors_in_program(name, bytes, device),
                    Cow::Owned(bytes) => Weights::safetensors(name, bytes, device),
                };
                found.map(|(_, bytes)| read(bytes)).transpose()
            }
        }
    }

    /// The tensors of all the files that an index names.
    fn shards(&self, index: &[u8], device: &Device) -> Result<Weights, Error> {
        let file = self.name(INDEX);
        let index: Index = serde_json::from_slice(index)
            .map_err(|source| Error::Json { file: file.clone(), source })?;
        let names: BTreeSet<&String> = index.weight_map.values().collect();
        let mut weights = Weights::of(&file, device, BTreeMap::new());
        for name in names {
            // A name with a path in it would read outside the model's folder.
            if name.contains(['/', '\\']) {
                return Err(self.no_file(name));
            }
            let shard = self.safetensors(name, device)?;
            weights.absorb(shard.ok_or_else(|| self.no_file(name))?);
        }
        Ok(weights)
    }

    /// The file's name as errors show it.
    #[must_use]
    pub fn name(&self, file: &str) -> String {
        match self {
            Self::Directory(dir) => dir.join(file).display().to_string(),
            Self::Memory(_) => file.to_owned(),
        }
    }

    fn no_file(&self, file: &str) -> Error {
        let dir = match self {
            Self::Directory(dir) => dir.display().to_string(),
            Self::Memory(_) => "the built-in model".to_owned(),
        };
        Error::NoFile { dir, file: file.to_owned() }
    }
}

/// What the index of shards holds: the file of each tensor, by the tensor's name.
#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Tensor};

    use super::*;

    /// A model of two shards in memory, and what its index says of `b`.
    fn in_shards(of_b: &str) -> ModelFiles {
        let shard = |name: &str, ones: usize| {
            let tensor = Tensor::ones((ones, 2), DType::F32, &Device::Cpu).unwrap();
            Cow::Owned(safetensors::serialize([(name, &tensor)], None).unwrap())
        };
        let one = "model-00001-of-00002.safetensors";
        let index =
            format!(r#"{{"metadata": {{}}, "weight_map": {{"a": "{one}", "b": "{of_b}"}}}}"#);
        ModelFiles::Memory(vec![
            (INDEX.to_owned(), Cow::Owned(index.into_bytes())),
            (one.to_owned(), shard("a", 3)),
            ("model-00002-of-00002.safetensors".to_owned(), shard("b", 5)),
        ])
    }

    #[test]
    fn shards_are_read_as_one() {
        let files = in_shards("model-00002-of-00002.safetensors");
        let dir = tempfile::tempdir().unwrap();
        let ModelFiles::Memory(named) = &files else { unreachable!() };
        for (name, bytes) in named {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        for files in [files, ModelFiles::from(dir.path())] {
            let mut weights = files.weights(&Device::Cpu).unwrap();
            assert_eq!(weights.take_floats("a", &[3, 2]).unwrap(), [1.0; 6]);
            assert_eq!(weights.take_floats("b", &[5, 2]).unwrap(), [1.0; 10]);
            weights.finish().unwrap();
        }
    }

    #[test]
    fn a_shard_that_is_not_there_or_elsewhere_is_named() {
        for name in ["model-00003-of-00002.safetensors", "../model-00002-of-00002.safetensors"] {
            let text = in_shards(name).weights(&Device::Cpu).unwrap_err().to_string();
            assert!(text.contains(name), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let files = ModelFiles::from(dir.path());
        assert!(files.read("vocab.json").unwrap().is_none());
        let text = files.weights(&Device::Cpu).unwrap_err().to_string();
        assert!(text.contains(&dir.path().display().to_string()) && text.contains("weights"));
        let memory = ModelFiles::Memory(vec![("vocab.json".to_owned(), b"{}".into())]);
        assert_eq!(memory.require("vocab.json").unwrap().as_ref(), b"{}");
        assert!(memory.require("config.json").is_err());
    }
}
