//! A pair of aligned texts → bytes. The page is the one articles have; see [`super::html`].
//!
//! What has no counterpart is written too, with its other side left out or empty: nothing is lost.

mod json;
mod tmx;
mod tsv;
mod xliff;

use std::io::{self, Write};

use super::{Error, Options, html};
use crate::align::format::write_beads;
use crate::corpus::pair::{Pair, Side};
use crate::corpus::span::Sent;
use crate::corpus::span::Span;

/// What an aligned pair can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairFormat {
    /// `[0, 1]:[2]:0.1234` a line.
    Beads,
    /// Beads with their sentences.
    Json,
    /// Source, target, cost, confidence.
    Tsv,
    /// Translation memory, TMX 1.4b.
    Tmx,
    /// Localisation exchange, XLIFF 2.1.
    Xliff,
    /// The bilingual page.
    Html,
}

/// Writes `pair` in `format`.
///
/// # Errors
/// If `out` refuses the bytes.
pub fn render_pair(
    pair: &Pair,
    format: PairFormat,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut buffered = io::BufWriter::new(out);
    match format {
        PairFormat::Beads => buffered.write_all(write_beads(&pair.bitext).as_bytes())?,
        PairFormat::Json => json::write(pair, &mut buffered)?,
        PairFormat::Tsv => tsv::write(pair, &mut buffered)?,
        PairFormat::Tmx => tmx::write(pair, options, &mut buffered)?,
        PairFormat::Xliff => xliff::write(pair, options, &mut buffered)?,
        PairFormat::Html => html::write_pair(pair, options, &mut buffered)?,
    }
    buffered.flush()?;
    Ok(())
}

/// The sentences of a run in one line.
fn line(side: &Side, run: Span<Sent>) -> String {
    let words = run.range().flat_map(|i| side.text(i).split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}
