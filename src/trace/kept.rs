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
    None,
    Some(u32, u32),
}

impl Kept {
    /// The noun phrase that starts at token `i` of `n`, which `read` finds.
    pub(super) fn phrase(
        &self,
        (i, n): (usize, usize),
        read: impl FnOnce() -> Option<Phrased>,
    ) -> Option<Phrased> {
        match self.phrases.borrow().get(i) {
            Some(Slot::Some(first, last)) => return Some((*first as usize, *last as usize)),
            Some(Slot::None) => return None,
            Some(Slot::Unread) | None => {}
        }
        let found = read();
        let slot = match found {
            None => Slot::None,
            Some((first, last)) => match (u32::try_from(first), u32::try_from(last)) {
                (Ok(first), Ok(last)) => Slot::Some(first, last),
                // No sentence is as long.
                _ => Slot::Unread,
            },
        };
        let mut phrases = self.phrases.borrow_mut();
        if phrases.is_empty() {
            phrases.resize(n, Slot::Unread);
        }
        if let Some(kept) = phrases.get_mut(i) {
            *kept = slot;
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
