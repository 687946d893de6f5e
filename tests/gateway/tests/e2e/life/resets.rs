//! The routes for password resets and for voiding, over HTTP.

use crate::commands::codemint;
use crate::site::Site;
use codemint_gateway_tests::token::Key;
use codemint_gateway_tests::{Answer, Client, ENROLL, Home, asking_for};
use serde_json::json;

const RESET: &str = "/AdminInterface/restapi/v1/users/generateVerifyCode/resetPassword";
const VOID: &str = "/AdminInterface/restapi/v1/users/voidVerifyCode";

const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "."
[keys]
codes = { file = "codes.key" }

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["127.0.0.1"]
[tenants.policies.enrolment]
length = 9
[tenants.policies.password-reset]
length = 9
[[tenants.access_keys]]
id = "ann"
public_key = { file = "ann.pub.pem" }

[[tenants]]
id = "two"
base_url = "https://two.example"
hosts = ["two.example"]
[tenants.policies.enrolment]
length = 9
"#;

const USERS: &str = "subject,standing,purposes\n\
    alice@example.com,active,all\nbob@example.com,active,enrolment\n\
    gone@example.com,disabled,all\n";

/// A gateway, and a client with a token of the first tenant.
fn serve() -> (Site, Client) {
    let home = Home::new();
    let key = Key::stranger();
    home.write("ann.pub.pem", &key.public_pem());
    let private = home.write("ann.pem", &key.private_pem());
    let site = Site::serve_for(USERS, home, CONFIG, &[]);
    let audience = "https://one.example/AdminInterface/restapi";
    let key = ["access-token", "rsa", "--key", private.to_str().unwrap()];
    let whom = ["--access-id", "ann", "--audience", audience];
    let made = codemint([&key[..], &whom].concat(), "");
    assert!(made.status.success(), "{made:?}");
    let client = site.client().with_token(made.output.trim());
    (site, client)
}

fn send(client: &Client, path: &str, body: &str) -> Answer {
    let bearer = client.bearer();
    super::unless_busy(|| client.send("POST", path, &[("authorization", &bearer)], body).ok())
        .unwrap()
}

/// The only code of an answer.
fn code(answer: &Answer) -> String {
    assert_eq!(answer.statuses(), [1000], "{answer:?}");
    answer.codes().remove(0).1
}

/// Voids codes; the status of each user.
fn voided(client: &Client, mode: &str, emails: &[&str]) -> Vec<u64> {
    let body = json!({"userEmails": emails, "codeGenerationMode": mode});
    let answer = send(client, VOID, &body.to_string());
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let results = json.at("results").items();
    let addresses: Vec<_> = results.iter().map(|item| item.at("user_email").text()).collect();
    assert_eq!(addresses, emails);
    results.iter().map(|item| item.at("status").number()).collect()
}

fn redeem(client: &Client, purpose: &str, code: &str) -> u16 {
    let body = json!({
        "tenant": "one", "subject": "alice@example.com", "purpose": purpose, "code": code,
    });
    let body = body.to_string();
    super::unless_busy(|| client.send("POST", super::REDEEM, &[], body.as_str()).ok())
        .unwrap()
        .status
}

#[test]
fn a_code_for_a_password_reset_is_for_that_purpose_only() {
    let (site, client) = serve();
    let reset = send(&client, RESET, &asking_for(["alice@example.com"]));
    let item = &reset.json().items()[0].clone();
    assert!(format!("{item:?}").contains("PASSWORD_RESET"), "{reset:?}");
    let reset = code(&reset);
    let enrol = code(&send(&client, ENROLL, &asking_for(["alice@example.com"])));
    // Neither has superseded the other, and each is accepted for its own purpose only.
    assert_eq!(redeem(&client, "enrolment", &reset), 403);
    assert_eq!(redeem(&client, "password-reset", &enrol), 403);
    assert_eq!(redeem(&client, "password-reset", &reset), 200);
    assert_eq!(redeem(&client, "password-reset", &reset), 403);
    assert_eq!(redeem(&client, "enrolment", &enrol), 200);
    // Users without that purpose, and a caller without a valid token.
    let refused = send(&client, RESET, &asking_for(["bob@example.com", "nobody@example.com"]));
    assert!(refused.statuses().iter().all(|status| *status != 1000), "{refused:?}");
    let stranger = send(&client.with_token("x"), RESET, &asking_for(["alice@example.com"]));
    assert_eq!(stranger.status, 401, "{stranger:?}");
    let _ = site.stop();
}

#[test]
fn codes_are_voided_by_purpose_with_a_status_for_each_user() {
    let (site, client) = serve();
    let reset = code(&send(&client, RESET, &asking_for(["alice@example.com"])));
    let enrol = code(&send(&client, ENROLL, &asking_for(["alice@example.com"])));
    let all = ["alice@example.com", "bob@example.com", "nobody@example.com"];
    assert_eq!(voided(&client, "ENROLLMENT", &all), [1013, 1014, 1002]);
    assert_eq!(voided(&client, "ENROLLMENT", &all), [1014, 1014, 1002]);
    assert_eq!(redeem(&client, "enrolment", &enrol), 403);
    // The code for the password reset is not affected, until it is voided as well.
    assert_eq!(voided(&client, "PASSWORD_RESET", &all[..1]), [1015]);
    assert_eq!(redeem(&client, "password-reset", &reset), 403);
    let snake =
        json!({"user_emails": ["alice@example.com"], "code_generation_mode": "PASSWORD_RESET"});
    let answer = send(&client, VOID, &snake.to_string());
    assert_eq!(answer.json().at("results").items()[0].at("status").number(), 1016, "{answer:?}");
    for body in [
        "",
        "{}",
        r#"{"userEmails":[],"codeGenerationMode":"ENROLLMENT"}"#,
        r#"{"userEmails":["alice@example.com"],"codeGenerationMode":"OTHER"}"#,
    ] {
        let answer = send(&client, VOID, body);
        assert_eq!(answer.status, 400, "{body}: {answer:?}");
        assert_eq!(answer.json().names(), ["code", "description"], "{body}");
    }
    let stranger = send(&client.with_token("x"), VOID, &snake.to_string());
    assert_eq!(stranger.status, 401, "{stranger:?}");
    // The control: a new code is accepted.
    let newer = code(&send(&client, RESET, &asking_for(["alice@example.com"])));
    assert_eq!(redeem(&client, "password-reset", &newer), 200);
    let _ = site.stop();
}
