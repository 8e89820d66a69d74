//! The author's name in a byline, alone.

use super::date;
use crate::corpus::span::{Byte, Span};
use crate::ingest::tables::{Tables, fold};

/// Most words of a person's name.
const NAME: usize = 6;

/// The first person's name in a byline: after its lead, before dates, hours, roles and agencies.
pub(super) fn name(words: &str, tables: &Tables) -> Option<Span<Byte>> {
    let dates = date::find(words, tables);
    let mut run: Option<Span<Byte>> = None;
    let mut n = 0;
    for word in tokens(words) {
        let bare = word.of(words);
        let low = fold(bare);
        let parted = run.is_some_and(|r: Span<Byte>| {
            words[r.end()..word.start()]
                .contains(|c: char| !c.is_whitespace() && !matches!(c, '.' | '-' | '\'' | '’'))
        });
        let named = bare.starts_with(char::is_alphabetic)
            && !bare.starts_with(char::is_lowercase)
            && !tables.not_names.has(&low)
            && !tables.byline_leads.has(&low)
            && !tables.date_leads.has(&low)
            && tables.agency_called(bare).is_none()
            && !tables.months.iter().any(|(m, _)| *m == low)
            && !dates.iter().any(|d| d.span.overlaps(word));
        let particle = matches!(
            low.as_str(),
            "de" | "du"
                | "la"
                | "le"
                | "van"
                | "von"
                | "der"
                | "den"
                | "el"
                | "al"
                | "ben"
                | "bin"
                | "d"
        );
        match run {
            Some(r) if !parted && (named || particle && n < NAME) => {
                run = Some(r.cover(word));
                n += usize::from(named);
            }
            Some(_) if n >= 2 => break,
            // One word with a capital is no name: what follows may be.
            Some(_) => (run, n) = if named { (Some(word), 1) } else { (None, 0) },
            None if named => (run, n) = (Some(word), 1),
            None => {}
        }
    }
    let name = run.map(|r| without_tail(r, words))?;
    // One word is a signature (`Rédaction`) or a site, and a site or an agency is no person.
    let person = (2..=NAME).contains(&n)
        && tables.agency_called(name.of(words)).is_none()
        && !name.of(words).contains("http");
    person.then_some(name)
}

/// Words with the marks inside them: `Jean-Pierre`, `N'Diaye`, `J.`.
fn tokens(words: &str) -> impl Iterator<Item = Span<Byte>> {
    let mut start = None;
    let ends = words.char_indices().chain([(words.len(), ' ')]);
    ends.filter_map(move |(at, c)| {
        let inside = c.is_alphanumeric() || matches!(c, '-' | '\'' | '’') && start.is_some();
        match (start, inside) {
            (None, true) => {
                start = Some(at);
                None
            }
            (Some(from), false) => {
                start = None;
                Some(Span::new(from, at))
            }
            _ => None,
        }
    })
}

/// A name does not end in a particle or a hyphen.
fn without_tail(name: Span<Byte>, words: &str) -> Span<Byte> {
    let mut text = name.of(words).trim_end_matches(['-', '\'', '’']);
    while let Some((head, last)) = text.rsplit_once(' ') {
        if last.starts_with(char::is_lowercase) && last.chars().count() <= 3 {
            text = head.trim_end();
        } else {
            break;
        }
    }
    // The stop of a last initial belongs to the name: `Nicolas G.`
    let end = name.start() + text.len();
    let initial = text.rsplit(' ').next().is_some_and(|w| w.chars().count() == 1);
    let stop = usize::from(initial && words[end..].starts_with('.'));
    Span::new(name.start(), end + stop)
}
