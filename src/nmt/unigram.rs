//! Cuts a prepared string into the likeliest pieces of a unigram model.
//!
//! In: the output of `normalize`. Out: pieces as byte ranges of it. Scores are added and compared in
//! the precision `SentencePiece` uses, so that ties fall the same way and the ids are the same.

use std::ops::Range;

use crate::nmt::spm::{Piece, PieceKind, Spm};

/// One piece found in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its place in the model file; the unknown piece's for a character nothing spells.
    pub index: usize,
    /// The bytes it covers.
    pub range: Range<usize>,
}

/// A unigram model ready to cut.
#[derive(Clone, Debug)]
pub struct Unigram {
    trie: Trie,
    // By place in the file: the score, and whether it is a user's symbol (`None`: never used).
    scores: Vec<Option<(f32, bool)>>,
    unknown: usize,
    unknown_score: f32,
    max_score: f32,
}

/// How much worse than the worst piece an unknown character is.
const UNKNOWN_PENALTY: f32 = 10.0;

impl Unigram {
    /// Takes the pieces of a model file.
    ///
    /// # Panics
    /// Never: [`Spm::parse`] has made sure there is an unknown piece.
    #[must_use]
    pub fn new(spm: &Spm) -> Self {
        let usable = |p: &Piece| match p.kind {
            PieceKind::Normal => Some((p.score, false)),
            PieceKind::UserDefined => Some((p.score, true)),
            _ => None,
        };
        let scores: Vec<_> = spm.pieces.iter().map(usable).collect();
        let normal = || scores.iter().flatten().filter(|(_, user)| !user).map(|&(score, _)| score);
        let words = scores.iter().enumerate().filter(|(_, s)| s.is_some());
        let words = words.map(|(i, _)| (spm.pieces[i].text.as_bytes(), i)).collect();
        let unknown = spm.pieces.iter().position(|p| p.kind == PieceKind::Unknown);
        Self {
            trie: Trie::new(words),
            unknown: unknown.expect("Spm::parse makes sure of it"),
            unknown_score: normal().fold(f32::MAX, f32::min) - UNKNOWN_PENALTY,
            // SentencePiece starts from the smallest positive number, not from minus infinity.
            max_score: normal().fold(f32::MIN_POSITIVE, f32::max),
            scores,
        }
    }

    /// The likeliest cut of `text`; neighbouring unknown characters stay apart.
    #[must_use]
    pub fn cut(&self, text: &str) -> Vec<Found> {
        // best[e] = the best path that ends at byte e.
        let mut best: Vec<Option<Best>> = vec![None; text.len() + 1];
        for (start, c) in text.char_indices() {
            let so_far = best[start].as_ref().map_or(0.0, |b| b.score);
            let mut spelt = false;
            for (end, index) in self.trie.prefixes(text.as_bytes(), start) {
                let Some((score, user)) = self.scores[index] else { continue };
                #[expect(clippy::cast_precision_loss, reason = "a piece is a few bytes long")]
                let score = if user {
                    f64::from((end - start) as f32 * self.max_score) - 0.1
                } else {
                    f64::from(score)
                };
                offer(&mut best[end], score + f64::from(so_far), start, index);
                spelt |= end - start == c.len_utf8();
            }
            if !spelt {
                let score = f64::from(self.unknown_score + so_far);
                offer(&mut best[start + c.len_utf8()], score, start, self.unknown);
            }
        }
        let mut found = Vec::new();
        let mut end = text.len();
        while let Some(b) = best[end].take() {
            found.push(Found { index: b.index, range: b.start..end });
            end = b.start;
        }
        found.reverse();
        found
    }
}

#[derive(Clone, Debug)]
struct Best {
    score: f32,
    start: usize,
    index: usize,
}

/// The first of two equal paths stays, as in `SentencePiece`.
#[expect(clippy::cast_possible_truncation, reason = "SentencePiece keeps the sum as a float")]
fn offer(slot: &mut Option<Best>, score: f64, start: usize, index: usize) {
    if slot.as_ref().is_none_or(|old| score > f64::from(old.score)) {
        *slot = Some(Best { score: score as f32, start, index });
    }
}

/// All pieces, walked byte by byte.
#[derive(Clone, Debug)]
struct Trie {
    nodes: Vec<Node>,
    // The children of node n: edges[n.first..n.last], sorted by byte.
    edges: Vec<(u8, u32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    first: u32,
    last: u32,
    // One more than the piece's index; 0 where no piece ends.
    piece: u32,
}

impl Trie {
    fn new(mut words: Vec<(&[u8], usize)>) -> Self {
        words.sort_unstable();
        // Of two equal pieces the first in the file counts.
        words.dedup_by_key(|w| w.0);
        let mut trie = Self { nodes: vec![Node::default()], edges: Vec::new() };
        // Nodes are laid out level by level, so the children of one are always neighbours.
        let mut queue = std::collections::VecDeque::from([(0, 0, 0..words.len())]);
        while let Some((node, depth, range)) = queue.pop_front() {
            let mut at = range.start;
            if words[range.clone()].first().is_some_and(|w| w.0.len() == depth) {
                trie.nodes[node].piece = small(words[at].1 + 1);
                at += 1;
            }
            trie.nodes[node].first = small(trie.edges.len());
            while at < range.end {
                let byte = words[at].0[depth];
                let same = words[at..range.end].partition_point(|w| w.0[depth] <= byte);
                trie.edges.push((byte, small(trie.nodes.len())));
                queue.push_back((trie.nodes.len(), depth + 1, at..at + same));
                trie.nodes.push(Node::default());
                at += same;
            }
            trie.nodes[node].last = small(trie.edges.len());
        }
        trie
    }

    /// Every piece that begins at `start`: the byte after it and its index, shortest first.
    fn prefixes<'a>(
        &'a self,
        text: &'a [u8],
        start: usize,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let mut node = self.nodes[0];
        text[start..]
            .iter()
            .enumerate()
            .map_while(move |(i, byte)| {
                let edges = &self.edges[node.first as usize..node.last as usize];
                let at = edges.binary_search_by_key(byte, |e| e.0).ok()?;
                node = self.nodes[edges[at].1 as usize];
                Some((start + i + 1, node.piece))
            })
            .filter_map(|(end, piece)| Some((end, piece.checked_sub(1)? as usize)))
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("a vocabulary has far fewer than 2^32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::spm::NormalizerSpec;
    use proptest::prelude::*;

    fn model(pieces: &[(&str, f32)]) -> Unigram {
        let kind = |text: &str| match text {
            "<unk>" => PieceKind::Unknown,
            "@@" => PieceKind::UserDefined,
            _ => PieceKind::Normal,
        };
        let piece =
            |&(text, score): &(&str, f32)| Piece { text: text.into(), score, kind: kind(text) };
        Unigram::new(&Spm {
            pieces: pieces.iter().map(piece).collect(),
            normalizer: NormalizerSpec::default(),
            whitespace_as_suffix: false,
            byte_fallback: false,
        })
    }

    fn texts<'t>(model: &Unigram, text: &'t str) -> Vec<&'t str> {
        model.cut(text).into_iter().map(|f| &text[f.range]).collect()
    }

    #[test]
    fn the_likeliest_cut_wins() {
        let m = model(&[("<unk>", 0.0), ("a", -3.0), ("b", -3.0), ("ab", -4.0), ("ba", -9.0)]);
        assert_eq!(texts(&m, "abab"), ["ab", "ab"]);
        assert_eq!(texts(&m, "aab"), ["a", "ab"]);
    }

    #[test]
    fn unknown_characters_stand_alone() {
        let m = model(&[("<unk>", 0.0), ("a", -1.0)]);
        let found = m.cut("a€ça");
        let indices: Vec<usize> = found.iter().map(|f| f.index).collect();
        assert_eq!(indices, [1, 0, 0, 1]);
    }

    #[test]
    fn user_symbols_beat_any_other_cut() {
        let m = model(&[("<unk>", 0.0), ("@", -0.1), ("@@", -90.0), ("a", -1.0)]);
        assert_eq!(texts(&m, "a@@a"), ["a", "@@", "a"]);
    }

    proptest! {
        #[test]
        fn pieces_tile_the_text(text in "[abcé ]{0,40}") {
            let m = model(&[("<unk>", 0.0), ("a", -2.0), ("ab", -2.5), ("abc", -3.0), ("c a", -4.0)]);
            prop_assert_eq!(texts(&m, &text).concat(), text);
        }

        #[test]
        fn no_cut_is_likelier(text in "[ab]{1,9}") {
            let pieces = [("<unk>", 0.0), ("a", -2.0), ("b", -2.5), ("ab", -3.0), ("bba", -3.5)];
            let m = model(&pieces);
            let score = |cut: &[&str]| -> f32 {
                cut.iter().map(|c| pieces.iter().find(|p| p.0 == *c).expect("known").1).sum()
            };
            // Every way to cut the text, by the set of places where a piece ends.
            let best = (0..1u32 << (text.len() - 1)).filter_map(|cuts| {
                let (mut parts, mut from) = (Vec::new(), 0);
                for at in 1..=text.len() {
                    if at == text.len() || cuts >> (at - 1) & 1 == 1 {
                        parts.push(&text[from..at]);
                        from = at;
                    }
                }
                parts.iter().all(|p| pieces.iter().any(|q| q.0 == *p)).then(|| score(&parts))
            }).fold(f32::MIN, f32::max);
            prop_assert!((score(&texts(&m, &text)) - best).abs() < 1e-4);
        }
    }
}
