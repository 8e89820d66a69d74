//! A table of probabilities between the words of two sentences.

/// One cell a pair of words: row = target word, column = source word.
///
/// `cell(t, s)` = p(word t stands for word s) in whatever direction its maker says.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    n_src: usize,
    n_tgt: usize,
    cells: Vec<f32>,
}

impl Grid {
    /// All zero.
    #[must_use]
    pub fn new(n_src: usize, n_tgt: usize) -> Self {
        Self { n_src, n_tgt, cells: vec![0.0; n_src * n_tgt] }
    }

    /// How many source words it has columns for.
    #[must_use]
    pub fn n_src(&self) -> usize {
        self.n_src
    }

    /// How many target words it has rows for.
    #[must_use]
    pub fn n_tgt(&self) -> usize {
        self.n_tgt
    }

    /// The cell of target word `t` and source word `s`.
    #[must_use]
    pub fn cell(&self, t: usize, s: usize) -> f32 {
        self.cells[t * self.n_src + s]
    }

    /// The same cell, to be changed.
    pub fn cell_mut(&mut self, t: usize, s: usize) -> &mut f32 {
        &mut self.cells[t * self.n_src + s]
    }

    /// The row of target word `t`.
    #[must_use]
    pub fn row(&self, t: usize) -> &[f32] {
        &self.cells[t * self.n_src..(t + 1) * self.n_src]
    }

    /// The sum of the column of source word `s`.
    #[must_use]
    pub fn column_sum(&self, s: usize) -> f32 {
        (0..self.n_tgt).map(|t| self.cell(t, s)).sum()
    }

    /// `f(t, s)` in every cell.
    #[must_use]
    pub fn from_fn(n_src: usize, n_tgt: usize, mut f: impl FnMut(usize, usize) -> f32) -> Self {
        let mut grid = Self::new(n_src, n_tgt);
        for t in 0..n_tgt {
            for s in 0..n_src {
                *grid.cell_mut(t, s) = f(t, s);
            }
        }
        grid
    }

    /// Rows and columns exchanged: the same table seen from the other side.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.n_tgt, self.n_src, |t, s| self.cell(s, t))
    }
}
