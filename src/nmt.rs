//! The translation engine: strings in, strings with piece spans, scores and attention out.
//!
//! Everything above this module knows only [`Translate`]; [`Engine`] is the real one, a fake takes
//! its place in tests. The engine knows no documents, no sentences and no words: it translates
//! exactly the strings it is given, and says so when one is too long for the model.

pub mod attention;
pub mod beam;
pub mod config;
pub mod constraint;
pub mod decoder;
pub mod encoder;
pub mod engine;
pub mod files;
pub mod force;
pub mod generation;
pub mod int8;
pub mod kernel;
mod keys;
#[cfg(test)]
mod made_up;
pub mod model;
pub mod normalize;
pub mod ops;
pub mod repetition;
pub mod shortlist;
pub mod spm;
pub mod unigram;
pub mod vocab;
pub mod weights;

use std::path::PathBuf;

pub use crate::nmt::attention::{AttentionHeads, ReadAt};
pub use crate::nmt::engine::{Batching, Engine, EngineOptions, Precision, Words};
pub use crate::nmt::files::ModelFiles;
pub use crate::nmt::generation::EarlyStopping;

use crate::corpus::alignment::SoftAlignment;
use crate::corpus::score::LogProb;
use crate::corpus::span::{Byte, Span};
use crate::nmt::spm::SpmError;
use crate::nmt::vocab::VocabError;
use crate::nmt::weights::TensorProblem;

/// Something that translates strings.
pub trait Translate: Send + Sync {
    /// Translates each string by itself, in order. What comes out for one does not depend on the
    /// others, nor on how many are given at once. A string of nothing but white space gives an
    /// empty translation.
    ///
    /// # Errors
    /// [`Error::TooLong`] for a string over [`Translate::max_source_pieces`]; otherwise when an
    /// option does not fit the model or the computation fails.
    fn translate(
        &self,
        sources: &[&str],
        options: &DecodeOptions,
    ) -> Result<Vec<Translation>, Error>;

    /// Scores given translations, pairs of source and target, and reads the attention off them.
    ///
    /// # Errors
    /// As [`Translate::translate`], for either side.
    fn force(
        &self,
        pairs: &[(&str, &str)],
        options: &ForceOptions,
    ) -> Result<Vec<Translation>, Error>;

    /// How many pieces a source string has.
    fn count_pieces(&self, source: &str) -> usize;

    /// The most pieces a source string may have.
    fn max_source_pieces(&self) -> usize;

    /// What decides its output beside weights and options.
    fn precision(&self) -> Precision {
        Precision::F32
    }
}

/// One string with its translation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Translation {
    /// The target text: the model's, or the given one.
    pub text: String,
    /// The bytes of the source each of its pieces stands for, in order (the space before a word
    /// belongs to the word's first piece).
    pub src_pieces: Vec<Span<Byte>>,
    /// The bytes of `text` each target piece stands for, in order.
    pub tgt_pieces: Vec<Span<Byte>>,
    /// How likely the model finds each target piece after those before it; one more for the end
    /// mark when the text is finished.
    pub log_probs: Vec<LogProb>,
    /// How much each target piece attends to each source piece. A row sums to 1 together with
    /// its entry in `unattended`.
    pub attention: SoftAlignment,
    /// How much each target piece attends to no word of the source but to its end mark.
    pub unattended: Vec<f32>,
    /// Whether the model ended the text by itself; `false` when it ran into the length limit.
    pub finished: bool,
    /// Whether the model went round in circles, and what was done about it.
    pub repetition: Repetition,
    /// The next best outputs, best first, when [`DecodeOptions::n_best`] asks for them.
    pub alternatives: Vec<Alternative>,
}

impl Translation {
    /// The log-probability of the whole text.
    #[must_use]
    pub fn log_prob(&self) -> LogProb {
        LogProb::new(self.log_probs.iter().map(|p| p.get()).sum())
    }

    /// The mean log-probability of a piece, the end mark included; 0 for an empty text.
    #[must_use]
    pub fn score(&self) -> LogProb {
        #[expect(clippy::cast_precision_loss, reason = "texts have far fewer than 2^24 pieces")]
        let n = self.log_probs.len().max(1) as f32;
        LogProb::new(self.log_prob().get() / n)
    }
}

/// A less likely output.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The target text.
    pub text: String,
    /// Its log-probability over its length to the power of the length penalty.
    pub score: f32,
}

/// Whether an output goes round in circles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repetition {
    /// It does not.
    #[default]
    None,
    /// The first output did; this one was made with repetition forbidden.
    Repaired,
    /// It does, and forbidding repetition did not help or was not asked for.
    Loop,
}

/// How strings are translated. The default is what the model's own files ask for, nothing added.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodeOptions {
    /// Width of the search; `None`: the model's.
    pub beams: Option<usize>,
    /// The power of the length that scores are divided by; `None`: the model's.
    pub length_penalty: Option<f32>,
    /// When the search may stop; `None`: the model's.
    pub early_stopping: Option<EarlyStopping>,
    /// How long an output may get. Default: as long as the model allows.
    pub limit: LengthLimit,
    /// What to do about an output that goes round in circles. Default: report it.
    pub on_loop: OnLoop,
    /// Whether a word may hold the same letters twice in a row. Default: it may.
    pub stutter: Stutter,
    /// How many outputs to give, the best one included; at most the width of the search. Default 1.
    pub n_best: usize,
    /// The target language, for a model that knows several, such as `fra`. Default: none.
    pub target_language: Option<String>,
    /// The heads that `attention` is read from; `None`: those of [`EngineOptions`].
    pub heads: Option<AttentionHeads>,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self {
            beams: None,
            length_penalty: None,
            early_stopping: None,
            limit: LengthLimit::Model,
            on_loop: OnLoop::Report,
            stutter: Stutter::Allow,
            n_best: 1,
            target_language: None,
            heads: None,
        }
    }
}

impl DecodeOptions {
    /// Settings for text nobody has vetted: an output may be three times as long as its source and
    /// 40 pieces more, one that goes round in circles is made again with repetition forbidden, and no
    /// word stutters.
    #[must_use]
    pub fn guarded() -> Self {
        Self {
            limit: LengthLimit::Proportional { per_source_piece: 3, extra: 40 },
            on_loop: OnLoop::Retry { ngram: 3 },
            stutter: Stutter::Forbid,
            ..Self::default()
        }
    }
}

/// How long an output may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthLimit {
    /// As long as the model's files and positions allow.
    Model,
    /// So many pieces, the end mark included, but no longer than the model allows.
    Pieces(usize),
    /// So many pieces for each piece of the source and so many more, but no longer than the model
    /// allows.
    Proportional {
        /// Target pieces for each source piece.
        per_source_piece: usize,
        /// Target pieces on top.
        extra: usize,
    },
}

/// What to do about an output that goes round in circles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoop {
    /// Say so in [`Translation::repetition`].
    Report,
    /// Translate again, with no n-gram of this size twice, and say so.
    Retry {
        /// The size of the n-grams.
        ngram: usize,
    },
}

/// Whether a word may hold the same four letters or more twice in a row, as in `Afghan·istan·istan`:
/// small models do this to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stutter {
    /// As the model's makers decode it.
    Allow,
    /// What would finish the second time is never taken.
    Forbid,
}

/// How given translations are scored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForceOptions {
    /// The target language, for a model that knows several. Default: none.
    pub target_language: Option<String>,
    /// The heads that `attention` is read from; `None`: those of [`EngineOptions`].
    pub heads: Option<AttentionHeads>,
}

/// Which text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is translated.
    Source,
    /// What it is translated to.
    Target,
}

/// What can go wrong between a model's files and a translation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file the model needs is not there.
    #[error(
        "{dir} has no {file}: a model needs config.json, source.spm, target.spm, vocab.json \
             and weights (model.safetensors, in one piece or in shards with their index, \
             pytorch_model.bin or model.gguf)"
    )]
    NoFile {
        /// Where it was looked for.
        dir: String,
        /// What is missing.
        file: String,
    },
    /// A file is not the JSON it should be.
    #[error("{file} is not valid JSON of the expected kind")]
    Json {
        /// The file.
        file: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A configuration value of the wrong kind.
    #[error("{file}: `{key}` should be {expected}, but is {got}")]
    Config {
        /// The file.
        file: String,
        /// The key.
        key: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        got: String,
    },
    /// A configuration value that asks for a computation this engine does not do.
    #[error("{file}: `{key}` is {got}, which is not supported (supported: {supported})")]
    Unsupported {
        /// The file.
        file: String,
        /// The key.
        key: String,
        /// What it is.
        got: String,
        /// What it may be.
        supported: &'static str,
    },
    /// A `SentencePiece` file that cannot be used.
    #[error("{file} cannot be used")]
    Spm {
        /// The file.
        file: String,
        /// Why.
        source: SpmError,
    },
    /// A vocabulary that does not fit the model.
    #[error("{file} does not fit the model")]
    Vocab {
        /// The file.
        file: String,
        /// Why.
        source: VocabError,
    },
    /// A weights file that cannot be read through.
    #[error("{file} is damaged or cut short; fetch it again")]
    Damaged {
        /// The file.
        file: String,
        /// Why.
        source: candle_core::Error,
    },
    /// A list of target words that does not fit the model.
    #[error(
        "{file} does not fit the model: {problem}; make it again with `tarjuman models shortlist`"
    )]
    Shortlist {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// A tensor of bytes that is no table of rows, or whose scales are missing or do not fit it.
    #[error("{file}: `{tensor}` is 8-bit, but not rows of bytes with one f32 scale a row")]
    Int8 {
        /// The file.
        file: String,
        /// The tensor.
        tensor: String,
    },
    /// Tensors that are missing, left over or wrongly shaped.
    #[error("{file} does not fit config.json:{}", list(.problems))]
    Tensors {
        /// The file.
        file: String,
        /// All of them.
        problems: Vec<TensorProblem>,
    },
    /// A target language the model does not know.
    #[error("the model does not know the target language `{wanted}`; {}", choice(.known))]
    Language {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// An option outside its range.
    #[error("option `{name}` should be {expected}, but is {got}")]
    Option {
        /// The option.
        name: &'static str,
        /// What it should be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// A text with more pieces than the model has positions.
    #[error(
        "text {index} has {pieces} pieces on its {side:?} side, but the model takes {limit}; \
             split it"
    )]
    TooLong {
        /// Its place among the given texts.
        index: usize,
        /// Which side.
        side: Side,
        /// How many pieces it has.
        pieces: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Scores that are no numbers: damaged weights.
    #[error("the scores for text {index} are not finite; the weights are damaged")]
    NotFinite {
        /// Its place among the given texts.
        index: usize,
    },
    /// The threads the engine asked for could not be had.
    #[error("cannot start {threads} threads")]
    Threads {
        /// How many.
        threads: usize,
        /// Why.
        source: rayon::ThreadPoolBuildError,
    },
    /// The tensor library failed.
    #[error("the computation failed")]
    Compute {
        /// Why.
        #[from]
        source: candle_core::Error,
    },
}

fn list(problems: &[TensorProblem]) -> String {
    problems.iter().fold(String::new(), |list, problem| format!("{list}\n  {problem}"))
}

fn choice(languages: &[String]) -> String {
    if languages.is_empty() {
        "it has one target language and needs none named".to_owned()
    } else {
        format!("it knows {}", languages.join(", "))
    }
}
