//! Errors of an import.

use super::fault::Fault;
use crate::store::StoreError;
use crate::store::import::shown;

/// Why an import failed. Nothing of it is in force.
#[derive(Debug, thiserror::Error)]
pub enum ImportAborted<E> {
    /// An entry could not be read.
    #[error(transparent)]
    Entry(E),
    /// Two subjects have the same name.
    #[error("{}the subject `{}` occurs twice{}", at_line(.0), shown(&.0.subject), first_on(.0))]
    Duplicate(Duplicate),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A subject that occurs twice in an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The canonical spelling of its name: two spellings are one subject.
    pub subject: String,
    /// The line of the first occurrence, if it was read from a file.
    pub first: Option<u64>,
    /// The line of the second occurrence.
    pub second: Option<u64>,
}

impl<E> From<Duplicate> for ImportAborted<E> {
    fn from(duplicate: Duplicate) -> Self {
        Self::Duplicate(duplicate)
    }
}

impl<E> From<Fault> for ImportAborted<E> {
    fn from(fault: Fault) -> Self {
        Self::Store(fault.into())
    }
}

fn at_line(duplicate: &Duplicate) -> String {
    duplicate.second.map_or(String::new(), |line| format!("line {line}: "))
}

fn first_on(duplicate: &Duplicate) -> String {
    duplicate.first.map_or(String::new(), |line| format!(", first on line {line}"))
}
