//! What sentence vectors tell: an encoder that knows both languages puts like meanings near each other.
//!
//! Cosines of different encoders are not comparable, so none is taken at its word: how close the sentences
//! of this text are to what stands across from them, and to what has nothing to do with them, is learnt
//! from the path of the round before, and a bead gains what that makes of its sentences. Each sentence is
//! held against the *run* across from it, as words are: two pairs taken for one bead dilute each other,
//! while whole beads, compared with whole beads, would look the better the longer they are. A sentence
//! that is near everything (the *hubs* of Radovanović et al. 2010) says little: half of what both sides
//! usually have with each other is taken off first (after the margin of Artetxe and Schwenk 2019).

use super::beads::{Found, MOST};

/// A vector for each sentence of both sides, all of one width.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<'a> {
    /// One for each source sentence.
    pub src: &'a [Vec<f32>],
    /// One for each target sentence.
    pub tgt: &'a [Vec<f32>],
}

/// Vectors made ready, and what closeness is worth in this text.
#[derive(Clone, Debug)]
pub(super) struct Closeness {
    src: Side,
    tgt: Side,
    /// Mean margin of sentences and runs that have nothing to do with each other, and of those that pair.
    apart: f32,
    together: f32,
    /// ln of the odds of a sentence that is as close as paired ones usually are.
    most: f32,
}

/// Sentences of the other side that say how near a sentence usually is.
const SAMPLE: usize = 97;
/// What one sentence can gain at most: an encoder is sometimes sure and wrong.
const MOST_GAIN: f32 = 4.0;
/// Pairs needed before the text is believed about its own closeness.
const ENOUGH: usize = 8;
/// Target sentences on either side of the diagonal that are looked at before there is a path.
const WINDOW: usize = 400;

#[derive(Clone, Debug)]
struct Side {
    /// Of length 1, times the square root of the sentence's letters: a run's vector is their sum.
    scaled: Vec<Vec<f32>>,
    /// `length[i][m − 1]`: of the sum of the `m` vectors that end with sentence `i`.
    length: Vec<[f32; MOST]>,
    /// Mean cosine with the sample of the other side.
    usual: Vec<f32>,
}

impl Closeness {
    /// `None` where the vectors do not fit the texts.
    pub(super) fn new(vectors: Vectors<'_>, src: &[&str], tgt: &[&str]) -> Option<Self> {
        let width = vectors.src.first()?.len();
        let fits =
            |side: &[Vec<f32>], n: usize| side.len() == n && side.iter().all(|v| v.len() == width);
        if !fits(vectors.src, src.len()) || !fits(vectors.tgt, tgt.len()) || tgt.is_empty() {
            return None;
        }
        let (mut src, mut tgt) = (Side::new(vectors.src, src), Side::new(vectors.tgt, tgt));
        (src.usual, tgt.usual) = (src.usual_with(&tgt), tgt.usual_with(&src));
        let mut out = Self { src, tgt, apart: 0.0, together: 1.0, most: 0.0 };
        let nearest: Vec<Found> = out
            .nearest()
            .iter()
            .map(|&(i, j)| Found { src: i..i + 1, tgt: j..j + 1, confidence: 0.0 })
            .collect();
        out.learn(&nearest);
        Some(out)
    }

    /// Takes what the beads found teach about closeness.
    pub(super) fn learn(&mut self, found: &[Found]) {
        let pairs: Vec<&Found> = found.iter().filter(|b| b.is_two_sided()).collect();
        if pairs.len() < ENOUGH {
            return;
        }
        let margins = |src: &Found, tgt: &Found| {
            let (i, m, j, n) = (src.src.end, src.src.len(), tgt.tgt.end, tgt.tgt.len());
            self.margins((i, m), (j, n), |i, j| dot(&self.src.scaled[i], &self.tgt.scaled[j]))
                .collect::<Vec<f32>>()
        };
        let together = Spread::of(pairs.iter().flat_map(|bead| margins(bead, bead)));
        let half = pairs.len() / 2;
        let apart = (0..pairs.len()).map(|k| margins(pairs[k], pairs[(k + half) % pairs.len()]));
        let apart = Spread::of(apart.flatten());
        let variance = 0.5 * (together.spread.powi(2) + apart.spread.powi(2));
        let between = (together.mean - apart.mean).max(0.0);
        (self.apart, self.together) = (apart.mean, together.mean);
        // Two normal distributions of one width: ln of their ratio at the mean of the pairs.
        self.most = (0.5 * between.powi(2) / variance.max(1e-6)).min(MOST_GAIN);
    }

    /// Source and target sentences that are each other's nearest, near the diagonal.
    pub(super) fn nearest(&self) -> Vec<(usize, usize)> {
        let (n_src, n_tgt) = (self.src.scaled.len(), self.tgt.scaled.len());
        let slack = WINDOW.max(n_tgt / n_src.max(1));
        let mut back = vec![(f32::NEG_INFINITY, usize::MAX); n_tgt];
        let to: Vec<usize> = (0..n_src)
            .map(|i| {
                let at = i * n_tgt / n_src;
                let mut best = (f32::NEG_INFINITY, usize::MAX);
                let window = at.saturating_sub(slack)..(at + slack + 1).min(n_tgt);
                for (j, back) in window.clone().zip(&mut back[window]) {
                    let margin = self.margin(i, j);
                    if margin > best.0 {
                        best = (margin, j);
                    }
                    if margin > back.0 {
                        *back = (margin, i);
                    }
                }
                best.1
            })
            .collect();
        let mutual = to.into_iter().enumerate();
        mutual.filter(|&(i, j)| j < n_tgt && back[j].1 == i).collect()
    }

    /// ln of the odds that two sentences are a pair, by their vectors alone.
    pub(super) fn odds(&self, i: usize, j: usize) -> f32 {
        self.gain(self.margin(i, j))
    }

    /// From −`most` for a stranger to `most` for a sentence as close as paired ones are.
    fn gain(&self, margin: f32) -> f32 {
        let share = (margin - self.apart) / (self.together - self.apart).max(f32::MIN_POSITIVE);
        self.most * (2.0 * share.clamp(-0.5, 1.5) - 1.0)
    }

    /// Products of source sentence `i` with target sentences `first..last`.
    pub(super) fn row(&self, i: usize, first: usize, last: usize) -> Vec<f32> {
        let src = &self.src.scaled[i];
        self.tgt.scaled[first..last].iter().map(|tgt| dot(src, tgt)).collect()
    }

    /// What the bead of `m` and `n` sentences that ends before `(i, j)` gains, given the products of its
    /// sentences: half of what each does, since every closeness is seen from both of its ends.
    pub(super) fn of_bead(
        &self,
        src: (usize, usize),
        tgt: (usize, usize),
        product: impl Fn(usize, usize) -> f32,
    ) -> f32 {
        0.5 * self.margins(src, tgt, product).map(|margin| self.gain(margin)).sum::<f32>()
    }

    /// How close each sentence of a bead is to the run across from it.
    fn margins(
        &self,
        (i, m): (usize, usize),
        (j, n): (usize, usize),
        product: impl Fn(usize, usize) -> f32,
    ) -> impl Iterator<Item = f32> {
        let (src, tgt) = (self.src.run(i, m), self.tgt.run(j, n));
        let (mut back, mut to) = ([0.0_f32; MOST], [0.0_f32; MOST]);
        for (a, back) in back.iter_mut().enumerate().take(m) {
            for (b, to) in to.iter_mut().enumerate().take(n) {
                let product = product(i - m + a, j - n + b);
                *back += product;
                *to += product;
            }
        }
        let back = back
            .into_iter()
            .zip(i - m..i)
            .map(move |(sum, a)| tgt.margin(self.src.run(a + 1, 1), sum));
        let to = to
            .into_iter()
            .zip(j - n..j)
            .map(move |(sum, b)| src.margin(self.tgt.run(b + 1, 1), sum));
        back.chain(to)
    }

    fn margin(&self, i: usize, j: usize) -> f32 {
        let product = dot(&self.src.scaled[i], &self.tgt.scaled[j]);
        self.src.run(i + 1, 1).margin(self.tgt.run(j + 1, 1), product)
    }
}

/// A run of sentences as one: the length of its vector, and how near the other side it usually is.
#[derive(Clone, Copy)]
struct Run {
    length: f32,
    usual: f32,
}

impl Run {
    fn margin(self, other: Self, product: f32) -> f32 {
        let cosine = product / (self.length * other.length).max(f32::MIN_POSITIVE);
        cosine - 0.5 * (self.usual + other.usual)
    }
}

impl Side {
    fn new(vectors: &[Vec<f32>], texts: &[&str]) -> Self {
        let scaled: Vec<Vec<f32>> = vectors.iter().zip(texts).map(|(v, t)| scaled(v, t)).collect();
        let length = (0..scaled.len())
            .map(|i| {
                let mut sum = vec![0.0_f32; scaled[i].len()];
                std::array::from_fn(|m| {
                    if let Some(k) = i.checked_sub(m) {
                        sum.iter_mut().zip(&scaled[k]).for_each(|(sum, x)| *sum += x);
                    }
                    dot(&sum, &sum).sqrt()
                })
            })
            .collect();
        Self { scaled, length, usual: Vec::new() }
    }

    /// The run of `m` sentences, at most [`MOST`], that ends before sentence `i`.
    fn run(&self, i: usize, m: usize) -> Run {
        #[expect(clippy::cast_precision_loss, reason = "a bead has a handful of sentences")]
        let usual = self.usual[i - m..i].iter().sum::<f32>() / m as f32;
        Run { length: self.length[i - 1][m - 1], usual }
    }

    fn usual_with(&self, other: &Self) -> Vec<f32> {
        let step = other.scaled.len().div_ceil(SAMPLE);
        let sample: Vec<usize> = (0..other.scaled.len()).step_by(step).collect();
        let usual = |(mine, length): (&Vec<f32>, &[f32; MOST])| {
            let cosine = |&k: &usize| {
                let both = (length[0] * other.length[k][0]).max(f32::MIN_POSITIVE);
                dot(mine, &other.scaled[k]) / both
            };
            #[expect(clippy::cast_precision_loss, reason = "a sample has about a hundred")]
            let n = sample.len() as f32;
            sample.iter().map(cosine).sum::<f32>() / n
        };
        self.scaled.iter().zip(&self.length).map(usual).collect()
    }
}

/// The vector at length 1 times the square root of the letters; one without direction stays zero.
fn scaled(vector: &[f32], text: &str) -> Vec<f32> {
    let length = dot(vector, vector).sqrt();
    if !length.is_finite() || length <= f32::MIN_POSITIVE {
        return vec![0.0; vector.len()];
    }
    #[expect(clippy::cast_precision_loss, reason = "sentences have far fewer than 2^24 letters")]
    let letters = text.chars().filter(|c| !c.is_whitespace()).count() as f32 + 1.0;
    vector.iter().map(|x| x / length * letters.sqrt()).collect()
}

/// In eight sums, which the compiler keeps in one vector register.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (whole_a, whole_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = whole_a.remainder().iter().zip(whole_b.remainder()).map(|(x, y)| x * y).sum();
    let mut sums = [0.0_f32; 8];
    for (a, b) in whole_a.zip(whole_b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// Mean and standard deviation.
struct Spread {
    mean: f32,
    spread: f32,
}

impl Spread {
    #[expect(clippy::cast_precision_loss, reason = "texts have far fewer than 2^24 beads")]
    fn of(values: impl Iterator<Item = f32>) -> Self {
        let (mut n, mut sum, mut squares) = (0, 0.0_f32, 0.0_f32);
        for x in values {
            (n, sum, squares) = (n + 1, sum + x, squares + x * x);
        }
        let mean = sum / (n.max(1) as f32);
        Self { mean, spread: (squares / (n.max(1) as f32) - mean * mean).max(0.0).sqrt() }
    }
}
