//! What is asked of a tenant: all of its callers together, and no other tenant's.

use super::{ALICE, BOB, CHIEF, CODES, Limited, OTHER, REDEEM, is_let_in, wait};
use codemint_gateway_tests::Answer;
use serde_json::{Value, json};

/// So many subjects, of whom nobody knows anything.
fn strangers(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("stranger-{number}")).collect()
}

/// Asks for so many codes at once.
fn flood(limited: &Limited, tenant: &str, count: usize) -> Answer {
    let strangers = strangers(count);
    limited.issue(CHIEF, tenant, &strangers.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_tenants_codes_are_counted_and_another_tenant_is_not_concerned() {
    let limited = Limited::by("[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n");
    is_let_in(&flood(&limited, "one", 990));
    is_let_in(&limited.issue(CHIEF, "one", &[ALICE, BOB]));
    // All or none: ten more are two too many, eight are not.
    let told = wait(&flood(&limited, "one", 10));
    assert!((61..=120).contains(&told), "{told}");
    is_let_in(&flood(&limited, "one", 8));
    // Whoever asks, whichever dialect it speaks.
    wait(&limited.issue(OTHER, "one", &[ALICE]));
    wait(&limited.enroll("198.51.100.1"));
    is_let_in(&flood(&limited, "two", 999));
    is_let_in(&limited.issue(OTHER, "two", &[ALICE]));
    wait(&limited.issue(OTHER, "two", &[ALICE]));
    assert_eq!((limited.counted("tenant"), limited.counted("address")), (4, 0));
    let _ = limited.site.stop();
}

#[test]
fn redeeming_is_limited_by_tenant_from_wherever_it_comes() {
    let limited = Limited::by("[limits]\nredeem_per_tenant = { burst = 4, per_minute = 1 }\n");
    let from = |last: usize| format!("198.51.100.{last}");
    let redeem =
        |tenant: &str, last| limited.present(REDEEM, tenant, ALICE, "123456789", &from(last));
    // A name that nobody has runs dry as that of a tenant does: nobody learns who is there.
    let mut answers: Vec<Vec<(u16, String)>> = Vec::new();
    for tenant in ["one", "nobody", "two", "somebody-else"] {
        let calls = (0..6).map(|last| redeem(tenant, last));
        answers.push(calls.map(|answer| (answer.status, answer.body)).collect());
    }
    let statuses: Vec<u16> = answers[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [403, 403, 403, 403, 429, 429]);
    assert!(answers.iter().all(|told| *told == answers[0]), "{answers:?}");
    // Issuing is not concerned: a flood of strangers keeps nobody from a new code.
    is_let_in(&limited.issue(CHIEF, "one", &[ALICE]));
    assert_eq!(limited.counted("tenant"), 8);
    let _ = limited.site.stop();
}

#[test]
fn a_repetition_is_answered_as_before_and_is_no_code_more() {
    let limited = Limited::by("[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n");
    let body = json!({ "tenant": "one", "subjects": [{ "id": ALICE }] });
    let bearer = format!("Bearer {CHIEF}");
    let ask = |name: &str, body: &Value| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", name)];
        limited.client.send("POST", CODES, &headers, body.to_string()).unwrap()
    };
    let first = ask("order-7", &body);
    assert_eq!(first.status, 200, "{first:?}");
    is_let_in(&flood(&limited, "one", 999));
    wait(&ask("order-8", &body));
    for _ in 0..3 {
        let again = ask("order-7", &body);
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    // What was turned away was not answered: it may still be asked under its name, by another.
    wait(&ask("order-8", &json!({ "tenant": "one", "subjects": [{ "id": BOB }] })));
    let _ = limited.site.stop();
}
