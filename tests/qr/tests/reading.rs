//! Two readers read the payload of every picture.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use codemint_core::qr::{Colour, Colours, Level, Look, QuietZone, Scale, Symbol};
use codemint_qr_tests::bytes_held;
use codemint_qr_tests::payloads::{Kind, Random, binary, naughty};
use codemint_qr_tests::picture::{Picture, of_png, of_svg};
use codemint_qr_tests::readers::{Read, by_rqrr, by_rxing};

/// Four pixels per module: small, and sufficient for both readers.
fn look() -> Look {
    Look { scale: Scale::new(4).unwrap(), ..Look::default() }
}

fn pictures(payload: &[u8], level: Level, look: &Look) -> [Picture; 2] {
    let symbol = Symbol::encode(payload, level).unwrap();
    [of_png(&symbol.png(look)).unwrap(), of_svg(&symbol.svg(look)).unwrap()]
}

/// Reads text with both readers, from both pictures.
fn check(payload: &[u8], level: Level, look: &Look) {
    let what = format!("{:?} at {level}, {look:?}", String::from_utf8_lossy(payload));
    let [png, svg] = pictures(payload, level, look);
    assert!(png == svg, "{what}");
    assert_eq!(by_rqrr(&png).as_deref(), Some(payload), "rqrr: {what}");
    let text = by_rxing(&png).map(|read| read.text.into_bytes());
    assert_eq!(text.as_deref(), Some(payload), "rxing: {what}");
}

#[test]
fn naughty_strings() {
    for payload in naughty() {
        for level in [Level::L, Level::Q] {
            if Symbol::encode(&payload, level).is_ok() {
                check(&payload, level, &look());
            }
        }
    }
}

#[test]
fn random_text_of_every_kind() {
    let mut random = Random(4);
    for n in 0..240 {
        let length = 1 + random.below(400);
        let payload = Kind::ALL[n % 4].draw(&mut random, length);
        check(&payload, Level::ALL[n / 4 % 4], &look());
    }
}

/// Bytes that are not text: `rqrr` returns them unchanged, `rxing` as its byte segments (all of
/// them, since there are no digits or capitals that would be packed).
#[test]
fn bytes_that_are_not_text() {
    for payload in binary() {
        let [png, svg] = pictures(&payload, Level::M, &look());
        assert!(png == svg);
        assert_eq!(by_rqrr(&png).as_ref(), Some(&payload));
        let bytes = by_rxing(&png).map(|read| read.bytes);
        assert_eq!(bytes.as_ref(), Some(&payload), "{payload:x?}");
    }
}

#[test]
fn every_version_at_every_level() {
    for version in (1..=40).step_by(3) {
        for level in Level::ALL {
            check(&vec![b'q'; bytes_held(version, level)], level, &look());
        }
    }
}

#[test]
fn the_palest_colours_allowed() {
    for (dark, light) in [
        ("#580000", "#e9ffff"),
        ("#000000", "#d6d6d6"),
        ("#8b8b8b", "#ffffff"),
        ("#1a4480", "#ffe0d0"),
    ] {
        let [dark, light] = [dark, light].map(|text| Colour::parse(text).unwrap());
        let colours = Colours::new(dark, light).unwrap();
        check(b"https://codes.example.com", Level::M, &Look { colours, ..look() });
    }
}

#[test]
fn other_scales_and_narrow_quiet_zones() {
    for scale in [3, 5, 8, 13] {
        for quiet_zone in [2, 4, 8] {
            let quiet_zone = QuietZone::new(quiet_zone).unwrap();
            let look = Look { scale: Scale::new(scale).unwrap(), quiet_zone, ..Look::default() };
            check(b"https://codes.example.com/r?c=12345678", Level::M, &look);
        }
    }
}

/// The planted fault: neither reader reads the payload of a symbol with more damage than its level
/// corrects; both still do with little damage.
#[test]
fn damage_beyond_correction_is_detected() {
    let payload = b"https://codes.example.com/r?c=12345678";
    let [sound, _] = pictures(payload, Level::L, &look());
    let damaged = |modules: usize| {
        let mut pixels = sound.pixels.clone();
        for y in 15 * 4..(15 + modules) * 4 {
            for x in 14 * 4..(14 + modules) * 4 {
                let pixel = pixels.get_mut(y * sound.side + x).unwrap();
                *pixel = pixel.map(|channel| !channel);
            }
        }
        Picture { side: sound.side, pixels }
    };
    let read = Read { text: String::from_utf8(payload.to_vec()).unwrap(), bytes: payload.to_vec() };
    assert_eq!(by_rqrr(&damaged(2)).as_deref(), Some(&payload[..]));
    assert_eq!(by_rxing(&damaged(2)).map(|it| it.text), Some(read.text.clone()));
    assert_ne!(by_rqrr(&damaged(11)).as_deref(), Some(&payload[..]));
    assert_ne!(by_rxing(&damaged(11)).map(|it| it.text), Some(read.text));
}
