//! Web Annotation and PROV-O: sentences and quotations as annotations of the source, wordings as
//! entities that derive from one another.
//!
//! Every place has both selectors: the words with what stands around them, and their position in
//! code points. A hop that nobody holds is an entity without a value that says `held: false`.

use std::io::Write;

use serde_json::{Value, json};

use super::cast::Cast;
use super::{Error, Options, phrases};
use crate::corpus::article::Article;
use crate::corpus::quote::{AgentKind, Chain, Hop, HopRole, Quote};
use crate::corpus::span::{Byte, CharIndex, Span};
use crate::record::names::Named;

/// Code points quoted before and behind a place.
const AROUND: usize = 40;

/// Writes the graph.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let document = article.source.document();
    let graph = Graph {
        article,
        cast: Cast::new(article),
        index: CharIndex::new(document.text()),
        base: format!("urn:tarjuman:{}", document.origin().sha256),
        date: options.date,
    };
    let mut nodes = graph.texts();
    nodes.extend(graph.people());
    nodes.extend((0..article.source.segments().len()).map(|i| graph.sentence(i)));
    for (q, quote) in article.quotes.iter().enumerate() {
        nodes.push(graph.quotation(q, quote));
    }
    for (n, chain) in article.chains.iter().enumerate() {
        nodes.extend(graph.chain(n, chain));
    }
    let context = json!([
        "http://www.w3.org/ns/anno.jsonld",
        {
            "prov": "http://www.w3.org/ns/prov#",
            "schema": "https://schema.org/",
            "tarjuman": "https://w3id.org/tarjuman/ns#",
        },
    ]);
    serde_json::to_writer_pretty(&mut *out, &json!({"@context": context, "@graph": nodes}))?;
    writeln!(out)?;
    Ok(())
}

struct Graph<'a> {
    article: &'a Article,
    cast: Cast<'a>,
    index: CharIndex<'a>,
    base: String,
    date: Option<&'a str>,
}

/// Adds a field where there is a value.
fn add(node: &mut Value, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        node[key] = value;
    }
}

impl Graph<'_> {
    fn id(&self, name: &str) -> String {
        format!("{}#{name}", self.base)
    }

    fn reference(&self, name: &str) -> Value {
        json!({"id": self.id(name)})
    }

    /// The source, our translation of it, and the act and the program that made it.
    fn texts(&self) -> Vec<Value> {
        let document = self.article.source.document();
        let (text, facts) = (document.text(), document.facts());
        let mut source = json!({
            "id": self.base,
            "type": ["prov:Entity", "schema:NewsArticle"],
            "schema:inLanguage": document.lang().code(),
            "tarjuman:path": document.origin().path.to_string_lossy(),
            "tarjuman:sha256": document.origin().sha256,
        });
        add(&mut source, "schema:headline", facts.title.map(|s| json!(s.of(text))));
        let date = facts.date.as_ref();
        add(&mut source, "schema:datePublished", date.map(|d| json!(d.iso)));
        let agency = facts.agency.as_ref();
        add(&mut source, "schema:publisher", agency.map(|a| json!({"schema:name": a.name})));
        let Some(engine) = &self.article.engine else { return vec![source] };
        let translation = json!({
            "id": self.id("translation"),
            "type": ["prov:Entity", "schema:NewsArticle"],
            "schema:inLanguage": engine.to.code(),
            "schema:translationOfWork": {"id": self.base},
            "prov:wasDerivedFrom": {"id": self.base},
            "prov:wasGeneratedBy": self.reference("translating"),
        });
        let mut activity = json!({
            "id": self.id("translating"),
            "type": "prov:Activity",
            "prov:used": {"id": self.base},
            "prov:wasAssociatedWith": self.reference("engine"),
            "tarjuman:beam": engine.beam,
        });
        let list = engine.shortlist_sha256.as_ref();
        add(&mut activity, "tarjuman:shortlistSha256", list.map(|list| json!(list)));
        add(&mut activity, "tarjuman:date", self.date.map(|date| json!(date)));
        let agent = json!({
            "id": self.id("engine"),
            "type": ["prov:SoftwareAgent", "schema:SoftwareApplication"],
            "schema:name": engine.tool,
            "tarjuman:model": engine.model,
            "tarjuman:revision": engine.revision,
            "tarjuman:weightsSha256": engine.weights_sha256,
        });
        vec![source, translation, activity, agent]
    }

    fn people(&self) -> Vec<Value> {
        let members = self.cast.members.iter().enumerate();
        members
            .map(|(n, member)| {
                let mut person =
                    json!({"id": self.id(&format!("p{}", n + 1)), "type": "prov:Agent"});
                let key = if member.named { "schema:name" } else { "schema:description" };
                person[key] = json!(member.name);
                add(&mut person, "schema:jobTitle", member.role.map(|role| json!(role)));
                person
            })
            .collect()
    }

    /// A stretch of the source, by its words and by its position.
    fn place(&self, span: Span<Byte>) -> Value {
        let text = self.article.source.document().text();
        let at = self.index.chars(span);
        let before: Vec<char> = text[..span.start()].chars().rev().take(AROUND).collect();
        let before: String = before.into_iter().rev().collect();
        let after: String = text[span.end()..].chars().take(AROUND).collect();
        json!({
            "source": self.base,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": span.of(text),
                    "prefix": before,
                    "suffix": after,
                },
                {"type": "TextPositionSelector", "start": at.start(), "end": at.end()},
            ],
        })
    }

    fn sentence(&self, i: usize) -> Value {
        let mut node = json!({
            "id": self.id(&format!("s{}", i + 1)),
            "type": "Annotation",
            "motivation": "linking",
            "target": self.place(self.article.source.segments()[i].span),
        });
        if let (Some(target), Some(engine)) = (self.article.target.get(i), &self.article.engine) {
            node["body"] = json!({
                "type": "TextualBody",
                "value": target.text,
                "format": "text/plain",
                "language": engine.to.code(),
            });
            let score = target.score.map(|s| json!(format!("{:.4}", s.get())));
            add(&mut node, "tarjuman:score", score);
            let flags: Vec<&str> = target.flags.iter().map(|f| f.name()).collect();
            add(&mut node, "tarjuman:flag", (!flags.is_empty()).then(|| json!(flags)));
            node["prov:wasGeneratedBy"] = self.reference("translating");
        }
        node
    }

    fn quotation(&self, q: usize, quote: &Quote) -> Value {
        let places: Vec<Value> = if quote.parts.is_empty() {
            vec![self.place(quote.span)]
        } else {
            quote.parts.iter().map(|&part| self.place(part)).collect()
        };
        let mut node = json!({
            "id": self.id(&format!("q{}", q + 1)),
            "type": "Annotation",
            "motivation": "identifying",
            "target": places,
            "tarjuman:kind": quote.kind.file_name(),
            "tarjuman:scope": quote.scope.file_name(),
            "tarjuman:wording": quote.wording.file_name(),
            "tarjuman:claim": phrases::claim_sentence(self.article, quote),
            "tarjuman:speaker": self.reference(&format!("p{}", self.cast.of[q] + 1)),
            "tarjuman:speakerBasis": quote.speaker.basis.file_name(),
        });
        add(&mut node, "tarjuman:returnsHome", quote.returns_home.map(|home| json!(home)));
        if let (Some(carried), Some(engine)) = (&quote.carried, &self.article.engine) {
            let bodies = carried.target.iter().map(|t| {
                json!({
                    "type": "TextualBody",
                    "value": t.span.of(&self.article.target[t.segment].text),
                    "format": "text/plain",
                    "language": engine.to.code(),
                    "tarjuman:sentence": self.reference(&format!("s{}", t.segment + 1)),
                })
            });
            node["body"] = Value::Array(bodies.collect());
            node["tarjuman:state"] = json!(carried.state.file_name());
        }
        let oldest_last = quote.chain.and_then(|n| self.article.chains.get(n).map(|c| (n, c)));
        let last = oldest_last.filter(|(_, c)| !c.hops.is_empty());
        let last = last.map(|(n, c)| self.reference(&hop_name(n, c.hops.len() - 1)));
        add(&mut node, "tarjuman:chain", last);
        if !quote.same_as.is_empty() {
            node["tarjuman:sameWordsAs"] = json!(quote.same_as);
        }
        node
    }

    fn chain(&self, n: usize, chain: &Chain) -> Vec<Value> {
        let hops = chain.hops.iter().enumerate();
        hops.map(|(h, hop)| self.hop((n, h), hop, chain)).collect()
    }

    /// A wording. It is quoted from the one before, or derived from it where the words changed
    /// their language.
    fn hop(&self, (n, h): (usize, usize), hop: &Hop, chain: &Chain) -> Value {
        let mut node = json!({
            "id": self.id(&hop_name(n, h)),
            "type": "prov:Entity",
            "tarjuman:role": hop.role.file_name(),
            "tarjuman:held": hop.wording.is_some(),
            "tarjuman:languageBasis": hop.lang_basis.file_name(),
        });
        add(&mut node, "schema:inLanguage", hop.lang.map(|lang| json!(lang.code())));
        add(&mut node, "prov:value", hop.wording.as_ref().map(|w| json!(w.text)));
        let document = hop.wording.as_ref().and_then(|w| w.document.as_ref());
        add(&mut node, "prov:hadPrimarySource", document.map(|d| json!({"schema:name": d})));
        add(&mut node, "tarjuman:when", hop.when.as_ref().map(|when| json!(when)));
        add(&mut node, "tarjuman:where", hop.place.as_ref().map(|place| json!(place)));
        add(&mut node, "tarjuman:evidence", hop.evidence.map(|span| self.place(span)));
        let by = match (hop.role, &hop.agent.name) {
            (HopRole::Ours, _) => Some(self.reference("engine")),
            (_, Some(name)) => Some(json!({"type": agent(hop.agent.kind), "schema:name": name})),
            (_, None) => None,
        };
        add(&mut node, "prov:wasAttributedTo", by);
        if hop.role == HopRole::Ours {
            node["prov:wasGeneratedBy"] = self.reference("translating");
        }
        if let Some(before) = h.checked_sub(1) {
            let translated = matches!(hop.role, HopRole::Translation | HopRole::Ours)
                || chain.hops[before].lang != hop.lang;
            let key = if translated { "prov:wasDerivedFrom" } else { "prov:wasQuotedFrom" };
            node[key] = self.reference(&hop_name(n, before));
        }
        node
    }
}

fn hop_name(chain: usize, hop: usize) -> String {
    format!("c{}.{hop}", chain + 1)
}

fn agent(kind: AgentKind) -> &'static str {
    match kind {
        AgentKind::Person => "prov:Person",
        AgentKind::Agency | AgentKind::Outlet => "prov:Organization",
        AgentKind::Machine => "prov:SoftwareAgent",
        AgentKind::Unknown => "prov:Agent",
    }
}
