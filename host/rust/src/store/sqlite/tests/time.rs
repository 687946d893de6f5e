//! Setting the latest time back.

use super::{at, done, folder, id, issue};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{AuditFilter, Store, Write};
use codemint_core::journey::{AuditEvent, Search};
use codemint_core::words::Phase;

#[test]
fn setting_the_latest_time_back_is_recorded() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.set_time_back(at(0), "operator").unwrap(), 0);
    let mut ahead = issue(1);
    ahead.at = at(3600);
    done(&store, ahead);
    assert_eq!(store.latest_time().unwrap(), Some(at(3600)));
    // A write with an earlier time does not set it back.
    done(&store, issue(2));
    assert_eq!(store.latest_time().unwrap(), Some(at(3600)));
    assert_eq!(store.set_time_back(at(7200), "operator").unwrap(), 0);
    let before = store.audit_entries(0, 99).unwrap().len();
    assert_eq!(store.set_time_back(at(5), "operator").unwrap(), 3595);
    assert_eq!(store.latest_time().unwrap(), Some(at(5)));
    assert_eq!(block_on(store.latest()).unwrap(), Some(at(5)));
    let entries = store.audit_entries(0, 99).unwrap();
    let last = entries.last().unwrap();
    assert_eq!(entries.len(), before + 1);
    assert_eq!((last.tenant.as_str(), last.event.as_str()), ("", "time-set-back"));
    assert_eq!(last.actor, "operator");
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.latest_time().unwrap(), Some(at(5)));
}

/// Lists by phase follow the time back, and a count that began later is not delayed.
#[test]
fn lists_and_counts_follow_the_time_back() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let mut later = issue(2);
    later.records[0].not_before = at(300);
    done(&store, later);
    let listed = |phase, seconds| {
        let search = Search { phase: Some(phase), ..Search::default() };
        let found = block_on(store.search("tenant", &search, at(seconds), 9)).unwrap();
        found.iter().map(|stored| stored.known.id).collect::<Vec<_>>()
    };
    let failure = |seconds| {
        let mut write = issue(3);
        (write.records, write.mails, write.anonymous) = (Vec::new(), Vec::new(), true);
        write.audit[0].event = AuditEvent::CodeWrong;
        Write { at: at(seconds), ..write }
    };
    (0..40).for_each(|_| done(&store, failure(3600)));
    assert_eq!(listed(Phase::Expired, 3600), [id(2), id(1)]);
    store.set_time_back(at(5), "operator").unwrap();
    assert_eq!(listed(Phase::Expired, 5), []);
    assert_eq!(listed(Phase::Pending, 5), [id(1)]);
    assert_eq!(listed(Phase::NotYetValid, 5), [id(2)]);
    let counted = |store: &SqliteStore| {
        let lines = block_on(store.audit_trail("tenant", &AuditFilter::first(99))).unwrap();
        lines.iter().filter(|line| line.row.detail.is_some()).count()
    };
    assert_eq!(counted(&store), 0);
    done(&store, failure(65));
    assert_eq!(counted(&store), 1);
}
