//! The address of a caller: only trusted proxies may report it.

use super::{ALICE, CHIEF, CODES, CONFIG, Limited, OTHER, REDEEM, TOKENS, is_allowed, wait};
use codemint_gateway_tests::{Answer, ENROLL};
use serde_json::json;

const TWO: &str = "[limits]\nredeem_per_address = { burst = 2, per_minute = 1 }\n";

fn redeem(limited: &Limited, from: &str) -> Answer {
    limited.present(REDEEM, "one", ALICE, "123456789", from)
}

#[test]
fn behind_a_trusted_proxy_each_address_is_limited_separately() {
    let limited = Limited::by(TWO);
    for _ in 0..2 {
        is_allowed(&redeem(&limited, "198.51.100.1"));
    }
    wait(&redeem(&limited, "198.51.100.1"));
    // The leftmost entries are from the caller.
    for spoofed in ["1.2.3.4, 198.51.100.1", "127.0.0.1,198.51.100.1", "::1, 198.51.100.1:4711"] {
        wait(&redeem(&limited, spoofed));
    }
    is_allowed(&redeem(&limited, "198.51.100.2"));
    is_allowed(&redeem(&limited, "198.51.100.1, 198.51.100.3"));
    // A network of 64 bits counts as one address (IPv6).
    for address in ["2001:db8:0:7::1", "2001:db8:0:7:9::9"] {
        is_allowed(&redeem(&limited, address));
    }
    wait(&redeem(&limited, "2001:db8:0:7::3"));
    is_allowed(&redeem(&limited, "2001:db8:0:8::1"));
    // Calls without an address count as the proxy's own: two in total.
    for (nothing, allowed) in [("unknown", true), ("", true), ("1.2.3.4, _x", false)] {
        let answer = redeem(&limited, nothing);
        assert_eq!(answer.status != 429, allowed, "{nothing}: {answer:?}");
    }
    assert_eq!(limited.counted("address"), 6);
    let log = limited.site.stop();
    assert_eq!(log.matches("does not report callers' addresses").count(), 1, "{log}");
}

/// The control: without a trusted proxy the header field is ignored.
#[test]
fn an_address_from_an_untrusted_caller_is_ignored() {
    let config = CONFIG.replace("\"127.0.0.1\"]", "\"192.0.2.0/24\"]").replace("LIMITS", TWO);
    let limited = Limited::configured(&config);
    let answers: Vec<u16> =
        (1..=5).map(|last| redeem(&limited, &format!("198.51.100.{last}")).status).collect();
    assert_eq!(answers, [403, 403, 429, 429, 429]);
    let _ = limited.site.stop();
}

#[test]
fn issuing_is_limited_by_address_and_by_caller_separately() {
    let limited = Limited::by("[limits]\nissue_per_address = { burst = 2, per_minute = 1 }\n");
    for key in [CHIEF, OTHER] {
        is_allowed(&limited.issue(key, "one", &[ALICE]));
    }
    wait(&limited.issue(CHIEF, "two", &[ALICE]));
    is_allowed(&limited.enroll("198.51.100.9"));
    assert_eq!((limited.counted("address"), limited.counted("caller")), (1, 0));
    let _ = limited.site.stop();

    let limited = Limited::by("[limits]\nissue_per_caller = { burst = 2, per_minute = 1 }\n");
    for from in ["198.51.100.1", "198.51.100.2"] {
        is_allowed(&limited.enroll(from));
    }
    wait(&limited.enroll("198.51.100.3"));
    is_allowed(&limited.generate("198.51.100.3"));
    // An operator is one caller for all tenants.
    for (tenant, key) in [("one", CHIEF), ("two", CHIEF), ("one", OTHER)] {
        is_allowed(&limited.issue(key, tenant, &[ALICE]));
    }
    wait(&limited.issue(CHIEF, "two", &[ALICE]));
    assert_eq!((limited.counted("address"), limited.counted("caller")), (0, 2));
    let _ = limited.site.stop();
}

#[test]
fn failed_attempts_are_limited_by_address_before_another_is_checked() {
    let limited = Limited::by("[limits]\nfailures_per_address = { burst = 3, per_minute = 1 }\n");
    // A valid token is not a failure, however often it is sent.
    for _ in 0..5 {
        assert_eq!(limited.create(TOKENS[0], "198.51.100.1").status, 200);
    }
    for _ in 0..3 {
        let answer = limited.create("guessed", "198.51.100.1");
        assert_eq!(answer.status, 401, "{answer:?}");
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    // From that address even the right one is not checked, so that the answer does not reveal that it
    // is right.
    wait(&limited.create("guessed", "198.51.100.1"));
    wait(&limited.create(TOKENS[0], "198.51.100.1"));
    wait(&limited.with_token("/v1/codes", CHIEF, "198.51.100.1", &serde_json::json!({})));
    // Public calls and other addresses are not affected.
    is_allowed(&redeem(&limited, "198.51.100.1"));
    assert_eq!(limited.create(TOKENS[0], "198.51.100.2").status, 200);
    assert_eq!(limited.counted("address"), 3);
    let _ = limited.site.stop();
}

/// A token with the header `{"alg":"none"}` and no claims.
const UNSIGNED: &str = "eyJhbGciOiJub25lIn0.e30.";

/// Sends a request to digitanium's route for an unknown tenant.
fn for_unknown_tenant(limited: &Limited, from: &str) -> Answer {
    let path = "/auth/realms/three/v3_activationcode/demotest";
    let bearer = format!("Bearer {}", TOKENS[0]);
    let headers = [
        ("host", "one.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", from),
        ("authorization", bearer.as_str()),
    ];
    limited.client.send("POST", path, &headers, "{}").unwrap()
}

#[test]
fn every_failed_attempt_counts_whatever_its_status() {
    let limited = Limited::by("[limits]\nfailures_per_address = { burst = 3, per_minute = 1 }\n");
    let empty = json!([]);
    type Attempt<'a> = &'a dyn Fn(&str) -> Answer;
    let attempts: [(&str, u16, Attempt<'_>); 6] = [
        ("wrong algorithm", 403, &|from| limited.with_token(ENROLL, UNSIGNED, from, &empty)),
        ("malformed token", 401, &|from| limited.with_token(ENROLL, "a.b.c", from, &empty)),
        ("no proof", 401, &|from| limited.send(ENROLL, None, from, &empty)),
        ("wrong key", 401, &|from| {
            let path = "/api/v1.0/generateActivationCode";
            limited.send(path, Some(("Key", "guessed")), from, &empty)
        }),
        ("unknown operator", 401, &|from| limited.with_token(CODES, "guessed", from, &empty)),
        ("no such tenant", 404, &|from| for_unknown_tenant(&limited, from)),
    ];
    for (place, (what, status, attempt)) in (1..).zip(attempts) {
        let from = format!("198.51.100.{place}");
        let answers: Vec<u16> = (0..5).map(|_| attempt(&from).status).collect();
        assert_eq!(answers, [status, status, status, 429, 429], "{what}");
    }
    // The control: an operator without the role is authenticated, and is refused without a limit.
    let bearer = format!("Bearer {OTHER}");
    let headers = [("authorization", bearer.as_str()), ("x-forwarded-for", "198.51.100.99")];
    let path = format!("{CODES}?tenant=one");
    for _ in 0..9 {
        assert_eq!(limited.client.send("GET", &path, &headers, ()).unwrap().status, 403);
    }
    let _ = limited.site.stop();
}
