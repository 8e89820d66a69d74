//! The bars on third-party gold, where those texts are at hand: boundary F1 as their scorer counts it.
//!
//! The texts lie beside the repository (`../shared`, or where `TARJUMAN_SHARED` points) and are never
//! copied into it; without them each test says that it was skipped.

#![expect(clippy::print_stdout, reason = "a test prints what it measured or skipped")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tarjuman::corpus::lang::Lang;
use tarjuman::segment::sentences;

fn shared() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where its data lies")]
    let told = std::env::var("TARJUMAN_SHARED").ok().map(PathBuf::from);
    let path = told.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    path.join("evals/segment").is_dir().then(|| path.join("evals/segment"))
}

/// Counts of boundaries, and the score they make.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    gold: usize,
}

impl Score {
    fn add(&mut self, gold: &[String], text: &str, lang: Lang) {
        let cut: Vec<&str> = sentences(text, lang).iter().map(|s| s.of(text)).collect();
        let (expected, got) = (ends(gold.iter().map(String::as_str)), ends(cut.into_iter()));
        self.right += expected.intersection(&got).count();
        self.found += got.len();
        self.gold += expected.len();
    }

    fn f1(&self) -> f64 {
        let n = |n: usize| f64::from(u32::try_from(n).expect("few"));
        2.0 * n(self.right) / n(self.found + self.gold)
    }
}

/// Positions among the characters that are not white space; the end of a block does not count.
fn ends<'s>(sentences: impl Iterator<Item = &'s str>) -> BTreeSet<usize> {
    let mut n = 0;
    let mut ends: BTreeSet<usize> = sentences
        .map(|s| {
            n += s.chars().filter(|c| !c.is_whitespace()).count();
            n
        })
        .collect();
    ends.pop_last();
    ends
}

/// Sentences of a CoNLL-U file in blocks, as the shared scorer makes them: by paragraph where the
/// corpus marks paragraphs, else in runs of eight.
fn blocks(conllu: &str) -> Vec<Vec<String>> {
    let paragraphs = conllu.lines().any(|l| l.starts_with("# newpar"));
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut current: Vec<String> = Vec::new();
    for line in conllu.lines() {
        let starts = line.starts_with("# newpar") || line.starts_with("# newdoc");
        let full = line.starts_with("# sent_id") && !paragraphs && current.len() >= 8;
        if (starts || full) && !current.is_empty() {
            blocks.push(std::mem::take(&mut current));
        }
        if let Some(text) = line.strip_prefix("# text = ") {
            current.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    if !current.is_empty() {
        blocks.push(current);
    }
    blocks
}

fn treebank(name: &str, lang: Lang) -> Option<f64> {
    let path = shared()?.join(name);
    let gold = std::fs::read_to_string(path).ok()?;
    let mut score = Score::default();
    for block in blocks(&gold) {
        score.add(&block, &block.join(" "), lang);
    }
    println!(
        "{name}: F1 {:.4} ({} of {} boundaries, {} found)",
        score.f1(),
        score.right,
        score.gold,
        score.found
    );
    Some(score.f1())
}

fn pragmatic(name: &str, lang: Lang) -> Option<f64> {
    let path = shared()?.join(name);
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let mut score = Score::default();
    let squeezed = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for case in cases.as_array()? {
        let text = case["text"].as_str()?;
        let gold: Vec<String> = case["sents"]
            .as_array()?
            .iter()
            .filter_map(|s| s.as_str().map(str::to_owned))
            .collect();
        // Some cases ask for other words than the text has; boundaries cannot be compared there.
        if squeezed(&gold.concat()) == squeezed(text) {
            score.add(&gold, text, lang);
        }
    }
    println!(
        "{name}: F1 {:.4} ({} of {} boundaries, {} found)",
        score.f1(),
        score.right,
        score.gold,
        score.found
    );
    Some(score.f1())
}

fn check(name: &str, f1: Option<f64>, bar: f64) {
    match f1 {
        Some(f1) => assert!(
            f1 >= bar,
            "{name}: F1 {f1:.4}, the best peer has {bar:.4}\nhelp: see src/segment/judge.rs"
        ),
        None => println!("skipped: {name} is not at hand"),
    }
}

#[test]
fn french_treebanks_are_cut_at_least_as_well_as_by_the_best_peer() {
    check("French-GSD", treebank("fr_gsd-dev.conllu", Lang::FR), 0.9800);
    check("French-ParTUT", treebank("fr_partut-test.conllu", Lang::FR), 0.9688);
}

#[test]
fn pragmatic_cases_are_cut_at_least_as_well_as_by_the_best_peer() {
    check("pragmatic French", pragmatic("pragmatic-french.json", Lang::FR), 1.0);
    check("pragmatic English", pragmatic("pragmatic-english.json", Lang::EN), 0.843);
    check("pragmatic Arabic", pragmatic("pragmatic-arabic.json", Lang::AR), 0.952);
}

#[test]
fn english_web_text_does_not_get_worse() {
    check("English-EWT", treebank("en_ewt-dev.conllu", Lang::EN), 0.85);
}
