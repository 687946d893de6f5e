//! Whatever is wrong with a presented code, a stranger hears one and the same.

use super::config::{operator, serve};
use super::{CHECK, Minted, Operator, REDEEM, other_than};
use codemint::words::Timestamp;
use codemint_gateway_tests::token::now;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Answer, Client};
use serde_json::json;

/// What may differ from answer to answer: when it was given, and its name.
const OPEN: [&str; 2] = ["date", "x-request-id"];

/// Where two answers differ that a stranger must not tell apart.
fn differences(one: &Answer, other: &Answer) -> Vec<&'static str> {
    let headers = |answer: &Answer| -> Vec<(String, Vec<u8>)> {
        let fields = answer.headers.iter().filter(|(name, _)| !OPEN.contains(&name.as_str()));
        fields.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect()
    };
    let mut found = Vec::new();
    let mut hold = |what, holds: bool| found.extend((!holds).then_some(what));
    hold("status", one.status == other.status);
    hold("headers", headers(one) == headers(other));
    hold("body", one.body == other.body);
    found
}

/// A code that is presented in vain.
struct Case {
    what: &'static str,
    tenant: &'static str,
    subject: &'static str,
    purpose: &'static str,
    code: String,
    /// What the audit trail says of it.
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
        super::heard(|| client.send("POST", path, &[], body.to_string()).ok()).unwrap()
    }
}

fn minted(operator: &Operator, subject: &str, validity: serde_json::Value) -> Minted {
    operator.mint("one", subject, &json!({ "validity": validity }))
}

/// A time as RFC 3339 has it.
fn rfc3339(seconds: u64) -> String {
    let at = Timestamp::from_seconds(seconds).unwrap().civil();
    let date = format!("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    format!("{date}T{:02}:{:02}:{:02}Z", at.hour, at.minute, at.second)
}

/// One of each kind.
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
    let try_it = |subject, code: &str, status| {
        let case = Case::of("before", subject, code, "");
        assert_eq!(case.present(client, REDEEM).status, status, "{subject}");
    };
    (0..5).for_each(|_| try_it("dora", &other_than(&locked.code), 403));
    try_it("eve", &used.code, 200);
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
        nothing("a tenant with a name that is none", "\u{1F511}", "enrolment"),
        nothing("a purpose without a policy", "one", "password-reset"),
        nothing("a purpose without a code", "one", "activation"),
        mistyped("shorter than the tenant's codes", "12345678"),
        mistyped("longer than the tenant's codes", "12345678901"),
        // One of two last digits cannot be the check digit.
        mistyped("a check digit", "1234567890"),
        mistyped("another check digit", "1234567891"),
    ]
}

#[test]
fn every_code_in_vain_is_answered_alike() {
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
    // The trail knows which was which.
    for Case { what, subject, event, .. } in &cases {
        let Some(event) = event else { continue };
        let path = format!("/v1/audit?tenant=one&limit=1000&subject={subject}");
        let events = super::events(&chief.get(&path), "entries");
        assert!(events.iter().any(|found| found == event), "{what}: {events:?}");
    }
    differences_are_seen(&first);
    // The control: a tenant that reveals the format says what is wrong.
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

/// The control: whatever is planted in an answer is found, and what is open is not.
fn differences_are_seen(answer: &Answer) {
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
