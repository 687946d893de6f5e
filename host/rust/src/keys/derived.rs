//! The keys that are derived from one root key.

use super::id::KeyId;
use super::root::RootKey;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The keys that are derived from one root key.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Derived {
    #[zeroize(skip)]
    pub(super) id: KeyId,
    pub(super) digest: [u8; 32],
    pub(super) seal: [u8; 32],
}

impl Derived {
    pub(super) fn of(root: &RootKey) -> Self {
        let mut id = [0; 4];
        let mut derived = Self { id: KeyId(id), digest: [0; 32], seal: [0; 32] };
        let source = Hkdf::<Sha256>::new(None, root.reveal());
        for (info, place) in [
            (&b"codemint/key-id/v1"[..], &mut id[..]),
            (b"codemint/digest/v1", &mut derived.digest),
            (b"codemint/seal/v1", &mut derived.seal),
        ] {
            // HKDF provides up to 255 * 32 bytes; these are 4 and 32.
            let expanded = source.expand(info, place);
            debug_assert!(expanded.is_ok());
        }
        derived.id = KeyId(id);
        derived
    }
}

impl RootKey {
    /// The ID of this key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        Derived::of(self).id
    }
}
