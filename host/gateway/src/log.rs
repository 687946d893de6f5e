//! The log on standard error, as text or JSON.

use crate::cli::LogFormat;
use crate::terminal::Escaping;
use std::env;
use std::error::Error;
use std::io::{Write as _, stderr};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::{fmt, util::SubscriberInitExt as _};

/// The environment variable with the filter, in the syntax of `RUST_LOG`.
const VARIABLE: &str = "CODEMINT_LOG";

/// The crate name in the targets of the gateway's and the SDK's messages. Of other libraries only
/// warnings and errors are logged, whatever the filter: what they write about requests is not
/// known.
const OWN: &str = "codemint";

/// Starts the log. Control characters are escaped in every line; types that hold a code, a key or a
/// token cannot be formatted at all.
pub(crate) fn start(format: LogFormat) {
    let (filter, fault) = match EnvFilter::try_from_env(VARIABLE) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), env::var_os(VARIABLE).map(|_| error)),
    };
    let own = |data: &Metadata<'_>| {
        data.target().split("::").next() == Some(OWN) || *data.level() <= Level::WARN
    };
    let writer = || Escaping(stderr());
    let layer = fmt::layer().with_writer(writer).with_target(false).log_internal_errors(false);
    let layer = match format {
        LogFormat::Text => layer.with_ansi(false).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let layer = layer.with_filter(filter).with_filter(filter_fn(own));
    tracing_subscriber::registry().with(layer).init();
    if let Some(error) = fault {
        tracing::warn!(cause = %error, "`{VARIABLE}` is not a filter: `info` applies");
    }
}

/// Writes why a command failed to standard error, with all causes.
pub(crate) fn complain(error: &dyn Error) {
    let _ = writeln!(Escaping(stderr().lock()), "codemint: {}", chain(error));
}

/// The text of an error and all its causes.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
