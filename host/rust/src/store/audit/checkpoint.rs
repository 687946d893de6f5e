//! What vouches for a chain.

use super::{Chain, Misfit, WriterId};
use crate::keys::{AuditKeys, KeyId, NotSigned};
use codemint_core::words::Timestamp;

/// What a checkpoint is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointKind {
    /// It vouches for all entries up to its own.
    Head,
    /// Its entry is the last one of those that were removed.
    Cut,
}

impl CheckpointKind {
    /// The name under which it is stored and signed. Never changed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Cut => "cut",
        }
    }
}

/// Says what the chain was at an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What it is for.
    pub kind: CheckpointKind,
    /// The entry; 0 for the beginning, before any.
    pub seq: u64,
    /// The chain there.
    pub chain: Chain,
    /// When it was signed, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The format byte 1, the id of the root key, and the HMAC ([`crate::store::audit`]).
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// A checkpoint under the current key.
    #[must_use]
    pub fn signed(
        keys: &AuditKeys,
        writer: WriterId,
        kind: CheckpointKind,
        (seq, chain): (u64, Chain),
        at: Timestamp,
    ) -> Self {
        let at = at.seconds().cast_signed();
        let mut new = Self { kind, seq, chain, at, signature: Vec::new() };
        new.signature = new.with_parts(writer, |parts| keys.sign(parts));
        new
    }

    /// # Errors
    /// [`Misfit::UnknownKey`] and [`Misfit::Forged`] when nobody with one of the keys has signed it
    /// for this store.
    pub fn check(&self, keys: &AuditKeys, writer: WriterId) -> Result<(), Misfit> {
        let (kind, seq) = (self.kind.name(), self.seq);
        self.with_parts(writer, |parts| keys.check(&self.signature, parts)).map_err(|not| match not
        {
            NotSigned::UnknownKey => Misfit::UnknownKey { kind, seq },
            NotSigned::Wrong => Misfit::Forged { kind, seq },
        })
    }

    /// The root key under which it is signed, if it says so.
    #[must_use]
    pub fn key(&self) -> Option<KeyId> {
        KeyId::of_stored(&self.signature)
    }

    fn with_parts<T>(&self, writer: WriterId, use_them: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_them(&[
            self.kind.name().as_bytes(),
            &writer.0,
            &self.seq.to_be_bytes(),
            &self.chain.0,
            &self.at.to_be_bytes(),
        ])
    }
}
