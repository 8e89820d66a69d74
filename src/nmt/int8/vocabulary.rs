//! Target states → the best next ids, without ever holding the scores of all words.
//!
//! The product with the output table is made panel by panel; each panel's scores go into the softmax
//! sums and past the best so far, and are forgotten. A sentence that has a list of words of its own
//! is asked about those and the common ones alone, from tables of their own.

use std::ops::Range;

use crate::nmt::constraint::Ruling;
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::kernels::PANEL;
use crate::nmt::int8::logsum::{LogSum, absorb, highs, score};
use crate::nmt::int8::matrix::Bytes;
use crate::nmt::int8::packed::{Packed, Work};
use crate::nmt::int8::vector::LANES;

/// Some words and their part of the output table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    // In rising order: of two equal scores the smaller id is first here too.
    ids: Vec<u32>,
    table: Packed,
}

impl Listed {
    /// Lists `ids`, which are in rising order and inside `table`.
    pub(crate) fn fill(&mut self, table: &Packed, ids: &[u32]) {
        self.ids.clear();
        self.ids.extend_from_slice(ids);
        table.gather(ids, &mut self.table);
    }
}

/// What the vocabulary is to a step: all its words, and those that every sentence with a list shares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'t> {
    pub(crate) all: &'t Packed,
    pub(crate) common: &'t Listed,
}

/// Which words the columns of a panel stand for.
#[derive(Clone, Copy, Debug)]
enum Columns<'l> {
    /// As many as there are, from this one on.
    From(u32),
    /// These, in rising order.
    Listed(&'l [u32]),
}

impl Columns<'_> {
    /// The word of column `at`; those past the last are never chosen.
    fn id(self, at: usize) -> u32 {
        match self {
            Self::From(first) => first + u32::try_from(at).unwrap_or(u32::MAX),
            Self::Listed(ids) => ids.get(at).copied().unwrap_or(u32::MAX),
        }
    }

    /// The column of a word, where it has one here.
    fn place(self, id: u32) -> Option<usize> {
        match self {
            Self::From(first) => {
                id.checked_sub(first).map(|at| at as usize).filter(|&at| at < PANEL)
            }
            Self::Listed(ids) => ids.binary_search(&id).ok(),
        }
    }

    /// Whether a word comes after all of these.
    fn end_before(self, id: u32) -> bool {
        match self {
            Self::From(first) => id as usize >= first as usize + PANEL,
            Self::Listed(ids) => ids.last().is_none_or(|&last| last < id),
        }
    }
}

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

    /// The same under the ruling, and as the model gives it.
    pub(crate) fn watched_under(&self, ruling: &Ruling) -> (f32, f32) {
        let ruled = if ruling.renormalise { self.allowed.get() } else { self.all.get() };
        let forced = ruling.only.is_some();
        (if forced { 0.0 } else { self.watched - ruled }, self.watched())
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

    /// Takes in the scores of a panel's words, the highest of which is `high`; they are in the softmax
    /// sum already.
    fn take(
        &mut self,
        isa: Isa,
        columns: Columns<'_>,
        (scores, high): (&mut [f32; PANEL], f32),
        ask: &Ask,
    ) {
        if let Some(at) = ask.watch.and_then(|id| columns.place(id)) {
            self.watched = scores[at];
        }
        while let Some(&id) = ask.ruling.banned.get(self.passed) {
            if columns.end_before(id) {
                break;
            }
            if let Some(at) = columns.place(id) {
                scores[at] = f32::NEG_INFINITY;
            }
            self.passed += 1;
        }
        if ask.ruling.renormalise {
            absorb(isa, scores, &mut self.allowed);
        }
        // Most panels hold none of the best, and of those that do most blocks.
        if ask.keep > 0 && high > self.threshold(ask.keep) {
            let highs = highs(isa, scores);
            let blocks = scores.as_chunks::<LANES>().0.iter().zip((0..).step_by(LANES));
            for ((block, first), high) in blocks.zip(highs) {
                if high > self.threshold(ask.keep) {
                    for (at, &score) in (first..).zip(block) {
                        self.offer((columns, at), score, ask.keep);
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

    fn offer(&mut self, (columns, at): (Columns<'_>, usize), score: f32, keep: usize) {
        if score > self.threshold(keep) {
            let id = columns.id(at);
            if self.best.len() >= keep {
                self.best.pop();
            }
            let at = self.best.partition_point(|&(other, _)| other >= score);
            self.best.insert(at, (score, id));
        }
    }
}

/// For each row of `x` the answer to its question: from all words or, where `own` has a list for the
/// row, from that and from the common ones. Rows of one list stand together.
pub(crate) fn answer<'l>(
    isa: Isa,
    (tables, x): (Tables<'l>, &Bytes),
    own: impl Fn(usize) -> Option<&'l Listed>,
    asks: &[Ask],
    answers: &mut Vec<Answer>,
) {
    if answers.len() < x.rows() {
        answers.resize(x.rows(), Answer::EMPTY);
    }
    answers.iter_mut().for_each(Answer::clear);
    let mut work = Work::on(isa);
    let run = |start: usize, same: &dyn Fn(usize) -> bool| {
        start..start + (start..x.rows()).take_while(|&row| same(row)).count()
    };
    let mut start = 0;
    while start < x.rows() {
        let first = own(start);
        let rows = run(start, &|row| own(row).is_some() == first.is_some());
        let end = rows.end;
        if first.is_none() {
            for panel in 0..tables.all.units().len() {
                let columns = Columns::From(u32::try_from(panel * PANEL).unwrap_or(u32::MAX));
                ask(&mut work, (tables.all, panel, columns), (x, rows.clone()), (asks, answers));
            }
        } else {
            ask_listed(&mut work, tables.common, (x, rows), (asks, answers));
        }
        while let Some(list) = own(start).filter(|_| start < end) {
            let rows =
                run(start, &|row| row < end && own(row).is_some_and(|l| std::ptr::eq(l, list)));
            start = rows.end;
            ask_listed(&mut work, list, (x, rows), (asks, answers));
        }
        start = end;
    }
}

/// A list's part in the answers of some rows.
fn ask_listed(
    work: &mut Work,
    list: &Listed,
    (x, rows): (&Bytes, Range<usize>),
    (asks, answers): (&[Ask], &mut [Answer]),
) {
    // A list begins again with the smallest id.
    answers[rows.clone()].iter_mut().for_each(|answer| answer.passed = 0);
    for (panel, ids) in list.ids.chunks(PANEL).enumerate() {
        let columns = Columns::Listed(ids);
        ask(work, (&list.table, panel, columns), (x, rows.clone()), (asks, &mut *answers));
    }
}

/// One panel's part in the answers of some rows.
fn ask(
    work: &mut Work,
    (table, panel, columns): (&Packed, usize, Columns<'_>),
    rows: (&Bytes, Range<usize>),
    (asks, answers): (&[Ask], &mut [Answer]),
) {
    let unit = &table.units()[panel];
    let mut scores = [0f32; PANEL];
    let (isa, x) = (work.isa, rows.0);
    table.panel(work, panel, rows, |row, sums| {
        let answer = &mut answers[row];
        let high = score(isa, sums, x.unit(row), unit, &mut scores, &mut answer.all);
        answer.take(isa, columns, (&mut scores, high), &asks[row]);
    });
}
