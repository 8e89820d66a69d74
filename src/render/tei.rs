//! Scholarly edition, TEI P5: both texts side by side, quotations with their speakers, links apart.
//!
//! `quote` holds a `said` with `@who`; both sides correspond through `@corresp` and through the
//! `linkGrp`s of the stand-off part, so that either can be edited without the other.

use std::io::{self, Write};

use super::cast::Cast;
use super::places::{Places, Run};
use super::xml::{Attribute, Xml};
use super::{Error, Options, phrases};
use crate::corpus::article::Article;
use crate::corpus::document::BlockKind;
use crate::record::names::Named;

/// One of the two texts.
#[derive(Clone, Copy)]
struct Text<'a> {
    // Prefix of its ids, and of the other's.
    own: &'a str,
    other: &'a str,
    lang: &'a str,
    translated: bool,
}

/// Writes the edition.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let (places, cast) = (Places::new(article), Cast::new(article));
    let from = article.source.document().lang().to_string();
    let to = article.engine.as_ref().map_or_else(|| "en".to_owned(), |e| e.to.to_string());
    let mut xml = Xml::new(out)?;
    xml.open("TEI", &[("xmlns", "http://www.tei-c.org/ns/1.0")])?;
    header(&mut xml, article, &cast, options)?;
    stand_off(&mut xml, article)?;
    xml.line(1)?;
    xml.open("text", &[])?;
    xml.line(2)?;
    xml.open("group", &[])?;
    let source = Text { own: "src", other: "tgt", lang: &from, translated: false };
    body(&mut xml, article, (&places, &cast), source)?;
    if !article.target.is_empty() {
        let target = Text { own: "tgt", other: "src", lang: &to, translated: true };
        body(&mut xml, article, (&places, &cast), target)?;
    }
    xml.line(2)?;
    xml.close("group")?;
    chains(&mut xml, article)?;
    xml.line(1)?;
    xml.close("text")?;
    xml.line(0)?;
    xml.close("TEI")?;
    xml.line(0)?;
    Ok(())
}

fn header(
    xml: &mut Xml<impl Write>,
    article: &Article,
    cast: &Cast<'_>,
    options: &Options<'_>,
) -> io::Result<()> {
    let document = article.source.document();
    let (text, facts) = (document.text(), document.facts());
    let title = facts.title.map_or(document.id(), |s| s.of(text));
    xml.line(1)?;
    xml.open("teiHeader", &[])?;
    xml.open("fileDesc", &[])?;
    xml.line(2)?;
    xml.open("titleStmt", &[])?;
    xml.element("title", &[("xml:lang", document.lang().code())], title)?;
    if let Some(byline) = facts.byline {
        xml.element("author", &[], byline.of(text))?;
    }
    for credit in &facts.credits {
        xml.open("respStmt", &[])?;
        xml.element("resp", &[], credit.kind.file_name())?;
        xml.element("name", &[], credit.by.as_deref().unwrap_or(credit.span.of(text)))?;
        xml.close("respStmt")?;
    }
    xml.close("titleStmt")?;
    xml.line(2)?;
    xml.open("publicationStmt", &[])?;
    xml.element("p", &[], "Written by machine for research; see encodingDesc.")?;
    xml.close("publicationStmt")?;
    xml.line(2)?;
    xml.open("sourceDesc", &[])?;
    xml.open("bibl", &[])?;
    xml.element("title", &[], title)?;
    if let Some(agency) = &facts.agency {
        xml.element("publisher", &[], &agency.name)?;
    }
    if let Some(date) = &facts.date {
        xml.element("date", &[("when", &date.iso)], date.span.of(text))?;
    }
    xml.element("idno", &[("type", "path")], &document.origin().path.to_string_lossy())?;
    xml.element("idno", &[("type", "sha256")], &document.origin().sha256)?;
    xml.close("bibl")?;
    xml.close("sourceDesc")?;
    xml.close("fileDesc")?;
    encoding(xml, article, options)?;
    people(xml, cast)?;
    xml.line(1)?;
    xml.close("teiHeader")
}

fn encoding(xml: &mut Xml<impl Write>, article: &Article, options: &Options<'_>) -> io::Result<()> {
    let Some(engine) = &article.engine else { return Ok(()) };
    xml.line(2)?;
    xml.open("encodingDesc", &[])?;
    xml.open("appInfo", &[])?;
    let version = engine.tool.rsplit(' ').next().unwrap_or_default();
    xml.open("application", &[("ident", "tarjuman"), ("version", version)])?;
    xml.element("label", &[], &engine.tool)?;
    let made = options.date.map(|date| format!(", {date}")).unwrap_or_default();
    let list = engine.shortlist_sha256.as_ref();
    let list = list.map(|list| format!(", shortlist SHA-256 {list}")).unwrap_or_default();
    let model = format!(
        "Machine translation by {}, revision {}, weights SHA-256 {}, beam {}{list}{made}.",
        engine.model, engine.revision, engine.weights_sha256, engine.beam
    );
    xml.element("p", &[], &model)?;
    xml.close("application")?;
    xml.close("appInfo")?;
    xml.close("encodingDesc")
}

fn people(xml: &mut Xml<impl Write>, cast: &Cast<'_>) -> io::Result<()> {
    if cast.members.is_empty() {
        return Ok(());
    }
    xml.line(2)?;
    xml.open("profileDesc", &[])?;
    xml.open("particDesc", &[])?;
    xml.open("listPerson", &[])?;
    for (n, member) in cast.members.iter().enumerate() {
        xml.line(3)?;
        xml.open("person", &[("xml:id", &format!("p{}", n + 1))])?;
        // A description is not a name.
        let name = if member.named { "persName" } else { "note" };
        xml.element(name, &[], member.name)?;
        if let Some(role) = member.role {
            xml.element("occupation", &[], role)?;
        }
        xml.close("person")?;
    }
    xml.line(2)?;
    xml.close("listPerson")?;
    xml.close("particDesc")?;
    xml.close("profileDesc")
}

/// Which sentence and which quotation stands for which.
fn stand_off(xml: &mut Xml<impl Write>, article: &Article) -> io::Result<()> {
    if article.target.is_empty() {
        return Ok(());
    }
    xml.line(1)?;
    xml.open("standOff", &[])?;
    xml.line(2)?;
    xml.open("linkGrp", &[("type", "translation")])?;
    for i in 1..=article.target.len() {
        xml.line(3)?;
        xml.empty("link", &[("target", &format!("#src.s{i} #tgt.s{i}"))])?;
    }
    xml.line(2)?;
    xml.close("linkGrp")?;
    let carried: Vec<usize> = (0..article.quotes.len())
        .filter(|&q| article.quotes[q].carried.as_ref().is_some_and(|c| !c.target.is_empty()))
        .collect();
    if !carried.is_empty() {
        xml.line(2)?;
        xml.open("linkGrp", &[("type", "quotation")])?;
        for q in carried {
            let wording = article.quotes[q].wording.file_name();
            let target = format!("#src.q{0} #tgt.q{0}", q + 1);
            xml.line(3)?;
            xml.empty("link", &[("target", &target), ("type", wording)])?;
        }
        xml.line(2)?;
        xml.close("linkGrp")?;
    }
    xml.line(1)?;
    xml.close("standOff")
}

fn body(
    xml: &mut Xml<impl Write>,
    article: &Article,
    (places, cast): (&Places, &Cast<'_>),
    text: Text<'_>,
) -> io::Result<()> {
    xml.line(3)?;
    xml.open("text", &[("xml:lang", text.lang), ("xml:id", text.own)])?;
    xml.open("body", &[])?;
    let segments = article.source.segments();
    let runs: Vec<Vec<Run<'_>>> =
        (0..segments.len())
            .map(|i| {
                if text.translated { places.target(article, i) } else { places.source(article, i) }
            })
            .collect();
    let mut pieces = Pieces::count(&runs, article.quotes.len());
    for (i, runs) in runs.iter().enumerate() {
        let number = segments[i].block;
        if i == 0 || segments[i - 1].block != number {
            block(xml, article, number, text)?;
        } else {
            xml.text(article.source.gap(i))?;
        }
        let id = format!("{}.s{}", text.own, i + 1);
        let other = format!("#{}.s{}", text.other, i + 1);
        let mut attributes: Vec<Attribute<'_>> = vec![("xml:id", &id)];
        if !article.target.is_empty() {
            attributes.push(("corresp", &other));
        }
        xml.open("s", &attributes)?;
        for run in runs {
            stretch(xml, (article, cast), text, (run, &mut pieces))?;
        }
        xml.close("s")?;
        if segments.get(i + 1).is_none_or(|next| next.block != number) {
            xml.close("ab")?;
        }
    }
    xml.close("body")?;
    xml.close("text")
}

/// The opening tag of a block.
fn block(
    xml: &mut Xml<impl Write>,
    article: &Article,
    number: usize,
    text: Text<'_>,
) -> io::Result<()> {
    let block = &article.source.document().blocks()[number];
    let id = format!("{}.b{}", text.own, number + 1);
    let mut attributes = vec![("xml:id", id.as_str()), ("type", block.kind.name())];
    // A block without a sentence is not written, so nothing may refer to it.
    let written = |n: &usize| article.source.segments().iter().any(|s| s.block == *n);
    let copied = block.duplicate_of.filter(written);
    let copied = copied.map(|n| format!("#{}.b{}", text.own, n + 1));
    attributes.extend(copied.as_deref().map(|copied| ("sameAs", copied)));
    if block.kind == BlockKind::Boilerplate {
        attributes.push(("subtype", "aside"));
    }
    xml.line(4)?;
    xml.open("ab", &attributes)
}

/// How many stretches of each quotation there are, and how many are written.
struct Pieces {
    next: Vec<usize>,
    total: Vec<usize>,
}

impl Pieces {
    fn count(runs: &[Vec<Run<'_>>], n_quotes: usize) -> Self {
        let mut total = vec![0; n_quotes];
        for quote in runs.iter().flatten().filter_map(|run| run.quotes.last()) {
            total[*quote] += 1;
        }
        Self { next: vec![0; n_quotes], total }
    }
}

/// The id of a stretch: the first has the quotation's own, later ones count on.
fn piece_id(own: &str, quote: usize, piece: usize) -> String {
    match piece {
        0 => format!("{own}.q{}", quote + 1),
        n => format!("{own}.q{}.{}", quote + 1, n + 1),
    }
}

fn stretch(
    xml: &mut Xml<impl Write>,
    (article, cast): (&Article, &Cast<'_>),
    text: Text<'_>,
    (run, pieces): (&Run<'_>, &mut Pieces),
) -> io::Result<()> {
    let Some(&q) = run.quotes.last() else { return xml.text(run.text) };
    let quote = &article.quotes[q];
    let piece = pieces.next[q];
    pieces.next[q] += 1;
    let id = piece_id(text.own, q, piece);
    let neighbour = |n: usize| format!("#{}", piece_id(text.own, q, n));
    let before = piece.checked_sub(1).map(neighbour);
    let after = (piece + 1 < pieces.total[q]).then(|| neighbour(piece + 1));
    let other = format!("#{}", piece_id(text.other, q, 0));
    let paired = quote.carried.as_ref().is_some_and(|c| !c.target.is_empty());
    let mut attributes: Vec<Attribute<'_>> =
        vec![("xml:id", &id), ("type", quote.kind.file_name())];
    if text.translated {
        attributes.push(("subtype", quote.wording.file_name()));
    }
    attributes.extend(paired.then_some(("corresp", other.as_str())));
    attributes.extend(before.as_deref().map(|id| ("prev", id)));
    attributes.extend(after.as_deref().map(|id| ("next", id)));
    xml.open("quote", &attributes)?;
    let who = format!("#p{}", cast.of[q] + 1);
    xml.element("said", &[("who", &who)], run.text)?;
    xml.close("quote")
}

/// The ways of the words, as lists a reader and a program can follow.
fn chains(xml: &mut Xml<impl Write>, article: &Article) -> io::Result<()> {
    let told: Vec<usize> =
        (0..article.quotes.len()).filter(|&q| article.quotes[q].chain.is_some()).collect();
    if told.is_empty() {
        return Ok(());
    }
    xml.line(2)?;
    xml.open("back", &[])?;
    xml.open("div", &[("type", "chains"), ("xml:lang", "en")])?;
    for q in told {
        let quote = &article.quotes[q];
        let Some(chain) = quote.chain.and_then(|n| article.chains.get(n)) else { continue };
        xml.line(3)?;
        xml.open("list", &[("type", "chain"), ("corresp", &format!("#src.q{}", q + 1))])?;
        xml.element("head", &[], &phrases::claim_sentence(article, quote))?;
        for hop in &chain.hops {
            let held = if hop.wording.is_some() { "held" } else { "unheld" };
            xml.line(4)?;
            xml.open("item", &[("n", hop.role.file_name()), ("rend", held)])?;
            xml.text(&phrases::hop_line(hop))?;
            // The words of this document stand in the text itself.
            if let Some(wording) = hop.wording.as_ref().filter(|w| w.document.is_some()) {
                let lang = hop.lang.map(|l| l.to_string());
                let attributes: Vec<Attribute<'_>> =
                    lang.iter().map(|lang| ("xml:lang", lang.as_str())).collect();
                xml.text(": ")?;
                xml.element("quote", &attributes, &wording.text)?;
            }
            xml.close("item")?;
        }
        xml.close("list")?;
    }
    xml.line(2)?;
    xml.close("div")?;
    xml.close("back")
}
