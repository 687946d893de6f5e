//! The keys that sign checkpoints of the audit trail.

use super::id::{FORMAT, KeyId};
use super::length_prefix::with_length;
use super::ring::KeyRing;
use super::root::RootKey;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The keys for checkpoints of the audit trail ([`crate::store::audit`]), derived from the root
/// keys of a ring. They are separate from those for codes, so that the code that only keeps the
/// trail has no key to a code. No `Debug`; wiped on drop.
pub struct AuditKeys {
    current: AuditKey,
    earlier: Vec<AuditKey>,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct AuditKey {
    #[zeroize(skip)]
    id: KeyId,
    key: [u8; 32],
}

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSigned {
    /// Its key is not in the ring, or its format is unknown.
    UnknownKey,
    /// It does not match the parts.
    Wrong,
}

impl AuditKeys {
    /// The keys of a ring: new checkpoints are signed under the current root key, and signatures
    /// under any of them are accepted.
    #[must_use]
    pub fn of_ring(ring: &KeyRing) -> Self {
        let earlier = ring.earlier().iter().map(AuditKey::of).collect();
        Self { current: AuditKey::of(ring.current()), earlier }
    }

    /// The ID of the root key under which new checkpoints are signed.
    #[must_use]
    pub const fn current(&self) -> KeyId {
        self.current.id
    }

    /// The signature, 37 bytes: the format byte 1, the key ID (4 bytes), and `HMAC-SHA-256(audit
    /// key, part(1) ‖ part(first) ‖ …)` with parts as in [`Keys::digest`](super::Keys::digest).
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.current.sign(parts)
    }

    /// Checks a signature made by [`Self::sign`], now or under an earlier key, in constant time.
    pub(crate) fn check(&self, signed: &[u8], parts: &[&[u8]]) -> Result<(), NotSigned> {
        let id = KeyId::of_stored(signed).ok_or(NotSigned::UnknownKey)?;
        let mut known = std::iter::once(&self.current).chain(&self.earlier);
        let key = known.find(|key| key.id == id).ok_or(NotSigned::UnknownKey)?;
        if bool::from(key.sign(parts).ct_eq(signed)) { Ok(()) } else { Err(NotSigned::Wrong) }
    }
}

impl AuditKey {
    fn of(root: &RootKey) -> Self {
        let mut derived = Self { id: root.id(), key: [0; 32] };
        let expanded =
            Hkdf::<Sha256>::new(None, root.reveal()).expand(b"codemint/audit/v1", &mut derived.key);
        // HKDF provides up to 255 * 32 bytes; these are 32.
        debug_assert!(expanded.is_ok());
        derived
    }

    fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut signed = self.id.head().to_vec();
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return signed };
        for part in [&[FORMAT][..]].iter().chain(parts) {
            with_length(part, |bytes| mac.update(bytes));
        }
        signed.extend_from_slice(&mac.finalize().into_bytes());
        signed
    }
}
