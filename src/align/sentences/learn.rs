//! What aligned sentences teach about words: IBM model 1 over the beads found so far.

use super::beads::Found;
use super::evidence::{Pair, View};

const ROUNDS: usize = 3;
/// Beads with more sentences than this teach too little about words.
const LARGEST: usize = 5;
/// Share of words that come from nothing.
const NONE: f32 = 0.3;
/// Uses by which the share of free words among all words is held against that of one word.
const HELD: f32 = 5.0;
/// Counts that a prior probability is worth, and what is taken off every count: a pair of words
/// seen together once proves nothing, since the bead that shows it may be wrong.
const PRIOR: f32 = 2.0;
const DISCOUNT: f32 = 0.6;

/// New rows for a view.
pub(super) fn rows(view: &View, found: &[Found]) -> Vec<Vec<Pair>> {
    let beads = Beads::new(view, found);
    let mut table = Table::of_all_that_meet(view, &beads);
    let meetings = table.meetings(&beads);
    for _ in 1..ROUNDS {
        table.round(view, &beads, &meetings);
    }
    table.rows()
}

/// The words of the beads that are learnt from.
struct Beads {
    src: Vec<Vec<u32>>,
    tgt: Vec<Vec<u32>>,
    /// For each source word, the beads it stands in, named once for every time it does.
    uses: Vec<Vec<u32>>,
    /// In how many beads each target word stands.
    n_with: Vec<u64>,
}

impl Beads {
    fn new(view: &View, found: &[Found]) -> Self {
        let taught =
            || found.iter().filter(|b| b.is_two_sided() && b.src.len() + b.tgt.len() <= LARGEST);
        let src: Vec<Vec<u32>> = taught().map(|b| view.src[b.src.clone()].concat()).collect();
        let tgt: Vec<Vec<u32>> = taught().map(|b| view.tgt[b.tgt.clone()].concat()).collect();
        let mut uses: Vec<Vec<u32>> = vec![Vec::new(); view.src_p.len()];
        let (mut n_with, mut last) =
            (vec![0_u64; view.tgt_p.len()], vec![u32::MAX; view.tgt_p.len()]);
        for (n, (src, tgt)) in (0_u32..).zip(src.iter().zip(&tgt)) {
            for &s in src {
                uses[s as usize].push(n);
            }
            for &t in tgt {
                n_with[t as usize] += u64::from(last[t as usize] != n);
                last[t as usize] = n;
            }
        }
        Self { src, tgt, uses, n_with }
    }
}

/// What is summed up for the target words that meet one source word; dense over the vocabulary.
struct Met {
    /// p(target | source) and p(source | target) by the prior, 0 where it says nothing.
    known: Vec<[f32; 2]>,
    counts: Vec<[f32; 2]>,
    /// In how many beads, and the last of them.
    n_beads: Vec<u64>,
    last: Vec<u32>,
}

/// The candidate pairs of all source words, one row after the other.
struct Table {
    /// Where each source word's row begins; one more at the end.
    start: Vec<usize>,
    pairs: Vec<Pair>,
    /// What is believed of each pair before counting, in both directions.
    prior: Vec<[f32; 2]>,
    /// Whether a pair is still a candidate: what became too unlikely never comes back.
    alive: Vec<bool>,
}

/// Two words of a bead, by place, that are a candidate pair of the table.
#[derive(Clone, Copy)]
struct Meeting {
    src: u32,
    tgt: u32,
    pair: u32,
}

impl Table {
    /// The first round of learning, from the prior and how common words are: over all pairs that
    /// meet, without a table of them. What is left are pairs with a prior and pairs that meet in at
    /// least two beads and more often than by chance, if the round found them likely.
    fn of_all_that_meet(view: &View, beads: &Beads) -> Self {
        let base = |p: f32| 0.3 * p + 1e-4;
        let n_tgt = view.tgt_p.len();
        let mut met = Met {
            known: vec![[0.0; 2]; n_tgt],
            counts: vec![[0.0; 2]; n_tgt],
            n_beads: vec![0; n_tgt],
            last: vec![u32::MAX; n_tgt],
        };
        let explained = explained(view, beads, base, &mut met.known);
        let mut out =
            Self { start: vec![0], pairs: Vec::new(), prior: Vec::new(), alive: Vec::new() };
        let mut counts = Vec::new();
        let mut order: Vec<u32> = Vec::new();
        for ((uses, prior), &p) in beads.uses.iter().zip(&view.prior).zip(&view.src_p) {
            for pair in prior {
                met.known[pair.tgt as usize] = [pair.to, pair.back];
            }
            for &n in uses {
                let (tgt, explained) = (&beads.tgt[n as usize], &explained[n as usize]);
                let back: f32 = tgt.iter().map(|&t| met.known[t as usize][1] + base(p)).sum();
                #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
                let back = 1.0 / (back + NONE * tgt.len() as f32 * p);
                for (&t, explained) in tgt.iter().zip(explained) {
                    let at = t as usize;
                    if met.n_beads[at] == 0 {
                        order.push(t);
                    }
                    met.n_beads[at] += u64::from(met.last[at] != n);
                    met.last[at] = n;
                    met.counts[at][0] += (met.known[at][0] + base(view.tgt_p[at])) * explained;
                    met.counts[at][1] += (met.known[at][1] + base(p)) * back;
                }
            }
            let mut beads_with = uses.clone();
            beads_with.dedup();
            let by_chance = |t: u32| beads_with.len() as u64 * beads.n_with[t as usize];
            order.extend(prior.iter().map(|pair| pair.tgt));
            order.sort_unstable();
            order.dedup();
            for t in order.drain(..) {
                let at = t as usize;
                let known = std::mem::take(&mut met.known[at]);
                let count = std::mem::take(&mut met.counts[at]);
                let n_beads = std::mem::take(&mut met.n_beads[at]);
                met.last[at] = u32::MAX;
                let often = n_beads >= 2 && n_beads * beads.tgt.len() as u64 > by_chance(t);
                if often || known.iter().any(|p| *p > 0.0) {
                    out.pairs.push(Pair { tgt: t, to: 0.0, back: 0.0 });
                    out.prior.push(known);
                    counts.push(count);
                }
            }
            out.start.push(out.pairs.len());
        }
        out.alive.resize(out.pairs.len(), true);
        out.estimate(n_tgt, &counts);
        out.compact();
        out
    }

    /// Takes out what is no candidate any more.
    fn compact(&mut self) {
        let mut kept = 0;
        let mut from = 0;
        for s in 1..self.start.len() {
            for k in from..self.start[s] {
                if self.alive[k] {
                    self.pairs[kept] = self.pairs[k];
                    self.prior[kept] = self.prior[k];
                    kept += 1;
                }
            }
            from = self.start[s];
            self.start[s] = kept;
        }
        self.pairs.truncate(kept);
        self.prior.truncate(kept);
        self.alive.truncate(kept);
        self.alive.fill(true);
    }

    /// Where candidate pairs meet, bead by bead. Looked up once, because looking up is what
    /// learning from a long text spends its time on.
    fn meetings(&self, beads: &Beads) -> Vec<Vec<Meeting>> {
        let number = |n: usize| u32::try_from(n).expect("fewer than 2^32 words and pairs");
        let of_bead = |(src, tgt): (&Vec<u32>, &Vec<u32>)| {
            let mut out = Vec::new();
            for (i, &s) in src.iter().enumerate() {
                let first = self.start[s as usize];
                let row = &self.pairs[first..self.start[s as usize + 1]];
                for (j, t) in tgt.iter().enumerate() {
                    if let Ok(k) = row.binary_search_by_key(t, |p| p.tgt) {
                        out.push(Meeting {
                            src: number(i),
                            tgt: number(j),
                            pair: number(first + k),
                        });
                    }
                }
            }
            out.shrink_to_fit();
            out
        };
        beads.src.iter().zip(&beads.tgt).map(of_bead).collect()
    }

    /// One round of expectation and estimation, in both directions.
    fn round(&mut self, view: &View, beads: &Beads, meetings: &[Vec<Meeting>]) {
        let mut counts = vec![[0.0_f32; 2]; self.pairs.len()];
        let (mut to, mut back) = (Vec::new(), Vec::new());
        for ((src, tgt), meetings) in beads.src.iter().zip(&beads.tgt).zip(meetings) {
            #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
            let (n, m) = (src.len() as f32, tgt.len() as f32);
            to.clear();
            to.resize(tgt.len(), 0.0_f32);
            back.clear();
            back.resize(src.len(), 0.0_f32);
            for at in meetings {
                let pair = self.pairs[at.pair as usize];
                to[at.tgt as usize] += pair.to;
                back[at.src as usize] += pair.back;
            }
            for (x, &t) in to.iter_mut().zip(tgt) {
                *x += NONE * (n * view.tgt_p[t as usize]);
            }
            for (x, &s) in back.iter_mut().zip(src) {
                *x += NONE * (m * view.src_p[s as usize]);
            }
            for at in meetings {
                let pair = self.pairs[at.pair as usize];
                let count = &mut counts[at.pair as usize];
                count[0] += pair.to / to[at.tgt as usize];
                count[1] += pair.back / back[at.src as usize];
            }
        }
        self.estimate(view.tgt_p.len(), &counts);
    }

    /// Probabilities from expected counts.
    fn estimate(&mut self, n_tgt: usize, counts: &[[f32; 2]]) {
        let mut tgt_total = vec![0.0_f32; n_tgt];
        for (pair, count) in self.pairs.iter().zip(counts) {
            tgt_total[pair.tgt as usize] += count[1];
        }
        let share = |count: f32, total: f32, known: f32| {
            ((count - DISCOUNT).max(0.0) + PRIOR * known) / (total + PRIOR)
        };
        for row in self.start.windows(2) {
            let row = row[0]..row[1];
            let total: f32 = counts[row.clone()].iter().map(|c| c[0]).sum();
            for k in row {
                if !self.alive[k] {
                    continue;
                }
                let pair = &mut self.pairs[k];
                let tgt_total = tgt_total[pair.tgt as usize];
                pair.to = share(counts[k][0], total, self.prior[k][0]);
                pair.back = share(counts[k][1], tgt_total, self.prior[k][1]);
                self.alive[k] = pair.to > 2e-3 || pair.back > 1e-2;
                if !self.alive[k] {
                    (pair.to, pair.back) = (0.0, 0.0);
                }
            }
        }
    }

    /// What is left, a row for each source word.
    fn rows(&self) -> Vec<Vec<Pair>> {
        let row =
            |w: &[usize]| (w[0]..w[1]).filter(|&k| self.alive[k]).map(|k| self.pairs[k]).collect();
        self.start.windows(2).map(row).collect()
    }
}

/// One over what explains each target word of each bead before anything was learnt: all its source
/// words, and nothing. `known` is scratch, all zero between uses.
fn explained(
    view: &View,
    beads: &Beads,
    base: impl Fn(f32) -> f32,
    known: &mut [[f32; 2]],
) -> Vec<Vec<f32>> {
    let unknown = |(src, tgt): (&Vec<u32>, &Vec<u32>)| {
        #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
        let n = src.len() as f32;
        let of_word = |&t: &u32| n * (base(view.tgt_p[t as usize]) + NONE * view.tgt_p[t as usize]);
        tgt.iter().map(of_word).collect()
    };
    let mut out: Vec<Vec<f32>> = beads.src.iter().zip(&beads.tgt).map(unknown).collect();
    for (uses, prior) in beads.uses.iter().zip(&view.prior).filter(|(_, prior)| !prior.is_empty()) {
        for pair in prior {
            known[pair.tgt as usize][0] = pair.to;
        }
        for &n in uses {
            for (x, &t) in out[n as usize].iter_mut().zip(&beads.tgt[n as usize]) {
                *x += known[t as usize][0];
            }
        }
        for pair in prior {
            known[pair.tgt as usize][0] = 0.0;
        }
    }
    out.iter_mut().flatten().for_each(|x| *x = 1.0 / *x);
    out
}

/// How likely each word is to have no counterpart, target words first: the share of its uses that
/// nothing across explains, held to the share of all words where it is rare.
pub(super) fn free(view: &View, found: &[Found]) -> [Vec<f32>; 2] {
    // What explains a word does not change while its share is sought: it is looked up once.
    let sides = |bead: &Found| {
        let (src, tgt) = (view.src[bead.src.clone()].concat(), view.tgt[bead.tgt.clone()].concat());
        let ratios = ratios(view, &src, &tgt);
        ([tgt, src], ratios)
    };
    let beads: Vec<_> = found.iter().filter(|b| b.is_two_sided()).map(sides).collect();
    let mut share = [0.5_f32, 0.5];
    let mut out = [Vec::new(), Vec::new()];
    for _ in 0..4 {
        let mut none = [vec![0.0_f32; view.tgt_p.len()], vec![0.0_f32; view.src_p.len()]];
        let mut uses = none.clone();
        for (words, ratios) in &beads {
            for (d, words) in words.iter().enumerate() {
                for (&w, ratio) in words.iter().zip(&ratios[d]) {
                    let w = w as usize;
                    let f = out[d].get(w).copied().unwrap_or(share[d]);
                    none[d][w] += f / (f + (1.0 - f) * ratio);
                    uses[d][w] += 1.0;
                }
            }
        }
        for d in 0..2 {
            let all: f32 = uses[d].iter().sum::<f32>();
            share[d] = ((none[d].iter().sum::<f32>() + 1.0) / (all + 2.0)).clamp(0.05, 0.95);
            out[d] = none[d]
                .iter()
                .zip(&uses[d])
                .map(|(n, u)| ((n + HELD * share[d]) / (u + HELD)).clamp(0.02, 0.98))
                .collect();
        }
    }
    out
}

/// p(word | across) / p(word) for each word of both sides, target words first.
fn ratios(view: &View, src: &[u32], tgt: &[u32]) -> [Vec<f32>; 2] {
    let mut to = vec![0.0_f32; tgt.len()];
    let mut back = vec![0.0_f32; src.len()];
    for (i, &s) in src.iter().enumerate() {
        let row = &view.rows[s as usize];
        for (j, &t) in tgt.iter().enumerate() {
            if let Ok(k) = row.binary_search_by_key(&t, |p| p.tgt) {
                to[j] += row[k].to;
                back[i] += row[k].back;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
    let (n, m) = (src.len() as f32, tgt.len() as f32);
    to.iter_mut().zip(tgt).for_each(|(x, &t)| *x /= n * view.tgt_p[t as usize]);
    back.iter_mut().zip(src).for_each(|(x, &s)| *x /= m * view.src_p[s as usize]);
    [to, back]
}
