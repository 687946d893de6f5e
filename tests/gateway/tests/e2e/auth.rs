//! Signed tokens: every way in which a token can be wrong, and the right ones.

use aws_lc_rs::hmac;
use codemint_gateway_tests::token::{Claims, Key, now, signed};
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger, asking_for};
use serde_json::json;

use super::forgeries::{bad_claims, bad_signatures};

/// A running demo, its key, and valid claims.
struct Demo {
    gateway: Gateway,
    home: Home,
    key: Key,
    claims: Claims,
}

impl Demo {
    fn start() -> Self {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let key = Key::from_pem(&home.text("access-key.pem"));
        let claims = home.claims();
        Self { gateway, home, key, claims }
    }

    fn ask(&self, token: &str) -> Answer {
        self.client().with_token(token).post(asking_for(["alice@example.com"]))
    }

    fn client(&self) -> Client {
        self.gateway.client()
    }

    fn signed(&self, change: impl Fn(Claims) -> Claims) -> String {
        self.key.token(&change(self.claims.clone()))
    }

    fn codes(&self) -> usize {
        Ledger::open(&self.home).codes().len()
    }
}

#[test]
fn tokens_that_the_vendor_allows_are_accepted() {
    let demo = Demo::start();
    let audience = demo.claims.text("aud").to_owned();
    let time = |seconds: u64| json!(seconds.to_string());
    let good: [(&str, String); 7] = [
        ("the demo's own token", demo.gateway.token().to_owned()),
        ("a fresh one", demo.signed(|claims| claims)),
        ("a slash after the audience", {
            demo.signed(|claims| claims.with("aud", json!(format!("{audience}/"))))
        }),
        ("times as strings", {
            demo.signed(|claims| claims.with("iat", time(now())).with("exp", time(now() + 600)))
        }),
        ("an hour exactly", {
            demo.signed(|claims| {
                claims.with("iat", json!(1 + now())).with("exp", json!(now() + 3601))
            })
        }),
        ("a clock that is ahead", {
            demo.signed(|claims| {
                claims.with("iat", json!(now() + 40)).with("exp", json!(now() + 50))
            })
        }),
        (
            "more claims",
            demo.signed(|claims| claims.with("jti", json!([1])).with("nbf", json!("x"))),
        ),
    ];
    for (what, token) in good {
        let answer = demo.ask(&token);
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{what}: {answer:?}");
    }
    assert_eq!(demo.codes(), 7);
}

#[test]
fn an_invalid_token_is_401_always_with_the_same_body() {
    let demo = Demo::start();
    let expected = demo.client().send("POST", codemint_gateway_tests::ENROLL, &[], "[]").unwrap();
    assert_eq!(expected.status, 401);
    assert_eq!(expected.json().names(), ["code", "description"]);
    assert_eq!(expected.json().at("code").text(), "401 UNAUTHORIZED");
    assert_eq!(expected.headers["www-authenticate"], "Bearer");
    let mut bad = bad_claims(&demo.key, &demo.claims);
    bad.extend(bad_signatures(&demo.key, &demo.claims));
    for (what, token) in &bad {
        let answer = demo.ask(token);
        assert_eq!((answer.status, &answer.body), (401, &expected.body), "{what}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer", "{what}");
    }
    for (what, headers) in [
        ("another scheme", vec!["Basic YTpi"]),
        ("no token behind the scheme", vec!["Bearer"]),
        ("two tokens", vec![demo.gateway.token(), demo.gateway.token()]),
    ] {
        let values: Vec<String> = headers.iter().map(|value| as_header(value)).collect();
        let fields: Vec<(&str, &str)> =
            values.iter().map(|value| ("authorization", value.as_str())).collect();
        let answer =
            demo.client().send("POST", codemint_gateway_tests::ENROLL, &fields, "[]").unwrap();
        assert_eq!((answer.status, &answer.body), (401, &expected.body), "{what}");
    }
    assert_eq!(demo.codes(), 0, "a caller without proof was given a code");
}

/// The `Authorization` field with that token; other values are returned unchanged.
fn as_header(value: &str) -> String {
    if value.contains('.') { format!("Bearer {value}") } else { value.to_owned() }
}

#[test]
fn any_algorithm_but_rs256_is_403() {
    let demo = Demo::start();
    let secret = demo.key.public_pem();
    let mac = |message: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::sign(&key, message).as_ref().to_vec()
    };
    let header = |algorithm: &str| json!({"alg": algorithm, "typ": "JWT"});
    let mut bad = vec![("HS256 under the public key", signed(&header("HS256"), &demo.claims, mac))];
    for name in ["none", "None", "NONE", "nOnE"] {
        bad.push((name, signed(&header(name), &demo.claims, |_| Vec::new())));
    }
    for name in ["RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 ", ""] {
        // The right signature with another algorithm in the header.
        bad.push((name, demo.key.token_with(&header(name), &demo.claims)));
    }
    for (what, token) in bad {
        let answer = demo.ask(&token);
        assert_eq!(answer.status, 403, "{what}: {answer:?}");
        assert_eq!(answer.json().names(), ["code", "description"], "{what}");
        assert_eq!(answer.json().at("code").text(), "403 FORBIDDEN", "{what}");
    }
    assert_eq!(demo.codes(), 0);
    // The control: the same header with the right algorithm is accepted.
    let good = demo.key.token_with(&header("RS256"), &demo.claims);
    assert_eq!(demo.ask(&good).statuses(), [1000]);
    assert_eq!(demo.codes(), 1);
}
