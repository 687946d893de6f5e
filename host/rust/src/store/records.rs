//! A stored code as it is read back.

use codemint_core::words::Recorded;

/// A record, with the stored forms of its code.
pub struct StoredRecord {
    /// The record; [`Recorded::code`] is `None`.
    pub known: Recorded,
    /// The keyed digest; empty once the code has been removed.
    pub digest: Vec<u8>,
    /// The encrypted copy, if one is kept.
    pub sealed_code: Option<Vec<u8>>,
}
