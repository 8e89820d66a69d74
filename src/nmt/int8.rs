//! The network in 8-bit integers, for the processor.
//!
//! In: the same weights as the network in floats. Out: the same translations but for the rare word,
//! several times as fast. Weights are signed bytes with one scale a row, inputs of products are
//! unsigned bytes with one scale and one zero a row, products are summed exactly in 32 bits;
//! everything between the products stays in floats (`docs/decisions/0014`).
//!
//! A row comes out the same bits whatever rows are computed beside it and whatever vector
//! instructions the processor has: integers do not care, and every sum of floats is made row by row
//! in one fixed order.

pub(crate) mod attend;
pub(crate) mod decoder;
pub(crate) mod encoder;
pub(crate) mod force;
pub(crate) mod halved;
pub mod isa;
pub mod kernels;
pub(crate) mod layers;
pub(crate) mod logsum;
pub(crate) mod matrix;
pub mod network;
pub(crate) mod packed;
pub(crate) mod positions;
pub mod rows;
pub(crate) mod search;
pub(crate) mod vector;
pub(crate) mod vocabulary;
pub(crate) mod winner;

/// Counts up whenever the same weights and sources would give other bits.
pub(crate) const ROUNDING: u32 = 2;
