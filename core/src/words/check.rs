//! Check symbols: they tell a mistyped code before anybody looks for it.
//!
//! They are computed from the symbols that were drawn and keep no secret: whoever guesses codes
//! computes them too. So they count for nothing where a code's strength is counted.

mod pair;
mod quasigroup;

use super::Alphabet;

/// How the check symbols of a code are computed.
///
/// Each tells every single wrong symbol and every swap of two neighbours, check symbols included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckScheme {
    /// No check symbols, as the vendors have it.
    #[default]
    None,
    /// For digits, two of them: ISO/IEC 7064 MOD 97-10, which IBANs have too. Also tells swaps over
    /// any distance and nearly every other pair of mistakes.
    Mod97,
    /// For digits, one: H. Michael Damm's quasigroup of order 10 (his thesis of 2004).
    Damm,
    /// For digits, one: Jacobus Verhoeff's of 1969, in the dihedral group of order 10.
    Verhoeff,
    /// For letters, two of them, in the style of MOD 97-10: the radix is the size of the alphabet,
    /// the modulus the largest prime below its square (397 for `base20`, 953 for `base31`, 1021
    /// for `crockford32`).
    LetterPair,
    /// For Crockford's Base 32, one, as he describes it: the number that the code is, modulo 37.
    /// The last five values are written `*~$=U`. Of ISO/IEC 7064 MOD 37-2 it has the modulus and
    /// what it tells, not the radix, nor the letters I, L and O, which entry reads as digits.
    Mod37,
}

impl CheckScheme {
    /// Every scheme.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Mod97, Self::Damm, Self::Verhoeff, Self::LetterPair, Self::Mod37];

    /// The name by which configuration and contract know this scheme.
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

    /// The scheme of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// How many check symbols a code has: 0, 1 or 2.
    #[must_use]
    pub const fn length(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Damm | Self::Verhoeff | Self::Mod37 => 1,
            Self::Mod97 | Self::LetterPair => 2,
        }
    }

    /// Whether codes of that alphabet can have it.
    #[must_use]
    pub const fn goes_with(self, alphabet: Alphabet) -> bool {
        match self {
            Self::None => true,
            Self::Mod97 | Self::Damm | Self::Verhoeff => matches!(alphabet, Alphabet::Decimal),
            Self::LetterPair => !matches!(alphabet, Alphabet::Decimal),
            Self::Mod37 => matches!(alphabet, Alphabet::Crockford32),
        }
    }

    /// The symbols beside the alphabet's that may stand in the place of its check symbol.
    #[must_use]
    pub const fn own_symbols(self) -> &'static [u8] {
        match self {
            Self::Mod37 => b"*~$=U",
            _ => b"",
        }
    }

    /// The values of the check symbols of what was drawn, of which the first [`Self::length`]
    /// count; `None` when a value is none of the alphabet's.
    pub(super) fn of(self, alphabet: Alphabet, drawn: &[u8]) -> Option<[u8; 2]> {
        match self {
            Self::None => Some([0; 2]),
            Self::Mod97 | Self::LetterPair => Some(pair::pair(alphabet, drawn)),
            Self::Damm => quasigroup::damm(drawn).map(|digit| [digit, 0]),
            Self::Verhoeff => quasigroup::verhoeff(drawn).map(|digit| [digit, 0]),
            Self::Mod37 => Some([pair::remainder(alphabet.size(), 37, drawn) as u8, 0]),
        }
    }
}

#[cfg(test)]
mod tests;
