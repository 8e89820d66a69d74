//! The hub over HTTP: what a revision holds, and its files, resumed where they broke off.
//!
//! Addresses are hf-hub's; the transfer is ours, on the client hf-hub uses (decision 0062 says why).
//! Never writes outside the file it is given, never reads the environment.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use hf_hub::{Repo, RepoType};
use serde::Deserialize;
use ureq::http::Response;
use ureq::{Agent, Body, Proxy};

use crate::models::cache::is_sha256;
use crate::models::error::Error;
use crate::models::name::{HubId, is_commit};
use crate::models::{Progress, StoreOptions};

/// What a revision holds.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The full commit.
    pub(crate) commit: String,
    /// Its files.
    pub(crate) files: Vec<Remote>,
}

/// One file on the hub.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    /// Its path in the repository.
    pub(crate) name: String,
    /// Its length, where the hub says it.
    pub(crate) size: Option<u64>,
    /// Its SHA-256, where the hub says it (large files).
    pub(crate) sha256: Option<String>,
    /// The name of its content in the cache: the SHA-256, or git's hash for small files.
    pub(crate) blob: Option<String>,
}

#[derive(Deserialize)]
struct Info {
    sha: String,
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    blob_id: Option<String>,
    lfs: Option<Large>,
}

#[derive(Deserialize)]
struct Large {
    sha256: Option<String>,
    size: Option<u64>,
}

impl From<Sibling> for Remote {
    fn from(file: Sibling) -> Self {
        let (sha256, size) = file.lfs.map_or((None, None), |large| (large.sha256, large.size));
        // Both become file names, so what is no hash is not believed.
        let sha256 = sha256.filter(|hash| is_sha256(hash));
        let git = file.blob_id.filter(|hash| is_commit(hash));
        Self {
            name: file.rfilename,
            size: size.or(file.size),
            blob: sha256.clone().or(git),
            sha256,
        }
    }
}

/// Why one attempt ended.
enum Stop {
    /// Trying again would end the same way.
    Final(Error),
    /// The network's fault, most likely.
    Again(Error),
}

/// A connection to one hub.
#[derive(Debug)]
pub(crate) struct Hub<'o> {
    agent: Agent,
    options: &'o StoreOptions,
    endpoint: &'o str,
}

impl<'o> Hub<'o> {
    pub(crate) fn new(options: &'o StoreOptions) -> Result<Self, Error> {
        let endpoint = options.endpoint.trim_end_matches('/');
        if !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
            return Err(Error::Endpoint { endpoint: endpoint.to_owned() });
        }
        let proxy = options.proxy.as_deref().map(|proxy| {
            Proxy::new(proxy)
                .map_err(|e| Error::Proxy { proxy: proxy.to_owned(), source: Box::new(e) })
        });
        let agent = Agent::config_builder()
            .user_agent(concat!("tarjuman/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            .timeout_connect(Some(options.patience))
            .timeout_recv_response(Some(options.patience))
            .timeout_per_read(Some(options.patience))
            .proxy(proxy.transpose()?)
            .build()
            .into();
        Ok(Self { agent, options, endpoint })
    }

    /// Resolves `id` (`main`, unless it says otherwise) to a commit and its files.
    pub(crate) fn list(&self, id: &HubId, revision: &str) -> Result<Listing, Error> {
        let repo = repo(id, revision);
        let url = format!("{}/api/{}?blobs=true", self.endpoint, repo.api_url());
        let mut response = self.get(&url, None).map_err(Stop::into_error)?;
        let code = header(&response, "x-error-code").unwrap_or_default().to_owned();
        match response.status().as_u16() {
            200 => {}
            404 if code == "RevisionNotFound" => {
                return Err(Error::NoRevision {
                    repository: id.repository().to_owned(),
                    revision: revision.to_owned(),
                    endpoint: self.endpoint.to_owned(),
                });
            }
            // The hub answers 401, not 404, for a repository that is not there: it may be private.
            401 | 403 | 404 => {
                return Err(Error::NoRepository {
                    repository: id.repository().to_owned(),
                    endpoint: self.endpoint.to_owned(),
                });
            }
            status => return Err(Error::Refused { url, status }),
        }
        let text = response
            .body_mut()
            .read_to_vec()
            .map_err(|e| Error::Unreachable { url: url.clone(), source: Box::new(e) })?;
        let info: Info = serde_json::from_slice(&text)
            .and_then(|info: Info| {
                let is_sound = is_commit(&info.sha);
                is_sound.then_some(info).ok_or_else(|| serde::de::Error::custom("no commit in it"))
            })
            .map_err(|source| Error::Answer { url, source })?;
        Ok(Listing { commit: info.sha, files: info.siblings.into_iter().map(Into::into).collect() })
    }

    /// The address of the file `name` at `commit`.
    pub(crate) fn url(&self, id: &HubId, commit: &str, name: &str) -> String {
        let revision = repo(id, commit).url_revision();
        format!("{}/{}/resolve/{revision}/{name}", self.endpoint, id.repository())
    }

    /// Brings `remote`, which is at `url`, into `part`, going on from what is already there.
    ///
    /// Gives up after `options.attempts` attempts in a row that bring nothing; one that brings even a little
    /// counts as none, so a slow line ends the download only when it is dead.
    pub(crate) fn download(
        &self,
        url: &str,
        remote: &Remote,
        part: &Path,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), Error> {
        let mut fruitless = 0;
        loop {
            let before = length(part);
            match self.attempt(url, remote, part, progress) {
                Ok(()) => return Ok(()),
                Err(Stop::Final(e)) => return Err(e),
                Err(Stop::Again(e)) => {
                    fruitless = if length(part) > before { 1 } else { fruitless + 1 };
                    if fruitless >= self.options.attempts {
                        return Err(e);
                    }
                    std::thread::sleep(self.options.pause * fruitless);
                }
            }
        }
    }

    fn attempt(
        &self,
        url: &str,
        remote: &Remote,
        part: &Path,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), Stop> {
        let disk = |e: io::Error| Stop::Final(Error::cache(part)(e));
        let mut file =
            File::options().create(true).write(true).truncate(false).open(part).map_err(disk)?;
        let mut have = length(part);
        if remote.size.is_some_and(|size| have > size) {
            have = restart(&mut file).map_err(disk)?;
        }
        if remote.size == Some(have) {
            return Ok(());
        }
        let response = self.get(url, Some(have))?;
        match response.status().as_u16() {
            206 if starts_at(&response, have) => {}
            // The whole file: this server knows no ranges, or has not listened.
            200 if have == 0 => {}
            200 => have = restart(&mut file).map_err(disk)?,
            206 | 416 => {
                restart(&mut file).map_err(disk)?;
                return Err(Stop::Again(refused(url, &response)));
            }
            408 | 429 | 500..=599 => return Err(Stop::Again(refused(url, &response))),
            401 | 403 => return Err(Stop::Final(Error::Restricted { url: url.to_owned() })),
            _ => return Err(Stop::Final(refused(url, &response))),
        }
        file.seek(SeekFrom::Start(have)).map_err(disk)?;
        let mut copy = Copy { url, remote, have, total: total(&response, remote, have) };
        copy.run(response.into_body(), &mut file, part, progress)?;
        file.sync_all().map_err(disk)
    }

    /// One request, from byte `from` on. Compression is declined: a compressed answer has other ranges and
    /// another length than the file (huggingface/hf-hub#141).
    fn get(&self, url: &str, from: Option<u64>) -> Result<Response<Body>, Stop> {
        let mut request = self.agent.get(url).header("Accept-Encoding", "identity");
        if let Some(from) = from.filter(|from| *from > 0) {
            request = request.header("Range", format!("bytes={from}-"));
        }
        if let Some(token) = &self.options.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.call().map_err(|e| {
            Stop::Again(Error::Unreachable { url: url.to_owned(), source: Box::new(e) })
        })
    }
}

impl Stop {
    fn into_error(self) -> Error {
        match self {
            Self::Final(e) | Self::Again(e) => e,
        }
    }
}

/// One answer's way to the disk.
struct Copy<'a> {
    url: &'a str,
    remote: &'a Remote,
    have: u64,
    total: Option<u64>,
}

impl Copy<'_> {
    fn run(
        &mut self,
        body: Body,
        file: &mut File,
        part: &Path,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), Stop> {
        let mut reader = body.into_reader();
        let mut buffer = vec![0; 1 << 16];
        loop {
            progress(Progress { file: &self.remote.name, done: self.have, total: self.total });
            let n = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(Stop::Again(self.broken(e))),
            };
            file.write_all(&buffer[..n]).map_err(|e| Stop::Final(Error::cache(part)(e)))?;
            self.have += n as u64;
        }
        // A connection closed early can look like an end, and a mirror can serve another file.
        if self.total.is_some_and(|total| total != self.have) {
            let early = io::Error::new(io::ErrorKind::UnexpectedEof, "the connection was closed");
            return Err(Stop::Again(self.broken(early)));
        }
        Ok(())
    }

    fn broken(&self, source: io::Error) -> Error {
        Error::Interrupted {
            file: self.url.to_owned(),
            got: self.have,
            expected: self.total,
            source,
        }
    }
}

fn repo(id: &HubId, revision: &str) -> Repo {
    Repo::with_revision(id.repository().to_owned(), RepoType::Model, revision.to_owned())
}

fn header<'r>(response: &'r Response<Body>, name: &str) -> Option<&'r str> {
    response.headers().get(name)?.to_str().ok()
}

fn refused(url: &str, response: &Response<Body>) -> Error {
    Error::Refused { url: url.to_owned(), status: response.status().as_u16() }
}

/// Whether a partial answer (`Content-Range: bytes 500-999/1000`) starts where we asked.
fn starts_at(response: &Response<Body>, from: u64) -> bool {
    header(response, "content-range")
        .and_then(|range| range.strip_prefix("bytes ")?.split_once('-')?.0.parse::<u64>().ok())
        .is_some_and(|start| start == from)
}

/// The length the whole file must have: the listing's, else what this answer announces.
fn total(response: &Response<Body>, remote: &Remote, have: u64) -> Option<u64> {
    let rest = || header(response, "content-length")?.parse::<u64>().ok();
    remote.size.or_else(|| Some(rest()? + have))
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.len())
}

fn restart(file: &mut File) -> io::Result<u64> {
    file.set_len(0)?;
    file.rewind()?;
    Ok(0)
}

/// How long to wait before the next attempt, by default.
pub(crate) const PAUSE: Duration = Duration::from_millis(500);
