//! The phrases that a word may open, as a look-up of the word tells them.

use std::num::NonZeroU16;

use super::{Class, Phrase};
use crate::trace::fold::Word;

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
pub(super) type Tails = Vec<(Vec<Word>, Phrase)>;
/// The same for each kind of phrase.
pub(super) type Kinds = Vec<(Phrase, Ends)>;

/// What the phrases of one kind that start with one word go on with, the longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    // The first byte of each, nothing where the word is the whole phrase: `le` opens hundreds.
    firsts: Vec<Option<u8>>,
    tails: Vec<Vec<Word>>,
}

impl Ends {
    pub(super) fn push(&mut self, tail: Vec<Word>) {
        self.firsts.push(tail.first().and_then(|word| word.bytes().next()));
        self.tails.push(tail);
    }
}

/// The byte that the folded form of a word starts with, where that is plain without folding it.
pub(in crate::trace) fn first_byte(word: &str) -> Option<u8> {
    word.bytes().next().filter(u8::is_ascii).map(|byte| byte.to_ascii_lowercase())
}

/// The number of words of the longest phrase of kind `of` that goes on with `rest(0..)`; `next` is what the first of those
/// starts with, where it is known.
pub(super) fn longest(
    kinds: &Kinds,
    of: Phrase,
    next: Option<u8>,
    rest: &dyn Fn(usize, &str) -> bool,
) -> Option<usize> {
    let (_, ends) = kinds.iter().find(|(p, _)| *p == of)?;
    let may = |first: &Option<u8>| next.is_none() || first.is_none() || *first == next;
    let open = ends.firsts.iter().zip(&ends.tails).filter(|(first, _)| may(first));
    let goes_on = |tail: &&Vec<Word>| tail.iter().enumerate().all(|(i, w)| rest(i, w));
    open.map(|(_, tail)| tail).find(goes_on).map(|tail| tail.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_letter_leaves_out_no_phrase() {
        let mut ends = Ends::default();
        for tail in [&["monde", "diplomatique"][..], &["monde"], &["écho"], &[]] {
            ends.push(tail.iter().map(|w| Word::from(*w)).collect());
        }
        let kinds = vec![(Phrase::Outlet, ends)];
        let words = |text: &[&str]| {
            let rest = |i: usize, want: &str| text.get(i).is_some_and(|w| *w == want);
            let next = text.first().and_then(|w| first_byte(w));
            let told = longest(&kinds, Phrase::Outlet, next, &rest);
            assert_eq!(told, longest(&kinds, Phrase::Outlet, None, &rest));
            told
        };
        assert_eq!(words(&["monde", "diplomatique"]), Some(3));
        assert_eq!(words(&["monde", "entier"]), Some(2));
        assert_eq!(words(&["écho"]), Some(2));
        assert_eq!(words(&["parisien"]), Some(1));
        assert_eq!(words(&[]), Some(1));
        assert_eq!(longest(&kinds, Phrase::Label, None, &|_, _| true), None);
    }
}
