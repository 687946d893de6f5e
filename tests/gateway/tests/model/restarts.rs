//! Gateways that are killed during many calls: the history continues after the restart.

use crate::arena::{Arena, Story, rounds};
use crate::site::{Serving, Site};
use codemint_gateway_tests::Client;
use codemint_gateway_tests::wait::until;
use codemint_model::history::life::{Answer, Op};
use std::thread;

const START: u64 = 1_795_366_800;

/// The number of callers of each of the two gateways.
const CALLERS: usize = 128;

/// How many answers of the race come before the kill.
const MOMENTS: [usize; 3] = [1, 4, 16];

fn crowd(serving: &Serving) -> Vec<Client> {
    (0..CALLERS).map(|_| serving.client()).collect()
}

/// Makes the same call from all clients, kills the gateway meanwhile, and makes the calls again after
/// the restart.
fn killed_among(op: Op, after: usize) -> Story {
    let site = Site::new(START, [String::new()].into_iter());
    let turn = |to| site.clock.set(to);
    let arena = Arena::new("one", "ann", &turn);
    let serving = site.serve();
    arena.act(&serving.client(), Op::Issue(1)).unwrap();
    let callers = crowd(&serving);
    thread::scope(|scope| {
        let race = scope.spawn(|| arena.race(&callers, &[op; CALLERS]));
        until("some answers", || (arena.answered() > after).then_some(()));
        serving.kill();
        race.join().unwrap();
    });
    let serving = site.serve();
    arena.race(&crowd(&serving), &[op; CALLERS]);
    arena.act(&serving.client(), Op::Look(1)).unwrap();
    let _ = serving.stop();
    arena.finish(START)
}

/// The histories of all rounds. In some of them calls must have no answer: otherwise no kill came
/// during the calls.
fn stories(op: Op) -> Vec<Story> {
    let moments = MOMENTS.into_iter().cycle().take(rounds().max(1) as usize);
    let stories: Vec<Story> = moments.map(|after| killed_among(op, after)).collect();
    let lost: Vec<usize> = stories.iter().map(Story::lost).collect();
    println!("{op:?}: without an answer {lost:?} of {}", 2 * CALLERS);
    assert!(lost.iter().any(|lost| *lost > 0), "{lost:?}");
    stories
}

#[test]
fn guesses_before_and_after_a_restart_have_an_order_and_are_five() {
    for story in stories(Op::Guess) {
        story.has_order("guessers over a restart");
        assert_eq!(story.count(Answer::Seen("locked", 5, 0)), 1, "exactly five are compared");
        // The control: with a sixth attempt, or with a lost one, there is no order.
        for tries in [4, 6] {
            let mut forged = story.clone();
            forged.calls.last_mut().unwrap().answer = Some(Answer::Seen("locked", tries, 0));
            assert!(forged.order().is_err(), "{tries} attempts were not detected");
        }
    }
}

#[test]
fn redeemers_before_and_after_a_restart_have_an_order() {
    for story in stories(Op::Present { redeem: true, code: 1 }) {
        story.has_order("redeemers over a restart");
        assert!(story.count(Answer::Accepted(0)) <= 1);
        assert_eq!(story.count(Answer::Seen("redeemed", 0, 1)), 1);
    }
}
