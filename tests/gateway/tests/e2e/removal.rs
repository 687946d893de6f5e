//! Codes that expired long ago lose their values.

use codemint_gateway_tests::token::now;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Home, Ledger};
use rusqlite::Connection;

use super::site::{Site, TOKENS, TWO};

/// The states of all records, and how many bytes of their digests and encrypted copies are stored.
fn states(home: &Home) -> Vec<(String, i64)> {
    let database = Connection::open(home.file("codemint.sqlite")).unwrap();
    let query = "SELECT state, length(coalesce(digest, '')) + length(coalesce(sealed_code, ''))
                 FROM records ORDER BY not_after";
    let mut query = database.prepare(query).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn expired_codes_are_removed_when_the_gateway_starts() {
    let removing = TWO.replace("revealable = true", "revealable = true\nremove_after = 1");
    let site = Site::serve(Home::new(), &removing, &[]);
    let bearer = format!("Bearer {}", TOKENS[0]);
    let headers = [
        ("host", "one.example"),
        ("authorization", bearer.as_str()),
        ("x-forwarded-proto", "https"),
    ];
    let create = |seconds: u64| {
        let path = "/digitanium/v4/users/demotest/activationcodes";
        let body = format!(r#"{{"activationNotAfter":{}}}"#, now() + seconds);
        let answer = site.client().send("POST", path, &headers, body).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    create(3);
    create(600);
    let expired = now() + 5;
    let home = {
        let Site { home, process, .. } = site;
        process.ask_to_end();
        assert!(process.end().status.success());
        home
    };
    let before = states(&home);
    assert!(before.iter().all(|(state, stored)| state == "pending" && *stored > 32), "{before:?}");
    until("the end of a code", || (now() > expired).then_some(()));
    let site = Site::serve(home, &removing, &[]);
    until("its removal", || (states(&site.home)[0] == ("removed".to_owned(), 0)).then_some(()));
    // The control: the other code stays.
    assert_eq!(states(&site.home)[1], before[1]);
    assert!(Ledger::open(&site.home).integrity() == "ok");
    let _ = site.stop();
}
