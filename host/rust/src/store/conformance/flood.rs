//! Audit entries of anonymous callers.

use super::fixture::{Fixture, TENANT, at, audit, nothing};
use crate::store::wait::block_on;
use crate::store::{AuditFilter, AuditRow, Write};
use codemint_core::journey::AuditEvent;

/// A failed attempt of an anonymous caller.
fn failure(n: u64, seconds: u32, event: AuditEvent) -> Write {
    let row = AuditRow { at: at(seconds), actor: "anybody".into(), event, ..audit(n, "a") };
    let audit = vec![AuditRow { record: None, detail: None, ..row }];
    Write { anonymous: true, at: at(seconds), audit, ..nothing() }
}

fn entries(fixture: &Fixture, tenant: &str, event: AuditEvent) -> Vec<AuditRow> {
    let lines = block_on(fixture.store.audit_trail(tenant, &AuditFilter::first(9999)));
    let rows = lines.expect("the audit trail").into_iter().map(|line| line.row);
    rows.filter(|row| row.event == event).collect()
}

/// The number of failures that the entries stand for: one each, or a count.
fn total(rows: &[AuditRow]) -> u64 {
    let count = |detail: &str| {
        let number = detail.strip_prefix(r#"{"count":"#).and_then(|rest| rest.split(',').next());
        number.expect("a count").parse::<u64>().expect("a number")
    };
    rows.iter().map(|row| row.detail.as_deref().map_or(1, count)).sum()
}

pub(super) fn failures_are_counted(fixture: &Fixture) {
    let (wrong, absent) = (AuditEvent::CodeWrong, AuditEvent::CodeAbsent);
    for n in 0..100 {
        fixture.done(failure(n, n as u32 / 2, wrong));
    }
    assert_eq!(entries(fixture, TENANT, wrong).len(), 30, "entries of one kind in a minute");
    // Other events, other tenants, successes and authenticated callers have entries of their own.
    fixture.done(failure(1, 50, absent));
    fixture.done(Write { tenant: "other".into(), ..failure(1, 50, wrong) });
    for n in 0..40 {
        fixture.done(failure(n, 50, AuditEvent::Redeemed));
        fixture.done(Write { anonymous: false, ..failure(n, 50, AuditEvent::RecordUnknown) });
    }
    assert_eq!(entries(fixture, TENANT, absent).len(), 1);
    assert_eq!(entries(fixture, "other", wrong).len(), 1);
    assert_eq!(entries(fixture, TENANT, AuditEvent::Redeemed).len(), 40);
    assert_eq!(entries(fixture, TENANT, AuditEvent::RecordUnknown).len(), 40);
    // With the first write after the minute, of any tenant, the trail has the count.
    fixture.done(Write { tenant: "other".into(), at: at(60), ..nothing() });
    let rows = entries(fixture, TENANT, wrong);
    assert_eq!((rows.len(), total(&rows)), (31, 100), "of 100 failures");
    let last = rows.last().expect("the last");
    let expected = format!(r#"{{"count":70,"since":{},"seconds":60}}"#, at(0).seconds());
    assert_eq!(last.detail.as_deref(), Some(expected.as_str()));
    assert_eq!((last.at, last.actor.as_str(), &last.subject), (at(60), "anybody", &None));
    // A new interval begins with entries, even if nothing else was written in between.
    for n in 0..50 {
        fixture.done(failure(n, 100, wrong));
    }
    fixture.done(failure(1, 160, wrong));
    let rows = entries(fixture, TENANT, wrong);
    assert_eq!((rows.len(), total(&rows)), (63, 151));
}

pub(super) fn texts_are_truncated(fixture: &Fixture) {
    let long = "ä".repeat(400);
    let mut write = failure(1, 0, AuditEvent::CodeWrong);
    for row in &mut write.audit {
        row.actor = long.clone();
        row.subject = Some(long.clone());
        row.detail = Some(long.clone());
    }
    fixture.done(write.clone());
    let rows = entries(fixture, TENANT, AuditEvent::CodeWrong);
    let texts = [Some(&rows[0].actor), rows[0].subject.as_ref(), rows[0].detail.as_ref()];
    for (text, most) in texts.into_iter().flatten().zip([64, 256, 256]) {
        assert!(text.len() <= most && text.len() > most - 4, "{} bytes of {most}", text.len());
        assert!(text.ends_with('…') && text.starts_with("ää"), "{text}");
    }
    // Texts of authenticated callers are not truncated, and neither are short ones.
    fixture.done(Write { anonymous: false, ..write });
    let rows = entries(fixture, TENANT, AuditEvent::CodeWrong);
    assert_eq!(rows[1].subject.as_deref(), Some(long.as_str()));
    let whole = failure(2, 1, AuditEvent::CodeWrong);
    fixture.done(whole.clone());
    assert_eq!(entries(fixture, TENANT, AuditEvent::CodeWrong)[2], whole.audit[0]);
}
