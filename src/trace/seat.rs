//! Where a speaker works, as far as it tells their language: a firm of a country, a ministry in a town.

use crate::corpus::lang::Lang;
use crate::corpus::quote::Quote;

use super::lexicon::{Class, Lexicon};
use super::scene::floor;
use super::token::plain_words;

/// How far before and after a name, in bytes, words belong to it.
pub(super) const BESIDE: usize = 90;
/// How many places of a name are looked at.
pub(super) const PLACES: usize = 12;
/// How many words may say where a speaker works.
const SEAT: usize = 7;

/// The words of a phrase, what owns the next one without its ending: « Germany's », « London-based ».
pub(super) fn bare_words(text: &str, lex: &Lexicon) -> Vec<Box<str>> {
    let bare = |w: Box<str>| lex.owner(&w).or_else(|| lex.based(&w)).map(Box::from).unwrap_or(w);
    plain_words(text).into_iter().map(bare).collect()
}

/// « The foreign ministry in Oslo said », « a spokesperson for the Finnish border guard »
pub(super) fn seat(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let mention = quote.speaker.mention.filter(|_| lex.subject_first || lex.caseless)?;
    // « مسؤول في شركة مرافق يابانية، »
    if lex.caseless {
        let after = &text[mention.end()..floor(text, mention.end() + BESIDE)];
        let stop = after.find(|c: char| !(c.is_alphanumeric() || c == ' '));
        let words = bare_words(&after[..stop.unwrap_or(after.len())], lex);
        let led = words.first().is_some_and(|w| lex.class(w).is(Class::PREP));
        let said = |w: &str| lex.class(w).is(Class::CUE.or(Class::THAT).or(Class::VERB));
        let end = words.iter().position(|w| said(w)).unwrap_or(words.len()).min(SEAT);
        let own = quote.speaker.name.is_none() && led;
        return own.then(|| lex.world.lang_of(&words[1..end.max(1)])).flatten().map(|c| c.0);
    }
    let placeless = |w: &str| lex.class(w).is(Class::PLACELESS);
    if plain_words(mention.of(text)).iter().any(|w| placeless(w)) {
        return None;
    }
    let after = &text[mention.end()..floor(text, mention.end() + BESIDE)];
    let stop = after.find(|c: char| !(c.is_alphanumeric() || " -'’".contains(c)));
    let words = bare_words(&after[..stop.unwrap_or(after.len())], lex);
    let led = words.first().is_some_and(|w| lex.class(w).is(Class::PREP.or(Class::WITHIN)));
    let verb = |w: &str| lex.class(w).is(Class::CUE.or(Class::AUX).or(Class::VERB));
    let end = words.iter().position(|w| verb(w)).filter(|n| led && *n <= SEAT)?;
    lex.world.lang_of(&words[1..end]).map(|c| c.0)
}

/// « gérant chez Falk Invest, un fonds de Hambourg », « de la société Untel, basée à Lyon »: what a comma sets beside the
/// firm that a speaker works for.
pub(super) fn seat_of_firm(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let mention = quote.speaker.mention.filter(|_| !lex.subject_first && !lex.caseless)?;
    let role = plain_words(quote.speaker.role.as_deref()?);
    if !role.iter().any(|w| lex.class(w).is(Class::PLACELESS)) {
        return None;
    }
    let after = &text[mention.end()..floor(text, mention.end() + 2 * BESIDE)];
    let stop = after.find(['.', ';', ':', '«', '»', '"', '“', '”', '(', '\n']);
    let mut pieces = after[..stop.unwrap_or(after.len())].split(',').map(|p| bare_words(p, lex));
    pieces.find_map(|words| {
        let firm = words.first().is_some_and(|w| lex.class(w).is(Class::DET))
            && words.get(1).is_some_and(|w| lex.class(w).is(Class::FIRM));
        let which = words.iter().position(|w| lex.class(w).is(Class::RELATIVE));
        let words = &words[..which.unwrap_or(words.len()).min(SEAT)];
        firm.then(|| lex.world.lang_of(words)).flatten().map(|c| c.0)
    })
}

/// « Skyliner's chief executive, Jane Doe »: the language of the firm, where the text tells of which country
/// it is (« Germany's Skyliner »).
pub(super) fn of_a_firm(top: &str, before: &str, lex: &Lexicon) -> Option<Lang> {
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    let firm =
        before.split_whitespace().filter(capital).filter_map(|w| lex.owner(w)).next_back()?;
    top.match_indices(firm).take(PLACES).find_map(|(at, _)| {
        let lead = top[..at].rsplit(['.', ',', '\n', '“', '"']).next().unwrap_or_default();
        let word = bare_words(lead, lex).pop()?;
        let people = || lex.world.people_lang(&word);
        lex.world.place_lang(std::slice::from_ref(&word)).or_else(people)
    })
}

/// « Devant les sénateurs américains, Kevin Marshall a plaidé »: the public tells the language.
pub(super) fn before_whom(lead: &str, lex: &Lexicon) -> Option<Lang> {
    let words = plain_words(lead.rsplit(['.', '\n', '»', '"', '”']).next()?);
    let at = words.iter().position(|w| lex.class(w).is(Class::PUBLIC))?;
    words[at..].iter().take(6).find_map(|w| lex.world.people_lang(w))
}
