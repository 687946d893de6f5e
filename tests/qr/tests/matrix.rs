//! The matrix is always `qrcodegen`'s, and `qrcode`'s wherever its penalty follows the standard.
#![allow(clippy::print_stdout, reason = "the counts show which crate deviates, and why")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails so")]

use codemint_core::qr::{Level, Symbol};
use codemint_qr_tests::payloads::{Kind, Random};
use codemint_qr_tests::penalty::{Balance, Finders, Points, Rules};
use codemint_qr_tests::{
    Matrix, bytes_held, level_of_qrcode, level_of_qrcodegen, matrix, matrix_of_qrcodegen,
};
use qrcode::QrCode;
use qrcode::bits::{Bits, encode_auto};
use qrcode::types::{Color, Version};
use std::collections::BTreeMap;

/// Why `qrcode` chose its mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// It is the mask by the standard's rules.
    Same,
    /// Its rule 3 alone leads to it.
    ByRule3,
    /// Its rule 4 alone leads to it.
    ByRule4,
    /// Each of the two alone leads to it.
    ByEither,
    /// Only both together lead to it.
    ByBoth,
}

/// A payload's codewords as `qrcodegen` draws them: with that mask, or with the one it chooses.
fn by_qrcodegen(payload: &[u8], level: Level, mask: Option<u8>) -> (Matrix, u8) {
    let bits = encode_auto(payload, level_of_qrcode(level)).unwrap();
    let Version::Normal(version) = bits.version() else { unreachable!() };
    let version = qrcodegen::Version::new(version as u8);
    let (level, mask) = (level_of_qrcodegen(level), mask.map(qrcodegen::Mask::new));
    let code = qrcodegen::QrCode::encode_codewords(version, level, &bits.into_bytes(), mask);
    (matrix_of_qrcodegen(&code), code.mask().value())
}

fn all_masks(payload: &[u8], level: Level) -> [Matrix; 8] {
    [0, 1, 2, 3, 4, 5, 6, 7].map(|mask| by_qrcodegen(payload, level, Some(mask)).0)
}

fn by_qrcode(payload: &[u8], level: Level) -> Matrix {
    let code = QrCode::with_error_correction_level(payload, level_of_qrcode(level)).unwrap();
    let width = code.width();
    let colours = code.into_colors();
    colours.chunks(width).map(|row| row.iter().map(|it| *it == Color::Dark).collect()).collect()
}

/// Compares our matrix with both; returns our mask, and why `qrcode` chose its own.
fn judge(payload: &[u8], level: Level) -> (u8, Verdict) {
    let symbol = Symbol::encode(payload, level).unwrap();
    let ours = matrix(&symbol);
    let (expected, mask) = by_qrcodegen(payload, level, None);
    assert_eq!(symbol.mask(), mask, "{payload:?} at {level}");
    assert!(ours == expected, "{payload:?} at {level}");
    let theirs = by_qrcode(payload, level);
    if ours == theirs {
        return (mask, Verdict::Same);
    }
    let masked = all_masks(payload, level);
    assert!(ours == masked[usize::from(mask)], "{payload:?} at {level}");
    let other = masked.iter().position(|matrix| *matrix == theirs).unwrap();
    let points = masked.each_ref().map(Points::of);
    assert_eq!(Rules::STANDARD.best(&points), usize::from(mask), "{payload:?} at {level}");
    assert_eq!(Rules::OF_QRCODE.best(&points), other, "{payload:?} at {level}");
    let rule_3 = Rules { finders: Finders::OfQrcode, ..Rules::STANDARD }.best(&points) == other;
    let rule_4 = Rules { balance: Balance::OfQrcode, ..Rules::STANDARD }.best(&points) == other;
    let verdict = match (rule_3, rule_4) {
        (true, true) => Verdict::ByEither,
        (true, false) => Verdict::ByRule3,
        (false, true) => Verdict::ByRule4,
        (false, false) => Verdict::ByBoth,
    };
    (mask, verdict)
}

#[test]
fn every_version_at_every_level() {
    let mut random = Random(1);
    let mut verdicts = BTreeMap::new();
    for version in 1..=40 {
        for level in Level::ALL {
            let length = bytes_held(version, level);
            let payload: Vec<u8> = (0..length).map(|_| b'a' + random.below(26) as u8).collect();
            assert_eq!(Symbol::encode(&payload, level).unwrap().version(), version);
            *verdicts.entry(judge(&payload, level).1).or_insert(0) += 1;
        }
    }
    println!("40 versions at 4 levels, why qrcode chose its mask: {verdicts:?}");
    assert_eq!(verdicts.values().sum::<i32>(), 160);
    assert!(verdicts[&Verdict::Same] > 40, "{verdicts:?}");
}

#[test]
fn ten_thousand_payloads() {
    let mut random = Random(2);
    let (mut verdicts, mut masks) = (BTreeMap::new(), BTreeMap::new());
    for n in 0..10_000 {
        let longest = [20, 40, 80, 160][n / 4 % 4];
        let length = random.below(longest);
        let payload = Kind::ALL[n % 4].draw(&mut random, length);
        let (mask, verdict) = judge(&payload, Level::ALL[random.below(4)]);
        *verdicts.entry(verdict).or_insert(0) += 1;
        *masks.entry(mask).or_insert(0) += 1;
    }
    println!("10,000 payloads, why qrcode chose its mask: {verdicts:?}");
    println!("how often each mask was chosen: {masks:?}");
    assert_eq!(masks.len(), 8, "{masks:?}");
    assert!(verdicts[&Verdict::Same] > 3_000, "{verdicts:?}");
}

/// The planted faults: with a rule off, some masks differ, so that a rule missing in the engine
/// would be detected above.
#[test]
fn a_missing_rule_is_detected() {
    let faults = [
        Rules { runs: false, ..Rules::STANDARD },
        Rules { blocks: false, ..Rules::STANDARD },
        Rules { finders: Finders::Off, ..Rules::STANDARD },
        Rules { balance: Balance::Off, ..Rules::STANDARD },
        Rules { finders: Finders::OfQrcode, ..Rules::STANDARD },
        Rules { balance: Balance::OfQrcode, ..Rules::STANDARD },
    ];
    let mut random = Random(3);
    let mut seen = [0; 6];
    for _ in 0..1_000 {
        let payload = Kind::Mixed.draw(&mut random, 10);
        let masked = all_masks(&payload, Level::M).each_ref().map(Points::of);
        let chosen = Rules::STANDARD.best(&masked);
        for (seen, fault) in seen.iter_mut().zip(faults) {
            *seen += usize::from(fault.best(&masked) != chosen);
        }
    }
    assert!(seen.iter().all(|seen| *seen > 0), "{seen:?}");
}

/// The planted fault: a single flipped module makes matrices differ, and so does another mask.
#[test]
fn a_flipped_module_is_detected() {
    let symbol = Symbol::encode(b"12345678", Level::M).unwrap();
    let (expected, _) = by_qrcodegen(b"12345678", Level::M, None);
    let masked = all_masks(b"12345678", Level::M);
    let mut flipped = expected.clone();
    flipped[12][13] = !flipped[12][13];
    assert!(matrix(&symbol) == expected && matrix(&symbol) != flipped);
    assert_eq!(masked.iter().filter(|other| **other == matrix(&symbol)).count(), 1);
}

/// Text that is not Shift JIS is never written as such, whatever its bytes are: here the engine
/// does not use `qrcode`'s segments, and names the character set.
#[test]
fn utf_8_is_not_taken_for_kanji() {
    let text = "あいうえおかきくけこさしすせそ".as_bytes();
    let theirs = encode_auto(text, qrcode::EcLevel::M).unwrap().into_bytes();
    assert_eq!(theirs[0] >> 4, 8, "qrcode has fixed this: the engine may use encode_auto");
    let mut bits = Bits::new(Version::Normal(4));
    bits.push_eci_designator(26).unwrap();
    bits.push_byte_data(text).unwrap();
    bits.push_terminator(qrcode::EcLevel::M).unwrap();
    let version = qrcodegen::Version::new(4);
    let level = qrcodegen::QrCodeEcc::Medium;
    let code = qrcodegen::QrCode::encode_codewords(version, level, &bits.into_bytes(), None);
    assert!(matrix(&Symbol::encode(text, Level::M).unwrap()) == matrix_of_qrcodegen(&code));
}
