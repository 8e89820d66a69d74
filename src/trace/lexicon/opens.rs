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

/// What the phrases of one kind that start with one word go on with.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    // By the first byte of what they go on with, the longest first: `le` opens hundreds.
    behind: Vec<(u8, Vec<Vec<Word>>)>,
    // Whether the word is a whole phrase.
    alone: bool,
}

impl Ends {
    /// Adds one that is no longer than those before it.
    pub(super) fn push(&mut self, tail: Vec<Word>) {
        let Some(first) = tail.first().and_then(|word| word.bytes().next()) else {
            self.alone = true;
            return;
        };
        match self.behind.iter_mut().find(|(byte, _)| *byte == first) {
            Some((_, tails)) => tails.push(tail),
            None => self.behind.push((first, vec![tail])),
        }
    }
}

/// What is plain of the folded form of the word behind another, without folding it.
#[derive(Clone, Copy, Debug)]
pub(in crate::trace) struct Next {
    byte: u8,
    len: Option<usize>,
}

impl Next {
    /// Nothing where not even its first byte is.
    pub(in crate::trace) fn of(word: &str) -> Option<Self> {
        let byte = word.bytes().next().filter(u8::is_ascii)?.to_ascii_lowercase();
        Some(Self { byte, len: word.is_ascii().then_some(word.len()) })
    }

    /// Whether it may be the first word of `tail`, which starts with the same byte.
    fn opens(self, tail: &[Word]) -> bool {
        self.len.is_none_or(|len| tail.first().is_some_and(|word| word.len() == len))
    }
}

/// The number of words of the longest phrase of kind `of` that goes on with `rest(0..)`; `next` is what is known of the first
/// of those.
pub(super) fn longest(
    kinds: &Kinds,
    of: Phrase,
    next: Option<Next>,
    rest: &dyn Fn(usize, &str) -> bool,
) -> Option<usize> {
    let (_, ends) = kinds.iter().find(|(p, _)| *p == of)?;
    let goes_on = |tail: &&Vec<Word>| tail.iter().enumerate().all(|(i, w)| rest(i, w));
    let longest = if let Some(next) = next {
        let behind = ends.behind.iter().find(|(byte, _)| *byte == next.byte);
        let tails = behind.map_or(&[][..], |(_, tails)| tails);
        tails.iter().filter(|tail| next.opens(tail)).find(goes_on)
    } else {
        let each = ends.behind.iter().filter_map(|(_, tails)| tails.iter().find(goes_on));
        each.max_by_key(|tail| tail.len())
    };
    longest.map(Vec::len).or(ends.alone.then_some(0)).map(|n| n + 1)
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
            let next = text.first().and_then(|w| Next::of(w));
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
