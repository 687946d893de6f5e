//! Points in time, in whole seconds.

use ::time::OffsetDateTime;

/// A point in time: seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
///
/// At most 9999-12-31T23:59:59Z, so that the year always has four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

/// A point in time in the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year, 1970 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl Civil {
    /// The time in ASCII as in `2026-11-22T16:34:36`, with `separator` in place of the `T`.
    #[must_use]
    pub const fn written(self, separator: u8) -> [u8; 19] {
        const fn two(value: u8) -> [u8; 2] {
            [b'0' + value / 10 % 10, b'0' + value % 10]
        }
        let [y0, y1] = two((self.year / 100) as u8);
        let [y2, y3] = two((self.year % 100) as u8);
        let ([m0, m1], [d0, d1]) = (two(self.month), two(self.day));
        let ([h0, h1], [n0, n1], [s0, s1]) = (two(self.hour), two(self.minute), two(self.second));
        [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, separator, h0, h1, b':', n0, n1, b':', s0, s1]
    }
}

impl Timestamp {
    /// 9999-12-31T23:59:59Z.
    pub const MAX: Self = Self(253_402_300_799);

    /// The time that many seconds after the epoch; `None` beyond [`Self::MAX`].
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Option<Self> {
        if seconds > Self::MAX.0 { None } else { Some(Self(seconds)) }
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The time that many seconds later, at most [`Self::MAX`].
    #[must_use]
    pub fn plus(self, seconds: u32) -> Self {
        Self(self.0 + u64::from(seconds)).min(Self::MAX)
    }

    /// The time in the calendar, in UTC.
    #[must_use]
    pub fn civil(self) -> Civil {
        let seconds = i64::try_from(self.0).unwrap_or(i64::MAX);
        let moment =
            OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Civil {
            year: moment.year(),
            month: moment.month().into(),
            day: moment.day(),
            hour: moment.hour(),
            minute: moment.minute(),
            second: moment.second(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(seconds: u64) -> (i32, u8, u8, u8, u8, u8) {
        let c = Timestamp::from_seconds(seconds).unwrap().civil();
        (c.year, c.month, c.day, c.hour, c.minute, c.second)
    }

    #[test]
    fn the_calendar_is_right_at_the_edges() {
        assert_eq!(civil(0), (1970, 1, 1, 0, 0, 0));
        assert_eq!(civil(951_782_400), (2000, 2, 29, 0, 0, 0));
        assert_eq!(civil(1_690_264_523), (2023, 7, 25, 5, 55, 23)); // the vendor's sample
        assert_eq!(civil(4_107_542_399), (2100, 2, 28, 23, 59, 59));
        assert_eq!(civil(Timestamp::MAX.seconds()), (9999, 12, 31, 23, 59, 59));
    }

    #[test]
    fn a_time_is_written_with_all_digits() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00"),
            (1_690_264_523, "2023-07-25 05:55:23"),
            (Timestamp::MAX.seconds(), "9999-12-31 23:59:59"),
        ] {
            let written = Timestamp::from_seconds(seconds).unwrap().civil().written(b' ');
            assert_eq!(core::str::from_utf8(&written).unwrap(), text);
        }
    }

    #[test]
    fn no_time_is_after_the_year_9999() {
        assert!(Timestamp::from_seconds(Timestamp::MAX.seconds() + 1).is_none());
        assert_eq!(Timestamp::MAX.plus(u32::MAX), Timestamp::MAX);
    }
}
