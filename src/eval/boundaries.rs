//! Sentence boundaries: precision, recall and F1 over positions among the non-space characters.
//!
//! A boundary at the end of a block is given, not found, and does not count.

use std::collections::BTreeSet;

use super::Prf;

/// The two sides hold different text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the text was changed: {predicted} non-space characters where gold has {gold}")]
pub struct TextError {
    /// Characters of gold.
    pub gold: usize,
    /// Characters of the prediction.
    pub predicted: usize,
}

/// Scores `predicted` sentences against the sentences of gold's `blocks`.
///
/// # Errors
/// [`TextError`] if the two do not hold the same number of non-space characters.
pub fn score(blocks: &[Vec<&str>], predicted: &[&str]) -> Result<Prf, TextError> {
    let (mut gold, mut edges) = (BTreeSet::new(), BTreeSet::new());
    let mut at = 0;
    for block in blocks {
        for sentence in block {
            at += letters(sentence);
            gold.insert(at);
        }
        gold.remove(&at);
        edges.insert(at);
    }
    let mut end = 0;
    let mut found = BTreeSet::new();
    for sentence in predicted.iter().filter(|s| !s.trim().is_empty()) {
        end += letters(sentence);
        found.insert(end);
    }
    if end != at {
        return Err(TextError { gold: at, predicted: end });
    }
    let found: BTreeSet<usize> = found.difference(&edges).copied().collect();
    let right = gold.intersection(&found).count();
    Ok(Prf::new(right, found.len(), right, gold.len()))
}

fn letters(sentence: &str) -> usize {
    sentence.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_ends_are_given() {
        let gold = [vec!["Un.", "Deux."], vec!["Trois."]];
        let all = score(&gold, &["Un.", "Deux.", "Trois."]).unwrap();
        assert!((all.f1 - 1.0).abs() < 1e-9);
        // One wrong cut, one missed: "Un. De|ux." and no cut after the first sentence.
        let some = score(&gold, &["Un. De", "ux.", "Trois."]).unwrap();
        assert!(some.f1.abs() < 1e-9);
        assert_eq!(score(&gold, &["Un."]), Err(TextError { gold: 14, predicted: 3 }));
    }
}
