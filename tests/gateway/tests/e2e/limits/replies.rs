//! Each dialect says in its own words that there were too many, and all say when to come again.

use super::{ALICE, CHECK, CHIEF, Limited, REDEEM, TOKENS, is_let_in, wait};
use codemint_gateway_tests::Answer;
use std::thread::sleep;
use std::time::Duration;

const ONE_EACH: &str = r#"
[limits]
issue_per_caller = { burst = 1, per_minute = 1 }
redeem_per_address = { burst = 1, per_minute = 1 }
failures_per_address = { burst = 1, per_minute = 1 }
"#;

/// Insists on every byte of it.
fn is_said(answer: &Answer, media_type: &str, body: &str) {
    // The whole minute but what has passed since: whoever says a constant does not say this.
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
fn each_dialect_has_its_own_words_and_the_real_wait() {
    let limited = Limited::by(ONE_EACH);
    is_let_in(&limited.enroll(""));
    let rsa = "{\"code\":\"429 TOO_MANY_REQUESTS\",\"description\":\"Too many requests.\"}";
    is_said(&limited.enroll(""), JSON, rsa);
    is_let_in(&limited.generate(""));
    is_said(&limited.generate(""), JSON, "{\"Message\":\"Too many requests.\"}");
    is_let_in(&limited.issue(CHIEF, "one", &[ALICE]));
    is_said(&limited.issue(CHIEF, "one", &[ALICE]), PROBLEM, NATIVE);
    is_let_in(&limited.present(REDEEM, "one", ALICE, "123456789", ""));
    is_said(&limited.present(REDEEM, "one", ALICE, "123456789", ""), PROBLEM, NATIVE);
    is_said(&limited.present(CHECK, "one", ALICE, "123456789", ""), PROBLEM, NATIVE);
    // What is proved wrongly too often, too, in the words of a dialect whose issuing is not limited.
    assert_eq!(limited.create("wrong", "").status, 401);
    let digitanium = "{\"message\":\"Too many requests\",\"status\":\"Too Many Requests\",\
        \"subSystem\":5,\"errorCode\":\"GENERAL_ERROR\"}";
    is_said(&limited.create("wrong", ""), JSON, digitanium);
    assert_eq!((limited.counted("caller"), limited.counted("address")), (3, 3));
    let log = limited.site.stop();
    assert!(!log.contains("198.51.100.200"), "an address is in the log: {log}");
}

/// "Rate limited? No" (vendor).
#[test]
fn where_the_vendor_limits_nothing_nothing_is_limited() {
    let limited = Limited::by(
        "[limits]\nissue_per_caller = { burst = 1, per_minute = 1 }\n\
         issue_per_address = { burst = 1, per_minute = 1 }\n",
    );
    for _ in 0..12 {
        assert_eq!(limited.create(TOKENS[0], "").status, 200);
    }
    // The control: a route that is limited knows the limit.
    is_let_in(&limited.enroll(""));
    wait(&limited.enroll(""));
    let _ = limited.site.stop();
}

#[test]
fn whoever_waits_as_long_as_is_told_is_let_in() {
    let limited = Limited::by("[limits]\nissue_per_caller = { burst = 2, per_minute = 30 }\n");
    for _ in 0..2 {
        // As many as there are, in however long it takes; then too many.
        let told = (0..1_000).map(|_| limited.enroll("")).find(|answer| answer.status == 429);
        let told = wait(&told.expect("a thousand calls and no limit"));
        assert!((1..=2).contains(&told), "{told}");
        sleep(Duration::from_secs(told));
        is_let_in(&limited.enroll(""));
    }
    let _ = limited.site.stop();
}

#[test]
fn what_is_off_is_not_limited_and_what_is_not_named_is() {
    let limited = Limited::by(
        "[limits]\nredeem_per_address = \"off\"\nissue_per_caller = \"off\"\n\
         issue_per_address = \"off\"",
    );
    for _ in 0..150 {
        is_let_in(&limited.present(CHECK, "one", ALICE, "123456789", ""));
    }
    // Sixty failures at once are usual, however fast they come back.
    let refused = (0..400).map(|_| limited.create("wrong", "")).find(|it| it.status == 429);
    wait(&refused.expect("no limit is usual"));
    let log = limited.site.stop();
    assert!(log.contains("without limit"), "nobody was told: {log}");
    let usual = Limited::by("");
    let calls = (0..2_000).map(|_| usual.present(CHECK, "one", ALICE, "123456789", ""));
    let refused = calls.into_iter().position(|answer| answer.status == 429);
    assert!(refused.is_some_and(|calls| calls >= 120), "{refused:?}");
    assert!(!usual.site.stop().contains("without limit"));
}
