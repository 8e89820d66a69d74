//! Where a model's files are: a directory laid out as on the hub, or bytes in memory.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use candle_core::Device;

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
        if let Self::Directory(dir) = self {
            let path = dir.join("model.safetensors");
            if path.is_file() {
                return Weights::safetensors_file(&path, device);
            }
        } else if let Some(bytes) = self.read("model.safetensors")? {
            return Weights::safetensors(&self.name("model.safetensors"), &bytes, device);
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

    /// The file's name as errors show it.
    #[must_use]
    pub fn name(&self, file: &str) -> String {
        match self {
            Self::Directory(dir) => dir.join(file).display().to_string(),
            Self::Memory(_) => file.to_owned(),
        }
    }

    fn no_file(&self, file: &'static str) -> Error {
        let dir = match self {
            Self::Directory(dir) => dir.display().to_string(),
            Self::Memory(_) => "the built-in model".to_owned(),
        };
        Error::NoFile { dir, file }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
