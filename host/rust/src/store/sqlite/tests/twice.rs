//! A write must not change a record twice. One that does has the same result in both stores.

use super::{at, folder, id, issue};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, MemoryStore, Store, Write};
use codemint_core::journey::{Change, Transition};
use codemint_core::words::State;

/// A write of these changes to the first record: version and transition.
fn changing(changed: &[(u32, Transition)]) -> Write {
    let change = |(version, transition): &(u32, Transition)| Change {
        id: id(1),
        version: *version,
        transition: *transition,
    };
    let changed = changed.iter().map(change).collect();
    Write { at: at(1), changed, records: Vec::new(), mails: Vec::new(), ..issue(1) }
}

/// The result of the write in a store with one record, and the record's progress after it.
fn result(store: &impl Store, write: Write) -> (Applied, State, u32, u8, u16) {
    let mut first = issue(1);
    (first.records[0].max_tries, first.records[0].max_uses) = (2, 2);
    assert_eq!(block_on(store.apply(first)).unwrap(), Applied::Done);
    let applied = block_on(store.apply(write)).unwrap();
    let known = block_on(store.record("tenant", id(1))).unwrap().unwrap().known;
    (applied, known.state, known.version, known.tries, known.uses)
}

#[test]
fn two_changes_of_one_record_are_made_one_after_the_other_in_both_stores() {
    use Transition::{Try, Unlock, Use, Void};
    let superseding =
        |changed: &[(u32, Transition)]| Write { superseded: vec![(id(1), 1)], ..changing(changed) };
    let conflict = (Applied::Conflict, State::Pending, 1, 0, 0);
    for (write, expected) in [
        (changing(&[(1, Void), (1, Void)]), conflict),
        (changing(&[(1, Use), (1, Use)]), conflict),
        (changing(&[(1, Use), (1, Void)]), conflict),
        (changing(&[(1, Void), (1, Try)]), conflict),
        (changing(&[(1, Try), (1, Try), (1, Try)]), conflict),
        (changing(&[(1, Try), (1, Unlock)]), conflict),
        (superseding(&[(1, Void)]), conflict),
        (superseding(&[(2, Void)]), conflict),
        (superseding(&[(1, Try)]), conflict),
        (changing(&[(1, Use), (2, Use)]), (Applied::Done, State::Redeemed, 3, 0, 2)),
        (changing(&[(1, Try), (1, Try)]), (Applied::Done, State::Locked, 2, 2, 0)),
        (changing(&[(1, Try), (1, Try), (2, Unlock)]), (Applied::Done, State::Pending, 3, 0, 0)),
    ] {
        let (_folder, path) = folder();
        let sqlite = SqliteStore::open(path).unwrap();
        assert_eq!(result(&sqlite, write.clone()), expected, "SQLite: {write:?}");
        assert_eq!(result(&MemoryStore::new(), write.clone()), expected, "memory: {write:?}");
    }
    let again = Write { superseded: vec![(id(1), 1); 2], ..changing(&[]) };
    assert_eq!(result(&MemoryStore::new(), again), conflict);
}
