//! A model that is damaged or does not fit: the command says which file and what is wrong with it.

mod common;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Scratch, tarjuman_with};

/// A copy of the shipped model, spoilt by `spoil`; what the command says of it.
fn said(spoil: impl Fn(&Path)) -> String {
    let scratch = Scratch::new();
    let dir = scratch.path("model");
    fs::create_dir(&dir).expect("the scratch folder takes a copy of the model");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    for entry in fs::read_dir(shipped).expect("the scratch folder takes a copy of the model") {
        let entry = entry.expect("the scratch folder takes a copy of the model");
        fs::copy(entry.path(), dir.join(entry.file_name()))
            .expect("the scratch folder takes a copy of the model");
    }
    spoil(&dir);
    let args = ["translate", "--lines", "--model", &scratch.text("model")];
    let ran = tarjuman_with(&args, b"Bonjour.\n");
    assert_eq!(ran.status, Some(2), "{}", ran.err);
    assert!(ran.out.is_empty(), "nothing is translated: {}", ran.out);
    ran.err
}

/// The files of the weights, sorted: one, or several shards.
fn weights(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("the copy is read");
    let paths = entries.map(|entry| entry.expect("the copy is read").path());
    let weights = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("model") && name.ends_with(".safetensors")
    };
    let mut found: Vec<PathBuf> = paths.filter(weights).collect();
    found.sort();
    found
}

#[test]
fn a_missing_file_is_named_with_its_place() {
    let text = said(|dir| fs::remove_file(dir.join("vocab.json")).unwrap());
    assert!(text.contains("vocab.json") && text.contains("model"), "{text}");
}

#[test]
fn weights_cut_short_are_named_with_the_remedy() {
    let text = said(|dir| {
        let path = weights(dir).into_iter().next().expect("the shipped model has weights");
        let bytes = fs::read(&path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    });
    assert!(text.contains(".safetensors") && text.contains("fetch it again"), "{text}");
}

/// Changes a number of the configuration; what it was.
fn change(dir: &Path, key: &str, change: fn(u64) -> u64) -> u64 {
    let path = dir.join("config.json");
    let text = fs::read_to_string(&path).expect("the copy is read");
    let mut config: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let was = config[key].as_u64().expect("the shipped model's configuration has it");
    config[key] = change(was).into();
    fs::write(path, config.to_string()).expect("the copy is written");
    was
}

#[test]
fn a_tensor_of_the_wrong_shape_is_named_with_both_shapes() {
    let was = Cell::new((0, 0));
    let text = said(|dir| {
        let width = change(dir, "d_model", |n| n);
        was.set((change(dir, "decoder_ffn_dim", |n| n / 2), width));
    });
    assert!(text.contains("decoder.layers.0.fc1.weight"), "{text}");
    let (ffn, width) = was.get();
    for shape in [format!("[{ffn}, {width}]"), format!("[{}, {width}]", ffn / 2)] {
        assert!(text.contains(&shape), "{shape} not in: {text}");
    }
}

#[test]
fn a_missing_tensor_is_named() {
    let was = Cell::new(0);
    let text = said(|dir| was.set(change(dir, "encoder_layers", |n| n + 1)));
    assert!(text.contains("missing"), "{text}");
    assert!(text.contains(&format!("encoder.layers.{}", was.get())), "{text}");
}

#[test]
fn a_missing_shard_is_named() {
    let name = Cell::new(String::new());
    let text = said(|dir| {
        // Weights in one piece are one shard: then the error is that of a model without weights.
        let path = weights(dir).pop().expect("the shipped model has weights");
        fs::remove_file(&path).unwrap();
        name.set(path.file_name().unwrap().to_str().unwrap().to_owned());
    });
    assert!(text.contains(&name.take()), "{text}");
}

#[test]
fn a_vocabulary_of_another_model_is_named() {
    let text = said(|dir| {
        let path = dir.join("vocab.json");
        let vocab = fs::read_to_string(&path).unwrap();
        fs::write(path, vocab.replace('▁', "_")).unwrap();
    });
    assert!(text.contains("vocab.json") && text.contains("source.spm"), "{text}");
}
