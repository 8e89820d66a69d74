//! Names of many languages in the sentences that news is made of: whoever a frame names is the one who speaks.
//!
//! A text of two speakers each: the first in one frame, the second in another, then a sentence that goes on with the
//! second. Every name meets every frame, and words and offices take turns.

use std::collections::BTreeMap;
use std::fs;

use tarjuman::corpus::lang::Lang;
use tarjuman::trace::find;

use super::page;

/// What the data file of a language holds.
struct Table {
    names: [Vec<String>; 2],
    // What somebody is, bare and with its article.
    roles: [Vec<(String, String)>; 2],
    words: Vec<String>,
    few: Vec<String>,
    frames: Vec<String>,
    then: Vec<String>,
}

impl Table {
    fn read(lang: Lang) -> Self {
        let path = super::texts("frames").join(format!("{lang}.txt"));
        let data = fs::read_to_string(path).expect("a data file");
        let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut part = "";
        for line in data.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                Some(name) => part = name,
                None => parts.entry(part).or_default().push(line),
            }
        }
        let lines = |name: &str| parts[name].iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let items = |name: &str| {
            let all = parts[name].iter().flat_map(|l| l.split(" | "));
            all.map(str::to_owned).collect::<Vec<_>>()
        };
        let roles = |side: usize| {
            let of = |line: &&str| {
                let (bare, whole) = line.split(" / ").nth(side)?.split_once(" | ")?;
                Some((bare.to_owned(), whole.to_owned()))
            };
            parts["roles"].iter().filter_map(of).collect::<Vec<_>>()
        };
        Self {
            names: [items("men"), items("women")],
            roles: [roles(0), roles(1)],
            words: items("words"),
            few: items("few"),
            frames: lines("frames"),
            then: lines("then"),
        }
    }

    /// A frame with everything in its place, for a man (0) or a woman (1); `turn` chooses words and office.
    fn filled(&self, frame: &str, name: &str, side: usize, turn: usize) -> String {
        let (role, whole) = &self.roles[side][turn % self.roles[side].len()];
        let mut out = String::new();
        let mut rest = frame;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}').expect("a brace that closes");
            out.push_str(before);
            match inside {
                "N" => out.push_str(name),
                "R" => out.push_str(role),
                "L" if out.trim().is_empty() => out.push_str(&capital(whole)),
                "L" => out.push_str(whole),
                "Q" => out.push_str(&self.words[turn % self.words.len()]),
                "q" => out.push_str(&self.few[turn % self.few.len()]),
                either => out.push_str(either.split('/').nth(side).unwrap_or_default()),
            }
            rest = after;
        }
        out + rest
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How often each frame was read right.
#[derive(Default)]
struct Tally {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

fn read_all(lang: Lang) -> BTreeMap<String, Tally> {
    let f = Table::read(lang);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let people: Vec<(usize, &str)> =
        (0..2).flat_map(|side| f.names[side].iter().map(move |n| (side, &**n))).collect();
    for (k, frame) in f.frames.iter().enumerate() {
        for (i, &(side, name)) in people.iter().enumerate() {
            let turn = k * 7 + i * 3;
            // Somebody else has just spoken, as often as not of the same gender.
            let (other, first) = people[(i + 11 + k) % people.len()];
            let opening = &f.frames[(k + i) % f.frames.len()];
            let then = &f.then[(i + k) % f.then.len()];
            let gap = if i % 2 == 0 { "\n" } else { " " };
            let text = format!(
                "{}{gap}{} {}",
                f.filled(opening, first, other, turn + 1),
                f.filled(frame, name, side, turn),
                f.filled(then, name, side, turn + 2),
            );
            let document = page::document_in(lang, "frame", &text);
            let found = find(&document);
            let said: Vec<_> = found.quotes.iter().map(|q| q.speaker.name.as_deref()).collect();
            let wanted =
                |n: usize| (1..=said.len()).contains(&n) && said[said.len() - n] == Some(name);
            for (of, right) in [(frame, wanted(2)), (then, wanted(1))] {
                let tally = tallies.entry(of.clone()).or_default();
                tally.all += 1;
                tally.right += usize::from(right);
                if !right && tally.wrong.len() < 2 {
                    tally.wrong.push(format!("{text}\n    {said:?}"));
                }
            }
        }
    }
    tallies
}

/// The share of a language's frames, and of the worst of them, that must come out right.
const FLOORS: [(&str, f64, f64); 3] = [("fr", 0.97, 0.85), ("en", 0.98, 0.9), ("ar", 0.96, 0.85)];

#[test]
fn whoever_a_sentence_names_is_who_speaks_whatever_the_name() {
    for (code, least, worst) in FLOORS {
        let tallies = read_all(code.parse().expect("a code"));
        let (right, all) = tallies.values().fold((0, 0), |(r, a), t| (r + t.right, a + t.all));
        println!("frames {code}: {right} of {all}");
        for (frame, tally) in tallies.iter().filter(|(_, t)| t.right < t.all) {
            println!("  {} of {}: {frame}", tally.right, tally.all);
            for wrong in &tally.wrong {
                println!("    {}", wrong.replace('\n', "\n    "));
            }
        }
        assert!(super::ratio(right, all) >= least, "{code}: {right} of {all}");
        for (frame, tally) in &tallies {
            assert!(super::ratio(tally.right, tally.all) >= worst, "{code}: {frame}");
        }
    }
}
