//! Mails that wait.

use super::fixture::{Fixture, PURPOSE, TENANT, at, id, issue, mail, nothing, record};
use crate::store::queue::AT_ONCE;
use crate::store::wait::block_on;
use crate::store::{NewRecord, WaitingMail, Write};
use codemint_core::words::Purpose;

/// A code with a mail, for a subject of its own.
fn mailed(n: u64) -> Write {
    Write { mails: vec![mail(n)], ..issue(n, &format!("subject-{n}")) }
}

pub(super) fn waiting_mails_are_in_order(fixture: &Fixture) {
    assert_eq!(fixture.waiting(10), []);
    // In the order of neither IDs nor times.
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
    let records = vec![record(1, "one"), record(2, "two")];
    fixture.done(Write { mails: vec![mail(2), mail(1)], records, ..nothing() });
    assert_eq!(fixture.waiting_ids(10), [5, 3, 2, 1].map(id));
    assert_eq!(fixture.waiting_ids(2), [5, 3].map(id));
    assert_eq!(fixture.waiting_ids(0), []);
    let of = |tenant: &str, purpose, seconds, n| WaitingMail {
        tenant: tenant.into(),
        purpose,
        not_after: at(seconds),
        attempts: 0,
        next_attempt_at: AT_ONCE,
        last_error: None,
        mail: mail(n),
    };
    assert_eq!(fixture.waiting(2), [of(TENANT, PURPOSE, 600, 5), of(TENANT, reset, 7, 3)]);
    assert_eq!(fixture.waiting_of("other", 2), [of("other", PURPOSE, 600, 9)]);
}

pub(super) fn mail_is_forgotten(fixture: &Fixture) {
    for n in 1..=3 {
        fixture.done(mailed(n));
    }
    for _ in 0..2 {
        block_on(fixture.store.forget_mail(id(2))).expect("forgetting, even twice");
        assert_eq!(fixture.waiting_ids(10), [1, 3].map(id));
    }
    block_on(fixture.store.forget_mail(id(99))).expect("forgetting a mail that never was");
    // The place of the last mail is not used again.
    block_on(fixture.store.forget_mail(id(3))).expect("forgetting the last one");
    fixture.done(mailed(4));
    assert_eq!(fixture.waiting_ids(10), [1, 4].map(id));
    // The code itself stays.
    assert_eq!(fixture.live_ids("subject-2"), [id(2)]);
}

pub(super) fn second_mail_conflicts(fixture: &Fixture) {
    fixture.done(mailed(1));
    fixture.conflict(Write { mails: vec![mail(1)], ..nothing() });
    fixture.conflict(Write { mails: vec![mail(2), mail(2)], ..issue(2, "b") });
    assert_eq!(fixture.waiting_ids(10), [id(1)]);
    // An existing code may still get its first mail.
    fixture.done(issue(3, "c"));
    fixture.done(Write { mails: vec![mail(3)], ..nothing() });
    assert_eq!(fixture.waiting_ids(10), [1, 3].map(id));
}
