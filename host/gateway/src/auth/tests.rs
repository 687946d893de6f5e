//! Each scheme's table of credentials that are accepted and refused, on fabricated routes.

use super::{Caller, Denied, Gate, KeyFault, Presented, Query, hash_password, sha256};
use crate::config::{Config, Credentials, NamedSecret, SecretSource, TenantConfig, TokenDigest};
use codemint::clock::{Clock, SystemClock};
use codemint::journey::Problem;
use codemint::module::Authentication;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;

/// A folder with secrets, and a tenant that uses them.
struct Setting {
    folder: TempDir,
    credentials: Credentials,
}

impl Setting {
    fn new() -> Self {
        let credentials = Credentials { key_in_query: true, ..Credentials::default() };
        Self { folder: tempfile::tempdir().unwrap(), credentials }
    }

    fn secret(&self, name: &str, text: &str) -> NamedSecret {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        NamedSecret { name: name.to_owned(), secret: SecretSource::File(path) }
    }

    /// Two keys, one with all the characters that a query must encode.
    fn with_keys(mut self) -> Self {
        self.credentials.keys = vec![
            self.secret("first", "s3cret-of-a-caller\n"),
            self.secret("second", "a+b&c=%20d-of-a-caller"),
        ];
        self
    }

    fn with_account(mut self) -> Self {
        let hash = hash_password("p\u{e4}ss:word".as_bytes()).unwrap();
        self.credentials.accounts = vec![self.secret("ann", &hash)];
        self
    }

    fn with_tokens(mut self) -> Self {
        let token = |name: &str, token: &str| TokenDigest {
            name: name.to_owned(),
            sha256: sha256(token.as_bytes()),
        };
        self.credentials.tokens = vec![token("one", "token-1"), token("two", "token-2")];
        self
    }

    fn gate(&self, schemes: &[Authentication]) -> Gate {
        self.try_gate(schemes).unwrap()
    }

    fn try_gate(&self, schemes: &[Authentication]) -> Result<Gate, KeyFault> {
        let tenant = TenantConfig {
            id: "demo".to_owned(),
            base_url: format!("http://{}", Config::DEFAULT_LISTEN),
            hosts: Vec::new(),
            policies: Vec::new(),
            credentials: self.credentials.clone(),
            mail: crate::config::TenantMail::default(),
            offline: None,
            plain_http: false,
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Gate::new(schemes, Some(&tenant), &[], &clock)
    }
}

fn key() -> Authentication {
    Authentication::Key("Key".to_owned())
}

/// The caller that the gate identifies.
async fn caller(gate: &Gate, headers: &[(&str, &str)], query: &str) -> Result<Caller, Problem> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let query = Query::without(query, gate.key_names());
    let presented = Presented { headers: &map, query: &query };
    gate.authenticate(&presented).await.map_err(Denied::problem)
}

/// Its name.
async fn ask(gate: &Gate, headers: &[(&str, &str)], query: &str) -> Result<String, Problem> {
    Ok(caller(gate, headers, query).await?.at("demo").name().to_owned())
}

const NO: Result<&str, Problem> = Err(Problem::Unauthenticated);

/// Headers, query, and the caller's name.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, Result<&'a str, Problem>);

async fn check(gate: &Gate, table: &[Case<'_>]) {
    for (headers, query, expected) in table {
        let found = ask(gate, headers, query).await;
        assert_eq!(found.as_deref().map_err(|p| *p), *expected, "{headers:?} {query}");
    }
}

#[tokio::test]
async fn a_key_is_accepted_in_the_header_and_in_the_query() {
    let gate = Setting::new().with_keys().gate(&[key()]);
    check(
        &gate,
        &[
            (&[("Key", "s3cret-of-a-caller")], "", Ok("first")),
            (&[("kEY", "s3cret-of-a-caller")], "", Ok("first")),
            (&[("key", "a+b&c=%20d-of-a-caller")], "", Ok("second")),
            (&[], "Key=s3cret-of-a-caller", Ok("first")),
            (&[], "a=1&Key=s3cret-of-a-caller&b", Ok("first")),
            (&[], "Key=a+b%26c%3D%2520d-of-a-caller", Ok("second")),
            (&[], "%4bey=%733cret-of-a-caller", Ok("first")),
            (&[("Key", "s3cret-of-a-caller")], "Key=s3cret-of-a-caller", Ok("first")),
            (&[], "", NO),
            (&[("Key", "")], "", NO),
            (&[("Key", "S3cret-of-a-caller")], "", NO),
            (&[("Key", "s3cret-of-a-calle")], "", NO),
            (&[("Key", "s3cret-of-a-caller0")], "", NO),
            (&[("Key", "s3cret-of-a-caller, s3cret-of-a-caller")], "", NO),
            (&[("Key", "s3cret-of-a-caller"), ("key", "s3cret-of-a-caller")], "", NO),
            (&[("Key", "s3cret-of-a-caller"), ("key", "other")], "", NO),
            (&[("X-Key", "s3cret-of-a-caller")], "", NO),
            (&[("Key", "s3cr\u{e9}t-of-a-caller")], "", NO),
            (&[], "key=s3cret-of-a-caller", NO),
            (&[], "KEY=s3cret-of-a-caller", NO),
            (&[], "Key=s3cret-of-a-caller&Key=s3cret-of-a-caller", NO),
            (&[], "Key=s3cret-of-a-caller&%4Bey=s3cret-of-a-caller", NO),
            (&[], "Key=%25733cret-of-a-caller", NO),
            (&[], "Key=", NO),
            (&[], "Key", NO),
            // Both are registered, but they differ.
            (&[("Key", "s3cret-of-a-caller")], "Key=a+b%26c%3D%2520d-of-a-caller", NO),
            (&[("Key", "s3cret-of-a-caller")], "Key=other", NO),
            (&[("Key", "other")], "Key=s3cret-of-a-caller", NO),
            (&[("authorization", "Bearer s3cret-of-a-caller")], "", NO),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_tenant_can_refuse_keys_in_the_query() {
    let mut setting = Setting::new().with_keys();
    setting.credentials.key_in_query = false;
    let gate = setting.gate(&[key()]);
    check(
        &gate,
        &[
            (&[("Key", "s3cret-of-a-caller")], "a=1", Ok("first")),
            (&[], "Key=s3cret-of-a-caller", NO),
            (&[("Key", "s3cret-of-a-caller")], "Key=s3cret-of-a-caller", NO),
        ],
    )
    .await;
}

#[tokio::test]
async fn without_keys_no_caller_is_accepted_unless_the_tenant_allows_it() {
    let mut setting = Setting::new();
    let closed = setting.gate(&[key()]);
    check(&closed, &[(&[], "", NO), (&[("Key", "s3cret-of-a-caller")], "", NO), (&[], "Key=", NO)])
        .await;
    setting.credentials.allow_unauthenticated = true;
    let open = setting.gate(&[key()]);
    for (headers, query) in [(&[][..], ""), (&[("Key", "s3cret-of-a-caller")], "Key=x&Key=y")] {
        // A key of any value proves no identity: the limits for unknown callers apply.
        assert_eq!(
            caller(&open, headers, query).await,
            Ok(Caller::Anonymous),
            "{headers:?} {query}"
        );
    }
    // The control: other schemes stay closed, and a configured key closes this one again.
    let other = setting.gate(&[Authentication::OpaqueToken]);
    check(&other, &[(&[], "", NO)]).await;
    let setting = setting.with_keys();
    check(
        &setting.gate(&[key()]),
        &[(&[], "", NO), (&[("Key", "s3cret-of-a-caller")], "", Ok("first"))],
    )
    .await;
}

#[tokio::test]
async fn a_key_that_is_empty_short_or_missing_does_not_load() {
    let mut setting = Setting::new();
    for text in ["", " \n", "fifteen-bytes-1\n"] {
        setting.credentials.keys = vec![setting.secret("empty", text)];
        let fault = setting.try_gate(&[key()]).err().unwrap().to_string();
        assert!(fault.contains("key `empty`") && !fault.contains("fifteen"), "{fault}");
    }
    setting.credentials.keys = vec![setting.secret("empty", "sixteen-bytes-16")];
    assert!(setting.try_gate(&[key()]).is_ok());
    fs::remove_file(setting.folder.path().join("empty")).unwrap();
    assert!(setting.try_gate(&[key()]).is_err());
}

#[tokio::test]
async fn a_registered_token_identifies_its_caller() {
    let gate = Setting::new().with_tokens().gate(&[Authentication::OpaqueToken]);
    let bearer = "authorization";
    check(
        &gate,
        &[
            (&[(bearer, "Bearer token-1")], "", Ok("one")),
            (&[(bearer, "bEARER   token-2 ")], "", Ok("two")),
            (&[], "", NO),
            (&[(bearer, "Bearer")], "", NO),
            (&[(bearer, "Bearer ")], "", NO),
            (&[(bearer, "token-1")], "", NO),
            (&[(bearer, "Bearer Token-1")], "", NO),
            (&[(bearer, "Bearer token-1 token-2")], "", NO),
            (&[(bearer, "Basic token-1")], "", NO),
            (&[(bearer, "Bearer token-1"), (bearer, "Bearer token-1")], "", NO),
            (&[(bearer, "Bearer token-1"), (bearer, "Basic YTpi")], "", NO),
            // The digest itself is not accepted.
            (&[(bearer, &format!("Bearer {}", super::hex_digest("token-1")))], "", NO),
            (&[("x-authorization", "Bearer token-1")], "access_token=token-1", NO),
        ],
    )
    .await;
}

/// `Basic` of a pair.
fn basic(pair: &[u8]) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

#[tokio::test]
async fn an_account_is_accepted_with_its_password() {
    let gate = Setting::new().with_account().gate(&[Authentication::Basic]);
    let good = basic("ann:p\u{e4}ss:word".as_bytes());
    for (value, expected) in [
        (good.clone(), Ok("ann")),
        (good.replace("Basic", "bAsIc"), Ok("ann")),
        (basic("ann:pass:word".as_bytes()), NO),
        (basic("ann:".as_bytes()), NO),
        (basic("ann".as_bytes()), NO),
        (basic("Ann:p\u{e4}ss:word".as_bytes()), NO),
        (basic("bob:p\u{e4}ss:word".as_bytes()), NO),
        (basic(":p\u{e4}ss:word".as_bytes()), NO),
        (basic("ann:p\u{e4}ss:word\n".as_bytes()), NO),
        (basic("ann\0:p\u{e4}ss:word".as_bytes()), NO),
        // Latin-1, where the challenge says UTF-8.
        (basic(b"ann:p\xe4ss:word"), NO),
        (good.trim_end_matches('=').to_owned() + "!", NO),
        ("Basic".to_owned(), NO),
        ("Basic ann:secret".to_owned(), NO),
        (good.replace("Basic", "Bearer"), NO),
    ] {
        let found = ask(&gate, &[("authorization", &value)], "").await;
        assert_eq!(found.as_deref().map_err(|p| *p), expected, "{value}");
    }
    let twice = [("authorization", good.as_str()), ("authorization", good.as_str())];
    assert_eq!(ask(&gate, &twice, "").await, Err(Problem::Unauthenticated));
}

#[tokio::test]
async fn the_first_scheme_with_credentials_decides() {
    let setting = Setting::new().with_keys().with_account().with_tokens();
    let gate = setting.gate(&[key(), Authentication::Basic, Authentication::OpaqueToken]);
    let password = basic("ann:p\u{e4}ss:word".as_bytes());
    let good = ("authorization", password.as_str());
    check(
        &gate,
        &[
            (&[good], "", Ok("ann")),
            (&[("Key", "s3cret-of-a-caller")], "", Ok("first")),
            (&[("authorization", "Bearer token-2")], "", Ok("two")),
            (&[("Key", "s3cret-of-a-caller"), ("authorization", "Basic wrong")], "", Ok("first")),
            (&[("Key", "wrong"), good], "", NO),
            (&[good], "Key=wrong", NO),
            (&[("authorization", "Basic wrong")], "", NO),
            (&[("authorization", "Digest x")], "", NO),
            (&[], "", NO),
        ],
    )
    .await;
    assert_eq!(
        gate.challenges(),
        ["ApiKey name=\"Key\"", "Basic realm=\"codemint\", charset=\"UTF-8\"", "Bearer",]
    );
}
