//! The document file: its fields are those of [`crate::record`], which also reads it back.

use std::io::Write;

use super::{Error, Options};
use crate::corpus::article::Article;

/// Writes the document file.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    Ok(crate::record::write(article, options.originals, out)?)
}
