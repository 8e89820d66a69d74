//! From paths as typed to documents: what cannot be read is said and set aside.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::report::{Level, Reporter};
use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::warning::{Severity, Warned, Warning};
use crate::ingest::{self, Input};

/// One input and what became of it.
pub(crate) struct Opened {
    /// The path as given, or as found in a folder.
    pub(crate) path: PathBuf,
    /// The document, or why there is none (already said to the person).
    pub(crate) document: Result<Warned<Arc<Document>>, String>,
}

/// Standard input, as a path.
const STDIN: &str = "-";

/// Reads every file named or found in a folder named, in order.
///
/// Fails only if there is nothing to read at all.
pub(crate) fn open(paths: &[PathBuf], lang: Lang, reporter: &Reporter) -> anyhow::Result<Vec<Opened>> {
    let (named_stdin, named): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.as_os_str() == STDIN);
    let named: Vec<PathBuf> = named.into_iter().cloned().collect();
    let (found, lost) = ingest::discover(&named);
    let mut opened: Vec<Opened> = Vec::new();
    for error in &lost {
        reporter.say(Level::Error, None, &error.to_string());
        opened.push(Opened { path: error.path().to_owned(), document: Err(error.to_string()) });
    }
    if !named_stdin.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input: cannot be read")?;
        opened.push(read(Path::new(STDIN), &bytes, lang, reporter));
    }
    for input in &found {
        opened.push(match std::fs::read(&input.path) {
            Ok(bytes) => read(&input.path, &bytes, lang, reporter),
            Err(error) => {
                let said = format!("{}: cannot be read: {error}; check its permissions", input.path.display());
                reporter.say(Level::Error, None, &said);
                Opened { path: input.path.clone(), document: Err(said) }
            }
        });
    }
    if opened.iter().all(|o| o.document.is_err()) {
        match opened.len() {
            0 => bail!("nothing to read: no .txt, .md, .html or .htm file in {}", list(paths)),
            _ => bail!("none of the {} inputs could be read", opened.len()),
        }
    }
    Ok(opened)
}
