//! Why a request could not be answered.

use super::admission::Limited;
use crate::clock::ClockError;
use crate::directory::DirectoryError;
use crate::entropy::EntropyError;
use crate::keys::{KeyError, Unsealable};
use crate::module::ModuleError;
use crate::offline::ComputerFault;
use crate::store::StoreError;
use codemint_core::journey::{Problem, Reply};

/// A request that could not be answered. Nothing of it is in force.
pub struct Failure {
    /// The reply to send, in the format of the route's dialect.
    pub reply: Reply,
    /// The problem that the reply reports.
    pub problem: Problem,
    /// The cause, for the host's log.
    pub error: IssueError,
}

/// Why a request could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The module failed.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory failed.
    #[error(transparent)]
    Lookup(#[from] DirectoryError),
    /// The directory did not return one entry for each subject.
    #[error("the directory did not return an entry for each subject")]
    Directory,
    /// The clock is out of range.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The source of randomness failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A stored code could not be decrypted, or a new one not be encrypted.
    #[error(transparent)]
    Seal(#[from] Unsealable),
    /// The subject is not a computer, or the directory's device ID is not a UUID.
    #[error(transparent)]
    Computer(#[from] ComputerFault),
    /// A device key could not be derived.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The module has no route with this number.
    #[error("the module has no route with this number")]
    UnknownRoute,
    /// The route demands authentication, and the caller is public.
    #[error("the route demands authentication, and the caller is not authenticated")]
    Unauthenticated,
    /// The route is not open to callers of this kind, or to an operator without the role.
    #[error("the route is not open to this caller")]
    ForbiddenRoute,
    /// The tenant does not exist, or none is named.
    #[error("there is no such tenant")]
    UnknownTenant,
    /// The caller may not act for this tenant.
    #[error("the caller may not act for the tenant that the request names")]
    ForeignTenant,
    /// The idempotency key is not valid, or was used for a different request.
    #[error("the idempotency key is not valid, or was used for a different request")]
    Repeat,
    /// A code was to be stored, but its purpose is unknown.
    #[error("the purpose of the codes is unknown")]
    NoPurpose,
    /// A mail was ordered for a subject without an address.
    #[error("a mail was ordered for a subject without an address")]
    NoAddress,
    /// There were too many requests.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Other writes conflicted with each of [`Issuer::ATTEMPTS`](super::Issuer::ATTEMPTS) attempts.
    #[error("too many conflicting writes")]
    Contended,
}

impl IssueError {
    /// The problem that is reported to the caller.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::UnknownTenant => Problem::UnknownTenant,
            Self::Unauthenticated => Problem::Unauthenticated,
            Self::ForbiddenRoute | Self::ForeignTenant => Problem::Forbidden,
            Self::Repeat => Problem::RepeatDiffers,
            Self::Limited(_) => Problem::TooManyRequests,
            Self::Store(error) if error.is_transient() => Problem::Unavailable,
            Self::Lookup(error) if error.is_transient() => Problem::Unavailable,
            Self::Contended | Self::Module(ModuleError::Exhausted(_) | ModuleError::Overdue(_)) => {
                Problem::Unavailable
            }
            _ => Problem::Internal,
        }
    }
}
