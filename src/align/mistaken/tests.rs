use proptest::prelude::*;

use super::*;
use crate::align::lexicon::Lexicon;
use crate::align::wordlist::words_of;
use crate::corpus::lang::Lang;
use crate::corpus::score::Score;
use crate::corpus::wordlist::WordList;

fn lexicon() -> Lexicon {
    let counts = [
        ("avec", "with", 90.0),
        ("bavière", "bavaria", 8.0),
        ("guillaume", "guillaume", 4.0),
        ("guillaume", "william", 3.0),
        ("livre", "book", 90.0),
        ("livre", "white", 4.0),
        ("ministre", "minister", 90.0),
        ("otan", "nato", 50.0),
        ("président", "president", 90.0),
        ("rassemblement", "gathering", 8.0),
        ("rassemblement", "meeting", 8.0),
        ("le", "the", 900.0),
    ];
    Lexicon::from_counts(counts.into_iter(), Default::default())
}

/// The names of a pair in which words are linked by their places.
fn names(src: &str, tgt: &str, pairs: &[(&str, &str)]) -> (String, Vec<String>) {
    let lexicon = lexicon();
    let known = Known {
        words: words_of(Lang::EN).unwrap(),
        glossary: WordList::new("bijoutier\tjeweller\n"),
        forms: WordList::new(""),
        lexicon: &lexicon,
    };
    let at = |text: &str, word: &str| {
        let start = text.find(word).unwrap();
        Span::new(start, start + word.len())
    };
    let link = |(s, t): &(&str, &str)| Link { src: at(src, s), tgt: at(tgt, t), p: Score::ONE };
    let links: Vec<Link> = pairs.iter().map(link).collect();
    let found = mistaken((src, tgt), &links, &known);
    let mut out = tgt.to_owned();
    for name in found.mistaken.iter().rev() {
        for (of, word) in &name.words {
            assert_eq!(bare(word.of(&name.text)).is_empty(), of.of(src).is_empty());
        }
        out.replace_range(name.tgt.start()..name.tgt.end(), &name.text);
    }
    (out, found.lost.iter().map(|at| at.of(src).to_owned()).collect())
}

fn right(src: &str, tgt: &str, pairs: &[(&str, &str)]) -> String {
    let (text, lost) = names(src, tgt, pairs);
    assert_eq!(lost, [""; 0], "{text}");
    text
}

#[test]
fn a_name_takes_the_place_of_another() {
    let src = "Interrogé par Le Figaro, le maire part.";
    let tgt = "Asked by Le Parisien, the mayor leaves.";
    assert_eq!(right(src, tgt, &[("Figaro", "Parisien")]), "Asked by Le Figaro, the mayor leaves.");
    // The name beside it says where it belongs, even where a sentence opens with it.
    assert_eq!(
        right("Brigitte Bardot part.", "Serge Bardot leaves.", &[]),
        "Brigitte Bardot leaves."
    );
    // A title's point ends no sentence.
    assert_eq!(
        right("Hier, a dit M. Wauquiez.", "Yesterday, said Mr. Rennes.", &[("Wauquiez", "Rennes")]),
        "Yesterday, said Mr. Wauquiez."
    );
    // A name that is written otherwise in the target.
    assert_eq!(
        right("Il vient de Bavière.", "He comes from Belgium.", &[("Bavière", "Belgium")]),
        "He comes from Bavaria."
    );
    // A word in small letters, where nothing else is linked to it.
    assert_eq!(
        right("Une arme du SUV.", "A weapon of the spectacular.", &[("SUV", "spectacular")]),
        "A weapon of the SUV."
    );
}

#[test]
fn several_words_stand_for_a_name_and_one_for_several() {
    let src = "Hier, le JDD a parlé d'un livre.";
    assert_eq!(
        right(
            src,
            "Yesterday, the White House spoke of a book.",
            &[("JDD", "White"), ("livre", "book")]
        ),
        "Yesterday, the JDD spoke of a book."
    );
    assert_eq!(
        right(
            "Hier, Jérôme Salomon part.",
            "Yesterday, Miguelmont leaves.",
            &[("Jérôme", "Miguelmont"), ("Salomon", "Miguelmont")]
        ),
        "Yesterday, Jérôme Salomon leaves."
    );
    assert_eq!(
        right("Le ministre Jean-Michel Blanquer part.", "Minister Jean-MichelCalais leaves.", &[]),
        "Minister Jean-Michel Blanquer leaves."
    );
}

#[test]
fn a_name_of_the_source_is_no_other_with_something_behind() {
    let (src, tgt) = ("Hier, Jean Buzyn a vu Jeanne Dupont.", "Yesterday, Jean saw Jeanne Dupont.");
    assert_eq!(names(src, tgt, &[]), (tgt.to_owned(), vec!["Buzyn".to_owned()]));
}

#[test]
fn a_letter_that_broke_gives_way_to_the_name() {
    assert_eq!(
        right("Hier, François Bayrou part.", "Yesterday, François\u{fffd} leaves.", &[]),
        "Yesterday, François Bayrou leaves."
    );
}

#[test]
fn names_tied_together_are_looked_at_one_by_one() {
    assert_eq!(
        right(
            "Selon Odile Renaud-Basso.",
            "According to Odile Serge-Basso.",
            &[("Renaud-Basso", "Serge-Basso")]
        ),
        "According to Odile Renaud-Basso."
    );
    assert_eq!(
        right("Selon Anne Petit-Roux.", "According to Anne Petit-Roux.", &[]),
        "According to Anne Petit-Roux."
    );
}

#[test]
fn a_given_name_is_not_put_into_english_where_the_family_name_is_not() {
    assert_eq!(
        right("Hier, Guillaume Pepy part.", "Yesterday, William Pepy leaves.", &[]),
        "Yesterday, Guillaume Pepy leaves."
    );
    let king = "Yesterday, King William leaves.";
    assert_eq!(right("Hier, le roi Guillaume part.", king, &[]), king);
    assert_eq!(
        right("Hier, Bruno Le Ministre part.", "Yesterday, Bruno Le Minister leaves.", &[]),
        "Yesterday, Bruno Le Ministre leaves."
    );
    let second = "Yesterday, William II leaves.";
    assert_eq!(right("Hier, Guillaume II part.", second, &[]), second);
}

#[test]
fn what_stands_in_some_form_is_left_alone() {
    for (src, tgt) in [
        ("Selon l'OTAN, rien.", "According to NATO, nothing."),
        ("Selon le FMI, rien.", "According to the IMF, nothing."),
        ("Des PME du Nord.", "Some PMEs of the North."),
        ("Avec Lemieux hier.", "With Lemious yesterday."),
        ("Avec Bachar hier.", "With Bashar yesterday."),
        ("Au XIXe siècle.", "In the 19th century."),
        ("LE PAYS EST CALME", "THE COUNTRY IS QUIET"),
        ("Le Bijoutier part.", "The Jeweller leaves."),
        // Named by the family name alone.
        ("Hier, Emmanuel Macron part.", "Yesterday, Macron leaves."),
    ] {
        assert_eq!(right(src, tgt, &[]), tgt);
    }
}

#[test]
fn a_name_without_a_place_is_told() {
    let (text, lost) = names("Hier, Jerry Nadler a parlé.", "Yesterday, the head spoke.", &[]);
    assert_eq!(
        (text.as_str(), lost.join(" ").as_str()),
        ("Yesterday, the head spoke.", "Jerry Nadler")
    );
}

#[test]
fn a_word_that_may_be_no_name_wants_a_link_of_its_own() {
    let src = "Hier, le Rassemblement national part.";
    let tgt = "Yesterday, the National Brotherhood leaves.";
    assert_eq!(right(src, tgt, &[]), tgt);
    assert_eq!(
        right(src, tgt, &[("Rassemblement", "Brotherhood")]),
        "Yesterday, the National Rassemblement leaves."
    );
}

#[test]
fn what_another_word_explains_is_left_alone() {
    let (text, lost) = names(
        "Avec Zadig, le Président part.",
        "With the President leaving.",
        &[("Zadig", "President")],
    );
    assert_eq!((text.as_str(), lost.len()), ("With the President leaving.", 1));
}

#[test]
fn a_text_without_stops_is_no_sentence() {
    let (src, tgt) = ("Hier, Brigitte Bardot part, ", "Yesterday, Serge Bardot leaves, ");
    assert_eq!(right(src, tgt, &[]), "Yesterday, Brigitte Bardot leaves, ");
    let (src, tgt) = (src.repeat(500), tgt.repeat(500));
    assert_eq!(right(&src, &tgt, &[]), tgt);
}

#[test]
fn names_are_counted_that_do_not_stand() {
    let lexicon = lexicon();
    let known = Known {
        words: words_of(Lang::EN).unwrap(),
        glossary: WordList::new(""),
        forms: WordList::new(""),
        lexicon: &lexicon,
    };
    let count = |tgt| missing(("Hier, Jerry Nadler a parlé.", tgt), &known);
    assert_eq!(
        [count("The head spoke."), count("Nadler spoke."), count("Jerry Nadler spoke.")],
        [2, 1, 0]
    );
}

proptest! {
    #[test]
    fn names_stand_in_order_and_apart_in_any_text(
        src in "(Brigitte |Bardot |Jean-Michel |Renaud-Basso|L'|d’|É|ß|İ|日|'|-|[A-Z]{0,3}|[a-z]{0,6}| |,|\n){0,20}",
        tgt in "(Serge |Bardot |Jean-MichelCalais |Serge-Basso|É|ß|ﬃ|日|'|-|[A-Z]{0,3}|[a-z]{0,6}| |,|\n){0,20}",
    ) {
        let lexicon = lexicon();
        let known = Known {
            words: words_of(Lang::EN).unwrap(),
            glossary: WordList::new(""),
            forms: WordList::new(""),
            lexicon: &lexicon,
        };
        let link = |(src, tgt)| Link { src, tgt, p: Score::ONE };
        let links: Vec<Link> = words(&src).into_iter().zip(words(&tgt)).map(link).collect();
        let found = mistaken((&src, &tgt), &links, &known);
        let mut end = 0;
        for name in &found.mistaken {
            prop_assert!(name.tgt.start() >= end);
            end = name.tgt.end();
            let mut within = name.text.len() - name.text.trim_start().len();
            for (of, word) in &name.words {
                prop_assert!(!of.of(&src).is_empty() && word.start() >= within);
                within = word.end();
            }
            prop_assert_eq!(within, name.text.len());
        }
        for lost in &found.lost {
            prop_assert!(lost.of(&src).starts_with(char::is_uppercase));
        }
    }
}
