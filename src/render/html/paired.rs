//! The page of two texts that somebody else translated: rows are beads.

use std::io::Write;

use serde_json::json;

use super::{Block, CSS, Heading, JS, Language, Look, Note, PAGE, Page, Part, Piece, Row};
use crate::corpus::bitext::Bead;
use crate::corpus::document::{BlockKind, Document};
use crate::corpus::pair::Pair;
use crate::render::{Error, Options, links, phrases, template};

/// Below this the two sides of a bead may not belong together.
const DOUBTFUL: f32 = 0.5;

/// What the page says of the second text.
#[derive(serde::Serialize)]
pub(super) struct Other<'a> {
    path: String,
    sha256: &'a str,
}

pub(in crate::render) fn write_pair(
    pair: &Pair,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let (src, tgt) = (&**pair.src.document(), &**pair.tgt.document());
    let (from, to) = (Language::new(src.lang()), Language::new(tgt.lang()));
    let (src_title, tgt_title) = (title(src), title(tgt));
    let (heading, subheading) = match (tgt_title, src_title) {
        (Some(text), other) => (Heading { text, lang: &to }, other),
        (None, Some(text)) => (Heading { text, lang: &from }, None),
        (None, None) => (Heading { text: src.id(), lang: &from }, None),
    };
    let linked = json!({
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": heading.text,
        "inLanguage": tgt.lang().code(),
        "translationOfWork": {
            "@type": "CreativeWork",
            "name": src_title.unwrap_or(src.id()),
            "inLanguage": src.lang().code(),
        },
    });
    let page = Page {
        csp: template::policy(CSS, JS),
        css: template::safe(CSS.to_owned()),
        js: template::safe(JS.to_owned()),
        linked: template::in_script(&linked),
        title: heading.text,
        tool: concat!("tarjuman ", env!("CARGO_PKG_VERSION")),
        model: "",
        cited: format!("“{}”", heading.text),
        translated: true,
        engine: None,
        date: options.date,
        corrected: None,
        facts: Vec::new(),
        look: look(pair),
        parts: parts(pair),
        speakers: Vec::new(),
        cards: template::each(Vec::<super::card::Card>::new()),
        path: src.origin().path.display().to_string(),
        sha256: &src.origin().sha256,
        other: Some(Other {
            path: tgt.origin().path.display().to_string(),
            sha256: &tgt.origin().sha256,
        }),
        heading,
        subheading,
        from: &from,
        to: &to,
    };
    template::fill("page.html", PAGE, &page, out)
}

fn title(document: &Document) -> Option<&str> {
    document.facts().title.map(|span| span.of(document.text()))
}

/// What a reader should look at: sides without a counterpart, and beads that may be wrong.
fn note(bead: &Bead) -> Option<&'static str> {
    if bead.tgt.is_empty() {
        Some("these words have no counterpart in the translation")
    } else if bead.src.is_empty() {
        Some("these words have no counterpart in the source")
    } else if bead.confidence.is_some_and(|c| c.get() < DOUBTFUL) {
        Some("the two sides may not belong together")
    } else {
        None
    }
}

fn look(pair: &Pair) -> Vec<Look> {
    let beads = pair.bitext.beads();
    let flagged: Vec<usize> = (0..beads.len()).filter(|&b| note(&beads[b]).is_some()).collect();
    let first = flagged.first().map(|first| Look {
        count: flagged.len(),
        what: if flagged.len() == 1 { "pair flagged" } else { "pairs flagged" }.to_owned(),
        href: format!("s{}", first + 1),
        counts: ".f.look",
    });
    first.into_iter().collect()
}

/// Rows under the block their source begins in; what only the translation has stays where it is.
fn parts(pair: &Pair) -> Vec<Part> {
    let mut blocks: Vec<(usize, Block)> = Vec::new();
    for (n, bead) in pair.bitext.beads().iter().enumerate() {
        let here = match bead.src.range().next() {
            Some(i) => pair.src.block(i),
            None => blocks.last().map_or(0, |(number, _)| *number),
        };
        if blocks.last().is_none_or(|(number, _)| *number != here) {
            let kind = pair.src.document().blocks().get(here).map(|b| b.kind);
            let kind = kind.unwrap_or(BlockKind::Paragraph);
            let (tag, label) = match kind {
                BlockKind::Headline => ("h2", None),
                BlockKind::Subhead => ("h3", None),
                BlockKind::Paragraph | BlockKind::Boilerplate => ("p", None),
                other => ("p", Some(phrases::block(other))),
            };
            blocks.push((here, Block { kind: kind.name(), label, tag, rows: Vec::new() }));
        }
        if let Some((_, block)) = blocks.last_mut() {
            block.rows.push(row(pair, n, bead));
        }
    }
    let blocks = blocks.into_iter().map(|(_, block)| block).collect();
    vec![Part { fold: None, blocks: template::each(blocks) }]
}

fn row(pair: &Pair, n: usize, bead: &Bead) -> Row {
    let (src, tgt) = pair.texts(bead);
    let links = match (pair.links.get(n), pair.src.span(bead.src), pair.tgt.span(bead.tgt)) {
        (Some(found), Some(from), Some(to)) => {
            let local = found.iter().map(|link| crate::corpus::alignment::Link {
                tgt: crate::corpus::span::Span::new(
                    link.tgt.start() - to.start(),
                    link.tgt.end() - to.start(),
                ),
                ..*link
            });
            links::encode(&local.collect::<Vec<_>>(), from.start(), (src, tgt))
        }
        _ => String::new(),
    };
    let note = note(bead);
    Row {
        n: n + 1,
        links,
        confidence: bead.confidence.map(percent),
        source: side(src),
        target: side(tgt),
        look: note.is_some(),
        notes: note.into_iter().map(|meaning| Note { look: true, meaning }).collect(),
        corrected: None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a probability times 100 is between 0 and 100"
)]
fn percent(p: crate::corpus::score::Score) -> u8 {
    (p.get() * 100.0).round() as u8
}

fn side(text: &str) -> Vec<Piece> {
    let piece = Piece {
        text: text.to_owned(),
        quotes: String::new(),
        hue: 0,
        classes: String::new(),
        ends: Vec::new(),
    };
    if text.is_empty() { Vec::new() } else { vec![piece] }
}
