//! Repetitions with an `Idempotency-Key` are answered with the first answer.

use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger};
use std::sync::Barrier;
use std::thread;

const ONE: &str = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;
const OTHER: &str = r#"{"tenant":"demo","subjects":[{"id":"amuser@example.com"}]}"#;

fn issue(client: &Client, keys: &[&str], body: &str) -> Answer {
    let bearer = client.bearer();
    let mut headers = vec![("authorization", bearer.as_str())];
    headers.extend(keys.iter().map(|name| ("idempotency-key", *name)));
    client.send("POST", "/v1/codes", &headers, body.as_bytes()).unwrap()
}

fn client(home: &Home, gateway: &Gateway) -> Client {
    Client::new(gateway.url(), &home.variable("NATIVE_TOKEN"))
}

#[test]
fn a_repeated_request_has_the_same_answer_and_issues_nothing() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let first = issue(&client(&home, &gateway), &["order-7"], ONE);
    assert_eq!(first.status, 200, "{first:?}");
    let again = issue(&client(&home, &gateway), &["order-7"], ONE);
    assert_eq!((again.status, &again.body), (200, &first.body), "another code");
    let _ = gateway.stop();
    // The answer outlives the process, and is stored encrypted.
    let gateway = Gateway::demo(&home).run();
    let client = client(&home, &gateway);
    assert_eq!(issue(&client, &["order-7"], ONE).body, first.body);
    let differs = issue(&client, &["order-7"], OTHER);
    assert_eq!(differs.status, 422, "{differs:?}");
    assert!(differs.body.contains("urn:codemint:problem:repeat-differs"));
    for keys in [&[""][..], &["a b"], &["one", "two"], &["x".repeat(256).as_str()]] {
        assert_eq!(issue(&client, keys, ONE).status, 422, "{keys:?}");
    }
    let without_key = issue(&client, &[], ONE);
    assert_ne!(without_key.body, first.body, "a request without a key is not a repetition");
    let ledger = Ledger::open(&home);
    assert_eq!((ledger.codes().len(), ledger.count("answers")), (2, 1));
    let code = first.json().at("results").items()[0].at("code").text().to_owned();
    for file in ["codemint.sqlite", "codemint.sqlite-wal"] {
        let bytes = std::fs::read(home.file(file)).unwrap_or_default();
        assert!(!bytes.windows(code.len()).any(|part| part == code.as_bytes()), "{file}");
    }
    let _ = gateway.stop();
}

#[test]
fn of_many_concurrent_repetitions_one_issues() {
    const THREADS: usize = 16;
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let start = Barrier::new(THREADS);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let ask = || {
            let client = client(&home, &gateway);
            start.wait();
            issue(&client, &["same"], ONE)
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
    }
    assert_eq!(Ledger::open(&home).codes().len(), 1, "more than one code was issued");
    let _ = gateway.stop();
}
