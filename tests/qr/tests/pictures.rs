//! Every pixel of every picture has the colour of its module.
#![allow(clippy::unwrap_used, reason = "a test fails so")]
#![allow(clippy::indexing_slicing, reason = "a test fails so")]

use codemint_core::qr::{Backdrop, Colour, Colours, Level, Look, QuietZone, Scale, Symbol};
use codemint_qr_tests::picture::{Picture, of_png, of_svg};

fn look(scale: u8, quiet_zone: u8) -> Look {
    let scale = Scale::new(scale).unwrap();
    Look { scale, quiet_zone: QuietZone::new(quiet_zone).unwrap(), ..Look::default() }
}

fn coloured(dark: &str, light: &str, look: Look) -> Look {
    let [dark, light] = [dark, light].map(|text| Colour::parse(text).unwrap());
    Look { colours: Colours::new(dark, light).unwrap(), ..look }
}

/// The expected picture, pixel by pixel.
fn expected(symbol: &Symbol, look: &Look) -> Picture {
    let (scale, quiet) = (usize::from(look.scale.pixels()), usize::from(look.quiet_zone.modules()));
    let side = (symbol.size() + 2 * quiet) * scale;
    let module = |pixel: usize| (pixel / scale).wrapping_sub(quiet);
    let pixel = |x: usize, y: usize| {
        let dark = symbol.is_dark(module(x), module(y));
        if dark { look.colours.dark() } else { look.colours.light() }.channels()
    };
    let pixels = (0..side).flat_map(|y| (0..side).map(move |x| pixel(x, y))).collect();
    Picture { side, pixels }
}

fn check(symbol: &Symbol, look: &Look) {
    let expected = expected(symbol, look);
    let what = format!("version {}, {look:?}", symbol.version());
    let png = of_png(&symbol.png(look)).unwrap_or_else(|error| unreachable!("{what}: {error}"));
    assert!(png == expected, "PNG, {what}");
    assert!(of_svg(&symbol.svg(look)).unwrap() == expected, "SVG, {what}");
}

#[test]
fn every_scale_and_quiet_zone() {
    let symbol = Symbol::encode(b"https://codes.example.com/r?c=1234", Level::M).unwrap();
    let scales = (1..=16).chain([17, 23, 24, 31, 32]);
    for scale in scales {
        for quiet_zone in 0..=8 {
            check(&symbol, &look(scale, quiet_zone));
        }
    }
}

#[test]
fn every_size() {
    for length in [1, 100, 250, 400, 900, 1500, 2331] {
        let payload: Vec<u8> = (0..length).map(|n| (n * n % 251) as u8 | 1).collect();
        let symbol = Symbol::encode(&payload, Level::M).unwrap();
        for scale in [1, 3, 4, 5, 8] {
            check(&symbol, &look(scale, 4));
        }
    }
    let largest = Symbol::encode(&[b'x'; 2953], Level::L).unwrap();
    assert_eq!(largest.version(), 40);
    check(&largest, &look(Scale::MAX, QuietZone::MAX));
}

#[test]
fn colours() {
    let symbol = Symbol::encode(b"colours", Level::Q).unwrap();
    for (dark, light) in [("#1a4480", "#ffffff"), ("#000000", "#FFe0a0"), ("#0c0d0e", "#fffffe")] {
        check(&symbol, &coloured(dark, light, Look::default()));
        check(&symbol, &coloured(dark, light, look(3, 1)));
    }
    let black = symbol.png(&Look::default());
    let palette = symbol.png(&coloured("#000001", "#ffffff", Look::default()));
    // Bit depth and colour type follow the signature, the chunk's head and two numbers.
    assert_eq!((&black[24..26], &palette[24..26]), (&[1, 0][..], &[1, 3][..]));
}

#[test]
fn half_blocks() {
    let symbol = Symbol::encode(b"terminal", Level::M).unwrap();
    for (backdrop, quiet) in [(Backdrop::Dark, 4), (Backdrop::Light, 4), (Backdrop::Dark, 1)] {
        let text = symbol.terminal(QuietZone::new(quiet).unwrap(), backdrop);
        let quiet = usize::from(quiet);
        let side = symbol.size() + 2 * quiet;
        assert_eq!(text.lines().count(), side.div_ceil(2));
        for (line, text) in text.lines().enumerate() {
            assert_eq!(text.chars().count(), side);
            for (x, sign) in text.chars().enumerate() {
                let halves = match sign {
                    ' ' => [false, false],
                    '▀' => [true, false],
                    '▄' => [false, true],
                    '█' => [true, true],
                    other => unreachable!("{other}"),
                };
                for (half, written) in halves.into_iter().enumerate() {
                    let y = 2 * line + half;
                    let dark = symbol.is_dark(x.wrapping_sub(quiet), y.wrapping_sub(quiet));
                    let shown = y < side && dark == (backdrop == Backdrop::Light);
                    assert_eq!(written, shown, "{x}, {y}");
                }
            }
        }
    }
}

/// The planted faults: a lenient comparison or decoder would not detect them.
#[test]
fn a_wrong_picture_is_detected() {
    let symbol = Symbol::encode(b"12345678", Level::M).unwrap();
    let other = Symbol::encode(b"12345679", Level::M).unwrap();
    let look = Look::default();
    assert!(of_png(&symbol.png(&look)).unwrap() != expected(&other, &look));
    assert!(of_svg(&symbol.svg(&look)).unwrap() != expected(&other, &look));
    let file = symbol.png(&look);
    for at in [16, 40, 60, 100, file.len() - 14] {
        let mut torn = file.clone();
        torn[at] ^= 1;
        assert!(of_png(&torn).is_err(), "byte {at}");
    }
    let text = symbol.svg(&look);
    for (from, to) in [("M4 4h7", "M4 4h8"), ("v1h", "v2h"), ("</svg>", ""), ("#000000", "black")] {
        assert!(text.contains(from) && of_svg(&text.replacen(from, to, 1)).is_none(), "{from}");
    }
}
