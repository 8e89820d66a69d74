//! The engine against the reference: what `transformers` computes from the same files.
//!
//! `models/train/fixtures.py` made everything under `tests/fixtures/nmt`: one tiny random model for
//! each supported variant of the configuration, and the outputs of the shipped model.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
use candle_core::{Device, Tensor};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tarjuman::corpus::model_files::is_shard;
use tarjuman::nmt::beam::Hypothesis;
use tarjuman::nmt::{
    AttentionHeads, Batching, DecodeOptions, Engine, EngineOptions, Error, ForceOptions,
    LengthLimit, ModelFiles, Precision, ReadAt, Translate,
};

const TINY: [&str; 8] =
    ["base", "hub", "untied", "separate", "separate-untied", "uneven", "rules", "languages"];

#[derive(Deserialize)]
struct Expected {
    limit: usize,
    weights_sha256: Option<String>,
    cases: Vec<Case>,
    tokenizer: Vec<Cut>,
}

#[derive(Deserialize)]
struct Cut {
    text: String,
    ids: Vec<u32>,
}

#[derive(Deserialize)]
struct Case {
    source: String,
    ids: Vec<u32>,
    greedy: Greedy,
    beam: Vec<Found>,
    /// The text of the best of `beam`.
    text: String,
    logits: Option<Logits>,
    /// [layer][head][target row][source column]
    attention: Option<Vec<Vec<Vec<Vec<f32>>>>>,
}

#[derive(Deserialize)]
struct Greedy {
    ids: Vec<u32>,
    text: String,
    log_probs: Vec<f32>,
}

#[derive(Deserialize)]
struct Found {
    ids: Vec<u32>,
    score: f32,
}

#[derive(Deserialize)]
struct Logits {
    /// Every how manieth word is stored.
    step: usize,
    rows: Vec<Vec<f32>>,
}

/// A model with its reference.
struct Subject {
    name: String,
    engine: Engine,
    expected: Expected,
}

impl Subject {
    fn load(name: &str, dir: &Path, expected: &Path) -> Self {
        let json = fs::read_to_string(expected).expect("fixtures are in the tree");
        let engine = Engine::load(&ModelFiles::from(dir), &floats());
        Self {
            name: name.to_owned(),
            engine: engine.unwrap_or_else(|e| panic!("{name}: {e}")),
            expected: serde_json::from_str(&json).expect("fixtures.py wrote it"),
        }
    }

    fn options(&self, beams: Option<usize>) -> DecodeOptions {
        DecodeOptions {
            beams,
            // The reference counts the start mark too.
            limit: LengthLimit::Pieces(self.expected.limit - 1),
            target_language: self.language(),
            ..DecodeOptions::default()
        }
    }

    fn language(&self) -> Option<String> {
        (self.name == "languages").then(|| "fra".to_owned())
    }

    fn hypotheses(&self, case: &Case, beams: Option<usize>) -> Vec<Hypothesis> {
        let found = self.engine.hypotheses(&case.source, &self.options(beams));
        found.unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }
}

/// The reference network.
fn floats() -> EngineOptions {
    EngineOptions { precision: Some(Precision::F32), ..EngineOptions::default() }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/nmt")
}

fn tiny(name: &str) -> Subject {
    let dir = fixtures().join(name);
    Subject::load(name, &dir, &dir.join("expected.json"))
}

fn shipped() -> Option<Subject> {
    let dir = root().join("models/fr-en");
    let expected = fixtures().join("fr-en.json");
    if !dir.join("config.json").is_file() || !expected.is_file() {
        eprintln!("skipped: models/fr-en or its fixture is not there");
        return None;
    }
    let subject = Subject::load("fr-en", &dir, &expected);
    assert_eq!(
        Some(weights_sha256(&dir)),
        subject.expected.weights_sha256,
        "the fixture is of other weights\nhelp: python models/train/fixtures.py models/fr-en"
    );
    Some(subject)
}

/// Of the weights' one file, or of what `sha256sum` prints of the shards.
fn weights_sha256(dir: &Path) -> String {
    let hash = |bytes: &[u8]| {
        Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    };
    if let Ok(bytes) = fs::read(dir.join("model.safetensors")) {
        return hash(&bytes);
    }
    let entries = fs::read_dir(dir).expect("the shipped model is there");
    let names = entries.map(|entry| entry.expect("it is read").file_name());
    let names = names.map(|name| name.into_string().expect("a name in Unicode"));
    let mut shards: Vec<String> = names.filter(|name| is_shard(name)).collect();
    shards.sort();
    let line = |name: &String| {
        format!("{}  {name}\n", hash(&fs::read(dir.join(name)).expect("a shard is read")))
    };
    hash(shards.iter().map(line).collect::<String>().as_bytes())
}

fn subjects() -> impl Iterator<Item = Subject> {
    TINY.into_iter().map(tiny).chain(shipped())
}

/// Equal but for the last digits of a long sum.
fn close(got: f32, expected: f32, scale: f32) -> bool {
    (got - expected).abs() <= 1e-4 * scale.max(expected.abs())
}

#[test]
fn ids_are_those_of_the_reference() {
    for subject in subjects() {
        let mut wrong = Vec::new();
        let eos = subject.engine.config().eos;
        for Cut { text, ids } in &subject.expected.tokenizer {
            let mut got = subject.engine.vocab().encode_source(text).ids;
            got.push(eos);
            if got != *ids {
                wrong.push(format!("{text:?}\n  got      {got:?}\n  expected {ids:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}: {}", subject.name, wrong.join("\n"));
        assert!(subject.expected.tokenizer.len() >= 5);
    }
}

#[test]
fn scores_of_all_words_are_those_of_the_reference() {
    for subject in subjects() {
        let mut compared = 0;
        for case in &subject.expected.cases {
            let Some(logits) = &case.logits else { continue };
            let start = subject.engine.generation().decoder_start;
            let target: Vec<u32> =
                std::iter::once(start).chain(case.greedy.ids.iter().copied()).collect();
            let got = subject.engine.scores(&case.ids, &target).expect("within limits");
            for (got, expected) in got.iter().zip(&logits.rows) {
                let scale = expected.iter().fold(0f32, |m, x| m.max(x.abs()));
                for (got, expected) in got.iter().step_by(logits.step).zip(expected) {
                    assert!(close(*got, *expected, scale), "{}: {got} {expected}", subject.name);
                    compared += 1;
                }
            }
        }
        assert!(compared > 300, "{}: only {compared} scores", subject.name);
    }
}

#[test]
fn greedy_outputs_are_identical() {
    for subject in subjects() {
        for case in &subject.expected.cases {
            let found = subject.hypotheses(case, Some(1));
            assert_eq!(found[0].ids, case.greedy.ids, "{}: {}", subject.name, case.source);
            let made = subject.engine.translate(&[&case.source], &subject.options(Some(1)));
            assert_eq!(made.expect("within limits")[0].text, case.greedy.text, "{}", subject.name);
        }
    }
}

#[test]
fn beam_outputs_are_identical() {
    for subject in subjects() {
        for case in &subject.expected.cases {
            let beams = Some(subject.engine.generation().n_beams).filter(|&n| n > 1).or(Some(4));
            let found = subject.hypotheses(case, beams);
            for (got, expected) in found.iter().zip(&case.beam) {
                assert_eq!(got.ids, expected.ids, "{}: {}", subject.name, case.source);
                assert!(
                    close(got.score, expected.score, 1.0),
                    "{}: {} {}",
                    subject.name,
                    got.score,
                    expected.score
                );
            }
            assert!(found.len() >= case.beam.len(), "{}: n-best", subject.name);
            let made = subject.engine.translate(&[&case.source], &subject.options(beams));
            assert_eq!(made.expect("within limits")[0].text, case.text, "{}", subject.name);
        }
    }
}

#[test]
fn log_probs_of_a_given_text_are_those_of_the_reference() {
    for subject in subjects() {
        for case in &subject.expected.cases {
            let options = subject.options(Some(1));
            let made = subject.engine.translate(&[&case.source], &options).expect("within limits");
            let got = &made[0].log_probs;
            assert_eq!(got.len(), case.greedy.log_probs.len(), "{}", subject.name);
            for (got, expected) in got.iter().zip(&case.greedy.log_probs) {
                assert!(close(got.get(), *expected, 1.0), "{}: {got:?} {expected}", subject.name);
            }
        }
    }
}

#[test]
fn every_head_is_that_of_the_reference() {
    for subject in TINY.map(tiny) {
        let case = &subject.expected.cases[0];
        let layers = case.attention.as_ref().expect("tiny models have it");
        for (layer, heads) in layers.iter().enumerate() {
            for (head, rows) in heads.iter().enumerate() {
                let heads = AttentionHeads { layer, heads: vec![head], read: ReadAt::Output };
                let options = DecodeOptions { heads: Some(heads), ..subject.options(Some(1)) };
                let made = subject.engine.translate(&[&case.source], &options);
                let made = made.expect("within limits").remove(0);
                let first = usize::from(subject.language().is_some());
                for (t, row) in rows.iter().enumerate().take(made.tgt_pieces.len()) {
                    let got = &made.attention.rows[t];
                    let words = &row[first..row.len() - 1];
                    assert_eq!(got.len(), words.len(), "{}", subject.name);
                    assert!(got.iter().zip(words).all(|(g, e)| close(*g, *e, 1.0)));
                    let marks = row[..first].iter().sum::<f32>() + row[row.len() - 1];
                    assert!(close(made.unattended[t], marks, 1.0), "{}", subject.name);
                }
            }
        }
    }
}

#[test]
fn a_gguf_file_gives_the_same_scores() {
    let subject = tiny("base");
    let dir = fixtures().join("base");
    let tensors = candle_core::safetensors::load(dir.join("model.safetensors"), &Device::Cpu);
    let tensors: BTreeMap<String, Tensor> = tensors.expect("it loads").into_iter().collect();
    let quantized: Vec<(String, QTensor)> = tensors
        .into_iter()
        .map(|(name, t)| (name, QTensor::quantize(&t, GgmlDType::F32).expect("f32 fits")))
        .collect();
    let refs: Vec<(&str, &QTensor)> = quantized.iter().map(|(n, t)| (n.as_str(), t)).collect();
    let mut file = std::io::Cursor::new(Vec::new());
    gguf_file::write(&mut file, &[], &refs).expect("memory takes it");
    let mut files = vec![("model.gguf".to_owned(), file.into_inner().into())];
    for name in ["config.json", "generation_config.json", "source.spm", "target.spm", "vocab.json"]
    {
        files.push((name.to_owned(), fs::read(dir.join(name)).expect("in the tree").into()));
    }
    let engine = Engine::load(&ModelFiles::Memory(files), &floats()).unwrap();
    for case in &subject.expected.cases {
        let target: Vec<u32> =
            [&[engine.generation().decoder_start], case.greedy.ids.as_slice()].concat();
        let scores = |e: &Engine| e.scores(&case.ids, &target).unwrap();
        assert_eq!(scores(&engine), scores(&subject.engine));
    }
}

/// The strings of a model's cases, and some that are empty, odd or much longer.
fn mixed(subject: &Subject) -> Vec<String> {
    let cases = subject.expected.cases.iter().take(12);
    let mut texts: Vec<String> = cases.map(|c| c.source.clone()).collect();
    texts.extend(["", " \t", "a", "\0", "…"].map(str::to_owned));
    texts.push(texts[0].repeat(2));
    texts.retain(|t| subject.engine.count_pieces(t) <= subject.engine.max_source_pieces());
    texts
}

fn engine_like(name: &str, batching: Option<Batching>, threads: usize) -> Engine {
    let dir = if name == "fr-en" { root().join("models/fr-en") } else { fixtures().join(name) };
    let options = EngineOptions { batching, threads, ..floats() };
    Engine::load(&ModelFiles::from(dir.as_path()), &options).expect("it loaded before")
}

#[test]
fn a_padded_batch_equals_single_sentences() {
    for subject in subjects() {
        let texts = mixed(&subject);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let padded = engine_like(&subject.name, Some(Batching::Padded { max_pieces: 400 }), 1);
        let options = DecodeOptions { n_best: 2, ..subject.options(Some(3)) };
        let alone = subject.engine.translate(&texts, &options).unwrap();
        let together = padded.translate(&texts, &options).unwrap();
        for (alone, together) in alone.iter().zip(&together) {
            assert_eq!(alone.text, together.text, "{}", subject.name);
            assert!(close(alone.score().get(), together.score().get(), 1.0));
            let texts = |t: &tarjuman::nmt::Translation| -> Vec<String> {
                t.alternatives.iter().map(|a| a.text.clone()).collect()
            };
            assert_eq!(texts(alone), texts(together), "{}", subject.name);
            let flat = |t: &tarjuman::nmt::Translation| t.attention.rows.concat();
            assert!(flat(alone).iter().zip(flat(together)).all(|(a, b)| close(*a, b, 1.0)));
        }
    }
}

#[test]
fn threads_and_company_change_no_bit() {
    for subject in subjects() {
        let texts = mixed(&subject);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let options = subject.options(None);
        let all = subject.engine.translate(&texts, &options).unwrap();
        let threaded = engine_like(&subject.name, None, 3).translate(&texts, &options).unwrap();
        assert!(all == threaded, "{}: three threads", subject.name);
        for (text, expected) in texts.iter().zip(&all) {
            let single = subject.engine.translate(&[text], &options).unwrap();
            assert!(single[0] == *expected, "{}: {text:?} alone", subject.name);
        }
    }
}

#[test]
fn forcing_an_output_scores_it_as_the_search_did() {
    for subject in subjects() {
        let language = subject.language();
        for case in subject.expected.cases.iter().take(3) {
            let options = subject.options(None);
            let made = subject.engine.translate(&[&case.source], &options).unwrap().remove(0);
            let encoded = subject.engine.vocab().encode_target(&made.text).ids;
            // A random model may write what its own tokenizer spells in far more pieces.
            if encoded.len() >= subject.engine.config().max_positions {
                continue;
            }
            let options = ForceOptions { target_language: language.clone(), heads: None };
            let forced = subject.engine.force(&[(&case.source, &made.text)], &options);
            let forced = forced.unwrap().remove(0);
            assert_eq!(forced.tgt_pieces.len(), encoded.len());
            assert_eq!(forced.src_pieces, made.src_pieces);
            // Or in as many, but other ones; and bytes that spell nothing are lost in the text.
            let spelt = !made.text.contains('\u{fffd}');
            if forced.tgt_pieces.len() == made.tgt_pieces.len() && made.finished && spelt {
                assert!(close(forced.score().get(), made.score().get(), 1.0), "{}", subject.name);
            }
            let sums = forced.attention.rows.iter().zip(&forced.unattended);
            assert!(sums.map(|(r, u)| r.iter().sum::<f32>() + u).all(|s| (s - 1.0).abs() < 1e-4));
        }
    }
}

#[test]
fn a_text_too_long_for_the_model_is_an_error_that_says_how_long() {
    let subject = tiny("base");
    let long = "mot ".repeat(2_000);
    let limit = subject.engine.max_source_pieces();
    match subject.engine.translate(&["court", &long], &DecodeOptions::default()) {
        Err(Error::TooLong { index, pieces, limit: got, .. }) => {
            assert_eq!((index, got), (1, limit));
            assert_eq!(pieces, subject.engine.count_pieces(&long));
        }
        other => panic!("{other:?}"),
    }
    let forced = subject.engine.force(&[("court", &long)], &ForceOptions::default());
    assert!(matches!(forced, Err(Error::TooLong { index: 0, .. })));
}
