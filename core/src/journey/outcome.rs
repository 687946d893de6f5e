//! What a dialect may tell the caller.

use super::{Error, Refusal};
use crate::words::{Code, Purpose, Timestamp};
use alloc::vec::Vec;

/// The result of a request, in the order of its items.
pub struct Outcome<'a> {
    /// What the codes grant.
    pub purpose: Purpose,
    /// The base URL of the pages a subject is sent to, without a trailing slash.
    pub link_base: &'a str,
    /// One answer for each item.
    pub answers: Vec<Answer<'a>>,
}

/// The result of one item.
pub enum Answer<'a> {
    /// It was not understood.
    NotUnderstood(&'a Error),
    /// It was declined.
    Refused(Refusal),
    /// A code was made.
    Granted(Grant<'a>),
}

/// A code that was made.
pub struct Grant<'a> {
    /// The code, if the caller may see it; `None` when it goes by mail.
    pub code: Option<&'a Code>,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
}
