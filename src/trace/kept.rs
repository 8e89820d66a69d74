//! The noun phrases of a sentence and what they say, read once however many rules ask, and in whichever pass.
//!
//! All of it follows from the words alone, so nothing that is found meanwhile makes an answer stale.

use std::cell::RefCell;

use super::mention::Phrased;
use super::reading::Reading;

/// What has been read of one sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The noun phrases, by the token they start at.
    pub(super) phrases: ByToken,
    /// What stands between commas after a phrase, by the token that the phrase ends with.
    pub(super) appositions: ByToken,
    /// The subjects before and behind a verb, by its token.
    pub(super) before: ByToken,
    pub(super) behind: ByToken,
    /// The phrases that end before a token.
    pub(super) ending: ByToken,
    readings: RefCell<Vec<(Phrased, Reading)>>,
}

/// A phrase for every token of a sentence that was asked about; empty until the first is.
#[derive(Clone, Debug, Default)]
pub(super) struct ByToken(RefCell<Vec<Slot>>);

/// Whether a phrase was looked for, and what was found. There is one for nearly every token of a text: they are small.
#[derive(Clone, Copy, Debug, Default)]
enum Slot {
    #[default]
    Unread,
    Nothing,
    Found(u16, u16),
}

impl Slot {
    fn of(found: Option<Phrased>) -> Self {
        let Some((first, last)) = found else { return Self::Nothing };
        match (first.try_into(), last.try_into()) {
            (Ok(first), Ok(last)) => Self::Found(first, last),
            // No sentence is so long; what is cut otherwise is read again.
            _ => Self::Unread,
        }
    }
}

impl ByToken {
    /// The phrase at token `i` of `n`, which `read` finds.
    pub(super) fn at(
        &self,
        (i, n): (usize, usize),
        read: impl FnOnce() -> Option<Phrased>,
    ) -> Option<Phrased> {
        match self.0.borrow().get(i) {
            Some(Slot::Found(first, last)) => {
                return Some((usize::from(*first), usize::from(*last)));
            }
            Some(Slot::Nothing) => return None,
            Some(Slot::Unread) | None => {}
        }
        let found = read();
        let mut slots = self.0.borrow_mut();
        if slots.is_empty() {
            slots.resize(n, Slot::Unread);
        }
        if let Some(slot) = slots.get_mut(i) {
            *slot = Slot::of(found);
        }
        found
    }
}

impl Kept {
    /// What the phrase `np` says, which `read` finds.
    pub(super) fn reading(&self, np: Phrased, read: impl FnOnce() -> Reading) -> Reading {
        if let Some((_, known)) = self.readings.borrow().iter().find(|(phrase, _)| *phrase == np) {
            return known.clone();
        }
        let found = read();
        self.readings.borrow_mut().push((np, found.clone()));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_once() {
        let (kept, asked) = (Kept::default(), std::cell::Cell::new(0));
        let phrase = |i: usize, found: Option<Phrased>| {
            kept.phrases.at((i, 4), || {
                asked.set(asked.get() + 1);
                found
            })
        };
        for _ in 0..3 {
            assert_eq!(phrase(1, Some((1, 3))), Some((1, 3)));
            assert_eq!(phrase(2, None), None);
        }
        assert_eq!(asked.get(), 2);
        // What is no token has no place to be kept in, and is read each time.
        assert_eq!((phrase(9, None), phrase(9, Some((9, 9)))), (None, Some((9, 9))));
        let far = (70_000, 70_001);
        assert_eq!((phrase(3, Some(far)), phrase(3, Some((3, 3)))), (Some(far), Some((3, 3))));
        let plural = |plural| kept.reading((1, 3), || Reading { plural, ..Reading::default() });
        assert!(plural(true).plural && plural(false).plural);
    }

    #[test]
    fn a_phrase_that_asks_for_another_reads_both() {
        let kept = Kept::default();
        let inner = || kept.phrases.at((2, 3), || Some((2, 2)));
        assert_eq!(kept.phrases.at((0, 3), || inner().map(|(_, last)| (0, last))), Some((0, 2)));
        assert_eq!(kept.phrases.at((2, 3), || None), Some((2, 2)));
    }
}
