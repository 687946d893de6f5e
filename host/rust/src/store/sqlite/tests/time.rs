//! The latest time of the store, and setting it back.

use super::{at, done, folder, issue};
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;

#[test]
fn the_latest_time_is_set_back_with_an_entry_and_only_then() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.set_time_back(at(0), "operator").unwrap(), 0);
    let mut ahead = issue(1);
    ahead.at = at(3600);
    done(&store, ahead);
    assert_eq!(store.latest_time().unwrap(), Some(at(3600)));
    // A later write of an earlier time sets nothing back.
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
