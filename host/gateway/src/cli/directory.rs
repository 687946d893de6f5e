//! What is said of an import.

use super::Place;
use clap::{Subcommand, ValueEnum};
use codemint::store::CsvEncoding;
use std::path::PathBuf;

/// The encoding of a file. A byte order mark at its beginning decides for itself.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8.
    #[default]
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16; little-endian where no byte order mark says otherwise.
    #[value(name = "utf-16")]
    Utf16,
    /// Windows-1252, of which ISO 8859-1 is a part.
    #[value(name = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The same as the import knows it.
    pub(crate) const fn of_csv(self) -> CsvEncoding {
        match self {
            Self::Utf8 => CsvEncoding::Utf8,
            Self::Utf16 => CsvEncoding::Utf16,
            Self::Windows1252 => CsvEncoding::Windows1252,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum DirectoryCommand {
    /// Insert or replace the subjects or the rules of elevation in a file, all of them or none:
    /// `.csv` with the columns subject, standing, purposes, mail, device, locale (subjects) or
    /// account, computers, spans, local_accounts, by_device (rules, in place of all that their accounts
    /// had), separated by commas, semicolons or tabs; else JSON lines with the same members. A
    /// subject that occurs twice is an error.
    Import {
        /// The file.
        file: PathBuf,
        /// The encoding of a .csv without a byte order mark [default: utf-8].
        #[arg(long, value_enum)]
        encoding: Option<Encoding>,
        #[command(flatten)]
        place: Place,
    },
}
