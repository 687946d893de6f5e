//! Rate limits: what a limited caller is answered, and which callers are limited.
//!
//! Every limit here allows one more call a minute, so that none is allowed while a test runs, unless
//! the test is about that.

mod addresses;
mod no_effect;
mod replies;
mod tenants;

use crate::commands::codemint;
use crate::site::{Site, TOKENS, digest};
use codemint_gateway_tests::token::Key;
use codemint_gateway_tests::{Answer, Client, ENROLL, Home};
use serde_json::{Value, json};

const CODES: &str = "/v1/codes";
const REDEEM: &str = "/v1/redeem";
const CHECK: &str = "/v1/check";

/// Two tenants and two operators for both, behind a proxy on the loopback address.
const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "."

[keys]
codes = { file = "codes.key" }

[proxy]
trusted = ["127.0.0.1"]

LIMITS

[[tenants]]
id = "one"
base_url = "https://one.example"
hosts = ["one.example"]
[tenants.policies.enrolment]
[tenants.policies.elevation]
length = 20
min_validity = 3600
max_validity = 259200
[tenants.policies.activation]
length = 8
min_validity = 1
max_live = 100
[[tenants.tokens]]
name = "Ann"
sha256 = "ONE"
[[tenants.keys]]
name = "console"
key = { file = "console.key" }
[[tenants.access_keys]]
id = "ann"
public_key = { file = "ann.pub.pem" }

[[tenants]]
id = "two"
base_url = "https://two.example"
hosts = ["two.example"]
[tenants.policies.enrolment]

[[operators]]
name = "chief"
sha256 = "CHIEF"
roles = ["issue", "read", "void", "audit"]
tenants = ["one", "two"]

[[operators]]
name = "other"
sha256 = "OTHER"
roles = ["issue"]
tenants = ["one", "two"]
"#;

const USERS: &str = "subject,purposes,mail\nalice@example.com,all,alice@example.com\n\
    bob@example.com,all,bob@example.com\ndemotest,all,\n";

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const CHIEF: &str = "chief-key-31415926535897932384";
const OTHER: &str = "other-key-27182818284590452353";

/// A gateway with limits.
struct Limited {
    site: Site,
    client: Client,
    /// A signed token of the first tenant.
    token: String,
}

impl Limited {
    fn by(limits: &str) -> Self {
        Self::configured(&CONFIG.replace("LIMITS", limits))
    }

    fn configured(config: &str) -> Self {
        let home = Home::new();
        let key = Key::stranger();
        home.write("ann.pub.pem", &key.public_pem());
        home.write("console.key", "key-of-the-console");
        let private = home.write("ann.pem", &key.private_pem());
        let config = config.replace("CHIEF", &digest(CHIEF)).replace("OTHER", &digest(OTHER));
        let site = Site::serve_for(USERS, home, &config, &[]);
        let key = ["access-token", "rsa", "--key", private.to_str().unwrap()];
        let audience = "https://one.example/AdminInterface/restapi";
        let made =
            codemint([&key[..], &["--access-id", "ann", "--audience", audience]].concat(), "");
        assert!(made.status.success(), "{made:?}");
        let client = site.client();
        Self { site, client, token: made.output.trim().to_owned() }
    }

    /// Sends a request to the first tenant's host, from a proxy that reports the address `from`, if
    /// there is one.
    fn send(&self, path: &str, proof: Option<(&str, &str)>, from: &str, body: &Value) -> Answer {
        let mut headers = vec![("host", "one.example"), ("x-forwarded-proto", "https")];
        headers.extend(proof);
        if !from.is_empty() {
            headers.push(("x-forwarded-for", from));
        }
        self.client.send("POST", path, &headers, body.to_string()).unwrap()
    }

    fn with_token(&self, path: &str, token: &str, from: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(path, Some(("authorization", &bearer)), from, body)
    }

    fn issue(&self, key: &str, tenant: &str, subjects: &[&str]) -> Answer {
        let subjects: Vec<Value> = subjects.iter().map(|id| json!({ "id": id })).collect();
        let body = json!({ "tenant": tenant, "subjects": subjects });
        self.with_token(CODES, key, "198.51.100.200", &body)
    }

    fn enroll(&self, from: &str) -> Answer {
        self.with_token(ENROLL, &self.token, from, &json!([{ "email": ALICE }]))
    }

    fn generate(&self, from: &str) -> Answer {
        let body = json!({
            "ComputerName": "CENL02", "ComputerDomain": "domain.ad", "UserName": "ann",
            "UserDomain": "domain.ad", "ValidityTimeIndex": 1, "TemporaryAccountName": "tempadmin",
        });
        let path = "/api/v1.0/generateActivationCode";
        self.send(path, Some(("Key", "key-of-the-console")), from, &body)
    }

    fn create(&self, token: &str, from: &str) -> Answer {
        let path = "/digitanium/v4/users/demotest/activationcodes";
        self.with_token(path, token, from, &json!({ "activationCode": null }))
    }

    fn present(&self, path: &str, tenant: &str, subject: &str, code: &str, from: &str) -> Answer {
        let body = json!({ "tenant": tenant, "subject": subject, "code": code });
        self.send(path, None, from, &body)
    }

    /// The first tenant's record with that ID, as an operator sees it.
    fn shown(&self, id: &str) -> Answer {
        let bearer = format!("Bearer {CHIEF}");
        let headers = [("authorization", bearer.as_str())];
        let path = format!("{CODES}/{id}?tenant=one");
        let answer = self.client.send("GET", &path, &headers, ()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// The number of calls that this limit refused, from the metrics.
    fn counted(&self, by: &str) -> usize {
        let page = self.client.page("/metrics").body;
        let start = format!("codemint_limited_total{{by=\"{by}\"}} ");
        let line = page.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("no {start}: {page}")).parse().unwrap()
    }
}

/// Asserts that a call was not limited.
fn is_allowed(answer: &Answer) {
    assert_ne!(answer.status, 429, "{answer:?}");
    assert!(!answer.headers.contains_key("retry-after"), "{answer:?}");
}

/// Asserts that a call was limited; its `Retry-After`, in seconds.
fn wait(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.headers.get_all("retry-after").iter().count(), 1, "{answer:?}");
    let wait = answer.headers["retry-after"].to_str().unwrap();
    assert!(wait.bytes().all(|byte| byte.is_ascii_digit()), "{answer:?}");
    wait.parse().unwrap()
}

/// The ID and the code in an answer.
fn issued(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let item = &json.at("results").items()[0];
    (item.at("id").text().to_owned(), item.at("code").text().to_owned())
}
