//! Beam search over anything that can score the next id.
//!
//! In: a [`Step`] and the settings. Out: finished hypotheses, best first. Scores, stopping and ties
//! follow the search that published Marian models are decoded with, so that outputs are the same.
//! Width 1 is greedy search. Sentences of a batch never see each other.

use crate::nmt::constraint::{Constraint, Ruling};
use crate::nmt::generation::{EarlyStopping, GenerationConfig};
use crate::nmt::kernel::log_softmax;

/// Which row of the last step each row of the next one continues, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows for each sentence; the same for all.
    pub width: usize,
    /// The sentences still searched, as places in the last step's list.
    pub sentences: Vec<u32>,
    /// For each row, the row of the last step it continues.
    pub parents: Vec<u32>,
    /// For each row, the id it reads.
    pub ids: Vec<u32>,
}

/// Something that scores what comes next.
pub trait Step {
    /// What it must remember of what was written; a value, so that the search may reorder it.
    type State;
    /// What can go wrong.
    type Error;

    /// Reads one id in each row. Gives the new state and the scores of every id, row by row; they
    /// need not be normalised.
    ///
    /// # Errors
    /// Whatever stops the computation.
    fn step(&self, state: Self::State, rows: &Rows)
    -> Result<(Self::State, Vec<f32>), Self::Error>;
}

/// One finished output.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// What was written, without the start mark; ends with an end mark unless the limit was hit.
    pub ids: Vec<u32>,
    /// The sum of its log-probabilities divided by the length penalty.
    pub score: f32,
    /// How likely the model found each id, whatever the rules of the search were.
    pub(crate) log_probs: Vec<f32>,
    /// Which row of its sentence read the id before each id.
    pub(crate) rows: Vec<u32>,
}

/// Searches every sentence of a batch to its end: for each, the best hypotheses, best first.
///
/// `settings[i]` are those of sentence `i`; all have the same number of beams.
///
/// # Errors
/// When a step fails.
pub fn search<S: Step>(
    step: &S,
    mut state: S::State,
    settings: &[GenerationConfig],
) -> Result<Vec<Vec<Hypothesis>>, S::Error> {
    let mut beams: Vec<Beam> = settings.iter().map(Beam::new).collect();
    // Which beam each sentence of the last step belongs to.
    let mut open: Vec<usize> = (0..beams.len()).collect();
    let mut last_width = 1;
    loop {
        let still: Vec<usize> = (0..open.len()).filter(|&i| !beams[open[i]].done).collect();
        if still.is_empty() {
            return Ok(beams.into_iter().map(|beam| beam.finished).collect());
        }
        let running = |i: usize| &beams[open[i]].running;
        let width = still.iter().map(|&i| running(i).len()).max().unwrap_or(1);
        let mut rows = Rows { width, ..Rows::default() };
        for &i in &still {
            rows.sentences.push(small(i));
            // A sentence with fewer hypotheses repeats its last one; nobody reads the copies.
            for run in running(i).iter().chain(running(i).last().into_iter().cycle()).take(width) {
                let parent = run.rows.last().map_or(0, |&row| row as usize);
                rows.parents.push(small(i * last_width + parent));
                rows.ids.push(run.ids.last().copied().unwrap_or_default());
            }
        }
        let (next, mut scores) = step.step(state, &rows)?;
        state = next;
        open = still.into_iter().map(|i| open[i]).collect();
        let words = scores.len() / rows.ids.len();
        for (&beam, scores) in open.iter().zip(scores.chunks_mut(width * words)) {
            beams[beam].advance(scores, words);
        }
        last_width = width;
    }
}

/// One open hypothesis.
#[derive(Clone, Debug, Default)]
pub(crate) struct Running {
    /// Begins with the start mark.
    pub(crate) ids: Vec<u32>,
    /// For each id but the start mark, the row of its step that it was found in.
    pub(crate) rows: Vec<u32>,
    // How likely the model found each of those ids.
    log_probs: Vec<f32>,
    // The sum of its log-probabilities under the rules.
    sum: f32,
}

/// The search of one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Beam {
    settings: GenerationConfig,
    constraint: Constraint,
    running: Vec<Running>,
    // At most `n_beams`, best first.
    finished: Vec<Hypothesis>,
    done: bool,
    // The ways to go on from this step, best first.
    best: Vec<Candidate>,
    // Hypotheses given up, and an empty list: their memory is used again.
    spare: Vec<Running>,
    next: Vec<Running>,
}

impl Beam {
    pub(crate) fn new(settings: &GenerationConfig) -> Self {
        // All beams would start alike, so there is one until they differ.
        let start = Running { ids: vec![settings.decoder_start], ..Running::default() };
        Self {
            constraint: Constraint::new(settings.clone()),
            settings: settings.clone(),
            running: vec![start],
            finished: Vec::new(),
            done: false,
            best: Vec::new(),
            spare: Vec::new(),
            next: Vec::new(),
        }
    }

    /// The open hypotheses; row `i` of a step reads the last id of the one at `i`.
    pub(crate) fn running(&self) -> &[Running] {
        &self.running
    }

    /// Whether the search is over.
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    /// The best that was found.
    pub(crate) fn best(&self) -> Option<&Hypothesis> {
        self.finished.first()
    }

    /// Weighs what a search found that went by the order of ids alone: `told` has for each of them its
    /// log-probability under the rules, and as the model gives it.
    pub(crate) fn weigh(&mut self, told: impl Iterator<Item = (f32, f32)>) {
        let Some(found) = self.finished.first_mut() else { return };
        let mut sum = 0.0;
        found.log_probs.clear();
        for (score, log_prob) in told {
            sum += score;
            found.log_probs.push(log_prob);
        }
        found.score = sum / penalty(found.ids.len(), self.settings.length_penalty);
        // What is no number would not have been offered.
        if sum == f32::NEG_INFINITY || sum.is_nan() {
            self.finished.clear();
        }
    }

    /// What was found, best first.
    pub(crate) fn finished(self) -> Vec<Hypothesis> {
        self.finished
    }

    /// What may follow the hypothesis at `row`, and how many of the best ids the search wants.
    pub(crate) fn rule(&self, row: usize, ruling: &mut Ruling) -> usize {
        self.constraint.rule(&self.running[row].ids, ruling);
        self.keep()
    }

    fn keep(&self) -> usize {
        (1 + self.settings.eos.len()).max(2) * self.settings.n_beams
    }

    /// A way to go on: `score` is the log-probability of `id` under the rules, `log_prob` as the
    /// model gives it. Row by row, and in each from the first id or the best.
    pub(crate) fn offer(&mut self, row: usize, id: u32, score: f32, log_prob: f32) {
        let c = Candidate { sum: self.running[row].sum + score, log_prob, row, id };
        let keep = self.keep();
        offer(&mut self.best, keep, c);
    }

    /// Extends every open hypothesis: `scores` has one row of `words` for each.
    fn advance(&mut self, scores: &mut [f32], words: usize) {
        let mut ruling = Ruling::default();
        for (row, scores) in scores.chunks_mut(words).take(self.running.len()).enumerate() {
            log_softmax(scores);
            self.rule(row, &mut ruling);
            let shift = if ruling.renormalise { rest(scores, &ruling) } else { 0.0 };
            let mut banned = ruling.banned.iter().copied().peekable();
            for (id, &log_prob) in scores.iter().enumerate().map(|(id, s)| (small(id), s)) {
                if banned.next_if_eq(&id).is_some() {
                    continue;
                }
                match ruling.only {
                    None => self.offer(row, id, log_prob - shift, log_prob),
                    Some(only) if only == id => self.offer(row, id, 0.0, log_prob),
                    Some(_) => {}
                }
            }
        }
        self.step();
    }

    /// Goes on with the best of what was offered.
    pub(crate) fn step(&mut self) {
        let n_beams = self.settings.n_beams;
        let len = self.running[0].ids.len() + 1;
        let best = std::mem::take(&mut self.best);
        let ends =
            |c: &Candidate| self.settings.eos.contains(&c.id) || len >= self.settings.max_length;
        let mut finished = std::mem::take(&mut self.finished);
        for c in best.iter().take(n_beams).filter(|c| ends(c)) {
            let score = c.sum / penalty(len - 1, self.settings.length_penalty);
            let mut run = self.running[c.row].clone();
            run.push(c);
            let (log_probs, rows) = (run.log_probs, run.rows);
            finished.push(Hypothesis { ids: run.ids.split_off(1), score, log_probs, rows });
        }
        // The sort is stable: of two equal scores the older stays first.
        finished.sort_by(|a, b| b.score.total_cmp(&a.score));
        finished.truncate(n_beams);
        self.finished = finished;
        let mut next = std::mem::take(&mut self.next);
        for c in best.iter().filter(|c| !ends(c)).take(n_beams) {
            let mut run = self.spare.pop().unwrap_or_default();
            run.follow(&self.running[c.row], c, self.settings.max_length);
            next.push(run);
        }
        self.spare.append(&mut self.running);
        self.next = std::mem::replace(&mut self.running, next);
        self.best = best;
        self.best.clear();
        self.done = self.nothing_better(len);
    }

    /// Whether nothing better can come; `len` counts the start mark.
    fn nothing_better(&self, len: usize) -> bool {
        let Some(best) = self.running.first() else { return true };
        if self.finished.len() < self.settings.n_beams {
            return false;
        }
        if self.settings.n_beams == 1 {
            return true;
        }
        let longest = match self.settings.early_stopping {
            EarlyStopping::WhenFull => return true,
            EarlyStopping::Never if self.settings.length_penalty > 0.0 => {
                self.settings.max_length - 1
            }
            EarlyStopping::Heuristic | EarlyStopping::Never => len - 1,
        };
        let hope = best.sum / penalty(longest, self.settings.length_penalty);
        self.finished.last().is_none_or(|worst| hope <= worst.score)
    }
}

impl Running {
    fn push(&mut self, c: &Candidate) {
        self.ids.push(c.id);
        self.rows.push(small(c.row));
        self.log_probs.push(c.log_prob);
        self.sum = c.sum;
    }

    /// Becomes `other` and one more id, in memory for `most` ids.
    fn follow(&mut self, other: &Self, c: &Candidate, most: usize) {
        for list in [&mut self.ids, &mut self.rows] {
            list.clear();
            list.reserve(most);
        }
        self.log_probs.clear();
        self.log_probs.reserve(most);
        self.ids.extend_from_slice(&other.ids);
        self.rows.extend_from_slice(&other.rows);
        self.log_probs.extend_from_slice(&other.log_probs);
        self.push(c);
    }
}

/// One way to go on.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    sum: f32,
    log_prob: f32,
    row: usize,
    id: u32,
}

/// Puts `c` into `best` (best first, at most `keep`); of two equal ones the earlier stays first.
fn offer(best: &mut Vec<Candidate>, keep: usize, c: Candidate) {
    if c.sum == f32::NEG_INFINITY || c.sum.is_nan() {
        return;
    }
    if best.len() == keep {
        if best.last().is_some_and(|last| last.sum >= c.sum) {
            return;
        }
        best.pop();
    }
    let at = best.partition_point(|b| b.sum >= c.sum);
    best.insert(at, c);
}

/// The logarithm of the probability of all that is not banned.
fn rest(log_probs: &[f32], ruling: &Ruling) -> f32 {
    let mut left = log_probs.to_vec();
    for &id in &ruling.banned {
        if let Some(p) = left.get_mut(id as usize) {
            *p = f32::NEG_INFINITY;
        }
    }
    let Some(first) = left.iter().position(|&p| p > f32::NEG_INFINITY) else { return 0.0 };
    let before = left[first];
    log_softmax(&mut left);
    before - left[first]
}

#[expect(clippy::cast_precision_loss, reason = "outputs are far shorter than 2^24")]
fn penalty(len: usize, power: f32) -> f32 {
    // By f64, as in the reference: the power of a small number is rounded once.
    #[expect(clippy::cast_possible_truncation, reason = "the scores it divides are f32")]
    let penalty = (len as f64).powf(f64::from(power)) as f32;
    penalty
}

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("rows and vocabularies are far smaller than 2^32")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::config::ModelConfig;
    use proptest::prelude::*;

    const WORDS: usize = 5;

    /// Scores that depend on everything written so far, like a model's.
    struct Lattice {
        seed: u64,
    }

    impl Lattice {
        fn log_probs(&self, written: &[u32]) -> Vec<f32> {
            let hash = written.iter().fold(self.seed | 1, |h, &id| {
                (h ^ u64::from(id + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
            });
            let value = |i: usize| {
                let bits = (hash >> (i * 12)) & 0xfff;
                f32::from(u16::try_from(bits).expect("12 bits")) / 1024.0
            };
            let mut scores: Vec<f32> = (0..WORDS).map(value).collect();
            log_softmax(&mut scores);
            scores
        }
    }

    impl Step for Lattice {
        /// Per sentence and row, what was written.
        type State = Vec<Vec<u32>>;
        type Error = std::convert::Infallible;

        fn step(
            &self,
            state: Self::State,
            rows: &Rows,
        ) -> Result<(Self::State, Vec<f32>), Self::Error> {
            let read = |(&parent, &id): (&u32, &u32)| {
                let mut written = state[parent as usize].clone();
                written.push(id);
                written
            };
            let state: Vec<_> = rows.parents.iter().zip(&rows.ids).map(read).collect();
            let scores = state.iter().flat_map(|w| self.log_probs(w)).collect();
            Ok((state, scores))
        }
    }

    fn settings(n_beams: usize, max_length: usize, length_penalty: f32) -> GenerationConfig {
        let model = br#"{"d_model": 16, "vocab_size": 5, "pad_token_id": 4,
            "decoder_start_token_id": 4}"#;
        let model = ModelConfig::parse("config.json", model).unwrap();
        let mut settings = GenerationConfig::parse("g", b"{}", &model).unwrap();
        settings.n_beams = n_beams;
        settings.max_length = max_length;
        settings.length_penalty = length_penalty;
        settings.early_stopping = EarlyStopping::Never;
        settings
    }

    /// Every output up to the limit, by trying all of them.
    fn best_of_all(lattice: &Lattice, settings: &GenerationConfig) -> Hypothesis {
        let mut open = vec![(vec![settings.decoder_start], 0.0)];
        let mut best = Hypothesis {
            ids: Vec::new(),
            score: f32::MIN,
            log_probs: Vec::new(),
            rows: Vec::new(),
        };
        while let Some((written, sum)) = open.pop() {
            for (id, p) in lattice.log_probs(&written).into_iter().enumerate() {
                let mut ids = written.clone();
                ids.push(small(id));
                if id == 0 || ids.len() == settings.max_length {
                    let score = (sum + p) / penalty(ids.len() - 1, settings.length_penalty);
                    if score > best.score {
                        best = Hypothesis { ids: ids[1..].to_vec(), score, ..best };
                    }
                } else {
                    open.push((ids, sum + p));
                }
            }
        }
        best
    }

    proptest! {
        #[test]
        fn a_beam_as_wide_as_the_lattice_finds_the_best_path(seed: u64, power in 0u8..3) {
            let lattice = Lattice { seed };
            // 4^3 open hypotheses at most, so nothing is ever pruned.
            let settings = settings(64, 5, f32::from(power) / 2.0);
            let found = search(&lattice, vec![Vec::new()], std::slice::from_ref(&settings)).unwrap();
            let best = best_of_all(&lattice, &settings);
            prop_assert_eq!(&found[0][0].ids, &best.ids);
            prop_assert!((found[0][0].score - best.score).abs() < 1e-5);
        }

        #[test]
        fn greedy_takes_the_likeliest_id_each_time(seed: u64) {
            let lattice = Lattice { seed };
            let found = search(&lattice, vec![Vec::new()], &[settings(1, 9, 1.0)]).unwrap();
            let mut written = vec![4];
            while written.len() < 9 {
                let scores = lattice.log_probs(&written);
                let best = (0..WORDS).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
                written.push(small(best.expect("five words")));
                if written.last() == Some(&0) {
                    break;
                }
            }
            prop_assert_eq!(&found[0][0].ids, &written[1..]);
        }

        #[test]
        fn sentences_of_a_batch_do_not_see_each_other(seed: u64, n in 1usize..5) {
            let lattice = Lattice { seed };
            // Different limits, so that they leave the batch at different times.
            let all: Vec<_> = (0..n).map(|i| settings(3, 3 + 2 * i, 1.0)).collect();
            let together = search(&lattice, vec![Vec::new(); n], &all).unwrap();
            for (settings, found) in all.iter().zip(together) {
                let alone = search(&lattice, vec![Vec::new()], std::slice::from_ref(settings));
                prop_assert_eq!(&alone.unwrap()[0], &found);
            }
        }

        #[test]
        fn hypotheses_are_sorted_different_and_scored_right(seed: u64) {
            let lattice = Lattice { seed };
            let found = search(&lattice, vec![Vec::new()], &[settings(4, 8, 1.0)]).unwrap().remove(0);
            prop_assert!(found.windows(2).all(|w| w[0].score >= w[1].score && w[0].ids != w[1].ids));
            for h in found {
                let mut written = vec![4];
                let mut sum = 0.0;
                for &id in &h.ids {
                    sum += lattice.log_probs(&written)[id as usize];
                    written.push(id);
                }
                prop_assert!((h.score - sum / penalty(h.ids.len(), 1.0)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn stopping_early_stops_at_the_first_full_set() {
        let lattice = Lattice { seed: 7 };
        let mut early = settings(2, 12, 1.0);
        early.early_stopping = EarlyStopping::WhenFull;
        let never = search(&lattice, vec![Vec::new()], &[settings(2, 12, 1.0)]).unwrap();
        let early = search(&lattice, vec![Vec::new()], &[early]).unwrap();
        assert!(never[0][0].score >= early[0][0].score);
    }
}
