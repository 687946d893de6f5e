//! Check symbols, which detect a mistyped code before any record is looked up.
//!
//! They are computed from the drawn symbols and hold no secret: an attacker who guesses codes
//! computes them too. They therefore add nothing to the entropy of a code.

mod damm;
mod pair;
mod verhoeff;

use super::Alphabet;

/// How the check symbols of a code are computed.
///
/// Each scheme detects every single wrong symbol and every swap of two adjacent symbols, check
/// symbols included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckScheme {
    /// No check symbols, as in the vendors' codes.
    #[default]
    None,
    /// For digits, two check symbols: ISO/IEC 7064 MOD 97-10, as in IBANs. Also detects swaps over
    /// any distance and nearly every other pair of errors.
    Mod97,
    /// For digits, one check symbol: H. Michael Damm's quasigroup of order 10 (thesis, 2004).
    Damm,
    /// For digits, one check symbol: Jacobus Verhoeff's scheme (1969) in the dihedral group of
    /// order 10.
    Verhoeff,
    /// For letters, two check symbols in the style of MOD 97-10: the radix is the size of the
    /// alphabet, the modulus the largest prime below its square (397 for `base20`, 953 for
    /// `base31`, 1021 for `crockford32`).
    LetterPair,
    /// For Crockford's Base 32, one check symbol as he defines it: the code as a number modulo 37.
    /// The last five values are written `*~$=U`. It has the modulus of ISO/IEC 7064 MOD 37-2 and
    /// detects the same errors, but neither its radix nor the letters I, L and O, which entry reads
    /// as digits.
    Mod37,
}

impl CheckScheme {
    /// Every scheme. The order is fixed: the numbers of formats in stores depend on it.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Mod97, Self::Damm, Self::Verhoeff, Self::LetterPair, Self::Mod37];

    /// The name of this scheme in the configuration and in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mod97 => "mod97",
            Self::Damm => "damm",
            Self::Verhoeff => "verhoeff",
            Self::LetterPair => "letter-pair",
            Self::Mod37 => "mod37",
        }
    }

    /// The scheme with that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// The number of check symbols of a code: 0, 1 or 2.
    #[must_use]
    pub const fn length(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Damm | Self::Verhoeff | Self::Mod37 => 1,
            Self::Mod97 | Self::LetterPair => 2,
        }
    }

    /// Whether the scheme can be used with that alphabet.
    #[must_use]
    pub const fn goes_with(self, alphabet: Alphabet) -> bool {
        match self {
            Self::None => true,
            Self::Mod97 | Self::Damm | Self::Verhoeff => matches!(alphabet, Alphabet::Decimal),
            Self::LetterPair => !matches!(alphabet, Alphabet::Decimal),
            Self::Mod37 => matches!(alphabet, Alphabet::Crockford32),
        }
    }

    /// The symbols outside the alphabet that its check symbol may be.
    #[must_use]
    pub const fn own_symbols(self) -> &'static [u8] {
        match self {
            Self::Mod37 => b"*~$=U",
            _ => b"",
        }
    }

    /// The values of the check symbols of the drawn values; only the first [`Self::length`] are
    /// meaningful. `None` when a drawn value is not a digit (Damm and Verhoeff only).
    pub(super) fn of(self, alphabet: Alphabet, drawn: &[u8]) -> Option<[u8; 2]> {
        match self {
            Self::None => Some([0; 2]),
            Self::Mod97 | Self::LetterPair => Some(pair::pair(alphabet, drawn)),
            Self::Damm => damm::check_digit(drawn).map(|digit| [digit, 0]),
            Self::Verhoeff => verhoeff::check_digit(drawn).map(|digit| [digit, 0]),
            Self::Mod37 => Some([pair::remainder(alphabet.size(), 37, drawn) as u8, 0]),
        }
    }
}

#[cfg(test)]
mod tests;
