//! Pure systems: a code is a number, and its check symbols make a remainder of it.

use crate::words::Alphabet;

/// The largest prime below the square of the alphabet's size.
///
/// As it is prime and above the size, no wrong symbol and no swap of neighbours leaves the
/// remainder as it was, at whatever place. As no power of the size below the 36th is 1 modulo it,
/// swaps over any distance within a code are told too.
pub(super) const fn modulus(alphabet: Alphabet) -> u32 {
    match alphabet {
        Alphabet::Decimal => 97,
        Alphabet::Base20 => 397,
        Alphabet::Base31 => 953,
        Alphabet::Crockford32 => 1021,
    }
}

/// The two values that make the whole number leave 1 (ISO/IEC 7064 section 7): the modulus and one
/// more, less the remainder of what was drawn with two zeros behind it.
pub(super) fn pair(alphabet: Alphabet, drawn: &[u8]) -> [u8; 2] {
    let (radix, modulus) = (alphabet.size(), modulus(alphabet));
    let shifted = remainder(radix, modulus, drawn) * radix % modulus * radix % modulus;
    // From 2 to the modulus and one more, which is below the square of the radix.
    let check = modulus + 1 - shifted;
    [(check / radix) as u8, (check % radix) as u8]
}

/// The remainder of the number that has these digits in that radix, the highest first.
pub(super) fn remainder(radix: u32, modulus: u32, digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| (number * radix + u32::from(*digit)) % modulus)
}
