//! From path, query and body to a request.

use super::body::{self, Change, Issue, Present};
use super::echo::Echo;
use super::limits::{DEFAULT_PAGE, MAX_PAGE};
use super::routes::parameters;
use super::values::{number, purpose, reason, rule, subject_key};
use super::{ask, name};
use crate::dialects::uri;
use crate::journey::{
    Action, Call, Error, ErrorKind, OnRecord, Presented, Reading, RecordAction, Request, Route,
    Search, TrailQuery,
};
use crate::words::{Phase, Purpose, RecordId, SubjectKey, Typed};
use alloc::{string::String, vec::Vec};

/// Parses a call.
///
/// # Errors
/// Those of [`body::parse`] and of [`uri`]; [`ErrorKind::Rule`] and similar kinds for a member or a
/// parameter that breaks a rule.
pub(super) fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Echo>, Error> {
    uri::only(call.query, parameters(route))?;
    let (request, echo) = match route.name {
        name::ISSUE => ask::issue(body::parse_long::<Issue>(call.body)?)?,
        name::CHECK => present(call, false)?,
        name::REDEEM => present(call, true)?,
        name::VOID => change(route, call, RecordAction::Void)?,
        name::UNLOCK => change(route, call, RecordAction::Unlock)?,
        name::LIST => search(call)?,
        name::INSPECT => {
            let action = RecordAction::Inspect { opened: call.sees_codes };
            on_record(route, call, action, parameter(call, "tenant")?, None)?
        }
        name::HISTORY => trail(call, Some(id(route, call)?))?,
        name::AUDIT => trail(call, None)?,
        // A fixed reply is not parsed, and there are no other routes.
        _ => return Err(Error::whole(ErrorKind::Empty)),
    };
    Ok(Reading { request, echo, ignored: Vec::new() })
}

fn present(call: &Call<'_>, redeem: bool) -> Result<(Request, Echo), Error> {
    let Present { tenant, subject, purpose: name, code } = body::parse(call.body)?;
    let purpose = purpose(name.as_deref())?.unwrap_or(Purpose::Enrolment);
    let key = subject_key("subject", &subject)?;
    let typed = Typed::new(code.into_revealed())
        .ok_or_else(|| rule("code", "at most 128 bytes of UTF-8"))?;
    let action = Action::Present(Presented { subject: key, typed, redeem });
    let request = Request { tenant: Some(tenant), ..Request::of(purpose, action) };
    Ok((request, Echo::Present(subject)))
}

fn change(route: &Route, call: &Call<'_>, action: RecordAction) -> Result<(Request, Echo), Error> {
    let Change { tenant, reason: given } = body::parse_or_default(call.body)?;
    on_record(route, call, action, tenant, reason(given)?)
}

fn on_record(
    route: &Route,
    call: &Call<'_>,
    action: RecordAction,
    tenant: Option<String>,
    reason: Option<String>,
) -> Result<(Request, Echo), Error> {
    let asked = OnRecord { id: id(route, call)?, action, reason };
    let request = Request { purpose: None, tenant, action: Action::Record(asked) };
    Ok((request, Echo::Record(action)))
}

fn search(call: &Call<'_>) -> Result<(Request, Echo), Error> {
    let phase = match parameter(call, "state")? {
        None => None,
        Some(name) => Some(Phase::named(&name).ok_or_else(|| rule("state", PHASES))?),
    };
    let search = Search {
        subject: subject(call)?,
        purpose: purpose(parameter(call, "purpose")?.as_deref())?,
        phase,
        batch: record_id(call, "batch")?,
        before: record_id(call, "cursor")?,
        limit: limit(call)?,
    };
    let tenant = parameter(call, "tenant")?;
    let request = Request { purpose: None, tenant, action: Action::Search(search) };
    Ok((request, Echo::Page))
}

fn trail(call: &Call<'_>, record: Option<RecordId>) -> Result<(Request, Echo), Error> {
    let after = match parameter(call, "cursor")? {
        None => 0,
        Some(text) => number(&text).ok_or_else(|| rule("cursor", NEXT))?,
    };
    let query = TrailQuery { record, subject: subject(call)?, after, limit: limit(call)? };
    let tenant = parameter(call, "tenant")?;
    let request = Request { purpose: None, tenant, action: Action::ReadTrail(query) };
    Ok((request, Echo::Trail))
}

const NEXT: &str = "the `next` of the page before";

const PHASES: &str =
    "pending, not_yet_valid, expired, redeemed, voided, superseded, locked or removed";

fn id(route: &Route, call: &Call<'_>) -> Result<RecordId, Error> {
    RecordId::parse(&uri::segment(route, call, "id")?).ok_or_else(|| rule("id", UUID))
}

const UUID: &str = "a UUID";

fn record_id(call: &Call<'_>, name: &'static str) -> Result<Option<RecordId>, Error> {
    let Some(text) = parameter(call, name)? else { return Ok(None) };
    RecordId::parse(&text).map(Some).ok_or_else(|| rule(name, UUID))
}

fn subject(call: &Call<'_>) -> Result<Option<SubjectKey>, Error> {
    parameter(call, "subject")?.map(|name| subject_key("subject", &name)).transpose()
}

fn limit(call: &Call<'_>) -> Result<u16, Error> {
    let Some(text) = parameter(call, "limit")? else { return Ok(DEFAULT_PAGE) };
    let limit = number(&text).and_then(|number| u16::try_from(number).ok());
    limit
        .filter(|limit| (1..=MAX_PAGE).contains(limit))
        .ok_or_else(|| rule("limit", "a whole number from 1 to 1000"))
}

/// A parameter of the query; an empty one is treated as absent.
fn parameter(call: &Call<'_>, name: &str) -> Result<Option<String>, Error> {
    Ok(uri::parameter(call.query, name)?.filter(|value| !value.is_empty()))
}
