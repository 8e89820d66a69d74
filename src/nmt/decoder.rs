//! Source states and target ids → target states, one step at a time or all at once.
//!
//! The state of a decode is a value the caller owns: a search reorders it, drops rows of it, or
//! keeps an old one; the decoder itself never changes.

use candle_core::{Result, Tensor};

use crate::nmt::Error;
use crate::nmt::attention::{CrossAttention, Memory, SelfAttention};
use crate::nmt::config::ModelConfig;
use crate::nmt::encoder::FeedForward;
use crate::nmt::ops::LayerNorm;
use crate::nmt::weights::Weights;

#[derive(Clone, Debug)]
struct Layer {
    attention: SelfAttention,
    attention_norm: LayerNorm,
    cross: CrossAttention,
    cross_norm: LayerNorm,
    feed_forward: FeedForward,
}

/// A stack of layers that attend to what is written so far and to the source.
#[derive(Clone, Debug)]
pub struct Decoder {
    layers: Vec<Layer>,
}

/// What the decoder attends to on the source side, for each sentence of a batch.
#[derive(Clone, Debug)]
pub struct Source {
    // One memory a layer.
    memories: Vec<Memory>,
    // [sentences, 1, 1, time]; None when nothing is padded.
    mask: Option<Tensor>,
}

impl Source {
    /// The sentences `rows`, in that order.
    pub(crate) fn select(&self, rows: &Tensor) -> Result<Self> {
        Ok(Self {
            memories: self.memories.iter().map(|m| m.select(rows)).collect::<Result<_>>()?,
            mask: self.mask.as_ref().map(|m| m.index_select(rows, 0)).transpose()?,
        })
    }
}

/// A decode in progress: `sentences × width` rows that have all written equally much.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) source: Source,
    // One cache a layer, over [sentences * width, ...]; empty before the first step.
    caches: Vec<Memory>,
    // How many ids have been read.
    pub(crate) len: usize,
}

impl State {
    /// Nothing written yet.
    pub(crate) fn new(source: Source) -> Self {
        Self { source, caches: Vec::new(), len: 0 }
    }

    /// How many rows it holds; before the first step, one for each sentence.
    pub(crate) fn n_rows(&self) -> Result<usize> {
        self.caches.first().map_or_else(|| self.n_sentences(), Memory::n_entries)
    }

    /// How many sentences it holds.
    pub(crate) fn n_sentences(&self) -> Result<usize> {
        self.source.memories.first().map_or(Ok(0), Memory::n_entries)
    }

    /// The state in which row `i` continues what row `rows[i]` has written.
    pub(crate) fn reorder(mut self, rows: &Tensor) -> Result<Self> {
        self.caches = self.caches.iter().map(|c| c.select(rows)).collect::<Result<_>>()?;
        Ok(self)
    }
}

impl Decoder {
    pub(crate) fn load(
        weights: &mut Weights,
        config: &ModelConfig,
    ) -> std::result::Result<Self, Error> {
        let (dim, stack) = (config.d_model, config.decoder);
        let mut layers = Vec::with_capacity(stack.n_layers);
        for i in 0..stack.n_layers {
            let name = format!("model.decoder.layers.{i}");
            let part = |p: &str| format!("{name}.{p}");
            let sizes = [dim, stack.n_heads];
            layers.push(Layer {
                attention: SelfAttention::load(weights, &part("self_attn"), sizes)?,
                attention_norm: LayerNorm::load(weights, &part("self_attn_layer_norm"), dim)?,
                cross: CrossAttention::load(weights, &part("encoder_attn"), sizes)?,
                cross_norm: LayerNorm::load(weights, &part("encoder_attn_layer_norm"), dim)?,
                feed_forward: FeedForward::load(
                    weights,
                    &name,
                    [dim, stack.ffn_dim],
                    config.activation,
                )?,
            });
        }
        Ok(Self { layers })
    }

    /// Keys and values of the source, computed once: [sentences, time, dim].
    pub(crate) fn remember(&self, states: &Tensor, mask: Option<Tensor>) -> Result<Source> {
        let memories = self.layers.iter().map(|l| l.cross.remember(states)).collect::<Result<_>>();
        Ok(Source { memories: memories?, mask })
    }

    /// One step: word vectors [sentences, width, dim] → target states of the same shape.
    pub(crate) fn step(&self, state: State, embedded: Tensor) -> Result<(State, Tensor)> {
        let (sentences, width, dim) = embedded.dims3()?;
        let mut old = state.caches.into_iter();
        let mut caches = Vec::with_capacity(self.layers.len());
        let mut x = embedded;
        for (layer, memory) in self.layers.iter().zip(&state.source.memories) {
            // Each hypothesis has its own past, so it is a row of its own here …
            let rows = x.reshape((sentences * width, 1, dim))?;
            let (attended, cache) = layer.attention.step(&rows, old.next())?;
            caches.push(cache);
            let rows = layer.attention_norm.add(&rows, &attended)?;
            // … and one of the queries of its sentence there.
            x = rows.reshape((sentences, width, dim))?;
            let (attended, _) = layer.cross.forward(&x, memory, state.source.mask.as_ref())?;
            x = layer.feed_forward.forward(&layer.cross_norm.add(&x, &attended)?)?;
        }
        Ok((State { source: state.source, caches, len: state.len + 1 }, x))
    }

    /// A whole given target at once: [sentences, time, dim] → target states, and the
    /// cross-attention of layer `layer`: [sentences, heads, target time, source time].
    pub(crate) fn forward(
        &self,
        source: &Source,
        embedded: Tensor,
        mask: &Tensor,
        layer: usize,
    ) -> Result<(Tensor, Option<Tensor>)> {
        let mut x = embedded;
        let mut wanted = None;
        for (i, (l, memory)) in self.layers.iter().zip(&source.memories).enumerate() {
            let attended = l.attention.forward(&x, Some(mask))?;
            x = l.attention_norm.add(&x, &attended)?;
            let (attended, attention) = l.cross.forward(&x, memory, source.mask.as_ref())?;
            if i == layer {
                wanted = Some(attention);
            }
            x = l.feed_forward.forward(&l.cross_norm.add(&x, &attended)?)?;
        }
        Ok((x, wanted))
    }
}
