//! Who translated the text and who took its pictures, as its credit lines say.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use crate::corpus::document::{Block, BlockKind, Credit, CreditKind};
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};
use crate::ingest::tables::{Tables, fold, regex};

/// Picture agencies and what else stands after a photographer's name, as a pattern.
pub(crate) const HOUSES: &str = r"(?:AFP|AP|REUTERS|Reuters|EPA(?:-EFE)?|EFE|Getty(?:\x20Images)?|SIPA|Sipa|ABACA|Abaca|Belga|BELGA|Keystone|KEYSTONE|MAXPPP|MaxPPP|PhotoPQR|Shutterstock|iStock|Unsplash|Xinhua|ANSA|DPA|dpa|NurPhoto|Anadolu(?:\x20Agency)?|AA|DR|Handout|Pool|POOL|Wikimedia)";

/// A translation credit in some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Translated {
    pub(crate) whole: Span<Byte>,
    pub(crate) from: Option<Lang>,
    pub(crate) to: Option<Lang>,
    pub(crate) by: Option<Span<Byte>>,
}

/// All credits of the page, in its order.
pub(super) fn all(text: &str, blocks: &[Block], lang: Lang, tables: &Tables) -> Vec<Credit> {
    let mut out = Vec::new();
    for block in blocks {
        let words = block.span.of(text);
        let found = match block.kind {
            BlockKind::Credit | BlockKind::Byline | BlockKind::Caption => {
                translation(words, tables)
            }
            BlockKind::Paragraph | BlockKind::Deck | BlockKind::Boilerplate => {
                bracketed(words, tables)
            }
            _ => None,
        };
        // `Propos recueillis par X, traduits de l'espagnol`: the answers were put into this language, not the text.
        let interview =
            |found: &Translated| tables.interviews.are_in(&fold(&words[..found.whole.start()]));
        if let Some(found) = found.filter(|found| !interview(found)) {
            out.push(Credit {
                kind: CreditKind::Translation,
                from: found.from,
                to: found.to.or(Some(lang)),
                by: found.by.map(|s| s.of(words).to_owned()),
                span: found.whole.shift(block.span.start()),
            });
        } else if matches!(block.kind, BlockKind::Credit | BlockKind::Caption) {
            out.extend(photo(words, tables).map(|(whole, by)| Credit {
                kind: CreditKind::Photo,
                from: None,
                to: None,
                by: by.map(|s| s.of(words).to_owned()),
                span: whole.shift(block.span.start()),
            }));
        }
    }
    out
}

/// The first credit for the words' translation.
pub(crate) fn translation(words: &str, tables: &Tables) -> Option<Translated> {
    // One cheap look keeps the long patterns away from running text.
    if !tables.translating.is_match(words) {
        return None;
    }
    tables.translations.iter().find_map(|pattern| {
        let found = pattern.captures(words)?;
        let language = |name: &str| found.name(name).and_then(|m| tables.language(m.as_str()));
        let from = language("from");
        let (whole, by) = named(words, &found);
        // `traduit du reste par …`: without a language it must name someone.
        let said = from.is_some() || found.name("from").is_none() && by.is_some();
        said.then(|| Translated { whole, from, to: language("to"), by })
    })
}

/// A credit in brackets that closes a paragraph: `(traduit de l'anglais par X)`. One in the midst of
/// running text is about a book, not about the text.
fn bracketed(words: &str, tables: &Tables) -> Option<Translated> {
    let open = words.rfind(['(', '['])?;
    let inside = &words[open + 1..];
    let end = inside.find([')', ']'])?;
    let closes = inside[end + 1..].chars().all(|c| !c.is_alphanumeric());
    // The credit may hold brackets of its own, as in `de l'espagnol (Argentine)`.
    let found = translation(inside, tables).filter(|f| f.whole.start() <= 4)?;
    let shift = |s: Span<Byte>| s.shift(open + 1);
    closes.then(|| Translated { whole: shift(found.whole), by: found.by.map(shift), ..found })
}

/// The picture's credit: what a lead names, or what stands in the last bracket.
fn photo(words: &str, tables: &Tables) -> Option<(Span<Byte>, Option<Span<Byte>>)> {
    let led =
        tables.photos.iter().find_map(|pattern| Some(named(words, &pattern.captures(words)?)));
    led.or_else(|| {
        let body = words.trim_end_matches('.').strip_suffix([']', ')'])?;
        let open = body.rfind(['[', '('])?;
        let inner = Span::new(open + 1, body.len()).trim(words);
        (!inner.is_empty()).then(|| (Span::new(open, body.len() + 1), Some(inner)))
    })
    .or_else(|| {
        // The photographer and the house behind the caption: `NAME / HOUSE`.
        static SIGNED: OnceLock<Regex> = OnceLock::new();
        if !words.contains('/') {
            return None;
        }
        let signed = SIGNED.get_or_init(|| {
            regex(&format!(r"\p{{Lu}}[\p{{L}}'’-]+(?:\s[\p{{L}}.'’-]+){{0,3}}\s?/\s?{HOUSES}$"))
        });
        let found = signed.find(words)?;
        let by = Span::new(found.start(), found.end());
        Some((by, Some(by)))
    })
    .or_else(|| {
        let at = words.find('©')?;
        let by = Span::new(at + '©'.len_utf8(), words.len()).trim(words);
        Some((Span::new(at, by.end().max(at + 2)), (!by.is_empty()).then_some(by)))
    })
}

/// The credit without white space and stops behind the last name, and whom it names.
fn named(words: &str, found: &Captures<'_>) -> (Span<Byte>, Option<Span<Byte>>) {
    let whole = found.get_match();
    let name = found.name("by").map(|by| by.start()..by.start() + up_to_most(by.as_str()));
    // A name is the last that a pattern catches.
    let end = name.as_ref().map_or(whole.end(), |name| name.end);
    let by = name.and_then(|name| person(words, name.start, name.end));
    let end = by.map_or(end, Span::end);
    (Span::new(whole.start(), end.max(whole.start())).trim(words), by)
}

/// Most characters of a name, not counting the stops of initials.
const NAME: usize = 60;

/// How much of what a pattern caught is read as a name. No stop but that of an initial is ever caught.
fn up_to_most(caught: &str) -> usize {
    let mut counted = caught.char_indices().filter(|(_, c)| *c != '.');
    counted.nth(NAME).map_or(caught.len(), |(at, _)| at)
}

/// The person or body named between two places: up to where the words turn to something else.
fn person(words: &str, start: usize, end: usize) -> Option<Span<Byte>> {
    let mut taken = Span::<Byte>::new(start, end);
    for mark in [
        " et publié",
        ", publié",
        " pour ",
        " avec ",
        " – ",
        " — ",
        " - ",
        ", le ",
        " le ",
        " and published",
        " for ",
        " on ",
    ] {
        if let Some(at) = taken.of(words).find(mark) {
            taken = Span::new(start, start + at);
        }
    }
    let taken = taken.trim(words);
    let body = taken.of(words).trim_end_matches(|c: char| {
        matches!(c, ',' | ':' | ';' | '"' | '»' | '”' | '…' | '!' | '/' | '-')
    });
    let named = body.chars().any(|c| c.is_alphabetic() && !c.is_lowercase());
    (named && !body.is_empty())
        .then(|| Span::new(taken.start(), taken.start() + body.len()).trim(words))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::tables::tables;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn names_are_as_long_as_a_pattern_that_counts_would_make_them(
            lead in prop::sample::select(vec![
                "Traduit de l'anglais par", "adapté par", "Traduction :", "version française :", "translated from Arabic by",
                "Translation:", "translation from French by", "ترجمة :", "ترجمه عن الفرنسية :", "Photo :", "Credits:", "تصوير :",
            ]),
            parts in prop::collection::vec(
                prop::sample::select(vec!["J.", "É.", "A", "a", " ", "Jean Petit", "محمد", ".", ";", "|", "(", "et quelques autres"]),
                0..40,
            ),
        ) {
            static COUNTING: OnceLock<Vec<Regex>> = OnceLock::new();
            let words = format!("{lead} {}", parts.concat());
            let patterns = || tables().translations.iter().chain(&tables().photos);
            let counting = COUNTING.get_or_init(|| {
                patterns().map(|p| regex(&p.as_str().replace("{2,}", "{2,60}"))).collect()
            });
            for (pattern, counting) in patterns().zip(counting) {
                prop_assert!(counting.as_str().trim_end_matches([')', '?']).ends_with("{2,60}"), "a name is last");
                let by = |found: Option<Captures<'_>>| found.and_then(|f| f.name("by").map(|m| m.range()));
                let found = by(pattern.captures(&words));
                let expected = by(counting.captures(&words));
                let cut = found.map(|by| by.start..by.start + up_to_most(&words[by.clone()]));
                prop_assert_eq!(cut, expected, "{:?}", words);
            }
        }
    }
}
