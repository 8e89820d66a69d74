//! Laws of quotation finding on random well-formed documents: every quotation cuts back to its
//! source, spans nest or are apart, chains have no circles, time grows with the text.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "figures are for reading, and are read on a terminal"
)]

#[path = "quotes/page.rs"]
mod page;

use std::fmt::Write as _;
use std::time::Instant;

use proptest::prelude::*;
use tarjuman::corpus::document::Document;
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{HopRole, Quote, QuoteKind};
use tarjuman::trace::chain::build;
use tarjuman::trace::find;

/// What a random text is made of.
#[derive(Clone, Debug)]
enum Piece {
    /// The reporter's own sentence.
    Plain(usize),
    /// A quotation of one style with a cue, perhaps with another inside it.
    Quote { style: usize, words: usize, nested: Option<usize>, cue: usize },
    /// A quotation over several paragraphs, each reopening the marks.
    Long { style: usize, paragraphs: usize },
    /// A lone mark.
    Stray(usize),
}

const MARKS: [(&str, &str); 5] =
    [("« ", " »"), ("“", "”"), ("\"", "\""), ("''", "''"), ("«\u{a0}", "\u{a0}»")];
const NESTED: [(&str, &str); 3] = [("“", "”"), ("‹ ", " ›"), ("« ", " »")];
const PLAIN: [&str; 4] = [
    "Le ministre Jean Martel est arrivé lundi à Lyon.",
    "Personne n'a répondu aujourd'hui à l'appel d'urgence.",
    "Mme Léa Simon, maire de Brest, l’attendait.",
    "Une réunion est prévue.",
];
const CUES: [&str; 4] = [
    ", a déclaré Jean Martel.",
    ", a-t-elle ajouté.",
    ", selon une source proche du dossier.",
    ".",
];
const WORDS: [&str; 8] =
    ["nous", "irons", "ensemble", "l'été", "prochain", "jusqu’au", "bout", "vite"];

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        3 => (0..PLAIN.len()).prop_map(Piece::Plain),
        6 => (0..MARKS.len(), 1..12usize, proptest::option::of(0..NESTED.len()), 0..CUES.len())
            .prop_map(|(style, words, nested, cue)| Piece::Quote { style, words, nested, cue }),
        2 => (0..MARKS.len(), 2..4usize).prop_map(|(style, paragraphs)| Piece::Long { style, paragraphs }),
        1 => (0..MARKS.len()).prop_map(Piece::Stray),
    ]
}

fn spoken(n: usize) -> String {
    let words: Vec<&str> = WORDS.iter().cycle().take(n).copied().collect();
    words.join(" ")
}

fn text(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for p in pieces {
        match p {
            Piece::Plain(n) => out.push_str(PLAIN[*n]),
            Piece::Quote { style, words, nested, cue } => {
                let (open, close) = MARKS[*style];
                let inner = nested.map_or(String::new(), |n| {
                    format!(" il m'a dit : {}venez demain{}", NESTED[n].0, NESTED[n].1)
                });
                let _ = write!(out, "{open}Oui, {}{inner}{close}{}", spoken(*words), CUES[*cue]);
            }
            Piece::Long { style, paragraphs } => {
                let (open, close) = MARKS[*style];
                let all: Vec<String> =
                    (0..*paragraphs).map(|i| format!("{open}Voici {}.", spoken(4 + i))).collect();
                let _ = write!(out, "{}{close}", all.join("\n"));
            }
            Piece::Stray(style) => {
                let _ = write!(out, "Un mot {} perdu.", MARKS[*style].0.trim());
            }
        }
        out.push('\n');
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn quotations_cut_back_nest_and_never_circle(pieces in prop::collection::vec(piece(), 0..14)) {
        laws(&text(&pieces))?;
    }

    #[test]
    fn any_text_at_all_is_taken(text in "[a-zé«»“”\"'’‘ .,!?:;\\n—-]{0,300}") {
        laws(&text)?;
    }
}

/// Passages of news, one line each, which hold most of what the finder looks for.
const PASSAGES: &str = include_str!("texts/quotes/situations.txt");
/// What a slip of the hand puts into a text.
const SLIPS: [&str; 12] =
    ["«", " »", "\"", "'", ",", ".", "\n", " qui ", " par ", " une étude de ", "Me ", " l'"];

/// One slip of the hand, at a place of the text told in thousandths.
#[derive(Clone, Debug)]
enum Slip {
    Lost { at: usize, characters: usize },
    Put { at: usize, what: usize },
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        (0..1000usize, 1..60usize).prop_map(|(at, characters)| Slip::Lost { at, characters }),
        (0..1000usize, 0..SLIPS.len()).prop_map(|(at, what)| Slip::Put { at, what }),
    ]
}

/// Some passages from one on, with slips of the hand.
fn broken(from: usize, lines: usize, slips: &[Slip]) -> String {
    let told = PASSAGES.lines().filter(|l| !l.is_empty() && !l.starts_with(['#', '>']));
    let mut text: Vec<char> =
        told.skip(from).take(lines).collect::<Vec<_>>().join("\n").chars().collect();
    for slip in slips {
        match slip {
            Slip::Lost { at, characters } => {
                let from = at * text.len() / 1000;
                text.drain(from..(from + characters).min(text.len()));
            }
            Slip::Put { at, what } => {
                let from = at * text.len() / 1000;
                text.splice(from..from, SLIPS[*what].chars());
            }
        }
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn news_with_slips_of_the_hand_is_taken(
        from in 0..1650usize,
        lines in 1..5usize,
        slips in prop::collection::vec(slip(), 0..16),
    ) {
        let document = page::document("broken", &broken(from, lines, &slips));
        each_stands_in_its_source(&document)?;
    }
}

/// Every quotation is cut from its source, inside the one it says, with a chain that holds its wording once.
fn each_stands_in_its_source(document: &Document) -> Result<Vec<Quote>, TestCaseError> {
    let mut found = find(document);
    let chains = build(document, &mut found.quotes, None, Lang::EN);
    for (i, q) in found.quotes.iter().enumerate() {
        let cut = q.span.get(document.text());
        prop_assert!(cut.is_some_and(|c| !c.is_empty() && c.trim() == c), "{:?}", q);
        for pair in q.parts.windows(2) {
            prop_assert!(pair[0].end() <= pair[1].start());
        }
        if let (Some(first), Some(last)) = (q.parts.first(), q.parts.last()) {
            prop_assert_eq!(first.cover(*last), q.span);
        }
        prop_assert!(q.inside.is_none_or(|up| up < i && found.quotes[up].span.contains(q.span)));
        prop_assert!(q.cue.is_none_or(|c| c.get(document.text()).is_some()));
        prop_assert!(q.speaker.mention.is_none_or(|m| m.get(document.text()).is_some()));
        let chain = &chains[q.chain.expect("every quotation has a chain")];
        prop_assert_eq!(chain.hops[0].role, HopRole::Utterance);
        let mut held = chain.hops.iter().filter(|h| h.wording.is_some());
        prop_assert!(
            held.clone().count() == 1
                && held.all(|h| h
                    .wording
                    .as_ref()
                    .is_some_and(|w| w.text == q.span.of(document.text())))
        );
    }
    Ok(found.quotes)
}

fn laws(text: &str) -> Result<(), TestCaseError> {
    let document = page::document("random", text);
    let found = each_stands_in_its_source(&document)?;
    let marked: Vec<_> = found.iter().filter(|q| q.kind != QuoteKind::Indirect).collect();
    for (i, a) in marked.iter().enumerate() {
        for b in &marked[i + 1..] {
            let apart = !a.span.overlaps(b.span);
            let nested = a.span.contains(b.span) || b.span.contains(a.span);
            prop_assert!(
                apart || nested,
                "{:?} crosses {:?} in {text:?}",
                a.span.of(text),
                b.span.of(text)
            );
        }
    }
    Ok(())
}

/// Twice the text may take a little more than twice the time; anything worse is not linear.
#[test]
fn time_grows_with_the_text() {
    let unit: String =
        include_str!("texts/quotes/afp_budget.txt").replace('{', "").replace('}', " ");
    let page = |n: usize| page::document("long", &unit.repeat(n));
    let (small, large) = (page(400), page(1600));
    let clock = |d: &tarjuman::corpus::document::Document| {
        let best = (0..3).map(|_| {
            let start = Instant::now();
            let n = find(d).quotes.len();
            assert!(n > 400, "the text has quotations");
            start.elapsed().as_secs_f64()
        });
        best.fold(f64::MAX, f64::min)
    };
    let (a, b) = (clock(&small), clock(&large));
    println!(
        "{:.1} MB/s at {} kB, {:.1} MB/s at {} kB",
        small.text().len() as f64 / a / 1e6,
        small.text().len() / 1000,
        large.text().len() as f64 / b / 1e6,
        large.text().len() / 1000
    );
    assert!(b / a < 9.0, "four times the text took {:.1} times as long", b / a);
}

/// A paragraph may break off in the middle of a sentence, and be of another language than its page says.
#[test]
fn a_paragraph_may_end_at_any_word() {
    let texts = [
        include_str!("texts/quotes/situations.txt"),
        include_str!("texts/quotes/arabic/tsa_milk.txt"),
        include_str!("texts/quotes/english/ap_mine.txt"),
    ];
    for lang in ["fr", "en", "ar"].map(|code| code.parse::<Lang>().expect("a code")) {
        for line in texts.iter().flat_map(|text| text.lines()) {
            for (end, _) in line.match_indices(' ') {
                let document = page::document_in(lang, "cut", &line[..end]);
                for quote in find(&document).quotes {
                    assert!(quote.span.get(document.text()).is_some(), "{line} up to {end}");
                }
            }
        }
    }
}

/// What a line may say over and over: names, openings of marks, signatures, cues, small words, figures.
const REPEATED: [(&str, &str); 18] = [
    ("fr", "— Anne (@"),
    ("fr", "Jean Dupont "),
    ("fr", "AFP "),
    ("fr", "« "),
    ("fr", "« oui "),
    ("fr", "« oui\n"),
    ("fr", "\"a "),
    ("fr", "»"),
    ("fr", "Paul ("),
    ("fr", "mot, "),
    ("fr", "selon "),
    ("fr", "a dit "),
    ("en", "the the "),
    ("en", "said "),
    ("en", "12 345 "),
    ("ar", "قال "),
    ("ar", "محمد "),
    ("ar", "ancien "),
];

/// No line, however odd, takes more than its length in time: nothing looks back over all of it.
#[test]
fn time_grows_with_a_line_that_repeats_itself() {
    let clock = |lang: Lang, line: &str, bytes: usize| {
        let text = line.repeat(bytes / line.len());
        let document = page::document_in(lang, "line", &text);
        let start = Instant::now();
        let _ = find(&document);
        start.elapsed().as_secs_f64()
    };
    for (code, line) in REPEATED {
        let lang = code.parse().expect("a language");
        let (a, b) = (clock(lang, line, 30_000), clock(lang, line, 120_000));
        println!("{code} {line:?}: {a:.3} s, {b:.3} s");
        assert!(b < 0.2 || b / a < 9.0, "four times {line:?} took {:.1} times as long", b / a);
    }
}
