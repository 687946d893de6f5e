//! Both stores against the suite, and the suite against stores that are broken.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use async_trait::async_trait;
use codemint::directory::{Directory, DirectoryEntry};
use codemint::store::conformance::{self, AuditTrail, Fixture};
use codemint::store::{
    Applied, ImportError, KeptCode, MemoryStore, SqliteStore, Store, StoreError, StoredCode,
    SubjectImport, WaitingMail, Write,
};
use codemint_core::journey::{Standing, SubjectRow};
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use futures_executor::block_on;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn memory() -> Fixture {
    let store = Arc::new(MemoryStore::new());
    Fixture { audit: trail_of(store.clone()), store }
}

fn trail_of(store: Arc<MemoryStore>) -> Box<AuditTrail> {
    Box::new(move |tenant: &str| rows(store.audit_trail(tenant, 0, usize::MAX)))
}

/// The lines without their numbers, which must be ascending.
fn rows<T>(numbered: Vec<(u64, T)>) -> Vec<T> {
    assert!(numbered.is_sorted_by(|(one, _), (other, _)| one < other));
    numbered.into_iter().map(|(_, row)| row).collect()
}

#[test]
fn the_memory_store_keeps_every_rule() {
    conformance::run(&memory);
}

#[test]
fn the_sqlite_store_keeps_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    conformance::run(&|| {
        number.set(number.get() + 1);
        let store = SqliteStore::open(folder.path().join(format!("{}.db", number.get()))).unwrap();
        let trail = store.clone();
        let audit = move |tenant: &str| rows(trail.audit_trail(tenant, 0, usize::MAX).unwrap());
        Fixture { store: Arc::new(store), audit: Box::new(audit) }
    });
}

/// In which way a store is broken.
#[derive(Clone, Copy, Debug)]
enum Bug {
    /// In no way.
    None,
    /// Looks whether a subject is free, and inserts later, whatever has happened since.
    Racy,
    /// Supersedes a code in whatever version it is.
    IgnoresVersions,
    /// Keeps the audit trail of a write that conflicts.
    KeepsHalf,
    /// Has one tenant for all.
    Tenantless,
    /// Hands out the newest mail first.
    NewestFirst,
}

/// A sound store with a bug before it.
struct Broken(Arc<MemoryStore>, Bug);

impl Broken {
    fn tenant<'a>(&self, tenant: &'a str) -> &'a str {
        if matches!(self.1, Bug::Tenantless) { "" } else { tenant }
    }

    /// What the write has become when it reaches the sound store.
    async fn spoil(&self, write: &Write) -> Result<Write, StoreError> {
        let mut spoilt = Write { tenant: self.tenant(&write.tenant).into(), ..write.clone() };
        match self.1 {
            Bug::IgnoresVersions => {
                for (id, version) in &mut spoilt.superseded {
                    *version = self.stored_code(*id).await?.map_or(*version, |code| code.version);
                }
            }
            Bug::Racy => {
                let subjects: Vec<_> =
                    write.records.iter().map(|new| new.subject.clone()).collect();
                let live = self.live_codes(&write.tenant, write.purpose, &subjects).await?;
                spoilt.superseded = live.iter().map(|code| (code.id, code.version)).collect();
            }
            _ => {}
        }
        Ok(spoilt)
    }

    async fn apply_racy(&self, write: Write) -> Result<Applied, StoreError> {
        if !self.spoil(&write).await?.superseded.is_empty() {
            return Ok(Applied::Conflict);
        }
        thread::sleep(Duration::from_millis(5));
        // Overwrites whoever came in between.
        while self.0.apply(self.spoil(&write).await?).await? == Applied::Conflict {}
        Ok(Applied::Done)
    }
}

#[async_trait]
impl Store for Broken {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.0.live_codes(self.tenant(tenant), purpose, subjects).await
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        if matches!(self.1, Bug::Racy) {
            return self.apply_racy(write).await;
        }
        let applied = self.0.apply(self.spoil(&write).await?).await?;
        if matches!((self.1, applied), (Bug::KeepsHalf, Applied::Conflict)) {
            let (records, superseded, mails) = Default::default();
            self.0.apply(Write { records, superseded, mails, ..write }).await?;
        }
        Ok(applied)
    }

    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        let mut waiting = self.0.waiting_mails(limit).await?;
        if matches!(self.1, Bug::NewestFirst) {
            waiting.reverse();
        }
        Ok(waiting)
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.0.forget_mail(record).await
    }

    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError> {
        self.0.stored_code(record).await
    }

    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError> {
        self.0.kept_codes(self.tenant(tenant), purpose, subject).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.0.remove_expired(now, limit).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.ready().await
    }
}

fn broken(bug: Bug) -> Fixture {
    let sound = Arc::new(MemoryStore::new());
    Fixture { audit: trail_of(sound.clone()), store: Arc::new(Broken(sound, bug)) }
}

#[test]
fn the_suite_finds_each_bug_and_nothing_where_there_is_none() {
    conformance::run(&|| broken(Bug::None));
    for (bug, rule, seen) in [
        (Bug::Racy, "one of many inserts wins", "of 64 writes these were done"),
        (Bug::IgnoresVersions, "only the version that was seen is superseded", "left: Done"),
        (Bug::KeepsHalf, "a conflict leaves nothing behind", "right: [AuditRow"),
        (Bug::Tenantless, "tenants and purposes never meet", "left: Conflict"),
        (Bug::NewestFirst, "mails wait in order", "left: ["),
    ] {
        let (_, check) = conformance::CHECKS.into_iter().find(|(name, _)| *name == rule).unwrap();
        let fixture = broken(bug);
        let found = catch_unwind(AssertUnwindSafe(|| check(&fixture)));
        let found = found.expect_err(&format!("{bug:?} goes by the rule `{rule}`"));
        let text = found.downcast_ref::<String>().unwrap();
        assert!(text.contains(seen), "{bug:?} breaks the rule `{rule}` by: {text}");
    }
}

fn subject(name: &str, standing: Standing, purposes: &[Purpose]) -> SubjectImport {
    let mail = (standing == Standing::Active).then(|| "Box@example.com".into());
    SubjectImport { subject: name.into(), standing, purposes: purposes.into(), mail }
}

/// What a directory says of these names, for one purpose.
fn look_up(directory: &dyn Directory, tenant: &str, names: &[&str]) -> Vec<DirectoryEntry> {
    let names: Vec<_> = names.iter().map(|name| (*name).into()).collect();
    block_on(directory.look_up(tenant, Purpose::Enrolment, &names)).unwrap()
}

/// The subjects of one tenant that both directories are asked about.
fn subjects() -> Vec<SubjectImport> {
    vec![
        subject(" AMViaPref0@EXAMPLE.com ", Standing::Active, &Purpose::ALL),
        subject("PC-0815", Standing::Disabled, &[Purpose::Elevation, Purpose::Enrolment]),
        subject("leaver@example.com", Standing::PendingDeletion, &[Purpose::Elevation]),
        subject("nobody@example.com", Standing::Active, &[]),
        subject("far@example.com", Standing::Unavailable, &[]),
    ]
}

fn knows_its_subjects(directory: &dyn Directory) {
    let entry = |standing, purpose_allowed, mail: Option<&str>| DirectoryEntry {
        row: SubjectRow { standing, purpose_allowed, has_mail: mail.is_some() },
        mail: mail.map(Into::into),
    };
    let unknown = entry(Standing::Unknown, false, None);
    let asked = ["far@example.com", "pc-0815", "amviapref0@example.com", "leaver@example.com"];
    let expected = [
        entry(Standing::Unavailable, false, None),
        entry(Standing::Disabled, true, None),
        entry(Standing::Active, true, Some("Box@example.com")),
        entry(Standing::PendingDeletion, false, None),
    ];
    assert_eq!(look_up(directory, "tenant", &asked), expected);
    let asked = ["AMViaPref0@EXAMPLE.com", "nobody@example.com", "", "pc-0815"];
    let nobody = entry(Standing::Active, false, Some("Box@example.com"));
    let disabled = entry(Standing::Disabled, true, None);
    let expected = [unknown.clone(), nobody, unknown.clone(), disabled];
    assert_eq!(look_up(directory, "tenant", &asked), expected);
    assert_eq!(look_up(directory, "other", &["pc-0815", "x"]), [unknown.clone(), unknown]);
    assert_eq!(look_up(directory, "tenant", &[]), []);
}

#[test]
fn both_directories_know_their_subjects() {
    let memory = MemoryStore::new();
    subjects().into_iter().for_each(|subject| memory.insert_subject("tenant", subject));
    knows_its_subjects(&memory);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.db");
    let sqlite = SqliteStore::open(&path).unwrap();
    let count = sqlite.import_subjects("tenant", subjects().into_iter().map(Ok::<_, ImportError>));
    assert_eq!(count.unwrap(), 5);
    knows_its_subjects(&sqlite);
    sqlite.close().unwrap();
    knows_its_subjects(&SqliteStore::open(&path).unwrap());
}
