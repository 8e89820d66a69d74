//! Where the quotations stand in each sentence, on both sides, as runs of equally quoted text.

use crate::corpus::article::Article;
use crate::corpus::span::{Byte, Span};

/// A stretch of one sentence in which the same quotations are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run<'t> {
    /// The words.
    pub text: &'t str,
    /// The quotations open here, outermost first, by number.
    pub quotes: Vec<usize>,
    /// Those whose last stretch on this side ends here, closing mark included.
    pub ends: Vec<usize>,
}

/// A quotation's stretch in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    quote: usize,
    // Bytes of the sentence (source side) or of its translation.
    span: Span<Byte>,
    last: bool,
}

/// The stretches of every quotation, by sentence.
#[derive(Debug)]
pub(super) struct Places {
    source: Vec<Vec<Stretch>>,
    target: Vec<Vec<Stretch>>,
}

impl Places {
    /// Reads them off the article.
    pub(super) fn new(article: &Article) -> Self {
        let segments = article.source.segments();
        let mut source = vec![Vec::new(); segments.len()];
        let mut target = vec![Vec::new(); segments.len()];
        for (number, quote) in article.quotes.iter().enumerate() {
            let whole = [quote.span];
            let parts = if quote.parts.is_empty() { &whole[..] } else { &quote.parts };
            let mut last = None;
            for part in parts {
                let first = segments.partition_point(|s| s.span.end() <= part.start());
                let inside = segments[first..].iter().take_while(|s| s.span.start() < part.end());
                for (i, segment) in (first..).zip(inside) {
                    let Some(shared) = segment.span.intersect(*part) else { continue };
                    let from = segment.span.start();
                    let span = Span::new(shared.start() - from, shared.end() - from);
                    source[i].push(Stretch { quote: number, span, last: false });
                    last = Some(i);
                }
            }
            if let Some(stretch) = last.and_then(|i| source[i].last_mut()) {
                stretch.last = true;
            }
            let carried = quote.carried.iter().flat_map(|c| &c.target);
            let mut last = None;
            for place in carried.filter(|p| !p.span.is_empty()) {
                let span = place.span;
                target[place.segment].push(Stretch { quote: number, span, last: false });
                last = Some(place.segment);
            }
            if let Some(stretch) = last.and_then(|i| target[i].last_mut()) {
                stretch.last = true;
            }
        }
        Self { source, target }
    }

    /// The runs of sentence `i`.
    pub(super) fn source<'a>(&self, article: &'a Article, i: usize) -> Vec<Run<'a>> {
        runs(article.source.text(i), &self.source[i])
    }

    /// The runs of the translation of sentence `i`; none where there is no translation.
    pub(super) fn target<'a>(&self, article: &'a Article, i: usize) -> Vec<Run<'a>> {
        article.target.get(i).map_or_else(Vec::new, |t| runs(&t.text, &self.target[i]))
    }

    /// The quotations that touch sentence `i` on either side, in order.
    pub(super) fn of(&self, i: usize) -> Vec<usize> {
        let both = self.source[i].iter().chain(&self.target[i]);
        let mut quotes: Vec<usize> = both.map(|s| s.quote).collect();
        quotes.sort_unstable();
        quotes.dedup();
        quotes
    }

    /// The first sentence in which quotation `quote` stands.
    pub(super) fn first(&self, quote: usize) -> Option<usize> {
        self.source.iter().position(|stretches| stretches.iter().any(|s| s.quote == quote))
    }
}

fn runs<'t>(text: &'t str, stretches: &[Stretch]) -> Vec<Run<'t>> {
    let mut cuts: Vec<usize> = vec![0, text.len()];
    cuts.extend(stretches.iter().flat_map(|s| [s.span.start(), s.span.end()]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut runs = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let here = Span::<Byte>::new(pair[0], pair[1]);
        let mut open: Vec<&Stretch> = stretches.iter().filter(|s| s.span.overlaps(here)).collect();
        open.sort_by_key(|s| (std::cmp::Reverse(s.span.len()), s.quote));
        let mut quotes: Vec<usize> = open.iter().map(|s| s.quote).collect();
        quotes.dedup();
        let closing = open.iter().rev().filter(|s| s.last && s.span.end() == here.end());
        let ends = closing.map(|s| s.quote).collect();
        runs.push(Run { text: here.of(text), quotes, ends });
    }
    past_marks(runs)
}

/// Moves `ends` behind the closing marks, which are not part of a quotation, so that a note put
/// there reads `“… words.” [note]`.
fn past_marks(runs: Vec<Run<'_>>) -> Vec<Run<'_>> {
    let mut moved: Vec<Run<'_>> = Vec::with_capacity(runs.len());
    for mut run in runs {
        let due = moved.last().is_some_and(|before| !before.ends.is_empty());
        let mark = if due { closing(run.text) } else { 0 };
        if mark > 0 {
            let ends = moved.last_mut().map(|before| std::mem::take(&mut before.ends));
            let (marks, rest) = run.text.split_at(mark);
            let quotes = run.quotes.clone();
            moved.push(Run { text: marks, quotes, ends: ends.unwrap_or_default() });
            run.text = rest;
        }
        if !run.text.is_empty() || !run.ends.is_empty() {
            moved.push(run);
        }
    }
    moved
}

/// Bytes of closing marks at the start of `text`, with the stop and the space before them.
fn closing(text: &str) -> usize {
    let stops = text.trim_start_matches(['.', '!', '?', '…', ',']);
    let padded = stops.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    // English marks follow the words at once; only a guillemet has padding.
    let start = if padded.starts_with(['»', '›']) { padded } else { stops };
    let after = start.trim_start_matches(['"', '”', '’', '\'', '»', '›']);
    if after.len() < start.len() { text.len() - after.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(quote: usize, start: usize, end: usize) -> Stretch {
        Stretch { quote, span: Span::new(start, end), last: true }
    }

    #[test]
    fn runs_tile_the_sentence_and_nest() {
        let text = "He said “we heard ‘go’ twice” today";
        let outer = at(0, text.find("we").unwrap(), text.find('”').unwrap());
        let inner = at(1, text.find("go").unwrap(), text.find('’').unwrap());
        let runs = runs(text, &[outer, inner]);
        assert_eq!(runs.iter().map(|r| r.text).collect::<String>(), text);
        let quoted: Vec<(&str, &[usize])> = runs.iter().map(|r| (r.text, &*r.quotes)).collect();
        assert_eq!(
            quoted,
            [
                ("He said “", &[][..]),
                ("we heard ‘", &[0]),
                ("go", &[0, 1]),
                ("’", &[0]),
                (" twice", &[0]),
                ("”", &[]),
                (" today", &[]),
            ]
        );
        assert_eq!(runs[3].ends, [1]);
        assert_eq!(runs[5].ends, [0]);
    }

    #[test]
    fn an_end_lies_behind_the_closing_mark() {
        assert_eq!(closing("” he said"), "”".len());
        assert_eq!(closing(".” He"), ".”".len());
        assert_eq!(closing("\u{a0}», a-t-il dit"), "\u{a0}»".len());
        assert_eq!(closing("'', a-t-il dit"), 2);
        assert_eq!(closing(", he said"), 0);
        assert_eq!(closing(" and"), 0);
    }

    #[test]
    fn an_empty_sentence_has_no_runs() {
        assert_eq!(runs("", &[]), []);
    }
}
