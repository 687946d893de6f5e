//! Where an installation is.

use clap::Args;
use std::path::PathBuf;

/// A configured installation.
#[derive(Args)]
pub(crate) struct ConfiguredPlace {
    /// The configuration (TOML).
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// The data folder, instead of the configured one.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Accept policies below a standard's floor, and log a warning for each.
    #[arg(long)]
    pub(crate) accept_below_floor: bool,
}

/// A configured installation, or the demo, and a tenant of it.
#[derive(Args)]
pub(crate) struct Place {
    /// The configuration (TOML) [default: that of the demo].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder, instead of the configured one.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// The ID of the tenant [default: the first tenant].
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: Option<String>,
    /// Accept policies below a standard's floor, and log a warning for each.
    #[arg(long)]
    pub(crate) accept_below_floor: bool,
}

/// A configured installation, or the demo, as a whole.
#[derive(Args)]
pub(crate) struct WholePlace {
    /// The configuration (TOML) [default: that of the demo].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder, instead of the configured one.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
}

/// The form of the result.
#[derive(Args)]
pub(crate) struct Form {
    /// Write JSON. That is the default where standard output is not a terminal; on a terminal the
    /// default is text, with local times, and colours unless `NO_COLOR` is set.
    #[arg(long)]
    pub(crate) json: bool,
}
