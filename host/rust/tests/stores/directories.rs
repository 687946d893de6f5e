//! Both directories return the same entries.

use codemint::Locale;
use codemint::directory::{Directory, DirectoryEntry};
use codemint::store::{ImportError, MemoryStore, SqliteStore, SubjectImport};
use codemint_core::journey::{Standing, SubjectRow};
use codemint_core::words::Purpose;
use futures_executor::block_on;

fn subject(name: &str, standing: Standing, purposes: &[Purpose]) -> SubjectImport {
    let mail = (standing == Standing::Active).then(|| "Box@example.com".into());
    let locale = (standing == Standing::Active).then(|| Locale::parse("de-AT").unwrap());
    let (purposes, bare) = (purposes.into(), SubjectImport::of(name));
    SubjectImport { standing, purposes, mail, locale, ..bare }
}

/// The entries of these names, for one purpose.
fn look_up(directory: &dyn Directory, tenant: &str, names: &[&str]) -> Vec<DirectoryEntry> {
    let names: Vec<_> = names.iter().map(|name| (*name).into()).collect();
    block_on(directory.look_up(tenant, Purpose::Enrolment, &names)).unwrap()
}

/// The subjects in both directories.
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
        locale: mail.and_then(|_| Locale::parse("de-AT")),
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
