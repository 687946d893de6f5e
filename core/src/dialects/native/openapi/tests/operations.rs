//! The operations: each route with its request and its answers.

use super::schemas::reference;
use super::{examples, parameters, problems};
use crate::dialects::native::{body, name, record, reply, routes::ROUTES};
use crate::journey::{Authentication, Route};
use alloc::string::String;
use serde_json::{Map, Value, json};

/// What several routes share, by kind and name.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) parameters: Map<String, Value>,
    pub(super) responses: Map<String, Value>,
}

/// Every path with its methods.
pub(super) fn paths(shared: &mut Shared) -> Map<String, Value> {
    let mut paths = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.template).or_insert_with(|| json!({}));
        path[route.method.to_ascii_lowercase()] = operation(route, shared);
    }
    paths
}

fn operation(route: &Route, shared: &mut Shared) -> Value {
    let (summary, request, answer) = description(route);
    let vector = examples::vector(route.name);
    let mut responses = problems::responses(route, &mut shared.responses);
    let mut content = json!({ "schema": answer });
    if let Some(vector) = &vector {
        content["example"] = vector["expected"]["reply"]["body_json"].clone();
    }
    let done = json!({ "description": "Done.", "content": { "application/json": content } });
    responses.insert("200".into(), done);
    let mut operation = json!({
        "operationId": route.name, "summary": summary, "responses": responses, "security": security(route)
    });
    let parameters = parameters::of(route, &mut shared.parameters);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let (Some(media_type), Some((required, schema))) = (route.media_type, request) {
        let mut content = json!({ "schema": schema });
        content["example"] = vector.map_or(Value::Null, |it| it["call"]["body_json"].clone());
        operation["requestBody"] =
            json!({ "required": required, "content": { media_type: content } });
    }
    if route.name == name::ISSUE {
        operation["responses"]["200"]["links"] = links();
    }
    operation
}

/// The summary of a route, the schema of its body (and whether the body is required), and the
/// schema of its answer.
fn description(route: &Route) -> (&'static str, Option<(bool, Value)>, Value) {
    let change = Some((false, reference::<body::Change>()));
    let present = Some((true, reference::<body::Present>()));
    match route.name {
        name::ISSUE => (
            "Issues codes. An error in one subject refuses that subject only, not the request.",
            Some((true, reference::<body::Issue>())),
            reference::<reply::Issued<'static>>(),
        ),
        name::LIST => (
            "Lists codes without their values, the last stored first.",
            None,
            reference::<reply::Page<'static>>(),
        ),
        name::INSPECT => {
            ("Returns one code and its history.", None, reference::<record::Inspected<'static>>())
        }
        name::VOID => ("Voids a code.", change, reference::<record::Changed>()),
        name::UNLOCK => (
            "Unlocks a locked code and resets its failed attempts.",
            change,
            reference::<record::Changed>(),
        ),
        name::CHECK => (
            "Checks whether a code would be accepted, without using it. A wrong code counts as a failed attempt.",
            present,
            reference::<reply::Good<'static>>(),
        ),
        name::REDEEM => ("Redeems a code.", present, reference::<reply::Good<'static>>()),
        name::HISTORY => {
            ("Returns the audit trail of one code.", None, reference::<reply::Trail<'static>>())
        }
        name::AUDIT => ("Returns the audit trail.", None, reference::<reply::Trail<'static>>()),
        name::OPENAPI => ("Returns this document.", None, json!({ "type": "object" })),
        other => panic!("the route `{other}` has no description"),
    }
}

/// The role that an operator needs; empty for a public route.
fn security(route: &Route) -> Value {
    let roles = route.authentication.iter().filter_map(|it| match it {
        Authentication::Operator(role) => Some(json!({ "operator": [role.name()] })),
        _ => None,
    });
    roles.collect()
}

/// The operations on a code that was issued.
fn links() -> Value {
    let followed = [name::INSPECT, name::HISTORY, name::VOID, name::UNLOCK];
    let link = |name: &str| {
        let link = json!({
            "operationId": name, "parameters": { "id": "$response.body#/results/0/id" }
        });
        (String::from(name), link)
    };
    let mut links: Map<String, Value> = followed.into_iter().map(link).collect();
    for name in [name::CHECK, name::REDEEM] {
        let body = json!({
            "tenant": "$request.body#/tenant",
            "subject": "$request.body#/subjects/0/id",
            "code": "$response.body#/results/0/code"
        });
        links.insert(name.into(), json!({ "operationId": name, "requestBody": body }));
    }
    links.into()
}
