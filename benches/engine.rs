//! The hot loops of the engine: cutting, reading, one step, a whole search.
//!
//! Inputs are the committed tiny model and sentences, and the shipped model where it is there.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tarjuman::nmt::kernel::log_softmax;
use tarjuman::nmt::{DecodeOptions, Engine, EngineOptions, ModelFiles, Precision, Translate};

const SENTENCES: &str = include_str!("../tests/fixtures/nmt/sentences.fr");

/// The models to measure, in both precisions, by name.
fn engines() -> Vec<(String, Engine)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut engines = Vec::new();
    for (name, dir) in [("tiny", "tests/fixtures/nmt/base"), ("fr-en", "models/fr-en")] {
        let dir = root.join(Path::new(dir));
        if !dir.join("config.json").is_file() {
            continue;
        }
        for precision in [Precision::F32, Precision::Int8] {
            let options = EngineOptions { precision: Some(precision), ..EngineOptions::default() };
            let engine = Engine::load(&ModelFiles::from(dir.as_path()), &options);
            engines.push((format!("{name} {precision}"), engine.expect("a committed model loads")));
        }
    }
    engines
}

fn tokenise(c: &mut Criterion) {
    for (name, engine) in engines() {
        c.bench_function(&format!("tokenise 60 sentences/{name}"), |b| {
            b.iter(|| {
                SENTENCES
                    .lines()
                    .map(|s| engine.vocab().encode_source(black_box(s)).ids.len())
                    .sum::<usize>()
            });
        });
    }
}

/// Reading the source and running the decoder once over a target of the same length.
fn encode(c: &mut Criterion) {
    for (name, engine) in engines() {
        let ids = engine.vocab().encode_source(SENTENCES.lines().next().expect("60 lines")).ids;
        c.bench_function(&format!("encode and force {} pieces/{name}", ids.len()), |b| {
            b.iter(|| engine.scores(black_box(&ids), &ids).expect("within limits"));
        });
    }
}

/// The softmax that ends a step.
fn softmax(c: &mut Criterion) {
    let scores: Vec<f32> = (0..8000u16).map(|i| f32::from(i % 251) / 25.0).collect();
    c.bench_function("log-softmax of 8000", |b| {
        b.iter(|| {
            let mut scores = black_box(scores.clone());
            log_softmax(&mut scores);
            scores
        });
    });
}

fn search(c: &mut Criterion) {
    for (name, engine) in engines() {
        let mut group = c.benchmark_group(format!("translate one sentence/{name}"));
        group.sample_size(20);
        let sentence = SENTENCES.lines().next().expect("60 lines");
        for beams in [1, 4] {
            let options = DecodeOptions { beams: Some(beams), ..DecodeOptions::guarded() };
            group.bench_with_input(BenchmarkId::new("beams", beams), &options, |b, options| {
                b.iter(|| {
                    engine.translate(&[black_box(sentence)], options).expect("within limits")
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, tokenise, encode, softmax, search);
criterion_main!(benches);
