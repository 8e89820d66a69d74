//! What a text states about itself.

use crate::corpus::document::{Block, BlockKind, Facts};
use crate::corpus::lang::Lang;

/// Reads the facts off the blocks.
pub(super) fn read(_text: &str, blocks: &[Block], _lang: Lang) -> Facts {
    let title = blocks.iter().find(|b| b.kind == BlockKind::Headline).map(|b| b.span);
    Facts { title, ..Facts::default() }
}
