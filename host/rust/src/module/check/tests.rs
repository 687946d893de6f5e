//! A valid settlement passes; every altered one is rejected.

use super::*;
use crate::module::{Authentication, Limit, Role, TenantFrom, Transport};
use codemint_core::engine;
use codemint_core::journey::{
    AuditEntry, AuditEvent, Call, MailOrder, Planned, Standing, SubjectRow, Superseded,
};
use codemint_core::words::{
    Alphabet, CheckScheme, Code, CodeFormat, LiveCode, Policy, Purpose, RecordId, Seed, State,
    SubjectKey, Timestamp, ValidityBounds,
};

const BODY: &[u8] =
    br#"[{"email":"a@example.com"},{"email":"b@example.com","code_send_to":"EMAIL"}]"#;

fn findings() -> Findings {
    findings_of(CodeFormat::new(Alphabet::Decimal, 9).unwrap())
}

fn findings_of(format: CodeFormat) -> Findings {
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 600, max: 86_400 }).unwrap();
    policy.issuing_allowed = true;
    policy.mail_configured = true;
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
    let live = |subject, id| LiveCode {
        subject,
        id: RecordId::from_u128(id),
        version: 3,
        state: State::Pending,
        not_before: Timestamp::from_seconds(0).unwrap(),
        not_after: Timestamp::MAX,
        format: None,
    };
    let now = Timestamp::from_seconds(1_700_000_000).unwrap();
    let seed = Seed::from_words([1, 2, 3, 4]).unwrap();
    let live = vec![live(0, 70), live(1, 71)];
    Findings { rows: vec![row; 2], live, ..Findings::of(now, seed, Some(policy)) }
}

/// The result of the check for a valid settlement with this change.
fn verdict(change: impl FnOnce(&mut Commit)) -> Result<(), Nonsense> {
    verdict_of(findings, change)
}

/// The same, with other findings.
fn verdict_of(
    findings: impl Fn() -> Findings,
    change: impl FnOnce(&mut Commit),
) -> Result<(), Nonsense> {
    let call = Call::of(0, BODY);
    let Ok(Planned::Needs(needs)) = engine::plan(&call) else { panic!("not understood") };
    let mut settlement = engine::settle(&call, findings()).unwrap();
    assert_eq!(settlement.commit.issued.len(), 2);
    change(&mut settlement.commit);
    commit(&settlement.commit, &needs, &findings(), &route(&[Effect::Issue]))
}

/// A route with these effects.
fn route(effects: &[Effect]) -> Route {
    Route {
        dialect: "fabricated".into(),
        name: "route".into(),
        method: "POST".into(),
        template: "/".into(),
        tenant: TenantFrom::Host,
        transport: Transport::Any,
        media_type: None,
        authentication: vec![Authentication::Basic],
        repeat_header: None,
        limit: Limit::None,
        effects: effects.into(),
    }
}

#[test]
fn a_valid_settlement_passes() {
    assert_eq!(verdict(|_| {}), Ok(()));
}

#[test]
fn positions_out_of_bounds_or_used_twice_are_rejected() {
    let changes: [fn(&mut Commit); 8] = [
        |commit| commit.issued[1].subject = 2,
        |commit| commit.issued[1].subject = 0,
        |commit| commit.issued[1].id = commit.issued[0].id,
        |commit| commit.mails[0].issued = 2,
        |commit| commit.mails.push(MailOrder { issued: 1, to: None }),
        |commit| commit.audit[0].subject = Some(2),
        |commit| commit.audit.push(AuditEntry::of(Some(9), AuditEvent::Issued)),
        |commit| commit.issued[0].subject = u32::MAX,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(verdict(change), Err(Nonsense::Position), "change {number}");
    }
}

#[test]
fn codes_of_another_format_are_rejected() {
    for text in ["12345678", "1234567890", "12345678A", "12345 789"] {
        let verdict = verdict(|commit| commit.issued[0].code = Code::parse(text).unwrap());
        assert_eq!(verdict, Err(Nonsense::Code), "{text}");
    }
}

#[test]
fn codes_with_missing_or_wrong_check_symbols_are_rejected() {
    let format = CodeFormat::new(Alphabet::Decimal, 3).unwrap();
    let findings = || findings_of(format.with_check(CheckScheme::Damm).unwrap());
    assert_eq!(verdict_of(findings, |_| {}), Ok(()));
    for (text, expected) in [
        ("5724", Ok(())),
        ("5725", Err(Nonsense::Code)),
        ("572", Err(Nonsense::Code)),
        ("57244", Err(Nonsense::Code)),
        ("57 4", Err(Nonsense::Code)),
    ] {
        let put = |commit: &mut Commit| commit.issued[0].code = Code::parse(text).unwrap();
        assert_eq!(verdict_of(findings, put), expected, "{text}");
    }
}

#[test]
fn times_and_attempts_beyond_the_policy_are_rejected() {
    let at = |seconds| Timestamp::from_seconds(seconds).unwrap();
    let changes: [&dyn Fn(&mut Commit); 5] = [
        &|commit| commit.issued[0].not_after = at(1_700_086_401),
        &|commit| commit.issued[0].not_after = at(1_699_999_999),
        &|commit| commit.issued[0].not_before = at(1_699_999_999),
        &|commit| commit.issued[0].max_tries = 6,
        &|commit| commit.issued[0].max_tries = 0,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(verdict(change), Err(Nonsense::Bounds), "change {number}");
    }
}

#[test]
fn records_outside_the_findings_cannot_be_superseded() {
    let changes: [fn(&mut Commit); 4] = [
        |commit| commit.superseded[0].id = RecordId::from_u128(72),
        |commit| commit.superseded[0].version = 4,
        |commit| commit.superseded.push(Superseded { ..commit.superseded[0] }),
        |commit| {
            commit.issued.pop();
            commit.mails.clear();
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(verdict(change), Err(Nonsense::Superseded), "change {number}");
    }
}

#[test]
fn too_many_subjects_are_rejected() {
    let key = |n: usize| SubjectKey::of_user(&format!("user-{n}")).unwrap();
    for (count, verdict) in
        [(Needs::MAX_SUBJECTS, Ok(())), (Needs::MAX_SUBJECTS + 1, Err(Nonsense::Position))]
    {
        let purpose = Some(Purpose::Enrolment);
        let subjects = (0..count).map(key).collect();
        let asked = Needs { purpose, subjects, ..Needs::nothing() };
        assert_eq!(needs(&asked, &route(&[Effect::Issue]), false), verdict, "{count}");
    }
}

/// Each way to authenticate allows its own effects, and no other.
#[test]
fn a_route_may_do_no_more_than_its_authentication_allows() {
    use Effect::{Audit, Check, Issue, Read, Redeem, Reveal, Unlock, Void};
    let operator = |role| Authentication::Operator(role);
    let cases = [
        (vec![Authentication::Public], vec![Check, Redeem]),
        (vec![operator(Role::Issue)], vec![Issue]),
        (vec![operator(Role::Read)], vec![Read, Reveal]),
        (vec![operator(Role::Void)], vec![Void, Unlock]),
        (vec![operator(Role::Audit)], vec![Audit]),
        (vec![Authentication::Basic], Effect::ALL.to_vec()),
        // The weaker of two ways decides, and a route that admits no caller may do nothing.
        (vec![Authentication::Basic, Authentication::Public], vec![Check, Redeem]),
        (vec![], vec![]),
    ];
    for (authentication, allowed) in cases {
        for effect in Effect::ALL {
            let route = Route { authentication: authentication.clone(), ..route(&[effect]) };
            assert_eq!(routes(&[route]).is_ok(), allowed.contains(&effect), "{authentication:?}");
        }
    }
}
