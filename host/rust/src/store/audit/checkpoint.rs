//! Signed statements of what a chain was.

use super::chain::{Chain, WriterId};
use super::trail::Misfit;
use crate::keys::{AuditKeys, KeyId, NotSigned};
use codemint_core::words::Timestamp;

/// The kind of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointKind {
    /// It covers all entries up to its own.
    Head,
    /// Its entry is the last of those that were removed.
    Cut,
}

impl CheckpointKind {
    /// The name under which it is stored and signed. It never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Cut => "cut",
        }
    }
}

/// A signed statement of what the chain was at an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The kind.
    pub kind: CheckpointKind,
    /// The number of the entry; 0 for the beginning, before the first.
    pub seq: u64,
    /// The chain there.
    pub chain: Chain,
    /// When it was signed, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The format byte 1, the ID of the root key, and the HMAC ([`crate::store::audit`]).
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// Signs a checkpoint with the current key.
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

    /// Checks that it was signed with one of the keys, for this store.
    ///
    /// # Errors
    /// [`Misfit::UnknownKey`] and [`Misfit::Forged`] when it was not.
    pub fn check(&self, keys: &AuditKeys, writer: WriterId) -> Result<(), Misfit> {
        let (kind, seq) = (self.kind.name(), self.seq);
        self.with_parts(writer, |parts| keys.check(&self.signature, parts)).map_err(|not| match not
        {
            NotSigned::UnknownKey => Misfit::UnknownKey { kind, seq },
            NotSigned::Wrong => Misfit::Forged { kind, seq },
        })
    }

    /// The root key that it names as its signer's.
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
