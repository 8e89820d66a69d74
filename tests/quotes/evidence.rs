//! The evidence for the language of every quotation of the gold texts, as `fit.py` beside this file fits its weights on it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use tarjuman::corpus::document::Document;
use tarjuman::corpus::quote::{Quote, QuoteKind};
use tarjuman::corpus::span::CharIndex;
use tarjuman::trace::find;
use tarjuman::trace::tongue::evidence;

use crate::score::{bytes, golds};

/// A line for every candidate of every quotation: text, offset, the gold's language, the candidate, its signs.
pub(crate) fn rows(folder: &Path, text_of: &dyn Fn(&Path) -> Document) -> String {
    let mut out = String::new();
    for (stem, gold) in golds(folder) {
        let document = text_of(&stem);
        let index = CharIndex::new(document.text());
        let found = find(&document);
        let wanted = gold["quotes"].as_array().expect("gold has quotes");
        for (n, candidates) in evidence(&document, &found.quotes) {
            let Some(lang) = gold_lang(&found.quotes[n], wanted, &index) else { continue };
            let at = found.quotes[n].span.start();
            for (candidate, signs) in candidates {
                let candidate = candidate.map_or("-".to_owned(), |l| l.to_string());
                let signs: Vec<String> = signs.iter().map(|s| format!("{s:.4}")).collect();
                let text = stem.display();
                writeln!(out, "{text}\t{at}\t{lang}\t{candidate}\t{}", signs.join("\t"))
                    .expect("a string takes it");
            }
        }
    }
    out
}

/// The language that the gold infers for a quotation, or `-` where it has none; nothing where the text states it.
fn gold_lang<'w>(quote: &Quote, wanted: &'w [Value], index: &CharIndex<'_>) -> Option<&'w str> {
    let want = wanted
        .iter()
        .find(|w| quote.kind != QuoteKind::Indirect && bytes(w, index) == quote.span)?;
    let mut hop = want["chain"][0].as_str()?.strip_prefix("utterance ")?.split(' ');
    let lang = hop.next()?;
    (hop.next()? != "stated").then_some(lang)
}
