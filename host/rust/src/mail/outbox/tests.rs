//! A due mail is sent once; one that is not accepted is attempted at growing intervals, then dies.

mod panics;

use super::delivery::Next;
use super::*;
use crate::clock::{Clock, ClockError};
use crate::entropy::{Entropy, EntropyError};
use crate::keys::{Keys, RootKey};
use crate::mail::{Mail, MailFailure, MailFault, Mailer, Retries};
use crate::store::{
    DeadMail, MailQueue as _, MailStep, MemoryStore, NewMail, NewRecord, Store as _, WaitingMail,
    Write,
};
use codemint_core::words::{Code, Purpose, RecordId, Timestamp};
use futures_executor::block_on;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

const PATIENCE: u32 = 60;

/// Records what it sends, and fails as configured.
#[derive(Default)]
struct Recorder {
    sent: Mutex<Vec<String>>,
    faults: Mutex<VecDeque<Option<MailFault>>>,
}

impl Mailer for Arc<Recorder> {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure> {
        let always = mail.to.strip_suffix("@never.example").and_then(MailFault::named);
        let next = self.faults.lock().unwrap().pop_front().flatten();
        if let Some(fault) = always.or(next) {
            return Err(fault.into());
        }
        self.sent.lock().unwrap().push(format!("{} {}", mail.to, mail.code.reveal()));
        Ok(())
    }

    fn patience(&self) -> u32 {
        PATIENCE
    }
}

/// A clock that the test sets.
#[derive(Default)]
struct ManualClock(Mutex<u64>);

impl Clock for ManualClock {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(at(*self.0.lock().unwrap()))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(at(*self.0.lock().unwrap()).seconds())
    }
}

/// Zeros, for the longest pause each time.
struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        bytes.fill(0);
        Ok(())
    }
}

/// A store, a sender and a clock for one test.
struct Fixture {
    store: MemoryStore,
    clock: Arc<ManualClock>,
    mailer: Arc<Recorder>,
    events: Arc<Mutex<Vec<String>>>,
    parts: OutboxParts,
}

impl Fixture {
    fn new(retries: Retries) -> Self {
        let (store, clock) = (MemoryStore::new(), Arc::new(ManualClock::default()));
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let reported = events.clone();
        let parts = OutboxParts {
            store: Arc::new(store.clone()),
            keys: Arc::new(keys()),
            clock: clock.clone(),
            entropy: Arc::new(NoEntropy),
            retries,
            report: Arc::new(move |event| reported.lock().unwrap().push(format!("{event:?}"))),
            executor: Arc::new(|task| block_on(task)),
        };
        Self { store, clock, mailer: Arc::default(), events, parts }
    }

    /// What is sent by a run at that second.
    fn run(&self, now: u64) -> Vec<String> {
        *self.clock.0.lock().unwrap() = now;
        let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(self.mailer.clone()) };
        Delivery { parts: &self.parts, lane: &lane }.run();
        std::mem::take(&mut *self.mailer.sent.lock().unwrap())
    }

    fn fail_with(&self, faults: &[Option<MailFault>]) {
        self.mailer.faults.lock().unwrap().extend(faults);
    }

    fn waiting(&self) -> Vec<WaitingMail> {
        block_on(self.store.waiting_mails(1000)).unwrap()
    }

    fn dead(&self) -> Vec<DeadMail> {
        block_on(self.store.dead_mails(1000)).unwrap()
    }
}

fn keys() -> Keys {
    Keys::of(&RootKey::from_hex(&format!("01{}", "5a".repeat(31))).unwrap())
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// Issues a code for that address, valid until second 10,000; it replaces another if that is given.
fn order(store: &MemoryStore, id: u128, to: &str, replaces: Option<u128>) {
    let record = RecordId::from_u128(id);
    let code = Code::parse(&format!("{id:09}")).unwrap();
    let sealed_code = keys().seal("demo", record, &code, [7; 24]).unwrap();
    let new = NewRecord {
        id: record,
        subject: replaces.unwrap_or(id).to_string(),
        digest: vec![1],
        not_before: at(1),
        not_after: at(10_000),
        max_tries: 5,
        several: false,
        sealed_code: None,
        hidden: false,
        max_uses: 1,
        note: None,
        terms: None,
        issuer: "operator".into(),
        format: None,
        batch: None,
        remove_at: None,
    };
    let write = Write {
        tenant: "demo".into(),
        purpose: Some(Purpose::Enrolment),
        at: at(0),
        changed: Vec::new(),
        records: vec![new],
        superseded: replaces.into_iter().map(|old| (RecordId::from_u128(old), 1)).collect(),
        mails: vec![NewMail { record, to: to.into(), sealed_code, locale: None }],
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    };
    assert_eq!(block_on(store.apply(write)).unwrap(), crate::store::Applied::Done);
}

#[test]
fn a_due_mail_is_sent_once() {
    let fixture = Fixture::new(Retries::default());
    (1..=20).for_each(|id| order(&fixture.store, id, "a@example.com", None));
    let all: Vec<_> = (1..=20).map(|id| format!("a@example.com {id:09}")).collect();
    assert_eq!(fixture.run(10_000), all);
    assert_eq!(fixture.run(10_000), Vec::<String>::new());
    assert_eq!((fixture.waiting().len(), fixture.dead().len()), (0, 0));
    let sent =
        fixture.events.lock().unwrap().iter().filter(|event| event.starts_with("Sent")).count();
    assert_eq!(sent, 20);
}

#[test]
fn an_expired_code_is_not_sent_and_its_mail_dies() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    assert_eq!(fixture.run(10_001), Vec::<String>::new());
    let dead = fixture.dead();
    assert_eq!(
        (dead[0].fault, dead[0].attempts, dead[0].died_at),
        (MailFault::Expired, 0, at(10_001))
    );
    assert_eq!(fixture.store.held_mail(RecordId::from_u128(1)), None);
}

#[test]
fn a_superseded_code_is_still_sent() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    order(&fixture.store, 2, "a@example.com", Some(1));
    assert_eq!(fixture.run(1000).len(), 2);
}

#[test]
fn pauses_double_until_the_mail_is_accepted() {
    let fixture = Fixture::new(Retries { first: 30, longest: 100, attempts: 10 });
    order(&fixture.store, 1, "a@example.com", None);
    fixture.fail_with(&[Some(MailFault::Temporary); 4]);
    let mut now = 1000;
    for (attempts, pause) in [(1, 30), (2, 60), (3, 100), (4, 100)] {
        assert_eq!(fixture.run(now), Vec::<String>::new());
        let waiting = &fixture.waiting()[0];
        assert_eq!((waiting.attempts, waiting.next_attempt_at), (attempts, at(now + pause)));
        assert_eq!(waiting.last_error, Some(MailFault::Temporary));
        assert_eq!(fixture.run(now + pause - 1), Vec::<String>::new());
        assert_eq!(fixture.waiting()[0].attempts, attempts, "not a second too early");
        now += pause;
    }
    assert_eq!(fixture.run(now), ["a@example.com 000000001"]);
    assert_eq!(fixture.waiting(), []);
}

#[test]
fn permanent_and_temporary_faults_are_distinguished() {
    for fault in MailFault::ALL {
        let fixture = Fixture::new(Retries { attempts: 3, ..Retries::default() });
        order(&fixture.store, 1, &format!("{}@never.example", fault.name()), None);
        let _ = fixture.run(1000);
        let permanent = [
            MailFault::Rejected,
            MailFault::Recipient,
            MailFault::NeedsSmtpUtf8,
            MailFault::Expired,
        ];
        assert_eq!(fixture.dead().len(), usize::from(permanent.contains(&fault)), "{fault:?}");
        for now in [2000, 3000, 4000] {
            let _ = fixture.run(now);
        }
        let dead = &fixture.dead()[0];
        let attempts = if permanent.contains(&fault) { 1 } else { 3 };
        assert_eq!((dead.fault, dead.attempts), (fault, attempts));
        assert_eq!(fixture.store.held_mail(dead.record), None, "its encrypted code is wiped");
    }
}

#[test]
fn a_mail_that_would_be_too_late_dies_when_it_expires() {
    let fixture = Fixture::new(Retries { first: 5000, longest: 5000, attempts: 10 });
    order(&fixture.store, 1, "a@example.com", None);
    fixture.fail_with(&[Some(MailFault::Temporary)]);
    let _ = fixture.run(9_000);
    assert_eq!(fixture.waiting()[0].next_attempt_at, at(10_001));
    let _ = fixture.run(10_001);
    assert_eq!(fixture.dead()[0].fault, MailFault::Expired);
}

#[test]
fn refused_mails_delay_no_others_and_an_unreachable_server_delays_all() {
    let fixture = Fixture::new(Retries::default());
    (1..=70).for_each(|id| order(&fixture.store, id, "rejected@never.example", None));
    (71..=80).for_each(|id| order(&fixture.store, id, "temporary@never.example", None));
    order(&fixture.store, 100, "a@example.com", None);
    assert_eq!(fixture.run(1), ["a@example.com 000000100"]);
    assert_eq!((fixture.waiting().len(), fixture.dead().len()), (10, 70));
    for fault in [MailFault::Connection, MailFault::Login] {
        let fixture = Fixture::new(Retries::default());
        (1..=9).for_each(|id| order(&fixture.store, id, "a@example.com", None));
        fixture.fail_with(&[Some(fault)]);
        assert_eq!(fixture.run(1), Vec::<String>::new(), "one attempt, and no more");
        let attempted = fixture.waiting().iter().filter(|waiting| waiting.attempts > 0).count();
        assert_eq!(attempted, 1);
    }
}

#[test]
fn a_mail_that_another_host_reserved_is_left_to_it_for_a_while() {
    let fixture = Fixture::new(Retries { attempts: 2, ..Retries::default() });
    order(&fixture.store, 1, "a@example.com", None);
    let record = RecordId::from_u128(1);
    let until = at(1000 + u64::from(PATIENCE));
    let taken = fixture.store.step_mail(record, 0, MailStep::Try { until });
    assert!(block_on(taken).unwrap());
    assert_eq!(fixture.run(1000 + u64::from(PATIENCE) - 1), Vec::<String>::new());
    // The other host has crashed.
    assert_eq!(fixture.run(1000 + u64::from(PATIENCE)), ["a@example.com 000000001"]);
    // If as many attempts as allowed begin and never end, the mail dies too.
    order(&fixture.store, 2, "a@example.com", None);
    for attempts in 0..2 {
        let taken =
            fixture.store.step_mail(RecordId::from_u128(2), attempts, MailStep::Try { until });
        assert!(block_on(taken).unwrap());
    }
    assert_eq!(fixture.run(2000), Vec::<String>::new());
    assert_eq!((fixture.dead()[0].fault, fixture.dead()[0].attempts), (MailFault::Unanswered, 2));
}

#[test]
fn a_mail_that_was_reserved_after_it_was_read_is_left() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    order(&fixture.store, 2, "a@example.com", None);
    let seen = fixture.waiting();
    let record = RecordId::from_u128(1);
    let taken = fixture.store.step_mail(record, 0, MailStep::Try { until: at(60) });
    assert!(block_on(taken).unwrap());
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(fixture.mailer.clone()) };
    let delivery = Delivery { parts: &fixture.parts, lane: &lane };
    assert_eq!(delivery.attempt(&seen[0]).unwrap(), Next::PassOver);
    // The control: the other mail is not reserved.
    assert_eq!(delivery.attempt(&seen[1]).unwrap(), Next::GoOn);
    assert_eq!(fixture.mailer.sent.lock().unwrap().len(), 1);
}

#[test]
fn a_code_under_an_unknown_key_waits() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let other = Keys::of(&RootKey::from_hex(&format!("02{}", "5a".repeat(31))).unwrap());
    let blind = Fixture {
        parts: OutboxParts { keys: Arc::new(other), ..fixture.parts.clone() },
        ..fixture
    };
    assert_eq!(blind.run(1), Vec::<String>::new());
    assert_eq!(blind.waiting()[0].last_error, Some(MailFault::Unsealable));
}

/// Blocks until the test releases it.
struct Stuck(Mutex<mpsc::Receiver<()>>);

impl Mailer for Stuck {
    fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
        let _ = self.0.lock().unwrap().recv();
        Err(MailFault::Connection.into())
    }
}

#[test]
fn a_stuck_lane_delays_no_other_lane() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let (release, held) = mpsc::channel();
    let stuck = Lane { tenants: vec!["demo".into()], mailer: Box::new(Stuck(Mutex::new(held))) };
    let other = Lane { tenants: vec!["other".into()], mailer: Box::new(fixture.mailer.clone()) };
    let outbox = Outbox::start(&fixture.parts, vec![stuck, other]);
    while fixture.waiting()[0].attempts == 0 {
        thread::yield_now();
    }
    let record = RecordId::from_u128(2);
    let code = Code::parse("000000002").unwrap();
    let sealed_code = keys().seal("other", record, &code, [7; 24]).unwrap();
    let aside = MemoryStore::new();
    order(&aside, 2, "b@example.com", None);
    let new = aside.held(record).unwrap();
    let mails = vec![NewMail { record, to: "b@example.com".into(), sealed_code, locale: None }];
    let write = Write {
        tenant: "other".into(),
        purpose: Some(Purpose::Enrolment),
        at: at(0),
        changed: Vec::new(),
        records: vec![new],
        superseded: Vec::new(),
        mails,
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    };
    assert_eq!(block_on(fixture.store.apply(write)).unwrap(), crate::store::Applied::Done);
    outbox.ring("other");
    while fixture.mailer.sent.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    release.send(()).unwrap();
    drop(outbox);
    assert_eq!(fixture.waiting().len(), 1, "the stuck one's mail still waits");
}

/// Another host runs while a mail is being sent and the clock's next second begins.
#[test]
fn a_mail_whose_sending_takes_as_long_as_it_may_is_sent_once() {
    struct Slow(Arc<Fixture>);
    impl Mailer for Slow {
        fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
            // Another host runs in the second in which this one's patience ends.
            assert_eq!(self.0.run(1001), Vec::<String>::new());
            Ok(())
        }

        fn patience(&self) -> u32 {
            1
        }
    }
    let fixture = Arc::new(Fixture::new(Retries::default()));
    order(&fixture.store, 1, "a@example.com", None);
    *fixture.clock.0.lock().unwrap() = 1000;
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(Slow(Arc::clone(&fixture))) };
    Delivery { parts: &fixture.parts, lane: &lane }.run();
    assert_eq!(fixture.waiting().len(), 0);
    assert!(fixture.events.lock().unwrap().iter().any(|event| event.starts_with("Sent")));
}
