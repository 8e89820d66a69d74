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
    /// Answers 200 with the whole file whatever range is asked for.
    pub(crate) ignores_ranges: bool,
    /// Sends half of a file, then nothing, and keeps the connection.
    pub(crate) falls_silent: bool,
    /// Answers this many file requests with 503.
    pub(crate) overloaded: usize,
    /// Answers the listing with this instead.
    pub(crate) listing: Option<(u16, &'static str, &'static str)>,
    /// Leaves sizes and hashes out of the listing, as some mirrors do.
    pub(crate) terse: bool,
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
        self.state.lock().expect("no handler panics")
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
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn answer(mut stream: &TcpStream, state: &Mutex<State>, port: u16) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut range, mut token) = (None, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "range" => range = Some(value.to_owned()),
            "authorization" => token = true,
            "accept-encoding" => {
                assert_eq!(value, "identity", "a range needs the bytes as they are")
            }
            _ => {}
        }
    }
    state.lock().expect("no handler panics").log.push((path.clone(), range.clone(), token));
    if path.starts_with("/api/") {
        let (status, headers, body) = listing(&path, &state.lock().expect("no handler panics"));
        return send(stream, status, &headers, body.as_bytes());
    }
    if let Some(rest) = path.strip_prefix(&format!("/{ID}/resolve/")) {
        // As the hub does for large files: the bytes are on another host.
        let headers = format!("Location: http://localhost:{port}/cdn/{rest}\r\n");
        return send(stream, 302, &headers, b"");
    }
    let (whole, plan) = {
        let mut state = state.lock().expect("no handler panics");
        let (commit, name) = path.trim_start_matches("/cdn/").split_once('/').unwrap_or_default();
        let Some(bytes) = state.commits.get(commit).and_then(|files| files.get(name)).cloned()
        else {
            drop(state);
            return send(stream, 404, "", b"Entry not found");
        };
        if state.overloaded > 0 {
            state.overloaded -= 1;
            drop(state);
            return send(stream, 503, "", b"");
        }
        let large = bytes.len() > 1000;
        let cut = large && state.cuts > 0;
        state.cuts -= usize::from(cut);
        let limit = if cut { state.cut_after } else { usize::MAX };
        (bytes, (limit, state.ignores_ranges, state.falls_silent && large))
    };
    let (limit, ignores_ranges, falls_silent) = plan;
    let from = range
        .filter(|_| !ignores_ranges)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let start = from.unwrap_or(0);
    if start >= whole.len() {
        return send(stream, 416, &format!("Content-Range: bytes */{}\r\n", whole.len()), b"");
    }
    let body = &whole[start..];
    let status = if from.is_some() { 206 } else { 200 };
    let ranged = format!("Content-Range: bytes {start}-{}/{}\r\n", whole.len() - 1, whole.len());
    let headers = if from.is_some() { ranged } else { String::new() };
    head(stream, status, &headers, body.len())?;
    let limit = if falls_silent { body.len() / 2 } else { limit };
    stream.write_all(&body[..limit.min(body.len())])?;
    if falls_silent {
        thread::sleep(Duration::from_secs(20));
    }
    stream.shutdown(Shutdown::Both)
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
        if state.terse {
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

fn head(mut stream: &TcpStream, status: u16, headers: &str, length: usize) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
    )
}

fn send(mut stream: &TcpStream, status: u16, headers: &str, body: &[u8]) -> std::io::Result<()> {
    head(stream, status, headers, body.len())?;
    stream.write_all(body)
}
