//! The outbox.

use super::{Fixture, PURPOSE, TENANT, at, id, issue, mail, nothing, record};
use crate::store::wait::block_on;
use crate::store::{AT_ONCE, NewRecord, WaitingMail, Write};
use codemint_core::words::{Purpose, RecordId};

/// The records of the waiting mails.
fn waiting(fixture: &Fixture, limit: usize) -> Vec<RecordId> {
    fixture.waiting(limit).iter().map(|waiting| waiting.mail.record).collect()
}

/// A code with a mail, for a subject of its own.
fn mailed(n: u64) -> Write {
    Write { mails: vec![mail(n)], ..issue(n, &format!("subject-{n}")) }
}

pub(super) fn mails_wait_in_order(fixture: &Fixture) {
    assert_eq!(fixture.waiting(10), []);
    // Neither ids nor times are in this order.
    let early = NewRecord { not_after: at(7), ..record(3, "early") };
    let reset = Purpose::PasswordReset;
    fixture.done(mailed(5));
    fixture.done(Write {
        purpose: Some(reset),
        records: vec![early],
        mails: vec![mail(3)],
        ..nothing()
    });
    fixture.done(Write { tenant: "other".into(), ..mailed(9) });
    fixture.done(Write { mails: vec![mail(2), mail(1)], records: pair(), ..nothing() });
    assert_eq!(waiting(fixture, 10), [5, 3, 9, 2, 1].map(id));
    assert_eq!(waiting(fixture, 2), [5, 3].map(id));
    assert_eq!(waiting(fixture, 0), []);
    let of = |tenant: &str, purpose, seconds, n| WaitingMail {
        tenant: tenant.into(),
        purpose,
        not_after: at(seconds),
        attempts: 0,
        next_attempt_at: AT_ONCE,
        last_error: None,
        mail: mail(n),
    };
    let first =
        [of(TENANT, PURPOSE, 600, 5), of(TENANT, reset, 7, 3), of("other", PURPOSE, 600, 9)];
    assert_eq!(fixture.waiting(3), first);
}

fn pair() -> Vec<NewRecord> {
    vec![record(1, "one"), record(2, "two")]
}

pub(super) fn mail_is_forgotten(fixture: &Fixture) {
    for n in 1..=3 {
        fixture.done(mailed(n));
    }
    for _ in 0..2 {
        block_on(fixture.store.forget_mail(id(2))).expect("forgetting, even twice");
        assert_eq!(waiting(fixture, 10), [1, 3].map(id));
    }
    block_on(fixture.store.forget_mail(id(99))).expect("forgetting what never was");
    // The last one's place is not given to the next one.
    block_on(fixture.store.forget_mail(id(3))).expect("forgetting the last one");
    fixture.done(mailed(4));
    assert_eq!(waiting(fixture, 10), [1, 4].map(id));
    // The code itself stays.
    assert_eq!(fixture.live_ids("subject-2"), [id(2)]);
}

pub(super) fn second_mail_conflicts(fixture: &Fixture) {
    fixture.done(mailed(1));
    fixture.conflict(Write { mails: vec![mail(1)], ..nothing() });
    fixture.conflict(Write { mails: vec![mail(2), mail(2)], ..issue(2, "b") });
    assert_eq!(waiting(fixture, 10), [id(1)]);
    // A code that is there already may still get its first mail.
    fixture.done(issue(3, "c"));
    fixture.done(Write { mails: vec![mail(3)], ..nothing() });
    assert_eq!(waiting(fixture, 10), [1, 3].map(id));
}
