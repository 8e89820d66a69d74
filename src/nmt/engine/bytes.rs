//! The network in 8-bit integers: each thread searches a number of strings at once and takes a new
//! one as soon as one is done. No result depends on what else is searched, so none depends on the
//! number of threads or on how the strings fall to them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Batching, EngineOptions, Job, Made, Order, split_end};
use crate::corpus::score::LogProb;
use crate::nmt::Error;
use crate::nmt::attention::AttentionHeads;
use crate::nmt::force::{Forced, Given};
use crate::nmt::int8::force::force;
use crate::nmt::int8::network::Network;
use crate::nmt::int8::search::{Found, Manner, Room, Search, Task};

/// The network and what its threads work with.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) network: Network,
    threads: usize,
    room: Room,
    // The memory of threads that are done, for the next ones.
    idle: Mutex<Vec<Search>>,
}

impl Runner {
    pub(super) fn new(network: Network, options: &EngineOptions) -> Self {
        let room = match options.batching {
            None => Room { sentences: 64, rows: network.good_rows(), pieces: 512 },
            Some(Batching::Alone) => Room { sentences: 1, rows: 0, pieces: 0 },
            Some(Batching::Padded { max_pieces }) => {
                Room { sentences: max_pieces, rows: 128, pieces: max_pieces }
            }
        };
        Self { network, threads: options.threads.max(1), room, idle: Mutex::default() }
    }

    pub(super) fn translate(&self, jobs: &[Job], order: &Order) -> Result<Vec<Made>, Error> {
        let manner = Manner {
            heads: &order.heads,
            on_loop: order.on_loop,
            end: &order.settings.eos,
            room: self.room,
        };
        // Longest first, so that the last thread to finish waits for a short one.
        let mut by_length: Vec<usize> = (0..jobs.len()).collect();
        by_length.sort_by_key(|&i| std::cmp::Reverse(jobs[i].ids.len()));
        self.share(jobs.len(), |search, next| {
            let task = || {
                let index = by_length[next()?];
                let job = &jobs[index];
                let words = job.listed.as_deref();
                Some(Task { index, source: &job.ids, words, settings: order.settings(job) })
            };
            let found = search.run(&self.network, manner, &task);
            let made = |found: Found| {
                let job = &jobs[found.index];
                (found.index, self.finish(search, job, found, order))
            };
            found.into_iter().map(made).collect()
        })
    }

    /// Runs the decoder over one given output for each job.
    pub(super) fn force(
        &self,
        jobs: &[Job],
        given: &[Given<'_>],
        (start, heads): (u32, &AttentionHeads),
    ) -> Result<Vec<Forced>, Error> {
        self.share(jobs.len(), |search, next| {
            let mut done = Vec::new();
            while let Some(i) = next() {
                let w = search.workspace();
                let forced = force(&self.network, w, &jobs[i].ids, given[i], (start, heads));
                done.push((i, Ok(forced)));
            }
            done
        })
    }

    /// What the search found, with the scores and the attention of the best.
    fn finish(
        &self,
        search: &mut Search,
        job: &Job,
        found: Found,
        order: &Order,
    ) -> Result<Made, Error> {
        let best = found.hypotheses.first().ok_or(Error::NotFinite { index: job.index })?;
        let forced = if let Some(attention) = found.attention {
            let log_probs = best.log_probs.iter().map(|&p| LogProb::new(p)).collect();
            Forced { log_probs, attention }
        } else {
            // The search ended at the limit, before its last id was read.
            let (ids, end) = split_end(&best.ids, &order.settings.eos);
            let given = Given { ids, end, n_columns: job.ids.len() };
            let with = (order.settings.decoder_start, &order.heads);
            force(&self.network, search.workspace(), &job.ids, given, with)
        };
        Ok(Made { hypotheses: found.hypotheses, forced, repetition: found.repetition })
    }

    /// Lets every thread `work` on numbers below `n` that no other thread gets; results in order.
    fn share<T: Send>(
        &self,
        n: usize,
        work: impl Fn(&mut Search, &dyn Fn() -> Option<usize>) -> Vec<(usize, Result<T, Error>)> + Sync,
    ) -> Result<Vec<T>, Error> {
        let counter = AtomicUsize::new(0);
        let next = || Some(counter.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < n);
        let run = || {
            let mut search = self.idle().pop().unwrap_or_default();
            let done = work(&mut search, &next);
            self.idle().push(search);
            done
        };
        let mut done = Vec::with_capacity(n);
        thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads.min(n)).map(|_| scope.spawn(run)).collect();
            done.extend(run());
            for other in others {
                match other.join() {
                    Ok(more) => done.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        // Of several failures the one of the first string is told, whichever came first.
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Search>> {
        // What a thread that panicked left behind is memory like any other.
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
