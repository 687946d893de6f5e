//! Drives a request: plan, look up, settle, write durably, and only then answer.

mod address;
mod admission;
mod answer;
mod builder;
mod caller;
mod error;
mod findings;
mod parts;
mod records;
mod repeat;
mod request;
mod reseal;
mod rules;
mod tenant;
mod ticks;
mod write;

pub use admission::{Admission, Asking, Limited};
pub use builder::{BuildError, IssuerBuilder};
pub use caller::{Caller, Roles};
pub use error::{Failure, IssueError};
pub use parts::Issuer;
pub use request::{Answer, Request};
pub use reseal::{ResealError, Resealed, reseal};
