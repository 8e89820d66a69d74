//! The card of a quotation: who, what kind of wording, and the way the words came.

use serde::Serialize;

use super::Language;
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, CarryState, Hop, Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};
use crate::record::names::Named;
use crate::render::cast::Cast;
use crate::render::places::Places;
use crate::render::{phrases, template};

#[derive(Debug, Serialize)]
pub(super) struct Card {
    n: usize,
    hue: usize,
    speaker: usize,
    // Classes by which the counts in the head find it.
    marks: String,
    mentions: String,
    who: String,
    role: Option<String>,
    first: usize,
    kind: &'static str,
    basis: Option<&'static str>,
    wording: &'static str,
    claim: String,
    notes: Vec<String>,
    hops: Vec<Station>,
    same: Vec<Same>,
}

#[derive(Debug, Serialize)]
struct Station {
    class: &'static str,
    what: &'static str,
    who: Option<String>,
    detail: String,
    evidence: Option<Place>,
    wording: Option<String>,
    original: bool,
    lang: Language,
    document: Option<String>,
}

/// A stretch of the source: its sentence, and `sentence:from-to` in UTF-16 units for the script.
#[derive(Debug, Serialize)]
struct Place {
    segment: usize,
    place: String,
}

#[derive(Debug, Serialize)]
struct Same {
    href: String,
    label: String,
}

/// One card a quotation, in order.
pub(super) fn cards(article: &Article, places: &Places, cast: &Cast<'_>) -> Vec<Card> {
    let quotes = article.quotes.iter().enumerate();
    quotes.map(|(q, quote)| card(article, places, cast, (q, quote))).collect()
}

fn card(article: &Article, places: &Places, cast: &Cast<'_>, (q, quote): (usize, &Quote)) -> Card {
    let who = cast.members[cast.of[q]].name;
    let inexact = quote.carried.as_ref().is_some_and(|c| c.state != CarryState::Exact);
    let unknown = quote.speaker.basis == Basis::Unknown;
    let mentions = [quote.speaker.mention, quote.cue].into_iter().flatten();
    let chain = quote.chain.and_then(|n| article.chains.get(n));
    Card {
        n: q + 1,
        hue: cast.hue(cast.of[q]),
        speaker: cast.of[q],
        marks: [(inexact, " inexact"), (unknown, " nobody")]
            .into_iter()
            .filter_map(|(is, class)| is.then_some(class))
            .collect(),
        mentions: mentions
            .filter_map(|span| place(article, span))
            .map(|p| p.place)
            .collect::<Vec<_>>()
            .join(" "),
        who: who.to_owned(),
        role: quote.speaker.role.clone().filter(|role| role != who),
        first: places.first(q).map_or(1, |i| i + 1),
        kind: phrases::kind(quote.kind),
        basis: (quote.speaker.basis != Basis::Stated).then(|| phrases::basis(quote.speaker.basis)),
        wording: quote.wording.file_name(),
        claim: phrases::claim_sentence(article, quote),
        notes: notes(article, (q, quote)),
        hops: chain.iter().flat_map(|c| &c.hops).map(|hop| station(article, hop)).collect(),
        same: quote.same_as.iter().map(|id| same(id)).collect(),
    }
}

fn notes(article: &Article, (q, quote): (usize, &Quote)) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(carried) = quote.carried.as_ref().filter(|c| c.state != CarryState::Exact) {
        let reason = carried.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
        notes.push(format!("In the translation: {}{reason}.", phrases::state(carried.state)));
    }
    let flags = quote.flags.iter();
    notes.extend(flags.map(|flag| format!("Marks: {}.", phrases::quote_flag(*flag))));
    if !quote.marked && quote.kind != QuoteKind::Indirect {
        notes.push("The source prints it without quotation marks.".to_owned());
    }
    if !quote.speaker.variants.is_empty() {
        notes.push(format!("Also written {}.", quote.speaker.variants.join(", ")));
    }
    if let Some((by, span, english)) = article.corrected_quote(q) {
        let before = span.of(article.source.document().text());
        notes.push(format!(
            "Drawn anew, corrected by {by}. The machine had « {before} », “{english}”."
        ));
    }
    let outer = quote.inside.and_then(|n| article.quotes.get(n).map(|outer| (n, outer)));
    notes.extend(outer.map(|(n, outer)| {
        let reporter = phrases::speaker(article, &outer.speaker);
        format!("Stands inside quotation {}, by {reporter}.", n + 1)
    }));
    notes
}

fn station(article: &Article, hop: &Hop) -> Station {
    let ours = article.engine.as_ref().map_or(Lang::EN, |e| e.to);
    let elsewhere = hop.wording.as_ref().is_some_and(|w| w.document.is_some());
    Station {
        class: if hop.wording.is_some() { "h" } else { "u" },
        what: phrases::hop(hop),
        who: hop.agent.name.clone(),
        detail: phrases::hop_detail(hop).join(", "),
        evidence: hop.evidence.and_then(|span| place(article, span)),
        wording: hop.wording.as_ref().map(|w| w.text.clone()),
        // Only a wording in our own language can be compared with ours word by word.
        original: elsewhere && hop.lang == Some(ours),
        lang: Language::new(hop.lang.unwrap_or(ours)),
        document: hop.wording.as_ref().and_then(|w| w.document.clone()),
    }
}

/// Where `span` stands: cut to the sentence in which it begins.
fn place(article: &Article, span: Span<Byte>) -> Option<Place> {
    let segments = article.source.segments();
    let i = segments.partition_point(|s| s.span.end() <= span.start());
    let inside = segments.get(i)?.span.intersect(span)?;
    let (text, start) = (article.source.document().text(), segments[i].span.start());
    let units = |at: usize| text[start..at].encode_utf16().count();
    let place = format!("{}:{}-{}", i + 1, units(inside.start()), units(inside.end()));
    Some(Place { segment: i + 1, place })
}

/// `DOCUMENT#q2` as a link to that document's page.
fn same(id: &str) -> Same {
    let (document, quote) = id.rsplit_once('#').unwrap_or((id, ""));
    let href = format!("{}#{quote}", template::address(&format!("{document}.html")));
    Same { href, label: id.replace('#', ", ") }
}
