//! Reading and cutting: megabytes a second over a news page repeated to about 1 MB.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tarjuman::corpus::lang::Lang;
use tarjuman::ingest::{Options, read};
use tarjuman::segment::{segment, sentences};

/// One page of the tests over and over, about a megabyte, without its margin.
fn megabyte(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts/pages").join(page);
    let source = std::fs::read_to_string(path).expect("a page of the tests");
    let words: String = source
        .lines()
        .map(|l| l.split_once("| ").map_or("", |(_, w)| w).to_owned() + "\n")
        .collect();
    words.repeat(1_000_000 / words.len())
}

fn cut(c: &mut Criterion) {
    let mut group = c.benchmark_group("segment");
    for (name, page, lang) in [
        ("fr", "agency-site.txt", Lang::FR),
        ("en", "english.txt", Lang::EN),
        ("ar", "arabic.txt", Lang::AR),
    ] {
        let text = megabyte(page);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("sentences/{name}"), |b| {
            b.iter(|| sentences(black_box(&text), lang).len());
        });
        let options = Options { lang: Some(lang), ..Options::default() };
        group.bench_function(format!("read/{name}"), |b| {
            b.iter(|| read(black_box(text.as_bytes()), Path::new("a.txt"), options).expect("text"));
        });
        let document =
            Arc::new(read(text.as_bytes(), Path::new("a.txt"), options).expect("text").value);
        group.bench_function(format!("segment/{name}"), |b| {
            b.iter(|| segment(Arc::clone(black_box(&document))).segments().len());
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = Criterion::default().sample_size(10); targets = cut }
criterion_main!(benches);
