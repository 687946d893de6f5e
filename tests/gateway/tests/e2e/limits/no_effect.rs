//! What is turned away does nothing at all.

use super::{ALICE, BOB, CHIEF, CONFIG, Limited, REDEEM, is_let_in, issued, wait};
use codemint_gateway_tests::{Answer, Ledger, Manner, Smtp};
use serde_json::json;

/// How many records, waiting mails, entries of the trail and kept answers there are.
fn books(limited: &Limited) -> [usize; 4] {
    let ledger = Ledger::open(&limited.site.home);
    ["records", "outbox", "audit", "answers"].map(|table| ledger.count(table))
}

/// Asks for codes by mail, under a name.
fn mail(limited: &Limited, subjects: &[&str], name: &str) -> Answer {
    let subjects: Vec<_> =
        subjects.iter().map(|id| json!({ "id": id, "deliver": "mail" })).collect();
    let body = json!({ "tenant": "one", "subjects": subjects }).to_string();
    let bearer = format!("Bearer {CHIEF}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", name)];
    limited.client.send("POST", "/v1/codes", &headers, body).unwrap()
}

#[test]
fn an_issue_that_is_turned_away_stores_nothing_and_mails_nothing() {
    for limits in [
        "[limits]\nissue_per_caller = { burst = 2, per_minute = 1 }\n",
        "[limits]\nissue_per_address = { burst = 2, per_minute = 1 }\n",
        "[limits]\nissue_per_tenant = { burst = 1000, per_minute = 1 }\n",
    ] {
        let server = Smtp::start(Manner::Takes);
        let mail_section = format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"codes@example.com\"\n",
            server.port()
        );
        let config = CONFIG.replace("LIMITS", &format!("{mail_section}{limits}"));
        // Others live too long for mail.
        let config = config.replace("length = 20", "length = 20\nmail = false");
        let config = config.replace("length = 8", "length = 8\nmail = false");
        let limited = Limited::configured(&config);
        let first = mail(&limited, &[ALICE], "first");
        assert_eq!(first.status, 200, "{first:?}");
        let strangers: Vec<String> = (0..999).map(|number| format!("stranger-{number}")).collect();
        let strangers: Vec<&str> = strangers.iter().map(String::as_str).collect();
        is_let_in(&mail(&limited, &strangers, "second"));
        assert_eq!(server.wait_for(1)[0].to, [ALICE]);
        codemint_gateway_tests::wait::until("the mail to be out of the outbox", || {
            (books(&limited)[1] == 0).then_some(())
        });
        let before = books(&limited);
        for number in 0..8 {
            wait(&mail(&limited, &[BOB], &format!("name-{number}")));
        }
        assert_eq!(books(&limited), before, "{limits}");
        assert_eq!(server.mails().len(), 1, "{limits}");
        let _ = limited.site.stop();
    }
}

/// The control: what is let in is in every one of those books.
#[test]
fn an_issue_that_is_let_in_is_in_the_books() {
    let limited = Limited::by("");
    let before = books(&limited);
    let _ = issued(&limited.issue(CHIEF, "one", &[BOB]));
    let after = books(&limited);
    assert_eq!((after[0], after[2]), (before[0] + 1, before[2] + 1));
    let _ = limited.site.stop();
}

fn tries(limited: &Limited, id: &str) -> u64 {
    limited.shown(id).json().at("tries").number()
}

#[test]
fn a_redemption_that_is_turned_away_costs_no_try() {
    for (limits, elsewhere) in [
        ("[limits]\nredeem_per_address = { burst = 2, per_minute = 1 }\n", "198.51.100.2"),
        ("[limits]\nredeem_per_tenant = { burst = 2, per_minute = 1 }\n", ""),
    ] {
        let limited = Limited::by(limits);
        let (id, code) = issued(&limited.issue(CHIEF, "one", &[ALICE]));
        let last = if code.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &code[..code.len() - 1]);
        let redeem = |code: &str, from| limited.present(REDEEM, "one", ALICE, code, from);
        for told in 1..=2 {
            assert_eq!(redeem(&wrong, "198.51.100.1").status, 403);
            assert_eq!(tries(&limited, &id), told, "the control: what is let in costs a try");
        }
        let before = books(&limited);
        for _ in 0..10 {
            wait(&redeem(&wrong, "198.51.100.1"));
            wait(&redeem(&code, "198.51.100.1"));
        }
        assert_eq!(books(&limited), before, "{limits}");
        assert_eq!(tries(&limited, &id), 2, "{limits}");
        assert_eq!(limited.shown(&id).json().at("state").text(), "pending");
        if !elsewhere.is_empty() {
            let redeemed = redeem(&code, elsewhere);
            assert_eq!(redeemed.status, 200, "{redeemed:?}");
        }
        let _ = limited.site.stop();
    }
}
