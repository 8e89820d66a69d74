//! `config.json`: the shape of a Marian model.
//!
//! Every key that changes the computation is honoured, or refused by name when its value asks for
//! something this engine does not do. A key that is left out has the default of the library that
//! writes these files. All other keys are ignored: published configurations carry dozens.

use crate::nmt::Error;
use crate::nmt::attention::AttentionHeads;
use crate::nmt::keys::Keys;

/// The non-linearity between the two feed-forward layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `max(x, 0)`.
    Relu,
    /// `x · sigmoid(x)`, also called `SiLU`.
    Swish,
    /// `x · Φ(x)`, by the error function.
    Gelu,
    /// The same by the tanh approximation.
    GeluTanh,
}

/// One stack of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stack {
    /// How many layers.
    pub n_layers: usize,
    /// Attention heads in each.
    pub n_heads: usize,
    /// Width of the feed-forward layer.
    pub ffn_dim: usize,
}

/// How the three tables of word vectors (encoder, decoder, output) hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embeddings {
    /// One table for all three.
    Shared,
    /// The decoder's table is also the output's; the encoder has its own.
    OutputTied,
    /// Encoder and decoder share a table; the output has its own.
    InputsShared,
    /// Three tables.
    Separate,
}

/// What the model is.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelConfig {
    /// Width of the states.
    pub d_model: usize,
    /// Words on the source side.
    pub src_vocab: usize,
    /// Words on the target side.
    pub tgt_vocab: usize,
    /// Positions, on either side; the end mark takes one.
    pub max_positions: usize,
    /// The encoder's layers.
    pub encoder: Stack,
    /// The decoder's layers.
    pub decoder: Stack,
    /// The non-linearity.
    pub activation: Activation,
    /// Whether word vectors are multiplied by the square root of the width.
    pub scale_embedding: bool,
    /// How the tables of word vectors hang together.
    pub embeddings: Embeddings,
    /// The end mark.
    pub eos: u32,
    /// Fills short rows of a batch.
    pub pad: u32,
    /// What the decoder is given before the first word.
    pub decoder_start: u32,
    /// Which cross-attention heads link words, where the model says so.
    pub alignment: Option<AttentionHeads>,
    /// The mean log-probability a piece below which about every second output is badly wrong, as
    /// measured on development sets by whoever trained the model. It changes no computation.
    pub unsure_below: Option<f32>,
}

/// The key of [`ModelConfig::unsure_below`].
const UNSURE: &str = "tarjuman_unsure_below";

/// Flags of older configurations that would change the computation, with the value we compute.
const FIXED: [(&str, bool); 7] = [
    ("is_encoder_decoder", true),
    ("is_decoder", false),
    ("normalize_before", false),
    ("normalize_embedding", false),
    ("add_final_layer_norm", false),
    ("add_bias_logits", false),
    ("static_position_embeddings", true),
];

impl ModelConfig {
    /// Reads the file; `file` names it in errors.
    ///
    /// # Errors
    /// When it is not JSON, a value is of the wrong kind, or asks for what we do not do.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let keys = Keys::parse(file, bytes)?;
        for (key, value) in FIXED {
            if keys.flag(key)?.is_some_and(|got| got != value) {
                return Err(keys.unsupported(key, if value { "true" } else { "false" }));
            }
        }
        if keys.get("model_type", "a name", |v| Some(v == "marian"))? == Some(false) {
            return Err(keys.unsupported("model_type", "marian"));
        }
        let src_vocab = keys.count("vocab_size")?.unwrap_or(58_101);
        let shared = keys.flag("share_encoder_decoder_embeddings")?.unwrap_or(true);
        let own_vocab = keys.count("decoder_vocab_size")?.filter(|&n| n != 0);
        let config = Self {
            d_model: keys.count("d_model")?.unwrap_or(1024),
            src_vocab,
            tgt_vocab: if shared { src_vocab } else { own_vocab.unwrap_or(src_vocab) },
            max_positions: keys.count("max_position_embeddings")?.unwrap_or(1024),
            encoder: stack(
                &keys,
                ["encoder_layers", "encoder_attention_heads", "encoder_ffn_dim"],
            )?,
            decoder: stack(
                &keys,
                ["decoder_layers", "decoder_attention_heads", "decoder_ffn_dim"],
            )?,
            activation: activation(&keys)?,
            scale_embedding: keys.flag("scale_embedding")?.unwrap_or(false),
            embeddings: match (shared, keys.flag("tie_word_embeddings")?.unwrap_or(true)) {
                (true, true) => Embeddings::Shared,
                (false, true) => Embeddings::OutputTied,
                (true, false) => Embeddings::InputsShared,
                (false, false) => Embeddings::Separate,
            },
            eos: keys.ids("eos_token_id")?.and_then(|ids| ids.first().copied()).unwrap_or(0),
            pad: keys.id("pad_token_id")?.unwrap_or(58_100),
            decoder_start: keys.id("decoder_start_token_id")?.unwrap_or(58_100),
            alignment: AttentionHeads::read(&keys)?,
            unsure_below: keys.number(UNSURE)?,
        };
        config.check(&keys)?;
        Ok(config)
    }

    /// What must hold between the values.
    fn check(&self, keys: &Keys) -> Result<(), Error> {
        for (key, value) in [
            ("d_model", self.d_model),
            ("vocab_size", self.src_vocab),
            ("max_position_embeddings", self.max_positions),
            ("encoder_ffn_dim", self.encoder.ffn_dim),
            ("decoder_ffn_dim", self.decoder.ffn_dim),
            ("decoder_layers", self.decoder.n_layers),
        ] {
            if value == 0 {
                return Err(keys.wrong(key, "greater than 0"));
            }
        }
        for (key, heads) in [
            ("encoder_attention_heads", self.encoder.n_heads),
            ("decoder_attention_heads", self.decoder.n_heads),
        ] {
            if heads == 0 || !self.d_model.is_multiple_of(heads) {
                return Err(keys.wrong(key, "a divisor of d_model"));
            }
        }
        for (key, id, size) in [
            ("eos_token_id", self.eos, self.tgt_vocab.min(self.src_vocab)),
            ("decoder_start_token_id", self.decoder_start, self.tgt_vocab),
            ("pad_token_id", self.pad, self.tgt_vocab.max(self.src_vocab)),
        ] {
            if id as usize >= size {
                return Err(keys.wrong(key, "an id inside the vocabulary"));
            }
        }
        if let Some(heads) = &self.alignment
            && !heads.fit(self.decoder)
        {
            return Err(keys.wrong(AttentionHeads::KEY, "a layer and heads that the decoder has"));
        }
        Ok(())
    }
}

fn stack(keys: &Keys, [layers, heads, ffn]: [&str; 3]) -> Result<Stack, Error> {
    Ok(Stack {
        n_layers: keys.count(layers)?.unwrap_or(12),
        n_heads: keys.count(heads)?.unwrap_or(16),
        ffn_dim: keys.count(ffn)?.unwrap_or(4096),
    })
}

fn activation(keys: &Keys) -> Result<Activation, Error> {
    let name = keys.get("activation_function", "a name", |v| v.as_str().map(str::to_owned))?;
    match name.as_deref().unwrap_or("gelu") {
        "relu" => Ok(Activation::Relu),
        "swish" | "silu" => Ok(Activation::Swish),
        "gelu" | "gelu_python" => Ok(Activation::Gelu),
        "gelu_new" | "gelu_pytorch_tanh" => Ok(Activation::GeluTanh),
        _ => Err(keys.unsupported("activation_function", "relu, swish, silu, gelu, gelu_new")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<ModelConfig, Error> {
        ModelConfig::parse("config.json", json.as_bytes())
    }

    const SMALL: &str = r#""d_model": 16, "vocab_size": 64, "pad_token_id": 63,
        "decoder_start_token_id": 63, "encoder_attention_heads": 4, "decoder_attention_heads": 2"#;

    #[test]
    fn published_configurations_with_dozens_of_keys_are_read() {
        let config = parse(&format!(
            r#"{{{SMALL}, "activation_function": "swish", "classif_dropout": 0.0, "id2label":
            {{"0": "LABEL_0"}}, "static_position_embeddings": true, "normalize_before": false,
            "extra_pos_embeddings": 59514, "num_hidden_layers": 6, "bos_token_id": null}}"#
        ))
        .unwrap();
        assert_eq!(config.activation, Activation::Swish);
        assert_eq!(config.encoder, Stack { n_layers: 12, n_heads: 4, ffn_dim: 4096 });
        assert_eq!(config.embeddings, Embeddings::Shared);
    }

    #[test]
    fn what_we_do_not_compute_is_refused_by_name() {
        for (key, value) in [
            ("normalize_before", "true"),
            ("static_position_embeddings", "false"),
            ("activation_function", "\"mish\""),
            ("model_type", "\"bart\""),
        ] {
            let error = parse(&format!(r#"{{{SMALL}, "{key}": {value}}}"#)).unwrap_err();
            let text = error.to_string();
            assert!(text.contains(key) && text.contains(value), "{text}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        for (key, value) in [
            ("encoder_layers", "-1"),
            ("scale_embedding", "\"yes\""),
            ("decoder_attention_heads", "3"),
            ("eos_token_id", "64"),
            ("tarjuman_unsure_below", "\"low\""),
            ("tarjuman_alignment", r#"{"layer": 12, "heads": [0], "shift": true}"#),
        ] {
            let text = parse(&format!(r#"{{{SMALL}, "{key}": {value}}}"#)).unwrap_err().to_string();
            assert!(text.contains(key), "{text}");
        }
    }

    #[test]
    fn separate_vocabularies_have_their_own_sizes() {
        let json = |shared| {
            format!(
                r#"{{{SMALL}, "decoder_vocab_size": 80, "tie_word_embeddings": false,
                "share_encoder_decoder_embeddings": {shared}}}"#
            )
        };
        let own = parse(&json(false)).unwrap();
        assert_eq!((own.src_vocab, own.tgt_vocab, own.embeddings), (64, 80, Embeddings::Separate));
        let shared = parse(&json(true)).unwrap();
        assert_eq!((shared.tgt_vocab, shared.embeddings), (64, Embeddings::InputsShared));
    }
}
