//! The browser face: a server for one person on their own machine.
//!
//! It listens on 127.0.0.1 only. Every address begins with a random token, so that no other page
//! and no other user of the machine can guess it; `Host` and `Origin` must be its own, so that no
//! other site can speak to it through the browser (DNS rebinding, cross-site requests). It sends
//! no CORS header, takes at most 64 KiB a request, and opens no file.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::Error;
use super::page::{self, Face};
use super::session::{Given, Session};

/// The most a request may hold, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// What time it is, ISO 8601: the caller's clock.
pub type Clock = fn() -> String;

/// A server that listens, and is not yet answering.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
}

struct Shared {
    session: Mutex<Session>,
    token: String,
    port: u16,
    clock: Clock,
}

impl Server {
    /// Listens on 127.0.0.1, on `port` or on a free one where it is 0; `token` is what every
    /// address begins with.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn bind(port: u16, token: String) -> Result<Self, Error> {
        let fail = |source| Error::Io {
            what: format!("127.0.0.1:{port} cannot be listened on; name another with --port"),
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(fail)?;
        listener.set_nonblocking(true).map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        Ok(Self { listener, address, token })
    }

    /// The address to open.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// Answers until the process ends.
    ///
    /// # Errors
    /// When the runtime cannot be started or the listener breaks.
    pub fn run(self, session: Session, clock: Clock) -> Result<(), Error> {
        let fail = |source| Error::Io { what: "the server stopped".to_owned(), source };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(fail)?;
        let port = self.address.port();
        let shared =
            Arc::new(Shared { session: Mutex::new(session), token: self.token, port, clock });
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(fail)?;
            axum::serve(listener, router(shared)).await.map_err(fail)
        })
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{token}/", get(show))
        .route("/{token}/verdict", post(judge))
        .route("/{token}/undo", post(undo))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

/// Lets a request through that can only come from the page itself, or from the person who opens it.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let refusal = refusal(&shared, request.method(), request.headers(), request.uri().path());
    let mut response = match refusal {
        Some((status, why)) => answer(status, &json!({ "error": why })),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // The address holds the token.
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Why a request is refused, if it is.
fn refusal(
    shared: &Shared,
    method: &Method,
    headers: &HeaderMap,
    path: &str,
) -> Option<(StatusCode, &'static str)> {
    let text = |name: header::HeaderName| {
        let mut all = headers.get_all(name).iter();
        let first = all.next().and_then(|value| value.to_str().ok());
        (first, all.next().is_some())
    };
    let hosts = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{}", shared.port));
    match text(header::HOST) {
        (Some(host), false) if hosts.iter().any(|own| own == host) => {}
        _ => {
            return Some((
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers to 127.0.0.1 only",
            ));
        }
    }
    let changes = *method != Method::GET && *method != Method::HEAD;
    match text(header::ORIGIN) {
        (Some(origin), false) if hosts.iter().any(|own| origin == format!("http://{own}")) => {}
        // A browser always says where a changing request comes from.
        (None, false) if !changes => {}
        _ => return Some((StatusCode::FORBIDDEN, "the request comes from another page")),
    }
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Some((StatusCode::FORBIDDEN, "the request comes from another page"));
    }
    let token = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    (!same(token, &shared.token)).then_some((
        StatusCode::FORBIDDEN,
        "the address lacks its token: open the one that was printed",
    ))
}

/// Compares without stopping at the first difference, so that timing tells nothing.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0
}

fn answer(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn show(State(shared): State<Arc<Shared>>, Path(_): Path<String>) -> Response {
    let mut bytes = Vec::new();
    let session = shared.session.lock().unwrap_or_else(PoisonError::into_inner);
    match page::write(&session, Face::Served, &mut bytes) {
        Ok(()) => {
            let policy = format!("{}; frame-ancestors 'none'", page::policy(Face::Served));
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (header::CONTENT_SECURITY_POLICY, policy),
            ];
            (StatusCode::OK, headers, Body::from(bytes)).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn judge(
    State(shared): State<Arc<Shared>>,
    Path(_): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(response) = not_json(&headers) {
        return response;
    }
    let given: Given = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(error) => {
            return answer(StatusCode::BAD_REQUEST, &json!({ "error": error.to_string() }));
        }
    };
    let mut session = shared.session.lock().unwrap_or_else(PoisonError::into_inner);
    match session.judge(given, &(shared.clock)()) {
        Ok(_) => answer(StatusCode::OK, &json!({ "progress": session.progress() })),
        Err(error) => failed(&error),
    }
}

async fn undo(
    State(shared): State<Arc<Shared>>,
    Path(_): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = not_json(&headers) {
        return response;
    }
    let mut session = shared.session.lock().unwrap_or_else(PoisonError::into_inner);
    match session.undo() {
        Ok(unit) => {
            let verdict = unit.and_then(|n| session.verdict(n)).map(page::verdict_view);
            let value = json!({ "unit": unit, "verdict": verdict, "progress": session.progress() });
            answer(StatusCode::OK, &value)
        }
        Err(error) => failed(&error),
    }
}

/// A form of another site can send text, but not JSON.
fn not_json(headers: &HeaderMap) -> Option<Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let json = kind.is_some_and(|kind| kind.split(';').next() == Some("application/json"));
    (!json).then(|| answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!({ "error": "send JSON" })))
}

fn failed(error: &Error) -> Response {
    let status = match error {
        Error::Verdict { .. } => StatusCode::CONFLICT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    answer(status, &json!({ "error": error.to_string() }))
}
