//! Arguments for codes that a computer verifies without a network.

use super::Place;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum OfflineCommand {
    /// Write the file with a computer's own key. With it, codes for that computer can be made.
    Provision(Provision),
    /// Read a code from standard input, and report whether it is valid on this computer.
    Verify {
        /// The computer's file. The record of used codes is beside it.
        #[arg(long, value_name = "FILE")]
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
    /// The computer's domain.
    #[arg(long)]
    pub(crate) domain: String,
    /// The computer's ID in its cloud directory, if it is joined to one.
    #[arg(long, value_name = "ID")]
    pub(crate) device_id: Option<String>,
    /// How many hours after its issue a code can be entered, 1 to 72.
    #[arg(long, default_value_t = 1)]
    pub(crate) window_hours: u8,
    /// The file to write. It must not exist.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}
