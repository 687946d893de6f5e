//! Replies that report problems, as the dialect writes them.

use super::examples::body;
use super::schemas::reference;
use crate::dialects::native::{name, problem};
use crate::journey::{
    Authentication, Error, ErrorKind, Limit, Problem, Refusal, Reply, Route, Transport,
};
use crate::words::{EntryFault, Phase};
use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};
use serde_json::{Map, Value, json};

/// The replies to the problems that a request to this route can have.
pub(super) fn of(route: &Route) -> Vec<Reply> {
    let mut host =
        vec![Problem::Timeout, Problem::TooLarge, Problem::Internal, Problem::Unavailable];
    let authenticated =
        route.authentication.iter().any(|it| matches!(it, Authentication::Operator(_)));
    if authenticated {
        host.extend([Problem::Unauthenticated, Problem::Forbidden, Problem::UnknownTenant]);
    }
    if route.transport == Transport::Tls {
        host.push(Problem::PlainTransport);
    }
    // The outcome of a request that only reads is never unknown.
    if route.method != "GET" {
        host.push(Problem::OutcomeUnknown);
    }
    if route.media_type.is_some() {
        host.push(Problem::MediaType);
    }
    if route.repeat_header.is_some() {
        host.push(Problem::RepeatDiffers);
    }
    // Failed authentication attempts are rate-limited on every route.
    if authenticated || route.limit != Limit::None {
        host.push(Problem::TooManyRequests);
    }
    let mut replies: Vec<Reply> = host.into_iter().map(problem::reject).collect();
    replies.push(problem::not_understood(&Error::at("tenant", ErrorKind::Missing)));
    replies.extend(own(route).iter().map(problem::refused));
    replies
}

/// The refusals of the dialect itself.
fn own(route: &Route) -> &'static [Refusal] {
    const MISTYPED: Refusal = Refusal::Mistyped { fault: EntryFault::Check { group: Some(2) } };
    match route.name {
        name::INSPECT => &[Refusal::NoSuchRecord],
        name::VOID => &[Refusal::NoSuchRecord, Refusal::NotLive { phase: Phase::Voided }],
        name::UNLOCK => &[Refusal::NoSuchRecord, Refusal::NotLocked { phase: Phase::Pending }],
        name::CHECK | name::REDEEM => &[Refusal::NotAccepted, MISTYPED],
        _ => &[],
    }
}

/// The responses by status. Responses that several routes share are in `shared` once.
pub(super) fn responses(route: &Route, shared: &mut Map<String, Value>) -> Map<String, Value> {
    let mut statuses: BTreeMap<u16, Vec<Value>> = BTreeMap::new();
    for reply in of(route) {
        assert_eq!(reply.content_type, "application/problem+json");
        statuses.entry(reply.status).or_default().push(body(&reply));
    }
    let mut responses = Map::new();
    for (status, bodies) in statuses {
        let name = bodies.iter().map(short).collect::<Vec<_>>().join(".");
        let response = response(status, &bodies);
        // A response that differs from the shared one of this name gets a name of its own.
        let name = match shared.get(&name) {
            Some(known) if *known != response => format!("{name}.{}", route.name),
            _ => name,
        };
        let reference = format!("#/components/responses/{name}");
        shared.insert(name, response);
        responses.insert(format!("{status}"), json!({ "$ref": reference }));
    }
    responses
}

/// The last part of a problem's URN.
fn short(body: &Value) -> &str {
    body["type"].as_str().unwrap().rsplit(':').next().unwrap()
}

fn response(status: u16, bodies: &[Value]) -> Value {
    let titles: Vec<&str> = bodies.iter().map(|body| body["title"].as_str().unwrap()).collect();
    let mut types: Vec<&Value> = bodies.iter().map(|body| &body["type"]).collect();
    // If even the dialect cannot write the reply, the host reports the status only.
    let blank = json!("about:blank");
    if status == 500 {
        types.push(&blank);
    }
    let mut schema = reference::<problem::Details<'static>>();
    schema["properties"] = json!({ "type": { "enum": types }, "status": { "const": status } });
    let mut content = json!({ "schema": schema });
    match bodies {
        [only] => content["example"] = only.clone(),
        several => {
            let examples =
                several.iter().map(|body| (String::from(short(body)), json!({ "value": body })));
            content["examples"] = examples.collect::<Map<_, _>>().into();
        }
    }
    let mut response = json!({
        "description": titles.join(" Or: "), "content": { "application/problem+json": content }
    });
    let header = match status {
        401 => Some(("WWW-Authenticate", json!({ "const": "Bearer" }))),
        429 | 503 => Some(("Retry-After", json!({ "type": "integer", "minimum": 0 }))),
        _ => None,
    };
    if let Some((name, schema)) = header {
        response["headers"] = json!({ name: { "required": true, "schema": schema } });
    }
    response
}
