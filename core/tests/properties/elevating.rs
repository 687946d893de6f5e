//! A request for an elevation is answered with the issued code, or with a message and nothing else,
//! whatever the host found.

use crate::findings::{Found, found};
use crate::{cases, ensure, objects};
use codemint_core::engine;
use codemint_core::journey::Settlement;
use codemint_core::journey::{AuditEvent, Call, Elevating, Findings, Needs, Planned, Route, Rule};
use codemint_core::offline::DeviceKey;
use codemint_core::words::Span;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

const STATUSES: [u16; 5] = [200, 400, 403, 404, 500];

/// The number of the route.
fn route() -> u32 {
    let is_generate = |route: &Route| (route.dialect, route.name) == ("recast", "generate");
    engine::routes().position(is_generate).map_or(u32::MAX, |number| number as u32)
}

/// What a host may know about the account and the computer, and how strict the tenant is.
#[derive(Clone, Debug)]
struct Known {
    rules: Vec<Rule>,
    device: Option<String>,
    key: Option<u8>,
    spans: u16,
    strict: bool,
}

fn known() -> impl Strategy<Value = Known> {
    let accounts = prop::sample::subsequence(vec!["tempadmin".to_owned(), "root".into()], 0..=2);
    let spans = || prop_oneof![3 => Just(0x7fff_u16), 1 => any::<u16>()];
    let rule = (spans(), accounts, prop::bool::weighted(0.3))
        .prop_map(|(spans, local_accounts, by_device)| Rule { spans, local_accounts, by_device });
    let device = select(vec![None, Some("0D1E2F3A-0000-4000-8000-00000000000F"), Some("other")]);
    let rules = prop::collection::vec(rule, 0..4);
    (rules, device, any::<Option<u8>>(), spans(), prop::bool::weighted(0.2)).prop_map(
        |(rules, device, key, spans, strict)| {
            let device = device.map(String::from);
            Known { rules, device, key, spans, strict }
        },
    )
}

impl Known {
    /// The findings that include this knowledge.
    fn added_to(&self, needs: &Needs, found: &Found) -> Option<Findings> {
        let mut findings = found.fitting(needs.subjects.len())?;
        let policy = findings.policy.as_mut()?;
        policy.reason_required = self.strict;
        let spans = (0..=Span::MAX_INDEX).filter(|index| self.spans >> index & 1 == 1);
        policy.spans = spans.map(|index| Span { index, seconds: None }).collect();
        findings.elevation = needs.account.as_ref().map(|_| Elevating {
            rules: self.rules.clone(),
            device: self.device.clone(),
            device_key: self.key.and_then(|first| {
                DeviceKey::from_bytes(std::array::from_fn(|n| first.wrapping_add(n as u8)))
            }),
        });
        Some(findings)
    }
}

/// Checks that the reply agrees with the commit and contains nothing else.
fn sound(settled: &Settlement) -> Result<(), String> {
    let Settlement { reply, commit } = settled;
    let body: Value = serde_json::from_slice(reply.body.reveal())
        .map_err(|error| format!("the reply is not JSON: {error}"))?;
    ensure!(STATUSES.contains(&reply.status), "the status is {}", reply.status);
    ensure!(commit.audit.len() == 1, "{} audit entries", commit.audit.len());
    ensure!(commit.mails.is_empty(), "{} mails", commit.mails.len());
    let issued = commit.audit.iter().any(|entry| entry.event == AuditEvent::Issued);
    ensure!(issued == (reply.status == 200), "{} and issued: {issued}", reply.status);
    if let [issued] = commit.issued.as_slice() {
        ensure!(reply.status == 200, "issued with {}", reply.status);
        ensure!(body.as_str() == Some(issued.code.reveal()), "another code is shown");
        ensure!(issued.terms.is_some(), "no terms");
        return Ok(());
    }
    ensure!(commit.issued.is_empty() && reply.status != 200, "nothing issued with 200");
    ensure!(commit.superseded.is_empty(), "superseded without a new code");
    let members = body.as_object().map_or(0, |members| members.len());
    let message = body.get("Message").and_then(Value::as_str).unwrap_or_default();
    ensure!(members == 1 && message.ends_with('.'), "{body}");
    Ok(())
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn an_elevation_is_answered_with_its_code_or_a_message(
        body in prop_oneof![9 => objects::elevation(), 1 => objects::any_object()],
        found in found(),
        known in known(),
    ) {
        let call = Call::of(route(), body.as_bytes());
        let planned = engine::plan(&call).unwrap();
        let Planned::Needs(needs) = planned else { panic!("an object ends in a reply") };
        prop_assert_eq!(needs.account.is_some(), needs.subjects.len() == 1);
        let settled = engine::settle(&call, known.added_to(&needs, &found).unwrap()).unwrap();
        prop_assert_eq!(sound(&settled), Ok(()), "{}", body);
    }
}

/// Checks the property above: every kind of answer occurs, and unsound settlements are detected.
#[test]
fn every_status_occurs_and_unsound_settlements_are_detected() {
    let mut runner = TestRunner::new(cases(1));
    let mut settled = || {
        let drawn = (objects::elevation(), found(), known()).new_tree(&mut runner).unwrap();
        let (body, found, known) = drawn.current();
        let call = Call::of(route(), body.as_bytes());
        let Ok(Planned::Needs(needs)) = engine::plan(&call) else { panic!("{body}") };
        engine::settle(&call, known.added_to(&needs, &found).unwrap()).unwrap()
    };
    let drawn: Vec<Settlement> = (0..3_000).map(|_| settled()).collect();
    for status in STATUSES {
        let count = drawn.iter().filter(|settled| settled.reply.status == status).count();
        assert!(count >= 20, "{status}: {count}");
    }
    let mut granted = drawn.into_iter().find(|settled| settled.reply.status == 200).unwrap();
    assert_eq!(sound(&granted), Ok(()));
    let issued = granted.commit.issued.pop();
    assert!(sound(&granted).is_err());
    granted.commit.issued.extend(issued);
    granted.commit.audit[0].event = AuditEvent::ElevationRefused;
    assert!(sound(&granted).is_err());
}
