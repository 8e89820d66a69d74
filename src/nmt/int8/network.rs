//! Config + weights → the whole network in bytes, from ids to scores of ids.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::nmt::Error;
use crate::nmt::attention::AttentionHeads;
use crate::nmt::config::ModelConfig;
use crate::nmt::int8::decoder::{Decoder, Past, Rows};
use crate::nmt::int8::encoder::Encoder;
use crate::nmt::int8::halved::Halved;
use crate::nmt::int8::isa::{Isa, Kind};
use crate::nmt::int8::kernels::{LONGEST, at_once};
use crate::nmt::int8::layers::Scratch;
use crate::nmt::int8::matrix::Matrix;
use crate::nmt::int8::packed::{BLOCK, Packed};
use crate::nmt::int8::positions::Positions;
use crate::nmt::int8::vocabulary::{Answer, Ask, Listed, Tables, answer};
use crate::nmt::int8::winner::Contest;
use crate::nmt::model::{output_bias, own_positions, table_names};
use crate::nmt::weights::Weights;

/// Word vectors and positions of one side.
#[derive(Clone, Debug)]
struct Embedding {
    table: Arc<Packed>,
    positions: Positions,
    scale: f32,
}

impl Embedding {
    /// The vector of word `id` at position `at`.
    fn read(&self, id: u32, at: usize, out: &mut [f32]) {
        self.table.look_up(id as usize, self.scale, out);
        let position = self.positions.row(at);
        out.iter_mut().zip(position).for_each(|(x, p)| *x += p);
    }
}

/// A Marian encoder–decoder whose weights are signed bytes.
#[derive(Clone, Debug)]
pub struct Network {
    config: ModelConfig,
    isa: Isa,
    source: Embedding,
    target: Embedding,
    encoder: Encoder,
    decoder: Decoder,
    output: Arc<Packed>,
    // The same in halves, from when it is first wanted.
    halved: OnceLock<Option<Box<Halved>>>,
    // Empty where no sentence has a list.
    common: Listed,
}

/// Memory of one thread, used again for every step.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    scratch: Scratch,
    pub(crate) rows: Rows,
    pub(crate) asks: Vec<Ask>,
    pub(crate) answers: Vec<Answer>,
    contest: Contest,
}

/// One id to read at a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) id: u32,
    pub(crate) at: usize,
}

impl Network {
    /// Takes every tensor the configuration asks for.
    ///
    /// # Errors
    /// When tensors are missing, left over or wrongly shaped: all of them, by name.
    pub fn load(config: ModelConfig, mut weights: Weights, isa: Isa) -> Result<Self, Error> {
        let w = &mut weights;
        let bias = output_bias(w, &config)?.map_or(Ok(Vec::new()), |b| b.to_vec1())?;
        let [source, target, output] = tables(w, &config, &bias)?;
        #[expect(clippy::cast_precision_loss, reason = "widths are small")]
        let scale = if config.scale_embedding { (config.d_model as f32).sqrt() } else { 1.0 };
        let [read_at, written_at] = both_positions(w, &config)?;
        let network = Self {
            source: Embedding { table: source, positions: read_at, scale },
            target: Embedding { table: target, positions: written_at, scale },
            encoder: Encoder::load(w, &config)?,
            decoder: Decoder::load(w, &config)?,
            output,
            halved: OnceLock::new(),
            common: Listed::default(),
            isa,
            config,
        };
        weights.finish()?;
        Ok(network)
    }

    /// Whether sums over the longest rows of such a model fit in 32 bits.
    #[must_use]
    pub fn takes(config: &ModelConfig) -> bool {
        config.d_model.max(config.encoder.ffn_dim).max(config.decoder.ffn_dim) <= LONGEST
    }

    /// How many rows of a step pay. A table that stays in the caches serves few rows as well as many, and few leave
    /// room for what they attend to: as many as two passes of the product take. One that does not should serve many
    /// at once.
    pub(crate) fn good_rows(&self) -> usize {
        const CACHED: usize = 6 << 20;
        let table = self.config.tgt_vocab * self.config.d_model;
        if table <= CACHED { 2 * at_once(self.isa) } else { 128 }
    }

    /// What the model is.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// Reads source sentences; `pasts[i]` forgets what it held and gets sentence `i`. None may be
    /// empty or longer than the model's positions.
    pub(crate) fn encode(&self, w: &mut Workspace, sentences: &[&[u32]], pasts: &mut [Past]) {
        let mut pasts = pasts;
        for few in in_lots(sentences) {
            let (now, later) = pasts.split_at_mut(few.len());
            self.encode_lot(&mut w.scratch, few, now);
            pasts = later;
        }
    }

    fn encode_lot(&self, s: &mut Scratch, sentences: &[&[u32]], pasts: &mut [Past]) {
        s.x.reset(sentences.iter().map(|ids| ids.len()).sum(), self.config.d_model);
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
        for ids in sentences {
            let start = ranges.last().map_or(0, |range| range.end);
            for (at, &id) in ids.iter().enumerate() {
                self.source.read(id, at, s.x.row_mut(start + at));
            }
            ranges.push(start..start + ids.len());
        }
        self.encoder.run(self.isa, s, &ranges);
        self.decoder.remember(self.isa, s, &ranges, pasts);
    }

    /// Sets the words that every sentence with a list may become, in rising order.
    pub(crate) fn share(&mut self, ids: &[u32]) {
        self.common.fill(&self.output, ids);
    }

    /// Lets sentence `past` become nothing but the common words and those of `ids`, in rising order.
    pub(crate) fn list(&self, ids: &[u32], past: &mut Past) {
        past.listed.insert(past.spare.take().unwrap_or_default()).fill(&self.output, ids);
    }

    /// Reads an id in each of `w.rows`; `w.answers` gets the answers to `w.asks`.
    pub(crate) fn step(
        &self,
        w: &mut Workspace,
        readings: &[Reading],
        pasts: &mut [Past],
        heads: &AttentionHeads,
    ) {
        self.read(w, readings, pasts, heads);
        w.scratch.bytes.fill(self.isa, &w.scratch.x);
        let rows = &w.rows.rows;
        let own = |row: usize| pasts.get(rows.get(row)?.past)?.listed.as_ref();
        let tables = Tables { all: &self.output, common: &self.common };
        answer(self.isa, (tables, &w.scratch.bytes), own, &w.asks, &mut w.answers);
    }

    /// Whether [`Self::winner`] can be asked, and is faster: that takes instructions that sum bytes as fast as half
    /// the weights come from memory. The first to ask waits for the table to be halved.
    pub(crate) fn has_winners(&self) -> bool {
        matches!(self.isa.kind(), Kind::Avx512Vnni | Kind::Tiles) && self.halves().is_some()
    }

    fn halves(&self) -> Option<&Halved> {
        self.halved.get_or_init(|| Halved::of(self.isa, &self.output).map(Box::new)).as_deref()
    }

    /// Reads an id in the only row of `w.rows` and gives the best that may come next, without its probability:
    /// [`Self::tell`] tells those of a whole sentence. `None` when there is none.
    pub(crate) fn winner(
        &self,
        w: &mut Workspace,
        readings: &[Reading],
        pasts: &mut [Past],
        heads: &AttentionHeads,
    ) -> Option<u32> {
        self.read(w, readings, pasts, heads);
        pasts[0].untold.extend_from_slice(w.scratch.x.row(0));
        let ruling = &w.asks[0].ruling;
        if let Some(only) = ruling.only {
            return Some(only).filter(|&id| !ruling.bans(id));
        }
        w.scratch.bytes.fill(self.isa, &w.scratch.x);
        let row = (&*self.output, &w.scratch.bytes);
        self.halves()?.best(self.isa, row, &ruling.banned, &mut w.contest)
    }

    /// `w.answers` gets the answers to `w.asks` after each id that [`Self::winner`] read.
    pub(crate) fn tell(&self, w: &mut Workspace, past: &Past) {
        let (x, dim) = (&mut w.scratch.x, self.config.d_model);
        x.reset(past.untold.len() / dim, dim);
        let states = past.untold.chunks_exact(dim).enumerate();
        states.for_each(|(i, state)| x.row_mut(i).copy_from_slice(state));
        w.scratch.bytes.fill(self.isa, x);
        let tables = Tables { all: &self.output, common: &self.common };
        answer(self.isa, (tables, &w.scratch.bytes), |_| None, &w.asks, &mut w.answers);
    }

    /// The scores of every word, before the softmax, after each beginning of `target`.
    pub(crate) fn scores(&self, source: &[u32], target: &[u32]) -> Vec<Vec<f32>> {
        let (mut w, mut past) = (Workspace::default(), Past::default());
        self.encode(&mut w, &[source], std::slice::from_mut(&mut past));
        let mut readings = Vec::new();
        for (at, (&id, own)) in target.iter().zip(0..).enumerate() {
            readings.push(Reading { id, at });
            w.rows.push(0, 0..own, own);
        }
        let heads = AttentionHeads::guess(self.config.decoder);
        self.read(&mut w, &readings, std::slice::from_mut(&mut past), &heads);
        let mut scores = Matrix::default();
        w.scratch.bytes.fill(self.isa, &w.scratch.x);
        self.output.multiply(self.isa, &w.scratch.bytes, &mut scores);
        (0..scores.rows()).map(|i| scores.row(i).to_vec()).collect()
    }

    fn read(
        &self,
        w: &mut Workspace,
        readings: &[Reading],
        pasts: &mut [Past],
        heads: &AttentionHeads,
    ) {
        w.scratch.x.reset(readings.len(), self.config.d_model);
        for (i, reading) in readings.iter().enumerate() {
            self.target.read(reading.id, reading.at, w.scratch.x.row_mut(i));
        }
        self.decoder.run(self.isa, &mut w.scratch, (&w.rows, pasts), heads);
    }
}

/// Sentences in lots of about as many rows as one pass over the weights serves: more would be multiplied in
/// several passes all the same, and what they are in between would leave the nearer caches.
fn in_lots<'a, 's>(sentences: &'a [&'s [u32]]) -> impl Iterator<Item = &'a [&'s [u32]]> {
    let mut rest = sentences;
    std::iter::from_fn(move || {
        let mut rows = 0;
        let n = rest.iter().take_while(|ids| {
            rows += ids.len();
            rows <= BLOCK || rows == ids.len()
        });
        let (lot, later) = rest.split_at(n.count());
        rest = later;
        (!lot.is_empty()).then_some(lot)
    })
}

/// The positions of what is read and of what is written; sinusoids are the same on both sides.
fn both_positions(w: &mut Weights, config: &ModelConfig) -> Result<[Positions; 2], Error> {
    let waves = Positions::waves(config);
    let mut table = |side| match own_positions(w, side, config)? {
        Some(table) => Positions::of(&table, config),
        None => Ok(waves.clone()),
    };
    Ok([table("encoder")?, table("decoder")?])
}

/// The tables of encoder, decoder and output, shared where the model shares them.
fn tables(w: &mut Weights, config: &ModelConfig, bias: &[f32]) -> Result<[Arc<Packed>; 3], Error> {
    let names = table_names(config.embeddings);
    let dim = config.d_model;
    let mut take = |names: &[&str], words| w.take_rows(names, [words, dim]);
    let output = take(names[2], config.tgt_vocab)?;
    let output = Arc::new(Packed::new(&[output], bias).bounded());
    let target = if names[1] == names[2] {
        Arc::clone(&output)
    } else {
        Arc::new(Packed::new(&[take(names[1], config.tgt_vocab)?], &[]))
    };
    let source = if names[0] == names[1] {
        Arc::clone(&target)
    } else {
        Arc::new(Packed::new(&[take(names[0], config.src_vocab)?], &[]))
    };
    Ok([source, target, output])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_hold_every_sentence_in_order_and_no_more_than_a_pass_serves() {
        let lengths = [5, BLOCK - 5, 1, BLOCK + 40, 1, 1, BLOCK, 2];
        let ids: Vec<Vec<u32>> = lengths.iter().map(|&n| vec![0; n]).collect();
        let ids: Vec<&[u32]> = ids.iter().map(Vec::as_slice).collect();
        let lots = in_lots(&ids).map(|lot| lot.iter().map(|ids| ids.len()).collect::<Vec<_>>());
        let expected =
            [vec![5, BLOCK - 5], vec![1], vec![BLOCK + 40], vec![1, 1], vec![BLOCK], vec![2]];
        assert_eq!(lots.collect::<Vec<_>>(), expected);
        assert_eq!(in_lots(&[]).count(), 0);
    }
}
