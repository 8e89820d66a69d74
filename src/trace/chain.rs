//! The way of each quotation's words, hop by hop, oldest first.
//!
//! A hop exists because the text tells of it; its language is stated, inferred through a table, or
//! unknown. The page itself holds one wording, and so does our translation where there is one.

use std::collections::BTreeMap;

use crate::corpus::article::{Engine, Rendered};
use crate::corpus::document::{CreditKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{
    Agent, AgentKind, Basis, Chain, HeldWording, Hop, HopRole, Quote, QuoteKind, Wording,
};
use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::lexicon::{Class, Lexicon};
use super::relay::{Outlet, Passing, last_outlet, passings};
use super::token::{Kind, Token, fold, plain_words, sentences, tokens};
use super::tongue::languages;

/// Our own translation, the last hop.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// What translated.
    pub engine: &'a Engine,
    /// The translated segments the quotations' targets point into.
    pub rendered: &'a [Rendered],
}

/// How much of a text is searched for a speaker's name, in bytes.
pub(super) const NEAR_TOP: usize = 100_000;
/// How far around a quotation its sentence is looked for, in bytes.
pub(super) const WINDOW: usize = 700;

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
pub(super) struct Scene {
    pub(super) passings: Vec<Passing>,
    pub(super) stated: Option<(Lang, Span<Byte>)>,
    when: Option<String>,
    pub(super) place: Option<(String, Lang)>,
    /// The language of the place its paragraph opens with: « A Dublin, où … ».
    pub(super) setting: Option<Lang>,
}

pub(super) fn translated(document: &Document) -> bool {
    document.facts().credits.iter().any(|c| c.kind == CreditKind::Translation)
}

fn scenes(document: &Document, quotes: &[Quote]) -> Vec<Scene> {
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
        let masks = masks(text, quotes, window, at);
        let tokens = tokens(text, window, &masks, lex);
        let name = quote.speaker.name.as_deref();
        let known = name.and_then(|n| usual.get(n));
        let scene = read_scene(document, &tokens, lex, (quote, known));
        if let (Some(name), Some(outlet)) = (name, scene.passings.iter().find_map(Passing::outlet))
        {
            usual.insert(name, outlet);
        }
        out.push(scene);
    }
    out
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
    (quote, usual): (&Quote, Option<&Outlet>),
) -> Scene {
    let (text, own_lang) = (document.text(), document.lang());
    let mut scene = Scene::default();
    let mut before: Option<Sentence<'_>> = None;
    for (from, to) in sentences(text, tokens) {
        let s = Sentence { text, tokens: &tokens[from..to], lex };
        let lead = before.replace(s);
        scene.setting = scene.setting.or_else(|| opening_place(&s).filter(|_| lead.is_none()));
        let own = s.tokens.iter().any(|t| quote.span.overlaps(t.span))
            || quote.cue.is_some_and(|c| s.tokens.iter().any(|t| c.overlaps(t.span)));
        if !own {
            continue;
        }
        let from = document.blocks().partition_point(|b| b.span.end() <= quote.span.start());
        let block = document.blocks()[from].span.start();
        let told = passings(&s).into_iter();
        scene.passings.extend(told.filter_map(|p| named((text, block), lex, p, usual)));
        if let Some(lead) =
            lead.filter(|_| scene.passings.is_empty() && points_back(quote, text, lex))
        {
            scene.passings.extend(passings(&lead).into_iter().filter(|p| asked(&lead, p)));
        }
        for (k, token) in s.tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Word) {
            let word = fold(token.span.of(text));
            // « en anglais », « dans un français hésitant »
            let within = |n: usize| k >= n && s.is(k - n, Class::WITHIN);
            let after_in = within(1) || s.is(k.saturating_sub(1), Class::DET) && within(2);
            if let Some(lang) = lex.world.language(&word).filter(|_| after_in && !token.cap) {
                let evidence = s.tokens[k - 1].span.cover(token.span);
                let into = k > 1 && fold(s.word(k - 2)).starts_with("tradui");
                // « “Ardouna” (“Notre terre” en arabe) » tells of a word.
                let gloss = (0..k).rev().find(|&n| s.sign(n, '(') || s.sign(n, ')'));
                let gloss = gloss.is_some_and(|n| s.sign(n, '('));
                scene.stated = scene.stated.or((!into && !gloss).then_some((lang, evidence)));
            }
            if scene.when.is_none() && token.is(Class::TIME) && !token.cap {
                scene.when = Some(token.span.of(text).to_owned());
            }
            let from = |n: usize| n.checked_sub(1).is_some_and(|p| s.is(p, Class::OCCASION));
            let occasion = from(k) || k > 0 && s.is(k - 1, Class::DET) && from(k - 1);
            // « En France, où … »: what a sentence opens with is where it plays; of another country
            // it may be no more than the topic.
            let opens = k == 1 && s.is(0, Class::WITHIN) && s.tokens[0].cap;
            if scene.place.is_none() && token.cap && (occasion || opens) {
                let near: Vec<_> =
                    (k..(k + 3).min(s.tokens.len())).map(|n| fold(s.word(n))).collect();
                let lang = lex.world.place_lang(&near[..1]).or_else(|| lex.world.place_lang(&near));
                scene.place = lang
                    .filter(|l| occasion || *l == own_lang || holds_office(quote, lex))
                    .map(|l| (token.span.of(text).to_owned(), l));
            }
        }
    }
    scene
}

/// « A Dublin, où la société a son siège, … »: the language of the place a sentence opens with.
fn opening_place(s: &Sentence<'_>) -> Option<Lang> {
    let comma = (1..s.tokens.len().min(5)).find(|&k| s.sign(k, ','))?;
    let named = s.is(0, Class::OCCASION) && s.tokens.get(1).is_some_and(|t| t.cap);
    named.then(|| s.lex.world.place_lang(&s.folded((1, comma - 1)))).flatten()
}

/// Whether a quotation goes on with the sentence before: no other speaker is named for it.
fn points_back(quote: &Quote, text: &str, lex: &Lexicon) -> bool {
    quote.speaker.mention.is_none_or(|m| {
        let word = fold(m.of(text));
        lex.class(&word).is(Class::PRONOUN) || m.len() <= PRONOUN
    })
}

/// The longest pronoun hung onto a verb, in bytes.
const PRONOUN: usize = 5;

/// « Interrogée par CNN, elle s'est gardée de démentir. “…”, a-t-elle dit »: a sentence that quotes
/// nothing and says who asked.
fn asked(s: &Sentence<'_>, passing: &Passing) -> bool {
    let Passing::Outlet { evidence, .. } = passing else { return false };
    let quiet = s.tokens.iter().all(|t| t.quote().is_none());
    let mut words = s.tokens.iter().filter(|t| evidence.contains(t.span));
    quiet && words.any(|t| t.is(Class::HANDED))
}

/// « En Iran, le porte-parole du ministère »: an office of the country that the sentence opens with.
fn holds_office(quote: &Quote, lex: &Lexicon) -> bool {
    let role = quote.speaker.role.as_deref().unwrap_or_default();
    plain_words(role).iter().take(2).any(|w| lex.class(w).is(Class::POST))
}

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
    let Passing::Again { evidence, network } = passing else { return Some(passing) };
    let last = |from: usize| {
        let before = tokens(text, Span::new(from, evidence.start()), &[], lex);
        last_outlet(&Sentence { text, tokens: &before, lex }, network)
    };
    let (name, kind) = last(here.min(evidence.start()))
        .or_else(|| usual.filter(|o| lex.is_network(&o.0.to_lowercase()) == network).cloned())
        .or_else(|| last(floor(text, evidence.start().saturating_sub(AGAIN))))?;
    Some(Passing::Outlet { name, kind, evidence, outlet: evidence })
}

/// How far back, in bytes, an outlet said again may have been named.
const AGAIN: usize = 3000;

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
            Passing::Again { .. } => {}
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
