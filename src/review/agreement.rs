//! How far several reviewers agree beyond what chance would give.

use std::collections::BTreeMap;

use serde::Serialize;

use super::verdict::Judgement;

/// What several reviewers said of the same units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Units that two or more of them judged.
    pub n_units: usize,
    /// Cohen's kappa, where there are exactly two reviewers and it is defined.
    pub kappa: Option<f64>,
    /// Krippendorff's alpha for nominal data, where it is defined.
    pub alpha: Option<f64>,
    /// Who takes part, by name.
    pub reviewers: Vec<String>,
}

/// The verdicts on each unit, by reviewer; `unsure` is no verdict.
///
/// `None` where no unit has two.
#[must_use]
pub fn agreement(units: &[BTreeMap<&str, Judgement>]) -> Option<Agreement> {
    let sure: Vec<Vec<(&str, Judgement)>> = units
        .iter()
        .map(|unit| unit.iter().filter(|(_, j)| **j != Judgement::Unsure).map(|(r, j)| (*r, *j)))
        .map(Iterator::collect)
        .filter(|unit: &Vec<_>| unit.len() > 1)
        .collect();
    let mut reviewers: Vec<String> = sure.iter().flatten().map(|(r, _)| (*r).to_owned()).collect();
    reviewers.sort_unstable();
    reviewers.dedup();
    let judgements = |unit: &Vec<(&str, Judgement)>| unit.iter().map(|(_, j)| *j).collect();
    let values: Vec<Vec<Judgement>> = sure.iter().map(judgements).collect();
    (!values.is_empty()).then(|| Agreement {
        n_units: values.len(),
        kappa: (reviewers.len() == 2).then(|| kappa(&values)).flatten(),
        alpha: alpha(&values),
        reviewers,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of verdicts are far below 2^52")]
fn real(n: usize) -> f64 {
    n as f64
}

/// Cohen (1960): agreement between two judges, chance taken off. `None` where both always say the
/// same one thing.
fn kappa(units: &[Vec<Judgement>]) -> Option<f64> {
    let n = real(units.len());
    let same = real(units.iter().filter(|u| u[0] == u[1]).count()) / n;
    let share =
        |judge: usize, j: Judgement| real(units.iter().filter(|u| u[judge] == j).count()) / n;
    let chance: f64 = Judgement::ALL.into_iter().map(|j| share(0, j) * share(1, j)).sum();
    (chance < 1.0).then(|| (same - chance) / (1.0 - chance))
}

/// Krippendorff (2004), nominal data, any number of judges, gaps allowed. `None` where only one
/// verdict was ever given.
fn alpha(units: &[Vec<Judgement>]) -> Option<f64> {
    let n: usize = units.iter().map(Vec::len).sum();
    let count = |unit: &[Judgement], j: Judgement| unit.iter().filter(|x| **x == j).count();
    let observed: f64 = units
        .iter()
        .map(|unit| {
            let m = unit.len();
            let agreeing: usize = Judgement::ALL
                .into_iter()
                .map(|j| count(unit, j) * count(unit, j).saturating_sub(1))
                .sum();
            real(m * (m - 1) - agreeing) / real(m - 1)
        })
        .sum::<f64>()
        / real(n);
    let everything: Vec<Judgement> = units.iter().flatten().copied().collect();
    let agreeing: usize = Judgement::ALL
        .into_iter()
        .map(|j| count(&everything, j) * count(&everything, j).saturating_sub(1))
        .sum();
    let expected = real(n * (n - 1) - agreeing) / real(n * (n - 1));
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Judgement::{Minor, Right, Wrong};

    #[test]
    fn kappa_of_a_table_worked_by_hand() {
        // 20 both right, 5 right/wrong, 10 wrong/right, 15 both wrong: po .7, pe .5·.6+.5·.4 = .5.
        let mut units = Vec::new();
        for (n, pair) in
            [(20, [Right, Right]), (5, [Right, Wrong]), (10, [Wrong, Right]), (15, [Wrong, Wrong])]
        {
            units.extend(std::iter::repeat_n(pair.to_vec(), n));
        }
        assert!((kappa(&units).unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn alpha_of_an_example_worked_by_hand() {
        // Units: {R,R}, {R,W}, {W,W,W}, {M,M}. n = 9, counts R 3, W 4, M 2.
        // Observed: (0 + 2/1 + 0 + 0) / 9; expected: (72 - 6 - 12 - 2) / 72.
        let units = [vec![Right, Right], vec![Right, Wrong], vec![Wrong; 3], vec![Minor; 2]];
        let by_hand = 1.0 - (2.0 / 9.0) / (52.0 / 72.0);
        assert!((alpha(&units).unwrap() - by_hand).abs() < 1e-12);
    }

    #[test]
    fn who_never_differs_has_no_coefficient() {
        let unit = BTreeMap::from([("a", Right), ("b", Right)]);
        let found = agreement(&[unit]).unwrap();
        assert_eq!((found.kappa, found.alpha, found.n_units), (None, None, 1));
        assert_eq!(agreement(&[BTreeMap::from([("a", Right)])]), None);
    }
}
