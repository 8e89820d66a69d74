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
    let beads: Vec<(Vec<u32>, Vec<u32>)> = found
        .iter()
        .filter(|b| b.is_two_sided() && b.src.len() + b.tgt.len() <= LARGEST)
        .map(|b| (view.src[b.src.clone()].concat(), view.tgt[b.tgt.clone()].concat()))
        .collect();
    let mut rows = candidates(view, &beads);
    for _ in 0..ROUNDS {
        rows = round(view, &beads, &rows);
    }
    rows
}

/// Pairs with a prior, and pairs that meet in at least two beads.
fn candidates(view: &View, beads: &[(Vec<u32>, Vec<u32>)]) -> Vec<Vec<Pair>> {
    let mut in_beads: Vec<Vec<u32>> = vec![Vec::new(); view.src_p.len()];
    for (n, (src, _)) in beads.iter().enumerate() {
        let n = u32::try_from(n).expect("fewer than 2^32 beads");
        for &s in src {
            if in_beads[s as usize].last() != Some(&n) {
                in_beads[s as usize].push(n);
            }
        }
    }
    let mut count = vec![0_u16; view.tgt_p.len()];
    let mut last = vec![u32::MAX; view.tgt_p.len()];
    in_beads
        .iter()
        .zip(&view.prior)
        .zip(&view.src_p)
        .map(|((list, prior), src_p)| {
            let mut met: Vec<u32> = Vec::new();
            for &n in list {
                for &t in &beads[n as usize].1 {
                    let at = t as usize;
                    if count[at] == 0 {
                        met.push(t);
                        last[at] = u32::MAX;
                    }
                    if last[at] != n {
                        last[at] = n;
                        count[at] = count[at].saturating_add(1);
                    }
                }
            }
            let mut row = prior.clone();
            for t in met {
                let often = count[t as usize] >= 2;
                count[t as usize] = 0;
                last[t as usize] = u32::MAX;
                if often && prior.binary_search_by_key(&t, |p| p.tgt).is_err() {
                    row.push(Pair { tgt: t, to: 0.0, back: 0.0 });
                }
            }
            row.sort_unstable_by_key(|p| p.tgt);
            for pair in &mut row {
                pair.to += 0.3 * view.tgt_p[pair.tgt as usize] + 1e-4;
                pair.back += 0.3 * src_p + 1e-4;
            }
            row
        })
        .collect()
}

/// One round of expectation and estimation, in both directions.
fn round(view: &View, beads: &[(Vec<u32>, Vec<u32>)], rows: &[Vec<Pair>]) -> Vec<Vec<Pair>> {
    let mut counts: Vec<Vec<(f32, f32)>> = rows.iter().map(|r| vec![(0.0, 0.0); r.len()]).collect();
    let find = |s: u32, t: u32| rows[s as usize].binary_search_by_key(&t, |p| p.tgt).ok();
    for (src, tgt) in beads {
        let mut to = vec![0.0_f32; tgt.len()];
        let mut back = vec![0.0_f32; src.len()];
        let mut cells: Vec<(usize, usize, usize)> = Vec::new();
        for (i, &s) in src.iter().enumerate() {
            for (j, &t) in tgt.iter().enumerate() {
                if let Some(k) = find(s, t) {
                    to[j] += rows[s as usize][k].to;
                    back[i] += rows[s as usize][k].back;
                    cells.push((i, j, k));
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "sentences are short")]
        let (n, m) = (src.len() as f32, tgt.len() as f32);
        for (i, j, k) in cells {
            let s = src[i] as usize;
            let pair = rows[s][k];
            let none = (n * view.tgt_p[tgt[j] as usize], m * view.src_p[s]);
            counts[s][k].0 += pair.to / (to[j] + NONE * none.0);
            counts[s][k].1 += pair.back / (back[i] + NONE * none.1);
        }
    }
    let mut tgt_total = vec![0.0_f32; view.tgt_p.len()];
    for (row, counts) in rows.iter().zip(&counts) {
        for (pair, count) in row.iter().zip(counts) {
            tgt_total[pair.tgt as usize] += count.1;
        }
    }
    rows.iter()
        .zip(&counts)
        .zip(&view.prior)
        .map(|((row, counts), prior)| {
            let total: f32 = counts.iter().map(|c| c.0).sum();
            row.iter()
                .zip(counts)
                .map(|(pair, count)| {
                    let known = prior
                        .binary_search_by_key(&pair.tgt, |p| p.tgt)
                        .map_or((0.0, 0.0), |at| (prior[at].to, prior[at].back));
                    let estimate = |count: f32, total: f32, known: f32| {
                        ((count - DISCOUNT).max(0.0) + PRIOR * known) / (total + PRIOR)
                    };
                    Pair {
                        tgt: pair.tgt,
                        to: estimate(count.0, total, known.0),
                        back: estimate(count.1, tgt_total[pair.tgt as usize], known.1),
                    }
                })
                .filter(|p| p.to > 2e-3 || p.back > 1e-2)
                .collect()
        })
        .collect()
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
