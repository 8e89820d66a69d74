//! Translating with the words a sentence may become, and not with all: what stays the same, what is
//! told, and how the list is made.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Scratch, tarjuman, tarjuman_with};
use tarjuman::nmt::shortlist::Shortlist;
use tarjuman::nmt::{
    Batching, DecodeOptions, Engine, EngineOptions, LengthLimit, ModelFiles, Precision, Translate,
    Translation, Words,
};

const TINY: [&str; 7] = ["base", "hub", "untied", "separate", "separate-untied", "uneven", "rules"];
const TEXTS: [&str; 5] = [
    "Le président a signé l'accord à Genève.",
    "« Nous avons gagné », a dit M. Kramp-Karrenbauer.",
    "UN ACCORD A ÉTÉ TROUVÉ",
    "Il parle.",
    "Le Premier ministre Ali Hassan al-Majid n'a pas répondu aux 12 questions.",
];

fn engine(name: &str, words: Words, more: EngineOptions) -> Engine {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nmt").join(name);
    let options = EngineOptions { precision: Some(Precision::Int8), words, ..more };
    Engine::load(&ModelFiles::from(dir.as_path()), &options).expect("a committed model loads")
}

/// A list for the model `name` in a file: `common` for every sentence, and nothing else.
fn list(scratch: &Scratch, engine: &Engine, common: Vec<u32>) -> PathBuf {
    let path = scratch.path("list.safetensors");
    let rows = vec![Vec::new(); engine.config().src_vocab];
    let list = Shortlist::new(common, &rows).write(engine.vocabulary_sha256());
    fs::write(&path, list.expect("small")).expect("writable");
    path
}

/// Every id of the target.
fn ids(engine: &Engine) -> impl Iterator<Item = u32> {
    0..u32::try_from(engine.config().tgt_vocab).expect("small")
}

fn translated(engine: &Engine, beams: usize) -> Vec<Translation> {
    let limit = LengthLimit::Proportional { per_source_piece: 2, extra: 5 };
    let options = DecodeOptions { beams: Some(beams), limit, ..DecodeOptions::guarded() };
    engine.translate(&TEXTS, &options).expect("within limits")
}

#[test]
fn a_list_of_every_word_changes_no_bit() {
    let scratch = Scratch::new();
    for name in TINY {
        let all = engine(name, Words::All, EngineOptions::default());
        let path = list(&scratch, &all, ids(&all).collect());
        let listed = engine(name, Words::By(path), EngineOptions::default());
        for beams in [1, 4] {
            assert!(translated(&all, beams) == translated(&listed, beams), "{name}, {beams}");
        }
    }
}

#[test]
fn with_a_list_too_threads_and_company_change_no_bit() {
    let scratch = Scratch::new();
    for name in TINY {
        let all = engine(name, Words::All, EngineOptions::default());
        // More than a panel, and no whole number of them.
        let path = list(&scratch, &all, ids(&all).filter(|id| id % 5 < 4).collect());
        let one = engine(name, Words::By(path.clone()), EngineOptions::default());
        for (threads, batching) in [(3, None), (1, Some(Batching::Alone))] {
            let more = EngineOptions { threads, batching, ..EngineOptions::default() };
            let other = engine(name, Words::By(path.clone()), more);
            assert!(translated(&one, 4) == translated(&other, 4), "{name}: {threads} threads");
        }
    }
}

#[test]
fn what_is_not_listed_is_not_written() {
    let scratch = Scratch::new();
    for name in TINY {
        let all = engine(name, Words::All, EngineOptions::default());
        let common: Vec<u32> = ids(&all).filter(|id| id % 7 == 3).collect();
        let path = list(&scratch, &all, common.clone());
        let listed = engine(name, Words::By(path), EngineOptions::default());
        let options = DecodeOptions { beams: Some(4), ..DecodeOptions::default() };
        for text in TEXTS {
            // Words of the source may be taken over, in any of the ways they are listed in.
            let ways = [text.to_owned(), text.to_lowercase()];
            let words = ways.iter().flat_map(|t| t.split(|c: char| !c.is_alphanumeric()));
            let mut copies: Vec<u32> = words
                .flat_map(|w| {
                    let mut letters = w.chars();
                    let titled: String = letters
                        .next()
                        .into_iter()
                        .flat_map(char::to_uppercase)
                        .chain(letters)
                        .collect();
                    [w.to_owned(), titled]
                })
                .flat_map(|w| listed.vocab().encode_target(&w).ids)
                .collect();
            copies.extend(listed.vocab().encode_target(text).ids);
            let rules = listed.generation();
            copies
                .extend(rules.eos.iter().copied().chain(rules.forced_bos).chain(rules.forced_eos));
            for found in listed.hypotheses(text, &options).expect("within limits") {
                let outside =
                    found.ids.iter().find(|&id| !common.contains(id) && !copies.contains(id));
                assert_eq!(outside, None, "{name}: {text}");
            }
        }
    }
}

#[test]
fn a_list_for_another_model_is_an_error_that_names_it() {
    let scratch = Scratch::new();
    let path = scratch.path("list.safetensors");
    fs::write(&path, Shortlist::new(vec![0], &[vec![1]]).write("").expect("small"))
        .expect("writable");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nmt/base");
    let options = EngineOptions { words: Words::By(path), ..EngineOptions::default() };
    let error = Engine::load(&ModelFiles::from(dir.as_path()), &options).expect_err("refused");
    let said = error.to_string();
    assert!(said.contains("list.safetensors") && said.contains("models shortlist"), "{said}");
}

#[test]
fn a_damaged_list_is_to_be_made_again_not_fetched() {
    let scratch = Scratch::new();
    let path = scratch.path("list.safetensors");
    fs::write(&path, b"no list").expect("writable");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nmt/base");
    let options = EngineOptions { words: Words::By(path), ..EngineOptions::default() };
    let error = Engine::load(&ModelFiles::from(dir.as_path()), &options).expect_err("refused");
    let said = error.to_string();
    assert!(said.contains("models shortlist") && !said.contains("fetch"), "{said}");
}

#[test]
fn what_cannot_be_done_is_said_before_the_counting() {
    let scratch = Scratch::new();
    let source = scratch.path("a.fr").display().to_string();
    fs::write(&source, SOURCE).expect("writable");
    // The file stands where the folder should be.
    let inside = format!("{source}/list.safetensors");
    let out = scratch.path("list.safetensors").display().to_string();
    let made = ["models", "shortlist", &source, &source, "--out"];
    for (rest, remedy) in [(vec![&*inside], "--out"), (vec![&*out, "--shortlist"], "--out")] {
        let ran = tarjuman(&[&made[..], &rest].concat());
        assert_eq!(ran.status, Some(2), "{}", ran.out);
        assert!(ran.err.contains(remedy) && !ran.err.contains("counting"), "{}", ran.err);
    }
    assert!(!Path::new(&out).exists());
}

const SOURCE: &str = "Le président a signé l'accord.\nLe ministre a signé la loi.\n\
    Le président a rejeté la loi.\nLe ministre parle.\n";
const TARGET: &str = "The president signed the agreement.\nThe minister signed the law.\n\
    The president rejected the law.\nThe minister speaks.\n";

#[test]
fn a_list_is_made_from_a_bitext_measured_and_used() {
    let scratch = Scratch::new();
    let (source, target) = (scratch.path("a.fr"), scratch.path("a.en"));
    fs::write(&source, SOURCE).expect("writable");
    fs::write(&target, TARGET).expect("writable");
    let (source, target) = (source.display().to_string(), target.display().to_string());
    let out = scratch.path("list.safetensors").display().to_string();
    let mut command = vec!["models", "shortlist", &source, &target, "--out", &out, "--common", "8"];
    command.extend(["--dev", &source, &target]);
    let ran = tarjuman(&command);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    for part in ["every word", "shortlist", "BLEU", "of 4 lines"] {
        assert!(ran.out.contains(part), "{part} is missing: {}", ran.out);
    }
    let other = scratch.text("b.en");
    fs::write(&other, "The minister speaks.\n").expect("writable");
    let uneven = ["models", "shortlist", &source, &target, "--out", &out, "--dev", &source, &other];
    let ran = tarjuman(&uneven);
    assert_eq!(ran.status, Some(2), "{}", ran.out);
    assert!(ran.err.contains("4 lines") && !ran.err.contains("counting"), "{}", ran.err);
    // Twice the same bytes, and what was learnt is enough to say it again.
    let first = fs::read(&out).expect("written");
    tarjuman(&command[..8]);
    assert!(first == fs::read(&out).expect("written again"));
    let used =
        tarjuman_with(&["translate", "--lines", &format!("--shortlist={out}")], SOURCE.as_bytes());
    assert_eq!(used.status, Some(0), "{}", used.err);
    assert!(used.out.contains("The president signed the agreement."), "{}", used.out);
    let floats = ["translate", "--lines", "--precision", "f32", &format!("--shortlist={out}")];
    let ran = tarjuman_with(&floats, b"Il parle.\n");
    assert!(ran.err.contains("every word is looked at"), "{}", ran.err);
}
