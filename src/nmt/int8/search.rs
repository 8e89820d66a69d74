//! Many sentences searched at once: each goes its own way, a new one comes in as soon as one is
//! done, and all that are open share every weight that is read.

use crate::nmt::attention::{AttentionHeads, ReadAt};
use crate::nmt::beam::{Beam, Hypothesis, Running};
use crate::nmt::constraint::Constraint;
use crate::nmt::generation::GenerationConfig;
use crate::nmt::int8::decoder::Past;
use crate::nmt::int8::network::{Network, Reading, Workspace};
use crate::nmt::int8::vocabulary::Ask;
use crate::nmt::repetition::is_loop;
use crate::nmt::{OnLoop, Repetition};

/// A sentence to translate.
#[derive(Clone, Debug)]
pub(crate) struct Task<'t> {
    /// Its number, given back with the result.
    pub(crate) index: usize,
    /// Its ids, marks included.
    pub(crate) source: &'t [u32],
    /// The ids it may become beside the common ones, in rising order; `None`: all.
    pub(crate) words: Option<&'t [u32]>,
    /// How it is searched.
    pub(crate) settings: GenerationConfig,
}

/// What was found for a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The number of its task.
    pub(crate) index: usize,
    /// Best first; empty when the scores are no numbers.
    pub(crate) hypotheses: Vec<Hypothesis>,
    /// For each id of the best but the end mark, what it attends to; `None` when the search ended
    /// before the last one was read.
    pub(crate) attention: Option<Vec<Vec<f32>>>,
    /// Whether it went round in circles.
    pub(crate) repetition: Repetition,
}

/// How many sentences are open at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Sentences at most.
    pub(crate) sentences: usize,
    /// Rows of a step at most, but for a sentence alone; 0 where each is.
    pub(crate) rows: usize,
    /// Source pieces read together at most, but for a sentence alone.
    pub(crate) pieces: usize,
}

/// What is the same for all sentences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner<'m> {
    pub(crate) heads: &'m AttentionHeads,
    pub(crate) on_loop: OnLoop,
    pub(crate) end: &'m [u32],
    pub(crate) room: Room,
}

/// A sentence being searched.
#[derive(Debug)]
struct Open<'t> {
    task: Task<'t>,
    beam: Beam,
    // Where the rows of each step begin among all that were read.
    steps: Vec<u32>,
    // Whether its ids are found first and their probabilities told when it is done.
    told_later: bool,
    // The first attempt, when this is a second one.
    first: Option<Box<Found>>,
}

/// One thread's search.
#[derive(Debug, Default)]
pub(crate) struct Search {
    workspace: Workspace,
    // One for each open sentence, in the same order.
    pasts: Vec<Past>,
    spare: Vec<Past>,
    readings: Vec<Reading>,
}

impl Search {
    /// The memory it works with, between two searches.
    pub(crate) fn workspace(&mut self) -> &mut Workspace {
        &mut self.workspace
    }

    /// Searches all that `next` gives until there is no more. What is found for a sentence does not
    /// depend on the others.
    pub(crate) fn run<'t>(
        &mut self,
        network: &Network,
        manner: Manner<'_>,
        next: &dyn Fn() -> Option<Task<'t>>,
    ) -> Vec<Found> {
        let (mut open, mut done) = (Vec::new(), Vec::new());
        let mut waiting = None;
        loop {
            self.admit(network, manner.room, &mut open, (&mut waiting, next));
            if open.is_empty() {
                return done;
            }
            self.step(network, manner, &mut open);
            let mut i = 0;
            while i < open.len() {
                if open[i].beam.is_done()
                    && let Some(found) = self.close(network, &mut open, i, manner)
                {
                    done.push(found);
                } else {
                    i += 1;
                }
            }
        }
    }

    /// Takes in new sentences while there is room.
    fn admit<'t>(
        &mut self,
        network: &Network,
        room: Room,
        open: &mut Vec<Open<'t>>,
        (waiting, next): (&mut Option<Task<'t>>, &dyn Fn() -> Option<Task<'t>>),
    ) {
        let old = open.len();
        let mut rows: usize = open.iter().map(|o| o.task.settings.n_beams).sum();
        let mut pieces = 0;
        // What there is no room for is left to the other threads.
        while open.is_empty() || (open.len() < room.sentences && rows < room.rows) {
            let Some(task) = waiting.take().or_else(next) else { break };
            rows += task.settings.n_beams;
            pieces += task.source.len();
            let full = rows > room.rows && !open.is_empty();
            if full || (pieces > room.pieces && open.len() > old) {
                *waiting = Some(task);
                break;
            }
            open.push(Open::new(task, network, room));
        }
        if open.len() == old {
            return;
        }
        while self.pasts.len() < open.len() {
            self.pasts.push(self.spare.pop().unwrap_or_default());
        }
        let sources: Vec<&[u32]> = open[old..].iter().map(|o| o.task.source).collect();
        let pasts = &mut self.pasts[old..open.len()];
        network.encode(&mut self.workspace, &sources, pasts);
        for (open, past) in open[old..].iter().zip(pasts) {
            if let Some(words) = open.task.words {
                network.list(words, past);
            }
        }
    }

    /// One id further with every open hypothesis of every open sentence.
    fn step(&mut self, network: &Network, manner: Manner<'_>, open: &mut [Open<'_>]) {
        let w = &mut self.workspace;
        w.rows.clear();
        self.readings.clear();
        for (i, o) in open.iter_mut().enumerate() {
            let past = &mut self.pasts[i];
            let first = small(past.n_read());
            let steps = &o.steps;
            past.keep(o.beam.running().iter().flat_map(|run| before(steps, run)));
            for (row, run) in o.beam.running().iter().enumerate() {
                let n = self.readings.len();
                if w.asks.len() == n {
                    w.asks.push(Ask::default());
                }
                let ask = &mut w.asks[n];
                ask.keep = o.beam.rule(row, &mut ask.ruling);
                ask.watch = ask.ruling.only;
                if ask.ruling.only.is_some() {
                    ask.keep = 0;
                }
                let own = past.take_place();
                w.rows.push(i, before(steps, run).map(|row| past.place(row)), own);
                let id = run.ids.last().copied().unwrap_or_default();
                self.readings.push(Reading { id, at: run.ids.len() - 1 });
            }
            o.steps.push(first);
        }
        if let [o] = open
            && o.told_later
        {
            let next = network.winner(w, &self.readings, &mut self.pasts, manner.heads);
            // Of a single hypothesis nothing but the order of its ways counts.
            if let Some(id) = next {
                o.beam.offer(0, id, 0.0, 0.0);
            }
            return o.beam.step();
        }
        network.step(w, &self.readings, &mut self.pasts, manner.heads);
        let mut n = 0;
        for o in open {
            for row in 0..o.beam.running().len() {
                for (id, score, log_prob) in w.answers[n].best(&w.asks[n]) {
                    o.beam.offer(row, id, score, log_prob);
                }
                n += 1;
            }
            o.beam.step();
        }
    }

    /// Takes sentence `i` out; `None` when it is searched a second time instead.
    fn close(
        &mut self,
        network: &Network,
        open: &mut Vec<Open<'_>>,
        i: usize,
        manner: Manner<'_>,
    ) -> Option<Found> {
        let o = &mut open[i];
        if o.told_later {
            self.tell(network, o, i);
        }
        let hypotheses = std::mem::replace(&mut o.beam, Beam::new(&o.task.settings)).finished();
        let best = hypotheses.first();
        let attention = best.and_then(|best| attention(best, &o.steps, &self.pasts[i], manner));
        let again = best.is_some_and(|best| is_loop(o.task.source, &best.ids));
        let repetition = if again { Repetition::Loop } else { Repetition::None };
        let mut found = Found { index: o.task.index, hypotheses, attention, repetition };
        match (o.first.take(), manner.on_loop) {
            (Some(_), _) if !again && !found.hypotheses.is_empty() => {
                found.repetition = Repetition::Repaired;
            }
            (Some(first), _) => found = *first,
            (None, OnLoop::Retry { ngram }) if again => {
                o.task.settings.no_repeat_ngram = ngram;
                o.beam = Beam::new(&o.task.settings);
                o.steps.clear();
                o.first = Some(Box::new(found));
                self.pasts[i].rewind();
                return None;
            }
            (None, _) => {}
        }
        open.swap_remove(i);
        let last = open.len();
        self.pasts.swap(i, last);
        self.spare.extend(self.pasts.drain(last..));
        Some(found)
    }

    /// How likely each id is that was found for sentence `i`, and with it the score.
    fn tell(&mut self, network: &Network, o: &mut Open<'_>, i: usize) {
        let Some(found) = o.beam.best() else { return };
        let (w, settings) = (&mut self.workspace, &o.task.settings);
        let rules = Constraint::new(settings.clone());
        let mut written = vec![settings.decoder_start];
        for (n, &id) in found.ids.iter().enumerate() {
            if w.asks.len() == n {
                w.asks.push(Ask::default());
            }
            let ask = &mut w.asks[n];
            rules.rule(&written, &mut ask.ruling);
            (ask.keep, ask.watch) = (0, Some(id));
            written.push(id);
        }
        network.tell(w, &self.pasts[i]);
        let told = w.answers.iter().zip(&w.asks).take(written.len() - 1);
        let told = told.map(|(answer, ask)| answer.watched_under(&ask.ruling));
        o.beam.weigh(told);
    }
}

impl<'t> Open<'t> {
    fn new(task: Task<'t>, network: &Network, room: Room) -> Self {
        let greedy = task.settings.n_beams == 1 && task.words.is_none();
        let told_later = greedy && room.rows == 0 && network.has_winners();
        let beam = Beam::new(&task.settings);
        Self { beam, steps: Vec::new(), told_later, first: None, task }
    }
}

/// The rows that a hypothesis continues, of all rows read.
fn before<'a>(steps: &'a [u32], run: &'a Running) -> impl Iterator<Item = u32> + 'a {
    steps.iter().zip(&run.rows).map(|(step, row)| step + row)
}

/// What each id of a hypothesis but its end mark attends to.
fn attention(
    hypothesis: &Hypothesis,
    steps: &[u32],
    past: &Past,
    manner: Manner<'_>,
) -> Option<Vec<Vec<f32>>> {
    let ended = hypothesis.ids.last().is_some_and(|id| manner.end.contains(id));
    let words = hypothesis.ids.len() - usize::from(ended);
    // Step t has read id t - 1 and produces id t.
    let shift = match manner.heads.read {
        ReadAt::Output => 0,
        ReadAt::Input => 1,
    };
    let read = |t: usize| Some(steps.get(t)? + hypothesis.rows.get(t)?);
    let row = |t: usize| Some(past.attention(read(t + shift)? as usize).to_vec());
    (0..words).map(row).collect()
}

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("a search reads far fewer than 2^32 rows")
}
