//! The noun phrases of a sentence and what they say, read once however many rules ask.
//!
//! Both follow from the words alone, so nothing that is found meanwhile makes an answer stale.

use std::cell::RefCell;

use super::mention::Phrased;
use super::reading::Reading;

/// What has been read of one sentence.
#[derive(Debug, Default)]
pub(super) struct Kept {
    // By the token it starts at; empty until the first is asked for.
    phrases: RefCell<Vec<Slot>>,
    readings: RefCell<Vec<(Phrased, Reading)>>,
}

/// Whether a phrase was looked for, and what was found.
#[derive(Clone, Copy, Debug, Default)]
enum Slot {
    #[default]
    Unread,
    Read(Option<Phrased>),
}

impl Kept {
    /// The noun phrase that starts at token `i` of `n`, which `read` finds.
    pub(super) fn phrase(
        &self,
        (i, n): (usize, usize),
        read: impl FnOnce() -> Option<Phrased>,
    ) -> Option<Phrased> {
        match self.phrases.borrow().get(i) {
            Some(Slot::Read(known)) => return *known,
            Some(Slot::Unread) | None => {}
        }
        let found = read();
        let mut phrases = self.phrases.borrow_mut();
        if phrases.is_empty() {
            phrases.resize(n, Slot::Unread);
        }
        if let Some(slot) = phrases.get_mut(i) {
            *slot = Slot::Read(found);
        }
        found
    }

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
            kept.phrase((i, 4), || {
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
        let plural = |plural| kept.reading((1, 3), || Reading { plural, ..Reading::default() });
        assert!(plural(true).plural && plural(false).plural);
    }

    #[test]
    fn a_phrase_that_asks_for_another_reads_both() {
        let kept = Kept::default();
        let inner = || kept.phrase((2, 3), || Some((2, 2)));
        assert_eq!(kept.phrase((0, 3), || inner().map(|(_, last)| (0, last))), Some((0, 2)));
        assert_eq!(kept.phrase((2, 3), || None), Some((2, 2)));
    }
}
