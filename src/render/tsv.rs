//! One sentence pair a line, for spreadsheets and `cut`.

use std::io::Write;

use super::escape::tsv as cell;
use super::places::Places;
use super::{Error, Options};
use crate::corpus::article::Article;

/// Writes the table: `doc seg block kind src tgt score flags quotes`.
pub(super) fn write(
    article: &Article,
    _options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let places = Places::new(article);
    let doc = cell(article.source.document().id());
    writeln!(out, "doc\tseg\tblock\tkind\tsrc\ttgt\tscore\tflags\tquotes")?;
    for (i, segment) in article.source.segments().iter().enumerate() {
        let target = article.target.get(i);
        let flags = target.map_or_else(Vec::new, |t| t.flags.iter().map(|f| f.name()).collect());
        let quotes: Vec<String> = places.of(i).iter().map(|q| format!("q{}", q + 1)).collect();
        let score = target.and_then(|t| t.score).map(|s| format!("{:.4}", s.get()));
        writeln!(
            out,
            "{doc}\ts{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            i + 1,
            segment.block,
            article.source.block(i).kind.name(),
            cell(article.source.text(i)),
            cell(target.map_or("", |t| &t.text)),
            score.unwrap_or_default(),
            flags.join(" "),
            quotes.join(" "),
        )?;
    }
    Ok(())
}
