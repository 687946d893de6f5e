//! Secrets that are not set: one matrix for every scheme, for the gateway and for the npm package.
//! An absent, empty, blank, wrong or repeated credential is refused.

use base64::Engine as _;
use codemint_gateway_tests::{Client, ENROLL, Gateway, Home, gateway_program};
use std::process::Command;

use super::commands::codemint;
use super::schemes::{GENERATE, GENERATE_REQUEST, serve, stop};

const ACTIVATE: &str = "/digitanium/v4/users/demotest/activationcodes";

/// An authentication scheme: a route that requires it, and how a credential is sent.
struct Scheme<'a> {
    name: &'a str,
    path: &'a str,
    body: &'a str,
    header: &'a str,
    /// The text before the secret.
    before: &'a str,
    good: String,
    wrong: String,
}

impl Scheme<'_> {
    /// The status of a request with these values of the header field.
    fn ask(&self, client: &Client, query: &str, values: &[&str]) -> u16 {
        let headers: Vec<_> = values.iter().map(|value| (self.header, *value)).collect();
        let path = format!("{}{query}", self.path);
        client.send("POST", &path, &headers, self.body).unwrap().status
    }

    /// Asserts every row of the matrix.
    fn assert_matrix(&self, client: &Client) {
        let (good, wrong) =
            (format!("{}{}", self.before, self.good), format!("{}{}", self.before, self.wrong));
        let scheme = self.before.trim_end();
        for (what, values, opens) in [
            ("the right one", vec![good.as_str()], true),
            ("absent", vec![], false),
            ("empty", vec![""], false),
            ("blank", vec!["   "], false),
            ("the scheme alone", vec![scheme], false),
            ("the scheme and blanks", vec![self.before, "  "], false),
            ("wrong", vec![&wrong], false),
            ("the right one twice", vec![&good, &good], false),
            ("two that differ", vec![&good, &wrong], false),
            ("two that differ, the right one last", vec![&wrong, &good], false),
            ("one and an empty one", vec![&good, ""], false),
        ] {
            let status = self.ask(client, "", &values);
            assert_eq!(status != 401, opens, "{}, {what}: {status}", self.name);
        }
    }
}

#[test]
fn invalid_credentials_are_refused_by_every_scheme_of_the_demo() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).arg("--plain-http").run();
    let client = gateway.client();
    let token = home.variable("DIGITANIUM_TOKEN");
    let wrong = "wrong-secret-of-16-bytes".to_owned();
    let bearer = |name, path, body, good: &str| Scheme {
        name,
        path,
        body,
        header: "authorization",
        before: "Bearer ",
        good: good.to_owned(),
        wrong: wrong.clone(),
    };
    let issue = r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#;
    bearer("signed token", ENROLL, "[]", gateway.token()).assert_matrix(&client);
    bearer("opaque token", ACTIVATE, "{}", &token).assert_matrix(&client);
    bearer("operator", "/v1/codes", issue, &token).assert_matrix(&client);
    let key = Scheme {
        name: "key",
        path: GENERATE,
        body: GENERATE_REQUEST,
        header: "Key",
        before: "",
        good: home.variable("RECAST_KEY"),
        wrong,
    };
    key.assert_matrix(&client);
    for query in ["?Key", "?Key=", "?Key=%20", "?Key=%00", "?Key=&Key=", "?Key=wrong", "?key=x"] {
        assert_eq!(key.ask(&client, query, &[]), 401, "{query}");
        assert_eq!(key.ask(&client, query, &[""]), 401, "{query} and an empty header");
    }
    assert_ne!(key.ask(&client, &format!("?Key={}", key.good), &[]), 401);
    let _ = gateway.stop();
}

#[test]
fn an_account_without_name_or_password_is_refused() {
    let home = Home::new();
    home.write("ann.phc", &codemint(["password-hash"], "correct horse\n").output);
    let tables = "[[tenants.accounts]]\nname = 'ann'\npassword = { file = 'ann.phc' }\n";
    let (process, client) = serve(&home, "", tables);
    let encoded = |pair: &str| base64::engine::general_purpose::STANDARD.encode(pair);
    let basic = |wrong: &str| Scheme {
        name: "basic",
        path: GENERATE,
        body: GENERATE_REQUEST,
        header: "authorization",
        before: "Basic ",
        good: encoded("ann:correct horse"),
        wrong: encoded(wrong),
    };
    basic("ann:wrong").assert_matrix(&client);
    for wrong in ["ann:", ":", ":correct horse", "ann", " ann:correct horse", "ann: "] {
        let scheme = basic(wrong);
        let value = format!("Basic {}", scheme.wrong);
        assert_eq!(scheme.ask(&client, "", &[&value]), 401, "{wrong}");
    }
    let _ = stop(process);
}

#[test]
fn a_configuration_whose_secrets_are_not_set_is_refused() {
    // The SHA-256 of an empty text, which a script computes when its variable is not set.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let key = |source: &str| format!("[[tenants.keys]]\nname = 'desk'\nkey = {{ {source} }}\n");
    let file = key("file = 'desk.key'");
    let token = format!("[[tenants.tokens]]\nname = 'desk'\nsha256 = '{empty}'\n");
    let operator = format!(
        "[[operators]]\nname = 'desk'\nsha256 = '{empty}'\nroles = ['issue']\n\
         tenants = ['demo']\n"
    );
    for (what, tables, text) in [
        ("an empty key", &file, ""),
        ("a blank key", &file, " \n\t"),
        ("a short key", &file, "fifteen-bytes-1"),
        ("a variable that is not set", &key("env = 'CODEMINT_NOT_SET'"), ""),
        ("a variable that is empty", &key("env = 'CODEMINT_EMPTY'"), ""),
        ("the digest of an empty token", &token, ""),
        ("the digest of an empty operator token", &operator, ""),
    ] {
        let home = Home::new();
        home.write("codes.key", &"0123456789abcdef".repeat(4));
        home.write("desk.key", text);
        let config = super::schemes::CONFIG.replace("PROOFS", "") + tables;
        let file = home.write("codemint.toml", &config);
        let mut command = Command::new(gateway_program());
        command.args(["serve", "--config", file.to_str().unwrap()]).env("CODEMINT_EMPTY", "");
        let ended = codemint_gateway_tests::Process::start(command).end();
        assert!(!ended.status.success(), "{what}: {ended:?}");
        assert!(!ended.log.contains("fifteen-bytes"), "{what}: {ended:?}");
    }
}
