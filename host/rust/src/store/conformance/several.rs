//! Codes of one subject that stand beside each other.

use super::{Fixture, TENANT, beside, id, issue, nothing, record, reissue};
use crate::store::{NewRecord, Write};
use codemint_core::words::Purpose;

/// A write of these codes.
fn write(records: Vec<NewRecord>) -> Write {
    Write { records, ..nothing() }
}

/// The n-th code with the digest of another one.
fn twin(n: u64, subject: &str, other: u64) -> NewRecord {
    NewRecord { digest: record(other, subject).digest, ..beside(n, subject) }
}

pub(super) fn several_stand_beside_each_other(fixture: &Fixture) {
    fixture.done(write(vec![beside(1, "a")]));
    fixture.done(write(vec![beside(2, "a"), beside(3, "a")]));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [1, 2, 3].map(id), "all of them are live");
    for n in 1..=3 {
        let digest = fixture.stored(id(n)).map(|code| code.digest);
        assert_eq!(digest, Some(record(n, "a").digest), "code {n}");
    }
    // One of them goes, and the others stay.
    fixture.done(Write { superseded: vec![(id(2), 1)], ..nothing() });
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [1, 3].map(id));
}

pub(super) fn twin_conflicts(fixture: &Fixture) {
    fixture.done(write(vec![beside(1, "a")]));
    fixture.conflict(write(vec![twin(2, "a", 1)]));
    fixture.conflict(write(vec![beside(3, "a"), twin(4, "a", 3)]));
    fixture.conflict(write(vec![beside(5, "a"), twin(6, "a", 1)]));
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    for n in 2..=6 {
        assert_eq!(fixture.stored(id(n)), None, "code {n}");
    }
    // Another subject, tenant or purpose has a code of its own.
    fixture.done(write(vec![twin(7, "b", 1)]));
    fixture.done(Write { tenant: "other".into(), ..write(vec![twin(8, "a", 1)]) });
    fixture.done(Write { purpose: Some(Purpose::Activation), ..write(vec![twin(9, "a", 1)]) });
    assert_eq!(fixture.live_of(TENANT, Purpose::Activation, &["a"]).len(), 1);
}

pub(super) fn superseded_text_is_free(fixture: &Fixture) {
    fixture.done(write(vec![beside(1, "a"), beside(2, "a")]));
    fixture.done(Write { superseded: vec![(id(1), 1)], ..write(vec![twin(3, "a", 1)]) });
    fixture.conflict(write(vec![twin(4, "a", 1)]));
    fixture.done(Write { superseded: vec![(id(3), 1)], ..nothing() });
    fixture.done(write(vec![twin(4, "a", 1)]));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [2, 4].map(id));
}

pub(super) fn alone_and_beside(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    fixture.done(write(vec![beside(2, "a"), twin(3, "a", 1)]));
    fixture.conflict(issue(4, "a"));
    fixture.done(reissue(5, "a", (id(1), 1)));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [2, 3, 5].map(id));
}
