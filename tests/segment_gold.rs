//! Sentences against texts cut by hand: `tests/texts/segment/`, one sentence a line, an empty line
//! between two blocks. All texts are invented.

#![expect(clippy::print_stdout, reason = "a test prints what it measured or skipped")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use tarjuman::corpus::lang::Lang;
use tarjuman::segment::sentences;

/// Each file with its language and the fewest boundaries (in thousandths of F1) it must get right.
const FILES: [(&str, Lang, u32); 4] = [
    ("quotes-fr.txt", Lang::FR, 980),
    ("quotes-en.txt", Lang::EN, 980),
    ("quotes-ar.txt", Lang::AR, 980),
    ("rules-fr.txt", Lang::FR, 980),
];

/// Where sentences end inside a block, in characters that are not white space.
fn ends<'s>(sentences: impl Iterator<Item = &'s str>) -> BTreeSet<usize> {
    let mut n = 0;
    let mut ends: BTreeSet<usize> = sentences
        .map(|s| {
            n += s.chars().filter(|c| !c.is_whitespace()).count();
            n
        })
        .collect();
    ends.pop_last();
    ends
}

#[test]
fn hand_cut_texts_are_cut_the_same_way() {
    let mut failed = String::new();
    for (name, lang, least) in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts/segment").join(name);
        let source = std::fs::read_to_string(path).expect("a text of the tests");
        let (mut right, mut got, mut gold) = (0, 0, 0);
        let mut report = String::new();
        for block in source.split("\n\n") {
            let text = block.trim().replace('\n', " ");
            let cut: Vec<&str> = sentences(&text, lang).iter().map(|s| s.of(&text)).collect();
            let (expected, found) = (ends(block.trim().lines()), ends(cut.iter().copied()));
            right += expected.intersection(&found).count();
            gold += expected.len();
            got += found.len();
            if expected != found {
                let _ = writeln!(
                    report,
                    "── should be\n{}\n── but is\n{}",
                    block.trim(),
                    cut.join("\n")
                );
            }
        }
        let f1 = 2000 * right / (got + gold);
        println!("{name}: F1 {f1}/1000 ({right} of {gold} boundaries, {got} found)\n{report}");
        if f1 < least as usize {
            let _ = writeln!(failed, "{name}: F1 {f1}/1000, at least {least} asked\n{report}");
        }
    }
    assert!(failed.is_empty(), "{failed}help: see src/segment/judge.rs");
}
