//! Beads with their sentences, as one array.

use std::io::Write;

use serde_json::json;

use super::line;
use crate::corpus::pair::Pair;
use crate::render::Error;

pub(super) fn write(pair: &Pair, out: &mut dyn Write) -> Result<(), Error> {
    let entry = |bead: &crate::corpus::bitext::Bead| {
        json!({
            "source": bead.src.range().collect::<Vec<_>>(),
            "target": bead.tgt.range().collect::<Vec<_>>(),
            "cost": bead.cost,
            "confidence": bead.confidence,
            "source_text": line(&pair.src, bead.src),
            "target_text": line(&pair.tgt, bead.tgt),
        })
    };
    let beads: Vec<_> = pair.bitext.beads().iter().map(entry).collect();
    serde_json::to_writer_pretty(&mut *out, &beads)?;
    Ok(writeln!(out)?)
}
