//! Word alignment learnt from sentence pairs: IBM model 1, then the hidden Markov model, both
//! directions trained to agree (Liang, Taskar and Klein 2006).
//!
//! Takes tokenised pairs, perhaps a [`Lexicon`] to start from; gives p(link) for every pair of words
//! and a new lexicon. With a lexicon and no rounds of learning it aligns a single pair at once.

mod table;

use super::grid::Grid;
use super::hmm::{JumpCounts, Jumps, posteriors};
use super::lexicon::Lexicon;
use super::vocab::Vocab;
use table::Table;

/// Sentence pairs as word numbers.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    src_vocab: Vocab,
    tgt_vocab: Vocab,
    src: Vec<Vec<u32>>,
    tgt: Vec<Vec<u32>>,
}

impl Pairs {
    /// Adds a pair: the normal forms of its words (see [`super::words::normal`]).
    pub fn push<S: AsRef<str>>(&mut self, src: &[S], tgt: &[S]) {
        self.src.push(src.iter().map(|w| self.src_vocab.add(w.as_ref())).collect());
        self.tgt.push(tgt.iter().map(|w| self.tgt_vocab.add(w.as_ref())).collect());
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.src.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.src.is_empty()
    }
}

/// How much is learnt.
#[derive(Clone, Copy, Debug)]
pub struct TrainOptions {
    /// Rounds of IBM model 1; none: the hidden Markov model does better from the start, since spelling
    /// and place already say much.
    pub ibm1_rounds: usize,
    /// Rounds of the hidden Markov model; 5.
    pub hmm_rounds: usize,
    /// How many counts the belief before learning is worth, per word; 3.
    pub prior_weight: f32,
    /// Probability that a word comes from nothing; 0.25, since half of the function words of one
    /// language have no counterpart of their own in the other.
    pub null: f32,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { ibm1_rounds: 0, hmm_rounds: 5, prior_weight: 3.0, null: 0.25 }
    }
}

/// What was learnt.
#[derive(Clone, Debug)]
pub struct Model {
    pairs: Pairs,
    table: Table,
    jumps: [Jumps; 2],
    null: f32,
}

impl Model {
    /// Learns from `pairs`, starting from `given` where there is one.
    #[must_use]
    pub fn train(pairs: Pairs, given: Option<&Lexicon>, options: &TrainOptions) -> Self {
        let table = Table::new(&pairs, given, options.prior_weight);
        let jumps = given.map_or_else(Default::default, |g| g.jumps().clone());
        let mut model = Self { pairs, table, jumps, null: options.null };
        for _ in 0..options.ibm1_rounds {
            model.round(Order::Any);
        }
        for _ in 0..options.hmm_rounds {
            model.round(Order::Markov);
        }
        model
    }

    /// How likely each pair of words of sentence pair `i` is a link: the geometric mean of what the
    /// two directions say.
    #[must_use]
    pub fn grid(&self, i: usize) -> Grid {
        let (to, back) = self.directions(i, Order::Markov, &mut Default::default());
        Grid::from_fn(to.n_src(), to.n_tgt(), |t, s| (to.cell(t, s) * back.cell(s, t)).sqrt())
    }

    /// p(source | target word) for each target word of pair `i`, and the same from the other side.
    #[must_use]
    pub fn both(&self, i: usize) -> (Grid, Grid) {
        self.directions(i, Order::Markov, &mut Default::default())
    }

    /// What was learnt of each pair of words, to be used on other texts.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon {
        let joint = self.table.entries().map(|(s, t, k)| {
            let count = 0.5 * (self.table.counts[0][k] + self.table.counts[1][k]);
            (self.pairs.src_vocab.form(s), self.pairs.tgt_vocab.form(t), count)
        });
        Lexicon::from_counts(joint, self.jumps.clone())
    }

    /// One round of expectation and estimation over all pairs.
    fn round(&mut self, order: Order) {
        self.table.forget();
        let mut counts: [JumpCounts; 2] = Default::default();
        for i in 0..self.pairs.len() {
            let (to, back) = self.directions(i, order, &mut counts);
            let (src, tgt) = (&self.pairs.src[i], &self.pairs.tgt[i]);
            for (t, &tw) in tgt.iter().enumerate() {
                for (s, &sw) in src.iter().enumerate() {
                    let agreed = to.cell(t, s) * back.cell(s, t);
                    if agreed > 1e-6 {
                        let k = self.table.entry(sw, tw);
                        self.table.counts[0][k] += agreed;
                        self.table.counts[1][k] += agreed;
                    }
                }
                let linked: f32 = to.row(t).iter().sum();
                self.table.null_counts[0][tw as usize] += (1.0 - linked).max(0.0);
            }
            for (s, &sw) in src.iter().enumerate() {
                let linked: f32 = back.row(s).iter().sum();
                self.table.null_counts[1][sw as usize] += (1.0 - linked).max(0.0);
            }
        }
        self.table.estimate();
        if matches!(order, Order::Markov) {
            self.jumps = counts.map(|c| Jumps::learnt(&c, 10.0, self.null));
        }
    }

    /// Posteriors of both directions: rows are target words in the first, source words in the second.
    fn directions(&self, i: usize, order: Order, counts: &mut [JumpCounts; 2]) -> (Grid, Grid) {
        let (src, tgt) = (&self.pairs.src[i], &self.pairs.tgt[i]);
        let mut to = Grid::new(src.len(), tgt.len());
        let mut back = Grid::new(tgt.len(), src.len());
        for (s, &sw) in src.iter().enumerate() {
            for (t, &tw) in tgt.iter().enumerate() {
                let k = self.table.entry(sw, tw);
                *to.cell_mut(t, s) = self.table.p[0][k];
                *back.cell_mut(s, t) = self.table.p[1][k];
            }
        }
        let null =
            |side: &[u32], p: &[f32]| -> Vec<f32> { side.iter().map(|&w| p[w as usize]).collect() };
        let nulls = [null(tgt, &self.table.null[0]), null(src, &self.table.null[1])];
        match order {
            Order::Any => {
                (any_order(&to, &nulls[0], self.null), any_order(&back, &nulls[1], self.null))
            }
            Order::Markov => {
                let [first, second] = counts;
                (
                    posteriors(&to, &nulls[0], &self.jumps[0], Some(first)),
                    posteriors(&back, &nulls[1], &self.jumps[1], Some(second)),
                )
            }
        }
    }
}

/// Whether a word's place depends on its neighbour's.
#[derive(Clone, Copy)]
enum Order {
    /// IBM model 1.
    Any,
    /// The hidden Markov model.
    Markov,
}

/// IBM model 1: each target word picks its source word by itself.
fn any_order(emit: &Grid, null: &[f32], p_null: f32) -> Grid {
    #[expect(clippy::cast_precision_loss, reason = "sentences are far shorter than 2^24 words")]
    let share = (1.0 - p_null) / emit.n_src().max(1) as f32;
    let totals: Vec<f32> = (0..emit.n_tgt())
        .map(|t| emit.row(t).iter().sum::<f32>() * share + p_null * null[t])
        .collect();
    Grid::from_fn(emit.n_src(), emit.n_tgt(), |t, s| emit.cell(t, s) * share / totals[t].max(1e-30))
}
