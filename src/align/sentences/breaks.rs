//! What paragraph breaks tell: as much as the two sides are seen to break together, and no more.

use super::SentenceOptions;
use super::beads::Found;

/// Uses by which what is seen is held against "breaks tell nothing".
const HELD: f32 = 10.0;

/// Where paragraphs begin on both sides, and what it costs to pair sentences across or along breaks.
///
/// A bead pays −ln of `p(breaks of both sides) / p(break of one) p(break of the other)`, where it
/// ends and inside. That is 0 before anything was learnt, where one side has no paragraphs, and
/// where each line is one; a text whose sides break together is drawn to its paragraphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaks {
    /// Breaks up to each position; empty where they are not known.
    src: Vec<u32>,
    tgt: Vec<u32>,
    /// Cost at the end of a bead, by whether each side breaks there: source, then target.
    end: [[f32; 2]; 2],
    /// Cost of each break that lies inside a bead.
    inside: f32,
}

impl Breaks {
    pub(super) fn new(options: &SentenceOptions<'_>, n_src: usize, n_tgt: usize) -> Self {
        let sums = |begins: &[bool]| {
            let mut sum = 0;
            let rest = begins.iter().map(|&b| {
                sum += u32::from(b);
                sum
            });
            // up[i] = breaks before sentences 0 to i − 1, so that up[i] − up[i − 1] is one at i − 1.
            std::iter::once(0).chain(rest).collect::<Vec<u32>>()
        };
        match (options.src_breaks, options.tgt_breaks) {
            (Some(src), Some(tgt)) if src.len() == n_src && tgt.len() == n_tgt => {
                Self { src: sums(src), tgt: sums(tgt), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// Cost of the bead of `m` and `n` sentences that ends before `(i, j)`.
    pub(super) fn cost(&self, (i, m): (usize, usize), (j, n): (usize, usize)) -> f32 {
        if self.src.is_empty() {
            return 0.0;
        }
        let inside = |up: &[u32], at: usize, len: usize| {
            if len < 2 { 0 } else { up[at] - up[at - len + 1] }
        };
        #[expect(clippy::cast_precision_loss, reason = "a bead has a handful of sentences")]
        let broken = (inside(&self.src, i, m) + inside(&self.tgt, j, n)) as f32;
        let at = |up: &[u32], at: usize| usize::from(at + 1 < up.len() && up[at + 1] > up[at]);
        broken * self.inside + self.end[at(&self.src, i)][at(&self.tgt, j)]
    }

    /// Counts how often both sides break together along a path.
    pub(super) fn learn(&mut self, found: &[Found]) {
        if self.src.is_empty() {
            return;
        }
        let at = |up: &[u32], at: usize| usize::from(at + 1 < up.len() && up[at + 1] > up[at]);
        let mut ends = [[0.0_f32; 2]; 2];
        // Sentences that follow another inside a bead, and how many of them begin a paragraph.
        let (mut followers, mut broken) = (0.0_f32, 0.0_f32);
        for bead in found.iter().filter(|b| b.is_two_sided()) {
            ends[at(&self.src, bead.src.end)][at(&self.tgt, bead.tgt.end)] += 1.0;
            for (up, run) in [(&self.src, &bead.src), (&self.tgt, &bead.tgt)] {
                for k in run.start + 1..run.end {
                    followers += 1.0;
                    broken += f32::from(u8::from(up[k + 1] > up[k]));
                }
            }
        }
        let all: f32 = ends.iter().flatten().sum();
        let p_src =
            [ends[0][0] + ends[0][1], ends[1][0] + ends[1][1]].map(|x| (x + 1.0) / (all + 2.0));
        let p_tgt =
            [ends[0][0] + ends[1][0], ends[0][1] + ends[1][1]].map(|x| (x + 1.0) / (all + 2.0));
        for (s, row) in ends.iter().enumerate() {
            for (t, &seen) in row.iter().enumerate() {
                let chance = p_src[s] * p_tgt[t];
                let p = (seen + HELD * chance) / (all + HELD);
                self.end[s][t] = -(p / chance).ln();
            }
        }
        let breaks = (ends[1][0] + ends[1][1]) + (ends[0][1] + ends[1][1]) + broken;
        let usual = (breaks + 1.0) / (2.0 * all + followers + 2.0);
        self.inside = -(((broken + HELD * usual) / (followers + HELD)) / usual).ln();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beads(n: usize) -> Vec<Found> {
        (0..n).map(|i| Found { src: i..i + 1, tgt: i..i + 1, confidence: 0.0 }).collect()
    }

    #[test]
    fn breaks_tell_as_much_as_they_agree() {
        let some: Vec<bool> = (0..200).map(|i| i % 5 == 0).collect();
        let none = vec![false; 200];
        let of = |src: &[bool], tgt: &[bool]| {
            let options = SentenceOptions {
                src_breaks: Some(src),
                tgt_breaks: Some(tgt),
                ..Default::default()
            };
            let mut breaks = Breaks::new(&options, 200, 200);
            breaks.learn(&beads(200));
            breaks
        };
        let agreed = of(&some, &some);
        assert!(agreed.cost((5, 1), (5, 1)) < -1.0, "both break before sentence 5");
        assert!(agreed.cost((5, 1), (4, 1)) > 1.0, "only one does");
        assert!(agreed.cost((4, 1), (4, 1)) < 0.1, "neither does");
        let deaf = of(&some, &none);
        assert!(deaf.cost((5, 1), (5, 1)).abs() < 0.1 && deaf.cost((4, 1), (4, 1)).abs() < 0.1);
        assert!(Breaks::default().cost((5, 2), (4, 1)).abs() < 1e-9);
    }
}
