//! Tables as CSV.

use super::ImportError;
use super::lines::{Lines, too_long};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::io::{self, Read};
use std::marker::PhantomData;

/// What a record of a table says.
pub(super) trait Row: Sized {
    /// The columns that a table may have.
    const COLUMNS: &[&str];
    /// How many of them, the first ones, it must have.
    const NEEDED: usize;

    /// What a record says, by the values of [`Self::COLUMNS`]: without white space around them,
    /// and empty where the table has no such column.
    fn of(values: &[&str]) -> Result<Self, String>;
}

/// The words of a list that is separated by semicolons or spaces.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ' ']).filter(|word| !word.is_empty())
}

/// The rows of a CSV text.
pub(super) struct Table<R, T> {
    reader: Reader<Records<R>>,
    record: StringRecord,
    /// Where each of [`Row::COLUMNS`] stands in a record, once the header has been read.
    places: Option<Vec<Option<usize>>>,
    ended: bool,
    row: PhantomData<fn() -> T>,
}

impl<R: Read, T: Row> Table<R, T> {
    pub(super) fn new(reader: R) -> Self {
        let records = Records { lines: Lines::new(reader), line: 1, text: Vec::new(), given: 0 };
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(records);
        Self { reader, record: StringRecord::new(), places: None, ended: false, row: PhantomData }
    }

    /// The next record, the header left out; `None` after the last one.
    fn next_row(&mut self) -> Result<Option<Result<T, String>>, String> {
        if self.places.is_none() {
            if !self.read()? {
                return Err("there is no header".into());
            }
            self.places = Some(places(&self.record, T::COLUMNS, T::NEEDED)?);
        }
        let is_read = self.read()?;
        let places = self.places.as_deref().unwrap_or_default();
        Ok(is_read.then(|| values(&self.record, places).and_then(|values| T::of(&values))))
    }

    fn read(&mut self) -> Result<bool, String> {
        self.reader.read_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error.to_string(),
            _ => "it is no CSV".into(),
        })
    }
}

impl<R: Read, T: Row> Iterator for Table<R, T> {
    type Item = Result<T, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.next_row().unwrap_or_else(|problem| {
            self.ended = true;
            Some(Err(problem))
        });
        let line = self.reader.get_ref().line;
        item.map(|item| item.map_err(|problem| ImportError { line, problem }))
    }
}

/// Where each of the columns stands in this header.
fn places(
    header: &StringRecord,
    columns: &[&str],
    needed: usize,
) -> Result<Vec<Option<usize>>, String> {
    let mut places = vec![None; columns.len()];
    for (place, name) in header.iter().map(str::trim).enumerate() {
        let known = columns.iter().position(|column| *column == name);
        match known.and_then(|column| places.get_mut(column)) {
            None => return Err(format!("there is no column `{}`", super::shown(name))),
            Some(Some(_)) => return Err(format!("the column `{name}` is there twice")),
            Some(free) => *free = Some(place),
        }
    }
    let mut missing = columns.iter().zip(&places).take(needed).filter(|(_, place)| place.is_none());
    match missing.next() {
        Some((column, _)) => Err(format!("the column `{column}` is missing")),
        None => Ok(places),
    }
}

/// The values of a record, by their places.
fn values<'a>(record: &'a StringRecord, places: &[Option<usize>]) -> Result<Vec<&'a str>, String> {
    let wanted = places.iter().flatten().count();
    if record.len() != wanted {
        return Err(format!("it has {} columns, its header {wanted}", record.len()));
    }
    let value = |place: &Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
    Ok(places.iter().map(|place| value(place).trim()).collect())
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
