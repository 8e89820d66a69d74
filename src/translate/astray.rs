//! Sentences in which the model went astray among numbers: translated once more in parts.
//!
//! In a long list of names and years, or of figures, a small model loses its place and says digits that nobody wrote.
//! In a shorter stretch it does not. What lost several numbers is therefore cut at its clauses, as a sentence
//! too long for the model is, and the parts are kept where they lost half as many or fewer.

use super::{Knowing, Rendition, numbers, rendered, wrap};
use crate::corpus::span::{Byte, Span};
use crate::nmt::{DecodeOptions, Error, Translate};

/// Counts up whenever other sentences would be translated again, so that old ones are not reused.
pub const RULES: u32 = 1;

/// Fewer missing numbers are rounded, spelt or told otherwise too often to say that the model went astray.
const ASTRAY: usize = 3;
/// A sentence is cut in two, and each part in two again, so many times.
const ROUNDS: usize = 3;
/// Shorter parts say too little by themselves.
const PIECES: usize = 12;

/// Translates what went astray again, in ever shorter parts, and keeps what is better.
///
/// # Errors
/// What the model returns.
pub(super) fn again(
    plain: &[&str],
    made: &mut [Rendition],
    model: &dyn Translate,
    options: &DecodeOptions,
    knowing: Knowing<'_>,
) -> Result<(), Error> {
    for round in 1..=ROUNDS {
        let astray = |n: &usize| numbers::missing(plain[*n], &made[*n].text) >= ASTRAY;
        let todo: Vec<usize> = (0..plain.len()).filter(astray).collect();
        let texts: Vec<&str> = todo.iter().map(|n| plain[*n]).collect();
        let cuts: Vec<Vec<Span<Byte>>> =
            texts.iter().map(|text| halved(text, round, model)).collect();
        let parts = rendered(&texts, &cuts, model, options, knowing)?;
        for (n, new) in todo.into_iter().zip(parts) {
            let lost = |text: &str| numbers::missing(plain[n], text);
            if new.resplit && !new.looped && 2 * lost(&new.text) <= lost(&made[n].text) {
                made[n] = new;
            }
        }
    }
    Ok(())
}

/// The parts of a text, none longer than a half of it, a quarter, and so on by the round.
fn halved(text: &str, round: usize, model: &dyn Translate) -> Vec<Span<Byte>> {
    let most = (model.count_pieces(text) >> round).max(PIECES);
    wrap::parts(text, &|part| model.count_pieces(part) <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::alignment::SoftAlignment;
    use crate::nmt::{ForceOptions, Translation};

    /// Says what it is given, in words of one piece each, but loses all numbers of more than six words.
    struct Forgetful;

    fn said(source: &str) -> Translation {
        let whole = source.split_whitespace().count() <= 6;
        let kept = |word: &&str| whole || !word.contains(|c: char| c.is_ascii_digit());
        let text = source.split_whitespace().filter(kept).collect::<Vec<_>>().join(" ");
        Translation {
            text,
            finished: true,
            attention: SoftAlignment { rows: Vec::new() },
            ..Translation::default()
        }
    }

    impl Translate for Forgetful {
        fn translate(
            &self,
            sources: &[&str],
            _: &DecodeOptions,
        ) -> Result<Vec<Translation>, Error> {
            Ok(sources.iter().map(|source| said(source)).collect())
        }

        fn force(
            &self,
            pairs: &[(&str, &str)],
            _: &ForceOptions,
        ) -> Result<Vec<Translation>, Error> {
            Ok(pairs.iter().map(|(source, _)| said(source)).collect())
        }

        fn count_pieces(&self, source: &str) -> usize {
            // Four pieces a word, so that short parts are allowed.
            4 * source.split_whitespace().count()
        }

        fn max_source_pieces(&self) -> usize {
            1000
        }
    }

    fn made(source: &str) -> Rendition {
        let link = |_: &str, _: &Translation| Vec::new();
        let knowing = Knowing { link: &link, names: &|_, _| 0 };
        crate::translate::render(&[source], &Forgetful, &DecodeOptions::default(), knowing)
            .unwrap()
            .remove(0)
    }

    #[test]
    fn a_list_that_lost_its_numbers_is_translated_in_parts() {
        let list = "Anne Petit (1947), Jean Roux (1951), Paul Morel (1960), Luc Blanc (1973), Zoé Gris (1985).";
        let made = made(list);
        assert_eq!(made.text, list);
        assert!(made.resplit);
    }

    #[test]
    fn what_lost_little_or_cannot_be_better_stays_whole() {
        let few = made("Anne Petit et Jean Roux sont nés en 1947 et 1951.");
        assert!(!few.resplit && !few.text.contains("1947"), "{few:?}");
        let none = made("Anne Petit et Jean Roux sont nés ailleurs et plus tard.");
        assert!(!none.resplit);
    }
}
