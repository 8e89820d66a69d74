//! The way of each quotation's words, hop by hop, oldest first.
//!
//! A hop exists because the text tells of it; its language is stated, inferred through a table, or
//! unknown. The page itself holds one wording, and so does our translation where there is one.

use crate::corpus::article::{Engine, Rendered};
use crate::corpus::document::{CreditKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{
    Agent, AgentKind, Basis, Chain, HeldWording, Hop, HopRole, Quote, QuoteKind, Wording,
};
use crate::corpus::span::{Byte, Span};

use super::lexicon::{Class, Lexicon};
use super::relay::Passing;
use super::scene::{Scene, scenes};
use super::through::through;
use super::token::plain_words;
use super::tongue::{key, languages};

/// Our own translation, the last hop.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// What translated.
    pub engine: &'a Engine,
    /// The translated segments the quotations' targets point into.
    pub rendered: &'a [Rendered],
}

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
    let through = through(document, quotes, &scenes, &known);
    let mut chains: Vec<Chain> = Vec::with_capacity(quotes.len());
    for i in 0..quotes.len() {
        let (lang, lang_basis) = known[i];
        let mut hops = vec![utterance(document, &quotes[i], &scenes[i], (lang, lang_basis))];
        if let Some(up) = quotes[i].inside.filter(|&up| up < i) {
            // A quotation inside another came to us through the one who quotes it.
            // « L'un d'eux m'a écrit sur Instagram : “…” »: what passed it on to them comes first.
            let told = relays(&quotes[i], &scenes[i]).into_iter();
            hops.extend(told.filter(|h| h.evidence.is_some_and(|e| quotes[up].span.contains(e))));
            hops.extend(chains[up].hops.iter().map(|h| as_relay(h, &quotes[i], document)));
        } else {
            hops.extend(reader(quotes, i, &known));
            let told = relays(&quotes[i], &scenes[i]);
            hops.extend(if told.is_empty() { goes_on(document, quotes, &chains) } else { told });
            hops.extend(through[i].map(interpreter));
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

pub(super) fn translated(document: &Document) -> bool {
    document.facts().credits.iter().any(|c| c.kind == CreditKind::Translation)
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

/// Whoever reads the words of quotation `i` aloud, in the language they speak elsewhere in the text.
fn reader(quotes: &[Quote], i: usize, known: &[(Option<Lang>, Basis)]) -> Option<Hop> {
    let reader = quotes[i].read_by.as_ref().filter(|r| r.name.is_some())?;
    let speaks = |q: &Quote| q.speaker.name == reader.name;
    // Read as it was written, where nothing tells what they speak.
    let own = quotes.iter().position(speaks).map(|n| known[n].0);
    let agent = Agent { name: reader.name.clone(), kind: AgentKind::Person };
    let mut out = hop(HopRole::Relay, agent, reader.mention);
    out.lang = own.unwrap_or(known[i].0);
    out.lang_basis = if out.lang.is_some() { Basis::Inferred } else { Basis::Unknown };
    Some(out)
}

fn interpreter(evidence: Span<Byte>) -> Hop {
    let agent = Agent { name: None, kind: AgentKind::Person };
    hop(HopRole::Translation, agent, Some(evidence))
}

fn relays(quote: &Quote, scene: &Scene) -> Vec<Hop> {
    let mut out: Vec<Hop> = Vec::new();
    for passing in &scene.passings {
        match passing {
            Passing::Interpreter { evidence } => out.push(interpreter(*evidence)),
            Passing::Again { .. } => {}
            Passing::Outlet { name, kind, evidence, outlet } => {
                // « le chroniqueur du Temps Jean Petit » speaks, and his paper does not.
                let itself = quote.speaker.name.as_ref().is_none_or(|n| n == name);
                let speaks = quote.speaker.mention.is_some_and(|m| m.overlaps(*outlet)) && itself;
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

/// « “…”, a-t-il dit à la BBC. “…”, a-t-il ajouté. »: the outlets that passed on the words before, where the verb of the next
/// quotation to have a chain says that the same talk goes on.
fn goes_on(document: &Document, quotes: &[Quote], chains: &[Chain]) -> Vec<Hop> {
    let lex = Lexicon::of(document.lang());
    let (quote, earlier) = (&quotes[chains.len()], &quotes[..chains.len()]);
    let Some(before) = earlier.iter().rposition(|q| q.inside.is_none()) else { return Vec::new() };
    let words = quote.cue.map(|cue| plain_words(cue.of(document.text()))).unwrap_or_default();
    let verb = |w: &str| lex.class(w.split('-').next().unwrap_or(w)).is(Class::GOES_ON);
    let same = key(quote).is_some() && key(&quotes[before]) == key(quote);
    let near = quote.span.start() < quotes[before].span.end() + FAR;
    let body = quotes[before].kind != QuoteKind::Headline;
    // « Interrogée par l'AFP, Anne Petit a jugé “…”. “…”, a-t-elle souligné »: an incise of the same paragraph.
    let gap = document.text().get(quotes[before].span.end()..quote.span.start());
    let straight = gap.is_some_and(|gap| !gap.contains('\n'));
    let pronoun = |w: &str| w.rsplit_once('-').is_some_and(|w| lex.class(w.1).is(Class::PRONOUN));
    let incise =
        straight && !lex.caseless && !lex.subject_first && words.iter().any(|w| pronoun(w));
    if !(same && near && body && (incise || words.iter().any(|w| verb(w)))) {
        return Vec::new();
    }
    let outlet = |h: &&Hop| matches!(h.agent.kind, AgentKind::Outlet | AgentKind::Agency);
    let passed = |n: usize| {
        let hops = chains[n].hops.iter().filter(|h| h.role == HopRole::Relay);
        hops.filter(outlet).cloned().collect::<Vec<_>>()
    };
    // « “A”, a-t-il dit à X. Et d'ajouter, pour ceux qui “B” : “C” »: some words may stand between.
    let here = |n: &usize| {
        let gap = document.text().get(earlier[*n].span.end()..quote.span.start());
        gap.is_some_and(|gap| !gap.contains('\n')) && key(&earlier[*n]) == key(quote)
    };
    let back = (0..=before).rev().filter(|&n| earlier[n].inside.is_none()).take_while(here);
    let near = back.take(2).map(passed).find(|hops| !hops.is_empty());
    near.unwrap_or_else(|| passed(before))
}

/// How far, in bytes, words that go on stand from those before.
const FAR: usize = 600;

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
