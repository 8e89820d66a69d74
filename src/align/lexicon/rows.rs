//! Rows of word numbers and counts, one behind the other: two lists instead of one for each of fifty thousand words.

/// What each source word becomes: target words in rising order, and counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Where each row ends.
    ends: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Rows {
    pub(super) fn with_capacity(rows: usize, entries: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), entries: Vec::with_capacity(entries) }
    }

    /// Rows whose entries stand in any order.
    pub(super) fn sorted(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let mut out = Self::with_capacity(rows.len(), rows.iter().map(Vec::len).sum());
        for mut row in rows {
            row.sort_unstable_by_key(|(t, _)| *t);
            out.entries.append(&mut row);
            out.end_row();
        }
        out
    }

    /// Adds an entry to the row that is being written.
    pub(super) fn push(&mut self, word: u32, count: f32) {
        self.entries.push((word, count));
    }

    /// Ends the row that is being written.
    pub(super) fn end_row(&mut self) {
        self.ends.push(self.entries.len());
    }

    /// The row of a source word.
    pub(super) fn row(&self, word: u32) -> &[(u32, f32)] {
        let at = word as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start..self.ends[at]]
    }

    /// All rows in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        (0..).zip(&self.ends).map(|(word, _)| self.row(word))
    }

    /// How many entries there are.
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_kept_apart_and_in_order() {
        let rows = Rows::sorted(vec![vec![(3, 1.0), (1, 2.0)], vec![], vec![(0, 4.0)]]);
        let read: Vec<&[(u32, f32)]> = rows.iter().collect();
        assert_eq!(read, [&[(1, 2.0), (3, 1.0)][..], &[], &[(0, 4.0)]]);
        assert_eq!((rows.row(2), rows.entries()), (&[(0, 4.0)][..], 3));
    }
}
