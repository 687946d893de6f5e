//! Arguments for QR symbols.

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// A format of a picture.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrFormat {
    /// A PNG of one bit a pixel.
    Png,
    /// An SVG of one path.
    Svg,
    /// Half blocks, to be scanned from the screen.
    Terminal,
}

#[derive(Args)]
pub(crate) struct Picture {
    /// The text of the symbol. `-` reads it from standard input: command lines are visible to other
    /// users. One line end after it is ignored.
    pub(crate) text: String,
    /// The format [default: by the file's ending (.png, .svg or .txt), else terminal].
    #[arg(long, value_enum)]
    format: Option<QrFormat>,
    /// How much of the symbol may be unreadable: L, M, Q or H for about 7, 15, 25 or 30 percent.
    #[arg(long, default_value = "M")]
    pub(crate) level: String,
    /// Pixels a module, 1 to 32.
    #[arg(long, default_value_t = 8)]
    pub(crate) scale: u8,
    /// Light modules around the symbol, 0 to 16; scanners expect 4.
    #[arg(long, default_value_t = 4)]
    pub(crate) quiet_zone: u8,
    /// The colour of dark modules, `#rrggbb`.
    #[arg(long, default_value = "#000000", value_name = "COLOUR")]
    pub(crate) dark: String,
    /// The colour of light modules, `#rrggbb`.
    #[arg(long, default_value = "#ffffff", value_name = "COLOUR")]
    pub(crate) light: String,
    /// For a terminal that shows dark text on a light background.
    #[arg(long)]
    pub(crate) on_light: bool,
    /// The file to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

impl Picture {
    /// The format of `--format`, else that of the file's ending in any letter case; without a file,
    /// a drawing for the terminal.
    ///
    /// # Errors
    /// When the ending is unknown and there is no `--format`, or the two contradict each other.
    pub(crate) fn format(&self) -> Result<QrFormat, String> {
        let Some(file) = &self.output else {
            return Ok(self.format.unwrap_or(QrFormat::Terminal));
        };
        match (self.format, QrFormat::of_ending(file)) {
            (Some(asked), Some(meant)) if asked != meant => Err(format!(
                "the ending of `{}` is that of another format than `--format`: change one of them",
                file.display()
            )),
            (Some(asked), _) => Ok(asked),
            (None, Some(meant)) => Ok(meant),
            (None, None) => Err(format!(
                "the ending of `{}` is unknown: use .png, .svg or .txt, or `--format`",
                file.display()
            )),
        }
    }
}

impl QrFormat {
    /// The format of a file's ending, in any letter case; `None` when it is unknown.
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
            _ => unreachable!("the command is `qr`"),
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
