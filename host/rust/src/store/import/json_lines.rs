//! JSON objects, one per line.

use super::ImportError;
use super::lines::Lines;
use serde::Deserialize;
use std::io::Read;
use std::marker::PhantomData;

/// A type that is read from a JSON object.
pub(super) trait Parse: Sized {
    /// Parses the object in this line, or returns what is wrong with it.
    fn parse(line: u64, text: &str) -> Result<Self, String>;
}

/// The objects of a text of JSON lines.
pub(super) struct Objects<R, T> {
    lines: Lines<R>,
    ended: bool,
    object: PhantomData<fn() -> T>,
}

impl<R: Read, T: Parse> Objects<R, T> {
    pub(super) fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader), ended: false, object: PhantomData }
    }

    /// Parses the next line that is not blank.
    fn next_object(&mut self) -> Option<Result<T, ImportError>> {
        loop {
            match self.lines.next_line() {
                Ok(Some((_, text))) if text.trim().is_empty() => {}
                Ok(Some((line, text))) => {
                    return Some(
                        T::parse(line, text).map_err(|problem| ImportError { line, problem }),
                    );
                }
                Ok(None) => return None,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<R: Read, T: Parse> Iterator for Objects<R, T> {
    type Item = Result<T, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_object() }
    }
}

/// Parses the object in a line.
pub(super) fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| problem(&error))
}

/// The parser's message, without the line, which is always the first, but with the column.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    format!("{what} (column {})", error.column())
}
