//! Imports, whole and broken off.

use super::{done, folder, issue};
use crate::directory::{Directory, DirectoryEntry};
use crate::store::sqlite::{ImportAborted, SqliteStore};
use crate::store::wait::block_on;
use crate::store::{ImportError, SubjectImport};
use codemint_core::journey::Standing;
use codemint_core::words::Purpose;
use rusqlite::Connection;
use std::io::{self, Read};
use std::path::Path;

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

/// How many rows the tables have that an import passes through.
fn left_over(path: &Path) -> i64 {
    let beside = Connection::open(path).unwrap();
    let sql = "SELECT (SELECT count(*) FROM staged) + (SELECT count(*) FROM imports)";
    beside.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A CSV text of any length, made while it is read.
struct Made {
    rows: std::ops::Range<u32>,
    text: io::Cursor<Vec<u8>>,
}

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.text.position() == self.text.get_ref().len() as u64 {
            let row = self.rows.next().map(|n| format!("u{n}@Example.com,elevation\n"));
            self.text = io::Cursor::new(row.unwrap_or_default().into_bytes());
        }
        self.text.read(buffer)
    }
}

#[test]
fn many_rows_are_in_force_at_once_and_keep_nobody_waiting() {
    const ROWS: u32 = 100_000;
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let text = io::Cursor::new(b"subject,purposes\n".to_vec());
    let mut seen = 0;
    let subjects = SubjectImport::from_csv(Made { rows: 0..ROWS, text }).inspect(|_| {
        if seen % 10_000 == 0 {
            // In the middle of it codes are issued, and nothing of it is in force.
            done(&store, issue(seen));
            assert_eq!(standings(&store, &["u0@example.com"]), [Standing::Unknown]);
        }
        seen += 1;
    });
    assert_eq!(store.import_subjects("tenant", subjects).unwrap(), u64::from(ROWS));
    let names: Vec<_> = (0..ROWS).map(|n| format!("u{n}@example.com")).collect();
    for names in names.chunks(1000) {
        let found = block_on(store.look_up("tenant", Purpose::Elevation, names)).unwrap();
        assert!(found.iter().all(|e| e.row.standing == Standing::Active && e.row.purpose_allowed));
    }
    assert_eq!(left_over(&path), 0);
}

#[test]
fn an_import_replaces_what_it_names_and_nothing_else() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let header = "subject,standing,purposes,mail\n";
    let csv = format!("{header}a,,all,m@example.com\nb,,,\nc,,,\nC,disabled,,\n");
    assert_eq!(import(&store, &csv).unwrap(), 4);
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
    assert_eq!(error.to_string(), "line 2502: there is no standing `gone`");
    let expected = [Standing::Unknown, Standing::Disabled, Standing::Unknown];
    assert_eq!(standings(&store, &["u0", "u1", "u2499"]), expected);
    assert_eq!(left_over(&path), 0);
}

/// Leaves the file as a process does that was killed during an import.
fn broken_off(path: &Path, published: bool) {
    let beside = Connection::open(path).unwrap();
    let sql = "INSERT INTO imports (id, tenant, published) VALUES (-5, 'tenant', ?1)";
    beside.execute(sql, [published]).unwrap();
    let sql = "INSERT INTO staged VALUES (-5, ?1, 'disabled', 'elevation', NULL)";
    for n in 0..1200 {
        beside.execute(sql, [format!("u{n}")]).unwrap();
    }
}

#[test]
fn an_import_that_broke_off_before_its_end_never_counts() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject\nu1\n").unwrap();
    broken_off(&path, false);
    assert_eq!(standings(&store, &["u0", "u1"]), [Standing::Unknown, Standing::Active]);
    import(&store, "subject\nu2\n").unwrap();
    let expected = [Standing::Unknown, Standing::Active, Standing::Active];
    assert_eq!(standings(&store, &["u0", "u1", "u2"]), expected);
    assert_eq!(left_over(&path), 0);
}

#[test]
fn an_import_that_broke_off_after_its_end_counts_before_and_after_the_next() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "subject\nu1\nx\n").unwrap();
    broken_off(&path, true);
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
fn of_two_imports_the_one_that_begins_later_goes_on() {
    let (_folder, path) = folder();
    let stores = [SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap()];
    let mut begun = false;
    let earlier = (0..2000).map(|n| {
        if n == 1000 {
            begun = import(&stores[1], "subject\nlate\n").is_ok();
        }
        Ok::<_, ImportError>(SubjectImport {
            subject: format!("early-{n}"),
            standing: Standing::Active,
            purposes: Vec::new(),
            mail: None,
        })
    });
    let error = stores[0].import_subjects("tenant", earlier).unwrap_err();
    let ImportAborted::Store(error) = error else { panic!("{error:?}") };
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(why, "another import has begun");
    assert!(begun);
    let found = standings(&stores[0], &["early-0", "early-1999", "late"]);
    assert_eq!(found, [Standing::Unknown, Standing::Unknown, Standing::Active]);
    assert_eq!(left_over(&path), 0);
}
