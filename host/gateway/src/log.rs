//! The log: stderr, for people or for machines.

use crate::cli::LogFormat;
use std::error::Error;
use std::io::{Write as _, stderr};
use tracing_subscriber::EnvFilter;

/// The variable that says what is logged, as `RUST_LOG` does elsewhere.
const VARIABLE: &str = "CODEMINT_LOG";

/// Begins to log. Text and field values are escaped by the formatter where they hold control
/// characters; nothing that holds a code, a key or a token can be formatted at all.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .log_internal_errors(false);
    match format {
        LogFormat::Text => builder.with_ansi(false).with_target(false).init(),
        LogFormat::Json => builder.json().flatten_event(true).with_target(false).init(),
    }
}

/// Tells the terminal why a command failed, with all causes.
pub(crate) fn complain(error: &dyn Error) {
    let mut terminal = stderr().lock();
    let _ = write!(terminal, "codemint: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(terminal, ": {error}");
        cause = error.source();
    }
    let _ = writeln!(terminal);
}
