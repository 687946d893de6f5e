//! The command line. Secrets never stand in it: other users of a machine can read it.

mod audit;
mod directory;
mod life;
mod mail;
mod offline;
mod picture;

pub(crate) use audit::{AuditCommand, AuditExport, AuditFormat, AuditPlace};
pub(crate) use directory::{DirectoryCommand, Encoding};
pub(crate) use life::{Changed, Listing, Presented};
pub(crate) use mail::MailCommand;
pub(crate) use offline::{OfflineCommand, Provision};
pub(crate) use picture::{Picture, QrFormat};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Activation and enrolment codes, in the words of the vendors' own APIs.
#[derive(Parser)]
#[command(name = "codemint", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How the log on stderr is written.
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true)]
    pub(crate) log: LogFormat,
}

/// A format of the log.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line of text for people.
    Text,
    /// A JSON object a line, for machines.
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve HTTP by a configuration.
    Serve {
        #[command(flatten)]
        place: ConfiguredPlace,
        /// Address and port to listen on; port 0 takes a free one.
        #[arg(long)]
        listen: Option<String>,
        #[command(flatten)]
        tls: ListenTls,
    },
    /// Serve the demo tenant, and set it up first if need be.
    Demo(Demo),
    /// Answer one request from standard input on standard output, as a route of a dialect would.
    Issue(Issue),
    /// List codes, the newest first.
    List(Listing),
    /// Show one code: where it stands, and its history.
    Show {
        /// Its id.
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Tell whether a code from standard input would be accepted. Consumes nothing; a wrong one
    /// counts as a try.
    Check(Presented),
    /// Redeem a code from standard input.
    Redeem(Presented),
    /// Revoke a code.
    Void(Changed),
    /// Let a locked code be tried again.
    Unlock(Changed),
    /// Manage the directory of subjects.
    Directory {
        #[command(subcommand)]
        command: DirectoryCommand,
    },
    /// Describe a module: hash, size, imports, exports, routes [default: the embedded one].
    Module {
        /// The file of a component.
        file: Option<PathBuf>,
        /// Write the embedded module to this file first, for hosts in other languages.
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        write: Option<PathBuf>,
    },
    /// Draw a QR symbol.
    Qr(Picture),
    /// Write a bearer token for a dialect whose callers sign theirs.
    AccessToken(AccessToken),
    /// Read a password from standard input, and write what a configuration keeps of it.
    PasswordHash,
    /// Read a bearer token from standard input, and write its digest for a configuration.
    TokenDigest {
        /// Make a new token instead, and write both.
        #[arg(long)]
        new: bool,
    },
    /// Change the key that codes are hashed and sealed under: rotate, restart every gateway,
    /// reseal, and retire when the last code under the old key is over.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Look at the audit trail.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Look after the store.
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// Look after mails that wait to be sent, and after those that never will be.
    Mail {
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Codes that a computer verifies without a network.
    Offline {
        #[command(subcommand)]
        command: OfflineCommand,
    },
    /// Manage the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

/// Where a configured installation is.
#[derive(Args)]
pub(crate) struct ConfiguredPlace {
    /// The configuration, TOML.
    #[arg(long)]
    pub(crate) config: PathBuf,
    /// The folder of everything that is kept, instead of the configured one.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// Load policies that stay below a standard's floor, and say so in the log.
    #[arg(long)]
    pub(crate) accept_below_floor: bool,
}

/// Where an installation is: a configured one, or the demo.
#[derive(Args)]
pub(crate) struct Place {
    /// The configuration, TOML [default: that of the demo].
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    /// The folder of everything that is kept, instead of the configured one.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// The tenant [default: the first].
    #[arg(long)]
    pub(crate) tenant: Option<String>,
    /// Load policies that stay below a standard's floor, and say so in the log.
    #[arg(long)]
    pub(crate) accept_below_floor: bool,
}

#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Name every fault of a configuration, each with its line.
    Check {
        /// The configuration, TOML.
        file: PathBuf,
        /// Let policies pass that stay below a standard's floor.
        #[arg(long)]
        accept_below_floor: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum StoreCommand {
    /// Show the clock, the latest time that the store has seen, and the difference. While the store
    /// is ahead, time stands still for codes.
    Time(StoreTime),
}

#[derive(Args)]
pub(crate) struct StoreTime {
    /// Set the latest time back to the clock, after the clock was wrong and is right again. Stop
    /// every gateway before. The audit trail says so.
    #[arg(long)]
    pub(crate) set_back: bool,
    /// Confirm that codes which expired between the two times may become valid again.
    #[arg(long, requires = "set_back")]
    pub(crate) revive_codes: bool,
    #[command(flatten)]
    pub(crate) place: AuditPlace,
}

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Write a new key before the others in their file. Then make a backup of it, and restart.
    Rotate(Place),
    /// Seal and hash codes under the new key, as far as they are kept sealed.
    Reseal(Place),
    /// Remove the keys that nothing live is stored under any more, and that no gateway holds.
    Retire(Place),
}

#[derive(Args)]
pub(crate) struct AccessToken {
    /// The dialect.
    pub(crate) dialect: String,
    /// The private key, RSA in PEM. Lines `access-id: …` and `audience: …` before it are read too.
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// The name of the key [default: from the key's file].
    #[arg(long)]
    pub(crate) access_id: Option<String>,
    /// The audience, a URL [default: from the key's file].
    #[arg(long)]
    pub(crate) audience: Option<String>,
    /// How long the token is good for, in seconds [default: as long as the dialect allows].
    #[arg(long)]
    pub(crate) seconds: Option<u32>,
}

/// What callers are shown instead of plain HTTP.
#[derive(Args)]
pub(crate) struct ListenTls {
    /// The certificate and what leads to its root, PEM; read again when it changes.
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Demo {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Address and port for the dialects that ask for TLS [default: a free port beside `--listen`].
    #[arg(long, conflicts_with = "plain_http")]
    pub(crate) listen_tls: Option<String>,
    /// Serve them over plain HTTP instead. Only on an address of this machine alone.
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// The folder of everything that is kept [default: a folder under the user's data].
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// HOST:PORT of a mail server on this machine that wants neither protection nor password.
    #[arg(long)]
    pub(crate) smtp: Option<String>,
}

#[derive(Args)]
pub(crate) struct Issue {
    /// The dialect the request is written in.
    #[arg(long)]
    pub(crate) dialect: String,
    /// The route within the dialect [default: its first].
    #[arg(long)]
    pub(crate) route: Option<String>,
    /// A value of the route's path, percent-encoded; once for each, in their order. The tenant's
    /// may be left out.
    #[arg(long, value_name = "VALUE")]
    pub(crate) path: Vec<String>,
    /// The query, percent-encoded.
    #[arg(long, default_value = "")]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) place: Place,
}
