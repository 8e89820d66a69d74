//! Raw blocks → blocks: what each stretch of a page is.

use super::Raw;
use crate::corpus::document::{Block, BlockKind};
use crate::corpus::lang::Lang;

/// Says of each raw block what it is.
pub(super) fn classify(text: &str, raws: &[Raw], _lang: Lang) -> Vec<Block> {
    let mut titled = false;
    raws.iter()
        .map(|raw| {
            let words = raw.span.of(text);
            let stopped = words.ends_with(['.', '!', '?', '…', '»', '"', '”']);
            let short = words.chars().count() < 220;
            let kind = raw.hint.unwrap_or(if !titled && short && !stopped {
                BlockKind::Headline
            } else {
                BlockKind::Paragraph
            });
            titled |= kind == BlockKind::Headline;
            Block { kind, span: raw.span, duplicate_of: None }
        })
        .collect()
}
