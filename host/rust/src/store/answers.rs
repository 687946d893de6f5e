//! Answers that are kept for a while, so that a repeated request gets the same answer.

use codemint_core::words::Timestamp;

/// Identifies a repeated request: its caller, and the SHA-256 of the name that the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnswerKey {
    /// The name under which the caller authenticated.
    pub actor: String,
    /// The SHA-256 of the request's name.
    pub name: [u8; 32],
}

/// A kept answer. It may contain codes, so its body is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Identifies the request.
    pub key: AnswerKey,
    /// The keyed digest of the request ([`crate::keys`]).
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The encrypted body ([`crate::keys`]).
    pub sealed_body: Vec<u8>,
    /// The last second in which it is given again.
    pub until: Timestamp,
}
