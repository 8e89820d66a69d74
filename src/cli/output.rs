//! Writing files so that a reader never sees half of one.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::corpus::hash::hex;
use crate::record::run::OutputEntry;

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written: {source}; {remedy}", path.display())]
pub(crate) struct WriteError {
    path: PathBuf,
    remedy: &'static str,
    source: io::Error,
}

impl WriteError {
    fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), remedy: remedy(&source), source }
    }
}

/// What a person can do about a failed write.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "name a folder that you may write to with --out, or change its permissions"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space, then run the same command again: finished sentences are kept"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where the folder should be: name another with --out"
        }
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only: name a folder on another one",
        _ => "check the path, then run the same command again",
    }
}

/// Makes the output folder and shows at once, before any work, whether files can be written there.
pub(crate) fn prepare(dir: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(dir).map_err(|e| WriteError::new(dir, e))?;
    tempfile::Builder::new()
        .prefix(".tarjuman-")
        .tempfile_in(dir)
        .map(drop)
        .map_err(|e| WriteError::new(dir, e))
}

/// The folder that a file stands in.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes `path` whole or not at all: into a file beside it, flushed to disk, then renamed.
pub(crate) fn write_atomically(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    let fail = |e| WriteError::new(path, e);
    let beside =
        tempfile::Builder::new().prefix(".tarjuman-").tempfile_in(folder(path)).map_err(fail)?;
    let mut out = BufWriter::new(beside);
    fill(&mut out).map_err(fail)?;
    let beside = out.into_inner().map_err(|e| fail(e.into_error()))?;
    beside.as_file().sync_all().map_err(fail)?;
    make_readable(beside.as_file()).map_err(fail)?;
    beside.persist(path).map_err(|e| fail(e.error))?;
    Ok(())
}

/// A writer that knows how much went through it, and its SHA-256.
pub(crate) struct Measured<'w> {
    inner: &'w mut dyn Write,
    hash: Sha256,
    bytes: u64,
}

impl<'w> Measured<'w> {
    pub(crate) fn new(inner: &'w mut dyn Write) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// What went through, as the record of a run names it.
    pub(crate) fn entry(self, name: &str) -> OutputEntry {
        OutputEntry { path: name.to_owned(), bytes: self.bytes, sha256: hex(&self.hash.finalize()) }
    }
}

impl Write for Measured<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Temporary files are private; an output is as readable as any other new file.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_litter() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        write_atomically(&path, |out| out.write_all(b"first")).unwrap();
        let failed = write_atomically(&path, |out| {
            out.write_all(b"half of the sec")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        let said = failed.unwrap_err().to_string();
        assert!(said.contains("a.txt") && said.contains("free some space"), "{said}");
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
