//! How an engine runs: where, in what numbers, on how many threads, over which words.

use std::fmt;
use std::path::PathBuf;

use candle_core::Device;

use crate::nmt::attention::AttentionHeads;
use crate::nmt::int8::ROUNDING;

/// How strings are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batching {
    /// Each string alone. Where the best word alone is searched and the processor sums bytes fast enough, the output
    /// table is then kept a second time, in halves that are read faster.
    Alone,
    /// Strings of like length together, up to so many source pieces, padding included.
    Padded {
        /// Source pieces a batch.
        max_pieces: usize,
    },
}

/// What the network computes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats: the reference, on any device.
    F32,
    /// Products of 8-bit integers, everything else in floats: several times as fast, on the
    /// processor only.
    Int8,
}

impl Precision {
    /// Part of the name under which finished work is kept: another one where the same weights and
    /// sources may give other bits.
    #[must_use]
    pub fn bits(self) -> String {
        match self {
            Self::F32 => self.to_string(),
            Self::Int8 => format!("{self}-{ROUNDING}"),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F32 => "f32",
            Self::Int8 => "int8",
        })
    }
}

/// How an engine runs.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Where it computes. Default: the processor.
    pub device: Device,
    /// What it computes in; `None`: 8-bit integers on the processor, floats elsewhere.
    pub precision: Option<Precision>,
    /// How many strings are translated at the same time. Default 1.
    pub threads: usize,
    /// How strings are put together; `None`: as suits the device and the precision.
    pub batching: Option<Batching>,
    /// The heads that alignments are read from; `None`: those the model names, or a guess.
    pub heads: Option<AttentionHeads>,
    /// Which words a string may become. 8-bit integers only: floats are the reference.
    pub words: Words,
}

/// Which words of the vocabulary are looked at for a string.
#[derive(Clone, Debug, Default)]
pub enum Words {
    /// All of them.
    #[default]
    All,
    /// Those its own pieces may become, by the model's list; all where the model has none.
    Likely,
    /// Those its own pieces may become, by the list in this file.
    By(PathBuf),
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            device: Device::Cpu,
            precision: None,
            threads: 1,
            batching: None,
            heads: None,
            words: Words::All,
        }
    }
}
