//! Text beyond ASCII is read without a hint about its character set, since the symbol names it.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use codemint_core::qr::{Level, Look, QuietZone, Scale, Symbol};
use codemint_qr_tests::picture::{Picture, of_png};
use codemint_qr_tests::readers::{by_rqrr, text_by_rxing, text_by_zbar};
use codemint_qr_tests::{bytes_held, matrix_of_qrcodegen};
use qrcode::bits::Bits;
use qrcode::types::Version;

/// Texts whose character set common readers guess wrongly without a header.
const TEXTS: [&str; 12] = [
    "WIFI:S:Café;T:WPA;P:12345678;;",
    "ünïcödé ßẞ İıſK",
    "e\u{301}\u{323} Z\u{351}\u{36b}a\u{334}lgo\u{489}",
    "日本語の文字列、カタカナ、漢字",
    "あいうえおかきくけこさしすせそ",
    "привет мир, как дела",
    "שלום \u{202e}abc\u{202c} مرحبا",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏿",
    "ｶﾞ①㍿﷽",
    "é",
    "0123456789 ABC 0123456789 é 0123456789",
    "https://codes.example.com/r?n=Zoë",
];

fn look() -> Look {
    Look { scale: Scale::new(4).unwrap(), ..Look::default() }
}

fn picture(png: &[u8]) -> Picture {
    of_png(png).unwrap()
}

#[test]
fn text_beyond_ascii_is_read_correctly() {
    for text in TEXTS {
        for level in [Level::L, Level::Q] {
            let png = Symbol::encode(text.as_bytes(), level).unwrap().png(&look());
            assert_eq!(text_by_rxing(&picture(&png)).as_deref(), Some(text), "rxing, {level}");
            assert_eq!(
                text_by_zbar(&png).expect("zbarimg, installed by `tests/qr/prepare`").as_deref(),
                Some(text),
                "ZBar, {level}"
            );
            assert_eq!(by_rqrr(&picture(&png)).as_deref(), Some(text.as_bytes()), "rqrr, {level}");
        }
    }
}

/// The planted fault: the same text without a header, which ZBar reads in another character set.
#[test]
fn without_the_header_a_reader_guesses_wrongly() {
    let text = TEXTS[0];
    let modules = without_header(text.as_bytes(), Version::Normal(3));
    let png = drawn(&modules);
    assert_eq!(by_rqrr(&picture(&png)).as_deref(), Some(text.as_bytes()), "the bytes are right");
    let read = text_by_zbar(&png).expect("zbarimg, installed by `tests/qr/prepare`");
    assert!(read.is_some() && read.as_deref() != Some(text), "{read:?}");
    let with_header = Symbol::encode(text.as_bytes(), Level::M).unwrap();
    assert!(codemint_qr_tests::matrix(&with_header) != modules);
}

/// Symbols of ASCII text, and of bytes that are not text, are the same as without the feature, bit
/// for bit.
#[test]
fn only_text_beyond_ascii_gets_a_header() {
    let payloads: [(&[u8], i16); 3] =
        [(b"lower case {ascii} ~", 2), (b"caf\xe9 au lait", 1), (b"\x7f\0~", 1)];
    for (payload, version) in payloads {
        let symbol = Symbol::encode(payload, Level::M).unwrap();
        let expected = without_header(payload, Version::Normal(version));
        assert!(codemint_qr_tests::matrix(&symbol) == expected, "{payload:x?}");
    }
}

/// A header takes twelve bits, of which four were free: one byte less fits, and the excess includes
/// it.
#[test]
fn the_header_counts_towards_the_capacity() {
    for version in [1, 9, 10, 26, 27, 40] {
        for level in Level::ALL {
            let held = bytes_held(version, level);
            let text = |length: usize| [&vec![b'x'; length - 2][..], "é".as_bytes()].concat();
            let fits = Symbol::encode(&text(held - 1), level).unwrap();
            assert_eq!(fits.version(), version, "{level}");
            match Symbol::encode(&text(held), level) {
                Ok(larger) => assert_eq!(larger.version(), version + 1, "{level}"),
                Err(excess) => assert_eq!((version, excess.bytes()), (40, 1), "{level}"),
            }
        }
    }
}

/// The payload as one segment of bytes without a header, drawn by `qrcodegen`.
fn without_header(payload: &[u8], version: Version) -> Vec<Vec<bool>> {
    let Version::Normal(number) = version else { unreachable!() };
    let mut bits = Bits::new(version);
    bits.push_byte_data(payload).unwrap();
    bits.push_terminator(qrcode::EcLevel::M).unwrap();
    let number = qrcodegen::Version::new(number as u8);
    let level = qrcodegen::QrCodeEcc::Medium;
    let code = qrcodegen::QrCode::encode_codewords(number, level, &bits.into_bytes(), None);
    matrix_of_qrcodegen(&code)
}

/// A matrix as a PNG of four pixels per module, with the default quiet zone.
fn drawn(modules: &[Vec<bool>]) -> Vec<u8> {
    let (scale, quiet) = (4_usize, usize::from(QuietZone::default().modules()));
    let side = (modules.len() + 2 * quiet) * scale;
    let is_dark = |at: usize, line: usize| {
        let module = |pixel: usize| (pixel / scale).checked_sub(quiet);
        let row = module(line).and_then(|y| modules.get(y));
        row.zip(module(at)).and_then(|(row, x)| row.get(x)).copied().unwrap_or(false)
    };
    let grey: Vec<u8> = (0..side * side)
        .map(|pixel| if is_dark(pixel % side, pixel / side) { 0 } else { 255 })
        .collect();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&grey).unwrap();
    png
}
