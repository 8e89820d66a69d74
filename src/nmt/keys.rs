//! Reads single keys of a JSON configuration; a value of the wrong kind is an error that names it.

use serde_json::{Map, Value};

use crate::nmt::Error;

/// One configuration file, open for reading.
#[derive(Debug)]
pub(crate) struct Keys {
    file: String,
    map: Map<String, Value>,
}

impl Keys {
    pub(crate) fn parse(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let map = serde_json::from_slice(bytes)
            .map_err(|source| Error::Json { file: file.to_owned(), source })?;
        Ok(Self { file: file.to_owned(), map })
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// A missing key and `null` mean the same.
    fn value(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|v| !v.is_null())
    }

    pub(crate) fn get<T>(
        &self,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.value(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| self.wrong(key, expected))
    }

    pub(crate) fn count(&self, key: &str) -> Result<Option<usize>, Error> {
        self.get(key, "a whole number", |v| usize::try_from(v.as_u64()?).ok())
    }

    pub(crate) fn id(&self, key: &str) -> Result<Option<u32>, Error> {
        self.get(key, "a token id", id)
    }

    /// One id, or a list of ids.
    pub(crate) fn ids(&self, key: &str) -> Result<Option<Vec<u32>>, Error> {
        self.get(key, "a token id or a list of them", |v| match v {
            Value::Array(list) => list.iter().map(id).collect(),
            one => Some(vec![id(one)?]),
        })
    }

    /// A list of id sequences.
    pub(crate) fn sequences(&self, key: &str) -> Result<Option<Vec<Vec<u32>>>, Error> {
        let sequence = |v: &Value| v.as_array()?.iter().map(id).collect::<Option<Vec<u32>>>();
        self.get(key, "a list of lists of token ids", |v| {
            v.as_array()?.iter().map(sequence).collect()
        })
    }

    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        self.get(key, "true or false", Value::as_bool)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the library that wrote it uses floats too"
    )]
    pub(crate) fn number(&self, key: &str) -> Result<Option<f32>, Error> {
        self.get(key, "a number", |v| v.as_f64().map(|n| n as f32))
    }

    /// The value is there but not of the expected kind.
    pub(crate) fn wrong(&self, key: &str, expected: &'static str) -> Error {
        Error::Config {
            file: self.file.clone(),
            key: key.to_owned(),
            expected,
            got: self.shown(key),
        }
    }

    /// The value is well formed, but asks for something we do not do.
    pub(crate) fn unsupported(&self, key: &str, supported: &'static str) -> Error {
        Error::Unsupported {
            file: self.file.clone(),
            key: key.to_owned(),
            got: self.shown(key),
            supported,
        }
    }

    fn shown(&self, key: &str) -> String {
        self.map.get(key).map_or_else(|| "missing".to_owned(), Value::to_string)
    }
}

fn id(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}
