//! Three numbers that must never be mixed: a probability, its logarithm, and a cost.

use serde::{Deserialize, Serialize};

/// A probability, `0.0..=1.0`, never NaN. Rises as things get better.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// Certainty.
    pub const ONE: Self = Self(1.0);
    /// Impossibility.
    pub const ZERO: Self = Self(0.0);

    /// `value` brought into `0..=1`; NaN becomes 0.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A natural logarithm of a probability, `<= 0`, never NaN.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogProb(f32);

impl LogProb {
    /// `value` brought to at most 0; NaN and minus infinity become the lowest finite value.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { f32::MIN } else { value.clamp(f32::MIN, 0.0) })
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

/// What an alignment pays, `>= 0`, never NaN. Falls as things get better.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cost(f32);

impl Cost {
    /// Free.
    pub const ZERO: Self = Self(0.0);

    /// `value` brought to at least 0; NaN becomes the highest finite value.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { f32::MAX } else { value.clamp(0.0, f32::MAX) })
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}
