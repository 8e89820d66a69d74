//! Two directions of word alignment → one.

use super::grid::Grid;

/// How the directions are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Symmetry {
    /// The geometric mean of both probabilities; the best by alignment error rate.
    #[default]
    Agreed,
    /// Links that are the best choice in both directions.
    Intersection,
    /// Links that are the best choice in one direction at least.
    Union,
    /// From the intersection, neighbours out of the union while they cover a new word, then links
    /// of two words that are both still free (Koehn, Och and Marcu 2003).
    GrowDiagFinalAnd,
}

/// p(link) for each pair of words; zero where there is none.
///
/// `to` has one row a target word, `back` one row a source word, as
/// [`super::train::Model::both`] gives them.
#[must_use]
pub fn symmetrize(to: &Grid, back: &Grid, symmetry: Symmetry) -> Grid {
    let (n, m) = (to.n_src(), to.n_tgt());
    let agreed = Grid::from_fn(n, m, |t, s| (to.cell(t, s) * back.cell(s, t)).sqrt());
    if symmetry == Symmetry::Agreed {
        return agreed;
    }
    let (forward, backward) = (best(to), best(back));
    let both = |t: usize, s: usize| forward[t] == Some(s) && backward[s] == Some(t);
    let either = |t: usize, s: usize| forward[t] == Some(s) || backward[s] == Some(t);
    let kept = match symmetry {
        Symmetry::Intersection => Grid::from_fn(n, m, |t, s| f32::from(u8::from(both(t, s)))),
        Symmetry::GrowDiagFinalAnd => grown(n, m, both, either),
        _ => Grid::from_fn(n, m, |t, s| f32::from(u8::from(either(t, s)))),
    };
    // A link that only one direction wants still has a probability: half of what that one gives.
    Grid::from_fn(n, m, |t, s| {
        let one = 0.5 * to.cell(t, s).max(back.cell(s, t));
        kept.cell(t, s) * agreed.cell(t, s).max(one).max(f32::MIN_POSITIVE)
    })
}

/// For each row, the most probable column, where it beats "nothing".
fn best(grid: &Grid) -> Vec<Option<usize>> {
    (0..grid.n_tgt())
        .map(|t| {
            let row = grid.row(t);
            let nothing = 1.0 - row.iter().sum::<f32>();
            let top = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]).then(b.cmp(&a)))?;
            (row[top] > nothing).then_some(top)
        })
        .collect()
}

fn grown(
    n: usize,
    m: usize,
    both: impl Fn(usize, usize) -> bool,
    either: impl Fn(usize, usize) -> bool,
) -> Grid {
    let mut kept = Grid::from_fn(n, m, |t, s| f32::from(u8::from(both(t, s))));
    let covered = |kept: &Grid, t: usize, s: usize| {
        (kept.row(t).iter().any(|&x| x > 0.0), kept.column_sum(s) > 0.0)
    };
    let mut changed = true;
    while changed {
        changed = false;
        for t in 0..m {
            for s in (0..n).filter(|&s| either(t, s)) {
                let near = (t.saturating_sub(1)..(t + 2).min(m))
                    .any(|u| (s.saturating_sub(1)..(s + 2).min(n)).any(|r| kept.cell(u, r) > 0.0));
                let (row, column) = covered(&kept, t, s);
                if near && !(row && column) && kept.cell(t, s) == 0.0 {
                    *kept.cell_mut(t, s) = 1.0;
                    changed = true;
                }
            }
        }
    }
    for t in 0..m {
        for s in (0..n).filter(|&s| either(t, s)) {
            if covered(&kept, t, s) == (false, false) {
                *kept.cell_mut(t, s) = 1.0;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Target words 0, 1, 2 choose source words 0, 0, 2; source words choose 0, 1, nothing.
    fn sample() -> (Grid, Grid) {
        let to = [[0.9, 0.0, 0.0], [0.6, 0.2, 0.0], [0.0, 0.0, 0.7]];
        let back = [[0.8, 0.1, 0.0], [0.0, 0.9, 0.0], [0.0, 0.0, 0.2]];
        (Grid::from_fn(3, 3, |t, s| to[t][s]), Grid::from_fn(3, 3, |s, t| back[s][t]))
    }

    fn links(symmetry: Symmetry) -> Vec<(usize, usize)> {
        let (to, back) = sample();
        let p = symmetrize(&to, &back, symmetry);
        (0..3)
            .flat_map(|s| (0..3).map(move |t| (s, t)))
            .filter(|&(s, t)| p.cell(t, s) > 0.0)
            .collect()
    }

    #[test]
    fn each_symmetry_keeps_its_links() {
        assert_eq!(links(Symmetry::Intersection), [(0, 0)]);
        assert_eq!(links(Symmetry::Union), [(0, 0), (0, 1), (1, 1), (2, 2)]);
        // 0-1 and 1-1 touch the intersection and cover something new; 2-2 then touches 1-1.
        assert_eq!(links(Symmetry::GrowDiagFinalAnd), [(0, 0), (0, 1), (1, 1), (2, 2)]);
        let (to, back) = sample();
        let p = symmetrize(&to, &back, Symmetry::Agreed);
        assert!((p.cell(0, 0) - (0.9_f32 * 0.8).sqrt()).abs() < 1e-6);
    }
}
