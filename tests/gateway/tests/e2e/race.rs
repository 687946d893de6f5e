//! Many concurrent requests for one user.

use codemint::words::State;
use codemint_gateway_tests::{Answer, Gateway, Home, Ledger, asking_for};
use rusqlite::Connection;
use std::sync::Barrier;
use std::thread;

const THREADS: usize = 32;
const EACH: usize = 4;
const USER: &str = "alice@example.com";

/// Sends requests from all threads at the same time.
fn race(gateway: &Gateway) -> Vec<Answer> {
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        let ask = || {
            let client = gateway.client();
            start.wait();
            (0..EACH).map(|_| client.post(asking_for([USER]))).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn concurrent_requests_leave_one_live_code_and_every_returned_code_is_stored() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let answers = race(&gateway);
    let mut codes = Vec::new();
    for answer in &answers {
        match answer.status {
            200 => {
                assert_eq!(answer.statuses(), [1000], "{answer:?}");
                codes.extend(answer.codes());
            }
            // Too many conflicting writes: the answer says so, and nothing was issued.
            503 => {
                assert_eq!(answer.json().names(), ["code", "description"]);
                assert!(answer.headers.contains_key("retry-after"));
            }
            _ => panic!("{answer:?}"),
        }
    }
    assert!(!codes.is_empty(), "no code was issued");
    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    assert_eq!(stored.live(USER), 1);
    let states: Vec<_> = codes.iter().map(|(_, code)| stored.state(USER, code)).collect();
    let count = |state| states.iter().filter(|found| **found == state).count();
    assert_eq!(count(Some(State::Pending)), 1, "the live code was not returned");
    assert_eq!(count(Some(State::Superseded)), codes.len() - 1, "{states:?}");
    assert_eq!(stored.len(), codes.len(), "a stored code was not returned");
    assert_eq!(ledger.count("audit"), codes.len(), "entries and codes differ");
    let _ = gateway.stop();
    two_live_codes_would_be_found(&ledger);
}

/// The control: in a copy of the database, an old code is made live again.
fn two_live_codes_would_be_found(ledger: &Ledger) {
    let other = Home::new();
    ledger.copy_into(&other);
    let database = Connection::open(other.file("codemint.sqlite")).unwrap();
    let mut indices = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%UNIQUE%'")
        .unwrap();
    let names = indices.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    assert!(!names.is_empty(), "no index prevents a second live code");
    for name in names {
        database.execute_batch(&format!("DROP INDEX \"{name}\"")).unwrap();
    }
    let revive = "UPDATE records SET state = 'pending' WHERE id IN
        (SELECT id FROM records WHERE state = 'superseded' LIMIT 1)";
    assert_eq!(database.execute(revive, []).unwrap(), 1);
    assert_eq!(Ledger::open(&other).codes().live(USER), 2);
}
