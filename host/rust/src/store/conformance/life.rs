//! What becomes of codes after they were issued.

use super::races::race;
use super::{Fixture, TENANT, at, beside, id, issue, mail, nothing, record};
use crate::store::wait::block_on;
use crate::store::{Applied, NewRecord, StoredRecord, Write};
use codemint_core::journey::{Change, Search, Transition};
use codemint_core::words::{CodeFormat, Phase, Purpose, State, SubjectKey};

fn change(n: u64, version: u32, transition: Transition) -> Write {
    Write { changed: vec![Change { id: id(n), version, transition }], ..nothing() }
}

/// Everything that is told of a code.
fn told(fixture: &Fixture, n: u64) -> StoredRecord {
    block_on(fixture.store.record(TENANT, id(n))).expect("a record").expect("it is there")
}

/// State, version, tries and uses.
fn stands(fixture: &Fixture, n: u64) -> (State, u32, u8, u16) {
    let known = told(fixture, n).known;
    (known.state, known.version, known.tries, known.uses)
}

fn sealed(n: u64, subject: &str, max_uses: u16) -> NewRecord {
    NewRecord { sealed_code: Some(b"seal".to_vec()), max_uses, ..record(n, subject) }
}

pub(super) fn a_use_is_spent_once(fixture: &Fixture) {
    let records = vec![sealed(1, "a", 1), sealed(2, "b", 2), sealed(3, "c", 0)];
    fixture.done(Write { records, ..nothing() });
    fixture.done(change(1, 1, Transition::Use));
    assert_eq!(stands(fixture, 1), (State::Redeemed, 2, 0, 1));
    assert_eq!(told(fixture, 1).sealed_code, None, "the seal of a spent code is wiped");
    fixture.conflict(change(1, 1, Transition::Use));
    fixture.conflict(change(1, 2, Transition::Use));
    fixture.done(change(2, 1, Transition::Use));
    assert_eq!(stands(fixture, 2), (State::Pending, 2, 0, 1));
    assert!(told(fixture, 2).sealed_code.is_some());
    fixture.conflict(change(2, 1, Transition::Use));
    fixture.done(change(2, 2, Transition::Use));
    assert_eq!(stands(fixture, 2), (State::Redeemed, 3, 0, 2));
    for version in 1..=5 {
        fixture.done(change(3, version, Transition::Use));
    }
    assert_eq!(stands(fixture, 3), (State::Pending, 6, 0, 5), "as often as wanted");
    // What is spent is in nobody's way.
    assert_eq!(fixture.live_ids("a"), []);
    fixture.done(issue(4, "a"));
}

pub(super) fn tries_are_counted_and_the_last_locks(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    for tries in 1..=4 {
        // Whatever the version: nobody's try is lost because somebody else's came first.
        fixture.done(change(1, 77, Transition::Try));
        assert_eq!(stands(fixture, 1), (State::Pending, 1, tries, 0));
    }
    fixture.done(change(1, 1, Transition::Try));
    assert_eq!(stands(fixture, 1), (State::Locked, 2, 5, 0));
    fixture.conflict(change(1, 2, Transition::Try));
    fixture.conflict(change(1, 2, Transition::Use));
    assert_eq!(fixture.live_ids("a"), [id(1)], "a locked code is live");
    fixture.conflict(change(1, 1, Transition::Unlock));
    fixture.done(change(1, 2, Transition::Unlock));
    assert_eq!(stands(fixture, 1), (State::Pending, 3, 0, 0));
    fixture.conflict(change(1, 3, Transition::Unlock));
    fixture.done(change(1, 3, Transition::Use));
}

pub(super) fn voided_code_is_over(fixture: &Fixture) {
    let records = vec![sealed(1, "a", 1), sealed(2, "b", 1)];
    fixture.done(Write { records, mails: vec![mail(1), mail(2)], ..nothing() });
    fixture.conflict(change(1, 2, Transition::Void));
    fixture.done(change(1, 1, Transition::Void));
    assert_eq!(stands(fixture, 1), (State::Voided, 2, 0, 0));
    assert_eq!(told(fixture, 1).sealed_code, None, "the seal of a voided code is wiped");
    let waiting = fixture.waiting(10);
    let waiting: Vec<_> = waiting.iter().map(|waiting| waiting.mail.record).collect();
    assert_eq!(waiting, [id(2)], "the mail of a voided code is not sent");
    fixture.conflict(change(1, 2, Transition::Void));
    fixture.conflict(change(1, 2, Transition::Use));
    for _ in 0..5 {
        fixture.done(change(2, 1, Transition::Try));
    }
    fixture.done(change(2, 2, Transition::Void));
    assert_eq!(stands(fixture, 2).0, State::Voided, "a locked code can be voided");
    fixture.done(issue(3, "a"));
}

pub(super) fn changes_stay_within_their_tenant(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    for transition in [Transition::Use, Transition::Try, Transition::Void] {
        fixture.conflict(Write { tenant: "other".into(), ..change(1, 1, transition) });
    }
    assert_eq!(stands(fixture, 1), (State::Pending, 1, 0, 0));
    let foreign = block_on(fixture.store.record("other", id(1))).expect("a look");
    assert!(foreign.is_none(), "another tenant's record is told");
    // What the codes grant is nothing to a change.
    fixture.done(Write { purpose: None, ..change(1, 1, Transition::Use) });
}

pub(super) fn a_change_that_cannot_be_made_undoes_the_write(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    let both = Write { changed: change(1, 9, Transition::Void).changed, ..issue(2, "b") };
    fixture.conflict(both);
    assert_eq!(fixture.live_ids("b"), []);
    let both = Write { changed: change(1, 1, Transition::Void).changed, ..issue(2, "a") };
    fixture.done(both);
    assert_eq!(fixture.live_ids("a"), [id(2)], "a change makes room in the same write");
}

pub(super) fn records_are_told_whole(fixture: &Fixture) {
    let format = CodeFormat::numbered(9);
    let new = NewRecord {
        format,
        batch: Some(id(99)),
        note: Some("note".into()),
        terms: Some("{}".into()),
        hidden: true,
        max_uses: 7,
        not_before: at(5),
        ..sealed(1, "a", 7)
    };
    fixture.done(Write { records: vec![new.clone()], ..nothing() });
    let StoredRecord { known, digest, sealed_code } = told(fixture, 1);
    assert_eq!((digest, sealed_code), (new.digest, new.sealed_code));
    assert_eq!((known.id, known.version, known.purpose), (id(1), 1, Purpose::Enrolment));
    assert_eq!((known.subject.as_str(), known.issuer.as_str()), ("a", "operator"));
    assert_eq!((known.created, known.not_before, known.not_after), (at(0), at(5), at(600)));
    assert_eq!((known.max_tries, known.max_uses, known.hidden), (5, 7, true));
    assert_eq!((known.format, known.batch), (format, Some(id(99))));
    assert_eq!((known.note.as_deref(), known.terms.as_deref()), (Some("note"), Some("{}")));
    assert!(known.code.is_none());
}

pub(super) fn records_of_a_subject_are_live_ones_and_some_others(fixture: &Fixture) {
    let records = vec![beside(1, "a"), beside(2, "a"), beside(3, "a"), beside(4, "a")];
    fixture.done(Write { records, ..nothing() });
    fixture.done(Write { records: vec![beside(5, "a"), beside(6, "b")], ..nothing() });
    fixture.done(Write { superseded: vec![(id(1), 1), (id(2), 1), (id(4), 1)], ..nothing() });
    let ids = |ended| {
        let found = fixture.store.records_of(TENANT, super::PURPOSE, "a", ended);
        let found = block_on(found).expect("records");
        found.iter().map(|stored| stored.known.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(0), [id(3), id(5)]);
    assert_eq!(ids(2), [id(3), id(5), id(4), id(2)]);
    assert_eq!(ids(9), [id(3), id(5), id(4), id(2), id(1)]);
}

pub(super) fn searches_find_what_was_asked(fixture: &Fixture) {
    let batch = |n, subject| NewRecord { batch: Some(id(50)), ..beside(n, subject) };
    let later = NewRecord { not_before: at(100), ..beside(4, "b") };
    let records = vec![beside(1, "a"), batch(2, "a"), batch(3, "b"), later];
    fixture.done(Write { records, ..nothing() });
    let reset = Some(Purpose::PasswordReset);
    fixture.done(Write { purpose: reset, ..issue(5, "a") });
    fixture.done(Write { tenant: "other".into(), ..issue(6, "a") });
    fixture.done(change(1, 1, Transition::Void));
    let found = |search: Search, seconds, limit| {
        let found = block_on(fixture.store.search(TENANT, &search, at(seconds), limit));
        let found = found.expect("a search");
        found.iter().map(|stored| stored.known.id).collect::<Vec<_>>()
    };
    let all = Search::default;
    assert_eq!(found(all(), 0, 10), [id(5), id(4), id(3), id(2), id(1)], "the newest first");
    assert_eq!(found(all(), 0, 2), [id(5), id(4)]);
    assert_eq!(found(Search { before: Some(id(4)), ..all() }, 0, 2), [id(3), id(2)]);
    for unknown in [id(6), id(77)] {
        let search = Search { before: Some(unknown), ..all() };
        assert_eq!(found(search, 0, 9), [], "after an id that the tenant does not have");
    }
    let subject = Some(SubjectKey::from_canonical("a".into()));
    assert_eq!(found(Search { subject, ..all() }, 0, 9), [id(5), id(2), id(1)]);
    assert_eq!(found(Search { purpose: reset, ..all() }, 0, 9), [id(5)]);
    assert_eq!(found(Search { batch: Some(id(50)), ..all() }, 0, 9), [id(3), id(2)]);
    let standing = |phase, seconds| found(Search { phase: Some(phase), ..all() }, seconds, 9);
    assert_eq!(standing(Phase::Voided, 0), [id(1)]);
    assert_eq!(standing(Phase::NotYetValid, 99), [id(4)]);
    assert_eq!(standing(Phase::Pending, 99), [id(5), id(3), id(2)]);
    assert_eq!(standing(Phase::Pending, 100), [id(5), id(4), id(3), id(2)]);
    assert_eq!(standing(Phase::Pending, 600).len(), 4);
    assert_eq!(standing(Phase::Expired, 600), []);
    assert_eq!(standing(Phase::Expired, 601), [id(5), id(4), id(3), id(2)]);
    assert_eq!(standing(Phase::Pending, 601), []);
    assert_eq!(standing(Phase::Redeemed, 601), []);
}

pub(super) fn the_latest_time_is_kept(fixture: &Fixture) {
    let latest = || block_on(fixture.store.latest()).expect("a time or none");
    assert_eq!(latest(), None);
    fixture.done(Write { at: at(100), ..issue(1, "a") });
    fixture.done(Write { at: at(50), ..issue(2, "b") });
    assert_eq!(latest(), Some(at(100)), "time does not go back");
    fixture.done(Write { at: at(200), ..nothing() });
    assert_eq!(latest(), Some(at(200)));
}

pub(super) fn one_of_many_redeemings_wins(fixture: &Fixture) {
    for n in 0..8 {
        let subject = format!("s{n}");
        fixture.done(issue(n, &subject));
        let done = race(fixture, |_| change(n, 1, Transition::Use)).len();
        assert_eq!(done, 1, "so many of 64 redeemings were done");
    }
}

pub(super) fn only_so_many_of_many_tries_are_counted(fixture: &Fixture) {
    fixture.done(issue(1, "a"));
    let done = race(fixture, |_| change(1, 1, Transition::Try)).len();
    assert_eq!(done, 5, "so many of 64 tries were counted");
    assert_eq!(stands(fixture, 1), (State::Locked, 2, 5, 0));
    assert_eq!(fixture.apply(change(1, 2, Transition::Try)), Applied::Conflict);
}
