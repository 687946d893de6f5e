//! The key that stored codes are hashed and sealed under. It stays in the host, outside the
//! database and outside the module.
//!
//! One root key of 32 bytes gives four things by HKDF-SHA-256 (RFC 5869), with an empty salt and
//! the named info:
//!
//! | info | bytes | use |
//! |---|---|---|
//! | `codemint/key-id/v1` | 4 | names the root key in what is stored, so that keys can be rotated |
//! | `codemint/digest/v1` | 32 | the key of the digest |
//! | `codemint/seal/v1` | 32 | the key of the seal |
//! | `codemint/audit/v1` | 32 | the key of the audit trail's checkpoints ([`AuditKeys`]) |
//!
//! The formats stand beside their code ([`Keys::digest`], [`Keys::seal`], [`crate::store::audit`]),
//! and have vectors under `tests/at-rest` and `tests/audit`.
//!
//! # Changing the root key
//! A host has a ring of root keys ([`KeyRing`]): new codes are hashed and sealed under the current
//! one, and whatever is stored names the key that it is under, so that codes from before a change
//! stay valid. The ring stands in a text file, one key a line, the current one first; lines that
//! begin with `#` are comments. It is changed in four steps. Each may be repeated, and whoever
//! stops between two of them has a host that works:
//!
//! 1. **Rotate** ([`KeyRing::rotate`]): a new key is written before the others. The file is
//!    replaced as a whole, so that it can be read at any time, also after a crash. Hosts that run
//!    have read the ring before and go on under the old key. Make a backup of the file now: what
//!    is stored from the next step on cannot be used without the new key.
//! 2. **Restart** every host of the store, so that all of them have the new key. They issue codes
//!    under it from then on, and know the old ones. Where several hosts serve one store and must
//!    not stop together, write the new key by hand as the *last* line first and restart them one by
//!    one, then move it to the first line and restart them again: so none ever meets a code under a
//!    key that it does not have. Retire nothing in between: nothing is stored under that key yet.
//! 3. **Reseal** ([`crate::issuer::reseal`]), while the hosts run: codes of which a sealed copy is
//!    kept, and mails that wait, are sealed under the new key, and these codes hashed under it too.
//!    A code without a sealed copy cannot be hashed anew, since nobody knows its text: it stays
//!    under the old key until it is redeemed, superseded or removed. Do not begin before step 2 is
//!    done everywhere: a host that lacks the new key cannot use what was sealed under it.
//! 4. **Retire** ([`KeyRing::retire`]): keys are removed that nothing live is stored under any
//!    more. Repeat it when the last code of the old key is over: after the longest validity plus
//!    the time after which codes are removed. A key under which a host still issues must not be
//!    retired; hosts that took the ring by [`KeyRing::hold`] see to it, the others must have been
//!    restarted (step 2). Hosts forget a retired key when they are restarted. The file as it was
//!    before opens what was stored under the retired key: destroy its backups.
//!
//! When a key may have become known, do all four at once, and void the codes that are left under
//! it: until a code is over, whoever has key and store can find it. A backup of the store from
//! before holds codes under the old key; where it is put back, the key must be too.

mod answer;
mod audit;
mod digest;
mod ring;
mod root;
mod rotation;
mod seal;

#[cfg(test)]
mod tests;

pub use audit::AuditKeys;
pub(crate) use audit::NotSigned;
pub(crate) use digest::Digests;
pub use ring::KeyRing;
pub(crate) use root::hex;
pub use root::{KeyError, RootKey};
pub use rotation::{Hold, RetireError};
pub use seal::Unsealable;

use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The first byte of everything that is stored under these formats.
const FORMAT: u8 = 1;

/// Names a root key in what is stored under it. No secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// How many bytes of a stored form name its format and its key: the first ones.
    pub const HEAD: usize = 1 + 4;

    /// The key that a stored digest or seal is under; `None` when it is of another format.
    #[must_use]
    pub fn of_stored(stored: &[u8]) -> Option<Self> {
        match stored.first_chunk::<{ Self::HEAD }>() {
            Some([FORMAT, id @ ..]) => Some(Self(*id)),
            _ => None,
        }
    }

    /// The bytes with which everything begins that is stored under this key.
    #[must_use]
    pub const fn head(self) -> [u8; Self::HEAD] {
        let [a, b, c, d] = self.0;
        [FORMAT, a, b, c, d]
    }
}

/// Eight hexadecimal digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// As its `Display`: an id is no secret.
impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The keys that the root keys of a ring give. No `Debug`; wiped on drop.
pub struct Keys {
    current: Derived,
    earlier: Vec<Derived>,
}

/// The keys that one root key gives.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Derived {
    #[zeroize(skip)]
    id: KeyId,
    digest: [u8; 32],
    seal: [u8; 32],
}

impl Keys {
    /// The keys of one root key.
    #[must_use]
    pub fn of(root: &RootKey) -> Self {
        Self { current: Derived::of(root), earlier: Vec::new() }
    }

    /// The keys of a ring: new codes are stored under the current root key, and what is stored
    /// under any of them is known.
    #[must_use]
    pub fn of_ring(ring: &KeyRing) -> Self {
        let earlier = ring.earlier().iter().map(Derived::of).collect();
        Self { current: Derived::of(ring.current()), earlier }
    }

    /// The root key under which new codes are stored.
    #[must_use]
    pub const fn current(&self) -> KeyId {
        self.current.id
    }

    /// The keys that something was stored under, if they are known. Which ones these are is no
    /// secret.
    fn of_stored(&self, stored: &[u8]) -> Option<&Derived> {
        let id = KeyId::of_stored(stored)?;
        std::iter::once(&self.current).chain(&self.earlier).find(|derived| derived.id == id)
    }
}

impl Derived {
    fn of(root: &RootKey) -> Self {
        let mut id = [0; 4];
        let mut derived = Self { id: KeyId(id), digest: [0; 32], seal: [0; 32] };
        let source = Hkdf::<Sha256>::new(None, root.reveal());
        for (info, place) in [
            (&b"codemint/key-id/v1"[..], &mut id[..]),
            (b"codemint/digest/v1", &mut derived.digest),
            (b"codemint/seal/v1", &mut derived.seal),
        ] {
            // HKDF gives up to 255 * 32 bytes; these are 4 and 32.
            let expanded = source.expand(info, place);
            debug_assert!(expanded.is_ok());
        }
        derived.id = KeyId(id);
        derived
    }
}

/// What a code is bound to when it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// Whose data it is.
    pub tenant: &'a str,
    /// What the code grants.
    pub purpose: codemint_core::words::Purpose,
    /// Whose code it is (canonical key).
    pub subject: &'a str,
}

/// A part behind its length, as four bytes with the most significant one first, so that no two
/// lists of parts give the same bytes.
pub(crate) fn with_length(part: &[u8], mut feed: impl FnMut(&[u8])) {
    feed(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    feed(part);
}
