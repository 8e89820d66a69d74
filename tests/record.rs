//! The files other programs read: as published, back again, and held to their word.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test stops at what it did not expect and tells what it measured"
)]

#[path = "render/fixture.rs"]
mod fixture;
#[path = "render/hostile.rs"]
mod hostile;

use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use tarjuman::corpus::article::Article;
use tarjuman::corpus::document::{Block, BlockKind, Document, Media, Origin};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::HeldWording;
use tarjuman::corpus::span::Span;
use tarjuman::record::run::{self, InputEntry, OutputEntry, RunFile};
use tarjuman::record::verify::{self, Failure};
use tarjuman::record::{self, Error};

fn written(article: &Article) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::write(article, &[], &mut bytes).unwrap();
    bytes
}

fn json(article: &Article) -> Value {
    serde_json::from_slice(&written(article)).unwrap()
}

/// The fields of an object, in their order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn has(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "{field} is missing in {value}");
    }
}

#[test]
fn every_published_field_is_there() {
    let file = json(&fixture::dispatch());
    assert_eq!(file["schema"], "tarjuman/1");
    let top = ["schema", "document", "engine", "segments", "quotes", "chains", "marked"];
    assert_eq!(keys(&file), top);
    let document = &file["document"];
    has(document, &["id", "path", "sha256", "lang", "text", "title", "byline", "dateline"]);
    has(document, &["date", "agency", "credits", "blocks"]);
    assert_eq!(document["date"], "2024-02-03");
    assert_eq!(document["agency"]["name"], "Agence Axis");
    assert_eq!(keys(&document["title"]), ["start", "end", "text"]);
    has(&document["credits"][0], &["kind", "from", "to", "by", "span"]);
    assert_eq!(keys(&document["blocks"][0]), ["kind", "start", "end"]);
    has(&file["engine"], &["model", "revision", "weights_sha256", "tool", "beam"]);
    let segment = &file["segments"][6];
    assert_eq!(keys(segment), ["id", "block", "source", "target", "score", "links", "flags"]);
    assert_eq!(segment["id"], "s7");
    assert_eq!(keys(&segment["links"][0]), ["source", "target", "p"]);
    let quote = &file["quotes"][4];
    has(quote, &["id", "kind", "scope", "source", "speaker", "target", "state", "score"]);
    has(quote, &["cue", "wording", "returns_home", "chain", "same_as", "flags"]);
    has(&quote["speaker"], &["mention", "name", "role", "basis"]);
    assert_eq!(keys(&quote["target"][0]), ["segment", "start", "end", "text"]);
    assert_eq!(quote["chain"], "c3");
    let hops = file["chains"][2]["hops"].as_array().unwrap();
    has(&hops[0], &["n", "role", "lang", "lang_basis", "agent", "where", "held", "wording"]);
    assert_eq!(keys(&hops[0]["agent"]), ["name", "kind"]);
    assert_eq!(hops[1]["held"], false);
    has(&hops[1], &["evidence"]);
    let nameless = &file["quotes"][6]["speaker"];
    assert_eq!(nameless["name"], Value::Null, "an unnamed source has a null name");
    assert_eq!(nameless["mention"]["text"], "Une source syndicale");
}

/// Every `{start, end, text}` of the file cuts the text it points into.
fn each_span_cuts(value: &Value, source: &[char], target: &[char], n: &mut usize) {
    if let (Some(start), Some(end), Some(text)) =
        (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str())
    {
        let into = if value.get("segment").is_some() { target } else { source };
        let cut: String = into[start as usize..end as usize].iter().collect();
        assert_eq!(cut, text);
        *n += 1;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|v| each_span_cuts(v, source, target, n)),
        Value::Object(map) => map.values().for_each(|v| each_span_cuts(v, source, target, n)),
        _ => {}
    }
}

#[test]
fn spans_count_code_points_and_carry_their_words() {
    // Astral characters, combining accents and a decomposed word in front of everything.
    let mut draft = fixture::Draft::new("points");
    draft.block(
        BlockKind::Headline,
        &[("🗞️ L'e\u{301}te\u{301} à « Zürich » 🇨🇭", "🗞️ Summer in “Zürich” 🇨🇭")],
    );
    draft.quote("Zürich", "Zürich");
    let article = draft.build();
    let file = json(&article);
    let source: Vec<char> = article.source.document().text().chars().collect();
    let target: Vec<char> = article.target[0].text.chars().collect();
    let mut n = 0;
    each_span_cuts(&file, &source, &target, &mut n);
    assert!(n >= 5, "{n} spans were looked at");
    assert_eq!(file["quotes"][0]["source"]["start"], 15);
}

#[test]
fn one_block_segment_and_quotation_a_line() {
    let article = fixture::dispatch();
    let text = String::from_utf8(written(&article)).unwrap();
    let lines = text.lines().filter(|l| l.trim_start().starts_with("{\"id\": \"s")).count();
    assert_eq!(lines, article.source.segments().len());
    assert!(text.ends_with("]\n}\n"));
}

#[test]
fn an_article_comes_back_whole() {
    for article in [fixture::dispatch(), hostile::article(30), fixture::long(200, 4)] {
        let bytes = written(&article);
        let back = record::restore(&record::read(&bytes).unwrap()).unwrap();
        assert_eq!(back.source.document(), article.source.document());
        assert_eq!(back.quotes, article.quotes);
        assert_eq!(back.chains, article.chains);
        assert_eq!(written(&back), bytes, "and is written the same");
    }
}

#[test]
fn a_wording_from_another_text_keeps_its_place_there() {
    let mut article = fixture::dispatch();
    let text = "Ébauche. We'll judge this deal by its results.".to_owned();
    let start = text.find("We'll").unwrap();
    let span = Span::new(start, start + "We'll judge".len());
    let origin = Origin {
        path: PathBuf::from("texts/transcript-en.txt"),
        media: Media::Plain,
        encoding: "UTF-8",
        bom: false,
        sha256: String::new(),
    };
    let block =
        Block { kind: BlockKind::Paragraph, span: Span::new(0, text.len()), duplicate_of: None };
    let other = Document::new("transcript".to_owned(), origin, Lang::EN, text, vec![block]);
    article.chains[2].hops[0].wording = Some(HeldWording {
        text: "We'll judge".to_owned(),
        span: Some(span),
        document: Some("transcript".to_owned()),
    });
    let mut bytes = Vec::new();
    record::write(&article, &[&other], &mut bytes).unwrap();
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    let wording = &file["chains"][2]["hops"][0]["wording"];
    assert_eq!(wording["span"], json!({"start": 9, "end": 20, "text": "We'll judge"}));
    assert_eq!(verify::document("a.json", &bytes, None), []);
}

fn places(failures: &[Failure]) -> Vec<&str> {
    failures.iter().map(|f| f.place.as_str()).collect()
}

/// A value changed, and the places that must be named.
type Lie = (&'static str, Value, &'static [&'static str]);

#[test]
fn each_lie_is_named_with_its_place() {
    let article = fixture::dispatch();
    let honest = written(&article);
    let source = article.source.document().text().as_bytes();
    assert_eq!(verify::document("a.json", &honest, Some(source)), []);
    let lies: &[Lie] = &[
        ("/document/title/text", json!("Autre"), &["/document/title"]),
        ("/document/agency/span/end", json!(999_999), &["/document/agency/span"]),
        ("/document/blocks/2/end", json!(1_000_000), &["/document/blocks/2"]),
        ("/document/blocks/2/kind", json!("poem"), &["/document/blocks/2/kind"]),
        ("/document/sha256", json!("00"), &["/document/sha256"]),
        ("/document/text_sha256", json!("00"), &["/document/text"]),
        ("/segments/3/id", json!("s900"), &["/segments/3/id"]),
        ("/segments/3/source/start", json!(0), &["/segments/3/source"]),
        ("/segments/6/links/0/target/end", json!(5000), &["/segments/6/links/0/target"]),
        ("/segments/6/links/0/p", json!(1.5), &["/segments/6/links/0/p"]),
        ("/segments/6/flags", json!(["odd"]), &["/segments/6/flags/0"]),
        ("/quotes/1/source/text", json!("le trafic"), &["/quotes/1/sha256", "/quotes/1/source"]),
        ("/quotes/1/sha256", json!("00"), &["/quotes/1/sha256"]),
        ("/quotes/1/target/0/start", json!(1), &["/quotes/1/target/0"]),
        ("/quotes/1/target/0/segment", json!("s99"), &["/quotes/1/target/0"]),
        ("/quotes/1/speaker/mention/start", json!(2), &["/quotes/1/speaker/mention"]),
        ("/quotes/1/cue/end", json!(0), &["/quotes/1/cue"]),
        ("/quotes/1/chain", json!("c77"), &["/quotes/1/chain"]),
        ("/quotes/1/state", json!("fine"), &["/quotes/1/state"]),
        ("/chains/0/hops/0/evidence/text", json!("x"), &["/chains/0/hops/0/evidence"]),
        ("/chains/0/hops/0/held", json!(true), &["/chains/0/hops/0"]),
        ("/chains/0/hops/1/wording/span/end", json!(1), &["/chains/0/hops/1/wording/span"]),
        ("/chains/0/hops/1/n", json!(5), &["/chains/0/hops/1/n"]),
    ];
    for (pointer, value, wanted) in lies {
        let mut file: Value = serde_json::from_slice(&honest).unwrap();
        *file.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} exists")) = value.clone();
        let bytes = serde_json::to_vec(&file).unwrap();
        let failures = verify::document("a.json", &bytes, Some(source));
        assert_eq!(places(&failures), *wanted, "{pointer} = {value}");
        assert!(failures.iter().all(|f| f.file == "a.json" && !f.expected.is_empty()));
    }
}

#[test]
fn what_is_no_document_file_says_so() {
    for (bytes, part) in [
        (&b"{"[..], "line 1"),
        (b"[]", "invalid"),
        (b"{\"schema\": \"tarjuman/1\"}", "missing field"),
    ] {
        let failures = verify::document("a.json", bytes, None);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].to_string().contains(part), "{}", failures[0]);
    }
    let mut file = json(&fixture::dispatch());
    file["schema"] = json!("tarjuman/9");
    let error = record::read(&serde_json::to_vec(&file).unwrap()).unwrap_err();
    assert!(matches!(error, Error::Schema { found } if found == "tarjuman/9"));
}

#[test]
fn a_changed_source_is_told_and_moved_quotations_are_orphaned() {
    let article = fixture::dispatch();
    let file = written(&article);
    let source = article.source.document().text().to_owned();
    // The quotation still stands somewhere, one word later: that is not where it was read.
    let moved = source.replacen("Monde", "Le Monde", 1);
    let failures = verify::document("a.json", &file, Some(moved.as_bytes()));
    assert_eq!(places(&failures)[..2], ["/document/sha256", "/document/text"]);
    let orphans = failures.iter().filter(|f| f.found.ends_with("(orphaned)")).count();
    assert_eq!(orphans, article.quotes.len());
    // A change behind all quotations orphans none of them.
    let tail = format!("{source} fin");
    let failures = verify::document("a.json", &file, Some(tail.as_bytes()));
    assert_eq!(places(&failures), ["/document/sha256", "/document/text"]);
}

#[test]
fn a_source_in_another_encoding_is_read_as_it_was() {
    let text = "Été à Zürich".to_owned();
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode("Été à Zürich");
    let origin = Origin {
        path: PathBuf::from("a.txt"),
        media: Media::Plain,
        encoding: "windows-1252",
        bom: false,
        sha256: OutputEntry::new("", &bytes).sha256,
    };
    let block =
        Block { kind: BlockKind::Paragraph, span: Span::new(0, text.len()), duplicate_of: None };
    let document = Document::new("a".to_owned(), origin, Lang::FR, text, vec![block]);
    let mut article = fixture::Draft::new("a").build();
    article.source = tarjuman::corpus::segment::Segmented::new(Arc::new(document), Vec::new());
    let file = written(&article);
    assert_eq!(verify::document("a.json", &file, Some(&bytes)), []);
    let failures = verify::document("a.json", &file, Some("Été à Zurich".as_bytes()));
    assert_eq!(places(&failures), ["/document/sha256", "/document/text"]);
}

fn run_file() -> (Vec<(String, Vec<u8>)>, RunFile) {
    let files: Vec<(String, Vec<u8>)> = vec![
        ("b.html".to_owned(), b"<!doctype html>".to_vec()),
        ("a.json".to_owned(), written(&fixture::dispatch())),
    ];
    let mut run = RunFile::new("tarjuman 0.1.0");
    run.settings.insert("beam".to_owned(), json!(4));
    run.inputs.push(InputEntry {
        path: "seeds/a.txt".to_owned(),
        sha256: Some("ab".repeat(32)),
        document: Some("a".to_owned()),
        state: "done".to_owned(),
        error: None,
    });
    run.outputs = files.iter().map(|(path, bytes)| OutputEntry::new(path, bytes)).collect();
    run.counts.insert("documents".to_owned(), 1);
    run.seconds = 2.5;
    (files, run)
}

#[test]
fn any_altered_byte_of_any_file_shows() {
    let (files, run) = run_file();
    let mut sealed = Vec::new();
    run.write(&mut sealed).unwrap();
    assert_eq!(run::seal("run.json", &sealed), None);
    let back = RunFile::read(&sealed).unwrap();
    assert_eq!(back.outputs.iter().map(|o| &*o.path).collect::<Vec<_>>(), ["a.json", "b.html"]);
    assert_eq!((back.seconds, &back.counts), (2.5, &run.counts));
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        let failure = run::seal("run.json", &altered).expect("a changed byte shows");
        assert_eq!((&*failure.file, &*failure.place), ("run.json", "/seal"));
    }
    for cut in [0, 1, sealed.len() / 2, sealed.len() - 1] {
        assert!(run::seal("run.json", &sealed[..cut]).is_some(), "cut at {cut}");
    }
    let mut longer = sealed.clone();
    longer.push(b'\n');
    assert!(run::seal("run.json", &longer).is_some(), "a byte added at the end");
    for (path, bytes) in files {
        let entry = back.outputs.iter().find(|o| o.path == path).unwrap();
        assert_eq!(run::output(entry, Some(&bytes)), None);
        assert_eq!(run::output(entry, None).unwrap().found, "no such file");
        for at in (0..bytes.len()).step_by(97) {
            let mut altered = bytes.clone();
            altered[at] ^= 0x20;
            assert_eq!(run::output(entry, Some(&altered)).unwrap().file, path);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_stored_and_restored(pairs in prop::collection::vec((any::<String>(), any::<String>()), 1..6)) {
        let mut draft = fixture::Draft::new("any");
        for (src, tgt) in &pairs {
            let src = format!("x{}x", src.trim());
            draft.block(BlockKind::Paragraph, &[(&src, tgt)]);
        }
        let article = draft.build();
        let bytes = written(&article);
        let source = article.source.document().text().as_bytes();
        prop_assert_eq!(verify::document("a.json", &bytes, Some(source)), []);
        let back = record::restore(&record::read(&bytes).unwrap()).unwrap();
        prop_assert_eq!(written(&back), bytes);
    }

    /// Reading never panics, whatever was done to the file.
    #[test]
    fn a_mangled_file_is_an_error_not_a_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = written(&fixture::dispatch());
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let _ = verify::document("a.json", &bytes, None);
        if let Ok(file) = record::read(&bytes) {
            let _ = record::restore(&file);
        }
    }
}
