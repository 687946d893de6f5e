//! The replies to refusals and problems.

use super::{SAMPLE, refused, route, settled, with};
use crate::dialects::recast::{constants, properties};
use crate::engine;
use crate::journey::{Findings, Problem, Refusal, Standing};
use alloc::format;
use std::collections::BTreeSet;

#[test]
fn each_refusal_has_its_status() {
    type Change = fn(&mut Findings);
    let cases: [(Change, u16, &str); 9] = [
        (|f| f.rows[0].standing = Standing::Unknown, 404, "not found"),
        (|f| f.rows[0].standing = Standing::Disabled, 404, "not enabled"),
        (|f| f.rows[0].standing = Standing::PendingDeletion, 404, "not enabled"),
        (|f| f.rows[0].standing = Standing::Unavailable, 500, "could not be determined"),
        (|f| f.policy.as_mut().unwrap().issuing_allowed = false, 403, "switched off"),
        (|f| f.rows[0].purpose_allowed = false, 403, "for this computer"),
        (|f| f.elevation.as_mut().unwrap().rules.clear(), 403, "The account is not allowed to"),
        (|f| f.elevation.as_mut().unwrap().rules[0].spans = 1, 403, "ValidityTimeIndex"),
        (|f| f.elevation.as_mut().unwrap().rules[0].local_accounts.clear(), 403, "TemporaryAcc"),
    ];
    for (change, status, text) in cases {
        let (got, message) = refused(SAMPLE, change);
        assert!(got == status && message.contains(text), "{got} {message}");
    }
    let device = "0d1e2f3a-0000-4000-8000-00000000000f";
    let by_device = |findings: &mut Findings| {
        let found = findings.elevation.as_mut().unwrap();
        found.rules[0].by_device = true;
        found.device = Some(device.into());
    };
    assert_eq!(refused(SAMPLE, by_device).0, 400);
    let given = with(&[(properties::DEVICE, &format!("\"{{{}}}\"", device.to_uppercase()))]);
    assert_eq!(settled(&given, by_device).reply.status, 200);
    let other = with(&[(properties::DEVICE, &format!("\"{}\"", device.replace('f', "e")))]);
    assert_eq!(refused(&other, by_device).0, 404);
}

/// Each text is a sentence or two, and no two kinds of refusal have the same.
#[test]
fn texts_are_sentences_and_all_different() {
    let refusals = [
        Refusal::Subject { standing: Standing::Unknown },
        Refusal::OtherDevice,
        Refusal::NoDevice,
        Refusal::TenantForbids,
        Refusal::SourceForbids,
        Refusal::Account,
        Refusal::Span { span: 1 },
        Refusal::LocalAccount,
        Refusal::TooManyCodes { max: 2 },
        Refusal::Undetermined,
        Refusal::CodeTaken,
    ];
    let refusals = refusals.map(|refusal| constants::refused(refusal).message);
    let problems = Problem::ALL.map(constants::rejected);
    for text in refusals.iter().chain(&problems) {
        assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
    }
    assert_eq!(BTreeSet::from(refusals).len(), refusals.len());
    assert_eq!(BTreeSet::from(problems).len(), problems.len());
    for problem in Problem::ALL {
        let reply = engine::reject(route(), problem).unwrap();
        assert_eq!(reply.status, problem.status().0);
        let expected = format!("{{\"Message\":\"{}\"}}", constants::rejected(problem));
        assert_eq!(reply.body.reveal(), expected.as_bytes());
    }
}
