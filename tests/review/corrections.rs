//! Corrections: the person's words in front, the machine's kept, everything else as it was.

use tarjuman::corpus::article::Article;
use tarjuman::corpus::quote::{CarryState, HopRole};
use tarjuman::record;
use tarjuman::render::{Format, Options, render};
use tarjuman::review::correct::apply;
use tarjuman::review::session::Given;
use tarjuman::review::store::Store;
use tarjuman::review::unit::{Kind, Unit};
use tarjuman::review::verdict::{Judgement, Verdict};

use super::{NOW, fixture, given, plan, session};

fn rendered(article: &Article, format: Format) -> String {
    let mut bytes = Vec::new();
    render(article, format, &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The number of the word `word` on a side, and of the last one of `upto`.
fn ends(side: &tarjuman::review::unit::Side, first: &str, last: &str) -> Option<[usize; 2]> {
    let words: Vec<&str> =
        side.pieces.iter().filter(|p| p.word.is_some()).map(|p| p.text.as_str()).collect();
    let at = words.iter().position(|w| *w == first)?;
    Some([at, at + words[at..].iter().position(|w| *w == last)?])
}

/// What `ada` says: other English for s13, and other bounds for q2.
fn verdicts(article: &Article) -> Vec<Verdict> {
    let dir = tempfile::tempdir().unwrap();
    let plan = tarjuman::review::sample::Plan { size: 500, ..plan(&[Kind::Segment, Kind::Quote]) };
    let mut review = session(dir.path(), std::slice::from_ref(article), &plan, "ada");
    let find = |place: &str| {
        let at = |n: &usize| review.unit(*n).is_some_and(|u: &Unit| u.place() == place);
        (0..review.drawn().len()).find(at).unwrap()
    };
    let (sentence, quote) = (find("s13"), find("q2"));
    let mut typed = given(&review, sentence, Judgement::Wrong);
    typed.english =
        Some("A union source describes the talks as being “at daggers drawn”.".to_owned());
    let unit = review.unit(quote).unwrap();
    let drawn = Given {
        source: ends(&unit.source, "trafic", "mois"),
        target: ends(&unit.target, "traffic", "month"),
        ..given(&review, quote, Judgement::Wrong)
    };
    assert!(drawn.source.is_some() && drawn.target.is_some());
    review.judge(typed, NOW).unwrap();
    review.judge(drawn, NOW).unwrap();
    drop(review);
    Store::open(&dir.path().join("verdicts.sqlite")).unwrap().history().unwrap()
}

#[test]
fn a_correction_is_shown_with_its_author_and_the_machines_version_is_kept() {
    let machine = fixture::dispatch();
    let mut article = machine.clone();
    let complaints = apply(&mut article, &verdicts(&machine));
    assert!(complaints.is_empty(), "{complaints:?}");

    // The sentence, linked anew; its quotation, lost before, is found.
    let text = &article.target[12].text;
    assert_eq!(text, "A union source describes the talks as being “at daggers drawn”.");
    let french = article.source.document().text();
    let pairs: Vec<(&str, &str)> =
        (article.target[12].links.iter()).map(|l| (l.src.of(french), l.tgt.of(text))).collect();
    assert!(pairs.contains(&("source", "source")), "{pairs:?}");
    let quote = &article.quotes[6];
    let carried = quote.carried.as_ref().unwrap();
    assert_ne!(carried.state, CarryState::Lost);
    assert_eq!(
        article.corrected_segment(12),
        Some(("ada", "A union source describes the talks as hostile."))
    );

    // The quotation stands where it was drawn, and so does its last hop.
    let quote = &article.quotes[1];
    assert_eq!(quote.span.of(french), "trafic reprendra avant la fin du mois");
    let carried = quote.carried.as_ref().unwrap();
    let words = carried.target[0].span.of(&article.target[carried.target[0].segment].text);
    assert_eq!(
        (words, carried.state),
        ("traffic will resume before the end of the month", CarryState::Exact)
    );
    let chain = &article.chains[quote.chain.unwrap()];
    let ours = chain.hops.iter().find(|h| h.role == HopRole::Ours).unwrap();
    assert_eq!(ours.wording.as_ref().unwrap().text, words);

    // Everything nobody touched is as it was.
    for (i, (new, old)) in article.target.iter().zip(&machine.target).enumerate() {
        assert!(i == 12 || new == old, "s{}", i + 1);
    }
    for (q, (new, old)) in article.quotes.iter().zip(&machine.quotes).enumerate() {
        assert!(q == 1 || q == 6 || new == old, "q{}", q + 1);
    }

    let page = rendered(&article, Format::Html);
    assert!(page.contains("Corrected by <bdi>ada</bdi>"));
    assert!(page.contains("A union source describes the talks as hostile."));
    assert!(page.contains("1 sentence corrected by ada, 1 quotation drawn anew by ada"));
    let memory = rendered(&article, Format::Tmx);
    assert!(
        memory.contains(r#"changeid="ada""#) && memory.contains("at daggers drawn"),
        "{memory}"
    );
    assert!(
        memory.contains(r#"<prop type="x-machine">A union source describes the talks as hostile."#)
    );
    assert!(!rendered(&machine, Format::Html).contains("Corrected by"));
}

#[test]
fn a_corrected_document_file_is_sound_and_read_back() {
    let machine = fixture::dispatch();
    let mut article = machine.clone();
    assert!(apply(&mut article, &verdicts(&machine)).is_empty());
    let json = rendered(&article, Format::Json);
    let failures = record::verify::document("port-de-valmy.json", json.as_bytes(), None);
    assert!(failures.is_empty(), "{failures:?}");
    let back = record::restore(&record::read(json.as_bytes()).unwrap()).unwrap();
    assert_eq!(back.corrections.len(), 2);
    assert_eq!(rendered(&back, Format::Json), json, "reading and writing changes nothing");
}

#[test]
fn a_stale_correction_is_named_and_left_out() {
    let machine = fixture::dispatch();
    let said = verdicts(&machine);
    let mut later = machine;
    later.target[12].text = "A trade-union source speaks of hostile talks.".to_owned();
    let complaints = apply(&mut later, &said);
    assert_eq!(complaints.len(), 1);
    assert!(
        complaints[0].to_string().contains("s13: the correction by ada is stale"),
        "{complaints:?}"
    );
    assert_eq!(later.corrected_segment(12), None);
    assert!(later.corrected_quote(1).is_some());
}

/// Runs the binary; gives status, standard output, standard error.
fn tarjuman(args: &[&str]) -> (Option<i32>, String, String) {
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_tarjuman"))
        .args(args)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

#[test]
fn the_commands_list_import_report_gate_and_apply() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    super::folder(&out, &[fixture::dispatch()]);
    let dir = out.to_str().unwrap();

    let (status, listed, _) = tarjuman(&["review", dir, "--list"]);
    assert_eq!(status, Some(0));
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines.len() > 15 && lines.iter().all(|l| l.split('\t').count() == 5), "{listed}");
    assert!(listed.contains("port-de-valmy\tq2\tquote\t\t"));

    let (status, said, _) = tarjuman(&["review", "report", dir]);
    assert_eq!(status, Some(0), "nothing judged is no error");
    assert!(said.contains("not known (95 %: 0.0 to 100.0 %)"), "{said}");
    assert_eq!(tarjuman(&["review", "report", dir, "--max-error", "5%"]).0, Some(1));
    assert_eq!(tarjuman(&["review", "report", dir, "--max-error", "7"]).0, Some(2));

    let mut lines = Vec::new();
    tarjuman::review::store::export(&verdicts(&fixture::dispatch()), &mut lines).unwrap();
    let file = scratch.path().join("said.jsonl");
    std::fs::write(&file, lines).unwrap();
    let (status, _, said) = tarjuman(&["review", dir, "--import", file.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("2 new verdicts kept"), "{said}");

    let (status, _, said) = tarjuman(&["review", "apply", dir]);
    assert_eq!(status, Some(0), "{said}");
    let corrected = out.join("corrected");
    let (status, said, _) = tarjuman(&["verify", corrected.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{said}");
    let english = std::fs::read_to_string(corrected.join("port-de-valmy.en.txt")).unwrap();
    assert!(english.contains("at daggers drawn"));
    assert!(corrected.join("port-de-valmy.tmx").exists() && corrected.join("index.html").exists());
    let machine = std::fs::read_to_string(out.join("port-de-valmy.json")).unwrap();
    assert!(!machine.contains("daggers"), "the machine's version stays");

    let (status, _, said) = tarjuman(&["review", scratch.path().join("none").to_str().unwrap()]);
    assert_eq!(status, Some(2));
    assert!(said.contains("name a folder that `tarjuman translate` wrote"), "{said}");
    let (status, _, said) = tarjuman(&["review", dir, "--document", "other"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("there are port-de-valmy"), "{said}");
    std::fs::write(out.join("broken.json"), b"{\"schema\":\"tarjuman/1\"}").unwrap();
    let (status, _, said) = tarjuman(&["review", dir, "--list"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("broken.json: is no document file"), "{said}");
}

#[test]
fn beads_of_an_aligned_pair_are_judged_too() {
    let scratch = tempfile::tempdir().unwrap();
    let beads = r#"[{"source":[0],"target":[0],"cost":0.1,"confidence":0.9,"source_text":"Bonjour.","target_text":"Hello."},
        {"source":[1,2],"target":[1],"cost":0.4,"confidence":0.3,"source_text":"Un. Deux.","target_text":"One and two."}]"#;
    std::fs::write(scratch.path().join("pair.json"), beads).unwrap();
    let (status, listed, said) = tarjuman(&["review", scratch.path().to_str().unwrap(), "--list"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(listed.lines().count(), 2);
    assert!(listed.contains("pair\tb2\tbead\t\t"), "{listed}");
}
