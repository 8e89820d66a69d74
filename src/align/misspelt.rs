//! Names that the target spells as no word anybody has seen.
//!
//! A small model spells a name it seldom met piece by piece, and sometimes slips: « Lemieux » becomes “Lemious”,
//! « Guinée » “Guiné”. Where a name stands against a word that the lexicon does not know, written much alike, what
//! the lexicon has for the name is put there instead, or else the name as the source spells it.

use super::cognate::{bare, capitalised, likeness};
use super::lexicon::Lexicon;
use super::words::{normal, words};
use crate::corpus::alignment::Link;
use crate::corpus::span::{Byte, Span};

/// A word of the target that is no name, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// The name: bytes of the source.
    pub src: Span<Byte>,
    /// What it became: bytes of the target.
    pub tgt: Span<Byte>,
    /// How it is spelt.
    pub text: String,
}

/// Counts up whenever other words would be put right, so that old ones are not reused.
pub const RULES: u32 = 3;

/// Below this two words are not one name: « Chirac » is no “Chile”.
const ALIKE: f32 = 0.6;
/// Shorter words are alike by chance.
const LETTERS: usize = 4;
/// What was seen less often says little of how a name is spelt.
const OFTEN: f32 = 10.0;
/// French and English write these sounds of other languages each in its own way: « Khrouchtchev », “Khrushchev”.
/// The longer come first; a capital stands for what is not to be read again.
const SOUNDS: [(&str, &str); 5] =
    [("tch", "C"), ("ch", "sh"), ("dj", "j"), ("ou", "u"), ("C", "ch")];
/// English makes peoples with these, of names that French makes them of otherwise.
const OF_PEOPLES: [&str; 6] = ["an", "ans", "ese", "ish", "i", "is"];

/// One word that may be a name.
struct Name {
    at: Span<Byte>,
    bare: String,
}

/// The misspelt names of one sentence pair, in the order of the target. No word has two names, and no
/// name is put in the place of a word that is linked to others alone.
///
/// ```
/// use tarjuman::align::{link::shipped, misspelt::misspelt};
/// use tarjuman::corpus::lang::Lang;
/// let lexicon = shipped(Lang::FR, Lang::EN).unwrap();
/// let (src, tgt) = ("Le juge Lemieux arrive à Moscou.", "Judge Lemious arrives in Moscow.");
/// let found = misspelt((src, tgt), &[], lexicon);
/// assert_eq!(found.iter().map(|m| m.tgt.of(tgt)).collect::<Vec<_>>(), ["Lemious"]);
/// ```
#[must_use]
pub fn misspelt((src, tgt): (&str, &str), links: &[Link], lexicon: &Lexicon) -> Vec<Misspelt> {
    let (of_src, of_tgt) = (bare_words(src), bare_words(tgt));
    let stands = |word: &Name, others: &[Name]| others.iter().any(|o| o.bare == word.bare);
    let names: Vec<&Name> =
        of_src.iter().filter(|n| is_name(src, n.at) && !stands(n, &of_tgt)).collect();
    let unseen = |word: &&Name| {
        let known = lexicon.knows_target(&normal(word.at.of(tgt)));
        is_name(tgt, word.at) && !known && !stands(word, &of_src)
    };
    let spelt = |name: &Name, word: &Name| {
        let mut links = links.iter().filter(|link| link.tgt == word.at).peekable();
        let may = links.peek().is_none() || links.any(|link| link.src == name.at);
        may.then(|| spelling(name.at.of(src), word, lexicon)).flatten()
    };
    let best = |word: &Name| {
        let found = names.iter().filter_map(|name| Some((spelt(name, word)?, name.at)));
        found.max_by(|a, b| a.0.0.total_cmp(&b.0.0))
    };
    let fix = |word: &Name| best(word).map(|((_, text), src)| Misspelt { src, tgt: word.at, text });
    let mut found: Vec<Misspelt> = of_tgt.iter().filter(unseen).filter_map(fix).collect();
    found.extend(groups((src, &of_src), (tgt, &of_tgt)));
    found.sort_by_key(|m| m.tgt.start());
    found
}

/// « le G7 » as “the G-7”: groups of states keep their names, as “F-16” for « F16 » does not.
fn groups((src, of_src): (&str, &[Name]), (tgt, of_tgt): (&str, &[Name])) -> Vec<Misspelt> {
    let fix = |word: &Name| {
        let number = word.at.of(tgt).strip_prefix("G-")?;
        let group = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let text = format!("G{number}");
        let name = of_src.iter().find(|name| group && name.at.of(src) == text)?;
        Some(Misspelt { src: name.at, tgt: word.at, text })
    };
    of_tgt.iter().filter_map(fix).collect()
}

/// What a name should be where `word` stands, and how alike the two are; nothing where they are not.
fn spelling(name: &str, word: &Name, lexicon: &Lexicon) -> Option<(f32, String)> {
    let text = match lexicon.mostly(&normal(name)) {
        Some((known, _)) if bare(known) == bare(name) => name.to_owned(),
        Some((known, times)) if times >= OFTEN => capitalised(known),
        Some(_) => return None,
        None => name.to_owned(),
    };
    let alike = slip(&bare(&text), &word.bare);
    (alike >= ALIKE).then_some((alike, text))
}

/// How likely the second is a slip of the first: how alike they are, unless it is longer by a whole ending, or just how
/// English writes it.
fn slip(name: &str, word: &str) -> f32 {
    let people = OF_PEOPLES.iter().any(|end| word.ends_with(end) && !name.ends_with(end));
    let english = || SOUNDS.iter().fold(name.to_owned(), |name, (fr, en)| name.replace(fr, en));
    if people || word.starts_with(name) || word == english() { 0.0 } else { likeness(name, word) }
}

/// Whether a word has its capital for its own sake: a sentence gives one to any word that opens it, but not all of them
/// (« OUAGADOUGOU, 12 mars ») and no colon (« Ouagadougou : »).
fn is_name(text: &str, at: Span<Byte>) -> bool {
    let word = at.of(text);
    let before = text[..at.start()].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let inside = before.ends_with(char::is_alphanumeric);
    let capitals = || word.chars().all(char::is_uppercase) && text.contains(char::is_lowercase);
    let headed = || text[at.end()..].trim_start().starts_with(':');
    (inside || capitals() || headed())
        && word.starts_with(char::is_uppercase)
        && word.chars().all(char::is_alphabetic)
        && word.chars().count() >= LETTERS
}

fn bare_words(text: &str) -> Vec<Name> {
    words(text).into_iter().map(|at| Name { at, bare: bare(at.of(text)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::Score;

    fn lexicon() -> Lexicon {
        let counts = [
            ("guinée", "guinea", 40.0),
            ("khrouchtchev", "khruschev", 2.0),
            ("lemieux", "lemieux", 3.0),
            ("juge", "judge", 90.0),
            ("moscou", "moscow", 50.0),
        ];
        Lexicon::from_counts(counts.into_iter(), Default::default())
    }

    #[test]
    fn groups_of_states_have_no_hyphen() {
        assert_eq!(
            right("Le G7, le G20, le G7.", "The G-7, the G-20, the G-7.", &[]),
            "The G7, the G20, the G7."
        );
        assert_eq!(right("Un F16 du G7.", "An F-16 of the G7.", &[]), "An F-16 of the G7.");
    }

    fn right(src: &str, tgt: &str, links: &[Link]) -> String {
        let mut out = tgt.to_owned();
        for name in misspelt((src, tgt), links, &lexicon()).iter().rev() {
            assert!(name.tgt.of(tgt).starts_with(char::is_uppercase));
            out.replace_range(name.tgt.start()..name.tgt.end(), &name.text);
        }
        out
    }

    #[test]
    fn names_are_spelt_as_the_source_or_the_lexicon_spells_them() {
        let src = "Le juge Lemieux est parti en Guinée avec Hachimi.";
        let tgt = "Judge Lemious left for Guiné with Hashiimi.";
        assert_eq!(right(src, tgt, &[]), "Judge Lemieux left for Guinea with Hachimi.");
    }

    #[test]
    fn names_that_open_a_sentence_are_told_by_all_their_capitals_or_a_colon() {
        let tgt = right("OUAGADOUGOU, 12 mars", "ORAGADOUGOU, 12 March", &[]);
        assert_eq!(tgt, "OUAGADOUGOU, 12 March");
        assert_eq!(
            right("Ouagadougou : un mort", "Oagadougou: one dead", &[]),
            "Ouagadougou: one dead"
        );
        assert_eq!(right("LEMIEUX EST PARTI", "LEMIOUS HAS LEFT", &[]), "LEMIOUS HAS LEFT");
    }

    #[test]
    fn what_is_known_stands_or_opens_a_sentence_is_left_alone() {
        for (src, tgt) in [
            ("Le juge est à Moscou.", "The judge is in Moscow."),
            ("Inversement, il part.", "Inversely, he leaves."),
            ("Il part. Inversement, non.", "He leaves. Inversely, no."),
            // Seen too seldom to know better.
            ("Avec Khrouchtchev.", "With Khrushchev."),
            ("À Sotchi avec Bachar.", "In Sochi with Bashar."),
            // A people, an ending, a word of other letters.
            ("Avec Vénézuéliens.", "With Venezuelans."),
            ("Le groupe Pureland.", "The group Purelandorigami."),
            ("Avec Chirac.", "With Manchester."),
            // Letters that differ in their accents alone.
            ("Avec Gül.", "With Gul."),
        ] {
            assert_eq!(right(src, tgt, &[]), tgt);
        }
    }

    #[test]
    fn a_word_that_belongs_to_others_is_left_alone() {
        let (src, tgt) = ("Le juge Lemieux.", "The Lemious judge.");
        let link = |s: &str, t: &str| {
            let at = |text: &str, word: &str| {
                let start = text.find(word).unwrap();
                Span::new(start, start + word.len())
            };
            Link { src: at(src, s), tgt: at(tgt, t), p: Score::ONE }
        };
        assert_eq!(right(src, tgt, &[link("juge", "Lemious")]), tgt);
        assert_eq!(right(src, tgt, &[link("Lemieux", "Lemious")]), "The Lemieux judge.");
    }
}
