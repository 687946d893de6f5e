//! Limits of a tenant: all of its callers together, and no other tenant's.

use super::{ALICE, BOB, CHIEF, CODES, Limited, OTHER, REDEEM, is_allowed, wait};
use codemint_gateway_tests::Answer;
use serde_json::{Value, json};

/// So many unknown subjects.
fn strangers(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("stranger-{number}")).collect()
}

/// Requests so many codes at once.
fn flood(limited: &Limited, tenant: &str, count: usize) -> Answer {
    let strangers = strangers(count);
    limited.issue(CHIEF, tenant, &strangers.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_tenants_codes_are_limited_and_another_tenant_is_not_affected() {
    let limited = Limited::by("[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n");
    is_allowed(&flood(&limited, "one", 990));
    is_allowed(&limited.issue(CHIEF, "one", &[ALICE, BOB]));
    // All or none: ten more are two too many, eight are not.
    let seconds = wait(&flood(&limited, "one", 10));
    assert!((61..=120).contains(&seconds), "{seconds}");
    is_allowed(&flood(&limited, "one", 8));
    // For every caller and every dialect.
    wait(&limited.issue(OTHER, "one", &[ALICE]));
    wait(&limited.enroll("198.51.100.1"));
    is_allowed(&flood(&limited, "two", 999));
    is_allowed(&limited.issue(OTHER, "two", &[ALICE]));
    wait(&limited.issue(OTHER, "two", &[ALICE]));
    assert_eq!((limited.counted("tenant"), limited.counted("address")), (4, 0));
    let _ = limited.site.stop();
}

#[test]
fn redeeming_is_limited_by_tenant_from_all_addresses() {
    let limited = Limited::by("[limits]\nredeem_per_tenant = { burst = 4, per_minute = 1 }\n");
    let from = |last: usize| format!("198.51.100.{last}");
    let redeem =
        |tenant: &str, last| limited.present(REDEEM, tenant, ALICE, "123456789", &from(last));
    // An unknown tenant is limited identically: the answers do not reveal which tenants exist.
    let mut answers: Vec<Vec<(u16, String)>> = Vec::new();
    for tenant in ["one", "nobody", "two", "somebody-else"] {
        let calls = (0..6).map(|last| redeem(tenant, last));
        answers.push(calls.map(|answer| (answer.status, answer.body)).collect());
    }
    let statuses: Vec<u16> = answers[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [403, 403, 403, 403, 429, 429]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    // Issuing is not affected: a flood of public calls prevents no new code.
    is_allowed(&limited.issue(CHIEF, "one", &[ALICE]));
    assert_eq!(limited.counted("tenant"), 8);
    let _ = limited.site.stop();
}

#[test]
fn a_repetition_has_the_same_answer_and_is_not_counted() {
    let limited = Limited::by("[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n");
    let body = json!({ "tenant": "one", "subjects": [{ "id": ALICE }] });
    let bearer = format!("Bearer {CHIEF}");
    let ask = |key: &str, body: &Value| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        limited.client.send("POST", CODES, &headers, body.to_string()).unwrap()
    };
    let first = ask("order-7", &body);
    assert_eq!(first.status, 200, "{first:?}");
    is_allowed(&flood(&limited, "one", 999));
    wait(&ask("order-8", &body));
    for _ in 0..3 {
        let again = ask("order-7", &body);
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    // The limited request has no kept answer: its key can be used for another request.
    wait(&ask("order-8", &json!({ "tenant": "one", "subjects": [{ "id": BOB }] })));
    let _ = limited.site.stop();
}
