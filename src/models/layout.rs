//! Which files make a model, in a directory or in a hub listing: a Marian model, or a sentence encoder.

use std::fs;
use std::path::Path;

use crate::corpus::model_files::{INDEX, ModelFiles, Place, is_shard};
use crate::models::error::Error;

/// What every Marian model has.
const REQUIRED: [&str; 4] = ["config.json", "source.spm", "target.spm", "vocab.json"];
/// What some have and the engine reads: the third is the target's own vocabulary, the last the words
/// that each piece of a source becomes.
const OPTIONAL: [&str; 4] = [
    "generation_config.json",
    "tokenizer_config.json",
    "target_vocab.json",
    "shortlist.safetensors",
];

/// What every sentence encoder has and no Marian model.
const ENCODER: &str = "tokenizer.json";
/// What some of them have; sentence-transformers writes the folders.
const OF_ENCODER: [&str; 5] = [
    "modules.json",
    "1_Pooling/config.json",
    "2_Dense/config.json",
    "2_Dense/model.safetensors",
    "sentence_bert_config.json",
];

/// The files to use out of those on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// All names, weights included, sorted.
    pub(crate) names: Vec<String>,
    /// The weights among them.
    pub(crate) weights: String,
}

/// Chooses from the names on offer at `place`: safetensors before GGUF before a pickle, because a
/// safetensors file is mapped rather than parsed and holds nothing but tensors.
pub(crate) fn choose(place: &str, offered: &[&str]) -> Result<Chosen, Error> {
    let is_offered = |name: &&&str| offered.contains(*name);
    if is_encoder(offered) {
        let weights = "model.safetensors".to_owned();
        let mut names: Vec<String> =
            OF_ENCODER.iter().filter(is_offered).map(ToString::to_string).collect();
        names.extend(["config.json".to_owned(), ENCODER.to_owned(), weights.clone()]);
        names.sort();
        return Ok(Chosen { names, weights });
    }
    let mut missing: Vec<String> =
        REQUIRED.iter().filter(|name| !is_offered(name)).map(ToString::to_string).collect();
    let weights = weights(place, offered)?;
    if weights.is_none() {
        missing.push("model.safetensors (or *.gguf, or pytorch_model.bin)".to_owned());
    }
    let (Some(weights), true) = (weights, missing.is_empty()) else {
        let mut found: Vec<String> = offered.iter().map(ToString::to_string).collect();
        found.sort();
        return Err(Error::MissingFiles { place: place.to_owned(), missing, found });
    };
    let mut names: Vec<String> = REQUIRED
        .iter()
        .chain(OPTIONAL.iter().filter(is_offered))
        .map(ToString::to_string)
        .collect();
    if weights == INDEX {
        names.extend(offered.iter().filter(|name| is_shard(name)).map(ToString::to_string));
    }
    names.push(weights.clone());
    names.sort();
    Ok(Chosen { names, weights })
}

/// Whether these are the files of a sentence encoder: a Marian model has `SentencePiece` files instead.
fn is_encoder(offered: &[&str]) -> bool {
    let has = |name: &str| offered.contains(&name);
    has(ENCODER) && has("config.json") && has("model.safetensors") && !has("source.spm")
}

fn weights(place: &str, offered: &[&str]) -> Result<Option<String>, Error> {
    // A hub listing names files of subfolders as `onnx/…`; only the top folder is the model.
    let is_gguf = |name: &str| {
        Path::new(name).extension().is_some_and(|e| e == "gguf") && !name.contains(['/', '\\'])
    };
    let mut gguf: Vec<String> =
        offered.iter().filter(|name| is_gguf(name)).map(ToString::to_string).collect();
    gguf.sort();
    Ok(if offered.contains(&"model.safetensors") {
        Some("model.safetensors".to_owned())
    } else if offered.contains(&INDEX) {
        Some(INDEX.to_owned())
    } else if gguf.len() > 1 {
        return Err(Error::ManyWeights { place: place.to_owned(), found: gguf });
    } else if let Some(name) = gguf.pop() {
        Some(name)
    } else {
        offered.contains(&"pytorch_model.bin").then(|| "pytorch_model.bin".to_owned())
    })
}

/// The model in `dir`, and the name of its weights.
pub(crate) fn directory(dir: &Path) -> Result<(ModelFiles, Chosen), Error> {
    let place = dir.display().to_string();
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(Error::read(dir))? {
        let path = entry.map_err(Error::read(dir))?.path();
        // Through symlinks: the hub's cache is made of them.
        if let (true, Some(name)) = (path.is_file(), path.file_name().and_then(|n| n.to_str())) {
            names.push(name.to_owned());
        }
    }
    // What lies deeper counts only where it has its place in a model.
    let deeper = OF_ENCODER.iter().filter(|name| name.contains('/') && dir.join(name).is_file());
    names.extend(deeper.map(ToString::to_string));
    let offered: Vec<&str> = names.iter().map(String::as_str).collect();
    let chosen = choose(&place, &offered).map_err(|e| cache_folder(dir).unwrap_or(e))?;
    Ok((files(dir, &chosen), chosen))
}

/// The chosen files, each under its name in `dir`.
pub(crate) fn files(dir: &Path, chosen: &Chosen) -> ModelFiles {
    let mut files = ModelFiles::new(dir.display().to_string());
    for name in &chosen.names {
        files.insert(name.as_str(), Place::Disk(dir.join(name)));
    }
    files
}

/// The error for a repository of the hub's cache: the model is one floor further down.
fn cache_folder(dir: &Path) -> Option<Error> {
    let mut snapshots: Vec<String> = fs::read_dir(dir.join("snapshots"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().display().to_string()))
        .collect();
    snapshots.sort();
    (!snapshots.is_empty()).then(|| Error::CacheFolder { path: dir.to_owned(), snapshots })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: [&str; 4] = ["config.json", "source.spm", "target.spm", "vocab.json"];

    fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
        REST.into_iter().chain(more.iter().copied()).collect()
    }

    #[test]
    fn the_order_of_weights() {
        let weights = |more: &[&str]| choose("here", &with(more)).unwrap().weights;
        assert_eq!(
            weights(&["pytorch_model.bin", "a.gguf", "model.safetensors"]),
            "model.safetensors"
        );
        assert_eq!(weights(&["pytorch_model.bin", "a.gguf", "sub/b.gguf"]), "a.gguf");
        assert_eq!(weights(&["a.gguf", INDEX]), INDEX);
        assert_eq!(weights(&["tf_model.h5", "pytorch_model.bin"]), "pytorch_model.bin");
    }

    #[test]
    fn only_what_the_engine_reads_is_taken() {
        let offered =
            with(&["README.md", "tf_model.h5", "model.safetensors", "generation_config.json"]);
        let chosen = choose("here", &offered).unwrap();
        assert_eq!(
            chosen.names.join(" "),
            "config.json generation_config.json model.safetensors source.spm target.spm vocab.json"
        );
    }

    #[test]
    fn an_index_brings_its_shards() {
        let offered = with(&[
            INDEX,
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "adapter.safetensors",
        ]);
        let chosen = choose("here", &offered).unwrap();
        assert_eq!(
            chosen.names.join(" "),
            "config.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors \
             model.safetensors.index.json source.spm target.spm vocab.json"
        );
    }

    #[test]
    fn a_sentence_encoder_is_told_by_its_tokenizer() {
        let offered = [
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "README.md",
            "modules.json",
            "1_Pooling/config.json",
            "onnx/model.onnx",
        ];
        let chosen = choose("here", &offered).unwrap();
        assert_eq!(
            chosen.names.join(" "),
            "1_Pooling/config.json config.json model.safetensors modules.json tokenizer.json"
        );
        let marian = choose("here", &with(&["tokenizer.json", "model.safetensors"])).unwrap();
        assert!(marian.names.iter().any(|name| name == "source.spm"), "{marian:?}");
    }

    #[test]
    fn every_missing_file_is_named_at_once() {
        let message = choose("here", &["config.json", "README.md"]).unwrap_err().to_string();
        for part in
            ["here:", "source.spm", "target.spm", "vocab.json", "model.safetensors", "README.md"]
        {
            assert!(message.contains(part), "{part} not in: {message}");
        }
    }

    #[test]
    fn two_ggufs_are_a_question() {
        let error = choose("here", &with(&["q4.gguf", "q8.gguf"])).unwrap_err();
        assert!(
            matches!(&error, Error::ManyWeights { found, .. } if found == &["q4.gguf", "q8.gguf"])
        );
    }
}
