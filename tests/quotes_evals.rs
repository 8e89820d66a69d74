//! Quotations in third-party prose, where the evaluation sets are present beside the repository.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "figures are for reading, and are read on a terminal"
)]

#[path = "quotes/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tarjuman::corpus::quote::QuoteKind;
use tarjuman::corpus::span::CharIndex;
use tarjuman::trace::find;

/// The folder of the evaluation sets; `None` where it is absent.
fn shared(path: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test may be pointed at the sets by hand")]
    let root = std::env::var("TARJUMAN_SHARED").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let full = root.join(path);
    if !full.exists() {
        println!("skipped: {} is absent", full.display());
        return None;
    }
    Some(full)
}

/// The start of a part with the mark or dash in front of it, and its end with the mark behind.
fn with_marks(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mark = |c: char| "«»“”\"—–".contains(c);
    let before = text[..start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let start = before
        .chars()
        .next_back()
        .filter(|c| mark(*c))
        .map_or(start, |c| before.len() - c.len_utf8());
    let after = text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let end = after
        .chars()
        .next()
        .filter(|c| "»”\"".contains(*c))
        .map_or(end, |c| text.len() - after.len() + c.len_utf8());
    (start, end)
}

/// French novels, dialogue dashes and all: the best stored baseline finds .539 of the parts exactly.
#[test]
fn french_prose() {
    let Some(path) = shared("evals/quotes/fr-litbank-dev.json") else { return };
    let gold: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON");
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    let (mut chars_right, mut chars_found, mut chars_wanted) = (0, 0, 0);
    for doc in gold.as_array().expect("a list of texts") {
        let text = doc["text"].as_str().expect("a text");
        let document = page::document(doc["doc"].as_str().unwrap_or("doc"), text);
        let index = CharIndex::new(document.text());
        let mut ours: BTreeSet<(usize, usize)> = BTreeSet::new();
        for q in find(&document).quotes.iter().filter(|q| q.kind != QuoteKind::Indirect) {
            let whole = [q.span];
            let parts = if q.parts.is_empty() { &whole[..] } else { &q.parts[..] };
            for part in parts {
                let (a, b) = with_marks(document.text(), part.start(), part.end());
                ours.insert((index.char_at(a), index.char_at(b)));
            }
        }
        let mut theirs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for q in doc["quotes"].as_array().into_iter().flatten() {
            for s in q["spans"].as_array().into_iter().flatten() {
                let at =
                    |i: usize| usize::try_from(s[i].as_u64().expect("an offset")).expect("small");
                theirs.insert((at(0), at(1)));
            }
        }
        right += ours.intersection(&theirs).count();
        found += ours.len();
        wanted += theirs.len();
        let cover = |set: &BTreeSet<(usize, usize)>| -> BTreeSet<usize> {
            set.iter().flat_map(|&(a, b)| a..b).collect()
        };
        let (a, b) = (cover(&ours), cover(&theirs));
        chars_right += a.intersection(&b).count();
        chars_found += a.len();
        chars_wanted += b.len();
        println!(
            "{}: {} of {} right, {} wanted",
            doc["doc"],
            ours.intersection(&theirs).count(),
            ours.len(),
            theirs.len()
        );
    }
    let f1 = |right: usize, a: usize, b: usize| 2.0 * right as f64 / (a + b) as f64;
    let (exact, chars) = (f1(right, found, wanted), f1(chars_right, chars_found, chars_wanted));
    println!(
        "exact P {:.3} R {:.3} F1 {exact:.3} · characters F1 {chars:.3}",
        right as f64 / found as f64,
        right as f64 / wanted as f64
    );
    assert!(exact > 0.539, "exact F1 {exact:.3} is not above the best baseline");
}

/// One French line, one pair of marks: the words between them must come out to the letter.
#[test]
fn single_lines_of_news() {
    let Some(folder) = shared("evals/quotes/parallel") else { return };
    let Some(mt) = shared("evals/mt") else { return };
    let (mut right, mut all, mut lost) = (0, 0, Vec::new());
    for set in ["wmt12", "wmt11"] {
        let source =
            fs::read_dir(&mt).expect("listed").filter_map(Result::ok).map(|e| e.path()).find(|p| {
                let name =
                    p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                name.contains(set) && name.ends_with("fr")
            });
        let Some(source) = source else { continue };
        let lines: Vec<String> =
            fs::read_to_string(source).expect("readable").lines().map(str::to_owned).collect();
        let table = fs::read_to_string(folder.join(format!("{set}.tsv"))).expect("readable");
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let Some(line) = cells[0].parse::<usize>().ok().and_then(|n| lines.get(n - 1)) else {
                continue;
            };
            let document = page::document("line", line);
            let found = find(&document);
            let words = |s: &str| s.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let want = words(cells[3]);
            let spans = found.quotes.iter().map(|q| q.span).chain(found.marked.iter().copied());
            all += 1;
            if spans.into_iter().any(|s| words(s.of(document.text())) == want) {
                right += 1;
            } else {
                lost.push(format!("{line} — {want}"));
            }
        }
    }
    println!(
        "{right} of {all} marked stretches found to the letter; not:\n{}",
        lost.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
    assert!(right * 100 >= all * 95, "{right} of {all}");
}
