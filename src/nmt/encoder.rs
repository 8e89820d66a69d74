//! Source ids → source states.

use candle_core::{Result, Tensor};

use crate::nmt::Error;
use crate::nmt::attention::SelfAttention;
use crate::nmt::config::{Activation, ModelConfig};
use crate::nmt::ops::{LayerNorm, Linear, activate};
use crate::nmt::weights::Weights;

/// The two feed-forward layers that end every layer of both stacks.
#[derive(Clone, Debug)]
pub(crate) struct FeedForward {
    first: Linear,
    second: Linear,
    norm: LayerNorm,
    activation: Activation,
}

impl FeedForward {
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        [dim, ffn_dim]: [usize; 2],
        activation: Activation,
    ) -> std::result::Result<Self, Error> {
        Ok(Self {
            first: Linear::load(weights, &format!("{name}.fc1"), [dim, ffn_dim])?,
            second: Linear::load(weights, &format!("{name}.fc2"), [ffn_dim, dim])?,
            norm: LayerNorm::load(weights, &format!("{name}.final_layer_norm"), dim)?,
            activation,
        })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let y = activate(self.activation, &self.first.forward(x)?)?;
        self.norm.add(x, &self.second.forward(&y)?)
    }
}

#[derive(Clone, Debug)]
struct Layer {
    attention: SelfAttention,
    norm: LayerNorm,
    feed_forward: FeedForward,
}

/// A stack of self-attention layers.
#[derive(Clone, Debug)]
pub struct Encoder {
    layers: Vec<Layer>,
}

impl Encoder {
    pub(crate) fn load(
        weights: &mut Weights,
        config: &ModelConfig,
    ) -> std::result::Result<Self, Error> {
        let (dim, stack) = (config.d_model, config.encoder);
        let mut layers = Vec::with_capacity(stack.n_layers);
        for i in 0..stack.n_layers {
            let name = format!("model.encoder.layers.{i}");
            let attention = format!("{name}.self_attn");
            let norm = format!("{name}.self_attn_layer_norm");
            let sizes = [dim, stack.ffn_dim];
            layers.push(Layer {
                attention: SelfAttention::load(weights, &attention, [dim, stack.n_heads])?,
                norm: LayerNorm::load(weights, &norm, dim)?,
                feed_forward: FeedForward::load(weights, &name, sizes, config.activation)?,
            });
        }
        Ok(Self { layers })
    }

    /// Word vectors with positions [batch, time, dim] → states of the same shape.
    pub(crate) fn forward(&self, embedded: Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let mut x = embedded;
        for layer in &self.layers {
            let attended = layer.attention.forward(&x, mask)?;
            x = layer.feed_forward.forward(&layer.norm.add(&x, &attended)?)?;
        }
        Ok(x)
    }
}
