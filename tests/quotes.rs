//! Quotations against gold: five articles and the texts beside this file, with the confusion printed.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "figures are for reading, and are read on a terminal"
)]

#[path = "quotes/again.rs"]
mod again;
#[path = "quotes/between.rs"]
mod between;
#[path = "quotes/evidence.rs"]
mod evidence;
#[path = "quotes/frames.rs"]
mod frames;
#[path = "quotes/page.rs"]
mod page;
#[path = "quotes/score.rs"]
mod score;
#[path = "quotes/situations.rs"]
mod situations;

use std::fs;
use std::path::{Path, PathBuf};

use score::{ratio, score};
use tarjuman::corpus::document::Document;
use tarjuman::ingest;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn texts(folder: &str) -> PathBuf {
    root().join("tests/texts/quotes").join(folder)
}

/// A text whose lines may start with the kind of their block.
fn marked_up(stem: &Path) -> Document {
    let text = fs::read_to_string(stem.with_extension("txt")).expect("text beside its gold");
    page::document(&stem.to_string_lossy(), &text)
}

/// A text as a user would hand it in.
fn as_read(stem: &Path) -> Document {
    read(&stem.with_extension("txt"))
}

fn seed(stem: &Path) -> Document {
    let name = stem.with_extension("txt");
    read(&root().join("seeds").join(name.file_name().expect("a name")))
}

fn read(path: &Path) -> Document {
    ingest::read_file(path, ingest::Options::default()).expect("texts can be read").value
}

/// A folder of texts with gold, how it is read, and what it must reach; all figures are shares.
struct Set {
    name: &'static str,
    folder: &'static str,
    text_of: fn(&Path) -> Document,
    spans: f64,
    rejected: f64,
    speakers: f64,
    chains: f64,
}

/// The bars, for whatever was written for tuning or wholly mended.
const fn full(name: &'static str, folder: &'static str, text_of: fn(&Path) -> Document) -> Set {
    Set { name, folder, text_of, spans: 0.97, rejected: 0.95, speakers: 0.92, chains: 0.95 }
}

/// The floors of a batch that stands in a folder of its name: spans, rejected, speakers, chains.
const fn batch(name: &'static str, [spans, rejected, speakers, chains]: [f64; 4]) -> Set {
    Set { name, folder: name, text_of: as_read, spans, rejected, speakers, chains }
}

/// Batches from the fifth on, and English and Arabic, have floors of their own; `tests/texts/quotes/README.md` tells what was
/// read and mended of each.
const SETS: [Set; 77] = [
    full("seeds", "seeds", seed),
    full("tuned", "", marked_up),
    full("held out", "held-out", marked_up),
    full("news", "news", as_read),
    batch("last", [0.99, 0.95, 0.92, 0.95]),
    batch("sixth", [0.98, 0.85, 0.9, 0.94]),
    batch("seventh", [0.99, 0.95, 0.97, 0.92]),
    batch("eighth", [0.99, 0.95, 0.96, 0.95]),
    batch("ninth", [0.98, 0.95, 0.93, 0.95]),
    batch("tenth", [0.99, 0.95, 0.93, 0.93]),
    batch("eleventh", [0.97, 0.9, 0.93, 0.9]),
    batch("twelfth", [0.98, 0.95, 0.94, 0.94]),
    batch("thirteenth", [0.98, 0.95, 0.96, 0.87]),
    batch("fourteenth", [0.99, 0.95, 0.94, 0.96]),
    batch("fifteenth", [0.99, 0.95, 0.98, 0.98]),
    batch("sixteenth", [0.99, 0.95, 0.95, 0.94]),
    batch("seventeenth", [0.99, 0.95, 0.97, 0.96]),
    batch("eighteenth", [0.99, 0.95, 0.97, 0.98]),
    batch("nineteenth", [0.99, 0.94, 0.94, 0.89]),
    batch("twentieth", [0.99, 0.93, 0.9, 0.82]),
    batch("english7", [0.99, 0.9, 0.95, 0.75]),
    batch("arabic7", [0.97, 0.8, 0.9, 0.86]),
    batch("twentyfirst", [0.99, 0.95, 0.89, 0.83]),
    batch("twentysecond", [0.97, 0.95, 0.86, 0.7]),
    batch("english9", [0.95, 0.9, 0.7, 0.73]),
    batch("arabic9", [0.96, 0.83, 0.72, 0.81]),
    batch("english8", [0.99, 0.95, 0.95, 0.82]),
    batch("arabic8", [0.99, 0.95, 0.86, 0.86]),
    batch("english6", [0.98, 0.8, 0.87, 0.9]),
    batch("arabic6", [0.98, 0.93, 0.9, 0.89]),
    batch("english", [0.99, 0.9, 0.98, 0.93]),
    batch("arabic", [0.99, 0.95, 0.96, 0.95]),
    batch("english2", [0.99, 0.95, 0.97, 0.94]),
    batch("arabic2", [0.99, 0.95, 0.98, 0.95]),
    batch("english3", [0.98, 0.8, 0.98, 0.98]),
    batch("arabic3", [0.99, 0.95, 0.98, 0.98]),
    batch("english4", [0.99, 0.95, 0.96, 0.93]),
    batch("arabic4", [0.99, 0.95, 0.97, 0.95]),
    batch("english5", [0.99, 0.95, 0.9, 0.96]),
    batch("arabic5", [0.99, 0.95, 0.96, 0.98]),
    batch("twentythird", [0.97, 0.9, 0.9, 0.88]),
    batch("twentyfourth", [0.97, 0.95, 0.91, 0.92]),
    batch("english10", [0.97, 0.95, 0.86, 0.79]),
    batch("english11", [0.97, 0.75, 0.84, 0.8]),
    batch("arabic10", [0.97, 0.95, 0.88, 0.85]),
    batch("arabic11", [0.96, 0.8, 0.77, 0.85]),
    batch("english12", [0.97, 0.85, 0.92, 0.83]),
    batch("arabic12", [0.97, 0.95, 0.9, 0.87]),
    batch("twentyfifth", [0.97, 0.85, 0.91, 0.88]),
    batch("twentysixth", [0.97, 0.8, 0.95, 0.87]),
    batch("twentyseventh", [0.97, 0.95, 0.93, 0.9]),
    batch("twentyeighth", [0.97, 0.8, 0.96, 0.91]),
    batch("twentyninth", [0.97, 0.85, 0.92, 0.9]),
    batch("thirtieth", [0.97, 0.85, 0.9, 0.71]),
    batch("thirtyfirst", [0.96, 0.85, 0.81, 0.62]),
    batch("thirtysecond", [0.99, 0.95, 0.94, 0.89]),
    batch("thirtythird", [0.98, 0.95, 0.96, 0.83]),
    batch("thirtyfourth", [0.98, 0.88, 0.94, 0.92]),
    batch("thirtyfifth", [0.99, 0.95, 0.92, 0.86]),
    batch("thirtysixth", [0.98, 0.9, 0.92, 0.87]),
    batch("thirtyseventh", [0.99, 0.95, 0.95, 0.87]),
    batch("thirtyeighth", [0.99, 0.95, 0.91, 0.83]),
    batch("thirtyninth", [0.98, 0.9, 0.9, 0.81]),
    batch("fortieth", [0.99, 0.95, 0.95, 0.93]),
    batch("fortyfirst", [0.99, 0.95, 0.95, 0.9]),
    batch("fortysecond", [0.98, 0.95, 0.95, 0.83]),
    batch("fortythird", [0.985, 0.95, 0.95, 0.875]),
    batch("fortyfourth", [0.99, 0.9, 0.955, 0.925]),
    batch("fortyfifth", [0.98, 0.95, 0.89, 0.875]),
    batch("fortysixth", [0.97, 0.85, 0.875, 0.92]),
    batch("fortyseventh", [0.98, 0.9, 0.885, 0.86]),
    batch("fortyeighth", [0.965, 0.9, 0.895, 0.78]),
    batch("fortyninth", [0.975, 0.9, 0.86, 0.795]),
    batch("fiftieth", [0.98, 0.9, 0.91, 0.86]),
    batch("fiftyfirst", [0.98, 0.9, 0.9, 0.88]),
    batch("english13", [0.97, 0.8, 0.96, 0.87]),
    batch("arabic13", [0.98, 0.94, 0.86, 0.91]),
];

#[test]
fn every_set_of_texts_reaches_its_floors() {
    let mut below = Vec::new();
    for set in &SETS {
        let score = score(&texts(set.folder), &set.text_of);
        println!("{}", score.report(set.name));
        for (what, reached, floor) in [
            ("span F1", score.f1(), set.spans),
            ("marked but not said", ratio(score.rejected, score.marked), set.rejected),
            ("speakers", ratio(score.speakers, score.gold), set.speakers),
            ("chains", ratio(score.chains, score.gold), set.chains),
        ] {
            if reached < floor {
                below.push(format!("{}: {what} {reached:.3} < {floor}", set.name));
            }
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
}

/// `TARJUMAN_TEXTS=FOLDER cargo test --test quotes others -- --nocapture` reads texts that are not of
/// the project, with gold in the same form, and prints what is right and wrong of them.
#[test]
fn others_are_read_where_a_folder_is_named() {
    let Some(folder) = std::env::var_os("TARJUMAN_TEXTS").map(PathBuf::from) else {
        println!("skipped: TARJUMAN_TEXTS names no folder of texts with gold");
        return;
    };
    let score = score(&folder, &as_read);
    println!("{}", score.report(&folder.to_string_lossy()));
    assert!(score.gold > 0, "no gold in {}", folder.display());
}

/// `TARJUMAN_EVIDENCE=FILE cargo test --test quotes evidence` writes what `quotes/fit.py` fits the weights of `src/trace/spoken.rs` on:
/// the evidence in all sets, or in the folder that `TARJUMAN_TEXTS` names.
#[test]
fn evidence_is_written_where_a_file_is_named() {
    let Some(file) = std::env::var_os("TARJUMAN_EVIDENCE").map(PathBuf::from) else {
        println!("skipped: TARJUMAN_EVIDENCE names no file to write");
        return;
    };
    let rows = match std::env::var_os("TARJUMAN_TEXTS").map(PathBuf::from) {
        Some(folder) => evidence::rows(&folder, &as_read),
        None => SETS.iter().map(|s| evidence::rows(&texts(s.folder), &s.text_of)).collect(),
    };
    assert!(!rows.is_empty(), "no quotation has a language to be weighed");
    fs::write(file, rows).expect("the file can be written");
}

/// Passages that other hands wrote without having seen the finder. What is wrong in them is printed: half of them were read for what
/// they show, half were not.
#[test]
fn passages_of_other_hands_are_mostly_read_right() {
    let file = fs::read_to_string(texts("passages.txt")).expect("the passages");
    let (right, all, notes) = situations::read(&file);
    println!("passages: {right} of {all}\n{}", notes.join("\n"));
    assert!(ratio(right, all) >= 0.75, "{right} of {all}");
}

#[test]
fn single_constructions_are_read_as_a_reader_reads_them() {
    let file = fs::read_to_string(texts("situations.txt")).expect("the passages");
    let (right, all, notes) = situations::read(&file);
    println!("situations: {right} of {all}\n{}", notes.join("\n"));
    assert!(ratio(right, all) >= 0.95, "{}", notes.join("\n"));
}
