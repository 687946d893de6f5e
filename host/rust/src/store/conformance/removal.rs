//! Codes that are over, and what is left of them.

use super::{Fixture, TENANT, at, beside, id, issue, mail, nothing, record};
use crate::store::{NewRecord, Write};
use codemint_core::words::State;

/// The n-th code, to be removed in that second.
fn due(n: u64, subject: &str, seconds: u32) -> NewRecord {
    NewRecord {
        sealed_code: Some(format!("seal {n}").into_bytes()),
        note: Some(format!("note {n}")),
        terms: Some(format!("terms {n}")),
        remove_at: Some(at(seconds)),
        ..beside(n, subject)
    }
}

/// Where a record stands, and its version.
fn stands(fixture: &Fixture, n: u64) -> Option<(State, u32)> {
    fixture.stored(id(n)).map(|code| (code.state, code.version))
}

pub(super) fn only_due_codes_are_removed(fixture: &Fixture) {
    assert_eq!(fixture.remove(1000, 10), 0);
    let records =
        vec![due(1, "a", 100), due(2, "a", 101), due(3, "b", 99), beside(4, "a"), due(5, "c", 50)];
    fixture.done(Write { records, ..nothing() });
    fixture.done(Write { tenant: "other".into(), records: vec![due(6, "a", 100)], ..nothing() });
    fixture.done(Write { superseded: vec![(id(5), 1)], ..nothing() });
    assert_eq!(fixture.remove(49, 10), 0);
    assert_eq!(fixture.remove(100, 10), 3);
    for n in [1, 3, 6] {
        assert_eq!(stands(fixture, n), Some((State::Removed, 2)), "code {n} was due");
    }
    for n in [2, 4] {
        assert_eq!(stands(fixture, n), Some((State::Pending, 1)), "code {n} was not due");
    }
    assert_eq!(stands(fixture, 5), Some((State::Superseded, 2)), "code 5 was not live");
    let digest = fixture.stored(id(5)).map(|code| code.digest);
    assert_eq!(digest, Some(record(5, "c").digest), "code 5 was not live");
    // Once is enough.
    assert_eq!(fixture.remove(100, 10), 0);
    assert_eq!(stands(fixture, 1), Some((State::Removed, 2)));
    // Without a time for it a code stays for ever.
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
    assert_eq!(left(&new), 4, "all is held before");
    assert_eq!(fixture.remove(100, 10), 1);
    assert_eq!(left(&new), 0, "nothing of its value is held");
    let held = (fixture.held)(id(1));
    assert!(held.contains(&b"a".to_vec()), "whose it was is held");
    let tombstone = fixture.stored(id(1)).expect("the tombstone");
    assert_eq!((tombstone.state, tombstone.version), (State::Removed, 2));
    assert_eq!(tombstone.digest, [0; 0]);
    let kept: Vec<_> = fixture.kept("a").iter().map(|kept| kept.id).collect();
    assert_eq!((kept, fixture.live_ids("a")), (vec![id(2)], vec![id(2)]));
    let mails: Vec<_> = fixture.waiting(10).iter().map(|waiting| waiting.mail.record).collect();
    assert_eq!(mails, [id(2)], "its mail is gone, and no other");
    assert_eq!(left(&other), 4, "the other one's values are held");
    fixture.conflict(Write { superseded: vec![(id(1), 2)], ..nothing() });
    fixture.conflict(Write { records: vec![beside(1, "b")], ..nothing() });
}

pub(super) fn limit_is_kept(fixture: &Fixture) {
    let records = (1..=5).map(|n| due(n, "a", 100)).collect();
    fixture.done(Write { records, ..nothing() });
    assert_eq!(fixture.remove(100, 0), 0);
    for (removed, left) in [(2, 3), (2, 1), (1, 0), (0, 0)] {
        assert_eq!(fixture.remove(100, 2), removed);
        assert_eq!(fixture.live_ids("a").len(), left);
    }
}

pub(super) fn removed_code_makes_room(fixture: &Fixture) {
    let alone = NewRecord { several: false, ..due(1, "a", 100) };
    fixture.done(Write { records: vec![alone, due(2, "a", 100)], ..nothing() });
    let twin = NewRecord { digest: record(2, "a").digest, ..beside(4, "a") };
    let again = Write { records: vec![twin], ..nothing() };
    fixture.conflict(issue(3, "a"));
    fixture.conflict(again.clone());
    assert_eq!(fixture.remove(100, 10), 2);
    fixture.done(issue(3, "a"));
    fixture.done(again);
    assert_eq!(fixture.live_of(TENANT, super::PURPOSE, &["a"]).len(), 2);
    // Tombstones are in nobody's way, however many there are.
    for n in 10..20 {
        let records = vec![due(n, "b", 100), due(n + 100, "b", 100)];
        fixture.done(Write { records, ..nothing() });
        assert_eq!(fixture.remove(100, 10), 2);
    }
}
