//! What changing the root key takes of a store: which keys something is stored under, and new forms
//! in place of old ones.

use super::StoreError;
use crate::keys::KeyId;
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId};
use std::collections::BTreeSet;

/// A store in which the forms of codes (digests and seals) can be resealed under another key
/// ([`crate::keys`]). It knows of a form only the bytes that name its key ([`KeyId::of_stored`]).
#[async_trait]
pub trait Reseal: Send + Sync {
    /// The keys that anything is stored under which is still of use: digests and seals of live
    /// codes, and seals of mails that wait, of all tenants. Forms of unknown format count for none.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError>;

    /// At most `limit` records with an id above `after`, in ascending order of ids, of which a form
    /// is not under `current` and can be resealed: a live code with a seal, its own or that of a
    /// mail that waits, and any record with such a mail that is itself under another key.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn resealable(
        &self,
        current: KeyId,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Resealable>, StoreError>;

    /// Puts new forms in place of old ones, durably, and tells of how many records something was
    /// resealed.
    ///
    /// Digest and seal of a record are replaced together, and only if the code is still live and
    /// both are the old ones; its mail's seal, only if that mail still waits and has the old one. So
    /// whatever happened in between stands. Versions do not change: the code is the same. Where the
    /// new digest meets that of another live code that stands beside this one, the digest stays as
    /// it is.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable. Then nothing of it is in force.
    async fn reseal(&self, resealed: Vec<NewForms>) -> Result<usize, StoreError>;
}

/// A record of which a form can be resealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resealable {
    /// Its name.
    pub id: RecordId,
    /// Whose data it is.
    pub tenant: String,
    /// What the code grants.
    pub purpose: Purpose,
    /// Whose code it is (canonical key).
    pub subject: String,
    /// Its forms.
    pub forms: Forms,
}

/// The forms in which a code is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// The keyed digest; `None` where the code is not live any more.
    pub digest: Option<Vec<u8>>,
    /// The sealed code, where it is live and was kept.
    pub sealed_code: Option<Vec<u8>>,
    /// The sealed code of the mail that waits, if one does.
    pub mail: Option<Vec<u8>>,
}

/// New forms of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewForms {
    /// Its name.
    pub id: RecordId,
    /// What they replace. The same parts are there as in `new`.
    pub old: Forms,
    /// What takes their place.
    pub new: Forms,
}

impl Forms {
    /// The keys that they are under.
    pub fn keys(&self) -> impl Iterator<Item = KeyId> {
        let all = [&self.digest, &self.sealed_code, &self.mail];
        all.into_iter().flatten().filter_map(|form| KeyId::of_stored(form))
    }

    /// Whether something of them can be resealed to be under that key.
    pub(super) fn is_resealable(&self, current: KeyId) -> bool {
        let is_old = |form: &Option<Vec<u8>>| {
            form.as_deref().is_some_and(|form| !form.starts_with(&current.head()))
        };
        let has_seal = self.sealed_code.is_some() || self.mail.is_some();
        is_old(&self.mail) || is_old(&self.sealed_code) || has_seal && is_old(&self.digest)
    }
}
