//! Parameters in paths, queries and headers.

use crate::dialects::native::{limits::MAX_PAGE, name, routes};
use crate::journey::Route;
use crate::words::{Phase, Purpose};
use alloc::{format, string::String, vec::Vec};
use serde_json::{Map, Value, json};

/// The parameters of a route, each described once in `shared`.
pub(super) fn of(route: &Route, shared: &mut Map<String, Value>) -> Vec<Value> {
    let segments = route.template.split('/');
    let names = segments.filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<(String, Value)> = names.map(|name| (name.into(), in_path(name))).collect();
    for name in routes::parameters(route) {
        let key = if *name == "cursor" && route.name != name::LIST { "entry" } else { name };
        all.push((key.into(), in_query(name, key)));
    }
    all.extend(route.repeat_header.map(|header| (String::from("repeat"), repeat(header))));
    let mut references = Vec::new();
    for (key, parameter) in all {
        references.push(json!({ "$ref": format!("#/components/parameters/{key}") }));
        let known = shared.insert(key, parameter.clone());
        assert!(known.is_none_or(|known| known == parameter), "two parameters of one name");
    }
    references
}

fn in_path(name: &str) -> Value {
    json!({
        "name": name, "in": "path", "required": true, "description": "The code's ID.",
        "schema": { "type": "string", "format": "uuid" }
    })
}

/// A parameter of the query. An empty one is treated as absent, since HTML forms send empty fields.
fn in_query(name: &str, key: &str) -> Value {
    let (description, schema) = match key {
        "tenant" => ("The tenant's ID. Default: the caller's only tenant.", text()),
        "subject" => (
            "Only those of this subject.",
            json!({ "anyOf": [{ "$ref": "#/components/schemas/SubjectName" }, { "const": "" }] }),
        ),
        "purpose" => ("Only codes for this purpose.", one_of(Purpose::ALL.map(Purpose::name))),
        "state" => ("Only codes that are now in this state.", one_of(Phase::ALL.map(Phase::name))),
        "batch" => ("Only codes of this batch, given by its ID.", uuid()),
        "cursor" => (
            "The `next` of the previous page: the ID of a code. For any other ID the page is empty.",
            uuid(),
        ),
        "entry" => (
            "The `next` of the previous page, or the `history_next` of a code.",
            json!({ "type": "string", "pattern": "^[0-9]{0,19}$" }),
        ),
        "limit" => (
            "The maximum number of results. Default: 100.",
            json!({ "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": MAX_PAGE }, { "const": "" }
            ] }),
        ),
        other => panic!("the parameter `{other}` has no description"),
    };
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn uuid() -> Value {
    json!({ "anyOf": [{ "type": "string", "format": "uuid" }, { "const": "" }] })
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    let names: Vec<&str> = names.into_iter().chain([""]).collect();
    json!({ "type": "string", "enum": names })
}

fn repeat(header: &str) -> Value {
    let capitalized = |part: &str| {
        let (first, rest) = part.split_at(1);
        first.to_ascii_uppercase() + rest
    };
    let parts: Vec<String> = header.split('-').map(capitalized).collect();
    json!({
        "name": parts.join("-"), "in": "header",
        "description": "A key that identifies this request. For a day, a repetition of the request with the same key gets the answer of the first, and issues nothing.",
        "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" }
    })
}
