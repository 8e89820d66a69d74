//! Who passed the words on: outlets and agencies that the sentence of a quotation names as such.

use crate::corpus::quote::AgentKind;
use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::token::{fold, phrase_at};

/// A station between speaker and page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    /// An outlet or agency that received or reports the words.
    Outlet { name: String, kind: AgentKind, evidence: Span<Byte>, outlet: Span<Byte> },
    /// Somebody put them into another language.
    Interpreter { evidence: Span<Byte> },
}

/// How many words may stand between the phrase of passing on and the outlet.
const BETWEEN: usize = 9;

/// The stations a sentence names, in its order.
pub(super) fn passings(s: &Sentence<'_>) -> Vec<Passing> {
    let (mut out, mut k) = (Vec::new(), 0);
    while k < s.tokens.len() {
        if let Some(n) = phrase_at(s.text, s.tokens, k, Phrase::Interpreter, s.lex) {
            let evidence = s.tokens[k].span.cover(s.tokens[k + n - 1].span);
            out.push(Passing::Interpreter { evidence });
            k += n;
            continue;
        }
        let Some((first, last, name, kind)) = outlet_at(s, k) else {
            k += 1;
            continue;
        };
        let outlet = s.tokens[first].span.cover(s.tokens[last].span);
        if let Some(evidence) = passing_before(s, first).or_else(|| passing_after(s, last)) {
            let evidence = evidence.cover(outlet);
            out.push(Passing::Outlet { name, kind, evidence, outlet });
        }
        k = last + 1;
    }
    out
}

/// The outlet named at token `k`: its tokens, its name and its kind.
fn outlet_at(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    let kind_of =
        |name: &str| if s.lex.is_agency(name) { AgentKind::Agency } else { AgentKind::Outlet };
    if let Some(n) = phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex) {
        let last = k + n - 1;
        // « la presse » is a paper only with a capital letter.
        if (k..=last).any(|n| s.tokens[n].cap && !s.is(n, Class::DET)) {
            let span = s.tokens[k].span.cover(s.tokens[last].span);
            let mut name = span.of(s.text).to_owned();
            if let Some(first) =
                name.get(..1).map(str::to_uppercase).filter(|_| s.is(k, Class::DET))
            {
                name.replace_range(..1, &first);
            }
            let kind = kind_of(&span.of(s.text).to_lowercase().replace('’', "'"));
            return Some((k, last, name, kind));
        }
    }
    // « au Monde », « du Figaro »: the article of the name is in the contraction.
    if s.is(k, Class::CONTRACTED) && s.tokens.get(k + 1).is_some_and(|t| t.cap) {
        let article = if fold(s.word(k)).ends_with(['x', 's']) { "les" } else { "le" };
        let n = s.lex.phrase(Phrase::Outlet, article, &|i, want| {
            s.tokens.get(k + 1 + i).is_some_and(|t| *fold(t.span.of(s.text)) == *want)
        });
        if let Some(n) = n.filter(|n| *n > 1) {
            let last = k + n - 1;
            let span = s.tokens[k + 1].span.cover(s.tokens[last].span);
            let title = if article == "les" { "Les" } else { "Le" };
            return Some((k + 1, last, format!("{title} {}", span.of(s.text)), AgentKind::Outlet));
        }
    }
    let kind = s.lex.outlet_noun(&fold(s.word(k))).filter(|_| s.tokens[k].is_word())?;
    // « la chaîne publique allemande Das Erste »: the name after what it is.
    let start = (k + 1..(k + 4).min(s.tokens.len())).find(|&n| {
        s.tokens[n].cap || !s.tokens[n].is_word() || s.is(n, Class::PREP.or(Class::GENITIVE))
    })?;
    if !s.tokens[start].cap || outlet_phrase(s, start) {
        return None;
    }
    let last =
        (start..s.tokens.len()).take_while(|&n| s.tokens[n].is_word() && s.tokens[n].cap).last()?;
    let span = s.tokens[start].span.cover(s.tokens[last].span);
    Some((
        start,
        last,
        span.of(s.text).to_owned(),
        if kind { AgentKind::Agency } else { AgentKind::Outlet },
    ))
}

fn outlet_phrase(s: &Sentence<'_>, k: usize) -> bool {
    phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex).is_some()
}

/// « dans une interview accordée à la chaîne publique allemande ARD », « rapporte l'Associated Press »
fn passing_before(s: &Sentence<'_>, outlet: usize) -> Option<Span<Byte>> {
    let from = outlet.saturating_sub(BETWEEN);
    let mut best = None;
    for k in (from..outlet).rev() {
        if !s.tokens[k].is_word() {
            break;
        }
        for phrase in [Phrase::Received, Phrase::Reports] {
            if let Some(n) =
                phrase_at(s.text, s.tokens, k, phrase, s.lex).filter(|n| k + n <= outlet)
            {
                let quiet = (k + n..outlet).all(|i| {
                    !s.is(i, Class::PREP.or(Class::SUBORD).or(Class::TIME))
                        && !s.is(i, Class::GIVEN)
                });
                if quiet {
                    best = Some(s.tokens[k].span.cover(s.tokens[outlet].span));
                }
            }
        }
    }
    best
}

/// « CNN a révélé »
fn passing_after(s: &Sentence<'_>, outlet: usize) -> Option<Span<Byte>> {
    let n = phrase_at(s.text, s.tokens, outlet + 1, Phrase::Reports, s.lex)?;
    Some(s.tokens[outlet].span.cover(s.tokens[outlet + n].span))
}
