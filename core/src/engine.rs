//! The calls of an application that embeds the core: routes, plan, settle, reject.

use crate::dialects::{Entry, REGISTER};
use crate::journey::{Call, Findings, Mismatch, Planned, Problem, Reply, Route, Settlement};
use core::fmt;

/// Every route of every dialect. A route's position here is its number in a [`Call`].
pub fn routes() -> impl Iterator<Item = &'static Route> {
    REGISTER.iter().flat_map(|entry| entry.routes)
}

/// The first call: returns what must be looked up, or the finished reply.
///
/// # Errors
/// [`NoSuchRoute`] when the call's route does not exist.
pub fn plan(call: &Call<'_>) -> Result<Planned, NoSuchRoute> {
    let (entry, route) = find(call.route)?;
    Ok((entry.plan)(route, call))
}

/// The second call: returns the reply, and what must be durable before it is sent.
///
/// # Errors
/// [`Unsettled`] when the call's route does not exist, or the findings do not fit the request.
pub fn settle(call: &Call<'_>, findings: Findings) -> Result<Settlement, Unsettled> {
    let (entry, route) = find(call.route).map_err(Unsettled::Route)?;
    (entry.settle)(route, call, findings).map_err(Unsettled::Findings)
}

/// The reply with which a route's dialect reports a problem of the host.
///
/// # Errors
/// [`NoSuchRoute`] when `route` does not exist.
pub fn reject(route: u32, problem: Problem) -> Result<Reply, NoSuchRoute> {
    Ok((find(route)?.0.reject)(problem))
}

fn find(number: u32) -> Result<(&'static Entry, &'static Route), NoSuchRoute> {
    let routes = REGISTER.iter().flat_map(|entry| entry.routes.iter().map(move |r| (entry, r)));
    routes.into_iter().nth(number as usize).ok_or(NoSuchRoute(number))
}

/// The number of a route that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchRoute(
    /// The number that was given.
    pub u32,
);

/// Why a call could not be settled. Nothing is issued in that case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Its route does not exist.
    Route(NoSuchRoute),
    /// The findings do not fit the request.
    Findings(Mismatch),
}

impl fmt::Display for NoSuchRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no route {}", self.0)
    }
}

impl fmt::Display for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Route(error) => error.fmt(f),
            Self::Findings(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for NoSuchRoute {}
impl core::error::Error for Unsettled {}
