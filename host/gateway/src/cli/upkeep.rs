//! Arguments for the configuration, the keys and the store of an installation.

use super::{Form, Place, WholePlace};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Report every fault of a configuration, each with its line, and every fault of the files that
    /// it names; without faults, one line for each policy. Exit code 1 when there is a fault.
    Check(ConfigCheck),
    /// Write a minimal configuration with new keys. Existing files are never overwritten.
    Init {
        /// The configuration to write; the keys are written beside it.
        #[arg(default_value = "codemint.toml")]
        file: PathBuf,
        /// The ID of the tenant.
        #[arg(long, default_value = "main", value_name = "ID")]
        tenant: String,
    },
}

#[derive(Args)]
pub(crate) struct ConfigCheck {
    /// The configuration (TOML).
    pub(crate) file: PathBuf,
    /// Accept policies below a standard's floor.
    #[arg(long)]
    pub(crate) accept_below_floor: bool,
    /// Check the text alone, on a machine without the files that it names.
    #[arg(long)]
    pub(crate) without_files: bool,
    /// Show what each standard says of each policy.
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) place: WholePlace,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Subcommand)]
pub(crate) enum StoreCommand {
    /// Show the clock, the latest time in the store, and the difference. While the store is ahead of
    /// the clock, codes do not expire.
    Time(StoreTime),
}

#[derive(Args)]
pub(crate) struct StoreTime {
    /// Set the latest time back to the clock, after the clock was wrong and has been corrected. Stop
    /// every gateway first. The change is recorded in the audit trail.
    #[arg(long)]
    pub(crate) set_back: bool,
    /// Confirm that codes which expired between the two times may become valid again.
    #[arg(long, requires = "set_back")]
    pub(crate) revive_codes: bool,
    #[command(flatten)]
    pub(crate) place: WholePlace,
}

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Write a new key before the others in their file. Afterwards make a backup of the file, and
    /// restart every gateway.
    Rotate(Place),
    /// Encrypt and hash stored codes under the new key, where an encrypted copy is kept.
    Reseal(Place),
    /// Remove the keys that nothing in use is stored under and that no gateway holds.
    Retire(Place),
}
