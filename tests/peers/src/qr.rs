//! QR symbols and their pictures, compared with other Rust libraries.
#![allow(clippy::indexing_slicing, reason = "a benchmark that cannot be set up has no result")]

use crate::harness::{Promise, Row, in_turn, time};
use codemint_core::qr::{Level, Look, Symbol};
use std::hint::black_box;

/// Pixels per module, and modules of the quiet zone.
const SCALE: usize = 8;
const QUIET: usize = 4;

type Work<'a> = (&'static str, Box<dyn Fn() -> usize + 'a>);

pub(crate) fn rows() -> Vec<Row> {
    let payloads = [60, 150, 400].map(payload);
    let mut rows = Vec::new();
    for payload in &payloads {
        rows.push(row("matrix", payload, &matrix(payload)));
        rows.push(row("PNG", payload, &png(payload)));
        rows.push(row("SVG", payload, &svg(payload)));
    }
    rows.extend(payloads.iter().map(|payload| size(payload)));
    rows
}

/// A link with a token, of that length.
fn payload(length: usize) -> Vec<u8> {
    let link = b"https://codes.example.com/redeem?tenant=acme&token=".iter().copied();
    let mut number = 1_u32;
    let token = std::iter::repeat_with(move || {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"abcdefghijklmnopqrstuvwxyzABCDEF0123456789"[(number >> 16) as usize % 42]
    });
    link.chain(token).take(length).collect()
}

/// Ours is the first; the promise is about the fastest of the others.
fn row(what: &str, payload: &[u8], works: &[Work<'_>]) -> Row {
    let mut closures: Vec<_> = works
        .iter()
        .map(|(_, work)| {
            || {
                black_box(work());
            }
        })
        .collect();
    let mut run: Vec<&mut dyn FnMut()> = closures.iter_mut().map(|it| it as _).collect();
    let times = in_turn(61, 10, &mut run);
    let peers = works.iter().map(|(name, _)| *name).zip(&times).skip(1);
    let figures: Vec<_> =
        peers.clone().map(|(name, taken)| format!("{name} {}", time(*taken))).collect();
    let ours = times.first().copied().unwrap_or(f64::NAN);
    let fastest = peers.map(|(_, taken)| *taken).fold(f64::INFINITY, f64::min);
    Row {
        what: format!("QR, {} bytes, level M, to {what}", payload.len()),
        ours: time(ours),
        peer: figures.join(", "),
        promise: Promise::AtLeast(fastest / ours, 8.0, "x"),
    }
}

fn ours(payload: &[u8]) -> Symbol {
    Symbol::encode(payload, Level::M).unwrap()
}

fn by_fast_qr(payload: &[u8]) -> fast_qr::QRCode {
    fast_qr::QRBuilder::new(payload).ecl(fast_qr::ECL::M).build().unwrap()
}

fn by_qrcode(payload: &[u8]) -> qrcode::QrCode {
    qrcode::QrCode::with_error_correction_level(payload, qrcode::EcLevel::M).unwrap()
}

fn by_qrcodegen(payload: &[u8]) -> qrcodegen::QrCode {
    let segment = [qrcodegen::QrSegment::make_bytes(payload)];
    let (first, last) = (qrcodegen::Version::MIN, qrcodegen::Version::MAX);
    let medium = qrcodegen::QrCodeEcc::Medium;
    qrcodegen::QrCode::encode_segments_advanced(&segment, medium, first, last, None, false).unwrap()
}

fn matrix(payload: &[u8]) -> [Work<'_>; 4] {
    [
        ("ours", Box::new(|| ours(payload).size())),
        ("fast_qr", Box::new(|| by_fast_qr(payload).size)),
        ("qrcode", Box::new(|| by_qrcode(payload).width())),
        ("qrcodegen", Box::new(|| by_qrcodegen(payload).size() as usize)),
    ]
}

fn png(payload: &[u8]) -> [Work<'_>; 4] {
    let by_qrcode_and_image = || {
        let code = by_qrcode(payload);
        let scale = SCALE as u32;
        let image = code.render::<image::Luma<u8>>().module_dimensions(scale, scale).build();
        let mut file = std::io::Cursor::new(Vec::new());
        image.write_to(&mut file, image::ImageFormat::Png).unwrap();
        file.into_inner().len()
    };
    [
        ("ours", Box::new(|| ours(payload).png(&Look::default()).len())),
        (
            "fast_qr + png",
            Box::new(|| {
                let code = by_fast_qr(payload);
                one_bit_png(code.size, |x, y| code[y][x].value())
            }),
        ),
        ("qrcode + image", Box::new(by_qrcode_and_image)),
        (
            "qrcodegen + png",
            Box::new(|| {
                let code = by_qrcodegen(payload);
                one_bit_png(code.size() as usize, |x, y| code.get_module(x as i32, y as i32))
            }),
        ),
    ]
}

fn svg(payload: &[u8]) -> [Work<'_>; 4] {
    [
        ("ours", Box::new(|| ours(payload).svg(&Look::default()).len())),
        (
            "fast_qr",
            Box::new(|| {
                fast_qr::convert::svg::SvgBuilder::default().to_str(&by_fast_qr(payload)).len()
            }),
        ),
        (
            "qrcode",
            Box::new(|| {
                let code = by_qrcode(payload);
                code.render::<qrcode::render::svg::Color<'_>>().build().len()
            }),
        ),
        ("qrcodegen", Box::new(|| svg_as_qrcodegen_shows(&by_qrcodegen(payload)).len())),
    ]
}

/// The scanlines of a picture without their filter bytes; set bits are light.
fn lines(size: usize, dark: impl Fn(usize, usize) -> bool) -> Vec<Vec<u8>> {
    let side = size + 2 * QUIET;
    let inside = QUIET..QUIET + size;
    let mut lines = Vec::with_capacity(side * SCALE);
    for y in 0..side {
        let mut line = vec![0xff; side * SCALE / 8];
        for x in inside.clone().filter(|_| inside.contains(&y)) {
            if dark(x - QUIET, y - QUIET) {
                line[x * SCALE / 8] = 0; // a module is a byte
            }
        }
        lines.extend(std::iter::repeat_n(line, SCALE));
    }
    lines
}

fn one_bit_png(size: usize, dark: impl Fn(usize, usize) -> bool) -> usize {
    let lines = lines(size, dark);
    let side = lines.len() as u32;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(&lines.concat()).unwrap();
    file.len()
}

/// The function that `qrcodegen` shows in its examples.
fn svg_as_qrcodegen_shows(code: &qrcodegen::QrCode) -> String {
    use std::fmt::Write as _;
    let side = code.size() + 2 * QUIET as i32;
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" viewBox=\"0 0 {side} {side}\" \
         stroke=\"none\">\n\t<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n\t<path d=\""
    );
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let _ = write!(text, "M{},{}h1v1h-1z ", x + QUIET as i32, y + QUIET as i32);
            }
        }
    }
    text.push_str("\" fill=\"#000000\"/>\n</svg>\n");
    text
}

/// The PNG's size, compared with the same image through miniz at its default level.
fn size(payload: &[u8]) -> Row {
    let symbol = ours(payload);
    let file = symbol.png(&Look::default()).len();
    let lines = lines(symbol.size(), |x, y| symbol.is_dark(x, y));
    let filtered: Vec<u8> = lines.iter().flat_map(|line| [&[0], &line[..]].concat()).collect();
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&filtered, 6);
    // Signature 8, header 25, the data chunk's frame 12, end 12.
    let peer = data.len() + 8 + 25 + 12 + 12;
    Row {
        what: format!("QR, {} bytes, size of the PNG", payload.len()),
        ours: format!("{file} bytes"),
        peer: format!("miniz level 6 {peer} bytes"),
        promise: Promise::AtMost(file as f64 / peer as f64, 1.15, "x"),
    }
}
