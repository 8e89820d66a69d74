//! People and bodies whom the news introduces once and calls by something else afterwards: whatever stands in between, the words
//! are theirs.
//!
//! Every introduction meets every sentence in between and every way of telling words, in one paragraph and over two, with each of the
//! descriptions that mean whoever was introduced.

use std::fs;

use tarjuman::corpus::lang::Lang;
use tarjuman::trace::find;

use super::page;

/// The share of descriptions that must be understood.
const FLOOR: f64 = 0.99;

/// The share of bodies.
const BODIES: f64 = 0.9;

/// The lines of one part of the data file.
pub(crate) fn part<'t>(data: &'t str, name: &str) -> Vec<&'t str> {
    let head = format!("[{name}]\n");
    let from = data.split_once(&head).expect("a part of the data file").1;
    let lines = from.lines().take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty()).collect()
}

pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[test]
fn whoever_was_introduced_is_meant_by_another_word() {
    let (right, all) = said_again("again.fr.txt");
    println!("said again: {right} of {all}");
    assert!(super::ratio(right, all) >= FLOOR, "{right} of {all}");
}

#[test]
fn a_body_is_meant_by_what_it_is() {
    let (right, all) = said_again("bodies.fr.txt");
    println!("bodies said again: {right} of {all}");
    assert!(super::ratio(right, all) >= BODIES, "{right} of {all}");
}

/// How many descriptions of a data file mean whom they should, and how many there are.
fn said_again(file: &str) -> (usize, usize) {
    let path = super::texts("frames").join(file);
    let data = fs::read_to_string(path).expect("a data file");
    let (mut right, mut all) = (0, 0);
    for line in part(&data, "introduced") {
        let mut parts = line.split(" | ");
        let first = parts.next().expect("a sentence");
        let name = first.split('*').nth(1).expect("a name between asterisks");
        let first = first.replace('*', "");
        for called in parts {
            let (mut of, mut wrong) = (0, None);
            for between in part(&data, "between") {
                for (n, then) in part(&data, "then").into_iter().enumerate() {
                    let then = then.replace("{d}", called).replace("{D}", &capital(called));
                    let gap = if n % 2 == 0 { "\n" } else { " " };
                    let text = format!("{first} {between}{gap}{then}");
                    let found = find(&page::document_in(Lang::FR, "again", &text));
                    let last = found.quotes.last().and_then(|q| q.speaker.name.clone());
                    of += 1;
                    if last.as_deref() == Some(name) {
                        right += 1;
                    } else {
                        wrong = Some(format!("{last:?} in: {text}"));
                    }
                }
            }
            all += of;
            if let Some(wrong) = wrong {
                println!("  {called}: {wrong}");
            }
        }
    }
    (right, all)
}
