//! How many header fields a request may have.

use super::Demo;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::{Http, Ledger, Secure};
use std::io::Write as _;

/// The bound that `SECURITY.md` states.
const MOST: usize = 64;

/// How many fields a request has, and the status of its answer.
const CASES: [(usize, u16); 5] = [(2, 200), (MOST, 200), (MOST + 1, 431), (101, 431), (3, 200)];

/// So many names, different ones or the same again and again.
fn names(count: usize, different: bool) -> Vec<String> {
    let name = |number| if different { format!("x-{number}") } else { "x".to_owned() };
    (0..count).map(name).collect()
}

#[test]
fn over_http_2_a_head_with_more_than_64_fields_is_431_and_the_connection_goes_on() {
    let demo = Demo::start();
    let url = demo.home.variable("DIGITANIUM_URL");
    let mut secure = Secure::connect(&url, &demo.ca, Http::Two).unwrap();
    for different in [true, false] {
        for (count, status) in CASES {
            let names = names(count, different);
            let headers: Vec<_> = names.iter().map(|name| (name.as_str(), "y")).collect();
            let sent = Sent { method: "GET", path: "/healthz", headers: &headers, body: "" };
            let answer = secure.send(sent).unwrap();
            assert_eq!(answer.status, status, "{count} fields: {answer:?}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            if status != 200 {
                assert_eq!(answer.headers["content-type"], "application/problem+json");
            }
        }
    }
    let _ = demo.gateway.stop();
}

#[test]
fn over_http_2_a_refused_head_issues_nothing() {
    let demo = Demo::start();
    let url = demo.home.variable("DIGITANIUM_URL");
    let mut secure = Secure::connect(&url, &demo.ca, Http::Two).unwrap();
    let bearer = format!("Bearer {}", demo.home.variable("NATIVE_TOKEN"));
    let body = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;
    for (more, status, codes) in [(101, 431, 0), (0, 200, 1)] {
        let names = names(more, true);
        let mut headers: Vec<_> = names.iter().map(|name| (name.as_str(), "y")).collect();
        headers.extend([("authorization", bearer.as_str()), ("content-type", "application/json")]);
        let sent = Sent { method: "POST", path: "/v1/codes", headers: &headers, body };
        assert_eq!(secure.send(sent).unwrap().status, status);
        assert_eq!(Ledger::open(&demo.home).codes().len(), codes);
    }
    let _ = demo.gateway.stop();
}

#[test]
fn over_http_1_the_bound_is_the_same() {
    let demo = Demo::start();
    for over_tls in [false, true] {
        for different in [true, false] {
            for (count, status) in CASES {
                // `Host` and `Connection` count too.
                let names = names(count - 2, different);
                let fields: String = names.iter().map(|name| format!("{name}: y\r\n")).collect();
                let mut wire = demo.connect(over_tls);
                let head = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
                wire.write_all(format!("{head}{fields}\r\n").as_bytes()).unwrap();
                let answer = wire.all().unwrap();
                let start = format!("HTTP/1.1 {status} ");
                assert!(answer.starts_with(&start), "{count} fields: {answer}");
            }
        }
    }
    let _ = demo.gateway.stop();
}
