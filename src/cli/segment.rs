//! `tarjuman segment PATH`: one sentence a line, or spans.

use std::io::{self, Write};

use std::sync::Arc;

use serde_json::json;

use super::Outcome;
use super::args::{SegmentArgs, SegmentFormat};
use super::inputs;
use super::report::Reporter;
use crate::corpus::document::Media;
use crate::corpus::span::CharIndex;

pub(crate) fn run(args: &SegmentArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let document = inputs::text(&args.path, args.lang, reporter)?;
    let text = document.text();
    let sentences = match document.origin().media {
        Media::Plain => crate::segment::sentences(text, args.lang),
        Media::Markdown | Media::Html => {
            let segmented = crate::segment::segment(Arc::clone(&document));
            segmented.segments().iter().map(|segment| segment.span).collect()
        }
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        SegmentFormat::Lines => {
            for span in sentences {
                let words: Vec<&str> = span.of(text).split_whitespace().collect();
                writeln!(out, "{}", words.join(" "))?;
            }
        }
        SegmentFormat::Json => {
            let index = CharIndex::new(text);
            let spans: Vec<_> = sentences
                .into_iter()
                .map(|span| {
                    let chars = index.chars(span);
                    json!({"start": chars.start(), "end": chars.end(), "text": span.of(text)})
                })
                .collect();
            serde_json::to_writer_pretty(&mut out, &spans)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
