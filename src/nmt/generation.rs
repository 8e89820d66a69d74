//! `generation_config.json`: how a model's author meant it to be decoded.
//!
//! The file wins over the generation keys of `config.json`, which count only when it is missing, as
//! in the library that writes both. A key that would change the output in a way this engine does
//! not reproduce is refused by name; sampling settings are read only to be refused when switched on.

use std::sync::Arc;

use crate::nmt::Error;
use crate::nmt::config::ModelConfig;
use crate::nmt::keys::Keys;

/// When a beam search may stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyStopping {
    /// As soon as there are as many finished translations as beams.
    WhenFull,
    /// When no open beam, at its present length, is better than the worst finished one.
    Heuristic,
    /// When no open beam could become better at any length.
    Never,
}

/// Settings of the search that come with a model.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationConfig {
    /// Width of the search.
    pub n_beams: usize,
    /// The longest output, the decoder's start mark included.
    pub max_length: usize,
    /// No end mark before this length, the start mark included.
    pub min_length: usize,
    /// Scores are divided by the length to this power.
    pub length_penalty: f32,
    /// When to stop.
    pub early_stopping: EarlyStopping,
    /// No n-gram of this size twice; 0 for no such rule.
    pub no_repeat_ngram: usize,
    /// By id, how many letters it adds inside a word: a word must not hold the same letters twice in
    /// a row. Empty for no such rule; no file asks for it, an option does.
    pub no_stutter: Arc<[u8]>,
    /// Sequences that must not be produced.
    pub bad_words: Vec<Vec<u32>>,
    /// Ids that must not be produced.
    pub suppressed: Vec<u32>,
    /// Ids that must not come first.
    pub suppressed_first: Vec<u32>,
    /// The id that must come first.
    pub forced_bos: Option<u32>,
    /// The id that must come last when the limit is reached.
    pub forced_eos: Option<u32>,
    /// Ids that end the output.
    pub eos: Vec<u32>,
    /// What the decoder is given before the first word.
    pub decoder_start: u32,
    /// Whether what is left after banning is made to sum to 1 again.
    pub renormalize: bool,
}

/// Switches we do not follow, with the values that leave the output alone.
const NEUTRAL: [(&str, &[f64]); 8] = [
    ("repetition_penalty", &[1.0]),
    ("encoder_repetition_penalty", &[1.0]),
    ("encoder_no_repeat_ngram_size", &[0.0]),
    ("num_beam_groups", &[0.0, 1.0]),
    ("diversity_penalty", &[0.0]),
    ("penalty_alpha", &[0.0]),
    ("guidance_scale", &[1.0]),
    ("dola_scale", &[0.0]),
];

/// Settings we do not follow at all.
const ABSENT: [&str; 5] = [
    "sequence_bias",
    "exponential_decay_length_penalty",
    "constraints",
    "force_words_ids",
    "watermarking_config",
];

impl GenerationConfig {
    /// Reads the generation keys of a file; `model` gives the ids the file leaves out.
    ///
    /// # Errors
    /// When it is not JSON, a value is of the wrong kind, or asks for what we do not do.
    pub fn parse(file: &str, bytes: &[u8], model: &ModelConfig) -> Result<Self, Error> {
        let keys = Keys::parse(file, bytes)?;
        refuse(&keys)?;
        let sizes = model.max_positions.max(2);
        let max_length = match keys.count("max_new_tokens")? {
            Some(new) => new + 1,
            // A file that says nothing would stop the library after 20 words; that is a limit of
            // its interface, not of the model.
            None => keys.count("max_length")?.unwrap_or(sizes),
        };
        let min_length = match keys.count("min_new_tokens")? {
            Some(new) => new + 1,
            None => keys.count("min_length")?.unwrap_or(0),
        };
        let forced_eos = keys.ids("forced_eos_token_id")?.unwrap_or_default();
        if forced_eos.len() > 1 {
            return Err(keys.unsupported("forced_eos_token_id", "a single id"));
        }
        let config = Self {
            n_beams: keys.count("num_beams")?.unwrap_or(1),
            // Every id, the start mark included, is read back at its own position once.
            max_length: max_length.clamp(2, sizes),
            min_length,
            length_penalty: keys.number("length_penalty")?.unwrap_or(1.0),
            early_stopping: early_stopping(&keys)?,
            no_repeat_ngram: keys.count("no_repeat_ngram_size")?.unwrap_or(0),
            no_stutter: Arc::default(),
            bad_words: keys.sequences("bad_words_ids")?.unwrap_or_default(),
            suppressed: keys.ids("suppress_tokens")?.unwrap_or_default(),
            suppressed_first: keys.ids("begin_suppress_tokens")?.unwrap_or_default(),
            forced_bos: keys.id("forced_bos_token_id")?,
            forced_eos: forced_eos.first().copied(),
            eos: keys.ids("eos_token_id")?.unwrap_or_else(|| vec![model.eos]),
            decoder_start: keys.id("decoder_start_token_id")?.unwrap_or(model.decoder_start),
            renormalize: keys.flag("renormalize_logits")?.unwrap_or(false),
        };
        config.check(&keys, model)?;
        Ok(config)
    }

    fn check(&self, keys: &Keys, model: &ModelConfig) -> Result<(), Error> {
        if self.n_beams == 0 {
            return Err(keys.wrong("num_beams", "at least 1"));
        }
        if self.eos.is_empty() {
            return Err(keys.wrong("eos_token_id", "at least one id"));
        }
        let outside = |id: &u32| *id as usize >= model.tgt_vocab;
        let some = |id: &Option<u32>| id.iter().any(outside);
        for (key, bad) in [
            ("bad_words_ids", self.bad_words.iter().flatten().any(outside)),
            ("suppress_tokens", self.suppressed.iter().any(outside)),
            ("begin_suppress_tokens", self.suppressed_first.iter().any(outside)),
            ("forced_bos_token_id", some(&self.forced_bos)),
            ("forced_eos_token_id", some(&self.forced_eos)),
            ("eos_token_id", self.eos.iter().any(outside)),
            ("decoder_start_token_id", outside(&self.decoder_start)),
        ] {
            if bad {
                return Err(keys.wrong(key, "ids inside the vocabulary"));
            }
        }
        Ok(())
    }
}

fn refuse(keys: &Keys) -> Result<(), Error> {
    if keys.flag("do_sample")? == Some(true) {
        return Err(keys.unsupported("do_sample", "false"));
    }
    for (key, neutral) in NEUTRAL {
        let value = keys.get(key, "a number", serde_json::Value::as_f64)?;
        if value.is_some_and(|v| !neutral.contains(&v)) {
            return Err(keys.unsupported(key, "the value that switches it off"));
        }
    }
    for key in ABSENT {
        if keys.has(key) {
            return Err(keys.unsupported(key, "leaving it out"));
        }
    }
    Ok(())
}

fn early_stopping(keys: &Keys) -> Result<EarlyStopping, Error> {
    let value = keys.get("early_stopping", "true, false or \"never\"", |v| match v {
        serde_json::Value::Bool(true) => Some(EarlyStopping::WhenFull),
        serde_json::Value::Bool(false) => Some(EarlyStopping::Heuristic),
        v if v == "never" => Some(EarlyStopping::Never),
        _ => None,
    })?;
    Ok(value.unwrap_or(EarlyStopping::Heuristic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ModelConfig {
        let json = r#"{"d_model": 16, "vocab_size": 64, "pad_token_id": 63,
            "decoder_start_token_id": 63, "max_position_embeddings": 40}"#;
        ModelConfig::parse("config.json", json.as_bytes()).unwrap()
    }

    fn parse(json: &str) -> Result<GenerationConfig, Error> {
        GenerationConfig::parse("generation_config.json", json.as_bytes(), &model())
    }

    #[test]
    fn what_a_published_file_says_is_followed() {
        let json = r#"{"bad_words_ids": [[63]], "bos_token_id": 0, "decoder_start_token_id": 63,
            "eos_token_id": 0, "forced_eos_token_id": 0, "max_length": 30, "num_beams": 4,
            "pad_token_id": 63, "renormalize_logits": true, "transformers_version": "4.32.0"}"#;
        let config = parse(json).unwrap();
        assert_eq!((config.n_beams, config.max_length, config.renormalize), (4, 30, true));
        assert_eq!((config.bad_words, config.eos), (vec![vec![63]], vec![0]));
    }

    #[test]
    fn an_empty_file_means_greedy_up_to_the_last_position() {
        let config = parse("{}").unwrap();
        assert_eq!((config.n_beams, config.max_length), (1, 40));
        assert_eq!((config.eos, config.decoder_start), (vec![0], 63));
    }

    #[test]
    fn what_we_do_not_follow_is_refused_by_name() {
        for (key, value) in [
            ("do_sample", "true"),
            ("repetition_penalty", "1.2"),
            ("num_beam_groups", "2"),
            ("force_words_ids", "[[1]]"),
            ("early_stopping", "\"sometimes\""),
            ("bad_words_ids", "[[64]]"),
            ("num_beams", "0"),
        ] {
            let text = parse(&format!(r#"{{"{key}": {value}}}"#)).unwrap_err().to_string();
            assert!(text.contains(key), "{text}");
        }
        assert!(parse(r#"{"repetition_penalty": 1.0, "top_k": 50, "do_sample": false}"#).is_ok());
    }
}
