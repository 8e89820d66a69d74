//! Layer 2 · bytes → `Document`: decoded text, its blocks, and the facts it states about itself.
//!
//! In go the bytes of one file and what the user knows of it; out comes a `Document` whose text is the
//! file exactly as decoded (of a page in HTML: the article taken out of it), with warnings. Blocks are
//! classified by rule from the tables in `ingest/data/`. Never here: sentences, models, the network.

mod classify;
mod decode;
mod discover;
mod duplicates;
mod facts;
mod html;
pub mod language;
mod markdown;
pub mod memory;
mod plain;
mod tables;

use std::io;
use std::path::{Path, PathBuf};

use crate::corpus::document::{BlockKind, Document, Media, Origin};
use crate::corpus::hash::sha256;
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};
use crate::corpus::warning::{Severity, Warned, Warning};

pub use discover::{Input, discover};

/// What the reader is told about a text beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The language it is written in; default: recognised from the words, else French.
    pub lang: Option<Lang>,
    /// What the bytes are; default: told by the file's ending, else by its first bytes.
    pub media: Option<Media>,
}

/// Why a text could not be read. Each names the file, the place where there is one, and a remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// Nothing stands at the path.
    #[error("{}: there is no such file or folder; check the spelling", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The system would not let it be read.
    #[error("{}: cannot be read ({source}); check its permissions, or leave it out", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder with nothing in it that this tool reads.
    #[error("{}: the folder holds no .txt, .md or .html file; give another folder, or the files by name", path.display())]
    NothingToRead {
        /// The folder.
        path: PathBuf,
    },
    /// No bytes, or no letter among them.
    #[error("{}: the file is empty or holds no words; save the article's text into it, or leave it out", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Longer than offsets can count.
    #[error("{}: {bytes} bytes are more than the 4 GiB that can be read at once; split the file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: u64,
    },
    /// Not text at all.
    #[error("{}: byte {offset}: {found} is no part of a text; {remedy}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where, in bytes from the start of the file.
        offset: usize,
        /// What stands there.
        found: &'static str,
        /// What the user can do.
        remedy: &'static str,
    },
}

impl IngestError {
    /// The file or folder it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Unreadable { path, .. }
            | Self::NothingToRead { path }
            | Self::Empty { path }
            | Self::TooLarge { path, .. }
            | Self::NotText { path, .. } => path,
        }
    }
}

/// A stretch of text found by a reader, before it is known what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Raw {
    span: Span<Byte>,
    /// What the page's own markup says it is.
    hint: Option<BlockKind>,
}

/// A text taken apart by the reader of its medium.
struct Parts {
    text: String,
    raws: Vec<Raw>,
    markup: Vec<Span<Byte>>,
    warnings: Vec<Warning>,
}

/// Reads a file from disk. See [`read`].
///
/// # Errors
/// If the file cannot be opened, is longer than 4 GiB, or for any reason of [`read`].
pub fn read_file(path: &Path, options: Options) -> Result<Warned<Document>, IngestError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => IngestError::Missing { path: path.to_owned() },
        _ => IngestError::Unreadable { path: path.to_owned(), source },
    };
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > u64::from(u32::MAX) {
        return Err(IngestError::TooLarge { path: path.to_owned(), bytes });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    read(&bytes, path, options)
}

/// Turns the bytes of one file into a document. `path` is only a name here (`-` for standard input).
///
/// # Errors
/// If there is no text in the bytes: none at all, too many, or something that is not text.
pub fn read(bytes: &[u8], path: &Path, options: Options) -> Result<Warned<Document>, IngestError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(IngestError::TooLarge { path: path.to_owned(), bytes: bytes.len() as u64 });
    }
    let media = options.media.unwrap_or_else(|| media_of(bytes, path));
    let decoded = decode::decode(bytes, media, path)?;
    if u32::try_from(decoded.text.len()).is_err() {
        return Err(IngestError::TooLarge {
            path: path.to_owned(),
            bytes: decoded.text.len() as u64,
        });
    }
    if !decoded.text.chars().any(char::is_alphanumeric) {
        return Err(IngestError::Empty { path: path.to_owned() });
    }
    let mut warnings = decoded.warnings;
    let mut parts = match media {
        Media::Plain => plain::take_apart(decoded.text),
        Media::Markdown => markdown::take_apart(decoded.text),
        Media::Html => html::take_apart(&decoded.text),
    };
    warnings.append(&mut parts.warnings);
    if parts.raws.is_empty() {
        return Err(IngestError::Empty { path: path.to_owned() });
    }
    let lang = options.lang.unwrap_or_else(|| guess_lang(&parts, &mut warnings));
    let blocks = duplicates::mark(&parts.text, classify::classify(&parts.text, &parts.raws));
    let facts = facts::read(&parts.text, &blocks, lang);
    let origin = Origin {
        path: path.to_owned(),
        media,
        encoding: decoded.encoding,
        bom: decoded.bom,
        sha256: sha256(bytes),
    };
    let document = Document::new(id_of(path), origin, lang, parts.text, blocks)
        .with_markup(parts.markup)
        .with_facts(facts);
    Ok(Warned { value: document, warnings })
}

/// The language of the words in the blocks; French, with a note, where they do not show it.
fn guess_lang(parts: &Parts, warnings: &mut Vec<Warning>) -> Lang {
    let words = language::sample(&parts.text, parts.raws.iter().map(|r| r.span));
    language::guess(&words).unwrap_or_else(|| {
        warnings.push(Warning {
            severity: Severity::Note,
            span: None,
            message: "the language could not be told from the words; it is read as French"
                .to_owned(),
            hint: Some("name it with --from".to_owned()),
        });
        Lang::FR
    })
}

fn media_of(bytes: &[u8], path: &Path) -> Media {
    let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("html" | "htm" | "xhtml") => Media::Html,
        Some("md" | "markdown") => Media::Markdown,
        Some("txt") => Media::Plain,
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
            let head = head.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
            let is_page =
                ["<!doctype html", "<html", "<head", "<body"].iter().any(|t| head.starts_with(t));
            if is_page { Media::Html } else { Media::Plain }
        }
    }
}

fn id_of(path: &Path) -> String {
    match path.file_stem().map(|s| s.to_string_lossy()) {
        Some(stem) if stem != "-" => stem.into_owned(),
        _ => "stdin".to_owned(),
    }
}
