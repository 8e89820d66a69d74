//! What a text states about itself: title, byline, place, date, agency, credits, each with its words.
//!
//! Only lines that speak about the text are read (its front, its credits, its sign-off); a name or a
//! date in running text is news, not a fact about the page. Nothing is inferred.

mod agency;
mod byline;
pub(super) mod credit;
pub(super) mod date;
pub(super) mod dateline;

use super::tables::tables;
use crate::corpus::document::{Block, BlockKind, Facts};
use crate::corpus::lang::Lang;

/// Reads the facts off the blocks.
pub(super) fn read(text: &str, blocks: &[Block], lang: Lang) -> Facts {
    let tables = tables();
    let of = |kind: BlockKind| blocks.iter().filter(move |b| b.kind == kind);
    let opening = dateline::opening(text, blocks, tables);
    let byline = of(BlockKind::Byline)
        .find_map(|b| byline::name(b.span.of(text), tables).map(|s| s.shift(b.span.start())));
    Facts {
        title: of(BlockKind::Headline).next().map(|b| b.span),
        byline: byline.or_else(|| opening.as_ref().and_then(|o| o.author)),
        dateline: opening
            .as_ref()
            .and_then(|o| o.place)
            .or_else(|| dateline::place_alone(text, blocks)),
        date: date::of_page(text, blocks, opening.as_ref(), tables),
        agency: agency::of_page(text, blocks, opening.as_ref(), tables),
        credits: credit::all(text, blocks, lang, tables),
    }
}

#[cfg(test)]
mod tests;
