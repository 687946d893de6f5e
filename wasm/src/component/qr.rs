//! QR symbols, for component hosts.

use super::bindings::Component;
use super::bindings::exports::codemint::module::qr as wit;
use codemint_core::qr::{
    Backdrop, Colour, Colours, Level, Look, QuietZone, Scale, Symbol, TooLong,
};

impl wit::Guest for Component {
    fn png(payload: Vec<u8>, level: wit::Level, look: wit::Look) -> Result<Vec<u8>, wit::Fault> {
        Ok(symbol(&payload, level)?.png(&core_look(look)?))
    }

    fn svg(payload: Vec<u8>, level: wit::Level, look: wit::Look) -> Result<String, wit::Fault> {
        Ok(symbol(&payload, level)?.svg(&core_look(look)?))
    }

    fn terminal(
        payload: Vec<u8>,
        level: wit::Level,
        quiet_zone: u8,
        backdrop: wit::Backdrop,
    ) -> Result<String, wit::Fault> {
        let backdrop = match backdrop {
            wit::Backdrop::Dark => Backdrop::Dark,
            wit::Backdrop::Light => Backdrop::Light,
        };
        Ok(symbol(&payload, level)?.terminal(core_quiet_zone(quiet_zone)?, backdrop))
    }
}

fn symbol(payload: &[u8], level: wit::Level) -> Result<Symbol, wit::Fault> {
    let level = match level {
        wit::Level::Low => Level::L,
        wit::Level::Medium => Level::M,
        wit::Level::Quartile => Level::Q,
        wit::Level::High => Level::H,
    };
    let too_long =
        |error: TooLong| wit::Fault::TooLong(error.bits().try_into().unwrap_or(u32::MAX));
    Symbol::encode(payload, level).map_err(too_long)
}

fn core_look(look: wit::Look) -> Result<Look, wit::Fault> {
    let scale = Scale::new(look.scale);
    Ok(Look {
        scale: scale.ok_or_else(|| fault(&format!("the scale must be 1 to {}", Scale::MAX)))?,
        quiet_zone: core_quiet_zone(look.quiet_zone)?,
        colours: Colours::new(core_colour(look.dark), core_colour(look.light))
            .map_err(|error| fault(&error.to_string()))?,
    })
}

fn core_quiet_zone(modules: u8) -> Result<QuietZone, wit::Fault> {
    let zone = QuietZone::new(modules);
    zone.ok_or_else(|| fault(&format!("the quiet zone must be 0 to {}", QuietZone::MAX)))
}

const fn core_colour(colour: wit::Colour) -> Colour {
    Colour { red: colour.red, green: colour.green, blue: colour.blue }
}

fn fault(message: &str) -> wit::Fault {
    wit::Fault::Look(message.into())
}
