//! `tarjuman quotes PATH...`: who is quoted, in which words. No model is loaded.

use std::io::{self, Write};
use std::sync::Arc;

use super::Outcome;
use super::args::{QuotesArgs, QuotesFormat};
use super::inputs;
use super::report::Reporter;
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, QuoteKind};
use crate::corpus::span::CharIndex;
use crate::pipeline;
use crate::render::{self, Format, Options};

pub(crate) fn run(args: &QuotesArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let opened = inputs::open(&args.paths, args.from, reporter)?;
    let failed = opened.iter().any(|o| o.document.is_err());
    let mut articles: Vec<Article> = opened
        .iter()
        .filter_map(|o| o.document.as_ref().ok())
        .map(|document| {
            let read = pipeline::read(Arc::clone(document));
            let name = document.origin().path.display().to_string();
            for warning in &read.warnings {
                reporter.warn(&name, document.text(), warning);
            }
            read.value
        })
        .collect();
    pipeline::group(&mut articles.iter_mut().collect::<Vec<_>>());
    for article in &mut articles {
        // Without a translation there are no words of ours to look for in an original.
        pipeline::trace(article, &[], Lang::EN);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        QuotesFormat::Table => articles.iter().try_for_each(|article| table(article, &mut out))?,
        QuotesFormat::Csv => render::ledger(&articles, &Options::default(), &mut out)?,
        QuotesFormat::Json => {
            for (n, article) in articles.iter().enumerate() {
                out.write_all(if n == 0 { b"[\n" } else { b",\n" })?;
                render::render(article, Format::Json, &Options::default(), &mut out)?;
            }
            writeln!(out, "]")?;
        }
    }
    out.flush()?;
    Ok(if failed { Outcome::Flagged } else { Outcome::Done })
}

/// One quotation a paragraph: number, place, kind, speaker, words.
fn table(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let document = article.source.document();
    let text = document.text();
    let index = CharIndex::new(text);
    writeln!(out, "{} · {} quotations", document.origin().path.display(), article.quotes.len())?;
    for (n, quote) in article.quotes.iter().enumerate() {
        let speaker = &quote.speaker;
        let mention = speaker.mention.map(|span| span.of(text));
        let named = speaker.name.as_deref().or(mention);
        let who = named.or(speaker.role.as_deref()).unwrap_or("speaker unknown");
        // « elle, mère d'une des victimes »: without a name, what they are is worth more than the word that points at them.
        let told = |role: &&String| speaker.name.is_some() || !who.contains(role.as_str());
        let role = speaker.role.as_ref().filter(told);
        let role = role.map_or_else(String::new, |role| format!(", {role}"));
        let basis = match speaker.basis {
            Basis::Stated => "",
            Basis::Inferred => " (inferred)",
            Basis::Unknown => " (unknown)",
        };
        let kind = match quote.kind {
            QuoteKind::Direct => "direct",
            QuoteKind::Partial => "partial",
            QuoteKind::Headline => "headline",
            QuoteKind::Indirect => "indirect",
        };
        let at = index.chars(quote.span);
        let words: Vec<&str> = quote.span.of(text).split_whitespace().collect();
        writeln!(
            out,
            "\n  q{}  {kind}  {who}{role}{basis}  [{}, {})",
            n + 1,
            at.start(),
            at.end()
        )?;
        writeln!(out, "      {}", words.join(" "))?;
    }
    writeln!(out)
}
