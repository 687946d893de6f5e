//! Configurations: what `config check` reports, and what `serve` does.

use codemint_gateway_tests::token::{Claims, Key, now};
use codemint_gateway_tests::{Client, Home, Ledger, Process, asking_for, gateway_program};
use serde_json::{Value, json};
use std::process::Command;

use super::commands::codemint;

/// Two tenants. The first has two access keys.
const GOOD: &str = r#"
listen = "127.0.0.1:0"
data = "."

[keys]
codes = { file = "codes.key" }

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["one.example"]
[tenants.policies.enrolment]
[[tenants.access_keys]]
id = "first"
public_key = { file = "first.pem" }
[[tenants.access_keys]]
id = "second"
public_key = { env = "SECOND_KEY" }

[[tenants]]
id = "two"
base_url = "https://two.example/base/"
hosts = ["two.example"]
[tenants.policies.enrolment]
length = 12
[[tenants.access_keys]]
id = "first"
public_key = { file = "third.pem" }
"#;

/// Whether the text of a configuration has no fault, and the report. The files that it names are not
/// checked: `config_check.rs` tests that.
fn check(home: &Home, text: &str) -> (bool, Value) {
    let file = home.write("checked.toml", text);
    let ended = codemint(["config", "check", "--without-files", file.to_str().unwrap()], "");
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    (ended.status.success(), serde_json::from_str(&ended.output).unwrap())
}

#[test]
fn a_good_configuration_has_no_fault() {
    let (good, report) = check(&Home::new(), GOOD);
    assert!(good && report["tenants"] == 2 && report["faults"] == json!([]), "{report:#}");
    // The strength of each policy, and the standards that it meets.
    let policies = report["policies"].as_array().unwrap();
    assert_eq!(policies.len(), 2, "{report:#}");
    for policy in policies {
        assert!(policy["bits"].as_f64().unwrap() > 20.0 && policy["max_tries"] == 5, "{policy:#}");
        let standards = policy["standards"].as_array().unwrap();
        let verdict = |name: &str| {
            let found = standards.iter().find(|one| one["standard"] == name);
            found.unwrap()["verdict"].clone()
        };
        assert_eq!(verdict("OWASP ASVS 6.5.4"), "met");
        assert!(!standards.iter().any(|one| one["verdict"] == "not_met"), "{policy:#}");
    }
}

#[test]
fn every_fault_is_named_with_its_line() {
    let home = Home::new();
    let line = |part: &str| 1 + GOOD.lines().position(|line| line.contains(part)).unwrap();
    for (part, other, wanted) in [
        (r#"listen = "127.0.0.1:0""#, "listen = 7", "`listen` must be a string"),
        (r#"data = ".""#, "colour = 'red'", "`colour` is unknown"),
        ("length = 12", "length = 6", "below the floor"),
        ("length = 12", "length = 33", "between 1 and 32"),
        ("length = 12", "max_tries = 0", "between 1 and 100"),
        ("length = 12", "alphabet = 'emoji'", "`alphabet` must be one of"),
        ("length = 12", "mail = true", "[mail]"),
        (r#"hosts = ["two.example"]"#, r#"hosts = ["one.example"]"#, "another tenant"),
        (r#"id = "two""#, r#"id = "Two!""#, "`id` must be"),
        (r#"id = "second""#, r#"id = "first""#, "twice"),
        (r#"{ env = "SECOND_KEY" }"#, r#"{ key = "0123" }"#, "is unknown"),
        (r#"base_url = "https://one.example""#, "base_url = 'one'", "URL"),
    ] {
        let (good, report) = check(&home, &GOOD.replace(part, other));
        let mut faults = report["faults"].as_array().unwrap().iter();
        let named = faults.find(|fault| fault["message"].as_str().unwrap().contains(wanted));
        let named = named.unwrap_or_else(|| panic!("{other}: {report:#}"));
        assert!(!good, "{other}: {report:#}");
        // A fault of a table is reported at its header, some lines above.
        let near = line(part).saturating_sub(7)..=line(part);
        let found = usize::try_from(named["line"].as_u64().unwrap()).unwrap();
        assert!(near.contains(&found), "{other}, line {}: {named}", line(part));
    }
    let (good, report) = check(&home, "colour = 1\n[keys]\ntenants = [");
    assert!(!good && report["faults"].as_array().unwrap().len() > 1, "{report:#}");
}

#[test]
fn a_missing_configuration_is_named() {
    let ended = codemint(["config", "check", "nowhere.toml"], "");
    assert!(!ended.status.success() && ended.log.contains("nowhere.toml"), "{ended:?}");
    let ended = codemint(["serve", "--config", "nowhere.toml"], "");
    assert!(!ended.status.success() && ended.log.contains("nowhere.toml"), "{ended:?}");
}

#[test]
fn serve_refuses_a_configuration_with_a_fault() {
    let home = Home::new();
    let file = home.write("bad.toml", &GOOD.replace("length = 12", "length = 4"));
    let ended = codemint(["serve", "--config", file.to_str().unwrap()], "");
    assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    assert!(ended.log.contains("below the floor") && ended.log.contains("line "), "{ended:?}");
}

/// Serves the configuration above, with one user in both directories.
fn serve(home: &Home, keys: &[Key; 3]) -> (Process, String) {
    let file = home.write("codemint.toml", GOOD);
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    home.write("first.pem", &keys[0].public_pem());
    home.write("third.pem", &keys[2].public_pem());
    let users = home
        .write("users.csv", "subject,standing,purposes,mail\nann@example.com,active,enrolment,\n");
    let config = file.to_str().unwrap();
    for tenant in ["one", "two"] {
        let import = [
            "directory",
            "import",
            users.to_str().unwrap(),
            "--config",
            config,
            "--tenant",
            tenant,
        ];
        let ended = codemint(import, "");
        assert!(ended.status.success(), "{ended:?}");
    }
    let mut command = Command::new(gateway_program());
    command.args(["serve", "--config", config]).env("SECOND_KEY", keys[1].public_pem());
    let mut process = Process::start(command);
    let line = process.first_line().unwrap_or_else(|ended| panic!("{ended:?}"));
    let url = line.strip_prefix("codemint listening on ").unwrap().to_owned();
    (process, url)
}

#[test]
fn two_tenants_are_separate() {
    let home = Home::new();
    let keys = [Key::stranger(), Key::stranger(), Key::stranger()];
    let (process, url) = serve(&home, &keys);
    let claims = |sub: &str, base: &str| {
        let claims = Claims::default().with("sub", json!(sub));
        let claims = claims.with("aud", json!(format!("{base}/AdminInterface/restapi")));
        claims.with("iat", json!(now())).with("exp", json!(now() + 600))
    };
    let ask = |host: &str, token: String| {
        let bearer = format!("Bearer {token}");
        let headers = [("host", host), ("authorization", bearer.as_str())];
        let client = Client::new(&url, "");
        client
            .send("POST", codemint_gateway_tests::ENROLL, &headers, asking_for(["ann@example.com"]))
            .unwrap()
    };
    let one = "https://one.example";
    let two = "https://two.example/base";
    let first = ask("one.example", keys[0].token(&claims("first", one)));
    let second = ask("ONE.example:443", keys[1].token(&claims("second", one)));
    let third = ask("two.example", keys[2].token(&claims("first", two)));
    for (answer, length, base) in [(&first, 9, one), (&second, 9, one), (&third, 12, two)] {
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{answer:?}");
        let json = answer.json();
        assert_eq!(json.items()[0].at("verify_code").text().len(), length);
        let link = json.items()[0].at("verification_Link").text();
        assert_eq!(link, format!("{base}/enroll/admin"));
    }
    for (what, host, token, status) in [
        ("a key with another key's ID", "one.example", keys[1].token(&claims("first", one)), 401),
        ("another tenant's key", "two.example", keys[0].token(&claims("first", two)), 401),
        ("another tenant's audience", "two.example", keys[2].token(&claims("first", one)), 401),
        ("another tenant's host", "two.example", keys[0].token(&claims("first", one)), 401),
        ("an unknown host", "three.example", keys[0].token(&claims("first", one)), 404),
    ] {
        let answer = ask(host, token);
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        assert_eq!(answer.json().names(), ["code", "description"], "{what}");
    }
    let ledger = Ledger::open(&home);
    let (of_one, of_two) = (ledger.codes_of("one"), ledger.codes_of("two"));
    assert_eq!((of_one.len(), of_two.len()), (2, 1));
    let (_, code) = &third.codes()[0];
    assert!(of_two.state("ann@example.com", code).is_some());
    assert!(of_one.state("ann@example.com", code).is_none());
    process.ask_to_end();
    assert!(process.end().status.success());
}
