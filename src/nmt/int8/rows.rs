//! Weights as signed bytes with one scale a row: what is stored in a file and packed for a product.

use std::sync::Arc;

/// The largest byte used: -128 is not, so that a row and its negative are equally exact.
const MOST: f32 = 127.0;

/// Rows of signed bytes: `w ≈ scale · byte`.
#[derive(Clone, Debug, PartialEq)]
pub struct Int8Rows {
    width: usize,
    // Shared: a table is handed to a network while its file's tensors are still counted.
    bytes: Arc<Vec<i8>>,
    scales: Vec<f32>,
}

impl Int8Rows {
    /// Rows of `width` floats, one after another, each to the nearest multiples of its own scale:
    /// the largest number of a row, whatever its sign, becomes 127 steps.
    #[must_use]
    pub fn quantise(weights: &[f32], width: usize) -> Self {
        let mut rows =
            Self { width, bytes: Arc::new(Vec::with_capacity(weights.len())), scales: Vec::new() };
        rows.extend(weights);
        rows
    }

    /// More rows at the end, in the same way.
    pub(crate) fn extend(&mut self, weights: &[f32]) {
        // 1.5 * 2^23: adding it leaves the number, rounded to even, in the low bits.
        const ROUND: f32 = 12_582_912.0;
        let bytes = Arc::make_mut(&mut self.bytes);
        for row in weights.chunks_exact(self.width.max(1)) {
            // Without its sign a number is ordered like its bits, and what is no number comes last:
            // `f32::max` would lose it.
            let size = |w: &f32| w.abs().to_bits().cast_signed();
            let largest = row.iter().fold(0, |a, w| size(w).max(a)).cast_unsigned();
            let largest = f32::from_bits(largest);
            self.scales.push(largest / MOST);
            let steps = if largest > 0.0 { MOST / largest } else { 0.0 };
            let byte = |w: &f32| (w * steps + ROUND).to_bits().to_le_bytes()[0].cast_signed();
            bytes.extend(row.iter().map(byte));
        }
    }

    /// Rows read from a file; `None` when the numbers do not go together, or a byte is -128.
    #[must_use]
    pub fn of(width: usize, bytes: Vec<i8>, scales: Vec<f32>) -> Option<Self> {
        let fits = scales.len().checked_mul(width)? == bytes.len() && !bytes.contains(&i8::MIN);
        fits.then(|| Self { width, bytes: Arc::new(bytes), scales })
    }

    /// Numbers in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// Row `i`: its bytes and what one step is worth.
    #[must_use]
    pub fn row(&self, i: usize) -> (&[i8], f32) {
        (&self.bytes[i * self.width..][..self.width], self.scales[i])
    }

    /// All bytes, row after row.
    #[must_use]
    pub fn bytes(&self) -> &[i8] {
        &self.bytes
    }

    /// What one step is worth, for each row.
    #[must_use]
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// The weights as floats again.
    #[must_use]
    pub fn to_floats(&self) -> Vec<f32> {
        let rows = (0..self.len()).map(|i| self.row(i));
        rows.flat_map(|(bytes, scale)| bytes.iter().map(move |&b| f32::from(b) * scale)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_weight_moves_by_more_than_half_a_step(
            weights in proptest::collection::vec(-1e3f32..1e3, 1..60),
        ) {
            let rows = Int8Rows::quantise(&weights, weights.len());
            let half = rows.scales()[0] * 0.501;
            for (w, back) in weights.iter().zip(rows.to_floats()) {
                prop_assert!((w - back).abs() <= half, "{} {}", w, back);
            }
            // What has been quantised once does not move again.
            let again = Int8Rows::quantise(&rows.to_floats(), weights.len());
            prop_assert_eq!(again.bytes(), rows.bytes());
        }
    }

    #[test]
    fn a_row_of_zeros_stays_one_and_damage_is_not_hidden() {
        assert_eq!(Int8Rows::quantise(&[0.0, -0.0], 2).to_floats(), [0.0, 0.0]);
        assert!(Int8Rows::quantise(&[1.0, f32::NAN, 2.0], 3).scales()[0].is_nan());
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        assert!(Int8Rows::of(2, vec![1, 2, 3, 4], vec![1.0, 1.0]).is_some());
        assert!(Int8Rows::of(2, vec![1, 2, 3], vec![1.0, 1.0]).is_none());
        assert!(Int8Rows::of(1, vec![-128], vec![1.0]).is_none());
    }
}
