//! The way of each quotation's words, hop by hop, oldest first.
//!
//! A hop exists because the text tells of it; its language is stated, inferred through a table, or
//! unknown. The page itself holds one wording, and so does our translation where there is one.

use std::collections::BTreeMap;

use crate::corpus::article::{Engine, Rendered};
use crate::corpus::document::{BlockKind, CreditKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{
    Agent, AgentKind, Basis, Chain, HeldWording, Hop, HopRole, Quote, QuoteKind, Scope, Wording,
};
use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::lexicon::{Class, Lexicon};
use super::relay::{Passing, passings};
use super::token::{Kind, Token, fold, plain_words, sentences, tokens};

/// Our own translation, the last hop.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// What translated.
    pub engine: &'a Engine,
    /// The translated segments the quotations' targets point into.
    pub rendered: &'a [Rendered],
}

/// How much of a text is searched for a speaker's name, in bytes.
const NEAR_TOP: usize = 100_000;
/// How far around a quotation its sentence is looked for, in bytes.
const WINDOW: usize = 700;

/// Joins everything known of the quotations to chains, one each, and sets on every quotation its
/// chain, what its wording is, and whether translating into `to` brings it home.
#[must_use]
pub fn build(
    document: &Document,
    quotes: &mut [Quote],
    ours: Option<Ours<'_>>,
    to: Lang,
) -> Vec<Chain> {
    let scenes: Vec<Scene> = scenes(document, quotes);
    let known = languages(document, quotes, &scenes);
    let mut chains: Vec<Chain> = Vec::with_capacity(quotes.len());
    for i in 0..quotes.len() {
        let (lang, lang_basis) = known[i];
        let mut hops = vec![utterance(document, &quotes[i], &scenes[i], (lang, lang_basis))];
        if let Some(up) = quotes[i].inside.filter(|&up| up < i) {
            // A quotation inside another came to us through the one who quotes it.
            hops.extend(chains[up].hops.iter().map(|h| as_relay(h, &quotes[i], document)));
        } else {
            hops.extend(relays(&quotes[i], &scenes[i]));
            hops.extend(page(document, &quotes[i]));
        }
        hops.retain(|h| h.role != HopRole::Ours);
        hops.extend(ours.map(|o| own(&quotes[i], o, to)));
        chains.push(Chain { hops });
        let quote = &mut quotes[i];
        quote.chain = Some(i);
        quote.returns_home = lang.map(|l| l == to);
        let shown = if ours.is_some() { to } else { document.lang() };
        quote.wording = match lang {
            None => Wording::Unverified,
            Some(l) if ours.is_some() && l == shown => Wording::BackTranslation,
            Some(l) if l == shown && !translated(document) => Wording::Original,
            Some(_) => Wording::Translation,
        };
    }
    chains
}

/// The sentences around a quotation that belong to the reporter.
#[derive(Debug, Default)]
struct Scene {
    passings: Vec<Passing>,
    stated: Option<(Lang, Span<Byte>)>,
    when: Option<String>,
    place: Option<(String, Lang)>,
}

fn translated(document: &Document) -> bool {
    document.facts().credits.iter().any(|c| c.kind == CreditKind::Translation)
}

fn scenes(document: &Document, quotes: &[Quote]) -> Vec<Scene> {
    let text = document.text();
    let lex = Lexicon::of(document.lang());
    quotes
        .iter()
        .map(|quote| {
            let at = quote.span;
            let block = document.blocks().partition_point(|b| b.span.end() <= at.start());
            let Some(block) = document.blocks().get(block).filter(|b| b.span.holds(at.start()))
            else {
                return Scene::default();
            };
            let last = document.blocks().partition_point(|b| b.span.end() < at.end());
            let end = document.blocks().get(last).map_or(at.end(), |b| b.span.end()).max(at.end());
            let window = Span::new(
                floor(text, block.span.start().max(at.start().saturating_sub(WINDOW))),
                floor(text, end.min(at.end() + WINDOW)).max(at.end()),
            );
            let masks = masks(text, quotes, window, at);
            let tokens = tokens(text, window, &masks, lex);
            read_scene(text, &tokens, lex, quote)
        })
        .collect()
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
        if q.kind == QuoteKind::Indirect && q.span != own {
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

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn read_scene(text: &str, tokens: &[Token], lex: &Lexicon, quote: &Quote) -> Scene {
    let mut scene = Scene::default();
    for (from, to) in sentences(text, tokens) {
        let s = Sentence { text, tokens: &tokens[from..to], lex };
        let own = s.tokens.iter().any(|t| quote.span.overlaps(t.span))
            || quote.cue.is_some_and(|c| s.tokens.iter().any(|t| c.overlaps(t.span)));
        if !own {
            continue;
        }
        scene.passings.extend(passings(&s));
        for (k, token) in s.tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Word) {
            let word = fold(token.span.of(text));
            let after_in = k > 0 && &*fold(s.word(k - 1)) == "en";
            if let Some(lang) = lex.world.language(&word).filter(|_| after_in && !token.cap) {
                let evidence = s.tokens[k - 1].span.cover(token.span);
                let into = k > 1 && fold(s.word(k - 2)).starts_with("tradui");
                scene.stated = scene.stated.or((!into).then_some((lang, evidence)));
            }
            if scene.when.is_none() && token.is(Class::TIME) && !token.cap {
                scene.when = Some(token.span.of(text).to_owned());
            }
            let from = |n: usize| n.checked_sub(1).is_some_and(|p| s.is(p, Class::OCCASION));
            let occasion = from(k) || k > 0 && s.is(k - 1, Class::DET) && from(k - 1);
            if scene.place.is_none() && token.cap && occasion {
                let near: Vec<_> =
                    (k..(k + 3).min(s.tokens.len())).map(|n| fold(s.word(n))).collect();
                let lang = lex.world.place_lang(&near[..1]).or_else(|| lex.world.place_lang(&near));
                scene.place = lang.map(|l| (token.span.of(text).to_owned(), l));
            }
        }
    }
    scene
}

/// The language of every utterance, and how it is known.
fn languages(
    document: &Document,
    quotes: &[Quote],
    scenes: &[Scene],
) -> Vec<(Option<Lang>, Basis)> {
    let lex = Lexicon::of(document.lang());
    let mut by_speaker: BTreeMap<&str, Lang> = BTreeMap::new();
    let mut out: Vec<(Option<Lang>, Basis)> = Vec::with_capacity(quotes.len());
    let mut international = Vec::with_capacity(quotes.len());
    for (quote, scene) in quotes.iter().zip(scenes) {
        let own = scene.stated.map(|(l, _)| (Some(l), Basis::Stated));
        let clued = from_speaker(document, quote, &scene.passings, lex);
        let role = match clued {
            Clued::Lang(l) => Some((Some(l), Basis::Inferred)),
            _ => None,
        };
        international.push(clued == Clued::Nobodys);
        let found = own.or(role).unwrap_or((None, Basis::Unknown));
        if let (Some(key), Some(lang)) = (key(quote), found.0) {
            by_speaker.entry(key).or_insert(lang);
        }
        out.push(found);
    }
    // The occasion tells only where nothing about the speaker does.
    for (n, (quote, scene)) in quotes.iter().zip(scenes).enumerate() {
        let person = quote.speaker.role.is_some() || quote.speaker.name.is_some();
        let place = scene
            .place
            .as_ref()
            .map(|p| p.1)
            .filter(|_| person && out[n].0.is_none() && !international[n]);
        if let (Some(lang), Some(key)) = (place, key(quote)) {
            by_speaker.entry(key).or_insert(lang);
        }
    }
    let home = home(document, lex).filter(|_| !translated(document));
    for (n, quote) in quotes.iter().enumerate() {
        if out[n].0.is_none() && !international[n] {
            let known = key(quote).and_then(|k| by_speaker.get(k).copied()).or(home.filter(|_| {
                quote.speaker.basis != Basis::Unknown && quote.scope == Scope::Article
            }));
            if let Some(lang) = known {
                out[n] = (Some(lang), Basis::Inferred);
            }
        }
    }
    out
}

/// The language of the place an article reports from: its dateline's, or its own where no other
/// country is named more often than its own.
fn home(document: &Document, lex: &Lexicon) -> Option<Lang> {
    let text = document.text();
    if let Some(dateline) = document.facts().dateline
        && let Some(lang) = lex.world.place_lang(&plain_words(dateline.of(text)))
    {
        return Some(lang);
    }
    let mut seen: BTreeMap<Lang, usize> = BTreeMap::new();
    for block in document.blocks().iter().filter(|b| b.kind != BlockKind::Boilerplate).take(60) {
        for (lang, n) in lex.world.tally(&plain_words(block.span.of(text))) {
            *seen.entry(lang).or_default() += n;
        }
    }
    let own = seen.remove(&document.lang()).unwrap_or(0);
    seen.values().all(|n| *n <= own).then(|| document.lang())
}

/// What makes two quotations one speaker's.
fn key(quote: &Quote) -> Option<&str> {
    quote.speaker.name.as_deref().or(quote.speaker.role.as_deref())
}

fn from_speaker(document: &Document, quote: &Quote, passings: &[Passing], lex: &Lexicon) -> Clued {
    let text = document.text();
    let mention = quote.speaker.mention.map(|m| m.of(text));
    let name = quote.speaker.name.as_deref();
    // A given name may spell a people or a town: « Romain », « Florence ».
    let person = name.is_some_and(|n| lex.class(&plain_words(n)[..1].concat()).is(Class::GIVEN));
    let described: Vec<Vec<Box<str>>> = [quote.speaker.role.as_deref(), mention]
        .into_iter()
        .flatten()
        .map(|words| without_name(plain_words(words), name.filter(|_| person)))
        .chain(name.filter(|_| !person).map(plain_words))
        .collect();
    let known = described.iter().find_map(|words| lex.world.lang_of(words)).map(|c| c.0);
    let known = known.or_else(|| beside_name(text, name?, lex));
    // « selon le Washington Post, qui cite plusieurs responsables »: those are its country's.
    let cited = || {
        let outlet = passings.iter().find_map(|p| match p {
            Passing::Outlet { name, .. } => lex.world.outlet_lang(&plain_words(name)),
            Passing::Interpreter { .. } => None,
        });
        outlet.filter(|_| quote.speaker.name.is_none() && quote.speaker.mention.is_some())
    };
    let known = known.or_else(cited);
    if let Some(lang) = known {
        return Clued::Lang(lang);
    }
    if described.iter().any(|words| lex.world.is_international(words)) {
        return Clued::Nobodys;
    }
    let at = quote.speaker.mention.map_or(quote.span.start(), Span::start);
    described.iter().find_map(|words| of_antecedent(text, words, at, lex)).unwrap_or(Clued::Nothing)
}

/// What the description of a speaker says of their language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clued {
    Lang(Lang),
    /// A body of many countries: the place does not tell either.
    Nobodys,
    Nothing,
}

fn without_name(words: Vec<Box<str>>, name: Option<&str>) -> Vec<Box<str>> {
    let name = name.map(plain_words).unwrap_or_default();
    words.into_iter().filter(|w| !name.contains(w)).collect()
}

/// How far before and after a name, in bytes, words belong to it.
const BESIDE: usize = 90;
/// How many places of a name are looked at.
const PLACES: usize = 12;

/// « l'Américain Paul Whitaker », « Nikos Papadakis, ministre grec »: the people, place or office
/// named nearest to the name, in the phrase it stands in.
fn beside_name(text: &str, name: &str, lex: &Lexicon) -> Option<Lang> {
    let top = &text[..floor(text, NEAR_TOP)];
    top.match_indices(name).take(PLACES).find_map(|(at, _)| {
        let before = &top[floor(top, at.saturating_sub(BESIDE))..at];
        let ends = ['.', ',', '«', '»', '"', '“', '”', ';', ':', '!', '?', '\n', '('];
        // « le ministre grec, Nikos Papadakis, »: one comma may lead into the name.
        let before = before.trim_end().trim_end_matches(',');
        let before = before.rsplit(ends).next().unwrap_or_default();
        let lead = nearest(&plain_words(before), lex);
        lead.or_else(|| {
            let end = at + name.len();
            let after = top[end..floor(top, end + BESIDE)].strip_prefix(", ")?;
            let stop = after.find([',', '.', '«', '"', '“', ')', '\n']).unwrap_or(after.len());
            let words = plain_words(&after[..stop]);
            let office = words.iter().take(3).any(|w| {
                lex.class(w).is(Class::ROLE.or(Class::BEFORE_ROLE)) || lex.ends_like_a_trade(w)
            });
            office.then(|| lex.world.lang_of(&words)).flatten().map(|c| c.0)
        })
    })
}

/// The clue that stands last in a noun phrase, read back from its end: another clause is not read.
fn nearest(words: &[Box<str>], lex: &Lexicon) -> Option<Lang> {
    let own = |w: &Box<str>| {
        let class = lex.class(w);
        let link = class.is(Class::PREP) && !class.is(Class::GENITIVE.or(Class::CONTRACTED));
        let joins = Class::AUX.or(Class::CUE).or(Class::VERB).or(Class::SUBORD).or(Class::COORD);
        !(class.is(joins) || link) || class.is(Class::ROLE.or(Class::BODY))
    };
    let start = words.iter().rposition(|w| !own(w)).map_or(0, |i| i + 1);
    let phrase = &words[start..];
    let office = phrase
        .iter()
        .any(|w| lex.class(w).is(Class::ROLE.or(Class::BODY)) || lex.ends_like_a_trade(w));
    let people = phrase.last().and_then(|w| lex.world.people_lang(w));
    people.or_else(|| office.then(|| lex.world.lang_of(phrase)).flatten().map(|c| c.0))
}

/// « son porte-parole », « le porte-parole du mouvement »: whose it is was said before, with a clue.
fn of_antecedent(text: &str, words: &[Box<str>], at: usize, lex: &Lexicon) -> Option<Clued> {
    let before = &text[floor(text, at.saturating_sub(WINDOW))..at];
    let owned = words.first().is_some_and(|w| lex.class(w).is(Class::POSSESSIVE));
    if owned {
        let words = plain_words(before);
        return (0..words.len()).rev().take(40).find_map(|i| {
            let near = &words[i..(i + 3).min(words.len())];
            let place = lex.world.place_lang(near).map(Clued::Lang);
            place.or_else(|| lex.world.is_international(near).then_some(Clued::Nobodys))
        });
    }
    let body = words.last().filter(|w| lex.class(w).is(Class::BODY))?;
    let top = plain_words(&text[..floor(text, at.min(NEAR_TOP))]);
    top.windows(4)
        .filter(|w| w[0] == *body)
        .find_map(|w| lex.world.lang_of(&w[1..]))
        .map(|(lang, _)| Clued::Lang(lang))
}

fn utterance(
    document: &Document,
    quote: &Quote,
    scene: &Scene,
    (lang, lang_basis): (Option<Lang>, Basis),
) -> Hop {
    let said = scene.stated.filter(|_| lang_basis == Basis::Stated).map(|s| s.1);
    Hop {
        role: HopRole::Utterance,
        lang,
        lang_basis,
        agent: Agent { name: quote.speaker.name.clone(), kind: speaker_kind(document, quote) },
        when: scene.when.clone(),
        place: scene.place.as_ref().map(|p| p.0.clone()),
        wording: None,
        evidence: said.or(quote.speaker.mention).or(quote.cue),
    }
}

fn speaker_kind(document: &Document, quote: &Quote) -> AgentKind {
    let lex = Lexicon::of(document.lang());
    let Some(name) = quote.speaker.name.as_deref() else {
        return if quote.speaker.role.is_some() { AgentKind::Person } else { AgentKind::Unknown };
    };
    let words = plain_words(name);
    let given = words.first().is_some_and(|w| lex.class(w).is(Class::GIVEN));
    let folded = name.to_lowercase();
    if lex.is_agency(&folded) {
        AgentKind::Agency
    } else if lex.is_outlet(&words) {
        AgentKind::Outlet
    } else if given || quote.speaker.role.is_some() {
        AgentKind::Person
    } else {
        AgentKind::Unknown
    }
}

fn hop(role: HopRole, agent: Agent, evidence: Option<Span<Byte>>) -> Hop {
    Hop {
        role,
        lang: None,
        lang_basis: Basis::Unknown,
        agent,
        when: None,
        place: None,
        wording: None,
        evidence,
    }
}

fn relays(quote: &Quote, scene: &Scene) -> Vec<Hop> {
    let mut out: Vec<Hop> = Vec::new();
    for passing in &scene.passings {
        match passing {
            Passing::Interpreter { evidence } => {
                let agent = Agent { name: None, kind: AgentKind::Person };
                out.push(hop(HopRole::Translation, agent, Some(*evidence)));
            }
            Passing::Outlet { name, kind, evidence, outlet } => {
                let speaks = quote.speaker.mention.is_some_and(|m| m.overlaps(*outlet));
                let twice = out.iter().any(|h| h.agent.name.as_ref() == Some(name));
                if !speaks && !twice {
                    let agent = Agent { name: Some(name.clone()), kind: *kind };
                    out.push(hop(HopRole::Relay, agent, Some(*evidence)));
                }
            }
        }
    }
    out
}

/// The words of the page: whose dispatch it is, who translated it, who printed it.
fn page(document: &Document, quote: &Quote) -> Vec<Hop> {
    let facts = document.facts();
    let held = HeldWording {
        text: quote.span.of(document.text()).to_owned(),
        span: Some(quote.span),
        document: None,
    };
    let agency = facts.agency.as_ref().map(|a| {
        let agent = Agent { name: Some(a.name.clone()), kind: AgentKind::Agency };
        hop(HopRole::Dispatch, agent, Some(a.span))
    });
    let credit = facts.credits.iter().find(|c| c.kind == CreditKind::Translation);
    let Some(credit) = credit else {
        let mut last = agency.unwrap_or_else(|| hop(HopRole::Publication, Agent::default(), None));
        last.lang = Some(document.lang());
        last.lang_basis = Basis::Stated;
        last.wording = Some(held);
        return vec![last];
    };
    let mut source =
        agency.unwrap_or_else(|| hop(HopRole::Publication, Agent::default(), Some(credit.span)));
    source.lang = credit.from;
    source.lang_basis = if credit.from.is_some() { Basis::Stated } else { Basis::Unknown };
    let agent = Agent {
        name: credit.by.clone(),
        kind: if credit.by.is_some() { AgentKind::Person } else { AgentKind::Unknown },
    };
    let mut translation = hop(HopRole::Translation, agent, Some(credit.span));
    translation.lang = credit.to.or(Some(document.lang()));
    translation.lang_basis = Basis::Stated;
    translation.wording = Some(held);
    vec![source, translation]
}

/// A hop of the outer quotation's chain as the inner one passes it: its wording narrows to ours.
fn as_relay(outer: &Hop, inner: &Quote, document: &Document) -> Hop {
    let mut out = outer.clone();
    if out.role == HopRole::Utterance {
        out.role = HopRole::Relay;
    }
    if out.wording.as_ref().is_some_and(|w| w.document.is_none()) {
        out.wording = Some(HeldWording {
            text: inner.span.of(document.text()).to_owned(),
            span: Some(inner.span),
            document: None,
        });
    }
    out
}

fn own(quote: &Quote, ours: Ours<'_>, to: Lang) -> Hop {
    let engine = ours.engine;
    let agent = Agent {
        name: Some(format!("{} {}", engine.model, engine.revision)),
        kind: AgentKind::Machine,
    };
    let mut out = hop(HopRole::Ours, agent, None);
    out.lang = Some(to);
    out.lang_basis = Basis::Stated;
    let words = quote.carried.as_ref().map(|c| {
        let cut = |t: &crate::corpus::quote::TargetSpan| {
            Some(t.span.get(&ours.rendered.get(t.segment)?.text)?.to_owned())
        };
        c.target.iter().filter_map(cut).collect::<Vec<_>>().join(" ")
    });
    out.wording = words.filter(|w| !w.is_empty()).map(|text| HeldWording {
        text,
        span: None,
        document: None,
    });
    out
}
