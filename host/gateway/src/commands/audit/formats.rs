//! The forms of an exported entry: JSON lines, CSV, or a table for people.
//!
//! JSON lines and CSV have the members [`COLUMNS`], in that order. Times are RFC 3339 in UTC, records
//! UUIDs, chains 64 hexadecimal digits. What is absent is `null`, or an empty cell.
//!
//! JSON lines are exact: parsed, they give the texts as they were stored. On the line, control
//! characters and those that change the direction of a text are written as `\uXXXX`. CSV is for
//! spreadsheets, and not exact ([`spreadsheet`]).

use crate::commands::spreadsheet::{self, cell};
use crate::output::{self, Cell, People, Table};
use crate::terminal::escaped;
use codemint::store::audit::AuditEntry;
use codemint::words::Timestamp;
use serde::Serialize;
use std::io;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The columns of CSV and the members of JSON lines, in their order.
const COLUMNS: [&str; 10] =
    ["seq", "at", "tenant", "actor", "purpose", "subject", "event", "record", "detail", "chain"];

/// The columns for people: the chain is for programs.
const HEAD: [&str; 9] =
    ["SEQ", "AT", "TENANT", "BY", "PURPOSE", "SUBJECT", "EVENT", "RECORD", "DETAIL"];

/// How many rows are aligned together: a long trail is not held in memory.
const ROWS: usize = 1000;

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

/// A writer of entries.
pub(super) enum Format<W: io::Write> {
    JsonLines(W),
    Csv(Box<csv::Writer<W>>),
    Table(W, People, Vec<Vec<Cell>>),
}

impl<W: io::Write> Format<W> {
    pub(super) const fn json_lines(output: W) -> Self {
        Self::JsonLines(output)
    }

    /// Begins with the line of column names.
    pub(super) fn csv(output: W) -> io::Result<Self> {
        let mut writer = spreadsheet::writer(output);
        writer.write_record(COLUMNS)?;
        Ok(Self::Csv(Box::new(writer)))
    }

    pub(super) const fn table(output: W, people: People) -> Self {
        Self::Table(output, people, Vec::new())
    }

    pub(super) fn write(&mut self, entry: &AuditEntry) -> io::Result<()> {
        let entry = Exported::of(entry);
        match self {
            Self::JsonLines(output) => {
                let line = escaped(&serde_json::to_string(&entry)?);
                writeln!(output, "{line}")
            }
            Self::Csv(writer) => Ok(writer.write_record(entry.cells())?),
            Self::Table(output, people, rows) => {
                rows.push(entry.row(people));
                if rows.len() < ROWS { Ok(()) } else { write_rows(output, people, rows) }
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::JsonLines(mut output) => output.flush(),
            Self::Csv(mut writer) => writer.flush(),
            Self::Table(mut output, people, mut rows) => {
                write_rows(&mut output, &people, &mut rows)?;
                output.flush()
            }
        }
    }
}

fn write_rows(
    output: &mut impl io::Write,
    people: &People,
    rows: &mut Vec<Vec<Cell>>,
) -> io::Result<()> {
    let mut table = Table::new(HEAD.to_vec());
    rows.drain(..).for_each(|row| table.push(row));
    output.write_all(people.table(&table).as_bytes())
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

    fn row(&self, people: &People) -> Vec<Cell> {
        let maybe = |text: Option<&str>| Cell::of(text.unwrap_or_default());
        vec![
            Cell::of(self.seq.to_string()),
            Cell::of(people.time(&self.at)),
            Cell::of(self.tenant),
            Cell::of(self.actor),
            maybe(self.purpose),
            maybe(self.subject),
            Cell::of(self.event),
            maybe(self.record.as_deref()),
            maybe(self.detail),
        ]
    }
}

/// The time in RFC 3339. One that is out of range, which only another program can have written, is
/// shown as its number of seconds.
fn rfc3339(seconds: i64) -> String {
    let time = u64::try_from(seconds).ok().and_then(Timestamp::from_seconds);
    time.map_or_else(|| seconds.to_string(), output::rfc3339)
}

/// The second of a time in RFC 3339, rounded up.
///
/// # Errors
/// When it is not valid.
pub(super) fn time_of(text: &str) -> Result<i64, String> {
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
        format!("`{text}` is not a time in RFC 3339: write it like 2026-01-31T00:00:00Z")
    })?;
    Ok(time.unix_timestamp().saturating_add(i64::from(time.nanosecond() > 0)))
}

#[cfg(test)]
mod tests;
