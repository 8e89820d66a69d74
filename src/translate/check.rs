//! What a reader should look at in a translated sentence. Each check answers one question with yes
//! or no, from the two texts and their links; none of them changes a word.

use crate::corpus::alignment::Link;
use crate::corpus::article::Flag;
use crate::corpus::span::{Byte, Span};
use crate::translate::numbers;

/// Fewer characters than this say nothing by their ratio: « Oui. » may become “Yes, indeed.”
const RATIO_FROM: usize = 24;
/// English runs a little shorter than French; a third or three times as long is no translation.
const RATIO: std::ops::RangeInclusive<f32> = 0.45..=2.2;
/// This many content words in a row without a counterpart are a clause left out.
const UNCOVERED_RUN: usize = 4;
/// So many words, repeated at once this often, are a loop.
const LOOP_WORDS: std::ops::RangeInclusive<usize> = 1..=8;
const LOOP_TIMES: usize = 4;

/// The flags that `source` and `target` earn, in order.
#[must_use]
pub fn flags(source: &str, target: &str, links: &[Link]) -> Vec<Flag> {
    let mut found = Vec::new();
    if odd_length(source, target) {
        found.push(Flag::LengthRatio);
    }
    if uncovered(source, links) {
        found.push(Flag::UncoveredSource);
    }
    if loops(target) && !loops(source) {
        found.push(Flag::Loop);
    }
    if numbers::missing(source, target) > 0 {
        found.push(Flag::NumberChanged);
    }
    found
}

fn odd_length(source: &str, target: &str) -> bool {
    let (n, m) = (source.chars().count(), target.chars().count());
    #[expect(
        clippy::cast_precision_loss,
        reason = "sentences are far shorter than 2^24 characters"
    )]
    let ratio = m as f32 / n.max(1) as f32;
    n >= RATIO_FROM && !RATIO.contains(&ratio)
}

/// Whether a run of content words has no link at all. Short words (articles, pronouns) may well go.
fn uncovered(source: &str, links: &[Link]) -> bool {
    let linked = |word: Span<Byte>| links.iter().any(|link| link.src.overlaps(word));
    let mut run = 0;
    for word in words(source).filter(|w| w.of(source).chars().count() >= 4) {
        run = if linked(word) { 0 } else { run + 1 };
        if run >= UNCOVERED_RUN {
            return true;
        }
    }
    false
}

/// Maximal runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Span<Byte>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let len = text[start..].find(|c: char| !c.is_alphanumeric());
        at = len.map_or(text.len(), |n| start + n);
        Some(Span::new(start, at))
    })
}

/// Whether the same words stand many times in a row.
pub(super) fn loops(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    LOOP_WORDS.into_iter().any(|n| {
        let mut same = 0;
        for i in n..words.len() {
            same = if words[i] == words[i - n] { same + 1 } else { 0 };
            if same >= n * (LOOP_TIMES - 1) {
                return true;
            }
        }
        false
    })
}

/// Whether a sentence of several words came back as it went in.
#[must_use]
pub fn copied_through(source: &str, target: &str) -> bool {
    let plain = |text: &str| words(text).map(|w| w.of(text).to_lowercase()).collect::<Vec<_>>();
    let (source, target) = (plain(source), plain(target));
    source.len() >= 3 && source == target
}

/// Whether a text holds nothing to translate: no letter at all.
#[must_use]
pub fn wordless(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

/// Whether a text is made of names alone: every word starts with a capital or is a figure.
///
/// « Raşa Evrensel | 14.04.2021 » is; so is a label such as « Monde », so ask only where a
/// name is to be expected (a byline).
#[must_use]
pub fn names_only(text: &str) -> bool {
    let mut any = false;
    for word in words(text) {
        let first = word.of(text).chars().next().unwrap_or(' ');
        if !(first.is_uppercase() || first.is_numeric()) {
            return false;
        }
        any |= first.is_uppercase();
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::Score;

    fn link(source: &str, word: &str) -> Link {
        let at = source.find(word).unwrap();
        Link { src: Span::new(at, at + word.len()), tgt: Span::new(0, 1), p: Score::ONE }
    }

    #[test]
    fn a_clause_left_out_is_seen() {
        let source =
            "Le ministre a quitté Paris après avoir longuement rencontré son homologue allemand.";
        let some = ["ministre", "quitté", "Paris"].map(|w| link(source, w));
        assert_eq!(
            flags(source, "The minister left Paris for a long journey home", &some),
            [Flag::UncoveredSource]
        );
        let all = ["ministre", "quitté", "Paris", "après", "avoir", "longuement", "homologue"]
            .map(|w| link(source, w));
        assert_eq!(flags(source, "The minister left Paris after a long meeting", &all), []);
    }

    #[test]
    fn a_text_that_repeats_itself_is_seen() {
        assert!(loops("of the of the of the of the of the"));
        assert!(loops("no no no no no"));
        assert!(!loops("the war of the worlds and the end of the world"));
    }

    #[test]
    fn names_and_figures_need_no_translation() {
        assert!(wordless("14.04.2021 - 12 %"));
        assert!(names_only("Raşa Evrensel | 14.04.2021"));
        assert!(!names_only("14.04.2021"));
        assert!(!names_only("Publié le 3 mai"));
    }
}
