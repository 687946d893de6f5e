//! The second call: the settlement fits whatever the host found.

use crate::findings::found;
use crate::sound::sound;
use crate::{ROUTE, bodies, cases};
use codemint_core::engine::{self, Unsettled};
use codemint_core::journey::{
    Call, Commit, Findings, MailOrder, Needs, Planned, Settlement, Superseded,
};
use codemint_core::words::{LiveCode, RecordId, State, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

fn needs(call: &Call<'_>) -> Option<Needs> {
    match engine::plan(call) {
        Ok(Planned::Needs(needs)) => Some(*needs),
        _ => None,
    }
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn a_settlement_fits_its_needs_and_findings(users in bodies::users(12), found in found()) {
        let body = bodies::body(&users);
        let call = Call::of(ROUTE, body.as_bytes());
        let needs = needs(&call);
        let subjects = needs.as_ref().map_or(0, |needs| needs.subjects.len());
        let settled = engine::settle(&call, found.fitting(subjects).unwrap()).unwrap();
        match needs {
            Some(needs) => prop_assert_eq!(sound(&needs, &found, &settled), Ok(())),
            None => prop_assert!(settled.reply.status == 400 && is_empty(&settled.commit)),
        }
    }

    #[test]
    fn damaged_requests_settle_too(body in bodies::damaged_sample(), found in found()) {
        let call = Call::of(ROUTE, &body);
        let Some(needs) = needs(&call) else { return Ok(()) };
        let findings = found.fitting(needs.subjects.len()).unwrap();
        let settled = engine::settle(&call, findings).unwrap();
        prop_assert_eq!(sound(&needs, &found, &settled), Ok(()));
    }

    #[test]
    fn findings_that_do_not_fit_settle_nothing(
        users in bodies::users(6),
        found in found(),
        fault in 0_usize..5,
    ) {
        let body = bodies::body(&users);
        let call = Call::of(ROUTE, body.as_bytes());
        let Some(needs) = needs(&call) else { return Ok(()) };
        let subjects = needs.subjects.len();
        let mut findings = found.fitting(subjects).unwrap();
        if !misfit(&mut findings, subjects, fault) {
            return Ok(());
        }
        let unsettled = engine::settle(&call, findings).err();
        prop_assert!(matches!(unsettled, Some(Unsettled::Findings(_))), "fault {}", fault);
    }
}

/// Spoils findings in one of five ways; returns false if that way is not possible.
fn misfit(findings: &mut Findings, subjects: usize, fault: usize) -> bool {
    let code = |subject: usize, state| {
        let id = RecordId::from_u128(7);
        LiveCode {
            subject: subject as u32,
            id,
            version: 1,
            state,
            not_before: Timestamp::from_seconds(0).unwrap_or(Timestamp::MAX),
            not_after: Timestamp::MAX,
            format: None,
        }
    };
    match fault {
        0 => findings.rows.pop().is_some(),
        1 => {
            let row = findings.rows.first().copied();
            findings.rows.extend(row);
            row.is_some()
        }
        2 => {
            findings.live.push(code(subjects, State::Pending));
            true
        }
        3 => {
            findings.live = vec![code(0, State::Redeemed)];
            true
        }
        _ => {
            findings.live = vec![code(1, State::Pending), code(0, State::Locked)];
            subjects >= 2
        }
    }
}

fn is_empty(commit: &Commit) -> bool {
    commit.issued.is_empty()
        && commit.superseded.is_empty()
        && commit.mails.is_empty()
        && commit.audit.is_empty()
}

/// Checks the properties above: they detect unsound settlements.
#[test]
fn unsound_settlements_are_detected() {
    let body = br#"[{"email":"a@b.c"},{"email":"b@b.c","code_send_to":"EMAIL"},{"email":"x"}]"#;
    let call = Call::of(ROUTE, body);
    let needs = needs(&call).unwrap();
    let mut runner = TestRunner::new(cases(1));
    let found = std::iter::repeat_with(|| found().new_tree(&mut runner).unwrap().current())
        .find(|found| {
            let settled = engine::settle(&call, found.fitting(2).unwrap()).unwrap();
            let live_of = |subject| found.live_of(2).iter().any(|code| code.subject == subject);
            settled.commit.issued.len() == 2 && live_of(0) && live_of(1)
        })
        .unwrap();
    let fault = |spoil: fn(&mut Settlement)| {
        let mut settled = engine::settle(&call, found.fitting(2).unwrap()).unwrap();
        spoil(&mut settled);
        sound(&needs, &found, &settled).err().unwrap_or_default()
    };
    assert_eq!(fault(|_| {}), "");
    for (spoil, expected) in SPOILS {
        let fault = fault(*spoil);
        assert!(fault.contains(expected), "`{fault}` instead of `{expected}`");
    }
}

type Spoil = fn(&mut Settlement);

const SPOILS: &[(Spoil, &str)] = &[
    (|s| s.commit.mails.push(MailOrder { issued: 2, to: None }), "a mail contains code 2 of 2"),
    (|s| s.commit.mails.push(MailOrder { issued: 1, to: None }), "code 1 is mailed twice"),
    (|s| s.commit.mails.clear(), "the shown codes are"),
    (|s| s.commit.issued.reverse(), "subject 0 comes after 2"),
    (|s| s.commit.issued.iter_mut().for_each(|issued| issued.subject += 1), "no subject 2"),
    (|s| s.commit.issued.truncate(1), "the superseded codes are"),
    (|s| s.commit.superseded.truncate(1), "the superseded codes are"),
    (
        |s| s.commit.superseded.push(Superseded { id: RecordId::from_u128(7), version: 0 }),
        "the superseded codes are",
    ),
    (|s| s.commit.audit.rotate_left(1), "the audit entries are for subjects [1, 0]"),
    (|s| s.commit.audit.truncate(2), "3 items for 2 audit entries"),
    (|s| s.reply.status = 201, "the status is 201"),
];
