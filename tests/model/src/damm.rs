//! The check digit by H. M. Damm ("Total anti-symmetrische Quasigruppen", 2004): his quasigroup of
//! order 10.

const TABLE: [[u8; 10]; 10] = [
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

/// The check digit of these digits; 0 if they end in their own check digit.
///
/// # Panics
/// When the text contains anything but digits.
#[must_use]
pub fn check_digit(digits: &str) -> u8 {
    digits.bytes().fold(0, |row, digit| TABLE[usize::from(row)][usize::from(digit - b'0')])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        assert_eq!(check_digit("572"), 4);
        assert_eq!(check_digit("5724"), 0);
    }

    #[test]
    fn every_wrong_digit_is_detected() {
        for wrong in ["6724", "5734", "5721", "7524"] {
            assert_ne!(check_digit(wrong), 0, "{wrong}");
        }
    }
}
