//! Blocks that repeat an earlier one, exactly or nearly.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::tables::fold;
use crate::corpus::document::Block;

/// Words of one shingle.
const SHINGLE: usize = 3;
/// Share of shingles (in tenths) two blocks must have in common to be near repeats.
const NEAR: usize = 8;
/// Fewest words of a block that is compared by shingles; shorter ones must be equal.
const FEWEST: usize = 6;

/// Marks every block whose words stood in an earlier one. The first of several is named.
///
/// Each block votes with its shingles for the blocks they were first seen in, so time is linear in
/// the text.
pub(super) fn mark(text: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    let mut whole: BTreeMap<u64, usize> = BTreeMap::new();
    let mut pieces: BTreeMap<u64, usize> = BTreeMap::new();
    let mut sizes: Vec<usize> = Vec::with_capacity(blocks.len());
    for (n, block) in blocks.iter_mut().enumerate() {
        let folded = fold(block.span.of(text));
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        sizes.push(words.len());
        if words.is_empty() {
            continue;
        }
        let shingles: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
        let same = whole.get(&hash(&words)).copied();
        block.duplicate_of = same.or_else(|| near(&shingles, &pieces, &sizes));
        if block.duplicate_of.is_none() {
            whole.insert(hash(&words), n);
            for shingle in shingles {
                pieces.entry(shingle).or_insert(n);
            }
        }
    }
    blocks
}

/// The earlier block that has nearly the same shingles and nearly the same length.
fn near(shingles: &[u64], pieces: &BTreeMap<u64, usize>, sizes: &[usize]) -> Option<usize> {
    let own = sizes.last().copied().filter(|n| *n >= FEWEST)?;
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    for shingle in shingles {
        if let Some(n) = pieces.get(shingle) {
            *votes.entry(*n).or_default() += 1;
        }
    }
    let (best, count) =
        votes.into_iter().max_by_key(|(n, count)| (*count, std::cmp::Reverse(*n)))?;
    let alike = count * 10 >= shingles.len() * NEAR
        && own.abs_diff(sizes[best]) * 10 <= own.max(sizes[best]) * 2;
    alike.then_some(best)
}

fn hash(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}
