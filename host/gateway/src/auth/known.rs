//! Secrets that are known by their SHA-256.

use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

/// A secret that opens the gate, and whose it is.
pub(super) struct Known {
    /// The name of whoever has it.
    pub(super) name: Arc<str>,
    /// Its SHA-256: all have the same length, so that a comparison tells nothing of theirs.
    pub(super) sha256: [u8; 32],
}

/// The least length of a secret, in bytes. The npm package has the same bound.
pub(crate) const LEAST_SECRET: usize = 16;

/// The SHA-256 of a secret.
pub(crate) fn sha256(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Whose secret it is. Each is compared, in constant time, so that the time does not tell which.
pub(super) fn find(known: &[Known], secret: &[u8]) -> Option<Arc<str>> {
    let found = find_place(known, secret).and_then(|place| known.get(place));
    found.map(|one| Arc::clone(&one.name))
}

/// The place of the one whose secret it is, found in the same way. An empty secret belongs to no
/// one.
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
