//! The directory of a tenant in its store.

use crate::cli::Place;
use crate::commands::installation::{config_of, tenant_of};
use crate::home::Home;
use codemint::store::{RuleImport, SqliteStore, StoreError, SubjectImport};
use std::error::Error;

/// How many entries are in memory at once.
const PAGE: usize = 1000;

/// The directory of one tenant.
pub(super) struct Directory {
    pub(super) store: SqliteStore,
    pub(super) tenant: String,
}

impl Directory {
    pub(super) fn of(place: &Place) -> Result<Self, Box<dyn Error>> {
        let config = config_of(place)?;
        let tenant = tenant_of(place, &config)?;
        Ok(Self { store: SqliteStore::open(Home::at(&config.data)?.store())?, tenant })
    }

    /// Every subject, page by page.
    pub(super) fn each_subject<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&[SubjectImport]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = String::new();
        loop {
            let page = self.store.subjects(&self.tenant, &after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.subject);
            take(&page)?;
        }
    }

    /// Every rule with its number, page by page.
    pub(super) fn each_rule<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&[(u64, RuleImport)]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = 0;
        loop {
            let page = self.store.rules(&self.tenant, after, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = *last;
            take(&page)?;
        }
    }
}
