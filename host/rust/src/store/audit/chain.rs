//! The links of the chain.

use crate::keys::with_length;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The version of the format, in every link.
const VERSION: u8 = 1;

/// The domain of the first link.
const BEGINNING: &[u8] = b"codemint/audit-chain";

/// Identifies the store whose trail it is: 16 random bytes. Not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterId(pub [u8; 16]);

/// A link: the hash of the trail up to an entry. Not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain(pub [u8; 32]);

/// An entry as it is linked: the stored strings, whether this release knows the names in them or
/// not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The number.
    pub seq: u64,
    /// When it was written, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The tenant.
    pub tenant: &'a str,
    /// Who made the request.
    pub actor: &'a str,
    /// What the code grants; absent if the request was not understood so far.
    pub purpose: Option<&'a str>,
    /// The subject, if the request was understood so far.
    pub subject: Option<&'a str>,
    /// What happened.
    pub event: &'a str,
    /// The ID of the record that it concerns.
    pub record: Option<&'a [u8]>,
    /// The caller's reason, or other details.
    pub detail: Option<&'a str>,
}

impl Chain {
    /// The chain of a trail without entries.
    #[must_use]
    pub fn of(writer: WriterId) -> Self {
        let mut hash = Sha256::new();
        hash.update([VERSION]);
        with_length(BEGINNING, |bytes| hash.update(bytes));
        with_length(&writer.0, |bytes| hash.update(bytes));
        Self(hash.finalize().into())
    }

    /// The chain with one more entry. See [`crate::store::audit`] for the format.
    #[must_use]
    pub fn with(self, entry: &Entry<'_>) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update([VERSION]);
        let mut part = |bytes: &[u8]| with_length(bytes, |bytes| hash.update(bytes));
        part(&entry.seq.to_be_bytes());
        part(&entry.at.to_be_bytes());
        part(entry.tenant.as_bytes());
        part(entry.actor.as_bytes());
        maybe(&mut hash, entry.purpose.map(str::as_bytes));
        maybe(&mut hash, entry.subject.map(str::as_bytes));
        with_length(entry.event.as_bytes(), |bytes| hash.update(bytes));
        maybe(&mut hash, entry.record);
        maybe(&mut hash, entry.detail.map(str::as_bytes));
        Self(hash.finalize().into())
    }
}

/// Distinguishes absent from empty.
fn maybe(hash: &mut Sha256, part: Option<&[u8]>) {
    hash.update([u8::from(part.is_some())]);
    if let Some(part) = part {
        with_length(part, |bytes| hash.update(bytes));
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
