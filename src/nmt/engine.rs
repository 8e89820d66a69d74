//! The real [`Translate`]: a loaded model, its vocabulary, and the threads that run it.
//!
//! Two networks compute the same thing: one in 8-bit integers, for the processor, and one in floats,
//! which is the reference and runs on other devices too. What is the same for both is here; each
//! has its own way of putting strings together and sharing them out among threads.

mod bytes;
mod floats;
mod listed;
mod options;

use std::ops::Range;
use std::sync::Arc;

use candle_core::Device;

use crate::corpus::alignment::SoftAlignment;
use crate::corpus::span::{Byte, Span};
use crate::nmt::attention::AttentionHeads;
use crate::nmt::beam::Hypothesis;
use crate::nmt::config::ModelConfig;
use crate::nmt::files::ModelFiles;
use crate::nmt::force::{Forced, Given};
use crate::nmt::generation::GenerationConfig;
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::network::Network;
use crate::nmt::model::Model;
use crate::nmt::vocab::{Vocab, VocabFiles};
use crate::nmt::{
    Alternative, DecodeOptions, Error, ForceOptions, LengthLimit, OnLoop, Repetition, Side,
    Stutter, Translate, Translation,
};

use listed::Lister;
pub use options::{Batching, EngineOptions, Precision, Words};

/// A model ready to translate.
#[derive(Debug)]
pub struct Engine {
    network: Either,
    vocab: Vocab,
    vocabulary_sha256: String,
    // By target id: letters it adds inside a word.
    inner_letters: Arc<[u8]>,
    generation: GenerationConfig,
    heads: AttentionHeads,
    lister: Option<Lister>,
}

/// The network and the threads that run it.
#[derive(Debug)]
enum Either {
    Floats(floats::Runner),
    Bytes(bytes::Runner),
}

impl Engine {
    /// Loads a model.
    ///
    /// # Errors
    /// When a file is missing, damaged or asks for something we do not do, when the files do not
    /// fit each other, or when the model or the device cannot be run as the options say.
    pub fn load(files: &ModelFiles, options: &EngineOptions) -> Result<Self, Error> {
        let config_bytes = files.require("config.json")?;
        let config = ModelConfig::parse(&files.name("config.json"), &config_bytes)?;
        let generation = match files.read("generation_config.json")? {
            Some(bytes) => {
                let name = files.name("generation_config.json");
                GenerationConfig::parse(&name, &bytes, &config)?
            }
            None => GenerationConfig::parse(&files.name("config.json"), &config_bytes, &config)?,
        };
        // The vocabulary is read while the weights are put in order.
        let (vocab, rest) = std::thread::scope(|scope| {
            let vocab = scope.spawn(|| vocab(files, &config));
            let rest = Rest::load(files, options, (config.clone(), generation));
            (vocab.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), rest)
        });
        let (vocab, rest) = (vocab?, rest?);
        let inner_letters = vocab.inner_letters().into();
        Ok(Self {
            network: rest.network,
            vocab,
            vocabulary_sha256: rest.vocabulary_sha256,
            inner_letters,
            generation: rest.generation,
            heads: rest.heads,
            lister: rest.lister,
        })
    }

    /// The model's own search settings.
    #[must_use]
    pub fn generation(&self) -> &GenerationConfig {
        &self.generation
    }

    /// What the model is.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        match &self.network {
            Either::Floats(runner) => runner.model.config(),
            Either::Bytes(runner) => runner.network.config(),
        }
    }

    /// The model's vocabulary.
    #[must_use]
    pub fn vocab(&self) -> &Vocab {
        &self.vocab
    }

    /// Lower-case hexadecimal SHA-256 of the ids of its pieces: a list of words belongs to them.
    #[must_use]
    pub fn vocabulary_sha256(&self) -> &str {
        &self.vocabulary_sha256
    }

    /// Lower-case hexadecimal SHA-256 of the list, where it looks at the words of a list alone.
    #[must_use]
    pub fn shortlist_sha256(&self) -> Option<&str> {
        self.lister.as_ref().map(Lister::sha256)
    }

    /// The heads that alignments are read from unless an option says otherwise.
    #[must_use]
    pub fn heads(&self) -> &AttentionHeads {
        &self.heads
    }

    /// The scores of every word, before the softmax, after each beginning of `target`. Both sides
    /// are ids with their marks: the source ends with the end mark, the target begins with the
    /// decoder's start mark.
    ///
    /// # Errors
    /// When an id or a length is outside the model.
    pub fn scores(&self, source: &[u32], target: &[u32]) -> Result<Vec<Vec<f32>>, Error> {
        let limit = self.config().max_positions;
        for (side, pieces) in [(Side::Source, source.len()), (Side::Target, target.len())] {
            if pieces > limit || pieces == 0 {
                return Err(Error::TooLong { index: 0, side, pieces, limit });
            }
        }
        match &self.network {
            Either::Floats(runner) => runner.model.scores(source, target),
            Either::Bytes(runner) => Ok(runner.network.scores(source, target)),
        }
    }

    /// Everything the search finds for one string, best first, as ids.
    ///
    /// # Errors
    /// As [`Translate::translate`].
    pub fn hypotheses(
        &self,
        source: &str,
        options: &DecodeOptions,
    ) -> Result<Vec<Hypothesis>, Error> {
        let order = self.order(options)?;
        let jobs = self.jobs(&[source], options.target_language.as_deref())?;
        let order = Order { on_loop: OnLoop::Report, ..order };
        let made = self.translate_jobs(&jobs, &order)?;
        Ok(made.into_iter().flat_map(|made| made.hypotheses).collect())
    }

    fn translate_jobs(&self, jobs: &[Job], order: &Order) -> Result<Vec<Made>, Error> {
        match &self.network {
            Either::Floats(runner) => runner.translate(jobs, order),
            Either::Bytes(runner) => runner.translate(jobs, order),
        }
    }

    fn order(&self, options: &DecodeOptions) -> Result<Order, Error> {
        Ok(Order {
            settings: self.settings(options)?,
            limit: options.limit,
            on_loop: options.on_loop,
            heads: self.heads_for(options.heads.as_ref())?,
        })
    }

    /// Cuts the sources and adds the marks the model wants.
    fn jobs(&self, sources: &[&str], language: Option<&str>) -> Result<Vec<Job>, Error> {
        let language = language.map(|l| self.vocab.language(l)).transpose()?;
        let limit = self.config().max_positions;
        let job = |(index, source): (usize, &&str)| {
            let encoded = self.vocab.encode_source(source);
            let first = usize::from(language.is_some());
            let words = first..first + encoded.ids.len();
            let mut ids: Vec<u32> = language.into_iter().collect();
            ids.extend_from_slice(&encoded.ids);
            ids.push(self.config().eos);
            if ids.len() > limit {
                let (pieces, limit) = (encoded.ids.len(), limit - first - 1);
                return Err(Error::TooLong { index, side: Side::Source, pieces, limit });
            }
            let listed = self.lister.as_ref().map(|l| l.words(&self.vocab, source, &ids));
            Ok(Job { index, ids, words, spans: encoded.spans, listed })
        };
        sources.iter().enumerate().map(job).collect()
    }

    /// The model's settings with the caller's wishes.
    fn settings(&self, options: &DecodeOptions) -> Result<GenerationConfig, Error> {
        let mut settings = self.generation.clone();
        settings.n_beams = options.beams.unwrap_or(settings.n_beams);
        settings.length_penalty = options.length_penalty.unwrap_or(settings.length_penalty);
        settings.early_stopping = options.early_stopping.unwrap_or(settings.early_stopping);
        if options.stutter == Stutter::Forbid {
            settings.no_stutter = Arc::clone(&self.inner_letters);
        }
        let bad = |name, expected: &str, got: String| {
            Err(Error::Option { name, expected: expected.to_owned(), got })
        };
        if settings.n_beams == 0 || settings.n_beams > MAX_BEAMS {
            return bad("beams", &format!("1 to {MAX_BEAMS}"), settings.n_beams.to_string());
        }
        if !settings.length_penalty.is_finite() {
            return bad("length_penalty", "finite", settings.length_penalty.to_string());
        }
        if options.n_best == 0 || options.n_best > settings.n_beams {
            let expected = format!("1 to the number of beams, {}", settings.n_beams);
            return bad("n_best", &expected, options.n_best.to_string());
        }
        Ok(settings)
    }

    fn heads_for(&self, wanted: Option<&AttentionHeads>) -> Result<AttentionHeads, Error> {
        let heads = wanted.unwrap_or(&self.heads);
        check_heads(heads, self.config())?;
        Ok(heads.clone())
    }

    /// A hypothesis as a text with its spans, and the end mark where it has one.
    fn alternative(&self, hypothesis: &Hypothesis) -> Alternative {
        let (ids, _) = split_end(&hypothesis.ids, &self.generation.eos);
        Alternative { text: self.vocab.decode(ids).text, score: hypothesis.score }
    }

    fn translation(&self, job: &Job, made: Made, n_best: usize) -> Result<Translation, Error> {
        let best = made.hypotheses.first().ok_or(Error::NotFinite { index: job.index })?;
        let (ids, end) = split_end(&best.ids, &self.generation.eos);
        let decoded = self.vocab.decode(ids);
        let next = made.hypotheses.iter().take(n_best).skip(1);
        Ok(Translation {
            repetition: made.repetition,
            finished: end.is_some(),
            alternatives: next.map(|h| self.alternative(h)).collect(),
            ..job.translation(decoded.text, decoded.spans, made.forced)
        })
    }
}

/// The vocabulary of a model.
fn vocab(files: &ModelFiles, config: &ModelConfig) -> Result<Vocab, Error> {
    let target_vocab = files.read("target_vocab.json")?;
    let files = VocabFiles {
        source_spm: &files.require("source.spm")?,
        target_spm: &files.require("target.spm")?,
        vocab: &files.require("vocab.json")?,
        target_vocab: target_vocab.as_deref(),
    };
    Vocab::parse(files, config)
}

/// Everything of an engine but its vocabulary.
struct Rest {
    network: Either,
    vocabulary_sha256: String,
    generation: GenerationConfig,
    heads: AttentionHeads,
    lister: Option<Lister>,
}

impl Rest {
    fn load(
        files: &ModelFiles,
        options: &EngineOptions,
        (config, generation): (ModelConfig, GenerationConfig),
    ) -> Result<Self, Error> {
        let heads = options.heads.clone().or_else(|| config.alignment.clone());
        let heads = heads.unwrap_or_else(|| AttentionHeads::guess(config.decoder));
        check_heads(&heads, &config)?;
        let precision = precision(options, &config)?;
        let vocabulary_sha256 = listed::vocabulary(files)?;
        let lister = match precision {
            Precision::F32 => None,
            Precision::Int8 => {
                let of = (&config, &generation, &*vocabulary_sha256);
                listed::load(files, &options.words, of)?
            }
        };
        let weights = files.weights(&options.device)?;
        let network = match precision {
            Precision::F32 => {
                Either::Floats(floats::Runner::new(Model::load(config, weights)?, options)?)
            }
            Precision::Int8 => {
                let mut network = Network::load(config, weights, Isa::fastest())?;
                network.share(lister.as_ref().map_or(&[], Lister::common));
                Either::Bytes(bytes::Runner::new(network, options))
            }
        };
        Ok(Self { network, vocabulary_sha256, generation, heads, lister })
    }
}

impl Translate for Engine {
    fn translate(
        &self,
        sources: &[&str],
        options: &DecodeOptions,
    ) -> Result<Vec<Translation>, Error> {
        let order = self.order(options)?;
        let jobs = self.jobs(sources, options.target_language.as_deref())?;
        let full: Vec<Job> = jobs.into_iter().filter(|j| !j.words.is_empty()).collect();
        let made = self.translate_jobs(&full, &order)?;
        let nothing = Translation { finished: true, ..Translation::default() };
        let mut out = vec![nothing; sources.len()];
        for (job, made) in full.iter().zip(made) {
            out[job.index] = self.translation(job, made, options.n_best)?;
        }
        Ok(out)
    }

    fn force(
        &self,
        pairs: &[(&str, &str)],
        options: &ForceOptions,
    ) -> Result<Vec<Translation>, Error> {
        let heads = self.heads_for(options.heads.as_ref())?;
        let sources: Vec<&str> = pairs.iter().map(|p| p.0).collect();
        let jobs = self.jobs(&sources, options.target_language.as_deref())?;
        let limit = self.config().max_positions - 1;
        let mut targets = Vec::with_capacity(pairs.len());
        for (index, (_, target)) in pairs.iter().enumerate() {
            let encoded = self.vocab.encode_target(target);
            let pieces = encoded.ids.len();
            if pieces > limit {
                return Err(Error::TooLong { index, side: Side::Target, pieces, limit });
            }
            targets.push(encoded);
        }
        let end = self.generation.eos.first().copied();
        let given = jobs.iter().zip(&targets);
        let given: Vec<Given<'_>> =
            given.map(|(j, t)| Given { ids: &t.ids, end, n_columns: j.ids.len() }).collect();
        let start = self.generation.decoder_start;
        let forced = match &self.network {
            Either::Floats(runner) => runner.force(&jobs, &given, (start, &heads))?,
            Either::Bytes(runner) => runner.force(&jobs, &given, (start, &heads))?,
        };
        let translation = |(job, forced): (&Job, Forced)| {
            let spans = targets[job.index].spans.clone();
            let text = pairs[job.index].1.to_owned();
            Translation { finished: true, ..job.translation(text, spans, forced) }
        };
        Ok(jobs.iter().zip(forced).map(translation).collect())
    }

    fn count_pieces(&self, source: &str) -> usize {
        self.vocab.encode_source(source).ids.len()
    }

    /// One position is the end mark's; a model of several target languages needs one for that too.
    fn max_source_pieces(&self) -> usize {
        let language = usize::from(self.vocab.languages().next().is_some());
        self.config().max_positions.saturating_sub(1 + language)
    }

    fn precision(&self) -> Precision {
        match &self.network {
            Either::Floats(_) => Precision::F32,
            Either::Bytes(_) => Precision::Int8,
        }
    }
}

/// How strings are translated, checked.
#[derive(Clone, Debug)]
struct Order {
    settings: GenerationConfig,
    limit: LengthLimit,
    on_loop: OnLoop,
    heads: AttentionHeads,
}

impl Order {
    /// The settings for one string.
    fn settings(&self, job: &Job) -> GenerationConfig {
        limited(&self.settings, self.limit, job)
    }
}

/// What a network makes of one string.
#[derive(Clone, Debug)]
struct Made {
    // Best first; empty when the scores are no numbers.
    hypotheses: Vec<Hypothesis>,
    // Of the best.
    forced: Forced,
    repetition: Repetition,
}

/// The widest search anyone has a use for; wider ones are typing errors that would eat the memory.
const MAX_BEAMS: usize = 256;

/// One string to translate.
#[derive(Clone, Debug)]
struct Job {
    // Its place among the given strings.
    index: usize,
    // What the encoder reads, marks included.
    ids: Vec<u32>,
    // Which of `ids` stand for words of the text.
    words: Range<usize>,
    // One for each of those.
    spans: Vec<Span<Byte>>,
    // The target ids it may become beside the common ones, in rising order; `None`: all.
    listed: Option<Vec<u32>>,
}

impl Job {
    fn translation(&self, text: String, tgt: Vec<Span<Byte>>, forced: Forced) -> Translation {
        let words = |row: &Vec<f32>| row[self.words.clone()].to_vec();
        let marks = |row: &Vec<f32>| {
            row[..self.words.start].iter().chain(&row[self.words.end..]).sum::<f32>()
        };
        Translation {
            text,
            src_pieces: self.spans.clone(),
            tgt_pieces: tgt,
            unattended: forced.attention.iter().map(marks).collect(),
            attention: SoftAlignment { rows: forced.attention.iter().map(words).collect() },
            log_probs: forced.log_probs,
            ..Translation::default()
        }
    }
}

fn limited(settings: &GenerationConfig, limit: LengthLimit, job: &Job) -> GenerationConfig {
    let pieces = match limit {
        LengthLimit::Model => return settings.clone(),
        LengthLimit::Pieces(pieces) => pieces,
        LengthLimit::Proportional { per_source_piece, extra } => {
            job.words.len().saturating_mul(per_source_piece).saturating_add(extra)
        }
    };
    // The start mark counts as well.
    let max_length = settings.max_length.min(pieces.saturating_add(1).max(2));
    GenerationConfig { max_length, ..settings.clone() }
}

fn check_heads(heads: &AttentionHeads, config: &ModelConfig) -> Result<(), Error> {
    if heads.fit(config.decoder) {
        return Ok(());
    }
    let (layers, n) = (config.decoder.n_layers, config.decoder.n_heads);
    Err(Error::Option {
        name: "heads",
        expected: format!("a layer under {layers} and heads under {n}"),
        got: format!("{heads:?}"),
    })
}

/// What the options ask for, or what suits the device and the model.
fn precision(options: &EngineOptions, config: &ModelConfig) -> Result<Precision, Error> {
    let processor = matches!(options.device, Device::Cpu);
    let possible = processor && Network::takes(config);
    match options.precision {
        Some(Precision::Int8) if !possible => Err(Error::Option {
            name: "precision",
            expected: if processor { "f32 for rows as long" } else { "f32 on this device" }.into(),
            got: Precision::Int8.to_string(),
        }),
        Some(precision) => Ok(precision),
        None => Ok(if possible { Precision::Int8 } else { Precision::F32 }),
    }
}

/// The words of an output and its end mark.
fn split_end<'h>(ids: &'h [u32], eos: &[u32]) -> (&'h [u32], Option<u32>) {
    match ids.split_last() {
        Some((last, words)) if eos.contains(last) => (words, Some(*last)),
        _ => (ids, None),
    }
}
