//! How an entry is written so that neither a terminal nor a spreadsheet takes it for more than text.
//!
//! Both formats have the members [`COLUMNS`], in that order. Times are RFC 3339 in UTC, records
//! UUIDs, chains 64 hexadecimal digits. What is absent is `null`, or an empty cell.
//!
//! JSON lines are exact: parsed, they give the texts as they were stored. On the line, control
//! characters and those that change the direction of a text stand as `\uXXXX`.
//!
//! CSV (RFC 4180) is for spreadsheets, and cannot be exact: the same characters stand as `\uXXXX`
//! there too, though no reader turns them back; and a cell whose first character that is no white
//! space is `=`, `+`, `-` or `@`, or one of their full-width forms, or that begins with a tab or
//! the end of a line, has an apostrophe before it, so that it is no formula (OWASP, "CSV
//! Injection").

use codemint::store::audit::AuditEntry;
use codemint::words::Timestamp;
use serde::Serialize;
use std::fmt::Write as _;
use std::io;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The columns of CSV and the members of JSON lines, in their order.
const COLUMNS: [&str; 10] =
    ["seq", "at", "tenant", "actor", "purpose", "subject", "event", "record", "detail", "chain"];

/// An entry as it is written.
#[derive(Serialize)]
struct Exported<'a> {
    seq: u64,
    at: String,
    tenant: &'a str,
    actor: &'a str,
    purpose: Option<&'a str>,
    subject: Option<&'a str>,
    event: &'a str,
    record: Option<String>,
    detail: Option<&'a str>,
    chain: String,
}

/// Where entries go, one after the other.
pub(super) enum Format<W: io::Write> {
    JsonLines(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: io::Write> Format<W> {
    pub(super) const fn json_lines(output: W) -> Self {
        Self::JsonLines(output)
    }

    /// With the line of names before all others.
    pub(super) fn csv(output: W) -> io::Result<Self> {
        let mut builder = csv::WriterBuilder::new();
        let mut writer = builder.terminator(csv::Terminator::CRLF).from_writer(output);
        writer.write_record(COLUMNS)?;
        Ok(Self::Csv(Box::new(writer)))
    }

    pub(super) fn write(&mut self, entry: &AuditEntry) -> io::Result<()> {
        let entry = Exported::of(entry);
        match self {
            Self::JsonLines(output) => {
                let line = escaped(&serde_json::to_string(&entry)?);
                writeln!(output, "{line}")
            }
            Self::Csv(writer) => Ok(writer.write_record(entry.cells())?),
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::JsonLines(mut output) => output.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}

impl<'a> Exported<'a> {
    fn of(entry: &'a AuditEntry) -> Self {
        Self {
            seq: entry.seq,
            at: rfc3339(entry.at),
            tenant: &entry.tenant,
            actor: &entry.actor,
            purpose: entry.purpose.as_deref(),
            subject: entry.subject.as_deref(),
            event: &entry.event,
            record: entry.record.map(|record| record.to_string()),
            detail: entry.detail.as_deref(),
            chain: entry.chain.to_string(),
        }
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let maybe = |text: Option<&str>| text.map(cell).unwrap_or_default();
        [
            self.seq.to_string(),
            cell(&self.at),
            cell(self.tenant),
            cell(self.actor),
            maybe(self.purpose),
            maybe(self.subject),
            cell(self.event),
            maybe(self.record.as_deref()),
            maybe(self.detail),
            self.chain.clone(),
        ]
    }
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let is_formula = text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(FORMULA);
    let escaped = escaped(text);
    if is_formula { format!("'{escaped}") } else { escaped }
}

/// The text with `\uXXXX` for what a terminal might obey: control characters (C0, DEL, C1), ends of
/// lines and paragraphs, and marks of direction. In JSON these stand in strings only.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        let marks = matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        if char.is_control() || marks {
            // Writing to a string does not fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(char));
        } else {
            escaped.push(char);
        }
    }
    escaped
}

/// A time that is none, which only somebody else can have written, is told as its number.
fn rfc3339(seconds: i64) -> String {
    let time = u64::try_from(seconds).ok().and_then(Timestamp::from_seconds);
    let Some(time) = time else { return seconds.to_string() };
    let c = time.civil();
    let (date, hour, minute, second) = ((c.year, c.month, c.day), c.hour, c.minute, c.second);
    let (year, month, day) = date;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The second of a time in RFC 3339, rounded up.
///
/// # Errors
/// When it is none.
pub(super) fn time_of(text: &str) -> Result<i64, String> {
    let time = OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| format!("`{text}` is no time in RFC 3339, such as 2026-01-31T00:00:00Z"))?;
    Ok(time.unix_timestamp().saturating_add(i64::from(time.nanosecond() > 0)))
}

#[cfg(test)]
mod tests;
