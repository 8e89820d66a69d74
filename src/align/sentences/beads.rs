//! The kinds of beads, and how common each is.

use std::ops::Range;

/// The most sentences a bead has on one side.
pub(super) const MOST: usize = 5;

/// A bead while it is being sought.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) src: Range<usize>,
    pub(super) tgt: Range<usize>,
    pub(super) cost: f32,
    pub(super) confidence: f32,
}

impl Found {
    pub(super) fn is_two_sided(&self) -> bool {
        !self.src.is_empty() && !self.tgt.is_empty()
    }
}

/// `(source sentences, target sentences, how many beads in a thousand)`, the same for both
/// directions so that no pair of languages is preferred.
pub(super) const SHAPES: [(usize, usize, f32); 24] = [
    (1, 1, 780.0),
    (1, 0, 25.0),
    (0, 1, 25.0),
    (1, 2, 70.0),
    (2, 1, 70.0),
    (2, 2, 14.0),
    (1, 3, 13.0),
    (3, 1, 13.0),
    (2, 3, 4.0),
    (3, 2, 4.0),
    (1, 4, 4.0),
    (4, 1, 4.0),
    (3, 3, 1.5),
    (2, 4, 1.2),
    (4, 2, 1.2),
    (1, 5, 1.5),
    (5, 1, 1.5),
    (3, 4, 0.5),
    (4, 3, 0.5),
    (2, 5, 0.5),
    (5, 2, 0.5),
    (4, 4, 0.3),
    (3, 5, 0.2),
    (5, 3, 0.2),
];

/// What each kind costs by itself: −ln of its share.
pub(super) fn shape_cost(shape: usize) -> f32 {
    -(SHAPES[shape].2 / 1000.0).ln()
}
