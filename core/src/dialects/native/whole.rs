//! Whole numbers.

use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number that a `T` can be, however JSON writes it: `600`, `600.0` and `6e2` are one
/// number (RFC 8259 section 6 tells no kinds of numbers apart, and to JSON Schema 2020-12, section
/// 6.1.1 of its validation, a number without a fraction is an integer).
pub(super) struct Whole<T>(pub(super) T);

impl<'de, T: TryFrom<u64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_u64(Number(PhantomData))
    }
}

/// Takes a number.
struct Number<T>(PhantomData<T>);

/// Every whole number below this one is a double, and no other number becomes it (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<T: TryFrom<u64>> Visitor<'_> for Number<T> {
    type Value = Whole<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = size_of::<T>() * 8;
        write!(f, "a whole number from 0 to {}", u64::MAX >> (64 - bits.clamp(1, 64)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole<T>, E> {
        let whole = T::try_from(number).map(Whole);
        whole.map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Whole<T>, E> {
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
    fn a_number_is_the_same_however_it_is_written() {
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
