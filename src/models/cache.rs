//! The model cache: the hub's own folder layout, so that models fetched by other programs are found and theirs
//! find ours, plus one record of hashes for each revision and a lock that keeps two fetches apart.
//!
//! ```text
//! models--owner--name/blobs/<hash>              the bytes, one file for each content
//!                     snapshots/<commit>/<file>  symlinks to them
//!                     refs/<branch>              the commit a branch had when it was last asked for
//!                     tarjuman/<commit>.json     what was fetched: name, size and SHA-256 of every file
//! ```

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hf_hub::{Cache, CacheRepo, Repo, RepoType};
use serde::{Deserialize, Serialize};

use crate::models::error::Error;
use crate::models::identity::{FileRecord, measure};
use crate::models::layout;
use crate::models::name::{HubId, is_commit};

const SCHEMA: &str = "tarjuman-model/1";

/// The record of one fetched revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    schema: String,
    /// `owner/name`.
    pub(crate) repository: String,
    /// The full commit.
    pub(crate) commit: String,
    /// Every file, sorted by name.
    pub(crate) files: Vec<FileRecord>,
}

impl Record {
    pub(crate) fn new(id: &HubId, commit: &str, files: Vec<FileRecord>) -> Self {
        let (repository, commit) = (id.repository().to_owned(), commit.to_owned());
        Self { schema: SCHEMA.to_owned(), repository, commit, files }
    }

    /// The recorded size and hash of `name`.
    pub(crate) fn file(&self, name: &str) -> Option<&FileRecord> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// One repository's corner of the cache.
#[derive(Debug)]
pub(crate) struct Corner {
    root: PathBuf,
    repo: Repo,
    paths: CacheRepo,
}

impl Corner {
    pub(crate) fn new(root: &Path, id: &HubId) -> Self {
        let repo = Repo::new(id.repository().to_owned(), RepoType::Model);
        let paths = Cache::new(root.to_owned()).repo(repo.clone());
        Self { root: root.to_owned(), repo, paths }
    }

    fn folder(&self) -> PathBuf {
        self.root.join(self.repo.folder_name())
    }

    /// Where the files of `commit` are.
    pub(crate) fn snapshot(&self, commit: &str) -> PathBuf {
        self.paths.pointer_path(commit)
    }

    /// Where content named `hash` is.
    pub(crate) fn blob(&self, hash: &str) -> PathBuf {
        self.paths.blob_path(hash)
    }

    /// The commit `revision` stands for, as far as this cache knows.
    pub(crate) fn commit_of(&self, revision: &str) -> Option<String> {
        if is_commit(revision) {
            return self.snapshot(revision).is_dir().then(|| revision.to_owned());
        }
        let text = fs::read_to_string(self.folder().join("refs").join(revision)).ok()?;
        Some(text.trim().to_owned()).filter(|commit| is_commit(commit))
    }

    /// Notes that `revision` stands for `commit`.
    pub(crate) fn note(&self, revision: &str, commit: &str) -> Result<(), Error> {
        let path = self.folder().join("refs").join(revision);
        write_whole(&path, commit.as_bytes()).map_err(Error::cache(&path))
    }

    fn record_path(&self, commit: &str) -> PathBuf {
        self.folder().join("tarjuman").join(format!("{commit}.json"))
    }

    /// The record of `commit`, if this program fetched or adopted it.
    pub(crate) fn record(&self, commit: &str) -> Result<Option<Record>, Error> {
        read_record(&self.record_path(commit))
    }

    pub(crate) fn write_record(&self, record: &Record) -> Result<(), Error> {
        let path = self.record_path(&record.commit);
        let mut text = serde_json::to_vec_pretty(record).expect("a record is plain data");
        text.push(b'\n');
        write_whole(&path, &text).map_err(Error::cache(&path))
    }

    /// Records a complete snapshot that another program fetched; `None` when there is none.
    ///
    /// Content stored under its SHA-256 is checked against that name; the rest is trusted on first use.
    pub(crate) fn adopt(&self, id: &HubId, commit: &str) -> Result<Option<Record>, Error> {
        let Ok((files, _)) = layout::directory(&self.snapshot(commit)) else { return Ok(None) };
        let mut records = Vec::new();
        for (name, place) in files.iter() {
            let path = self.snapshot(commit).join(name);
            let record = measure(name, place).map_err(Error::read(&path))?;
            let real = fs::canonicalize(&path).map_err(Error::read(&path))?;
            let blob = real.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if is_sha256(blob) && blob != record.sha256 {
                return Err(Error::WrongHash {
                    file: path.display().to_string(),
                    expected: blob.to_owned(),
                    got: record.sha256,
                    model: id.at(commit).to_string(),
                });
            }
            records.push(record);
        }
        let record = Record::new(id, commit, records);
        self.write_record(&record)?;
        Ok(Some(record))
    }

    /// Waits until no other fetch of this repository runs, then keeps others out until the value is dropped.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        let path = self.root.join(".locks").join(self.repo.folder_name()).join("tarjuman.lock");
        let open = || {
            fs::create_dir_all(path.parent().expect("it was joined"))?;
            let file = File::options().write(true).create(true).truncate(false).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(Error::cache(&path))
    }

    /// Makes `snapshots/<commit>/<name>` lead to `blob`, whatever it led to before.
    pub(crate) fn point(&self, commit: &str, name: &str, blob: &Path) -> Result<(), Error> {
        let path = self.snapshot(commit).join(name);
        let link = || {
            fs::create_dir_all(path.parent().expect("it was joined"))?;
            remove(&path)?;
            link_to(blob, &path, name.split('/').count())
        };
        link().map_err(Error::cache(&path))
    }

    /// Drops a file whose bytes are wrong, and the content it led to.
    pub(crate) fn discard(&self, commit: &str, name: &str) -> Result<(), Error> {
        let path = self.snapshot(commit).join(name);
        let drop = || {
            let blob = fs::canonicalize(&path).ok();
            remove(&path)?;
            blob.as_deref().map_or(Ok(()), remove)
        };
        drop().map_err(Error::cache(&path))
    }
}

/// Every record in the cache, sorted by repository and commit.
pub(crate) fn records(root: &Path) -> Result<Vec<Record>, Error> {
    let mut out = Vec::new();
    for repository in entries(root).map_err(Error::read(root))? {
        let folder = repository.join("tarjuman");
        for path in entries(&folder).map_err(Error::read(&folder))? {
            if path.extension().is_some_and(|e| e == "json") {
                out.extend(read_record(&path)?);
            }
        }
    }
    out.sort_by(|a, b| (&a.repository, &a.commit).cmp(&(&b.repository, &b.commit)));
    Ok(out)
}

/// What is in `dir`; nothing, if there is no such folder.
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| entry.map(|e| e.path())).collect(),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(e) => Err(e),
    }
}

fn read_record(path: &Path) -> Result<Option<Record>, Error> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
    };
    serde_json::from_slice(&text)
        .map(Some)
        .map_err(|source| Error::Record { path: path.to_owned(), source })
}

/// Writes so that a reader sees the old content or the new, never a part.
fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().expect("it was joined");
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// A relative symlink, so that the cache can be moved; a hard link or copy where there are no symlinks.
/// `depth` is how many names lead from the revision's folder to `path`.
fn link_to(blob: &Path, path: &Path, depth: usize) -> io::Result<()> {
    #[cfg(unix)]
    {
        let up: PathBuf = std::iter::repeat_n("..", depth + 1).collect();
        let name = blob.file_name().expect("a blob has a name");
        std::os::unix::fs::symlink(up.join("blobs").join(name), path)
    }
    #[cfg(not(unix))]
    {
        let _ = depth;
        fs::hard_link(blob, path).or_else(|_| fs::copy(blob, path).map(|_| ()))
    }
}

/// Whether `word` looks like a SHA-256 in hexadecimal, as the hub names large files.
pub(crate) fn is_sha256(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit())
}
