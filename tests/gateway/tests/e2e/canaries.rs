//! The search of `leaks`, for the routes and the credentials of all dialects.

use codemint_gateway_tests::secure::Sent;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Http, Secure};
use std::fs;

use super::leaks::{Secret, hits};
use super::schemes::{GENERATE, GENERATE_REQUEST, is_the_sample};

const SSMS: &str = "/digitanium/v4/users/demotest/activationcodes";
const SHIFT: &str = "/auth/realms/demo/v3_activationcode/demotest/";

/// Credentials that are refused. They must not be found either.
const WRONG: [&str; 4] = [
    "wrong-key-in-a-header-141",
    "wrong-key-in-a-query-173",
    "wrong-token-223",
    "wrong-password-244",
];

/// Codes that a caller chooses, some of them taken and some invalid.
const WISHES: [&str; 3] = [
    "wished-for-577",
    "wished-invalid-\u{fc}-618",
    "wished-for-too-long-and-longer-and-longer-693",
];

/// The secrets that were sent or shown, and the answers that must not have any of them.
struct Requests {
    secrets: Vec<Secret>,
    refused: Vec<Answer>,
}

impl Requests {
    fn secret(&mut self, name: &str, text: &str) {
        self.secrets.push((name.to_owned(), text.to_owned()));
    }

    fn refused(&mut self, answer: Answer) {
        assert!(answer.status >= 400, "{answer:?}");
        self.refused.push(answer);
    }

    /// Sends keys and passwords, in the header and in the query.
    fn with_keys(&mut self, client: &Client) {
        use base64::Engine as _;
        let password =
            base64::engine::general_purpose::STANDARD.encode(format!("ann:{}", WRONG[3]));
        self.secret("a refused password", &password);
        let basic = format!("Basic {password}");
        let good = ("key", "configuredkey-demo");
        let wrong = format!("{GENERATE}?Key={}", WRONG[1]);
        let encoded = format!("{GENERATE}?%4Bey={}&x=%zz", WRONG[1]);
        for (path, headers) in [
            (GENERATE, vec![]),
            (GENERATE, vec![("key", WRONG[0])]),
            (GENERATE, vec![("key", "configuredkey-demo"), ("key", WRONG[0])]),
            (GENERATE, vec![("authorization", basic.as_str())]),
            (wrong.as_str(), vec![]),
            (wrong.as_str(), vec![good]),
            (encoded.as_str(), vec![]),
        ] {
            self.refused(client.send("POST", path, &headers, GENERATE_REQUEST).unwrap());
        }
        let queried = format!("{GENERATE}?Key=configuredkey-demo");
        for body in ["", "[", "{}", r#"{"ComputerName":7}"#, &" ".repeat(300_000)] {
            self.refused(client.send("POST", &queried, &[], body).unwrap());
        }
        for (method, path) in
            [("GET", queried.as_str()), ("POST", "/nowhere?Key=configuredkey-demo")]
        {
            self.refused(client.send(method, path, &[good], ()).unwrap());
        }
        let answer = client.send("POST", &queried, &[], GENERATE_REQUEST).unwrap();
        assert!(is_the_sample(&answer), "{answer:?}");
        self.secret("a shown code", answer.body.trim_matches('"'));
    }

    /// Sends opaque tokens, with and without TLS.
    fn with_tokens(&mut self, client: &Client, secure: &mut Secure, token: &str) {
        let (bearer, wrong) = (format!("Bearer {token}"), format!("Bearer {}", WRONG[2]));
        let (bearer, wrong) =
            (("authorization", bearer.as_str()), ("authorization", wrong.as_str()));
        let mut send = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
            secure.send(Sent { method, path, headers, body }).unwrap()
        };
        for (number, path) in [SSMS, SHIFT].into_iter().enumerate() {
            for body in ["{}", r#"{"secret":true}"#] {
                let answer = send("POST", path, &[bearer], body);
                self.secret("a shown code", answer.json().at("data").at("activationCode").text());
            }
            let wish = |code: &str| format!(r#"{{"activationCode":"{code}-{number}"}}"#);
            self.secret("a wished code", &format!("{}-{number}", WISHES[0]));
            assert_eq!(send("POST", path, &[bearer], &wish(WISHES[0])).status, 200);
            for code in WISHES {
                let answer = send("POST", path, &[bearer], &wish(code));
                self.refused(answer);
            }
            for (headers, body) in [
                (&[][..], "{}"),
                (&[wrong], "{}"),
                (&[bearer, bearer], "{}"),
                (&[bearer, ("content-type", "text/plain")], "{}"),
                (&[bearer], "null"),
                (&[bearer], "["),
                (&[bearer], r#"{"activationNotAfter":"1"}"#),
            ] {
                let answer = send("POST", path, headers, body);
                self.refused(answer);
            }
            let query = format!("{path}?responseQrType=other");
            let answer = send("POST", &query, &[bearer], "{}");
            self.refused(answer);
            let answer = send("PUT", path, &[bearer], "{}");
            self.refused(answer);
            let plain = client.send("POST", path, &[bearer], "{}").unwrap();
            self.refused(plain);
        }
    }
}

fn nothing_leaks(format: &str, http: Http) {
    let home = Home::new();
    let start = Gateway::demo(&home).arg("--log").arg(format).env("CODEMINT_LOG", "trace");
    let gateway = start.run();
    let token = home.variable("DIGITANIUM_TOKEN");
    let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
    let mut secure = Secure::connect(&home.variable("DIGITANIUM_URL"), &ca, http).unwrap();
    let mut requests = Requests { secrets: Vec::new(), refused: Vec::new() };
    requests.secret("the key", "configuredkey-demo");
    requests.secret("the token", &token);
    for text in WRONG.iter().chain(&WISHES) {
        requests.secret("what a caller brought", text);
    }
    let client = gateway.client();
    requests.with_keys(&client);
    requests.with_tokens(&client, &mut secure, &token);
    let metrics = client.page("/metrics");
    assert!(metrics.body.contains("codemint_requests_total"), "{metrics:?}");
    let ended = gateway.stop();
    let Requests { secrets, refused } = requests;
    for answer in refused.iter().chain([&metrics]) {
        let whole = format!("{:?} {}", answer.headers, answer.body);
        assert_eq!(hits(&secrets, &whole), [""; 0], "in an answer: {whole}");
    }
    for (name, sink) in [("stderr", &ended.log), ("stdout", &ended.output)] {
        assert_eq!(hits(&secrets, sink), [""; 0], "on {name}: {sink}");
    }
    let database =
        String::from_utf8_lossy(&fs::read(home.file("codemint.sqlite")).unwrap()).into_owned();
    assert_eq!(hits(&secrets, &database), [""; 0], "in the database");
    // The control: the log has every call, and any secret in it would be found.
    for part in ["a caller was turned away", "a key came in the query", "answered"] {
        assert!(ended.log.contains(part), "`{part}` is not in the log: {}", ended.log);
    }
    for (name, secret) in &secrets {
        for planted in [format!("?Key={secret}&"), format!("{:?}", secret.as_bytes())] {
            assert!(hits(&secrets, &format!("{} {planted}", ended.log)).contains(&name.as_str()));
        }
    }
}

#[test]
fn the_text_log_has_no_credentials_and_no_codes_of_any_dialect() {
    nothing_leaks("text", Http::One);
}

#[test]
fn the_json_log_has_no_credentials_and_no_codes_of_any_dialect() {
    nothing_leaks("json", Http::Two);
}
