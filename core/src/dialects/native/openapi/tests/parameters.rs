//! What stands in paths, queries and headers.

use crate::dialects::native::{name, read};
use crate::journey::Route;
use crate::words::{Phase, Purpose};
use alloc::{format, string::String, vec::Vec};
use serde_json::{Map, Value, json};

/// The parameters of a route, each described once in `shared`.
pub(super) fn of(route: &Route, shared: &mut Map<String, Value>) -> Vec<Value> {
    let segments = route.template.split('/');
    let names = segments.filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<(String, Value)> = names.map(|name| (name.into(), in_path(name))).collect();
    for name in read::parameters(route) {
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
        "name": name, "in": "path", "required": true, "description": "The code's id.",
        "schema": { "type": "string", "format": "uuid" }
    })
}

/// A parameter that is empty is as good as none, as forms send it.
fn in_query(name: &str, key: &str) -> Value {
    let (description, schema) = match key {
        "tenant" => ("Of which tenant; the caller's only one where nothing is said.", text()),
        "subject" => (
            "Of whom.",
            json!({ "anyOf": [{ "$ref": "#/components/schemas/SubjectName" }, { "const": "" }] }),
        ),
        "purpose" => ("What the codes grant.", one_of(Purpose::ALL.map(Purpose::name))),
        "state" => ("Where the codes stand.", one_of(Phase::ALL.map(Phase::name))),
        "batch" => ("Of which batch.", uuid()),
        "cursor" => (
            "The `next` of the page before: the ID of a code. After any other ID the page is empty.",
            uuid(),
        ),
        "entry" => (
            "The `next` of the page before, or the `history_next` of a code.",
            json!({ "type": "string", "pattern": "^[0-9]{0,19}$" }),
        ),
        "limit" => (
            "How many there are at most; 100 where nothing is said.",
            json!({ "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": read::MAX_PAGE }, { "const": "" }
            ] }),
        ),
        other => panic!("nobody has described `{other}`"),
    };
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn uuid() -> Value {
    json!({ "anyOf": [{ "type": "string", "format": "uuid" }, { "const": "" }] })
}

fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<&str> = words.into_iter().chain([""]).collect();
    json!({ "type": "string", "enum": words })
}

fn repeat(header: &str) -> Value {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    };
    let words: Vec<String> = header.split('-').map(capital).collect();
    json!({
        "name": words.join("-"), "in": "header",
        "description": "A name for this request. For a day, the same request under it is answered as the first was, and nothing is issued.",
        "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" }
    })
}
