//! Gateways that are killed among many callers: the history goes on over the restart.

use crate::arena::{Arena, rounds};
use crate::site::{Serving, Site};
use codemint_faults::Client;
use codemint_model::history::life::{Answer, Op};
use std::thread;
use std::time::Duration;

const START: u64 = 1_795_366_800;
const CALLERS: usize = 64;

fn crowd(serving: &Serving) -> Vec<Client> {
    (0..CALLERS).map(|_| serving.client()).collect()
}

/// Has all do the same, kills the gateway among them, and has them do it again at the next one.
fn killed_among(op: Op, after: Duration) -> crate::arena::Story {
    let site = Site::new(START, [String::new()].into_iter());
    let turn = |to| site.clock.set(to);
    let arena = Arena::new("one", "ann", &turn);
    let serving = site.serve();
    arena.act(&serving.client(), Op::Issue(1)).unwrap();
    let callers = crowd(&serving);
    thread::scope(|scope| {
        let race = scope.spawn(|| arena.race(&callers, &[op; CALLERS]));
        thread::sleep(after);
        serving.kill();
        race.join().unwrap();
    });
    let serving = site.serve();
    arena.race(&crowd(&serving), &[op; CALLERS]);
    arena.act(&serving.client(), Op::Look(1)).unwrap();
    serving.stop();
    arena.over(START)
}

/// Moments of a kill, in milliseconds.
const MOMENTS: [u64; 3] = [5, 30, 80];

#[test]
fn guesses_over_a_restart_have_an_order_and_are_five() {
    for after in MOMENTS.into_iter().cycle().take(rounds() as usize) {
        let story = killed_among(Op::Guess, Duration::from_millis(after));
        story.has_order("guessers over a restart");
        assert_eq!(story.count(Answer::Seen("locked", 5, 0)), 1);
        // The control: a sixth try, or a lost one, would have no order.
        for tries in [4, 6] {
            let mut forged = story.clone();
            forged.calls.last_mut().unwrap().answer = Some(Answer::Seen("locked", tries, 0));
            assert!(forged.order().is_err(), "{tries} tries go unnoticed");
        }
    }
}

#[test]
fn redeemers_over_a_restart_have_an_order() {
    let redeem = Op::Present { redeem: true, code: 1 };
    for after in MOMENTS.into_iter().cycle().take(rounds() as usize) {
        let story = killed_among(redeem, Duration::from_millis(after));
        story.has_order("redeemers over a restart");
        assert!(story.count(Answer::Accepted(0)) <= 1);
        assert_eq!(story.count(Answer::Seen("redeemed", 0, 1)), 1);
    }
}
