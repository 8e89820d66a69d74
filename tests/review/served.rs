//! The server as the network sees it: what it refuses, and what a kill leaves behind.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tarjuman::review::store::Store;

use super::{fixture, folder};

/// A running `tarjuman review OUT --serve`; ended when dropped.
struct Served {
    child: Child,
    port: u16,
    path: String,
}

impl Served {
    fn start(out: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tarjuman"))
            .args(["--quiet", "review"])
            .arg(out)
            .args(["--serve", "--reviewer", "ada"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let rest = line.trim().strip_prefix("http://127.0.0.1:").expect("an address");
        let (port, path) = rest.split_once('/').unwrap();
        Self { child, port: port.parse().unwrap(), path: format!("/{path}") }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends a request as written, and gives status, headers in lower case, and body.
    fn raw(&self, request: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_lowercase(), body.to_owned())
    }

    fn get(&self, path: &str, headers: &str) -> (u16, String, String) {
        self.raw(&format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"))
    }

    fn post(&self, path: &str, headers: &str, body: &str) -> (u16, String, String) {
        let length = body.len();
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    fn own(&self) -> String {
        let host = self.host();
        format!("Host: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n")
    }

    /// The units the page holds.
    fn units(&self) -> Vec<Value> {
        let (status, _, page) = self.get(&self.path, &format!("Host: {}\r\n", self.host()));
        assert_eq!(status, 200);
        let data = page.split(r#"id="data">"#).nth(1).unwrap().split("</script>").next().unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        data["units"].as_array().unwrap().clone()
    }

    fn judge(&self, unit: &Value, judgement: &str) -> (u16, String, String) {
        let body = json!({"unit": unit["key"], "content": unit["content"], "judgement": judgement, "millis": 900});
        self.post(&format!("{}verdict", self.path), &self.own(), &body.to_string())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // SIGKILL on Unix.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn only_the_page_itself_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path(), &[fixture::dispatch()]);
    let served = Served::start(dir.path(), &[]);
    let (host, path) = (format!("Host: {}\r\n", served.host()), served.path.clone());

    let (status, head, page) = served.get(&path, &host);
    assert_eq!(status, 200);
    assert!(page.contains("Spot check"));
    for header in [
        "content-security-policy: default-src 'none'",
        "frame-ancestors 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
    ] {
        assert!(head.contains(header), "{header} in {head}");
    }
    assert!(!head.contains("access-control"), "no CORS: {head}");
    assert_eq!(served.get(&path, &format!("Host: localhost:{}\r\n", served.port)).0, 200);

    // The token.
    let wrong = format!("/{}/", "0".repeat(path.len() - 2));
    for path in ["/", "/verdict", "/favicon.ico", &wrong, &path[..path.len() - 2], "//", "/../"] {
        assert_eq!(served.get(path, &host).0, 403, "{path}");
    }
    assert_eq!(served.get(&format!("{path}other"), &host).0, 404);

    // The host: another name for this machine is how DNS rebinding gets in.
    for other in ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80", ""] {
        assert_eq!(served.get(&path, &format!("Host: {other}\r\n")).0, 421, "{other}");
    }
    let twice = format!("{host}Host: evil.example\r\n");
    assert!(matches!(served.get(&path, &twice).0, 400 | 421), "two hosts");
}

#[test]
fn only_the_page_itself_may_change_anything() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path(), &[fixture::dispatch()]);
    let served = Served::start(dir.path(), &[]);
    let (host, path) = (format!("Host: {}\r\n", served.host()), served.path.clone());
    // The origin.
    let unit = &served.units()[0];
    let body =
        json!({"unit": unit["key"], "content": unit["content"], "judgement": "right"}).to_string();
    let verdict = format!("{path}verdict");
    let json = "Content-Type: application/json\r\n";
    for origin in [
        String::new(),
        "Origin: null\r\n".to_owned(),
        "Origin: http://evil.example\r\n".to_owned(),
        format!("Origin: https://{}\r\n", served.host()),
        format!("Origin: http://{}0\r\n", served.host()),
    ] {
        let (status, head, _) = served.post(&verdict, &format!("{host}{origin}{json}"), &body);
        assert_eq!(status, 403, "{origin:?}");
        assert!(!head.contains("access-control"));
    }
    let elsewhere = format!("{}Sec-Fetch-Site: cross-site\r\n", served.own());
    assert_eq!(served.post(&verdict, &elsewhere, &body).0, 403);
    assert_eq!(served.get(&path, &format!("{host}Origin: http://evil.example\r\n")).0, 403);

    // The body.
    let form = served.own().replace("application/json", "text/plain");
    assert_eq!(served.post(&verdict, &form, &body).0, 415);
    assert_eq!(served.post(&verdict, &served.own(), "{").0, 400);
    assert_eq!(served.post(&verdict, &served.own(), &body.replace('}', ",\"x\":1}")).0, 400);
    assert_eq!(served.post(&verdict, &served.own(), &format!("\"{}\"", "x".repeat(70_000))).0, 413);
    assert_eq!(served.post(&path, &served.own(), &body).0, 405);
    let none = Store::open(&dir.path().join("verdicts.sqlite")).unwrap().history().unwrap();
    assert_eq!(none, [], "nothing of that was kept");

    let (status, _, said) = served.judge(unit, "right");
    assert_eq!(status, 200, "{said}");
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap()["progress"]["judged"], 1);
    let (status, _, said) = served.post(&format!("{path}undo"), &served.own(), "{}");
    assert_eq!(status, 200);
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap()["progress"]["judged"], 0);
    let mut changed = unit.clone();
    changed["content"] = json!("0".repeat(32));
    let (status, _, said) = served.judge(&changed, "right");
    assert_eq!(status, 409);
    assert!(said.contains("changed since"), "{said}");
}

#[test]
fn kill_9_in_the_middle_loses_no_verdict() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path(), &[fixture::dispatch(), fixture::other_dispatch()]);
    let mut kept = Vec::new();
    // Killed right after an answer, three times over, and started again.
    for round in 0..3 {
        let served = Served::start(dir.path(), &["--sample", "60", "--seed", "3"]);
        let open: Vec<Value> =
            (served.units().into_iter()).filter(|unit| unit["verdict"].is_null()).take(7).collect();
        assert_eq!(served.units().iter().filter(|u| !u["verdict"].is_null()).count(), kept.len());
        for unit in &open {
            assert_eq!(served.judge(unit, ["right", "minor", "wrong"][round]).0, 200);
            kept.push(unit["key"].as_str().unwrap().to_owned());
        }
        drop(served);
    }
    let store = Store::open(&dir.path().join("verdicts.sqlite")).unwrap();
    let found: Vec<String> = store.history().unwrap().into_iter().map(|v| v.unit).collect();
    assert_eq!(found, kept, "every verdict that was answered, in order");
    assert_eq!(found.len(), 21);
}
