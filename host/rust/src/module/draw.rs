//! Drawing QR symbols in the module.

use super::bindings::exports::codemint::module::qr as wit;
use super::compiled::Module;
use super::error::ModuleError;
use super::instance::{Instance, State};
use codemint_core::qr::{Backdrop, Colour, Level, Look, QuietZone};

/// Why a symbol could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// No symbol of that level holds the payload.
    #[error("the payload is too long for a QR symbol of level {level} by {bits} bits ({} bytes)", bits.div_ceil(8))]
    TooLong {
        /// The level.
        level: Level,
        /// By how many bits.
        bits: u32,
    },
    /// The look is out of bounds.
    #[error("{0}")]
    Look(String),
    /// The module failed.
    #[error(transparent)]
    Module(#[from] ModuleError),
}

impl Module {
    /// Draws a QR symbol of the payload as a PNG with one bit per pixel.
    ///
    /// # Errors
    /// [`DrawError`] when the payload does not fit, or the module fails.
    pub fn qr_png(&self, payload: &[u8], level: Level, look: &Look) -> Result<Vec<u8>, DrawError> {
        self.instance()?
            .draw(level, |qr, store| qr.call_png(store, payload, wit_level(level), wit_look(look)))
    }

    /// Draws the same symbol as an SVG with a single path.
    ///
    /// # Errors
    /// As [`Self::qr_png`].
    pub fn qr_svg(&self, payload: &[u8], level: Level, look: &Look) -> Result<String, DrawError> {
        self.instance()?
            .draw(level, |qr, store| qr.call_svg(store, payload, wit_level(level), wit_look(look)))
    }

    /// Draws the same symbol for a terminal, two modules of the symbol per character.
    ///
    /// # Errors
    /// As [`Self::qr_png`].
    pub fn qr_terminal(
        &self,
        payload: &[u8],
        level: Level,
        quiet_zone: QuietZone,
        backdrop: Backdrop,
    ) -> Result<String, DrawError> {
        let backdrop = match backdrop {
            Backdrop::Dark => wit::Backdrop::Dark,
            Backdrop::Light => wit::Backdrop::Light,
        };
        self.instance()?.draw(level, |qr, store| {
            qr.call_terminal(store, payload, wit_level(level), quiet_zone.modules(), backdrop)
        })
    }
}

impl Instance {
    fn draw<T>(
        &mut self,
        level: Level,
        call: impl FnOnce(
            &wit::Guest,
            &mut wasmtime::Store<State>,
        ) -> wasmtime::Result<Result<T, wit::Fault>>,
    ) -> Result<T, DrawError> {
        let drawn = self.enter(|codemint, store| call(codemint.codemint_module_qr(), store))?;
        drawn.map_err(|fault| match fault {
            wit::Fault::TooLong(bits) => DrawError::TooLong { level, bits },
            wit::Fault::Look(what) => DrawError::Look(what),
        })
    }
}

const fn wit_level(level: Level) -> wit::Level {
    match level {
        Level::L => wit::Level::Low,
        Level::M => wit::Level::Medium,
        Level::Q => wit::Level::Quartile,
        Level::H => wit::Level::High,
    }
}

const fn wit_look(look: &Look) -> wit::Look {
    wit::Look {
        scale: look.scale.pixels(),
        quiet_zone: look.quiet_zone.modules(),
        dark: wit_colour(look.colours.dark()),
        light: wit_colour(look.colours.light()),
    }
}

const fn wit_colour(colour: Colour) -> wit::Colour {
    wit::Colour { red: colour.red, green: colour.green, blue: colour.blue }
}
