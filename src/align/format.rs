//! The two plain-text notations of aligners: beads (`[0, 1]:[2]:0.1234`) and Pharaoh (`0-0 1-2`).
//!
//! Reads and writes strings only; both count from 0, source first.

use std::fmt::Write as _;

use crate::corpus::alignment::Alignment;
use crate::corpus::bitext::{Bead, Bitext};
use crate::corpus::score::Cost;
use crate::corpus::span::{Byte, Sent, Span};

/// Why a line is not in its notation.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// A line that is no bead.
    #[error("line {line}: “{text}” is no bead: write [0, 1]:[2] or [0, 1]:[2]:0.5")]
    Bead {
        /// From 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// Something that is no pair of word numbers.
    #[error("line {line}: “{text}” is no word link: write 0-1")]
    Link {
        /// From 1.
        line: usize,
        /// What stands there.
        text: String,
    },
}

/// A bead as read from a file: sentence numbers of each side, in the order written, and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct RawBead {
    /// Source sentences.
    pub src: Vec<usize>,
    /// Target sentences.
    pub tgt: Vec<usize>,
    /// The third field, where there is one.
    pub cost: Option<Cost>,
}

/// One bead a line, with its cost to four places.
///
/// ```
/// use tarjuman::align::format::write_beads;
/// use tarjuman::corpus::{bitext::{Bead, Bitext}, score::Cost, span::Span};
/// let bead = |s, t| Bead { src: s, tgt: t, cost: Cost::new(0.25), confidence: None };
/// let bitext = Bitext::new(vec![bead(Span::new(0, 2), Span::new(0, 1)), bead(Span::new(2, 2), Span::new(1, 2))], 2, 2);
/// assert_eq!(write_beads(&bitext), "[0, 1]:[0]:0.2500\n[]:[1]:0.2500\n");
/// ```
#[must_use]
pub fn write_beads(bitext: &Bitext) -> String {
    let mut out = String::new();
    for bead in bitext.beads() {
        let (src, tgt) = (list(bead.src), list(bead.tgt));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{src}:{tgt}:{:.4}", bead.cost.get());
    }
    out
}

/// The beads of a file; blank lines are skipped.
///
/// # Errors
/// [`FormatError::Bead`] names the first line that is none.
pub fn read_beads(text: &str) -> Result<Vec<RawBead>, FormatError> {
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(n, line)| {
            bead(line).ok_or_else(|| FormatError::Bead { line: n + 1, text: line.to_owned() })
        })
        .collect()
}

/// Word links as pairs of token numbers, `0-0 1-2`, each pair once, in order.
///
/// The tokens may be cut otherwise than the words of the links (`l'Iran` is one token and two
/// words): a link joins every token its words overlap.
///
/// ```
/// use tarjuman::align::{format::write_pharaoh, words::whitespace_tokens};
/// use tarjuman::corpus::{alignment::Link, score::Score, span::Span};
/// let (src, tgt) = ("l'Iran dit", "Iran says");
/// let links = vec![
///     Link { src: Span::new(2, 6), tgt: Span::new(0, 4), p: Score::ONE },
///     Link { src: Span::new(7, 10), tgt: Span::new(5, 9), p: Score::ONE },
/// ];
/// assert_eq!(write_pharaoh(&whitespace_tokens(src), &whitespace_tokens(tgt), &links), "0-0 1-1");
/// ```
#[must_use]
pub fn write_pharaoh(
    src_tokens: &[Span<Byte>],
    tgt_tokens: &[Span<Byte>],
    links: &Alignment,
) -> String {
    let under = |tokens: &[Span<Byte>], span: Span<Byte>| {
        let first = tokens.partition_point(|t| t.end() <= span.start());
        let n = tokens[first..].iter().take_while(|t| t.start() < span.end()).count();
        first..first + n
    };
    let mut pairs: Vec<(usize, usize)> = Vec::with_capacity(links.len());
    for link in links {
        for s in under(src_tokens, link.src) {
            pairs.extend(under(tgt_tokens, link.tgt).map(|t| (s, t)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let shown: Vec<String> = pairs.iter().map(|(s, t)| format!("{s}-{t}")).collect();
    shown.join(" ")
}

/// The links of each line of a Pharaoh file; an empty line has none.
///
/// # Errors
/// [`FormatError::Link`] names the first item that is none.
pub fn read_pharaoh(text: &str) -> Result<Vec<Vec<(usize, usize)>>, FormatError> {
    let pair = |item: &str| {
        let (s, t) = item.split_once('-')?;
        Some((s.parse().ok()?, t.parse().ok()?))
    };
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let items = line.split_whitespace().map(|item| {
            pair(item).ok_or_else(|| FormatError::Link { line: n + 1, text: item.to_owned() })
        });
        out.push(items.collect::<Result<_, _>>()?);
    }
    Ok(out)
}

fn list(side: Span<Sent>) -> String {
    let ids: Vec<String> = side.range().map(|i| i.to_string()).collect();
    format!("[{}]", ids.join(", "))
}

fn bead(line: &str) -> Option<RawBead> {
    let mut fields = line.trim().splitn(3, ':');
    let src = ids(fields.next()?)?;
    let tgt = ids(fields.next()?)?;
    let cost = match fields.next() {
        Some(field) => Some(Cost::new(field.trim().parse().ok()?)),
        None => None,
    };
    Some(RawBead { src, tgt, cost })
}

fn ids(field: &str) -> Option<Vec<usize>> {
    let inner = field.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    if inner.is_empty() {
        return Some(Vec::new());
    }
    inner.split(',').map(|id| id.trim().parse().ok()).collect()
}

/// The same bead in the raw form, so that what was made and what was read can be compared.
impl From<&Bead> for RawBead {
    fn from(bead: &Bead) -> Self {
        Self {
            src: bead.src.range().collect(),
            tgt: bead.tgt.range().collect(),
            cost: Some(bead.cost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_round_trip() {
        let text = "[0, 1]:[0]:0.5000\n[]:[1, 2]:1.2500\n[2]:[]:0.0000\n";
        let read = read_beads(text).unwrap();
        assert_eq!(read[1].tgt, [1, 2]);
        assert_eq!(read[2].cost, Some(Cost::ZERO));
        let beads = [((0, 2), (0, 1), 0.5), ((2, 2), (1, 3), 1.25), ((2, 3), (3, 3), 0.0)];
        let bitext = Bitext::new(
            beads
                .map(|((a, b), (c, d), cost)| Bead {
                    src: Span::new(a, b),
                    tgt: Span::new(c, d),
                    cost: Cost::new(cost),
                    confidence: None,
                })
                .to_vec(),
            3,
            3,
        );
        assert_eq!(write_beads(&bitext), text);
        assert_eq!(bitext.beads().iter().map(RawBead::from).collect::<Vec<_>>(), read);
    }

    #[test]
    fn what_is_no_bead_is_named() {
        let error = read_beads("[0]:[0]\n\n[1:[1]\n").unwrap_err();
        assert_eq!(error, FormatError::Bead { line: 3, text: "[1:[1]".to_owned() });
        assert!(read_beads("[0]:[0]:x").is_err());
        assert!(read_beads("[-1]:[0]").is_err());
        assert_eq!(read_beads("[ 3 ] : [4,5]").unwrap()[0].tgt, [4, 5]);
    }

    #[test]
    fn pharaoh_is_read_and_its_faults_named() {
        assert_eq!(
            read_pharaoh("0-0 1-2\n\n3-1\n").unwrap(),
            [vec![(0, 0), (1, 2)], vec![], vec![(3, 1)]]
        );
        let error = read_pharaoh("0-0\n1p2\n").unwrap_err();
        assert_eq!(error, FormatError::Link { line: 2, text: "1p2".to_owned() });
    }
}
