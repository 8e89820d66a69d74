//! Set phrases that came out word by word, or as something else.
//!
//! A small model translates « matières premières » as “first materials” and « gilets jaunes » as whatever vests it knows. A list has
//! what such phrases are; where none of their forms stands in the target, and the words that stand for the phrase stand
//! together, the phrase is put there.

use super::words::{SENTENCE, words};
use crate::corpus::alignment::{Link, Replacement};
use crate::corpus::span::{Byte, Span};
use crate::corpus::wordlist::WordList;

/// Counts up whenever other phrases would be put right, so that old ones are not reused.
pub const RULES: u32 = 1;

/// The most words of a phrase.
const LONGEST: usize = 6;
/// Fewer letters are those of small words, which stand for nothing by themselves.
const LETTERS: usize = 3;
/// A link below this says too little.
const LIKELY: f32 = 0.3;
/// By how many words what stands for a phrase may be longer than the phrase.
const MORE: usize = 2;

/// The phrases of one sentence pair that the target has in none of their forms, with the words that stand for them, in the order of the
/// target and apart. A line of `list` is a phrase, a tab, and its forms parted by `|`, of which the first is put in; a phrase with
/// capitals is one where it stands with them.
///
/// ```
/// use tarjuman::align::{phrases::phrases, words::words};
/// use tarjuman::corpus::{alignment::Link, score::Score, wordlist::WordList};
/// let (src, tgt) = ("Des gilets jaunes défilent.", "Black vests parade.");
/// let (s, t) = (words(src), words(tgt));
/// let link = |n: usize, k: usize| Link { src: s[n], tgt: t[k], p: Score::ONE };
/// let list = WordList::new("gilets jaunes\tyellow vests\n");
/// let found = phrases((src, tgt), &[link(1, 1), link(2, 0), link(3, 2)], list);
/// assert_eq!((found[0].tgt.of(tgt), found[0].text.as_str()), ("Black vests", "Yellow vests"));
/// ```
#[must_use]
pub fn phrases((src, tgt): (&str, &str), links: &[Link], list: WordList<'_>) -> Vec<Replacement> {
    let (of_src, of_tgt) = (words(src), words(tgt));
    if of_src.len().max(of_tgt.len()) > SENTENCE {
        return Vec::new();
    }
    let lower = tgt.to_lowercase();
    let mut out: Vec<Replacement> = Vec::new();
    let mut i = 0;
    while i < of_src.len() {
        let Some((end, forms)) = phrase_at(src, &of_src[i..], list) else {
            i += 1;
            continue;
        };
        let own = &of_src[i..i + end];
        i += end;
        let mut forms = forms.split('|');
        let Some(first) = forms.next() else { continue };
        if std::iter::once(first).chain(forms).any(|form| lower.contains(&form.to_lowercase())) {
            continue;
        }
        let Some(at) = stands((src, own), &of_tgt, links) else { continue };
        if out.iter().any(|other| other.tgt.start() < at.end() && at.start() < other.tgt.end()) {
            continue;
        }
        let opens = !tgt[..at.start()].contains(char::is_alphanumeric);
        let text = if opens { super::cognate::capitalised(first) } else { first.to_owned() };
        let whole = Span::new(0, text.len());
        let words = own.iter().filter(|at| tells(src, **at)).map(|at| (*at, whole)).collect();
        out.push(Replacement { tgt: at, text, words });
    }
    out.sort_by_key(|phrase| phrase.tgt.start());
    out
}

/// The longest phrase that the first words are: how many of them, and its forms.
fn phrase_at<'l>(src: &str, words: &[Span<Byte>], list: WordList<'l>) -> Option<(usize, &'l str)> {
    let longest = LONGEST.min(words.len());
    (2..=longest).rev().find_map(|n| {
        let text = &src[words[0].start()..words[n - 1].end()];
        let key = text.replace('’', "'");
        let found = list.find(&key).or_else(|| list.find(&key.to_lowercase()));
        found.map(|forms| (n, forms))
    })
}

/// Whether a word of a phrase stands for something by itself.
fn tells(src: &str, at: Span<Byte>) -> bool {
    let word = at.of(src);
    word.chars().count() >= LETTERS && word.chars().all(char::is_alphabetic)
}

/// The words of the target that stand for a phrase, where they stand together.
fn stands(
    (src, own): (&str, &[Span<Byte>]),
    target: &[Span<Byte>],
    links: &[Link],
) -> Option<Span<Byte>> {
    let sure = |link: &&Link| link.p.get() >= LIKELY;
    let of = |at: Span<Byte>| links.iter().filter(sure).filter(move |link| link.tgt == at);
    let other = |link: &Link| !own.contains(&link.src);
    let mine = |at: &Span<Byte>| {
        let told = of(*at).any(|link| own.contains(&link.src) && tells(src, link.src));
        told && !of(*at).any(other)
    };
    let first = target.iter().position(mine)?;
    let last = target.iter().rposition(mine)?;
    let between = &target[first..=last];
    let alone = between.iter().all(|at| !of(*at).any(other));
    let short = between.len() <= own.len() + MORE;
    (alone && short).then(|| Span::new(target[first].start(), target[last].end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::Score;
    use proptest::prelude::*;

    const LIST: &str = "au Parisien\tParisien\nchiffre d'affaires\trevenue|sales\nforces de l'ordre\tsecurity forces|police\nrassemblement national\tNational Rally\n";

    /// What becomes of a target whose words are linked to those of the source by their places.
    fn right(src: &str, tgt: &str, pairs: &[(&str, &str)]) -> String {
        let at = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let link = |(s, t): &(&str, &str)| Link { src: at(src, s), tgt: at(tgt, t), p: Score::ONE };
        let links: Vec<Link> = pairs.iter().map(link).collect();
        let mut out = tgt.to_owned();
        for phrase in phrases((src, tgt), &links, WordList::new(LIST)).iter().rev() {
            out.replace_range(phrase.tgt.start()..phrase.tgt.end(), &phrase.text);
        }
        out
    }

    #[test]
    fn a_phrase_is_put_where_its_words_stand_together() {
        assert_eq!(
            right(
                "Le chiffre d'affaires baisse.",
                "The business figure falls.",
                &[("chiffre", "figure"), ("affaires", "business"), ("baisse", "falls")]
            ),
            "The revenue falls."
        );
        assert_eq!(
            right(
                "Les forces de l’ordre partent.",
                "The forces of the order leave.",
                &[("forces", "forces"), ("ordre", "order"), ("partent", "leave")]
            ),
            "The security forces leave."
        );
        // Its letters are its own, and those of a sentence that it opens.
        assert_eq!(
            right(
                "Rassemblement national : non",
                "Brotherhood: no",
                &[("Rassemblement", "Brotherhood")]
            ),
            "National Rally: no"
        );
        assert_eq!(
            right(
                "Chiffre d'affaires en baisse",
                "Business figure down",
                &[("Chiffre", "figure"), ("affaires", "Business")]
            ),
            "Revenue down"
        );
    }

    #[test]
    fn a_phrase_with_capitals_is_none_without_them() {
        let links = [("Parisien", "Parisian")];
        let tgt = "He told the Parisian.";
        assert_eq!(right("Il a parlé au Parisien.", tgt, &links), "He told the Parisien.");
        assert_eq!(right("Il a parlé au parisien.", tgt, &[("parisien", "Parisian")]), tgt);
    }

    #[test]
    fn what_is_told_already_apart_or_of_others_is_left_alone() {
        let sales = "Its sales fall.";
        assert_eq!(right("Son chiffre d'affaires baisse.", sales, &[("chiffre", "sales")]), sales);
        // Nothing says where it stands.
        let lost = "It falls.";
        assert_eq!(right("Son chiffre d'affaires baisse.", lost, &[]), lost);
        // Another word stands among those of the phrase.
        let apart = "The figure falls for business.";
        let links = [("chiffre", "figure"), ("affaires", "business"), ("baisse", "falls")];
        assert_eq!(right("Le chiffre d'affaires baisse.", apart, &links), apart);
    }

    proptest! {
        #[test]
        fn phrases_stand_in_order_and_apart_in_any_text(
            src in "(chiffre d'affaires|Rassemblement national|forces de l’ordre|é|日| |,|\n|[a-z]{0,5}){0,12}",
            tgt in "(figure|business|National|order|é|日| |,|\n|[a-z]{0,5}){0,12}",
        ) {
            let link = |(src, tgt)| Link { src, tgt, p: Score::ONE };
            let links: Vec<Link> = words(&src).into_iter().zip(words(&tgt)).map(link).collect();
            let mut end = 0;
            for phrase in phrases((&src, &tgt), &links, WordList::new(LIST)) {
                prop_assert!(phrase.tgt.start() >= end && !phrase.tgt.of(&tgt).is_empty());
                prop_assert!(phrase.words.iter().all(|(of, _)| !of.of(&src).is_empty()));
                end = phrase.tgt.end();
            }
        }
    }
}
