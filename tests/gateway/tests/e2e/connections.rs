//! Refusals and connections: a caller receives the refusal, and can go on unless the answer closes
//! the connection.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::{Answer, Client, ENROLL, Gateway, Home, asking_for};

/// Requests with a body that are answered without reading it.
fn refused(client: &Client) -> [(u16, String); 4] {
    let none = "authorization: Bearer e30.e30.e30";
    let good = format!("authorization: {}", client.bearer());
    [
        (401, format!("POST {ENROLL} HTTP/1.1\r\n{none}")),
        (403, format!("POST {ENROLL} HTTP/1.1\r\nauthorization: Bearer eyJhbGciOiJub25lIn0.e30.")),
        (405, format!("PUT {ENROLL} HTTP/1.1\r\n{good}")),
        (404, format!("POST /nowhere HTTP/1.1\r\n{good}")),
    ]
}

/// Sends the head, then the body, as many clients do, and reads the answer.
fn exchange(raw: &mut Raw, head: &str, body: &str) -> std::io::Result<Answer> {
    let length = body.len();
    raw.write(format!("{head}\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n").as_bytes())?;
    raw.write(body.as_bytes())?;
    raw.answer()
}

/// A caller uses a connection again unless the answer has `Connection: close`.
#[test]
fn after_a_refusal_the_connection_is_usable_or_closed_by_the_answer() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    for (status, head) in refused(&client) {
        let mut raw = Raw::connect(&client).unwrap();
        for attempt in 0..200 {
            let answer = exchange(&mut raw, &head, "[]")
                .unwrap_or_else(|error| panic!("{status}, attempt {attempt}: {error}"));
            assert_eq!(answer.status, status);
            if answer.headers.get("connection").is_some_and(|value| value == "close") {
                raw = Raw::connect(&client).unwrap();
            }
        }
    }
}

/// A caller that writes the whole request before it reads, as most clients do, receives the refusal
/// and not a connection error.
#[test]
fn a_caller_that_writes_first_receives_the_refusal() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let large = " ".repeat(200 * 1024);
    for (status, head) in refused(&client) {
        for attempt in 0..20 {
            let mut raw = Raw::connect(&client).unwrap();
            let answer = exchange(&mut raw, &head, &large)
                .unwrap_or_else(|error| panic!("{status}, attempt {attempt}: {error}"));
            assert_eq!(answer.status, status);
        }
    }
    for length in [300 * 1024, 1024 * 1024] {
        for _ in 0..5 {
            let answer = gateway.client().try_post(" ".repeat(length));
            let answer = answer.unwrap_or_else(|error| panic!("413 for {length} bytes: {error}"));
            assert_eq!(answer.status, 413);
        }
    }
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
}
