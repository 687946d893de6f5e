//! No payload makes the engine panic, and the error for a payload that does not fit reports the
//! excess.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use codemint_core::qr::{Level, Symbol, TooLong};
use codemint_qr_tests::payloads::Random;
use proptest::prelude::*;

/// The number of bytes that version 40 holds (ISO/IEC 18004:2015 table 7).
const BYTES: [(Level, usize); 4] =
    [(Level::L, 2953), (Level::M, 2331), (Level::Q, 1663), (Level::H, 1273)];
/// The number of digits that it holds.
const DIGITS: [(Level, usize); 4] =
    [(Level::L, 7089), (Level::M, 5596), (Level::Q, 3993), (Level::H, 3057)];

fn too_long(payload: &[u8], level: Level) -> Option<TooLong> {
    Symbol::encode(payload, level).err()
}

#[test]
fn the_largest_payloads_are_those_of_the_standard() {
    for (level, most) in BYTES {
        assert_eq!(Symbol::encode(&vec![b'x'; most], level).unwrap().version(), 40);
        assert_eq!(too_long(&vec![b'x'; most + 1], level).unwrap().bytes(), 1);
    }
    for (level, most) in DIGITS {
        assert_eq!(Symbol::encode(&vec![b'7'; most], level).unwrap().version(), 40);
        assert!(too_long(&vec![b'7'; most + 1], level).is_some());
    }
}

#[test]
fn the_error_reports_the_excess() {
    let excess = too_long(&[b'x'; 3000], Level::M).unwrap();
    assert_eq!((excess.level(), excess.bits(), excess.bytes()), (Level::M, 5348, 669));
    assert_eq!(
        excess.to_string(),
        "payload exceeds the largest symbol of level M by 5348 bits (669 bytes)"
    );
}

#[test]
fn the_smallest_symbol_can_be_empty() {
    for level in Level::ALL {
        let symbol = Symbol::encode(b"", level).unwrap();
        assert_eq!((symbol.version(), symbol.size()), (1, 21));
        assert!(symbol.is_dark(0, 0) && !symbol.is_dark(21, 0) && !symbol.is_dark(0, usize::MAX));
        assert!(!symbol.is_dark(64, 0) && !symbol.is_dark(usize::MAX, 0));
    }
}

#[test]
fn an_overlong_payload_is_rejected_early() {
    let excess = too_long(&vec![b'x'; 10_000_000], Level::L).unwrap();
    assert_eq!(excess.bytes(), 10_000_000 - 2953);
}

#[test]
fn every_length_up_to_3000() {
    let mut random = Random(5);
    let payload: Vec<u8> = (0..3000).map(|_| random.number() as u8).collect();
    let mut version = 1;
    for length in 0..=payload.len() {
        let level = Level::ALL[length % 4];
        if length % 4 == 0
            && let Ok(symbol) = Symbol::encode(&payload[..length], level)
        {
            assert!(symbol.version() >= version);
            version = symbol.version();
        } else {
            let _ = Symbol::encode(&payload[..length], level);
        }
    }
    assert_eq!(version, 40);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes(payload in prop::collection::vec(any::<u8>(), 0..=3000), level in 0..4_usize) {
        match Symbol::encode(&payload, Level::ALL[level]) {
            Ok(symbol) => prop_assert!((1..=40).contains(&symbol.version())),
            Err(excess) => prop_assert!(excess.bits() > 0),
        }
    }

    #[test]
    fn the_excess_is_exact(more in 1..600_usize, level in 0..4_usize, byte in b'a'..=b'z') {
        let (level, most) = BYTES[level];
        let payload = vec![byte; most + more];
        let excess = too_long(&payload, level).unwrap().bytes();
        prop_assert_eq!(excess, more);
        prop_assert!(Symbol::encode(&payload[excess..], level).is_ok());
        prop_assert!(Symbol::encode(&payload[excess - 1..], level).is_err());
    }
}
