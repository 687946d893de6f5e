//! Whole numbers.

use core::fmt;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number within the range of `T`, in any JSON notation: `600`, `600.0` and `6e2` are the
/// same number (RFC 8259 section 6 does not distinguish kinds of numbers, and in JSON Schema
/// 2020-12, section 6.1.1 of its validation, a number without a fraction is an integer).
pub(super) struct Whole<T>(pub(super) T);

impl<'de, T: TryFrom<u64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let bits = size_of::<T>() * 8;
        let number = Number { max: u64::MAX >> (64 - bits.clamp(1, 64)) };
        let whole = input.deserialize_u64(&number)?;
        let invalid = || D::Error::invalid_value(Unexpected::Unsigned(whole), &&number);
        T::try_from(whole).map(Whole).map_err(|_| invalid())
    }
}

/// Accepts a whole number from 0 to `max`.
struct Number {
    max: u64,
}

/// 2^53: every whole number below it is a double, and no other number is rounded to one of them.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Visitor<'_> for &Number {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {}", self.max)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        let fits = (number <= self.max).then_some(number);
        fits.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        let whole = number as u64;
        if number < EXACT && whole as f64 == number {
            return self.visit_u64(whole);
        }
        Err(E::invalid_value(Unexpected::Float(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::Whole;

    #[test]
    fn a_number_is_the_same_in_any_notation() {
        let read = |text: &str| serde_json::from_str::<Whole<u8>>(text).map(|whole| whole.0).ok();
        for (text, number) in [
            ("0", Some(0)),
            ("255", Some(255)),
            ("89.0", Some(89)),
            ("2.5e2", Some(250)),
            ("0e9", Some(0)),
            ("-0", Some(0)),
            ("-0.0", Some(0)),
            ("256", None),
            ("256.0", None),
            ("1e99", None),
            ("18446744073709551616", None),
            ("0.5", None),
            ("-1", None),
            ("-1.0", None),
            ("1e-1", None),
            ("\"1\"", None),
            ("null", None),
            ("true", None),
        ] {
            assert_eq!(read(text), number, "{text}");
        }
        let error = serde_json::from_str::<Whole<u32>>("-1").err().unwrap();
        assert!(
            alloc::format!("{error}").contains("a whole number from 0 to 4294967295"),
            "{error}"
        );
    }
}
