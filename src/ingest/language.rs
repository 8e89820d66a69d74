//! Which language words are in: by script, then by the small words every sentence needs.
//!
//! Conservative on purpose: `None` where the words do not show it. A list of stop-words per language
//! is enough to tell a page's language and cannot surprise; neighbours of French and English are
//! listed so that they are not taken for them.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};

/// Characters of a text that are looked at; more change nothing.
const SAMPLE: usize = 20_000;

#[derive(Debug, Deserialize)]
struct Profile {
    code: String,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Profiles {
    language: Vec<Profile>,
}

fn profiles() -> &'static [(Lang, Vec<String>)] {
    static PROFILES: OnceLock<Vec<(Lang, Vec<String>)>> = OnceLock::new();
    PROFILES.get_or_init(|| {
        let read: Profiles = toml::from_str(include_str!("data/languages.toml"))
            .expect("data/languages.toml is valid TOML");
        read.language
            .into_iter()
            .map(|mut p| {
                p.words.sort_unstable();
                (p.code.parse().expect("data/languages.toml names languages by code"), p.words)
            })
            .collect()
    })
}

/// The beginning of each stretch, joined, as much as is needed to tell a language.
pub(super) fn sample(text: &str, spans: impl Iterator<Item = Span<Byte>>) -> String {
    let mut out = String::new();
    for span in spans {
        if out.len() > SAMPLE {
            break;
        }
        out.extend(span.of(text).chars().take(SAMPLE));
        out.push('\n');
    }
    out
}

/// The language of `text`, or `None` where its words do not show it.
///
/// ```
/// use tarjuman::corpus::lang::Lang;
/// use tarjuman::ingest::language::guess;
/// assert_eq!(guess("Le ministre a parlé dans la nuit de mardi."), Some(Lang::FR));
/// assert_eq!(guess("The minister spoke on Tuesday night in the capital."), Some(Lang::EN));
/// assert_eq!(guess("Antony Blinken"), None);
/// ```
#[must_use]
pub fn guess(text: &str) -> Option<Lang> {
    let (mut arabic, mut latin) = (0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        arabic += usize::from(matches!(c, '\u{620}'..='\u{64a}'));
        latin += usize::from(c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}'));
    }
    if arabic > latin && arabic >= 6 {
        return arabic_script(text);
    }
    let mut counts: Vec<(usize, Lang)> = profiles().iter().map(|(lang, _)| (0, *lang)).collect();
    let mut n = 0usize;
    for word in words(text).take(SAMPLE / 4) {
        n += 1;
        for ((count, _), (_, list)) in counts.iter_mut().zip(profiles()) {
            *count += usize::from(list.binary_search_by(|w| w.as_str().cmp(&word)).is_ok());
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match counts.as_slice() {
        // Clearly ahead of the next one, and one word in eight: running text has far more.
        [(best, lang), (second, _), ..]
            if *best >= 2 && *best * 2 > *second * 3 && best * 8 >= n =>
        {
            Some(*lang)
        }
        _ => None,
    }
}

/// Arabic or a neighbour that writes with letters Arabic lacks (Persian, Urdu, Kurdish).
fn arabic_script(text: &str) -> Option<Lang> {
    let foreign = text
        .chars()
        .take(SAMPLE)
        .filter(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ے' | 'ٹ' | 'ڈ' | 'ڑ'))
        .count();
    let all = text.chars().take(SAMPLE).filter(|c| matches!(c, '\u{620}'..='\u{6d3}')).count();
    (foreign * 50 < all).then_some(Lang::AR)
}

/// Words in lower case, cut at apostrophes, so that `l'homme` counts its article.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}
