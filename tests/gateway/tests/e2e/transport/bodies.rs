//! Bodies: how long those of public callers may be, and chunks that are malformed.

use super::Demo;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::{Client, Http, Ledger, Secure};
use std::io::Write as _;

/// The bound that `SECURITY.md` states for callers without authentication, in bytes.
const MAX_PUBLIC: usize = 8 * 1024;

const ALICE: &str = "alice@example.com";
const ISSUE: &str = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;

/// Pads a text with leading spaces to that many bytes.
fn padded(text: &str, length: usize) -> String {
    format!("{}{text}", " ".repeat(length - text.len()))
}

/// The body in two chunks (RFC 9112 section 7.1).
fn in_chunks(body: &str) -> String {
    let (one, two) = body.split_at(body.len() / 2);
    format!("{:x}\r\n{one}\r\n{:X};x=\"y\"\r\n{two}\r\n0\r\n\r\n", one.len(), two.len())
}

/// A request of HTTP/1.1, the last on its connection.
fn request(path: &str, fields: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Connection: close\r\n{fields}\r\n{body}"
    )
}

impl Demo {
    /// The operator's `Authorization` field.
    fn bearer(&self) -> String {
        format!("Bearer {}", self.home.variable("NATIVE_TOKEN"))
    }

    /// Issues a code of `ALICE`.
    fn code(&self) -> String {
        let headers = [("authorization", self.bearer())];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let client: Client = self.gateway.client();
        let answer = client.send("POST", "/v1/codes", &headers, ISSUE).unwrap();
        answer.json().at("results").items()[0].at("code").text().to_owned()
    }

    /// Sends a request, and reads until the gateway ends the connection.
    fn answer(&self, over_tls: bool, request: &str) -> String {
        let mut wire = self.connect(over_tls);
        wire.write_all(request.as_bytes()).unwrap();
        wire.all().unwrap()
    }
}

#[test]
fn a_public_body_of_8_kib_is_read_and_one_byte_more_is_413() {
    let demo = Demo::start();
    for (over_tls, is_chunked) in [(false, false), (false, true), (true, false), (true, true)] {
        let code = demo.code();
        let body = format!(r#"{{"tenant":"demo","subject":"{ALICE}","code":"{code}"}}"#);
        for (length, status) in [(MAX_PUBLIC + 1, 413), (MAX_PUBLIC, 200)] {
            let body = padded(&body, length);
            let request = match is_chunked {
                true => request("/v1/redeem", "Transfer-Encoding: chunked\r\n", &in_chunks(&body)),
                false => request("/v1/redeem", &format!("Content-Length: {length}\r\n"), &body),
            };
            // Only the second redeems the code: the first has no effect.
            let answer = demo.answer(over_tls, &request);
            let start = format!("HTTP/1.1 {status} ");
            assert!(answer.starts_with(&start), "{length}, chunks: {is_chunked}: {answer}");
        }
    }
    let _ = demo.gateway.stop();
}

#[test]
fn over_http_2_the_bound_is_the_same() {
    let demo = Demo::start();
    let url = demo.home.variable("DIGITANIUM_URL");
    let mut secure = Secure::connect(&url, &demo.ca, Http::Two).unwrap();
    let code = demo.code();
    let body = format!(r#"{{"tenant":"demo","subject":"{ALICE}","code":"{code}"}}"#);
    for (length, status) in [(MAX_PUBLIC + 1, 413), (MAX_PUBLIC, 200)] {
        let headers = [("content-type", "application/json")];
        let body = padded(&body, length);
        let sent = Sent { method: "POST", path: "/v1/redeem", headers: &headers, body: &body };
        assert_eq!(secure.send(sent).unwrap().status, status, "{length}");
    }
    let _ = demo.gateway.stop();
}

/// The bound is for public callers: an operator's body may be longer, and a caller without a valid key
/// is refused (401) whatever the length.
#[test]
fn an_authenticated_caller_may_send_more() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    let bearer = demo.bearer();
    for (authorization, status) in [(bearer.as_str(), 200), ("Bearer wrong", 401)] {
        for length in [MAX_PUBLIC, MAX_PUBLIC + 1, 32 * MAX_PUBLIC] {
            let headers = [("authorization", authorization)];
            let answer = client.send("POST", "/v1/codes", &headers, padded(ISSUE, length)).unwrap();
            assert_eq!(answer.status, status, "{length}: {answer:?}");
        }
    }
    let _ = demo.gateway.stop();
}

/// What is wrong with a body, and the body. A complete request that issues a code comes before the
/// fault, where that is possible.
fn malformed() -> Vec<(&'static str, String)> {
    let length = ISSUE.len();
    let chunk = format!("{length:x}\r\n{ISSUE}\r\n");
    let after = |text: &str| format!("{chunk}{text}");
    vec![
        ("a size that is not a number", after("zz\r\n\r\n")),
        ("no size", after("\r\n\r\n")),
        ("a negative size", after("-1\r\n\r\n")),
        ("a size with a sign", after("+0\r\n\r\n")),
        ("a size with a prefix", after("0x0\r\n\r\n")),
        ("a size in quotes", after("\"0\"\r\n\r\n")),
        ("a size that overflows", after("10000000000000000\r\n\r\n")),
        ("a size of many zeros and one", after(&format!("{}1\r\n\r\n", "f".repeat(64)))),
        ("a size with a bare CR", after("0\rX\r\n\r\n")),
        ("a chunk longer than its size", format!("{:x}\r\n{ISSUE}\r\n0\r\n\r\n", length - 1)),
        ("a chunk shorter than its size", format!("{:x}\r\n{ISSUE}\r\n0\r\n\r\n", length + 1)),
        ("no CRLF after a chunk", format!("{length:x}\r\n{ISSUE}0\r\n\r\n")),
        ("other bytes after a chunk", format!("{length:x}\r\n{ISSUE}XX0\r\n\r\n")),
        ("a bare LF after a chunk", format!("{length:x}\r\n{ISSUE}\n0\r\n\r\n")),
        ("a bare LF after a size", format!("{length:x}\n{ISSUE}\r\n0\r\n\r\n")),
        ("an extension that is too long", after(&format!("0;{}\r\n\r\n", "x".repeat(17 * 1024)))),
        ("extensions that are too long together", {
            let one = format!("1;{}\r\n \r\n", "x".repeat(512));
            format!("{}{chunk}0\r\n\r\n", one.repeat(40))
        }),
        ("a trailer without a colon", after("0\r\nno field\r\n\r\n")),
        (
            "trailers that are too long",
            after(&format!("0\r\nx: {}\r\n\r\n", "y".repeat(17 * 1024))),
        ),
    ]
}

/// A second request after the body, which must not be answered.
const AFTER: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn a_malformed_chunked_body_is_400_ends_the_connection_and_issues_nothing() {
    let demo = Demo::start();
    let fields = format!("Authorization: {}\r\nTransfer-Encoding: chunked\r\n", demo.bearer());
    let post =
        |body: &str| request("/v1/codes", &fields, body).replace("Connection: close\r\n", "");
    for over_tls in [false, true] {
        for (what, body) in malformed() {
            let answer = demo.answer(over_tls, &format!("{}{AFTER}", post(&body)));
            assert!(answer.starts_with("HTTP/1.1 400 "), "{what}: {answer}");
            assert!(answer.contains("connection: close\r\n"), "{what}: {answer}");
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: {answer}");
            assert_eq!(Ledger::open(&demo.home).codes().len(), 0, "{what}");
        }
    }
    // The control: the same text in valid chunks, with the same request after it.
    let mut wire = demo.connect(false);
    wire.write_all(format!("{}{AFTER}", post(&in_chunks(ISSUE))).as_bytes()).unwrap();
    wire.finish().unwrap();
    let answer = wire.all().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok\n"), "{answer}");
    assert_eq!(Ledger::open(&demo.home).codes().len(), 1);
    let _ = demo.gateway.stop();
}

/// A request that is refused before its body is read: what follows a malformed body is not read as
/// another request.
#[test]
fn a_malformed_body_that_is_not_read_ends_the_connection_too() {
    let demo = Demo::start();
    let fields = "Authorization: Bearer wrong\r\nTransfer-Encoding: chunked\r\n";
    for (what, body) in malformed() {
        let request = request("/v1/codes", fields, &body).replace("Connection: close\r\n", "");
        let answer = demo.answer(false, &format!("{request}{AFTER}"));
        assert!(answer.starts_with("HTTP/1.1 401 "), "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: {answer}");
    }
    let _ = demo.gateway.stop();
}
