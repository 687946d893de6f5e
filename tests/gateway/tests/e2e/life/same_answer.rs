//! Whatever is wrong with a presented code, a public caller receives the same answer.

use super::config::{operator, serve};
use super::{CHECK, Minted, Operator, REDEEM, other_than};
use codemint::words::Timestamp;
use codemint_gateway_tests::token::now;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Client};
use serde_json::json;

/// Fields that may differ: the time of the answer, and its ID.
const OPEN: [&str; 2] = ["date", "x-request-id"];

/// The differences between two answers that must be identical for a public caller.
fn differences(one: &Answer, other: &Answer) -> Vec<&'static str> {
    let headers = |answer: &Answer| -> Vec<(String, Vec<u8>)> {
        let fields = answer.headers.iter().filter(|(name, _)| !OPEN.contains(&name.as_str()));
        fields.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect()
    };
    let mut found = Vec::new();
    let mut require = |what, holds: bool| found.extend((!holds).then_some(what));
    require("status", one.status == other.status);
    require("headers", headers(one) == headers(other));
    require("body", one.body == other.body);
    found
}

/// A code that is refused.
struct Case {
    what: &'static str,
    tenant: &'static str,
    subject: &'static str,
    purpose: &'static str,
    code: String,
    /// The event in the audit trail.
    event: Option<&'static str>,
}

impl Case {
    fn of(what: &'static str, subject: &'static str, code: &str, event: &'static str) -> Self {
        let (tenant, purpose) = ("one", "enrolment");
        Self { what, tenant, subject, purpose, code: code.to_owned(), event: Some(event) }
    }

    fn present(&self, client: &Client, path: &str) -> Answer {
        let Self { tenant, subject, purpose, code, .. } = self;
        let body = json!({"tenant": tenant, "subject": subject, "purpose": purpose, "code": code});
        super::unless_busy(|| client.send("POST", path, &[], body.to_string()).ok()).unwrap()
    }
}

fn minted(operator: &Operator, subject: &str, validity: serde_json::Value) -> Minted {
    operator.mint("one", subject, &json!({ "validity": validity }))
}

/// A time in the form of RFC 3339.
fn rfc3339(seconds: u64) -> String {
    let at = Timestamp::from_seconds(seconds).unwrap().civil();
    let date = format!("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    format!("{date}T{:02}:{:02}:{:02}Z", at.hour, at.minute, at.second)
}

/// A case of each kind.
fn cases(chief: &Operator, client: &Client) -> Vec<Case> {
    let hour = || json!({"seconds": 3600});
    let wrong = other_than(&minted(chief, "ann", hour()).code);
    let expired = minted(chief, "bob", json!({"seconds": 1}));
    let early = json!({"not_before": rfc3339(now() + 1800), "seconds": 3600});
    let early = minted(chief, "carl", early);
    let locked = minted(chief, "dora", hour());
    let used = minted(chief, "eve", hour());
    let voided = minted(chief, "fred", hour());
    let superseded = minted(chief, "gina", hour());
    let _ = minted(chief, "gina", hour());
    let attempt = |subject, code: &str, status| {
        let case = Case::of("before", subject, code, "");
        assert_eq!(case.present(client, REDEEM).status, status, "{subject}");
    };
    (0..5).for_each(|_| attempt("dora", &other_than(&locked.code), 403));
    attempt("eve", &used.code, 200);
    let void = format!("/v1/codes/{}/void", voided.id);
    assert_eq!(chief.post(&void, &json!({"tenant": "one"})).status, 200);
    let created = now();
    until("the end of a code", || (now() > created + 2).then_some(()));
    let nothing = |what, tenant, purpose| Case {
        tenant,
        purpose,
        event: None,
        ..Case::of(what, "ann", "123456789", "")
    };
    let mistyped =
        |what, code: &str| Case { code: code.to_owned(), ..nothing(what, "two", "password-reset") };
    vec![
        Case::of("wrong", "ann", &wrong, "code-wrong"),
        Case::of("no digits at all", "ann", "\u{1F511} is it", "code-wrong"),
        Case::of("expired", "bob", &expired.code, "code-expired"),
        Case::of("not yet valid", "carl", &early.code, "code-early"),
        Case::of("locked", "dora", &locked.code, "code-locked"),
        Case::of("used", "eve", &used.code, "code-spent"),
        Case::of("voided", "fred", &voided.code, "code-spent"),
        Case::of("superseded", "gina", &superseded.code, "code-spent"),
        Case::of("without any code", "hugo", &wrong, "code-absent"),
        Case::of("unknown subject", "nobody", &wrong, "subject-refused"),
        Case::of("disabled subject", "gone", &wrong, "subject-refused"),
        Case::of("a subject without that purpose", "barred", &wrong, "code-absent"),
        nothing("unknown tenant", "three", "enrolment"),
        nothing("a tenant with an invalid ID", "\u{1F511}", "enrolment"),
        nothing("a purpose without a policy", "one", "password-reset"),
        nothing("a purpose without a code", "one", "activation"),
        mistyped("shorter than the tenant's codes", "12345678"),
        mistyped("longer than the tenant's codes", "12345678901"),
        // At most one of two last digits is the check digit.
        mistyped("a check digit", "1234567890"),
        mistyped("another check digit", "1234567891"),
    ]
}

#[test]
fn every_refused_code_has_the_same_answer() {
    let site = serve(&[]);
    let chief = operator(&site, "chief");
    let client = site.client();
    let cases = cases(&chief, &client);
    let first = cases[0].present(&client, CHECK);
    assert_eq!(first.status, 403, "{first:?}");
    for path in [CHECK, REDEEM] {
        for case in &cases {
            let answer = case.present(&client, path);
            let found = differences(&first, &answer);
            assert!(found.is_empty(), "{path}: {}: {found:?}: {answer:?}", case.what);
        }
    }
    // The audit trail distinguishes them.
    for Case { what, subject, event, .. } in &cases {
        let Some(event) = event else { continue };
        let path = format!("/v1/audit?tenant=one&limit=1000&subject={subject}");
        let events = super::events(&chief.get(&path), "entries");
        assert!(events.iter().any(|found| found == event), "{what}: {events:?}");
    }
    differences_are_found(&first);
    // The control: a tenant that reveals the format reports what is wrong.
    let revealing = Case {
        tenant: "two",
        purpose: "activation",
        ..Case::of("shorter than the tenant's codes", "ann", "12345678", "")
    };
    let revealed = revealing.present(&client, CHECK);
    assert_eq!(revealed.status, 422, "{revealed:?}");
    assert!(revealed.body.contains("a code has 10 symbols, not 8"), "{revealed:?}");
    let _ = site.stop();
}

/// The control: a planted difference is found, and a difference in an open field is not.
fn differences_are_found(answer: &Answer) {
    let planted = |change: &dyn Fn(&mut Answer)| {
        let mut other = answer.clone();
        change(&mut other);
        differences(answer, &other)
    };
    assert_eq!(planted(&|other| other.status = 404), ["status"]);
    assert_eq!(planted(&|other| other.body.push(' ')), ["body"]);
    let value = || "1".parse().unwrap();
    for name in ["content-length", "retry-after"] {
        let found = planted(&|other| drop(other.headers.insert(name, value())));
        assert_eq!(found, ["headers"], "{name}");
    }
    let twice = planted(&|other| {
        let _ = other.headers.append("cache-control", value());
    });
    assert_eq!(twice, ["headers"]);
    assert_eq!(planted(&|other| drop(other.headers.remove("cache-control"))), ["headers"]);
    let open =
        planted(&|other| OPEN.iter().for_each(|name| drop(other.headers.insert(*name, value()))));
    assert!(open.is_empty(), "{open:?}");
}
