//! Removing codes.

use super::fixture::{
    Fixture, PURPOSE, TENANT, at, coexisting, id, ids, issue, mail, nothing, record,
};
use crate::store::{NewRecord, Write};
use codemint_core::words::State;

/// The n-th code, due for removal in that second.
fn due(n: u64, subject: &str, seconds: u32) -> NewRecord {
    NewRecord {
        sealed_code: Some(format!("seal {n}").into_bytes()),
        note: Some(format!("note {n}")),
        terms: Some(format!("terms {n}")),
        remove_at: Some(at(seconds)),
        ..coexisting(n, subject)
    }
}

/// State and version of a record.
fn state(fixture: &Fixture, tenant: &str, n: u64) -> Option<(State, u32)> {
    fixture.stored_of(tenant, id(n)).map(|code| (code.state, code.version))
}

pub(super) fn only_due_codes_are_removed(fixture: &Fixture) {
    assert_eq!(fixture.remove(1000, 10), 0);
    let records = vec![
        due(1, "a", 100),
        due(2, "a", 101),
        due(3, "b", 99),
        coexisting(4, "a"),
        due(5, "c", 50),
    ];
    fixture.done(Write { records, ..nothing() });
    fixture.done(Write { tenant: "other".into(), records: vec![due(6, "a", 100)], ..nothing() });
    fixture.done(Write { superseded: vec![(id(5), 1)], ..nothing() });
    assert_eq!(fixture.remove(49, 10), 0);
    assert_eq!(fixture.remove(100, 10), 3);
    for (n, tenant) in [(1, TENANT), (3, TENANT), (6, "other")] {
        assert_eq!(state(fixture, tenant, n), Some((State::Removed, 2)), "code {n} was due");
    }
    for n in [2, 4] {
        assert_eq!(state(fixture, TENANT, n), Some((State::Pending, 1)), "code {n} was not due");
    }
    assert_eq!(state(fixture, TENANT, 5), Some((State::Superseded, 2)), "code 5 was not live");
    let digest = fixture.stored(id(5)).map(|code| code.digest);
    assert_eq!(digest, Some(record(5, "c").digest), "code 5 was not live");
    // Once is enough.
    assert_eq!(fixture.remove(100, 10), 0);
    assert_eq!(state(fixture, TENANT, 1), Some((State::Removed, 2)));
    // A code without a time of removal stays for ever.
    assert_eq!(fixture.remove(u32::MAX, 10), 1);
    assert_eq!(fixture.live_ids("a"), [id(4)]);
}

pub(super) fn removed_code_is_a_tombstone(fixture: &Fixture) {
    let other = due(2, "a", 200);
    let records = vec![due(1, "a", 100), other.clone()];
    fixture.done(Write { records, mails: vec![mail(1), mail(2)], ..nothing() });
    let values = |new: &NewRecord| {
        let texts = [new.note.clone(), new.terms.clone()].into_iter().flatten();
        let mut values: Vec<_> = texts.map(String::into_bytes).collect();
        values.extend([new.digest.clone(), new.sealed_code.clone().unwrap_or_default()]);
        values
    };
    let left = |new: &NewRecord| {
        let held = (fixture.held)(new.id);
        values(new).into_iter().filter(|value| held.contains(value)).count()
    };
    let new = due(1, "a", 100);
    assert_eq!(left(&new), 4, "all values are stored before");
    assert_eq!(fixture.remove(100, 10), 1);
    assert_eq!(left(&new), 0, "nothing of its value is stored");
    let held = (fixture.held)(id(1));
    assert!(held.contains(&b"a".to_vec()), "the subject is still stored");
    let tombstone = fixture.stored(id(1)).expect("the tombstone");
    assert_eq!((tombstone.state, tombstone.version), (State::Removed, 2));
    assert_eq!(tombstone.digest, [0; 0]);
    assert_eq!(ids(&fixture.records("a", 0)), [id(2)]);
    assert_eq!(fixture.live_ids("a"), [id(2)]);
    assert_eq!(fixture.waiting_ids(10), [id(2)], "its mail is gone, and no other");
    assert_eq!(left(&other), 4, "the other code's values are stored");
    fixture.conflict(Write { superseded: vec![(id(1), 2)], ..nothing() });
    fixture.conflict(Write { records: vec![coexisting(1, "b")], ..nothing() });
}

pub(super) fn removal_respects_its_limit(fixture: &Fixture) {
    let records = (1..=5).map(|n| due(n, "a", 100)).collect();
    fixture.done(Write { records, ..nothing() });
    assert_eq!(fixture.remove(100, 0), 0);
    for (removed, left) in [(2, 3), (2, 1), (1, 0), (0, 0)] {
        assert_eq!(fixture.remove(100, 2), removed);
        assert_eq!(fixture.live_ids("a").len(), left);
    }
}

pub(super) fn removed_code_makes_room(fixture: &Fixture) {
    let single = NewRecord { several: false, ..due(1, "a", 100) };
    fixture.done(Write { records: vec![single, due(2, "a", 100)], ..nothing() });
    let equal = NewRecord { digest: record(2, "a").digest, ..coexisting(4, "a") };
    let again = Write { records: vec![equal], ..nothing() };
    fixture.conflict(issue(3, "a"));
    fixture.conflict(again.clone());
    assert_eq!(fixture.remove(100, 10), 2);
    fixture.done(issue(3, "a"));
    fixture.done(again);
    assert_eq!(fixture.live_of(TENANT, PURPOSE, &["a"]).len(), 2);
    // Tombstones conflict with nothing, however many there are.
    for n in 10..20 {
        let records = vec![due(n, "b", 100), due(n + 100, "b", 100)];
        fixture.done(Write { records, ..nothing() });
        assert_eq!(fixture.remove(100, 10), 2);
    }
}
