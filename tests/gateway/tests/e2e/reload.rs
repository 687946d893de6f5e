//! SIGHUP: the configuration, keys and certificates are read again while the gateway runs.

use super::commands::codemint;
use super::site::{Site, digest};
use super::tls::certificate;
use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Client, Home, Http, Secure};
use serde_json::json;

const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "."
TLS
[keys]
codes = { file = "codes.key" }

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["one.example"]
[tenants.policies.activation]
length = 8
min_validity = 1
max_live = 100

[[tenants]]
id = "two"
base_url = "https://two.example"
hosts = ["two.example"]
[tenants.policies.activation]
length = 8
min_validity = 1

[[operators]]
name = "ann"
sha256 = "ANN"
roles = ["issue", "read"]
tenants = ["one"]
"#;

const BOB: &str = r#"
[[operators]]
name = "bob"
sha256 = "BOB"
roles = ["issue", "read"]
tenants = ["one"]
"#;

const ANN: &str = "ann-key-31415926535897932384";
const BOBS: &str = "bob-key-27182818284590452353";
const CODES: &str = "/v1/codes";

const RELOADED: &str = "the configuration was reloaded";
const KEPT: &str = "the old configuration stays in force";

/// A configuration with these operators in addition to Ann, and with these lines before `[keys]`.
fn config(operators: &str, tls: &str) -> String {
    let config = CONFIG.replace("TLS", tls).replace("ANN", &digest(ANN));
    config + &operators.replace("BOB", &digest(BOBS))
}

fn body() -> String {
    json!({ "tenant": "one", "purpose": "activation", "subjects": [{ "id": "demotest" }] })
        .to_string()
}

fn issue(client: &Client, key: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    client.send("POST", CODES, &[("authorization", &bearer)], body()).unwrap()
}

/// Writes another configuration, sends SIGHUP, and waits for the message in the log.
fn reload(site: &Site, config: &str, message: &str) {
    let before = site.process.log().matches(message).count();
    site.home.write("codemint.toml", config);
    site.process.hang_up();
    until(message, || (site.process.log().matches(message).count() > before).then_some(()));
}

#[test]
fn a_removed_operator_is_refused_at_once_and_a_new_one_accepted() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    let client = site.client();
    assert_eq!((issue(&client, ANN).status, issue(&client, BOBS).status), (200, 200));
    reload(&site, &config("", ""), RELOADED);
    // Also on the same connection.
    assert_eq!((issue(&client, ANN).status, issue(&client, BOBS).status), (200, 401));
    reload(&site, &config(BOB, ""), RELOADED);
    assert_eq!((issue(&client, ANN).status, issue(&client, BOBS).status), (200, 200));
    let _ = site.stop();
}

#[test]
fn a_request_in_progress_is_completed_with_the_old_configuration() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    let client = site.client();
    let body = body();
    let mut raw = Raw::connect(&client).unwrap();
    let head = format!(
        "POST {CODES} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {BOBS}\r\ncontent-type: \
         application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    raw.write(head.as_bytes()).unwrap();
    // The server asks for the body once it has authenticated Bob.
    assert!(raw.head().unwrap().starts_with("HTTP/1.1 100 "));
    reload(&site, &config("", ""), RELOADED);
    assert_eq!(issue(&client, BOBS).status, 401);
    raw.write(body.as_bytes()).unwrap();
    assert_eq!(raw.answer().unwrap().status, 200);
    let _ = site.stop();
}

#[test]
fn a_faulty_file_leaves_the_old_configuration_in_force() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    let client = site.client();
    let (good, missing) = (config("", ""), "no-such.key");
    for (faulty, part) in [
        (good.replace("min_validity = 1", "min_validity = \"x\""), "tenants.policies"),
        (good.replace("codes.key", missing), missing),
        ("listen = [".to_owned(), "line 1"),
        (good.replace("[keys]", "plain = 1\n[keys]"), "`plain` is unknown"),
    ] {
        reload(&site, &faulty, KEPT);
        let log = site.process.log();
        let line = log.lines().rfind(|line| line.contains(KEPT)).unwrap();
        assert!(log.contains(part), "`{part}` is not in the log: {line}");
        assert_eq!((issue(&client, ANN).status, issue(&client, BOBS).status), (200, 200));
    }
    assert!(!site.process.log().contains(RELOADED));
    // The control: a configuration without a fault comes into force.
    reload(&site, &good, RELOADED);
    assert_eq!(issue(&client, BOBS).status, 401);
    let _ = site.stop();
}

#[test]
fn a_configuration_with_faulty_credentials_writes_nothing_under_its_keys() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    assert_eq!(issue(&site.client(), ANN).status, 200);
    let ring = format!("{}\n{}\n", "fedcba9876543210".repeat(4), site.home.text("codes.key"));
    site.home.write("other.key", &ring);
    let good = config("", "");
    let account = "[[tenants.accounts]]\nname = \"eve\"\npassword = { file = \"codes.key\" }\n";
    let faulty = good.replace("codes.key", "other.key");
    let faulty = faulty.replace("[[operators]]", &format!("{account}[[operators]]"));
    let verified = || {
        let file = site.home.file("codemint.toml");
        codemint(["audit", "verify", "--config", file.to_str().unwrap()], "")
    };
    reload(&site, &faulty, KEPT);
    assert!(site.process.log().contains("account `eve`"));
    site.home.write("codemint.toml", &good);
    assert!(verified().status.success(), "{:?}", verified());
    // The control: without the account, the checkpoint is signed with the new key.
    reload(&site, &good.replace("codes.key", "other.key"), RELOADED);
    site.home.write("codemint.toml", &good);
    assert!(!verified().status.success(), "{:?}", verified());
    let _ = site.stop();
}

#[test]
fn what_needs_a_restart_is_named_and_the_rest_is_applied() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    let client = site.client();
    let other = config("", "")
        .replace("127.0.0.1:0", "127.0.0.1:1")
        .replace("data = \".\"", "data = \"x\"");
    reload(&site, &other, RELOADED);
    let log = site.process.log();
    for what in ["`listen` was changed", "`data` was changed"] {
        assert!(log.contains(what), "{what}: {log}");
    }
    assert!(!log.contains("`tls` was changed"), "{log}");
    assert_eq!((issue(&client, ANN).status, issue(&client, BOBS).status), (200, 401));
    let _ = site.stop();
}

#[test]
fn new_certificate_files_are_used_and_faulty_ones_are_not() {
    let home = Home::new();
    let (first, first_key) = certificate();
    let (second, second_key) = certificate();
    for (name, text) in
        [("a.pem", &first), ("a.key", &first_key), ("b.pem", &second), ("b.key", &second_key)]
    {
        home.write(name, text);
    }
    let tls =
        |cert: &str, key: &str| config(BOB, &format!("[tls]\ncert = \"{cert}\"\nkey = \"{key}\""));
    let site = Site::serve(home, &tls("a.pem", "a.key"), &[]);
    let bearer = format!("Bearer {ANN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = body();
    let sent = Sent { method: "POST", path: CODES, headers: &headers, body: &body };
    let mut old = Secure::connect(&site.url, &first, Http::Two).unwrap();
    assert_eq!(old.send(sent).unwrap().status, 200);
    for (cert, key) in [("b.pem", "a.key"), ("none.pem", "b.key")] {
        reload(&site, &tls(cert, key), KEPT);
        assert!(Secure::connect(&site.url, &first, Http::One).is_ok());
        assert!(Secure::connect(&site.url, &second, Http::One).is_err());
    }
    reload(&site, &tls("b.pem", "b.key"), RELOADED);
    let mut new = Secure::connect(&site.url, &second, Http::Two).unwrap();
    assert_eq!(new.send(sent).unwrap().status, 200);
    assert!(Secure::connect(&site.url, &first, Http::One).is_err());
    // A connection from before goes on.
    assert_eq!(old.send(sent).unwrap().status, 200);
    let _ = site.stop();
}

#[test]
fn a_new_key_is_used_and_the_old_one_released() {
    let site = Site::serve(Home::new(), &config(BOB, ""), &[]);
    let keys = |command: &str| {
        let file = site.home.file("codemint.toml");
        codemint(["keys", command, "--config", file.to_str().unwrap()], "")
    };
    let lines = || site.home.text("codes.key").lines().count();
    assert!(keys("rotate").status.success());
    assert_eq!(lines(), 2);
    // The gateway still holds the old key.
    let _ = keys("retire");
    assert_eq!(lines(), 2);
    reload(&site, &config(BOB, ""), RELOADED);
    until("the old key to be released", || {
        let _ = keys("retire");
        (lines() == 1).then_some(())
    });
    assert_eq!(issue(&site.client(), ANN).status, 200);
    let _ = site.stop();
}
