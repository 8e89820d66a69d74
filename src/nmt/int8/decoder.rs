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
    // The same of the rows read so far that some hypothesis still looks at.
    read: Vec<Memory>,
    n_read: usize,
    // Of each row read, at which place of those memories it stands, or stood.
    places: Vec<u32>,
    // Of each place, whether somebody looks at it.
    kept: Vec<bool>,
    // What each row read attended to in the source, by the heads that link words: [read, source].
    attention: Vec<f32>,
    /// The states whose words' probabilities are still to be told: [read, dim].
    pub(crate) untold: Vec<f32>,
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

    /// Where row `i` stands among those remembered.
    pub(crate) fn place(&self, i: u32) -> u32 {
        self.places[i as usize]
    }

    /// Leaves every place to others but those of the rows `seen`.
    pub(crate) fn keep(&mut self, seen: impl Iterator<Item = u32>) {
        self.kept.fill(false);
        seen.for_each(|row| self.kept[self.places[row as usize] as usize] = true);
    }

    /// The place of the next row: one that is left, or a new one.
    pub(crate) fn take_place(&mut self) -> u32 {
        let at = self.kept.iter().position(|kept| !kept).unwrap_or(self.kept.len());
        if at == self.kept.len() {
            self.kept.push(true);
        }
        self.kept[at] = true;
        let place = u32::try_from(at).expect("far fewer than 2^32 rows");
        self.places.push(place);
        place
    }

    /// What row `i` attended to in the source.
    pub(crate) fn attention(&self, i: usize) -> &[f32] {
        &self.attention[i * self.n_source..][..self.n_source]
    }

    /// Forgets what was read, but not the source.
    pub(crate) fn rewind(&mut self) {
        self.n_read = 0;
        self.attention.clear();
        self.untold.clear();
        self.places.clear();
        self.kept.clear();
        self.read.iter_mut().for_each(Memory::clear);
    }
}

/// One id to read.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Whose it is, as a place in the list of pasts.
    pub(crate) past: usize,
    /// The places of the rows of that past it continues and, at the end, its own: a part of the list of `seen`.
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

    /// Adds a row that continues the rows at the places `before` of past `past` and will be remembered at `own`.
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
                rows.clone().enumerate().for_each(|(at, row)| split(s.queries.row(row), at, heads));
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
            for (i, row) in (r..).zip(group) {
                let own = rows.seen[row.seen.end - 1] as usize;
                split(&s.queries.row(i)[dim..], own, heads);
            }
            for (h, (head, memory)) in (0..dim).step_by(width).zip(&*heads).enumerate() {
                heads.get(h + 1).into_iter().for_each(Memory::fetch);
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
            let memories = &past.source[layer * self.n_heads..][..self.n_heads];
            for (h, (head, memory)) in (0..dim).step_by(width).zip(memories).enumerate() {
                memories.get(h + 1).into_iter().for_each(Memory::fetch);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_nobody_looks_at_is_taken_again() {
        let mut past = Past::default();
        let take = |past: &mut Past, seen: &[u32], n: usize| -> Vec<u32> {
            past.keep(seen.iter().copied());
            (0..n).map(|_| past.take_place()).collect()
        };
        assert_eq!(take(&mut past, &[], 2), [0, 1]);
        assert_eq!(take(&mut past, &[0, 1], 2), [2, 3]);
        // Rows 1 and 2 were left behind: rows 4, 5 and 6 stand where they stood and behind the last.
        assert_eq!(take(&mut past, &[0, 3], 3), [1, 2, 4]);
        assert_eq!((past.place(3), past.place(4), past.place(6)), (3, 1, 4));
        past.rewind();
        assert_eq!(take(&mut past, &[], 1), [0]);
    }
}
