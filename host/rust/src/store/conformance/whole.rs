//! Atomic writes.

use super::fixture::{Fixture, at, audit, id, issue, mail, nothing, record};
use crate::store::wait::block_on;
use crate::store::{AuditRow, StoreError, Write};
use codemint_core::journey::AuditEvent;

/// A write with codes, mails and entries for two new subjects.
fn full() -> Write {
    Write {
        records: vec![record(10, "x"), record(11, "y")],
        mails: vec![mail(10), mail(11)],
        audit: vec![audit(10, "x"), audit(11, "y")],
        ..nothing()
    }
}

/// Checks that only the first code of `a`, its mail and its entry are stored.
fn only_the_first_code(fixture: &Fixture) {
    assert_eq!(fixture.live_ids("a"), [id(1)]);
    assert_eq!(fixture.stored(id(1)).map(|code| code.version), Some(1));
    assert_eq!(fixture.live(&["x", "y"]), []);
    for n in [10, 11] {
        assert_eq!(fixture.stored(id(n)), None);
    }
    let mails: Vec<_> = fixture.waiting(10).into_iter().map(|waiting| waiting.mail).collect();
    assert_eq!(mails, [mail(1)]);
    assert_eq!(fixture.audited(), [audit(1, "a")]);
}

pub(super) fn conflict_leaves_nothing(fixture: &Fixture) {
    fixture.done(Write { mails: vec![mail(1)], ..issue(1, "a") });
    // The conflict occurs early, in the middle, and late.
    let mut stale = full();
    stale.superseded = vec![(id(1), 2)];
    let mut second = full();
    second.superseded = vec![(id(1), 1)];
    second.records.push(record(11, "z"));
    let mut ordered = full();
    ordered.superseded = vec![(id(1), 1)];
    ordered.mails.push(mail(1));
    for write in [stale, second, ordered] {
        fixture.conflict(write);
        only_the_first_code(fixture);
    }
    fixture.done(full());
}

pub(super) fn fault_leaves_nothing(fixture: &Fixture) {
    fixture.done(Write { mails: vec![mail(1)], ..issue(1, "a") });
    let mut write = full();
    write.superseded = vec![(id(1), 1)];
    write.mails.push(mail(12));
    let applied = block_on(fixture.store.apply(write));
    assert!(matches!(applied, Err(StoreError::Failed(_))), "a mail without a record: {applied:?}");
    only_the_first_code(fixture);
    fixture.done(full());
    block_on(fixture.store.ready()).expect("a store that is ready");
}

pub(super) fn large_write_is_whole(fixture: &Fixture) {
    let names: Vec<_> = (0..1000).map(|n| format!("subject-{n}")).collect();
    let records: Vec<_> = (100..).zip(&names).map(|(n, name)| record(n, name)).collect();
    let audit: Vec<_> = (100..).zip(&names).map(|(n, name)| audit(n, name)).collect();
    let mails: Vec<_> = (100..1100).map(mail).collect();
    let write = Write { records, audit, mails, ..nothing() };
    let mut spoilt = write.clone();
    spoilt.records.push(record(5000, "subject-0"));
    fixture.conflict(spoilt);
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    assert_eq!(fixture.live(&names), []);
    fixture.done(write);
    let live: Vec<_> = fixture.live(&names).iter().map(|code| code.id).collect();
    assert_eq!(live, (100..1100).map(id).collect::<Vec<_>>());
    assert_eq!((fixture.waiting(5000).len(), fixture.audited().len()), (1000, 1000));
}

pub(super) fn entries_are_in_order(fixture: &Fixture) {
    let mut all = Vec::new();
    for (n, event) in (1..).zip(AuditEvent::ALL) {
        let known = n % 2 == 0;
        let (subject, record) = (known.then(|| format!("s{n}")), known.then(|| id(n)));
        let row = AuditRow { at: at(100 - n as u32), event, subject, record, ..audit(n, "") };
        let rows = vec![row.clone(), AuditRow { actor: format!("actor {n}"), ..row }];
        all.extend(rows.clone());
        fixture.done(Write { audit: rows, ..nothing() });
    }
    assert_eq!(fixture.audited(), all);
    assert_eq!((fixture.audit)("other"), []);
}
