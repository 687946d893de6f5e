//! Registered secrets, kept as SHA-256 digests.

use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

/// A registered secret and its holder.
pub(super) struct Known {
    /// The name of the holder.
    pub(super) name: Arc<str>,
    /// The SHA-256 of the secret. Digests have one length, so that a comparison does not reveal the
    /// length of a secret.
    pub(super) sha256: [u8; 32],
}

/// The least length of a secret, in bytes. The npm package has the same bound.
pub(crate) const LEAST_SECRET: usize = 16;

/// The SHA-256 of a secret.
pub(crate) fn sha256(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// The holder of a secret. See [`find_place`].
pub(super) fn find(known: &[Known], secret: &[u8]) -> Option<Arc<str>> {
    let found = find_place(known, secret).and_then(|place| known.get(place));
    found.map(|one| Arc::clone(&one.name))
}

/// The index of a secret. All are compared, in constant time, so that timing does not reveal which
/// one matched. An empty secret matches none.
pub(super) fn find_place(known: &[Known], secret: &[u8]) -> Option<usize> {
    let sha256 = sha256(secret);
    let mut found = None;
    let known = if secret.is_empty() { &[] } else { known };
    for (place, one) in known.iter().enumerate() {
        if bool::from(one.sha256.ct_eq(&sha256)) {
            found = Some(place);
        }
    }
    found
}
