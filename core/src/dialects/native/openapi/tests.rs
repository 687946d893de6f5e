//! The generator of the document, and the test that the document is up to date.

mod examples;
mod operations;
mod parameters;
mod problems;
mod schemas;
pub(crate) mod shapes;

use super::{DOCUMENT, document};
use crate::dialects::native::{Native, name, routes::ROUTES};
use crate::journey::{Call, Dialect as _};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use operations::{Shared, paths};
use schemas::Schemas;
use serde_json::{Value, json};

/// The document, generated.
fn generated() -> String {
    let mut shared = Shared::default();
    let paths = paths(&mut shared);
    let document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Codemint",
            "summary": "Activation and enrolment codes.",
            "description": "Members are in snake case, times in UTC. Absent members are left out. Unknown members and parameters are refused. A presented code that is not accepted gets the same answer whatever the cause, except that a tenant may have mistyped codes reported as such.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT or Apache 2.0", "identifier": env!("CARGO_PKG_LICENSE") }
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": Schemas::new().all,
            "parameters": shared.parameters,
            "responses": shared.responses,
            "securitySchemes": {
                "operator": {
                    "type": "http", "scheme": "bearer",
                    "description": "An operator's API key. The operator needs the role that the route names: `issue` (issues codes and sees the values of revealable ones), `read`, `void` (voids and unlocks codes) or `audit`."
                }
            }
        }
    });
    sorted(&document).to_string()
}

/// The value with the members of its objects sorted, whatever map type the build uses.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(all) => all.iter().map(sorted).collect(),
        Value::Object(members) => {
            let members: BTreeMap<&String, Value> =
                members.iter().map(|(name, member)| (name, sorted(member))).collect();
            members.into_iter().map(|(name, member)| (name.clone(), member)).collect()
        }
        plain => plain.clone(),
    }
}

#[test]
fn the_document_is_up_to_date() {
    let generated = generated();
    if std::env::var_os("CODEMINT_BLESS").is_some_and(|value| value == "1") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dialects/native/openapi.json");
        std::fs::write(path, &generated).unwrap();
        return;
    }
    assert_eq!(difference(&generated, DOCUMENT), None, "CODEMINT_BLESS=1 rewrites the document");
    // The control: a byte that differs, and bytes that are missing.
    let other = DOCUMENT.replacen("Codemint", "Codemind", 1);
    assert!(difference(&generated, &other).unwrap().1.starts_with('d'));
    assert!(difference(&generated, DOCUMENT.trim_end_matches('}')).is_some());
}

/// The rest of both texts from the first difference, if there is one.
fn difference<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let rest = |text: &'a str| {
        let text = text.get(same..).unwrap_or_default();
        text.get(..80).unwrap_or(text)
    };
    (one != other).then(|| (rest(one), rest(other)))
}

#[test]
fn the_document_is_served_unchanged_and_without_parameters() {
    let route = ROUTES.iter().find(|route| route.name == name::OPENAPI).unwrap();
    let call = Call::of(0, b"");
    let reply = document(route, &call).unwrap();
    assert_eq!((reply.status, reply.body.reveal()), (200, DOCUMENT.as_bytes()));
    assert!(Native::fixed(route, &call).unwrap().is_some());
    assert_eq!(document(route, &Call { query: "a=1", ..call }).err().unwrap().path, "a");
    let others = ROUTES.iter().filter(|route| route.name != name::OPENAPI);
    for route in others {
        assert!(Native::fixed(route, &call).unwrap().is_none(), "{}", route.name);
    }
}
