//! How a command writes its result: as text for people on a terminal, else as JSON.
//!
//! JSON is written with `--json`, and whenever standard output is not a terminal. Its members are
//! stable; the text for people is not. Every text from outside is escaped ([`crate::terminal`]).

mod moment;
mod progress;
mod style;
mod table;

pub(crate) use moment::rfc3339;
pub(crate) use progress::{Counted, Progress};
pub(crate) use style::Hue;
pub(crate) use table::{Cell, Table};

use crate::terminal::{escaped, escaped_except};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};
use style::Style;

/// The form of a command's result.
pub(crate) enum Output {
    /// One JSON value a line.
    Json,
    /// Text.
    People(People),
}

/// The terminal of a person: whether it shows colours, and the time zone of the reader.
pub(crate) struct People {
    style: Style,
    zone: TimeZone,
}

impl Output {
    /// JSON where `json` asks for it or standard output is not a terminal, else text.
    pub(crate) fn choose(json: bool) -> Self {
        if json || !io::stdout().is_terminal() {
            return Self::Json;
        }
        Self::People(People { style: Style::of_environment(), zone: TimeZone::system() })
    }
}

impl People {
    /// A table as lines of text.
    pub(crate) fn table(&self, table: &Table) -> String {
        table.text(self.style)
    }

    /// A text in a hue, escaped.
    pub(crate) fn hue(&self, hue: Hue, text: &str) -> String {
        self.style.hue(hue, &escaped(text))
    }

    /// A time in RFC 3339 as local time with its zone; any other text as it is, escaped.
    pub(crate) fn time(&self, rfc3339: &str) -> String {
        moment::local(rfc3339, &self.zone).unwrap_or_else(|| escaped(rfc3339))
    }
}

/// Writes a value as one line of JSON.
///
/// # Errors
/// When it cannot be serialized, or standard output cannot be written.
pub(crate) fn write_json(value: &impl Serialize) -> io::Result<()> {
    write_line(&escaped(&serde_json::to_string(value)?))
}

/// Writes text whose lines and colours are its own: everything else in it is escaped already.
///
/// # Errors
/// When standard output cannot be written.
pub(crate) fn write_text(text: &str) -> io::Result<()> {
    debug_assert!(
        escaped_except(text, &['\n', '\u{1b}']) == text,
        "text from outside must be escaped"
    );
    write_line(text.trim_end_matches('\n'))
}

fn write_line(line: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(line.as_bytes())?;
    output.write_all(b"\n")?;
    output.flush()
}

#[cfg(test)]
impl People {
    /// A reader in that zone, with or without colours.
    pub(crate) fn test(zone: &str, colour: bool) -> Self {
        Self { style: Style::test(colour), zone: TimeZone::get(zone).unwrap() }
    }
}
