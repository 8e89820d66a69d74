//! A model that is damaged or does not fit: the command says which file and what is wrong with it.

mod common;

use std::fs;
use std::path::Path;

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

#[test]
fn a_missing_file_is_named_with_its_place() {
    let text = said(|dir| fs::remove_file(dir.join("vocab.json")).unwrap());
    assert!(text.contains("vocab.json") && text.contains("model"), "{text}");
}

#[test]
fn weights_cut_short_are_named_with_the_remedy() {
    let text = said(|dir| {
        let path = dir.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    });
    assert!(text.contains("model.safetensors") && text.contains("fetch it again"), "{text}");
}

#[test]
fn a_tensor_of_the_wrong_shape_is_named_with_both_shapes() {
    let text = said(|dir| {
        let path = dir.join("config.json");
        let config = fs::read_to_string(&path).unwrap();
        let spoilt = config.replace("\"decoder_ffn_dim\": 1024", "\"decoder_ffn_dim\": 512");
        assert_ne!(config, spoilt);
        fs::write(path, spoilt).unwrap();
    });
    assert!(text.contains("decoder.layers.0.fc1.weight"), "{text}");
    assert!(text.contains("[1024, 256]") && text.contains("[512, 256]"), "{text}");
}

#[test]
fn a_missing_tensor_is_named() {
    let text = said(|dir| {
        let path = dir.join("config.json");
        let config = fs::read_to_string(&path).unwrap();
        let spoilt = config.replace("\"encoder_layers\": 4", "\"encoder_layers\": 5");
        assert_ne!(config, spoilt);
        fs::write(path, spoilt).unwrap();
    });
    assert!(text.contains("missing") && text.contains("encoder.layers.4"), "{text}");
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
