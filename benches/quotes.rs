//! Finding and attributing: megabytes a second over the news texts of the tests, repeated to 10 MB.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tarjuman::ingest::{Options, read};
use tarjuman::trace::find;

/// The bytes the finder is timed on.
const SIZE: usize = 10_000_000;

/// Every news text of the tests, in the order of their names, over and over.
fn news() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts/quotes/news");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the texts of the tests")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    let texts: Vec<String> =
        paths.iter().map(|p| std::fs::read_to_string(p).expect("a text of the tests")).collect();
    let all = texts.join("\n\n") + "\n\n";
    all.repeat(SIZE / all.len())
}

fn quotes(c: &mut Criterion) {
    let text = news();
    let mut group = c.benchmark_group("quotes");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    let document =
        read(text.as_bytes(), Path::new("a.txt"), Options::default()).expect("text").value;
    group.bench_function("find/fr", |b| b.iter(|| find(black_box(&document)).quotes.len()));
    group.finish();
}

criterion_group!(benches, quotes);
criterion_main!(benches);
