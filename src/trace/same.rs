//! The same words quoted in several documents.

use std::collections::BTreeMap;

use crate::corpus::quote::{Quote, QuoteKind};

use super::fold::Word;
use super::token::plain_words;

/// One document's quotations.
#[derive(Debug)]
pub struct Member<'a> {
    /// The document's id.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its quotations.
    pub quotes: &'a mut [Quote],
}

/// The fewest words that are not everybody's: shorter stretches meet by chance.
const SHORTEST: usize = 4;
/// Words in a row that two quotations must share to be compared at all.
const SHINGLE: usize = 3;
/// The share of the shorter one's words that the longer one must have, in order.
const ALIKE: f32 = 0.8;

/// Sets `same_as` on quotations whose words another document quotes as well, nearly or exactly.
///
/// Speakers are not compared: where they differ, a reader should see it.
pub fn group(members: &mut [Member<'_>]) {
    let mut words: Vec<(usize, usize, Vec<Word>)> = Vec::new();
    for (d, member) in members.iter().enumerate() {
        for (q, quote) in member.quotes.iter().enumerate() {
            let own = plain_words(quote.span.of(member.text));
            if quote.kind != QuoteKind::Indirect && own.len() >= SHORTEST {
                words.push((d, q, own));
            }
        }
    }
    let mut at: BTreeMap<&[Word], Vec<usize>> = BTreeMap::new();
    for (n, (_, _, own)) in words.iter().enumerate() {
        for shingle in own.windows(SHINGLE) {
            let list = at.entry(shingle).or_default();
            if list.last() != Some(&n) {
                list.push(n);
            }
        }
    }
    let mut same: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (d, q, own) in &words {
        let mut near: Vec<usize> = own
            .windows(SHINGLE)
            .filter_map(|s| at.get(s))
            .flatten()
            .copied()
            .filter(|&m| words[m].0 != *d)
            .collect();
        near.sort_unstable();
        near.dedup();
        for m in near {
            if alike(own, &words[m].2) {
                same.entry((*d, *q)).or_default().push((words[m].0, words[m].1));
            }
        }
    }
    let names: Vec<String> = members.iter().map(|m| m.id.to_owned()).collect();
    for ((d, q), others) in same {
        members[d].quotes[q].same_as =
            others.iter().map(|(od, oq)| format!("{}#q{}", names[*od], oq + 1)).collect();
    }
}

/// Whether nearly all words of the shorter stand in the longer, in the same order.
fn alike(a: &[Word], b: &[Word]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    #[expect(clippy::cast_precision_loss, reason = "word counts of one quotation")]
    let share = common(short, long) as f32 / short.len() as f32;
    share >= ALIKE
}

/// The length of the longest common subsequence.
pub(super) fn common<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::quote::{Scope, Speaker, Wording};
    use crate::corpus::span::Span;

    fn quote(text: &str, words: &str, name: &str, kind: QuoteKind) -> Quote {
        let at = text.find(words).unwrap();
        Quote {
            kind,
            scope: Scope::Article,
            span: Span::new(at, at + words.len()),
            parts: Vec::new(),
            marked: true,
            inside: None,
            cue: None,
            speaker: Speaker { name: Some(name.to_owned()), ..Speaker::default() },
            read_by: None,
            flags: Vec::new(),
            carried: None,
            wording: Wording::Unverified,
            returns_home: None,
            chain: None,
            same_as: Vec::new(),
        }
    }

    #[test]
    fn the_same_words_are_grouped_whoever_is_said_to_speak() {
        let a = "« Nous irons jusqu'au bout de cette réforme », dit-il. « Non merci. »";
        let b = "« Nous irons bien jusqu'au bout de cette réforme », dit-elle. Nous irons jusqu'au port.";
        let direct = QuoteKind::Direct;
        let mut first = [
            quote(a, "Nous irons jusqu'au bout de cette réforme", "Anne", direct),
            quote(a, "Non merci.", "Anne", direct),
        ];
        let mut second = [
            quote(b, "Nous irons bien jusqu'au bout de cette réforme", "Paul", direct),
            quote(b, "Nous irons jusqu'au port", "Paul", QuoteKind::Indirect),
        ];
        group(&mut [
            Member { id: "a", text: a, quotes: &mut first },
            Member { id: "b", text: b, quotes: &mut second },
        ]);
        assert_eq!(first[0].same_as, ["b#q1"]);
        assert_eq!(second[0].same_as, ["a#q1"]);
        assert!(first[1].same_as.is_empty(), "two words are everybody's");
        assert!(second[1].same_as.is_empty(), "reported speech has no words of its own");
    }

    #[test]
    fn the_longest_common_order_is_counted() {
        assert_eq!(common(&[1, 2, 3, 4], &[2, 4, 3, 9]), 2);
        assert_eq!(common::<u8>(&[], &[1]), 0);
    }
}
