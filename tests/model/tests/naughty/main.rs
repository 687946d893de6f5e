//! No text in any place of a request leads to a status 500: in the core alone, and in the SDK over
//! its stores.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: a missing value fails the test"
)]

mod core;
mod sdk;

use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, Span, ValidityBounds};
use codemint_model::naughty::{Naughty, REQUESTS, spoiled, texts};
use std::collections::BTreeSet;

/// A policy that declines as little as possible, so that a request is processed to its end.
fn generous(purpose: Purpose) -> Policy {
    let length = if purpose == Purpose::Elevation { 20 } else { 8 };
    let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
    let bounds = ValidityBounds { min: 1, max: u32::MAX };
    let mut policy = Policy::new(format, 100, bounds).unwrap();
    policy.issuing_allowed = true;
    policy.mail_configured = true;
    policy.usual_validity = 3_600;
    policy.max_uses = 0;
    policy.max_live = if purpose == Purpose::Activation { u16::MAX } else { 1 };
    policy.revealable = true;
    policy.spans = (0..=Span::MAX_INDEX).map(|index| Span { index, seconds: Some(60) }).collect();
    policy
}

/// The position of a request's route among these.
fn route<'a>(asked: &Naughty, routes: impl Iterator<Item = (&'a str, &'a str)>) -> u32 {
    let found = (0..).zip(routes).find(|(_, route)| *route == asked.route);
    found.unwrap_or_else(|| panic!("no route {:?}", asked.route)).0
}

/// Every request for every text.
fn all() -> impl Iterator<Item = Naughty> {
    texts().into_iter().flat_map(|text| spoiled(&text))
}

#[test]
fn every_route_has_a_request_that_it_accepts() {
    let known: BTreeSet<_> = REQUESTS.iter().map(|it| (it.route, it.method, it.template)).collect();
    let routes = codemint_core::engine::routes();
    let all: BTreeSet<_> =
        routes.map(|it| ((it.dialect, it.name), it.method, it.template)).collect();
    assert_eq!(known, all);
    for routed in REQUESTS {
        let sound = Naughty::sound(routed);
        let status = core::status(&sound).unwrap();
        // The route of the OpenAPI document knows no parameters; this one is there to be replaced.
        let expected = if routed.route.1 == "openapi" { 400..401 } else { 200..405 };
        assert!(
            expected.contains(&status) && (status != 400 || routed.route.1 == "openapi"),
            "{:?}: {status}",
            routed.route
        );
    }
}
