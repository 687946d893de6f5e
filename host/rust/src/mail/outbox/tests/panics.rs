//! A worker survives a panic and reports it.

use super::*;

/// The parts with a report that sends the events over a channel.
fn reporting(parts: &OutboxParts) -> (OutboxParts, mpsc::Receiver<String>) {
    let (events, reported) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| events.send(format!("{event:?}")).unwrap();
    (OutboxParts { report: Arc::new(report), ..parts.clone() }, reported)
}

fn lane(mailer: impl Mailer + 'static) -> Lane {
    Lane { tenants: vec!["demo".into()], mailer: Box::new(mailer) }
}

/// Panics at record 1, and sends the others.
struct Panicking(Arc<Recorder>);

impl Mailer for Panicking {
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
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let (parts, reported) = reporting(&fixture.parts);
    let outbox = Outbox::start(&parts, vec![lane(Panicking(fixture.mailer.clone()))]);
    assert_eq!(reported.recv().unwrap(), "Halted(Panicked)");
    order(&fixture.store, 2, "a@example.com", None);
    outbox.ring("demo");
    assert!(reported.recv().unwrap().starts_with("Sent"));
    assert_eq!(*fixture.mailer.sent.lock().unwrap(), ["a@example.com 000000002"]);
    // The first one waits for its next attempt, and one attempt is counted.
    let waiting = fixture.waiting();
    assert_eq!((waiting.len(), waiting[0].attempts), (1, 1));
    drop(outbox);
}

/// The control: without [`OutboxParts::guarded`] the same panic ends the thread and is not
/// reported.
#[test]
fn an_unguarded_panic_ends_the_thread_and_is_not_reported() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let (parts, reported) = reporting(&fixture.parts);
    let lane = lane(Panicking(fixture.mailer.clone()));
    let ended = thread::spawn(move || Delivery { parts: &parts, lane: &lane }.run()).join();
    assert!(ended.is_err() && reported.recv().is_err());
}

#[test]
fn a_report_that_panics_ends_no_worker() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let (events, reported) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| {
        events.send(format!("{event:?}")).unwrap();
        panic!("a report that panics");
    };
    let parts = OutboxParts { report: Arc::new(report), ..fixture.parts.clone() };
    let outbox = Outbox::start(&parts, vec![lane(fixture.mailer.clone())]);
    assert!(reported.recv().unwrap().starts_with("Sent"));
    assert_eq!(reported.recv().unwrap(), "Halted(Panicked)");
    order(&fixture.store, 2, "a@example.com", None);
    outbox.ring("demo");
    assert!(reported.recv().unwrap().starts_with("Sent"));
    drop(outbox);
    assert_eq!(fixture.waiting(), []);
}

#[test]
fn an_executor_that_returns_early_is_reported() {
    let fixture = Fixture::new(Retries::default());
    order(&fixture.store, 1, "a@example.com", None);
    let (parts, reported) = reporting(&fixture.parts);
    let early = OutboxParts { executor: Arc::new(|_| {}), ..parts };
    let outbox = Outbox::start(&early, vec![lane(fixture.mailer.clone())]);
    assert_eq!(reported.recv().unwrap(), "Halted(Executor)");
    drop(outbox);
    assert_eq!(fixture.waiting().len(), 1);
}
