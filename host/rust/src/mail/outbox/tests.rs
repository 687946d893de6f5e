//! What is due is sent once; what nobody takes is tried later and later, and dies in the end.

mod panics;

use super::delivery::Next;
use super::*;
use crate::entropy::EntropyError;
use crate::keys::RootKey;
use crate::mail::Mail;
use crate::store::{
    DeadMail, MailQueue as _, MailStep, MemoryStore, NewMail, NewRecord, WaitingMail, Write,
};
use codemint_core::words::{Code, Purpose};
use futures_executor::block_on;
use std::collections::VecDeque;
use std::sync::Mutex;

const PATIENCE: u32 = 60;

/// Notes what it sends, and fails as it was told to.
#[derive(Default)]
struct Noting {
    sent: Mutex<Vec<String>>,
    faults: Mutex<VecDeque<Option<MailFault>>>,
}

impl Mailer for Arc<Noting> {
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

/// A clock that is set by hand.
#[derive(Default)]
struct Hand(Mutex<u64>);

impl Clock for Hand {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(at(*self.0.lock().unwrap()))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(at(*self.0.lock().unwrap()).seconds())
    }
}

/// The longest pause each time.
struct NoChance;

impl Entropy for NoChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        bytes.fill(0);
        Ok(())
    }
}

/// A store, a sender and a clock for one test.
struct House {
    store: MemoryStore,
    clock: Arc<Hand>,
    mailer: Arc<Noting>,
    events: Arc<Mutex<Vec<String>>>,
    parts: OutboxParts,
}

impl House {
    fn new(retries: Retries) -> Self {
        let (store, clock) = (MemoryStore::new(), Arc::new(Hand::default()));
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = events.clone();
        let parts = OutboxParts {
            store: Arc::new(store.clone()),
            keys: Arc::new(keys()),
            clock: clock.clone(),
            entropy: Arc::new(NoChance),
            retries,
            report: Arc::new(move |event| heard.lock().unwrap().push(format!("{event:?}"))),
            executor: Arc::new(|task| block_on(task)),
        };
        Self { store, clock, mailer: Arc::default(), events, parts }
    }

    /// What is sent in a look at that second.
    fn look(&self, now: u64) -> Vec<String> {
        *self.clock.0.lock().unwrap() = now;
        let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(self.mailer.clone()) };
        Delivery { parts: &self.parts, lane: &lane }.look();
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

/// Issues a code for that address, valid until second 10,000, in the place of another.
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
fn what_is_due_is_sent_once() {
    let house = House::new(Retries::default());
    (1..=20).for_each(|id| order(&house.store, id, "a@example.com", None));
    let all: Vec<_> = (1..=20).map(|id| format!("a@example.com {id:09}")).collect();
    assert_eq!(house.look(10_000), all);
    assert_eq!(house.look(10_000), Vec::<String>::new());
    assert_eq!((house.waiting().len(), house.dead().len()), (0, 0));
    let sent =
        house.events.lock().unwrap().iter().filter(|event| event.starts_with("Sent")).count();
    assert_eq!(sent, 20);
}

#[test]
fn an_expired_code_is_not_sent_and_its_mail_dies() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    assert_eq!(house.look(10_001), Vec::<String>::new());
    let dead = house.dead();
    assert_eq!(
        (dead[0].fault, dead[0].attempts, dead[0].died_at),
        (MailFault::Expired, 0, at(10_001))
    );
    assert_eq!(house.store.held_mail(RecordId::from_u128(1)), None);
}

#[test]
fn a_superseded_code_is_sent_as_it_was_promised() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    order(&house.store, 2, "a@example.com", Some(1));
    assert_eq!(house.look(1000).len(), 2);
}

#[test]
fn pauses_double_until_the_mail_is_taken() {
    let house = House::new(Retries { first: 30, longest: 100, attempts: 10 });
    order(&house.store, 1, "a@example.com", None);
    house.fail_with(&[Some(MailFault::Temporary); 4]);
    let mut now = 1000;
    for (tries, pause) in [(1, 30), (2, 60), (3, 100), (4, 100)] {
        assert_eq!(house.look(now), Vec::<String>::new());
        let waiting = &house.waiting()[0];
        assert_eq!((waiting.attempts, waiting.next_attempt_at), (tries, at(now + pause)));
        assert_eq!(waiting.last_error, Some(MailFault::Temporary));
        assert_eq!(house.look(now + pause - 1), Vec::<String>::new());
        assert_eq!(house.waiting()[0].attempts, tries, "not a second too early");
        now += pause;
    }
    assert_eq!(house.look(now), ["a@example.com 000000001"]);
    assert_eq!(house.waiting(), []);
}

#[test]
fn permanent_and_temporary_faults_are_told_apart() {
    for fault in MailFault::ALL {
        let house = House::new(Retries { attempts: 3, ..Retries::default() });
        order(&house.store, 1, &format!("{}@never.example", fault.name()), None);
        let _ = house.look(1000);
        let permanent = [
            MailFault::Rejected,
            MailFault::Recipient,
            MailFault::NeedsSmtpUtf8,
            MailFault::Expired,
        ];
        assert_eq!(house.dead().len(), usize::from(permanent.contains(&fault)), "{fault:?}");
        for now in [2000, 3000, 4000] {
            let _ = house.look(now);
        }
        let dead = &house.dead()[0];
        let tries = if permanent.contains(&fault) { 1 } else { 3 };
        assert_eq!((dead.fault, dead.attempts), (fault, tries));
        assert_eq!(house.store.held_mail(dead.record), None, "its sealed code is wiped");
    }
}

#[test]
fn a_mail_that_would_come_too_late_dies_on_time() {
    let house = House::new(Retries { first: 5000, longest: 5000, attempts: 10 });
    order(&house.store, 1, "a@example.com", None);
    house.fail_with(&[Some(MailFault::Temporary)]);
    let _ = house.look(9_000);
    assert_eq!(house.waiting()[0].next_attempt_at, at(10_001));
    let _ = house.look(10_001);
    assert_eq!(house.dead()[0].fault, MailFault::Expired);
}

#[test]
fn refused_mails_keep_nobody_waiting_and_an_absent_server_everybody() {
    let house = House::new(Retries::default());
    (1..=70).for_each(|id| order(&house.store, id, "rejected@never.example", None));
    (71..=80).for_each(|id| order(&house.store, id, "temporary@never.example", None));
    order(&house.store, 100, "a@example.com", None);
    assert_eq!(house.look(1), ["a@example.com 000000100"]);
    assert_eq!((house.waiting().len(), house.dead().len()), (10, 70));
    for fault in [MailFault::Connection, MailFault::Login] {
        let house = House::new(Retries::default());
        (1..=9).for_each(|id| order(&house.store, id, "a@example.com", None));
        house.fail_with(&[Some(fault)]);
        assert_eq!(house.look(1), Vec::<String>::new(), "one try, and no more");
        let tried = house.waiting().iter().filter(|waiting| waiting.attempts > 0).count();
        assert_eq!(tried, 1);
    }
}

#[test]
fn a_mail_that_somebody_else_took_up_is_left_to_him_for_a_while() {
    let house = House::new(Retries { attempts: 2, ..Retries::default() });
    order(&house.store, 1, "a@example.com", None);
    let record = RecordId::from_u128(1);
    let until = at(1000 + u64::from(PATIENCE));
    let taken = house.store.step_mail(record, 0, MailStep::Try { until });
    assert!(block_on(taken).unwrap());
    assert_eq!(house.look(1000 + u64::from(PATIENCE) - 1), Vec::<String>::new());
    // He has died with it.
    assert_eq!(house.look(1000 + u64::from(PATIENCE)), ["a@example.com 000000001"]);
    // Where tries begin as often as they may and never end, the mail dies too.
    order(&house.store, 2, "a@example.com", None);
    for attempts in 0..2 {
        let taken =
            house.store.step_mail(RecordId::from_u128(2), attempts, MailStep::Try { until });
        assert!(block_on(taken).unwrap());
    }
    assert_eq!(house.look(2000), Vec::<String>::new());
    assert_eq!((house.dead()[0].fault, house.dead()[0].attempts), (MailFault::Unanswered, 2));
}

#[test]
fn whoever_saw_a_mail_before_another_took_it_up_leaves_it() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    order(&house.store, 2, "a@example.com", None);
    let seen = house.waiting();
    let record = RecordId::from_u128(1);
    let taken = house.store.step_mail(record, 0, MailStep::Try { until: at(60) });
    assert!(block_on(taken).unwrap());
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(house.mailer.clone()) };
    let delivery = Delivery { parts: &house.parts, lane: &lane };
    assert_eq!(delivery.take_up(&seen[0]).unwrap(), Next::PassOver);
    // The control: the other one is nobody's yet.
    assert_eq!(delivery.take_up(&seen[1]).unwrap(), Next::GoOn);
    assert_eq!(house.mailer.sent.lock().unwrap().len(), 1);
}

#[test]
fn a_code_under_an_unknown_key_waits() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    let other = Keys::of(&RootKey::from_hex(&format!("02{}", "5a".repeat(31))).unwrap());
    let blind =
        House { parts: OutboxParts { keys: Arc::new(other), ..house.parts.clone() }, ..house };
    assert_eq!(blind.look(1), Vec::<String>::new());
    assert_eq!(blind.waiting()[0].last_error, Some(MailFault::Unsealable));
}

/// Sends nothing before it is let.
struct Stuck(Mutex<mpsc::Receiver<()>>);

impl Mailer for Stuck {
    fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
        let _ = self.0.lock().unwrap().recv();
        Err(MailFault::Connection.into())
    }
}

#[test]
fn a_lane_that_is_stuck_holds_up_no_other_one() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    let (let_go, held) = mpsc::channel();
    let stuck = Lane { tenants: vec!["demo".into()], mailer: Box::new(Stuck(Mutex::new(held))) };
    let other = Lane { tenants: vec!["other".into()], mailer: Box::new(house.mailer.clone()) };
    let outbox = Outbox::start(&house.parts, vec![stuck, other]);
    while house.waiting()[0].attempts == 0 {
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
    assert_eq!(block_on(house.store.apply(write)).unwrap(), crate::store::Applied::Done);
    outbox.ring("other");
    while house.mailer.sent.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    let_go.send(()).unwrap();
    drop(outbox);
    assert_eq!(house.waiting().len(), 1, "the stuck one's mail still waits");
}

/// What is sent while a mailer has the mail in hand, and the clock's next second begins.
#[test]
fn a_mail_whose_sending_takes_as_long_as_it_may_is_sent_once() {
    struct Slow(Arc<House>);
    impl Mailer for Slow {
        fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
            // Another host looks, in the second in which this one's patience ends.
            assert_eq!(self.0.look(1001), Vec::<String>::new());
            Ok(())
        }

        fn patience(&self) -> u32 {
            1
        }
    }
    let house = Arc::new(House::new(Retries::default()));
    order(&house.store, 1, "a@example.com", None);
    *house.clock.0.lock().unwrap() = 1000;
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(Slow(Arc::clone(&house))) };
    Delivery { parts: &house.parts, lane: &lane }.look();
    assert_eq!(house.waiting().len(), 0);
    assert!(house.events.lock().unwrap().iter().any(|event| event.starts_with("Sent")));
}
