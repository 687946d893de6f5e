//! Imports, complete and interrupted.

use super::{done, folder, issue};
use crate::directory::{Directory, DirectoryEntry};
use crate::store::sqlite::import_steps::{Staged, Step};
use crate::store::sqlite::job::Outcome;
use crate::store::sqlite::{ImportAborted, SqliteStore};
use crate::store::wait::block_on;
use crate::store::{ImportError, StoreError, SubjectImport};
use codemint_core::journey::Standing;
use codemint_core::words::Purpose;
use rusqlite::Connection;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

fn look_up(store: &SqliteStore, tenant: &str, names: &[&str]) -> Vec<DirectoryEntry> {
    let names: Vec<_> = names.iter().map(|name| (*name).into()).collect();
    block_on(store.look_up(tenant, Purpose::Elevation, &names)).unwrap()
}

fn standings(store: &SqliteStore, names: &[&str]) -> Vec<Standing> {
    look_up(store, "tenant", names).iter().map(|entry| entry.row.standing).collect()
}

fn import(store: &SqliteStore, csv: &str) -> Result<u64, ImportAborted<ImportError>> {
    store.import_subjects("tenant", SubjectImport::from_csv(csv.as_bytes()))
}

/// The number of rows in the tables that an import passes through.
fn left_over(path: &Path) -> i64 {
    let beside = Connection::open(path).unwrap();
    let sql = "SELECT (SELECT count(*) FROM staged) + (SELECT count(*) FROM imports)";
    beside.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A CSV text of any length, generated while it is read.
struct Generated {
    rows: std::ops::Range<u32>,
    text: io::Cursor<Vec<u8>>,
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.text.position() == self.text.get_ref().len() as u64 {
            let row = self.rows.next().map(|n| format!("u{n}@Example.com,elevation\n"));
            self.text = io::Cursor::new(row.unwrap_or_default().into_bytes());
        }
        self.text.read(buffer)
    }
}

/// The numbers of staged subjects and of published imports.
fn progress(beside: &Connection) -> (i64, i64) {
    let sql =
        "SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM imports WHERE published)";
    beside.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// Issues codes until the import has ended, and returns how many while it was staged, and how many
/// while it was moved. Checks that the first and the last subject are always both known, or
/// neither.
fn issue_meanwhile(
    store: &SqliteStore,
    path: &Path,
    ends: &[&str],
    ended: &AtomicBool,
) -> (u64, u64) {
    let beside = Connection::open(path).unwrap();
    let (mut staging, mut moving) = (0, 0);
    for n in 0.. {
        let before = progress(&beside);
        let found = standings(store, ends);
        assert_eq!(found[0], found[1], "a part of it is in force at {before:?}");
        done(store, issue(n));
        match (before, progress(&beside)) {
            ((1.., 0), (1.., 0)) => staging += 1,
            ((1.., 1), (1.., 1)) => moving += 1,
            _ if ended.load(Relaxed) => break,
            _ => {}
        }
    }
    (staging, moving)
}

#[test]
fn many_rows_come_into_force_together_and_block_no_write() {
    const ROWS: u32 = 100_000;
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let text = io::Cursor::new(b"subject,purposes\n".to_vec());
    let subjects = SubjectImport::from_csv(Generated { rows: 0..ROWS, text });
    let ended = AtomicBool::new(false);
    let ends = ["u0@example.com", "u9@example.com"]; // in ascending order of bytes
    thread::scope(|scope| {
        let issuing = scope.spawn(|| issue_meanwhile(&store, &path, &ends, &ended));
        let imported = store.import_subjects("tenant", subjects);
        ended.store(true, Relaxed);
        assert_eq!(imported.unwrap(), u64::from(ROWS));
        let (staging, moving) = issuing.join().unwrap();
        assert!(staging > 9 && moving > 9, "issued meanwhile: {staging}, {moving}");
    });
    let names: Vec<_> = (0..ROWS).map(|n| format!("u{n}@example.com")).collect();
    for names in names.chunks(1000) {
        let found = block_on(store.look_up("tenant", Purpose::Elevation, names)).unwrap();
        assert!(found.iter().all(|e| e.row.standing == Standing::Active && e.row.purpose_allowed));
    }
    assert_eq!(left_over(&path), 0);
}

#[test]
fn an_import_replaces_only_the_subjects_it_names() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let header = "subject,standing,purposes,mail\n";
    let csv = format!("{header}a,,all,m@example.com\nb,,,\nC,disabled,,\n");
    assert_eq!(import(&store, &csv).unwrap(), 3);
    assert_eq!(standings(&store, &["c"]), [Standing::Disabled]);
    import(&store, &format!("{header}a,disabled,,\nd,,,\n")).unwrap();
    let found = look_up(&store, "tenant", &["a", "b", "d"]);
    assert_eq!(found[0].row.standing, Standing::Disabled);
    assert!(!found[0].row.purpose_allowed && found[0].mail.is_none());
    assert_eq!(standings(&store, &["b", "d"]), [Standing::Active; 2]);
    assert_eq!(look_up(&store, "other", &["a"])[0].row.standing, Standing::Unknown);
    assert_eq!(import(&store, header).unwrap(), 0);
}

#[test]
fn an_import_with_an_error_is_not_in_force_at_all() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject,standing\nu1,disabled\n").unwrap();
    let mut csv = String::from("subject,standing\n");
    (0..2500).for_each(|n| csv.push_str(&format!("u{n},active\n")));
    csv.push_str("u1,gone\n");
    let error = import(&store, &csv).unwrap_err();
    assert_eq!(error.to_string(), "line 2502: `gone` is not a standing");
    let expected = [Standing::Unknown, Standing::Disabled, Standing::Unknown];
    assert_eq!(standings(&store, &["u0", "u1", "u2499"]), expected);
    assert_eq!(left_over(&path), 0);
}

#[test]
fn a_subject_that_occurs_twice_is_reported_with_both_lines() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject\nc\n").unwrap();
    let csv = "subject,standing\na,\n\nC@Example.com,disabled\nb,\nc@EXAMPLE.com,\nc,disabled\n";
    let error = import(&store, csv).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 6: the subject `c@example.com` occurs twice, first on line 4"
    );
    assert_eq!(standings(&store, &["a", "c"]), [Standing::Unknown, Standing::Active]);
    assert_eq!(left_over(&path), 0);
    // In different batches, and in JSON lines.
    let mut lines = String::from("{\"subject\":\"u2499\"}\n");
    (0..2500).for_each(|n| lines.push_str(&format!("{{\"subject\":\"u{n}\"}}\n")));
    let subjects = SubjectImport::from_json_lines(lines.as_bytes());
    let error = store.import_subjects("tenant", subjects).unwrap_err();
    assert_eq!(error.to_string(), "line 2501: the subject `u2499` occurs twice, first on line 1");
    let twice = ["x", "X"].map(|name| Ok::<_, ImportError>(SubjectImport::of(name)));
    let error = store.import_subjects("tenant", twice.into_iter()).unwrap_err();
    assert_eq!(error.to_string(), "the subject `x` occurs twice");
    assert_eq!(standings(&store, &["u0", "x"]), [Standing::Unknown; 2]);
    assert_eq!(left_over(&path), 0);
}

#[test]
fn an_import_that_the_file_refuses_is_cleared_away() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let beside = Connection::open(&path).unwrap();
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON staged WHEN NEW.subject = 'z'
                   BEGIN SELECT RAISE(ABORT, 'refused'); END";
    beside.execute_batch(trigger).unwrap();
    let mut csv = String::from("subject\n");
    (0..1500).for_each(|n| csv.push_str(&format!("u{n}\n")));
    csv.push_str("z\n");
    let error = import(&store, &csv).unwrap_err();
    assert!(matches!(error, ImportAborted::Store(StoreError::Failed(_))), "{error:?}");
    assert_eq!(standings(&store, &["u0", "z"]), [Standing::Unknown; 2]);
    assert_eq!(left_over(&path), 0);
    beside.execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(import(&store, &csv).unwrap(), 1501);
}

/// Leaves the file like a process that was killed during an import.
fn interrupt(path: &Path, published: bool) {
    let beside = Connection::open(path).unwrap();
    let sql = "INSERT INTO imports (id, tenant, published) VALUES (-5, 'tenant', ?1)";
    beside.execute(sql, [published]).unwrap();
    let sql = "INSERT INTO staged (import, subject, standing, purposes)
               VALUES (-5, ?1, 'disabled', 'elevation')";
    for n in 0..1200 {
        beside.execute(sql, [format!("u{n}")]).unwrap();
    }
}

#[test]
fn an_import_interrupted_before_publication_never_counts() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject\nu1\n").unwrap();
    interrupt(&path, false);
    assert_eq!(standings(&store, &["u0", "u1"]), [Standing::Unknown, Standing::Active]);
    import(&store, "subject\nu2\n").unwrap();
    let expected = [Standing::Unknown, Standing::Active, Standing::Active];
    assert_eq!(standings(&store, &["u0", "u1", "u2"]), expected);
    assert_eq!(left_over(&path), 0);
}

#[test]
fn an_import_interrupted_after_publication_counts_before_and_after_the_next() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject\nu1\nx\n").unwrap();
    interrupt(&path, true);
    let now = [Standing::Disabled, Standing::Disabled, Standing::Active];
    assert_eq!(standings(&store, &["u0", "u1", "x"]), now);
    assert!(look_up(&store, "tenant", &["u0"])[0].row.purpose_allowed);
    assert_eq!(look_up(&store, "other", &["u0"])[0].row.standing, Standing::Unknown);
    let mut csv = String::from("subject,standing\nu1,pending-deletion\n");
    csv.push_str("x,disabled\n");
    import(&store, &csv).unwrap();
    let then = [Standing::Disabled, Standing::PendingDeletion, Standing::Disabled];
    assert_eq!(standings(&store, &["u0", "u1", "x"]), then);
    assert_eq!(standings(&store, &["u1199"]), [Standing::Disabled]);
    assert_eq!(left_over(&path), 0);
}

#[test]
fn of_two_imports_the_one_that_begins_later_succeeds() {
    let (_folder, path) = folder();
    let stores = [SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap()];
    let stage = || {
        let [subject, standing, purposes] = ["early", "active", ""].map(Into::into);
        let early = Staged { subject, standing, purposes, mail: None, device: None, locale: None };
        stores[0].step(Step::Stage { import: 1, subjects: vec![early] })
    };
    stores[0].step(Step::Begin { import: 1, tenant: "tenant".into() }).unwrap();
    assert_eq!(stage().unwrap(), Outcome::Done);
    import(&stores[1], "subject\nlate\n").unwrap();
    for error in [stage(), stores[0].step(Step::Publish { import: 1 })] {
        let error = error.unwrap_err();
        let why = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(why, "another import has begun");
    }
    let found = standings(&stores[0], &["early", "late"]);
    assert_eq!(found, [Standing::Unknown, Standing::Active]);
    assert_eq!(left_over(&path), 0);
}
