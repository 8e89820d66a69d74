//! Networks and sites that are told by what is done there or by their address: « a tweeté », « mon-essence.fr ».

use crate::corpus::quote::AgentKind;

use super::cue::Sentence;
use super::lexicon::Class;
use super::mention::Phrased;
use super::relay::Passing;
use super::token::fold;

/// « “…”, a tweeté le maire », « dans un tweet »: the network on which alone that is done which the word at `k` says. Whoever
/// tells of « un tweet » does not write it.
pub(super) fn posted_at(s: &Sentence<'_>, k: usize) -> Option<Passing> {
    let word = s.tokens[k].is_word() && !s.tokens[k].cap;
    let verb = s.is(k, Class::CUE) && !s.is(k, Class::SPEECH.or(Class::ISSUED));
    let within = k > 1 && s.is(k - 1, Class::DET) && s.is(k - 2, Class::WITHIN);
    if !word || !(verb || within) {
        return None;
    }
    let name = s.lex.posted_on(&fold(s.word(k)))?.to_owned();
    let from = if within { k - 2 } else { k };
    let evidence = s.tokens[from].span.cover(s.tokens[k].span);
    let (kind, outlet) = (AgentKind::Outlet, s.tokens[k].span);
    Some(Passing::Outlet { name, kind, evidence, outlet })
}

/// « le site mon-essence.fr », « dans Le Monde.fr »: the address of a site at token `k`, with the capital words before it.
pub(super) fn site_at(s: &Sentence<'_>, k: usize) -> Option<Phrased> {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
    let site = |n: usize| {
        let word = s.tokens.get(n).filter(|t| t.is_word()).map(|t| t.span.of(s.text));
        word.is_some_and(|w| w.contains('.') && s.lex.is_site(&fold(w)))
    };
    let led = k == 0 || !capital(k - 1);
    let last = (k..k + 3).find(|&n| site(n)).filter(|_| plain && led)?;
    (k..last).all(capital).then_some((k, last))
}
