//! Blocks that repeat an earlier one, exactly or nearly.

use crate::corpus::document::Block;

/// Marks every block whose words stood in an earlier one.
pub(super) fn mark(text: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    let mut seen: Vec<(String, usize)> = Vec::new();
    for (n, block) in blocks.iter_mut().enumerate() {
        let key = folded(block.span.of(text));
        match seen.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(at) => block.duplicate_of = Some(seen[at].1),
            Err(at) => seen.insert(at, (key, n)),
        }
    }
    blocks
}

/// The letters and digits alone, in lower case.
fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
