//! The real [`Translate`]: a loaded model, its vocabulary, and the threads that run it.
//!
//! On the processor each string is translated alone, by one thread, and the threads share out the
//! strings: so the result cannot depend on how many threads there are or what else is translated.
//! Other devices take padded batches of strings of like length.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use candle_core::{Device, Tensor};

use crate::corpus::alignment::SoftAlignment;
use crate::corpus::span::{Byte, Span};
use crate::nmt::attention::AttentionHeads;
use crate::nmt::beam::{self, Hypothesis, Rows};
use crate::nmt::config::ModelConfig;
use crate::nmt::decoder::{Source, State};
use crate::nmt::files::ModelFiles;
use crate::nmt::force::{Forced, Given, force};
use crate::nmt::generation::GenerationConfig;
use crate::nmt::model::Model;
use crate::nmt::repetition::is_loop;
use crate::nmt::vocab::{Vocab, VocabFiles};
use crate::nmt::{
    Alternative, DecodeOptions, Error, ForceOptions, LengthLimit, OnLoop, Repetition, Side,
    Stutter, Translate, Translation,
};

/// How strings are put together for the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batching {
    /// Each string alone.
    Alone,
    /// Strings of like length together, up to so many source pieces, padding included.
    Padded {
        /// Source pieces a batch.
        max_pieces: usize,
    },
}

/// How an engine runs.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Where it computes. Default: the processor.
    pub device: Device,
    /// How many strings are translated at the same time. Default 1.
    pub threads: usize,
    /// How strings are put together; `None`: alone on the processor, padded elsewhere.
    pub batching: Option<Batching>,
    /// The heads that alignments are read from; `None`: those the model names, or a guess.
    pub heads: Option<AttentionHeads>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { device: Device::Cpu, threads: 1, batching: None, heads: None }
    }
}

/// A model ready to translate.
#[derive(Debug)]
pub struct Engine {
    model: Model,
    vocab: Vocab,
    // By target id: letters it adds inside a word.
    inner_letters: Arc<[u8]>,
    generation: GenerationConfig,
    heads: AttentionHeads,
    batching: Batching,
    // One thread each: what runs inside one never waits for, or mixes with, another.
    workers: Vec<rayon::ThreadPool>,
}

impl Engine {
    /// Loads a model.
    ///
    /// # Errors
    /// When a file is missing, damaged or asks for something we do not do, or when the files do not
    /// fit each other.
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
        let target_vocab = files.read("target_vocab.json")?;
        let vocab = Vocab::parse(
            VocabFiles {
                source_spm: &files.require("source.spm")?,
                target_spm: &files.require("target.spm")?,
                vocab: &files.require("vocab.json")?,
                target_vocab: target_vocab.as_deref(),
            },
            &config,
        )?;
        let heads = options.heads.clone().or_else(|| config.alignment.clone());
        let heads = heads.unwrap_or_else(|| AttentionHeads::guess(config.decoder));
        check_heads(&heads, &config)?;
        let threads = options.threads.max(1);
        let worker = || rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let workers = (0..threads).map(|_| worker()).collect::<Result<_, _>>();
        Ok(Self {
            model: Model::load(config, files.weights(&options.device)?)?,
            inner_letters: vocab.inner_letters().into(),
            vocab,
            generation,
            heads,
            batching: options.batching.unwrap_or(match options.device {
                Device::Cpu => Batching::Alone,
                _ => Batching::Padded { max_pieces: 4096 },
            }),
            workers: workers.map_err(|source| Error::Threads { threads, source })?,
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
        self.model.config()
    }

    /// The model's vocabulary.
    #[must_use]
    pub fn vocab(&self) -> &Vocab {
        &self.vocab
    }

    /// The heads that alignments are read from unless an option says otherwise.
    #[must_use]
    pub fn heads(&self) -> &AttentionHeads {
        &self.heads
    }

    /// The network itself.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
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
        let settings = self.settings(options)?;
        let jobs = self.jobs(&[source], options.target_language.as_deref())?;
        let found = self.run(&jobs, |batch| {
            let source = self.model.encode(&[batch[0].ids.as_slice()])?;
            self.search(source, &[limited(&settings, options.limit, batch[0])])
        })?;
        Ok(found.into_iter().flatten().collect())
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
            Ok(Job { index, ids, words, spans: encoded.spans })
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

    /// Runs `work` over the batches, one at a time on each thread; results in the order of `jobs`.
    fn run<T: Send>(
        &self,
        jobs: &[Job],
        work: impl Fn(&[&Job]) -> Result<Vec<T>, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        let batches = plan(jobs, self.batching);
        let next = AtomicUsize::new(0);
        let drain = || {
            let mut done = Vec::new();
            while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                let batch: Vec<&Job> = batch.iter().map(|&i| &jobs[i]).collect();
                done.push((batch[0].index, work(&batch), batch));
            }
            done
        };
        let mut done: Vec<_> = thread::scope(|scope| {
            let busy = &self.workers[..self.workers.len().min(batches.len())];
            let threads: Vec<_> =
                busy.iter().map(|worker| scope.spawn(|| worker.install(drain))).collect();
            let join = |t: thread::ScopedJoinHandle<'_, Vec<_>>| match t.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            threads.into_iter().flat_map(join).collect()
        });
        // Of several failures the one of the first string is told, whichever came first.
        done.sort_by_key(|(first, _, _)| *first);
        let mut out: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
        let place = |index: usize| jobs.partition_point(|j| j.index < index);
        for (_, results, batch) in done {
            for (result, job) in results?.into_iter().zip(batch) {
                out[place(job.index)] = Some(result);
            }
        }
        Ok(out.into_iter().flatten().collect())
    }

    /// Translates one batch from its ids to the end.
    fn translate_batch(
        &self,
        jobs: &[&Job],
        settings: &GenerationConfig,
        options: &DecodeOptions,
        heads: &AttentionHeads,
    ) -> Result<Vec<Translation>, Error> {
        let ids: Vec<&[u32]> = jobs.iter().map(|j| j.ids.as_slice()).collect();
        let source = self.model.encode(&ids)?;
        let settings: Vec<_> = jobs.iter().map(|j| limited(settings, options.limit, j)).collect();
        let mut found = self.search(source.clone(), &settings)?;
        let mut repetition = vec![Repetition::None; jobs.len()];
        for (i, job) in jobs.iter().enumerate() {
            if found[i].first().is_some_and(|h| is_loop(&job.ids, &h.ids)) {
                repetition[i] = Repetition::Loop;
                if let OnLoop::Retry { ngram } = options.on_loop {
                    let again = self.without_loops(&source, i, &settings[i], ngram)?;
                    if again.first().is_some_and(|h| !is_loop(&job.ids, &h.ids)) {
                        repetition[i] = Repetition::Repaired;
                        found[i] = again;
                    }
                }
            }
        }
        let best: Vec<(&[u32], Option<u32>)> = found
            .iter()
            .zip(jobs)
            .map(|(hypotheses, job)| {
                let best = hypotheses.first().ok_or(Error::NotFinite { index: job.index })?;
                Ok(self.split_end(&best.ids))
            })
            .collect::<Result<_, Error>>()?;
        let forced = self.read_off(&source, jobs, &best, heads)?;
        let all = jobs.iter().zip(&found).zip(best.iter().zip(forced)).zip(repetition);
        Ok(all
            .map(|(((job, found), (&(ids, end), forced)), repetition)| {
                let decoded = self.vocab.decode(ids);
                let next = found.iter().take(options.n_best).skip(1);
                Translation {
                    repetition,
                    finished: end.is_some(),
                    alternatives: next.map(|h| self.alternative(h)).collect(),
                    ..job.translation(decoded.text, decoded.spans, forced)
                }
            })
            .collect())
    }

    fn search(
        &self,
        source: Source,
        settings: &[GenerationConfig],
    ) -> Result<Vec<Vec<Hypothesis>>, Error> {
        beam::search(&Stepper { model: &self.model }, State::new(source), settings)
    }

    /// Searches sentence `i` of a batch again with no n-gram twice.
    fn without_loops(
        &self,
        source: &Source,
        i: usize,
        settings: &GenerationConfig,
        ngram: usize,
    ) -> Result<Vec<Hypothesis>, Error> {
        let row = Tensor::from_vec(vec![small(i)], 1, self.model.device())?;
        let settings = GenerationConfig { no_repeat_ngram: ngram, ..settings.clone() };
        Ok(self.search(source.select(&row)?, &[settings])?.swap_remove(0))
    }

    /// The words of an output and its end mark.
    fn split_end<'h>(&self, ids: &'h [u32]) -> (&'h [u32], Option<u32>) {
        match ids.split_last() {
            Some((last, words)) if self.generation.eos.contains(last) => (words, Some(*last)),
            _ => (ids, None),
        }
    }

    fn alternative(&self, hypothesis: &Hypothesis) -> Alternative {
        let (ids, _) = self.split_end(&hypothesis.ids);
        Alternative { text: self.vocab.decode(ids).text, score: hypothesis.score }
    }

    fn read_off(
        &self,
        source: &Source,
        jobs: &[&Job],
        outputs: &[(&[u32], Option<u32>)],
        heads: &AttentionHeads,
    ) -> Result<Vec<Forced>, Error> {
        let given = jobs.iter().zip(outputs);
        let given: Vec<Given<'_>> =
            given.map(|(j, &(ids, end))| Given { ids, end, n_columns: j.ids.len() }).collect();
        force(&self.model, source, &given, self.generation.decoder_start, heads)
    }
}

impl Translate for Engine {
    fn translate(
        &self,
        sources: &[&str],
        options: &DecodeOptions,
    ) -> Result<Vec<Translation>, Error> {
        let settings = self.settings(options)?;
        let heads = self.heads_for(options.heads.as_ref())?;
        let jobs = self.jobs(sources, options.target_language.as_deref())?;
        let full: Vec<Job> = jobs.into_iter().filter(|j| !j.words.is_empty()).collect();
        let work = |batch: &[&Job]| self.translate_batch(batch, &settings, options, &heads);
        let made = self.run(&full, work)?;
        let nothing = Translation { finished: true, ..Translation::default() };
        let mut out = vec![nothing; sources.len()];
        for (job, translation) in full.iter().zip(made) {
            out[job.index] = translation;
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
        self.run(&jobs, |batch| {
            let ids: Vec<&[u32]> = batch.iter().map(|j| j.ids.as_slice()).collect();
            let source = self.model.encode(&ids)?;
            let outputs: Vec<_> =
                batch.iter().map(|j| (targets[j.index].ids.as_slice(), end)).collect();
            let forced = self.read_off(&source, batch, &outputs, &heads)?;
            let translation = |(job, forced): (&&Job, Forced)| {
                let spans = targets[job.index].spans.clone();
                let text = pairs[job.index].1.to_owned();
                Translation { finished: true, ..job.translation(text, spans, forced) }
            };
            Ok(batch.iter().zip(forced).map(translation).collect())
        })
    }

    fn count_pieces(&self, source: &str) -> usize {
        self.vocab.encode_source(source).ids.len()
    }

    /// One position is the end mark's; a model of several target languages needs one for that too.
    fn max_source_pieces(&self) -> usize {
        let language = usize::from(self.vocab.languages().next().is_some());
        self.config().max_positions.saturating_sub(1 + language)
    }
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

/// Which strings go together. Longest first, so that the last thread to finish waits for a short
/// one; the order has no influence on the results.
fn plan(jobs: &[Job], batching: Batching) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(jobs[i].ids.len()));
    let Batching::Padded { max_pieces } = batching else {
        return order.into_iter().map(|i| vec![i]).collect();
    };
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for i in order {
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * jobs[batch[0]].ids.len() <= max_pieces => {
                batch.push(i);
            }
            _ => batches.push(vec![i]),
        }
    }
    batches
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

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("batches are far smaller than 2^32")
}

/// The model as the search sees it.
struct Stepper<'m> {
    model: &'m Model,
}

impl beam::Step for Stepper<'_> {
    type State = State;
    type Error = Error;

    fn step(&self, mut state: State, rows: &Rows) -> Result<(State, Vec<f32>), Error> {
        let tensor = |ids: &[u32]| Tensor::new(ids, self.model.device());
        if rows.sentences.len() < state.n_sentences()? {
            state.source = state.source.select(&tensor(&rows.sentences)?)?;
        }
        // Most steps of a greedy search, and many of a wider one, leave the rows as they are.
        let same = rows.parents.iter().zip(0..).all(|(&parent, row)| parent == row);
        if !(same && rows.parents.len() == state.n_rows()?) {
            state = state.reorder(&tensor(&rows.parents)?)?;
        }
        let (state, scores) = self.model.step(state, rows.ids.clone(), rows.width)?;
        Ok((state, scores.flatten_all()?.to_vec1()?))
    }
}
