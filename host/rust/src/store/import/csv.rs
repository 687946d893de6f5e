//! Tables as CSV.

use super::encoding::{CsvEncoding, Decoded};
use super::fields::{Fields, separator};
use super::lines::{Lines, too_long};
use super::{ImportError, shown};
use std::io::Read;
use std::marker::PhantomData;

/// A type that is read from a record of a table.
pub(super) trait Row: Sized {
    /// The columns that a table may have.
    const COLUMNS: &[&str];
    /// How many of them, from the first on, it must have.
    const REQUIRED: usize;

    /// Parses the record that begins on this line, from the values of [`Self::COLUMNS`]: trimmed,
    /// and empty for a column that the table does not have.
    fn of(line: u64, values: &[&str]) -> Result<Self, String>;
}

/// The items of a list that is separated by semicolons or spaces.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ' ']).filter(|item| !item.is_empty())
}

/// Returns the names of the columns in the header of a CSV text, given its beginning. Empty if the
/// header is malformed or incomplete.
#[must_use]
pub fn csv_columns(encoding: CsvEncoding, beginning: &[u8]) -> Vec<String> {
    let mut lines = Lines::new(Decoded::new(beginning, encoding));
    while let Ok(Some((_, line))) = lines.next_line() {
        if !line.trim().is_empty() {
            let mut fields = Fields::new();
            let is_whole = fields.add(line, separator(line)) == Ok(true);
            let names = fields.iter().map(|name| name.trim().to_owned());
            return if is_whole { names.collect() } else { Vec::new() };
        }
    }
    Vec::new()
}

/// The rows of a CSV text.
pub(super) struct Table<R, T> {
    lines: Lines<Decoded<R>>,
    record: Fields,
    /// The line on which the record begins, or the line of the error.
    line: u64,
    /// The header, once it has been read.
    header: Option<Header>,
    ended: bool,
    row: PhantomData<fn() -> T>,
}

/// The header of a table.
struct Header {
    separator: char,
    /// The position of each of [`Row::COLUMNS`] in a record.
    places: Vec<Option<usize>>,
}

/// What is wrong with a table.
enum Problem {
    /// A record is malformed; the next one begins on the next line.
    Record(String),
    /// Nothing more can be read.
    Table(String),
}

impl<R: Read, T: Row> Table<R, T> {
    pub(super) fn new(reader: R, encoding: CsvEncoding) -> Self {
        let lines = Lines::new(Decoded::new(reader, encoding));
        let (record, row) = (Fields::new(), PhantomData);
        Self { lines, record, line: 1, header: None, ended: false, row }
    }

    /// Parses the next record after the header; `None` after the last one.
    fn next_row(&mut self) -> Result<Option<T>, Problem> {
        let header = match self.header.take() {
            Some(header) => header,
            None => self.read_header()?,
        };
        let is_read = self.read(Some(header.separator));
        let header = self.header.insert(header);
        if is_read?.is_none() {
            return Ok(None);
        }
        let values = values(&self.record, &header.places);
        values.and_then(|values| T::of(self.line, &values)).map(Some).map_err(Problem::Record)
    }

    /// Reads the header. If it is invalid, the table cannot be read.
    fn read_header(&mut self) -> Result<Header, Problem> {
        let separator = match self.read(None) {
            Ok(Some(separator)) => separator,
            Ok(None) => return Err(Problem::Table("there is no header".into())),
            Err(Problem::Record(problem) | Problem::Table(problem)) => {
                return Err(Problem::Table(problem));
            }
        };
        let places = places(&self.record, T::COLUMNS, T::REQUIRED).map_err(Problem::Table)?;
        Ok(Header { separator, places })
    }

    /// Reads the next record that is not blank, and returns its separator, which is detected if it
    /// is not known. `None` after the last one.
    fn read(&mut self, known: Option<char>) -> Result<Option<char>, Problem> {
        self.record.clear();
        let (mut begun, mut length) = (None, 0);
        let table = |error: ImportError, place: &mut u64| {
            *place = error.line;
            Problem::Table(error.problem)
        };
        while let Some((line, text)) =
            self.lines.next_line().map_err(|error| table(error, &mut self.line))?
        {
            if begun.is_none() {
                self.line = line;
                if text.chars().all(|it| it.is_whitespace() && Some(it) != known) {
                    continue;
                }
            }
            let separator = *begun.get_or_insert_with(|| known.unwrap_or_else(|| separator(text)));
            length += text.len() + 1;
            if length > Lines::<R>::MAX {
                return Err(Problem::Table(too_long()));
            }
            let added = self.record.add(text, separator);
            if added.map_err(|problem| Problem::Record(problem.into()))? {
                return Ok(Some(separator));
            }
        }
        match begun {
            Some(_) => Err(Problem::Table("a quote is not closed".into())),
            None => Ok(None),
        }
    }
}

impl<R: Read, T: Row> Iterator for Table<R, T> {
    type Item = Result<T, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let problem = match self.next_row() {
            Ok(row) => return row.map(Ok),
            Err(Problem::Record(problem)) => problem,
            Err(Problem::Table(problem)) => {
                self.ended = true;
                problem
            }
        };
        Some(Err(ImportError { line: self.line, problem }))
    }
}

/// The position of each column in a header.
fn places(
    header: &Fields,
    columns: &[&str],
    required: usize,
) -> Result<Vec<Option<usize>>, String> {
    let mut places = vec![None; columns.len()];
    for (place, name) in header.iter().map(str::trim).enumerate() {
        let known = columns.iter().position(|column| *column == name);
        match known.and_then(|column| places.get_mut(column)) {
            None => return Err(format!("there is no column `{}`", shown(name))),
            Some(Some(_)) => return Err(format!("the column `{name}` occurs twice")),
            Some(free) => *free = Some(place),
        }
    }
    let mut missing =
        columns.iter().zip(&places).take(required).filter(|(_, place)| place.is_none());
    match missing.next() {
        Some((column, _)) => Err(format!("the column `{column}` is missing")),
        None => Ok(places),
    }
}

/// The values of a record, in the order of [`Row::COLUMNS`].
fn values<'a>(record: &'a Fields, places: &[Option<usize>]) -> Result<Vec<&'a str>, String> {
    let expected = places.iter().flatten().count();
    if record.len() != expected {
        return Err(format!("it has {} columns, the header has {expected}", record.len()));
    }
    let value = |place: &Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
    Ok(places.iter().map(|place| value(place).trim()).collect())
}
