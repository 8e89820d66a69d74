//! Word links: precision, recall and alignment error rate over sure and possible gold links
//! (Och and Ney 2003), with readers for the two gold notations in use.

use std::collections::BTreeSet;

use super::ratio;

/// Gold links of one sentence pair, `(source, target)` from 0; the sure ones are possible too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// Links every annotator would make.
    pub sure: BTreeSet<(usize, usize)>,
    /// Links one might make, the sure ones among them.
    pub possible: BTreeSet<(usize, usize)>,
}

/// The scores of word links.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkScore {
    /// Predicted links that are possible.
    pub precision: f64,
    /// Sure links that were predicted.
    pub recall: f64,
    /// 1 − (|A∩S| + |A∩P|) / (|A| + |S|).
    pub aer: f64,
    /// How many links were predicted.
    pub n: usize,
}

/// Scores predicted links; pairs past the shorter list count as without links or without gold.
#[must_use]
pub fn score(gold: &[Gold], predicted: &[Vec<(usize, usize)>]) -> LinkScore {
    let (mut n, mut n_sure, mut in_sure, mut in_possible) = (0, 0, 0, 0);
    for i in 0..gold.len().max(predicted.len()) {
        let none = Gold::default();
        let gold = gold.get(i).unwrap_or(&none);
        let links: BTreeSet<_> = predicted.get(i).into_iter().flatten().copied().collect();
        n += links.len();
        n_sure += gold.sure.len();
        in_sure += links.intersection(&gold.sure).count();
        in_possible += links.intersection(&gold.possible).count();
    }
    LinkScore {
        precision: ratio(in_possible, n),
        recall: ratio(in_sure, n_sure),
        aer: 1.0 - ratio(in_sure + in_possible, n + n_sure),
        n,
    }
}

/// Why a line is no gold links.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: “{text}” is no gold link")]
pub struct GoldError {
    /// From 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// Gold in the notation of the 2003 shared task: `sentence english french S|P` from 1, where the second
/// number is the target word and the third the source word.
///
/// # Errors
/// [`GoldError`] names the first line that is none.
pub fn read_wpt(text: &str) -> Result<Vec<Gold>, GoldError> {
    let mut out: Vec<Gold> = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let numbers: Option<Vec<usize>> =
            fields.iter().take(3).map(|f| f.parse().ok().filter(|n| *n > 0)).collect();
        let Some([sentence, tgt, src]) = numbers.as_deref() else {
            return Err(GoldError { line: n + 1, text: line.to_owned() });
        };
        if out.len() < *sentence {
            out.resize(*sentence, Gold::default());
        }
        let link = (src - 1, tgt - 1);
        out[sentence - 1].possible.insert(link);
        if fields.get(3).is_none_or(|kind| *kind == "S") {
            out[sentence - 1].sure.insert(link);
        }
    }
    Ok(out)
}

/// Gold as `0-0 1p2` a line, sure with `-` and possible with `p`, perhaps after a number and a tab.
///
/// # Errors
/// [`GoldError`] names the first line with something else.
pub fn read_marked(text: &str) -> Result<Vec<Gold>, GoldError> {
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let items = line.split_once('\t').map_or(line, |(_, rest)| rest);
        let mut gold = Gold::default();
        for item in items.split_whitespace() {
            let sure = item.contains('-');
            let pair = item
                .split_once(['-', 'p'])
                .and_then(|(s, t)| Some((s.parse().ok()?, t.parse().ok()?)));
            let link = pair.ok_or_else(|| GoldError { line: n + 1, text: item.to_owned() })?;
            gold.possible.insert(link);
            if sure {
                gold.sure.insert(link);
            }
        }
        out.push(gold);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_rate_by_hand() {
        let gold = read_marked("0\t0-0 1p1 2-1\n").unwrap();
        let found = score(&gold, &[vec![(0, 0), (1, 1), (3, 3)]]);
        // A = 3, S = 2, A∩S = 1, A∩P = 2: 1 − 3/5.
        assert!((found.aer - 0.4).abs() < 1e-9);
        assert!((found.precision - 2.0 / 3.0).abs() < 1e-9);
        assert!((found.recall - 0.5).abs() < 1e-9);
    }

    #[test]
    fn both_notations_say_the_same() {
        let wpt = read_wpt("1 1 1 S\n1 2 2 P\n2 3 1\n").unwrap();
        let marked = read_marked("0-0 1p1\n0-2\n").unwrap();
        assert_eq!(wpt, marked);
        assert_eq!(read_wpt("1 0 1 S\n").unwrap_err().line, 1);
        assert_eq!(read_marked("\n0x1\n").unwrap_err(), GoldError { line: 2, text: "0x1".into() });
    }
}
