//! What is kept of live codes, to tell them once more.

use super::{Fixture, PURPOSE, TENANT, at, audit, beside, id, issue, nothing, record};
use crate::store::{AuditRow, KeptCode, NewRecord, Write};
use codemint_core::words::{Purpose, RecordId};

/// The n-th code with everything that can be kept of one.
fn whole(n: u64, subject: &str) -> NewRecord {
    NewRecord {
        not_before: at(n as u32),
        not_after: at(700 + n as u32),
        sealed_code: Some(n.to_le_bytes().repeat(7)),
        hidden: n.is_multiple_of(2),
        max_uses: 0,
        note: Some(format!("note {n}")),
        terms: Some(format!("{{\"span\":{n}}}")),
        issuer: format!("operator {n}"),
        remove_at: Some(at(10_000)),
        ..beside(n, subject)
    }
}

/// What should be told of it.
fn told(new: &NewRecord) -> KeptCode {
    let NewRecord { id, hidden, not_after, .. } = *new;
    KeptCode {
        id,
        digest: new.digest.clone(),
        sealed_code: new.sealed_code.clone(),
        hidden,
        created: id.created(),
        not_after,
        note: new.note.clone(),
        issuer: new.issuer.clone(),
    }
}

fn ids(kept: &[KeptCode]) -> Vec<RecordId> {
    kept.iter().map(|kept| kept.id).collect()
}

pub(super) fn kept_codes_are_whole(fixture: &Fixture) {
    assert_eq!(fixture.kept("a"), []);
    let records = vec![whole(1, "a"), whole(2, "a"), beside(3, "a"), record(4, "a")];
    let expected: Vec<_> = records.iter().map(told).collect();
    fixture.done(Write { records, ..nothing() });
    assert_eq!(fixture.kept("a"), expected);
    assert_eq!(fixture.kept("A"), []);
}

pub(super) fn kept_codes_come_oldest_first(fixture: &Fixture) {
    // Neither in the order of the ids nor in that of the digests.
    for n in [7, 2, 300, 5, 1] {
        let digest = (1000_u64 - n).to_be_bytes().repeat(4);
        let records = vec![NewRecord { digest, ..beside(n, "a") }];
        fixture.done(Write { records, ..nothing() });
    }
    assert_eq!(ids(&fixture.kept("a")), [7, 2, 300, 5, 1].map(id));
}

pub(super) fn kept_codes_are_live(fixture: &Fixture) {
    let records = (1..=4).map(|n| whole(n, "a")).collect();
    fixture.done(Write { records, ..nothing() });
    fixture.done(Write { superseded: vec![(id(3), 1), (id(1), 1)], ..nothing() });
    assert_eq!(ids(&fixture.kept("a")), [2, 4].map(id));
    // One that is over is still live until it is removed.
    let past = NewRecord { not_before: at(0), not_after: at(0), ..whole(5, "b") };
    fixture.done(Write { records: vec![past], ..nothing() });
    assert_eq!(ids(&fixture.kept("b")), [id(5)]);
}

pub(super) fn kept_codes_never_meet(fixture: &Fixture) {
    let places = [(TENANT, PURPOSE), ("other", PURPOSE), (TENANT, Purpose::Activation)];
    for (n, (tenant, purpose)) in (1..).zip(places) {
        let records = vec![whole(n, "a")];
        fixture.done(Write { tenant: tenant.into(), purpose: Some(purpose), records, ..nothing() });
    }
    for (n, (tenant, purpose)) in (1..).zip(places) {
        assert_eq!(ids(&fixture.kept_of(tenant, purpose, "a")), [id(n)], "{tenant} {purpose:?}");
    }
    assert_eq!(fixture.kept_of("other", Purpose::Activation, "a"), []);
    assert_eq!(fixture.kept_of("", PURPOSE, "a"), []);
}

pub(super) fn odd_remarks_come_back(fixture: &Fixture) {
    let texts = [
        "",
        "'; DROP TABLE records; --",
        "\"",
        "\0",
        "a\0b",
        "\r\n",
        "%_\\?1",
        "Σ\u{301}\u{10ffff}",
    ];
    for (n, text) in (1..).zip(texts) {
        let (note, terms) = (Some(text.to_owned()), Some(format!("{text}{n}")));
        let new = NewRecord { note, terms, issuer: text.into(), ..whole(n, "a") };
        let row = AuditRow { detail: Some(text.into()), ..audit(n, "a") };
        let write = Write { records: vec![new.clone()], audit: vec![row], ..nothing() };
        fixture.done(Write { tenant: format!("t{n}"), ..write });
        assert_eq!(fixture.kept_of(&format!("t{n}"), PURPOSE, "a"), [told(&new)], "{text:?}");
        let details: Vec<_> =
            (fixture.audit)(&format!("t{n}")).into_iter().map(|row| row.detail).collect();
        assert_eq!(details, [Some(text.to_owned())], "{text:?}");
        let terms = format!("{text}{n}").into_bytes();
        assert!((fixture.held)(id(n)).contains(&terms), "the terms of {text:?}");
    }
    // None is not the same as an empty one.
    fixture.done(issue(100, "a"));
    assert_eq!(fixture.kept("a")[0].note, None);
    assert_eq!(fixture.audited()[0].detail, None);
}
