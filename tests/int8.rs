//! The network in 8-bit integers against the one in floats, and against itself in any company.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use tarjuman::nmt::{
    Batching, DecodeOptions, Engine, EngineOptions, ForceOptions, LengthLimit, ModelFiles,
    Precision, Translate, Translation,
};

const SENTENCES: &str = include_str!("fixtures/nmt/sentences.fr");
const TINY: [&str; 8] =
    ["base", "hub", "untied", "separate", "separate-untied", "uneven", "rules", "languages"];

fn dir(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if name == "fr-en" {
        root.join("models/fr-en")
    } else {
        root.join("tests/fixtures/nmt").join(name)
    }
}

fn models() -> impl Iterator<Item = &'static str> {
    TINY.into_iter().chain(dir("fr-en").join("config.json").is_file().then_some("fr-en"))
}

fn engine(name: &str, options: &EngineOptions) -> Engine {
    Engine::load(&ModelFiles::from(dir(name).as_path()), options).expect("a committed model loads")
}

fn with(precision: Precision) -> EngineOptions {
    EngineOptions { precision: Some(precision), ..EngineOptions::default() }
}

fn options(name: &str, beams: usize) -> DecodeOptions {
    DecodeOptions {
        beams: Some(beams),
        limit: LengthLimit::Proportional { per_source_piece: 2, extra: 5 },
        target_language: language(name),
        ..DecodeOptions::guarded()
    }
}

fn language(name: &str) -> Option<String> {
    (name == "languages").then(|| "fra".to_owned())
}

/// Sentences the model has positions for, some of them twice as long or odd.
fn texts(engine: &Engine, n: usize) -> Vec<String> {
    let mut texts: Vec<String> = SENTENCES.lines().take(n).map(str::to_owned).collect();
    texts.extend(["", "a", "…", "\0"].map(str::to_owned));
    texts.push(texts[1].repeat(2));
    texts.retain(|t| engine.count_pieces(t) <= engine.max_source_pieces());
    texts
}

fn slices(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[test]
fn the_processor_computes_in_integers_unless_told_otherwise() {
    assert_eq!(engine("base", &EngineOptions::default()).precision(), Precision::Int8);
    assert_eq!(engine("base", &with(Precision::F32)).precision(), Precision::F32);
}

/// The stated bound: over the words of a step, the root of the mean square of what the scores differ
/// by is at most this share of their standard deviation.
const BOUND: f32 = 0.05;

#[test]
fn scores_are_within_the_bound_of_those_in_floats() {
    for name in models() {
        let (floats, bytes) =
            (engine(name, &with(Precision::F32)), engine(name, &with(Precision::Int8)));
        let (mut wrong, mut spread, mut n) = (0.0f64, 0.0f64, 0);
        for sentence in SENTENCES.lines().take(6) {
            let mut source = floats.vocab().encode_source(sentence).ids;
            source.truncate(floats.config().max_positions - 1);
            source.push(floats.config().eos);
            let start = floats.generation().decoder_start;
            let target = [&[start], &source[..source.len().min(12)]].concat();
            let size = floats.config().tgt_vocab;
            let target: Vec<u32> = target.into_iter().filter(|&id| (id as usize) < size).collect();
            let expected = floats.scores(&source, &target).expect("within limits");
            let got = bytes.scores(&source, &target).expect("within limits");
            for (got, expected) in got.iter().zip(&expected) {
                assert_eq!(got.len(), expected.len());
                let count = f64::from(u32::try_from(got.len()).expect("small"));
                let mean = expected.iter().copied().map(f64::from).sum::<f64>() / count;
                for (g, e) in got.iter().zip(expected) {
                    wrong += f64::from(g - e).powi(2);
                    spread += (f64::from(*e) - mean).powi(2);
                    n += 1;
                }
            }
        }
        let share = (wrong / spread).sqrt();
        assert!(n > 1_000 && share < f64::from(BOUND), "{name}: {share} over {n} scores");
    }
}

#[test]
fn threads_batches_and_company_change_no_bit() {
    for name in models() {
        let reference = engine(name, &with(Precision::Int8));
        let texts = texts(&reference, 14);
        for beams in [1, 4] {
            let options = DecodeOptions { n_best: beams.min(2), ..options(name, beams) };
            let all = reference.translate(&slices(&texts), &options).expect("within limits");
            for (text, expected) in texts.iter().zip(&all) {
                let alone = reference.translate(&[text], &options).expect("within limits");
                assert!(alone[0] == *expected, "{name}: {text:?} alone");
            }
            for (threads, batching) in [
                (3, None),
                (1, Some(Batching::Alone)),
                (2, Some(Batching::Padded { max_pieces: 60 })),
            ] {
                let other =
                    engine(name, &EngineOptions { threads, batching, ..with(Precision::Int8) });
                let got = other.translate(&slices(&texts), &options).expect("within limits");
                assert!(got == all, "{name}: {threads} threads, {batching:?}");
            }
        }
    }
}

#[test]
fn forcing_an_output_gives_the_bits_the_search_gave() {
    let mut compared = 0;
    for name in models() {
        let engine = engine(name, &with(Precision::Int8));
        let options = options(name, 3);
        let force = ForceOptions { target_language: language(name), heads: None };
        for text in texts(&engine, 8) {
            let made = engine.translate(&[&text], &options).expect("within limits").remove(0);
            // A random model may write what its own tokenizer spells in other pieces.
            let again = engine.vocab().encode_target(&made.text);
            // A byte that is no character by itself is read back as another one.
            let broken = made.text.contains(char::REPLACEMENT_CHARACTER);
            let respelt = again.spans != made.tgt_pieces || broken;
            if !made.finished || respelt || made.text.is_empty() {
                continue;
            }
            let forced = engine.force(&[(&text, &made.text)], &force).expect("within limits");
            let bits = |t: &Translation| -> Vec<u32> {
                let attention = t.attention.rows.iter().flatten().copied();
                t.log_probs.iter().map(|p| p.get()).chain(attention).map(f32::to_bits).collect()
            };
            if forced[0].log_probs.len() == made.log_probs.len() {
                assert_eq!(bits(&forced[0]), bits(&made), "{name}: {text}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 3, "only {compared} outputs could be compared");
}

#[test]
fn attention_is_that_of_floats_but_for_rounding() {
    for name in models() {
        let (floats, bytes) =
            (engine(name, &with(Precision::F32)), engine(name, &with(Precision::Int8)));
        let force = ForceOptions { target_language: language(name), heads: None };
        let text = SENTENCES.lines().next().expect("60 lines");
        let pairs = [(text, "A few words of a target.")];
        let (expected, got) = (floats.force(&pairs, &force), bytes.force(&pairs, &force));
        let (expected, got) = (expected.expect("within limits"), got.expect("within limits"));
        let (expected, got) = (&expected[0], &got[0]);
        assert_eq!(expected.attention.rows.len(), got.attention.rows.len());
        let all = got.attention.rows.iter().flatten().zip(expected.attention.rows.iter().flatten());
        let worst = all.map(|(a, b)| (a - b).abs()).fold(0f32, f32::max);
        assert!(worst < 0.1, "{name}: {worst}");
        let sums = got.attention.rows.iter().zip(&got.unattended);
        assert!(sums.map(|(r, u)| r.iter().sum::<f32>() + u).all(|s| (s - 1.0).abs() < 1e-4));
    }
}

#[test]
fn rules_of_the_search_hold_in_integers_too() {
    let name = "rules";
    let engine = engine(name, &with(Precision::Int8));
    let rules = engine.generation().clone();
    for text in texts(&engine, 10).iter().filter(|t| !t.trim().is_empty()) {
        let found = engine.hypotheses(text, &options(name, 4)).expect("within limits");
        assert!(!found.is_empty(), "{text}");
        for h in found {
            let words = h.ids.iter().filter(|id| !rules.eos.contains(id));
            let banned: Vec<u32> =
                rules.bad_words.iter().filter(|w| w.len() == 1).map(|w| w[0]).collect();
            assert!(words.clone().all(|id| !banned.contains(id) && !rules.suppressed.contains(id)));
            let n = rules.no_repeat_ngram;
            if n > 0 {
                let mut ngrams: Vec<&[u32]> = h.ids.windows(n).collect();
                ngrams.sort_unstable();
                assert!(ngrams.windows(2).all(|w| w[0] != w[1]), "{:?}", h.ids);
            }
            assert!(h.ids.len() + 1 >= rules.min_length.min(h.ids.len() + 1));
        }
    }
}

#[test]
fn damaged_weights_are_an_error_and_not_a_text() {
    let dir = dir("base");
    let mut bytes = fs::read(dir.join("model.safetensors")).expect("in the tree");
    // Every exponent bit set: no number in any of the float formats.
    let header = u64::from_le_bytes(*bytes.first_chunk().expect("a header"));
    let data = 8 + usize::try_from(header).expect("small");
    bytes[data..].fill(0xff);
    let mut files = vec![("model.safetensors".to_owned(), Cow::Owned(bytes))];
    for name in ["config.json", "generation_config.json", "source.spm", "target.spm", "vocab.json"]
    {
        files.push((name.to_owned(), fs::read(dir.join(name)).expect("in the tree").into()));
    }
    let engine =
        Engine::load(&ModelFiles::Memory(files), &with(Precision::Int8)).expect("shapes fit");
    let said = engine.translate(&["Bonjour."], &DecodeOptions::default()).unwrap_err().to_string();
    assert!(said.contains("not finite"), "{said}");
}
