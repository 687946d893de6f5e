//! Where a call comes from: only trusted proxies are believed, and nobody gains by what it writes.

use super::{ALICE, CHIEF, CODES, CONFIG, Limited, OTHER, REDEEM, TOKENS, is_let_in, wait};
use codemint_gateway_tests::{Answer, ENROLL};
use serde_json::json;

const TWO: &str = "[limits]\nredeem_per_address = { burst = 2, per_minute = 1 }\n";

fn redeem(limited: &Limited, from: &str) -> Answer {
    limited.present(REDEEM, "one", ALICE, "123456789", from)
}

#[test]
fn behind_a_trusted_proxy_each_address_counts_for_itself() {
    let limited = Limited::by(TWO);
    for _ in 0..2 {
        is_let_in(&redeem(&limited, "198.51.100.1"));
    }
    wait(&redeem(&limited, "198.51.100.1"));
    // To the left stands what the caller wrote itself.
    for spoofed in ["1.2.3.4, 198.51.100.1", "127.0.0.1,198.51.100.1", "::1, 198.51.100.1:4711"] {
        wait(&redeem(&limited, spoofed));
    }
    is_let_in(&redeem(&limited, "198.51.100.2"));
    is_let_in(&redeem(&limited, "198.51.100.1, 198.51.100.3"));
    // A network of IPv6 is one caller's.
    for address in ["2001:db8:0:7::1", "2001:db8:0:7:9::9"] {
        is_let_in(&redeem(&limited, address));
    }
    wait(&redeem(&limited, "2001:db8:0:7::3"));
    is_let_in(&redeem(&limited, "2001:db8:0:8::1"));
    // Whatever says nothing counts as the proxy's own: two in all.
    for (nothing, let_in) in [("unknown", true), ("", true), ("1.2.3.4, _x", false)] {
        let answer = redeem(&limited, nothing);
        assert_eq!(answer.status != 429, let_in, "{nothing}: {answer:?}");
    }
    assert_eq!(limited.counted("address"), 6);
    let log = limited.site.stop();
    assert_eq!(log.matches("does not say from where calls come").count(), 1, "{log}");
}

/// The control, and the other way round: without a trusted proxy the header is nobody's word.
#[test]
fn what_strangers_say_of_their_address_counts_for_nothing() {
    let config = CONFIG.replace("\"127.0.0.1\"]", "\"192.0.2.0/24\"]").replace("LIMITS", TWO);
    let limited = Limited::configured(&config);
    let answers: Vec<u16> =
        (1..=5).map(|last| redeem(&limited, &format!("198.51.100.{last}")).status).collect();
    assert_eq!(answers, [403, 403, 429, 429, 429]);
    let _ = limited.site.stop();
}

#[test]
fn issuing_is_limited_by_address_and_by_caller_each_for_itself() {
    let limited = Limited::by("[limits]\nissue_per_address = { burst = 2, per_minute = 1 }\n");
    for key in [CHIEF, OTHER] {
        is_let_in(&limited.issue(key, "one", &[ALICE]));
    }
    wait(&limited.issue(CHIEF, "two", &[ALICE]));
    is_let_in(&limited.enroll("198.51.100.9"));
    assert_eq!((limited.counted("address"), limited.counted("caller")), (1, 0));
    let _ = limited.site.stop();

    let limited = Limited::by("[limits]\nissue_per_caller = { burst = 2, per_minute = 1 }\n");
    for from in ["198.51.100.1", "198.51.100.2"] {
        is_let_in(&limited.enroll(from));
    }
    wait(&limited.enroll("198.51.100.3"));
    is_let_in(&limited.generate("198.51.100.3"));
    // An operator is one caller, for whichever tenant it asks.
    for (tenant, key) in [("one", CHIEF), ("two", CHIEF), ("one", OTHER)] {
        is_let_in(&limited.issue(key, tenant, &[ALICE]));
    }
    wait(&limited.issue(CHIEF, "two", &[ALICE]));
    assert_eq!((limited.counted("address"), limited.counted("caller")), (0, 2));
    let _ = limited.site.stop();
}

#[test]
fn proofs_that_fail_are_limited_by_address_before_another_is_looked_at() {
    let limited = Limited::by("[limits]\nfailures_per_address = { burst = 3, per_minute = 1 }\n");
    // What is proved is no failure, however often.
    for _ in 0..5 {
        assert_eq!(limited.create(TOKENS[0], "198.51.100.1").status, 200);
    }
    for _ in 0..3 {
        let answer = limited.create("guessed", "198.51.100.1");
        assert_eq!(answer.status, 401, "{answer:?}");
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    // From there not even the right one is looked at, so that nobody learns that it is right.
    wait(&limited.create("guessed", "198.51.100.1"));
    wait(&limited.create(TOKENS[0], "198.51.100.1"));
    wait(&limited.bearing("/v1/codes", CHIEF, "198.51.100.1", &serde_json::json!({})));
    // Whoever needs no proof is not concerned, and neither is anybody elsewhere.
    is_let_in(&redeem(&limited, "198.51.100.1"));
    assert_eq!(limited.create(TOKENS[0], "198.51.100.2").status, 200);
    assert_eq!(limited.counted("address"), 3);
    let _ = limited.site.stop();
}

/// A token with the header `{"alg":"none"}` and no claims.
const UNSIGNED: &str = "eyJhbGciOiJub25lIn0.e30.";

/// Digitanium's route at a host that no tenant has.
fn at_no_tenant(limited: &Limited, from: &str) -> Answer {
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
fn every_proof_that_fails_counts_whatever_it_is_answered() {
    let limited = Limited::by("[limits]\nfailures_per_address = { burst = 3, per_minute = 1 }\n");
    let nobody = json!([]);
    type Attempt<'a> = &'a dyn Fn(&str) -> Answer;
    let attempts: [(&str, u16, Attempt<'_>); 6] = [
        ("wrong algorithm", 403, &|from| limited.bearing(ENROLL, UNSIGNED, from, &nobody)),
        ("malformed token", 401, &|from| limited.bearing(ENROLL, "a.b.c", from, &nobody)),
        ("no proof", 401, &|from| limited.send(ENROLL, None, from, &nobody)),
        ("wrong key", 401, &|from| {
            let path = "/api/v1.0/generateActivationCode";
            limited.send(path, Some(("Key", "guessed")), from, &nobody)
        }),
        ("unknown operator", 401, &|from| limited.bearing(CODES, "guessed", from, &nobody)),
        ("no such tenant", 404, &|from| at_no_tenant(&limited, from)),
    ];
    for (place, (what, status, attempt)) in (1..).zip(attempts) {
        let from = format!("198.51.100.{place}");
        let answers: Vec<u16> = (0..5).map(|_| attempt(&from).status).collect();
        assert_eq!(answers, [status, status, status, 429, 429], "{what}");
    }
    // The control: an operator without the role proved who it is, and is refused without end.
    let bearer = format!("Bearer {OTHER}");
    let headers = [("authorization", bearer.as_str()), ("x-forwarded-for", "198.51.100.99")];
    let path = format!("{CODES}?tenant=one");
    for _ in 0..9 {
        assert_eq!(limited.client.send("GET", &path, &headers, ()).unwrap().status, 403);
    }
    let _ = limited.site.stop();
}
