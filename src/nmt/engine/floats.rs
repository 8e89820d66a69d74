//! The network in floats: on the processor each string alone, by one thread, and the threads share
//! out the strings, so that the result cannot depend on how many threads there are or what else is
//! translated. Other devices take padded batches of strings of like length.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use candle_core::{Device, Tensor};

use super::{Batching, EngineOptions, Job, Made, Order, split_end};
use crate::nmt::attention::AttentionHeads;
use crate::nmt::beam::{self, Hypothesis, Rows};
use crate::nmt::decoder::{Source, State};
use crate::nmt::force::{Forced, Given, force};
use crate::nmt::generation::GenerationConfig;
use crate::nmt::model::Model;
use crate::nmt::repetition::is_loop;
use crate::nmt::{Error, OnLoop, Repetition};

/// The network and the threads that run it.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) model: Model,
    batching: Batching,
    // One thread each: what runs inside one never waits for, or mixes with, another.
    workers: Vec<rayon::ThreadPool>,
}

impl Runner {
    pub(super) fn new(model: Model, options: &EngineOptions) -> Result<Self, Error> {
        let threads = options.threads.max(1);
        let worker = || rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let workers = (0..threads).map(|_| worker()).collect::<Result<_, _>>();
        Ok(Self {
            model,
            batching: options.batching.unwrap_or(match options.device {
                Device::Cpu => Batching::Alone,
                _ => Batching::Padded { max_pieces: 4096 },
            }),
            workers: workers.map_err(|source| Error::Threads { threads, source })?,
        })
    }

    pub(super) fn translate(&self, jobs: &[Job], order: &Order) -> Result<Vec<Made>, Error> {
        self.run(jobs, |batch| self.translate_batch(batch, order))
    }

    /// Runs the decoder over one given output for each job.
    pub(super) fn force(
        &self,
        jobs: &[Job],
        given: &[Given<'_>],
        (start, heads): (u32, &AttentionHeads),
    ) -> Result<Vec<Forced>, Error> {
        self.run(jobs, |batch| {
            let ids: Vec<&[u32]> = batch.iter().map(|j| j.ids.as_slice()).collect();
            let source = self.model.encode(&ids)?;
            let given: Vec<Given<'_>> = batch.iter().map(|j| given[j.index]).collect();
            force(&self.model, &source, &given, start, heads)
        })
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
    fn translate_batch(&self, jobs: &[&Job], order: &Order) -> Result<Vec<Made>, Error> {
        let ids: Vec<&[u32]> = jobs.iter().map(|j| j.ids.as_slice()).collect();
        let source = self.model.encode(&ids)?;
        let settings: Vec<_> = jobs.iter().map(|j| order.settings(j)).collect();
        let mut found = self.search(source.clone(), &settings)?;
        let mut repetition = vec![Repetition::None; jobs.len()];
        for (i, job) in jobs.iter().enumerate() {
            if found[i].first().is_some_and(|h| is_loop(&job.ids, &h.ids)) {
                repetition[i] = Repetition::Loop;
                if let OnLoop::Retry { ngram } = order.on_loop {
                    let again = self.without_loops(&source, i, &settings[i], ngram)?;
                    if again.first().is_some_and(|h| !is_loop(&job.ids, &h.ids)) {
                        repetition[i] = Repetition::Repaired;
                        found[i] = again;
                    }
                }
            }
        }
        let mut given = Vec::with_capacity(jobs.len());
        for (job, found) in jobs.iter().zip(&found) {
            let best = found.first().ok_or(Error::NotFinite { index: job.index })?;
            let (ids, end) = split_end(&best.ids, &order.settings.eos);
            given.push(Given { ids, end, n_columns: job.ids.len() });
        }
        let start = order.settings.decoder_start;
        let forced = force(&self.model, &source, &given, start, &order.heads)?;
        let all = found.into_iter().zip(forced).zip(repetition);
        Ok(all
            .map(|((hypotheses, forced), repetition)| Made { hypotheses, forced, repetition })
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
