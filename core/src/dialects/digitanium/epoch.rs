//! The end of a code's validity, as callers write it.

use super::constants::NOT_AFTER;
use crate::journey::{Error, ErrorKind, NotAfter};
use crate::words::Timestamp;
use core::fmt;
use serde::de::{self, Deserialize, Visitor};

/// From this number on, a time is in milliseconds (ours): as seconds it would be in the year 5138,
/// as milliseconds it is in March 1973.
const MILLISECONDS: u64 = 100_000_000_000;

/// A time as given: a string (vendor) or a whole number (ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Epoch {
    /// This many seconds or milliseconds since 1970, clamped to 64 bits.
    Since(u64),
    /// Before 1970.
    Before,
    /// Not a whole number in decimal digits.
    NoNumber,
}

impl Epoch {
    /// Parses a text: decimal digits with an optional minus sign; leading zeros are allowed. No
    /// plus sign, no white space, no fraction, no exponent, no digits of other scripts (ours).
    pub(super) fn parse(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::NoNumber;
        }
        // Parsing digits fails only for numbers beyond 64 bits.
        let number = digits.parse().unwrap_or(u64::MAX);
        if digits.len() < text.len() && number > 0 { Self::Before } else { Self::Since(number) }
    }

    /// The requested end of validity. A time before 1970 is treated as 1970: both are in the past.
    ///
    /// # Errors
    /// [`ErrorKind::Time`] when it is not a number, [`ErrorKind::Milliseconds`] when it is too
    /// large.
    pub(super) fn not_after(self) -> Result<NotAfter, Error> {
        let seconds = match self {
            Self::NoNumber => return Err(Error::at(NOT_AFTER, ErrorKind::Time)),
            Self::Before => 0,
            Self::Since(seconds) => seconds,
        };
        Timestamp::from_seconds(seconds)
            .filter(|time| time.seconds() < MILLISECONDS)
            .map(NotAfter::At)
            .ok_or_else(|| Error::at(NOT_AFTER, ErrorKind::Milliseconds))
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Epoch;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a whole number")
            }
            fn visit_str<E>(self, text: &str) -> Result<Epoch, E> {
                Ok(Epoch::parse(text))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Epoch, E> {
                Ok(Epoch::Since(number))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Epoch, E> {
                Ok(u64::try_from(number).map_or(Epoch::Before, Epoch::Since))
            }
            /// Whole numbers of more than 64 bits are passed as floating point, too.
            fn visit_f64<E>(self, number: f64) -> Result<Epoch, E> {
                Ok(match number {
                    18_446_744_073_709_551_616.0.. => Epoch::Since(u64::MAX),
                    ..-9_223_372_036_854_775_808.0 => Epoch::Before,
                    _ => Epoch::NoNumber,
                })
            }
        }
        input.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    /// The result for a time: seconds, or the error.
    fn end(json: &str) -> String {
        let epoch: Epoch = serde_json::from_str(json).unwrap();
        match epoch.not_after() {
            Ok(NotAfter::At(time)) => time.seconds().to_string(),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert_eq!(error.path, NOT_AFTER);
                String::from(match error.kind {
                    ErrorKind::Time => "no number",
                    ErrorKind::Milliseconds => "milliseconds",
                    kind => panic!("{kind:?}"),
                })
            }
        }
    }

    #[test]
    fn digits_are_seconds() {
        for (json, seconds) in [
            (r#""1617136566""#, "1617136566"),
            ("1617136566", "1617136566"),
            (r#""0001617136566""#, "1617136566"),
            ("0", "0"),
            (r#""0""#, "0"),
            (r#""00000000000000000000000000""#, "0"),
            ("-0", "no number"), // The JSON library passes minus zero as floating point.
            (r#""-0""#, "0"),
            ("-1", "0"),
            (r#""-1""#, "0"),
            (r#""-99999999999999999999999""#, "0"),
            ("-9223372036854775808", "0"),
            ("-99999999999999999999999", "0"),
            ("9999999999", "9999999999"),
            (r#""99999999999""#, "99999999999"),
            ("99999999999", "99999999999"),
        ] {
            assert_eq!(end(json), seconds, "{json}");
        }
    }

    #[test]
    fn twelve_digits_and_more_are_milliseconds() {
        for json in [
            "100000000000",
            r#""100000000000""#,
            "1617136566000",
            r#""1617136566000""#,
            r#""1617136566000000""#,
            "18446744073709551615",
            "18446744073709551616",
            r#""18446744073709551616""#,
            r#""99999999999999999999999999""#,
            "99999999999999999999999999",
        ] {
            assert_eq!(end(json), "milliseconds", "{json}");
        }
    }

    #[test]
    fn anything_else_is_not_a_number() {
        for json in [
            r#""epoch timestamp in seconds""#,
            r#""""#,
            r#""+1""#,
            r#""1e9""#,
            r#"" 1""#,
            r#""1 ""#,
            r#""-""#,
            r#""--1""#,
            r#""1617136566.0""#,
            r#""0x60634ff6""#,
            r#""1,617,136,566""#,
            r#""1617136566\u0000""#,
            r#""١٦١٧١٣٦٥٦٦""#,
            r#""１６１７""#,
            r#""2021-03-30T20:36:06Z""#,
            "1617136566.0",
            "1617136566.5",
            "1e9",
            "-1.5",
        ] {
            assert_eq!(end(json), "no number", "{json}");
        }
    }
}
