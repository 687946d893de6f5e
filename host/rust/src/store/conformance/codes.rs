//! Writes of codes, one after the other.

use super::fixture::{Fixture, PURPOSE, Stored, TENANT, at, id, issue, nothing, record, reissue};
use crate::store::{NewRecord, Write};
use codemint_core::words::{LiveCode, Purpose, State};

pub(super) fn new_code_is_live(fixture: &Fixture) {
    assert_eq!(fixture.live(&["a"]), []);
    assert_eq!(fixture.stored(id(1)), None);
    fixture.done(issue(1, "a"));
    let live = LiveCode {
        subject: 0,
        id: id(1),
        version: 1,
        state: State::Pending,
        not_before: at(0),
        not_after: at(600),
        format: None,
    };
    assert_eq!(fixture.live(&["a"]), [live]);
    let digest = record(1, "a").digest;
    let stored = Stored { digest, state: State::Pending, version: 1 };
    assert_eq!(fixture.stored(id(1)), Some(stored));
    assert_eq!(fixture.stored(id(2)), None);
}

pub(super) fn live_codes_are_in_order(fixture: &Fixture) {
    for (n, subject) in (1..).zip(["d", "a", "c"]) {
        fixture.done(issue(n, subject));
    }
    let live = fixture.live(&["unknown", "c", "a", "another", "d", "a"]);
    let found: Vec<_> = live.iter().map(|code| (code.subject, code.id)).collect();
    assert_eq!(found, [(1, id(3)), (2, id(2)), (4, id(1)), (5, id(2))]);
    assert_eq!(fixture.live(&[]), []);
}

pub(super) fn superseded_makes_room(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    fixture.done(reissue(2, "a", (id(1), 1)));
    assert_eq!(fixture.live_ids("a"), [id(2)]);
    let old = fixture.stored(id(1)).expect("the old code is still stored");
    assert_eq!((old.state, old.version), (State::Superseded, 2));
    assert_eq!(
        fixture.stored(id(2)).map(|new| (new.state, new.version)),
        Some((State::Pending, 1))
    );
    // Without a new code the subject is free again.
    fixture.done(Write { superseded: vec![(id(2), 1)], ..nothing() });
    assert_eq!(fixture.live(&["a"]), []);
    fixture.done(issue(3, "a"));
}

pub(super) fn stale_version_conflicts(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    for version in [0, 2, u32::MAX] {
        fixture.conflict(reissue(2, "a", (id(1), version)));
        assert_eq!(fixture.live_ids("a"), [id(1)]);
    }
    assert_eq!(fixture.stored(id(1)).map(|code| code.version), Some(1));
}

pub(super) fn dead_code_conflicts(fixture: &Fixture) {
    fixture.conflict(reissue(2, "a", (id(1), 1)));
    fixture.done(issue(1, "a"));
    fixture.done(Write { superseded: vec![(id(1), 1)], ..nothing() });
    for version in [1, 2] {
        fixture.conflict(Write { superseded: vec![(id(1), version)], ..nothing() });
    }
    fixture.done(issue(2, "a"));
    fixture.conflict(Write { superseded: vec![(id(2), 1), (id(2), 1)], ..nothing() });
    fixture.conflict(Write { superseded: vec![(id(2), 1), (id(2), 2)], ..nothing() });
    assert_eq!(fixture.live_ids("a"), [id(2)]);
}

pub(super) fn second_live_code_conflicts(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    fixture.conflict(issue(2, "a"));
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    assert_eq!(fixture.stored(id(2)), None);
    let records = vec![record(3, "b"), record(4, "b")];
    fixture.conflict(Write { records, ..nothing() });
    assert_eq!(fixture.live(&["b"]), []);
    // Superseding the code of another subject makes no room.
    fixture.done(issue(5, "c"));
    fixture.conflict(reissue(6, "a", (id(5), 1)));
    // Subjects are different however similar.
    for (n, other) in (10..).zip(["A", "a ", " a", "aa", "", "ä"]) {
        fixture.done(issue(n, other));
    }
    fixture.done(Write { purpose: Some(Purpose::PasswordReset), ..issue(20, "a") });
    fixture.done(Write { tenant: "other".into(), ..issue(21, "a") });
}

pub(super) fn taken_id_conflicts(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    fixture.conflict(issue(1, "b"));
    fixture.conflict(Write { tenant: "other".into(), ..issue(1, "b") });
    fixture.conflict(Write { records: vec![record(2, "b"), record(2, "c")], ..nothing() });
    assert_eq!(fixture.live(&["b", "c"]), []);
    // The ID of an ended code cannot be used again, not even in the write that ends it.
    fixture.conflict(reissue(1, "a", (id(1), 1)));
    fixture.done(Write { superseded: vec![(id(1), 1)], ..nothing() });
    fixture.conflict(issue(1, "b"));
    assert_eq!(fixture.stored(id(1)).map(|code| code.digest), Some(record(1, "a").digest));
}

pub(super) fn texts_are_stored_unchanged(fixture: &Fixture) {
    let texts = ["'; DROP TABLE records; --", "\"", "%", "_", "\\", "?1", "Σ\u{301}", "\u{10ffff}"];
    for (n, text) in (1..).zip(texts) {
        let digest = [0, 255, b'\'', 128].repeat(n as usize * 10);
        let records = vec![NewRecord { digest: digest.clone(), ..record(n, text) }];
        fixture.done(Write { tenant: text.into(), records, ..nothing() });
        assert_eq!(fixture.live_of(text, PURPOSE, &[text]).len(), 1, "{text}");
        assert_eq!(fixture.live_of(TENANT, PURPOSE, &[text]), [], "{text}");
        let stored = fixture.stored_of(text, id(n));
        assert_eq!(stored.map(|code| code.digest), Some(digest), "{text}");
    }
}
