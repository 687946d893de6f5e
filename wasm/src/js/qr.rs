//! QR symbols.

use super::fault::{Fault, read};
use alloc::{format, string::String, vec::Vec};
use codemint_core::qr::{self, Colour, Colours, QuietZone, Scale, Symbol};
use serde::Deserialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The share of a symbol that may be unreadable: about 7, 15, 25 or 30 %.
#[derive(Clone, Copy, Deserialize, Tsify)]
pub(super) enum Level {
    L,
    M,
    Q,
    H,
}

/// The appearance of a symbol.
#[derive(Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Look {
    /// The level of error correction. Default: M.
    #[tsify(optional)]
    level: Option<Level>,
    /// Pixels per module, 1 to 32. Default: 8.
    #[tsify(optional)]
    scale: Option<u8>,
    /// Light modules around the symbol, 0 to 16. Default: 4.
    #[tsify(optional)]
    quiet_zone: Option<u8>,
    /// Red, green and blue of the dark modules. Default: black.
    #[tsify(optional)]
    dark: Option<[u8; 3]>,
    /// Red, green and blue of the light modules. Default: white.
    #[tsify(optional)]
    light: Option<[u8; 3]>,
}

/// A PNG of the payload as a QR symbol (ISO/IEC 18004).
///
/// # Errors
/// Code `too-long` for a payload that fits no symbol, `argument` for an invalid look.
#[wasm_bindgen(js_name = qrPng)]
pub fn qr_png(
    payload: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Look | undefined")] look: JsValue,
) -> Result<Vec<u8>, JsValue> {
    let look = or_default(look)?;
    Ok(symbol(payload, &look)?.png(&core_look(&look)?))
}

/// An SVG of the payload as a QR symbol, with a single path.
///
/// # Errors
/// The same as of [`qr_png`].
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(
    payload: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Look | undefined")] look: JsValue,
) -> Result<String, JsValue> {
    let look = or_default(look)?;
    Ok(symbol(payload, &look)?.svg(&core_look(&look)?))
}

/// The modules of the payload's QR symbol, row by row, one byte each: 1 for dark. The side is the
/// square root of their number.
///
/// # Errors
/// The same as of [`qr_png`].
#[wasm_bindgen(js_name = qrMatrix)]
pub fn qr_matrix(
    payload: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Look | undefined")] look: JsValue,
) -> Result<Vec<u8>, JsValue> {
    Ok(symbol(payload, &or_default(look)?)?.modules())
}

fn or_default(look: JsValue) -> Result<Look, Fault> {
    if look.is_undefined() { Ok(Look::default()) } else { read(look) }
}

fn symbol(payload: &[u8], look: &Look) -> Result<Symbol, Fault> {
    let level = match look.level.unwrap_or(Level::M) {
        Level::L => qr::Level::L,
        Level::M => qr::Level::M,
        Level::Q => qr::Level::Q,
        Level::H => qr::Level::H,
    };
    Symbol::encode(payload, level).map_err(|error| Fault::of("too-long", error))
}

fn core_look(look: &Look) -> Result<qr::Look, Fault> {
    let mut wanted = qr::Look::default();
    if let Some(scale) = look.scale {
        let fault = || Fault::of("argument", format!("the scale must be 1 to {}", Scale::MAX));
        wanted.scale = Scale::new(scale).ok_or_else(fault)?;
    }
    if let Some(modules) = look.quiet_zone {
        let fault =
            || Fault::of("argument", format!("the quiet zone must be 0 to {}", QuietZone::MAX));
        wanted.quiet_zone = QuietZone::new(modules).ok_or_else(fault)?;
    }
    if look.dark.is_some() || look.light.is_some() {
        let colour = |[red, green, blue]: [u8; 3]| Colour { red, green, blue };
        let dark = colour(look.dark.unwrap_or([0; 3]));
        let light = colour(look.light.unwrap_or([255; 3]));
        wanted.colours = Colours::new(dark, light).map_err(|error| Fault::of("argument", error))?;
    }
    Ok(wanted)
}
