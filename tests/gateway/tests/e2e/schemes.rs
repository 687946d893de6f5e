//! Authentication over HTTP with the schemes other than signed tokens.

use codemint_gateway_tests::raw::Raw;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Process, gateway_program};
use std::process::Command;

use super::commands::codemint;

pub(crate) const GENERATE: &str = "/api/v1.0/generateActivationCode";

/// The vendor's sample.
pub(crate) const GENERATE_REQUEST: &str = r#"{"ComputerName":"CENL02","ComputerDomain":"domain.ad","UserName":"serviceaccount","UserDomain":"domain.ad","ValidityTimeIndex":1,"Reason":"Printer driver installation","TemporaryAccountName":"tempadmin"}"#;

/// Whether a caller was authenticated. Asserts that a refusal has the dialect's form.
fn is_authenticated(answer: &Answer) -> bool {
    let names = answer.json();
    if answer.status != 401 {
        assert!(matches!(answer.status, 200 | 403 | 404), "{answer:?}");
        return true;
    }
    assert_eq!(names.names(), ["Message"], "{answer:?}");
    let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(challenges.len(), 2, "{challenges:?}");
    assert!(challenges[1].to_str().unwrap().starts_with("Basic "), "{challenges:?}");
    false
}

/// Whether this answers the vendor's sample: a string of 20 digits.
pub(crate) fn is_the_sample(answer: &Answer) -> bool {
    let digits = answer.body.trim_matches('"');
    answer.status == 200 && digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn ask(client: &Client, query: &str, headers: &[(&str, &str)]) -> Answer {
    client.send("POST", &format!("{GENERATE}{query}"), headers, GENERATE_REQUEST).unwrap()
}

#[test]
fn a_key_is_accepted_in_a_header_or_in_the_query_and_never_twice_or_different() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    assert_eq!(home.variable("RECAST_KEY"), "configuredkey-demo");
    assert_eq!(home.find_variable("RECAST_URL"), None, "its routes need TLS");
    for (query, headers, accepted) in [
        ("", vec![("Key", "configuredkey-demo")], true),
        ("", vec![("KEY", "configuredkey-demo")], true),
        ("?Key=configuredkey-demo", vec![], true),
        ("?a=b&%4Bey=configured%6Bey-demo", vec![], true),
        ("?Key=configuredkey-demo", vec![("key", "configuredkey-demo")], true),
        ("", vec![], false),
        ("", vec![("Key", "Configuredkey")], false),
        ("", vec![("Key", "configuredkey-demo"), ("Key", "configuredkey-demo")], false),
        ("?key=configuredkey-demo", vec![], false),
        ("?Key=configuredkey-demo&Key=configuredkey-demo", vec![], false),
        ("?Key=configuredkey-demo", vec![("Key", "other")], false),
        ("?Key=other", vec![("Key", "configuredkey-demo")], false),
        ("?Key=", vec![], false),
        ("?Key", vec![("Key", "configuredkey-demo")], false),
        ("", vec![("authorization", "Bearer configuredkey-demo")], false),
        ("", vec![("authorization", "Basic Y29uZmlndXJlZGtleTo=")], false),
    ] {
        let answer = ask(&client, query, &headers);
        assert_eq!(is_authenticated(&answer), accepted, "{query} {headers:?}: {answer:?}");
        assert_eq!(is_the_sample(&answer), accepted, "{query} {headers:?}: {answer:?}");
    }
    let log = gateway.stop().log;
    assert!(log.contains("a key came in the query"), "{log}");
    assert!(!log.contains("onfiguredkey"), "{log}");
}

/// A tenant. `PROOFS` is replaced by keys of the tenant's table.
pub(crate) const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "."
[keys]
codes = { file = "codes.key" }
[[tenants]]
id = "demo"
base_url = "https://codes.example"
PROOFS
[tenants.policies.elevation]
length = 20
min_validity = 3600
max_validity = 259200
"#;

pub(crate) fn serve(home: &Home, proofs: &str, tables: &str) -> (Process, Client) {
    let config = CONFIG.replace("PROOFS", proofs) + tables;
    let file = home.write("codemint.toml", &config);
    home.write("codes.key", &"0123456789abcdef".repeat(4));
    let mut command = Command::new(gateway_program());
    command.args(["serve", "--config", file.to_str().unwrap()]);
    let mut process = Process::start(command);
    let line = process.first_line().unwrap_or_else(|ended| panic!("{ended:?}"));
    let url = line.strip_prefix("codemint listening on ").unwrap().to_owned();
    (process, Client::new(&url, ""))
}

pub(crate) fn stop(process: Process) -> String {
    process.ask_to_end();
    let ended = process.end();
    assert!(ended.status.success(), "{ended:?}");
    ended.log
}

#[test]
fn two_keys_are_accepted_and_can_be_disallowed_in_the_query() {
    let home = Home::new();
    home.write("old.key", "old-key-31415926\n");
    home.write("new.key", "new-key-27182818");
    let tables = "[[tenants.keys]]\nname = 'old'\nkey = { file = 'old.key' }\n\
                  [[tenants.keys]]\nname = 'new'\nkey = { file = 'new.key' }\n";
    let (process, client) = serve(&home, "key_in_query = false", tables);
    for key in ["old-key-31415926", "new-key-27182818"] {
        assert!(is_authenticated(&ask(&client, "", &[("Key", key)])), "{key}");
        assert!(!is_authenticated(&ask(&client, &format!("?Key={key}"), &[])), "{key}");
        assert!(!is_authenticated(&ask(&client, &format!("?Key={key}"), &[("Key", key)])), "{key}");
    }
    assert!(!is_authenticated(&ask(&client, "", &[("Key", "newer-key")])));
    let log = stop(process);
    assert!(!log.contains("old-key-31415926") && !log.contains("new-key-27182818"), "{log}");
}

#[test]
fn without_a_key_no_caller_is_accepted_unless_all_are() {
    let home = Home::new();
    let (process, client) = serve(&home, "", "");
    assert!(!is_authenticated(&ask(&client, "", &[])));
    assert!(!is_authenticated(&ask(&client, "", &[("Key", "anything")])));
    assert!(!stop(process).contains("ANYBODY"));
    let (process, client) = serve(&home, "allow_unauthenticated = true", "");
    assert!(is_authenticated(&ask(&client, "", &[])));
    assert!(is_authenticated(&ask(&client, "?Key=anything", &[])));
    assert!(!is_authenticated(&ask(&client, "", &[("authorization", "Basic YTpi")])));
    assert!(stop(process).contains("ANYBODY CAN ASK FOR CODES"));
}

#[test]
fn an_account_is_authenticated_with_the_password_that_the_command_hashed() {
    let home = Home::new();
    let hashed = codemint(["password-hash"], "correct horse\n");
    assert!(hashed.status.success() && hashed.output.starts_with("$argon2id$"), "{hashed:?}");
    home.write("ann.phc", &hashed.output);
    let tables = "[[tenants.accounts]]\nname = 'ann'\npassword = { file = 'ann.phc' }\n";
    let (process, client) = serve(&home, "", tables);
    let basic = |pair: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    for (pair, accepted) in [
        ("ann:correct horse", true),
        ("ann:correct horse ", false),
        ("ann:", false),
        ("bob:correct horse", false),
        ("ann", false),
    ] {
        let answer = ask(&client, "", &[("authorization", &basic(pair))]);
        assert_eq!(is_authenticated(&answer), accepted, "{pair}");
    }
    // Concurrent passwords are checked in turn, and all are answered.
    let good = basic("ann:correct horse");
    std::thread::scope(|scope| {
        let asking = (0..12).map(|_| {
            let (client, good) = (client.clone(), good.as_str());
            scope.spawn(move || is_authenticated(&ask(&client, "", &[("authorization", good)])))
        });
        let asking: Vec<_> = asking.collect();
        assert!(asking.into_iter().all(|one| one.join().unwrap()));
    });
    let log = stop(process);
    assert!(!log.contains("correct horse") && !log.contains(&good[6..]), "{log}");
    home.write("ann.phc", "correct horse");
    let file = home.file("codemint.toml");
    let ended = codemint(["serve", "--config", file.to_str().unwrap()], "");
    assert!(!ended.status.success() && ended.log.contains("account `ann`"), "{ended:?}");
    assert!(!ended.log.contains("horse"), "{ended:?}");
}

#[test]
fn accounts_with_different_argon2_parameters_are_reported() {
    let home = Home::new();
    let hash = |parameters: &str| {
        format!("$argon2id$v=19${parameters}$c2l4dGVlbiBieXRlcy4u${}", "A".repeat(43))
    };
    home.write("ann.phc", &hash("m=19456,t=2,p=1"));
    let tables = "[[tenants.accounts]]\nname = 'ann'\npassword = { file = 'ann.phc' }\n\
                  [[tenants.accounts]]\nname = 'eve'\npassword = { file = 'eve.phc' }\n";
    let log_with = |parameters| {
        home.write("eve.phc", &hash(parameters));
        stop(serve(&home, "", tables).0)
    };
    let log = log_with("m=64,t=1,p=1");
    assert!(log.contains("`eve` (m=64,t=1,p=1); `ann` (m=19456,t=2,p=1)"), "{log}");
    // The control: with equal parameters nothing is logged.
    assert!(!log_with("m=19456,t=2,p=1").contains("Argon2"));
}

#[test]
fn a_new_token_is_printed_with_its_digest() {
    let made = codemint(["token-digest", "--new"], "");
    let lines: Vec<&str> = made.output.lines().collect();
    let [token, digest] = lines[..] else { panic!("{made:?}") };
    assert_eq!((token.len(), digest.len()), (43, 64));
    assert_eq!(codemint(["token-digest"], token).output.trim(), digest);
    assert_eq!(codemint(["token-digest"], &format!("{token}\r\n")).output.trim(), digest);
    assert_ne!(codemint(["token-digest", "--new"], "").output, made.output);
    for (command, input) in [
        ("token-digest", ""),
        ("token-digest", "two words of a token"),
        ("token-digest", "fifteen-bytes-1"),
        ("password-hash", "\n"),
    ] {
        let ended = codemint([command], input);
        assert!(!ended.status.success() && ended.output.is_empty(), "{command}: {ended:?}");
    }
}

#[test]
fn a_body_of_another_media_type_is_415() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let send = |fields: &str| {
        let mut raw = Raw::connect(&client).unwrap();
        let length = GENERATE_REQUEST.len();
        let head = format!(
            "POST {GENERATE} HTTP/1.1\r\nhost: x\r\nkey: configuredkey-demo\r\n{fields}\
             content-length: {length}\r\n\r\n{GENERATE_REQUEST}"
        );
        raw.write(head.as_bytes()).unwrap();
        raw.answer().unwrap()
    };
    for (fields, accepted) in [
        ("", true),
        ("content-type: application/json\r\n", true),
        ("content-type: Application/JSON;charset=utf-8\r\n", true),
        ("content-type: application/vnd.example+json\r\n", true),
        ("content-type: text/plain\r\n", false),
        ("content-type: application/xml\r\n", false),
        ("content-type: application/json\r\ncontent-type: text/plain\r\n", false),
    ] {
        let answer = send(fields);
        assert_eq!(answer.status != 415, accepted, "{fields}: {answer:?}");
        assert!(accepted || answer.json().names() == ["Message"], "{answer:?}");
    }
    let _ = gateway.stop();
}
