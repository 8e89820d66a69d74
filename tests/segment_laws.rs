//! Laws of segmentation, on random text: sentences and gaps tile, the same text is cut the same way.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tarjuman::corpus::document::Document;
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::span::{Byte, Span};
use tarjuman::ingest::{Options, read};
use tarjuman::segment::{segment, sentences};

const LANGS: [Lang; 3] = [Lang::FR, Lang::EN, Lang::AR];

/// Words and marks that meet in news, so that random text reaches the rules.
fn newsy() -> impl Strategy<Value = String> {
    const PIECES: &str = "« | »|\"|''|'|“|”|‘|’|(|)|[|]|...|…|.|!|?| ?|؟|،|۔| |\u{a0}|\n|\n\n|M.|Mme|J.-C.|etc.|O.N.U.|\
        p. 3|1)|2)|a.|b.|c.|• |– |dit-il|Le|la|É|fin.Puis|3.5|http://a.fr/b?c=d.|x@y.fr|قال|د.|:|سؤال|\u{202a}|\u{feff}|💬|\
        ``|‹|›|*|_|\r\n|Il|et";
    let pieces: Vec<&str> = PIECES.split('|').collect();
    proptest::collection::vec(proptest::sample::select(pieces), 0..60).prop_map(|p| p.concat())
}

/// Checks the law: spans in order, apart, trimmed, and nothing but white space between them.
fn tiles(text: &str, spans: &[Span<Byte>]) -> Result<(), TestCaseError> {
    let mut end = 0;
    for span in spans {
        prop_assert!(!span.is_empty());
        prop_assert_eq!(span.trim(text), *span);
        prop_assert!(
            text[end..span.start()].chars().all(char::is_whitespace),
            "words in a gap of {:?}",
            text
        );
        end = span.end();
    }
    prop_assert!(text[end..].chars().all(char::is_whitespace), "words after the end of {:?}", text);
    Ok(())
}

fn document(text: &str, lang: Lang) -> Option<Document> {
    let options = Options { lang: Some(lang), ..Options::default() };
    read(text.as_bytes(), Path::new("random.txt"), options).ok().map(|w| w.value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_and_gaps_tile_any_text(text in ".{0,300}") {
        for lang in LANGS {
            tiles(&text, &sentences(&text, lang))?;
        }
    }

    #[test]
    fn sentences_and_gaps_tile_text_full_of_marks(text in newsy()) {
        for lang in LANGS {
            let spans = sentences(&text, lang);
            tiles(&text, &spans)?;
            prop_assert_eq!(spans, sentences(&text, lang));
        }
    }

    #[test]
    fn a_document_is_its_gaps_and_segments(text in newsy()) {
        for lang in LANGS {
            let Some(document) = document(&text, lang) else { continue };
            let cut = segment(Arc::new(document));
            let text = cut.document().text().to_owned();
            let mut joined = String::new();
            for i in 0..cut.segments().len() {
                joined.push_str(cut.gap(i));
                joined.push_str(cut.text(i));
                prop_assert!(cut.gap(i).chars().all(char::is_whitespace));
            }
            joined.push_str(cut.gap(cut.segments().len()));
            prop_assert_eq!(joined, text);
        }
    }
}

#[test]
fn a_sentence_of_two_thousand_words_is_one_sentence() {
    let text = format!("Il a dit {} enfin.", "que le monde, qui tourne, tournera ".repeat(330));
    assert_eq!(sentences(&text, Lang::FR).len(), 1);
}

#[test]
fn marks_that_never_close_hide_nothing() {
    let text = format!("{}Fin. Suite.", "« (\" “ [ ".repeat(20_000));
    let spans = sentences(&text, Lang::FR);
    assert_eq!(spans.last().map(|s| s.of(&text)), Some("Suite."));
}

#[test]
fn five_megabytes_take_time_in_proportion() {
    let unit = "« Nous partons », a dit M. Petit (lundi). Il n'a rien ajouté ! \"Pourquoi ?\" 3.5 % l'an. ";
    let time = |n: usize| {
        let text = unit.repeat(n);
        let start = std::time::Instant::now();
        let found = sentences(&text, Lang::FR).len();
        assert!(found >= 3 * n, "{found} sentences in {n} units");
        start.elapsed().as_secs_f64()
    };
    let small = time(5_000).max(1e-4);
    let large = time(50_000);
    assert!(large < small * 40.0, "ten times the text took {:.1} times as long", large / small);
}
