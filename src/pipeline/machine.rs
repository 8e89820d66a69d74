//! A model with all that makes a sentence of its own into one that may be read: links, and what is put right.

use std::sync::LazyLock;

use crate::align::lexicon::Lexicon;
use crate::align::link::grid;
use crate::align::misspelt::{self, misspelt};
use crate::align::mistaken::{self, mistaken};
use crate::align::phrases::{self, phrases};
use crate::align::stray::{self, Known, strays};
use crate::align::wordlist::words_of;
use crate::align::words::{LinkOptions, PieceText, links};
use crate::corpus::alignment::Alignment;
use crate::corpus::article::Engine;
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};
use crate::corpus::wordlist::WordList;
use crate::nmt::{DecodeOptions, Translate, Translation};
use crate::translate::{Knowing, Rendition, astray, centuries, choose, numbers};

/// A model ready to work, and what is stamped on its output.
#[derive(Clone, Copy)]
pub struct Machine<'a> {
    /// The model.
    pub model: &'a dyn Translate,
    /// How it searches.
    pub options: &'a DecodeOptions,
    /// Its name on every output; everything in it and in `options` is part of the cache key.
    pub stamp: &'a Engine,
    /// Word translations that help to link, where there are some for the two languages; read when they are first looked
    /// into, which is when the first sentence is translated.
    pub lexicon: Option<&'a LazyLock<Lexicon>>,
    /// What single words become that a model may not know, where there is a list for the two languages.
    pub glossary: Option<WordList<'a>>,
    /// What single words most often become, for those that came out as no word at all.
    pub forms: Option<WordList<'a>>,
    /// What set phrases are, where there is a list for the two languages.
    pub phrases: Option<WordList<'a>>,
    /// The score below which a translation is flagged, where the model has one.
    pub unsure_below: Option<f32>,
    /// Sentences given to the model, and kept, at a time.
    pub batch: usize,
}

impl Machine<'_> {
    /// Everything that decides what a sentence becomes, in one line.
    pub(super) fn settings(&self) -> String {
        format!(
            "{} {}{} {} {:?} chosen {} {} links {LINKER} {} spelt {} {} {} words {} {} {} {}",
            self.stamp.weights_sha256,
            self.model.precision().bits(),
            self.stamp.shortlist_sha256.as_deref().unwrap_or_default(),
            self.stamp.to,
            self.options,
            choose::RULES,
            astray::RULES,
            self.lexicon.is_some(),
            misspelt::RULES,
            mistaken::RULES,
            numbers::RULES,
            self.glossary.is_some(),
            stray::RULES,
            self.phrases.is_some(),
            phrases::RULES,
        )
    }

    /// What each sentence becomes, with names, words and numbers put right where that can be told.
    pub(super) fn render(&self, plain: &[&str]) -> Result<Vec<Rendition>, crate::nmt::Error> {
        // How names and numbers are written is known of English.
        let english = self.stamp.to == Lang::EN;
        let known = self.known().filter(|_| english);
        let missing = |source: &str, made: &str| {
            known.as_ref().map_or(0, |known| mistaken::missing((source, made), known))
        };
        let knowing = Knowing { link: &self.linker(), names: &missing };
        let mut made = crate::translate::render(plain, self.model, self.options, knowing)?;
        for (source, made) in plain.iter().zip(&mut made).filter(|_| english) {
            let found = self.phrases.map(|list| phrases((source, &made.text), &linked(made), list));
            let found = found.unwrap_or_default();
            let put_in: Vec<String> = found.iter().map(|phrase| phrase.text.clone()).collect();
            made.restored.words.right = made.rename(&found);
            if let Some(lexicon) = self.lexicon {
                let found = misspelt((source, &made.text), &linked(made), lexicon);
                let names: Vec<_> = found.into_iter().map(|name| (name.tgt, name.text)).collect();
                made.restored.names.right = made.respell(&names);
            }
            if let Some(known) = known {
                put_in_names(source, made, &known);
                put_in_words(source, made, &known, &put_in);
            }
            let number = numbers::misprint(source, &made.text)
                .or_else(|| centuries::misprint(source, &made.text));
            made.restored.number = made.respell(number.as_slice());
        }
        Ok(made)
    }

    /// What tells the words of both languages, where there is something for the two.
    fn known(&self) -> Option<Known<'_>> {
        let words = words_of(self.stamp.to)?;
        Some(Known {
            words,
            glossary: self.glossary?,
            forms: self.forms?,
            lexicon: self.lexicon.map(|lexicon| &**lexicon)?,
        })
    }

    fn linker(&self) -> impl Fn(&str, &Translation) -> Alignment + '_ {
        |source, made| link(source, made, self.lexicon.map(|lexicon| &**lexicon))
    }
}

/// The word links of a translation.
fn linked(made: &Rendition) -> Alignment {
    made.links.iter().map(|link| link.link()).collect()
}

/// Puts names of the source where the model said others, and tells where it said none.
fn put_in_names(source: &str, made: &mut Rendition, known: &Known<'_>) {
    let found = mistaken((source, &made.text), &linked(made), known);
    made.restored.names.right |= made.rename(&found.mistaken);
    made.restored.names.left = !found.lost.is_empty();
}

/// Puts words of the target where the model left or made up others, and tells where it could not.
/// Words of the phrases `put_in` are right as they are.
fn put_in_words(source: &str, made: &mut Rendition, known: &Known<'_>, put_in: &[String]) {
    let mut found = strays((source, &made.text), &linked(made), known);
    let of_phrase = |at: Span<Byte>| {
        let mut places = put_in.iter().flat_map(|phrase| made.text.match_indices(phrase.as_str()));
        places.any(|(from, text)| from <= at.start() && at.end() <= from + text.len())
    };
    found.retain(|stray| !of_phrase(stray.tgt));
    made.restored.words.left = found.iter().any(|stray| stray.text.is_none());
    let mut words = Vec::new();
    for (at, text) in found.into_iter().filter_map(|stray| Some((stray.tgt, stray.text?))) {
        words.extend(stray::article(&made.text, at.start(), &text));
        words.push((at, text));
    }
    made.restored.words.right |= made.respell(&words);
}

/// Counts up whenever the same attention would give other links, so that old ones are not reused.
const LINKER: u32 = 1;

impl std::fmt::Debug for Machine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("stamp", self.stamp).finish_non_exhaustive()
    }
}

/// Word links of one translated string: the model's attention, and a lexicon's opinion of the same
/// words where there is one.
#[must_use]
pub fn link(source: &str, made: &Translation, lexicon: Option<&Lexicon>) -> Alignment {
    let src = PieceText { text: source, pieces: &made.src_pieces };
    let tgt = PieceText { text: &made.text, pieces: &made.tgt_pieces };
    let second = lexicon.map(|lexicon| grid(source, &made.text, lexicon));
    let options = LinkOptions { second: second.as_ref(), ..LinkOptions::default() };
    links(src, tgt, &made.attention, &options)
}
