//! Weights as signed bytes with one scale a row: what is stored in a file and packed for a product.

use std::sync::Arc;

/// The largest byte used: -128 is not, so that a row and its negative are equally exact.
const MOST: f32 = 127.0;
/// -128, as a file has it.
const LEAST: u8 = i8::MIN.cast_unsigned();

/// Rows of signed bytes: `w ≈ scale · byte`.
#[derive(Clone, Debug, PartialEq)]
pub struct Int8Rows {
    width: usize,
    bytes: Held,
    scales: Vec<f32>,
}

/// Where the bytes are. Those in a program are not copied before they are packed.
#[derive(Clone, Debug)]
enum Held {
    // Shared: a table is handed to a network while its file's tensors are still counted.
    Here(Arc<Vec<u8>>),
    Program(&'static [u8]),
}

impl Held {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Here(bytes) => bytes,
            Self::Program(bytes) => bytes,
        }
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Int8Rows {
    /// Rows of `width` floats, one after another, each to the nearest multiples of its own scale:
    /// the largest number of a row, whatever its sign, becomes 127 steps.
    #[must_use]
    pub fn quantise(weights: &[f32], width: usize) -> Self {
        let mut rows = Self::none(width, weights.len());
        rows.extend(weights);
        rows
    }

    /// No rows yet, with room for so many bytes.
    fn none(width: usize, room: usize) -> Self {
        let bytes = Held::Here(Arc::new(Vec::with_capacity(room)));
        Self { width, bytes, scales: Vec::new() }
    }

    /// More rows at the end, in the same way.
    pub(crate) fn extend(&mut self, weights: &[f32]) {
        // 1.5 * 2^23: adding it leaves the number, rounded to even, in the low bits.
        const ROUND: f32 = 12_582_912.0;
        if let Held::Program(bytes) = self.bytes {
            self.bytes = Held::Here(Arc::new(bytes.to_vec()));
        }
        let Held::Here(bytes) = &mut self.bytes else { return };
        let bytes = Arc::make_mut(bytes);
        for row in weights.chunks_exact(self.width.max(1)) {
            // Without its sign a number is ordered like its bits, and what is no number comes last:
            // `f32::max` would lose it.
            let size = |w: &f32| w.abs().to_bits().cast_signed();
            let largest = row.iter().fold(0, |a, w| size(w).max(a)).cast_unsigned();
            let largest = f32::from_bits(largest);
            self.scales.push(largest / MOST);
            let steps = if largest > 0.0 { MOST / largest } else { 0.0 };
            let byte = |w: &f32| (w * steps + ROUND).to_bits().to_le_bytes()[0];
            bytes.extend(row.iter().map(byte));
        }
    }

    /// Rows read from a file; `None` when the numbers do not go together, or a byte is -128.
    #[must_use]
    pub fn of(width: usize, bytes: Vec<u8>, scales: Vec<f32>) -> Option<Self> {
        let fits = scales.len().checked_mul(width)? == bytes.len() && !bytes.contains(&LEAST);
        fits.then_some(Self { width, bytes: Held::Here(Arc::new(bytes)), scales })
    }

    /// The same for bytes that lie in the program, where they stay: a test has looked at each of them.
    #[must_use]
    pub fn in_program(width: usize, bytes: &'static [u8], scales: Vec<f32>) -> Option<Self> {
        let fits = scales.len().checked_mul(width)? == bytes.len();
        fits.then_some(Self { width, bytes: Held::Program(bytes), scales })
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

    /// Row `i`: its bytes, signed numbers as a file has them, and what one step is worth.
    #[must_use]
    pub fn row(&self, i: usize) -> (&[u8], f32) {
        (&self.bytes()[i * self.width..][..self.width], self.scales[i])
    }

    /// All bytes, row after row.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.bytes()
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
        rows.flat_map(|(bytes, scale)| {
            bytes.iter().map(move |&b| f32::from(b.cast_signed()) * scale)
        })
        .collect()
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
        assert!(Int8Rows::of(1, vec![128], vec![1.0]).is_none(), "-128");
        assert!(Int8Rows::in_program(2, &[1, 2, 3], vec![1.0]).is_none());
    }

    #[test]
    fn bytes_in_the_program_are_like_any_other() {
        let mut there = Int8Rows::in_program(2, &[1, 255], vec![2.0]).unwrap();
        let mut here = Int8Rows::of(2, vec![1, 255], vec![2.0]).unwrap();
        assert_eq!(there, here);
        assert_eq!(there.to_floats(), [2.0, -2.0]);
        there.extend(&[3.0, -3.0]);
        here.extend(&[3.0, -3.0]);
        assert_eq!(there, here);
        assert_eq!(there.to_floats()[2..], [3.0, -3.0]);
    }
}
