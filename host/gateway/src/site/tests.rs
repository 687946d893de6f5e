use super::vouch;
use codemint::Store as _;
use codemint::clock::{Clock, ClockError, SystemClock};
use codemint::journey::AuditEvent;
use codemint::keys::{AuditKeys, KeyRing};
use codemint::store::{AuditRow, SqliteStore, Write};
use codemint::words::Timestamp;
use std::time::Duration;

/// A clock that cannot be read.
struct Unreadable;

impl Clock for Unreadable {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Err(ClockError)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

#[tokio::test]
async fn a_checkpoint_has_the_time_of_the_installations_clock() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("codes.db")).unwrap();
    let keys = AuditKeys::of_ring(&KeyRing::from_text(&"0123456789abcdef".repeat(4)).unwrap());
    let at = SystemClock.now().unwrap();
    let row = AuditRow {
        at,
        actor: "ann".to_owned(),
        subject: None,
        event: AuditEvent::TrailRead,
        record: None,
        detail: None,
    };
    let write = Write {
        tenant: "one".to_owned(),
        purpose: None,
        at,
        records: Vec::new(),
        superseded: Vec::new(),
        changed: Vec::new(),
        mails: Vec::new(),
        audit: vec![row],
        anonymous: false,
        answer: None,
    };
    store.apply(write).await.unwrap();
    vouch(&store, &keys, &Unreadable);
    assert!(store.verify_audit(&keys).is_err(), "a checkpoint without a time was written");
    vouch(&store, &keys, &SystemClock);
    assert_eq!(store.verify_audit(&keys).unwrap().entries, 1);
}
