//! The kinds of beads, and how common each is.

use std::ops::Range;

/// The most sentences a bead has on one side.
pub(super) const MOST: usize = 5;

/// A bead while it is being sought.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) src: Range<usize>,
    pub(super) tgt: Range<usize>,
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

/// What it costs to begin a run of sentences without counterpart (a chapter left out, a footer):
/// −ln of one bead in a thousand. A lone one is cheaper as a bead of its own.
pub(super) const GAP_BEGINS: f32 = 6.9;
/// What each sentence of such a run costs: −ln of three in ten, for each of two sides.
const GAP_GOES_ON: f32 = 1.2;

/// Where a path stands. A run without counterpart takes its source sentences first, so that there
/// is one way of writing it and not one for every order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Behind a bead.
    Bead = 0,
    /// In a run without counterpart, behind a source sentence.
    SrcGap = 1,
    /// The same, behind a target sentence.
    TgtGap = 2,
}

impl State {
    pub(super) const ALL: [Self; 3] = [Self::Bead, Self::SrcGap, Self::TgtGap];

    /// What it costs to take a source sentence without counterpart next, where a run costs `begins`.
    pub(super) fn src_gap(self, begins: f32) -> Option<f32> {
        match self {
            Self::Bead => Some(begins + GAP_GOES_ON),
            Self::SrcGap => Some(GAP_GOES_ON),
            Self::TgtGap => None,
        }
    }

    /// What it costs to take a target sentence without counterpart next.
    pub(super) fn tgt_gap(self, begins: f32) -> f32 {
        match self {
            Self::Bead => begins + GAP_GOES_ON,
            Self::SrcGap | Self::TgtGap => GAP_GOES_ON,
        }
    }
}
