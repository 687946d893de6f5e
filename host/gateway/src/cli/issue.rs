//! Arguments for requests and for tokens of callers.

use super::Place;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Issue {
    /// The dialect of the request.
    #[arg(long)]
    pub(crate) dialect: String,
    /// The route within the dialect [default: its first].
    #[arg(long)]
    pub(crate) route: Option<String>,
    /// A value in the route's path, percent-encoded; once for each value, in order. The tenant may
    /// be left out.
    #[arg(long, value_name = "VALUE")]
    pub(crate) path: Vec<String>,
    /// The query, percent-encoded.
    #[arg(long, default_value = "")]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
pub(crate) struct AccessToken {
    /// The dialect.
    pub(crate) dialect: String,
    /// The private key (RSA, PEM). Lines `access-id: …` and `audience: …` before the key are read
    /// as defaults.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The ID of the key [default: from the key's file].
    #[arg(long, value_name = "ID")]
    pub(crate) access_id: Option<String>,
    /// The audience, a URL [default: from the key's file].
    #[arg(long, value_name = "URL")]
    pub(crate) audience: Option<String>,
    /// The lifetime of the token in seconds [default: the longest that the dialect allows].
    #[arg(long)]
    pub(crate) seconds: Option<u32>,
}
