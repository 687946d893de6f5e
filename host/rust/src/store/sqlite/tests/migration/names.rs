//! Names that an earlier release stored in another form than normal form C.

use super::*;
use crate::keys::{Binding, Keys, RootKey};
use codemint_core::words::{Code, LiveCode};

/// A name that is stored in normal form C and in another form, and one in another form alone.
const NORMAL: &str = "m\u{fc}ller@example.com";
const OTHER: &str = "mu\u{308}ller@example.com";
const LONE: &str = "domain.ad\\jose\u{301}$";
const LONE_NORMAL: &str = "domain.ad\\jos\u{e9}$";

fn keys() -> Keys {
    Keys::of(&RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
}

fn bound(subject: &str) -> Binding<'_> {
    Binding { tenant: "tenant", purpose: Purpose::Enrolment, subject }
}

fn code(n: u64) -> Code {
    Code::parse(&format!("{n:08}")).unwrap()
}

/// Creates a file of the second schema with such names in every table. The n-th code is bound to
/// its subject's name as it was stored.
fn second_schema(path: &Path) {
    first_schema(path);
    let beside = Connection::open(path).unwrap();
    beside.execute_batch(include_str!("../../schema_2.sql")).unwrap();
    beside.pragma_update(None, "user_version", 2).unwrap();
    let record = "INSERT INTO records (id, tenant, purpose, subject, slot, digest, not_before,
                  not_after, max_tries, state, version, created)
                  VALUES (?1, 'tenant', 'enrolment', ?2, x'', ?3, ?4, ?5, 5, ?6, 1, ?4)";
    for (n, subject, state) in [
        (11_u64, OTHER, "pending"),
        (12, NORMAL, "pending"),
        (13, OTHER, "superseded"),
        (14, LONE, "locked"),
    ] {
        let digest = keys().digest(bound(subject), &code(n));
        let times = [at(0), at(600)].map(|time| time.seconds().cast_signed());
        let row = params![id(n).to_bytes(), subject, digest, times[0], times[1], state];
        beside.execute(record, row).unwrap();
    }
    let subject = "INSERT INTO subjects (tenant, subject, standing, purposes) VALUES
                   ('tenant', ?1, ?2, 'enrolment')";
    for (name, standing) in [(NORMAL, "active"), (OTHER, "disabled"), (LONE, "active")] {
        beside.execute(subject, [name, standing]).unwrap();
    }
    let staged =
        "INSERT INTO staged (import, subject, standing, purposes) VALUES (-5, ?1, 'disabled', '')";
    beside.execute(staged, ["e\u{301}"]).unwrap();
    let rule = "INSERT INTO elevation_rules (tenant, account, computers, spans, local_accounts,
                by_device) VALUES ('tenant', ?1, ?2, ?3, '[\"temp\"]', 0)";
    let computers = serde_json::to_string(&[LONE, "domain.ad\\pc$"]).unwrap();
    beside.execute(rule, params![OTHER, computers, 1]).unwrap();
    beside.execute(rule, params![NORMAL, "[]", 2]).unwrap();
    let audit = "INSERT INTO audit (seq, at, tenant, actor, purpose, subject, event)
                 VALUES (8, 5, 'tenant', 'ann', 'enrolment', ?1, 'issued')";
    beside.execute(audit, [OTHER]).unwrap();
}

fn live_of(store: &SqliteStore, subject: &str) -> Vec<LiveCode> {
    block_on(store.live_codes("tenant", Purpose::Enrolment, &[subject.to_owned()])).unwrap()
}

#[test]
fn two_spellings_become_one_subject_that_keeps_the_codes_of_both() {
    let (_folder, path) = folder();
    second_schema(&path);
    let store = SqliteStore::open(&path).unwrap();
    let mut ids: Vec<_> = live_of(&store, NORMAL).iter().map(|code| code.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [id(11), id(12)]);
    assert_eq!((live_of(&store, OTHER), live_of(&store, LONE)), (vec![], vec![]));
    let [locked] = live_of(&store, LONE_NORMAL)[..] else { panic!("the locked code") };
    assert_eq!((locked.id, locked.state), (id(14), State::Locked));
    // Each can still be redeemed, with the name in normal form.
    for (n, subject) in [(11, NORMAL), (12, NORMAL), (13, NORMAL), (14, LONE_NORMAL)] {
        let stored = record(&store, n).unwrap().unwrap();
        assert!(keys().matches(&stored.digest, bound(subject), &code(n)), "{n}");
        assert!(!keys().matches(&stored.digest, bound(subject), &code(n + 1)), "{n}");
    }
    let ended = record(&store, 13).unwrap().unwrap();
    assert_eq!(ended.known.subject, NORMAL, "an ended code is renamed, too");
    // The next code supersedes both.
    let mut next = issue(15);
    next.records[0].subject = NORMAL.into();
    done(&store, Write { superseded: vec![(id(11), 1), (id(12), 1)], ..next });
    let ids: Vec<_> = live_of(&store, NORMAL).iter().map(|code| code.id).collect();
    assert_eq!(ids, [id(15)]);
}

#[test]
fn the_directory_keeps_what_was_known_under_the_normal_form() {
    let (_folder, path) = folder();
    second_schema(&path);
    let store = SqliteStore::open(&path).unwrap();
    let names = [NORMAL, LONE_NORMAL, "\u{e9}", "a"].map(String::from);
    let found = block_on(store.look_up("tenant", Purpose::Enrolment, &names)).unwrap();
    let standings: Vec<_> = found.iter().map(|entry| entry.row.standing).collect();
    let (active, disabled) = (Standing::Active, Standing::Disabled);
    assert_eq!(standings, [active, active, disabled, active]);
    let spans = |computer| {
        let found = block_on(store.elevation("tenant", NORMAL, computer)).unwrap();
        found.rules.iter().map(|rule| rule.spans).collect::<Vec<_>>()
    };
    assert_eq!((spans(LONE_NORMAL), spans("domain.ad\\other$")), (vec![1, 2], vec![2]));
    // The entry that no longer counts is still stored, and the trail is as it was written.
    let beside = Connection::open(&path).unwrap();
    let kept: String = beside
        .query_row("SELECT standing FROM subjects WHERE subject = ?1", [OTHER], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, "disabled");
    let trail = block_on(store.audit_trail("tenant", &AuditFilter::first(9))).unwrap();
    assert_eq!(trail[1].row.subject.as_deref(), Some(OTHER));
}
