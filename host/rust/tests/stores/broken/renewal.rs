//! Renewing, broken.

use super::{Broken, Bug};
use async_trait::async_trait;
use codemint::keys::KeyId;
use codemint::store::{Renewable, Renewal, Renewed, StoreError};
use codemint_core::words::RecordId;
use std::collections::BTreeSet;

#[async_trait]
impl Renewal for Broken {
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        let mut keys = self.sound.keys_in_use().await?;
        let seen = self.seen.lock().unwrap();
        let digests = || seen.records.iter().filter_map(|new| KeyId::of_stored(&new.digest));
        match self.bug {
            Bug::CountsDead => keys.extend(digests()),
            Bug::CountsNoSeals => keys.retain(|key| digests().any(|digest| digest == *key)),
            _ => {}
        }
        Ok(keys)
    }

    async fn renewable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Renewable>, StoreError> {
        let none = KeyId::of_stored(&[1, 255, 255, 255, 255]).unwrap();
        let current = if self.bug == Bug::RenewsAll { none } else { current };
        let mut found = self.sound.renewable(current, after, limit).await?;
        if self.bug == Bug::RenewsNewestFirst {
            found.reverse();
        }
        Ok(found)
    }

    async fn renew(&self, mut renewed: Vec<Renewed>) -> Result<usize, StoreError> {
        let none = KeyId::of_stored(&[1, 255, 255, 255, 255]).unwrap();
        let now = self.sound.renewable(none, None, usize::MAX).await?;
        match self.bug {
            Bug::RenewsHalf => {
                renewed.iter_mut().for_each(|one| one.new.digest.clone_from(&one.old.digest));
            }
            Bug::RenewsBlindly => renewed.iter_mut().for_each(|one| {
                let now = now.iter().find(|now| now.id == one.id);
                one.old = now.map(|now| now.forms.clone()).unwrap_or_default();
            }),
            Bug::RenewsNoTwins => renewed.retain(|one| {
                let digest = |now: &Renewable| now.forms.digest == one.new.digest;
                !now.iter().any(|now| now.id != one.id && digest(now))
            }),
            _ => {}
        }
        self.sound.renew(renewed).await
    }
}
