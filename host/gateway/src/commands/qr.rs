//! `codemint qr TEXT`: a QR symbol as a PNG, an SVG, or drawn in the terminal.
//!
//! Drawn by the core itself: loading the module would take a second.

use super::standard::{Outcome, say};
use crate::cli::{Picture, QrFormat};
use codemint::files;
use codemint::qr::{Backdrop, Colour, Colours, Level, Look, QuietZone, Scale, Symbol};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use zeroize::Zeroizing;

/// More bytes than the largest symbol holds (7089 digits).
const LONGEST: u64 = 8 * 1024;

pub(super) fn run(wanted: &Picture) -> Outcome {
    let format = wanted.format()?;
    if wanted.output.is_none() && format == QrFormat::Png && io::stdout().is_terminal() {
        return Err("a PNG cannot be shown on a terminal: name a file with `-o`".into());
    }
    let (level, look) = (level(&wanted.level)?, look(wanted)?);
    let payload = payload(&wanted.text)?;
    let symbol = Symbol::encode(&payload, level).map_err(|long| {
        let bytes = long.bits().div_ceil(8);
        format!(
            "the text is {bytes} bytes too long for level {level}: shorten it, or use a lower level"
        )
    })?;
    let drawn = Zeroizing::new(match format {
        QrFormat::Png => symbol.png(&look),
        QrFormat::Svg => symbol.svg(&look).into_bytes(),
        QrFormat::Terminal => {
            let backdrop = if wanted.on_light { Backdrop::Light } else { Backdrop::Dark };
            symbol.terminal(look.quiet_zone, backdrop).into_bytes()
        }
    });
    match &wanted.output {
        Some(file) => write(file, &drawn)?,
        None => {
            let mut output = io::stdout().lock();
            output.write_all(&drawn)?;
            output.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The text, or for `-` standard input without one line end after it.
fn payload(text: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    if text != "-" {
        return Ok(Zeroizing::new(text.as_bytes().to_vec()));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
    let read = io::stdin().take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot read standard input: {error}"))?;
    if bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    if bytes.is_empty() {
        return Err("standard input is empty: write the text to it".to_owned());
    }
    Ok(bytes)
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
        _ => Err(format!("unknown level `{name}`: use L, M, Q or H")),
    }
}

fn look(wanted: &Picture) -> Result<Look, String> {
    let scale = Scale::new(wanted.scale);
    let quiet_zone = QuietZone::new(wanted.quiet_zone);
    let colour = |text: &str| {
        Colour::parse(text).ok_or_else(|| format!("`{text}` is not a colour: write `#rrggbb`"))
    };
    Ok(Look {
        scale: scale.ok_or_else(|| format!("`--scale` must be 1 to {}", Scale::MAX))?,
        quiet_zone: quiet_zone
            .ok_or_else(|| format!("`--quiet-zone` must be 0 to {}", QuietZone::MAX))?,
        colours: Colours::new(colour(&wanted.dark)?, colour(&wanted.light)?)
            .map_err(|error| error.to_string())?,
    })
}
