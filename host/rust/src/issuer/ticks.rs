//! The order of settlements within a second.

use codemint_core::words::{Tick, Timestamp};
use std::sync::{Mutex, PoisonError};

/// Gives each settlement of an issuer a later instant than the ones before, as record IDs require
/// (RFC 9562 section 6.2).
///
/// Only the tick is changed, never the second, which the clock and the store decide. If the second
/// goes back, the IDs go back with it.
#[derive(Default)]
pub(super) struct Ticks(Mutex<Option<(Timestamp, Tick)>>);

impl Ticks {
    /// The tick of a settlement in that second: the clock's, or the one after the previous
    /// settlement's if the clock's is not later.
    pub(super) fn next(&self, now: Timestamp, clock: Tick) -> Tick {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tick = match *last {
            Some((second, tick)) if second == now => clock.max(tick.next()),
            _ => clock,
        };
        *last = Some((now, tick));
        tick
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_seconds(seconds).unwrap()
    }

    fn tick(number: u32) -> Tick {
        Tick::new(number).unwrap()
    }

    #[test]
    fn each_settlement_of_a_second_has_a_later_tick() {
        let ticks = Ticks::default();
        let clock = [5, 5, 4, 9, 0, 10, 10].map(|number| ticks.next(at(100), tick(number)));
        assert_eq!(clock.map(Tick::number), [5, 6, 7, 9, 10, 11, 12]);
        assert_eq!(ticks.next(at(10_001), tick(3)), tick(3));
        assert_eq!(ticks.next(at(10_001), Tick::MAX), Tick::MAX);
        assert_eq!(ticks.next(at(10_001), tick(3)), Tick::MAX);
    }

    #[test]
    fn another_second_starts_again_even_an_earlier_one() {
        let ticks = Ticks::default();
        ticks.next(at(10_001), tick(7));
        // An hour back: one wrong reading of the clock has no lasting effect.
        assert_eq!(ticks.next(at(10_001 - 3600), tick(1)), tick(1));
        assert_eq!(ticks.next(at(10_001 - 3600), tick(1)), tick(2));
    }
}
