//! What waits is sent once, unless it has expired; what is refused keeps nobody waiting.

use super::*;
use crate::keys::RootKey;
use crate::store::{MemoryStore, NewMail, NewRecord, Write};
use codemint_core::words::{Code, Purpose, RecordId, Timestamp};
use std::sync::Mutex;

/// Notes what it sends, and refuses one address.
#[derive(Default)]
struct Noting(Mutex<Vec<String>>);

impl Mailer for Noting {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailError> {
        if mail.to == "refused@example.com" {
            return Err(MailError::Refused("no such mailbox".into()));
        }
        self.0.lock().unwrap().push(format!("{} {}", mail.to, mail.code.reveal()));
        Ok(())
    }
}

fn keys() -> Keys {
    Keys::of(&RootKey::from_hex(&format!("01{}", "5a".repeat(31))).unwrap())
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// Issues a code for that address, valid until second 1000, in the place of another.
fn order(store: &MemoryStore, id: u128, to: &str, replaces: Option<u128>) {
    let record = RecordId::from_u128(id);
    let code = Code::parse(&format!("{id:09}")).unwrap();
    let sealed_code = keys().seal("demo", record, &code, [7; 24]).unwrap();
    let new = NewRecord {
        id: record,
        subject: replaces.unwrap_or(id).to_string(),
        digest: vec![1],
        not_before: at(1),
        not_after: at(1000),
        max_tries: 5,
        several: false,
        sealed_code: None,
        hidden: false,
        max_uses: 1,
        note: None,
        terms: None,
        issuer: "operator".into(),
        remove_at: None,
    };
    let write = Write {
        tenant: "demo".into(),
        purpose: Purpose::Enrolment,
        records: vec![new],
        superseded: replaces.into_iter().map(|old| (RecordId::from_u128(old), 1)).collect(),
        mails: vec![NewMail { record, to: to.into(), sealed_code, locale: None }],
        audit: Vec::new(),
    };
    assert_eq!(block_on(store.apply(write)).unwrap(), crate::store::Applied::Done);
}

/// What is sent at that second, and how much waits afterwards.
fn sent(store: &MemoryStore, now: u64) -> (Vec<String>, usize) {
    let mailer = Noting::default();
    let (keys, clock) = (keys(), at(now));
    Post { store, keys: &keys, clock: &clock, mailer: &mailer }.send_waiting(&|_| {});
    let waiting = block_on(store.waiting_mails(1000)).unwrap().len();
    (mailer.0.into_inner().unwrap(), waiting)
}

#[test]
fn what_waits_is_sent_once() {
    let store = MemoryStore::new();
    order(&store, 1, "a@example.com", None);
    order(&store, 2, "b@example.com", None);
    let both = ["a@example.com 000000001", "b@example.com 000000002"].map(String::from).to_vec();
    assert_eq!(sent(&store, 1000), (both, 0));
    assert_eq!(sent(&store, 1000), (Vec::new(), 0));
}

#[test]
fn an_expired_code_is_forgotten_and_not_sent() {
    let store = MemoryStore::new();
    order(&store, 1, "a@example.com", None);
    assert_eq!(sent(&store, 1001), (Vec::new(), 0));
}

#[test]
fn a_superseded_code_is_sent_as_it_was_promised() {
    let store = MemoryStore::new();
    order(&store, 1, "a@example.com", None);
    order(&store, 2, "a@example.com", Some(1));
    assert_eq!(sent(&store, 1000).0.len(), 2);
}

#[test]
fn refused_mails_stay_and_keep_nobody_waiting() {
    let store = MemoryStore::new();
    for id in 1..=70 {
        order(&store, id, "refused@example.com", None);
    }
    order(&store, 100, "a@example.com", None);
    assert_eq!(sent(&store, 1), (vec!["a@example.com 000000100".into()], 70));
}
