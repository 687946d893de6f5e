//! A virtual wall clock that jumps, beside a virtual monotonic clock that does not.

use super::{Clock, ClockError, ClockEvent, SteadyClock};
use codemint_core::words::Timestamp;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: u64 = 1_795_366_800;
const HOUR: i64 = 3600;

/// Both clocks, driven by hand.
struct Hands {
    passed: Mutex<u64>,
    /// By how much the wall clock is wrong.
    wrong: Mutex<i64>,
}

impl Clock for Hands {
    fn now(&self) -> Result<Timestamp, ClockError> {
        let right = START + *self.passed.lock().unwrap();
        let wall = right.saturating_add_signed(*self.wrong.lock().unwrap());
        Timestamp::from_seconds(wall).ok_or(ClockError)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(*self.passed.lock().unwrap())
    }
}

/// A steady clock over such hands, and what it reported.
struct Stand {
    hands: Arc<Hands>,
    clock: SteadyClock,
    events: Arc<Mutex<Vec<ClockEvent>>>,
}

impl Stand {
    fn new(confirmation: Duration) -> Self {
        let hands = Arc::new(Hands { passed: Mutex::new(0), wrong: Mutex::new(0) });
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        let clock = SteadyClock::new(Arc::<Hands>::clone(&hands))
            .confirmed_after(confirmation)
            .reporting(move |event| heard.lock().unwrap().push(event));
        let stand = Self { hands, clock, events };
        assert_eq!(stand.error(), 0);
        stand
    }

    fn usual() -> Self {
        Self::new(SteadyClock::CONFIRMATION)
    }

    fn pass(&self, seconds: u64) {
        *self.hands.passed.lock().unwrap() += seconds;
    }

    fn set_wrong(&self, seconds: i64) {
        *self.hands.wrong.lock().unwrap() = seconds;
    }

    /// By how much the steady clock is wrong.
    fn error(&self) -> i64 {
        let right = START + *self.hands.passed.lock().unwrap();
        self.clock.now().unwrap().seconds().cast_signed() - right.cast_signed()
    }

    fn events(&self) -> Vec<ClockEvent> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }
}

#[test]
fn one_wrong_reading_changes_nothing() {
    let stand = Stand::usual();
    stand.pass(10);
    stand.set_wrong(HOUR);
    assert_eq!(stand.error(), 0);
    assert_eq!(stand.clock.ahead(), Ok(Some(HOUR as u64)));
    stand.pass(20);
    assert_eq!(stand.error(), 0, "time goes on meanwhile");
    stand.set_wrong(0);
    assert_eq!(stand.error(), 0);
    assert_eq!(stand.clock.ahead(), Ok(None));
    assert_eq!(stand.events(), [ClockEvent::Ahead(HOUR as u64), ClockEvent::Back]);
}

/// The control: a clock that believes every reading is an hour wrong.
#[test]
fn a_clock_that_believes_everything_is_wrong() {
    let stand = Stand::new(Duration::ZERO);
    stand.pass(10);
    stand.set_wrong(HOUR);
    assert_eq!(stand.error(), HOUR);
}

#[test]
fn a_jump_that_lasts_is_believed() {
    let stand = Stand::usual();
    stand.set_wrong(HOUR);
    for _ in 0..30 {
        assert_eq!(stand.error(), 0);
        stand.pass(10);
    }
    assert_eq!(stand.error(), HOUR);
    assert_eq!(stand.events(), [ClockEvent::Ahead(HOUR as u64), ClockEvent::Confirmed]);
    assert_eq!(stand.clock.ahead(), Ok(None));
}

#[test]
fn a_jump_that_does_not_agree_with_itself_is_not_believed() {
    let stand = Stand::usual();
    for minute in 0..60 {
        // Right every four minutes.
        stand.set_wrong(if minute % 4 == 0 { 0 } else { HOUR });
        assert_eq!(stand.error(), 0, "minute {minute}");
        stand.pass(60);
    }
    // Further and further ahead: no more is believed than all readings agree on.
    let stand = Stand::usual();
    for minute in 0..=5 {
        stand.set_wrong(HOUR * (1 + minute));
        assert_eq!(stand.error(), if minute < 5 { 0 } else { HOUR });
        stand.pass(60);
    }
}

#[test]
fn small_steps_do_not_add_up() {
    let stand = Stand::usual();
    let tolerance = i64::from(SteadyClock::TOLERANCE);
    for step in 1..=100 {
        stand.set_wrong(step * tolerance);
        stand.pass(1);
        assert!(stand.error() <= tolerance, "step {step}: {}", stand.error());
    }
}

#[test]
fn a_slow_clock_is_followed() {
    let stand = Stand::usual();
    // Adjusted by half a second every ten minutes, for a month.
    for step in 0..30 * 144 {
        stand.pass(600);
        stand.set_wrong(step / 2);
        assert_eq!(stand.error(), step / 2);
    }
    assert_eq!(stand.events(), []);
}

#[test]
fn a_clock_that_goes_back_is_believed_and_reported() {
    let stand = Stand::usual();
    stand.pass(10);
    stand.set_wrong(-HOUR);
    assert_eq!(stand.error(), -HOUR);
    // For one reading only: it is right again at once.
    stand.set_wrong(0);
    assert_eq!(stand.error(), 0);
    assert_eq!(stand.events(), [ClockEvent::Behind(HOUR as u64), ClockEvent::Back]);
    // For good: what was right before is a jump ahead then.
    stand.set_wrong(-HOUR);
    for _ in 0..=30 {
        assert_eq!(stand.error(), -HOUR);
        stand.pass(10);
    }
    assert_eq!(stand.events(), [ClockEvent::Behind(HOUR as u64), ClockEvent::Confirmed]);
    stand.set_wrong(0);
    assert_eq!(stand.error(), -HOUR);
}

#[test]
fn the_system_counts_on() {
    let clock = super::SystemClock;
    let (before, after) = (clock.monotonic(), clock.monotonic());
    // Both parts of it are rounded to seconds.
    assert!(after + Duration::from_secs(1) >= before);
    assert!(clock.now().is_ok());
}
