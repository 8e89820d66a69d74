//! schema.org in the page's head: the article, what it is a translation of, and its quotations.
//!
//! `text` of a `Quotation` by a person claims that person's words, so it holds the wording of the
//! source; ours is its `workTranslation`, and a back-translation says that it is one.

use serde_json::{Map, Value, json};

use crate::corpus::article::Article;
use crate::corpus::quote::{AgentKind, Scope, Wording};
use crate::render::cast::Cast;
use crate::render::phrases;

/// Quotations beyond this many are left to the `jsonld` export: search engines read no further,
/// and the page has a weight to keep.
const MOST: usize = 100;

/// The whole description.
pub(super) fn describe(article: &Article, cast: &Cast<'_>, title: &str) -> Value {
    let mut page = Map::new();
    page.insert("@context".to_owned(), json!("https://schema.org"));
    page.insert("@type".to_owned(), json!("NewsArticle"));
    page.insert("headline".to_owned(), json!(title));
    match &article.engine {
        Some(engine) => {
            page.insert("inLanguage".to_owned(), json!(engine.to.code()));
            let translator = json!({
                "@type": "SoftwareApplication",
                "name": engine.tool,
                "softwareVersion": format!("{} {}", engine.model, engine.revision),
            });
            page.insert("translator".to_owned(), translator);
            page.insert("translationOfWork".to_owned(), Value::Object(source(article)));
        }
        None => page.extend(source(article)),
    }
    let quotes = (0..article.quotes.len())
        .filter(|&q| article.quotes[q].scope == Scope::Article)
        .take(MOST)
        .map(|q| quotation(article, cast, q));
    let quotes: Vec<Value> = quotes.collect();
    if !quotes.is_empty() {
        page.insert("hasPart".to_owned(), Value::Array(quotes));
    }
    Value::Object(page)
}

fn source(article: &Article) -> Map<String, Value> {
    let document = article.source.document();
    let (text, facts) = (document.text(), document.facts());
    let mut work = Map::new();
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            work.insert(key.to_owned(), value);
        }
    };
    add("@type", Some(json!("NewsArticle")));
    add("inLanguage", Some(json!(document.lang().code())));
    add("headline", facts.title.map(|s| json!(s.of(text))));
    add("datePublished", facts.date.as_ref().map(|d| json!(d.iso)));
    let author = facts.byline.map(|s| json!({"@type": "Person", "name": s.of(text)}));
    add("author", author);
    let organization = |name: &str| json!({"@type": "NewsMediaOrganization", "name": name});
    add("publisher", facts.agency.as_ref().map(|a| organization(&a.name)));
    work
}

fn quotation(article: &Article, cast: &Cast<'_>, q: usize) -> Value {
    let quote = &article.quotes[q];
    let document = article.source.document();
    let mut entry = json!({
        "@type": "Quotation",
        "@id": format!("#q{}", q + 1),
        "text": quote.span.of(document.text()),
        "inLanguage": document.lang().code(),
    });
    let member = &cast.members[cast.of[q]];
    if member.named {
        let spoken = phrases::utterance(article, quote).map(|hop| hop.agent.kind);
        entry["creator"] = match spoken {
            Some(AgentKind::Person) => json!({"@type": "Person", "name": member.name}),
            Some(AgentKind::Agency | AgentKind::Outlet) => {
                json!({"@type": "Organization", "name": member.name})
            }
            // A ministry or “Washington”: a name, and no claim about what bears it.
            _ => json!({"name": member.name}),
        };
    }
    let ours = quote.carried.as_ref().map(|c| {
        let words = c.target.iter().map(|t| t.span.of(&article.target[t.segment].text));
        words.collect::<Vec<_>>().join(" … ")
    });
    if let (Some(ours), Some(engine)) = (ours.filter(|o| !o.is_empty()), &article.engine) {
        let mut translation =
            json!({"@type": "Quotation", "text": ours, "inLanguage": engine.to.code()});
        if quote.wording != Wording::Original {
            translation["description"] = json!(phrases::claim(quote.wording));
        }
        entry["workTranslation"] = translation;
    }
    entry
}
