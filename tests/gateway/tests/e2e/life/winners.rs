//! Concurrent redemptions of one code: exactly one succeeds.

use super::stages::is_clean;
use super::{ALICE, Minted, Operator, REDEEM, count, present, tally};
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger};
use rusqlite::Connection;
use serde_json::json;
use std::sync::Barrier;
use std::thread;

const REDEEMERS: usize = 64;
const ROUNDS: usize = 8;

/// Clients with their own connections.
fn crowd(gateway: &Gateway) -> Vec<Client> {
    (0..REDEEMERS).map(|_| gateway.client()).collect()
}

/// Redeems from all clients at the same time, with another call meanwhile.
fn race<T: Send>(
    crowd: &[Client],
    code: &str,
    meanwhile: impl FnOnce() -> T + Send,
) -> (Vec<Answer>, T) {
    let start = Barrier::new(crowd.len() + 1);
    let start = &start;
    thread::scope(|scope| {
        let redeem = |client: &'_ Client| {
            start.wait();
            present(client, REDEEM, ALICE, code)
        };
        let threads: Vec<_> =
            crowd.iter().map(|client| scope.spawn(move || redeem(client))).collect();
        let other = scope.spawn(move || {
            start.wait();
            meanwhile()
        });
        let answers = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        (answers, other.join().unwrap())
    })
}

#[test]
fn of_many_concurrent_redemptions_exactly_one_succeeds() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let crowd = crowd(&gateway);
    let mut last = None;
    for round in 0..ROUNDS {
        let minted = operator.mint("demo", ALICE, &json!({}));
        let (answers, ()) = race(&crowd, &minted.code, || ());
        assert_eq!(
            tally(&answers),
            [(200, 1), (403, REDEEMERS - 1)],
            "round {round} {}",
            gateway.log()
        );
        let history = operator.history(&minted.id);
        assert_eq!(count(&history, "redeemed"), 1, "round {round}: {history:?}");
        assert_eq!(operator.state(&minted.id), "redeemed");
        last = Some(minted);
    }
    let _ = gateway.stop();
    is_clean(&home);
    a_second_winner_would_be_found(&home, &last.unwrap());
}

/// The control: in a copy of the database without the use, one more redemption succeeds.
fn a_second_winner_would_be_found(home: &Home, minted: &Minted) {
    let other = Home::new();
    Ledger::open(home).copy_into(&other);
    let database = Connection::open(other.file("codemint.sqlite")).unwrap();
    let id = minted.id.replace('-', "");
    let forget =
        format!("UPDATE records SET state = 'pending', uses = 0 WHERE hex(id) = upper('{id}')");
    assert_eq!(database.execute(&forget, []).unwrap(), 1);
    drop(database);
    let gateway = Gateway::demo(&other).run();
    let (answers, ()) = race(&crowd(&gateway), &minted.code, || ());
    assert_eq!(tally(&answers), [(200, 1), (403, REDEEMERS - 1)]);
    let history = Operator::demo(&gateway, &other).history(&minted.id);
    assert_eq!(count(&history, "redeemed"), 2, "{history:?}");
    let _ = gateway.stop();
}

/// What was done to a code, and its state.
struct End {
    winners: usize,
    voided: bool,
    state: String,
    history: Vec<String>,
}

impl End {
    fn of(operator: &Operator, minted: &Minted, answers: &[Answer], voided: bool) -> Self {
        let winners = answers.iter().filter(|answer| answer.status == 200).count();
        let others = answers.iter().filter(|answer| answer.status == 403).count();
        assert_eq!(winners + others, REDEEMERS, "{:?}", tally(answers));
        let (state, history) = (operator.state(&minted.id), operator.history(&minted.id));
        Self { winners, voided, state, history }
    }

    /// Whether the answers, the state and the history are consistent.
    fn is_consistent(&self, otherwise: &str) -> bool {
        let counts = [count(&self.history, "redeemed"), count(&self.history, "voided")];
        let state = match (self.winners, self.voided) {
            (1, false) => "redeemed",
            (0, true) => "voided",
            (0, false) => otherwise,
            _ => return false,
        };
        self.state == state && counts == [self.winners, usize::from(self.voided)]
    }
}

#[test]
fn a_code_is_redeemed_or_voided_never_both() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let crowd = crowd(&gateway);
    let mut seen = [0; 2];
    for round in 0..ROUNDS {
        let minted = operator.mint("demo", ALICE, &json!({}));
        let (answers, void) =
            race(&crowd[..], &minted.code, || operator.change(&minted.id, "void"));
        assert!(matches!(void.status, 200 | 409), "{void:?}");
        let mut end = End::of(&operator, &minted, &answers, void.status == 200);
        assert!(
            end.is_consistent("neither"),
            "round {round}: {} {} {:?}",
            end.winners,
            end.state,
            end.history
        );
        seen[usize::from(end.voided)] += 1;
        // The control: two winners, or a winner and a void, are not consistent.
        end.winners += 1;
        assert!(!end.is_consistent("neither"), "round {round}");
    }
    println!("redeemed and voided: {seen:?}");
    let _ = gateway.stop();
    is_clean(&home);
}

#[test]
fn a_code_is_redeemed_or_superseded_and_the_new_one_is_live() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let crowd = crowd(&gateway);
    for round in 0..ROUNDS {
        let minted = operator.mint("demo", ALICE, &json!({}));
        let (answers, newer) =
            race(&crowd, &minted.code, || operator.mint("demo", ALICE, &json!({})));
        let end = End::of(&operator, &minted, &answers, false);
        assert!(
            end.is_consistent("superseded"),
            "round {round}: {} {} {:?}",
            end.winners,
            end.state,
            end.history
        );
        // A later redemption with the old code was an attempt on the new one.
        let state = operator.state(&newer.id);
        assert!(matches!(state.as_str(), "pending" | "locked"), "{state}");
        if state == "locked" {
            assert_eq!(operator.change(&newer.id, "unlock").status, 200);
        }
        let (answers, ()) = race(&crowd, &newer.code, || ());
        assert_eq!(tally(&answers), [(200, 1), (403, REDEEMERS - 1)], "round {round}");
        assert!(Ledger::open(&home).codes().live(ALICE) == 0, "round {round}");
    }
    let _ = gateway.stop();
    is_clean(&home);
}
