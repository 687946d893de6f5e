//! What operators may do, and for which tenants.

use super::config::{operator, serve};
use super::{CHECK, CODES, Operator, REDEEM};
use codemint_gateway_tests::Answer;
use serde_json::json;

/// Whether the answer is that problem.
fn is(answer: &Answer, status: u16, problem: &str) -> bool {
    answer.status == status
        && answer.json().at("type").text() == format!("urn:codemint:problem:{problem}")
}

/// Each route, and the operator with the one role that it requires.
fn routes(id: &str) -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("POST", CODES.to_owned(), "issuer"),
        ("GET", format!("{CODES}?limit=1"), "reader"),
        ("GET", format!("{CODES}/{id}"), "reader"),
        ("POST", format!("{CODES}/{id}/void"), "voider"),
        ("POST", format!("{CODES}/{id}/unlock"), "voider"),
        ("GET", format!("{CODES}/{id}/history"), "auditor"),
        ("GET", "/v1/audit?limit=1".to_owned(), "auditor"),
    ]
}

/// A valid body for a route of operators.
fn body(path: &str) -> String {
    let issue = json!({"tenant": "one", "subjects": [{"id": "bob"}]});
    if path == CODES { issue } else { json!({}) }.to_string()
}

#[test]
fn a_role_opens_its_routes_and_no_others() {
    let site = serve(&[]);
    let minted = operator(&site, "chief").mint("one", "ann", &json!({}));
    for (method, path, entitled) in routes(&minted.id) {
        for name in ["issuer", "reader", "voider", "auditor"] {
            let answer = operator(&site, name).send(method, &path, &body(&path));
            let forbidden = is(&answer, 403, "forbidden");
            assert_eq!(forbidden, name != entitled, "{name} {method} {path}: {answer:?}");
            // Unlocking a code that is not locked is a conflict (409).
            let done = matches!(answer.status, 200 | 409);
            assert_eq!(done, name == entitled, "{name} {method} {path}: {answer:?}");
        }
    }
    // The refused requests had no effect: there is a code of each subject, and one is voided.
    let chief = operator(&site, "chief");
    let listed = chief.get(&format!("{CODES}?tenant=one"));
    let json = listed.json();
    let mut states: Vec<_> =
        json.at("codes").items().iter().map(|code| code.at("state").text()).collect();
    states.sort_unstable();
    assert_eq!(states, ["pending", "voided"], "{listed:?}");
    let _ = site.stop();
}

#[test]
fn without_a_valid_key_there_is_a_challenge() {
    let site = serve(&[]);
    let minted = operator(&site, "chief").mint("one", "ann", &json!({}));
    let with = |key: &str| Operator { client: site.client(), key: key.to_owned() };
    for (method, path, _) in routes(&minted.id) {
        for key in ["", "wrong-key", "reader", "READER-key-of-31415926535897932384"] {
            let answer = with(key).send(method, &path, &body(&path));
            assert!(is(&answer, 401, "unauthenticated"), "{key} {path}: {answer:?}");
            let challenge = &answer.headers["www-authenticate"];
            assert!(challenge.to_str().unwrap().starts_with("Bearer"), "{challenge:?}");
        }
    }
    // Presenting a code needs no key, and a wrong one is ignored.
    let code = json!({"tenant": "one", "subject": "ann", "code": minted.code});
    for (key, path, status) in [
        ("", CHECK, 200),
        ("wrong-key", CHECK, 200),
        ("wrong-key", REDEEM, 200),
        ("", REDEEM, 403),
        ("wrong-key", REDEEM, 403),
    ] {
        let answer = with(key).post(path, &code);
        assert_eq!(answer.status, status, "{key} {path}: {answer:?}");
        assert!(!answer.headers.contains_key("www-authenticate"), "{answer:?}");
        assert!(status == 200 || is(&answer, 403, "not-accepted"), "{answer:?}");
    }
    let _ = site.stop();
}

#[test]
fn only_operators_who_may_issue_see_the_value_of_a_code() {
    let site = serve(&[]);
    let chief = operator(&site, "chief");
    let minted = chief.mint("one", "ann", &json!({"purpose": "activation"}));
    let path = format!("{CODES}/{}?tenant=one", minted.id);
    let shown = chief.get(&path);
    assert_eq!(shown.json().at("code").text(), minted.code, "{shown:?}");
    for name in ["reader", "auditor"] {
        let answer = operator(&site, name).get(&path);
        assert_eq!(answer.status, if name == "reader" { 200 } else { 403 }, "{answer:?}");
        assert!(!answer.body.contains(&minted.code), "{answer:?}");
        assert!(answer.json().find("code").is_none(), "{answer:?}");
    }
    // A list never has the values of codes.
    let listed = chief.get(&format!("{CODES}?tenant=one"));
    assert!(listed.status == 200 && !listed.body.contains(&minted.code), "{listed:?}");
    let _ = site.stop();
}

#[test]
fn an_operator_of_one_tenant_learns_nothing_about_another() {
    let site = serve(&[]);
    let chief = operator(&site, "chief");
    let foreign = operator(&site, "foreign");
    let minted = chief.mint("one", "ann", &json!({}));
    // An existing tenant and one that does not exist are refused identically.
    for tenant in ["one", "three"] {
        let issue = foreign.ask(tenant, &["ann"], &json!({}));
        let listed = foreign.get(&format!("{CODES}?tenant={tenant}"));
        let shown = foreign.get(&format!("{CODES}/{}?tenant={tenant}", minted.id));
        let trail = foreign.get(&format!("/v1/audit?tenant={tenant}"));
        let path = format!("{CODES}/{}/void", minted.id);
        let voided = foreign.post(&path, &json!({ "tenant": tenant }));
        for answer in [issue, listed, shown, trail, voided] {
            assert!(is(&answer, 403, "forbidden"), "{tenant}: {answer:?}");
        }
    }
    // Without a tenant the record is searched for in the operator's own.
    for what in ["void", "unlock"] {
        let answer = foreign.change(&minted.id, what);
        assert!(is(&answer, 404, "no-such-code"), "{answer:?}");
    }
    let answer = foreign.get(&format!("{CODES}/{}", minted.id));
    assert!(is(&answer, 404, "no-such-code"), "{answer:?}");
    let trail = foreign.get("/v1/audit?limit=1000");
    assert!(trail.status == 200 && !trail.body.contains("issued"), "{trail:?}");
    // An operator of several tenants must name one.
    assert!(is(&chief.get(CODES), 404, "no-such-tenant"));
    // The control: the record is unchanged, and the operator's own tenant is accessible.
    let shown = chief.get(&format!("{CODES}/{}?tenant=one", minted.id));
    assert_eq!(shown.json().at("state").text(), "pending", "{shown:?}");
    let own = foreign.mint("two", "ann", &json!({}));
    assert_eq!(foreign.state(&own.id), "pending");
    let _ = site.stop();
}
