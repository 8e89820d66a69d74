//! What can go wrong between a model's name and its verified files; each message says where, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why there is no usable model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The word after `--model` has none of the forms.
    #[error(
        "“{given}” names no model: write default, a directory that exists, or a hub id such as \
         Helsinki-NLP/opus-mt-fr-en@REVISION (`tarjuman models list` shows the known ones)"
    )]
    UnknownName {
        /// The word.
        given: String,
    },
    /// A path that leads to no directory.
    #[error("{}: there is no such directory; a model is a directory with a config.json", .path.display())]
    NoDirectory {
        /// The path.
        path: PathBuf,
    },
    /// The directory is a repository of the hub's cache, not one of its revisions.
    #[error(
        "{}: this is a repository of the hub's cache; give one revision of it: {}",
        .path.display(), .snapshots.join(", ")
    )]
    CacheFolder {
        /// The directory.
        path: PathBuf,
        /// The revisions in it, as paths.
        snapshots: Vec<String>,
    },
    /// Files a model must have are not there.
    #[error("{place}: no {} here, so this is no Marian model; found {}", .missing.join(", "), listed(.found))]
    MissingFiles {
        /// The directory, repository, or program.
        place: String,
        /// What a model must have.
        missing: Vec<String>,
        /// What is there instead.
        found: Vec<String>,
    },
    /// More than one weights file, and none is the usual one.
    #[error("{place}: several weights files ({}); keep one of them in a directory of its own", .found.join(", "))]
    ManyWeights {
        /// The directory or repository.
        place: String,
        /// The weights files.
        found: Vec<String>,
    },
    /// The program was built from a tree without `models/fr-en`.
    #[error(
        "this build carries no default model: build it from a checkout that has models/fr-en, or give \
         --model a directory or a hub id"
    )]
    NoDefault,
    /// The program's own copy of a file is not what the catalogue says.
    #[error(
        "{file} in this program is damaged (SHA-256 {got}, catalogue {expected}): install it again"
    )]
    DamagedProgram {
        /// The file.
        file: String,
        /// The catalogue's hash.
        expected: String,
        /// The hash of the bytes.
        got: String,
    },
    /// Not in the cache, and look-ups are off.
    #[error(
        "{id} is not in the model cache {}: fetch it once with `tarjuman models fetch {id} --online`, or pass \
         --online",
        .cache.display()
    )]
    NotFetched {
        /// The hub id.
        id: String,
        /// The cache folder.
        cache: PathBuf,
    },
    /// A download was asked for while look-ups are off.
    #[error(
        "look-ups on the hub are off: say `tarjuman models fetch {id} --online` to download {id}"
    )]
    Offline {
        /// The hub id.
        id: String,
    },
    /// Only hub models can be downloaded.
    #[error("{model} is not on the hub, so there is nothing to fetch; it is ready to use as it is")]
    NothingToFetch {
        /// The model.
        model: String,
    },
    /// The hub's address cannot be used.
    #[error("{endpoint}: not a hub address; it must start with http:// or https://")]
    Endpoint {
        /// The address given.
        endpoint: String,
    },
    /// The proxy's address cannot be used.
    #[error("{proxy}: not a proxy address")]
    Proxy {
        /// The address given.
        proxy: String,
        /// What is wrong with it.
        source: Box<ureq::Error>,
    },
    /// No such repository, or it is private.
    #[error(
        "{endpoint} has no model {repository}, or it is private: check the spelling, or give a token"
    )]
    NoRepository {
        /// `owner/name`.
        repository: String,
        /// The hub.
        endpoint: String,
    },
    /// The repository can be seen, but its files need permission.
    #[error("{url}: access is restricted: accept the model's terms on the hub, and give a token")]
    Restricted {
        /// What was asked for.
        url: String,
    },
    /// The repository has no such branch, tag or commit.
    #[error(
        "{repository} has no revision {revision}: leave it out for the newest, or see its history at {endpoint}/{repository}/commits/main"
    )]
    NoRevision {
        /// `owner/name`.
        repository: String,
        /// What was asked for.
        revision: String,
        /// The hub.
        endpoint: String,
    },
    /// The hub could not be reached, or it did not answer.
    #[error(
        "{url}: the hub cannot be reached: check the network, or work with a model that is already here"
    )]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What went wrong.
        source: Box<ureq::Error>,
    },
    /// The hub answered with a status that is no success.
    #[error("{url}: the hub answered {status}: try again later; what was downloaded is kept")]
    Refused {
        /// What was asked for.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not the hub's.
    #[error("{url}: the answer is not the hub's listing: is this address a hub?")]
    Answer {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The download broke off, repeatedly.
    #[error(
        "{file}: the download broke off after {got} of {} bytes: run the same command again, it goes on from there",
        .expected.map_or_else(|| "an unknown number of".to_owned(), |n| n.to_string())
    )]
    Interrupted {
        /// The address of the file.
        file: String,
        /// Bytes safely on disk.
        got: u64,
        /// Bytes it has on the hub, where known.
        expected: Option<u64>,
        /// What broke it off.
        source: io::Error,
    },
    /// A file is shorter or longer than recorded.
    #[error(
        "{file}: {got} bytes, recorded {expected}: `tarjuman models fetch {model} --online` repairs it"
    )]
    WrongSize {
        /// The file.
        file: String,
        /// The recorded length.
        expected: u64,
        /// Its length now.
        got: u64,
        /// The model it belongs to.
        model: String,
    },
    /// A file's bytes are not the recorded ones.
    #[error(
        "{file}: SHA-256 {got}, recorded {expected}: `tarjuman models fetch {model} --online` repairs it"
    )]
    WrongHash {
        /// The file.
        file: String,
        /// The recorded hash.
        expected: String,
        /// Its hash now.
        got: String,
        /// The model it belongs to.
        model: String,
    },
    /// A recorded file is gone.
    #[error("{file}: recorded, but gone: `tarjuman models fetch {model} --online` repairs it")]
    Gone {
        /// The file.
        file: String,
        /// The model it belongs to.
        model: String,
    },
    /// The bytes that came are not those the hub, or an earlier download of the same commit, announced.
    #[error(
        "{file}: downloaded bytes have SHA-256 {got}, announced {expected}; they were thrown away: try again"
    )]
    WrongDownload {
        /// The address of the file.
        file: String,
        /// The hash announced.
        expected: String,
        /// The hash of what came.
        got: String,
    },
    /// The record of a cached model cannot be read.
    #[error("{}: not a record of this program: delete it and fetch the model again", .path.display())]
    Record {
        /// The record.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A file of the model cannot be read.
    #[error("{}: cannot be read: {}", .path.display(), remedy(.source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The cache cannot be written.
    #[error("{}: cannot be written: {}", .path.display(), remedy(.source))]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err` where `path` is read.
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    /// For `map_err` where `path` is written.
    pub(crate) fn cache(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Cache { path, source }
    }
}

/// What a person can do about a failure of the file system.
fn remedy(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => {
            "the disk is full; free some space and run the same command again, it goes on from there"
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            "this user may not; choose another cache folder, or have the permissions changed"
        }
        Kind::NotADirectory | Kind::AlreadyExists => {
            "a file stands where a folder should be; move it away or choose another folder"
        }
        Kind::NotFound => "it is not there",
        _ => "see the cause",
    }
}

/// Names, or a word where there are none.
fn listed(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
