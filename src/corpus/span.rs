//! A half-open range whose unit is part of its type.
//!
//! `Span<Byte>` cuts text, `Span<Sent>` counts sentences; the compiler keeps them apart. Stored
//! offsets are bytes everywhere inside the crate. Files use code points; only the edge converts.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;

/// Unit: bytes of a UTF-8 text, always on character boundaries.
#[derive(Debug)]
pub enum Byte {}
/// Unit: Unicode scalar values (code points), as written in files.
#[derive(Debug)]
pub enum Char {}
/// Unit: sentences of a segmented document.
#[derive(Debug)]
pub enum Sent {}
/// Unit: words of a sentence.
#[derive(Debug)]
pub enum Word {}
/// Unit: sub-word pieces of a model's vocabulary.
#[derive(Debug)]
pub enum Piece {}

/// A range `start..end` counted in `U`, with `start <= end` at all times.
pub struct Span<U> {
    start: u32,
    end: u32,
    unit: PhantomData<fn() -> U>,
}

impl<U> Span<U> {
    /// The span `start..end`.
    ///
    /// # Panics
    /// If `start > end` or a bound passes `u32::MAX`: that is a bug of ours, never of the input
    /// (texts longer than `u32::MAX` bytes are refused when they are read).
    #[must_use]
    #[track_caller]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span cannot end before it starts: {start}..{end}");
        let bound = |n: usize| u32::try_from(n).expect("texts over 4 GiB are refused when read");
        Self { start: bound(start), end: bound(end), unit: PhantomData }
    }

    /// First position inside.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// First position after.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// How many units it covers.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same bounds as a std range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether position `at` lies inside.
    #[must_use]
    pub fn holds(self, at: usize) -> bool {
        self.start() <= at && at < self.end()
    }

    /// Whether the two share at least one unit.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The units both cover, if any.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        self.overlaps(other)
            .then(|| Self::new(self.start().max(other.start()), self.end().min(other.end())))
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start().min(other.start()), self.end().max(other.end()))
    }

    /// The same length, moved right by `by`.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start() + by, self.end() + by)
    }
}

impl Span<Byte> {
    /// The words it covers in `text`.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries of `text`: spans only ever come from the
    /// text they point into.
    #[must_use]
    #[track_caller]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The words it covers, or `None` where the span does not fit `text`: for spans read from files.
    #[must_use]
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The same span without the white space at its two ends (empty at the start if all is space).
    ///
    /// ```
    /// use tarjuman::corpus::span::Span;
    /// let text = "  Il a dit. ";
    /// assert_eq!(Span::new(0, 12).trim(text).of(text), "Il a dit.");
    /// ```
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let cut = self.of(text);
        let lead = cut.len() - cut.trim_start().len();
        let body = cut.trim().len();
        Self::new(self.start() + lead, self.start() + lead + body)
    }
}

impl<U> Clone for Span<U> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<U> Copy for Span<U> {}
impl<U> PartialEq for Span<U> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<U> Eq for Span<U> {}
impl<U> PartialOrd for Span<U> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<U> Ord for Span<U> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<U> Hash for Span<U> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<U> fmt::Debug for Span<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Turns byte offsets of one text into code points and back, in one pass each way.
///
/// Holds one entry per 256 bytes, so a look-up scans at most that much.
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    // chars[i] = code points before the first character boundary at or after byte i * STRIDE.
    chars: Vec<u32>,
}

const STRIDE: usize = 256;

impl<'t> CharIndex<'t> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut chars = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut seen = 0;
        for (at, _) in text.char_indices() {
            while chars.len() * STRIDE <= at {
                chars.push(seen);
            }
            seen += 1;
        }
        while chars.len() * STRIDE <= text.len() {
            chars.push(seen);
        }
        Self { text, chars }
    }

    /// Code points before byte `at`.
    ///
    /// # Panics
    /// If `at` is not a character boundary of the text.
    #[must_use]
    #[track_caller]
    pub fn char_at(&self, at: usize) -> usize {
        let slot = at / STRIDE;
        let mut from = slot * STRIDE;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        if from > at {
            // `at` is a boundary, so it can only lie before `from` if both are in one character.
            return self.chars[slot] as usize;
        }
        self.chars[slot] as usize + self.text[from..at].chars().count()
    }

    /// The byte where code point number `n` starts; `None` past the end of the text.
    #[must_use]
    pub fn byte_at(&self, n: usize) -> Option<usize> {
        let slot = self.chars.partition_point(|&c| c as usize <= n).saturating_sub(1);
        let mut from = slot * STRIDE;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let rest = n - self.chars[slot] as usize;
        let tail = &self.text[from..];
        match tail.char_indices().nth(rest) {
            Some((i, _)) => Some(from + i),
            None => (tail.chars().count() == rest).then_some(self.text.len()),
        }
    }

    /// The span in code points.
    #[must_use]
    #[track_caller]
    pub fn chars(&self, span: Span<Byte>) -> Span<Char> {
        let start = self.char_at(span.start());
        Span::new(start, start + span.of(self.text).chars().count())
    }

    /// The span in bytes; `None` where it passes the end of the text.
    #[must_use]
    pub fn bytes(&self, span: Span<Char>) -> Option<Span<Byte>> {
        Some(Span::new(self.byte_at(span.start())?, self.byte_at(span.end())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_meet_only_where_they_share_a_unit() {
        let (a, b) = (Span::<Byte>::new(0, 3), Span::new(3, 5));
        assert!(!a.overlaps(b));
        assert_eq!(a.intersect(b), None);
        assert_eq!(a.cover(b), Span::new(0, 5));
        assert!(a.cover(b).contains(b));
    }

    #[test]
    #[should_panic(expected = "cannot end before it starts")]
    fn a_span_never_runs_backwards() {
        let _ = Span::<Byte>::new(2, 1);
    }

    proptest! {
        #[test]
        fn code_points_and_bytes_round_trip(text in ".{0,900}") {
            let index = CharIndex::new(&text);
            let mut n = 0;
            for (at, _) in text.char_indices() {
                prop_assert_eq!(index.char_at(at), n);
                prop_assert_eq!(index.byte_at(n), Some(at));
                n += 1;
            }
            prop_assert_eq!(index.char_at(text.len()), n);
            prop_assert_eq!(index.byte_at(n), Some(text.len()));
            prop_assert_eq!(index.byte_at(n + 1), None);
        }
    }
}
