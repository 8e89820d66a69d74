//! Source states and target ids → target states, any number of rows of any number of sentences.
//!
//! A row is one id read after others. What it attends to are rows read before it, named one by one:
//! so hypotheses that share a beginning share its keys and values, and going on from another
//! hypothesis moves no number.

use std::ops::Range;

use crate::nmt::Error;
use crate::nmt::attention::AttentionHeads;
use crate::nmt::config::ModelConfig;
use crate::nmt::int8::attend::{Memory, Seen, attend, split};
use crate::nmt::int8::isa::Isa;
use crate::nmt::int8::layers::{FeedForward, Norm, Scratch, linear};
use crate::nmt::int8::packed::Packed;
use crate::nmt::int8::vocabulary::Listed;
use crate::nmt::weights::Weights;

#[derive(Clone, Debug)]
struct Layer {
    // Queries, keys and values in one product.
    inputs: Packed,
    output: Packed,
    norm: Norm,
    source_queries: Packed,
    // Keys and values of the source in one product.
    source_memory: Packed,
    source_output: Packed,
    source_norm: Norm,
    feed_forward: FeedForward,
}

/// A stack of layers that attend to what is written so far and to the source.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    layers: Vec<Layer>,
    n_heads: usize,
}

/// What the decoder remembers of one sentence.
#[derive(Debug, Default)]
pub(crate) struct Past {
    // Keys and values of the source, one memory a layer and head.
    source: Vec<Memory>,
    n_source: usize,
    // The same of every row read so far.
    read: Vec<Memory>,
    n_read: usize,
    // What each row read attended to in the source, by the heads that link words: [read, source].
    attention: Vec<f32>,
    /// The words it may become beside the common ones, where not all may come.
    pub(crate) listed: Option<Listed>,
    // Memory of an earlier list.
    pub(crate) spare: Option<Listed>,
}

impl Past {
    /// How many rows have been read.
    pub(crate) fn n_read(&self) -> usize {
        self.n_read
    }

    /// What row `i` attended to in the source.
    pub(crate) fn attention(&self, i: usize) -> &[f32] {
        &self.attention[i * self.n_source..][..self.n_source]
    }

    /// Forgets what was read, but not the source.
    pub(crate) fn rewind(&mut self) {
        self.n_read = 0;
        self.attention.clear();
        self.read.iter_mut().for_each(Memory::clear);
    }
}

/// One id to read.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Whose it is, as a place in the list of pasts.
    pub(crate) past: usize,
    /// The rows of that past it continues and, at the end, itself: a part of the list of `seen`.
    pub(crate) seen: Range<usize>,
}

/// The rows of one step. Those of one sentence stand together and are remembered in that order.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) seen: Vec<u32>,
}

impl Rows {
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.seen.clear();
    }

    /// Adds a row that continues the rows `before` of past `past` and will be remembered as `own`.
    pub(crate) fn push(&mut self, past: usize, before: impl Iterator<Item = u32>, own: u32) {
        let start = self.seen.len();
        self.seen.extend(before);
        self.seen.push(own);
        self.rows.push(Row { past, seen: start..self.seen.len() });
    }
}

impl Decoder {
    pub(crate) fn load(weights: &mut Weights, config: &ModelConfig) -> Result<Self, Error> {
        let (dim, stack) = (config.d_model, config.decoder);
        let square = [dim, dim];
        let mut layers = Vec::with_capacity(stack.n_layers);
        for i in 0..stack.n_layers {
            let name = format!("model.decoder.layers.{i}");
            let own = |p: &str| format!("{name}.self_attn.{p}_proj");
            let other = |p: &str| format!("{name}.encoder_attn.{p}_proj");
            let norm = |p: &str| format!("{name}.{p}_layer_norm");
            let sizes = [dim, stack.ffn_dim];
            layers.push(Layer {
                inputs: linear(weights, &[own("q"), own("k"), own("v")], square)?,
                output: linear(weights, &[own("out")], square)?,
                norm: Norm::load(weights, &norm("self_attn"), dim)?,
                source_queries: linear(weights, &[other("q")], square)?,
                source_memory: linear(weights, &[other("k"), other("v")], square)?,
                source_output: linear(weights, &[other("out")], square)?,
                source_norm: Norm::load(weights, &norm("encoder_attn"), dim)?,
                feed_forward: FeedForward::load(weights, &name, sizes, config.activation)?,
            });
        }
        Ok(Self { layers, n_heads: stack.n_heads })
    }

    /// Keys and values of the source states in `s.x`, computed once: `pasts[i]` gets those of the
    /// rows `sentences[i]`.
    pub(crate) fn remember(
        &self,
        isa: Isa,
        s: &mut Scratch,
        sentences: &[Range<usize>],
        pasts: &mut [Past],
    ) {
        s.bytes.fill(isa, &s.x);
        for past in pasts.iter_mut() {
            past.source.resize_with(self.layers.len() * self.n_heads, Memory::default);
            past.read.resize_with(self.layers.len() * self.n_heads, Memory::default);
            past.source.iter_mut().for_each(Memory::clear);
            past.spare = past.listed.take().or(past.spare.take());
            past.rewind();
        }
        for (i, layer) in self.layers.iter().enumerate() {
            layer.source_memory.multiply(isa, &s.bytes, &mut s.queries);
            for (rows, past) in sentences.iter().zip(pasts.iter_mut()) {
                past.n_source = rows.len();
                let heads = &mut past.source[i * self.n_heads..][..self.n_heads];
                rows.clone().for_each(|row| split(s.queries.row(row), heads));
            }
        }
    }

    /// Word vectors with positions in `s.x`, one for each of `rows`, become target states. Keys,
    /// values and the attention of `heads` are added to the pasts.
    pub(crate) fn run(
        &self,
        isa: Isa,
        s: &mut Scratch,
        (rows, pasts): (&Rows, &mut [Past]),
        heads: &AttentionHeads,
    ) {
        for (i, layer) in self.layers.iter().enumerate() {
            s.bytes.fill(isa, &s.x);
            layer.inputs.multiply(isa, &s.bytes, &mut s.queries);
            self.attend_to_read(isa, s, i, (rows, pasts));
            s.bytes.fill(isa, &s.mixed);
            layer.output.multiply(isa, &s.bytes, &mut s.added);
            layer.norm.add(isa, &mut s.x, &s.added);

            s.bytes.fill(isa, &s.x);
            layer.source_queries.multiply(isa, &s.bytes, &mut s.queries);
            let heads = if i == heads.layer { &heads.heads[..] } else { &[] };
            self.attend_to_source(isa, s, (rows, pasts), (i, heads));
            s.bytes.fill(isa, &s.mixed);
            layer.source_output.multiply(isa, &s.bytes, &mut s.added);
            layer.source_norm.add(isa, &mut s.x, &s.added);
            layer.feed_forward.run(isa, s);
        }
        for row in &rows.rows {
            pasts[row.past].n_read += 1;
        }
    }

    /// Each row's keys and values are remembered, then each attends to those it has seen. Rows of one
    /// sentence go head by head: what they look at stays near.
    fn attend_to_read(&self, isa: Isa, s: &mut Scratch, layer: usize, (rows, pasts): Step<'_>) {
        let dim = s.x.width();
        let width = dim / self.n_heads;
        s.mixed.reset(s.x.rows(), dim);
        let mut r = 0;
        for group in rows.rows.chunk_by(|a, b| a.past == b.past) {
            let past = &mut pasts[group[0].past];
            let heads = &mut past.read[layer * self.n_heads..][..self.n_heads];
            (r..r + group.len()).for_each(|i| split(&s.queries.row(i)[dim..], heads));
            for (head, memory) in (0..dim).step_by(width).zip(&*heads) {
                let of = (r..r + group.len(), head..head + width);
                let seen = |i: usize| Seen::Some(&rows.seen[group[i - r].seen.clone()]);
                let head = (isa, memory, &mut s.attention);
                attend(head, of, (&s.queries, &mut s.mixed), seen, |_, _| {});
            }
            r += group.len();
        }
    }

    /// The same for the source; `heads` are those whose attention is kept.
    fn attend_to_source(
        &self,
        isa: Isa,
        s: &mut Scratch,
        (rows, pasts): Step<'_>,
        (layer, heads): (usize, &[usize]),
    ) {
        let dim = s.x.width();
        let width = dim / self.n_heads;
        s.mixed.reset(s.x.rows(), dim);
        let mut r = 0;
        for group in rows.rows.chunk_by(|a, b| a.past == b.past) {
            let past = &mut pasts[group[0].past];
            let n = past.n_source;
            if !heads.is_empty() {
                past.attention.resize((past.n_read + group.len()) * n, 0.0);
            }
            for (h, head) in (0..dim).step_by(width).enumerate() {
                let memory = &past.source[layer * self.n_heads + h];
                let of = (r..r + group.len(), head..head + width);
                let head = (isa, memory, &mut s.attention);
                let (read, attention) = (past.n_read, &mut past.attention);
                let keep = |i: usize, weights: &[f32]| {
                    if heads.contains(&h) {
                        let out = &mut attention[(read + i - r) * n..][..n];
                        add_share(weights, heads.len(), out);
                    }
                };
                attend(head, of, (&s.queries, &mut s.mixed), |_| Seen::All, keep);
            }
            r += group.len();
        }
    }
}

/// The rows of a step and the pasts they belong to.
type Step<'s> = (&'s Rows, &'s mut [Past]);

/// Adds one of `n` parts of a mean.
fn add_share(weights: &[f32], n: usize, out: &mut [f32]) {
    #[expect(clippy::cast_precision_loss, reason = "heads are few")]
    let share = 1.0 / n as f32;
    for (out, &w) in out.iter_mut().zip(weights) {
        *out += w * share;
    }
}
