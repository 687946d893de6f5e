//! What is said of a picture.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A format of a picture.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrFormat {
    /// One bit a pixel.
    Png,
    /// One path.
    Svg,
    /// Half blocks, to be read off the screen.
    Terminal,
}

#[derive(Args)]
pub(crate) struct Picture {
    /// What it says.
    pub(crate) text: String,
    /// How it is drawn [default: as the file's name ends, else in the terminal].
    #[arg(long, value_enum)]
    format: Option<QrFormat>,
    /// How much of it may be unreadable: L, M, Q or H for about 7, 15, 25, 30 percent.
    #[arg(long, default_value = "M")]
    pub(crate) level: String,
    /// Pixels a module, 1 to 32.
    #[arg(long, default_value_t = 8)]
    pub(crate) scale: u8,
    /// Light modules around it, 0 to 16; readers want 4.
    #[arg(long, default_value_t = 4)]
    pub(crate) quiet_zone: u8,
    /// The colour of dark modules, `#rrggbb`.
    #[arg(long, default_value = "#000000")]
    pub(crate) dark: String,
    /// The colour of light modules, `#rrggbb`.
    #[arg(long, default_value = "#ffffff")]
    pub(crate) light: String,
    /// The terminal shows dark text on a light backdrop.
    #[arg(long)]
    pub(crate) on_light: bool,
    /// The file it is written to [default: standard output].
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

impl Picture {
    /// The format that was asked for, or that the file's name asks for.
    pub(crate) fn format(&self) -> QrFormat {
        let ending = self.output.as_ref().and_then(|file| file.extension());
        let by_name = match ending.and_then(|ending| ending.to_str()) {
            Some("png") => QrFormat::Png,
            Some("svg") => QrFormat::Svg,
            _ => QrFormat::Terminal,
        };
        self.format.unwrap_or(by_name)
    }
}
