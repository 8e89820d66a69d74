//! Interpreters: who is heard through one goes on through one.

use std::collections::BTreeMap;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};

use super::fold::Word;
use super::lexicon::{Class, Lexicon};
use super::relay::Passing;
use super::scene::Scene;
use super::token::plain_words;
use super::tongue::key;

/// For each quotation whose own sentence tells of no interpreter, the words that tell of its speaker's.
///
/// A hearing is reported so: the interpreter is named once, and the witness goes on. Not where the text says in which
/// language these words were spoken, where somebody else passed them on, or where they were spoken in the page's own.
pub(super) fn through(
    document: &Document,
    quotes: &[Quote],
    scenes: &[Scene],
    known: &[(Option<Lang>, Basis)],
) -> Vec<Option<Span<Byte>>> {
    let lex = Lexicon::of(document.lang());
    let mut told: BTreeMap<&str, Span<Byte>> = BTreeMap::new();
    for (quote, scene) in quotes.iter().zip(scenes) {
        let evidence = scene.passings.iter().find_map(|p| match p {
            Passing::Interpreter { evidence } => Some(*evidence),
            _ => None,
        });
        if let (Some(key), Some(evidence)) = (key(quote), evidence) {
            told.entry(key).or_insert(evidence);
        }
    }
    // A message that is read in court was not spoken there, nor was what goes on from it without a verb of its own.
    let mut writing: Option<&str> = None;
    let written: Vec<bool> = quotes
        .iter()
        .map(|quote| {
            let words = quote.cue.map(|cue| plain_words(cue.of(document.text())));
            let writes = |words: Vec<Word>| words.iter().any(|w| lex.class(w).is(Class::WRITES));
            let own = words.map_or(writing.is_some() && writing == key(quote), writes);
            writing = key(quote).filter(|_| own);
            own
        })
        .collect();
    let again = |(n, (quote, scene)): (usize, (&Quote, &Scene))| {
        let (lang, basis) = known[n];
        // A title repeats what the text states of the language.
        let stated = basis == Basis::Stated && quote.kind != QuoteKind::Headline;
        let direct = scene.passings.is_empty() && !stated;
        let foreign = lang.is_some_and(|lang| lang != document.lang());
        let heard = direct && foreign && quote.read_by.is_none();
        told.get(key(quote)?).copied().filter(|_| heard && !written[n])
    };
    quotes.iter().zip(scenes).enumerate().map(again).collect()
}
