//! After a change of the root key: stored codes under the current one, as far as they can be.

use crate::entropy::{self, Entropy, EntropyError};
use crate::keys::{Binding, Keys};
use crate::store::{Forms, Resealable, Reseal, NewForms, StoreError};

/// How many records are read and written at a time: between two writes others get their turn.
const SOME: usize = 200;

/// What became of the records that were not under the current key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many are now.
    pub resealed: usize,
    /// How many are as they were: their seals do not open, or are not of the code that the digest
    /// is of. Something is wrong with them.
    pub unopened: usize,
    /// How many changed in between: what happened to them stands. Those that are still under
    /// another key are found by doing it again.
    pub overtaken: usize,
}

/// Why resealing ended. What was resealed before is in force; it may be begun anew.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Seals everything that is sealed under the current key of `keys`, and hashes under it every live
/// code of which a sealed copy is kept: the third of the four steps to change the key
/// ([`crate::keys`]). Everything else stays as it is.
///
/// Hosts may run meanwhile, if all of them have the current key: each form is replaced only if it is
/// still the one that was seen. It is written some hundred at a time, so that others need not wait
/// long; broken off, it may be begun anew.
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
        let found = store.resealable(keys.current(), after, SOME).await?;
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

/// The new forms of a record; `None` when its seals do not open, or are not of its code.
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
    // A digest is made anew only of the code that it was of: else whoever can write to the store
    // but has no key could have a digest made.
    let is_its_own = |digest: &Vec<u8>| keys.matches(digest, binding, &code);
    if !forms.digest.as_ref().is_none_or(is_its_own) {
        return Ok(None);
    }
    let sealed = |old: &Option<Vec<u8>>| match old {
        None => Ok(Ok(None)),
        // What is under the current key already stays as it is.
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
