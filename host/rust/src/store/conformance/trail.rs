//! Reading the audit trail.

use super::fixture::{Fixture, PURPOSE, TENANT, audit, id, nothing};
use crate::store::wait::block_on;
use crate::store::{AuditFilter, AuditLine, AuditRow, Write};
use codemint_core::journey::AuditEvent;
use codemint_core::words::Purpose;

/// The n-th entry; two of three concern a record, and every second is about the same subject.
fn row(n: u64) -> AuditRow {
    let subject = if n.is_multiple_of(2) { "a" } else { "b" };
    let record = (!n.is_multiple_of(3)).then(|| id(n % 3));
    AuditRow { record, detail: Some(format!("entry {n}")), ..audit(n, subject) }
}

/// Writes entries, three in a write, with those of another tenant in between.
fn fill(fixture: &Fixture, count: u64) -> Vec<AuditRow> {
    let all: Vec<_> = (1..=count).map(row).collect();
    for some in all.chunks(3) {
        fixture.done(Write { audit: some.to_vec(), ..nothing() });
        fixture.done(Write { tenant: "other".into(), audit: some.to_vec(), ..nothing() });
    }
    all
}

fn read(fixture: &Fixture, filter: &AuditFilter) -> Vec<AuditLine> {
    let lines = block_on(fixture.store.audit_trail(TENANT, filter)).expect("the audit trail");
    assert!(lines.len() <= filter.limit, "more than {}", filter.limit);
    lines
}

/// All entries that match a filter, read in pages.
fn in_pages(fixture: &Fixture, wanted: &AuditFilter, limit: usize) -> Vec<AuditRow> {
    let mut filter = AuditFilter { limit, after: 0, ..wanted.clone() };
    let mut all = Vec::new();
    loop {
        assert!(all.len() <= 100, "no page is the last: {} entries", all.len());
        let page = read(fixture, &filter);
        let Some(last) = page.last() else { return all };
        filter.after = last.seq;
        all.extend(page.into_iter().map(|line| line.row));
    }
}

pub(super) fn filtered_by_record(fixture: &Fixture) {
    let all = fill(fixture, 20);
    for record in [id(1), id(2), id(3)] {
        let of_it: Vec<_> = all.iter().filter(|row| row.record == Some(record)).cloned().collect();
        let filter = AuditFilter { record: Some(record), ..AuditFilter::first(usize::MAX) };
        assert_eq!(in_pages(fixture, &filter, 50), of_it);
        let both = AuditFilter { subject: Some("a".into()), ..filter };
        let of_both: Vec<_> =
            of_it.into_iter().filter(|row| row.subject.as_deref() == Some("a")).collect();
        assert_eq!(in_pages(fixture, &both, 50), of_both);
    }
}

pub(super) fn filtered_by_subject(fixture: &Fixture) {
    let mut all = fill(fixture, 20);
    let without = AuditRow { subject: None, event: AuditEvent::NotUnderstood, ..row(21) };
    fixture.done(Write { audit: vec![without.clone()], ..nothing() });
    all.push(without);
    for subject in ["a", "b", "", "A", "c"] {
        let of_it: Vec<_> =
            all.iter().filter(|row| row.subject.as_deref() == Some(subject)).cloned().collect();
        let filter =
            AuditFilter { subject: Some(subject.into()), ..AuditFilter::first(usize::MAX) };
        assert_eq!(in_pages(fixture, &filter, 50), of_it, "{subject}");
    }
}

pub(super) fn paged(fixture: &Fixture) {
    let all = fill(fixture, 20);
    let everything = AuditFilter::first(usize::MAX);
    for limit in [1, 7, 20, 21] {
        assert_eq!(in_pages(fixture, &everything, limit), all);
    }
    assert_eq!(read(fixture, &AuditFilter::first(0)), []);
    let last = read(fixture, &everything).last().map_or(0, |line| line.seq);
    for after in [last, u64::MAX] {
        assert_eq!(read(fixture, &AuditFilter { after, ..everything.clone() }), []);
    }
    let of_a = AuditFilter { subject: Some("a".into()), ..everything };
    let all_of_a: Vec<_> =
        all.into_iter().filter(|row| row.subject.as_deref() == Some("a")).collect();
    for limit in [1, 3] {
        assert_eq!(in_pages(fixture, &of_a, limit), all_of_a);
    }
}

pub(super) fn entries_have_purposes(fixture: &Fixture) {
    for (n, purpose) in (1..).zip(Purpose::ALL) {
        fixture.done(Write { purpose: Some(purpose), audit: vec![row(n)], ..nothing() });
    }
    let other =
        Write { tenant: "other".into(), purpose: Some(PURPOSE), audit: vec![row(9)], ..nothing() };
    fixture.done(other);
    let lines = read(fixture, &AuditFilter::first(usize::MAX));
    let purposes: Vec<_> = lines.iter().map(|line| line.purpose).collect();
    assert_eq!(purposes, Purpose::ALL.map(Some));
    assert!(lines.is_sorted_by(|one, other| one.seq < other.seq), "{lines:?}");
    for tenant in ["", "unknown"] {
        let filter = AuditFilter::first(usize::MAX);
        let lines = block_on(fixture.store.audit_trail(tenant, &filter)).expect("the trail");
        assert_eq!(lines, [], "{tenant:?}");
    }
}

pub(super) fn numbered_per_tenant(fixture: &Fixture) {
    fill(fixture, 20);
    let numbers = |filter: &AuditFilter| {
        read(fixture, filter).iter().map(|line| line.seq).collect::<Vec<_>>()
    };
    let everything = AuditFilter::first(usize::MAX);
    let all: Vec<u64> = (1..=20).collect();
    assert_eq!(numbers(&everything), all, "others wrote in between");
    let of_a = AuditFilter { subject: Some("a".into()), ..everything };
    assert_eq!(numbers(&of_a), (1..=10).map(|n| 2 * n).collect::<Vec<_>>());
}
