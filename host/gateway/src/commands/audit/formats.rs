//! How an entry is written so that neither a terminal nor a spreadsheet takes it for more than text.
//!
//! Both formats have the members [`COLUMNS`], in that order. Times are RFC 3339 in UTC, records
//! UUIDs, chains 64 hexadecimal digits. What is absent is `null`, or an empty cell.
//!
//! JSON lines are exact: parsed, they give the texts as they were stored. On the line, control
//! characters and those that change the direction of a text stand as `\uXXXX`.
//!
//! CSV (RFC 4180) is for spreadsheets, and cannot be exact: the same characters stand as `\uXXXX`
//! there too, though no reader turns them back; and a cell has an apostrophe before it, so that it is
//! no formula (OWASP, "CSV Injection"), when it begins with a tab or the end of a line, or when the
//! first character that is neither white space nor invisible is `=`, `+`, `-` or `@` in any form.

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
    let begins_so = text.starts_with(['\t', '\r', '\n']);
    let is_formula = begins_so || text.trim_start_matches(is_passed_over).starts_with(FORMULA);
    let escaped = escaped(text);
    if is_formula { format!("'{escaped}") } else { escaped }
}

/// What a formula begins with (OWASP), and the characters that compatibility folding (NFKC) or a
/// spreadsheet takes for one of these.
const FORMULA: [char; 17] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}', '\u{2212}', '\u{207a}', '\u{207b}', '\u{207c}', '\u{208a}',
];

/// Whether a reader may pass over the character to what follows it: white space, controls, and what
/// Unicode calls `Default_Ignorable_Code_Point`, such as U+FEFF and U+200B.
fn is_passed_over(char: char) -> bool {
    let is_ignorable = matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    char.is_whitespace() || char.is_control() || is_ignorable
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
