//! Replies to limited calls: each dialect's own form, and `Retry-After`.

use super::{ALICE, CHECK, CHIEF, Limited, REDEEM, TOKENS, is_allowed, wait};
use codemint_gateway_tests::Answer;
use std::thread::sleep;
use std::time::Duration;

const ONE_EACH: &str = r#"
[limits]
issue_per_caller = { burst = 1, per_minute = 1 }
redeem_per_address = { burst = 1, per_minute = 1 }
failures_per_address = { burst = 1, per_minute = 1 }
"#;

/// Asserts the whole reply.
fn assert_reply(answer: &Answer, media_type: &str, body: &str) {
    // The rest of the minute. A constant would not be in this range in all tests.
    assert!((2..=60).contains(&wait(answer)), "{answer:?}");
    assert_eq!(answer.headers["content-type"], media_type, "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "no-store", "{answer:?}");
    assert!(!answer.headers.contains_key("www-authenticate"), "{answer:?}");
    assert_eq!(answer.body, body);
}

const NATIVE: &str = "{\"type\":\"urn:codemint:problem:too-many-requests\",\
    \"title\":\"Too many requests.\",\"status\":429}";
const PROBLEM: &str = "application/problem+json";
const JSON: &str = "application/json";

#[test]
fn each_dialect_has_its_own_reply_and_the_actual_wait() {
    let limited = Limited::by(ONE_EACH);
    is_allowed(&limited.enroll(""));
    let rsa = "{\"code\":\"429 TOO_MANY_REQUESTS\",\"description\":\"Too many requests.\"}";
    assert_reply(&limited.enroll(""), JSON, rsa);
    is_allowed(&limited.generate(""));
    assert_reply(&limited.generate(""), JSON, "{\"Message\":\"Too many requests.\"}");
    is_allowed(&limited.issue(CHIEF, "one", &[ALICE]));
    assert_reply(&limited.issue(CHIEF, "one", &[ALICE]), PROBLEM, NATIVE);
    is_allowed(&limited.present(REDEEM, "one", ALICE, "123456789", ""));
    assert_reply(&limited.present(REDEEM, "one", ALICE, "123456789", ""), PROBLEM, NATIVE);
    assert_reply(&limited.present(CHECK, "one", ALICE, "123456789", ""), PROBLEM, NATIVE);
    // Too many failed attempts, in a dialect whose issuing is not limited.
    assert_eq!(limited.create("wrong", "").status, 401);
    let digitanium = "{\"message\":\"Too many requests\",\"status\":\"Too Many Requests\",\
        \"subSystem\":5,\"errorCode\":\"GENERAL_ERROR\"}";
    assert_reply(&limited.create("wrong", ""), JSON, digitanium);
    assert_eq!((limited.counted("caller"), limited.counted("address")), (3, 3));
    let log = limited.site.stop();
    assert!(!log.contains("198.51.100.200"), "an address is in the log: {log}");
}

/// "Rate limited? No" (vendor).
#[test]
fn a_dialect_whose_vendor_has_no_limit_is_not_limited() {
    let limited = Limited::by(
        "[limits]\nissue_per_caller = { burst = 1, per_minute = 1 }\n\
         issue_per_address = { burst = 1, per_minute = 1 }\n",
    );
    for _ in 0..12 {
        assert_eq!(limited.create(TOKENS[0], "").status, 200);
    }
    // The control: the limits apply to another route.
    is_allowed(&limited.enroll(""));
    wait(&limited.enroll(""));
    let _ = limited.site.stop();
}

#[test]
fn after_the_time_in_retry_after_a_call_is_allowed() {
    let limited = Limited::by("[limits]\nissue_per_caller = { burst = 2, per_minute = 30 }\n");
    for _ in 0..2 {
        // As many calls as are allowed, however long that takes, and one too many.
        let limited_call =
            (0..1_000).map(|_| limited.enroll("")).find(|answer| answer.status == 429);
        let seconds = wait(&limited_call.expect("a thousand calls without a limit"));
        assert!((1..=2).contains(&seconds), "{seconds}");
        sleep(Duration::from_secs(seconds));
        is_allowed(&limited.enroll(""));
    }
    let _ = limited.site.stop();
}

#[test]
fn a_limit_that_is_off_does_not_apply_and_the_others_have_defaults() {
    let limited = Limited::by(
        "[limits]\nredeem_per_address = \"off\"\nissue_per_caller = \"off\"\n\
         issue_per_address = \"off\"",
    );
    for _ in 0..150 {
        is_allowed(&limited.present(CHECK, "one", ALICE, "123456789", ""));
    }
    // By default sixty failures are allowed at once.
    let refused = (0..400).map(|_| limited.create("wrong", "")).find(|it| it.status == 429);
    wait(&refused.expect("no limit by default"));
    let log = limited.site.stop();
    assert!(log.contains("checking and redeeming is not limited"), "the log does not warn: {log}");
    let usual = Limited::by("");
    let calls = (0..2_000).map(|_| usual.present(CHECK, "one", ALICE, "123456789", ""));
    let refused = calls.into_iter().position(|answer| answer.status == 429);
    assert!(refused.is_some_and(|calls| calls >= 120), "{refused:?}");
    assert!(!usual.site.stop().contains("checking and redeeming is not limited"));
}
