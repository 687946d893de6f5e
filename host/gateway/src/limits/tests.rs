use super::*;
use crate::config::LimitsConfig;
use codemint::module::{Route, TenantFrom, Transport};
use governor::clock::FakeRelativeClock;
use std::net::IpAddr;

const ANN: Option<(&str, &str)> = Some(("one", "ann"));
const BOB: Option<(&str, &str)> = Some(("one", "bob"));
const UNKNOWN: Option<(&str, &str)> = None;

/// Limits for the tenants `one` and `two`, by a clock that only `advance` moves.
fn limits(config: LimitsConfig) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Limits::by_clock(&config, ["one", "two"], &clock), clock)
}

fn of(text: &str) -> Source {
    text.parse::<IpAddr>().unwrap().into()
}

/// How many of `calls` calls are admitted.
fn admitted(calls: usize, mut call: impl FnMut() -> Result<(), TooMany>) -> usize {
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
fn an_address_has_its_burst_and_then_its_rate() {
    let rate = Some(Rate::new(3, 6));
    let (limits, clock) = limits(LimitsConfig { redeem_per_address: rate, ..Default::default() });
    let call = || limits.call(Limit::Present, of("192.0.2.1"), UNKNOWN);
    assert_eq!(admitted(10, call), 3);
    // One every ten seconds; the wait is the rest of them, rounded up.
    for (passed, wait) in [(0, 10), (1, 10), (998, 10), (1, 9), (8_001, 1), (998, 1)] {
        clock.advance(Duration::from_millis(passed));
        let too_many = call().unwrap_err();
        assert_eq!((too_many.by, too_many.seconds()), (By::Address, wait), "{passed}");
    }
    clock.advance(Duration::from_millis(1));
    assert_eq!(admitted(10, call), 1);
    // A caller that waits for the reported time is admitted, whatever the moment.
    for nanos in [0, 1, 999_999_999, 1_000_000_001] {
        clock.advance(Duration::from_nanos(nanos));
        if let Err(too_many) = call() {
            clock.advance(Duration::from_secs(too_many.seconds()));
            assert_eq!(call(), Ok(()), "{nanos}");
        }
    }
    // After a long pause the burst is available again, and no more.
    clock.advance(Duration::from_secs(3_600));
    assert_eq!(admitted(10, call), 3);
}

#[test]
fn each_address_is_counted_separately_and_an_ipv6_network_as_one() {
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
        let outcome = limits.call(Limit::Present, of(address), UNKNOWN);
        assert_eq!(outcome.is_ok(), fresh, "{address}");
    }
}

#[test]
fn each_caller_is_counted_separately_whatever_its_address() {
    let rate = Some(Rate::new(2, 1));
    let (limits, _) = limits(LimitsConfig { issue_per_caller: rate, ..Default::default() });
    let call = |caller, address| limits.call(Limit::Issue, of(address), caller);
    assert_eq!(admitted(2, || call(ANN, "192.0.2.1")), 2);
    assert_eq!(call(ANN, "192.0.2.2").unwrap_err().by, By::Caller);
    assert_eq!(admitted(5, || call(BOB, "192.0.2.1")), 2);
    // The same name at another tenant is another caller.
    assert_eq!(admitted(5, || call(Some(("two", "ann")), "192.0.2.1")), 2);
    assert_eq!(admitted(5, || call(Some(("", "ann")), "192.0.2.1")), 2);
    // An unauthenticated caller has no name to be counted by.
    assert_eq!(admitted(9, || call(UNKNOWN, "192.0.2.1")), 9);
}

#[test]
fn a_call_is_counted_by_the_limit_of_its_route() {
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
    assert_eq!(admitted(9, || limits.call(Limit::None, here, ANN)), 9);
    assert_eq!(admitted(9, || limits.call(Limit::Present, here, UNKNOWN)), 3);
    assert_eq!(admitted(9, || limits.call(Limit::Issue, here, ANN)), 1);
    assert_eq!(admitted(9, || limits.failed_attempt(here)), 9);
    assert_eq!(admitted(9, || limits.page(here)), 5);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::None, "one", 1_000).is_ok()).count(), 9);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::Present, "one", 1).is_ok()).count(), 4);
    assert_eq!((0..9).filter(|_| admit(&limits, Limit::Issue, "one", 1_000).is_ok()).count(), 1);
}

#[test]
fn a_tenants_codes_are_admitted_all_or_none_and_counted_for_it_alone() {
    let rate = Some(Rate::new(1_000, 60));
    let (limits, clock) = limits(LimitsConfig { issue_per_tenant: rate, ..Default::default() });
    assert_eq!(admit(&limits, Limit::Issue, "one", 990), Ok(()));
    // Ten are left: eleven wait for one more, and none of them is counted.
    for _ in 0..3 {
        assert_eq!(admit(&limits, Limit::Issue, "one", 11), Err(Duration::from_secs(1)));
    }
    assert_eq!(admit(&limits, Limit::Issue, "one", 10), Ok(()));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1), Err(Duration::from_secs(1)));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1_000), Err(Duration::from_secs(1_000)));
    assert_eq!(admit(&limits, Limit::Issue, "two", 1_000), Ok(()));
    clock.advance(Duration::from_secs(1_000));
    assert_eq!(admit(&limits, Limit::Issue, "one", 1_000), Ok(()));
    // More than the burst is refused however long the caller waits.
    clock.advance(Duration::from_secs(100_000));
    assert!(admit(&limits, Limit::Issue, "one", 1_001).is_err());
}

#[test]
fn an_unknown_tenant_name_is_limited_identically_to_a_known_one() {
    let rate = Some(Rate::new(5, 1));
    for name in ["one", "unknown", "two", "other", ""] {
        let (limits, _) = limits(LimitsConfig { redeem_per_tenant: rate, ..Default::default() });
        let answers: Vec<_> = (0..7).map(|_| admit(&limits, Limit::Present, name, 1)).collect();
        let wait = Duration::from_secs(60);
        assert_eq!(answers[..5], [Ok(()); 5], "{name}");
        assert_eq!(answers[5..], [Err(wait); 2], "{name}");
    }
}

/// If unknown names shared one cell, a flood of them would reveal which names are known.
#[test]
fn a_flood_of_unknown_names_exhausts_no_shared_cell() {
    let rate = Some(Rate::new(100, 1));
    let (limits, _) = limits(LimitsConfig { redeem_per_tenant: rate, ..Default::default() });
    let admitted = (0..NAME_CELLS * 2)
        .filter(|number| admit(&limits, Limit::Present, &format!("name-{number}"), 1).is_ok());
    // Two names in each cell on average; a hundred in one do not occur.
    assert_eq!(admitted.count() as u64, NAME_CELLS * 2);
    assert!(limits.counts.redeem_unknown.len() as u64 <= NAME_CELLS);
    let each = |name: &str| (0..90).all(|_| admit(&limits, Limit::Present, name, 1).is_ok());
    assert!(each("one") && each("unknown"));
}

#[test]
fn only_failed_attempts_are_counted() {
    let rate = Some(Rate::new(2, 60));
    let (limits, clock) = limits(LimitsConfig { failures_per_address: rate, ..Default::default() });
    let (here, there) = (of("192.0.2.1"), of("192.0.2.2"));
    assert_eq!(admitted(9, || limits.attempt(here)), 9, "a peek counts nothing");
    assert_eq!(admitted(2, || limits.failed_attempt(here)), 2);
    assert_eq!(limits.attempt(here).unwrap_err().seconds(), 1);
    assert_eq!(limits.failed_attempt(here).unwrap_err().by, By::Address);
    assert_eq!(limits.attempt(there), Ok(()));
    clock.advance(Duration::from_secs(1));
    assert_eq!(limits.attempt(here), Ok(()));
}

#[test]
fn a_limit_that_is_off_refuses_nothing() {
    let (limits, _) = limits(LimitsConfig::default());
    let here = of("192.0.2.1");
    assert_eq!(admitted(10_000, || limits.call(Limit::Issue, here, ANN)), 10_000);
    assert_eq!(admitted(10_000, || limits.call(Limit::Present, here, UNKNOWN)), 10_000);
    assert_eq!(admitted(10_000, || limits.failed_attempt(here)), 10_000);
    assert_eq!(admit(&limits, Limit::Issue, "one", u32::MAX), Ok(()));
    limits.tidy();
}

/// A different address for each number.
fn number(number: usize) -> Source {
    Source::V6(number as u64)
}

#[test]
fn without_room_unauthenticated_callers_share_a_cell_and_others_are_not_counted() {
    let rate = Some(Rate::new(2, 1));
    let config = LimitsConfig {
        redeem_per_address: rate,
        issue_per_address: rate,
        failures_per_address: rate,
        ..Default::default()
    };
    let (limits, clock) = limits(config);
    for address in (0..MAX_ADDRESSES).map(number) {
        assert_eq!(limits.call(Limit::Present, address, UNKNOWN), Ok(()));
        assert_eq!(limits.call(Limit::Issue, address, UNKNOWN), Ok(()));
        assert_eq!(limits.failed_attempt(address), Ok(()));
    }
    assert_eq!(limits.counts.redeem_addresses.len(), MAX_ADDRESSES);
    let late = |by: usize| number(MAX_ADDRESSES + by);
    for limit in [Limit::Present, Limit::Issue] {
        let mut others = (0..).map(late);
        assert_eq!(admitted(100, || limits.call(limit, others.next().unwrap(), UNKNOWN)), 2);
    }
    assert_eq!(admitted(9, || limits.failed_attempt(late(1))), 2);
    assert!(limits.attempt(late(2)).is_err(), "they share a cell for failed attempts too");
    // A caller with its own cell keeps it; an authenticated one does not use the shared cell.
    assert_eq!(admitted(9, || limits.call(Limit::Present, number(7), UNKNOWN)), 1);
    assert_eq!(admitted(9, || limits.call(Limit::Issue, late(3), ANN)), 9);
    assert_eq!(limits.counts.redeem_addresses.len(), MAX_ADDRESSES);
    // After a long pause all are forgotten, and there is room again.
    clock.advance(Duration::from_secs(600));
    limits.tidy();
    assert_eq!((limits.counts.redeem_addresses.len(), limits.counts.failures.len()), (0, 0));
    assert_eq!(admitted(9, || limits.call(Limit::Present, late(4), UNKNOWN)), 2);
}

#[test]
fn counts_continue_when_tenants_are_added_and_removed() {
    let rate = Some(Rate::new(5, 1));
    let config =
        LimitsConfig { redeem_per_tenant: rate, failures_per_address: rate, ..Default::default() };
    let (limits, clock) = limits(config);
    let here = of("192.0.2.1");
    assert_eq!(admitted(3, || limits.failed_attempt(here)), 3);
    let redeemed = |limits: &Limits<_>, tenant: &str| {
        (0..9).filter(|_| admit(limits, Limit::Present, tenant, 1).is_ok()).count()
    };
    assert_eq!(redeemed(&limits, "one"), 5);
    let changed = limits.with_tenants(["one", "three"]);
    assert_eq!(admitted(9, || changed.failed_attempt(here)), 2);
    assert_eq!(redeemed(&changed, "one"), 0, "a remaining tenant keeps its count");
    assert_eq!(redeemed(&changed, "three"), 5);
    assert_eq!(redeemed(&limits, "two"), 5, "a request in progress has the old tenants");
    // A tenant that was removed is limited as an unknown name.
    assert_eq!(redeemed(&changed, "two"), 5);
    // No number of its cells stays.
    clock.advance(Duration::from_secs(600));
    changed.tidy();
    assert_eq!(limits.counts.redeem_tenants.len(), 0);
}

#[test]
fn tidying_keeps_counts_that_still_limit() {
    let rate = Some(Rate::new(5, 60));
    let (limits, clock) = limits(LimitsConfig { redeem_per_address: rate, ..Default::default() });
    let call = || limits.call(Limit::Present, of("192.0.2.1"), UNKNOWN);
    assert_eq!(admitted(9, call), 5);
    for _ in 0..4 {
        limits.tidy();
        assert!(call().is_err(), "tidying has reset the count");
        clock.advance(Duration::from_secs(1));
        assert_eq!(admitted(9, call), 1);
    }
    assert_eq!(limits.counts.redeem_addresses.len(), 1);
}

#[test]
fn a_wait_is_reported_in_whole_seconds_rounded_up() {
    for (wait, seconds) in [
        (Duration::ZERO, 1),
        (Duration::from_nanos(1), 1),
        (Duration::from_secs(1), 1),
        (Duration::new(1, 1), 2),
        (Duration::new(59, 999_999_999), 60),
        (Duration::MAX, u64::MAX),
    ] {
        assert_eq!(TooMany { by: By::Tenant, wait }.seconds(), seconds, "{wait:?}");
    }
}
