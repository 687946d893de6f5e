//! A worker outlives what panics in it, and reports it.

use super::*;

/// What a worker reported, one event after the other.
fn reporting(parts: &OutboxParts) -> (OutboxParts, mpsc::Receiver<String>) {
    let (events, heard) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| events.send(format!("{event:?}")).unwrap();
    (OutboxParts { report: Arc::new(report), ..parts.clone() }, heard)
}

fn lane(mailer: impl Mailer + 'static) -> Lane {
    Lane { tenants: vec!["demo".into()], mailer: Box::new(mailer) }
}

/// Panics at the first mail, and sends the others.
struct Stumbling(Arc<Noting>);

impl Mailer for Stumbling {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure> {
        assert_ne!(mail.record, RecordId::from_u128(1), "a mailer that panics");
        self.0.send(mail)
    }

    fn patience(&self) -> u32 {
        PATIENCE
    }
}

#[test]
fn a_mailer_that_panics_is_reported_and_the_next_mail_is_sent() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    let (parts, heard) = reporting(&house.parts);
    let outbox = Outbox::start(&parts, vec![lane(Stumbling(house.mailer.clone()))]);
    assert_eq!(heard.recv().unwrap(), "Halted(Panicked)");
    order(&house.store, 2, "a@example.com", None);
    outbox.ring("demo");
    assert!(heard.recv().unwrap().starts_with("Sent"));
    assert_eq!(*house.mailer.sent.lock().unwrap(), ["a@example.com 000000002"]);
    // The first is tried again when its time has come, and counts as tried once before.
    let waiting = house.waiting();
    assert_eq!((waiting.len(), waiting[0].attempts), (1, 1));
    drop(outbox);
}

#[test]
fn a_report_that_panics_ends_no_worker() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    let (events, heard) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| {
        events.send(format!("{event:?}")).unwrap();
        panic!("a report that panics");
    };
    let parts = OutboxParts { report: Arc::new(report), ..house.parts.clone() };
    let outbox = Outbox::start(&parts, vec![lane(house.mailer.clone())]);
    assert!(heard.recv().unwrap().starts_with("Sent"));
    assert_eq!(heard.recv().unwrap(), "Halted(Panicked)");
    order(&house.store, 2, "a@example.com", None);
    outbox.ring("demo");
    assert!(heard.recv().unwrap().starts_with("Sent"));
    drop(outbox);
    assert_eq!(house.waiting(), []);
}

#[test]
fn an_executor_that_gives_up_is_reported() {
    let house = House::new(Retries::default());
    order(&house.store, 1, "a@example.com", None);
    let (parts, heard) = reporting(&house.parts);
    let lazy = OutboxParts { executor: Arc::new(|_| {}), ..parts };
    let outbox = Outbox::start(&lazy, vec![lane(house.mailer.clone())]);
    assert_eq!(heard.recv().unwrap(), "Halted(Executor)");
    drop(outbox);
    assert_eq!(house.waiting().len(), 1);
}
