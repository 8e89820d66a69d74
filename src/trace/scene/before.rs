//! What the sentence before a quotation tells of who passed its words on.

use crate::corpus::quote::Quote;
use crate::corpus::span::{Byte, Span};
use crate::trace::cue::Sentence;
use crate::trace::lexicon::{Class, Phrase};
use crate::trace::relay::{Passing, Sort, last_outlet};
use crate::trace::setting::OPENING;
use crate::trace::token::{Token, fold, phrase_at, plain_words};

/// How many words before the outlet « s'est confié » may stand.
const CONFIDES: usize = 5;

/// How many tokens before a network the verb may stand that brings a message there.
const VERB: usize = 6;

/// How many words behind the outlet « a pu consulter » may stand.
const SEEN: usize = 6;

/// « Vendredi, “Le Monde” racontait leur dîner. “Il s'est mal passé”, y résumait un banquier »: the paper that the
/// sentence before names.
pub(super) fn there(
    s: &Sentence<'_>,
    lead: &Sentence<'_>,
    (quote, quotes): (&Quote, &[Quote]),
) -> Option<Passing> {
    // « Le Temps y voyait “un chef-d'œuvre” »: the paper says so itself.
    let name = plain_words(quote.speaker.name.as_deref().unwrap_or_default());
    let cue = quote.cue.filter(|_| !s.lex.names_outlet(&name))?;
    // « y voit “un conte” » sees it in a thing.
    let says = |t: &Token| t.is(Class::SAY.or(Class::MANNER)) || !t.is(Class::JUDGE);
    let at = |cue: Span<Byte>| {
        let verb = s.tokens.iter().position(|t| t.span.start() == cue.start() && says(t))?;
        let k = (verb.saturating_sub(2)..verb).find(|&k| s.is(k, Class::THERE))?;
        Some((verb, k))
    };
    // « “…”, y écrit-il, qualifiant l'affaire de “complot” »: the same text holds both.
    let beside = || {
        let here = s.tokens.iter().filter_map(Token::quote).filter_map(|n| quotes.get(n));
        let same =
            here.filter(|q| q.speaker.name.is_some() && q.speaker.name == quote.speaker.name);
        same.filter_map(|q| q.cue).find_map(at)
    };
    let (verb, k) = at(cue).or_else(beside)?;
    let text = |t: &Token, of: Class| t.is_word() && !t.cap && t.is(of);
    let other = lead.tokens.iter().any(|t| text(t, Class::ISSUED))
        || s.tokens[..verb].iter().any(|t| text(t, Class::DOCUMENT.or(Class::ISSUED)));
    let outlet = s.tokens[k].span;
    // « s'est fendu d'un long message sur X. “…”, y écrit-il »
    let network = last_outlet(lead, true);
    if let Some((name, kind)) = network {
        return Some(Passing::Outlet { name, kind, evidence: outlet, outlet });
    }
    let Some((name, kind)) = last_outlet(lead, false).filter(|_| !other) else {
        // « Le quotidien britannique s'est rendu sur l'île. “…”, y lance un patron »
        let paper = |k: usize| {
            let noun = lead.lex.outlet_noun(&fold(lead.word(k))).is_some();
            noun && !lead.tokens[k].cap && lead.is(k - 1, Class::DEFINITE)
        };
        let told = !other && lead.tokens.len() > 1 && paper(1) && lead.tokens[1].is_word();
        return told.then_some(Passing::Again { evidence: outlet, sort: Sort::Paper });
    };
    Some(Passing::Outlet { name, kind, evidence: outlet, outlet })
}

/// « Interrogée par CNN, elle s'est gardée de démentir. “…”, a-t-elle dit »: a sentence that quotes
/// nothing and says who asked, or who translates (« s'exprime par l'intermédiaire d'un interprète »).
pub(super) fn asked(s: &Sentence<'_>, passing: &Passing) -> bool {
    let quiet = s.tokens.iter().all(|t| t.quote().is_none());
    let evidence = match passing {
        Passing::Outlet { evidence, .. } => evidence,
        Passing::Interpreter { .. } => return quiet,
        // « Egalement interrogé par le quotidien, un pilote se souvient. “…”, a-t-il raconté »
        Passing::Again { evidence, sort: Sort::Paper } if !s.lex.caseless => evidence,
        Passing::Again { .. } => return false,
    };
    let mut words = s.tokens.iter().filter(|t| evidence.contains(t.span));
    let account = || s.tokens.iter().any(|t| t.is_word() && !t.cap && t.is(Class::ACCOUNT));
    // « s'est confié au Financial Times », « a accordé un entretien au Monde »
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let confided = || {
        let at = s.tokens.iter().position(|t| t.span.start() >= evidence.start()).unwrap_or(0);
        let from = at.saturating_sub(CONFIDES);
        (from..s.tokens.len().min(at + 1)).any(|k| {
            let reflexive = (k.saturating_sub(3)..k).any(|n| s.is(n, Class::REFLEXIVE));
            // « a juré le contraire à la BBC »
            let told = s.is(k, Class::SAY) && s.is(k, Class::PARTICIPLE);
            let there = s.is(at, Class::OCCASION.or(Class::ON_AIR));
            let told = told && !(k..at).any(|n| s.is(n, Class::THAT)) && there;
            s.is(k, Class::INTERVIEW)
                || told
                || reflexive && s.is(k, Class::CUE) && s.is(k, Class::PARTICIPLE)
        })
    };
    // « Dans une interview à Anadolu, le maire a indiqué que … »
    let talk = |k: usize| {
        let link = s.is(k + 1, Class::PREP.or(Class::OCCASION)) && !s.is(k + 1, Class::GENITIVE);
        let speech = s.is(k, Class::SPEECH.or(Class::ISSUED)) && link;
        let next = s.tokens.get(k + 1).is_some_and(|t| t.span.start() == evidence.start());
        let there = next || evidence.contains(s.tokens[k].span);
        there && (speech || s.is(k, Class::INTERVIEW))
    };
    let talked = || (0..s.tokens.len()).any(|k| s.tokens[k].is_word() && talk(k));
    // « s'est interrogé dans les colonnes du Figaro », « dans un courrier que l'AFP a pu consulter »
    let surely = || {
        let at = s.tokens.iter().position(|t| t.span.start() >= evidence.start());
        at.is_some_and(|k| {
            let seen = (k..s.tokens.len()).take(SEEN).any(|n| s.is(n, Class::SEEN));
            let which = k > 0
                && s.is(k - 1, Class::DET)
                && (k.saturating_sub(3)..k).any(|n| s.is(n, Class::RELATIVE.or(Class::THAT)));
            phrase_at(s.text, s.tokens, k, Phrase::Surely, s.lex).is_some() || seen && which
        })
    };
    quiet
        && (words.any(|t| t.is(Class::HANDED))
            || account()
            || plain
                && (confided()
                    || talked()
                    || surely()
                    || ends_on_air(s, passing)
                    || opens_on_air(s, passing)))
}

/// « À 8 heures, l'intéressée tente d'éteindre l'incendie sur France Inter. “…”, plaide-t-elle »: whether a sentence about somebody
/// ends where it was said.
fn ends_on_air(s: &Sentence<'_>, passing: &Passing) -> bool {
    let last = s.tokens.iter().rfind(|t| t.is_word());
    let Passing::Outlet { name, outlet, .. } = passing else { return false };
    let network = s.lex.is_network(&name.to_lowercase());
    let at = s.tokens.iter().position(|t| t.span.start() >= outlet.start()).unwrap_or(0);
    let led = at > 0 && s.is(at - 1, Class::PREP) && !s.is(at - 1, Class::OCCASION);
    let ends = last.is_some_and(|t| outlet.contains(t.span));
    // « La vidéo est passée sur TF1 » tells of no words.
    let somebody = s.main_subject(at).is_some_and(|np| {
        let reading = s.read(np);
        reading.human || reading.pronoun || reading.name.is_some_and(|n| n.1 > n.0)
    });
    let clause = Class::RELATIVE.or(Class::THAT).or(Class::SUBORD);
    let whole = (0..at).all(|k| !s.is(k, clause) || s.is(k, Class::PREP));
    led && ends && somebody && whole && !network
}

/// « Sur le plateau de TF1, le maire n'a pas mâché ses mots. “…”, a-t-il dit »: whether a sentence opens with where it was said.
fn opens_on_air(s: &Sentence<'_>, passing: &Passing) -> bool {
    let Passing::Outlet { name, outlet, evidence, .. } = passing else { return false };
    let first = s.tokens.first().is_some_and(|t| t.span.start() == evidence.start());
    let end = s.tokens.iter().position(|t| t.span.start() >= outlet.end());
    let led = s.is(0, Class::PREP.or(Class::CONTRACTED)) && !s.is(0, Class::GENITIVE);
    let network = s.lex.is_network(&name.to_lowercase());
    let source = phrase_at(s.text, s.tokens, 0, Phrase::Source, s.lex).is_some();
    first && led && !network && !source && end.is_some_and(|k| s.sign(k, ','))
}

/// « The chair was less patient on X. “Show us the money,” she wrote »: a sentence that quotes nothing and
/// ends on a network.
pub(super) fn ends_on_network(s: &Sentence<'_>, passing: &Passing) -> bool {
    let Passing::Outlet { name, outlet, .. } = passing else { return false };
    let quiet = s.tokens.iter().all(|t| t.quote().is_none());
    let last = s.tokens.iter().rfind(|t| t.is_word());
    let ends = last.is_some_and(|t| outlet.contains(t.span));
    // « Il a publié mardi sur X un message à l'occasion de la rentrée »
    let ends = ends || brings_message(s, *outlet);
    // « La vidéo a été vue sur X » tells of no words.
    let acts = s.tokens.iter().any(|t| t.is_word() && t.is(Class::REFLEXIVE.or(Class::CUE)));
    let told = s.lex.subject_first || acts && !s.lex.caseless;
    told && quiet && ends && s.lex.is_network(&name.to_lowercase())
}

/// Whether a message is what stands straight behind the network at `outlet`, and its verb before it.
fn brings_message(s: &Sentence<'_>, outlet: Span<Byte>) -> bool {
    let Some(end) = s.tokens.iter().rposition(|t| outlet.contains(t.span)) else { return false };
    let words = Class::SPEECH.or(Class::DOCUMENT).or(Class::ISSUED);
    let message = s.is(end + 1, Class::DET) && s.is(end + 2, words);
    let near = end.saturating_sub(VERB)..end;
    message && !s.lex.caseless && near.into_iter().any(|k| s.is(k, Class::CUE))
}

/// « Sur Facebook, le club a préféré la langue du pays. “…”, a-t-il écrit »
pub(super) fn opens_on_network(s: &Sentence<'_>, passing: &Passing) -> bool {
    let Passing::Outlet { name, outlet, .. } = passing else { return false };
    let quiet = s.tokens.iter().all(|t| t.quote().is_none()) && !s.lex.caseless;
    let comma = s.tokens.iter().position(|t| t.is_sign(',')).filter(|&k| k < OPENING);
    let before = comma.is_some_and(|k| s.tokens[..k].iter().any(|t| outlet.contains(t.span)));
    quiet && before && s.lex.is_network(&name.to_lowercase())
}

/// « a écrit le Brésilien »: whether the verb at a cue is one of writing.
pub(super) fn writes(s: &Sentence<'_>, cue: Span<Byte>) -> bool {
    s.tokens.iter().any(|t| cue.overlaps(t.span) && t.is(Class::WRITES))
}
