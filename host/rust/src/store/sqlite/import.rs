//! Importing subjects.

use super::handle::SqliteStore;
use super::import_error::ImportAborted;
use super::import_sort::Sorter;
use super::import_steps::{BATCH, Step};
use super::job::Outcome;
use crate::store::{StoreError, SubjectImport};
use std::sync::PoisonError;

impl SqliteStore {
    /// Adds these subjects to the tenant's, or replaces them, all or none: they come into force
    /// together. Other subjects stay as they are. Returns the number of subjects.
    ///
    /// Memory is bounded: the subjects are first sorted in a temporary file, and then written in
    /// batches of some hundreds, between which other writes get their turn. Blocks the thread: do
    /// not call it on an asynchronous one. One import writes at a time: another one in this process
    /// waits; one that another process begins aborts this one.
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
        let random = getrandom::u64().map_err(|error| StoreError::Failed(Box::new(error)))?;
        let import = random.cast_signed();
        self.step(Step::Begin { import, tenant: tenant.into() })?;
        let published = sorter
            .batches(BATCH, |subjects| Ok(self.step(Step::Stage { import, subjects }).map(drop)?))
            .and_then(|()| Ok(self.repeat(|| Step::Publish { import })?));
        // The result is decided here; if the rest fails, the next import makes up for it.
        let _ = match published {
            Ok(()) => self.repeat(|| Step::Move),
            Err(_) => self.step(Step::Abandon { import }).map(drop),
        };
        let _ = self.repeat(|| Step::Clear);
        published
    }

    fn repeat(&self, step: impl Fn() -> Step) -> Result<(), StoreError> {
        while self.step(step())? == Outcome::More {}
        Ok(())
    }

    /// Does one step, and waits for it.
    pub(super) fn step(&self, step: Step) -> Result<Outcome, StoreError> {
        self.run_blocking(step)
    }
}
