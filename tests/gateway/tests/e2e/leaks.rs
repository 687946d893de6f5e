//! No code, token or key is in any log, page or refusal.

use codemint_gateway_tests::token::Key;
use codemint_gateway_tests::{
    Answer, Behaviour, Client, ENROLL, Gateway, Home, Smtp, asking_for, smtp,
};
use serde_json::json;

use super::samples::{DUPLICATES_REQUEST, ENROLL_REQUEST};

/// A secret that must not be found: what it is, and its text.
pub(crate) type Secret = (String, String);

/// An unknown member. The gateway logs its name at level debug, which shows that a search of the log
/// finds anything at all.
const CANARY: &str = "canaryMember31415";

/// The secrets that a text contains: verbatim, as Rust prints bytes, or in hexadecimal.
pub(crate) fn hits<'a>(secrets: &'a [Secret], text: &str) -> Vec<&'a str> {
    let found = secrets.iter().filter(|(_, secret)| {
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let bytes = format!("{:?}", secret.as_bytes());
        let bytes = bytes.trim_matches(['[', ']']);
        text.contains(secret.as_str()) || text.contains(&hex) || text.contains(bytes)
    });
    found.map(|(name, _)| name.as_str()).collect()
}

/// Sends requests of every kind, and returns the answers that must not show a code.
fn send_everything(
    client: &Client,
    key: &Key,
    home: &Home,
    secrets: &mut Vec<Secret>,
) -> Vec<Answer> {
    let mut refused = Vec::new();
    let canary = format!(r#"[{{"email":"alice@example.com","{CANARY}":1}}]"#);
    for body in [ENROLL_REQUEST, DUPLICATES_REQUEST, &canary] {
        let answer = client.post(body);
        secrets.extend(answer.codes().into_iter().map(|(_, code)| ("a shown code".into(), code)));
    }
    for body in ["", "[", "{}", &asking_for(["alice@example.com"; 178]), &" ".repeat(300_000)] {
        refused.push(client.post(body));
    }
    let claims = home.claims();
    let stranger = Key::stranger();
    for token in [
        key.token(&claims.clone().with("exp", json!(1))),
        key.token_with(&json!({"alg": "none"}), &claims),
        key.token(&claims.clone().with("aud", json!("https://elsewhere.example"))),
        stranger.token(&claims),
        "not-a-token-but-still-secret-27182818".to_owned(),
    ] {
        refused.push(client.with_token(&token).post("[]"));
        let signature = token.rsplit('.').next().unwrap().to_owned();
        secrets.push(("a refused token's signature".into(), signature));
    }
    let bearer = client.bearer();
    for (method, path) in [("GET", ENROLL), ("POST", "/nowhere"), ("GET", "/nowhere")] {
        refused.push(client.send(method, path, &[("authorization", &bearer)], ()).unwrap());
    }
    refused.extend(["/healthz", "/readyz", "/metrics"].map(|page| client.page(page)));
    refused
}

/// The secrets in the files of a data folder, and the demo's token.
fn kept_secrets(home: &Home) -> Vec<Secret> {
    let mut secrets: Vec<Secret> =
        vec![("the key for codes".into(), home.text("codes.key").trim().to_owned())];
    let pem = home.text("access-key.pem");
    let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN"));
    for line in lines.filter(|line| line.len() == 64) {
        secrets.push(("a line of the access key".into(), line.to_owned()));
    }
    let token = home.demo().token;
    secrets.push(("the token's signature".into(), token.rsplit('.').next().unwrap().to_owned()));
    secrets.push(("the token".into(), token));
    secrets
}

fn nothing_leaks(format: &str) {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let start = Gateway::demo(&home).arg("--smtp").arg(server.address()).arg("--log").arg(format);
    let gateway = start.env("CODEMINT_LOG", "trace").run();
    let mut secrets = kept_secrets(&home);
    let key = Key::from_pem(&home.text("access-key.pem"));
    let mut refused = send_everything(&gateway.client(), &key, &home, &mut secrets);
    refused.extend(super::life::send_everything(&gateway.client(), &home, &mut secrets));
    refused.push(gateway.client().page("/metrics"));
    for mail in server.wait_for(3) {
        secrets.push(("a mailed code".into(), smtp::code_in(&mail.text)));
        secrets.push(("a mailed code in groups".into(), smtp::shown_in(&mail.text).to_owned()));
    }
    let ended = gateway.stop();
    assert!(secrets.len() > 30, "too few secrets: {}", secrets.len());
    for answer in &refused {
        let whole = format!("{:?} {}", answer.headers, answer.body);
        assert_eq!(hits(&secrets, &whole), [""; 0], "in an answer: {whole}");
    }
    for (name, sink) in [("stderr", &ended.log), ("stdout", &ended.output)] {
        assert_eq!(hits(&secrets, sink), [""; 0], "on {name}");
    }
    // The control: the log was captured, and any secret in it would be found.
    let canary = [("the canary".to_owned(), CANARY.to_owned())];
    assert_eq!(hits(&canary, &ended.log), ["the canary"], "{}", ended.log);
    for secret in &secrets {
        let bytes = format!("{} Body({:?})", ended.log, secret.1.as_bytes());
        for planted in [format!("{} code={}", ended.log, secret.1), bytes] {
            assert!(hits(&secrets, &planted).contains(&secret.0.as_str()), "{}", secret.0);
        }
    }
    if format == "json" {
        let lines = ended.log.lines().filter(|line| line.starts_with('{'));
        let lines = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        assert!(lines.count() > 10, "the log is not JSON lines: {}", ended.log);
    }
}

#[test]
fn the_text_log_has_no_secret() {
    nothing_leaks("text");
}

#[test]
fn the_json_log_has_no_secret() {
    nothing_leaks("json");
}

/// What a caller sends cannot add lines to the log.
#[test]
fn a_caller_cannot_forge_a_line_of_the_log() {
    for format in ["text", "json"] {
        let home = Home::new();
        let start = Gateway::demo(&home).arg("--log").arg(format);
        let gateway = start.env("CODEMINT_LOG", "trace").run();
        let member = format!(r"{CANARY}\nFORGED\r\u001b[31m\u2028FORGED");
        let body = format!(r#"[{{"email":"alice@example.com","{member}":1}}]"#);
        assert_eq!(gateway.client().post(body).statuses(), [1000]);
        let ended = gateway.stop();
        assert!(ended.log.contains(CANARY), "the member is not in the log: {}", ended.log);
        let forged = ended.log.lines().any(|line| line.starts_with("FORGED"));
        let raw = ended.log.contains(['\u{1b}', '\r', '\u{2028}']);
        assert!(!forged && !raw, "{format}: {}", ended.log);
    }
}
