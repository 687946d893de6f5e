//! Replacing stored forms of codes, in memory.

use super::MemoryStore;
use super::tables::{Record, Tables, slot};
use crate::keys::KeyId;
use crate::store::{Forms, NewForms, Reseal, Resealable, StoreError};
use async_trait::async_trait;
use codemint_core::words::RecordId;
use std::collections::BTreeSet;

impl Tables {
    fn forms(&self, id: &RecordId, record: &Record) -> Forms {
        let is_live = record.progress.state.is_live();
        Forms {
            digest: is_live.then(|| record.new.digest.clone()),
            sealed_code: record.new.sealed_code.clone().filter(|_| is_live),
            mail: self.mail(id).map(|waiting| waiting.mail.sealed_code.clone()),
        }
    }

    /// Replaces the forms of a record that are still the old ones; whether there were any.
    fn reseal(&mut self, NewForms { id, old, new }: NewForms) -> bool {
        let Some(now) = self.records.get(&id).map(|record| self.forms(&id, record)) else {
            return false;
        };
        let (mut is_resealed, place) = (false, self.mail_of.get(&id).copied());
        let waiting = place.and_then(|place| self.outbox.get_mut(&place));
        if let (true, Some(mail), Some(waiting)) = (now.mail == old.mail, new.mail, waiting) {
            waiting.mail.sealed_code = mail;
            is_resealed = true;
        }
        if let (true, Some(digest)) =
            ((&now.digest, &now.sealed_code) == (&old.digest, &old.sealed_code), new.digest)
        {
            self.replace(id, digest, new.sealed_code);
            is_resealed = true;
        }
        is_resealed
    }

    /// Gives a live record its new encrypted copy, and its new digest unless that conflicts.
    fn replace(&mut self, id: RecordId, digest: Vec<u8>, sealed_code: Option<Vec<u8>>) {
        let Some(record) = self.records.get_mut(&id) else { return };
        record.new.sealed_code = sealed_code;
        let Some(live) = self.live.get_mut(&record.owner) else { return };
        let old = slot(&record.new);
        let new = if record.new.several { digest.clone() } else { Vec::new() };
        if live.get(&new).is_some_and(|other| *other != id) {
            return;
        }
        record.new.digest = digest;
        live.remove(&old);
        live.insert(new, id);
    }
}

#[async_trait]
impl Reseal for MemoryStore {
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        let tables = self.tables();
        let records = tables.records.iter();
        let forms = records.map(|(id, record)| tables.forms(id, record));
        let answers = tables.answers.values();
        let answers = answers.filter_map(|kept| KeyId::of_stored(&kept.sealed_body));
        Ok(forms.flat_map(|forms| forms.keys().collect::<Vec<_>>()).chain(answers).collect())
    }

    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError> {
        let tables = self.tables();
        let records =
            tables.records.iter().filter(|(id, _)| after.is_none_or(|after| **id > after));
        let resealable = records.map(|(id, record)| Resealable {
            id: *id,
            tenant: record.owner.tenant.clone(),
            purpose: record.owner.purpose,
            subject: record.owner.subject.clone(),
            forms: tables.forms(id, record),
        });
        let mut found: Vec<_> =
            resealable.filter(|record| record.forms.is_resealable(current)).collect();
        found.sort_by_key(|record| record.id);
        found.truncate(limit);
        Ok(found)
    }

    async fn reseal(&self, forms: Vec<NewForms>) -> Result<usize, StoreError> {
        let mut tables = self.tables();
        Ok(forms.into_iter().map(|one| usize::from(tables.reseal(one))).sum())
    }
}
