//! Many guess at once: each code has its five tries, whoever dies meanwhile.

use super::whole::is_clean;
use super::{
    ALICE, CHECK, CODES, Minted, Operator, REDEEM, count, heard, other_than, present, tally,
};
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger};
use rusqlite::Connection;
use serde_json::json;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const GUESSERS: usize = 256;

/// How many tries a code of the demo has.
const TRIES: usize = 5;

/// Presents a text from all callers at once, and counts the answers as they come. `None` for what
/// got none.
fn guess(clients: &[Client], code: &str, answered: &AtomicUsize) -> Vec<Option<Answer>> {
    let start = Barrier::new(clients.len());
    let body = json!({"tenant": "demo", "subject": ALICE, "code": code}).to_string();
    let (start, body) = (&start, &body);
    thread::scope(|scope| {
        let guess = |(number, client): (usize, &Client)| {
            let path = if number % 2 == 0 { CHECK } else { REDEEM };
            start.wait();
            let answer = heard(|| client.send("POST", path, &[], body.as_str()).ok());
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

/// Insists that the code is locked after its five tries and not one more.
fn is_locked_after_its_tries(gateway: &Gateway, home: &Home, minted: &Minted) {
    let operator = Operator::demo(gateway, home);
    let shown = operator.get(&format!("{CODES}/{}", minted.id)).json();
    assert_eq!(shown.at("state").text(), "locked");
    assert_eq!((shown.at("tries").number(), shown.at("max_tries").number()), (5, 5));
    assert_eq!(count(&operator.events(ALICE), "code-wrong"), TRIES);
    // The right one comes too late.
    for path in [CHECK, REDEEM] {
        assert_eq!(present(&gateway.client(), path, ALICE, &minted.code).status, 403);
    }
    let events = operator.events(ALICE);
    assert_eq!((count(&events, "code-locked"), count(&events, "redeemed")), (2, 0), "{events:?}");
}

#[test]
fn hundreds_of_guesses_at_once_are_five_tries() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
    let clients = crowd(&gateway, GUESSERS);
    let answers = guess(&clients, &other_than(&minted.code), &AtomicUsize::new(0));
    let answers: Vec<Answer> = answers.into_iter().map(Option::unwrap).collect();
    assert_eq!(tally(&answers), [(403, GUESSERS)]);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    is_locked_after_its_tries(&gateway, &home, &minted);
    let _ = gateway.stop();
    assert_eq!(Ledger::open(&home).failures("code-absent"), GUESSERS - TRIES);
    is_clean(&home);
    a_sixth_try_would_be_seen(&home, &minted);
}

/// The control: in a copy of the books that has forgotten a try, there is one more.
fn a_sixth_try_would_be_seen(home: &Home, minted: &Minted) {
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

/// Killed after so many answers, and started again on the same files.
#[test]
fn a_gateway_that_dies_meanwhile_forgets_no_try() {
    for dies_after in 1..=TRIES {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
        let wrong = other_than(&minted.code);
        let clients = crowd(&gateway, GUESSERS / 4);
        let answered = AtomicUsize::new(0);
        let before = thread::scope(|scope| {
            let guesses = scope.spawn(|| guess(&clients, &wrong, &answered));
            while answered.load(Ordering::Relaxed) < dies_after {
                thread::yield_now();
            }
            drop(gateway.kill());
            guesses.join().unwrap()
        });
        let heard = before.iter().flatten().count();
        assert!(heard >= dies_after, "{heard}");
        let gateway = Gateway::demo(&home).run();
        let operator = Operator::demo(&gateway, &home);
        let shown = operator.get(&format!("{CODES}/{}", minted.id)).json();
        let tries = usize::try_from(shown.at("tries").number()).unwrap();
        // Whoever was answered has spent a try; the others may have.
        assert!((heard.min(TRIES)..=TRIES).contains(&tries), "{tries} tries, {heard} answers");
        assert_eq!(count(&operator.events(ALICE), "code-wrong"), tries);
        let clients = crowd(&gateway, GUESSERS / 4);
        let after = guess(&clients, &wrong, &AtomicUsize::new(0));
        assert!(after.iter().flatten().all(|answer| answer.status == 403), "{after:?}");
        is_locked_after_its_tries(&gateway, &home, &minted);
        let _ = gateway.stop();
        is_clean(&home);
    }
}

/// The same about the winner: who won before the end has won, and nobody wins after it.
#[test]
fn a_gateway_that_dies_meanwhile_has_no_second_winner() {
    for dies_after in [1, 4, 16] {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let minted = Operator::demo(&gateway, &home).mint("demo", ALICE, &json!({}));
        let clients = crowd(&gateway, GUESSERS / 4);
        let answered = AtomicUsize::new(0);
        let before = thread::scope(|scope| {
            let redeemers = scope.spawn(|| guess(&clients, &minted.code, &answered));
            while answered.load(Ordering::Relaxed) < dies_after {
                thread::yield_now();
            }
            drop(gateway.kill());
            redeemers.join().unwrap()
        });
        let gateway = Gateway::demo(&home).run();
        let after = guess(&crowd(&gateway, GUESSERS / 4), &minted.code, &AtomicUsize::new(0));
        let told = |answers: &[Option<Answer>]| {
            let redeemers = answers.iter().skip(1).step_by(2).flatten();
            redeemers.filter(|answer| answer.status == 200).count()
        };
        let winners = told(&before) + told(&after);
        let operator = Operator::demo(&gateway, &home);
        let history = operator.history(&minted.id);
        assert_eq!(count(&history, "redeemed"), 1, "{history:?}");
        // Who won in the last moment may not have heard of it.
        assert!(winners <= 1, "{before:?} {after:?}");
        assert_eq!(operator.state(&minted.id), "redeemed");
        let _ = gateway.stop();
        is_clean(&home);
    }
}
