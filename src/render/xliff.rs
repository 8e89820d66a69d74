//! Localisation exchange, XLIFF 2.1: one unit a block, one segment a sentence.
//!
//! Quotations are annotations (`mrk`), what we know of a sentence is metadata (module `mda`), and
//! what lies between sentences is `ignorable`, so the source can be put together again.

use std::io::{self, Write};

use super::places::{Places, Run};
use super::xml::Xml;
use super::{Error, Options, phrases};
use crate::corpus::article::Article;
use crate::record::names::Named;

/// Writes the file.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let places = Places::new(article);
    let document = article.source.document();
    let (from, engine) = (document.lang().to_string(), article.engine.as_ref());
    let to = engine.map_or_else(|| "en".to_owned(), |e| e.to.to_string());
    let path = document.origin().path.to_string_lossy();
    let mut xml = Xml::new(out)?;
    xml.open(
        "xliff",
        &[
            ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
            ("xmlns:mda", "urn:oasis:names:tc:xliff:metadata:2.0"),
            ("version", "2.1"),
            ("srcLang", &from),
            ("trgLang", &to),
        ],
    )?;
    xml.line(1)?;
    xml.open("file", &[("id", "f1"), ("original", &path), ("xml:space", "preserve")])?;
    let mut facts = vec![("source-sha256", document.origin().sha256.clone())];
    if let Some(engine) = engine {
        facts.push(("model", engine.model.clone()));
        facts.push(("model-revision", engine.revision.clone()));
        facts.push(("weights-sha256", engine.weights_sha256.clone()));
        facts.push(("tool", engine.tool.clone()));
        facts.push(("beam", engine.beam.to_string()));
        facts.extend(engine.shortlist_sha256.clone().map(|list| ("shortlist-sha256", list)));
    }
    facts.extend(options.date.map(|date| ("date", date.to_owned())));
    xml.metadata(2, &[("engine", facts)])?;
    let mut next = 0;
    for (n, block) in document.blocks().iter().enumerate() {
        let first = next;
        let segments = article.source.segments();
        while next < segments.len() && segments[next].block == n {
            next += 1;
        }
        if first < next {
            unit(&mut xml, article, &places, (n, block.kind.name(), first..next))?;
        }
    }
    xml.line(1)?;
    xml.close("file")?;
    xml.line(0)?;
    xml.close("xliff")?;
    xml.line(0)?;
    Ok(())
}

fn unit(
    xml: &mut Xml<impl Write>,
    article: &Article,
    places: &Places,
    (n, kind, sentences): (usize, &str, std::ops::Range<usize>),
) -> io::Result<()> {
    let (id, typed) = (format!("b{}", n + 1), format!("tarjuman:{kind}"));
    xml.line(2)?;
    xml.open("unit", &[("id", &id), ("type", &typed)])?;
    let known: Vec<(String, Vec<(&'static str, String)>)> = sentences
        .clone()
        .map(|i| (format!("s{}-facts", i + 1), facts(article, places, i)))
        .collect();
    let groups: Vec<(&str, Vec<(&'static str, String)>)> =
        known.iter().map(|(id, values)| (id.as_str(), values.clone())).collect();
    if groups.iter().any(|(_, values)| !values.is_empty()) {
        xml.metadata(3, &groups)?;
    }
    for i in sentences.clone() {
        if i > sentences.start {
            xml.line(3)?;
            xml.open("ignorable", &[])?;
            xml.element("source", &[], article.source.gap(i))?;
            xml.close("ignorable")?;
        }
        let state = if i < article.target.len() { "translated" } else { "initial" };
        xml.line(3)?;
        xml.open("segment", &[("id", &format!("s{}", i + 1)), ("state", state)])?;
        xml.line(4)?;
        marked(xml, "source", &places.source(article, i), (i, article))?;
        if i < article.target.len() {
            xml.line(4)?;
            marked(xml, "target", &places.target(article, i), (i, article))?;
        }
        xml.line(3)?;
        xml.close("segment")?;
    }
    xml.line(2)?;
    xml.close("unit")
}

fn facts(article: &Article, places: &Places, i: usize) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let target = article.target.get(i);
    facts.extend(target.and_then(|t| t.score).map(|s| ("score", format!("{:.4}", s.get()))));
    let flags = target.map_or(&[][..], |t| &t.flags);
    facts.extend(flags.iter().map(|flag| ("flag", flag.name().to_owned())));
    for q in places.of(i) {
        let quote = &article.quotes[q];
        facts.push(("quote", format!("q{}", q + 1)));
        facts.push(("speaker", phrases::speaker(article, &quote.speaker).to_owned()));
        facts.push(("wording", quote.wording.file_name().to_owned()));
        facts.extend(quote.returns_home.map(|home| ("returns-home", home.to_string())));
    }
    facts
}

/// One side; each stretch of a quotation is an annotation whose id both sides share.
fn marked(
    xml: &mut Xml<impl Write>,
    name: &str,
    runs: &[Run<'_>],
    (i, article): (usize, &Article),
) -> io::Result<()> {
    xml.open(name, &[])?;
    let mut seen = std::collections::BTreeMap::<usize, usize>::new();
    for run in runs {
        let Some(&quote) = run.quotes.last() else {
            xml.text(run.text)?;
            continue;
        };
        let piece = seen.entry(quote).or_insert(0);
        *piece += 1;
        let id = format!("q{}-s{}-{piece}", quote + 1, i + 1);
        let said = &article.quotes[quote];
        let value = format!("q{} {}", quote + 1, said.wording.file_name());
        let attributes = [("id", &*id), ("type", "tarjuman:quote"), ("value", &*value)];
        xml.element("mrk", &attributes, run.text)?;
    }
    xml.close(name)
}
