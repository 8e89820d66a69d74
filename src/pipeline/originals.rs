//! What is sought where originals are supplied, and what the page's words may mean there.

use crate::align::link::shipped;
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::trace::locate::{Sides, Sought};

/// Quotation `i` of `article`, with the sentences it stands in and those beside them, in the page's
/// words and in ours. Its number must be one of the article's quotations.
#[must_use]
pub fn sought(article: &Article, i: usize) -> Sought {
    let quote = &article.quotes[i];
    let text = article.source.document().text();
    let segments = article.source.segments();
    let first = segments.partition_point(|s| s.span.end() <= quote.span.start());
    let last = segments.partition_point(|s| s.span.start() < quote.span.end());
    let sides = |from: usize, to: usize| Sides {
        ours: join(article.target.iter().take(to).skip(from).map(|r| r.text.as_str())),
        page: join((from..to).map(|s| article.source.text(s))),
    };
    let carried = quote.carried.iter().flat_map(|carried| &carried.target);
    let ours = carried.map(|t| t.span.of(&article.target[t.segment].text));
    #[expect(clippy::cast_precision_loss, reason = "sentence numbers")]
    let place = first as f32 / segments.len().saturating_sub(1).max(1) as f32;
    Sought {
        words: Sides { ours: join(ours), page: quote.span.of(text).to_owned() },
        sentence: sides(first, last),
        before: sides(first.saturating_sub(1), first),
        after: sides(last, (last + 1).min(segments.len())),
        place: Some(place),
    }
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(" ")
}

/// What a word of `from` may be in `to`, with probabilities; nothing for a pair without a lexicon.
pub fn meanings(from: Lang, to: Lang) -> impl Fn(&str) -> Vec<(Box<str>, f32)> {
    let lexicon = shipped(from, to);
    move |word| {
        let Some(lexicon) = lexicon else { return Vec::new() };
        let row = lexicon.row(word);
        let meant = lexicon.related(&row).map(|other| {
            // A rare word's one counterpart tells even where it is not the usual translation.
            let [there, back] = lexicon.both(&row, other, 0.0);
            (other.into(), there.max(BACK * back).min(1.0))
        });
        meant.filter(|(_, p)| *p > LEAST).collect()
    }
}

/// What the probability of the way back counts.
const BACK: f32 = 0.7;
/// Words less likely than this are no meanings.
const LEAST: f32 = 0.02;
