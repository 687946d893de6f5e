//! What a store tells of a record.

use codemint_core::words::Recorded;

/// A record, and what is stored of its code.
pub struct StoredRecord {
    /// What is known of it; [`Recorded::code`] is `None`.
    pub known: Recorded,
    /// The keyed digest; empty once it has been removed.
    pub digest: Vec<u8>,
    /// The sealed code, if it is kept.
    pub sealed_code: Option<Vec<u8>>,
}
