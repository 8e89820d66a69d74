//! What is added to a word's vector for where it stands: a table of the file's own, or sinusoids.

use std::sync::{Arc, OnceLock};

use candle_core::Tensor;

use crate::nmt::Error;
use crate::nmt::config::ModelConfig;
use crate::nmt::ops::sinusoids_of;

/// How many positions are computed at a time: most sentences want no second lot.
const LOT: usize = 128;

/// A table of positions. Sinusoids are computed when a sentence is long enough to want them: for all that a model may
/// read that would take longer than a short sentence does.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    lots: Arc<[OnceLock<Box<[f32]>>]>,
    dim: usize,
}

impl Positions {
    /// Sinusoids, none of them computed yet.
    pub(crate) fn waves(config: &ModelConfig) -> Self {
        let lots = config.max_positions.div_ceil(LOT);
        Self { lots: (0..lots).map(|_| OnceLock::new()).collect(), dim: config.d_model }
    }

    /// The rows of a file's own table.
    pub(crate) fn of(table: &Tensor, config: &ModelConfig) -> Result<Self, Error> {
        let table = table.flatten_all()?.to_vec1::<f32>()?;
        let lots = table.chunks((LOT * config.d_model).max(1));
        let lots = lots.map(|lot| OnceLock::from(Box::from(lot))).collect();
        Ok(Self { lots, dim: config.d_model })
    }

    /// What is added at position `at`.
    pub(crate) fn row(&self, at: usize) -> &[f32] {
        let lot = at / LOT;
        let rows = self.lots[lot]
            .get_or_init(|| sinusoids_of(lot * LOT..(lot + 1) * LOT, self.dim).into());
        &rows[(at % LOT) * self.dim..][..self.dim]
    }
}
