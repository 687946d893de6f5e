//! One check digit by a table that swaps change: Damm's and Verhoeff's.

/// Damm's totally anti-symmetric quasigroup of order 10, with zeros on the diagonal, so that the
/// check digit is where the way through the table has come.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Verhoeff's permutation, which each place but the last applies once more than the one after it.
const VERHOEFF: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Damm's check digit; `None` when a value is no digit.
pub(super) fn damm(digits: &[u8]) -> Option<u8> {
    digits
        .iter()
        .try_fold(0, |row: u8, digit| DAMM.get(usize::from(row))?.get(usize::from(*digit)).copied())
}

/// Verhoeff's check digit; `None` when a value is no digit.
pub(super) fn verhoeff(digits: &[u8]) -> Option<u8> {
    let mut product = 0;
    for (digit, place) in digits.iter().rev().zip(1_u8..) {
        product = multiplied(product, permuted(*digit, place % 8)?);
    }
    // The inverse: a rotation back, or a reflection, which is its own.
    Some(if product < 5 { (5 - product) % 5 } else { product })
}

/// A digit after so many times of Verhoeff's permutation, the eighth of which changes nothing.
fn permuted(digit: u8, times: u8) -> Option<u8> {
    (0..times).try_fold(digit, |digit, _| VERHOEFF.get(usize::from(digit)).copied())
}

/// The product of two symmetries of a pentagon: 0 to 4 are rotations, 5 to 9 reflections.
const fn multiplied(one: u8, other: u8) -> u8 {
    let turn = if one < 5 { one + other % 5 } else { one + 5 - other % 5 } % 5;
    if (one < 5) == (other < 5) { turn } else { turn + 5 }
}
