//! Every QR symbol in the vectors' answers, read by an independent reader: it has the right text.
//!
//! The expected text is composed here a second time, from the vector alone.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints exempt test functions only, not what they call"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codemint_contract::{Vector, load};
use serde_json::Value;

/// The text of a symbol for an app where the tenant has no template.
const TEMPLATE: &str = "mpower://activate?tenant={tenantId}&user={userName}&code={activationCode}";

/// A symbol, read.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    text: String,
    /// The expected side of the picture in pixels: 8 per module, with a margin of 4 modules.
    side: usize,
    /// 0 is level M (ISO/IEC 18004:2015 table 12).
    level: u16,
}

/// Reads a picture; returns its actual side too.
fn read(picture: &[u8]) -> (Read, usize) {
    let mut png = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    assert_eq!(png.info().bit_depth, png::BitDepth::One);
    assert_eq!(png.info().color_type, png::ColorType::Grayscale);
    let (width, height) = (png.info().width as usize, png.info().height as usize);
    assert_eq!(width, height);
    let line = width.div_ceil(8);
    let mut pixels = vec![0; line * height];
    png.next_frame(&mut pixels).unwrap();
    let light = |x: usize, y: usize| pixels[y * line + x / 8] >> (7 - x % 8) & 1 == 1;
    let grey = |x, y| if light(x, y) { 255 } else { 0 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let symbols = image.detect_grids();
    assert_eq!(symbols.len(), 1);
    let (meta, text) = symbols[0].decode().unwrap();
    let side = (17 + 4 * meta.version.0 + 2 * 4) * 8;
    (Read { text, side, level: meta.ecc_level }, width)
}

/// The codes in an answer that have a picture, each with the picture and its user.
fn pictured(vector: &Vector) -> Vec<(String, String, String)> {
    let data = vector.expected.reply.body_json.get("data");
    let all = match data {
        Some(Value::Array(codes)) => codes.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let text = |code: &Value, name: &str| Some(code.get(name)?.as_str()?.to_owned());
    let with_picture = |code: &&Value| {
        Some((text(code, "activationCode")?, text(code, "qrImage")?, text(code, "userID")?))
    };
    all.iter().filter_map(with_picture).collect()
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

/// The expected text of the symbol of a code.
fn expected(vector: &Vector, code: &str, user: &str) -> String {
    // One vector writes its query in escapes.
    let query = vector.call.query.replace("%72", "r").replace("%6d", "m");
    if !query.contains("responseQrType=mpower") {
        return code.into();
    }
    let policy = vector.facts.as_ref().and_then(|facts| facts.policy.as_ref());
    let own = policy.and_then(|policy| policy.qr_template.as_deref()).unwrap_or_default();
    let template = if own.is_empty() { TEMPLATE } else { own };
    template
        .replace("{tenantId}", &encoded(&vector.call.tenant))
        .replace("{userName}", &encoded(user))
        .replace("{activationCode}", &encoded(code))
}

#[test]
fn every_symbol_has_the_expected_text() {
    let (mut seen, mut for_an_app, mut uris) = (0, 0, 0);
    for entry in load().unwrap() {
        for (code, picture, user) in pictured(&entry.vector) {
            let wants_uri = entry.vector.facts.as_ref().is_some_and(|f| {
                f.policy.as_ref().is_some_and(|policy| policy.qr_data_uri == Some(true))
            });
            let uri = picture.strip_prefix("data:image/png;base64,");
            assert_eq!(uri.is_some(), wants_uri, "{}", entry.name);
            let bytes = STANDARD.decode(uri.unwrap_or(&picture)).unwrap();
            let text = expected(&entry.vector, &code, &user);
            for_an_app += u32::from(text != code);
            uris += u32::from(wants_uri);
            seen += 1;
            let (read, side) = read(&bytes);
            assert_eq!(read, Read { text, side, level: 0 }, "{}", entry.name);
        }
    }
    // Otherwise the test would prove little.
    assert!(seen >= 30, "only {seen} symbols");
    assert!(for_an_app >= 8, "only {for_an_app} symbols for an app");
    assert!(uris >= 2, "only {uris} URIs");
}

#[test]
fn another_code_in_the_symbol_is_detected() {
    let entries = load().unwrap();
    let found = |name: &str| entries.iter().find(|entry| entry.name == name).unwrap();
    let [(one, ..)] = &pictured(&found("003-vendor-answer").vector)[..] else { panic!() };
    let [(_, other, _)] = &pictured(&found("034-another-code-beside-one").vector)[..] else {
        panic!()
    };
    assert_ne!(&read(&STANDARD.decode(other).unwrap()).0.text, one);
}
