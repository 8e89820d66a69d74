//! What Arabic asks for besides: labels before a colon, and clauses that only commas keep apart.
//!
//! Arabic prose often runs whole paragraphs on commas. A paragraph without a single stop would be one
//! sentence of a hundred words; it is cut at the commas between clauses instead.

use super::tables::Tables;
use super::words::{count_up_to, folded, is_opener, is_stop};
use crate::corpus::span::{Byte, Span};

/// Fewest words of a clause that can stand by itself.
const CLAUSE: usize = 4;
/// Most words of a label before a colon.
const LABEL: usize = 12;

/// The sentences of one stretch, cut further where Arabic needs it.
pub(super) fn refine(text: &str, tables: &Tables, sentences: Vec<Span<Byte>>) -> Vec<Span<Byte>> {
    let mut out = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let words = sentence.of(text);
        let cut = label_end(words, tables).unwrap_or(0);
        let (label, body) = words.split_at(cut);
        if !label.is_empty() {
            out.push(sentence_at(text, sentence.start(), label));
        }
        let start = sentence.start() + cut;
        for clause in clauses(body) {
            out.push(sentence_at(text, start + clause.start, &body[clause]));
        }
    }
    out
}

fn sentence_at(text: &str, start: usize, words: &str) -> Span<Byte> {
    Span::new(start, start + words.len()).trim(text)
}

/// Where a label such as `سؤال وجواب:` ends: few words, none of saying, and a whole sentence after.
fn label_end(sentence: &str, tables: &Tables) -> Option<usize> {
    let colon = sentence
        .match_indices(':')
        .map(|(i, _)| i)
        .find(|&i| sentence[i + 1..].starts_with(char::is_whitespace))?;
    let (label, rest) = (&sentence[..colon], sentence[colon + 1..].trim_start());
    let says = label.split_whitespace().any(|w| {
        let bare = folded(w.trim_matches(|c: char| !c.is_alphanumeric()));
        tables.says(&bare) || bare.strip_prefix(['و', 'ف']).is_some_and(|b| tables.says(b))
    });
    let whole = sentence.trim_end().ends_with(is_stop) && count_up_to(rest, CLAUSE) >= CLAUSE;
    let quoted = rest.starts_with(is_opener) || label.contains(['«', '"', '“']);
    (count_up_to(label, LABEL + 1) <= LABEL && !says && whole && !quoted).then_some(colon + 1)
}

/// The clauses of a sentence without a stop; the whole of any other.
fn clauses(sentence: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    if !sentence.contains(is_stop) && !sentence.contains(['«', '"', '“']) {
        for (at, comma) in sentence.match_indices('،') {
            let end = at + comma.len();
            let rest = &sentence[end..];
            let next = rest.split('،').next().unwrap_or(rest);
            let spaced = rest.starts_with(char::is_whitespace);
            if spaced
                && count_up_to(&sentence[start..at], CLAUSE) >= CLAUSE
                && count_up_to(next, CLAUSE) >= CLAUSE
            {
                out.push(start..end);
                start = end;
            }
        }
    }
    out.push(start..sentence.len());
    out
}
