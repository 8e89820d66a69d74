//! From paths as typed to documents: what cannot be read is said and set aside.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::report::{Level, Reporter};
use crate::corpus::document::{Document, Media, Origin};
use crate::corpus::hash::sha256;
use crate::corpus::lang::Lang;
use crate::corpus::segment::Segmented;
use crate::corpus::warning::Warned;
use crate::ingest::{self, IngestError, Options};

/// One input and what became of it.
pub(crate) struct Opened {
    /// The path as given, or as found in a folder.
    pub(crate) path: PathBuf,
    /// The document, or why there is none (already said to the person).
    pub(crate) document: Result<Arc<Document>, String>,
}

/// Standard input, as a path.
const STDIN: &str = "-";

/// Reads every file named or found in a folder named, in order; `lang` where the person named it.
///
/// Fails only if nothing at all could be read.
pub(crate) fn open(
    paths: &[PathBuf],
    lang: Option<Lang>,
    reporter: &Reporter,
) -> anyhow::Result<Vec<Opened>> {
    let mut opened = Vec::new();
    let mut named = Vec::new();
    for path in paths {
        if path.as_os_str() == STDIN {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).context("standard input: cannot be read")?;
            opened.push((path.clone(), ingest::read(&bytes, path, options(lang))));
        } else {
            named.push(path.clone());
        }
    }
    let (found, lost) = ingest::discover(&named);
    opened.extend(lost.into_iter().map(|error| (error.path().to_owned(), Err(error))));
    let files = found.into_iter().map(|input| {
        let read = ingest::read_file(&input.path, options(lang));
        (input.path, read)
    });
    opened.extend(files);
    let mut taken = BTreeSet::new();
    let opened: Vec<Opened> =
        opened.into_iter().map(|(path, read)| settle(path, read, &mut taken, reporter)).collect();
    if opened.iter().all(|o| o.document.is_err()) {
        bail!("nothing could be read: give .txt, .md, .html or .htm files, or folders with some");
    }
    Ok(opened)
}

fn options(lang: Option<Lang>) -> Options {
    Options { lang, ..Options::default() }
}

/// Says what was noticed, and gives the document a name no other of this run has.
fn settle(
    path: PathBuf,
    read: Result<Warned<Document>, IngestError>,
    taken: &mut BTreeSet<String>,
    reporter: &Reporter,
) -> Opened {
    let document = match read {
        Err(error) => {
            let said = error.to_string();
            reporter.say(Level::Error, None, &said);
            Err(said)
        }
        Ok(Warned { value, warnings }) => {
            let name = path.display().to_string();
            for warning in &warnings {
                reporter.warn(&name, value.text(), warning);
            }
            let stem = value.id().to_owned();
            let numbered = (2..).map(|n| format!("{stem}-{n}"));
            let id = std::iter::once(stem.clone()).chain(numbered).find(|id| !taken.contains(id));
            let id = id.expect("there are more numbers than files");
            taken.insert(id.clone());
            Ok(Arc::new(value.renamed(id)))
        }
    };
    Opened { path, document }
}

/// The text of one file or of standard input, decoded; of an HTML page, the article.
pub(crate) fn text(path: &Path, lang: Lang, reporter: &Reporter) -> anyhow::Result<Arc<Document>> {
    let opened = open(&[path.to_owned()], Some(lang), reporter)?;
    match opened.into_iter().next().map(|o| o.document) {
        Some(Ok(document)) => Ok(document),
        _ => bail!("{}: name one file", path.display()),
    }
}

/// A file of lines as plain text, whatever its ending, or standard input. It may hold no words.
pub(crate) fn plain(path: &Path, lang: Lang, reporter: &Reporter) -> anyhow::Result<Arc<Document>> {
    let options = Options { lang: Some(lang), media: Some(Media::Plain) };
    let read = if path.as_os_str() == STDIN {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input: cannot be read")?;
        ingest::read(&bytes, path, options)
    } else {
        ingest::read_file(path, options)
    };
    match read {
        Ok(Warned { value, warnings }) => {
            let name = path.display().to_string();
            for warning in &warnings {
                reporter.warn(&name, value.text(), warning);
            }
            Ok(Arc::new(value))
        }
        Err(IngestError::Empty { .. }) => Ok(Arc::new(wordless(path, lang)?)),
        Err(error) => Err(error.into()),
    }
}

/// A file without words still has its lines.
fn wordless(path: &Path, lang: Lang) -> anyhow::Result<Document> {
    let bytes = if path.as_os_str() == STDIN { Vec::new() } else { std::fs::read(path)? };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let origin = Origin {
        path: path.to_owned(),
        media: Media::Plain,
        encoding: "UTF-8",
        bom: false,
        sha256: sha256(&bytes),
    };
    Ok(Document::new("empty".to_owned(), origin, lang, text, Vec::new()))
}

/// The texts named by `--original LANG:PATH`, each path a file or a folder, with their sentences.
///
/// A text in the language translated into is searched with our words, one in the page's own with
/// the page's, any other by names and numbers.
pub(crate) fn originals(named: &[String], reporter: &Reporter) -> anyhow::Result<Vec<Segmented>> {
    let mut out = Vec::new();
    for name in named {
        let (lang, path) = name.split_once(':').with_context(|| {
            format!(
                "--original {name}: write the language, a colon and a path, such as en:speech.txt"
            )
        })?;
        let lang: Lang = lang.parse().with_context(|| format!("--original {name}"))?;
        for opened in open(&[PathBuf::from(path)], Some(lang), reporter)? {
            out.extend(opened.document.ok().map(crate::segment::segment));
        }
    }
    Ok(out)
}
