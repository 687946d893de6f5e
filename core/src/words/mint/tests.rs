use super::*;
use crate::words::Alphabet;
use alloc::vec;
use alloc::vec::Vec;

fn seed(n: u64) -> Seed {
    Seed::from_words([n, n ^ 0x9e37_79b9_7f4a_7c15, 3, 4]).unwrap()
}

/// Chi-square of counts against a uniform distribution.
fn chi_square(counts: &[u32]) -> f64 {
    let total: u32 = counts.iter().sum();
    let expected = f64::from(total) / counts.len() as f64;
    counts.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum()
}

/// The value that chi-square exceeds with a probability of about 10^-6, by the approximation of
/// Wilson and Hilferty (4.753 standard deviations); accurate to 1 % from 9 degrees of freedom up.
fn limit(cells: usize) -> f64 {
    let k = (cells - 1) as f64;
    k * (1.0 - 2.0 / (9.0 * k) + 4.753 * (2.0 / (9.0 * k)).sqrt()).powi(3)
}

/// The largest ratio of chi-square to its limit, over the symbols at each place and over each pair
/// of adjacent symbols.
fn worst_excess(alphabet: Alphabet, length: u8, mut draw: impl FnMut() -> Vec<u8>) -> f64 {
    let symbols = alphabet.symbols();
    let size = symbols.len();
    let mut single = vec![vec![0; size]; length.into()];
    let mut pairs = vec![vec![0; size * size]; usize::from(length) - 1];
    for _ in 0..60_000 {
        let values: Vec<usize> =
            draw().iter().map(|c| symbols.iter().position(|s| s == c).unwrap()).collect();
        assert_eq!(values.len(), usize::from(length));
        for (place, &value) in values.iter().enumerate() {
            single[place][value] += 1;
        }
        for (place, pair) in values.windows(2).enumerate() {
            pairs[place][pair[0] * size + pair[1]] += 1;
        }
    }
    let singles = single.iter().map(|counts| chi_square(counts) / limit(size));
    let pairs = pairs.iter().map(|counts| chi_square(counts) / limit(size * size));
    singles.chain(pairs).fold(0.0, f64::max)
}

#[test]
fn every_symbol_is_equally_likely_at_every_place_and_next_to_every_other() {
    for (alphabet, length) in [
        (Alphabet::Decimal, 9),
        (Alphabet::Decimal, 20),
        (Alphabet::Base20, 8),
        (Alphabet::Base31, 10),
        (Alphabet::Crockford32, 7),
    ] {
        let format = CodeFormat::new(alphabet, length).unwrap();
        let mut mint = Mint::new(&seed(u64::from(length)));
        let excess =
            worst_excess(alphabet, length, || mint.code(format).reveal().as_bytes().to_vec());
        assert!(excess < 1.0, "{alphabet:?} x {length}: {excess}");
    }
}

/// A planted fault: a byte modulo 10 favours the digits 0 to 5 by 26 to 25.
#[test]
fn the_same_test_catches_a_modulo_bias() {
    let mut mint = Mint::new(&seed(7));
    let excess = worst_excess(Alphabet::Decimal, 9, || {
        (0..9).map(|_| b'0' + (mint.stream.next_u32() & 0xff) as u8 % 10).collect()
    });
    assert!(excess > 1.0, "the test does not see a modulo bias: {excess}");
}

#[test]
fn words_above_the_last_whole_multiple_are_rejected() {
    // 3 * 2^30 values: a quarter of all words must be discarded.
    let mut mint = Mint::new(&seed(1));
    let mut high = 0;
    for _ in 0..10_000 {
        let value = mint.below(3 << 30);
        assert!(value < 3 << 30);
        high += u32::from(value >= 2 << 30);
    }
    assert!((3_000..3_700).contains(&high), "{high}");
    assert_eq!(mint.below(1), 0);
}

#[test]
fn chunks_fill_a_word() {
    assert_eq!(chunk(10, 20), (9, 1_000_000_000));
    assert_eq!(chunk(10, 2), (2, 100));
    assert_eq!(chunk(31, 32), (6, 887_503_681));
    assert_eq!(chunk(32, 32), (6, 1 << 30));
}

#[test]
fn digits_are_written_lowest_first() {
    let probes = (0..1_000_000_000).step_by(9_973);
    for value in probes.chain(0..20_000).chain([999_999_999, 100_000_000, 99_999_999]) {
        let mut left = value;
        let text = digits(value).to_le_bytes();
        assert_eq!(text[9..], [0; 7]);
        for digit in &text[..9] {
            assert_eq!(u32::from(digit - b'0'), left % 10, "{value}");
            left /= 10;
        }
    }
}

#[test]
fn digits_are_drawn_as_symbols_are() {
    for length in 1..=CodeFormat::MAX_LENGTH {
        let mut single = Mint::new(&seed(9));
        let mut expected = Code::empty();
        let mut left = length;
        while left > 0 {
            let (chunk, values) = chunk(10, left);
            let mut value = single.below(values);
            for _ in 0..chunk {
                expected.push(b'0' + (value % 10) as u8);
                value /= 10;
            }
            left -= chunk;
        }
        let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
        assert_eq!(Mint::new(&seed(9)).code(format).reveal(), expected.reveal());
    }
}

#[test]
fn the_stream_is_that_of_rfc_8439() {
    // RFC 8439, appendix A.1, test vector 3: key 00..01, counter 1, which is word 16 here.
    let mut bytes = [0; 32];
    bytes[31] = 1;
    let mut mint = Mint::new(&Seed::from_bytes(bytes).unwrap());
    let words: Vec<u32> = (0..18).map(|_| mint.stream.next_u32()).collect();
    assert_eq!(words[16..], [0x2452_eb3a, 0x9249_f8ec]);
}

#[test]
fn an_id_has_its_time_and_the_version_and_variant_of_uuid_version_7() {
    let now = Timestamp::from_seconds(1_690_263_923).unwrap();
    let tick = Tick::new(789 * 4096 + 1234).unwrap();
    let (high, low) = Mint::new(&seed(2)).record_id(now, tick).words();
    assert_eq!(high >> 16, 1_690_263_923_789);
    assert_eq!(high >> 12 & 0xf, 7);
    assert_eq!(high & 0xfff, 1234);
    assert_eq!(low >> 62, 0b10);
}

/// A settlement has at most 1,001 IDs: those of its codes and of their batch.
#[test]
fn ids_of_a_settlement_ascend_and_those_of_a_later_tick_are_greater() {
    let now = Timestamp::from_seconds(1_690_263_923).unwrap();
    let mut last = RecordId::from_u128(0);
    for tick in [0, 1, 4095, 4096, Tick::MAX.number()].map(|number| Tick::new(number).unwrap()) {
        let mut mint = Mint::new(&seed(u64::from(tick.number()) + 1));
        for n in 0..1001 {
            let id = mint.record_id(now, tick);
            assert!(id > last, "id {n} of {tick:?}");
            last = id;
        }
    }
    assert!(Mint::new(&seed(3)).record_id(now.plus(1), Tick::default()) > last);
    assert_eq!(last.created(), now);
}

#[test]
fn a_seed_of_zeros_is_rejected() {
    assert!(Seed::from_words([0; 4]).is_none());
    assert!(Seed::from_bytes([0; 32]).is_none());
    assert_eq!(Seed::from_words([1, 2, 3, 4]).unwrap().words(), [1, 2, 3, 4]);
}
