//! Properties that hold for any request: no panic on any bytes, answers that fit their requests,
//! and one user for all spellings of one address.
//!
//! Every run draws the same cases: the seed is fixed, so that every failure can be reproduced.

mod bodies;
mod calls;
mod elevating;
mod findings;
mod noise;
mod objects;
mod settling;
mod sound;
mod spelling;

use codemint_core::journey::{Authentication, Route};
use proptest::test_runner::{Config, RngSeed};

/// The number of the route that most of these properties use: the first.
const ROUTE: u32 = 0;

/// Whether a route has a fixed answer: it is public and takes no body.
fn is_fixed(route: &Route) -> bool {
    route.method == "GET" && route.authentication == [Authentication::Public]
}

/// A configuration with that many cases, the same in every run.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(0x00c0_de31),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Fails a property with a reason.
macro_rules! ensure {
    ($condition:expr, $($reason:tt)+) => {
        if !$condition {
            return Err(format!($($reason)+));
        }
    };
}
use ensure;

#[test]
fn the_route_takes_the_bodies() {
    let route = codemint_core::engine::routes().next().unwrap();
    assert_eq!((route.dialect, route.name), ("rsa", "enroll"));
}

/// Checks that the seed has an effect.
#[test]
fn each_run_draws_the_same_cases() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let draw = |config| {
        let mut runner = TestRunner::new(config);
        let trees = (0..50).map(|_| bodies::users(9).new_tree(&mut runner).unwrap().current());
        trees.collect::<Vec<_>>()
    };
    assert_eq!(draw(cases(1)), draw(cases(2)));
    let other = Config { rng_seed: RngSeed::Fixed(1), ..cases(1) };
    assert_ne!(draw(cases(1)), draw(other));
}
