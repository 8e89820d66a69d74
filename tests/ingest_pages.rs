//! Whole pages through the reader: every block of `tests/texts/pages/` against the kind a person gave it.
//!
//! A `.txt` page carries its answer in the margin (`headline    | Séisme au Chili`; `=` after a kind
//! marks a block that repeats an earlier one; an empty kind goes on with the block above). Other
//! pages have a `.blocks` file beside them: kind and first words of each block. All pages are invented.

#![expect(clippy::print_stdout, reason = "a test prints the figures it measured")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tarjuman::corpus::document::{BlockKind, CreditKind, Document};
use tarjuman::corpus::lang::Lang;
use tarjuman::ingest::{Options, read, read_file};

/// Share of blocks that must get the kind a person gave them, over all pages.
const ACCURACY: f64 = 0.97;

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts/pages")
}

/// One block as it should be: its kind with the mark for repeats, and its first words.
type Expected = (String, String);

/// The page without its margin, and what the margin says.
fn unmargined(annotated: &str) -> (String, Vec<Expected>) {
    let (mut page, mut expected) = (String::new(), Vec::new());
    for line in annotated.lines() {
        if let Some((kind, words)) = line.split_once("| ") {
            if !kind.trim().is_empty() {
                expected.push((kind.trim().to_owned(), words.trim().to_owned()));
            }
            page.push_str(words);
        }
        page.push('\n');
    }
    (page, expected)
}

fn found(document: &Document) -> Vec<(String, String)> {
    let kind = |b: &tarjuman::corpus::document::Block| {
        format!("{}{}", b.kind.name(), if b.duplicate_of.is_some() { "=" } else { "" })
    };
    let words =
        |b: &tarjuman::corpus::document::Block| b.span.of(document.text()).replace('\n', " ");
    document.blocks().iter().map(|b| (kind(b), words(b))).collect()
}

/// How many kinds agree, and the two lists side by side where they do not.
fn compare(
    name: &str,
    expected: &[Expected],
    document: &Document,
    report: &mut String,
) -> (usize, usize) {
    let found = found(document);
    let mut right = 0;
    for (n, (kind, words)) in expected.iter().enumerate() {
        let got = found.get(n).map(|(k, _)| k.as_str());
        let same_words = found.get(n).is_some_and(|(_, w)| {
            words.is_empty()
                || w.replace('\u{a0}', " ").starts_with(words.as_str())
                || words.starts_with(w.as_str())
        });
        if got == Some(kind) && same_words {
            right += 1;
        } else {
            let _ = writeln!(
                report,
                "{name} {n:2}: {kind:12} but {:12} {words:.60}",
                got.unwrap_or("nothing")
            );
            if !same_words {
                let _ = writeln!(
                    report,
                    "    block {n} reads: {:.80}",
                    found.get(n).map_or("", |(_, w)| w)
                );
            }
        }
    }
    if found.len() != expected.len() {
        let _ =
            writeln!(report, "{name}: {} blocks expected, {} found", expected.len(), found.len());
    }
    (right, expected.len().max(found.len()))
}

fn is_annotated(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "txt")
}

fn annotated(name: &str) -> (Document, Vec<Expected>) {
    let path = pages().join(name);
    let source = std::fs::read_to_string(&path).expect("a page of the tests");
    let (page, expected) = unmargined(&source);
    let document =
        read(page.as_bytes(), &path, Options::default()).expect("the page is text").value;
    assert_eq!(document.text(), page, "{name}: the text is kept exactly");
    (document, expected)
}

fn beside(name: &str) -> (Document, Vec<Expected>) {
    let path = pages().join(name);
    let answer =
        std::fs::read_to_string(pages().join(format!("{name}.blocks"))).expect("an answer file");
    (read_file(&path, Options::default()).expect("the page is text").value, unmargined(&answer).1)
}

/// `headline paragraph x9 paragraph= x2` → one kind per block, first words left open.
fn kinds(line: &str) -> Vec<Expected> {
    let mut out: Vec<Expected> = Vec::new();
    for word in line.split_whitespace() {
        match word.strip_prefix('x').and_then(|n| n.parse::<usize>().ok()) {
            Some(times) => {
                let last = out.last().cloned().expect("a kind before its count");
                out.extend(std::iter::repeat_n(last, times - 1));
            }
            None => out.push((word.to_owned(), String::new())),
        }
    }
    out
}

#[test]
fn every_block_gets_the_kind_a_person_gave_it() {
    let mut names: Vec<String> = std::fs::read_dir(pages())
        .expect("the pages are there")
        .map(|e| e.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let (mut right, mut all, mut n_pages) = (0, 0, 0);
    let mut report = String::new();
    let mut add = |(r, a): (usize, usize)| {
        right += r;
        all += a;
        n_pages += 1;
    };
    for name in &names {
        if is_annotated(name) {
            let (document, expected) = annotated(name);
            add(compare(name, &expected, &document, &mut report));
        } else if names.contains(&format!("{name}.blocks")) {
            let (document, expected) = beside(name);
            add(compare(name, &expected, &document, &mut report));
        }
    }
    let seeds = std::fs::read_to_string(pages().join("seeds.kinds")).expect("the seeds' kinds");
    for line in seeds.lines().filter(|l| !l.starts_with('#')) {
        let (name, list) = line.split_once(' ').expect("a name and its kinds");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
        let document = read_file(&path, Options::default()).expect("a seed").value;
        add(compare(name, &kinds(list), &document, &mut report));
    }
    let share =
        f64::from(u32::try_from(right).expect("few")) / f64::from(u32::try_from(all).expect("few"));
    println!("{right} of {all} blocks on {n_pages} pages ({share:.4})\n{report}");
    assert!(n_pages >= 20, "only {n_pages} pages were read");
    assert!(
        share >= ACCURACY,
        "{right} of {all} ({share:.4})\n{report}help: see src/ingest/classify.rs"
    );
}

/// The facts of one page as aligned text.
fn facts(document: &Document) -> String {
    let text = document.text();
    let facts = document.facts();
    let mut out = String::new();
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{name:9} {value}");
        }
    };
    line("title", facts.title.map(|s| s.of(text).to_owned()));
    line("byline", facts.byline.map(|s| s.of(text).to_owned()));
    line("place", facts.dateline.map(|s| s.of(text).to_owned()));
    line("date", facts.date.as_ref().map(|d| format!("{} ← {}", d.iso, d.span.of(text))));
    line("agency", facts.agency.as_ref().map(|a| format!("{} ← {}", a.name, a.span.of(text))));
    for credit in &facts.credits {
        let lang = |l: Option<Lang>| l.map_or("?".to_owned(), |l| l.to_string());
        let kind = match credit.kind {
            CreditKind::Translation => format!("{}→{}", lang(credit.from), lang(credit.to)),
            CreditKind::Photo => "photo".to_owned(),
        };
        let by = credit.by.as_deref().unwrap_or("?");
        line("credit", Some(format!("{kind} by {by} ← {}", credit.span.of(text))));
    }
    out
}

#[test]
fn facts_are_read_with_the_words_that_state_them() {
    let mut wrong = String::new();
    for (name, expected) in FACTS {
        let document = if is_annotated(name) { annotated(name).0 } else { beside(name).0 };
        let got = facts(&document);
        if got.trim() != expected.trim() {
            let _ = writeln!(wrong, "── {name}, expected\n{}\n── but\n{got}", expected.trim());
        }
    }
    assert!(wrong.is_empty(), "{wrong}help: see src/ingest/facts.rs");
}

const FACTS: &[(&str, &str)] = &[
    (
        "wire.txt",
        "
title     Séisme au Chili : au moins douze morts et des milliers de sans-abri
place     SANTIAGO
agency    Agence France-Presse ← AFP
",
    ),
    (
        "agency-site.txt",
        "
title     Tunisie : la Banque centrale relève son taux directeur à 8%
byline    Salma Trabelsi
place     Tunis
date      2023-01-05 ← 05.01.2023
agency    Anadolu Agency ← AA
credit    ar→fr by Mounir Ben Salah ← Traduit de l'arabe par Mounir Ben Salah
",
    ),
    (
        "daily.txt",
        "
title     Brexit : Londres menace de suspendre le protocole nord-irlandais
date      2021-10-13 ← 13 octobre 2021
agency    Agence France-Presse ← AFP
credit    photo by PETER NORDVAL / AFP ← PETER NORDVAL / AFP
",
    ),
    (
        "subscribers.txt",
        "
title     A Shanghaï, la lassitude d'une ville confinée
byline    Hélène Marchand
date      2022-04-28 ← 28 avril 2022
",
    ),
    (
        "wrapped.txt",
        "
title     GENEVE: REPRISE DES POURPARLERS SUR LE CLIMAT
place     GENEVE
date      2020-03-03 ← 3 mars 2020
agency    Keystone-ATS ← ATS
",
    ),
    (
        "english.txt",
        "
title     Ferry carrying 200 capsizes off Indonesian coast
byline    Daniel Hartono
place     JAKARTA
date      2021-06-04 ← June 4, 2021
agency    Reuters ← Reuters
credit    id→en by Ruth Pell ← Translated from the Indonesian by Ruth Pell
",
    ),
    (
        "arabic.txt",
        "
title     الأردن يستضيف مؤتمرا دوليا حول المياه في البحر الميت
byline    ليث الجنيدي
place     عمان
date      2022-09-12 ← 12.09.2022
agency    Anadolu Agency ← الأناضول
credit    en→ar by سامر حداد ← ترجمه عن الإنجليزية: سامر حداد
",
    ),
    (
        "magazine.txt",
        "
title     Dans les faubourgs de Lima, les cantines tenues par les femmes
byline    Rosa Quispe
date      2021-11-02 ← 2 novembre 2021
credit    es→fr by Camille Lefranc ← Traduit de l'espagnol (Pérou) par Camille Lefranc
",
    ),
    (
        "dispatch.txt",
        "
title     Coopération : la Tunisie et l'Italie signent trois accords
place     TUNIS
date      2021-06-17 ← 17 juin 2021
agency    Tunis Afrique Presse ← TAP
",
    ),
    (
        "bare.txt",
        "
credit    en→fr by Irène Caron ← traduit de l'anglais par Irène Caron
",
    ),
    (
        "weblog.html",
        "
title     Le tramway arrive à Caen-Nord
byline    Lucie Hamon
date      2022-06-14 ← 14 juin 2022
credit    photo by Paul Vidal ← © Paul Vidal
",
    ),
    (
        "platform.html",
        "
title     Bakers warn of flour shortage
byline    Maya Collins
date      2022-03-30 ← 2022-03-30
",
    ),
];

#[test]
fn nothing_of_a_script_or_a_menu_is_read() {
    for (name, never) in [
        ("weblog.html", ["Ne jamais lire ceci", "color: red", "Mentions légales"]),
        ("platform.html", ["schema.org", "We use cookies", "Accept all"]),
        ("list-page.html", ["Rien", "document.write", "Mentions légales"]),
    ] {
        let document = read_file(&pages().join(name), Options::default()).expect("a page").value;
        for words in never {
            assert!(!document.text().contains(words), "{name}: “{words}” was read");
        }
    }
}

#[test]
fn markdown_keeps_its_text_and_lists_its_syntax() {
    let source = std::fs::read_to_string(pages().join("note.md")).expect("a page");
    let (document, _) = beside("note.md");
    assert_eq!(document.text(), source);
    let headline =
        document.blocks().iter().find(|b| b.kind == BlockKind::Headline).expect("a headline");
    assert_eq!(headline.span.of(document.text()), "Une ville *presque* sans voitures");
    let mut clean = String::new();
    let mut at = headline.span.start();
    for mark in document.markup().iter().filter(|m| headline.span.contains(**m)) {
        clean.push_str(&document.text()[at..mark.start()]);
        at = mark.end();
    }
    clean.push_str(&document.text()[at..headline.span.end()]);
    assert_eq!(clean, "Une ville presque sans voitures");
    let syntax: Vec<&str> = document.markup().iter().map(|m| m.of(document.text())).collect();
    assert!(syntax.contains(&"](https://example.org/revolution \"lien\")"), "{syntax:?}");
}
