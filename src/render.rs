//! A finished article → bytes, in eight formats, and two views of many articles.
//!
//! Renderers are siblings: each takes the article, the options and a writer. They compute nothing
//! about the text (what is not in the article is not in the output), never call each other, and
//! open no file. [`render`] is the only door; [`index`] and [`ledger`] take many articles.

mod cast;
pub(crate) mod escape;
mod html;
mod index;
mod json;
mod jsonld;
mod ledger;
mod links;
mod pair;
pub(crate) mod phrases;
mod places;
mod tei;
pub(crate) mod template;
mod text;
mod tmx;
mod tsv;
mod xliff;
mod xml;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::corpus::article::Article;
use crate::corpus::document::Document;

pub use index::{Summary, index};
pub use ledger::ledger;
pub use pair::{PairFormat, render_pair};

/// What a file can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The document file every other program reads.
    Json,
    /// The bilingual page.
    Html,
    /// The English, to read.
    Txt,
    /// One sentence pair a line, for spreadsheets.
    Tsv,
    /// Translation memory, TMX 1.4b.
    Tmx,
    /// Localisation exchange, XLIFF 2.1.
    Xliff,
    /// Scholarly edition, TEI P5.
    Tei,
    /// Web Annotation and PROV-O.
    Jsonld,
}

impl Format {
    /// All formats, in the order in which they are listed to users.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Html,
        Self::Txt,
        Self::Tsv,
        Self::Tmx,
        Self::Xliff,
        Self::Tei,
        Self::Jsonld,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Txt => "txt",
            Self::Tsv => "tsv",
            Self::Tmx => "tmx",
            Self::Xliff => "xliff",
            Self::Tei => "tei",
            Self::Jsonld => "jsonld",
        }
    }

    /// The name of the file of document `stem` in this format.
    ///
    /// ```
    /// use tarjuman::render::Format;
    /// assert_eq!(Format::Json.file_name("a"), "a.json");
    /// assert_eq!(Format::Txt.file_name("a"), "a.en.txt");
    /// ```
    #[must_use]
    pub fn file_name(self, stem: &str) -> String {
        match self {
            // Plain `.txt` would stand beside, or replace, a source of the same stem.
            Self::Txt => format!("{stem}.en.txt"),
            other => format!("{stem}.{}", other.name()),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}

/// A name that no format has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” is no format: choose among json, html, txt, tsv, tmx, xliff, tei, jsonld")]
pub struct UnknownFormat {
    /// The name given.
    pub name: String,
}

/// What a renderer is told beside the article.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// When the translation was made, ISO 8601, shown as it stands; default: not said. It is an
    /// argument because the same input and settings give the same bytes.
    pub date: Option<&'a str>,
    /// The texts a chain may take wordings from: their spans are converted to code points
    /// through them, and left out where the text is not here. Default: none.
    pub originals: &'a [&'a Document],
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The writer refused.
    #[error("cannot write")]
    Io {
        /// Why.
        #[from]
        source: io::Error,
    },
    /// The document file could not be serialised.
    #[error("cannot write the document file")]
    Record {
        /// Why.
        #[from]
        source: crate::record::Error,
    },
    /// JSON could not be serialised.
    #[error("cannot write JSON")]
    Json {
        /// Why.
        #[from]
        source: serde_json::Error,
    },
    /// A template failed: a bug in ours.
    #[error("the page template failed")]
    Template {
        /// Why.
        #[from]
        source: minijinja::Error,
    },
}

/// Writes `article` in `format`.
///
/// # Errors
/// If `out` refuses the bytes.
pub fn render(
    article: &Article,
    format: Format,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let write = match format {
        Format::Json => json::write,
        Format::Html => html::write,
        Format::Txt => text::write,
        Format::Tsv => tsv::write,
        Format::Tmx => tmx::write,
        Format::Xliff => xliff::write,
        Format::Tei => tei::write,
        Format::Jsonld => jsonld::write,
    };
    let mut buffered = io::BufWriter::new(out);
    write(article, options, &mut buffered)?;
    buffered.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_formats() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        let error = "docx".parse::<Format>().unwrap_err().to_string();
        assert!(Format::ALL.iter().all(|f| error.contains(f.name())), "{error}");
    }
}
