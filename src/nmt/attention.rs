//! Multi-head attention, and the choice of heads that link words.

use candle_core::{Result, Tensor};

use crate::nmt::Error;
use crate::nmt::config::Stack;
use crate::nmt::keys::Keys;
use crate::nmt::ops::{Linear, softmax};
use crate::nmt::weights::Weights;

/// Which cross-attention is read as word alignment.
///
/// A row of attention belongs to the step that *produces* a piece, but with most models the
/// attention that shows what a piece translates is that of the next step, which has the piece as
/// its *input* (Shift-Att, arXiv 2004.14837). A model trained to align while it produces does not
/// need the shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttentionHeads {
    /// The decoder layer, from 0.
    pub layer: usize,
    /// The heads of that layer whose mean is taken, from 0; never empty.
    pub heads: Vec<usize>,
    /// When a piece's row is read.
    pub read: ReadAt,
}

/// When the attention row of a piece is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAt {
    /// At the step that produces the piece.
    Output,
    /// One step later, when the piece is the decoder's input.
    Input,
}

impl AttentionHeads {
    /// The key of `config.json` that names the heads.
    pub const KEY: &'static str = "tarjuman_alignment";

    /// The choice for a model that says nothing: every head of the last layer but one, read one
    /// step later.
    #[must_use]
    pub fn guess(decoder: Stack) -> Self {
        let heads = (0..decoder.n_heads).collect();
        Self { layer: decoder.n_layers.saturating_sub(2), heads, read: ReadAt::Input }
    }

    /// Whether the decoder has such a layer and such heads.
    #[must_use]
    pub fn fit(&self, decoder: Stack) -> bool {
        self.layer < decoder.n_layers
            && !self.heads.is_empty()
            && self.heads.iter().all(|&head| head < decoder.n_heads)
    }

    pub(crate) fn read(keys: &Keys) -> std::result::Result<Option<Self>, Error> {
        let expected = "{\"layer\": number, \"heads\": [numbers], \"shift\": true or false}";
        keys.get(Self::KEY, expected, |v| {
            let number = |v: &serde_json::Value| usize::try_from(v.as_u64()?).ok();
            let heads = v.get("heads")?.as_array()?.iter().map(number).collect::<Option<_>>()?;
            let shift = v.get("shift")?.as_bool()?;
            let read = if shift { ReadAt::Input } else { ReadAt::Output };
            Some(Self { layer: number(v.get("layer")?)?, heads, read })
        })
    }
}

/// Keys and values to attend to.
#[derive(Clone, Debug)]
pub struct Memory {
    // [batch, heads, head_dim, time]: turned once, for the product with the queries.
    keys: Tensor,
    // [batch, heads, time, head_dim]
    values: Tensor,
}

impl Memory {
    /// The batch entries `rows`, in that order.
    pub(crate) fn select(&self, rows: &Tensor) -> Result<Self> {
        Ok(Self {
            keys: self.keys.index_select(rows, 0)?,
            values: self.values.index_select(rows, 0)?,
        })
    }

    /// How many batch entries it holds.
    pub(crate) fn n_entries(&self) -> Result<usize> {
        self.keys.dim(0)
    }

    /// What came before, then what is new.
    fn append(self, new: &Self) -> Result<Self> {
        Ok(Self {
            keys: Tensor::cat(&[&self.keys, &new.keys], 3)?,
            values: Tensor::cat(&[&self.values, &new.values], 2)?,
        })
    }
}

/// Attention of a sequence to itself.
#[derive(Clone, Debug)]
pub struct SelfAttention {
    // Queries, keys and values in one product.
    inputs: Linear,
    output: Linear,
    heads: Heads,
}

/// Attention of the target to the source.
#[derive(Clone, Debug)]
pub struct CrossAttention {
    queries: Linear,
    // Keys and values in one product.
    memory: Linear,
    output: Linear,
    heads: Heads,
}

impl SelfAttention {
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        [dim, n_heads]: [usize; 2],
    ) -> std::result::Result<Self, Error> {
        let part = |p: &str| format!("{name}.{p}_proj");
        let names = [part("q"), part("k"), part("v")];
        Ok(Self {
            inputs: Linear::load_side_by_side(weights, &names, [dim, dim])?,
            output: Linear::load(weights, &part("out"), [dim, dim])?,
            heads: Heads { n: n_heads, dim: dim / n_heads },
        })
    }

    /// All positions at once: [batch, time, dim] → the same.
    pub(crate) fn forward(&self, x: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let (queries, memory) = self.project(x)?;
        let (mixed, _) = self.heads.attend(&queries, &memory, mask)?;
        self.output.forward(&mixed)
    }

    /// One more position: [rows, 1, dim] → the same, and the grown cache.
    pub(crate) fn step(&self, x: &Tensor, cache: Option<Memory>) -> Result<(Tensor, Memory)> {
        let (queries, new) = self.project(x)?;
        let memory = match cache {
            Some(cache) => cache.append(&new)?,
            None => new,
        };
        let (mixed, _) = self.heads.attend(&queries, &memory, None)?;
        Ok((self.output.forward(&mixed)?, memory))
    }

    fn project(&self, x: &Tensor) -> Result<(Tensor, Memory)> {
        let all = self.inputs.forward(x)?; // [batch, time, 3 * dim]
        let dim = self.heads.n * self.heads.dim;
        let part = |i: usize| all.narrow(2, i * dim, dim);
        let memory = self.heads.memory(&part(1)?, &part(2)?)?;
        Ok((self.heads.split(&part(0)?)?, memory))
    }
}

impl CrossAttention {
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        [dim, n_heads]: [usize; 2],
    ) -> std::result::Result<Self, Error> {
        let part = |p: &str| format!("{name}.{p}_proj");
        let names = [part("k"), part("v")];
        Ok(Self {
            queries: Linear::load(weights, &part("q"), [dim, dim])?,
            memory: Linear::load_side_by_side(weights, &names, [dim, dim])?,
            output: Linear::load(weights, &part("out"), [dim, dim])?,
            heads: Heads { n: n_heads, dim: dim / n_heads },
        })
    }

    /// Keys and values of the source, once for a sentence: [batch, time, dim].
    pub(crate) fn remember(&self, states: &Tensor) -> Result<Memory> {
        let all = self.memory.forward(states)?;
        let dim = self.heads.n * self.heads.dim;
        self.heads.memory(&all.narrow(2, 0, dim)?, &all.narrow(2, dim, dim)?)
    }

    /// [batch, queries, dim] → the same, and the attention [batch, heads, queries, time].
    ///
    /// A query may be a position of the target or one of several hypotheses: all that belong to one
    /// sentence share its memory.
    pub(crate) fn forward(
        &self,
        x: &Tensor,
        memory: &Memory,
        mask: Option<&Tensor>,
    ) -> Result<(Tensor, Tensor)> {
        let queries = self.heads.split(&self.queries.forward(x)?)?;
        let (mixed, attention) = self.heads.attend(&queries, memory, mask)?;
        Ok((self.output.forward(&mixed)?, attention))
    }
}

#[derive(Clone, Copy, Debug)]
struct Heads {
    n: usize,
    dim: usize,
}

impl Heads {
    /// `[batch, time, dim]` → `[batch, heads, time, head_dim]`
    fn split(self, x: &Tensor) -> Result<Tensor> {
        let (batch, time, _) = x.dims3()?;
        x.reshape((batch, time, self.n, self.dim))?.transpose(1, 2)?.contiguous()
    }

    fn memory(self, keys: &Tensor, values: &Tensor) -> Result<Memory> {
        let (batch, time, _) = keys.dims3()?;
        let keys = keys.reshape((batch, time, self.n, self.dim))?;
        Ok(Memory { keys: keys.permute((0, 2, 3, 1))?.contiguous()?, values: self.split(values)? })
    }

    /// Mixed values [batch, queries, dim] and attention [batch, heads, queries, time].
    fn attend(
        self,
        queries: &Tensor,
        memory: &Memory,
        mask: Option<&Tensor>,
    ) -> Result<(Tensor, Tensor)> {
        let (batch, _, n, _) = queries.dims4()?;
        #[expect(clippy::cast_precision_loss, reason = "a head is at most a few hundred wide")]
        let scale = (self.dim as f64).sqrt().recip();
        let scores = (queries.matmul(&memory.keys)? * scale)?;
        let scores = match mask {
            Some(mask) => scores.broadcast_add(mask)?,
            None => scores,
        };
        let attention = softmax(&scores)?;
        let mixed = attention.matmul(&memory.values)?;
        let mixed = mixed.transpose(1, 2)?.reshape((batch, n, self.n * self.dim))?;
        Ok((mixed, attention))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    const HEADS: Heads = Heads { n: 2, dim: 2 };

    fn random(seed: f32, batch: usize, time: usize) -> Tensor {
        let n = u8::try_from(batch * time * 4).expect("small");
        let values = (0..n).map(|i| (f32::from(i) * 1.7 + seed).sin()).collect();
        Tensor::from_vec(values, (batch, time, 4), &Device::Cpu).unwrap()
    }

    fn flat(t: &Tensor) -> Vec<f32> {
        t.flatten_all().unwrap().to_vec1().unwrap()
    }

    fn close(a: &Tensor, b: &Tensor) -> bool {
        a.dims() == b.dims() && flat(a).iter().zip(flat(b)).all(|(x, y)| (x - y).abs() < 1e-6)
    }

    #[test]
    fn equal_keys_are_attended_to_equally() {
        let keys = Tensor::ones((1, 2, 4), candle_core::DType::F32, &Device::Cpu).unwrap();
        let values = Tensor::new(&[[[0f32, 2.0, 4.0, 6.0], [2.0, 4.0, 0.0, 0.0]]], &Device::Cpu);
        let memory = HEADS.memory(&keys, &values.unwrap()).unwrap();
        let queries = HEADS.split(&random(0.3, 1, 1)).unwrap();
        let (mixed, attention) = HEADS.attend(&queries, &memory, None).unwrap();
        assert_eq!(flat(&attention), [0.5; 4]);
        assert_eq!(flat(&mixed), [1.0, 3.0, 2.0, 3.0]);
    }

    #[test]
    fn a_masked_column_might_as_well_not_be_there() {
        let (keys, values) = (random(1.0, 1, 3), random(2.0, 1, 3));
        let queries = HEADS.split(&random(3.0, 1, 2)).unwrap();
        let long = HEADS.memory(&keys, &values).unwrap();
        let cut = |t: &Tensor| t.narrow(1, 0, 2).unwrap().contiguous().unwrap();
        let short = HEADS.memory(&cut(&keys), &cut(&values)).unwrap();
        let mask = Tensor::new(&[[[[0f32, 0.0, f32::NEG_INFINITY]]]], &Device::Cpu).unwrap();
        let (masked, attention) = HEADS.attend(&queries, &long, Some(&mask)).unwrap();
        let (plain, _) = HEADS.attend(&queries, &short, None).unwrap();
        assert!(close(&masked, &plain));
        assert_eq!(flat(&attention.narrow(3, 2, 1).unwrap()), [0.0; 4]);
    }

    #[test]
    fn appending_to_the_cache_equals_remembering_all() {
        let (keys, values) = (random(1.0, 2, 3), random(2.0, 2, 3));
        let part = |t: &Tensor, from, len| t.narrow(1, from, len).unwrap().contiguous().unwrap();
        let memory = |from, len| HEADS.memory(&part(&keys, from, len), &part(&values, from, len));
        let grown = memory(0, 2).unwrap().append(&memory(2, 1).unwrap()).unwrap();
        let whole = memory(0, 3).unwrap();
        assert!(close(&grown.keys, &whole.keys) && close(&grown.values, &whole.values));
    }
}
