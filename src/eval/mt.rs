//! BLEU and chrF over a corpus with one reference a line, as sacreBLEU 2 computes them.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::LazyLock;

use regex::Regex;

/// A score and the line that says how it was computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// `0..=100`.
    pub score: f64,
    /// sacreBLEU's signature, without the version.
    pub signature: &'static str,
}

/// The two sides have different numbers of lines.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{hypotheses} translations, but {references} references: both must have one a line")]
pub struct LengthError {
    /// Lines translated.
    pub hypotheses: usize,
    /// Lines of reference.
    pub references: usize,
}

const BLEU_ORDER: usize = 4;
const CHRF_ORDER: usize = 6;

/// BLEU: 13a tokens, mixed case, exponential smoothing.
///
/// ```
/// use tarjuman::eval::mt::bleu;
/// let same = bleu(&["The cat sat on the mat."], &["The cat sat on the mat."]).unwrap();
/// assert!((same.score - 100.0).abs() < 1e-9);
/// ```
///
/// # Errors
/// If the sides differ in number.
pub fn bleu(hypotheses: &[&str], references: &[&str]) -> Result<Scored, LengthError> {
    same_length(hypotheses, references)?;
    let mut right = [0_usize; BLEU_ORDER];
    let mut total = [0_usize; BLEU_ORDER];
    let (mut n_hyp, mut n_ref) = (0, 0);
    for (hypothesis, reference) in hypotheses.iter().zip(references) {
        let (h, r) = (tokens_13a(hypothesis), tokens_13a(reference));
        let (h, r): (Vec<&str>, Vec<&str>) = (
            h.split(' ').filter(|t| !t.is_empty()).collect(),
            r.split(' ').filter(|t| !t.is_empty()).collect(),
        );
        n_hyp += h.len();
        n_ref += r.len();
        for n in 1..=BLEU_ORDER {
            let (hits, all, _) = overlap(&h, &r, n);
            right[n - 1] += hits;
            total[n - 1] += all;
        }
    }
    let score = bleu_of(&right, &total, n_hyp, n_ref);
    Ok(Scored { score, signature: "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp" })
}

/// chrF2: character n-grams up to six without white space, no word n-grams.
///
/// # Errors
/// If the sides differ in number.
pub fn chrf(hypotheses: &[&str], references: &[&str]) -> Result<Scored, LengthError> {
    same_length(hypotheses, references)?;
    let mut stats = [(0_usize, 0_usize, 0_usize); CHRF_ORDER];
    for (hypothesis, reference) in hypotheses.iter().zip(references) {
        let letters =
            |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let (h, r) = (letters(hypothesis), letters(reference));
        for (n, (right, hyp, reference)) in (1..).zip(&mut stats) {
            let (hits, all, gold) = overlap(&h, &r, n);
            *right += hits;
            // n-grams that no reference of this length exists for are not held against the system.
            *hyp += if gold > 0 { all } else { 0 };
            *reference += gold;
        }
    }
    let score = chrf_of(&stats);
    Ok(Scored { score, signature: "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no" })
}

fn same_length(hypotheses: &[&str], references: &[&str]) -> Result<(), LengthError> {
    let (h, r) = (hypotheses.len(), references.len());
    if h == r { Ok(()) } else { Err(LengthError { hypotheses: h, references: r }) }
}

/// n-grams in common (each as often as the rarer side has it), of the first, and of the second.
fn overlap<T: Ord + Hash>(a: &[T], b: &[T], n: usize) -> (usize, usize, usize) {
    let mut counts: BTreeMap<&[T], usize> = BTreeMap::new();
    for gram in b.windows(n) {
        *counts.entry(gram).or_default() += 1;
    }
    let mut hits = 0;
    for gram in a.windows(n) {
        if let Some(left) = counts.get_mut(gram).filter(|left| **left > 0) {
            *left -= 1;
            hits += 1;
        }
    }
    (hits, a.len().saturating_sub(n - 1), b.len().saturating_sub(n - 1))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn bleu_of(
    right: &[usize; BLEU_ORDER],
    total: &[usize; BLEU_ORDER],
    n_hyp: usize,
    n_ref: usize,
) -> f64 {
    if right.iter().all(|&r| r == 0) {
        return 0.0;
    }
    let mut smooth = 1.0;
    let mut log_sum = 0.0;
    for (&r, &t) in right.iter().zip(total) {
        if t == 0 {
            // sacreBLEU takes the logarithm of a missing precision as −9999999999.
            return 0.0;
        }
        let precision = if r == 0 {
            smooth *= 2.0;
            1.0 / (smooth * t as f64)
        } else {
            r as f64 / t as f64
        };
        log_sum += precision.ln();
    }
    let brevity = if n_hyp < n_ref { (1.0 - n_ref as f64 / n_hyp as f64).exp() } else { 1.0 };
    100.0 * brevity * (log_sum / BLEU_ORDER as f64).exp()
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn chrf_of(stats: &[(usize, usize, usize); CHRF_ORDER]) -> f64 {
    const BETA_SQUARED: f64 = 4.0;
    let (mut precision, mut recall, mut orders) = (0.0, 0.0, 0.0);
    for &(right, hyp, reference) in stats.iter().filter(|(_, h, r)| *h > 0 && *r > 0) {
        precision += right as f64 / hyp as f64;
        recall += right as f64 / reference as f64;
        orders += 1.0;
    }
    if orders == 0.0 || precision + recall == 0.0 {
        return 0.0;
    }
    let (p, r): (f64, f64) = (precision / orders, recall / orders);
    100.0 * (1.0 + BETA_SQUARED) * p * r / (BETA_SQUARED * p + r)
}

/// mteval-v13a's tokens, joined by single spaces.
fn tokens_13a(line: &str) -> String {
    static RULES: LazyLock<[(Regex, &str); 4]> = LazyLock::new(|| {
        let rule = |pattern: &str| Regex::new(pattern).expect("the pattern is valid");
        [
            (rule(r"([\{-\~\[-` -\&\(-\+:-@/])"), " $1 "),
            (rule(r"([^0-9])([.,])"), "$1 $2 "),
            (rule(r"([.,])([^0-9])"), " $1 $2"),
            (rule(r"([0-9])(-)"), "$1 $2 "),
        ]
    });
    let mut text = line.trim_end().replace("<skipped>", "").replace("-\n", "").replace('\n', " ");
    if text.contains('&') {
        for (entity, sign) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
            text = text.replace(entity, sign);
        }
    }
    text = format!(" {text} ");
    for (pattern, to) in RULES.iter() {
        text = pattern.replace_all(&text, *to).into_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_as_mteval_cuts_them() {
        assert_eq!(
            tokens_13a("\"3,5%\" (U.S.), 1990-95 &amp; more."),
            "\" 3,5 % \" ( U . S . ) , 1990 - 95 & more ."
        );
    }

    #[test]
    fn sides_of_different_length_are_refused() {
        assert_eq!(bleu(&["a"], &[]), Err(LengthError { hypotheses: 1, references: 0 }));
    }

    #[test]
    fn nothing_in_common_is_zero() {
        assert!(bleu(&["a b c d e"], &["v w x y z"]).unwrap().score < 1e-9);
        assert!(chrf(&["abc"], &["xyz"]).unwrap().score < 1e-9);
        assert!(chrf(&[""], &[""]).unwrap().score < 1e-9);
    }
}
