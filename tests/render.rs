//! What the renderers write, read back by other means than the renderers' own.

#[path = "render/fixture.rs"]
mod fixture;

use std::fs;
use std::path::Path;

use tarjuman::render::{Format, Options, Summary, index, ledger, render};

#[test]
fn preview() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&dir).unwrap();
    let article = fixture::dispatch();
    let options = Options { date: Some("2026-11-20"), originals: &[] };
    for format in Format::ALL {
        let mut bytes = Vec::new();
        render(&article, format, &options, &mut bytes).unwrap();
        fs::write(dir.join(format.file_name("port-de-valmy")), bytes).unwrap();
    }
    for every in [0, 4, 12] {
        let long = fixture::long(3000, every);
        let mut bytes = Vec::new();
        render(&long, Format::Html, &options, &mut bytes).unwrap();
        println!(
            "every {every}: {} of {} text, {} quotes",
            bytes.len(),
            long.source.document().text().len(),
            long.quotes.len()
        );
        fs::write(dir.join(format!("long{every}.html")), bytes).unwrap();
    }
    let mut bytes = Vec::new();
    index(&[Summary::of(&article)], &options, &mut bytes).unwrap();
    fs::write(dir.join("index.html"), bytes).unwrap();
    let mut bytes = Vec::new();
    ledger([&article], &options, &mut bytes).unwrap();
    fs::write(dir.join("ledger.csv"), bytes).unwrap();
}
