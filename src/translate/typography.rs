//! The copy of a sentence that a model reads, with a map back to the words as printed.
//!
//! In: the source text and the span of a sentence. Out: one line in plain typography (every
//! quotation mark `"`, every apostrophe `'`, plain spaces, composed accents), and for each of its
//! characters the source bytes it stands for. The source itself is never touched. A model is
//! trained on text that went through the same steps (`models/train/typography.py`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::corpus::span::{Byte, Span};

/// A derived, plain copy of a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    text: String,
    // One entry a character of `text`: where it starts there, and what it stands for in the source.
    map: Vec<(u32, Span<Byte>)>,
}

impl Plain {
    /// The plain copy of `span` in `source`, leaving out `markup` (spans in order, into `source`).
    ///
    /// # Panics
    /// If `span` does not cut `source`: it comes from there.
    ///
    /// ```
    /// use tarjuman::corpus::span::Span;
    /// use tarjuman::translate::typography::Plain;
    /// let source = "« L’État », dit-il";
    /// let plain = Plain::new(source, Span::new(0, source.len()), &[]);
    /// assert_eq!(plain.text(), "\"L'État\", dit-il");
    /// assert_eq!(plain.source(Span::new(1, 8)).of(source), "L’État");
    /// ```
    #[must_use]
    pub fn new(source: &str, span: Span<Byte>, markup: &[Span<Byte>]) -> Self {
        let mut units = compose(source, span, markup);
        units = units.into_iter().flat_map(substitute).collect();
        units = join_double_apostrophes(units);
        units = straighten(units);
        units = squeeze(units);
        let mut text = String::with_capacity(units.len());
        let map = units
            .into_iter()
            .map(|unit| {
                let at = u32::try_from(text.len()).expect("texts over 4 GiB are refused when read");
                text.push(unit.ch);
                (at, unit.src)
            })
            .collect();
        Self { text, map }
    }

    /// The plain text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What `span` of the plain text stands for in the source; empty spans give an empty one.
    #[must_use]
    pub fn source(&self, span: Span<Byte>) -> Span<Byte> {
        let first = self.map.partition_point(|&(at, _)| (at as usize) < span.start());
        let last = self.map.partition_point(|&(at, _)| (at as usize) < span.end());
        match self.map.get(first..last) {
            Some([one]) => one.1,
            Some([one, .., other]) => one.1.cover(other.1),
            _ => {
                let at = self.map.get(first).or(self.map.last()).map_or(0, |m| m.1.start());
                Span::new(at, at)
            }
        }
    }
}

/// One character of the copy and the source bytes it stands for.
#[derive(Clone, Copy)]
struct Unit {
    ch: char,
    src: Span<Byte>,
}

/// Composes accents written apart (NFC), letter by letter so that the map stays exact.
fn compose(source: &str, span: Span<Byte>, markup: &[Span<Byte>]) -> Vec<Unit> {
    let text = span.of(source);
    let mut hidden = markup.iter().skip_while(|m| m.end() <= span.start()).peekable();
    let mut units = Vec::with_capacity(text.len());
    let mut chars = text.char_indices().map(|(i, c)| (span.start() + i, c)).peekable();
    let mut cluster = String::new();
    while let Some((start, first)) = chars.next() {
        while hidden.next_if(|m| m.end() <= start).is_some() {}
        if hidden.peek().is_some_and(|m| m.holds(start)) {
            continue;
        }
        cluster.clear();
        cluster.push(first);
        let mut end = start + first.len_utf8();
        while let Some((_, mark)) = chars.next_if(|&(_, c)| canonical_combining_class(c) != 0) {
            cluster.push(mark);
            end += mark.len_utf8();
        }
        let src = Span::new(start, end);
        units.extend(cluster.nfc().map(|ch| Unit { ch, src }));
    }
    units
}

/// Spaces of every kind become plain, invisible characters go, apostrophes are straightened.
fn substitute(unit: Unit) -> impl Iterator<Item = Unit> {
    let (ch, n) = match unit.ch {
        '\t'
        | '\n'
        | '\r'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => (' ', 1),
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => (' ', 0),
        '\u{2018}'..='\u{201b}'
        | '\u{2bc}'
        | '\u{2032}'
        | '\u{2039}'
        | '\u{203a}'
        | '`'
        | '\u{b4}' => ('\'', 1),
        '\u{2010}' | '\u{2011}' => ('-', 1),
        '\u{2026}' => ('.', 3),
        other if other.is_control() => (' ', 0),
        other => (other, 1),
    };
    std::iter::repeat_n(Unit { ch, src: unit.src }, n)
}

/// `''` is a quotation mark typed as two apostrophes.
fn join_double_apostrophes(units: Vec<Unit>) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    let mut units = units.into_iter().peekable();
    while let Some(unit) = units.next() {
        let second = (unit.ch == '\'').then(|| units.next_if(|next| next.ch == '\'')).flatten();
        out.push(match second {
            Some(second) => Unit { ch: '"', src: unit.src.cover(second.src) },
            None => unit,
        });
    }
    out
}

/// Quotation marks become `"`; the spaces French sets inside them go.
fn straighten(units: Vec<Unit>) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    let mut units = units.into_iter().peekable();
    while let Some(unit) = units.next() {
        match unit.ch {
            '«' | '“' | '„' => {
                while units.next_if(|next| next.ch == ' ').is_some() {}
                out.push(Unit { ch: '"', ..unit });
            }
            '»' | '”' => {
                while out.last().is_some_and(|last| last.ch == ' ') {
                    out.pop();
                }
                out.push(Unit { ch: '"', ..unit });
            }
            '\u{201f}' | '\u{2033}' => out.push(Unit { ch: '"', ..unit }),
            _ => out.push(unit),
        }
    }
    out
}

/// Runs of spaces become one; none stands at either end.
fn squeeze(units: Vec<Unit>) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        let after_space = out.last().is_none_or(|last| last.ch == ' ');
        if unit.ch != ' ' || !after_space {
            out.push(unit);
        }
    }
    if out.last().is_some_and(|last| last.ch == ' ') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> Plain {
        Plain::new(text, Span::new(0, text.len()), &[])
    }

    #[test]
    fn every_style_of_mark_becomes_one() {
        for (source, want) in [
            ("« Oui »", "\"Oui\""),
            ("«\u{a0}Oui\u{a0}»", "\"Oui\""),
            ("''Oui'', dit-il", "\"Oui\", dit-il"),
            ("’’Oui’’", "\"Oui\""),
            ("„Ja“ “Yes”", "\"Ja\"\"Yes\""),
            ("l’État…", "l'État..."),
            ("co\u{ad}opé\u{2011}ration", "coopé-ration"),
            ("e\u{301}te\u{301}", "été"),
            ("  a \n\t b\u{0} ", "a b"),
            ("\u{202e}abc", "abc"),
        ] {
            assert_eq!(plain(source).text(), want, "from {source:?}");
        }
    }

    #[test]
    fn markup_is_left_out_and_the_map_still_points_at_the_words() {
        let source = "un **grand** jour";
        let copy = Plain::new(source, Span::new(0, 17), &[Span::new(3, 5), Span::new(10, 12)]);
        assert_eq!(copy.text(), "un grand jour");
        assert_eq!(copy.source(Span::new(3, 8)).of(source), "grand");
    }

    proptest! {
        #[test]
        fn the_map_points_forward_into_the_span(text in "\\PC{0,60}|[ «»“”'’\"a\u{301}\u{ad}…]{0,40}") {
            let copy = plain(&text);
            let mut before = 0;
            for (at, c) in copy.text().char_indices() {
                let src = copy.source(Span::new(at, at + c.len_utf8()));
                prop_assert!(src.start() >= before && src.end() <= text.len());
                prop_assert!(src.get(&text).is_some(), "on character boundaries");
                before = src.start();
            }
        }

        #[test]
        fn a_plain_copy_is_already_plain(text in "\\PC{0,60}|[ «»“”'’\"a\u{301}\u{ad}…]{0,40}") {
            let once = plain(&text);
            // Two apostrophes may meet only once a mark between them is gone; a third pass changes nothing.
            let twice = plain(once.text());
            let thrice = plain(twice.text());
            prop_assert_eq!(thrice.text(), twice.text());
        }
    }
}
