//! Two texts of the same matter, paired.

use super::score::{Cost, Score};
use super::span::{Sent, Span};

/// Sentences of each side that translate each other; one side may be empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bead {
    /// Source sentences, next to one another.
    pub src: Span<Sent>,
    /// Target sentences, next to one another.
    pub tgt: Span<Sent>,
    /// How unlikely it is: −ln of the confidence, where there is one.
    pub cost: Cost,
    /// How likely the bead is right, where the aligner was calibrated to say.
    pub confidence: Option<Score>,
}

/// Beads that cover both sides, in order: each sentence lies in exactly one bead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bitext {
    beads: Vec<Bead>,
}

impl Bitext {
    /// Takes beads that cover `n_src` and `n_tgt` sentences.
    ///
    /// # Panics
    /// If they leave a sentence out, take one twice, or cross: that is a bug in an aligner.
    #[must_use]
    pub fn new(beads: Vec<Bead>, n_src: usize, n_tgt: usize) -> Self {
        let (mut src, mut tgt) = (0, 0);
        for bead in &beads {
            assert!(bead.src.start() == src && bead.tgt.start() == tgt, "beads must be in order");
            assert!(!(bead.src.is_empty() && bead.tgt.is_empty()), "a bead holds something");
            (src, tgt) = (bead.src.end(), bead.tgt.end());
        }
        assert!((src, tgt) == (n_src, n_tgt), "beads must cover both sides");
        Self { beads }
    }

    /// The beads in order.
    #[must_use]
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }
}
