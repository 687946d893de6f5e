use super::{Facts, Mismatch};
use crate::journey::{
    Action, AuditEvent, Findings, Listed, Needs, OnRecord, RecordAction, Request, Search, Standing,
    SubjectRow, TrailLine, TrailQuery,
};
use crate::words::{Policy, Purpose, RecordId, Seed, SubjectKey, Timestamp};
use alloc::string::String;
use alloc::vec::Vec;

fn at() -> Timestamp {
    Timestamp::from_seconds(1_795_366_800).unwrap()
}

fn findings(rows: usize, listed: usize, trail: usize) -> Findings {
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
    let listed = (0..listed).map(|_| Listed {
        code: None,
        created: at(),
        not_after: at(),
        note: None,
        issuer: String::new(),
    });
    let trail = (0..trail).map(|number| TrailLine {
        number: number as u64,
        at: at(),
        actor: String::new(),
        purpose: None,
        subject: None,
        event: AuditEvent::TrailRead,
        record: None,
        detail: None,
    });
    let seed = Seed::from_words([1, 2, 3, 4]).unwrap();
    Findings {
        rows: [row].repeat(rows),
        listed: listed.collect(),
        trail: trail.collect(),
        ..Findings::of(at(), seed, Some(Policy::nothing()))
    }
}

/// Whether each number of entries is accepted for the action.
fn accepted<const N: usize>(
    action: impl Fn() -> Action,
    counts: [usize; N],
    found: impl Fn(usize) -> Findings,
) -> [bool; N] {
    counts.map(|count| {
        let request = Request::of(Purpose::Activation, action());
        match Facts::answering(&request, found(count)) {
            Ok(_) => true,
            Err(fault) => {
                assert_eq!(fault, Mismatch::Record);
                false
            }
        }
    })
}

fn list() -> Action {
    Action::List(SubjectKey::of_user("u").unwrap())
}

fn void() -> Action {
    Action::Void([Ok(SubjectKey::of_user("u").unwrap())].into_iter().collect::<Vec<_>>())
}

fn read_trail() -> Action {
    Action::ReadTrail(TrailQuery { limit: 2, ..TrailQuery::default() })
}

fn on_record(action: RecordAction) -> Action {
    let id = RecordId::from_u128(7);
    Action::Record(OnRecord { id, action, reason: None })
}

#[test]
fn codes_are_listed_only_where_they_were_requested() {
    assert_eq!(accepted(list, [0, 3], |count| findings(1, count, 0)), [true, true]);
    assert_eq!(accepted(void, [0, 1], |count| findings(1, count, 0)), [true, false]);
    assert_eq!(accepted(read_trail, [0, 1], |count| findings(0, count, 0)), [true, false]);
}

#[test]
fn a_trail_is_returned_only_where_it_was_requested_and_within_its_limit() {
    let trail = |count| findings(0, 0, count);
    assert_eq!(accepted(read_trail, [0, 2, 3], trail), [true, true, false]);
    let inspect = || on_record(RecordAction::Inspect { opened: false });
    let history = usize::from(Needs::HISTORY);
    assert_eq!(accepted(inspect, [history, history + 1], trail), [true, false]);
    assert_eq!(accepted(|| on_record(RecordAction::Void), [0, 1], trail), [true, false]);
    let search = || Action::Search(Search { limit: 9, ..Search::default() });
    assert_eq!(accepted(search, [0, 1], trail), [true, false]);
    assert_eq!(accepted(list, [1], |count| findings(1, 0, count)), [false]);
}
