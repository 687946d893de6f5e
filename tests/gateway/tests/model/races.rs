//! Many calls at the same time: there must be an order in which they could have been answered one
//! after another.

use crate::arena::{Arena, Story, VALIDITY, rounds};
use crate::site::Site;
use codemint_gateway_tests::{Client, Gateway, Home, Start, WallClock};
use codemint_model::history::life::{Answer, Op};
use std::iter::repeat_n;
use std::process::Command;

/// When races begin, in seconds since 1970.
const START: u64 = 1_795_366_800;

const REDEEMERS: usize = 64;
const GUESSERS: usize = 256;

const REDEEM: Op = Op::Present { redeem: true, code: 1 };
const CHECK: Op = Op::Present { redeem: false, code: 1 };

/// A race of 64 redeemers, with other calls in the middle.
fn redeemers_and(others: &[Op]) -> Vec<Op> {
    let half = || repeat_n(REDEEM, REDEEMERS / 2);
    half().chain(others.iter().copied()).chain(half()).collect()
}

/// Every race, with its name. Code 1 exists before; code 2 is issued during the race.
fn races(now: u64) -> Vec<(&'static str, Vec<Op>)> {
    let end = Op::Turn(now + VALIDITY + 1);
    let storm = [end, Op::Void(1), Op::Issue(2), CHECK, CHECK, CHECK, Op::Guess, Op::Guess];
    vec![
        ("redeemers alone", redeemers_and(&[])),
        ("redeemers and a void", redeemers_and(&[Op::Void(1)])),
        ("redeemers and the end of the code", redeemers_and(&[end])),
        ("redeemers and a new code", redeemers_and(&[Op::Issue(2)])),
        ("redeemers, checkers and guessers", redeemers_and(&[CHECK, CHECK, Op::Guess, Op::Guess])),
        ("redeemers and everything else", redeemers_and(&storm)),
        ("guessers alone", repeat_n(Op::Guess, GUESSERS).collect()),
        ("guessers and a redeemer", {
            let half = || repeat_n(Op::Guess, GUESSERS / 2);
            half().chain([REDEEM]).chain(half()).collect()
        }),
    ]
}

/// Runs a race, with the calls before and after it.
fn run(arena: Arena<'_>, crowd: &[Client], ops: &[Op], now: u64) -> Story {
    let last = &crowd[0];
    arena.act(last, Op::Turn(now));
    arena.act(last, Op::Issue(1));
    arena.race(crowd, ops);
    arena.act(last, Op::Look(1));
    if ops.contains(&Op::Issue(2)) {
        arena.act(last, Op::Look(2));
        arena.act(last, Op::Present { redeem: true, code: 2 });
    }
    arena.finish(now)
}

#[test]
fn races_over_http_have_an_order() {
    let site = Site::new(START, [String::new()].into_iter());
    let serving = site.serve();
    let crowd: Vec<Client> = (0..=GUESSERS).map(|_| serving.client()).collect();
    let turn = |to| site.clock.set(to);
    let mut now = START;
    for round in 0..rounds() {
        for (what, ops) in races(now) {
            let ops: Vec<Op> = ops.into_iter().map(|op| at(op, now)).collect();
            let story = run(Arena::new("one", "ann", &turn), &crowd, &ops, now);
            story.has_order(&format!("{what}, round {round}"));
            if what == "guessers alone" {
                let looked = story.count(Answer::Seen("locked", 5, 0));
                assert_eq!(looked, 1, "exactly five are compared");
            }
            forged_answers_have_none(&story);
            now += 2 * VALIDITY;
        }
    }
    let _ = serving.stop();
}

/// The call, with the end of code 1 in a round that begins at `now`.
fn at(op: Op, now: u64) -> Op {
    if let Op::Turn(_) = op { Op::Turn(now + VALIDITY + 1) } else { op }
}

/// The control: with one more winner, or one fewer, there is no order.
fn forged_answers_have_none(story: &Story) {
    let forged = |from: Answer, to: Answer| {
        let mut story = story.clone();
        let redeemed = |call: &&mut codemint_model::history::Call<Op, Answer>| {
            call.op == REDEEM && call.answer == Some(from)
        };
        let call = story.calls.iter_mut().find(redeemed)?;
        call.answer = Some(to);
        Some(story)
    };
    let won = Answer::Accepted(0);
    let story_of = [forged(Answer::Refused, won), forged(won, Answer::Refused)];
    for story in story_of.into_iter().flatten() {
        assert!(story.order().is_err(), "a forged answer was not detected");
    }
}

/// The control's service, `honest` or `careless`.
fn service<'a>(mode: &str, home: &'a Home, clock: &WallClock) -> Start<'a> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codemint-early"));
    command.arg(mode).arg(home.path());
    Start::of(home, command).by(clock)
}

/// The first race without an order at that service.
fn first_without_order(mode: &str) -> Option<(&'static str, Story)> {
    let home = Home::new();
    let clock = WallClock::at(&home, START);
    let gateway: Gateway = service(mode, &home, &clock).run();
    let crowd: Vec<Client> = (0..=REDEEMERS + 8).map(|_| gateway.client()).collect();
    let turn = |to| clock.set(to);
    let mut now = START;
    for (what, ops) in races(START) {
        if ops.len() > crowd.len() {
            continue;
        }
        let ops: Vec<Op> = ops.into_iter().map(|op| at(op, now)).collect();
        let story = run(Arena::new("demo", "ann", &turn), &crowd, &ops, now);
        if story.order().is_err() {
            return Some((what, story));
        }
        now += 2 * VALIDITY;
    }
    None
}

/// The control: with a store that selects and then updates, answers have no order.
#[test]
fn select_then_update_is_found() {
    let (what, story) = first_without_order("careless").expect("not detected");
    let winners = story.count(Answer::Accepted(0));
    println!("{what}: {winners} winners");
    assert!(winners > 1, "{winners}");
    // The same service with a sound store passes.
    assert!(first_without_order("honest").is_none());
}
