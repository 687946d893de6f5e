//! A store whose resealed codes are counted as progress.

use crate::output::Progress;
use async_trait::async_trait;
use codemint::keys::KeyId;
use codemint::store::{NewForms, Reseal, Resealable, SqliteStore, StoreError};
use codemint::words::RecordId;
use std::collections::BTreeSet;

/// The store, and the progress of its resealing.
pub(super) struct Counted<'a> {
    pub(super) store: &'a SqliteStore,
    pub(super) progress: Progress,
}

#[async_trait]
impl Reseal for Counted<'_> {
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        self.store.keys_in_use().await
    }

    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError> {
        self.store.resealable(current, after, limit).await
    }

    async fn reseal(&self, resealed: Vec<NewForms>) -> Result<usize, StoreError> {
        let done = self.store.reseal(resealed).await?;
        self.progress.add(done as u64);
        Ok(done)
    }
}
