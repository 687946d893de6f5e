//! Answers that are kept for a while, so that a repeated request is answered as it was before.

use codemint_core::words::Timestamp;

/// What names a repeated request: whose it is, and the SHA-256 of the name that its caller gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnswerKey {
    /// The name under which the caller authenticated.
    pub actor: String,
    /// The SHA-256 of the request's name.
    pub name: [u8; 32],
}

/// An answer, kept. It may hold codes: it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// What names the request.
    pub key: AnswerKey,
    /// The keyed digest of what was asked ([`crate::keys`]).
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// The body, sealed ([`crate::keys`]).
    pub sealed_body: Vec<u8>,
    /// The last second in which it is given again.
    pub until: Timestamp,
}
