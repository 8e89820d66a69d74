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
        // No thread opens more than its share, or the first to come would open all of a few.
        let share = jobs.len().div_ceil(self.threads).max(1);
        let manner = Manner {
            heads: &order.heads,
            on_loop: order.on_loop,
            end: &order.settings.eos,
            room: Room { sentences: self.room.sentences.min(share), ..self.room },
        };
        self.share(jobs, |search, next| {
            let task = || {
                let index = next()?;
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
        self.share(jobs, |search, next| {
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

    /// Lets every thread `work` on jobs that no other thread gets; results in order.
    fn share<T: Send>(
        &self,
        jobs: &[Job],
        work: impl Fn(&mut Search, &dyn Fn() -> Option<usize>) -> Vec<(usize, Result<T, Error>)> + Sync,
    ) -> Result<Vec<T>, Error> {
        let hands = deal(jobs, self.threads.min(jobs.len()).max(1));
        let run = |thread: usize| {
            let mut search = self.idle().pop().unwrap_or_default();
            // Its own first, then what the others have not begun.
            let next = || (thread..hands.len()).chain(0..thread).find_map(|i| hands[i].next());
            let done = work(&mut search, &next);
            self.idle().push(search);
            done
        };
        let run = &run;
        let mut done = Vec::with_capacity(jobs.len());
        thread::scope(|scope| {
            let others: Vec<_> =
                (1..hands.len()).map(|thread| scope.spawn(move || run(thread))).collect();
            done.extend(run(0));
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

/// The jobs one thread begins with.
#[derive(Debug, Default)]
struct Hand {
    jobs: Vec<usize>,
    taken: AtomicUsize,
}

impl Hand {
    fn next(&self) -> Option<usize> {
        self.jobs.get(self.taken.fetch_add(1, Ordering::Relaxed)).copied()
    }
}

/// Hands of about the same work. Longest first, so that the last thread to finish waits for a short
/// one; there and back again, so that no thread has the longer of every two.
fn deal(jobs: &[Job], threads: usize) -> Vec<Hand> {
    let mut by_length: Vec<usize> = (0..jobs.len()).collect();
    by_length.sort_by_key(|&i| std::cmp::Reverse(jobs[i].ids.len()));
    let mut hands: Vec<Hand> = (0..threads).map(|_| Hand::default()).collect();
    for (i, job) in by_length.into_iter().enumerate() {
        let (round, at) = (i / threads, i % threads);
        let to = if round.is_multiple_of(2) { at } else { threads - 1 - at };
        hands[to].jobs.push(job);
    }
    hands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_are_of_about_the_same_work_and_hold_every_job_once() {
        let lengths = [9, 40, 3, 3, 31, 12, 70, 5, 22, 18, 7];
        let job = |(index, &n): (usize, &usize)| Job {
            index,
            ids: vec![0; n],
            words: 0..n,
            spans: Vec::new(),
            listed: None,
        };
        let jobs: Vec<Job> = lengths.iter().enumerate().map(job).collect();
        for threads in 1..=jobs.len() {
            let hands = deal(&jobs, threads);
            let mut all: Vec<usize> = hands.iter().flat_map(|hand| hand.jobs.clone()).collect();
            all.sort_unstable();
            assert_eq!(all, (0..jobs.len()).collect::<Vec<_>>(), "{threads} threads");
            let work = |hand: &Hand| hand.jobs.iter().map(|&i| lengths[i]).sum::<usize>();
            let (most, least) = (hands.iter().map(work).max(), hands.iter().map(work).min());
            assert!(most.unwrap() - least.unwrap() <= 70, "{threads} threads: {hands:?}");
            assert!(hands.iter().all(|hand| hand.jobs.len() <= jobs.len().div_ceil(threads)));
        }
    }

    #[test]
    fn a_thread_without_work_takes_what_another_has_not_begun() {
        let hand = Hand { jobs: vec![4, 2], ..Hand::default() };
        assert_eq!(
            [hand.next(), hand.next(), hand.next(), hand.next()],
            [Some(4), Some(2), None, None]
        );
    }
}
