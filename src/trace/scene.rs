//! What the reporter says around a quotation: who passed the words on, in which language, when and where.
//!
//! In go a document and its quotations, out comes one scene for each: only the sentences that hold the
//! quotation or its cue are read, and the one before where it says who asked.

mod before;

use std::collections::BTreeMap;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};

use self::before::{asked, ends_on_network, opens_on_network, there, writes};
use super::cue::Sentence;
use super::lexicon::{Class, Lexicon};
use super::post::is_post;
use super::printed;
use super::relay::{Outlet, Passing, Sort, last_outlet, passings};
use super::setting::{held_in, one_side, opening_place, place_at, speaks_in, spoken};
use super::token::{Kind, Token, fold, plain_words, sentences, tokens};

/// How far around a quotation its sentence is looked for, in bytes.
pub(super) const WINDOW: usize = 700;

/// The sentences around a quotation that belong to the reporter.
#[derive(Debug, Default)]
pub(super) struct Scene {
    pub(super) passings: Vec<Passing>,
    pub(super) stated: Option<(Lang, Span<Byte>)>,
    pub(super) when: Option<String>,
    pub(super) place: Option<(String, Lang)>,
    /// The language of the place its paragraph opens with: « A Dublin, où … ».
    pub(super) setting: Option<Lang>,
}

/// A scene for every quotation.
pub(super) fn scenes(document: &Document, quotes: &[Quote]) -> Vec<Scene> {
    let text = document.text();
    let lex = Lexicon::of(document.lang());
    let mut out: Vec<Scene> = Vec::with_capacity(quotes.len());
    // The outlet that last passed on somebody's words.
    let mut usual: BTreeMap<&str, Outlet> = BTreeMap::new();
    for quote in quotes {
        let at = quote.span;
        let block = document.blocks().partition_point(|b| b.span.end() <= at.start());
        let Some(block) = document.blocks().get(block).filter(|b| b.span.holds(at.start())) else {
            out.push(Scene::default());
            continue;
        };
        let last = document.blocks().partition_point(|b| b.span.end() < at.end());
        let end = document.blocks().get(last).map_or(at.end(), |b| b.span.end()).max(at.end());
        let window = Span::new(
            floor(text, block.span.start().max(at.start().saturating_sub(WINDOW))),
            floor(text, end.min(at.end() + WINDOW)).max(at.end()),
        );
        // What stands inside somebody's words is told of there.
        let outer = quote.inside.map(|up| quotes[up].span).filter(|o| o.contains(at));
        let window = match outer.filter(|_| !lex.caseless) {
            Some(outer) => Span::new(
                floor(text, outer.start().max(window.start())),
                floor(text, outer.end().min(window.end())).max(at.end()),
            ),
            None => window,
        };
        if is_post(text, quote) {
            out.push(announced(document, quote, lex));
            continue;
        }
        let masks = masks(text, quotes, window, at);
        let tokens = tokens(text, window, &masks, lex);
        let name = quote.speaker.name.as_deref();
        let known = name.and_then(|n| usual.get(n));
        let mut scene = read_scene(document, &tokens, lex, (quote, quotes, known));
        if scene.passings.is_empty()
            && let Some(before) = goes_on((document, lex), quotes, out.len())
        {
            scene.passings.clone_from(&out[before].passings);
        }
        if let (Some(name), Some(outlet)) = (name, scene.passings.iter().find_map(Passing::outlet))
        {
            usual.insert(name, outlet);
        }
        out.push(scene);
    }
    let answer = |q: &Quote| !q.marked && q.kind == QuoteKind::Direct && !is_post(text, q);
    let held = quotes.iter().any(answer).then(|| held_in(document)).flatten();
    for (scene, quote) in out.iter_mut().zip(quotes) {
        let held = held.filter(|_| answer(quote));
        scene.stated = scene.stated.or_else(|| held.map(|note| (note.lang, note.span)));
        // « Propos recueillis par Jean Roux et traduits de l'espagnol »
        if let Some(note) = held.filter(|note| note.translated && scene.passings.is_empty()) {
            scene.passings.push(Passing::Interpreter { evidence: note.span });
        }
        scene.stated = scene.stated.or_else(|| Some((shown(document, quote)?, quote.span)));
    }
    out
}

/// « “…”, a-t-elle dit à Radio 7. “…” »: the quotation straight before the one at `n`, if that goes on with it and nothing
/// between them says anything.
fn goes_on((document, lex): (&Document, &Lexicon), quotes: &[Quote], n: usize) -> Option<usize> {
    let (before, quote) = (quotes.get(n.checked_sub(1)?)?, &quotes[n]);
    let plain = !lex.caseless && !lex.subject_first && quote.cue.is_none();
    let told = |q: &Quote| q.marked && q.inside.is_none();
    let (a, b) = (&before.speaker, &quote.speaker);
    let same = a.name == b.name && (a.name.is_some() || a.role.is_some() && a.role == b.role);
    let cue = before.cue.filter(|_| plain && same && told(before) && told(quote))?;
    let from = before.span.end().max(cue.end());
    let between = Span::new(from, quote.span.start().max(from)).of(document.text());
    // What tells who speaks stands between, and ends with the sentence.
    let ends = between.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let one = between.matches(". ").count() == 1 && !between.contains('\n');
    (one && ends.ends_with('.') && from < quote.span.start()).then_some(n - 1)
}

/// The language that the page prints words in, where that is not its own.
fn shown(document: &Document, quote: &Quote) -> Option<Lang> {
    let text = document.text();
    let words = plain_words(quote.span.of(text));
    let lang = printed::language(quote.span.of(text))?;
    // « A cell doesn't earn a paycheck »: as many words of the page's own language.
    let lex = Lexicon::of(document.lang());
    let own = words.iter().filter(|w| lex.class(w).is(Class::DET.or(Class::AUX))).count();
    let lang = Some(lang).filter(|_| own < 2)?;
    (lang != document.lang() && quote.kind != QuoteKind::Indirect).then_some(lang)
}

/// The quotations of a window as masks, apart from one another; an indirect one is no mask.
fn masks(
    text: &str,
    quotes: &[Quote],
    window: Span<Byte>,
    own: Span<Byte>,
) -> Vec<(Span<Byte>, usize)> {
    let from = quotes.partition_point(|q| q.span.start() + 20_000 < window.start());
    let mut out: Vec<(Span<Byte>, usize)> = Vec::new();
    for (i, q) in quotes.iter().enumerate().skip(from) {
        if q.span.start() >= window.end() {
            break;
        }
        let outer = q.span.start() < window.start() || q.span == window;
        if q.kind == QuoteKind::Indirect && q.span != own
            || outer && q.span.contains(own) && q.span != own
        {
            continue;
        }
        let pieces = if q.parts.is_empty() { std::slice::from_ref(&q.span) } else { &q.parts[..] };
        for piece in pieces {
            let apart = out.last().is_none_or(|(s, _)| s.end() <= piece.start());
            if apart && window.contains(*piece) {
                out.push((with_marks(text, *piece, window), i));
            }
        }
    }
    out
}

/// A quotation with the marks around it, as far as they stand in the window.
fn with_marks(text: &str, span: Span<Byte>, window: Span<Byte>) -> Span<Byte> {
    let mark = |c: char| "«»“”„‟\"'‘’‹›<>＂+`".contains(c);
    let before = &text[window.start()..span.start()];
    let lead = before.trim_end().trim_end_matches(mark);
    let start =
        if before.trim_end().ends_with(mark) { window.start() + lead.len() } else { span.start() };
    let after = &text[span.end()..window.end()];
    let trimmed = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    let end = if trimmed.starts_with(mark) {
        window.end() - trimmed.trim_start_matches(mark).len()
    } else {
        span.end()
    };
    Span::new(start, end)
}

pub(super) fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What the sentences around a quotation tell; `usual` is the outlet that last passed on words of
/// whoever says it.
fn read_scene(
    document: &Document,
    tokens: &[Token],
    lex: &Lexicon,
    (quote, quotes, usual): (&Quote, &[Quote], Option<&Outlet>),
) -> Scene {
    let (text, own_lang) = (document.text(), document.lang());
    let mut scene = Scene::default();
    let sentences = sentences(text, tokens).into_iter();
    let sentence = |(from, to): (usize, usize)| Sentence::new(text, &tokens[from..to], lex);
    let sentences: Vec<_> = sentences.map(sentence).collect();
    for (n, s) in sentences.iter().enumerate() {
        let lead = n.checked_sub(1).map(|before| &sentences[before]);
        let own = s.tokens.iter().any(|t| quote.span.overlaps(t.span))
            || quote.cue.is_some_and(|c| s.tokens.iter().any(|t| c.overlaps(t.span)));
        let here = lead.is_none() || own && !lex.caseless && !lex.subject_first;
        let opening = || scene.setting.or_else(|| opening_place(s).filter(|_| here));
        let later = s.tokens.first().is_some_and(|t| t.span.start() >= quote.span.end());
        scene.setting = one_side(s).filter(|_| !later).or_else(opening);
        if !own {
            continue;
        }
        let from = document.blocks().partition_point(|b| b.span.end() <= quote.span.start());
        let block = document.blocks()[from].span.start();
        let told = own_passings(s, quote, quotes).into_iter();
        scene.passings.extend(told.filter_map(|p| named((text, block), lex, p, usual)));
        let back = points_back(quote, text, lex) || lead.is_some_and(|l| names_speaker(l, quote));
        let letter =
            s.tokens.iter().any(|t| t.is_word() && t.is(Class::ISSUED.or(Class::DOCUMENT)));
        // « “…”, écrit la ministre, qui dénonce “…” »: the same post holds both.
        let beside = || {
            let here = s.tokens.iter().filter_map(Token::quote).filter_map(|n| quotes.get(n));
            let name = |q: &Quote| q.speaker.name.clone();
            let mut same = here.filter(|q| name(quote).is_some() && name(q) == name(quote));
            same.any(|q| q.cue.is_some_and(|c| writes(s, c)))
        };
        let wrote = || !letter && (quote.cue.is_some_and(|c| writes(s, c)) || beside());
        if let Some(lead) = lead.filter(|_| scene.passings.is_empty() && (back || wrote())) {
            let told = |p: &Passing| {
                let ends = ends_on_network(lead, p) && (lex.subject_first || wrote());
                let network = ends || wrote() && opens_on_network(lead, p);
                network || back && asked(lead, p)
            };
            let told = passings(lead).into_iter().filter(told);
            scene.passings.extend(told.filter_map(|p| named((text, block), lex, p, usual)));
        }
        let speech = || lead.filter(|_| back && !later).and_then(speaks_in);
        scene.stated = scene.stated.or_else(speech);
        if let Some(lead) = lead.filter(|_| scene.passings.is_empty()) {
            let there = there(s, lead, (quote, quotes));
            scene.passings.extend(there.and_then(|p| named((text, block), lex, p, usual)));
        }
        for (k, token) in s.tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Word) {
            scene.stated = scene.stated.or_else(|| {
                let other =
                    |at: usize| of_later(s, at, quote, quotes) || of_earlier(s, at, quote, quotes);
                spoken(s, k).filter(|(_, at)| !other(at.start()))
            });
            if scene.when.is_none() && token.is(Class::TIME) && !token.cap {
                scene.when = Some(token.span.of(text).to_owned());
            }
            scene.place = scene.place.or_else(|| place_at(s, k, (quote, own_lang)));
        }
    }
    // « dont les mots arrivent en français par la voix de l'interprète »: what they were put into.
    let interpreted = scene.passings.iter().any(|p| matches!(p, Passing::Interpreter { .. }));
    scene.stated = scene.stated.filter(|(lang, _)| !interpreted || *lang != own_lang);
    scene
}

/// What passed on the words of a quotation, as its own sentence tells.
fn own_passings(s: &Sentence<'_>, quote: &Quote, quotes: &[Quote]) -> Vec<Passing> {
    let all = passings(s);
    // « au micro de la radio Skai »: what it is stands before its name.
    let named_too = |p: &Passing| {
        let Passing::Again { evidence, .. } = p else { return false };
        let whole =
            |o: &Passing| o.outlet().and(o.evidence()).is_some_and(|e| e.overlaps(*evidence));
        all.iter().any(whole)
    };
    // « “…”, a-t-il répondu, avant d'annoncer sur ICI Mayenne que »: what was told there comes later.
    let later = |p: &Passing| {
        let Some((cue, at)) = quote.cue.zip(p.evidence()).filter(|(c, e)| c.end() <= e.start())
        else {
            return false;
        };
        let between = |k: usize| {
            let span = s.tokens[k].span;
            span.start() >= cue.end() && span.end() <= at.start()
        };
        let told = |k: usize| s.is(k, Class::CUE) && s.is(k, Class::INFINITIVE);
        let before = quote.span.end() <= at.start() && !s.lex.caseless && !s.lex.subject_first;
        let then =
            |k: usize| s.is(k - 1, Class::GENITIVE) && s.is(k - 2, Class::SUBORD.or(Class::PREP));
        before && (2..s.tokens.len()).any(|k| between(k) && told(k) && then(k))
    };
    let own = |p: &&Passing| !named_too(p) && !anothers(s, p, quote, quotes) && !later(p);
    all.iter().filter(own).cloned().collect()
}

/// « La ministre a réagi en anglais sur X : »: what the text says before a post of who carries it, and of
/// its language.
fn announced(document: &Document, quote: &Quote, lex: &Lexicon) -> Scene {
    let text = document.text();
    let mut scene = Scene::default();
    let at =
        quote.speaker.mention.map_or(quote.span.start(), |m| m.start().min(quote.span.start()));
    let window = Span::new(floor(text, at.saturating_sub(WINDOW)), at);
    let before = tokens(text, window, &[], lex);
    for (from, to) in sentences(text, &before).into_iter().rev().take(ANNOUNCED) {
        let s = Sentence::new(text, &before[from..to], lex);
        scene.stated = scene.stated.or_else(|| (0..s.tokens.len()).find_map(|k| spoken(&s, k)));
        if scene.passings.is_empty() {
            let network = |p: &Passing| p.outlet().is_some_and(|o| lex.is_network(&o.0));
            scene.passings = passings(&s).into_iter().filter(network).collect();
        }
    }
    scene
}

/// How many sentences before a post may announce it.
const ANNOUNCED: usize = 2;

/// « “…”, a posté sur X Anne Petit, tandis que Jean Grand dit attendre “…” »: the verb nearest before the
/// outlet is that of somebody else's words.
fn anothers(s: &Sentence<'_>, passing: &Passing, quote: &Quote, quotes: &[Quote]) -> bool {
    let Some(at) = passing.evidence().map(Span::start) else { return false };
    let here = s.tokens.iter().filter_map(Token::quote).filter_map(|n| quotes.get(n));
    let cued = here.filter_map(|q| Some((q.cue?.start(), q))).filter(|(cue, _)| *cue <= at);
    let Some((cue, near)) = cued.max_by_key(|(cue, _)| *cue) else { return false };
    let own = quote.cue.is_none_or(|c| c.start() == cue);
    // « وصفها بأنها "…"، مؤكدا لقناة العربية أن "…" »: the later words alone were told there.
    let later = s.lex.caseless && near.span.start() > at && quote.span.end() <= cue;
    if !own && later {
        return true;
    }
    let speakers = near.speaker.name.as_ref().zip(quote.speaker.name.as_ref());
    !own && speakers.is_some_and(|(a, b)| a != b)
}

/// « “Non”, a-t-il dit, avant d'ajouter, en suédois, que “…” »: whether the verb nearest before a place is that of words
/// behind it, and a quotation has ended before the verb.
fn of_later(s: &Sentence<'_>, at: usize, quote: &Quote, quotes: &[Quote]) -> bool {
    let here = s.tokens.iter().filter_map(Token::quote).filter_map(|n| quotes.get(n));
    let cued = here.filter_map(|q| Some((q.cue?.start(), q))).filter(|(cue, _)| *cue <= at);
    let near = cued.max_by_key(|(cue, _)| *cue);
    let own = |cue: usize| quote.cue.is_some_and(|c| c.start() >= cue);
    near.is_some_and(|(cue, q)| q.span.start() > at && quote.span.end() <= cue && !own(cue))
}

/// « “Pardon”, a-t-il dit en français, avant de poursuivre en serbe : “…” »: whether the verb nearest before a place is that of
/// words before it, while the quotation at hand has a verb of its own behind it.
fn of_earlier(s: &Sentence<'_>, at: usize, quote: &Quote, quotes: &[Quote]) -> bool {
    let here = s.tokens.iter().filter_map(Token::quote).filter_map(|n| quotes.get(n));
    let cued = here.filter_map(|q| Some((q.cue?.start(), q))).filter(|(cue, _)| *cue <= at);
    let near = cued.max_by_key(|(cue, _)| *cue);
    let own = quote.cue.is_some_and(|c| c.start() > at) && quote.span.start() > at;
    near.is_some_and(|(_, q)| own && q.span.end() <= at && !s.lex.caseless)
}

/// Whether a quotation goes on with the sentence before: no other speaker is named for it.
fn points_back(quote: &Quote, text: &str, lex: &Lexicon) -> bool {
    quote.speaker.mention.is_none_or(|m| {
        let word = fold(m.of(text));
        lex.class(&word).is(Class::PRONOUN) || m.len() <= PRONOUN
    })
}

/// « Jean Petit s'est confié au Monde. “…”, a précisé le ministre »: whether a French sentence names whoever speaks in the next.
fn names_speaker(lead: &Sentence<'_>, quote: &Quote) -> bool {
    let plain = !lead.lex.caseless && !lead.lex.subject_first;
    let words = quote.speaker.name.as_deref().map(plain_words).unwrap_or_default();
    let last = words.last().filter(|_| plain && words.len() > 1);
    last.is_some_and(|last| {
        lead.tokens.iter().any(|t| t.is_word() && fold(t.span.of(lead.text)) == *last)
    })
}

/// The longest pronoun hung onto a verb, in bytes.
const PRONOUN: usize = 5;

/// An outlet said again by what it is, with the name that was given before.
///
/// An outlet of the paragraph, which starts at byte `here`, comes first, then whose reporter the speaker
/// talked to before, then any.
fn named(
    (text, here): (&str, usize),
    lex: &Lexicon,
    passing: Passing,
    usual: Option<&Outlet>,
) -> Option<Passing> {
    let Passing::Again { evidence, sort } = passing else { return Some(passing) };
    if sort == Sort::Source {
        let (name, kind) = usual.cloned()?;
        return Some(Passing::Outlet { name, kind, evidence, outlet: evidence });
    }
    let network = sort == Sort::Network;
    let last = |from: usize| {
        let before = tokens(text, Span::new(from, evidence.start()), &[], lex);
        last_outlet(&Sentence::new(text, &before, lex), network)
    };
    let beside = last(here.min(evidence.start()));
    let far = sort != Sort::Reporter;
    let (name, kind) = beside
        .or_else(|| {
            usual
                .filter(|_| far)
                .filter(|o| lex.is_network(&o.0.to_lowercase()) == network)
                .cloned()
        })
        .or_else(|| far.then(|| last(floor(text, evidence.start().saturating_sub(AGAIN))))?)?;
    Some(Passing::Outlet { name, kind, evidence, outlet: evidence })
}

/// How far back, in bytes, an outlet said again may have been named.
const AGAIN: usize = 3000;
