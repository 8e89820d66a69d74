//! Where a dispatch is dated from, and for which agency: `AA / Istanbul`, `PARIS (AFP) -`.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use crate::corpus::document::{Block, BlockKind};
use crate::corpus::span::{Byte, Span};
use crate::ingest::tables::{Tables, fold, regex};

/// What stands before the first words of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// All of it.
    pub(crate) span: Span<Byte>,
    pub(crate) place: Option<Span<Byte>>,
    pub(crate) agency: Option<Span<Byte>>,
    pub(crate) author: Option<Span<Byte>>,
}

/// A line that is a dateline and nothing else.
pub(crate) fn alone(words: &str, tables: &Tables) -> Option<Opening> {
    let trimmed = words
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '.'));
    let found = slashed(trimmed, tables).or_else(|| bracketed(words, tables))?;
    (found.span.end() >= trimmed.len()).then_some(found)
}

/// The first dateline of the page: a line of its own, or the beginning of the first paragraph.
pub(super) fn opening(text: &str, blocks: &[Block], tables: &Tables) -> Option<Opening> {
    let mut own = blocks.iter().filter(|b| b.kind == BlockKind::Dateline);
    let mut body =
        blocks.iter().filter(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::Deck)).take(2);
    own.find_map(|b| alone(b.span.of(text), tables).map(|o| o.shift(b.span.start()))).or_else(
        || body.find_map(|b| leading(b.span.of(text), tables).map(|o| o.shift(b.span.start()))),
    )
}

/// A line that only names a place.
pub(super) fn place_alone(text: &str, blocks: &[Block]) -> Option<Span<Byte>> {
    let block = blocks.iter().find(|b| b.kind == BlockKind::Dateline)?;
    let words = block.span.of(text);
    (!words.contains(['/', '(', '|'])).then_some(block.span)
}

/// A dateline in front of a paragraph.
pub(super) fn leading(words: &str, tables: &Tables) -> Option<Opening> {
    bracketed(words, tables).or_else(|| capitals(words, tables)).or_else(|| {
        // `القاهرة - رويترز - قال …`, `AA / Tunis / Nom - Le …`: up to the first dash after the names.
        let end = [" - ", " – ", " — ", " -", ": "]
            .iter()
            .filter_map(|d| within_lead(words).rfind(d))
            .min()?;
        slashed(&words[..end], tables).filter(|o| o.span.end() == end)
    })
}

impl Opening {
    fn shift(self, by: usize) -> Self {
        let shift = |s: Option<Span<Byte>>| s.map(|s| s.shift(by));
        Self {
            span: self.span.shift(by),
            place: shift(self.place),
            agency: shift(self.agency),
            author: shift(self.author),
        }
    }
}

/// How far into a paragraph a dateline may reach, in bytes.
const LEAD: usize = 120;

/// As much of a paragraph as a dateline may fill.
fn within_lead(words: &str) -> &str {
    let mut end = words.len().min(LEAD);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

/// `AA / Istanbul`, `Istanbul / AA`, `AA / Tunis / Nom`, `القاهرة - رويترز`.
fn slashed(words: &str, tables: &Tables) -> Option<Opening> {
    let mut parts: Vec<Span<Byte>> = Vec::new();
    let mut start = 0;
    let marks: &[&str] =
        if words.contains('/') { &["/"] } else { &[" - ", " – ", " — ", "|", "، "] };
    let cuts = marks.iter().flat_map(|m| words.match_indices(m)).map(|(at, m)| (at, m.len()));
    let mut cuts: Vec<(usize, usize)> = cuts.collect();
    cuts.sort_unstable();
    for (at, length) in cuts.into_iter().chain([(words.len(), 0)]) {
        parts.push(Span::new(start, at.max(start)).trim(words));
        start = at + length;
    }
    if !(2..=4).contains(&parts.len()) || parts.iter().any(|p| p.is_empty()) {
        return None;
    }
    let at = parts.iter().position(|p| tables.agency_called(p.of(words)).is_some())?;
    let agency = parts.remove(at);
    let place = parts.iter().copied().find(|p| is_place(p.of(words)));
    let author = parts.iter().copied().find(|p| Some(*p) != place && is_person(p.of(words)));
    let known = usize::from(place.is_some()) + usize::from(author.is_some());
    (place.is_some() && known == parts.len()).then(|| Opening {
        span: Span::new(0, words.len()).trim(words),
        place,
        agency: Some(agency),
        author,
    })
}

/// `PARIS (AFP) -`, `LIMA, Peru (AP) —`, `Kaboul, 1er septembre 2021 (Reuters) –`, `WASHINGTON, Aug 31 (Reuters) -`.
fn bracketed(words: &str, tables: &Tables) -> Option<Opening> {
    let found = in_brackets(words, tables)?;
    let agency = found.name("agency")?;
    let inner = agency_in(agency.as_str(), tables)?;
    let place = Span::new(0, found.name("place")?.end()).trim(words);
    let place =
        Span::new(place.start(), place.start() + place.of(words).trim_end_matches(',').len());
    // `SANTA FE, Argentina (AP) —`: the country belongs to the place.
    let town = place.of(words).split(',').next().unwrap_or_default();
    is_place(town).then(|| Opening {
        span: Span::new(0, found.get_match().end()).trim(words),
        place: Some(place),
        agency: Some(inner.shift(agency.start())),
        author: None,
    })
}

/// A place, perhaps with its country or region, and an agency in brackets.
const PLAIN: &str = r"^(?P<place>[^(),\n–—]{2,45}?(?:,\s\p{Lu}[^(),\n–—]{2,30})??(?:\s\([^()]{3,20}\))?)\s?\((?P<agency>[^()\n]{2,40})\)\s?(?:[-–—:.]+|$)";
/// The same with a date before the brackets. Every letter and figure makes it many times as long once it is compiled.
const DATED: &str = r"^(?P<place>[^\d(),\n–—]{2,45}?(?:,\s\p{Lu}[^\d(),\n–—]{2,30})??(?:\s\([^()]{3,20}\))?)(?:,?\s(?P<date>(?:le\s)?\d[^()\n]{2,28}|\p{L}{3,9}\.?\s\d[^()\n]{0,14}))?\s?\((?P<agency>[^()\n]{2,40})\)\s?(?:[-–—:.]+|$)";

fn in_brackets<'w>(words: &'w str, tables: &Tables) -> Option<Captures<'w>> {
    static READ: [OnceLock<Regex>; 2] = [const { OnceLock::new() }; 2];
    if !within_lead(words).contains('(') {
        return None;
    }
    let bracket = agency_bracket(words, tables)?;
    let dated = words[..bracket].contains(char::is_numeric);
    let pattern = READ[usize::from(dated)].get_or_init(|| regex(if dated { DATED } else { PLAIN }));
    pattern.captures(words)
}

/// Most characters of a dateline before the bracket of its agency.
const BEFORE_BRACKET: usize = 140;

/// Where the bracket with an agency opens that may end a dateline: the first, or the second behind that of a country.
fn agency_bracket(words: &str, tables: &Tables) -> Option<usize> {
    let near = words.char_indices().nth(BEFORE_BRACKET).map_or(words.len(), |(at, _)| at);
    let mut open = words[..near].match_indices('(').take(2);
    let ends = |rest: &str| {
        let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
        rest.is_empty() || rest.starts_with(['-', '–', '—', ':', '.'])
    };
    let found = open.find(|(at, _)| {
        let inside = words[at + 1..].split_once(')');
        inside.is_some_and(|(named, rest)| ends(rest) && agency_in(named, tables).is_some())
    });
    found.map(|(at, _)| at)
}

/// `KABOUL – Les …`: a place in capitals that is no rubric, before a dash.
fn capitals(words: &str, tables: &Tables) -> Option<Opening> {
    let found = in_capitals(words)?;
    let place = found.name("place")?;
    let known = tables.sections.has(&fold(place.as_str()))
        || tables.heads_soft.has(&fold(place.as_str()))
        || tables.heads_strong.has(&fold(place.as_str()));
    // Words in capitals before a dash are as often a rubric nobody listed: three letters are a shout.
    (!known && place.len() >= 4).then(|| Opening {
        span: Span::new(0, found.get_match().end()).trim(words),
        place: Some(Span::new(place.start(), place.end())),
        agency: None,
        author: None,
    })
}

/// One to four words in capitals, perhaps a date, and a dash.
///
/// Words and letters are counted here: a pattern that counts holds the letters of every script again and again.
fn in_capitals(words: &str) -> Option<Captures<'_>> {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let shouts = words.chars().take(2).all(char::is_uppercase);
    if !shouts || !within_lead(words).contains(['-', '–', '—']) {
        return None;
    }
    let pattern = PATTERN.get_or_init(|| {
        regex(r"^(?P<place>\p{Lu}+(?:[ -]\p{Lu}+)*)(?:,\s(?:(?:le\s)?\d[^–—\n-]{2,28}|(?P<month>\p{L}+)\.?\s\d[^–—\n-]{0,14}))?\s?[-–—]\s")
    });
    let found = pattern.captures(words)?;
    let mut place = found["place"].split([' ', '-']);
    let fits = place.by_ref().take(4).all(|word| word.chars().nth(1).is_some())
        && place.next().is_none()
        && found.name("month").is_none_or(|m| (3..=9).contains(&m.as_str().chars().count()));
    fits.then_some(found)
}

/// The agency among the names in a bracket: `AFP`, `Reuters/AP`, `avec AFP`.
fn agency_in(words: &str, tables: &Tables) -> Option<Span<Byte>> {
    let found = tables.agency.find(words)?;
    let rest = words.len() - found.len();
    (rest <= 22 && tables.agency_called(found.as_str()).is_some())
        .then(|| Span::new(found.start(), found.end()))
}

/// A place: one to four words, the first with a capital (or without case), no digits.
fn is_place(words: &str) -> bool {
    let parts: Vec<&str> = words.split_whitespace().collect();
    let first = words.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    // Scripts without capitals have none to show.
    let last = parts.last().is_some_and(|w| !w.starts_with(char::is_lowercase) || is_name(w));
    (1..=5).contains(&parts.len()) && first && last && !words.chars().any(char::is_numeric)
}

/// Words that stand in small letters within a name: `Laith al-Joubouri`, `Jan van Dijk`, `Deir ez-Zor`.
const PARTICLES: [&str; 32] = [
    "al", "el", "ul", "ar", "as", "at", "az", "ad", "an", "ash", "ach", "er", "es", "et", "ez",
    "ed", "en", "esh", "ech", "ben", "bin", "ibn", "bint", "abu", "abou", "de", "da", "du", "van",
    "von", "der", "den",
];

/// A word with a capital, or with one behind a particle.
fn is_name(word: &str) -> bool {
    let named = word
        .split_once('-')
        .map_or(word, |(first, rest)| if PARTICLES.contains(&first) { rest } else { word });
    named.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

/// A person's name: two to four words, each with a capital or without case.
fn is_person(words: &str) -> bool {
    let parts: Vec<&str> = words.split_whitespace().collect();
    (2..=4).contains(&parts.len())
        && parts.iter().all(|word| is_name(word) || PARTICLES.contains(word))
        && [parts.first(), parts.last()].into_iter().flatten().all(|word| is_name(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::tables::tables;

    /// Whole, place and agency.
    fn spans(found: &Captures<'_>) -> [Option<std::ops::Range<usize>>; 3] {
        [0, 1, 2].map(|n| match n {
            0 => Some(found.get_match().range()),
            1 => found.name("place").map(|m| m.range()),
            _ => found.name("agency").map(|m| m.range()),
        })
    }

    fn words() -> impl Strategy<Value = String> {
        let parts = vec![
            "PARIS",
            "Kaboul",
            "SANTA FE",
            "Ñ",
            "A",
            "ÎLE",
            "القاهرة",
            "Washington",
            "SAINT-PIERRE-ET-MIQUELON",
            " (AFP)",
            "(AFP)",
            " (Reuters)",
            " (Pérou)",
            "(",
            ")",
            ", ",
            ", ",
            ",",
            " ",
            " ",
            "-",
            " - ",
            " – ",
            "—",
            ":",
            ".",
            "\n",
            "\u{a0}",
            "le ",
            "31",
            "3 ",
            "٣١",
            "1er septembre 2021",
            "Aug. 31",
            "novembre 3",
            "quelques mots",
            "internationale ",
            "Ⅳ",
        ];
        prop::collection::vec(prop::sample::select(parts), 0..10).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_short_pattern_finds_what_the_long_one_finds(words in words()) {
            static LONG: OnceLock<Regex> = OnceLock::new();
            let long = LONG.get_or_init(|| regex(DATED));
            let agency = |found: &Captures<'_>| agency_in(&found["agency"], tables()).is_some();
            let near = Some(words.as_str()).filter(|words| within_lead(words).contains('('));
            let expected = near.and_then(|words| long.captures(words)).filter(agency);
            let found = in_brackets(&words, tables()).filter(agency);
            prop_assert_eq!(found.map(|f| spans(&f)), expected.map(|f| spans(&f)), "{:?}", words);
        }

        #[test]
        fn capitals_are_those_of_a_pattern_that_counts(words in words()) {
            static COUNTS: OnceLock<Regex> = OnceLock::new();
            let counts = COUNTS.get_or_init(|| {
                regex(r"^(?P<place>\p{Lu}{2,}(?:[ -]\p{Lu}{2,}){0,3})(?:,\s(?P<date>(?:le\s)?\d[^–—\n-]{2,28}|\p{L}{3,9}\.?\s\d[^–—\n-]{0,14}))?\s?[-–—]\s")
            });
            let near = within_lead(&words).contains(['-', '–', '—']);
            let expected = Some(()).filter(|()| near).and_then(|()| counts.captures(&words));
            let found = in_capitals(&words);
            prop_assert_eq!(found.map(|f| spans(&f)), expected.map(|f| spans(&f)), "{:?}", words);
        }
    }
}
