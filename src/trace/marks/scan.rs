//! Finds what may be a quotation mark and what its surroundings say about the way it looks.

use std::sync::OnceLock;

use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};

/// Which end of a quotation a mark stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In front.
    Open,
    /// Behind.
    Close,
}

/// How far a style is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// A quotation mark wherever it stands.
    Double,
    /// A quotation mark only when its partner stands in the same paragraph (`‘ ’`, `' '`).
    Single,
    /// A quotation mark only inside another quotation (`+ +` of the agencies).
    Nested,
}

/// One way of setting quotation marks.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) open: String,
    pub(super) close: String,
    pub(super) rank: Rank,
}

/// The marks of a language, from its data file.
#[derive(Debug)]
pub struct MarkTable {
    // Every distinct mark, longest first, so that `''` wins over `'`.
    glyphs: Vec<Glyph>,
    // By first byte of a glyph: whether anything can start there.
    starts: [bool; 256],
}

/// One mark, with the numbers of the styles that it opens and closes.
#[derive(Debug)]
struct Glyph {
    written: String,
    opens: Vec<usize>,
    closes: Vec<usize>,
    // The most trusted of those styles.
    rank: Rank,
}

const TABLES: [(&str, &str); 3] = [
    ("fr", include_str!("../data/marks.fr.txt")),
    ("en", include_str!("../data/marks.en.txt")),
    ("ar", include_str!("../data/marks.ar.txt")),
];

impl MarkTable {
    /// The marks of `lang`; those of French where the language has no table of its own, because
    /// that table holds every style there is.
    ///
    /// # Panics
    /// Never: the tables are compiled in and tested.
    #[must_use]
    pub fn of(lang: Lang) -> &'static Self {
        static READ: [OnceLock<MarkTable>; 3] = [const { OnceLock::new() }; 3];
        let n = TABLES.iter().position(|(code, _)| *code == lang.code()).unwrap_or(0);
        READ[n].get_or_init(|| Self::read(TABLES[n].1))
    }

    fn read(data: &str) -> Self {
        let mut styles = Vec::new();
        for line in data.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let (open, close) = (words.next(), words.next());
            let rank = match words.next() {
                Some("single") => Rank::Single,
                Some("nested") => Rank::Nested,
                _ => Rank::Double,
            };
            if let (Some(open), Some(close)) = (open, close) {
                styles.push(Style { open: open.to_owned(), close: close.to_owned(), rank });
            }
        }
        let mut glyphs: Vec<String> =
            styles.iter().flat_map(|s| [s.open.clone(), s.close.clone()]).collect();
        glyphs.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        glyphs.dedup();
        let mut starts = [false; 256];
        for glyph in &glyphs {
            starts[usize::from(glyph.as_bytes()[0])] = true;
        }
        let glyphs = glyphs.into_iter().map(|g| Glyph::of(g, &styles)).collect();
        Self { glyphs, starts }
    }

    /// The styles a mark can open.
    pub(super) fn opens(&self, mark: &Mark) -> impl Iterator<Item = usize> + '_ {
        self.glyphs[mark.glyph].opens.iter().copied()
    }

    /// The styles a mark can close.
    pub(super) fn closes(&self, mark: &Mark) -> impl Iterator<Item = usize> + '_ {
        self.glyphs[mark.glyph].closes.iter().copied()
    }

    /// The most trusted rank a mark has.
    pub(super) fn rank(&self, mark: &Mark) -> Rank {
        self.glyphs[mark.glyph].rank
    }
}

impl Glyph {
    fn of(written: String, styles: &[Style]) -> Self {
        let all = || 0..styles.len();
        let opens: Vec<usize> = all().filter(|&s| styles[s].open == written).collect();
        let closes: Vec<usize> = all().filter(|&s| styles[s].close == written).collect();
        let mut ranks = opens.iter().chain(&closes).map(|&s| styles[s].rank);
        let first = ranks.next().unwrap_or(Rank::Double);
        let rank = if ranks.any(|r| r == Rank::Double) { Rank::Double } else { first };
        Self { written, opens, closes, rank }
    }
}

/// Something that looks like a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub span: Span<Byte>,
    /// The only side it can be by its surroundings, where they tell.
    pub leans: Option<Side>,
    /// Whether it is the first thing on its line.
    pub line_start: bool,
    pub(super) glyph: usize,
}

/// Lists the marks of `text` in order.
#[must_use]
pub fn scan(text: &str, table: &MarkTable) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    let starts = |byte: &u8| table.starts[usize::from(*byte)];
    while let Some(on) = bytes[at..].iter().position(starts) {
        at += on;
        if !text.is_char_boundary(at) {
            at += 1;
            continue;
        }
        let here = |g: &Glyph| {
            g.written.as_bytes()[0] == bytes[at] && bytes[at..].starts_with(g.written.as_bytes())
        };
        let hit = table.glyphs.iter().position(here);
        let Some(glyph) = hit else {
            at += 1;
            continue;
        };
        if elides(text, at) {
            at += 1;
            continue;
        }
        let end = at + table.glyphs[glyph].written.len();
        if let Some(mark) = read_mark(text, Span::new(at, end), glyph, table) {
            found.push(mark);
        }
        at = end;
    }
    found
}

/// Whether the first of three apostrophes at byte `at` belongs to the word before them, and the other
/// two open a quotation: `d'''une agression''`.
fn elides(text: &str, at: usize) -> bool {
    let after = text[..at].chars().next_back().is_some_and(char::is_alphabetic);
    let rest = text[at..].strip_prefix("'''");
    after && rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

fn read_mark(text: &str, span: Span<Byte>, glyph: usize, table: &MarkTable) -> Option<Mark> {
    let left = text[..span.start()].chars().next_back();
    let right = text[span.end()..].chars().next();
    let before_open = left.is_none_or(|c| c.is_whitespace() || opens_before(c));
    let after_close = right.is_none_or(|c| c.is_whitespace() || closes_after(c));
    let blank_left = left.is_none_or(char::is_whitespace);
    let blank_right = right.is_none_or(char::is_whitespace);
    let mut mark = Mark { span, leans: None, line_start: false, glyph };
    // Back over blanks and dashes only: a line may be as long as the text.
    let lead = text[..span.start()]
        .trim_end_matches(|c: char| c != '\n' && (c.is_whitespace() || is_dash(c)));
    mark.line_start = lead.is_empty() || lead.ends_with('\n');
    let (can_open, can_close) =
        (table.opens(&mark).next().is_some(), table.closes(&mark).next().is_some());
    mark.leans = match (can_open, can_close) {
        (true, false) => Some(Side::Open),
        (false, true) => Some(Side::Close),
        _ if before_open && !blank_right && !after_close => Some(Side::Open),
        _ if blank_left && right.is_some_and(|c| opens_before(c) && c != '-' && c != ':') => {
            Some(Side::Open)
        }
        // `قال:" النص "`: after a colon nothing closes.
        _ if left == Some(':') && blank_right => Some(Side::Open),
        _ if after_close && !blank_left => Some(Side::Close),
        _ => None,
    };
    let word_left = left.is_some_and(|c| c.is_alphanumeric() && !opens_before(c));
    let word_right = right.is_some_and(char::is_alphanumeric);
    let keep = match table.rank(&mark) {
        // `5"`, `l''homme`: a measure or a slip of the keyboard between two letters.
        Rank::Double => !(can_open && can_close && word_left && word_right && span.len() > 1),
        // An apostrophe is a mark only where it hugs a word from outside.
        Rank::Single | Rank::Nested => match mark.leans {
            Some(Side::Open) => {
                // `‘“No,” she said.’`
                let quote_right = matches!(right, Some('“' | '"' | '«'));
                let glued = matches!(left, Some('\'' | '’'));
                before_open && !glued && (word_right || quote_right)
            }
            Some(Side::Close) => {
                after_close
                    && (word_left
                        || left.is_some_and(|c| {
                            // `‘He said, “No.”’`
                            let quote = matches!(c, '”' | '"' | '»');
                            quote || matches!(c, '.' | ',' | '!' | '?' | '…' | ')' | '؟')
                        }))
            }
            None => false,
        },
    };
    keep.then_some(mark)
}

/// Whether a quotation may open straight after `c`.
fn opens_before(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '—'
            | '–'
            | '-'
            | ':'
            | '/'
            | '\''
            | '’'
            | '«'
            | '“'
            | '„'
            | '"'
            | '‹'
            | '*'
            | '_'
            | '>'
            | '+'
            | '‘'
            | '\u{640}'
    )
}

/// Whether a quotation may close straight before `c`.
fn closes_after(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | ')'
            | ']'
            | '}'
            | '»'
            | '”'
            | '"'
            | '›'
            | '—'
            | '–'
            | '*'
            | '_'
            | '<'
            | '+'
            | '’'
            | '\''
            | '-'
            | '/'
            | '،'
            | '؛'
            | '؟'
            | '“'
    )
}

/// Whether `c` is a dash that may stand before a reply.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '-' | '―')
}
