//! JSON objects, one in a line.

use super::ImportError;
use super::lines::Lines;
use serde::Deserialize;
use std::io::Read;
use std::marker::PhantomData;

/// What an object says.
pub(super) trait Parse: Sized {
    /// What the object in this line says, or what is wrong with it.
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

    /// The next line that holds anything, and its number.
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

/// The object in a line.
pub(super) fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| problem(&error))
}

/// What the parser says, without its line, which is always the first, but with the column.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    format!("{what} (column {})", error.column())
}
