//! Soft attention over pieces → links between words.

use super::anchor::{Kind, kind, normal};
use super::tokenise::words;
use crate::align::grid::Grid;
use crate::corpus::alignment::{Alignment, Link, SoftAlignment};
use crate::corpus::score::Score;
use crate::corpus::span::{Byte, Span};

/// One side of a pair as the model saw it.
#[derive(Clone, Copy, Debug)]
pub struct PieceText<'a> {
    /// The text the spans point into.
    pub text: &'a str,
    /// The model's pieces in order; a piece may be empty, or cover white space beside its word.
    pub pieces: &'a [Span<Byte>],
}

/// How links are made.
#[derive(Clone, Copy, Debug)]
pub struct LinkOptions<'a> {
    /// Links below this probability are dropped; 0.35.
    pub threshold: f32,
    /// A second opinion on the same words, such as a lexicon's
    /// p(link) per pair of words, with one row a target word; none.
    pub second: Option<&'a Grid>,
    /// Weight of the second opinion against the attention, `0..=1`; 0.5.
    pub second_weight: f32,
}

impl Default for LinkOptions<'_> {
    fn default() -> Self {
        Self { threshold: 0.35, second: None, second_weight: 0.5 }
    }
}

/// Word links of one translated sentence, by source word, then target word.
///
/// `soft.rows[t][s]` is the attention of target piece `t` on source piece `s`; rows and columns
/// past the pieces given (an end mark, say) are left out. The probability of a link is the
/// geometric mean of what the target word says (its share of attention that lies on the source
/// word) and what the source word says (the share of the attention it receives that comes from
/// the target word), so a word that merely collects stray attention links to nothing.
///
/// ```
/// use tarjuman::align::words::{LinkOptions, PieceText, links};
/// use tarjuman::corpus::{alignment::SoftAlignment, span::Span};
/// let src = PieceText { text: "le chat", pieces: &[Span::new(0, 2), Span::new(2, 5), Span::new(5, 7)] };
/// let tgt = PieceText { text: "the cat", pieces: &[Span::new(0, 3), Span::new(3, 7)] };
/// let soft = SoftAlignment { rows: vec![vec![0.9, 0.0, 0.0], vec![0.1, 0.5, 0.4]] };
/// let found = links(src, tgt, &soft, &LinkOptions::default());
/// let read: Vec<_> = found.iter().map(|l| (l.src.of(src.text), l.tgt.of(tgt.text))).collect();
/// assert_eq!(read, [("le", "the"), ("chat", "cat")]);
/// ```
#[must_use]
pub fn links(
    src: PieceText<'_>,
    tgt: PieceText<'_>,
    soft: &SoftAlignment,
    options: &LinkOptions<'_>,
) -> Alignment {
    let (src_words, tgt_words) = (words(src.text), words(tgt.text));
    let attention = grid((src, &src_words), (tgt, &tgt_words), soft);
    let mut p = agreed(&attention);
    if let Some(second) =
        options.second.filter(|g| (g.n_src(), g.n_tgt()) == (p.n_src(), p.n_tgt()))
    {
        let w = options.second_weight.clamp(0.0, 1.0);
        p = Grid::from_fn(p.n_src(), p.n_tgt(), |t, s| {
            (1.0 - w) * p.cell(t, s) + w * second.cell(t, s)
        });
    }
    anchor((src.text, &src_words), (tgt.text, &tgt_words), &mut p);
    links_of(&p, &src_words, &tgt_words, options.threshold)
}

/// The cells of `p` at or above `threshold` as links, by source word, then target word.
#[must_use]
pub fn links_of(
    p: &Grid,
    src_words: &[Span<Byte>],
    tgt_words: &[Span<Byte>],
    threshold: f32,
) -> Alignment {
    let mut out = Vec::new();
    for (s, &src) in src_words.iter().enumerate() {
        for (t, &tgt) in tgt_words.iter().enumerate() {
            let p = p.cell(t, s);
            if p >= threshold && p > 0.0 {
                out.push(Link { src, tgt, p: Score::new(p) });
            }
        }
    }
    out
}

/// Attention from pieces to words: a row sums over the source pieces of a word and takes the mean
/// over the target pieces of a word; a piece over several words counts for each by its bytes there.
#[must_use]
pub fn grid(
    (src, src_words): (PieceText<'_>, &[Span<Byte>]),
    (tgt, tgt_words): (PieceText<'_>, &[Span<Byte>]),
    soft: &SoftAlignment,
) -> Grid {
    let src_shares = shares(src, src_words);
    let tgt_shares = shares(tgt, tgt_words);
    let mut out = Grid::new(src_words.len(), tgt_words.len());
    let mut weight = vec![0.0_f32; tgt_words.len()];
    for (row, shares_t) in soft.rows.iter().zip(&tgt_shares) {
        for &(t, share_t) in shares_t {
            weight[t] += share_t;
            for (&p, shares_s) in row.iter().zip(&src_shares) {
                for &(s, share_s) in shares_s {
                    *out.cell_mut(t, s) += p.max(0.0) * share_t * share_s;
                }
            }
        }
    }
    Grid::from_fn(out.n_src(), out.n_tgt(), |t, s| {
        if weight[t] > 0.0 { (out.cell(t, s) / weight[t]).min(1.0) } else { 0.0 }
    })
}

/// For each piece, the words it lies in, with the share of its bytes inside each.
///
/// A piece `▁l'` over `" l'"` belongs wholly to `l'`: white space counts for nobody.
fn shares(side: PieceText<'_>, words: &[Span<Byte>]) -> Vec<Vec<(usize, f32)>> {
    let of = |piece: Span<Byte>| -> Vec<(usize, f32)> {
        let first = words.partition_point(|w| w.end() <= piece.start());
        let inside: Vec<(usize, usize)> = words[first..]
            .iter()
            .take_while(|w| w.start() < piece.end())
            .enumerate()
            .filter_map(|(i, w)| Some((first + i, w.intersect(piece)?.len())))
            .collect();
        let total: usize = inside.iter().map(|(_, n)| n).sum();
        #[expect(clippy::cast_precision_loss, reason = "a word is far shorter than 2^24 bytes")]
        inside.into_iter().map(|(w, n)| (w, n as f32 / total as f32)).collect()
    };
    side.pieces.iter().map(|&piece| of(piece)).collect()
}

/// What both words say of each other: the geometric mean of the row's share and the column's.
fn agreed(attention: &Grid) -> Grid {
    // A source word that is hardly attended to must not look certain of its only visitor.
    const LEAST: f32 = 0.25;
    let column: Vec<f32> = (0..attention.n_src()).map(|s| attention.column_sum(s)).collect();
    Grid::from_fn(attention.n_src(), attention.n_tgt(), |t, s| {
        let p = attention.cell(t, s);
        (p * (p / column[s].max(LEAST))).sqrt().min(1.0)
    })
}

/// Raises the cells of words that are recognisably the same on both sides.
///
/// A word counts as recognisable when it has the same normal form on both sides, equally often, and
/// is a number, a mark other than a comma, or is capitalised on both sides; its k-th use is then
/// linked to its k-th use, unless attention points firmly elsewhere (marks follow their clause).
fn anchor(
    (src, src_words): (&str, &[Span<Byte>]),
    (tgt, tgt_words): (&str, &[Span<Byte>]),
    p: &mut Grid,
) {
    const FIRM: f32 = 0.8;
    let forms = |text: &str, spans: &[Span<Byte>]| -> Vec<(String, Kind)> {
        spans.iter().map(|w| (normal(w.of(text)), kind(w.of(text)))).collect()
    };
    let (src_forms, tgt_forms) = (forms(src, src_words), forms(tgt, tgt_words));
    let mut keys: Vec<&(String, Kind)> =
        src_forms.iter().filter(|(_, k)| !matches!(k, Kind::Plain | Kind::Comma)).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        if key.1 == Kind::Capital && key.0.chars().count() < 3 {
            continue;
        }
        let at = |forms: &[(String, Kind)]| -> Vec<usize> {
            (0..forms.len()).filter(|&i| forms[i] == *key).collect()
        };
        let (here, there) = (at(&src_forms), at(&tgt_forms));
        if here.len() != there.len() {
            continue;
        }
        let sure = match key.1 {
            Kind::Number => 0.98,
            Kind::Capital => 0.95,
            _ => 0.9,
        };
        for (&s, &t) in here.iter().zip(&there) {
            let elsewhere = (0..p.n_src()).any(|o| o != s && p.cell(t, o) > FIRM)
                || (0..p.n_tgt()).any(|o| o != t && p.cell(o, s) > FIRM);
            if !elsewhere {
                claim(p, t, s, sure);
            }
        }
    }
}

/// Gives the pair at least `sure`, and takes from their other cells the part that leaves over.
fn claim(p: &mut Grid, t: usize, s: usize, sure: f32) {
    *p.cell_mut(t, s) = p.cell(t, s).max(sure);
    let rest = 1.0 - sure;
    for o in (0..p.n_src()).filter(|&o| o != s) {
        *p.cell_mut(t, o) *= rest.sqrt();
    }
    for o in (0..p.n_tgt()).filter(|&o| o != t) {
        *p.cell_mut(o, s) *= rest.sqrt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `(source, target)` words of each link, for texts whose pieces are their words.
    fn read(src: &str, tgt: &str, rows: Vec<Vec<f32>>) -> Vec<(String, String, f32)> {
        let (sw, tw) = (words(src), words(tgt));
        let found = links(
            PieceText { text: src, pieces: &sw },
            PieceText { text: tgt, pieces: &tw },
            &SoftAlignment { rows },
            &LinkOptions::default(),
        );
        found
            .iter()
            .map(|l| (l.src.of(src).to_owned(), l.tgt.of(tgt).to_owned(), l.p.get()))
            .collect()
    }

    #[test]
    fn pieces_become_words_on_both_sides() {
        // "chatons" in two pieces, "kittens" in two: each half attends to both halves.
        let src = PieceText {
            text: "les chatons",
            pieces: &[Span::new(0, 3), Span::new(3, 8), Span::new(8, 11)],
        };
        let tgt = PieceText { text: "kittens", pieces: &[Span::new(0, 4), Span::new(4, 7)] };
        let soft = SoftAlignment { rows: vec![vec![0.2, 0.6, 0.2], vec![0.0, 0.2, 0.6]] };
        let g = grid((src, &words(src.text)), (tgt, &words(tgt.text)), &soft);
        // chatons: (0.8 + 0.8) / 2; les: (0.2 + 0) / 2.
        assert!((g.cell(0, 1) - 0.8).abs() < 1e-6);
        assert!((g.cell(0, 0) - 0.1).abs() < 1e-6);
    }

    #[test]
    fn a_word_that_collects_stray_attention_links_to_nothing() {
        // Every target word leaves a quarter on the comma, and none of them is its translation.
        let found = read(
            "oui , demain",
            "yes tomorrow then",
            vec![vec![0.75, 0.25, 0.0], vec![0.0, 0.25, 0.7], vec![0.3, 0.25, 0.2]],
        );
        let pairs: Vec<_> = found.iter().map(|(s, t, _)| (s.as_str(), t.as_str())).collect();
        assert_eq!(pairs, [("oui", "yes"), ("demain", "tomorrow")]);
    }

    #[test]
    fn one_word_may_stand_for_two() {
        let found = read("potato", "pomme terre", vec![vec![0.9], vec![0.9]]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|(_, _, p)| (p - (0.9_f32 * 0.5).sqrt()).abs() < 1e-6));
    }

    #[test]
    fn numbers_and_names_hold_where_attention_is_vague() {
        let flat = vec![vec![0.25; 4]; 4];
        let found = read("Merkel et 18 000 soldats", "18,000 soldiers and Merkel", flat);
        let pairs: Vec<_> = found.iter().map(|(s, t, _)| (s.as_str(), t.as_str())).collect();
        assert_eq!(pairs, [("Merkel", "Merkel"), ("18 000", "18,000")]);
    }

    #[test]
    fn attention_that_is_firm_overrules_an_anchor() {
        // "Son" (his) and the name "Son" are the same letters; attention knows better.
        let found = read("Son ami", "His Son", vec![vec![0.95, 0.02], vec![0.03, 0.9]]);
        let pairs: Vec<_> = found.iter().map(|(s, t, _)| (s.as_str(), t.as_str())).collect();
        assert_eq!(pairs, [("Son", "His"), ("ami", "Son")]);
    }

    fn side() -> impl Strategy<Value = (String, Vec<Span<Byte>>)> {
        ("[a-zé'« »0-9A,.-]{0,24}", proptest::collection::vec(0..30usize, 0..8)).prop_map(
            |(text, mut cuts)| {
                cuts.retain(|&c| c <= text.len() && text.is_char_boundary(c));
                cuts.extend([0, text.len()]);
                cuts.sort_unstable();
                let pieces = cuts.windows(2).map(|w| Span::new(w[0], w[1])).collect();
                (text, pieces)
            },
        )
    }

    proptest! {
        #[test]
        fn links_are_words_of_the_texts_in_order(
            (src, sp) in side(),
            (tgt, tp) in side(),
            raw in proptest::collection::vec(0.0_f32..1.0, 200),
            extra in 0..2_usize,
        ) {
            let n = sp.len() + extra;
            let rows = (0..tp.len() + extra)
                .map(|t| {
                    let row: Vec<f32> = (0..n).map(|s| raw[(t * n + s) % raw.len()]).collect();
                    let sum = row.iter().sum::<f32>() + 0.1;
                    row.into_iter().map(|x| x / sum).collect()
                })
                .collect();
            let found = links(
                PieceText { text: &src, pieces: &sp },
                PieceText { text: &tgt, pieces: &tp },
                &SoftAlignment { rows },
                &LinkOptions::default(),
            );
            let (sw, tw) = (words(&src), words(&tgt));
            for l in &found {
                prop_assert!(sw.contains(&l.src) && tw.contains(&l.tgt));
                prop_assert!((0.35..=1.0).contains(&l.p.get()));
            }
            prop_assert!(found.windows(2).all(|w| (w[0].src, w[0].tgt) < (w[1].src, w[1].tgt)));
        }
    }
}
