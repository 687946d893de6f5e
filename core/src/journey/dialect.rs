//! The trait of a vendor's dialect, and the request flow through it.

use super::{AuditEntry, AuditEvent, Call, Commit, Error, Facts, Findings, Mismatch, Needs};
use super::{Outcome, Problem, Reply};
use super::{Request, Route, decide};
use alloc::{boxed::Box, string::String, vec::Vec};

/// A translator between one vendor's API and the request flow. It never sees facts.
pub trait Dialect {
    /// The part of a request that its reply needs: the caller's own spelling.
    type Echo;

    /// The routes it answers.
    const ROUTES: &'static [Route];

    /// The complete reply of a route that reads and writes nothing: a text that is the same for
    /// every caller. `None` for all other routes, which [`Self::read`] parses.
    ///
    /// # Errors
    /// [`Error`] when the request was not understood.
    fn fixed(_route: &Route, _call: &Call<'_>) -> Result<Option<Reply>, Error> {
        Ok(None)
    }

    /// Parses a request to `route`, one of [`Self::ROUTES`].
    ///
    /// # Errors
    /// [`Error`] when the request as a whole was not understood.
    fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error>;

    /// Writes the reply to a request that was decided.
    ///
    /// # Errors
    /// [`Error`] when there is no reply (the text of a QR symbol in it is too long). Nothing is
    /// issued then, and the error is the reply.
    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error>;

    /// Writes the reply to a request that, as a whole, was not understood.
    fn not_understood(error: &Error) -> Reply;

    /// Writes the reply that reports a problem of the host.
    fn reject(problem: Problem) -> Reply;
}

/// A parsed request.
pub struct Reading<E> {
    /// The request.
    pub request: Request,
    /// The part of it that the reply needs.
    pub echo: E,
    /// Names of members that were ignored; at most [`Needs::MAX_IGNORED`].
    pub ignored: Vec<String>,
}

/// The result of the first call.
pub enum Planned {
    /// The request was not understood, or its reply is fixed: this is sent, nothing is looked up
    /// and nothing is stored.
    Finished(Reply),
    /// What must be looked up.
    Needs(Box<Needs>),
}

/// The result of the second call.
pub struct Settlement {
    /// The reply, sent once the commit is durable.
    pub reply: Reply,
    /// What must be durable first.
    pub commit: Commit,
}

/// The first call, in dialect `D`.
#[must_use]
pub fn plan<D: Dialect>(route: &Route, call: &Call<'_>) -> Planned {
    match understood::<D>(route, call) {
        Ok(reading) => Planned::Needs(Box::new(Needs::of(reading.request, reading.ignored))),
        Err(finished) => Planned::Finished(finished),
    }
}

/// Parses the request.
///
/// # Errors
/// The finished reply, where nothing has to be decided: the request was not understood, or its
/// reply is fixed.
fn understood<D: Dialect>(route: &Route, call: &Call<'_>) -> Result<Reading<D::Echo>, Reply> {
    let reading = match D::fixed(route, call) {
        Ok(Some(reply)) => return Err(reply),
        Ok(None) => D::read(route, call),
        Err(error) => Err(error),
    };
    reading.map_err(|error| D::not_understood(&error))
}

/// The second call, in dialect `D`. Parses the request again; no state is kept between the calls.
///
/// # Errors
/// [`Mismatch`] when the findings do not fit the request. Nothing is issued then.
pub fn settle<D: Dialect>(
    route: &Route,
    call: &Call<'_>,
    findings: Findings,
) -> Result<Settlement, Mismatch> {
    let reading = match understood::<D>(route, call) {
        Ok(reading) => reading,
        Err(reply) => return Ok(Settlement { reply, commit: Commit::default() }),
    };
    let facts = Facts::answering(&reading.request, findings)?;
    let decision = decide(reading.request, &facts);
    match D::reply(&reading.echo, &decision.outcome(call, &facts)) {
        Ok(reply) => Ok(Settlement { reply, commit: decision.commit }),
        Err(error) => {
            let mut commit = Commit::default();
            let event = AuditEvent::NotUnderstood;
            commit.audit.push(AuditEntry::of(None, event));
            Ok(Settlement { reply: D::not_understood(&error), commit })
        }
    }
}
