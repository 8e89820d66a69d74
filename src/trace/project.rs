//! The stretch of target words that some source words became: a search over word links.
//!
//! Shared by mark restoring and by carrying. It never guesses from lengths.

use crate::corpus::alignment::Link;
use crate::corpus::span::{Byte, Span};

/// A word of the target with the evidence for and against it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// The word, without punctuation around it.
    pub(super) span: Span<Byte>,
    /// Summed probability of links from the words sought.
    pub(super) inside: f32,
    /// Summed probability of links from all other words.
    pub(super) outside: f32,
}

impl Weighed {
    fn gain(&self) -> f32 {
        // A word nothing links to belongs wherever its neighbours do, at a small price.
        self.inside - self.outside - 0.02
    }
}

/// Words of `text`: runs of letters and digits, with the hyphens and apostrophes inside them.
pub(super) fn words(text: &str) -> Vec<Span<Byte>> {
    let mut out: Vec<Span<Byte>> = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices() {
        let joins = matches!(c, '-' | '\'' | '’' | '.' | ',' | '_' | '@')
            && start.is_some()
            && text[i + c.len_utf8()..].starts_with(char::is_alphanumeric);
        let letter = c.is_alphanumeric() || matches!(c, '%' | '€' | '$' | '£' | '°');
        // `1,5` and `U.S` hold together; `oui,non` without a space does not.
        let digits = !matches!(c, ',' | '.')
            || text[..i].ends_with(|p: char| p.is_ascii_digit() || p.is_uppercase());
        if letter || (joins && digits) {
            start.get_or_insert(i);
        } else if let Some(s) = start.take() {
            out.push(Span::new(s, i));
        }
    }
    if let Some(s) = start {
        out.push(Span::new(s, text.len()));
    }
    out
}

/// Weighs every word of `target`: for links whose source lies in `sought`, and against the others.
pub(super) fn weigh(target: &str, links: &[Link], sought: &[Span<Byte>]) -> Vec<Weighed> {
    let mut out: Vec<Weighed> =
        words(target).into_iter().map(|span| Weighed { span, inside: 0.0, outside: 0.0 }).collect();
    for link in links {
        let hit = sought.iter().any(|s| s.overlaps(link.src));
        let first = out.partition_point(|w| w.span.end() <= link.tgt.start());
        for word in out[first..].iter_mut().take_while(|w| w.span.start() < link.tgt.end()) {
            if hit {
                word.inside += link.p.get();
            } else {
                word.outside += link.p.get();
            }
        }
    }
    out
}

/// The run of words that gains most, with its gain; ties go to the shorter, then the first.
///
/// `bonus(i, j)` is added for the run `i..=j`: it lets quotation marks attract the ends.
pub(super) fn best_run(
    words: &[Weighed],
    free: &[bool],
    bonus: &dyn Fn(usize, usize) -> f32,
) -> Option<(usize, usize, f32)> {
    let mut best: Option<(usize, usize, f32)> = None;
    for i in 0..words.len() {
        let mut sum = 0.0;
        for j in i..words.len() {
            if !free[j] {
                break;
            }
            sum += words[j].gain();
            let total = sum + bonus(i, j);
            if best.is_none_or(|(_, _, top)| total > top + 1e-4) {
                best = Some((i, j, total));
            }
        }
    }
    best.filter(|&(i, j, _)| words[i..=j].iter().any(|w| w.inside > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::Score;

    #[test]
    fn words_keep_what_is_inside_them() {
        let text = "It’s 1.5 % of Brandt-Ostermann’s plan, she said.";
        let cut: Vec<_> = words(text).iter().map(|w| w.of(text)).collect();
        assert_eq!(cut, ["It’s", "1.5", "%", "of", "Brandt-Ostermann’s", "plan", "she", "said"]);
    }

    #[test]
    fn the_best_run_follows_the_links() {
        let target = "he said no way";
        let link = |s: usize, t: (usize, usize)| Link {
            src: Span::new(s, s + 1),
            tgt: Span::new(t.0, t.1),
            p: Score::ONE,
        };
        let links = [link(0, (0, 2)), link(2, (3, 7)), link(4, (8, 10)), link(6, (11, 14))];
        let weighed = weigh(target, &links, &[Span::new(4, 7)]);
        let run = best_run(&weighed, &[true; 4], &|_, _| 0.0).unwrap();
        assert_eq!((run.0, run.1), (2, 3));
    }
}
