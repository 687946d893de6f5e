//! The keys of a host.

use super::derived::Derived;
use super::id::KeyId;
use super::ring::KeyRing;
use super::root::RootKey;

/// The keys that are derived from the root keys of a ring. No `Debug`; wiped on drop.
pub struct Keys {
    pub(super) current: Derived,
    pub(super) earlier: Vec<Derived>,
}

impl Keys {
    /// The keys of a single root key.
    #[must_use]
    pub fn of(root: &RootKey) -> Self {
        Self { current: Derived::of(root), earlier: Vec::new() }
    }

    /// The keys of a ring: new codes are stored under the current root key, and codes under any of
    /// them are accepted.
    #[must_use]
    pub fn of_ring(ring: &KeyRing) -> Self {
        let earlier = ring.earlier().iter().map(Derived::of).collect();
        Self { current: Derived::of(ring.current()), earlier }
    }

    /// The ID of the root key under which new codes are stored.
    #[must_use]
    pub const fn current(&self) -> KeyId {
        self.current.id
    }

    /// All keys, the current ones first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Derived> {
        std::iter::once(&self.current).chain(&self.earlier)
    }

    /// The keys that something was stored under, if they are known. Timing reveals which ones,
    /// which is not secret.
    pub(super) fn of_stored(&self, stored: &[u8]) -> Option<&Derived> {
        let id = KeyId::of_stored(stored)?;
        self.all().find(|derived| derived.id == id)
    }
}
