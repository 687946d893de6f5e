//! Verhoeff's check digit, from the symmetries of a pentagon.

/// Verhoeff's permutation. Each place applies it one time more than the place after it.
const VERHOEFF: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Verhoeff's check digit; `None` when a value is not a digit.
pub(super) fn check_digit(digits: &[u8]) -> Option<u8> {
    let mut product = 0;
    for (digit, place) in digits.iter().rev().zip(1_u8..) {
        product = multiply(product, permute(*digit, place % 8)?);
    }
    // The inverse: the opposite rotation, or the reflection itself.
    Some(if product < 5 { (5 - product) % 5 } else { product })
}

/// A digit after Verhoeff's permutation was applied `times` times. Its order is 8.
fn permute(digit: u8, times: u8) -> Option<u8> {
    (0..times).try_fold(digit, |digit, _| VERHOEFF.get(usize::from(digit)).copied())
}

/// The product of two symmetries of a pentagon: 0 to 4 are rotations, 5 to 9 reflections.
const fn multiply(one: u8, other: u8) -> u8 {
    let turn = if one < 5 { one + other % 5 } else { one + 5 - other % 5 } % 5;
    if (one < 5) == (other < 5) { turn } else { turn + 5 }
}
