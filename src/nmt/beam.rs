//! Beam search over anything that can score the next id.
//!
//! In: a [`Step`] and the settings. Out: finished hypotheses, best first. Scores, stopping and ties
//! follow the search that published Marian models are decoded with, so that outputs are the same.
//! Width 1 is greedy search. Sentences of a batch never see each other.

use crate::nmt::constraint::Constraint;
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
            return Ok(beams.into_iter().map(Beam::finish).collect());
        }
        let running = |i: usize| &beams[open[i]].running;
        let width = still.iter().map(|&i| running(i).len()).max().unwrap_or(1);
        let mut rows = Rows { width, ..Rows::default() };
        for &i in &still {
            rows.sentences.push(small(i));
            // A sentence with fewer hypotheses repeats its last one; nobody reads the copies.
            for run in running(i).iter().chain(running(i).last().into_iter().cycle()).take(width) {
                rows.parents.push(small(i * last_width + run.parent));
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
#[derive(Clone, Debug)]
struct Running {
    // Begins with the start mark.
    ids: Vec<u32>,
    // The sum of its log-probabilities.
    sum: f32,
    // Its row in the last step.
    parent: usize,
}

/// The search of one sentence.
#[derive(Clone, Debug)]
struct Beam {
    settings: GenerationConfig,
    constraint: Constraint,
    running: Vec<Running>,
    // At most `n_beams`, best first.
    finished: Vec<Hypothesis>,
    done: bool,
}

impl Beam {
    fn new(settings: &GenerationConfig) -> Self {
        // All beams would start alike, so there is one until they differ.
        let start = Running { ids: vec![settings.decoder_start], sum: 0.0, parent: 0 };
        Self {
            constraint: Constraint::new(settings.clone()),
            settings: settings.clone(),
            running: vec![start],
            finished: Vec::new(),
            done: false,
        }
    }

    /// Extends every open hypothesis: `scores` has one row of `words` for each.
    fn advance(&mut self, scores: &mut [f32], words: usize) {
        let n_beams = self.settings.n_beams;
        let keep = (1 + self.settings.eos.len()).max(2) * n_beams;
        let mut best = Vec::with_capacity(keep + 1);
        for (row, (run, scores)) in self.running.iter().zip(scores.chunks_mut(words)).enumerate() {
            log_softmax(scores);
            self.constraint.apply(&run.ids, scores);
            for (id, &score) in scores.iter().enumerate() {
                offer(&mut best, keep, Candidate { sum: run.sum + score, row, id: small(id) });
            }
        }
        let len = self.running[0].ids.len() + 1;
        let ends =
            |c: &Candidate| self.settings.eos.contains(&c.id) || len >= self.settings.max_length;
        let mut finished = std::mem::take(&mut self.finished);
        for c in best.iter().take(n_beams).filter(|c| ends(c)) {
            let score = c.sum / penalty(len - 1, self.settings.length_penalty);
            finished.push(Hypothesis { ids: self.extend(c)[1..].to_vec(), score });
        }
        // The sort is stable: of two equal scores the older stays first.
        finished.sort_by(|a, b| b.score.total_cmp(&a.score));
        finished.truncate(n_beams);
        let open = best.iter().filter(|c| !ends(c)).take(n_beams);
        let running: Vec<Running> =
            open.map(|c| Running { ids: self.extend(c), sum: c.sum, parent: c.row }).collect();
        self.finished = finished;
        self.done = self.is_done(&running, len);
        self.running = running;
    }

    fn extend(&self, c: &Candidate) -> Vec<u32> {
        let old = &self.running[c.row].ids;
        let mut ids = Vec::with_capacity(old.len() + 1);
        ids.extend_from_slice(old);
        ids.push(c.id);
        ids
    }

    /// Whether nothing better can come; `len` counts the start mark.
    fn is_done(&self, running: &[Running], len: usize) -> bool {
        let Some(best) = running.first() else { return true };
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

    fn finish(self) -> Vec<Hypothesis> {
        self.finished
    }
}

/// One way to go on.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    sum: f32,
    row: usize,
    id: u32,
}

/// Puts `c` into `best` (best first, at most `keep`); of two equal ones the earlier stays first.
fn offer(best: &mut Vec<Candidate>, keep: usize, c: Candidate) {
    if c.sum == f32::NEG_INFINITY || c.sum.is_nan() {
        return;
    }
    if best.len() == keep && best.last().is_some_and(|last| last.sum >= c.sum) {
        return;
    }
    let at = best.partition_point(|b| b.sum >= c.sum);
    best.insert(at, c);
    best.truncate(keep);
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
        let mut best = Hypothesis { ids: Vec::new(), score: f32::MIN };
        while let Some((written, sum)) = open.pop() {
            for (id, p) in lattice.log_probs(&written).into_iter().enumerate() {
                let mut ids = written.clone();
                ids.push(small(id));
                if id == 0 || ids.len() == settings.max_length {
                    let score = (sum + p) / penalty(ids.len() - 1, settings.length_penalty);
                    if score > best.score {
                        best = Hypothesis { ids: ids[1..].to_vec(), score };
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
