//! Concurrent guesses: each code has five attempts, also when the gateway is killed meanwhile.

use super::stages::is_clean;
use super::{
    ALICE, CHECK, CODES, Minted, Operator, REDEEM, count, other_than, present, tally, unless_busy,
};
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger};
use rusqlite::Connection;
use serde_json::json;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const GUESSERS: usize = 256;

/// The number of attempts of a code of the demo.
const TRIES: usize = 5;

/// Presents a text from all clients at the same time, and counts the answers in `answered`. `None`
/// where there was no answer.
fn guess(clients: &[Client], code: &str, answered: &AtomicUsize) -> Vec<Option<Answer>> {
    let start = Barrier::new(clients.len());
    let body = json!({"tenant": "demo", "subject": ALICE, "code": code}).to_string();
    let (start, body) = (&start, &body);
    thread::scope(|scope| {
        let guess = |(number, client): (usize, &Client)| {
            let path = if number % 2 == 0 { CHECK } else { REDEEM };
            start.wait();
            let answer = unless_busy(|| client.send("POST", path, &[], body.as_str()).ok());
            answered.fetch_add(usize::from(answer.is_some()), Ordering::Relaxed);
            answer
        };
        let one = |client| scope.spawn(move || guess(client));
        let threads: Vec<_> = clients.iter().enumerate().map(one).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn crowd(gateway: &Gateway, size: usize) -> Vec<Client> {
    (0..size).map(|_| gateway.client()).collect()
}

/// Asserts that the code is locked after exactly five attempts.
fn assert_locked(gateway: &Gateway, home: &Home, minted: &Minted) {
    let operator = Operator::demo(gateway, home);
    let shown = operator.get(&format!("{CODES}/{}", minted.id)).json();
    assert_eq!(shown.at("state").text(), "locked");
    assert_eq!((shown.at("tries").number(), shown.at("max_tries").number()), (5, 5));
    assert_eq!(count(&operator.events(ALICE), "code-wrong"), TRIES);
    // The right code is refused too.
    for path in [CHECK, REDEEM] {
        assert_eq!(present(&gateway.client(), path, ALICE, &minted.code).status, 403);
    }
    let events = operator.events(ALICE);
    assert_eq!((count(&events, "code-locked"), count(&events, "redeemed")), (2, 0), "{events:?}");
}

#[test]
fn of_hundreds_of_concurrent_guesses_five_are_attempts() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
    let clients = crowd(&gateway, GUESSERS);
    let answers = guess(&clients, &other_than(&minted.code), &AtomicUsize::new(0));
    let answers: Vec<Answer> = answers.into_iter().map(Option::unwrap).collect();
    assert_eq!(tally(&answers), [(403, GUESSERS)]);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_locked(&gateway, &home, &minted);
    let _ = gateway.stop();
    assert_eq!(Ledger::open(&home).failures("code-absent"), GUESSERS - TRIES);
    is_clean(&home);
    a_sixth_attempt_would_be_found(&home, &minted);
}

/// The control: in a copy of the database with one attempt less, there is one more.
fn a_sixth_attempt_would_be_found(home: &Home, minted: &Minted) {
    let other = Home::new();
    Ledger::open(home).copy_into(&other);
    let database = Connection::open(other.file("codemint.sqlite")).unwrap();
    let forget = "UPDATE records SET state = 'pending', tries = 4";
    assert_eq!(database.execute(forget, []).unwrap(), 1);
    drop(database);
    let gateway = Gateway::demo(&other).run();
    let clients = crowd(&gateway, 8);
    let _ = guess(&clients, &other_than(&minted.code), &AtomicUsize::new(0));
    let events = Operator::demo(&gateway, &other).events(ALICE);
    assert_eq!(count(&events, "code-wrong"), TRIES + 1, "{events:?}");
    let _ = gateway.stop();
}

/// The gateway is killed after so many answers, and started again on the same files.
#[test]
fn a_killed_gateway_forgets_no_attempt() {
    for killed_after in 1..=TRIES {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
        let wrong = other_than(&minted.code);
        let clients = crowd(&gateway, GUESSERS / 4);
        let answered = AtomicUsize::new(0);
        let before = thread::scope(|scope| {
            let guesses = scope.spawn(|| guess(&clients, &wrong, &answered));
            while answered.load(Ordering::Relaxed) < killed_after {
                thread::yield_now();
            }
            drop(gateway.kill());
            guesses.join().unwrap()
        });
        let answers = before.iter().flatten().count();
        assert!(answers >= killed_after, "{answers}");
        let gateway = Gateway::demo(&home).run();
        let operator = Operator::demo(&gateway, &home);
        let shown = operator.get(&format!("{CODES}/{}", minted.id)).json();
        let tries = usize::try_from(shown.at("tries").number()).unwrap();
        // Each answered guess is an attempt; the others may be.
        assert!((answers.min(TRIES)..=TRIES).contains(&tries), "{tries} tries, {answers} answers");
        assert_eq!(count(&operator.events(ALICE), "code-wrong"), tries);
        let clients = crowd(&gateway, GUESSERS / 4);
        let after = guess(&clients, &wrong, &AtomicUsize::new(0));
        assert!(after.iter().flatten().all(|answer| answer.status == 403), "{after:?}");
        assert_locked(&gateway, &home, &minted);
        let _ = gateway.stop();
        is_clean(&home);
    }
}

/// The same for redeemers: only one succeeds, before or after the kill.
#[test]
fn a_killed_gateway_has_no_second_winner() {
    for killed_after in [1, 4, 16] {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
        let clients = crowd(&gateway, GUESSERS / 4);
        let answered = AtomicUsize::new(0);
        let before = thread::scope(|scope| {
            let redeemers = scope.spawn(|| guess(&clients, &minted.code, &answered));
            while answered.load(Ordering::Relaxed) < killed_after {
                thread::yield_now();
            }
            drop(gateway.kill());
            redeemers.join().unwrap()
        });
        let gateway = Gateway::demo(&home).run();
        let after = guess(&crowd(&gateway, GUESSERS / 4), &minted.code, &AtomicUsize::new(0));
        let succeeded = |answers: &[Option<Answer>]| {
            let redeemers = answers.iter().skip(1).step_by(2).flatten();
            redeemers.filter(|answer| answer.status == 200).count()
        };
        let winners = succeeded(&before) + succeeded(&after);
        let operator = Operator::demo(&gateway, &home);
        let history = operator.history(&minted.id);
        assert_eq!(count(&history, "redeemed"), 1, "{history:?}");
        // The answer of the winner may have been lost.
        assert!(winners <= 1, "{before:?} {after:?}");
        assert_eq!(operator.state(&minted.id), "redeemed");
        let _ = gateway.stop();
        is_clean(&home);
    }
}
