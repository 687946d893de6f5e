use super::{Connections, Current, MAX_STREAMS};
use crate::http::activity::{MAX_HELD, RESERVED, Timeouts};
use crate::http::proxy::Peer;
use crate::http::{authority, head};
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get};
use hyper_util::server::graceful::GracefulShutdown;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpListener;

/// Long enough that no test reaches it.
const LONG: Duration = Duration::from_secs(60);

const LARGE: usize = 4 * 1024 * 1024;

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/echo", any(async |body: String| body))
        .route("/large", get(async || "x".repeat(LARGE)))
        .layer(from_fn(authority::check))
        .layer(from_fn(head::without_body))
}

/// A connection to a server that serves nothing else, and the server's thread.
struct Pair {
    stream: TcpStream,
    server: JoinHandle<()>,
}

fn pair(timeouts: Timeouts, change: impl FnOnce(&mut Connections)) -> Pair {
    let mut connections = Connections::with(Current::new(router()), timeouts);
    change(&mut connections);
    serve(connections, false)
}

fn serve(connections: Connections, http2: bool) -> Pair {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        runtime.block_on(async {
            let (stream, _) = listener.accept().await.unwrap();
            let peer = Peer { address: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false };
            let graceful = GracefulShutdown::new();
            let watcher = graceful.watcher();
            if http2 {
                connections.http2(stream, peer, watcher).await;
            } else {
                connections.http1(stream, peer, watcher).await;
            }
        });
    });
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    Pair { stream, server }
}

fn usual() -> Pair {
    pair(Timeouts { head: LONG, fetch: LONG }, |_| {})
}

impl Pair {
    fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).unwrap();
    }

    /// Reads up to and including `end`.
    fn until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !text.ends_with(end.as_bytes()) {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).unwrap();
            text.push(byte[0]);
        }
        String::from_utf8(text).unwrap()
    }

    /// Reads all answers, to an orderly end of the connection.
    fn all(&mut self) -> String {
        let mut text = String::new();
        self.stream.read_to_string(&mut text).unwrap();
        text
    }
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const POST: &str = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

/// Bytes that may follow a request in the same segment.
const FOLLOWING: [&str; 6] =
    ["", "\r\n", "\n", "\r\n\r\n", "GET / HT", "POST /echo HTTP/1.1\r\nHo"];

#[test]
fn an_answer_is_sent_at_once_whatever_follows_the_request() {
    for request in [GET, POST] {
        for following in FOLLOWING {
            let mut pair = usual();
            pair.send(format!("{request}{following}"));
            let answer = pair.until("hello");
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        }
    }
}

/// The control: hyper's option `pipeline_flush`, which the gateway once set.
#[test]
fn with_the_pipeline_option_the_answer_is_withheld() {
    for following in ["\r\n", "GET / HT"] {
        let short = Timeouts { head: Duration::from_millis(100), fetch: LONG };
        let mut pair = pair(short, |connections| {
            connections.http1.pipeline_flush(true);
        });
        pair.send(format!("{GET}{following}"));
        let mut answer = Vec::new();
        let _ = pair.stream.read_to_end(&mut answer);
        assert!(answer.is_empty(), "the control answers: {}", String::from_utf8_lossy(&answer));
    }
}

#[test]
fn an_answer_is_sent_at_once_where_the_connection_closes_after_it() {
    for head in [
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
    ] {
        for following in FOLLOWING {
            let mut pair = usual();
            pair.send(format!("{head}{following}"));
            let answer = pair.all();
            assert!(answer.ends_with("hello"), "{head}{following}: {answer}");
        }
    }
}

/// A caller that closes its sending side after the request still reads the answer.
#[test]
fn a_half_closed_connection_is_answered() {
    for following in FOLLOWING {
        let mut pair = usual();
        pair.send(format!("{POST}{following}"));
        pair.stream.shutdown(Shutdown::Write).unwrap();
        let answer = pair.all();
        assert!(answer.contains("\r\n\r\nhello"), "{following}: {answer}");
        pair.server.join().unwrap();
    }
}

#[test]
fn pipelined_requests_are_answered_in_their_order() {
    let mut pair = usual();
    let requests: String = (0..100)
        .map(|number| {
            format!("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n<{number:02}>")
        })
        .collect();
    pair.send(requests);
    for number in 0..100 {
        let end = format!("<{number:02}>");
        assert!(pair.until(&end).ends_with(&end));
    }
}

#[test]
fn a_malformed_head_is_refused_with_its_status_and_the_connection_ends() {
    let url = |length| format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(length));
    let field = |name: &str, value: &str| {
        format!("POST /echo HTTP/1.1\r\nHost: a\r\n{name}: {value}\r\n\r\nhello!")
    };
    let many = (0..150).map(|number| format!("x-{number}: y\r\n")).collect::<String>();
    let large = field("x", &"y".repeat(1024 * 1024));
    for (status, request) in [
        (400, "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n".to_owned()),
        (400, field("Content-Length", "5\r\nContent-Length: 6")),
        (400, field("Content-Length", "5, 6")),
        (400, field("Content-Length", "-1")),
        (400, field("Content-Length", "+5")),
        (400, field("Content-Length", "0x5")),
        (400, field("Content-Length", "99999999999999999999")),
        (400, field("Transfer-Encoding", "gzip")),
        (400, field("Transfer-Encoding", "chunked, gzip")),
        (400, field("x", "a\0b")),
        (400, field("x", "a\rb")),
        (400, field("x\0", "b")),
        (400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n".to_owned()),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nx: y\r\n folded\r\n\r\n".to_owned()),
        (400, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned()),
        (400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n".to_owned()),
        (400, "GET / HTTP/3.0\r\nHost: a\r\n\r\n".to_owned()),
        (400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned()),
        (400, "\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n".to_owned()),
        (414, url(17 * 1024)),
        (414, url(70_000)),
        (414, url(1024 * 1024)),
        (431, large),
        (431, format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n")),
        (431, format!("GET / HTTP/1.1\r\n{}", "x: y\r\n".repeat(100_000))),
    ] {
        let mut pair = usual();
        pair.send(&request);
        let shown: String = request.chars().take(80).collect();
        let answer = pair.all();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for field in [
            "connection: close".to_owned(),
            format!("content-length: {}", body.len()),
            "content-type: application/problem+json".to_owned(),
            "x-content-type-options: nosniff".to_owned(),
        ] {
            assert_eq!(head.matches(&field).count(), 1, "{shown}: {answer}");
        }
        assert!(head.contains("date: ") && !head.contains("strict-transport"), "{answer}");
        assert!(body.contains(&format!("\"status\":{status}}}")), "{answer}");
        drop(pair.stream);
        pair.server.join().unwrap();
    }
}

#[test]
fn requests_before_a_malformed_one_are_answered() {
    let mut pair = usual();
    pair.send(format!("{GET}{POST}GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n"));
    let answers = pair.all();
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 2, "{answers}");
    assert_eq!(answers.matches("HTTP/1.1 400 ").count(), 1, "{answers}");
}

/// RFC 9112 section 6.3: the length is ignored, and no request follows on that connection.
#[test]
fn a_body_with_two_framings_is_the_last_on_its_connection() {
    for lengths in [
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
    ] {
        let mut pair = usual();
        let post =
            format!("POST /echo HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        pair.send(format!("{post}{GET}"));
        let answer = pair.all();
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
        assert!(answer.ends_with("hello") && answer.contains("connection: close"), "{answer}");
    }
}

#[test]
fn a_request_must_name_one_valid_host() {
    for (hosts, status) in [
        ("Host: a\r\n", 200),
        ("Host:\r\n", 200),
        ("Host: [::1]:80\r\n", 200),
        ("", 400),
        ("Host: a\r\nHost: a\r\n", 400),
        ("Host: a b\r\n", 400),
        ("Host: a@b\r\n", 400),
        ("Host: a/b\r\n", 400),
        ("Host: \u{fc}\r\n", 400),
    ] {
        let mut pair = usual();
        pair.send(format!("GET / HTTP/1.1\r\nConnection: close\r\n{hosts}\r\n"));
        let answer = pair.all();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{hosts}: {answer}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let mut pair = usual();
    pair.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    let head = pair.until("\r\n\r\n");
    assert!(head.contains("content-length: 5\r\n"), "{head}");
    pair.send(GET);
    assert!(pair.until("hello").starts_with("HTTP/1.1 200 "));
}

#[test]
fn an_answer_that_is_not_received_ends_the_connection() {
    for path in ["/large", "/"] {
        let short = Timeouts { head: LONG, fetch: Duration::from_millis(50) };
        let mut pair = pair(short, |_| {});
        // Requests until the answers fill all buffers, or the server has closed the connection.
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        while pair.stream.write_all(request.as_bytes()).is_ok() {}
        pair.server.join().unwrap();
    }
}

#[test]
fn an_idle_connection_ends() {
    let short = Timeouts { head: Duration::from_millis(50), fetch: LONG };
    let mut idle = pair(short, |_| {});
    assert_eq!(idle.all(), "");
    idle.server.join().unwrap();
}

/// An HTTP/2 frame (RFC 9113 section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// The preface, and settings with an initial window.
fn preface(window: u32) -> Vec<u8> {
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let [a, b, c, d] = window.to_be_bytes();
    bytes.extend(frame(4, 0, 0, &[0, 4, a, b, c, d]));
    bytes
}

/// `GET /large` with an `:authority` (RFC 7541 appendix A).
fn get_large(stream: u32) -> Vec<u8> {
    let mut block = vec![0x82, 0x86, 0x41, 1, b'a', 0x44, 6];
    block.extend(b"/large");
    frame(1, 5, stream, &block)
}

fn http2_pair(timeouts: Timeouts, requests: &Arc<AtomicUsize>) -> Pair {
    let requests = Arc::clone(requests);
    let large = move || {
        requests.fetch_add(1, Ordering::Relaxed);
        async || "x".repeat(MAX_HELD)
    };
    let router = Router::new().route("/large", get(move || large()()));
    serve(Connections::with(Current::new(router), timeouts), true)
}

#[test]
fn closed_windows_hold_few_answers_and_then_the_connection_ends() {
    for window in [0, 1] {
        let requests = Arc::default();
        let short = Timeouts { head: LONG, fetch: Duration::from_millis(200) };
        let mut pair = http2_pair(short, &requests);
        pair.send(preface(window));
        for stream in 0..MAX_STREAMS {
            pair.send(get_large(2 * stream + 1));
        }
        // Waits for the event: the server closes the connection.
        let _ = pair.stream.read_to_end(&mut Vec::new());
        pair.server.join().unwrap();
        let count = requests.load(Ordering::Relaxed);
        assert!((1..=MAX_HELD / RESERVED).contains(&count), "{count} for a window of {window}");
    }
}

/// The control: with an open window every answer is received.
#[test]
fn open_windows_get_every_answer() {
    let requests = Arc::default();
    let mut pair = http2_pair(Timeouts { head: LONG, fetch: LONG }, &requests);
    pair.send(preface(i32::MAX as u32));
    // The connection's own window (RFC 9113 section 6.9.2).
    pair.send(frame(8, 0, 0, &(i32::MAX as u32 - 65_535).to_be_bytes()));
    for stream in 0..MAX_STREAMS {
        pair.send(get_large(2 * stream + 1));
    }
    let (mut data, mut buffer) = (0, Vec::new());
    while data < MAX_STREAMS as usize * MAX_HELD {
        let mut head = [0; 9];
        pair.stream.read_exact(&mut head).unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        buffer.resize(length, 0);
        pair.stream.read_exact(&mut buffer).unwrap();
        data += if head[3] == 0 { length } else { 0 };
    }
    assert_eq!(requests.load(Ordering::Relaxed), MAX_STREAMS as usize);
}
