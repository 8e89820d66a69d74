//! `align` and `link` through the command line: formats out, formats in, and what can go wrong.

mod common;

use std::fs;
use std::process::Command;

use common::{Ran, Scratch, tarjuman, tarjuman_with};

const FR: &str = "Le premier ministre est arrivé à Genève mardi matin. Il a rencontré le secrétaire général.\n\n\
« Nous voulons la paix », a-t-il dit. Les négociations ont commencé en 2019.\n";
const EN: &str = "The prime minister arrived in Geneva on Tuesday morning. He met the secretary general.\n\n\
“We want peace,” he said. The negotiations began in 2019.\n";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.input("fr.txt", FR);
    scratch.input("en.txt", EN);
    scratch
}

fn align(scratch: &Scratch, more: &[&str]) -> Ran {
    let (fr, en) = (scratch.text("in/fr.txt"), scratch.text("in/en.txt"));
    tarjuman(&[&["align", &fr, &en][..], more].concat())
}

fn check(scratch: &Scratch, name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> Ran {
    scratch.input(name, content);
    let path = scratch.text(&format!("in/{name}"));
    tarjuman(&[&["align", "--check", &path][..], more].concat())
}

#[test]
fn every_format_is_written_and_read_back_as_the_same_units() {
    let scratch = scratch();
    let beads = align(&scratch, &[]);
    assert_eq!(beads.status, Some(0), "{}", beads.err);
    assert_eq!(beads.out.lines().count(), 4, "{}", beads.out);
    let mut seen = Vec::new();
    for format in ["tmx", "xliff", "tsv"] {
        let out = align(&scratch, &["--format", format]);
        assert_eq!((out.status, out.err.as_str()), (Some(0), ""));
        let read = check(&scratch, &format!("out.{format}"), &out.out, &["--format", "json"]);
        assert_eq!(read.status, Some(0), "{}", read.err);
        let units: serde_json::Value = serde_json::from_str(&read.out).expect("it is JSON");
        let sides = units
            .as_array()
            .expect("an array")
            .iter()
            .map(|u| (u["source"].clone(), u["target"].clone()));
        seen.push(sides.collect::<Vec<_>>());
    }
    assert_eq!((seen[0].len(), &seen[0], &seen[1]), (4, &seen[1], &seen[2]));
    assert_eq!(seen[0][2].0, "« Nous voulons la paix », a-t-il dit.");
}

#[test]
fn the_memory_is_valid_tmx() {
    let scratch = scratch();
    scratch.input("en.txt", format!("{EN}\nSubscribe to our newsletter!\n"));
    scratch.input("a.tmx", align(&scratch, &["--format", "tmx"]).out);
    let dtd = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/render/tmx14.dtd");
    let lint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--dtdvalid", dtd, &scratch.text("in/a.tmx")])
        .output();
    let Ok(lint) = lint else { return };
    assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stderr));
}

#[test]
fn the_page_shows_both_texts_and_their_links() {
    let scratch = scratch();
    let page = align(&scratch, &["--format", "html"]).out;
    assert!(page.contains("Two texts, aligned.") && !page.contains("Machine translation."));
    assert!(page.contains("arrivé à Genève mardi matin.") && page.contains("on Tuesday morning."));
    assert_eq!(page.matches("class=\"r\"").count(), 4);
    assert_eq!(page.matches(" data-l=").count(), 4, "each pair has word links");
    assert!(!page.contains("<script src") && !page.contains("index.html"));
}

#[test]
fn text_in_the_page_and_the_memory_is_escaped() {
    let scratch = scratch();
    let hostile = "<script>alert(1)</script> & \"ceci\" \u{1} est un test.";
    scratch.input("fr.txt", hostile);
    scratch.input("en.txt", hostile);
    for format in ["html", "tmx", "xliff"] {
        let out = align(&scratch, &["--one-per-line", "--format", format]);
        assert_eq!(out.status, Some(0));
        assert!(!out.out.contains("<script>alert") && !out.out.contains('\u{1}'), "{format}");
    }
}

#[test]
fn one_line_against_many_and_nothing_against_something() {
    let scratch = scratch();
    scratch.input("fr.txt", "Bonjour à tous.\n");
    scratch.input("en.txt", "Hello everyone.\n".repeat(1000));
    let out = align(&scratch, &["--one-per-line"]);
    assert_eq!((out.status, out.out.lines().count() >= 996), (Some(0), true));
    scratch.input("fr.txt", "");
    scratch.input("en.txt", "a\n\nb\n");
    let out = align(&scratch, &["--one-per-line"]);
    assert_eq!((out.status, out.out.lines().count()), (Some(0), 3), "{}", out.err);
    scratch.input("en.txt", "");
    assert_eq!(align(&scratch, &["--one-per-line"]).out, "");
}

#[test]
fn other_encodings_and_scripts_are_read() {
    let scratch = scratch();
    let latin = encoding_rs::WINDOWS_1252.encode(FR).0.into_owned();
    scratch.input("fr.txt", latin);
    let out = align(&scratch, &["--format", "tsv"]);
    assert!(out.out.contains("arrivé à Genève"), "{}", out.out);
    scratch.input("fr.txt", "وصل الوزير إلى جنيف في 2019. قال إنه يريد السلام.\n");
    scratch.input("en.txt", "The minister arrived in Geneva in 2019. He said he wanted peace.\n");
    let page = align(&scratch, &["--from", "ar", "--format", "html"]);
    assert_eq!(page.status, Some(0), "{}", page.err);
    assert!(page.out.contains("lang=\"ar\" dir=\"rtl\""));
}

#[test]
fn a_faulty_memory_is_flagged_and_a_broken_one_refused() {
    let scratch = scratch();
    let faulty = "Le chat dort dans la maison.\tThe cat sleeps in the house.\n\
        Il est parti en 2019 avec elle.\tHe left in 2018 with her.\n\
        La ville est belle.\t\n";
    let out = check(&scratch, "m.tsv", faulty, &[]);
    assert_eq!(out.status, Some(1));
    assert!(out.out.contains("2\t\t") && out.out.contains("number"), "{}", out.out);
    assert!(out.out.contains("3\t\t") && out.out.contains("empty"));
    assert!(out.err.contains("2 of 3 units flagged"), "{}", out.err);
    for (text, said) in [
        ("<tmx><body><tu>", "never closed"),
        (
            "<!DOCTYPE t [<!ENTITY a \"b\">]><tmx><body><tu><tuv xml:lang=\"fr\"><seg>&a;</seg>",
            "&a;",
        ),
        ("<xliff><file>", "never closed"),
        ("sans tabulation\n", "line 1"),
        ("", "empty"),
    ] {
        let out = check(&scratch, "broken", text, &[]);
        assert_eq!(out.status, Some(2), "{text}");
        assert!(out.err.contains(said) && out.err.contains("broken"), "{text}: {}", out.err);
    }
    let missing = tarjuman(&["align", "--check", "nowhere.tmx"]);
    assert_eq!(missing.status, Some(2));
}

#[test]
fn an_aligner_is_trained_kept_and_used() {
    let scratch = scratch();
    let nouns = [
        ("chat", "cat"),
        ("chien", "dog"),
        ("roi", "king"),
        ("pain", "bread"),
        ("port", "harbour"),
    ];
    let verbs = [("voit", "sees"), ("prend", "takes"), ("quitte", "leaves")];
    let line = |k: usize| {
        let (a, v, b) = (nouns[k % 5], verbs[k % 3], nouns[(k / 5 + 1) % 5]);
        format!("le {} {} le {} ||| the {} {} the {}\n", a.0, v.0, b.0, a.1, v.1, b.1)
    };
    scratch.input("pairs", (0..60).map(line).collect::<String>());
    let (pairs, model) = (scratch.text("in/pairs"), scratch.text("m.tjlx"));
    let trained = tarjuman(&["link", "--train", &pairs, "--save", &model]);
    assert_eq!((trained.status, trained.out.lines().count()), (Some(0), 60), "{}", trained.err);
    assert_eq!(trained.out, tarjuman(&["link", "--train", &pairs]).out, "the same every time");
    let pair = b"le roi quitte le port ||| the king leaves the harbour\n\n";
    let single = tarjuman_with(&["link", "--lexicon", &model, "--format", "json"], pair);
    assert_eq!(single.status, Some(0), "{}", single.err);
    let first: serde_json::Value =
        serde_json::from_str(single.out.lines().next().expect("a line")).expect("it is JSON");
    let links = first["links"].as_array().expect("links");
    let king = links.iter().find(|l| l["source"]["text"] == "roi").expect("it is linked");
    assert_eq!((&king["target"]["text"], &king["target"]["start"]), (&"king".into(), &4.into()));
    assert!(king["p"].as_f64().is_some_and(|p| p > 0.4 && p <= 1.0));
    assert_eq!(single.out.lines().count(), 2, "an empty line stays a line");
    fs::write(&model, b"no lexicon").expect("it can be written");
    let refused = tarjuman_with(&["link", "--lexicon", &model], pair);
    assert_eq!(refsingle.status, Some(2));
    assert!(
        refsingle.err.contains("m.tjlx") && refsingle.err.contains("lexicon"),
        "{}",
        refsingle.err
    );
}

#[test]
fn links_are_shown_in_words() {
    let out =
        tarjuman_with(&["link", "--format", "text"], "le chat noir ||| the black cat\n".as_bytes());
    assert!(out.out.contains("chat → cat") && out.out.contains("noir → black"), "{}", out.out);
}

#[test]
fn confidence_is_compared_with_gold() {
    let scratch = scratch();
    scratch.input("out.json", align(&scratch, &["--format", "json"]).out);
    scratch.input("gold", "[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[3]\n");
    let out = tarjuman(&["eval", "align", &scratch.text("in/gold"), &scratch.text("in/out.json")]);
    assert_eq!(out.status, Some(0), "{}", out.err);
    assert!(out.out.contains("expected calibration error") && out.out.contains("strict P 1.0000"));
}
