//! Pure systems (ISO/IEC 7064): a code is a number, and its check symbols fix the remainder.

use crate::words::Alphabet;

/// The largest prime below the square of the alphabet's size.
///
/// Since it is prime and greater than the size, every wrong symbol and every swap of adjacent
/// symbols changes the remainder, at any place. Since no power of the size below the 36th is 1
/// modulo it, swaps over any distance within a code are detected too.
pub(super) const fn modulus(alphabet: Alphabet) -> u32 {
    match alphabet {
        Alphabet::Decimal => 97,
        Alphabet::Base20 => 397,
        Alphabet::Base31 => 953,
        Alphabet::Crockford32 => 1021,
    }
}

/// The two values that make the remainder of the whole number 1 (ISO/IEC 7064 section 7): modulus
/// plus one, minus the remainder of the drawn digits followed by two zeros.
pub(super) fn pair(alphabet: Alphabet, drawn: &[u8]) -> [u8; 2] {
    let (radix, modulus) = (alphabet.size(), modulus(alphabet));
    let shifted = remainder(radix, modulus, drawn) * radix % modulus * radix % modulus;
    // From 2 to modulus + 1, which is below the square of the radix.
    let check = modulus + 1 - shifted;
    [(check / radix) as u8, (check % radix) as u8]
}

/// The remainder of the number with these digits in that radix, most significant digit first.
pub(super) fn remainder(radix: u32, modulus: u32, digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| (number * radix + u32::from(*digit)) % modulus)
}
