//! Word links for the page, in a few printable signs each.
//!
//! A page has about as many links as words, so they decide its weight. A link names words by their
//! number in the sentence: runs of letters, marks and digits, which the script counts by the same
//! rule. Numbers are base 44, low digit first; a sign from 44 on says that another follows.
//!
//! `head` = 2 × (source word − previous source word), plus 1 where counts follow; `step` = zigzag
//! of (target word − previous target word); the counts of words on both sides; one sign for the
//! probability in 88 steps.

use unicode_normalization::char::is_combining_mark;

use crate::corpus::alignment::Link;
use crate::corpus::span::{Byte, Span};

// Printable ASCII that needs no escape in a double-quoted attribute, without the backslash.
const SIGNS: &[u8; 88] =
    b"!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
const BASE: usize = 44;

/// The links of one sentence: `from` is where it starts in the document, `texts` its two sides.
pub(super) fn encode(links: &[Link], from: usize, texts: (&str, &str)) -> String {
    let (src_words, tgt_words) = (words(texts.0), words(texts.1));
    let mut entries: Vec<(usize, usize, usize, usize, f32)> = Vec::with_capacity(links.len());
    for link in links {
        let local = Span::new(link.src.start() - from, link.src.end() - from);
        let (Some((src, m)), Some((tgt, n))) =
            (covered(&src_words, local), covered(&tgt_words, link.tgt))
        else {
            continue;
        };
        entries.push((src, tgt, m, n, link.p.get()));
    }
    entries.sort_by_key(|&(src, tgt, m, n, _)| (src, tgt, m, n));
    let mut code = String::new();
    let (mut src_before, mut tgt_before) = (0, 0);
    for (src, tgt, m, n, p) in entries {
        let counted = (m, n) != (1, 1);
        number(&mut code, 2 * (src - src_before) + usize::from(counted));
        let zigzag =
            if tgt < tgt_before { 2 * (tgt_before - tgt) - 1 } else { 2 * (tgt - tgt_before) };
        number(&mut code, zigzag);
        if counted {
            number(&mut code, m);
            number(&mut code, n);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability times 87 is between 0 and 87"
        )]
        let level = (p * 87.0).round() as usize;
        code.push(char::from(SIGNS[level]));
        (src_before, tgt_before) = (src, tgt);
    }
    code
}

fn number(code: &mut String, mut value: usize) {
    while value >= BASE {
        code.push(char::from(SIGNS[BASE + value % BASE]));
        value /= BASE;
    }
    code.push(char::from(SIGNS[value]));
}

/// The words of `text`: `/[\p{Alphabetic}\p{M}\p{N}]+/gu` in the script.
fn words(text: &str) -> Vec<Span<Byte>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric() || is_combining_mark(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| Span::new(from, text.len())));
    words
}

/// The first word that `span` touches, and how many.
fn covered(words: &[Span<Byte>], span: Span<Byte>) -> Option<(usize, usize)> {
    let first = words.partition_point(|w| w.end() <= span.start());
    let count = words[first..].iter().take_while(|w| w.start() < span.end()).count();
    (count > 0).then_some((first, count))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::score::Score;

    /// What the script does, so that both are held to one rule.
    fn decode(code: &str) -> Vec<(usize, usize, usize, usize, usize)> {
        fn number(bytes: &mut impl Iterator<Item = usize>) -> Option<usize> {
            let (mut value, mut unit) = (0, 1);
            loop {
                let d = bytes.next()?;
                value += (d % BASE) * unit;
                unit *= BASE;
                if d < BASE {
                    return Some(value);
                }
            }
        }
        let digit = |b: u8| SIGNS.iter().position(|&s| s == b).unwrap();
        let mut bytes = code.bytes().map(digit);
        let (mut links, mut src, mut tgt) = (Vec::new(), 0, 0);
        while let Some(head) = number(&mut bytes) {
            let step = number(&mut bytes).unwrap();
            src += head >> 1;
            tgt = if step % 2 == 1 { tgt - step.div_ceil(2) } else { tgt + step / 2 };
            let counts = head % 2 == 1;
            let m = if counts { number(&mut bytes).unwrap() } else { 1 };
            let n = if counts { number(&mut bytes).unwrap() } else { 1 };
            links.push((src, tgt, m, n, bytes.next().unwrap()));
        }
        links
    }

    #[test]
    fn a_link_is_three_signs() {
        let (src, tgt) = ("la paix", "the peace");
        let link = |a: usize, b: usize, c: usize, d: usize| Link {
            src: Span::new(10 + a, 10 + b),
            tgt: Span::new(c, d),
            p: Score::new(0.5),
        };
        let code = encode(&[link(0, 2, 0, 3), link(3, 7, 4, 9)], 10, (src, tgt));
        assert_eq!(code.len(), 6);
        assert_eq!(decode(&code), [(0, 0, 1, 1, 44), (1, 1, 1, 1, 44)]);
    }

    #[test]
    fn a_link_over_several_words_keeps_them_and_marks_alone_have_none() {
        let (src, tgt) = ("les États-Unis .", "the US .");
        let links = [
            Link { src: Span::new(4, 15), tgt: Span::new(4, 6), p: Score::ONE },
            Link { src: Span::new(16, 17), tgt: Span::new(7, 8), p: Score::ONE },
        ];
        assert_eq!(decode(&encode(&links, 0, (src, tgt))), [(1, 1, 2, 1, 87)]);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(pairs in prop::collection::vec((0..300usize, 0..300usize, 0.0..=1.0f32), 0..60)) {
            let text = "w ".repeat(300);
            let links: Vec<Link> = pairs.iter().map(|&(s, t, p)| Link {
                src: Span::new(2 * s, 2 * s + 1),
                tgt: Span::new(2 * t, 2 * t + 1),
                p: Score::new(p),
            }).collect();
            let code = encode(&links, 0, (&text, &text));
            prop_assert!(!code.contains(['"', '&', '<', '>', '\\', '\'']));
            let mut want: Vec<(usize, usize)> = pairs.iter().map(|&(s, t, _)| (s, t)).collect();
            want.sort_unstable();
            let got: Vec<(usize, usize)> = decode(&code).iter().map(|l| (l.0, l.1)).collect();
            prop_assert_eq!(got, want);
        }
    }
}
