//! Interpreters: who is heard through one goes on through one.

use std::collections::BTreeMap;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Quote};
use crate::corpus::span::{Byte, Span};

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
    let again = |((quote, scene), (lang, basis)): ((&Quote, &Scene), &(Option<Lang>, Basis))| {
        let direct = scene.passings.is_empty() && *basis != Basis::Stated;
        let foreign = lang.is_some_and(|lang| lang != document.lang());
        // A message that is read in court was not spoken there.
        let written = || {
            let cue = quote.cue.map_or("", |cue| cue.of(document.text()));
            plain_words(cue).iter().any(|word| lex.class(word).is(Class::WRITES))
        };
        let heard = direct && foreign && quote.read_by.is_none();
        told.get(key(quote)?).copied().filter(|_| heard && !written())
    };
    quotes.iter().zip(scenes).zip(known).map(again).collect()
}
