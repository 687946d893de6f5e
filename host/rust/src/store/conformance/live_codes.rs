//! The records of a subject, as they are read back.

use super::fixture::{
    Fixture, PURPOSE, TENANT, at, audit, coexisting, id, ids, issue, nothing, record,
};
use crate::store::{AuditRow, NewRecord, StoredRecord, Write};
use codemint_core::words::{CodeFormat, Purpose};

/// The n-th code with everything that a code can have.
pub(super) fn whole(n: u64, subject: &str) -> NewRecord {
    NewRecord {
        not_before: at(n as u32),
        not_after: at(700 + n as u32),
        sealed_code: Some(n.to_le_bytes().repeat(7)),
        hidden: n.is_multiple_of(2),
        max_uses: 7,
        note: Some(format!("note {n}")),
        terms: Some(format!("{{\"span\":{n}}}")),
        issuer: format!("operator {n}"),
        format: CodeFormat::numbered(9),
        batch: Some(id(99)),
        remove_at: Some(at(10_000)),
        ..coexisting(n, subject)
    }
}

/// The new record that a stored one was. What is not read back is taken from `new`.
pub(super) fn as_written(stored: StoredRecord, new: &NewRecord) -> NewRecord {
    let StoredRecord { known, digest, sealed_code } = stored;
    NewRecord {
        id: known.id,
        subject: known.subject,
        digest,
        not_before: known.not_before,
        not_after: known.not_after,
        max_tries: known.max_tries,
        several: new.several,
        sealed_code,
        hidden: known.hidden,
        max_uses: known.max_uses,
        note: known.note,
        terms: known.terms,
        issuer: known.issuer,
        format: known.format,
        batch: known.batch,
        remove_at: new.remove_at,
    }
}

pub(super) fn records_of_a_subject_are_whole(fixture: &Fixture) {
    assert!(fixture.records("a", 0).is_empty());
    let records = vec![whole(1, "a"), whole(2, "a"), coexisting(3, "a"), record(4, "a")];
    fixture.done(Write { records: records.clone(), ..nothing() });
    let stored = fixture.records("a", 0);
    assert_eq!(ids(&stored), [1, 2, 3, 4].map(id));
    let found = stored.into_iter().zip(&records);
    let found: Vec<_> = found.map(|(stored, new)| as_written(stored, new)).collect();
    assert_eq!(found, records);
    assert!(fixture.records("A", 0).is_empty());
}

pub(super) fn live_records_are_oldest_first(fixture: &Fixture) {
    // Neither in the order of the IDs nor in that of the digests.
    for n in [7, 2, 300, 5, 1] {
        let digest = (1000_u64 - n).to_be_bytes().repeat(4);
        let records = vec![NewRecord { digest, ..coexisting(n, "a") }];
        fixture.done(Write { records, ..nothing() });
    }
    assert_eq!(ids(&fixture.records("a", 0)), [7, 2, 300, 5, 1].map(id));
}

pub(super) fn records_are_separate(fixture: &Fixture) {
    let owners = [(TENANT, PURPOSE), ("other", PURPOSE), (TENANT, Purpose::Activation)];
    for (n, (tenant, purpose)) in (1..).zip(owners) {
        let records = vec![whole(n, "a")];
        fixture.done(Write { tenant: tenant.into(), purpose: Some(purpose), records, ..nothing() });
    }
    for (n, (tenant, purpose)) in (1..).zip(owners) {
        let found = ids(&fixture.records_of(tenant, purpose, "a", 9));
        assert_eq!(found, [id(n)], "{tenant} {purpose:?}");
    }
    assert!(fixture.records_of("other", Purpose::Activation, "a", 9).is_empty());
    assert!(fixture.records_of("", PURPOSE, "a", 9).is_empty());
}

pub(super) fn notes_are_stored_unchanged(fixture: &Fixture) {
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
        let tenant = format!("t{n}");
        fixture.done(Write { tenant: tenant.clone(), ..write });
        let found = fixture.records_of(&tenant, PURPOSE, "a", 0).into_iter();
        let found: Vec<_> = found.map(|stored| as_written(stored, &new)).collect();
        assert_eq!(found, [new], "{text:?}");
        let details: Vec<_> = (fixture.audit)(&tenant).into_iter().map(|row| row.detail).collect();
        assert_eq!(details, [Some(text.to_owned())], "{text:?}");
    }
    // An absent note is not an empty one.
    fixture.done(issue(100, "a"));
    assert_eq!(fixture.records("a", 0)[0].known.note, None);
    assert_eq!(fixture.audited()[0].detail, None);
}
