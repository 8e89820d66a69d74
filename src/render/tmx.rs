//! Translation memory, TMX 1.4b: one unit a sentence, quotations as `hi`, the rest as properties.
//!
//! A back-translation is said in `x-wording`, so that no memory hands it on as a speaker's words.

use std::io::{self, Write};

use super::places::{Places, Run};
use super::xml::Xml;
use super::{Error, Options, phrases};
use crate::corpus::article::Article;
use crate::record::names::Named;

/// Writes the memory.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let places = Places::new(article);
    let document = article.source.document();
    let (from, engine) = (document.lang().to_string(), article.engine.as_ref());
    let to = engine.map_or_else(|| "en".to_owned(), |e| e.to.to_string());
    let mut xml = Xml::new(out)?;
    xml.open("tmx", &[("version", "1.4")])?;
    xml.line(1)?;
    xml.open(
        "header",
        &[
            ("creationtool", "tarjuman"),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", crate::record::SCHEMA),
            ("adminlang", "en"),
            ("srclang", &from),
            ("datatype", "plaintext"),
        ],
    )?;
    prop(&mut xml, 2, "x-document", document.id())?;
    prop(&mut xml, 2, "x-source-sha256", &document.origin().sha256)?;
    if let Some(engine) = engine {
        prop(&mut xml, 2, "x-model", &engine.model)?;
        prop(&mut xml, 2, "x-model-revision", &engine.revision)?;
        prop(&mut xml, 2, "x-weights-sha256", &engine.weights_sha256)?;
        prop(&mut xml, 2, "x-tool", &engine.tool)?;
        prop(&mut xml, 2, "x-beam", &engine.beam.to_string())?;
        if let Some(shortlist) = &engine.shortlist_sha256 {
            prop(&mut xml, 2, "x-shortlist-sha256", shortlist)?;
        }
    }
    if let Some(date) = options.date {
        prop(&mut xml, 2, "x-date", date)?;
    }
    xml.line(1)?;
    xml.close("header")?;
    xml.line(1)?;
    xml.open("body", &[])?;
    for i in 0..article.target.len() {
        unit(&mut xml, article, &places, i, (&from, &to))?;
    }
    xml.line(1)?;
    xml.close("body")?;
    xml.line(0)?;
    xml.close("tmx")?;
    xml.line(0)?;
    Ok(())
}

fn prop(xml: &mut Xml<impl Write>, depth: usize, kind: &str, value: &str) -> io::Result<()> {
    xml.line(depth)?;
    xml.element("prop", &[("type", kind)], value)
}

fn unit(
    xml: &mut Xml<impl Write>,
    article: &Article,
    places: &Places,
    i: usize,
    (from, to): (&str, &str),
) -> io::Result<()> {
    let target = &article.target[i];
    let id = format!("{}#s{}", article.source.document().id(), i + 1);
    xml.line(2)?;
    let corrected = article.corrected_segment(i);
    let mut attributes = vec![("tuid", id.as_str()), ("creationid", "tarjuman")];
    attributes.extend(corrected.map(|(by, _)| ("changeid", by)));
    xml.open("tu", &attributes)?;
    prop(xml, 3, "x-block", article.source.block(i).kind.name())?;
    if let Some(score) = target.score {
        prop(xml, 3, "x-score", &format!("{:.4}", score.get()))?;
    }
    if let Some((by, machine)) = corrected {
        prop(xml, 3, "x-corrected-by", by)?;
        prop(xml, 3, "x-machine", machine)?;
    }
    for flag in &target.flags {
        prop(xml, 3, "x-flag", flag.name())?;
    }
    for q in places.of(i) {
        let quote = &article.quotes[q];
        prop(xml, 3, "x-quote-id", &format!("q{}", q + 1))?;
        prop(xml, 3, "x-speaker", phrases::speaker(article, &quote.speaker))?;
        prop(xml, 3, "x-wording", quote.wording.file_name())?;
        if let Some(home) = quote.returns_home {
            prop(xml, 3, "x-returns-home", if home { "true" } else { "false" })?;
        }
        if let Some((by, ..)) = article.corrected_quote(q) {
            prop(xml, 3, "x-quote-corrected-by", by)?;
        }
        if let Some(carried) = &quote.carried {
            prop(xml, 3, "x-quote-state", carried.state.file_name())?;
        }
    }
    variant(xml, from, &places.source(article, i))?;
    variant(xml, to, &places.target(article, i))?;
    xml.line(2)?;
    xml.close("tu")
}

fn variant(xml: &mut Xml<impl Write>, lang: &str, runs: &[Run<'_>]) -> io::Result<()> {
    xml.line(3)?;
    xml.open("tuv", &[("xml:lang", lang)])?;
    xml.open("seg", &[])?;
    for run in runs {
        match run.quotes.last() {
            Some(quote) => {
                let number = (quote + 1).to_string();
                xml.element("hi", &[("type", "x-quote"), ("x", &number)], run.text)?;
            }
            None => xml.text(run.text)?,
        }
    }
    xml.close("seg")?;
    xml.close("tuv")
}
