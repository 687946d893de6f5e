//! A virtual wall clock that jumps, beside a virtual monotonic clock that does not.

use super::{Clock, ClockError, ClockEvent, SteadyClock};
use codemint_core::words::Timestamp;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: u64 = 1_795_366_800;
const HOUR: i64 = 3600;

/// Both clocks, set by the test.
struct Manual {
    passed: Mutex<u64>,
    /// By how much the wall clock is wrong.
    wrong: Mutex<i64>,
}

impl Clock for Manual {
    fn now(&self) -> Result<Timestamp, ClockError> {
        let right = START + *self.passed.lock().unwrap();
        let wall = right.saturating_add_signed(*self.wrong.lock().unwrap());
        Timestamp::from_seconds(wall).ok_or(ClockError)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(*self.passed.lock().unwrap())
    }
}

/// A steady clock over a [`Manual`] one, and what it reported.
struct Fixture {
    manual: Arc<Manual>,
    clock: SteadyClock,
    events: Arc<Mutex<Vec<ClockEvent>>>,
}

impl Fixture {
    fn new(confirmation: Duration) -> Self {
        let manual = Arc::new(Manual { passed: Mutex::new(0), wrong: Mutex::new(0) });
        let events = Arc::new(Mutex::new(Vec::new()));
        let reported = Arc::clone(&events);
        let clock = SteadyClock::new(Arc::<Manual>::clone(&manual))
            .confirmed_after(confirmation)
            .reporting(move |event| reported.lock().unwrap().push(event));
        let steady = Self { manual, clock, events };
        assert_eq!(steady.error(), 0);
        steady
    }

    fn new_default() -> Self {
        Self::new(SteadyClock::CONFIRMATION)
    }

    fn pass(&self, seconds: u64) {
        *self.manual.passed.lock().unwrap() += seconds;
    }

    fn set_wrong(&self, seconds: i64) {
        *self.manual.wrong.lock().unwrap() = seconds;
    }

    /// By how much the steady clock is wrong.
    fn error(&self) -> i64 {
        let right = START + *self.manual.passed.lock().unwrap();
        self.clock.now().unwrap().seconds().cast_signed() - right.cast_signed()
    }

    fn events(&self) -> Vec<ClockEvent> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }
}

#[test]
fn one_wrong_reading_changes_nothing() {
    let steady = Fixture::new_default();
    steady.pass(10);
    steady.set_wrong(HOUR);
    assert_eq!(steady.error(), 0);
    assert_eq!(steady.clock.ahead(), Ok(Some(HOUR as u64)));
    steady.pass(20);
    assert_eq!(steady.error(), 0, "time goes on meanwhile");
    steady.set_wrong(0);
    assert_eq!(steady.error(), 0);
    assert_eq!(steady.clock.ahead(), Ok(None));
    assert_eq!(steady.events(), [ClockEvent::Ahead(HOUR as u64), ClockEvent::Back]);
}

/// The control: a clock that believes every reading is an hour wrong.
#[test]
fn a_clock_that_believes_everything_is_wrong() {
    let steady = Fixture::new(Duration::ZERO);
    steady.pass(10);
    steady.set_wrong(HOUR);
    assert_eq!(steady.error(), HOUR);
}

#[test]
fn a_jump_that_lasts_is_believed() {
    let steady = Fixture::new_default();
    steady.set_wrong(HOUR);
    for _ in 0..30 {
        assert_eq!(steady.error(), 0);
        steady.pass(10);
    }
    assert_eq!(steady.error(), HOUR);
    assert_eq!(steady.events(), [ClockEvent::Ahead(HOUR as u64), ClockEvent::Confirmed]);
    assert_eq!(steady.clock.ahead(), Ok(None));
}

#[test]
fn a_jump_of_changing_size_is_believed_only_in_part() {
    let steady = Fixture::new_default();
    for minute in 0..60 {
        // Right every fourth minute.
        steady.set_wrong(if minute % 4 == 0 { 0 } else { HOUR });
        assert_eq!(steady.error(), 0, "minute {minute}");
        steady.pass(60);
    }
    // Ever further ahead: only as much is believed as all readings agree on.
    let steady = Fixture::new_default();
    for minute in 0..=5 {
        steady.set_wrong(HOUR * (1 + minute));
        assert_eq!(steady.error(), if minute < 5 { 0 } else { HOUR });
        steady.pass(60);
    }
}

#[test]
fn small_steps_do_not_add_up() {
    let steady = Fixture::new_default();
    let tolerance = i64::from(SteadyClock::TOLERANCE);
    for step in 1..=100 {
        steady.set_wrong(step * tolerance);
        steady.pass(1);
        assert!(steady.error() <= tolerance, "step {step}: {}", steady.error());
    }
}

#[test]
fn a_slow_clock_is_followed() {
    let steady = Fixture::new_default();
    // Adjusted by half a second every ten minutes, for a month.
    for step in 0..30 * 144 {
        steady.pass(600);
        steady.set_wrong(step / 2);
        assert_eq!(steady.error(), step / 2);
    }
    assert_eq!(steady.events(), []);
}

#[test]
fn a_clock_that_goes_back_is_believed_and_reported() {
    let steady = Fixture::new_default();
    steady.pass(10);
    steady.set_wrong(-HOUR);
    assert_eq!(steady.error(), -HOUR);
    // For one reading only, then right again.
    steady.set_wrong(0);
    assert_eq!(steady.error(), 0);
    assert_eq!(steady.events(), [ClockEvent::Behind(HOUR as u64), ClockEvent::Back]);
    // Permanently: what was right before is a jump ahead then.
    steady.set_wrong(-HOUR);
    for _ in 0..=30 {
        assert_eq!(steady.error(), -HOUR);
        steady.pass(10);
    }
    assert_eq!(steady.events(), [ClockEvent::Behind(HOUR as u64), ClockEvent::Confirmed]);
    steady.set_wrong(0);
    assert_eq!(steady.error(), -HOUR);
}

#[test]
fn the_system_clock_is_monotonic() {
    let clock = super::SystemClock;
    let (before, after) = (clock.monotonic(), clock.monotonic());
    // The time suspended is rounded to seconds.
    assert!(after + Duration::from_secs(1) >= before);
    assert!(clock.now().is_ok());
}
