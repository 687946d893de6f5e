//! The request flow, in order: wire, dialect, request, needs, facts, decide, outcome.
//!
//! Nothing here depends on a particular dialect.

mod ask;
mod commit;
mod decide;
mod dialect;
mod elevate;
mod error;
mod event;
mod facts;
mod findings;
pub(crate) mod json;
mod needs;
mod outcome;
mod refusal;
mod request;
mod wire;

pub use ask::{Ask, Deliver, Elevation, NotAfter, Validity};
pub use commit::{AuditEntry, Change, Commit, Issued, MailOrder, Superseded, Transition};
pub use decide::{Decision, decide};
pub use dialect::{Dialect, Planned, Reading, Settlement, plan, settle};
pub use error::{Error, ErrorKind};
pub use event::AuditEvent;
pub use facts::{Facts, Mismatch};
pub use findings::{Elevating, Findings, Found, Listed, Rule, Standing, SubjectRow, TrailLine};
pub use needs::{Given, Needs};
pub use outcome::{Accepted, Answer, Grant, Outcome};
pub use refusal::Refusal;
pub use request::{Action, OnRecord, Presented, RecordAction, Request, Search, TrailQuery};
pub use wire::{Authentication, Body, Call, Effect, Limit, Problem, Reply, Role, Route};
pub use wire::{SignedToken, TenantFrom, Transport};
