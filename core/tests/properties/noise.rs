//! The first call: no bytes make it panic on any route, and its answer is well-formed.

use crate::{ROUTE, bodies, cases, ensure, is_fixed, objects};
use codemint_core::engine;
use codemint_core::journey::{Call, Needs, Planned, Reply};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(cases(6_000))]

    #[test]
    fn any_bytes_are_planned(body in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(planned(&body), Ok(()));
    }

    #[test]
    fn any_pieces_of_json_are_planned(body in bodies::pieces()) {
        prop_assert_eq!(planned(&body), Ok(()));
    }

    #[test]
    fn damaged_samples_are_planned(body in bodies::damaged_sample()) {
        prop_assert_eq!(planned(&body), Ok(()));
    }

    #[test]
    fn any_objects_are_planned(body in objects::any_object()) {
        prop_assert_eq!(planned(body.as_bytes()), Ok(()));
    }
}

/// Plans a body on every route and checks that the answers are well-formed.
fn planned(body: &[u8]) -> Result<(), String> {
    (0..).zip(engine::routes()).try_for_each(|(number, route)| {
        let planned = match engine::plan(&Call::of(number, body)) {
            Ok(Planned::Finished(reply)) if number == ROUTE => refusal_is_well_formed(&reply),
            Ok(Planned::Finished(reply)) if is_fixed(route) => is_fixed_reply(&reply),
            Ok(Planned::Finished(reply)) => refusal(&reply).map(drop),
            Ok(Planned::Needs(needs)) => needs_are_well_formed(&needs),
            Err(error) => Err(error.to_string()),
        };
        planned.map_err(|fault| format!("{} {}: {fault}", route.dialect, route.name))
    })
}

/// Checks a fixed reply. Its content is always the same and not parsed again for every body.
fn is_fixed_reply(reply: &Reply) -> Result<(), String> {
    ensure!(reply.status == 200, "the status is {}", reply.status);
    ensure!(!reply.body.reveal().is_empty(), "the reply is empty");
    Ok(())
}

/// The JSON of a reply with a client error.
fn refusal(reply: &Reply) -> Result<Value, String> {
    ensure!((400..500).contains(&reply.status), "the status is {}", reply.status);
    serde_json::from_slice(reply.body.reveal())
        .map_err(|error| format!("the reply is not JSON: {error}"))
}

fn refusal_is_well_formed(reply: &Reply) -> Result<(), String> {
    ensure!(reply.status == 400, "the status is {}", reply.status);
    let body = refusal(reply)?;
    let description = body.get("description").and_then(Value::as_str).unwrap_or_default();
    ensure!(body.get("code") == Some(&Value::from("400 BAD_REQUEST")), "the reply is {body}");
    ensure!(description.starts_with("Request ") || description.starts_with("Number "), "{body}");
    Ok(())
}

fn needs_are_well_formed(needs: &Needs) -> Result<(), String> {
    let subjects: BTreeSet<_> = needs.subjects.iter().collect();
    ensure!(subjects.len() == needs.subjects.len(), "a subject appears twice in {subjects:?}");
    ensure!(subjects.len() <= 100, "{} subjects", subjects.len());
    let ignored: BTreeSet<_> = needs.ignored.iter().collect();
    ensure!(ignored.len() == needs.ignored.len(), "a name appears twice in {ignored:?}");
    ensure!(ignored.len() <= Needs::MAX_IGNORED, "{} names", ignored.len());
    ensure!(ignored.iter().all(|name| name.chars().count() <= 64), "a long name in {ignored:?}");
    Ok(())
}

/// Both kinds of answer occur; otherwise the properties above would check nothing.
#[test]
fn damage_leaves_some_samples_readable() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(cases(1));
    let mut count = |readable| {
        let bodies = (0..500).map(|_| bodies::damaged_sample().new_tree(&mut runner).unwrap());
        let planned = bodies.map(|body| engine::plan(&Call::of(ROUTE, &body.current())));
        planned.filter(|p| matches!(p, Ok(Planned::Needs(_))) == readable).count()
    };
    assert!(count(true) >= 50, "too few are readable");
    assert!(count(false) >= 50, "too few are refused");
}

#[test]
fn ill_formed_answers_are_detected() {
    let call = Call::of(ROUTE, b"[{\"email\":\"a@b.c\",\"x\":1}]");
    let Ok(Planned::Needs(needs)) = engine::plan(&call) else { panic!("not understood") };
    assert_eq!(needs_are_well_formed(&needs), Ok(()));
    let mut spoiled = needs;
    spoiled.subjects.push(spoiled.subjects[0].clone());
    assert!(needs_are_well_formed(&spoiled).is_err());
    spoiled.subjects.pop();
    assert_eq!(needs_are_well_formed(&spoiled), Ok(()));
    spoiled.ignored.push("y".repeat(65));
    assert!(needs_are_well_formed(&spoiled).is_err());

    let refused = engine::plan(&Call::of(ROUTE, b""));
    let Ok(Planned::Finished(mut reply)) = refused else { panic!("understood") };
    assert_eq!(refusal_is_well_formed(&reply), Ok(()));
    reply.status = 500;
    assert!(refusal_is_well_formed(&reply).is_err());
}
