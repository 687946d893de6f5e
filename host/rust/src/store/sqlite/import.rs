//! Importing subjects: the steps, one after the other.

use super::SqliteStore;
use super::fault::Fault;
use super::import_sort::Sorter;
use super::import_steps::{SOME, Step};
use super::write::{Answer, Work};
use crate::store::import::shown;
use crate::store::{StoreError, SubjectImport};
use std::sync::PoisonError;

/// Why an import is not in force. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum ImportAborted<E> {
    /// One of the entries could not be read.
    #[error(transparent)]
    Entry(E),
    /// Two of the subjects have one name.
    #[error("{}the subject `{}` is there already{}", at_line(.0), shown(&.0.subject), on_line(.0))]
    Duplicate(Duplicate),
    /// The store could not take them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A subject that an import has twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The canonical spelling of its name: two spellings are one subject.
    pub subject: String,
    /// The line of the earlier one, if it was read from a file.
    pub first: Option<u64>,
    /// The line of the later one.
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

fn on_line(duplicate: &Duplicate) -> String {
    duplicate.first.map_or(String::new(), |line| format!(" on line {line}"))
}

impl SqliteStore {
    /// Adds these subjects to the tenant's, or replaces what is known of them, all or none: from
    /// one moment on every one of them is in force. Subjects that are not among them stay as they
    /// are. The number of them is returned.
    ///
    /// Memory stays bounded: the subjects are first sorted in a temporary file, and then written
    /// some hundreds at a time, so that others write in between. Blocks the thread: not for an
    /// asynchronous one. One import writes at a time: another one in this process waits, one that
    /// another process begins ends this one.
    ///
    /// # Errors
    /// [`ImportAborted`] at the first error of the iterator, at a subject whose name is invalid or
    /// occurs twice in any spelling, or when the store fails.
    pub fn import_subjects<E>(
        &self,
        tenant: &str,
        subjects: impl Iterator<Item = Result<SubjectImport, E>>,
    ) -> Result<u64, ImportAborted<E>> {
        let sorter = Sorter::new().map_err(StoreError::from)?;
        let mut count = 0;
        for subject in subjects {
            let subject = subject.map_err(ImportAborted::Entry)?;
            sorter.add(&subject).map_err(StoreError::from)?;
            count += 1;
        }
        self.write_import(tenant, &sorter)?;
        Ok(count)
    }

    fn write_import<E>(&self, tenant: &str, sorter: &Sorter) -> Result<(), ImportAborted<E>> {
        let _alone = self.0.importing.lock().unwrap_or_else(PoisonError::into_inner);
        let name = getrandom::u64().map_err(|error| StoreError::Failed(Box::new(error)))?;
        let import = name.cast_signed();
        self.step(Step::Begin { import, tenant: tenant.into() })?;
        let published = sorter
            .hand_out(SOME, |subjects| Ok(self.step(Step::Stage { import, subjects }).map(drop)?))
            .and_then(|()| Ok(self.repeat(|| Step::Publish { import })?));
        // From here on it is decided; what fails now is made up for by the next import.
        let _ = match published {
            Ok(()) => self.repeat(|| Step::Move),
            Err(_) => self.step(Step::Abandon { import }).map(drop),
        };
        let _ = self.repeat(|| Step::Clear);
        published
    }

    fn repeat(&self, step: impl Fn() -> Step) -> Result<(), StoreError> {
        while self.step(step())? == Answer::More {}
        Ok(())
    }

    /// Does one step, and waits for it.
    pub(super) fn step(&self, step: Step) -> Result<Answer, StoreError> {
        self.0.writer.run_blocking(Work::Import(step))
    }
}
