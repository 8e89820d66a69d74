//! Quotation marks: where they stand, which belong together, and how they come through translation.
//!
//! Text in, pairs of marks out. Nothing here knows who speaks; a pair may turn out to be a name.

mod pair;
pub mod restore;
mod scan;

pub use pair::{Pair, Pairs, pair};
pub use restore::{Restored, restore};
pub use scan::{Mark, MarkTable, Side, scan};

/// A model-side copy of a source text with every quotation mark written `"`.
///
/// The source itself never changes; [`Straightened::to_source`] leads back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Straightened {
    /// The copy.
    pub text: String,
    // (offset in the copy, offset in the source) after each rewritten mark, ascending.
    steps: Vec<(usize, usize)>,
}

impl Straightened {
    /// The offset in the source that byte `at` of the copy stands for.
    #[must_use]
    pub fn to_source(&self, at: usize) -> usize {
        let n = self.steps.partition_point(|&(copy, _)| copy <= at);
        match n.checked_sub(1) {
            Some(i) => self.steps[i].1 + (at - self.steps[i].0),
            None => at,
        }
    }
}

/// Writes every double quotation mark of `text` as `"`, so that a model meets one style only.
///
/// The spaces that French sets inside the marks go with them, and so do the apostrophes of `''`.
///
/// ```
/// use tarjuman::corpus::lang::Lang;
/// use tarjuman::trace::marks::straighten;
/// let copy = straighten("Il a dit : « Non. »", Lang::FR);
/// assert_eq!(copy.text, "Il a dit : \"Non.\"");
/// assert_eq!(copy.to_source(copy.text.find("Non").unwrap()), "Il a dit : « ".len());
/// ```
#[must_use]
pub fn straighten(text: &str, lang: crate::corpus::lang::Lang) -> Straightened {
    let table = MarkTable::of(lang);
    let found = pair(text, &scan(text, table), table);
    let mut cuts = Vec::new();
    for mark in found.doubles(table) {
        let (mut from, mut to) = (mark.span.start(), mark.span.end());
        match mark.side {
            Side::Open => to += blank_prefix(&text[to..]),
            Side::Close => from -= blank_suffix(&text[..from]),
        }
        cuts.push((from, to));
    }
    cuts.sort_unstable();
    let (mut out, mut steps, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    for (from, to) in cuts {
        // Marks that touch (`»»`) may claim the same space; the first one keeps it.
        let from = from.max(done);
        out.push_str(&text[done..from]);
        out.push('"');
        steps.push((out.len(), to));
        done = to;
    }
    out.push_str(&text[done..]);
    Straightened { text: out, steps }
}

/// Bytes of blank (never line breaks) that `text` starts with.
fn blank_prefix(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_whitespace() && c != '\n').len()
}

/// Bytes of blank (never line breaks) that `text` ends with.
fn blank_suffix(text: &str) -> usize {
    text.len() - text.trim_end_matches(|c: char| c.is_whitespace() && c != '\n').len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;

    #[test]
    fn every_style_becomes_one() {
        for text in ["« Non »", "“Non”", "\"Non\"", "''Non''", "„Non“", "<< Non >>", "''Non\""]
        {
            assert_eq!(straighten(text, Lang::FR).text, "\"Non\"", "{text}");
        }
        assert_eq!(straighten("l'homme d'aujourd'hui", Lang::FR).text, "l'homme d'aujourd'hui");
        assert_eq!(straighten("Il part. »", Lang::FR).text, "Il part.\"");
    }

    #[test]
    fn offsets_lead_back() {
        let text = "Il dit « Oui » et « Non ».";
        let copy = straighten(text, Lang::FR);
        for word in ["Il", "dit", "Oui", "et", "Non"] {
            let at = copy.text.find(word).unwrap();
            assert!(text[copy.to_source(at)..].starts_with(word), "{word}");
        }
    }
}
