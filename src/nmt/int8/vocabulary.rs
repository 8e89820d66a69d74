//! Target states → the best next ids, without ever holding the scores of all words.
//!
//! The product with the output table is made panel by panel; each panel's scores go into the softmax
//! sums and past the best so far, and are forgotten.

use crate::nmt::constraint::Ruling;
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::kernels::PANEL;
use crate::nmt::int8::logsum::{LogSum, absorb, highs, score};
use crate::nmt::int8::matrix::Bytes;
use crate::nmt::int8::packed::Packed;
use crate::nmt::int8::vector::LANES;

/// What is asked of one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    /// What may come next.
    pub(crate) ruling: Ruling,
    /// How many of the best.
    pub(crate) keep: usize,
    /// An id whose probability is wanted whatever the others are.
    pub(crate) watch: Option<u32>,
}

/// What comes out for one row.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    all: LogSum,
    // Over the ids that may come; counted only where the ruling says so.
    allowed: LogSum,
    // The score of the watched id.
    watched: f32,
    // Scores before the softmax, best first; of two equal ones the smaller id first.
    best: Vec<(f32, u32)>,
    // How many of the banned ids are passed.
    passed: usize,
}

impl Answer {
    const EMPTY: Self = Self {
        all: LogSum::EMPTY,
        allowed: LogSum::EMPTY,
        watched: f32::NEG_INFINITY,
        best: Vec::new(),
        passed: 0,
    };

    fn clear(&mut self) {
        let best = std::mem::take(&mut self.best);
        *self = Self { best, ..Self::EMPTY };
        self.best.clear();
    }

    /// The log-probability of the watched id.
    pub(crate) fn watched(&self) -> f32 {
        self.watched - self.all.get()
    }

    /// The best ids that may come, best first: id, log-probability under the ruling, and
    /// log-probability as the model gives it.
    pub(crate) fn best<'a>(&'a self, ask: &'a Ask) -> impl Iterator<Item = (u32, f32, f32)> + 'a {
        let all = self.all.get();
        let ruled = if ask.ruling.renormalise { self.allowed.get() } else { all };
        let chosen = self.best.iter().map(move |&(s, id)| (id, s - ruled, s - all));
        let only = ask.ruling.only.filter(|id| !ask.ruling.bans(*id));
        let forced = only.map(|id| (id, 0.0, self.watched()));
        forced.into_iter().chain(chosen)
    }

    /// Takes in the scores of the words from `first` on, the highest of which is `high`; they are
    /// in the softmax sum already.
    fn take(&mut self, isa: Isa, first: u32, (scores, high): (&mut [f32; PANEL], f32), ask: &Ask) {
        let inside = |id: u32| id.checked_sub(first).map(|at| at as usize).filter(|&at| at < PANEL);
        if let Some(at) = ask.watch.and_then(inside) {
            self.watched = scores[at];
        }
        while let Some(&id) = ask.ruling.banned.get(self.passed) {
            let Some(at) = inside(id) else { break };
            scores[at] = f32::NEG_INFINITY;
            self.passed += 1;
        }
        if ask.ruling.renormalise {
            absorb(isa, scores, &mut self.allowed);
        }
        // Most panels hold none of the best, and of those that do most blocks.
        if ask.keep > 0 && high > self.threshold(ask.keep) {
            let highs = highs(isa, scores);
            let blocks = scores.as_chunks::<LANES>().0.iter().zip((first..).step_by(LANES));
            for ((block, first), high) in blocks.zip(highs) {
                if high > self.threshold(ask.keep) {
                    for (id, &score) in (first..).zip(block) {
                        self.offer(id, score, ask.keep);
                    }
                }
            }
        }
    }

    /// What a score must be above to be among the best.
    fn threshold(&self, keep: usize) -> f32 {
        let full = self.best.len() >= keep;
        if full { self.worst() } else { f32::NEG_INFINITY }
    }

    fn worst(&self) -> f32 {
        self.best.last().map_or(f32::NEG_INFINITY, |&(score, _)| score)
    }

    fn offer(&mut self, id: u32, score: f32, keep: usize) {
        if score > self.threshold(keep) {
            if self.best.len() >= keep {
                self.best.pop();
            }
            let at = self.best.partition_point(|&(other, _)| other >= score);
            self.best.insert(at, (score, id));
        }
    }
}

/// For each row of `x` the answer to its question, from the output table.
pub(crate) fn answer(isa: Isa, table: &Packed, x: &Bytes, asks: &[Ask], answers: &mut Vec<Answer>) {
    if answers.len() < x.rows() {
        answers.resize(x.rows(), Answer::EMPTY);
    }
    answers.iter_mut().for_each(Answer::clear);
    let mut scores = [0f32; PANEL];
    for (panel, unit) in table.units().iter().enumerate() {
        let first = u32::try_from(panel * PANEL).unwrap_or(u32::MAX);
        table.panel(isa, panel, (x, 0..x.rows()), |row, sums| {
            let answer = &mut answers[row];
            let high = score(isa, sums, x.unit(row), unit, &mut scores, &mut answer.all);
            answer.take(isa, first, (&mut scores, high), &asks[row]);
        });
    }
}
