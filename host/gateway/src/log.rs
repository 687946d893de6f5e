//! The log: stderr, for people or for machines.

use crate::cli::LogFormat;
use crate::terminal::Escaping;
use std::error::Error;
use std::io::{Write as _, stderr};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::{fmt, util::SubscriberInitExt as _};

/// The variable that says what is logged, as `RUST_LOG` does elsewhere.
const VARIABLE: &str = "CODEMINT_LOG";

/// Where the gateway's own words come from. Libraries are heard when something is wrong, and no
/// more, whatever the variable says: nobody has promised what they tell of requests.
const OWN: &str = "codemint";

/// Begins to log. What a terminal might obey is escaped in every line; nothing that holds a code, a key or a token can be formatted at all.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new("info"));
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
}

/// Tells the terminal why a command failed, with all causes.
pub(crate) fn complain(error: &dyn Error) {
    let mut text = format!("codemint: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    let _ = writeln!(Escaping(stderr().lock()), "{text}");
}

/// An error with all its causes.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
