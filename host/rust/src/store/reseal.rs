//! What a change of the root key needs from a store: which keys are in use, and replacing stored
//! forms of codes by new ones.

use super::error::StoreError;
use crate::keys::KeyId;
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId};
use std::collections::BTreeSet;

/// A store in which the forms of codes (digests and encrypted copies) can be replaced by forms
/// under another key ([`crate::keys`]). Of a form it knows only the bytes that identify its key
/// ([`KeyId::of_stored`]).
#[async_trait]
pub trait Reseal: Send + Sync {
    /// Returns the keys of everything stored that is still needed, of all tenants: digests and
    /// encrypted copies of live codes, encrypted codes of waiting mails, kept answers, and
    /// checkpoints of the audit trail. Forms of unknown format are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError>;

    /// Returns at most `limit` records with an ID above `after`, in ascending order of IDs, that
    /// have a form which is not under `current` and can be replaced: live codes with an encrypted
    /// copy, their own or that of a waiting mail, and any record with a waiting mail whose
    /// encrypted code is itself under another key.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError>;

    /// Durably replaces old forms by new ones, and returns the number of records that changed.
    ///
    /// Digest and encrypted copy of a record are replaced together, and only if the code is still
    /// live and both are the old ones; the encrypted code of its mail, only if that mail still
    /// waits and has the old one. So a concurrent change is never undone. Versions do not change:
    /// the code is the same. Where the new digest would conflict with another live code
    /// ([`NewRecord::several`]), the digest stays as it is.
    ///
    /// [`NewRecord::several`]: super::NewRecord::several
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable. Then nothing of it is in force.
    async fn reseal(&self, forms: Vec<NewForms>) -> Result<usize, StoreError>;
}

/// A record of which a form can be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resealable {
    /// The ID.
    pub id: RecordId,
    /// The tenant.
    pub tenant: String,
    /// What the code grants.
    pub purpose: Purpose,
    /// The canonical key of its subject.
    pub subject: String,
    /// Its forms.
    pub forms: Forms,
}

/// The stored forms of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// The keyed digest; `None` if the code is no longer live.
    pub digest: Option<Vec<u8>>,
    /// The encrypted copy, if the code is live and has one.
    pub sealed_code: Option<Vec<u8>>,
    /// The encrypted code of its waiting mail, if there is one.
    pub mail: Option<Vec<u8>>,
}

/// New forms of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewForms {
    /// The ID of the record.
    pub id: RecordId,
    /// The forms to replace. They have the same members as `new`.
    pub old: Forms,
    /// The forms that replace them.
    pub new: Forms,
}

impl Forms {
    /// The keys that they are under.
    pub(super) fn keys(&self) -> impl Iterator<Item = KeyId> {
        let all = [&self.digest, &self.sealed_code, &self.mail];
        all.into_iter().flatten().filter_map(|form| KeyId::of_stored(form))
    }

    /// Whether any of them is under another key and can be replaced.
    pub(super) fn is_resealable(&self, current: KeyId) -> bool {
        let is_old = |form: &Option<Vec<u8>>| {
            form.as_deref().is_some_and(|form| !form.starts_with(&current.head()))
        };
        let has_copy = self.sealed_code.is_some() || self.mail.is_some();
        is_old(&self.mail) || is_old(&self.sealed_code) || has_copy && is_old(&self.digest)
    }
}
