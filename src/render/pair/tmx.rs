//! An aligned pair as translation memory, TMX 1.4b: one unit a bead, one variant a side that is there.

use std::io::Write;

use super::line;
use crate::corpus::bitext::Bead;
use crate::corpus::pair::Pair;
use crate::render::xml::Xml;
use crate::render::{Error, Options};

pub(super) fn write(pair: &Pair, options: &Options<'_>, out: &mut dyn Write) -> Result<(), Error> {
    let (src, tgt) = (pair.src.document(), pair.tgt.document());
    let from = src.lang().to_string();
    let mut xml = Xml::new(out)?;
    xml.open("tmx", &[("version", "1.4")])?;
    xml.line(1)?;
    let header = [
        ("creationtool", "tarjuman"),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        ("segtype", "sentence"),
        ("o-tmf", crate::record::SCHEMA),
        ("adminlang", "en"),
        ("srclang", &*from),
        ("datatype", "plaintext"),
    ];
    xml.open("header", &header)?;
    let mut facts = vec![
        ("x-source-document", src.id()),
        ("x-source-sha256", &*src.origin().sha256),
        ("x-target-document", tgt.id()),
        ("x-target-sha256", &*tgt.origin().sha256),
    ];
    facts.extend(options.date.map(|date| ("x-date", date)));
    for (kind, value) in facts {
        xml.line(2)?;
        xml.element("prop", &[("type", kind)], value)?;
    }
    xml.line(1)?;
    xml.close("header")?;
    xml.line(1)?;
    xml.open("body", &[])?;
    for (n, bead) in pair.bitext.beads().iter().enumerate() {
        unit(&mut xml, pair, n, bead)?;
    }
    xml.line(1)?;
    xml.close("body")?;
    xml.line(0)?;
    xml.close("tmx")?;
    xml.line(0)?;
    Ok(())
}

fn unit(xml: &mut Xml<impl Write>, pair: &Pair, n: usize, bead: &Bead) -> std::io::Result<()> {
    xml.line(2)?;
    xml.open(
        "tu",
        &[
            ("tuid", &format!("{}#b{}", pair.src.document().id(), n + 1)),
            ("creationid", "tarjuman"),
        ],
    )?;
    if let Some(confidence) = bead.confidence {
        xml.line(3)?;
        let shown = format!("{:.4}", confidence.get());
        xml.element("prop", &[("type", "x-confidence")], &shown)?;
    }
    for (side, run) in [(&pair.src, bead.src), (&pair.tgt, bead.tgt)] {
        if run.is_empty() {
            continue;
        }
        xml.line(3)?;
        xml.open("tuv", &[("xml:lang", side.document().lang().code())])?;
        xml.element("seg", &[], &line(side, run))?;
        xml.close("tuv")?;
    }
    xml.line(2)?;
    xml.close("tu")
}
