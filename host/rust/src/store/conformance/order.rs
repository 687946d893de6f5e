//! The order of searches, and combining their criteria.

use super::fixture::{Fixture, TENANT, at, coexisting, id, ids, nothing, record};
use super::races::race;
use crate::store::wait::block_on;
use crate::store::{NewRecord, Write};
use codemint_core::journey::{Change, Search, Transition};
use codemint_core::words::{Phase, Purpose, RecordId, SubjectKey, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};

fn listed(fixture: &Fixture, search: &Search, now: Timestamp, limit: usize) -> Vec<RecordId> {
    ids(&block_on(fixture.store.search(TENANT, search, now, limit)).expect("a search"))
}

/// A poller reads from the newest record on, and stops at the last ID that it knows.
struct Poller {
    last: Option<RecordId>,
    seen: Vec<RecordId>,
}

impl Poller {
    fn poll(&mut self, fixture: &Fixture) {
        let mut new = Vec::new();
        let mut search = Search::default();
        loop {
            let page = listed(fixture, &search, at(0), 3);
            let known = page.iter().position(|id| Some(*id) == self.last);
            new.extend(&page[..known.unwrap_or(page.len())]);
            search.before = page.last().copied();
            if known.is_some() || page.is_empty() {
                break;
            }
        }
        self.last = new.first().copied().or(self.last);
        self.seen.extend(new.into_iter().rev());
    }
}

/// IDs in no order, as several hosts draw them within one second.
fn scattered(n: u64) -> RecordId {
    id(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40)
}

pub(super) fn newest_first_is_the_order_of_commits(fixture: &Fixture) {
    let mut poller = Poller { last: None, seen: Vec::new() };
    let mut written = Vec::new();
    for n in 0..40 {
        let some = [scattered(2 * n), scattered(2 * n + 1)];
        let one = |id: RecordId| NewRecord { id, ..record(n, &format!("{id}")) };
        fixture.done(Write { records: some.map(one).to_vec(), ..nothing() });
        written.extend(some);
        if n % 3 == 0 {
            poller.poll(fixture);
        }
    }
    poller.poll(fixture);
    assert_eq!(poller.seen, written, "what the poller saw, and what was written");
    // Concurrent writes have one order, which later writes do not change.
    let next = AtomicU64::new(1000);
    race(fixture, |_| {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let new = NewRecord { id: scattered(n), ..record(n, &format!("racer {n}")) };
        Write { records: vec![new], ..nothing() }
    });
    let raced = listed(fixture, &Search::default(), at(0), 999);
    fixture.done(Write { records: vec![record(5000, "last")], ..nothing() });
    let all = listed(fixture, &Search::default(), at(0), 999);
    assert_eq!((all[0], &all[1..]), (id(5000), &raced[..]));
}

/// Checks every combination record by record.
pub(super) fn criteria_combine(fixture: &Fixture) {
    let now = at(100);
    let mut n = 0;
    for purpose in Purpose::ALL {
        for subject in ["a", "b"] {
            for batch in [None, Some(id(900)), Some(id(901))] {
                let mut new = |at_least, until| {
                    n += 1;
                    let (not_before, not_after) = (at(at_least), at(until));
                    NewRecord { batch, not_before, not_after, ..coexisting(n, subject) }
                };
                let spans = [(0, 600), (0, 600), (0, 600), (300, 600), (0, 50)];
                let records: Vec<_> = spans.map(|(at_least, until)| new(at_least, until)).to_vec();
                let (void, lock) = (records[1].id, records[2].id);
                fixture.done(Write { purpose: Some(purpose), records, ..nothing() });
                let change = |id, transition| Change { id, version: 1, transition };
                let tries = vec![change(lock, Transition::Try); 5];
                let changed = [vec![change(void, Transition::Void)], tries].concat();
                for one in changed {
                    fixture.done(Write { changed: vec![one], ..nothing() });
                }
            }
        }
    }
    let all = block_on(fixture.store.search(TENANT, &Search::default(), now, 999)).expect("all");
    assert_eq!(all.len(), 120);
    for search in combinations(all[60].known.id) {
        let place = |id| all.iter().position(|stored| stored.known.id == id);
        let after = search.before.and_then(place).map_or(0, |place| place + 1);
        let wanted = all[after..].iter().map(|stored| &stored.known).filter(|known| {
            search.subject.as_ref().is_none_or(|subject| subject.as_str() == known.subject)
                && search.purpose.is_none_or(|purpose| purpose == known.purpose)
                && search.phase.is_none_or(|phase| phase == known.phase(now))
                && search.batch.is_none_or(|batch| Some(batch) == known.batch)
        });
        let wanted: Vec<_> = wanted.map(|known| known.id).collect();
        assert_eq!(listed(fixture, &search, now, 999), wanted, "{search:?}");
        let few = wanted.iter().take(2).copied().collect::<Vec<_>>();
        assert_eq!(listed(fixture, &search, now, 2), few, "{search:?}");
    }
}

fn combinations(cursor: RecordId) -> Vec<Search> {
    let mut all = vec![Search::default()];
    fn with<T>(all: &mut Vec<Search>, values: &[T], set: impl Fn(&mut Search, &T)) {
        let more: Vec<Search> = all
            .iter()
            .flat_map(|search| {
                values.iter().map(|value| {
                    let mut search = search.clone();
                    set(&mut search, value);
                    search
                })
            })
            .collect();
        all.extend(more);
    }
    with(&mut all, &["a", "unknown"], |search, name| {
        search.subject = Some(SubjectKey::from_canonical((*name).into()));
    });
    with(&mut all, &Purpose::ALL[..2], |search, purpose| search.purpose = Some(*purpose));
    with(&mut all, &Phase::ALL, |search, phase| search.phase = Some(*phase));
    with(&mut all, &[id(900)], |search, batch| search.batch = Some(*batch));
    with(&mut all, &[cursor], |search, before| search.before = Some(*before));
    all
}
