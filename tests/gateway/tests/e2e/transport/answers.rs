//! Every answer is sent at once, whatever the caller sends after its request.

use super::Demo;
use codemint_gateway_tests::Client;
use serde_json::{Value, json};
use std::io::Write as _;

/// What may follow a request in the same segment.
const AFTER: [&str; 5] = ["", "\r\n", "\n", "GET /healthz HT", "POST /v1/redeem HTTP/1.1\r\nHo"];

const ALICE: &str = "alice@example.com";

/// Issues a code of `ALICE`.
fn code(client: &Client, demo: &Demo) -> String {
    let bearer = format!("Bearer {}", demo.home.variable("NATIVE_TOKEN"));
    let body = json!({ "tenant": "demo", "subjects": [{ "id": ALICE }] }).to_string();
    let headers = [("authorization", bearer.as_str())];
    let answer = client.send("POST", "/v1/codes", &headers, body).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json().at("results").items()[0].at("code").text().to_owned()
}

/// A request that redeems the code.
fn redeem(code: &str, version: &str, fields: &str) -> String {
    let body = json!({ "tenant": "demo", "subject": ALICE, "code": code }).to_string();
    let length = body.len();
    format!(
        "POST /v1/redeem HTTP/{version}\r\nHost: a\r\nContent-Type: application/json\r\n{fields}\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Asserts that the text begins with the answer to a redemption.
fn assert_redeemed(answer: &str, what: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{what}: {answer}"));
    assert!(head.contains(" 200 "), "{what}: {answer}");
    let first = serde_json::Deserializer::from_str(body).into_iter::<Value>().next();
    assert!(first.unwrap().unwrap().is_object(), "{what}: {answer}");
}

#[test]
fn a_redemption_is_answered_whatever_follows_the_request() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    for over_tls in [false, true] {
        for after in AFTER {
            let code = code(&client, &demo);
            let mut wire = demo.connect(over_tls);
            let request = redeem(&code, "1.1", "");
            wire.write_all(format!("{request}{after}").as_bytes()).unwrap();
            let answer = wire.until("}").unwrap();
            assert_redeemed(&answer, after);
        }
    }
    let _ = demo.gateway.stop();
}

#[test]
fn a_redemption_is_answered_before_the_connection_closes() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    for over_tls in [false, true] {
        for (version, fields) in [("1.0", ""), ("1.1", "Connection: close\r\n")] {
            for after in AFTER {
                let code = code(&client, &demo);
                let mut wire = demo.connect(over_tls);
                let request = redeem(&code, version, fields);
                wire.write_all(format!("{request}{after}").as_bytes()).unwrap();
                assert_redeemed(&wire.all().unwrap(), after);
            }
        }
    }
    let _ = demo.gateway.stop();
}

#[test]
fn a_caller_that_has_closed_its_sending_side_is_answered() {
    let demo = Demo::start();
    let client = demo.gateway.client();
    for over_tls in [false, true] {
        let code = code(&client, &demo);
        let mut wire = demo.connect(over_tls);
        wire.write_all(redeem(&code, "1.1", "").as_bytes()).unwrap();
        wire.finish().unwrap();
        assert_redeemed(&wire.all().unwrap(), "half closed");
    }
    let _ = demo.gateway.stop();
}
