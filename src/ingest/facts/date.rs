//! Dates as pages print them → ISO 8601, as exact as the words are.

use std::sync::OnceLock;

use regex::Regex;

use super::dateline::Opening;
use crate::corpus::document::{Block, BlockKind, Dated};
use crate::corpus::span::{Byte, Span};
use crate::ingest::tables::{Tables, fold, regex};

/// A date found in some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) iso: String,
    pub(crate) span: Span<Byte>,
}

/// When the page says it was published: a date in its byline, else in its dateline.
pub(super) fn of_page(
    text: &str,
    blocks: &[Block],
    opening: Option<&Opening>,
    tables: &Tables,
) -> Option<Dated> {
    let own = blocks.iter().filter(|b| matches!(b.kind, BlockKind::Byline | BlockKind::Dateline));
    let mut found = own.filter_map(|b| {
        let first = find(b.span.of(text), tables).into_iter().next()?;
        Some(Dated { iso: first.iso, span: first.span.shift(b.span.start()) })
    });
    found.next().or_else(|| {
        let lead = opening?.span;
        let first = find(lead.of(text), tables).into_iter().next()?;
        Some(Dated { iso: first.iso, span: first.span.shift(lead.start()) })
    })
}

/// All dates with a year in `words`, in order, apart from one another.
pub(crate) fn find(words: &str, tables: &Tables) -> Vec<Found> {
    if !words.chars().any(char::is_numeric) {
        return Vec::new();
    }
    let plain = western_digits(words);
    let mut found: Vec<Found> = Vec::new();
    for all in [numeric(&plain), worded(&plain, tables)] {
        for date in all {
            if !found.iter().any(|f| f.span.overlaps(date.span)) {
                found.push(date);
            }
        }
    }
    found.sort_by_key(|f| f.span);
    found
}

/// The same text, byte for byte as long, with Arabic digits as `0`–`9` after a filler.
fn western_digits(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        let digit = match c {
            '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
            '\u{6f0}'..='\u{6f9}' => Some(c as u32 - 0x6f0),
            _ => None,
        };
        match digit.and_then(|d| char::from_digit(d, 10)) {
            Some(d) => out.extend(['\u{7f}', d]),
            None => out.push(c),
        }
    }
    out
}

fn number(digits: &str) -> u32 {
    digits.chars().filter_map(|c| c.to_digit(10)).fold(0, |n, d| n * 10 + d)
}

fn iso(year: u32, month: u32, day: Option<u32>) -> Option<String> {
    let year = if year < 100 { 2000 + year } else { year };
    let fits = (1000..=2999).contains(&year)
        && (1..=12).contains(&month)
        && day.is_none_or(|d| (1..=31).contains(&d));
    fits.then(|| match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    })
}

/// `14.04.2021`, `14/04/21`, `2021-04-14`, `2021-08`.
fn numeric(words: &str) -> Vec<Found> {
    static DAY_FIRST: OnceLock<Regex> = OnceLock::new();
    static YEAR_FIRST: OnceLock<Regex> = OnceLock::new();
    if !words.contains(['.', '/', '-']) {
        return Vec::new();
    }
    let digit = r"(?:\x7f?\d)";
    let day_first = DAY_FIRST.get_or_init(|| {
        regex(&format!(
            r"({digit}{{1,2}})\s?[./-]\s?({digit}{{1,2}})\s?[./-]\s?({digit}{{4}}|{digit}{{2}})"
        ))
    });
    let year_first = YEAR_FIRST.get_or_init(|| {
        regex(&format!(r"({digit}{{4}})(?:-({digit}{{1,2}})(?:-({digit}{{1,2}}))?|[/.]({digit}{{1,2}})[/.]({digit}{{1,2}}))"))
    });
    let mut out = Vec::new();
    let mut push = |whole: regex::Match<'_>, iso: Option<String>| {
        let before = words[..whole.start()].trim_end_matches(['.', '/', '-']);
        let after = words[whole.end()..].trim_start_matches(['.', '/', '-']);
        let digit = |c: char| c.is_numeric();
        let touches = before.ends_with(digit) || after.starts_with(digit);
        if let Some(iso) = iso.filter(|_| !touches) {
            out.push(Found { iso, span: Span::new(whole.start(), whole.end()) });
        }
    };
    for found in year_first.captures_iter(words) {
        let part =
            |a: usize, b: usize| found.get(a).or_else(|| found.get(b)).map(|d| number(d.as_str()));
        push(found.get_match(), iso(number(&found[1]), part(2, 4).unwrap_or_default(), part(3, 5)));
    }
    for found in day_first.captures_iter(words) {
        let (first, second, year) = (number(&found[1]), number(&found[2]), number(&found[3]));
        // Day first, as all of Europe and the Arab world write; month first only where it must be.
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        push(found.get_match(), iso(year, month, Some(day)));
    }
    out
}

/// Most letters of a month's name, of its first word where it has two.
const MONTH: usize = 10;

/// `1er septembre 2021`, `September 1, 2021`, `٣١ آب ٢٠٢١`, `septembre 2021`.
fn worded(words: &str, tables: &Tables) -> Vec<Found> {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        let digit = r"(?:\x7f?\d)";
        regex(&format!(
            r"(?x) (?P<day>{digit}{{1,2}}) (?:er|st|nd|rd|th|º)? \s+ (?:of\s+)? (?P<month>\p{{L}}+(?:\s(?:الثاني|الأول))?) (?:\s?/\s?\p{{L}}+(?:\s(?:الثاني|الأول))?)? \.? ,? \s+ (?P<year>{digit}{{4}})
            | (?P<month2>\p{{L}}+) \.? \s+ (?:(?P<day2>{digit}{{1,2}}) (?:st|nd|rd|th)? ,? \s+)? (?P<year2>{digit}{{4}})"
        ))
    });
    let month = |name: &str| {
        let low = fold(name);
        tables.months.iter().find(|(m, _)| *m == low).map(|(_, n)| *n)
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = pattern.captures_at(words, at) {
        let get = |a: &str, b: &str| found.name(a).or_else(|| found.name(b)).map(|m| m.as_str());
        let year = get("year", "year2").map_or(0, number);
        let name = get("month", "month2").unwrap_or_default();
        let day = get("day", "day2").map(number);
        // `آب` is a month behind its day alone.
        let day_first = found.name("day").is_some();
        let letters = name.chars().take_while(|c| !c.is_whitespace()).count();
        let able = (if day_first { 2 } else { 3 }..=MONTH).contains(&letters);
        let whole = found.get_match();
        if let Some(iso) = able.then(|| month(name)).flatten().and_then(|m| iso(year, m, day)) {
            out.push(Found { iso, span: Span::new(whole.start(), whole.end()) });
            at = whole.end();
        } else {
            // A word before a year that is no month: its end may be one.
            let passed = if day_first { 1 } else { letters.saturating_sub(MONTH).max(1) };
            let passed = words[whole.start()..].chars().take(passed).map(char::len_utf8);
            at = whole.start() + passed.sum::<usize>();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::tables::tables;

    /// With letters counted by the pattern, with which counting them afterwards must agree.
    fn counted(words: &str) -> Vec<Found> {
        static PATTERN: OnceLock<Regex> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            let digit = r"(?:\x7f?\d)";
            regex(&format!(
                r"(?x) (?P<day>{digit}{{1,2}}) (?:er|st|nd|rd|th|º)? \s+ (?:of\s+)? (?P<month>\p{{L}}{{2,10}}(?:\s(?:الثاني|الأول))?) (?:\s?/\s?\p{{L}}+(?:\s(?:الثاني|الأول))?)? \.? ,? \s+ (?P<year>{digit}{{4}})
                | (?P<month2>\p{{L}}{{3,10}}) \.? \s+ (?P<day2>{digit}{{1,2}}) (?:st|nd|rd|th)? ,? \s+ (?P<year2>{digit}{{4}})
                | (?P<month3>\p{{L}}{{3,10}}) \.? \s+ (?P<year3>{digit}{{4}})"
            ))
        });
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(found) = pattern.captures_at(words, at) {
            let get = |names: [&str; 3]| {
                names.iter().find_map(|name| found.name(name)).map(|m| m.as_str())
            };
            let low = fold(get(["month", "month2", "month3"]).unwrap_or_default());
            let month = tables().months.iter().find(|(m, _)| *m == low).map(|(_, n)| *n);
            let year = get(["year", "year2", "year3"]).map_or(0, number);
            let day = get(["day", "day2", "day"]).map(number);
            let whole = found.get_match();
            at = whole.start() + words[whole.start()..].chars().next().map_or(1, char::len_utf8);
            if let Some(iso) = month.and_then(|month| iso(year, month, day)) {
                at = whole.end();
                out.push(Found { iso, span: Span::new(whole.start(), at) });
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn dates_in_words_are_those_of_a_pattern_that_counts(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "3", "12", "2021", "2021", "1", "\u{7f}3", "२", "er", "th", "septembre", "Sept", "mai", "آب", "كانون",
                    " الثاني", "Août", "MAY", "اغـــــسطس", "un", "de", "internationale", " ", " ", " ", ",", ".", "/", " of ",
                    "\u{a0}", "-",
                ]),
                0..10,
            ),
        ) {
            let words = parts.concat();
            prop_assert_eq!(worded(&words, tables()), counted(&words), "{:?}", words);
        }
    }
}
