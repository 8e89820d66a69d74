//! The layers of both stacks, over rows of floats that are turned into bytes before every product.

use crate::nmt::Error;
use crate::nmt::config::Activation;
use crate::nmt::int8::attend::{Attention, Memory};
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::matrix::{Bytes, Matrix};
use crate::nmt::int8::packed::Packed;
use crate::nmt::int8::vector::add_norm;
use crate::nmt::weights::Weights;

/// Memory that every layer uses in turn.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// The states: [rows, dim].
    pub(crate) x: Matrix,
    /// The input of the next product.
    pub(crate) bytes: Bytes,
    /// Queries, keys and values side by side, or the queries alone.
    pub(crate) queries: Matrix,
    /// Values mixed by attention: [rows, dim].
    pub(crate) mixed: Matrix,
    /// The inner layer of a feed-forward pair.
    pub(crate) inner: Matrix,
    /// What is added to the states next: [rows, dim].
    pub(crate) added: Matrix,
    /// For attention.
    pub(crate) attention: Attention,
    /// Keys and values of one sentence, a memory a head.
    pub(crate) heads: Vec<Memory>,
}

/// A layer stored the usual way: `name.weight` as [out, in], `name.bias` as [out]; or several over
/// the same input as one, their outputs side by side.
pub(crate) fn linear(
    weights: &mut Weights,
    names: &[String],
    [from, to]: [usize; 2],
) -> Result<Packed, Error> {
    let mut parts = Vec::new();
    let mut bias = Vec::new();
    for name in names {
        parts.push(weights.take_rows(&[&format!("{name}.weight")], [to, from])?);
        bias.extend(weights.take_floats(&format!("{name}.bias"), &[to])?);
    }
    Ok(Packed::new(&parts, &bias))
}

/// Brings each row to mean 0 and variance 1, then scales and shifts it.
#[derive(Clone, Debug)]
pub(crate) struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    pub(crate) fn load(weights: &mut Weights, name: &str, dim: usize) -> Result<Self, Error> {
        Ok(Self {
            weight: weights.take_floats(&format!("{name}.weight"), &[dim])?,
            bias: weights.take_floats(&format!("{name}.bias"), &[dim])?,
        })
    }

    /// `x` becomes `norm(x + y)`, row by row.
    pub(crate) fn add(&self, isa: Isa, x: &mut Matrix, y: &Matrix) {
        for i in 0..x.rows() {
            add_norm(isa, x.row_mut(i), y.row(i), &self.weight, &self.bias);
        }
    }
}

/// The two feed-forward layers that end every layer of both stacks.
#[derive(Clone, Debug)]
pub(crate) struct FeedForward {
    first: Packed,
    second: Packed,
    norm: Norm,
    activation: Activation,
}

impl FeedForward {
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        [dim, inner]: [usize; 2],
        activation: Activation,
    ) -> Result<Self, Error> {
        Ok(Self {
            first: linear(weights, &[format!("{name}.fc1")], [dim, inner])?,
            second: linear(weights, &[format!("{name}.fc2")], [inner, dim])?,
            norm: Norm::load(weights, &format!("{name}.final_layer_norm"), dim)?,
            activation,
        })
    }

    /// Over all rows of `s.x`.
    pub(crate) fn run(&self, isa: Isa, s: &mut Scratch) {
        s.bytes.fill(isa, &s.x);
        self.first.multiply_through(isa, &s.bytes, Some(self.activation), &mut s.inner);
        s.bytes.fill(isa, &s.inner);
        self.second.multiply(isa, &s.bytes, &mut s.added);
        self.norm.add(isa, &mut s.x, &s.added);
    }
}
