//! Admission: limits how much each tenant is asked for.

use crate::module::Route;
use std::sync::Arc;
use std::time::Duration;

/// Admits requests, or rejects them because there were too many.
///
/// An issuer asks it once for each request, when the request's tenant is known and before anything
/// is looked up or stored for it. It is not asked about a repetition that gets the first answer.
pub trait Admission: Send + Sync {
    /// Admits the request and counts it.
    ///
    /// # Errors
    /// [`Limited`] when there were too many: the request is not counted, and nothing is done.
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited>;
}

/// The request that is to be admitted.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The route, which says what the request counts towards.
    pub route: &'a Route,
    /// The tenant that the request names. On a public route it can be any text; the decision must
    /// not reveal whether the tenant exists.
    pub tenant: &'a str,
    /// How many codes the request is about, 1 to
    /// [`Needs::MAX_SUBJECTS`](codemint_core::journey::Needs::MAX_SUBJECTS).
    pub codes: u32,
}

/// There were too many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: retry after {} ms", wait.as_millis())]
pub struct Limited {
    /// After what time the same request would be admitted if no other one is until then.
    pub wait: Duration,
}

impl<A: Admission + ?Sized> Admission for Arc<A> {
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited> {
        (**self).admit(asking)
    }
}
