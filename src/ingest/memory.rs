//! Bytes → [`Memory`]: bitexts that somebody made before us.
//!
//! Reads TMX, XLIFF 1.2 and 2, two files of lines (Moses), and one file with `source ||| target` or
//! `source<tab>target` a line; which one is told by the content. Inline codes of CAT tools are
//! left out, the words inside them kept. Entities are never expanded beyond the five of XML.

mod lines;
mod tmx;
mod xliff;
mod xml;

use std::path::{Path, PathBuf};

use super::IngestError;
use super::decode::decode;
use crate::corpus::document::Media;
use crate::corpus::lang::Lang;
use crate::corpus::memory::Memory;
use crate::corpus::warning::{Severity, Warned, Warning};

/// Which two languages are wanted, where the user says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Languages {
    /// The language of the sources; told by the file when not given.
    pub from: Option<Lang>,
    /// The language of the translations; told by the file when not given.
    pub to: Option<Lang>,
}

/// Why a bitext could not be read. Each names the file, the place and a remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// There is no text in the bytes.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The markup is broken.
    #[error("{}: line {line}: the XML is broken; mend it there, or export the file again", path.display())]
    Xml {
        /// The file.
        path: PathBuf,
        /// The line at which reading stopped, from 1.
        line: usize,
        /// What the parser says.
        source: Box<quick_xml::Error>,
    },
    /// The file ends inside an element.
    #[error("{}: line {line}: <{name}> is never closed; the file may have been cut short: export it again", path.display())]
    Unclosed {
        /// The file.
        path: PathBuf,
        /// The line at which the element begins.
        line: usize,
        /// The innermost element left open.
        name: String,
    },
    /// An entity that XML itself does not define.
    #[error("{}: line {line}: the entity &{name}; is not read (entities of a document type could expand without end); write its characters", path.display())]
    Entity {
        /// The file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// Its name.
        name: String,
    },
    /// A line that is no pair.
    #[error("{}: line {line}: write a source, a tab or |||, and its translation; or give TMX, XLIFF, or two files of lines", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// An XML file of another kind.
    #[error("{}: <{root}> is neither TMX nor XLIFF; export the memory as one of them", path.display())]
    Root {
        /// The file.
        path: PathBuf,
        /// Its first element.
        root: String,
    },
    /// Which language is the source is not clear.
    #[error("{}: the units are in {}; name two of these with --from and --to", path.display(), list(found))]
    Languages {
        /// The file.
        path: PathBuf,
        /// The languages found, in order.
        found: Vec<String>,
    },
    /// Two files of lines that do not go together.
    #[error("{} has {n_src} lines and {} has {n_tgt}; a pair of files has one line for each unit", src.display(), tgt.display())]
    Lengths {
        /// The source file.
        src: PathBuf,
        /// Its lines.
        n_src: usize,
        /// The target file.
        tgt: PathBuf,
        /// Its lines.
        n_tgt: usize,
    },
    /// There is nothing in it.
    #[error("{}: there is no unit in it; check that it is the file you mean", path.display())]
    NoUnits {
        /// The file.
        path: PathBuf,
    },
}

fn list(found: &[String]) -> String {
    if found.is_empty() { "no language that is named".to_owned() } else { found.join(", ") }
}

/// Reads one file: TMX, XLIFF, or a pair a line. `path` is only a name here.
///
/// # Errors
/// [`MemoryError`] if it is none of these, is broken, or holds no unit.
pub fn read(
    bytes: &[u8],
    path: &Path,
    languages: Languages,
) -> Result<Warned<Memory>, MemoryError> {
    // As a page, so that an encoding named in the first line is honoured.
    let decoded = decode(bytes, Media::Html, path)?;
    let mut warnings = decoded.warnings;
    let head = decoded.text.trim_start();
    let memory = if head.starts_with('<') {
        match xml::root(&decoded.text, path)?.as_str() {
            "tmx" => tmx::read(&decoded.text, path, languages, &mut warnings)?,
            "xliff" => xliff::read(&decoded.text, path, languages)?,
            root => {
                return Err(MemoryError::Root { path: path.to_owned(), root: root.to_owned() });
            }
        }
    } else {
        lines::read(&decoded.text, path, languages)?
    };
    finished(memory, path, warnings)
}

/// Reads two files with one unit a line each; units empty on both sides are left out.
///
/// # Errors
/// [`MemoryError`] if one cannot be decoded, if they have different numbers of lines, or no words.
pub fn read_two(
    (src_bytes, src): (&[u8], &Path),
    (tgt_bytes, tgt): (&[u8], &Path),
    languages: Languages,
) -> Result<Warned<Memory>, MemoryError> {
    let decoded = decode(src_bytes, Media::Plain, src)?;
    let other = decode(tgt_bytes, Media::Plain, tgt)?;
    let mut warnings = decoded.warnings;
    // Their spans point into two texts, and whoever shows them knows but one.
    warnings.extend(other.warnings.into_iter().map(|w| Warning {
        span: None,
        message: format!("{}: {}", tgt.display(), w.message),
        ..w
    }));
    let memory = lines::read_two((&decoded.text, src), (&other.text, tgt), languages)?;
    finished(memory, src, warnings)
}

fn finished(
    memory: Memory,
    path: &Path,
    warnings: Vec<Warning>,
) -> Result<Warned<Memory>, MemoryError> {
    if memory.units.is_empty() {
        return Err(MemoryError::NoUnits { path: path.to_owned() });
    }
    Ok(Warned { value: memory, warnings })
}

/// The language of a tag such as `en-GB` or `FR_ca`, by its first part.
fn language(tag: &str) -> Option<Lang> {
    tag.split(['-', '_']).next().and_then(|code| code.parse().ok())
}

fn note(message: String) -> Warning {
    Warning { severity: Severity::Note, span: None, message, hint: None }
}

#[cfg(test)]
mod tests;
