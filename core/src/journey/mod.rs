//! The steps of a request, in order: wire, dialect, request, needs, facts, decide, outcome.
//!
//! Nothing here knows which dialect is spoken.

mod commit;
mod decide;
mod dialect;
mod elevate;
mod error;
mod facts;
mod needs;
mod outcome;
mod refusal;
mod request;
mod wire;

pub use commit::{AuditEntry, AuditEvent, Commit, Issued, MailOrder, Superseded};
pub use decide::{Decision, decide};
pub use dialect::{Dialect, Planned, Reading, Settlement, plan, settle};
pub use error::{Error, ErrorKind};
pub use facts::{Elevating, Facts, Findings, Listed, Mismatch, Rule, Standing, SubjectRow};
pub use needs::{Given, Needs};
pub use outcome::{Answer, Grant, Outcome};
pub use refusal::Refusal;
pub use request::{Action, Ask, Deliver, Elevation, NotAfter, Request, Validity};
pub use wire::Transport;
pub use wire::{Authentication, Body, Call, Problem, Reply, Route, SignedToken, TenantFrom};
