//! Concurrent writes.

use super::fixture::{Fixture, audit, coexisting, id, issue, nothing, reissue};
use crate::store::{Applied, NewRecord, Write};
use codemint_core::words::{RecordId, State};
use std::sync::Barrier;
use std::thread;

/// The number of racing writers.
const RACERS: u64 = 64;

/// How often the races are repeated whose outcome depends on timing.
const ROUNDS: u64 = 16;

/// Applies the writes of all racers at once, and returns those racers whose writes were done.
pub(super) fn race(fixture: &Fixture, write: impl Fn(u64) -> Write + Sync) -> Vec<u64> {
    let start = Barrier::new(RACERS as usize);
    let run = |racer: u64| {
        let write = write(racer);
        start.wait();
        (fixture.apply(write) == Applied::Done).then_some(racer)
    };
    thread::scope(|scope| {
        let racers: Vec<_> = (0..RACERS).map(|racer| scope.spawn(move || run(racer))).collect();
        racers.into_iter().filter_map(|racer| racer.join().expect("a racer")).collect()
    })
}

/// Checks that exactly one was done, and that its code is the only one stored.
fn one_won(fixture: &Fixture, subject: &str, done: &[u64], id_of: impl Fn(u64) -> RecordId) {
    let [winner] = done else { panic!("of {RACERS} writes these were done: {done:?}") };
    assert_eq!(fixture.live_ids(subject), [id_of(*winner)], "the winner's code is live");
    for racer in (0..RACERS).filter(|racer| racer != winner) {
        assert_eq!(fixture.stored(id_of(racer)), None, "a loser's code is not stored");
    }
}

pub(super) fn one_insert_wins(fixture: &Fixture) {
    for round in 0..ROUNDS {
        let subject = format!("subject-{round}");
        let number = |racer| (round + 1) * 1000 + racer;
        let done = race(fixture, |racer| issue(number(racer), &subject));
        one_won(fixture, &subject, &done, |racer| id(number(racer)));
        assert_eq!(fixture.audited().len() as u64, round + 1, "one audit entry for each winner");
    }
}

/// Of equal codes only one can be stored, even if codes may coexist.
pub(super) fn one_equal_code_wins(fixture: &Fixture) {
    for round in 0..ROUNDS {
        let subject = format!("subject-{round}");
        let number = |racer| (round + 1) * 1000 + racer;
        let done = race(fixture, |racer| {
            let new = NewRecord { digest: vec![7; 37], ..coexisting(number(racer), &subject) };
            Write { records: vec![new], audit: vec![audit(round, &subject)], ..nothing() }
        });
        one_won(fixture, &subject, &done, |racer| id(number(racer)));
        assert_eq!(fixture.audited().len() as u64, round + 1, "one audit entry for each winner");
    }
}

pub(super) fn one_replacement_wins(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    let mut old = id(1);
    for round in 0..ROUNDS {
        let number = |racer| (round + 1) * 1000 + racer;
        let done = race(fixture, |racer| reissue(number(racer), "a", (old, 1)));
        one_won(fixture, "a", &done, |racer| id(number(racer)));
        let replaced = fixture.stored(old).map(|code| (code.state, code.version));
        assert_eq!(replaced, Some((State::Superseded, 2)));
        old = fixture.live_ids("a")[0];
        assert_eq!(fixture.audited().len() as u64, round + 2, "one audit entry for each winner");
    }
}

pub(super) fn different_subjects_all_succeed(fixture: &Fixture) {
    let name = |racer| format!("subject-{racer}");
    let done = race(fixture, |racer| issue(racer, &name(racer)));
    assert_eq!(done, (0..RACERS).collect::<Vec<_>>());
    for racer in 0..RACERS {
        assert_eq!(fixture.live_ids(&name(racer)), [id(racer)]);
    }
    let mut audited = fixture.audited();
    audited.sort_by_key(|row| row.record);
    assert_eq!(audited, (0..RACERS).map(|n| audit(n, &name(n))).collect::<Vec<_>>());
}

/// A store that writes concurrent writes together must still separate them.
pub(super) fn conflict_fails_no_other_write(fixture: &Fixture) {
    fixture.done(issue(1, "taken"));
    for round in 0..ROUNDS {
        let number = |racer| (round + 1) * 1000 + racer;
        let name = |racer: u64| match racer % 2 {
            0 => "taken".into(),
            _ => format!("subject-{}", number(racer)),
        };
        let done = race(fixture, |racer| issue(number(racer), &name(racer)));
        assert_eq!(done, (1..RACERS).step_by(2).collect::<Vec<_>>());
        for racer in done {
            assert_eq!(fixture.live_ids(&name(racer)), [id(number(racer))]);
        }
        assert_eq!(fixture.audited().len() as u64, 1 + (round + 1) * RACERS / 2);
    }
    assert_eq!(fixture.live_ids("taken"), [id(1)]);
}
