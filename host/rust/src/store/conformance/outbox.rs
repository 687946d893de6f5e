//! Steps of mails.

use super::fixture::{Fixture, PURPOSE, TENANT, at, id, issue, mail, nothing};
use crate::store::wait::block_on;
use crate::store::{DeadMail, MailFault, MailStep, NewRecord, Write};

/// Issues a code with a mail, for a subject of its own.
fn order(fixture: &Fixture, n: u64) {
    fixture.done(Write { mails: vec![mail(n)], ..issue(n, &format!("subject-{n}")) });
}

fn fail(again_at: u32, fault: MailFault) -> MailStep {
    MailStep::Fail { again_at: at(again_at), fault }
}

fn attempt(until: u32) -> MailStep {
    MailStep::Try { until: at(until) }
}

fn die(seconds: u32, fault: MailFault) -> MailStep {
    MailStep::Die { at: at(seconds), fault }
}

pub(super) fn mails_are_due_in_time(fixture: &Fixture) {
    (1..=4).for_each(|n| order(fixture, n));
    assert_eq!(fixture.due(TENANT, 0), [1, 2, 3, 4].map(id), "at once, the oldest first");
    assert!(fixture.step(1, 0, attempt(30)));
    assert!(fixture.step(3, 0, attempt(20)));
    assert_eq!(fixture.due(TENANT, 19), [2, 4].map(id));
    assert_eq!(fixture.due(TENANT, 20), [2, 4, 3].map(id));
    assert_eq!(fixture.due(TENANT, 30), [2, 4, 3, 1].map(id), "the earliest first");
    let some = block_on(fixture.store.due_mails(TENANT, at(30), 2)).expect("due mails");
    let [two, four] = &some[..] else { panic!("two were asked for: {some:?}") };
    assert_eq!((&two.mail, &four.mail), (&mail(2), &mail(4)), "the mails as they were ordered");
}

pub(super) fn due_mails_are_separate(fixture: &Fixture) {
    order(fixture, 1);
    let other = Write { mails: vec![mail(2)], ..issue(2, "subject") };
    fixture.done(Write { tenant: "other".into(), ..other });
    assert_eq!(fixture.due(TENANT, 0), [id(1)]);
    assert_eq!(fixture.due("other", 0), [id(2)]);
    assert_eq!(fixture.due("", 0), []);
}

pub(super) fn an_attempt_is_counted_once(fixture: &Fixture) {
    order(fixture, 1);
    assert!(fixture.step(1, 0, attempt(60)));
    assert!(!fixture.step(1, 0, attempt(90)), "a second host that saw it before is too late");
    let [waiting] = &fixture.waiting(9)[..] else { panic!("it still waits") };
    assert_eq!((waiting.attempts, waiting.next_attempt_at), (1, at(60)));
    assert_eq!(waiting.last_error, Some(MailFault::Unanswered));
    assert!(!fixture.step(1, 2, attempt(90)), "a wrong number of attempts");
    assert!(fixture.step(1, 1, attempt(90)));
    assert!(!fixture.step(99, 0, attempt(90)), "a mail that never was");
    assert_eq!(fixture.waiting(9)[0].attempts, 2);
}

pub(super) fn a_failed_attempt_is_recorded(fixture: &Fixture) {
    order(fixture, 1);
    assert!(fixture.step(1, 0, attempt(60)));
    for (again_at, fault) in (70..).zip(MailFault::ALL) {
        assert!(fixture.step(1, 1, fail(again_at, fault)));
        let [waiting] = &fixture.waiting(9)[..] else { panic!("it still waits") };
        assert_eq!((waiting.attempts, waiting.next_attempt_at), (1, at(again_at)));
        assert_eq!((waiting.last_error, &waiting.mail), (Some(fault), &mail(1)));
    }
}

pub(super) fn a_mail_is_hurried(fixture: &Fixture) {
    order(fixture, 1);
    assert!(fixture.step(1, 0, attempt(60)));
    assert!(fixture.step(1, 1, fail(500, MailFault::Temporary)));
    assert_eq!(fixture.due(TENANT, 100), []);
    assert!(fixture.step(1, 1, MailStep::Hurry { at: at(100) }));
    assert_eq!(fixture.due(TENANT, 100), [id(1)]);
    assert_eq!(fixture.waiting(9)[0].last_error, Some(MailFault::Temporary));
    assert!(!fixture.step(1, 0, MailStep::Hurry { at: at(1) }), "another number of attempts");
}

pub(super) fn dead_letter_is_kept_without_code(fixture: &Fixture) {
    (1..=2).for_each(|n| order(fixture, n));
    assert!(fixture.step(1, 0, attempt(60)));
    let sealed = mail(1).sealed_code;
    let holds = |fixture: &Fixture| (fixture.mail_held)(id(1)).contains(&sealed);
    assert!(holds(fixture), "the fixture shows what is stored");
    assert_eq!(fixture.mail_counts(), (2, 0));
    assert!(!fixture.step(1, 0, die(70, MailFault::Rejected)), "another number of attempts");
    assert!(fixture.step(1, 1, die(70, MailFault::Rejected)));
    assert!(!holds(fixture), "the encrypted code of a dead letter is stored");
    assert_eq!((fixture.mail_counts(), fixture.waiting(9).len()), ((1, 1), 1));
    assert_eq!(fixture.due(TENANT, 1000), [id(2)]);
    let dead = DeadMail {
        tenant: TENANT.into(),
        purpose: PURPOSE,
        record: id(1),
        to: "mail-1@example.com".into(),
        attempts: 1,
        died_at: at(70),
        fault: MailFault::Rejected,
    };
    assert_eq!(fixture.dead(9), std::slice::from_ref(&dead));
    // A dead letter stays one.
    for step in [attempt(99), fail(99, MailFault::Temporary), die(99, MailFault::Expired)] {
        assert!(!fixture.step(1, 1, step), "{step:?}");
    }
    block_on(fixture.store.forget_mail(id(1))).expect("forgetting a mail that does not wait");
    fixture.conflict(Write { mails: vec![mail(1)], ..nothing() });
    assert_eq!(fixture.dead(9), [dead]);
    assert_eq!(fixture.live_ids("subject-1"), [id(1)], "the code itself stays");
}

pub(super) fn dead_letters_are_in_order(fixture: &Fixture) {
    assert_eq!(fixture.dead(9), []);
    (1..=4).for_each(|n| order(fixture, n));
    for (n, seconds) in [(3, 50), (1, 70), (4, 20), (2, 50)] {
        assert!(fixture.step(n, 0, die(seconds, MailFault::Recipient)));
    }
    let ids = |limit| fixture.dead(limit).iter().map(|dead| dead.record).collect::<Vec<_>>();
    assert_eq!(ids(9), [4, 2, 3, 1].map(id), "of equal ones the oldest first");
    assert_eq!(ids(2), [4, 2].map(id));
}

pub(super) fn mail_of_a_removed_code_dies(fixture: &Fixture) {
    let mut write = Write { mails: vec![mail(1)], ..issue(1, "a") };
    let [record] = &mut write.records[..] else { panic!("one record") };
    *record = NewRecord { remove_at: Some(at(700)), ..record.clone() };
    fixture.done(write);
    assert_eq!(fixture.remove(700, 9), 1);
    let [dead] = &fixture.dead(9)[..] else { panic!("its mail is lost without a dead letter") };
    let seen = (dead.record, dead.fault, dead.died_at);
    assert_eq!(seen, (id(1), MailFault::Expired, at(700)));
    assert!(!(fixture.mail_held)(id(1)).contains(&mail(1).sealed_code));
}
