//! The parts of a request that its reply needs.

use crate::journey::RecordAction;
use crate::words::Language;
use alloc::{string::String, vec::Vec};

/// The parts of a request that its reply needs.
pub(crate) enum Echo {
    /// A request for codes.
    Issue {
        /// The subjects as given, each with the language in which its code is spoken.
        subjects: Vec<(String, Language)>,
        /// Whether it is a dry run.
        dry_run: bool,
    },
    /// An action on one record.
    Record(RecordAction),
    /// A presented code: the subject as given.
    Present(String),
    /// A search for records.
    Page,
    /// A query of the audit trail.
    Trail,
}
