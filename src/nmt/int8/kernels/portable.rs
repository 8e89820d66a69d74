//! The product in plain loops: what all others must give.

use super::{GROUP, Sums, Weights};

pub(super) fn multiply(panel: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    for (r, sums) in sums.iter_mut().enumerate() {
        *sums = Sums::ZERO;
        for (group, x) in panel.iter().zip(x[r * stride..].as_chunks::<GROUP>().0) {
            for (sum, w) in sums.0.iter_mut().zip(&group.0) {
                for (&x, &w) in x.iter().zip(w) {
                    *sum += i32::from(x) * i32::from(w);
                }
            }
        }
    }
}
