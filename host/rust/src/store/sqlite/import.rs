//! Importing subjects: the steps, one after the other.

use super::SqliteStore;
use super::import_sort::Sorter;
use super::import_steps::{SOME, Step};
use super::write::{Answer, Work};
use crate::store::{StoreError, SubjectImport};
use std::sync::PoisonError;

/// Why an import is not in force. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum ImportAborted<E> {
    /// One of the entries could not be had.
    #[error(transparent)]
    Entry(E),
    /// The store could not take them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SqliteStore {
    /// Adds these subjects to the tenant's, or replaces what is known of them, all or none: from
    /// one moment on every one of them is in force. Subjects that are not among them stay as they
    /// are. Of two with one name the later one counts. The number of them is returned.
    ///
    /// Memory stays bounded: the subjects are first sorted in a temporary file, and then written
    /// some hundreds at a time, so that others write in between. Blocks the thread: not for an
    /// asynchronous one. One import writes at a time: another one in this process waits, one that
    /// another process begins ends this one.
    ///
    /// # Errors
    /// [`ImportAborted`] at the first error of the iterator, at a subject whose name is none, or
    /// when the store fails.
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

    fn write_import(&self, tenant: &str, sorter: &Sorter) -> Result<(), StoreError> {
        let _alone = self.0.importing.lock().unwrap_or_else(PoisonError::into_inner);
        let name = getrandom::u64().map_err(|error| StoreError::Failed(Box::new(error)))?;
        let import = name.cast_signed();
        self.step(Step::Begin { import, tenant: tenant.into() })?;
        let published = sorter
            .hand_out(SOME, |subjects| self.step(Step::Stage { import, subjects }).map(drop))
            .and_then(|()| self.repeat(|| Step::Publish { import }));
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
