//! The register of dialects, one line each.

use crate::journey::Settlement;
use crate::journey::{self, Call, Dialect, Findings, Mismatch, Planned, Problem, Reply, Route};

mod json;
mod places;
mod uri;

#[cfg(feature = "qr")]
mod digitanium;
mod native;
mod recast;
mod rsa;

/// Every dialect, in the order in which their routes are numbered. A dialect that needs a feature
/// comes last, so that the numbers of the others do not depend on it.
pub(crate) static REGISTER: &[Entry] = &[
    Entry::of::<rsa::Rsa>(),
    Entry::of::<recast::Recast>(),
    Entry::of::<native::Native>(),
    #[cfg(feature = "qr")]
    Entry::of::<digitanium::Digitanium>(),
];

/// A dialect, as function pointers.
pub(crate) struct Entry {
    pub(crate) routes: &'static [Route],
    pub(crate) plan: fn(&Route, &Call<'_>) -> Planned,
    pub(crate) settle: fn(&Route, &Call<'_>, Findings) -> Result<Settlement, Mismatch>,
    pub(crate) reject: fn(Problem) -> Reply,
}

impl Entry {
    const fn of<D: Dialect>() -> Self {
        Self {
            routes: D::ROUTES,
            plan: journey::plan::<D>,
            settle: journey::settle::<D>,
            reject: D::reject,
        }
    }
}
