//! Files of earlier releases.

use super::{apply, at, done, folder, id, issue, live, record, subject};
use crate::directory::Directory;
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{
    Applied, AuditFilter, MailQueue as _, NewRecord, Store, StoreError, SubjectImport, Write,
};
use codemint_core::journey::{Search, Standing};
use codemint_core::words::{Phase, Purpose, State};
use rusqlite::{Connection, params};
use std::path::Path;

mod names;

/// Creates a file of the first schema: a pending code (1, with a mail), a locked one (2), a
/// superseded one (3), an audit entry, two subjects, and an import that was published and not yet
/// moved.
fn first_schema(path: &Path) {
    let beside = Connection::open(path).unwrap();
    beside.execute_batch(include_str!("../schema_1.sql")).unwrap();
    beside.pragma_update(None, "application_id", 0x436d_6e74).unwrap();
    beside.pragma_update(None, "user_version", 1).unwrap();
    beside.pragma_update(None, "journal_mode", "WAL").unwrap();
    let code = "INSERT INTO records (id, tenant, purpose, subject, digest, not_before, not_after,
                max_tries, tries, state, version, created)
                VALUES (?1, 'tenant', 'enrolment', ?2, ?3, ?4, ?5, 5, 3, ?6, ?7, ?4)";
    for (n, state, version) in [(1_u64, "pending", 1), (2, "locked", 6), (3, "superseded", 2)] {
        let digest = n.to_be_bytes().repeat(4);
        let times = [at(0), at(600)].map(|time| time.seconds().cast_signed());
        let row = params![id(n).to_bytes(), subject(n), digest, times[0], times[1], state, version];
        beside.execute(code, row).unwrap();
    }
    let mail = "INSERT INTO outbox (record, tenant, purpose, recipient, sealed_code, not_after)
                VALUES (?1, 'tenant', 'enrolment', 'to@example.com', x'0102', ?2)";
    let not_after = at(600).seconds().cast_signed();
    beside.execute(mail, params![id(1).to_bytes(), not_after]).unwrap();
    beside
        .execute_batch(
            "INSERT INTO audit VALUES (7, 5, 'tenant', 'ann', 'enrolment', 's', 'issued', NULL);
             INSERT INTO subjects VALUES ('tenant', 'a', 'active', 'enrolment', 'a@example.com'),
                 ('tenant', 'b', 'active', 'enrolment', NULL);
             INSERT INTO imports VALUES (-5, 'tenant', 1);
             INSERT INTO staged VALUES (-5, 'b', 'disabled', '', NULL);",
        )
        .unwrap();
}

/// Every table and index of the file, with the columns of the tables.
fn tables(path: &Path) -> Vec<(String, String)> {
    let beside = Connection::open(path).unwrap();
    let mut names = beside.prepare("SELECT name FROM sqlite_schema ORDER BY name").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().flatten().collect();
    let columns = |name: &String| {
        let sql =
            format!("SELECT group_concat(name || ' ' || type) FROM pragma_table_info('{name}')");
        beside.query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).unwrap()
    };
    names.iter().map(|name| (name.clone(), columns(name).unwrap_or_default())).collect()
}

#[test]
fn a_file_of_the_first_schema_keeps_what_it_has() {
    let (_folder, path) = folder();
    first_schema(&path);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(live(&store, 1).len(), 1);
    let [locked] = live(&store, 2)[..] else { panic!("the locked code") };
    assert_eq!((locked.state, locked.version, locked.not_after), (State::Locked, 6, at(600)));
    assert_eq!(live(&store, 3), []);
    let found = record(&store, 1).unwrap().unwrap();
    assert_eq!((found.known.subject, found.known.created), (subject(1), at(0)));
    assert_eq!(found.digest, 1_u64.to_be_bytes().repeat(4));
    assert_eq!((found.sealed_code, found.known.note, found.known.hidden), (None, None, false));
    assert_eq!(found.known.issuer, "", "it was not stored");
    let mails = block_on(store.waiting_mails(9)).unwrap();
    assert_eq!((mails.len(), mails[0].mail.record), (1, id(1)));
    assert_eq!((mails[0].attempts, mails[0].last_error, &mails[0].mail.locale), (0, None, &None));
    assert_eq!(block_on(store.due_mails("tenant", at(0), 9)).unwrap(), mails, "due at once");
    let audit = block_on(store.audit_trail("tenant", &AuditFilter::first(9))).unwrap();
    assert_eq!((audit.len(), audit[0].seq, audit[0].row.actor.as_str()), (1, 7, "ann"));
    assert_eq!((&audit[0].row.detail, audit[0].purpose), (&None, Some(Purpose::Enrolment)));
    let names = ["a", "b"].map(String::from);
    let found = block_on(store.look_up("tenant", Purpose::Enrolment, &names)).unwrap();
    let standings: Vec<_> = found.iter().map(|entry| entry.row.standing).collect();
    assert_eq!(standings, [Standing::Active, Standing::Disabled], "a published import counts");
    // Codes without a time of removal are never removed.
    assert_eq!(block_on(store.remove_expired(at(u32::MAX.into()), 9)).unwrap(), 0);
}

#[test]
fn a_file_of_the_first_schema_can_be_written_to() {
    let (_folder, path) = folder();
    first_schema(&path);
    let store = SqliteStore::open(&path).unwrap();
    let mut blocked = issue(4);
    blocked.records[0].subject = subject(1);
    assert_eq!(apply(&store, blocked.clone()).unwrap(), Applied::Conflict);
    done(&store, Write { superseded: vec![(id(1), 1)], ..blocked });
    let mut beside = issue(5);
    beside.records[0] = NewRecord {
        subject: subject(2),
        several: true,
        note: Some("new".into()),
        remove_at: Some(at(700)),
        ..beside.records[0].clone()
    };
    done(&store, beside);
    let second = subject(2);
    let records = store.records_of("tenant", Purpose::Enrolment, &second, 0);
    let records = block_on(records).unwrap().into_iter().map(|found| found.known);
    let found: Vec<_> = records.map(|known| (known.id, known.note)).collect();
    assert_eq!(found, [(id(2), None), (id(5), Some("new".into()))]);
    assert_eq!(block_on(store.remove_expired(at(700), 9)).unwrap(), 1);
    let subjects = SubjectImport::from_csv("subject\nc\n".as_bytes());
    store.import_subjects("tenant", subjects).unwrap();
    store.close().unwrap();
    // Its schema is that of a new file.
    SqliteStore::open(&path).unwrap().close().unwrap();
    let (_other, fresh) = folder();
    SqliteStore::open(&fresh).unwrap().close().unwrap();
    assert_eq!(tables(&path), tables(&fresh));
}

/// In the sixth schema records and the numbers of entries had no order of their own. The file has
/// mails, which refer to codes, and the trails of two tenants.
#[test]
fn a_file_of_the_sixth_schema_keeps_its_order_its_mails_and_its_numbers() {
    let (_folder, path) = folder();
    first_schema(&path);
    let beside = Connection::open(&path).unwrap();
    let steps = [
        include_str!("../schema_2.sql"),
        include_str!("../schema_3.sql"),
        include_str!("../schema_4.sql"),
        include_str!("../schema_5.sql"),
        include_str!("../schema_6.sql"),
    ];
    steps.into_iter().for_each(|step| beside.execute_batch(step).unwrap());
    beside.execute_batch("DROP TABLE audit_unlinked; PRAGMA user_version = 6").unwrap();
    let entry = "INSERT INTO audit (seq, at, tenant, actor, event, chain)
                 VALUES (?1, 5, iif(?1 % 3 = 0, 'other', 'tenant'), 'ann', 'listed', zeroblob(32))";
    (8..=20).for_each(|seq| assert_eq!(beside.execute(entry, [seq]).unwrap(), 1));
    drop(beside);
    let store = SqliteStore::open(&path).unwrap();
    let listed = |store: &SqliteStore, search: &Search, seconds| {
        let found = block_on(store.search("tenant", search, at(seconds), 9)).unwrap();
        found.iter().map(|stored| stored.known.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(&store, &Search::default(), 0), [3, 2, 1].map(id), "by their IDs");
    let expired = Search { phase: Some(Phase::Expired), ..Search::default() };
    assert_eq!(listed(&store, &expired, 600), []);
    assert_eq!(listed(&store, &expired, 601), [2, 1].map(id));
    assert_eq!(block_on(store.waiting_mails(9)).unwrap().len(), 1, "no mail is lost");
    let numbers = |tenant| {
        let lines = block_on(store.audit_trail(tenant, &AuditFilter::first(99))).unwrap();
        lines.iter().map(|line| line.seq).collect::<Vec<_>>()
    };
    assert_eq!(numbers("other"), [9, 12, 15, 18], "the numbers that were shown before");
    let write = |tenant: &str| Write {
        tenant: tenant.into(),
        records: Vec::new(),
        mails: Vec::new(),
        ..issue(30)
    };
    for tenant in ["tenant", "other", "tenant", "other", "new", "new"] {
        done(&store, write(tenant));
    }
    assert_eq!(numbers("other"), [9, 12, 15, 18, 19, 20], "new numbers are per tenant");
    assert_eq!(numbers("new"), [1, 2]);
}

#[test]
fn a_migration_restores_the_settings_of_the_connection() {
    let (_folder, path) = folder();
    first_schema(&path);
    let stored = |connection: &Connection| -> i64 {
        connection.pragma_query_value(None, "temp_store", |row| row.get(0)).unwrap()
    };
    let writer = super::super::connect::open_writer(&path).unwrap();
    assert_eq!(stored(&writer), 2, "afterwards in memory");
    let enforced: bool = writer.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
    assert!(enforced, "afterwards foreign keys are enforced");
}

#[test]
fn a_file_with_a_wrong_version_of_its_schema_is_refused() {
    let (_folder, path) = folder();
    first_schema(&path);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let opened = SqliteStore::open(&path).map(drop);
    assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
}

/// Includes states that no write of this release leads to.
#[test]
fn only_live_codes_are_removed() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    for (n, state) in (1..).zip(State::ALL) {
        let mut write = issue(n);
        write.records[0].remove_at = Some(at(700));
        done(&store, write);
        let beside = Connection::open(&path).unwrap();
        let sql = "UPDATE records SET state = ?1 WHERE id = ?2";
        beside.execute(sql, params![state.name(), id(n).to_bytes()]).unwrap();
    }
    assert_eq!(block_on(store.remove_expired(at(700), 99)).unwrap(), 2);
    for (n, state) in (1..).zip(State::ALL) {
        let stored = record(&store, n).unwrap().unwrap();
        let is_live = state.is_live();
        let expected = if is_live { (State::Removed, 2) } else { (state, 1) };
        let known = &stored.known;
        assert_eq!((known.state, known.version), expected, "it was {state:?}");
        assert_eq!(stored.digest.is_empty(), is_live, "it was {state:?}");
    }
}
