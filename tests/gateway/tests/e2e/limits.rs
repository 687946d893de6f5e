//! How much may be asked: what a caller hears who asked too often, and whom that concerns.
//!
//! Every limit here gives back one call a minute, so that nothing comes back while a test runs,
//! unless a test is about that.

mod addresses;
mod nothing;
mod tenants;
mod words;

use crate::commands::codemint;
use crate::site::{Site, TOKENS, digest};
use codemint_gateway_tests::token::Key;
use codemint_gateway_tests::{Answer, Client, ENROLL, Home};
use serde_json::{Value, json};

const CODES: &str = "/v1/codes";
const REDEEM: &str = "/v1/redeem";
const CHECK: &str = "/v1/check";

/// Two tenants and an operator for both, behind a proxy on this machine.
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

/// A gateway with such limits.
struct Limited {
    site: Site,
    client: Client,
    /// Signed, for the first tenant.
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

    /// Sends to the first tenant's host, by a proxy that names this address, if any.
    fn send(&self, path: &str, proof: Option<(&str, &str)>, from: &str, body: &Value) -> Answer {
        let mut headers = vec![("host", "one.example"), ("x-forwarded-proto", "https")];
        headers.extend(proof);
        if !from.is_empty() {
            headers.push(("x-forwarded-for", from));
        }
        self.client.send("POST", path, &headers, body.to_string()).unwrap()
    }

    fn bearing(&self, path: &str, token: &str, from: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(path, Some(("authorization", &bearer)), from, body)
    }

    fn issue(&self, key: &str, tenant: &str, subjects: &[&str]) -> Answer {
        let subjects: Vec<Value> = subjects.iter().map(|id| json!({ "id": id })).collect();
        let body = json!({ "tenant": tenant, "subjects": subjects });
        self.bearing(CODES, key, "198.51.100.200", &body)
    }

    fn enroll(&self, from: &str) -> Answer {
        self.bearing(ENROLL, &self.token, from, &json!([{ "email": ALICE }]))
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
        self.bearing(path, token, from, &json!({ "activationCode": null }))
    }

    fn present(&self, path: &str, tenant: &str, subject: &str, code: &str, from: &str) -> Answer {
        let body = json!({ "tenant": tenant, "subject": subject, "code": code });
        self.send(path, None, from, &body)
    }

    /// The first tenant's record of that name, as an operator sees it.
    fn shown(&self, id: &str) -> Answer {
        let bearer = format!("Bearer {CHIEF}");
        let headers = [("authorization", bearer.as_str())];
        let path = format!("{CODES}/{id}?tenant=one");
        let answer = self.client.send("GET", &path, &headers, ()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// How many calls the metrics say were turned away by that.
    fn counted(&self, by: &str) -> usize {
        let page = self.client.page("/metrics").body;
        let start = format!("codemint_limited_total{{by=\"{by}\"}} ");
        let line = page.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("no {start}: {page}")).parse().unwrap()
    }
}

/// Insists that it was not turned away for being one too many.
fn is_let_in(answer: &Answer) {
    assert_ne!(answer.status, 429, "{answer:?}");
    assert!(!answer.headers.contains_key("retry-after"), "{answer:?}");
}

/// Insists that there were too many, and answers the wait that is told, in seconds.
fn wait(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.headers.get_all("retry-after").iter().count(), 1, "{answer:?}");
    let wait = answer.headers["retry-after"].to_str().unwrap();
    assert!(wait.bytes().all(|byte| byte.is_ascii_digit()), "{answer:?}");
    wait.parse().unwrap()
}

/// The name and the code of the one that was issued.
fn issued(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let item = &json.at("results").items()[0];
    (item.at("id").text().to_owned(), item.at("code").text().to_owned())
}
