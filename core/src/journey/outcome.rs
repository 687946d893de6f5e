//! What a dialect may tell the caller.

use super::{Error, Listed, Refusal};
use crate::words::{Code, Policy, Purpose, Timestamp};
use alloc::vec::Vec;

/// The result of a request, in the order of its items.
pub struct Outcome<'a> {
    /// What the codes grant.
    pub purpose: Purpose,
    /// The tenant it is for.
    pub tenant: &'a str,
    /// The name under which the caller authenticated.
    pub actor: &'a str,
    /// The rules that were in force.
    pub policy: &'a Policy,
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
    /// The subject's codes are told.
    Listed(&'a [Listed]),
}

/// A code that was made.
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    /// The code, if the caller may see it; `None` when it goes by mail.
    pub code: Option<&'a Code>,
    /// When it was made.
    pub created: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its remark.
    pub note: Option<&'a str>,
}
