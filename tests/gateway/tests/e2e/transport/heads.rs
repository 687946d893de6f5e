//! Answers to request heads: malformed ones, hosts, HEAD, and security header fields.

use super::Demo;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::{Http, Secure};
use std::io::Write as _;

#[test]
fn a_malformed_head_is_refused_with_its_status_over_both_transports() {
    let demo = Demo::start();
    let get = |rest: &str| format!("GET /healthz HTTP/1.1\r\n{rest}\r\n");
    let many = (0..150).map(|number| format!("x-{number}: y\r\n")).collect::<String>();
    for over_tls in [false, true] {
        for (status, request) in [
            (400, get("Host: a\r\nX : y\r\n")),
            (400, get("Host: a\r\nX: a\0b\r\n")),
            (400, get("")),
            (400, get("Host: a\r\nHost: a\r\n")),
            (400, get("Host: a b\r\n")),
            (400, get("Host: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n")),
            (400, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned()),
            (414, format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(70_000))),
            (431, get(&format!("Host: a\r\nX: {}\r\n", "y".repeat(1024 * 1024)))),
            (431, get(&format!("Host: a\r\n{many}"))),
            (200, get("Host: a\r\nConnection: close\r\n")),
        ] {
            let mut wire = demo.connect(over_tls);
            wire.write_all(request.as_bytes()).unwrap();
            let shown: String = request.chars().take(60).collect();
            if status != 200 {
                // Nothing more follows, and there must be no second answer.
                let _ = wire.finish();
            }
            let answer = wire.all().unwrap_or_else(|error| panic!("{shown}: {error}"));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {answer}");
            assert!(answer.contains("x-content-type-options: nosniff\r\n"), "{shown}: {answer}");
            let hsts = answer.contains("strict-transport-security: max-age=");
            assert_eq!(hsts, over_tls, "{shown}: {answer}");
        }
    }
    assert_eq!(demo.gateway.client().page("/healthz").status, 200);
    let _ = demo.gateway.stop();
}

#[test]
fn head_answers_as_get_does_without_a_body() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    let bearer = format!("Bearer {}", demo.home.variable("NATIVE_TOKEN"));
    let headers = [("authorization", bearer.as_str())];
    for path in
        ["/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/codes?tenant=demo", "/v1/codes"]
    {
        let got = client.send("GET", path, &headers, ()).unwrap();
        let head = client.send("HEAD", path, &headers, ()).unwrap();
        assert_eq!((head.status, head.body.as_str()), (got.status, ""), "{path}");
        let mut names = got.headers.keys().map(|name| name.as_str()).collect::<Vec<_>>();
        names.sort_unstable();
        let mut others = head.headers.keys().map(|name| name.as_str()).collect::<Vec<_>>();
        others.sort_unstable();
        assert_eq!(others, names, "{path}");
        if path != "/metrics" {
            assert_eq!(head.headers["content-length"], got.body.len().to_string(), "{path}");
        }
        assert_eq!(head.headers["content-type"], got.headers["content-type"], "{path}");
        let other = client.send("DELETE", path, &headers, ()).unwrap();
        assert_eq!(other.status, 405, "{path}");
        let allow = other.headers["allow"].to_str().unwrap().to_owned();
        for method in ["GET", "HEAD"] {
            assert!(allow.split(',').any(|allowed| allowed.trim() == method), "{path}: {allow}");
        }
    }
    let _ = demo.gateway.stop();
}

#[test]
fn http_2_has_one_host_head_and_the_security_fields() {
    let demo = Demo::start();
    let url = demo.home.variable("DIGITANIUM_URL");
    let mut secure = Secure::connect(&url, &demo.ca, Http::Two).unwrap();
    let mut ask = |method, headers: &[(&str, &str)]| {
        secure.send(Sent { method, path: "/openapi.json", headers, body: "" }).unwrap()
    };
    let got = ask("GET", &[]);
    assert_eq!(got.status, 200);
    assert_eq!(got.headers["x-content-type-options"], "nosniff");
    assert!(got.headers["strict-transport-security"].to_str().unwrap().contains("max-age="));
    let head = ask("HEAD", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.headers["content-length"], got.body.len().to_string());
    assert_eq!(ask("GET", &[("host", "other.example")]).status, 400);
    let _ = demo.gateway.stop();
}
