//! Sentence encoders against the `transformers` library, and what `align` makes of them.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use safetensors::tensor::{Dtype, TensorView, serialize_to_file};
use serde_json::Value;
use tarjuman::align::sentences::{SentenceOptions, Vectors, align};
use tarjuman::corpus::model_files::{ModelFiles, Place};
use tarjuman::embed::SentenceEncoder;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/embed")
}

/// Every file below `dir`, under its path from there.
fn files(dir: &Path) -> ModelFiles {
    let mut out = ModelFiles::new(dir.display().to_string());
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.expect("the fixtures can be listed");
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(dir).expect("it is below").to_str();
            let name = name.expect("fixtures have plain names").to_owned();
            out.insert(name, Place::Disk(entry.path().to_owned()));
        }
    }
    out
}

#[test]
fn vectors_are_those_of_transformers() {
    for name in ["bert-pooler", "bert-mean", "bert-dense", "roberta-mean"] {
        let dir = fixtures().join(name);
        let encoder = SentenceEncoder::load(&files(&dir)).unwrap();
        let expected = std::fs::read(dir.join("vectors.json")).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let rows = expected["rows"].as_array().unwrap();
        let texts: Vec<&str> = rows.iter().map(|row| row["text"].as_str().unwrap()).collect();
        // All at once, so that short texts are padded to the length of long ones.
        let vectors = encoder.encode(&texts).unwrap();
        assert!(rows.len() > 5 && vectors.len() == rows.len());
        for (row, vector) in rows.iter().zip(&vectors) {
            let wanted: Vec<f64> =
                row["vector"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
            assert_eq!(wanted.len(), vector.len(), "{name}");
            for (wanted, got) in wanted.iter().zip(vector) {
                assert!((wanted - f64::from(*got)).abs() < 1e-4, "{name}: {row}\n{vector:?}");
            }
        }
    }
}

#[test]
fn what_is_no_encoder_is_said_to_be_none() {
    let scratch = tempfile::tempdir().unwrap();
    let copy = |without: &str, change: &dyn Fn(&str, Vec<u8>) -> Vec<u8>| {
        let dir = scratch.path().join(without.replace('/', "-"));
        std::fs::create_dir_all(&dir).unwrap();
        for (name, place) in files(&fixtures().join("bert-dense")).iter() {
            let Place::Disk(path) = place else { continue };
            if name != without {
                let to = dir.join(name);
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::write(to, change(name, std::fs::read(path).unwrap())).unwrap();
            }
        }
        SentenceEncoder::load(&files(&dir)).unwrap_err().to_string()
    };
    let same = |_: &str, bytes: Vec<u8>| bytes;
    for (without, said) in [
        ("tokenizer.json", "no tokenizer.json"),
        ("model.safetensors", "no model.safetensors"),
        ("1_Pooling/config.json", "1_Pooling/config.json is not there"),
        ("2_Dense/model.safetensors", "2_Dense/model.safetensors is not there"),
    ] {
        let message = copy(without, &same);
        assert!(message.contains(said), "{without}: {message}");
    }
    let half = |name: &str, bytes: Vec<u8>| match name {
        "model.safetensors" => bytes[..bytes.len() / 2].to_vec(),
        _ => bytes,
    };
    let message = copy("nothing-cut", &half);
    assert!(message.contains("model.safetensors cannot be used"), "{message}");
    let other = |name: &str, bytes: Vec<u8>| match name {
        "config.json" => {
            String::from_utf8(bytes).unwrap().replace("\"bert\"", "\"gpt2\"").into_bytes()
        }
        _ => bytes,
    };
    let message = copy("nothing-renamed", &other);
    assert!(message.contains("gpt2") && message.contains("xlm-roberta"), "{message}");
}

/// A vector of ones and minus ones that looks random, the same for the same number.
fn direction(n: u64) -> Vec<f32> {
    let mut state = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let mut bit = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if state >> 63 == 0 { 1.0 } else { -1.0 }
    };
    (0..64).map(|_| bit()).collect()
}

fn texts(names: impl Iterator<Item = u64>, word: &str) -> Vec<String> {
    // Every word stands once and all sentences are of one length: only vectors can tell.
    names.map(|n| format!("{word}{n:04} {word}a{n:04} {word}b{n:04}")).collect()
}

/// Forty sentences; the target has six strangers before the thirteenth and the twenty-sixth in two halves.
fn sides() -> [(Vec<String>, Vec<Vec<f32>>); 2] {
    let src: Vec<Vec<f32>> = (0..40).map(direction).collect();
    let mut tgt: Vec<Vec<f32>> = src
        .iter()
        .zip(1_000..)
        .map(|(v, n)| v.iter().zip(direction(n)).map(|(a, b)| a + 0.5 * b).collect())
        .collect();
    let (first, second) = tgt[25].split_at(32);
    let zeros = [0.0; 32];
    let halves = [[first, &zeros].concat(), [&zeros, second].concat()];
    tgt.splice(25..26, halves);
    tgt.splice(12..12, (2_000..2_006).map(direction));
    let (src_texts, tgt_texts) = (texts(0..40, "u"), texts(100..147, "v"));
    [(src_texts, src), (tgt_texts, tgt)]
}

#[test]
fn vectors_pair_what_no_word_can() {
    let [(src, src_vectors), (tgt, tgt_vectors)] = sides();
    let src: Vec<&str> = src.iter().map(String::as_str).collect();
    let tgt: Vec<&str> = tgt.iter().map(String::as_str).collect();
    let right = |vectors: Option<Vectors<'_>>| {
        let options = SentenceOptions { vectors, ..SentenceOptions::default() };
        let bitext = align(&src, &tgt, &options);
        let beads = bitext.beads().iter().filter(|b| !b.src.is_empty() && !b.tgt.is_empty());
        let pairs = beads.filter(|b| {
            let i = b.src.start();
            let at = if i < 12 { i } else { i + 6 + usize::from(i > 25) };
            b.src.len() == 1 && b.tgt.start() == at && b.tgt.len() == 1 + usize::from(i == 25)
        });
        pairs.count()
    };
    let vectors = Vectors { src: &src_vectors, tgt: &tgt_vectors };
    assert_eq!(right(Some(vectors)), 40);
    assert!(right(None) < 20, "words alone tell too much for this test");
    // Vectors of another text are left out of account, not guessed at.
    assert_eq!(right(Some(Vectors { src: &src_vectors[1..], tgt: &tgt_vectors })), right(None));
}

fn tarjuman(args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("tarjuman").expect("the program was built");
    // Whatever this machine has fetched is no business of the test.
    command.env("HF_HUB_CACHE", "no-such-cache").args(args).output().expect("it can be run")
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_command_takes_vectors_and_encoders() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let [(src, src_vectors), (tgt, tgt_vectors)] = sides();
    std::fs::write(path("src"), src.join("\n") + "\n").unwrap();
    std::fs::write(path("tgt"), tgt.join("\n") + "\n").unwrap();
    let bytes = |rows: &[Vec<f32>]| -> Vec<u8> {
        rows.iter().flatten().flat_map(|x| x.to_le_bytes()).collect()
    };
    let write = |name: &str, src: &[Vec<f32>]| {
        let (a, b) = (bytes(src), bytes(&tgt_vectors));
        let view = |n: usize, bytes| TensorView::new(Dtype::F32, vec![n, 64], bytes).unwrap();
        let both = [("source", view(src.len(), &a)), ("target", view(tgt_vectors.len(), &b))];
        serialize_to_file(both, None, Path::new(&path(name))).unwrap();
    };
    write("good", &src_vectors);
    write("short", &src_vectors[1..]);
    let (source, target) = (path("src"), path("tgt"));
    let base = ["align", "--one-per-line", "--lexicon", "none", source.as_str(), target.as_str()];
    let run = |more: &[&str]| tarjuman(&[&base, more].concat());

    let good = run(&["--vectors", &path("good")]);
    assert!(good.status.success(), "{}", said(&good));
    let beads = String::from_utf8(good.stdout).unwrap();
    assert!(beads.contains("[12]:[18]") && beads.contains("[25]:[31, 32]"), "{beads}");

    let short = run(&["--vectors", &path("short")]);
    assert!(!short.status.success());
    assert!(said(&short).contains("39 rows, but that side has 40 sentences"), "{}", said(&short));
    let none = run(&["--vectors", &source]);
    assert!(said(&none).contains("no safetensors file"), "{}", said(&none));

    let folder = fixtures().join("bert-dense");
    let encoded = run(&["--embeddings", folder.to_str().unwrap()]);
    assert!(encoded.status.success(), "{}", said(&encoded));
    assert!(said(&encoded).contains("encoding 87 sentences"), "{}", said(&encoded));
    let marian = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    let wrong = run(&["--embeddings", marian.to_str().unwrap()]);
    assert!(said(&wrong).contains("is a translation model"), "{}", said(&wrong));
    std::fs::write(path("text.txt"), "Le ministre a quitté Doha hier soir.\n").unwrap();
    let (text, out, model) = (path("text.txt"), path("out"), folder.to_str().unwrap());
    let translated = tarjuman(&["translate", &text, "--out", &out, "--model", model]);
    assert!(said(&translated).contains("is a sentence encoder"), "{}", said(&translated));
    let absent = run(&["--embeddings", "sentence-transformers/LaBSE"]);
    assert!(
        said(&absent).contains("models fetch sentence-transformers/LaBSE"),
        "{}",
        said(&absent)
    );
}
