//! The ledger of quotations: one line each, for spreadsheets (RFC 4180, safe against formulas).

use std::io::Write;

use super::escape::csv as cell;
use super::phrases;
use super::places::Places;
use super::{Error, Options};
use crate::corpus::article::Article;
use crate::corpus::quote::Quote;
use crate::corpus::span::CharIndex;
use crate::record::names::Named;

const COLUMNS: [&str; 22] = [
    "document",
    "quote",
    "segment",
    "kind",
    "scope",
    "speaker",
    "name",
    "role",
    "speaker_basis",
    "start",
    "end",
    "source",
    "english",
    "state",
    "score",
    "wording",
    "returns_home",
    "claim",
    "chain",
    "same_as",
    "flags",
    "inside",
];

/// Writes the ledger of all `articles`, in their order.
///
/// # Errors
/// If `out` refuses the bytes.
pub fn ledger<'a>(
    articles: impl IntoIterator<Item = &'a Article>,
    _options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    write!(out, "{}\r\n", COLUMNS.join(","))?;
    for article in articles {
        let places = Places::new(article);
        let index = CharIndex::new(article.source.document().text());
        for (q, quote) in article.quotes.iter().enumerate() {
            let at = index.chars(quote.span);
            let [kind, scope, basis, wording] = [
                quote.kind.file_name(),
                quote.scope.file_name(),
                quote.speaker.basis.file_name(),
                quote.wording.file_name(),
            ];
            let carried = quote.carried.as_ref();
            let line: [String; COLUMNS.len()] = [
                article.source.document().id().to_owned(),
                format!("q{}", q + 1),
                places.first(q).map(|i| format!("s{}", i + 1)).unwrap_or_default(),
                kind.to_owned(),
                scope.to_owned(),
                phrases::speaker(article, &quote.speaker).to_owned(),
                quote.speaker.name.clone().unwrap_or_default(),
                quote.speaker.role.clone().unwrap_or_default(),
                basis.to_owned(),
                at.start().to_string(),
                at.end().to_string(),
                quote.span.of(article.source.document().text()).to_owned(),
                english(article, quote),
                carried.map(|c| c.state.file_name().to_owned()).unwrap_or_default(),
                carried.map(|c| format!("{:.4}", c.score.get())).unwrap_or_default(),
                wording.to_owned(),
                quote.returns_home.map(|home| home.to_string()).unwrap_or_default(),
                phrases::claim_sentence(article, quote),
                chain(article, quote),
                quote.same_as.join(" "),
                quote.flags.iter().map(|f| f.file_name()).collect::<Vec<_>>().join(" "),
                quote.inside.map(|n| format!("q{}", n + 1)).unwrap_or_default(),
            ];
            write!(out, "{}\r\n", line.map(|value| cell(&value)).join(","))?;
        }
    }
    Ok(())
}

/// Its stretches in the translation, an ellipsis between those that do not touch.
fn english(article: &Article, quote: &Quote) -> String {
    let stretches = quote.carried.iter().flat_map(|c| &c.target);
    let words: Vec<&str> = stretches.map(|t| t.span.of(&article.target[t.segment].text)).collect();
    words.join(" … ")
}

fn chain(article: &Article, quote: &Quote) -> String {
    let chain = quote.chain.and_then(|n| article.chains.get(n));
    let hops = chain.into_iter().flat_map(|c| &c.hops);
    hops.map(phrases::hop_line).collect::<Vec<_>>().join(" → ")
}
