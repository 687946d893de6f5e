//! Whether a tenant may be asked for something now.

use super::{IssueError, Issuer};
use crate::module::Route;
use codemint_core::journey::Needs;
use std::sync::Arc;
use std::time::Duration;

/// Lets requests in, or turns them away because there were too many.
///
/// An issuer asks it once for each request, when it is clear for which tenant that is, and before
/// anything is looked up or stored for it. A repetition that is answered as it was before is not
/// asked about.
pub trait Admission: Send + Sync {
    /// Whether it is let in; if so, it is counted.
    ///
    /// # Errors
    /// [`Limited`] when there were too many: nothing is counted and nothing is done then.
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited>;
}

/// What asks to be let in.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The route that it came by, which says what it counts towards.
    pub route: &'a Route,
    /// The tenant it is for. Where nobody had to prove anything it may be any text, and the answer
    /// must not tell whether there is such a tenant.
    pub tenant: &'a str,
    /// How many codes it is about, at least 1 and at most [`Needs::MAX_SUBJECTS`].
    pub codes: u32,
}

/// There were too many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: the next is let in after {} ms", wait.as_millis())]
pub struct Limited {
    /// When the same would be let in, if nobody else is meanwhile.
    pub wait: Duration,
}

impl<A: Admission + ?Sized> Admission for Arc<A> {
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited> {
        (**self).admit(asking)
    }
}

impl Issuer {
    /// # Errors
    /// [`IssueError::Limited`] when it is not let in.
    pub(super) fn admit(
        &self,
        route: &Route,
        tenant: &str,
        needs: &Needs,
    ) -> Result<(), IssueError> {
        let Some(admission) = &self.admission else { return Ok(()) };
        // The needs were checked: there are a thousand at the most.
        let codes = u32::try_from(needs.subjects.len()).unwrap_or(u32::MAX).max(1);
        Ok(admission.admit(&Asking { route, tenant, codes })?)
    }
}
