//! Changes to issued codes, and reading them.

use super::fixture::{
    Fixture, PURPOSE, TENANT, at, coexisting, id, ids, issue, mail, nothing, record,
};
use super::live_codes::{as_written, whole};
use super::races::race;
use crate::store::wait::block_on;
use crate::store::{Applied, NewRecord, StoredRecord, Write};
use codemint_core::journey::{Change, Search, Transition};
use codemint_core::words::{Phase, Purpose, State, SubjectKey};

fn change(n: u64, version: u32, transition: Transition) -> Write {
    Write { changed: vec![Change { id: id(n), version, transition }], ..nothing() }
}

/// The n-th record.
fn read(fixture: &Fixture, n: u64) -> StoredRecord {
    block_on(fixture.store.record(TENANT, id(n))).expect("a record").expect("it exists")
}

/// State, version, wrong attempts and uses.
fn state(fixture: &Fixture, n: u64) -> (State, u32, u8, u16) {
    let known = read(fixture, n).known;
    (known.state, known.version, known.tries, known.uses)
}

fn sealed(n: u64, subject: &str, max_uses: u16) -> NewRecord {
    NewRecord { sealed_code: Some(b"seal".to_vec()), max_uses, ..record(n, subject) }
}

pub(super) fn a_use_is_counted_once(fixture: &Fixture) {
    let records = vec![sealed(1, "a", 1), sealed(2, "b", 2), sealed(3, "c", 0)];
    fixture.done(Write { records, ..nothing() });
    fixture.done(change(1, 1, Transition::Use));
    assert_eq!(state(fixture, 1), (State::Redeemed, 2, 0, 1));
    assert_eq!(
        read(fixture, 1).sealed_code,
        None,
        "the encrypted copy of a redeemed code is wiped"
    );
    fixture.conflict(change(1, 1, Transition::Use));
    fixture.conflict(change(1, 2, Transition::Use));
    fixture.done(change(2, 1, Transition::Use));
    assert_eq!(state(fixture, 2), (State::Pending, 2, 0, 1));
    assert!(read(fixture, 2).sealed_code.is_some());
    fixture.conflict(change(2, 1, Transition::Use));
    fixture.done(change(2, 2, Transition::Use));
    assert_eq!(state(fixture, 2), (State::Redeemed, 3, 0, 2));
    for version in 1..=5 {
        fixture.done(change(3, version, Transition::Use));
    }
    assert_eq!(state(fixture, 3), (State::Pending, 6, 0, 5), "any number of times");
    // A redeemed code conflicts with nothing.
    assert_eq!(fixture.live_ids("a"), []);
    fixture.done(issue(4, "a"));
}

pub(super) fn attempts_are_counted_and_the_last_locks(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    for tries in 1..=4 {
        // With any version: no attempt is lost because another one came first.
        fixture.done(change(1, 77, Transition::Try));
        assert_eq!(state(fixture, 1), (State::Pending, 1, tries, 0));
    }
    fixture.done(change(1, 1, Transition::Try));
    assert_eq!(state(fixture, 1), (State::Locked, 2, 5, 0));
    fixture.conflict(change(1, 2, Transition::Try));
    fixture.conflict(change(1, 2, Transition::Use));
    assert_eq!(fixture.live_ids("a"), [id(1)], "a locked code is live");
    fixture.conflict(change(1, 1, Transition::Unlock));
    fixture.done(change(1, 2, Transition::Unlock));
    assert_eq!(state(fixture, 1), (State::Pending, 3, 0, 0));
    fixture.conflict(change(1, 3, Transition::Unlock));
    fixture.done(change(1, 3, Transition::Use));
}

pub(super) fn voided_code_cannot_be_used(fixture: &Fixture) {
    let records = vec![sealed(1, "a", 1), sealed(2, "b", 1)];
    fixture.done(Write { records, mails: vec![mail(1), mail(2)], ..nothing() });
    fixture.conflict(change(1, 2, Transition::Void));
    fixture.done(change(1, 1, Transition::Void));
    assert_eq!(state(fixture, 1), (State::Voided, 2, 0, 0));
    assert_eq!(read(fixture, 1).sealed_code, None, "the encrypted copy of a voided code is wiped");
    assert_eq!(fixture.waiting_ids(10), [id(2)], "the mail of a voided code is not sent");
    fixture.conflict(change(1, 2, Transition::Void));
    fixture.conflict(change(1, 2, Transition::Use));
    for _ in 0..5 {
        fixture.done(change(2, 1, Transition::Try));
    }
    fixture.done(change(2, 2, Transition::Void));
    assert_eq!(state(fixture, 2).0, State::Voided, "a locked code can be voided");
    fixture.done(issue(3, "a"));
}

pub(super) fn changes_stay_within_their_tenant(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    for transition in [Transition::Use, Transition::Try, Transition::Void] {
        fixture.conflict(Write { tenant: "other".into(), ..change(1, 1, transition) });
    }
    assert_eq!(state(fixture, 1), (State::Pending, 1, 0, 0));
    let foreign = block_on(fixture.store.record("other", id(1))).expect("a record or none");
    assert!(foreign.is_none(), "another tenant's record is returned");
    // A change needs no purpose.
    fixture.done(Write { purpose: None, ..change(1, 1, Transition::Use) });
}

pub(super) fn a_change_that_cannot_be_made_fails_the_write(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    let both = Write { changed: change(1, 9, Transition::Void).changed, ..issue(2, "b") };
    fixture.conflict(both);
    assert_eq!(fixture.live_ids("b"), []);
    let both = Write { changed: change(1, 1, Transition::Void).changed, ..issue(2, "a") };
    fixture.done(both);
    assert_eq!(fixture.live_ids("a"), [id(2)], "a change makes room in the same write");
}

pub(super) fn a_record_is_whole(fixture: &Fixture) {
    let new = whole(2, "a");
    fixture.done(Write { records: vec![new.clone()], ..nothing() });
    let stored = read(fixture, 2);
    let known = &stored.known;
    assert_eq!((known.version, known.state, known.purpose), (1, State::Pending, PURPOSE));
    assert_eq!((known.created, known.tries, known.uses), (at(0), 0, 0));
    assert!(known.code.is_none());
    assert_eq!(as_written(stored, &new), new);
}

pub(super) fn records_of_a_subject_are_live_and_ended(fixture: &Fixture) {
    let records =
        vec![coexisting(1, "a"), coexisting(2, "a"), coexisting(3, "a"), coexisting(4, "a")];
    fixture.done(Write { records, ..nothing() });
    let records = vec![coexisting(5, "a"), coexisting(6, "b")];
    fixture.done(Write { records, ..nothing() });
    fixture.done(Write { superseded: vec![(id(1), 1), (id(2), 1), (id(4), 1)], ..nothing() });
    let found = |ended| ids(&fixture.records("a", ended));
    assert_eq!(found(0), [id(3), id(5)]);
    assert_eq!(found(2), [id(3), id(5), id(4), id(2)]);
    assert_eq!(found(9), [id(3), id(5), id(4), id(2), id(1)]);
    // An expired code is live until it is removed.
    let expired = NewRecord { not_after: at(0), ..record(7, "c") };
    fixture.done(Write { at: at(900), records: vec![expired], ..nothing() });
    assert_eq!(ids(&fixture.records("c", 0)), [id(7)]);
}

pub(super) fn searches_return_what_matches(fixture: &Fixture) {
    let batch = |n, subject| NewRecord { batch: Some(id(50)), ..coexisting(n, subject) };
    let later = NewRecord { not_before: at(100), ..coexisting(4, "b") };
    let records = vec![coexisting(1, "a"), batch(2, "a"), batch(3, "b"), later];
    fixture.done(Write { records, ..nothing() });
    let reset = Some(Purpose::PasswordReset);
    fixture.done(Write { purpose: reset, ..issue(5, "a") });
    fixture.done(Write { tenant: "other".into(), ..issue(6, "a") });
    fixture.done(change(1, 1, Transition::Void));
    let found = |search: Search, seconds, limit| {
        ids(&block_on(fixture.store.search(TENANT, &search, at(seconds), limit)).expect("a search"))
    };
    let all = Search::default;
    assert_eq!(found(all(), 0, 10), [id(5), id(4), id(3), id(2), id(1)], "the newest first");
    assert_eq!(found(all(), 0, 2), [id(5), id(4)]);
    assert_eq!(found(Search { before: Some(id(4)), ..all() }, 0, 2), [id(3), id(2)]);
    for unknown in [id(6), id(77)] {
        let search = Search { before: Some(unknown), ..all() };
        assert_eq!(found(search, 0, 9), [], "after an ID that the tenant does not have");
    }
    let subject = Some(SubjectKey::from_canonical("a".into()));
    assert_eq!(found(Search { subject, ..all() }, 0, 9), [id(5), id(2), id(1)]);
    assert_eq!(found(Search { purpose: reset, ..all() }, 0, 9), [id(5)]);
    assert_eq!(found(Search { batch: Some(id(50)), ..all() }, 0, 9), [id(3), id(2)]);
    let in_phase = |phase, seconds| found(Search { phase: Some(phase), ..all() }, seconds, 9);
    assert_eq!(in_phase(Phase::Voided, 0), [id(1)]);
    assert_eq!(in_phase(Phase::NotYetValid, 99), [id(4)]);
    assert_eq!(in_phase(Phase::Pending, 99), [id(5), id(3), id(2)]);
    assert_eq!(in_phase(Phase::Pending, 100), [id(5), id(4), id(3), id(2)]);
    assert_eq!(in_phase(Phase::Pending, 600).len(), 4);
    assert_eq!(in_phase(Phase::Expired, 600), []);
    assert_eq!(in_phase(Phase::Expired, 601), [id(5), id(4), id(3), id(2)]);
    assert_eq!(in_phase(Phase::Pending, 601), []);
    assert_eq!(in_phase(Phase::Redeemed, 601), []);
}

pub(super) fn the_latest_time_is_kept(fixture: &Fixture) {
    let latest = || block_on(fixture.store.latest()).expect("a time or none");
    assert_eq!(latest(), None);
    fixture.done(Write { at: at(100), ..issue(1, "a") });
    fixture.done(Write { at: at(50), ..issue(2, "b") });
    assert_eq!(latest(), Some(at(100)), "time does not go back");
    fixture.done(Write { at: at(200), ..nothing() });
    assert_eq!(latest(), Some(at(200)));
}

pub(super) fn one_redemption_wins(fixture: &Fixture) {
    for n in 0..8 {
        let subject = format!("s{n}");
        fixture.done(issue(n, &subject));
        let done = race(fixture, |_| change(n, 1, Transition::Use)).len();
        assert_eq!(done, 1, "of 64 redemptions");
    }
}

pub(super) fn no_more_than_the_allowed_attempts(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    let done = race(fixture, |_| change(1, 1, Transition::Try)).len();
    assert_eq!(done, 5, "of 64 attempts");
    assert_eq!(state(fixture, 1), (State::Locked, 2, 5, 0));
    assert_eq!(fixture.apply(change(1, 2, Transition::Try)), Applied::Conflict);
}
