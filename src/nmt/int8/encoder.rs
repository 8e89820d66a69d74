//! Source ids → source states, many sentences at once: their rows stand one after another, and only
//! attention knows where one sentence ends. Nothing is padded.

use std::ops::Range;

use crate::nmt::Error;
use crate::nmt::config::ModelConfig;
use crate::nmt::int8::attend::{Memory, Seen, attend, split};
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::layers::{FeedForward, Norm, Scratch, linear};
use crate::nmt::int8::packed::Packed;
use crate::nmt::weights::Weights;

#[derive(Clone, Debug)]
struct Layer {
    // Queries, keys and values in one product.
    inputs: Packed,
    output: Packed,
    norm: Norm,
    feed_forward: FeedForward,
}

/// A stack of self-attention layers.
#[derive(Clone, Debug)]
pub(crate) struct Encoder {
    layers: Vec<Layer>,
    n_heads: usize,
}

impl Encoder {
    pub(crate) fn load(weights: &mut Weights, config: &ModelConfig) -> Result<Self, Error> {
        let (dim, stack) = (config.d_model, config.encoder);
        let mut layers = Vec::with_capacity(stack.n_layers);
        for i in 0..stack.n_layers {
            let name = format!("model.encoder.layers.{i}");
            let part = |p: &str| format!("{name}.self_attn.{p}_proj");
            let sizes = [dim, stack.ffn_dim];
            layers.push(Layer {
                inputs: linear(weights, &[part("q"), part("k"), part("v")], [dim, dim])?,
                output: linear(weights, &[part("out")], [dim, dim])?,
                norm: Norm::load(weights, &format!("{name}.self_attn_layer_norm"), dim)?,
                feed_forward: FeedForward::load(weights, &name, sizes, config.activation)?,
            });
        }
        Ok(Self { layers, n_heads: stack.n_heads })
    }

    /// Word vectors with positions in `s.x` become states; each sentence has its range of rows.
    pub(crate) fn run(&self, isa: Isa, s: &mut Scratch, sentences: &[Range<usize>]) {
        let dim = s.x.width();
        for layer in &self.layers {
            s.bytes.fill(isa, &s.x);
            layer.inputs.multiply(isa, &s.bytes, &mut s.queries);
            s.mixed.reset(s.x.rows(), dim);
            for rows in sentences {
                self.attend(isa, s, rows.clone());
            }
            s.bytes.fill(isa, &s.mixed);
            layer.output.multiply(isa, &s.bytes, &mut s.added);
            layer.norm.add(isa, &mut s.x, &s.added);
            layer.feed_forward.run(isa, s);
        }
    }

    /// One sentence, head by head: what all its queries look at lies close together.
    fn attend(&self, isa: Isa, s: &mut Scratch, rows: Range<usize>) {
        let dim = s.x.width();
        let width = dim / self.n_heads;
        s.heads.resize_with(self.n_heads, Memory::default);
        s.heads.iter_mut().for_each(Memory::clear);
        // Behind each row's query stand its key and its value.
        rows.clone()
            .enumerate()
            .for_each(|(at, i)| split(&s.queries.row(i)[dim..], at, &mut s.heads));
        for (head, memory) in (0..dim).step_by(width).zip(&s.heads) {
            let (rows, columns) = (rows.clone(), head..head + width);
            let head = (isa, memory, &mut s.attention);
            attend(head, (rows, columns), (&s.queries, &mut s.mixed), |_| Seen::All, |_, _| {});
        }
    }
}
