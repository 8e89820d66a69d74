//! The phrases that a word may open, as a look-up of the word tells them.

use std::num::NonZeroU16;

use super::{Class, Phrase};

/// What a look-up of a word tells.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::trace) struct Known {
    pub(in crate::trace) class: Class,
    pub(in crate::trace) opens: Opens,
}

/// The phrases that a word may open.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::trace) struct Opens {
    // One bit for each kind.
    kinds: u32,
    // The number of the word among those that open any, where it is sure to be this one.
    number: Option<NonZeroU16>,
}

impl Opens {
    /// Any that the lists know.
    pub(super) const ANY: Self = Self { kinds: !0, number: None };

    /// Those that the word of this number goes on to.
    pub(super) fn of(number: usize, kinds: &Kinds) -> Self {
        let kinds = kinds.iter().fold(0, |bits, (of, _)| bits | of.bit());
        Self { kinds, number: u16::try_from(number + 1).ok().and_then(NonZeroU16::new) }
    }

    /// The number of the word, where it is known.
    pub(in crate::trace) fn number(self) -> Option<usize> {
        self.number.map(|number| usize::from(number.get()) - 1)
    }

    /// Whether there may be any of this kind.
    pub(in crate::trace) fn any(self, of: Phrase) -> bool {
        self.kinds & of.bit() != 0
    }
}

/// What the phrases that start with one word go on with, the longest first.
pub(super) type Tails = Vec<(Vec<Box<str>>, Phrase)>;
/// The same for each kind of phrase.
pub(super) type Kinds = Vec<(Phrase, Vec<Vec<Box<str>>>)>;

/// The number of words of the longest phrase of kind `of` that goes on with `rest(0..)`.
pub(super) fn longest(
    kinds: &Kinds,
    of: Phrase,
    rest: &dyn Fn(usize, &str) -> bool,
) -> Option<usize> {
    let (_, tails) = kinds.iter().find(|(p, _)| *p == of)?;
    let goes_on = |tail: &&Vec<Box<str>>| tail.iter().enumerate().all(|(i, w)| rest(i, w));
    tails.iter().find(goes_on).map(|tail| tail.len() + 1)
}
