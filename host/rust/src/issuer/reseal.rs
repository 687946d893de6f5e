//! Resealing: re-encrypts and re-hashes stored codes under the current root key.

use crate::entropy::{self, Entropy, EntropyError};
use crate::keys::{Binding, Keys};
use crate::store::{Forms, NewForms, Reseal, Resealable, StoreError};

/// How many records are read and written at a time. Other writes happen in between.
const BATCH: usize = 200;

/// The results for the records that were not under the current key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many are under the current key now.
    pub resealed: usize,
    /// How many were left unchanged because the encrypted copy does not open, or is not of the code
    /// that the digest is of. Such records are damaged or forged.
    pub unopened: usize,
    /// How many were changed by another write meanwhile and were left as that write made them. A
    /// second run finds those that are still under another key.
    pub overtaken: usize,
}

/// Why resealing ended. What was resealed before stays in force, and the run may be repeated.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The source of randomness failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Re-encrypts every encrypted code under the current key of `keys`, and re-hashes every live code
/// that has an encrypted copy: the third of the four steps to change the key ([`crate::keys`]).
/// Everything else stays as it is.
///
/// Hosts may run meanwhile if all of them have the current key: a record is replaced only if it is
/// still the one that was read. Records are written 200 at a time, so that other writes need not
/// wait long. An interrupted run may be repeated.
///
/// # Errors
/// [`ResealError`] when the store or the randomness fails.
pub async fn reseal(
    store: &dyn Reseal,
    keys: &Keys,
    entropy: &dyn Entropy,
) -> Result<Resealed, ResealError> {
    let mut total = Resealed::default();
    let mut after = None;
    loop {
        let found = store.resealable(keys.current(), after, BATCH).await?;
        let Some(last) = found.last() else { return Ok(total) };
        after = Some(last.id);
        let mut forms = Vec::with_capacity(found.len());
        for record in &found {
            match new_forms(record, keys, entropy)? {
                Some(new) => forms.push(new),
                None => total.unopened += 1,
            }
        }
        let wanted = forms.len();
        let done = store.reseal(forms).await?;
        total.resealed += done;
        total.overtaken += wanted.saturating_sub(done);
    }
}

/// The new forms of a record; `None` when its encrypted copies do not open, or are not of its code.
fn new_forms(
    record: &Resealable,
    keys: &Keys,
    entropy: &dyn Entropy,
) -> Result<Option<NewForms>, EntropyError> {
    let forms = &record.forms;
    let Some(seal) = forms.sealed_code.as_deref().or(forms.mail.as_deref()) else {
        return Ok(None);
    };
    let Ok(code) = keys.unseal(&record.tenant, record.id, seal) else { return Ok(None) };
    let (tenant, purpose) = (record.tenant.as_str(), record.purpose);
    let binding = Binding { tenant, purpose, subject: &record.subject };
    // Re-hash only the code that the digest was of: otherwise an attacker who can write to the
    // store but has no key could obtain a digest of another code.
    let is_its_own = |digest: &Vec<u8>| keys.matches(digest, binding, &code);
    if !forms.digest.as_ref().is_none_or(is_its_own) {
        return Ok(None);
    }
    let sealed = |old: &Option<Vec<u8>>| match old {
        None => Ok(Ok(None)),
        // A copy under the current key stays as it is.
        Some(old) if old.starts_with(&keys.current().head()) => Ok(Ok(Some(old.clone()))),
        Some(_) => {
            let nonce = entropy::nonce(entropy)?;
            Ok::<_, EntropyError>(keys.seal(tenant, record.id, &code, nonce).map(Some))
        }
    };
    let (Ok(sealed_code), Ok(mail)) = (sealed(&forms.sealed_code)?, sealed(&forms.mail)?) else {
        return Ok(None);
    };
    let digest = forms.digest.as_ref().map(|_| keys.digest(binding, &code));
    let new = Forms { digest, sealed_code, mail };
    Ok(Some(NewForms { id: record.id, old: forms.clone(), new }))
}
