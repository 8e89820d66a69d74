//! The pages in a real browser: renders them here, then lets `tests/page/run.mjs` click and read.
//!
//! Needs node, chromium (`CHROMIUM` names another than `/usr/bin/chromium`) and `npm ci` in
//! `tests/page`; says what is missing and passes where one of them is not there.
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

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tarjuman::corpus::article::Article;
use tarjuman::render::{Format, Options, Summary, index, render};

/// What keeps the browser from running, if anything.
fn missing(tests: &Path) -> Option<String> {
    let node = Command::new("node").arg("--version").output();
    let version = node.ok().filter(|out| out.status.success()).map(|out| out.stdout);
    let Some(version) = version.and_then(|out| String::from_utf8(out).ok()) else {
        return Some("node is not installed".to_owned());
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    if major.is_none_or(|n: u32| n < 20) {
        return Some(format!(
            "node {} is too old for the HTML checker; 20 is needed",
            version.trim()
        ));
    }
    let browser = std::env::var_os("CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
    if !browser.exists() {
        return Some(format!("{} does not exist", browser.display()));
    }
    let modules = tests.join("node_modules/playwright-core");
    (!modules.exists()).then(|| "run `npm ci` in tests/page".to_owned())
}

fn page(dir: &Path, name: &str, article: &Article) -> Summary {
    let options = Options { date: Some("2026-11-20"), ..Options::default() };
    let mut bytes = Vec::new();
    render(article, Format::Html, &options, &mut bytes).unwrap();
    fs::write(dir.join(name), bytes).unwrap();
    Summary::of(article)
}

#[test]
fn a_reader_can_do_what_the_page_promises() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    if let Some(reason) = missing(&tests) {
        println!("skipped: {reason}");
        return;
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&dir).unwrap();
    let own = [
        page(&dir, "port-de-valmy.html", &fixture::dispatch()),
        page(&dir, "autre-depeche.html", &fixture::other_dispatch()),
        page(&dir, "long.html", &fixture::long(3000, 12)),
    ];
    // Linked data is checked there too, by a JSON-LD processor, against the text it points into.
    let article = fixture::dispatch();
    let mut bytes = Vec::new();
    render(&article, Format::Jsonld, &Options::default(), &mut bytes).unwrap();
    fs::write(dir.join("port-de-valmy.jsonld"), bytes).unwrap();
    fs::write(dir.join("port-de-valmy.txt"), article.source.document().text()).unwrap();
    let hostile = [page(&dir, "hostile.html", &hostile::article(2000))];
    for (name, summaries) in [("index.html", &own[..]), ("hostile-index.html", &hostile)] {
        let mut bytes = Vec::new();
        index(summaries, &Options::default(), &mut bytes).unwrap();
        fs::write(dir.join(name), bytes).unwrap();
    }
    let out = Command::new("node").arg("run.mjs").arg(&dir).current_dir(&tests).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    println!("{text}");
    assert!(
        out.status.success(),
        "the browser disagrees:\n{text}{}\nhelp: open {} and try it by hand",
        String::from_utf8_lossy(&out.stderr),
        dir.display()
    );
}

#[test]
fn a_reviewer_can_do_what_the_spot_check_promises() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    if let Some(reason) = missing(&tests) {
        println!("skipped: {reason}");
        return;
    }
    let out = tempfile::tempdir().unwrap();
    for article in [fixture::dispatch(), fixture::other_dispatch(), fixture::long(40, 4)] {
        let mut bytes = Vec::new();
        render(&article, Format::Json, &Options::default(), &mut bytes).unwrap();
        let name = Format::Json.file_name(article.source.document().id());
        fs::write(out.path().join(name), bytes).unwrap();
    }
    let ran = Command::new("node")
        .args(["review.mjs".as_ref(), out.path().as_os_str()])
        .arg(env!("CARGO_BIN_EXE_tarjuman"))
        .current_dir(&tests)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout);
    println!("{text}");
    assert!(
        ran.status.success(),
        "the reviewer is stopped:\n{text}{}\nhelp: run `tarjuman review OUT --serve` and try it by hand",
        String::from_utf8_lossy(&ran.stderr)
    );
}
