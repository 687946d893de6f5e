//! What is said of codes without a network.

use super::Place;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum OfflineCommand {
    /// Write the file with a computer's own key. Whoever has it can make that computer's codes.
    Provision(Provision),
    /// Read a code from standard input, and tell whether it is good on this computer.
    Verify {
        /// The computer's file. What is remembered of codes stands beside it.
        #[arg(long)]
        device: PathBuf,
        /// The local account that the code is for.
        #[arg(long)]
        account: String,
    },
}

#[derive(Args)]
pub(crate) struct Provision {
    /// The computer's NetBIOS name.
    #[arg(long)]
    pub(crate) computer: String,
    /// Its domain.
    #[arg(long)]
    pub(crate) domain: String,
    /// Its id in its cloud directory, if it is joined to one.
    #[arg(long)]
    pub(crate) device_id: Option<String>,
    /// Within how many hours of its issue a code must be typed, 1 to 72.
    #[arg(long, default_value_t = 1)]
    pub(crate) window_hours: u8,
    /// The file to write; there must be none of that name.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}
