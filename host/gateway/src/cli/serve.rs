//! Arguments for serving HTTP.

use super::ConfiguredPlace;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: ConfiguredPlace,
    /// The address and port to listen on; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    #[command(flatten)]
    pub(crate) tls: ListenTls,
}

/// The certificate for TLS instead of plain HTTP.
#[derive(Args)]
pub(crate) struct ListenTls {
    /// The certificate and its chain (PEM); read again when it changes.
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Demo {
    /// The address and port to listen on; port 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: String,
    /// The address and port for dialects that require TLS [default: the address of `--listen`, a
    /// free port].
    #[arg(long, conflicts_with = "plain_http", value_name = "ADDRESS")]
    pub(crate) listen_tls: Option<String>,
    /// Serve those dialects over plain HTTP instead. Only on a loopback address.
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// The data folder [default: a folder under the user's data].
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// HOST:PORT of a mail server on this machine that requires neither TLS nor a password.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) smtp: Option<String>,
}
