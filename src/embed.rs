//! Sentences → vectors, by an encoder of the BERT family that knows several languages (`LaBSE`, multilingual
//! E5, sentence-transformers). Networks are candle-transformers', tokenizers are `tokenizers`'.
//!
//! Takes the files of a model and strings; gives a vector of length 1 for each. Knows no documents and
//! nothing of alignment.

mod head;

use std::fmt;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::{bert, xlm_roberta};
use serde::Deserialize;
use serde_json::Value;
use tokenizers::{Tokenizer, TruncationParams};

use crate::corpus::model_files::{ModelFiles, Place};
use crate::embed::head::Head;

/// What can go wrong; each message names the file and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file the encoder cannot do without.
    #[error(
        "{origin}: no {name} here; a sentence encoder has config.json, tokenizer.json and model.safetensors"
    )]
    Missing {
        /// What messages call the place.
        origin: String,
        /// The file.
        name: &'static str,
    },
    /// A file that cannot be read.
    #[error("{}: cannot be read; check the path and its permissions", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that does not say what it should.
    #[error("{origin}: {name} cannot be used: {problem}")]
    Unusable {
        /// What messages call the place.
        origin: String,
        /// The file.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A network of another family.
    #[error(
        "{origin}: config.json names a “{found}” network; sentence encoders can be bert or xlm-roberta"
    )]
    Family {
        /// What messages call the place.
        origin: String,
        /// What `model_type` says.
        found: String,
    },
    /// The computation failed.
    #[error("the sentence encoder failed")]
    Computation(#[from] candle_core::Error),
}

/// A loaded encoder.
#[derive(Debug)]
pub struct SentenceEncoder {
    tokenizer: Tokenizer,
    network: Network,
    head: Head,
    pad: u32,
    device: Device,
}

enum Network {
    Bert(Box<bert::BertModel>),
    Roberta(Box<xlm_roberta::XLMRobertaModel>),
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bert(_) => "Bert",
            Self::Roberta(_) => "Roberta",
        })
    }
}

/// What both families say of themselves.
#[derive(Deserialize)]
struct Family {
    model_type: Option<String>,
    max_position_embeddings: usize,
    #[serde(default)]
    pad_token_id: u32,
}

/// Sentences computed at a time. Of like length, so that little is padding.
const BATCH: usize = 16;
/// Pieces of a sentence that count, at most; longer ones are judged by their beginning.
const LONGEST: usize = 256;
/// The weights, in the one format that is read.
const WEIGHTS: &str = "model.safetensors";

impl SentenceEncoder {
    /// Loads an encoder laid out as on the hub: `config.json`, `tokenizer.json`, `model.safetensors`, and where
    /// sentence-transformers wrote them `modules.json`, `1_Pooling/config.json` and the dense layer `2_Dense`.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn load(files: &ModelFiles) -> Result<Self, Error> {
        let device = Device::Cpu;
        let files = Files(files);
        let config = files.require("config.json")?;
        let family: Family = files.json("config.json", &config)?;
        let weights = files.tensors(WEIGHTS, &device)?;
        // RoBERTa's first two positions are not used: they stand for padding.
        let (network, own) = match family.model_type.as_deref() {
            Some("bert") | None => {
                let network =
                    bert::BertModel::load(weights.clone(), &files.json("config.json", &config)?);
                (Network::Bert(Box::new(files.fits(WEIGHTS, network)?)), 0)
            }
            Some("xlm-roberta") => {
                let inner = ["roberta", "xlm_roberta"].into_iter();
                let mut inner = inner.filter(|name| {
                    weights.contains_tensor(&format!("{name}.embeddings.word_embeddings.weight"))
                });
                let weights = inner.next().map_or(weights.clone(), |name| weights.pp(name));
                // Newer files leave out what can only be one thing.
                let mut config: serde_json::Map<String, Value> =
                    files.json("config.json", &config)?;
                config.entry("position_embedding_type").or_insert_with(|| "absolute".into());
                let config = serde_json::from_value(Value::Object(config));
                let config = config.map_err(|e| files.unusable("config.json", &e))?;
                let network = xlm_roberta::XLMRobertaModel::new(&config, weights);
                (Network::Roberta(Box::new(files.fits(WEIGHTS, network)?)), 2)
            }
            Some(other) => {
                return Err(Error::Family { origin: files.origin(), found: other.to_owned() });
            }
        };
        let head = Head::load(&files, &weights, &device)?;
        let tokenizer = files.require("tokenizer.json")?;
        let mut tokenizer =
            Tokenizer::from_bytes(tokenizer).map_err(|e| files.unusable("tokenizer.json", &e))?;
        let max_length = LONGEST.min(family.max_position_embeddings.saturating_sub(own));
        let truncation = TruncationParams { max_length, ..TruncationParams::default() };
        tokenizer
            .with_truncation(Some(truncation))
            .map_err(|e| files.unusable("tokenizer.json", &e))?;
        tokenizer.with_padding(None);
        Ok(Self { tokenizer, network, head, pad: family.pad_token_id, device })
    }

    /// A vector of length 1 for each text, in order.
    ///
    /// # Errors
    /// When the tokenizer or the computation fails.
    pub fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut pieces = Vec::with_capacity(texts.len());
        for text in texts {
            let encoding =
                self.tokenizer.encode_fast(*text, true).map_err(|e| Error::Unusable {
                    origin: "the sentence encoder".to_owned(),
                    name: "tokenizer.json".to_owned(),
                    problem: e.to_string(),
                })?;
            pieces.push(encoding.get_ids().to_vec());
        }
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&i| pieces[i].len());
        let mut out = vec![Vec::new(); texts.len()];
        for batch in order.chunks(BATCH) {
            let rows: Vec<&[u32]> = batch.iter().map(|&i| pieces[i].as_slice()).collect();
            for (&i, vector) in batch.iter().zip(self.vectors(&rows)?) {
                out[i] = vector;
            }
        }
        Ok(out)
    }

    fn vectors(&self, rows: &[&[u32]]) -> Result<Vec<Vec<f32>>, Error> {
        let (n, longest) = (rows.len(), rows.iter().map(|row| row.len()).max().unwrap_or(0).max(1));
        let mut ids = vec![self.pad; n * longest];
        let mut mask = vec![0_u32; n * longest];
        for (k, row) in rows.iter().enumerate() {
            ids[k * longest..][..row.len()].copy_from_slice(row);
            mask[k * longest..][..row.len()].fill(1);
        }
        // [n, longest]
        let ids = Tensor::from_vec(ids, (n, longest), &self.device)?;
        let mask = Tensor::from_vec(mask, (n, longest), &self.device)?;
        let kinds = ids.zeros_like()?;
        // [n, longest, width]
        let states = match &self.network {
            Network::Bert(network) => network.forward(&ids, &kinds, Some(&mask))?,
            Network::Roberta(network) => network.forward(&ids, &mask, &kinds, None, None, None)?,
        };
        Ok(self.head.vectors(&states, &mask)?.to_vec2()?)
    }
}

/// Files by name, with errors that say which one is at fault.
struct Files<'a>(&'a ModelFiles);

impl Files<'_> {
    fn origin(&self) -> String {
        self.0.origin().to_owned()
    }

    fn path(&self, name: &str) -> Option<&Path> {
        match self.0.get(name)? {
            Place::Disk(path) => Some(path),
            Place::Memory(_) => None,
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(path) = self.path(name) else { return Ok(None) };
        let read = std::fs::read(path);
        read.map(Some).map_err(|source| Error::Read { path: path.to_owned(), source })
    }

    fn require(&self, name: &'static str) -> Result<Vec<u8>, Error> {
        self.read(name)?.ok_or_else(|| Error::Missing { origin: self.origin(), name })
    }

    fn json<T: for<'de> Deserialize<'de>>(&self, name: &str, bytes: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(bytes).map_err(|e| self.unusable(name, &e))
    }

    /// The tensors of a safetensors file, as 32-bit floats.
    fn tensors<'v>(&self, name: &'static str, device: &Device) -> Result<VarBuilder<'v>, Error> {
        let tensors = candle_core::safetensors::load_buffer(&self.require(name)?, device);
        let tensors = self.fits(name, tensors)?;
        Ok(VarBuilder::from_tensors(tensors, DType::F32, device))
    }

    fn fits<T>(&self, name: &str, made: candle_core::Result<T>) -> Result<T, Error> {
        made.map_err(|e| self.unusable(name, &e))
    }

    fn unusable(&self, name: &str, problem: &dyn fmt::Display) -> Error {
        Error::Unusable {
            origin: self.origin(),
            name: name.to_owned(),
            problem: problem.to_string(),
        }
    }
}
