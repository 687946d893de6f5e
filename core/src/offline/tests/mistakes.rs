//! Common typing errors: wrong digits and swapped digits.

use super::*;

/// A thousand codes of two computers, with different times and terms.
fn thousand(mut each: impl FnMut(&DeviceKey, u64, String)) {
    for number in 0..1_000_u64 {
        let key = key((number % 2) as u8);
        let issued = ISSUED + number * 60 * 1_049; // spread over one round of the counter
        let terms = Terms::new(at(issued), (number % 16) as u8, number % 3 == 0).unwrap();
        let code = mint(&key, &account(), terms).reveal().to_string();
        each(&key, issued, code);
    }
}

/// How many of the mistyped codes are not refused, and how many were tried. With the longest
/// window, only the tag can cause a refusal.
fn mistyped(
    mut mistakes: impl FnMut(&[u8]) -> Vec<Vec<u8>>,
    is_refused: impl Fn(&Result<Valid, Refusal>) -> bool,
) -> (usize, usize) {
    let (mut passed, mut tried) = (0, 0);
    thousand(|key, issued, code| {
        let window = Window::from_hours(72).unwrap();
        let verify = |typed: &[u8]| {
            let typed = core::str::from_utf8(typed).unwrap();
            verify(key, &account(), typed, at(issued), window, Tolerance::DEFAULT)
        };
        assert!(verify(code.as_bytes()).is_ok());
        for typed in mistakes(code.as_bytes()) {
            tried += 1;
            passed += usize::from(!is_refused(&verify(&typed)));
        }
    });
    (passed, tried)
}

fn wrong_digits(code: &[u8]) -> Vec<Vec<u8>> {
    let mut wrong = Vec::new();
    for place in 0..code.len() {
        for digit in (b'0'..=b'9').filter(|digit| *digit != code[place]) {
            let mut typed = code.to_vec();
            typed[place] = digit;
            wrong.push(typed);
        }
    }
    wrong
}

fn swaps(code: &[u8]) -> Vec<Vec<u8>> {
    let unequal = (1..code.len()).filter(|place| code[place - 1] != code[*place]);
    let swapped = unequal.map(|place| {
        let mut typed = code.to_vec();
        typed.swap(place - 1, place);
        typed
    });
    swapped.collect()
}

#[test]
fn every_single_wrong_digit_in_a_thousand_codes_is_refused() {
    let wrong = |answer: &Result<Valid, Refusal>| *answer == Err(Refusal::Wrong);
    assert_eq!(mistyped(wrong_digits, wrong), (0, 1_000 * 20 * 9));
}

#[test]
fn every_adjacent_swap_in_a_thousand_codes_is_refused() {
    let wrong = |answer: &Result<Valid, Refusal>| *answer == Err(Refusal::Wrong);
    let (passed, tried) = mistyped(swaps, wrong);
    assert_eq!(passed, 0);
    assert!(tried > 1_000 * 16, "{tried}"); // about nine tenths of 19,000
}

/// A planted fault: an unchanged code must be counted as one that passes.
#[test]
fn the_same_test_catches_an_error_that_passes() {
    let wrong = |answer: &Result<Valid, Refusal>| *answer == Err(Refusal::Wrong);
    assert_eq!(mistyped(|code| [code.to_vec()].into(), wrong), (1_000, 1_000));
}
