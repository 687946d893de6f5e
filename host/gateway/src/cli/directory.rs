//! Arguments for the directory.

use super::{ExportFormat, Form, Place};
use clap::{Args, Subcommand, ValueEnum};
use codemint::store::CsvEncoding;
use std::path::PathBuf;

/// The encoding of a file. A byte order mark takes precedence.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8.
    #[default]
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16, little-endian unless a byte order mark says otherwise.
    #[value(name = "utf-16")]
    Utf16,
    /// Windows-1252, a superset of ISO 8859-1.
    #[value(name = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The same encoding as the import's type.
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
    /// Insert or replace the subjects or the rules of elevation in a file, all of them or none. A
    /// `.csv` file has the columns subject, standing, purposes, mail, device, locale (subjects) or
    /// account, computers, spans, local_accounts, by_device (rules, which replace all rules of their
    /// accounts), separated by commas, semicolons or tabs. Any other file has JSON lines with the
    /// same members. A subject that occurs twice is an error.
    Import {
        /// The file.
        file: PathBuf,
        /// The encoding of a .csv file without a byte order mark [default: utf-8].
        #[arg(long, value_enum)]
        encoding: Option<Encoding>,
        #[command(flatten)]
        place: Place,
    },
    /// List subjects, or rules of elevation.
    List(DirectoryList),
    /// Show one subject, and the rules of elevation that name it as the account.
    Show {
        /// The subject, in any spelling that requests may use.
        subject: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Write all subjects, or all rules of elevation, to standard output, in a format that `import`
    /// reads. CSV is for spreadsheets: a cell that could be a formula begins with an apostrophe. JSON
    /// lines are exact.
    Export {
        /// The format.
        #[arg(long, value_enum, default_value = "jsonl")]
        format: ExportFormat,
        /// Write the rules of elevation instead of the subjects.
        #[arg(long)]
        rules: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args)]
pub(crate) struct DirectoryList {
    /// List the rules of elevation instead of the subjects.
    #[arg(long)]
    pub(crate) rules: bool,
    /// Continue after this position: the `next` of the page before.
    #[arg(long, value_name = "NEXT")]
    pub(crate) cursor: Option<String>,
    /// The most entries, 1 to 1000.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) limit: u16,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) form: Form,
}
