//! Why a request could not be answered.

use super::Limited;
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
    /// What is to be sent, in the words of the route's dialect.
    pub reply: Reply,
    /// What that reply says.
    pub problem: Problem,
    /// Why, for the host's log.
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
    /// The directory did not answer every question.
    #[error("the directory did not answer every question")]
    Directory,
    /// There is no time.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A code could not be sealed.
    #[error(transparent)]
    Seal(#[from] Unsealable),
    /// The module named a subject that is not a computer, or the directory a device id that is not a
    /// UUID.
    #[error(transparent)]
    Computer(#[from] ComputerFault),
    /// A computer's own key could not be derived.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The module has no route of this number.
    #[error("the module has no route of this number")]
    UnknownRoute,
    /// The route demands a proof of identity, and the caller is public.
    #[error("the route demands a proof of identity, and the caller has none")]
    Unauthenticated,
    /// The route is not open to callers of this kind, or to an operator without the role.
    #[error("the route is not open to this caller")]
    ForbiddenRoute,
    /// Nothing is known of this tenant.
    #[error("there is no such tenant")]
    UnknownTenant,
    /// The caller may not act for this tenant.
    #[error("the caller may not act for the tenant that the request names")]
    ForeignTenant,
    /// The name of the request is none, or another request had it.
    #[error("the name of the request is ill-formed, or belongs to another one")]
    Repeat,
    /// A code was to be stored, and it was not said what it grants.
    #[error("it is not said what the codes grant")]
    NoPurpose,
    /// A mail was ordered for a subject without an address.
    #[error("a mail for a subject without an address")]
    NoAddress,
    /// There were too many requests.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Others were faster, again and again.
    #[error("others were faster, again and again")]
    Contended,
}

impl IssueError {
    /// What the caller is told.
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
