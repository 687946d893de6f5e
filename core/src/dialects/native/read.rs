//! From path, query and body to a request.

use super::ask;
use super::body::{self, Change, Issue, Present};
use super::{cursor, name};
use crate::dialects::uri;
use crate::journey::{
    Action, Call, Error, ErrorKind, OnRecord, Presented, Reading, RecordAction, Request, Route,
    Search, TrailQuery,
};
use crate::words::{Language, Phase, Purpose, RecordId, SubjectKey, Typed};
use alloc::{string::String, vec::Vec};

/// What a reply needs of its request.
pub(crate) enum Echo {
    /// Codes were asked for.
    Issue {
        /// The subjects as they were written, each with the language in which its code is spoken.
        subjects: Vec<(String, Language)>,
        /// Whether only to see what would become of it.
        dry_run: bool,
    },
    /// Something was done with a record, or it was told.
    Record(RecordAction),
    /// A code was presented: whose it was said to be.
    Present(String),
    /// A page was asked for.
    Page,
    /// A part of the audit trail was asked for.
    Trail,
}

/// The most entries of a page, and how many there are where nothing is said.
pub(super) const MAX_PAGE: u16 = 1_000;
const USUAL_PAGE: u16 = 100;

/// The longest reason, in characters.
pub(super) const MAX_REASON: usize = 1_024;

/// Understands a call.
///
/// # Errors
/// Those of [`body::parse`] and of [`uri`]; [`ErrorKind::Rule`] and its like for a member or a
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
        // What has a fixed answer is not read; nothing else is a route of ours.
        _ => return Err(Error::whole(ErrorKind::Empty)),
    };
    Ok(Reading { request, echo, ignored: Vec::new() })
}

/// The parameters that the query of a route may have.
pub(super) fn parameters(route: &Route) -> &'static [&'static str] {
    match route.name {
        name::LIST => &["tenant", "subject", "purpose", "state", "batch", "cursor", "limit"],
        name::INSPECT => &["tenant"],
        // All entries of a code are about one subject: to ask for another would read them in vain.
        name::HISTORY => &["tenant", "cursor", "limit"],
        name::AUDIT => &["tenant", "subject", "cursor", "limit"],
        _ => &[],
    }
}

fn present(call: &Call<'_>, redeem: bool) -> Result<(Request, Echo), Error> {
    let Present { tenant, subject, purpose, code } = body::parse(call.body)?;
    let purpose = self::purpose(purpose.as_deref())?.unwrap_or(Purpose::Enrolment);
    let key = subject_key("subject", &subject)?;
    let typed = Typed::new(code.into_revealed())
        .ok_or_else(|| rule("code", "at most 128 bytes of UTF-8"))?;
    let action = Action::Present(Presented { subject: key, typed, redeem });
    let request = Request { tenant: Some(tenant), ..Request::of(purpose, action) };
    Ok((request, Echo::Present(subject)))
}

fn change(route: &Route, call: &Call<'_>, action: RecordAction) -> Result<(Request, Echo), Error> {
    let Change { tenant, reason } = body::parse_or_default(call.body)?;
    on_record(route, call, action, tenant, self::reason(reason)?)
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
        Some(text) => cursor::number(&text).ok_or_else(|| rule("cursor", cursor::EXPECTED))?,
    };
    let query = TrailQuery { record, subject: subject(call)?, after, limit: limit(call)? };
    let tenant = parameter(call, "tenant")?;
    let request = Request { purpose: None, tenant, action: Action::ReadTrail(query) };
    Ok((request, Echo::Trail))
}

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
    let Some(text) = parameter(call, "limit")? else { return Ok(USUAL_PAGE) };
    let limit = cursor::number(&text).and_then(|number| u16::try_from(number).ok());
    limit
        .filter(|limit| (1..=MAX_PAGE).contains(limit))
        .ok_or_else(|| rule("limit", "a whole number from 1 to 1000"))
}

/// A parameter of the query; one that is empty is as good as none.
fn parameter(call: &Call<'_>, name: &str) -> Result<Option<String>, Error> {
    Ok(uri::parameter(call.query, name)?.filter(|value| !value.is_empty()))
}

pub(super) fn purpose(name: Option<&str>) -> Result<Option<Purpose>, Error> {
    const EXPECTED: &str = "enrolment, password-reset, elevation or activation";
    let named = |name| Purpose::named(name).ok_or_else(|| rule("purpose", EXPECTED));
    name.map(named).transpose()
}

pub(super) fn subject_key(path: &'static str, name: &str) -> Result<SubjectKey, Error> {
    const EXPECTED: &str = "a name of 1 to 1024 bytes without control characters";
    SubjectKey::of_user(name).ok_or_else(|| rule(path, EXPECTED))
}

/// A reason: an empty one is none.
pub(super) fn reason(reason: Option<String>) -> Result<Option<String>, Error> {
    text("reason", reason, MAX_REASON)
}

/// A text of bounded length without control characters; an empty one is none.
pub(super) fn text(
    path: &'static str,
    text: Option<String>,
    max: usize,
) -> Result<Option<String>, Error> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > max {
        return Err(Error::at(path, ErrorKind::Length { min: 0, max }));
    }
    if text.chars().any(char::is_control) {
        return Err(rule(path, "without control characters"));
    }
    Ok(Some(text))
}

pub(super) fn rule(path: &'static str, expected: &'static str) -> Error {
    Error::at(path, ErrorKind::Rule { expected })
}
