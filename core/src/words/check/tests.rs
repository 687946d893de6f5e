use super::*;
use crate::words::{Code, CodeFormat, Mint, Seed};
use alloc::string::String;
use alloc::vec::Vec;

/// Every scheme with every alphabet that it can be used with.
fn pairs() -> impl Iterator<Item = (CheckScheme, Alphabet)> {
    let schemes = CheckScheme::ALL.into_iter().filter(|scheme| *scheme != CheckScheme::None);
    schemes.flat_map(|scheme| {
        let alphabets = Alphabet::ALL.into_iter();
        alphabets.filter(move |it| scheme.goes_with(*it)).map(move |alphabet| (scheme, alphabet))
    })
}

/// The check symbols of the drawn symbols, as text.
fn checked(alphabet: Alphabet, scheme: CheckScheme, drawn: &str) -> String {
    let format = CodeFormat::new(alphabet, drawn.len() as u8).unwrap().with_check(scheme).unwrap();
    let mut code = Code::parse(drawn).unwrap();
    format.complete(&mut code);
    assert!(format.accepts(&code));
    code.reveal()[drawn.len()..].into()
}

#[test]
fn published_examples_are_reproduced() {
    use Alphabet::{Crockford32, Decimal};
    for (alphabet, scheme, drawn, check) in [
        // The example of ISO/IEC 7064.
        (Decimal, CheckScheme::Mod97, "794", "44"),
        // ISO 13616: GB82 WEST 1234 5698 7654 32 and DE89 3704 0044 0532 0130 00, letters as two
        // digits, the country at the end.
        (Decimal, CheckScheme::Mod97, "32142829123456987654321611", "82"),
        (Decimal, CheckScheme::Mod97, "3704004405320130001314", "89"),
        // Damm's example.
        (Decimal, CheckScheme::Damm, "572", "4"),
        (Decimal, CheckScheme::Damm, "43881234567", "9"),
        (Decimal, CheckScheme::Verhoeff, "236", "3"),
        (Decimal, CheckScheme::Verhoeff, "12345", "1"),
        (Decimal, CheckScheme::Verhoeff, "142857", "0"),
        (Decimal, CheckScheme::Verhoeff, "8473643095483728456789", "2"),
        // Crockford: the number modulo 37. 1234 is 16J in Base 32, and 13 (D) modulo 37.
        (Crockford32, CheckScheme::Mod37, "16J", "D"),
        (Crockford32, CheckScheme::Mod37, "10", "*"),
        (Crockford32, CheckScheme::Mod37, "11", "~"),
        (Crockford32, CheckScheme::Mod37, "12", "$"),
        (Crockford32, CheckScheme::Mod37, "13", "="),
        (Crockford32, CheckScheme::Mod37, "14", "U"),
        (Crockford32, CheckScheme::Mod37, "15", "0"),
    ] {
        assert_eq!(checked(alphabet, scheme, drawn), check, "{scheme:?} {drawn}");
    }
}

/// How many wrong symbols and swaps of adjacent symbols a scheme (given as a function) does not
/// detect in a code, and how many there were.
fn missed(scheme: &impl Fn(&[u8]) -> Vec<u8>, radix: u8, own: u8, drawn: &[u8]) -> (usize, usize) {
    let whole = [drawn, &scheme(drawn)].concat();
    let mut wrong = Vec::new();
    for place in 0..whole.len() {
        let symbols = if place < drawn.len() { radix } else { radix + own };
        for other in (0..symbols).filter(|other| *other != whole[place]) {
            let mut code = whole.clone();
            code[place] = other;
            wrong.push(code);
        }
        let swapped = place + 1 < whole.len() && whole[place] != whole[place + 1];
        // A symbol that only a check symbol can be is detected by its place.
        if swapped && whole[place + 1] < radix {
            let mut code = whole.clone();
            code.swap(place, place + 1);
            wrong.push(code);
        }
    }
    let passes = |code: &&Vec<u8>| {
        let (drawn, check) = code.split_at(drawn.len());
        scheme(drawn) == check
    };
    (wrong.iter().filter(passes).count(), wrong.len())
}

fn scheme_of(scheme: CheckScheme, alphabet: Alphabet) -> impl Fn(&[u8]) -> Vec<u8> {
    move |drawn| scheme.of(alphabet, drawn).unwrap()[..scheme.length().into()].to_vec()
}

/// Every code of that many symbols.
fn every(radix: u8, length: u32) -> impl Iterator<Item = Vec<u8>> {
    let radix = u32::from(radix);
    (0..radix.pow(length)).map(move |number| {
        (0..length).map(|place| (number / radix.pow(place) % radix) as u8).collect()
    })
}

#[test]
fn every_wrong_symbol_and_every_swap_is_detected_in_every_short_code() {
    let mut seen = 0;
    for (scheme, alphabet) in pairs() {
        let radix = alphabet.size() as u8;
        let own = scheme.own_symbols().len() as u8;
        for length in 1..=if radix == 10 { 3 } else { 2 } {
            for drawn in every(radix, length) {
                let (missed, tried) = missed(&scheme_of(scheme, alphabet), radix, own, &drawn);
                assert_eq!(missed, 0, "{scheme:?} {alphabet:?} {drawn:?}");
                seen += tried;
            }
        }
    }
    assert!(seen > 300_000, "only {seen} mistakes");
}

#[test]
fn every_wrong_symbol_and_every_swap_is_detected_in_long_codes() {
    let mut seen = 0;
    for (scheme, alphabet) in pairs() {
        let own = scheme.own_symbols().len() as u8;
        let mut mint = Mint::new(&Seed::from_words([7, 0, 0, 1]).unwrap());
        for length in [5, 8, 9, 17, 32 - scheme.length()] {
            let format = CodeFormat::new(alphabet, length).unwrap();
            for _ in 0..20 {
                let code = mint.code(format);
                let drawn: Vec<u8> =
                    code.reveal().bytes().map(|symbol| format.value(symbol).unwrap()).collect();
                let radix = alphabet.size() as u8;
                let (missed, tried) = missed(&scheme_of(scheme, alphabet), radix, own, &drawn);
                assert_eq!(missed, 0, "{scheme:?} {alphabet:?} {drawn:?}");
                seen += tried;
            }
        }
    }
    assert!(seen > 200_000, "only {seen} mistakes");
}

/// Planted faults: schemes that look right, each of which misses some errors.
#[test]
fn the_same_test_catches_a_broken_scheme() {
    let sum = |drawn: &[u8]| [drawn.iter().sum::<u8>() % 10].to_vec();
    let composite = |drawn: &[u8]| {
        let check = 381 - pair::remainder(20, 380, &[drawn, &[0, 0]].concat());
        [(check / 20) as u8, (check % 20) as u8].to_vec()
    };
    let total = |scheme: &dyn Fn(&[u8]) -> Vec<u8>, radix| {
        let all = every(radix, 3).map(|drawn| missed(&scheme, radix, 0, &drawn).0);
        all.sum::<usize>()
    };
    assert!(total(&sum, 10) > 0, "the test does not see the swaps that a sum of digits misses");
    assert!(total(&composite, 20) > 0, "the test does not see what a composite modulus misses");
    // Damm's table with one entry changed.
    let damaged = |drawn: &[u8]| {
        let digit = damm::check_digit(drawn).unwrap();
        [if drawn.last() == Some(&4) { digit.min(8) } else { digit }].to_vec()
    };
    assert!(total(&damaged, 10) > 0, "the test does not see what a damaged table misses");
}

#[test]
fn swaps_over_any_distance_are_detected_where_documented() {
    let order = |radix: u32, modulus: u32| {
        let mut power = radix % modulus;
        (1..modulus).find(|_| {
            let is_one = power == 1;
            power = power * radix % modulus;
            is_one
        })
    };
    for alphabet in Alphabet::ALL {
        let (radix, modulus) = (alphabet.size(), pair::modulus(alphabet));
        let is_prime = |n: u32| (2..n).all(|divisor| !n.is_multiple_of(divisor));
        let largest = (2..radix * radix).rev().find(|n| is_prime(*n));
        assert_eq!(largest, Some(modulus), "{alphabet:?}");
        assert!(order(radix, modulus) >= Some(CodeFormat::MAX_LENGTH.into()), "{alphabet:?}");
        assert!(modulus + 1 < radix * radix, "a check symbol is outside the alphabet");
    }
    assert_eq!(order(32, 37), Some(36));
    assert_eq!(order(10, 99), Some(2), "control: modulo 99, swaps over two places pass");
}

#[test]
fn a_mint_draws_the_same_symbols_with_and_without_check_symbols() {
    for (scheme, alphabet) in pairs() {
        for length in 1..=CodeFormat::MAX_LENGTH - scheme.length() {
            let plain = CodeFormat::new(alphabet, length).unwrap();
            let checked = plain.with_check(scheme).unwrap().with_group(4).unwrap();
            let mint = || Mint::new(&Seed::from_words([length.into(), 2, 3, 4]).unwrap());
            let (mut one, mut other) = (mint(), mint());
            for _ in 0..3 {
                let (plain, whole) = (one.code(plain), other.code(checked));
                assert_eq!(&whole.reveal()[..length.into()], plain.reveal());
                assert_eq!(whole.reveal().len(), usize::from(checked.whole_length()));
                assert!(checked.accepts(&whole));
            }
        }
    }
}

#[test]
fn values_that_are_not_digits_have_no_check_digit() {
    assert_eq!(damm::check_digit(&[1, 10]), None);
    assert_eq!(verhoeff::check_digit(&[10, 1]), None);
    assert_eq!(damm::check_digit(&[255]), None);
}

#[test]
fn schemes_are_found_by_their_names() {
    for scheme in CheckScheme::ALL {
        assert_eq!(CheckScheme::named(scheme.name()), Some(scheme));
    }
    assert_eq!(CheckScheme::named("luhn"), None);
    assert_eq!(CheckScheme::default(), CheckScheme::None);
}
