//! Word links of sentence pairs without a translation model.
//!
//! With a lexicon a single pair is linked at once; without one, the pairs given are learnt from first
//! (a few hundred make it worth while). Takes texts, gives [`Alignment`]s in the texts' bytes.

use std::sync::LazyLock;

use super::grid::Grid;
use super::lexicon::Lexicon;
use super::symmetrize::{Symmetry, symmetrize};
use super::train::{Model, Pairs, TrainOptions};
use super::words::{links_of, normal, whitespace_tokens, words};
use crate::corpus::alignment::Alignment;
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};

/// How a text is cut into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// By [`words`].
    #[default]
    Words,
    /// At white space: the text is tokenised already.
    Whitespace,
}

/// How pairs are linked.
#[derive(Clone, Copy, Debug)]
pub struct PairOptions<'a> {
    /// How both texts are cut; by words.
    pub cut: Cut,
    /// Word translations from source to target; none, so that the pairs themselves are learnt from.
    pub lexicon: Option<&'a Lexicon>,
    /// How the two directions become one; agreement.
    pub symmetry: Symmetry,
    /// Links below this probability are dropped (under [`Symmetry::Agreed`]); 0.45.
    pub threshold: f32,
    /// What is learnt from the pairs where there is no lexicon.
    pub train: TrainOptions,
}

impl Default for PairOptions<'_> {
    fn default() -> Self {
        Self {
            cut: Cut::Words,
            lexicon: None,
            symmetry: Symmetry::Agreed,
            threshold: 0.45,
            train: TrainOptions::default(),
        }
    }
}

/// Links each `(source, target)` pair.
///
/// ```
/// use tarjuman::align::{lexicon::Lexicon, link::{PairOptions, link, shipped}};
/// use tarjuman::corpus::lang::Lang;
/// let options = PairOptions { lexicon: shipped(Lang::FR, Lang::EN), ..Default::default() };
/// let (src, tgt) = ("Le président a rejeté l'accord.", "The president rejected the agreement.");
/// let links = &link(&[(src, tgt)], &options)[0];
/// let read: Vec<_> = links.iter().map(|l| (l.src.of(src), l.tgt.of(tgt))).collect();
/// assert!(read.contains(&("président", "president")) && read.contains(&("accord", "agreement")));
/// ```
#[must_use]
pub fn link(pairs: &[(&str, &str)], options: &PairOptions<'_>) -> Vec<Alignment> {
    if options.lexicon.is_some() {
        // Each pair by itself, so that a pair's links do not depend on what else was asked.
        return pairs.iter().map(|pair| link_together(&[*pair], options).remove(0)).collect();
    }
    link_together(pairs, options)
}

/// What pairs taught.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The links of each pair.
    pub links: Vec<Alignment>,
    /// What may be used on other pairs.
    pub lexicon: Lexicon,
}

/// Learns from all pairs together, starting from the lexicon of `options` where it names one, and
/// links them.
#[must_use]
pub fn learn(pairs: &[(&str, &str)], options: &PairOptions<'_>) -> Learnt {
    let (spans, model) = trained(pairs, options, &options.train);
    Learnt { links: linked(&spans, &model, options), lexicon: model.lexicon() }
}

/// p(link) for every pair of words of one sentence pair, by lexicon alone; one row a target word of
/// [`words`]. To be combined with attention (see [`super::words::LinkOptions::second`]).
#[must_use]
pub fn grid(src: &str, tgt: &str, lexicon: &Lexicon) -> Grid {
    let mut pairs = Pairs::default();
    pairs.push(&forms(src, &words(src)), &forms(tgt, &words(tgt)));
    Model::train(pairs, Some(lexicon), &UNTRAINED).grid(0)
}

/// The lexicon that ships with the crate; a test holds it against its checksum.
const SHIPPED: &[u8] = include_bytes!("../../models/fr-en-lexicon/lexicon.tjlx");

static FR_EN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read_checked(SHIPPED).expect("the shipped file is whole"));
static EN_FR: LazyLock<Lexicon> = LazyLock::new(|| FR_EN.flipped());

/// The lexicon that ships with the crate for a pair of languages, in that direction.
///
/// # Panics
/// Never: the file is checked by a test.
#[must_use]
pub fn shipped(src: Lang, tgt: Lang) -> Option<&'static Lexicon> {
    shipped_unread(src, tgt).map(|lexicon| &**lexicon)
}

/// The same, read when it is first looked into.
#[must_use]
pub fn shipped_unread(src: Lang, tgt: Lang) -> Option<&'static LazyLock<Lexicon>> {
    match (src.code(), tgt.code()) {
        ("fr", "en") => Some(&FR_EN),
        ("en", "fr") => Some(&EN_FR),
        _ => None,
    }
}

const UNTRAINED: TrainOptions =
    TrainOptions { ibm1_rounds: 0, hmm_rounds: 0, prior_weight: 3.0, null: 0.15 };

fn link_together(pairs: &[(&str, &str)], options: &PairOptions<'_>) -> Vec<Alignment> {
    let train = if options.lexicon.is_some() { &UNTRAINED } else { &options.train };
    let (spans, model) = trained(pairs, options, train);
    linked(&spans, &model, options)
}

/// The words of both sides of a pair.
type Words = (Vec<Span<Byte>>, Vec<Span<Byte>>);

fn trained(
    pairs: &[(&str, &str)],
    options: &PairOptions<'_>,
    train: &TrainOptions,
) -> (Vec<Words>, Model) {
    let cut = |text: &str| match options.cut {
        Cut::Words => words(text),
        Cut::Whitespace => whitespace_tokens(text),
    };
    let spans: Vec<Words> = pairs.iter().map(|(src, tgt)| (cut(src), cut(tgt))).collect();
    let mut numbered = Pairs::default();
    for ((src, tgt), (src_words, tgt_words)) in pairs.iter().zip(&spans) {
        numbered.push(&forms(src, src_words), &forms(tgt, tgt_words));
    }
    let model = Model::train(numbered, options.lexicon, train);
    (spans, model)
}

fn linked(spans: &[Words], model: &Model, options: &PairOptions<'_>) -> Vec<Alignment> {
    let least =
        if options.symmetry == Symmetry::Agreed { options.threshold } else { f32::MIN_POSITIVE };
    spans
        .iter()
        .enumerate()
        .map(|(i, (src_words, tgt_words))| {
            let (to, back) = model.both(i);
            let p = symmetrize(&to, &back, options.symmetry);
            links_of(&p, src_words, tgt_words, least)
        })
        .collect()
}

fn forms(text: &str, spans: &[Span<Byte>]) -> Vec<String> {
    spans.iter().map(|w| normal(w.of(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lexicon_is_whole() {
        let read = Lexicon::read(SHIPPED).expect("its checksum fits");
        let shipped = shipped(Lang::FR, Lang::EN).expect("it ships");
        assert_eq!(read.len(), shipped.len());
    }
}
