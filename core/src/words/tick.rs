//! Points within a second.

/// A point within a second, in units of 1/4096 millisecond: a UUID of version 7 has 12 bits for it
/// after its milliseconds (RFC 9562 section 6.2, method 3).
///
/// Used only to order record IDs; validity is counted in whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick(u32);

impl Tick {
    /// The number of ticks in a millisecond.
    pub const PER_MILLISECOND: u32 = 4096;
    /// The first tick of a second.
    pub const START: Self = Self(0);
    /// The last tick of a second.
    pub const MAX: Self = Self(1000 * Self::PER_MILLISECOND - 1);

    /// The tick with that number, counted from the start of the second; `None` beyond
    /// [`Self::MAX`].
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        if number > Self::MAX.0 { None } else { Some(Self(number)) }
    }

    /// The tick of that nanosecond; [`Self::MAX`] beyond the end of the second.
    #[must_use]
    pub fn of_nanoseconds(nanoseconds: u32) -> Self {
        let ticks = u64::from(nanoseconds) * u64::from(Self::PER_MILLISECOND) / 1_000_000;
        Self(u32::try_from(ticks).unwrap_or(u32::MAX)).min(Self::MAX)
    }

    /// The number of the tick, counted from the start of the second.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The whole milliseconds since the start of the second, 0 to 999.
    #[must_use]
    pub const fn milliseconds(self) -> u32 {
        self.0 / Self::PER_MILLISECOND
    }

    /// The rest after the whole milliseconds, in 1/4096 millisecond, 0 to 4095.
    #[must_use]
    pub const fn fraction(self) -> u32 {
        self.0 % Self::PER_MILLISECOND
    }

    /// The next tick; at most [`Self::MAX`].
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1).min(Self::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millisecond_has_4096_ticks() {
        assert_eq!(Tick::MAX.number(), 4_095_999);
        assert_eq!(Tick::new(4_096_000), None);
        for (nanoseconds, milliseconds, fraction) in [
            (0, 0, 0),
            (244, 0, 0),
            (245, 0, 1),
            (999_999, 0, 4095),
            (1_000_000, 1, 0),
            (999_999_999, 999, 4095),
            (u32::MAX, 999, 4095),
        ] {
            let tick = Tick::of_nanoseconds(nanoseconds);
            assert_eq!((tick.milliseconds(), tick.fraction()), (milliseconds, fraction));
        }
        assert_eq!(Tick::MAX.next(), Tick::MAX);
        assert!(Tick::default() < Tick::default().next());
    }
}
