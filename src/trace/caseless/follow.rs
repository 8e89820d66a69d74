//! Names told by what stands behind them: who somebody is, after a comma.

use super::run::name_run;
use crate::trace::lexicon::{Class, Lexicon};
use crate::trace::token::Token;

/// « وبدت نجاح دو، أرملة الصياد، هادئة », « وتقف سنان دو، وهي معلمة، »: two to four unknown words behind a verb, and
/// behind a comma who that is.
pub(super) fn told_beside(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let verb = i.checked_sub(1).map(|k| &tokens[k]).filter(|t| t.is_word())?;
    // The first word of a sentence is a verb.
    let opens = i == 1 || !tokens[i - 2].is_word();
    let bare = verb.class.is_nothing() && !lex.has_article(verb.span.of(text)) && opens;
    let acts = verb.is(Class::VERB) || verb.is(Class::CUE) && verb.is(Class::FINITE) || bare;
    let end = name_run(text, tokens, i, lex).filter(|_| acts && !verb.is(Class::PREP))?;
    let noun = |k: usize| lex.tells_an_action(tokens[k].span.of(text));
    // « ينتظر أبو نزار، »
    let parent = !tokens[i].is(Class::GIVEN) && tokens[i + 1].is(Class::PARTICLE);
    let parent = parent && tokens[i + 1].is(Class::FEMININE.or(Class::MASCULINE));
    (who_follows(text, tokens, end, lex) && !noun(i) && !parent).then_some(end)
}

/// Whether behind the comma at `end` stands who somebody is: « ، وهي معلمة », « ، أرملة الصياد », « ، 63 عاما ».
pub(super) fn who_follows(text: &str, tokens: &[Token], end: usize, lex: &Lexicon) -> bool {
    let Some(next) = tokens.get(end + 1).filter(|t| t.is_word()) else { return false };
    let word = next.span.of(text);
    let he = || lex.is_joined(word) && next.is(Class::PRONOUN);
    let holder = next.is(Class::ROLE.or(Class::KIN)) && !next.is(Class::CUE);
    let years = tokens.get(end + 2).is_some_and(|t| t.is(Class::YEARS));
    let age = years && word.bytes().all(|b| b.is_ascii_digit());
    tokens[end].is_sign(',') && (holder || he() || age)
}
