//! Words and what is known of them, for a look-up or several for every word of a text.

use crate::trace::fold::Word;

use std::hash::{BuildHasherDefault, Hasher};

/// How maps of words that a text is held against hash them.
pub(in crate::trace) type ByWord = BuildHasherDefault<WordHasher>;

/// A hash of short strings, the same in every run; no hash of what strangers send to be kept.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::trace) struct WordHasher(u64);

impl WordHasher {
    fn mix(&mut self, part: u64) {
        // The fraction of the golden ratio: its multiples spread best.
        self.0 = (self.0.rotate_left(29) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for WordHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (parts, rest) = bytes.as_chunks::<8>();
        for part in parts {
            self.mix(u64::from_le_bytes(*part));
        }
        // What is left is read from both ends, the middle twice over.
        let four = |at: &[u8; 4]| u64::from(u32::from_le_bytes(*at));
        let left = match (rest.first_chunk::<4>(), rest.last_chunk::<4>(), rest) {
            (Some(first), Some(last), _) => four(first) << 32 | four(last),
            (_, _, [first, .., last]) => {
                u64::from(*first) | u64::from(rest[rest.len() / 2]) << 8 | u64::from(*last) << 16
            }
            _ => rest.first().map_or(0, |byte| u64::from(*byte)),
        };
        self.mix(left ^ (bytes.len() as u64) << 56);
    }

    // What strings end their hash with tells nothing more: lengths are in it.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// Words, each with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Shelf<T> {
    // A half of each hash, and the number of the word it is of; more than there are words.
    slots: Vec<(u32, u32)>,
    held: Vec<(Word, T)>,
}

/// The number that no word has.
const NONE: u32 = u32::MAX;

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { slots: vec![(0, NONE)], held: Vec::new() }
    }
}

impl<T> Shelf<T> {
    /// Puts `words`, all of them different, on a shelf.
    pub(super) fn of(words: impl IntoIterator<Item = (Word, T)>) -> Self {
        let held: Vec<_> = words.into_iter().collect();
        let mut slots = vec![(0, NONE); (held.len() * 4 / 3 + 1).next_power_of_two()];
        for (n, (word, _)) in (0..).zip(&held) {
            let (half, mut at) = place(word.as_bytes(), slots.len());
            while slots[at].1 != NONE {
                at = (at + 1) % slots.len();
            }
            slots[at] = (half, n);
        }
        Self { slots, held }
    }

    /// What is known of a word, which is given as its bytes.
    #[inline]
    pub(super) fn get(&self, word: &[u8]) -> Option<&T> {
        self.number(word).map(|n| self.at(n))
    }

    /// What is known of the word of this number.
    pub(super) fn at(&self, number: usize) -> &T {
        &self.held[number].1
    }

    /// The number of a word.
    #[inline]
    pub(super) fn number(&self, word: &[u8]) -> Option<usize> {
        let (half, mut at) = place(word, self.slots.len());
        loop {
            let (known, n) = self.slots[at];
            if n == NONE {
                return None;
            }
            if known == half && self.held[n as usize].0.as_bytes() == word {
                return Some(n as usize);
            }
            at = (at + 1) % self.slots.len();
        }
    }
}

/// Half of a word's hash, and the slot among `slots` of them, a power of two, at which it is looked for.
#[inline]
fn place(word: &[u8], slots: usize) -> (u32, usize) {
    let mut hasher = WordHasher::default();
    hasher.write(word);
    let hash = hasher.finish();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "either half of a hash is as good as the other"
    )]
    let halves = ((hash >> 32) as u32, hash as usize & (slots - 1));
    halves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let words: Vec<String> = (0..5000).map(|n| format!("mot{}", n * 7919)).collect();
        let all = words.iter().enumerate().map(|(n, w)| (Word::from(w.as_str()), n));
        let shelf = Shelf::of(all);
        for (n, word) in words.iter().enumerate() {
            assert_eq!(shelf.get(word.as_bytes()), Some(&n));
            assert_eq!(shelf.get(format!("{word}x").as_bytes()), None);
        }
        assert_eq!(shelf.get(b""), None);
        assert_eq!(Shelf::<u8>::default().get(b"mot"), None);
    }
}
