//! `codemint qr TEXT`: a QR symbol as a PNG, an SVG, or drawn in the terminal.

use super::{Outcome, say};
use crate::cli::{Picture, QrFormat};
use codemint::files;
use codemint::module::Module;
use codemint::qr::{Backdrop, Colour, Colours, Level, Look, QuietZone, Scale};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(wanted: &Picture) -> Outcome {
    let format = wanted.format()?;
    let module = Module::embedded()?;
    let payload = wanted.text.as_bytes();
    let level = level(&wanted.level)?;
    let look = look(wanted)?;
    let drawn = match format {
        QrFormat::Png => module.qr_png(payload, level, &look)?,
        QrFormat::Svg => module.qr_svg(payload, level, &look)?.into_bytes(),
        QrFormat::Terminal => {
            let backdrop = if wanted.on_light { Backdrop::Light } else { Backdrop::Dark };
            module.qr_terminal(payload, level, look.quiet_zone, backdrop)?.into_bytes()
        }
    };
    match &wanted.output {
        Some(file) => write(file, &drawn)?,
        None if format == QrFormat::Png && io::stdout().is_terminal() => {
            return Err("a PNG is not for a terminal: name a file with `-o`".into());
        }
        None => {
            let mut output = io::stdout().lock();
            output.write_all(&drawn)?;
            output.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, drawn: &[u8]) -> Result<(), String> {
    files::export(file, drawn)
        .map_err(|error| format!("cannot write `{}`: {error}", file.display()))?;
    say(&format!("{} bytes in `{}`", drawn.len(), file.display()));
    Ok(())
}

fn level(name: &str) -> Result<Level, String> {
    match name {
        "L" => Ok(Level::L),
        "M" => Ok(Level::M),
        "Q" => Ok(Level::Q),
        "H" => Ok(Level::H),
        _ => Err(format!("there is no level `{name}`; known are L, M, Q and H")),
    }
}

fn look(wanted: &Picture) -> Result<Look, String> {
    let scale = Scale::new(wanted.scale);
    let quiet_zone = QuietZone::new(wanted.quiet_zone);
    let colour = |text: &str| {
        Colour::parse(text).ok_or_else(|| format!("`{text}` is no colour: write `#rrggbb`"))
    };
    Ok(Look {
        scale: scale.ok_or_else(|| format!("a scale is 1 to {}", Scale::MAX))?,
        quiet_zone: quiet_zone.ok_or_else(|| format!("a quiet zone is 0 to {}", QuietZone::MAX))?,
        colours: Colours::new(colour(&wanted.dark)?, colour(&wanted.light)?)
            .map_err(|error| error.to_string())?,
    })
}
