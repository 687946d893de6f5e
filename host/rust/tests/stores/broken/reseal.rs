//! Resealing in a broken store.

use super::{Broken, Bug};
use async_trait::async_trait;
use codemint::keys::KeyId;
use codemint::store::{NewForms, Reseal, Resealable, StoreError};
use codemint_core::words::RecordId;
use std::collections::BTreeSet;

#[async_trait]
impl Reseal for Broken {
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        let mut keys = self.sound.keys_in_use().await?;
        let seen = self.seen.lock().unwrap();
        let digests = || seen.records.iter().filter_map(|new| KeyId::of_stored(&new.digest));
        match self.bug {
            Bug::CountsEnded => keys.extend(digests()),
            Bug::CountsDigestsOnly => keys.retain(|key| digests().any(|digest| digest == *key)),
            _ => {}
        }
        Ok(keys)
    }

    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError> {
        let none = KeyId::of_stored(&[1, 255, 255, 255, 255]).unwrap();
        let current = if self.bug == Bug::ResealsAll { none } else { current };
        let mut found = self.sound.resealable(current, after, limit).await?;
        if self.bug == Bug::ResealsNewestFirst {
            found.reverse();
        }
        Ok(found)
    }

    async fn reseal(&self, mut forms: Vec<NewForms>) -> Result<usize, StoreError> {
        let none = KeyId::of_stored(&[1, 255, 255, 255, 255]).unwrap();
        let now = self.sound.resealable(none, None, usize::MAX).await?;
        match self.bug {
            Bug::ResealsHalf => {
                forms.iter_mut().for_each(|one| one.new.digest.clone_from(&one.old.digest));
            }
            Bug::ResealsBlindly => forms.iter_mut().for_each(|one| {
                let now = now.iter().find(|now| now.id == one.id);
                one.old = now.map(|now| now.forms.clone()).unwrap_or_default();
            }),
            Bug::ResealsNoConflicts => forms.retain(|one| {
                let digest = |now: &Resealable| now.forms.digest == one.new.digest;
                !now.iter().any(|now| now.id != one.id && digest(now))
            }),
            _ => {}
        }
        self.sound.reseal(forms).await
    }
}
