//! What is said of a picture.

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

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
    /// How it is drawn [default: by the file's ending (.png, .svg or .txt), or for the terminal].
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
    /// The format that was asked for, or the one that the file's ending means in any letter case;
    /// without a file, a drawing for the terminal.
    ///
    /// # Errors
    /// When the ending means no format and none was asked for, or means another one than was asked
    /// for.
    pub(crate) fn format(&self) -> Result<QrFormat, String> {
        let Some(file) = &self.output else {
            return Ok(self.format.unwrap_or(QrFormat::Terminal));
        };
        match (self.format, QrFormat::of_ending(file)) {
            (Some(asked), Some(meant)) if asked != meant => Err(format!(
                "`{}` ends like a file of another format than `--format`",
                file.display()
            )),
            (Some(asked), _) => Ok(asked),
            (None, Some(meant)) => Ok(meant),
            (None, None) => Err(format!(
                "the ending of `{}` means no known format: use .png, .svg or .txt, or `--format`",
                file.display()
            )),
        }
    }
}

impl QrFormat {
    /// The format that a file's ending means, in any letter case.
    fn of_ending(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            "txt" => Some(Self::Terminal),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::{Cli, Command, QrFormat};
    use clap::Parser as _;

    fn format(options: &[&str]) -> Option<QrFormat> {
        let arguments = ["codemint", "qr", "hello"].iter().chain(options);
        match Cli::try_parse_from(arguments).unwrap().command {
            Command::Qr(picture) => picture.format().ok(),
            _ => unreachable!("it is the command `qr`"),
        }
    }

    #[test]
    fn the_format_follows_the_files_ending_in_any_letter_case() {
        for (file, meant) in [
            ("x.png", Some(QrFormat::Png)),
            ("x.PNG", Some(QrFormat::Png)),
            ("a.svg/x.Svg", Some(QrFormat::Svg)),
            ("x.png.TXT", Some(QrFormat::Terminal)),
            ("x.jpg", None),
            ("x.png ", None),
            ("x.png/x", None),
            ("png", None),
            (".png", None),
            ("x.", None),
        ] {
            assert!(format(&["-o", file]) == meant, "{file}");
        }
    }

    #[test]
    fn an_explicit_format_must_not_contradict_the_ending() {
        let svg = Some(QrFormat::Svg);
        for (options, meant) in [
            (&[][..], Some(QrFormat::Terminal)),
            (&["--format", "svg"], svg),
            (&["--format", "svg", "-o", "x.SVG"], svg),
            (&["--format", "svg", "-o", "x.image"], svg),
            (&["--format", "svg", "-o", "/dev/stdout"], svg),
            (&["--format", "svg", "-o", "x.png"], None),
            (&["--format", "terminal", "-o", "x.PNG"], None),
        ] {
            assert!(format(options) == meant, "{options:?}");
        }
    }
}
