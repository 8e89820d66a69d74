//! Paths as the user gave them → the files to read, in a fixed order.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::IngestError;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Where it stands.
    pub path: PathBuf,
}

/// File endings that are read when a folder is given.
const ENDINGS: [&str; 5] = ["txt", "html", "htm", "md", "markdown"];

/// The files that `paths` name: a file is itself (whatever its ending), a folder all texts below it.
///
/// Inputs follow the order of `paths`, those of one folder are sorted, each file is listed once. What
/// cannot be read becomes an error beside the inputs, and the rest goes on. Hidden files are left out;
/// a link that leads back into its own folder is followed once.
#[must_use]
pub fn discover(paths: &[PathBuf]) -> (Vec<Input>, Vec<IngestError>) {
    let (mut inputs, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => walk(path, &mut inputs, &mut errors),
            Ok(_) => push(&mut inputs, path),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
                errors.push(IngestError::Missing { path: path.clone() });
            }
            Err(source) => errors.push(IngestError::Unreadable { path: path.clone(), source }),
        }
    }
    (inputs, errors)
}

fn push(inputs: &mut Vec<Input>, path: &Path) {
    let input = Input { path: path.to_owned() };
    if !inputs.contains(&input) {
        inputs.push(input);
    }
}

fn walk(folder: &Path, inputs: &mut Vec<Input>, errors: &mut Vec<IngestError>) {
    let before = (inputs.len(), errors.len());
    let visible =
        |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    let walker = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    let mut known: std::collections::BTreeSet<PathBuf> =
        inputs.iter().map(|i| i.path.clone()).collect();
    for entry in walker.filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_text(entry.path()) => {
                if known.insert(entry.path().to_owned()) {
                    inputs.push(Input { path: entry.path().to_owned() });
                }
            }
            Ok(_) => {}
            // A link back into a folder above it holds nothing that has not been listed.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let source =
                    error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                errors.push(IngestError::Unreadable { path, source });
            }
        }
    }
    if before == (inputs.len(), errors.len()) {
        errors.push(IngestError::NothingToRead { path: folder.to_owned() });
    }
}

fn is_text(path: &Path) -> bool {
    path.extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| ENDINGS.contains(&e.to_ascii_lowercase().as_str()))
}
