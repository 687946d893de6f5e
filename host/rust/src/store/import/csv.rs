//! Subjects as CSV.

use super::lines::{Lines, too_long};
use super::{ImportError, Members, SubjectImport};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::io::{self, Read};

/// The columns that an import may have, in the order in which their places are kept.
const COLUMNS: [&str; 4] = ["subject", "standing", "purposes", "mail"];

/// The subjects of a CSV text.
pub(super) struct Subjects<R> {
    reader: Reader<Records<R>>,
    record: StringRecord,
    /// Where each of [`COLUMNS`] stands in a record, once the header has been read.
    places: Option<[Option<usize>; COLUMNS.len()]>,
    ended: bool,
}

impl<R: Read> Subjects<R> {
    pub(super) fn new(reader: R) -> Self {
        let records = Records { lines: Lines::new(reader), line: 1, text: Vec::new(), given: 0 };
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(records);
        Self { reader, record: StringRecord::new(), places: None, ended: false }
    }

    /// The next record, the header left out; `None` after the last one.
    fn next_subject(&mut self) -> Result<Option<Result<SubjectImport, String>>, String> {
        let places = match self.places {
            Some(places) => places,
            None => self.read_header()?,
        };
        Ok(self.read()?.then(|| subject(&self.record, &places)))
    }

    fn read_header(&mut self) -> Result<[Option<usize>; COLUMNS.len()], String> {
        if !self.read()? {
            return Err("there is no header".into());
        }
        Ok(*self.places.insert(places(&self.record)?))
    }

    fn read(&mut self) -> Result<bool, String> {
        self.reader.read_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error.to_string(),
            _ => "it is no CSV".into(),
        })
    }
}

impl<R: Read> Iterator for Subjects<R> {
    type Item = Result<SubjectImport, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.next_subject().unwrap_or_else(|problem| {
            self.ended = true;
            Some(Err(problem))
        });
        let line = self.reader.get_ref().line;
        item.map(|item| item.map_err(|problem| ImportError { line, problem }))
    }
}

/// Where each of [`COLUMNS`] stands in this header.
fn places(header: &StringRecord) -> Result<[Option<usize>; COLUMNS.len()], String> {
    let mut places = [None; COLUMNS.len()];
    for (place, name) in header.iter().map(str::trim).enumerate() {
        let known = COLUMNS.iter().position(|column| *column == name);
        match known.and_then(|column| places.get_mut(column)) {
            None => return Err(format!("there is no column `{}`", super::shown(name))),
            Some(Some(_)) => return Err(format!("the column `{name}` is there twice")),
            Some(free) => *free = Some(place),
        }
    }
    match places {
        [None, ..] => Err("the column `subject` is missing".into()),
        _ => Ok(places),
    }
}

/// The subject of a record.
fn subject(
    record: &StringRecord,
    places: &[Option<usize>; COLUMNS.len()],
) -> Result<SubjectImport, String> {
    let wanted = places.iter().flatten().count();
    if record.len() != wanted {
        return Err(format!("it has {} columns, its header {wanted}", record.len()));
    }
    let [subject, standing, purposes, mail] =
        places.map(|place| place.and_then(|place| record.get(place)).unwrap_or("").trim());
    let filled = |text: &'_ str| !text.is_empty();
    let names = purposes.split([';', ' ']).filter(|name| filled(name));
    Members {
        subject,
        standing: Some(standing).filter(|text| filled(text)),
        purposes: names.collect(),
        mail: Some(mail).filter(|text| filled(text)),
    }
    .parse()
}

/// Feeds the CSV parser whole records, never more than one at a time, so that it is known on
/// which line the one begins that it has just read (the parser's own count is off by one after
/// CR LF, and counts empty lines to the record that follows them).
///
/// A record goes on while its quotes are not closed: while their number is odd.
struct Records<R> {
    lines: Lines<R>,
    /// The line on which the record begins that was fed last, or the line of the error.
    line: u64,
    /// The record, and how much of it has been fed.
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Records<R> {
    /// Reads the next record that is not empty. There is none when `text` is empty after that.
    fn next_record(&mut self) -> Result<(), ImportError> {
        self.text.clear();
        self.given = 0;
        let mut is_open = false;
        while let Some((line, text)) = self.lines.next_line()? {
            if self.text.is_empty() {
                self.line = line;
            }
            let problem = |problem: String| ImportError { line: self.line, problem };
            if self.text.len() + text.len() >= Lines::<R>::MAX {
                return Err(problem(too_long()));
            }
            let is_empty = self.text.is_empty() && text.trim().is_empty();
            if !is_empty {
                self.text.extend_from_slice(text.as_bytes());
                self.text.push(b'\n');
                is_open ^= text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
                if !is_open {
                    return Ok(());
                }
            }
        }
        match is_open {
            true => Err(ImportError { line: self.line, problem: "a quote is not closed".into() }),
            false => Ok(()),
        }
    }
}

impl<R: Read> Read for Records<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.next_record().map_err(|error| {
                self.line = error.line;
                io::Error::other(error.problem)
            })?;
        }
        let mut rest = self.text.get(self.given..).unwrap_or_default();
        let length = rest.read(buffer)?;
        self.given += length;
        Ok(length)
    }
}
