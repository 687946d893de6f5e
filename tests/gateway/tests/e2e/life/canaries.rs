//! What callers of the native API send and receive, for the search in `leaks`.

use super::{ALICE, CHECK, CODES, Operator, REDEEM, present};
use crate::commands::codemint;
use crate::leaks::{Secret, hits};
use codemint_gateway_tests::{Answer, Client, Gateway, Home};
use serde_json::json;

/// Keys that are refused.
const WRONG_KEYS: [&str; 2] = ["wrong-operator-key-66260", "WrongOperatorKey/70150+"];

/// Texts that are not valid codes, presented as codes.
const WRONG_CODES: [&str; 6] = [
    "wrong-code-16021",
    "299792458",
    "WRONG CODE 76634",
    "wrong\u{fc}code-91093",
    "wrong\ncode-50545",
    "a-code-of-more-than-128-bytes-83144-83144-83144-83144-83144-83144-83144-83144-83144-83144-\
     83144-83144-83144-83144-83144-83144-83144-83144",
];

/// Malformed bodies of `check` and `redeem`, each with a code in it (`CODE`).
const FAULTY: [&str; 13] = [
    r#""CODE""#,
    "CODE",
    r#"["demo","alice@example.com",null,CODE]"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":CODE}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":"CODE""#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":["CODE"]}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":{"code":"CODE"}}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":"CODE","code":"CODE"}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":"CODE","more":1}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","code":"CODE"} "CODE""#,
    r#"{"tenant":"demo","subject":CODE,"code":"CODE"}"#,
    r#"{"tenant":"demo","subject":"alice@example.com","purpose":"CODE","code":"CODE"}"#,
    r#"{"tenant":"demo","subject":"","code":"CODE"}"#,
];

/// The secrets that were sent or shown, the answers that must not have any of them, and the routes
/// that were called.
struct Requests<'a> {
    secrets: &'a mut Vec<Secret>,
    answers: Vec<Answer>,
    routes: Vec<String>,
}

impl Requests<'_> {
    fn secret(&mut self, name: &str, text: &str) {
        self.secrets.push((name.to_owned(), text.to_owned()));
    }

    fn send(&mut self, operator: &Operator, method: &str, path: &str, body: &str) {
        self.answers.push(operator.send(method, path, body));
        let path = path.split('?').next().unwrap();
        let template = path.split('/').map(|part| if part.len() == 36 { "{id}" } else { part });
        let route = format!("{method} {}", template.collect::<Vec<_>>().join("/"));
        self.routes.push(route);
    }

    /// Issues a code; its ID, and the code, which is a secret in all its forms.
    fn mint(&mut self, operator: &Operator, more: &serde_json::Value) -> (String, String) {
        let answer = operator.ask("demo", &[ALICE], more);
        let json = answer.json();
        let item = &json.at("results").items()[0];
        for name in ["code", "display", "spoken"] {
            self.secret("a code that was issued", item.at(name).text());
        }
        self.routes.push(format!("POST {CODES}"));
        (item.at("id").text().to_owned(), item.at("code").text().to_owned())
    }

    /// Presents right, wrong and invalid codes.
    fn present_all(&mut self, operator: &Operator) {
        let client = &operator.client;
        for path in [CHECK, REDEEM] {
            let (_, code) = self.mint(operator, &json!({}));
            for _ in 0..2 {
                self.answers.push(present(client, path, ALICE, &code));
            }
            for code in WRONG_CODES {
                self.answers.push(present(client, path, ALICE, code));
            }
            let (_, code) = self.mint(operator, &json!({"purpose": "activation"}));
            for subject in [ALICE, "public@example.com"] {
                self.answers.push(present(client, path, subject, &code));
            }
            for faulty in FAULTY {
                let public = Operator { client: client.clone(), key: String::new() };
                self.send(&public, "POST", path, &faulty.replace("CODE", WRONG_CODES[1]));
                self.send(operator, "POST", path, &faulty.replace("CODE", WRONG_CODES[0]));
                self.send(operator, "POST", path, &faulty.replace("CODE", &code));
            }
            self.answers.push(client.send("POST", path, &[], &b"\xff299792458"[..]).unwrap());
            let text = [("content-type", "text/plain")];
            self.answers.push(client.send("POST", path, &text, WRONG_CODES[0]).unwrap());
            self.send(operator, "GET", path, "");
        }
    }

    /// Calls every route of operators, with each key, and with valid and malformed bodies.
    fn operate(&mut self, operator: &Operator) {
        let (id, _) = self.mint(operator, &json!({}));
        let wish = |code: &str| {
            json!({"tenant": "demo", "subjects": [{"id": ALICE, "code": code}]}).to_string()
        };
        for key in WRONG_KEYS.into_iter().chain([operator.key.clone().as_str()]) {
            let operator = Operator { key: key.to_owned(), ..operator.clone() };
            for (method, path) in [
                ("GET", CODES.to_owned()),
                ("GET", format!("{CODES}/{id}")),
                ("POST", format!("{CODES}/{id}/unlock")),
                ("POST", format!("{CODES}/{id}/void")),
                ("GET", format!("{CODES}/{id}/history")),
                ("GET", "/v1/audit".to_owned()),
                ("GET", "/openapi.json".to_owned()),
                ("DELETE", format!("{CODES}/{id}")),
            ] {
                self.send(&operator, method, &path, "");
            }
            for code in [WRONG_CODES[3], WRONG_CODES[4], WRONG_CODES[5]] {
                self.send(&operator, "POST", CODES, &wish(code));
            }
            let number = wish("CODE").replace("\"CODE\"", WRONG_CODES[1]);
            for body in ["", "[", &number, &format!("{}{}", wish(WRONG_CODES[0]), WRONG_CODES[0])] {
                self.send(&operator, "POST", CODES, body);
            }
            for what in ["void", "unlock"] {
                self.send(&operator, "POST", &format!("{CODES}/{id}/{what}"), "7");
            }
        }
    }
}

/// Sends requests of every kind, and returns the answers that must not show a code.
pub(crate) fn send_everything(
    client: &Client,
    home: &Home,
    secrets: &mut Vec<Secret>,
) -> Vec<Answer> {
    let operator = Operator { client: client.clone(), key: home.variable("NATIVE_TOKEN") };
    let mut requests = Requests { secrets, answers: Vec::new(), routes: Vec::new() };
    requests.secret("an operator's key", &operator.key);
    for text in WRONG_KEYS.iter().chain(&WRONG_CODES) {
        requests.secret("a credential or a code of a caller", text);
    }
    requests.present_all(&operator);
    requests.operate(&operator);
    let described = codemint(["module"], "").output;
    let native =
        described.lines().filter_map(|line| line.split_once("native ")?.1.split_once(": "));
    let known: Vec<&str> = native.map(|(_, rest)| rest.trim()).collect();
    assert!(known.len() >= 9, "{described}");
    for route in known {
        let route = route.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        assert!(requests.routes.contains(&route), "not called: `{route}`: {:?}", requests.routes);
    }
    requests.answers
}

#[test]
fn an_exported_trail_has_no_presented_code_and_no_key() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let mut secrets = Vec::new();
    let answers = send_everything(&gateway.client(), &home, &mut secrets);
    assert!(answers.len() > 100 && secrets.len() > 10, "{} {}", answers.len(), secrets.len());
    let _ = gateway.stop();
    for format in ["jsonl", "csv"] {
        let data = home.path().to_str().unwrap();
        let ended = codemint(["audit", "export", "--format", format, "--data", data], "");
        assert!(ended.status.success() && ended.output.contains("code-wrong"), "{ended:?}");
        assert_eq!(hits(&secrets, &ended.output), [""; 0], "{}", ended.output);
        for (name, secret) in &secrets {
            let planted = format!("{}{secret}", ended.output);
            assert!(hits(&secrets, &planted).contains(&name.as_str()), "{name}");
        }
    }
}
