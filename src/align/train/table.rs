//! Every pair of words that meet in some sentence pair, with what is known of it.

use super::Pairs;
use crate::align::cognate::{bare, likeness};
use crate::align::lexicon::Lexicon;

/// Source words are rows; the entries of a row are the target words met, in order of number.
#[derive(Clone, Debug)]
pub(super) struct Table {
    start: Vec<usize>,
    tgt: Vec<u32>,
    /// p(target | source) and p(source | target) as last estimated.
    pub(super) p: [Vec<f32>; 2],
    /// Expected links under the last estimate.
    pub(super) counts: [Vec<f32>; 2],
    /// What is believed before counting, in both directions: likeness, stems, a given lexicon.
    prior: [Vec<f32>; 2],
    /// How many counts that belief is worth.
    weight: f32,
    stems: Stems,
    /// p(word | nothing), target words first.
    pub(super) null: [Vec<f32>; 2],
    pub(super) null_counts: [Vec<f32>; 2],
    unigram: [Vec<f32>; 2],
}

/// The same table between the first letters of words, for words too rare to be counted.
#[derive(Clone, Debug)]
struct Stems {
    /// The stem pair of each entry.
    of: Vec<u32>,
    n: usize,
    /// Stem numbers of source and target words.
    side: [Vec<u32>; 2],
    n_side: [usize; 2],
}

const STEM: usize = 5;

impl Table {
    /// Lists all pairs of words that meet and gives each its prior probability.
    pub(super) fn new(pairs: &Pairs, given: Option<&Lexicon>, weight: f32) -> Self {
        let (start, tgt) = meetings(pairs);
        let n = tgt.len();
        let unigram = match given {
            // One sentence says nothing of how common a word is; what the lexicon was learnt from does.
            Some(lexicon) => [
                pairs.tgt_vocab.forms().map(|w| lexicon.shares(None, Some(w))[1]).collect(),
                pairs.src_vocab.forms().map(|w| lexicon.shares(Some(w), None)[0]).collect(),
            ],
            None => [
                frequencies(&pairs.tgt, pairs.tgt_vocab.len()),
                frequencies(&pairs.src, pairs.src_vocab.len()),
            ],
        };
        let stems = Stems::new(pairs, &start, &tgt);
        let mut table = Self {
            start,
            tgt,
            p: [vec![0.0; n], vec![0.0; n]],
            counts: [vec![0.0; n], vec![0.0; n]],
            prior: [vec![0.0; n], vec![0.0; n]],
            weight,
            stems,
            null: unigram.clone(),
            null_counts: [vec![0.0; pairs.tgt_vocab.len()], vec![0.0; pairs.src_vocab.len()]],
            unigram,
        };
        table.believe(pairs, given);
        for d in 0..2 {
            table.p[d].clone_from(&table.prior[d]);
        }
        table
    }

    /// The entry of a pair that meets.
    pub(super) fn entry(&self, s: u32, t: u32) -> usize {
        let row = self.start[s as usize]..self.start[s as usize + 1];
        let at = self.tgt[row.clone()].binary_search(&t);
        row.start + at.expect("only pairs that meet are asked for")
    }

    /// All entries: source word, target word, number.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, u32, usize)> {
        self.start.windows(2).enumerate().flat_map(move |(s, w)| {
            let s = u32::try_from(s).expect("a word number");
            (w[0]..w[1]).map(move |k| (s, self.tgt[k], k))
        })
    }

    /// Makes probabilities of the expected counts and forgets the counts.
    pub(super) fn estimate(&mut self) {
        for d in 0..2 {
            let backoff = self.stem_backoff(d);
            let mut given = vec![0.0_f32; self.unigram[1 - d].len()];
            for (s, t, k) in self.entries() {
                given[[s, t][d] as usize] += self.counts[d][k];
            }
            let entries: Vec<(u32, u32, usize)> = self.entries().collect();
            for (s, t, k) in entries {
                let total = given[[s, t][d] as usize];
                let prior = 0.5 * self.prior[d][k] + 0.5 * backoff[k];
                self.p[d][k] = (self.counts[d][k] + self.weight * prior) / (total + self.weight);
            }
            let nothing: f32 = self.null_counts[d].iter().sum::<f32>() + 100.0;
            for (w, p) in self.null[d].iter_mut().enumerate() {
                *p = (self.null_counts[d][w] + 100.0 * self.unigram[d][w]) / nothing;
            }
        }
    }

    /// Sets all expected counts to zero.
    pub(super) fn forget(&mut self) {
        for side in self.counts.iter_mut().chain(&mut self.null_counts) {
            side.fill(0.0);
        }
    }

    /// p(t | s) through the stems of both: p(stem of t | stem of s) · p(t | its stem).
    fn stem_backoff(&self, d: usize) -> Vec<f32> {
        let stems = &self.stems;
        let mut joint = vec![0.0_f32; stems.n];
        let mut given = vec![0.0_f32; stems.n_side[d]];
        for (s, t, k) in self.entries() {
            joint[stems.of[k] as usize] += self.counts[d][k];
            given[stems.side[d][[s, t][d] as usize] as usize] += self.counts[d][k];
        }
        let mut family = vec![0.0_f32; stems.n_side[1 - d]];
        for (w, &stem) in stems.side[1 - d].iter().enumerate() {
            family[stem as usize] += self.unigram[d][w];
        }
        self.entries()
            .map(|(s, t, k)| {
                let (from, to) = ([s, t][d] as usize, [t, s][d] as usize);
                let member = self.unigram[d][to] / family[stems.side[1 - d][to] as usize];
                joint[stems.of[k] as usize] / (given[stems.side[d][from] as usize] + 0.5) * member
            })
            .collect()
    }

    /// Fills the prior: a given lexicon's probability, else likeness, else chance.
    fn believe(&mut self, pairs: &Pairs, given: Option<&Lexicon>) {
        let src: Vec<String> = pairs.src_vocab.forms().map(bare).collect();
        let tgt: Vec<String> = pairs.tgt_vocab.forms().map(bare).collect();
        let entries: Vec<(u32, u32, usize)> = self.entries().collect();
        let mut row = None;
        for (s, t, k) in entries {
            let alike = likeness(&src[s as usize], &tgt[t as usize]);
            let guess = 0.5 * alike * alike;
            let chance = [self.unigram[0][t as usize], self.unigram[1][s as usize]];
            let known = given.map(|lexicon| {
                if row.as_ref().is_none_or(|(word, _)| *word != s) {
                    row = Some((s, lexicon.row(pairs.src_vocab.form(s))));
                }
                let (_, row) = row.as_ref().expect("just set");
                lexicon.both(row, pairs.tgt_vocab.form(t), guess)
            });
            for d in 0..2 {
                self.prior[d][k] = known.map_or(guess, |k| k[d]) + 0.1 * chance[d];
            }
        }
    }
}

impl Stems {
    fn new(pairs: &Pairs, start: &[usize], tgt: &[u32]) -> Self {
        let number = |vocab: &crate::align::vocab::Vocab| {
            let mut stems = crate::align::vocab::Vocab::default();
            let of: Vec<u32> = vocab.forms().map(|f| stems.add(&stem(f))).collect();
            (of, stems.len())
        };
        let (src_stem, n_src) = number(&pairs.src_vocab);
        let (tgt_stem, n_tgt) = number(&pairs.tgt_vocab);
        let mut keys: Vec<(u32, u32)> = Vec::new();
        let key = |s: usize, k: usize| (src_stem[s], tgt_stem[tgt[k] as usize]);
        for (s, w) in start.windows(2).enumerate() {
            keys.extend((w[0]..w[1]).map(|k| key(s, k)));
        }
        let all = keys.clone();
        keys.sort_unstable();
        keys.dedup();
        let of = all
            .iter()
            .map(|key| {
                let at = keys.binary_search(key).expect("every key is listed");
                u32::try_from(at).expect("fewer than 2^32 stem pairs")
            })
            .collect();
        Self { of, n: keys.len(), side: [src_stem, tgt_stem], n_side: [n_src, n_tgt] }
    }
}

/// The first letters of a word, without accents; short words and numbers are their own stem.
pub(super) fn stem(form: &str) -> String {
    if form.contains(char::is_numeric) {
        return form.to_owned();
    }
    bare(form).chars().take(STEM).collect()
}

/// For each source word, the distinct target words of the sentences it stands in.
fn meetings(pairs: &Pairs) -> (Vec<usize>, Vec<u32>) {
    let mut sentences: Vec<Vec<u32>> = vec![Vec::new(); pairs.src_vocab.len()];
    for (i, src) in pairs.src.iter().enumerate() {
        let i = u32::try_from(i).expect("fewer than 2^32 sentences");
        for &s in src {
            if sentences[s as usize].last() != Some(&i) {
                sentences[s as usize].push(i);
            }
        }
    }
    let mut seen = vec![u32::MAX; pairs.tgt_vocab.len()];
    let (mut start, mut tgt) = (vec![0], Vec::new());
    for (s, list) in sentences.iter().enumerate() {
        let mark = u32::try_from(s).expect("a word number");
        let first = tgt.len();
        for &i in list {
            for &t in &pairs.tgt[i as usize] {
                if seen[t as usize] != mark {
                    seen[t as usize] = mark;
                    tgt.push(t);
                }
            }
        }
        tgt[first..].sort_unstable();
        start.push(tgt.len());
    }
    (start, tgt)
}

fn frequencies(side: &[Vec<u32>], n: usize) -> Vec<f32> {
    let mut out = vec![0.0_f32; n];
    let mut total = 0.0_f32;
    for &w in side.iter().flatten() {
        out[w as usize] += 1.0;
        total += 1.0;
    }
    for f in &mut out {
        *f /= total.max(1.0);
    }
    out
}
