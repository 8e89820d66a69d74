//! Config + weights → the whole network, from ids to scores of ids.

use candle_core::{Device, Result, Tensor};

use crate::nmt::Error;
use crate::nmt::config::{Embeddings, ModelConfig};
use crate::nmt::decoder::{Decoder, Source, State};
use crate::nmt::encoder::Encoder;
use crate::nmt::ops::{Linear, causal_mask, padding_mask, sinusoids};
use crate::nmt::weights::Weights;

const SHARED: &str = "model.shared.weight";
const ENCODER: &str = "model.encoder.embed_tokens.weight";
const DECODER: &str = "model.decoder.embed_tokens.weight";
const OUTPUT: &str = "lm_head.weight";

/// Word vectors and positions of one side.
#[derive(Clone, Debug)]
struct Embedding {
    // [words, dim]
    table: Tensor,
    // [positions, dim]
    positions: Tensor,
    scale: f64,
}

impl Embedding {
    /// Rows of ids, padded to one length → [rows, time, dim]; the first id stands at position `at`.
    fn forward(&self, ids: Vec<u32>, rows: usize, at: usize) -> Result<Tensor> {
        let time = ids.len() / rows;
        let dim = self.table.dim(1)?;
        let ids = Tensor::from_vec(ids, rows * time, self.table.device())?;
        let words = (self.table.index_select(&ids, 0)? * self.scale)?;
        words.reshape((rows, time, dim))?.broadcast_add(&self.positions.narrow(0, at, time)?)
    }
}

/// A Marian encoder–decoder.
#[derive(Clone, Debug)]
pub struct Model {
    config: ModelConfig,
    source: Embedding,
    target: Embedding,
    encoder: Encoder,
    decoder: Decoder,
    output: Linear,
}

impl Model {
    /// Takes every tensor the configuration asks for.
    ///
    /// # Errors
    /// When tensors are missing, left over or wrongly shaped: all of them, by name.
    pub fn load(config: ModelConfig, mut weights: Weights) -> std::result::Result<Self, Error> {
        let w = &mut weights;
        let dim = config.d_model;
        let [source, target, output] = tables(w, &config)?;
        let bias = output_bias(w, &config)?;
        #[expect(clippy::cast_precision_loss, reason = "widths are small")]
        let scale = if config.scale_embedding { (dim as f64).sqrt() } else { 1.0 };
        let source =
            Embedding { table: source, positions: positions(w, "encoder", &config)?, scale };
        let target =
            Embedding { table: target, positions: positions(w, "decoder", &config)?, scale };
        let model = Self {
            source,
            target,
            encoder: Encoder::load(w, &config)?,
            decoder: Decoder::load(w, &config)?,
            output: Linear::new(&output, bias)?,
            config,
        };
        weights.finish()?;
        Ok(model)
    }

    /// What the model is.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// Where it computes.
    #[must_use]
    pub fn device(&self) -> &Device {
        self.source.table.device()
    }

    /// The scores of every word, before the softmax, after each beginning of `target`. Both sides
    /// are ids with their marks: the source ends with the end mark, the target begins with the
    /// decoder's start mark.
    ///
    /// # Errors
    /// When an id or a length is outside the model.
    pub fn scores(
        &self,
        source: &[u32],
        target: &[u32],
    ) -> std::result::Result<Vec<Vec<f32>>, Error> {
        let (scores, _) = self.force(&self.encode(&[source])?, &[target], 0)?;
        Ok(scores.squeeze(0)?.to_vec2()?)
    }

    /// Reads the source sentences; shorter ones are padded and masked. None may be empty or longer
    /// than [`ModelConfig::max_positions`].
    pub(crate) fn encode(&self, sentences: &[&[u32]]) -> Result<Source> {
        let lens: Vec<usize> = sentences.iter().map(|s| s.len()).collect();
        let mask = padding_mask(&lens, self.source.table.device())?;
        let ids = pad(sentences, self.config.pad);
        let states = self.source.forward(ids, sentences.len(), 0)?;
        let states = self.encoder.forward(states, mask.as_ref())?;
        self.decoder.remember(&states, mask)
    }

    /// One step for `sentences × width` rows: row `i` reads `ids[i]`. Gives the scores of every
    /// word before the softmax: [rows, words].
    pub(crate) fn step(
        &self,
        state: State,
        ids: Vec<u32>,
        width: usize,
    ) -> Result<(State, Tensor)> {
        let (rows, dim) = (ids.len(), self.config.d_model);
        let embedded = self.target.forward(ids, rows, state.len)?;
        let embedded = embedded.reshape((rows / width, width, dim))?;
        let (state, states) = self.decoder.step(state, embedded)?;
        Ok((state, self.output.forward(&states)?.reshape((rows, self.config.tgt_vocab))?))
    }

    /// The decoder run over given inputs, one row of ids a sentence: the scores before the softmax
    /// [sentences, time, words], and the attention of one layer [sentences, heads, time, source].
    pub(crate) fn force(
        &self,
        source: &Source,
        inputs: &[&[u32]],
        layer: usize,
    ) -> Result<(Tensor, Option<Tensor>)> {
        let longest = inputs.iter().map(|i| i.len()).max().unwrap_or(0);
        let ids = pad(inputs, self.config.pad);
        let embedded = self.target.forward(ids, inputs.len(), 0)?;
        let mask = causal_mask(longest, self.target.table.device())?;
        let (states, attention) = self.decoder.forward(source, embedded, &mask, layer)?;
        Ok((self.output.forward(&states)?, attention))
    }
}

/// Rows of one length, filled up at the end.
fn pad(rows: &[&[u32]], with: u32) -> Vec<u32> {
    let longest = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    rows.iter()
        .flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(with, longest - row.len())))
        .collect()
}

/// The tables of encoder, decoder and output: the names files give them, the most usual first. Equal
/// lists mean one table.
pub(crate) fn table_names(embeddings: Embeddings) -> [&'static [&'static str]; 3] {
    const ALL: &[&str] = &[SHARED, ENCODER, DECODER, OUTPUT];
    const TARGET: &[&str] = &[DECODER, OUTPUT];
    match embeddings {
        Embeddings::Shared => [ALL, ALL, ALL],
        Embeddings::OutputTied => [&[ENCODER], TARGET, TARGET],
        Embeddings::InputsShared => [&[ENCODER, SHARED], &[DECODER, SHARED], &[OUTPUT]],
        Embeddings::Separate => [&[ENCODER], &[DECODER], &[OUTPUT]],
    }
}

fn tables(w: &mut Weights, config: &ModelConfig) -> std::result::Result<[Tensor; 3], Error> {
    let names = table_names(config.embeddings);
    let mut take = |names: &[&str], words| match w.take_any(names, &[words, config.d_model])? {
        Some(table) => Ok(table),
        None => w.take(names[0], &[words, config.d_model]),
    };
    let output = take(names[2], config.tgt_vocab)?;
    let target =
        if names[1] == names[2] { output.clone() } else { take(names[1], config.tgt_vocab)? };
    let source =
        if names[0] == names[1] { target.clone() } else { take(names[0], config.src_vocab)? };
    Ok([source, target, output])
}

/// What is added to the scores of words, where the file has it.
pub(crate) fn output_bias(
    w: &mut Weights,
    config: &ModelConfig,
) -> std::result::Result<Option<Tensor>, Error> {
    let bias = w.take_any(&["final_logits_bias"], &[1, config.tgt_vocab])?;
    Ok(bias.map(|b| b.flatten_all()).transpose()?)
}

/// The table of positions: the file's own, or the same sinusoids computed.
pub(crate) fn positions(
    w: &mut Weights,
    side: &str,
    config: &ModelConfig,
) -> std::result::Result<Tensor, Error> {
    match own_positions(w, side, config)? {
        Some(table) => Ok(table),
        None => Ok(sinusoids(config.max_positions, config.d_model, w.device())?),
    }
}

/// The file's own table of positions, where it has one.
pub(crate) fn own_positions(
    w: &mut Weights,
    side: &str,
    config: &ModelConfig,
) -> std::result::Result<Option<Tensor>, Error> {
    let name = format!("model.{side}.embed_positions.weight");
    w.take_any(&[&name], &[config.max_positions, config.d_model])
}
