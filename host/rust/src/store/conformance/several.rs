//! Codes of one subject that coexist.

use super::fixture::{Fixture, TENANT, coexisting, id, issue, nothing, record, reissue};
use crate::store::{NewRecord, Write};
use codemint_core::words::Purpose;

/// A write of these codes.
fn write(records: Vec<NewRecord>) -> Write {
    Write { records, ..nothing() }
}

/// The n-th code with the digest of another one.
fn equal(n: u64, subject: &str, other: u64) -> NewRecord {
    NewRecord { digest: record(other, subject).digest, ..coexisting(n, subject) }
}

pub(super) fn several_codes_coexist(fixture: &Fixture) {
    fixture.done(write(vec![coexisting(1, "a")]));
    fixture.done(write(vec![coexisting(2, "a"), coexisting(3, "a")]));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [1, 2, 3].map(id), "all of them are live");
    for n in 1..=3 {
        let digest = fixture.stored(id(n)).map(|code| code.digest);
        assert_eq!(digest, Some(record(n, "a").digest), "code {n}");
    }
    // One of them is superseded, and the others stay.
    fixture.done(Write { superseded: vec![(id(2), 1)], ..nothing() });
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [1, 3].map(id));
}

pub(super) fn equal_code_conflicts(fixture: &Fixture) {
    fixture.done(write(vec![coexisting(1, "a")]));
    fixture.conflict(write(vec![equal(2, "a", 1)]));
    fixture.conflict(write(vec![coexisting(3, "a"), equal(4, "a", 3)]));
    fixture.conflict(write(vec![coexisting(5, "a"), equal(6, "a", 1)]));
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    for n in 2..=6 {
        assert_eq!(fixture.stored(id(n)), None, "code {n}");
    }
    // For another subject, tenant or purpose an equal code does not conflict.
    fixture.done(write(vec![equal(7, "b", 1)]));
    fixture.done(Write { tenant: "other".into(), ..write(vec![equal(8, "a", 1)]) });
    fixture.done(Write { purpose: Some(Purpose::Activation), ..write(vec![equal(9, "a", 1)]) });
    assert_eq!(fixture.live_of(TENANT, Purpose::Activation, &["a"]).len(), 1);
}

pub(super) fn superseded_digest_is_free(fixture: &Fixture) {
    fixture.done(write(vec![coexisting(1, "a"), coexisting(2, "a")]));
    fixture.done(Write { superseded: vec![(id(1), 1)], ..write(vec![equal(3, "a", 1)]) });
    fixture.conflict(write(vec![equal(4, "a", 1)]));
    fixture.done(Write { superseded: vec![(id(3), 1)], ..nothing() });
    fixture.done(write(vec![equal(4, "a", 1)]));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [2, 4].map(id));
}

pub(super) fn single_and_coexisting_codes(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    fixture.done(write(vec![coexisting(2, "a"), equal(3, "a", 1)]));
    fixture.conflict(issue(4, "a"));
    fixture.done(reissue(5, "a", (id(1), 1)));
    let mut live = fixture.live_ids("a");
    live.sort_unstable();
    assert_eq!(live, [2, 3, 5].map(id));
}
