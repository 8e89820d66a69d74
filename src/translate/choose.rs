//! Which of the model's best outputs to take: the first one that lost least of what can be counted.
//!
//! A beam search often holds a hypothesis that kept a number or a quotation mark or a name which the best one
//! dropped. Among those the model finds nearly as likely, that one is the better translation of a
//! text somebody will quote from. Nothing is weighed that cannot be checked against the source.

use super::{Missing, check, numbers};
use crate::nmt::{DecodeOptions, Error, ForceOptions, Translate, Translation};

/// How much lower than the best one's an output's mean log-probability a piece may be: 0.35 is a
/// factor of 1.4. Under a length penalty other than 1 the scores of the alternatives are on another
/// scale; then they lie further off, and the best output stands.
const MARGIN: f32 = 0.35;

/// Counts up whenever another output would be taken, so that old ones are not reused.
pub const RULES: u32 = 2;

/// Puts the most faithful output in the place of the best one, with its own attention and score.
///
/// Each is read anew by itself, so that what becomes of one does not depend on the others. One whose
/// pieces, cut anew, are too many for the model leaves the best where it is.
///
/// # Errors
/// What the model returns.
pub(super) fn faithful(
    sources: &[&str],
    made: &mut [Translation],
    model: &dyn Translate,
    options: &DecodeOptions,
    names: &Missing<'_>,
) -> Result<(), Error> {
    let options = ForceOptions {
        target_language: options.target_language.clone(),
        heads: options.heads.clone(),
    };
    for (source, best) in sources.iter().zip(made) {
        let Some(text) = better(source, best, names) else { continue };
        match model.force(&[(source, text)], &options) {
            Ok(forced) => forced.into_iter().for_each(|translation| *best = translation),
            Err(Error::TooLong { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The likely output with fewest faults, where one has fewer than the best.
fn better<'t>(source: &str, best: &'t Translation, names: &Missing<'_>) -> Option<&'t str> {
    let faults = |text: &str| faults(source, text) + names(source, text);
    let mut least = faults(&best.text);
    let mut found = None;
    let floor = best.score().get() - MARGIN;
    for other in &best.alternatives {
        if least == 0 || other.score < floor {
            break;
        }
        let n = faults(&other.text);
        if n < least {
            (least, found) = (n, Some(other.text.as_str()));
        }
    }
    found
}

/// Numbers missing, quotation marks too few or too many, and a loop.
fn faults(source: &str, target: &str) -> usize {
    let marks = |text: &str| text.matches('"').count();
    numbers::missing(source, target)
        + marks(source).abs_diff(marks(target))
        + usize::from(check::loops(target) && !check::loops(source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::LogProb;
    use crate::nmt::Alternative;

    fn made(best: &str, others: &[(&str, f32)]) -> Translation {
        let alternatives =
            others.iter().map(|&(text, score)| Alternative { text: text.to_owned(), score });
        Translation {
            text: best.to_owned(),
            log_probs: vec![LogProb::new(-0.5); 4],
            alternatives: alternatives.collect(),
            ..Translation::default()
        }
    }

    fn none(_: &str, _: &str) -> usize {
        0
    }

    #[test]
    fn a_name_lost_is_taken_from_the_next_best() {
        let lost = |_: &str, target: &str| usize::from(!target.contains("Buzyn"));
        let best = made("The minister left.", &[("Agnès Buzyn left.", -0.6)]);
        assert_eq!(better("Agnès Buzyn est partie.", &best, &lost), Some("Agnès Buzyn left."));
    }

    #[test]
    fn a_number_lost_is_taken_from_the_next_best() {
        let source = "Il y a eu 200 blessés.";
        let best =
            made("There were injuries.", &[("Some were hurt.", -0.6), ("200 were hurt.", -0.7)]);
        assert_eq!(better(source, &best, &none), Some("200 were hurt."));
    }

    #[test]
    fn the_best_stands_when_it_lost_nothing_or_the_rest_is_unlikely() {
        let source = "Il y a eu 200 blessés, dit « Le Monde ».";
        let far = made("There were 20 injured.", &[("200 were hurt, said \"Le Monde\".", -0.9)]);
        assert_eq!(better(source, &far, &none), None);
        let whole = made("200 were hurt.", &[("200 hurt.", -0.55)]);
        assert_eq!(better("200 blessés.", &whole, &none), None);
    }

    #[test]
    fn marks_count_on_the_plain_copy() {
        let best = made("He said no.", &[("He said \"no\".", -0.6)]);
        assert_eq!(better("Il a dit \"non\".", &best, &none), Some("He said \"no\"."));
    }
}
