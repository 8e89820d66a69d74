//! One bead a line, for spreadsheets.

use std::io::Write;

use super::line;
use crate::corpus::pair::Pair;
use crate::render::Error;
use crate::render::escape::tsv as cell;

pub(super) fn write(pair: &Pair, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "source\ttarget\tcost\tconfidence")?;
    for bead in pair.bitext.beads() {
        let (src, tgt) = (line(&pair.src, bead.src), line(&pair.tgt, bead.tgt));
        let sure = bead.confidence.map_or_else(String::new, |c| format!("{:.3}", c.get()));
        writeln!(out, "{}\t{}\t{:.4}\t{sure}", cell(&src), cell(&tgt), bead.cost.get())?;
    }
    Ok(())
}
