//! An aligned pair for localisation exchange, XLIFF 2.1: one unit and one segment a bead.

use std::io::Write;

use super::line;
use crate::corpus::pair::Pair;
use crate::render::xml::Xml;
use crate::render::{Error, Options};

pub(super) fn write(pair: &Pair, options: &Options<'_>, out: &mut dyn Write) -> Result<(), Error> {
    let (src, tgt) = (pair.src.document(), pair.tgt.document());
    let (from, to) = (src.lang().to_string(), tgt.lang().to_string());
    let path = src.origin().path.to_string_lossy();
    let mut xml = Xml::new(out)?;
    let root = [
        ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
        ("xmlns:mda", "urn:oasis:names:tc:xliff:metadata:2.0"),
        ("version", "2.1"),
        ("srcLang", &*from),
        ("trgLang", &*to),
    ];
    xml.open("xliff", &root)?;
    xml.line(1)?;
    xml.open("file", &[("id", "f1"), ("original", &path)])?;
    let mut facts = vec![
        ("source-sha256", src.origin().sha256.clone()),
        ("target-document", tgt.origin().path.to_string_lossy().into_owned()),
        ("target-sha256", tgt.origin().sha256.clone()),
    ];
    facts.extend(options.date.map(|date| ("date", date.to_owned())));
    xml.metadata(2, &[("texts", facts)])?;
    for (n, bead) in pair.bitext.beads().iter().enumerate() {
        let id = format!("b{}", n + 1);
        xml.line(2)?;
        xml.open("unit", &[("id", &*id)])?;
        if let Some(confidence) = bead.confidence {
            let facts = vec![("confidence", format!("{:.4}", confidence.get()))];
            xml.metadata(3, &[("alignment", facts)])?;
        }
        // A segment must have a source; where the translation added something, it is empty.
        let state = if bead.tgt.is_empty() { "initial" } else { "translated" };
        xml.line(3)?;
        xml.open("segment", &[("id", "s1"), ("state", state)])?;
        xml.line(4)?;
        xml.element("source", &[], &line(&pair.src, bead.src))?;
        if !bead.tgt.is_empty() {
            xml.line(4)?;
            xml.element("target", &[], &line(&pair.tgt, bead.tgt))?;
        }
        xml.line(3)?;
        xml.close("segment")?;
        xml.line(2)?;
        xml.close("unit")?;
    }
    xml.line(1)?;
    xml.close("file")?;
    xml.line(0)?;
    xml.close("xliff")?;
    xml.line(0)?;
    Ok(())
}
