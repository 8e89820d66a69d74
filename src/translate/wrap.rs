//! Sentences longer than a model reads: where to cut them, and how to join what comes back.
//!
//! A cut falls after a clause (`;` `:` `,` a closing mark or bracket, a dash, a conjunction) nearest
//! the middle, else between words, else between characters, until every part fits. Nothing is
//! dropped: the parts tile the text.

use crate::corpus::span::{Byte, Span};

/// The parts of `text`, each with `fits` true, cut at the best clause boundaries.
///
/// Returns one part, the whole, when it fits. A part that cannot be cut any further (a single
/// character) is returned as it is.
#[must_use]
pub fn parts(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<Span<Byte>> {
    let mut done = Vec::new();
    let mut open = vec![Span::new(0, text.len())];
    while let Some(span) = open.pop() {
        let words = span.of(text);
        match (fits(words), cut(words)) {
            (true, _) | (false, None) => done.push(span.trim(text)),
            (false, Some(at)) => {
                // The right half waits below the left one, so that parts come out in order.
                open.push(Span::new(span.start() + at, span.end()));
                open.push(Span::new(span.start(), span.start() + at));
            }
        }
    }
    done.retain(|span| !span.is_empty());
    done
}

/// The best place to cut, in bytes, strictly inside; `None` for a single character or nothing.
fn cut(text: &str) -> Option<usize> {
    let middle = text.len() / 2;
    let near = |at: &usize| at.abs_diff(middle);
    // A clause boundary is worth going as far as a quarter of the text from the middle.
    let clause = clauses(text).filter(|at| near(at) <= text.len() / 4).min_by_key(near);
    let word = || {
        text.char_indices()
            .filter(|&(i, c)| c.is_whitespace() && i > 0)
            .map(|(i, c)| i + c.len_utf8())
            .filter(|&at| at < text.len())
            .min_by_key(near)
    };
    let char = || text.char_indices().map(|(i, _)| i).filter(|&i| i > 0).min_by_key(near);
    clause.or_else(word).or_else(char)
}

/// Places just after a clause, strictly inside the text.
fn clauses(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(|(i, c)| {
        let after = &text[i + c.len_utf8()..];
        let space = after.chars().next().is_some_and(char::is_whitespace);
        let ends = matches!(c, ';' | ':' | ',' | '؛' | '،' | ')' | ']' | '–' | '—') && space;
        let at = i + c.len_utf8() + after.len() - after.trim_start().len();
        (ends && at < text.len()).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_sentence_is_cut_after_its_clauses() {
        let text = "Il a dit oui, puis non, puis peut-être, et enfin rien du tout";
        let found = parts(text, &|part| part.split_whitespace().count() <= 4);
        let found: Vec<_> = found.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found[0], "Il a dit oui,");
        assert!(found.iter().all(|part| part.split_whitespace().count() <= 4), "{found:?}");
    }

    #[test]
    fn two_thousand_words_without_a_comma_still_come_apart() {
        let text = "mot ".repeat(2000);
        let found = parts(&text, &|part| part.split_whitespace().count() <= 100);
        assert!(found.len() >= 20);
    }

    proptest! {
        #[test]
        fn the_parts_hold_every_word_in_order(text in "[a-zé,;: ]{0,200}", most in 1_usize..30) {
            let found = parts(&text, &|part| part.chars().count() <= most);
            let joined: String = found.iter().map(|span| span.of(&text)).collect();
            let strip = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(strip(&joined), strip(&text));
            prop_assert!(found.iter().all(|s| s.of(&text).chars().count() <= most));
        }
    }
}
