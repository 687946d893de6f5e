//! The answer to a typed code, and the attempts it costs, where codes have check symbols.

use super::*;
use crate::journey::{Action, Findings, Found, Request, SubjectRow};
use crate::words::{
    Alphabet, Policy, Purpose, RecordId, Seed, State, SubjectKey, Timestamp, Typed, ValidityBounds,
};
use alloc::{vec, vec::Vec};

const NOW: u64 = 1_000;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

fn checked(group: u8) -> CodeFormat {
    let format = CodeFormat::new(Alphabet::Base31, 8).unwrap();
    format.with_check(CheckScheme::LetterPair).unwrap().with_group(group).unwrap()
}

fn unchecked() -> CodeFormat {
    CodeFormat::new(Alphabet::Decimal, 12).unwrap()
}

fn id(last: char) -> RecordId {
    RecordId::parse(&alloc::format!("019aac58-0000-7003-8001-00000000000{last}")).unwrap()
}

/// A live code of this format, and its record as what was found for the text.
fn live(format: Option<CodeFormat>, state: State, from: u64) -> (LiveCode, Found) {
    let (id, not_before, not_after) = (id('1'), at(from), at(2 * NOW));
    let record = Recorded {
        id,
        version: 1,
        purpose: Purpose::Enrolment,
        subject: "bob".into(),
        state,
        created: at(0),
        not_before,
        not_after,
        tries: 0,
        max_tries: 5,
        uses: 0,
        max_uses: 1,
        hidden: false,
        format,
        batch: None,
        issuer: "operator".into(),
        note: None,
        terms: None,
        code: None,
    };
    let live = LiveCode { subject: 0, id, version: 1, state, not_before, not_after, format };
    (live, Found { record, text: 0 })
}

/// The result for a text, where the policy's format has check symbols and groups of four: whether
/// it is reported as mistyped, whether it is accepted, how many attempts it costs, and the event.
fn revealed(
    text: &str,
    live: Vec<LiveCode>,
    record: Option<Found>,
) -> (bool, bool, usize, AuditEvent) {
    decided(true, text, live, record)
}

/// The same, for a policy that reveals the format of its codes or does not.
fn decided(
    reveal_format: bool,
    text: &str,
    live: Vec<LiveCode>,
    record: Option<Found>,
) -> (bool, bool, usize, AuditEvent) {
    let presented = || Presented {
        subject: SubjectKey::of_user("bob").unwrap(),
        typed: Typed::new(text.into()).unwrap(),
        redeem: true,
    };
    let mut policy = Policy::new(checked(4), 5, ValidityBounds { min: 1, max: 9 }).unwrap();
    assert!(!policy.reveal_format, "the default reveals nothing");
    policy.reveal_format = reveal_format;
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
    let seed = Seed::from_bytes([7; 32]).unwrap();
    let findings =
        Findings { rows: vec![row], live, record, ..Findings::of(at(NOW), seed, Some(policy)) };
    let request = Request::of(Purpose::Enrolment, Action::Present(presented()));
    let facts = Facts::answering(&request, findings).unwrap();
    let mut commit = Commit::default();
    let verdict = present(&presented(), &facts, &mut commit);
    let mistyped = matches!(verdict, Verdict::Refused(Refusal::Mistyped { .. }));
    let accepted = matches!(verdict, Verdict::Accepted(_));
    let tries = commit.changed.iter().filter(|change| change.transition == Transition::Try);
    (mistyped, accepted, tries.count(), commit.audit[0].event)
}

const OTHER: &str = "2345 2345 2345";

#[test]
fn a_mistyped_text_is_reported_alike_whether_or_not_it_is_a_code() {
    assert_eq!(revealed(OTHER, vec![], None), (true, false, 0, AuditEvent::CodeMistyped));
    let (locked, found) = live(Some(unchecked()), State::Locked, 0);
    let expected = (true, false, 0, AuditEvent::CodeLocked);
    assert_eq!(revealed(OTHER, vec![locked], Some(found)), expected);
    let (early, found) = live(None, State::Pending, NOW + 1);
    let expected = (true, false, 0, AuditEvent::CodeEarly);
    assert_eq!(revealed(OTHER, vec![early], Some(found)), expected);
    let (_, found) = live(None, State::Redeemed, 0);
    assert_eq!(revealed(OTHER, vec![], Some(found)), (true, false, 0, AuditEvent::CodeSpent));
    let (good, found) = live(Some(unchecked()), State::Pending, 0);
    assert_eq!(revealed(OTHER, vec![good], Some(found)), (false, true, 0, AuditEvent::Redeemed));
}

#[test]
fn without_reveal_format_a_mistyped_text_differs_in_the_audit_trail_only() {
    let usable = || (vec![live(Some(checked(4)), State::Pending, 0).0], None);
    let other = || (vec![live(Some(unchecked()), State::Pending, 0).0], None);
    let locked = || {
        let (locked, found) = live(Some(unchecked()), State::Locked, 0);
        (vec![locked], Some(found))
    };
    let cases: [&dyn Fn() -> (Vec<LiveCode>, Option<Found>); 4] =
        [&|| (vec![], None), &usable, &other, &locked];
    for case in cases {
        let of = |reveal| {
            let (live, record) = case();
            decided(reveal, OTHER, live, record)
        };
        let (shown, hidden) = (of(true), of(false));
        assert_eq!((shown.0, hidden.0), (true, false));
        assert_eq!((shown.1, shown.2, shown.3), (hidden.1, hidden.2, hidden.3));
    }
    // A text that is not mistyped gets the same answer.
    let (good, found) = live(Some(unchecked()), State::Pending, 0);
    assert_eq!(
        decided(false, OTHER, vec![good], Some(found)),
        (false, true, 0, AuditEvent::Redeemed)
    );
}

#[test]
fn a_mistyped_text_costs_codes_of_the_policys_format_no_attempt_in_any_groups() {
    for (format, tries) in [
        (Some(checked(4)), 0),
        (Some(checked(0)), 0),
        (Some(unchecked()), 1),
        (CodeFormat::new(Alphabet::Base31, 8), 1),
        (None, 1),
    ] {
        let (code, _) = live(format, State::Pending, 0);
        let expected = (true, false, tries, AuditEvent::CodeMistyped);
        assert_eq!(revealed(OTHER, vec![code], None), expected);
    }
}

#[test]
fn a_mistyped_text_does_not_match_a_code_of_the_policys_format_in_another_alphabet() {
    // Letters that look like digits. A text that costs no attempt must not be accepted.
    let (code, found) = live(Some(checked(0)), State::Pending, 0);
    let expected = (true, false, 0, AuditEvent::CodeMistyped);
    assert_eq!(revealed("zzzz zzzz zz", vec![code], Some(found)), expected);
}
