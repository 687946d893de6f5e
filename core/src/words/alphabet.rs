//! The sets of symbols that codes are written in.

/// A set of symbols that codes are made of.
///
/// Sources: `base20` is the user code alphabet of RFC 8628 section 6.1 (no vowels, so no words);
/// `crockford32` is Douglas Crockford's Base 32; `base31` leaves out `0`, `1`, `I`, `L` and `O`,
/// which are misread on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// `0123456789`
    Decimal,
    /// `BCDFGHJKLMNPQRSTVWXZ`
    Base20,
    /// `23456789ABCDEFGHJKMNPQRSTUVWXYZ`
    Base31,
    /// `0123456789ABCDEFGHJKMNPQRSTVWXYZ`
    Crockford32,
}

impl Alphabet {
    /// Every alphabet. The order is fixed: the numbers of formats in stores depend on it.
    pub const ALL: [Self; 4] = [Self::Decimal, Self::Base20, Self::Base31, Self::Crockford32];

    /// The symbols, in ascending order of value. All are ASCII.
    #[must_use]
    pub const fn symbols(self) -> &'static [u8] {
        match self {
            Self::Decimal => b"0123456789",
            Self::Base20 => b"BCDFGHJKLMNPQRSTVWXZ",
            Self::Base31 => b"23456789ABCDEFGHJKMNPQRSTUVWXYZ",
            Self::Crockford32 => b"0123456789ABCDEFGHJKMNPQRSTVWXYZ",
        }
    }

    /// The number of symbols.
    #[must_use]
    pub const fn size(self) -> u32 {
        self.symbols().len() as u32
    }

    /// The name of this alphabet in the configuration and in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decimal => "decimal",
            Self::Base20 => "base20",
            Self::Base31 => "base31",
            Self::Crockford32 => "crockford32",
        }
    }

    /// The alphabet with that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alphabet| alphabet.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_match_the_names_and_no_symbol_repeats() {
        for (alphabet, size) in Alphabet::ALL.into_iter().zip([10, 20, 31, 32]) {
            assert_eq!(alphabet.size(), size);
            assert!(alphabet.symbols().is_sorted_by(|a, b| a < b), "{alphabet:?}");
            assert_eq!(Alphabet::named(alphabet.name()), Some(alphabet));
        }
        assert_eq!(Alphabet::named("base64"), None);
    }
}
