//! The command line. Secrets are never arguments: command lines are visible to other users.

mod audit;
mod directory;
mod issue;
mod life;
mod mail;
mod offline;
mod picture;
mod place;
mod serve;
mod upkeep;

pub(crate) use audit::{AuditCommand, AuditExport, ExportFormat};
pub(crate) use directory::{DirectoryCommand, DirectoryList, Encoding};
pub(crate) use issue::{AccessToken, Issue};
pub(crate) use life::{Changed, Listing, Presented};
pub(crate) use mail::MailCommand;
pub(crate) use offline::{OfflineCommand, Provision};
pub(crate) use picture::{Picture, QrFormat};
pub(crate) use place::{ConfiguredPlace, Form, Place, WholePlace};
pub(crate) use serve::{Demo, Serve};
pub(crate) use upkeep::{ConfigCheck, ConfigCommand, Doctor, KeysCommand, StoreCommand, StoreTime};

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Issues, checks and redeems activation and enrolment codes.
///
/// Commands that have the option `--json` write text for people to a terminal, and JSON to anything
/// else: a pipe, a file, or anywhere with `--json`. The members of the JSON are stable; the text is
/// not. Times are local in the text, and UTC (RFC 3339) in JSON. Colours are written to a terminal
/// unless `NO_COLOR` is set. Errors and the log go to standard error. The exit code is 0 on success,
/// 1 on failure, and 2 when the command line is wrong.
#[derive(Parser)]
#[command(name = "codemint", version, about, long_about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The format of the log on standard error.
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true)]
    pub(crate) log: LogFormat,
}

/// A format of the log.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// One line of text a message.
    Text,
    /// One JSON object a message.
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve HTTP as a configuration says.
    Serve(Serve),
    /// Serve a demo tenant, which is set up first if it does not exist.
    Demo(Demo),
    /// Answer one request from standard input on standard output, as a dialect's route would.
    Issue(Issue),
    /// List codes, newest first.
    List(Listing),
    /// Show one code: its state and its history.
    Show {
        /// The code's ID, as `list` shows it.
        id: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Check whether a code from standard input would be accepted. The code is not used up; a wrong
    /// code counts as an attempt.
    Check(Presented),
    /// Redeem a code from standard input.
    Redeem(Presented),
    /// Void a code.
    Void(Changed),
    /// Unlock a locked code, so that it can be tried again.
    Unlock(Changed),
    /// Manage the directory of subjects.
    Directory {
        #[command(subcommand)]
        command: DirectoryCommand,
    },
    /// Describe a module: hash, size, imports, exports, routes [default: the embedded module].
    Module {
        /// The file of a component.
        file: Option<PathBuf>,
        /// Write the embedded module to this file first, for hosts in other languages.
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        write: Option<PathBuf>,
    },
    /// Draw a QR symbol.
    Qr(Picture),
    /// Write a bearer token for a dialect whose callers sign their tokens.
    AccessToken(AccessToken),
    /// Read a password from standard input, and write its hash for a configuration.
    PasswordHash,
    /// Read a bearer token from standard input, and write its digest for a configuration.
    TokenDigest {
        /// Make a new token instead, and write both.
        #[arg(long)]
        new: bool,
    },
    /// Change the key that codes are hashed and encrypted under: rotate, restart every gateway,
    /// reseal, and retire once no live code is under the old key.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Verify or export the audit trail.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Maintain the store.
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// Manage the outbox: mails that wait, and dead ones.
    Mail {
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Manage codes that a computer verifies without a network.
    Offline {
        #[command(subcommand)]
        command: OfflineCommand,
    },
    /// Check or write a configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Report whether an installation is in order: configuration, keys, files, clock, database, disk
    /// space, mail server, certificates, module. Exit code 1 when something is wrong.
    Doctor(Doctor),
    /// Write a shell's completions to standard output.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write a manual page for each command.
    Man {
        /// The folder to write to. It must exist.
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
