//! A hub on 127.0.0.1 with the real one's addresses and headers, and faults on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};

/// The repository every test asks for.
pub(crate) const ID: &str = "ann/opus-mt-fr-en";
pub(crate) const FIRST: &str = "1111111111111111111111111111111111111111";
pub(crate) const SECOND: &str = "2222222222222222222222222222222222222222";

/// A lasting fault.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// Answers 200 with the whole file whatever range is asked for.
    IgnoresRanges,
    /// Answers a range with another one, seven bytes further on.
    WrongRange,
    /// Leaves the length out, so that a cut looks like the end.
    Unmeasured,
    /// Sends half of a file, then nothing, and keeps the connection.
    FallsSilent,
    /// Leaves sizes and hashes out of the listing, as some mirrors do.
    Terse,
}

/// What the hub does, and what it was asked.
#[derive(Default)]
pub(crate) struct State {
    /// The commit of `main`.
    pub(crate) main: String,
    /// Files by commit.
    pub(crate) commits: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    /// Closes this many file answers after the given number of bytes.
    pub(crate) cuts: usize,
    pub(crate) cut_after: usize,
    /// What is wrong with it all the time.
    pub(crate) fault: Fault,
    /// Answers this many file requests with 503.
    pub(crate) overloaded: usize,
    /// Answers the listing with this instead.
    pub(crate) listing: Option<(u16, &'static str, &'static str)>,
    /// Every request: path, range, whether a token came with it.
    pub(crate) log: Vec<(String, Option<String>, bool)>,
}

pub(crate) struct FakeHub {
    state: Arc<Mutex<State>>,
    port: u16,
}

impl FakeHub {
    /// A hub with one repository, whose `main` is [`FIRST`].
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let port = listener.local_addr().expect("it is bound").port();
        let mut state = State { main: FIRST.to_owned(), ..State::default() };
        state.commits.insert(FIRST.to_owned(), files(1));
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        // Lives as long as the test process; an accept loop needs no more.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || drop(answer(&stream, &shared, port)));
            }
        });
        Self { state, port }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn set(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The ranges asked for of the file `name` since the last call; the log is emptied.
    pub(crate) fn asked(&self, name: &str) -> Vec<Option<String>> {
        let log = std::mem::take(&mut self.set().log);
        let of_file = |path: &str| path.starts_with("/cdn/") && path.ends_with(name);
        log.into_iter().filter(|(path, ..)| of_file(path)).map(|(_, range, _)| range).collect()
    }
}

/// A model's files; `seed` makes revisions differ in their weights and nothing else.
pub(crate) fn files(seed: u64) -> BTreeMap<String, Vec<u8>> {
    let mut x = seed;
    let weights = (0..300_000).map(|_| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        x.to_be_bytes()[0]
    });
    let text = |text: &str| text.as_bytes().to_vec();
    [
        (".gitattributes", text("*.bin filter=lfs")),
        ("README.md", text("# a model")),
        ("config.json", text("{\"model_type\": \"marian\"}")),
        ("onnx/model.gguf", text("not this one")),
        ("pytorch_model.bin", weights.collect()),
        ("source.spm", text("source pieces")),
        ("target.spm", text("target pieces")),
        ("tf_model.h5", text("another program's weights")),
        ("vocab.json", text("{\"</s>\": 0}")),
    ]
    .into_iter()
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// What a client asked for.
struct Request {
    path: String,
    range: Option<String>,
    token: bool,
}

impl Request {
    fn read(stream: &TcpStream) -> std::io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut request = Self { path, range: None, token: false };
        let mut is_compressed = false;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "range" => request.range = Some(value.to_owned()),
                "authorization" => request.token = true,
                "accept-encoding" => is_compressed = value.contains("gzip"),
                _ => {}
            }
        }
        // As the real one does: a compressed answer has no ranges.
        request.range = request.range.filter(|_| !is_compressed);
        Ok(request)
    }
}

fn answer(stream: &TcpStream, state: &Mutex<State>, port: u16) -> std::io::Result<()> {
    let request = Request::read(stream)?;
    let Request { path, range, token } = &request;
    lock(state).log.push((path.clone(), range.clone(), *token));
    if path.starts_with("/api/") {
        let (status, headers, body) = listing(path, &lock(state));
        return send(stream, status, &headers, body.as_bytes());
    }
    if let Some(rest) = path.strip_prefix(&format!("/{ID}/resolve/")) {
        // As the hub does for large files: the bytes are on another host.
        let headers = format!("Location: http://localhost:{port}/cdn/{rest}\r\n");
        return send(stream, 302, &headers, b"");
    }
    file(stream, &request, state)
}

/// Sends a file, or what the faults make of it.
fn file(mut stream: &TcpStream, request: &Request, state: &Mutex<State>) -> std::io::Result<()> {
    let mut plan = lock(state);
    let (commit, name) =
        request.path.trim_start_matches("/cdn/").split_once('/').unwrap_or_default();
    let Some(whole) = plan.commits.get(commit).and_then(|files| files.get(name)).cloned() else {
        return send(stream, 404, "", b"Entry not found");
    };
    if plan.overloaded > 0 {
        plan.overloaded -= 1;
        return send(stream, 503, "", b"");
    }
    let range = request.range.as_deref().filter(|_| plan.fault != Fault::IgnoresRanges);
    let from =
        range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let start =
        from.map_or(0, |from: usize| from + 7 * usize::from(plan.fault == Fault::WrongRange));
    if start >= whole.len() {
        return send(stream, 416, &format!("Content-Range: bytes */{}\r\n", whole.len()), b"");
    }
    let body = &whole[start..];
    let is_large = whole.len() > 1000;
    let is_silent = plan.fault == Fault::FallsSilent && is_large;
    let is_cut = plan.cuts > 0 && is_large;
    plan.cuts -= usize::from(is_cut);
    let limit = match (is_silent, is_cut) {
        (true, _) => body.len() / 2,
        (_, true) => plan.cut_after.min(body.len()),
        _ => body.len(),
    };
    let announced = (plan.fault != Fault::Unmeasured).then_some(body.len());
    drop(plan);
    let ranged = format!("Content-Range: bytes {start}-{}/{}\r\n", whole.len() - 1, whole.len());
    let (status, headers) = from.map_or((200, ""), |_| (206, ranged.as_str()));
    head(stream, status, headers, announced)?;
    stream.write_all(&body[..limit])?;
    if is_silent {
        thread::sleep(Duration::from_secs(20));
    }
    stream.shutdown(Shutdown::Both)
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no handler panics")
}

fn listing(path: &str, state: &State) -> (u16, String, String) {
    if let Some((status, code, body)) = state.listing {
        return (status, format!("X-Error-Code: {code}\r\n"), body.to_owned());
    }
    let asked = path.trim_start_matches(&format!("/api/models/{ID}/revision/"));
    let Some(revision) = asked.strip_suffix("?blobs=true").filter(|asked| !asked.contains('/'))
    else {
        return (401, "X-Error-Code: RepoNotFound\r\n".to_owned(), "{}".to_owned());
    };
    let commit = if revision == "main" { &state.main } else { revision };
    let Some(files) = state.commits.get(commit) else {
        return (404, "X-Error-Code: RevisionNotFound\r\n".to_owned(), "{}".to_owned());
    };
    let file = |(name, bytes): (&String, &Vec<u8>)| {
        let (hash, size) = (sha256(bytes), bytes.len());
        if state.fault == Fault::Terse {
            serde_json::json!({"rfilename": name})
        } else if size > 1000 {
            let lfs = serde_json::json!({"sha256": hash, "size": size, "pointerSize": 134});
            serde_json::json!({"rfilename": name, "size": size, "blobId": &hash[..40], "lfs": lfs})
        } else {
            serde_json::json!({"rfilename": name, "size": size, "blobId": &hash[..40]})
        }
    };
    let siblings: Vec<_> = files.iter().map(file).collect();
    let body = serde_json::json!({"id": ID, "sha": commit, "siblings": siblings});
    (200, String::new(), body.to_string())
}

fn head(
    mut stream: &TcpStream,
    status: u16,
    headers: &str,
    length: Option<usize>,
) -> std::io::Result<()> {
    let length = length.map_or(String::new(), |n| format!("Content-Length: {n}\r\n"));
    write!(stream, "HTTP/1.1 {status} X\r\nConnection: close\r\n{length}{headers}\r\n")
}

fn send(mut stream: &TcpStream, status: u16, headers: &str, body: &[u8]) -> std::io::Result<()> {
    head(stream, status, headers, Some(body.len()))?;
    stream.write_all(body)
}
