//! What a vendor's dialect is, and the journey through it.

use super::{AuditEntry, AuditEvent, Call, Commit, Error, Facts, Findings, Mismatch, Needs};
use super::{Outcome, Problem, Reply};
use super::{Request, Route, decide};
use alloc::{boxed::Box, string::String, vec::Vec};

/// A translator between one vendor's API and the journey. It never sees facts.
pub trait Dialect {
    /// What the dialect keeps of a request in order to answer it: the caller's own spelling.
    type Echo;

    /// The routes it answers.
    const ROUTES: &'static [Route];

    /// The whole answer by a route for which nothing is looked up and nothing written: a text that
    /// is the same for everybody. `None` by all others, which [`Self::read`] understands.
    ///
    /// # Errors
    /// [`Error`] when the request was not understood.
    fn fixed(_route: &Route, _call: &Call<'_>) -> Result<Option<Reply>, Error> {
        Ok(None)
    }

    /// Understands a request that came by `route`, one of [`Self::ROUTES`].
    ///
    /// # Errors
    /// [`Error`] when the request as a whole was not understood.
    fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error>;

    /// Words the result.
    ///
    /// # Errors
    /// [`Error`] when it cannot be worded (a picture in it has no room for its text). Nothing is
    /// issued then, and the error is worded instead.
    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error>;

    /// Words that the request as a whole was not understood.
    fn not_understood(error: &Error) -> Reply;

    /// Words a problem of the host's.
    fn reject(problem: Problem) -> Reply;
}

/// A request, understood.
pub struct Reading<E> {
    /// What it asks.
    pub request: Request,
    /// How it was spelled.
    pub echo: E,
    /// Names of members that were passed over; at most [`Needs::MAX_IGNORED`].
    pub ignored: Vec<String>,
}

/// The answer of the first call.
pub enum Planned {
    /// The request was not understood, or its answer is fixed: this is sent, nothing is looked up,
    /// nothing is stored.
    Finished(Reply),
    /// What must be looked up.
    Needs(Box<Needs>),
}

/// The answer of the second call.
pub struct Settlement {
    /// What is sent, once the commit is durable.
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

/// The request.
///
/// # Errors
/// The finished reply, where nothing has to be decided: it was not understood, or its answer is
/// fixed.
fn understood<D: Dialect>(route: &Route, call: &Call<'_>) -> Result<Reading<D::Echo>, Reply> {
    let reading = match D::fixed(route, call) {
        Ok(Some(reply)) => return Err(reply),
        Ok(None) => D::read(route, call),
        Err(error) => Err(error),
    };
    reading.map_err(|error| D::not_understood(&error))
}

/// The second call, in dialect `D`. Reads the request again rather than keep anything in between.
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
