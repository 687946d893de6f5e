//! Another process keeps the database locked for longer than a request waits.

use codemint_gateway_tests::{Answer, Client, ENROLL, Gateway, Home, asking_for};
use rusqlite::Connection;
use std::thread;

#[test]
fn a_locked_database_is_503_with_retry_after_and_is_not_ready() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    assert_eq!(client.page("/readyz").status, 200);
    let other = Connection::open(home.file("codemint.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        // `/readyz` does not know how long the file will be locked: it answers before the requests
        // that wait to write.
        let issuing = scope.spawn(|| gateway.client().post(asking_for(["alice@example.com"])));
        let ready = client.page("/readyz");
        assert_eq!(ready.status, 503, "{ready:?}");
        assert!(!issuing.is_finished(), "the request did not wait for the lock");
        assert_eq!(client.page("/healthz").status, 200);
        let refused = issuing.join().unwrap();
        assert_eq!(refused.status, 503, "{refused:?}");
        assert_eq!(refused.headers.get("retry-after").unwrap(), "1", "{refused:?}");
    });
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(client.page("/readyz").status, 200);
    assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    let log = gateway.stop().log;
    assert!(log.contains("another process has locked the store"), "{log}");
}

/// A request: its dialect, method and path, the header field that authenticates it, and its body.
struct Call {
    dialect: &'static str,
    method: &'static str,
    path: &'static str,
    credential: Option<(&'static str, String)>,
    body: &'static str,
}

impl Call {
    fn send(&self, client: &Client) -> Answer {
        let credential = self.credential.as_ref().map(|(name, value)| (*name, value.as_str()));
        client.send(self.method, self.path, credential.as_slice(), self.body).unwrap()
    }
}

/// Requests of every dialect. All of them write, also lists: the store keeps the latest time.
fn calls(home: &Home) -> Vec<Call> {
    let bearer = |name| Some(("authorization", format!("Bearer {}", home.variable(name))));
    let post =
        |dialect, path, credential, body| Call { dialect, method: "POST", path, credential, body };
    let get =
        |dialect, path, credential| Call { dialect, method: "GET", path, credential, body: "" };
    let user = r#"[{"email":"alice@example.com"}]"#;
    let computer = include_str!("../../samples/generate.request.json");
    let key = Some(("key", home.variable("RECAST_KEY")));
    let app = "/digitanium/v4/users/demotest/activationcodes";
    let realm = "/auth/realms/demo/v3_activationcode/demotest/";
    let native = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;
    let presented = r#"{"tenant":"demo","subject":"alice@example.com","code":"123456789"}"#;
    vec![
        post("rsa", ENROLL, bearer("RSA_TOKEN"), user),
        post("recast", "/api/v1.0/generateActivationCode", key, computer),
        post("digitanium", app, bearer("DIGITANIUM_TOKEN"), "{}"),
        post("digitanium", realm, bearer("DIGITANIUM_TOKEN"), "{}"),
        get("digitanium", app, bearer("DIGITANIUM_TOKEN")),
        post("native", "/v1/codes", bearer("NATIVE_TOKEN"), native),
        get("native", "/v1/codes?tenant=demo", bearer("NATIVE_TOKEN")),
        post("native", "/v1/check", None, presented),
        post("native", "/v1/redeem", None, presented),
    ]
}

#[test]
fn a_locked_database_is_503_with_retry_after_in_every_dialect() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    let calls = calls(&home);
    let other = Connection::open(home.file("codemint.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        // All of them wait at the same time.
        let waiting = calls.iter().map(|call| (call, scope.spawn(|| call.send(&gateway.client()))));
        for (call, waiting) in waiting.collect::<Vec<_>>() {
            let answer = waiting.join().unwrap();
            let what = format!("{} {} {}: {answer:?}", call.dialect, call.method, call.path);
            assert_eq!(answer.status, 503, "{what}");
            assert_eq!(answer.headers.get("retry-after").unwrap(), "1", "{what}");
            let json = answer.headers["content-type"].to_str().unwrap().contains("json");
            assert!(json && !answer.body.is_empty(), "{what}");
        }
    });
    // The control: without the lock the same requests are answered.
    other.execute_batch("ROLLBACK").unwrap();
    for call in &calls {
        let answer = call.send(&gateway.client());
        let expected = if call.credential.is_some() { 200 } else { 403 };
        assert_eq!(answer.status, expected, "{} {}: {answer:?}", call.dialect, call.path);
    }
    let _ = gateway.stop();
}
