//! A call that is limited has no effect.

use super::{ALICE, BOB, CHIEF, CONFIG, Limited, REDEEM, is_allowed, issued, wait};
use codemint_gateway_tests::{Answer, Behaviour, Ledger, Smtp};
use serde_json::json;

/// The numbers of records, waiting mails, audit entries and kept answers.
fn rows(limited: &Limited) -> [usize; 4] {
    let ledger = Ledger::open(&limited.site.home);
    ["records", "outbox", "audit", "answers"].map(|table| ledger.count(table))
}

/// Requests codes by mail, with an `Idempotency-Key`.
fn mail(limited: &Limited, subjects: &[&str], key: &str) -> Answer {
    let subjects: Vec<_> =
        subjects.iter().map(|id| json!({ "id": id, "deliver": "mail" })).collect();
    let body = json!({ "tenant": "one", "subjects": subjects }).to_string();
    let bearer = format!("Bearer {CHIEF}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
    limited.client.send("POST", "/v1/codes", &headers, body).unwrap()
}

#[test]
fn a_limited_issue_stores_nothing_and_mails_nothing() {
    for limits in [
        "[limits]\nissue_per_caller = { burst = 2, per_minute = 1 }\n",
        "[limits]\nissue_per_address = { burst = 2, per_minute = 1 }\n",
        "[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n",
    ] {
        let server = Smtp::start(Behaviour::Takes);
        let mail_section = format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"codes@example.com\"\n",
            server.port()
        );
        let config = CONFIG.replace("LIMITS", &format!("{mail_section}{limits}"));
        // The validity of the other purposes is too long for mail.
        let config = config.replace("length = 20", "length = 20\nmail = false");
        let config = config.replace("length = 8", "length = 8\nmail = false");
        let limited = Limited::configured(&config);
        let first = mail(&limited, &[ALICE], "first");
        assert_eq!(first.status, 200, "{first:?}");
        let strangers: Vec<String> = (0..999).map(|number| format!("stranger-{number}")).collect();
        let strangers: Vec<&str> = strangers.iter().map(String::as_str).collect();
        is_allowed(&mail(&limited, &strangers, "second"));
        assert_eq!(server.wait_for(1)[0].to, [ALICE]);
        codemint_gateway_tests::wait::until("the mail to be out of the outbox", || {
            (rows(&limited)[1] == 0).then_some(())
        });
        let before = rows(&limited);
        for number in 0..8 {
            wait(&mail(&limited, &[BOB], &format!("key-{number}")));
        }
        assert_eq!(rows(&limited), before, "{limits}");
        assert_eq!(server.mails().len(), 1, "{limits}");
        let _ = limited.site.stop();
    }
}

/// The control: an issue that is allowed is stored.
#[test]
fn an_allowed_issue_is_stored() {
    let limited = Limited::by("");
    let before = rows(&limited);
    let _ = issued(&limited.issue(CHIEF, "one", &[BOB]));
    let after = rows(&limited);
    assert_eq!((after[0], after[2]), (before[0] + 1, before[2] + 1));
    let _ = limited.site.stop();
}

fn tries(limited: &Limited, id: &str) -> u64 {
    limited.shown(id).json().at("tries").number()
}

#[test]
fn a_limited_redemption_is_not_an_attempt() {
    for (limits, elsewhere) in [
        ("[limits]\nredeem_per_address = { burst = 2, per_minute = 1 }\n", "198.51.100.2"),
        ("[limits]\nredeem_per_tenant = { burst = 2, per_minute = 1 }\n", ""),
    ] {
        let limited = Limited::by(limits);
        let (id, code) = issued(&limited.issue(CHIEF, "one", &[ALICE]));
        let last = if code.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &code[..code.len() - 1]);
        let redeem = |code: &str, from| limited.present(REDEEM, "one", ALICE, code, from);
        for expected in 1..=2 {
            assert_eq!(redeem(&wrong, "198.51.100.1").status, 403);
            assert_eq!(
                tries(&limited, &id),
                expected,
                "the control: an allowed call is an attempt"
            );
        }
        let before = rows(&limited);
        for _ in 0..10 {
            wait(&redeem(&wrong, "198.51.100.1"));
            wait(&redeem(&code, "198.51.100.1"));
        }
        assert_eq!(rows(&limited), before, "{limits}");
        assert_eq!(tries(&limited, &id), 2, "{limits}");
        assert_eq!(limited.shown(&id).json().at("state").text(), "pending");
        if !elsewhere.is_empty() {
            let redeemed = redeem(&code, elsewhere);
            assert_eq!(redeemed.status, 200, "{redeemed:?}");
        }
        let _ = limited.site.stop();
    }
}
