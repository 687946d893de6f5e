//! The number of rows that lists visit: the same in a large file as in a small one.

use super::super::connect::{create, open_writer};
use super::super::{audit, search};
use super::folder;
use crate::store::AuditFilter;
use codemint_core::journey::Search;
use codemint_core::words::{Phase, Purpose, RecordId, State, SubjectKey, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, StatementStatus, params_from_iter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const LIMIT: i64 = 10;

/// The cost of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// Steps of SQLite's virtual machine: a few for each visited row.
    steps: i32,
    /// Rows read in a full table scan.
    scanned: i32,
}

/// A file with `count` codes and entries of one tenant, with a few of another between them. There
/// are some of each purpose and phase, but nearly all are pending and for enrolment.
fn file(count: u64) -> (TempDir, Connection) {
    let (folder, path) = folder();
    create(&path).unwrap();
    let file = open_writer(&path).unwrap();
    let (rare, common) = ("n % 997 = 1", "n % 997 <> 1");
    let of = |names: &[&str], n: &str| {
        let quoted: Vec<_> = names.iter().map(|name| format!("'\"{name}\"'")).collect();
        format!(
            "json_extract(json_array({}), '$[' || ({n} % {}) || ']')",
            quoted.join(","),
            names.len()
        )
    };
    let purposes = of(&Purpose::ALL.map(Purpose::name), "(n / 997)");
    let states = of(&State::ALL.map(State::name), "(n / 997 / 4)");
    file.execute_batch(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers
             WHERE n < {count})
         INSERT INTO records (id, tenant, purpose, subject, slot, digest, not_before, not_after,
             max_tries, state, version, created, batch, stage)
         SELECT CAST(printf('%016d', n) AS BLOB), iif(n % 501 = 0, 'other', 'tenant'),
             iif({common}, 'enrolment', trim({purposes}, '\"')),
             iif(n % 3 = 0, 'a', 's' || n), CAST(n AS BLOB), x'00', 100, 200, 5,
             iif({common}, 'pending', trim({states}, '\"')), 1, 0,
             iif(n % 701 = 0, x'00000000000000000000000000000001', NULL), 1 FROM numbers;
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers
             WHERE n < {count})
         INSERT INTO audit (seq, at, tenant, actor, purpose, subject, event, record, chain, number)
         SELECT n, 0, iif(n % 501 = 0, 'other', 'tenant'), 'ann', 'enrolment',
             iif({rare}, 'rare', 's' || n), 'issued',
             iif({rare}, x'00000000000000000000000000000001', NULL), zeroblob(32), n
         FROM numbers;"
    ))
    .unwrap();
    (folder, file)
}

fn cost(file: &Connection, sql: &str, values: Vec<Value>) -> (Cost, usize) {
    let mut statement = file.prepare(sql).unwrap();
    let mut rows = statement.query(params_from_iter(values)).unwrap();
    let mut found = 0;
    while rows.next().unwrap().is_some() {
        found += 1;
    }
    drop(rows);
    let status = |status| statement.get_status(status);
    let steps = status(StatementStatus::VmStep);
    (Cost { steps, scanned: status(StatementStatus::FullscanStep) }, found)
}

/// Every search that the API allows.
fn searches() -> Vec<Search> {
    let mut all = Vec::new();
    for subject in [None, Some("a"), Some("s7"), Some("nobody")] {
        for purpose in [None, Some(Purpose::Enrolment), Some(Purpose::Elevation)] {
            for phase in [None].into_iter().chain(Phase::ALL.map(Some)) {
                for batch in [None, Some(RecordId::from_u128(1)), Some(RecordId::from_u128(2))] {
                    let subject = subject.map(|name| SubjectKey::from_canonical(name.into()));
                    all.push(Search { subject, purpose, phase, batch, before: None, limit: 10 });
                }
            }
        }
    }
    all
}

#[test]
fn a_list_visits_as_many_rows_in_a_large_file_as_in_a_small_one() {
    let files = [file(4_000), file(40_000)];
    for search in searches() {
        for part in [1, 2] {
            let of = |(_, file): &(TempDir, Connection)| {
                let count: i64 =
                    file.query_row("SELECT max(place) FROM records", [], |row| row.get(0)).unwrap();
                let (sql, mut values) = search::query("tenant", &search, count / part);
                values.push(Value::Integer(LIMIT));
                cost(file, &sql, values).0
            };
            let [small, large] = [of(&files[0]), of(&files[1])];
            // A batch has at most 1,000 codes, and here 6 and 57.
            let most = if search.batch.is_some() { 6_000 } else { 8_000 };
            assert!(large.steps <= most, "{search:?}: {small:?} became {large:?}");
            assert_eq!(large.scanned, 0, "{search:?}");
        }
    }
}

#[test]
fn the_trail_is_read_as_quickly_in_a_large_file_as_in_a_small_one() {
    let (_folder, mut file) = file(40_000);
    let rare = RecordId::from_u128(0x3030_3030_3030_3030_3030_3030_3030_3031);
    for record in [None, Some(RecordId::from_u128(1)), Some(rare)] {
        for subject in [None, Some("rare"), Some("s7"), Some("nobody")] {
            for after in [0, 39_000] {
                let subject = subject.map(Into::into);
                let filter = AuditFilter { record, subject, after, limit: 10 };
                let steps = steps_of(&mut file, |file| {
                    audit::audit_trail(file, "tenant", &filter).unwrap();
                });
                // One record has 40 entries, all about one subject.
                assert!(steps <= 2_000, "{filter:?}: {steps} steps");
            }
        }
    }
}

/// The number of steps that SQLite takes for `work`.
fn steps_of(file: &mut Connection, work: impl FnOnce(&Connection)) -> u64 {
    let steps = Arc::new(AtomicU64::new(0));
    let seen = steps.clone();
    let count = move || {
        seen.fetch_add(1, Ordering::Relaxed);
        false
    };
    file.progress_handler(1, Some(count)).unwrap();
    work(file);
    file.progress_handler(0, None::<fn() -> bool>).unwrap();
    steps.load(Ordering::Relaxed)
}

#[test]
fn a_query_without_an_index_is_detected() {
    let (_folder, file) = file(4_000);
    let (planted, _) = cost(&file, "SELECT id FROM records WHERE hidden = 1", Vec::new());
    assert!(planted.scanned >= 3_999 && planted.steps > 8_000, "{planted:?}");
    let sql = "SELECT seq FROM audit WHERE actor = 'nobody' ORDER BY seq LIMIT 10";
    let (planted, _) = cost(&file, sql, Vec::new());
    assert!(planted.scanned >= 3_999 && planted.steps > 8_000, "{planted:?}");
}

#[test]
fn settling_visits_only_what_is_due() {
    let (_folder, mut file) = file(40_000);
    let mut settle = |now, limit| {
        steps_of(&mut file, |file| {
            search::settle(file, now, limit).unwrap();
        })
    };
    assert!(settle(200, 64) < 200, "nothing is due");
    let (few, more) = (settle(201, 10), settle(201, 20));
    assert!(few < 4_000 && more < 8_000, "{few} and {more} steps");
    let is_due = |now| {
        let search = Search { phase: Some(Phase::Pending), ..Search::default() };
        let now = Timestamp::from_seconds(now).unwrap();
        search::search(&file, "tenant", &search, now, 1).unwrap().is_none()
    };
    assert!(!is_due(200) && is_due(201));
}
