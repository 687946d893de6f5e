use super::*;
use crate::config::LimitsConfig;
use codemint::module::{Route, TenantFrom, Transport};
use governor::clock::FakeRelativeClock;
use std::net::IpAddr;

const ANN: Option<(&str, &str)> = Some(("one", "ann"));
const BOB: Option<(&str, &str)> = Some(("one", "bob"));
const NOBODY: Option<(&str, &str)> = None;

/// Limits of these tenants by a clock that stands until it is moved.
fn limits(config: LimitsConfig) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Limits::by_clock(&config, ["one", "two"], &clock), clock)
}

fn of(text: &str) -> Source {
    text.parse::<IpAddr>().unwrap().into()
}

/// How many of so many calls are let in.
fn let_in(calls: usize, mut call: impl FnMut() -> Result<(), TooMany>) -> usize {
    (0..calls).filter(|_| call().is_ok()).count()
}

fn route(limit: Limit) -> Route {
    Route {
        dialect: "fabricated".to_owned(),
        name: "route".to_owned(),
        method: "POST".to_owned(),
        template: "/".to_owned(),
        tenant: TenantFrom::Request,
        transport: Transport::Any,
        media_type: None,
        authentication: Vec::new(),
        repeat_header: None,
        limit,
        effects: Vec::new(),
    }
}

fn admit(
    limits: &Limits<FakeRelativeClock>,
    limit: Limit,
    tenant: &str,
    codes: u32,
) -> Result<(), Duration> {
    let asking = Asking { route: &route(limit), tenant, codes };
    limits.admit(&asking).map_err(|limited| limited.wait)
}

#[test]
fn an_address_has_its_burst_and_then_its_pace() {
    let rate = Some(Rate::new(3, 6));
    let (limits, clock) = limits(LimitsConfig { redeem_per_address: rate, ..Default::default() });
    let call = || limits.call(Limit::Present, of("192.0.2.1"), NOBODY);
    assert_eq!(let_in(10, call), 3);
    // One every ten seconds; the wait is what is left of them, rounded up.
    for (passed, told) in [(0, 10), (1, 10), (998, 10), (1, 9), (8_001, 1), (998, 1)] {
        clock.advance(Duration::from_millis(passed));
        let too_many = call().unwrap_err();
        assert_eq!((too_many.by, too_many.seconds()), (By::Address, told), "{passed}");
    }
    clock.advance(Duration::from_millis(1));
    assert_eq!(let_in(10, call), 1);
    // Whoever waits as long as is told is let in, at any moment.
    for nanos in [0, 1, 999_999_999, 1_000_000_001] {
        clock.advance(Duration::from_nanos(nanos));
        if let Err(too_many) = call() {
            clock.advance(Duration::from_secs(too_many.seconds()));
            assert_eq!(call(), Ok(()), "{nanos}");
        }
    }
    // After a rest there is the burst again, and no more.
    clock.advance(Duration::from_secs(3_600));
    assert_eq!(let_in(10, call), 3);
}

#[test]
fn each_address_counts_for_itself_and_a_network_of_ipv6_is_one() {
    let rate = Some(Rate::new(1, 1));
    let (limits, _) = limits(LimitsConfig { redeem_per_address: rate, ..Default::default() });
    for (address, fresh) in [
        ("192.0.2.1", true),
        ("192.0.2.2", true),
        ("192.0.2.1", false),
        ("::ffff:192.0.2.1", false),
        ("::ffff:192.0.2.3", true),
        ("2001:db8:0:1::1", true),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", false),
        ("2001:db8:0:2::1", true),
        ("2001:db8:0:2::2", false),
        ("::1", true),
    ] {
        let outcome = limits.call(Limit::Present, of(address), NOBODY);
        assert_eq!(outcome.is_ok(), fresh, "{address}");
    }
}

#[test]
fn each_caller_counts_for_itself_wherever_it_comes_from() {
    let rate = Some(Rate::new(2, 1));
    let (limits, _) = limits(LimitsConfig { issue_per_caller: rate, ..Default::default() });
    let call = |caller, address| limits.call(Limit::Issue, of(address), caller);
    assert_eq!(let_in(2, || call(ANN, "192.0.2.1")), 2);
    assert_eq!(call(ANN, "192.0.2.2").unwrap_err().by, By::Caller);
    assert_eq!(let_in(5, || call(BOB, "192.0.2.1")), 2);
    // The same name with another tenant is another caller.
    assert_eq!(let_in(5, || call(Some(("two", "ann")), "192.0.2.1")), 2);
    assert_eq!(let_in(5, || call(Some(("", "ann")), "192.0.2.1")), 2);
    // Whoever has not proved who it is has no name to count by.
    assert_eq!(let_in(9, || call(NOBODY, "192.0.2.1")), 9);
}

#[test]
fn only_what_a_route_says_is_counted() {
    let (limits, _) = limits(LimitsConfig {
        issue_per_caller: Some(Rate::new(1, 1)),
        issue_per_address: Some(Rate::new(2, 1)),
        issue_per_tenant: Some(Rate::new(1_000, 1)),
        redeem_per_address: Some(Rate::new(3, 1)),
        redeem_per_tenant: Some(Rate::new(4, 1)),
        failures_per_address: None,
        pages_per_address: Some(Rate::new(5, 1)),
    });
    let here = of("192.0.2.1");
    assert_eq!(let_in(9, || limits.call(Limit::None, here, ANN)), 9);
    assert_eq!(let_in(9, || limits.call(Limit::Present, here, NOBODY)), 3);
    assert_eq!(let_in(9, || limits.call(Limit::Issue, here, ANN)), 1);
    assert_eq!(let_in(9, || limits.failed_proof(here)), 9);
    assert_eq!(let_in(9, || limits.page(here)), 5);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::None, "one", 1_000).is_ok()).count(), 9);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::Present, "one", 1).is_ok()).count(), 4);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::Issue, "one", 1_000).is_ok()).count(), 1);
}

#[test]
fn a_tenants_codes_are_counted_all_or_none_and_no_other_tenants() {
    let rate = Some(Rate::new(1_000, 60));
    let (limits, clock) = limits(LimitsConfig { issue_per_tenant: rate, ..Default::default() });
    assert_eq!(admit(&limits, Limit::Issue, "one", 990), Ok(()));
    // Ten are left: eleven wait for one more, and nothing of them is counted.
    for _ in 0..3 {
        assert_eq!(admit(&limits, Limit::Issue, "one", 11), Err(Duration::from_secs(1)));
    }
    assert_eq!(admit(&limits, Limit::Issue, "one", 10), Ok(()));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1), Err(Duration::from_secs(1)));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1_000), Err(Duration::from_secs(1_000)));
    assert_eq!(admit(&limits, Limit::Issue, "two", 1_000), Ok(()));
    clock.advance(Duration::from_secs(1_000));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1_000), Ok(()));
    // More than ever can be at once is not let in by waiting either.
    clock.advance(Duration::from_secs(100_000));
    assert!(admit(&limits, Limit::Issue, "one", 1_001).is_err());
}

#[test]
fn a_name_that_no_tenant_has_runs_dry_like_one_that_a_tenant_has() {
    let rate = Some(Rate::new(5, 1));
    for name in ["one", "nobody", "two", "nobody-else", ""] {
        let (limits, _) = limits(LimitsConfig { redeem_per_tenant: rate, ..Default::default() });
        let answers: Vec<_> = (0..7).map(|_| admit(&limits, Limit::Present, name, 1)).collect();
        let wait = Duration::from_secs(60);
        assert_eq!(answers[..5], [Ok(()); 5], "{name}");
        assert_eq!(answers[5..], [Err(wait); 2], "{name}");
    }
}

/// Only unknown names run dry together in a crowd: whoever makes one could see by it who is known.
#[test]
fn a_flood_of_unknown_names_makes_no_crowd() {
    let rate = Some(Rate::new(100, 1));
    let (limits, _) = limits(LimitsConfig { redeem_per_tenant: rate, ..Default::default() });
    let let_in = (0..NAME_CELLS * 2)
        .filter(|number| admit(&limits, Limit::Present, &format!("name-{number}"), 1).is_ok());
    // Two names a cell on average. That a hundred meet in one does not happen.
    assert_eq!(let_in.count() as u64, NAME_CELLS * 2);
    assert!(limits.redeem_names.len() as u64 <= NAME_CELLS);
    let each = |name: &str| (0..90).all(|_| admit(&limits, Limit::Present, name, 1).is_ok());
    assert!(each("one") && each("nobody"));
}

#[test]
fn proofs_that_fail_are_counted_and_those_that_do_not_are_not() {
    let rate = Some(Rate::new(2, 60));
    let (limits, clock) = limits(LimitsConfig { failures_per_address: rate, ..Default::default() });
    let (here, there) = (of("192.0.2.1"), of("192.0.2.2"));
    assert_eq!(let_in(9, || limits.proof(here)), 9, "to look counts nothing");
    assert_eq!(let_in(2, || limits.failed_proof(here)), 2);
    assert_eq!(limits.proof(here).unwrap_err().seconds(), 1);
    assert_eq!(limits.failed_proof(here).unwrap_err().by, By::Address);
    assert_eq!(limits.proof(there), Ok(()));
    clock.advance(Duration::from_secs(1));
    assert_eq!(limits.proof(here), Ok(()));
}

#[test]
fn what_is_off_is_never_too_much() {
    let (limits, _) = limits(LimitsConfig::default());
    let here = of("192.0.2.1");
    assert_eq!(let_in(10_000, || limits.call(Limit::Issue, here, ANN)), 10_000);
    assert_eq!(let_in(10_000, || limits.call(Limit::Present, here, NOBODY)), 10_000);
    assert_eq!(let_in(10_000, || limits.failed_proof(here)), 10_000);
    assert_eq!(admit(&limits, Limit::Issue, "one", u32::MAX), Ok(()));
    limits.tidy();
}

/// An address of its own for each number.
fn number(number: usize) -> Source {
    Source::V6(number as u64)
}

#[test]
fn where_there_is_no_room_strangers_are_one_crowd_and_the_known_go_free() {
    let rate = Some(Rate::new(2, 1));
    let config = LimitsConfig {
        redeem_per_address: rate,
        issue_per_address: rate,
        failures_per_address: rate,
        ..Default::default()
    };
    let (limits, clock) = limits(config);
    for stranger in (0..ROOM).map(number) {
        assert_eq!(limits.call(Limit::Present, stranger, NOBODY), Ok(()));
        assert_eq!(limits.call(Limit::Issue, stranger, NOBODY), Ok(()));
        assert_eq!(limits.failed_proof(stranger), Ok(()));
    }
    assert_eq!(limits.redeem_addresses.len(), ROOM);
    let late = |by: usize| number(ROOM + by);
    for limit in [Limit::Present, Limit::Issue] {
        let mut others = (0..).map(late);
        assert_eq!(let_in(100, || limits.call(limit, others.next().unwrap(), NOBODY)), 2);
    }
    assert_eq!(let_in(9, || limits.failed_proof(late(1))), 2);
    assert!(limits.proof(late(2)).is_err(), "they are one crowd for proofs too");
    // Who has a cell of its own keeps it; who has proved who it is is not in the crowd.
    assert_eq!(let_in(9, || limits.call(Limit::Present, number(7), NOBODY)), 1);
    assert_eq!(let_in(9, || limits.call(Limit::Issue, late(3), ANN)), 9);
    assert_eq!(limits.redeem_addresses.len(), ROOM);
    // A rest later all are forgotten, and there is room again.
    clock.advance(Duration::from_secs(600));
    limits.tidy();
    assert_eq!((limits.redeem_addresses.len(), limits.failures.len()), (0, 0));
    assert_eq!(let_in(9, || limits.call(Limit::Present, late(4), NOBODY)), 2);
}

#[test]
fn nobody_is_forgotten_who_is_still_counted() {
    let rate = Some(Rate::new(5, 60));
    let (limits, clock) = limits(LimitsConfig { redeem_per_address: rate, ..Default::default() });
    let call = || limits.call(Limit::Present, of("192.0.2.1"), NOBODY);
    assert_eq!(let_in(9, call), 5);
    for _ in 0..4 {
        limits.tidy();
        assert!(call().is_err(), "tidying has set it free");
        clock.advance(Duration::from_secs(1));
        assert_eq!(let_in(9, call), 1);
    }
    assert_eq!(limits.redeem_addresses.len(), 1);
}

#[test]
fn a_wait_is_told_in_whole_seconds_rounded_up() {
    for (wait, told) in [
        (Duration::ZERO, 1),
        (Duration::from_nanos(1), 1),
        (Duration::from_secs(1), 1),
        (Duration::new(1, 1), 2),
        (Duration::new(59, 999_999_999), 60),
        (Duration::MAX, u64::MAX),
    ] {
        assert_eq!(TooMany { by: By::Tenant, wait }.seconds(), told, "{wait:?}");
    }
}
