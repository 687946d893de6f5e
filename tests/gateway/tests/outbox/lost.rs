//! No mail is lost, at whatever point a server fails, and none is sent twice without a failure. The
//! control is a sender that forgets mails too early.

use super::settings;
use codemint::clock::SystemClock;
use codemint::entropy::SystemEntropy;
use codemint::keys::{Keys, RootKey};
use codemint::mail::{
    Lane, Mail, MailFailure, Mailer, Outbox, OutboxParts, Retries, SmtpMailer, SmtpTls,
};
use codemint::store::{
    Applied, MailQueue as _, MemoryStore, NewMail, NewRecord, Store as _, Write,
};
use codemint::words::{Code, Purpose, RecordId, Timestamp};
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Behaviour, Smtp, smtp};
use futures_executor::block_on;
use std::collections::BTreeMap;
use std::sync::Arc;

const MAILS: u128 = 6;

/// Reports a mail as sent before the server has accepted it.
struct Impatient(SmtpMailer);

impl Mailer for Impatient {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure> {
        let _ = self.0.send(mail);
        Ok(())
    }
}

fn keys() -> Keys {
    Keys::of(&RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// Stores a code of `demo` with a mail.
pub(super) fn add_mail(store: &MemoryStore, n: u128) {
    let (record, code) = (RecordId::from_u128(n), Code::parse(&format!("{n:09}")).unwrap());
    let sealed_code = keys().seal("demo", record, &code, [7; 24]).unwrap();
    let new = NewRecord {
        id: record,
        subject: n.to_string(),
        digest: vec![1],
        not_before: at(1),
        not_after: at(100_000_000_000),
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
        at: at(1),
        changed: Vec::new(),
        records: vec![new],
        superseded: Vec::new(),
        mails: vec![NewMail { record, to: "ann@example.com".into(), sealed_code, locale: None }],
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    };
    assert_eq!(block_on(store.apply(write)).unwrap(), Applied::Done);
}

pub(super) fn parts(store: &MemoryStore) -> OutboxParts {
    OutboxParts {
        store: Arc::new(store.clone()),
        keys: Arc::new(keys()),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        retries: Retries { first: 1, longest: 1, attempts: 100 },
        report: Arc::new(|_| {}),
        executor: Arc::new(|task| block_on(task)),
    }
}

/// How often each code and `Message-ID` arrived at a server with that behaviour.
fn arrived(
    behaviour: Behaviour,
    wrap: impl FnOnce(SmtpMailer) -> Box<dyn Mailer>,
) -> BTreeMap<(String, String), usize> {
    let (store, server) = (MemoryStore::new(), Smtp::start(behaviour));
    (1..=MAILS).for_each(|n| add_mail(&store, n));
    let mailer = SmtpMailer::new(settings(&server, SmtpTls::None { anywhere: false })).unwrap();
    let lane = Lane { tenants: vec!["demo".into()], mailer: wrap(mailer) };
    let outbox = Outbox::start(&parts(&store), vec![lane]);
    until("an empty outbox", || {
        let counts = block_on(store.mail_counts()).unwrap();
        assert_eq!(counts.dead, 0);
        (counts.waiting == 0).then_some(())
    });
    drop(outbox);
    let mut arrived = BTreeMap::new();
    for mail in server.end() {
        let names = (smtp::code_in(&mail.text), mail.header("Message-ID").to_owned());
        *arrived.entry(names).or_default() += 1;
    }
    arrived
}

fn all() -> Vec<(String, String)> {
    let name = |n: u128| (format!("{n:09}"), format!("<{}@example.com>", RecordId::from_u128(n)));
    (1..=MAILS).map(name).collect()
}

#[test]
fn a_server_that_dies_or_is_busy_receives_every_mail() {
    for behaviour in
        [Behaviour::DiesFirst(3), Behaviour::HangsUpFirst(3), Behaviour::IsBusyFirst(3)]
    {
        let arrived = arrived(behaviour, |mailer| Box::new(mailer));
        // This server drops a mail that it has not accepted, so each mail arrives once.
        assert_eq!(arrived.keys().cloned().collect::<Vec<_>>(), all(), "{behaviour:?}");
        assert!(arrived.values().all(|count| *count == 1), "{behaviour:?}: {arrived:?}");
    }
}

#[test]
fn a_sound_server_receives_each_mail_once() {
    let arrived = arrived(Behaviour::Takes, |mailer| Box::new(mailer));
    assert_eq!(arrived.keys().cloned().collect::<Vec<_>>(), all());
    assert!(arrived.values().all(|count| *count == 1), "{arrived:?}");
}

#[test]
fn two_hosts_on_one_store_send_each_mail_once() {
    let (store, server) = (MemoryStore::new(), Smtp::start(Behaviour::Takes));
    (1..=40).for_each(|n| add_mail(&store, n));
    let start = || {
        let plain = settings(&server, SmtpTls::None { anywhere: false });
        let mailer = Box::new(SmtpMailer::new(plain).unwrap());
        let lane = Lane { tenants: vec!["demo".into()], mailer };
        Outbox::start(&parts(&store), vec![lane])
    };
    let hosts = [start(), start()];
    until("an empty outbox", || {
        (block_on(store.mail_counts()).unwrap().waiting == 0).then_some(())
    });
    drop(hosts);
    let mut codes: Vec<_> = server.end().iter().map(|mail| smtp::code_in(&mail.text)).collect();
    codes.sort();
    assert_eq!(codes, (1..=40).map(|n| format!("{n:09}")).collect::<Vec<_>>());
}

/// The control.
#[test]
fn a_sender_that_does_not_wait_for_the_reply_loses_mails() {
    for behaviour in
        [Behaviour::DiesFirst(3), Behaviour::HangsUpFirst(3), Behaviour::IsBusyFirst(3)]
    {
        let arrived = arrived(behaviour, |mailer| Box::new(Impatient(mailer)));
        assert_eq!(arrived.len(), MAILS as usize - 3, "{behaviour:?}: {arrived:?}");
    }
}
