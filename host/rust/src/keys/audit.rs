//! The key under which checkpoints of the audit trail are signed.

use super::{FORMAT, KeyId, KeyRing, RootKey, with_length};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The keys for checkpoints of the audit trail ([`crate::store::audit`]) that the root keys of a
/// ring give. They are apart from those for codes, so that whoever only keeps the trail has no key
/// to a code. No `Debug`; wiped on drop.
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

/// Why a signature is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSigned {
    /// It is under a key that is not in the ring, or of another format.
    UnknownKey,
    /// It is another one's.
    Wrong,
}

impl AuditKeys {
    /// The keys of a ring: new checkpoints are signed under the current root key, and those under
    /// any of them are known.
    #[must_use]
    pub fn of_ring(ring: &KeyRing) -> Self {
        let earlier = ring.earlier().iter().map(AuditKey::of).collect();
        Self { current: AuditKey::of(ring.current()), earlier }
    }

    /// The root key under which new checkpoints are signed.
    #[must_use]
    pub const fn current(&self) -> KeyId {
        self.current.id
    }

    /// 37 bytes: the format byte 1, the key id (4 bytes), and `HMAC-SHA-256(audit key, part(1) ‖
    /// part(first) ‖ …)` with parts as in [`Keys::digest`](super::Keys::digest).
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.current.sign(parts)
    }

    /// Whether this is what [`Self::sign`] gives, now or under an earlier key. The time does not
    /// depend on where they differ.
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
        // HKDF gives up to 255 * 32 bytes; these are 32.
        debug_assert!(expanded.is_ok());
        derived
    }

    fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut signed = self.id.head().to_vec();
        // HMAC takes keys of any length, so this key fits.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return signed };
        for part in [&[FORMAT][..]].iter().chain(parts) {
            with_length(part, |bytes| mac.update(bytes));
        }
        signed.extend_from_slice(&mac.finalize().into_bytes());
        signed
    }
}
