//! Names, words and numbers that a model got wrong: what stands in the article, its links, and what a reader is told.

use std::sync::Arc;

use tarjuman::align::link::shipped_unread;
use tarjuman::align::wordlist::{forms, glossary, set_phrases};
use tarjuman::align::words::words;
use tarjuman::corpus::alignment::SoftAlignment;
use tarjuman::corpus::article::{Article, Engine as Stamp, Flag};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::score::LogProb;
use tarjuman::nmt::{DecodeOptions, Error, ForceOptions, Translate, Translation};
use tarjuman::pipeline::{self, Go, Machine};
use tarjuman::translate::cache::Store;

#[path = "quotes/page.rs"]
mod page;

/// A model that says one thing, its words in the order of the source's.
struct Says(&'static str);

impl Translate for Says {
    fn translate(&self, sources: &[&str], _: &DecodeOptions) -> Result<Vec<Translation>, Error> {
        Ok(sources.iter().map(|source| said(source, self.0)).collect())
    }

    fn force(&self, pairs: &[(&str, &str)], _: &ForceOptions) -> Result<Vec<Translation>, Error> {
        Ok(pairs.iter().map(|(source, target)| said(source, target)).collect())
    }

    fn count_pieces(&self, source: &str) -> usize {
        words(source).len()
    }

    fn max_source_pieces(&self) -> usize {
        100
    }
}

fn said(source: &str, target: &str) -> Translation {
    let (src_pieces, tgt_pieces) = (words(source), words(target));
    let last = src_pieces.len() - 1;
    let row = |n: usize| -> Vec<f32> {
        (0..=last).map(|k| if k == n.min(last) { 1.0 } else { 0.0 }).collect()
    };
    Translation {
        text: target.to_owned(),
        log_probs: vec![LogProb::new(-0.1); tgt_pieces.len()],
        attention: SoftAlignment { rows: (0..tgt_pieces.len()).map(row).collect() },
        unattended: vec![0.0; tgt_pieces.len()],
        finished: true,
        src_pieces,
        tgt_pieces,
        ..Translation::default()
    }
}

/// The article of one French sentence, of which the model says `target` in the language `to`.
fn article(source: &str, target: &'static str, to: Lang) -> Article {
    let stamp = Stamp {
        model: "says".to_owned(),
        revision: "test".to_owned(),
        weights_sha256: String::new(),
        tool: "test".to_owned(),
        beam: 1,
        shortlist_sha256: None,
        to,
    };
    let options = DecodeOptions::default();
    let machine = Machine {
        model: &Says(target),
        options: &options,
        stamp: &stamp,
        lexicon: shipped_unread(Lang::FR, Lang::EN),
        glossary: glossary(Lang::FR, Lang::EN),
        forms: forms(Lang::FR, Lang::EN),
        phrases: set_phrases(Lang::FR, Lang::EN),
        unsure_below: None,
        batch: 1,
    };
    let mut article = pipeline::read(Arc::new(page::document("page", source))).value;
    let mut store = Store::in_memory().expect("a store in memory");
    pipeline::translate(&mut article, machine, &mut store, &mut |_| Go::On).expect("translates");
    article
}

const SOURCE: &str = "Le juge Hachimi a compté 500000 morts.";
const WRONG: &str = "The judge Ashimi has counted 5,000 dead.";

#[test]
fn a_name_and_a_number_are_put_right_and_the_reader_is_told() {
    let article = article(SOURCE, WRONG, Lang::EN);
    let made = &article.target[0];
    assert_eq!(made.text, "The judge Hachimi has counted 500,000 dead.");
    assert_eq!(made.flags, [Flag::NameRestored, Flag::NumberRestored]);
    let text = article.source.document().text();
    let linked = |word: &str| {
        let links = made.links.iter().filter(|link| link.src.of(text) == word);
        links.map(|link| link.tgt.of(&made.text)).collect::<Vec<_>>()
    };
    assert_eq!(linked("Hachimi"), ["Hachimi"]);
    assert_eq!(linked("500000"), ["500,000"]);
    assert_eq!(linked("morts"), ["dead"]);
}

/// Somebody else's name under words that will be quoted is the worst that can happen to them.
#[test]
fn a_name_that_became_another_is_put_back_and_one_that_vanished_is_told() {
    let source = "Le juge Zadig Lemaire parle de Jérôme Salomon à Oslo.";
    let made = article(source, "The judge Serge Lemaire talks of Miguelmont at Oslo.", Lang::EN);
    let text = made.source.document().text();
    let target = &made.target[0];
    assert_eq!(target.text, "The judge Zadig Lemaire talks of Jérôme Salomon at Oslo.");
    assert_eq!(target.flags, [Flag::NameRestored]);
    for name in ["Zadig", "Lemaire", "Jérôme", "Salomon"] {
        let links = target.links.iter().filter(|link| link.src.of(text) == name);
        let linked: Vec<&str> = links.map(|link| link.tgt.of(&target.text)).collect();
        assert_eq!(linked, [name]);
    }
    let source = "Hier, a dit Agnès Buzyn, rien ne va.";
    let made = article(source, "Yesterday, it was said, nothing works.", Lang::EN);
    assert!(made.target[0].flags.contains(&Flag::NameChanged), "{:?}", made.target[0].flags);
}

#[test]
fn a_set_phrase_is_put_in_whole_and_its_words_are_left_alone() {
    let source = "Les gilets jaunes quittent la République en marche.";
    let made = article(source, "The vests black leave the Walk in Republic.", Lang::EN);
    let text = made.source.document().text();
    let target = &made.target[0];
    assert!(target.text.starts_with("The yellow vests leave "), "{}", target.text);
    assert!(target.flags.contains(&Flag::WordRestored), "{:?}", target.flags);
    let linked = |word: &str| {
        let links = target.links.iter().filter(|link| link.src.of(text) == word);
        links.map(|link| link.tgt.of(&target.text)).collect::<Vec<_>>()
    };
    assert_eq!((linked("gilets"), linked("jaunes")), (vec!["yellow vests"], vec!["yellow vests"]));
}

#[test]
fn a_century_that_became_another_is_put_right() {
    let made = article("Il date du XVIe siècle.", "It dates from the 11th century.", Lang::EN);
    assert_eq!(made.target[0].text, "It dates from the 16th century.");
    assert_eq!(made.target[0].flags, [Flag::NumberRestored]);
}

#[test]
fn what_is_right_is_not_touched_nor_what_is_not_english() {
    let right = "The judge Hachimi has counted 500,000 dead.";
    let made = &article(SOURCE, right, Lang::EN).target[0];
    assert_eq!((made.text.as_str(), &made.flags[..]), (right, &[][..]));
    let german = "Der Richter Aschimi hat 5000 Tote gezählt.";
    let made = &article(SOURCE, german, "de".parse().expect("a language")).target[0];
    assert_eq!(made.text, german);
    assert_eq!(made.flags, [Flag::NumberChanged]);
}

#[test]
fn a_word_the_model_did_not_know_is_put_in_and_one_that_nobody_knows_is_told() {
    let article = article("Un aigle menace le mbalax.", "A aigle threatens the mbalax.", Lang::EN);
    let made = &article.target[0];
    assert_eq!(made.text, "An eagle threatens the mbalax.");
    assert_eq!(made.flags, [Flag::WordRestored, Flag::UnknownWord]);
    let text = article.source.document().text();
    let links: Vec<_> = made.links.iter().map(|l| (l.src.of(text), l.tgt.of(&made.text))).collect();
    assert!(links.contains(&("aigle", "eagle")) && links.contains(&("Un", "An")), "{links:?}");
}
