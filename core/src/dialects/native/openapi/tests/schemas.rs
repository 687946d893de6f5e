//! The shapes of requests and replies, from their types.

use crate::dialects::native::{body, problem, record, reply};
use alloc::{string::String, vec::Vec};
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// The schemas of the document, by name.
pub(super) struct Schemas {
    pub(super) all: Map<String, Value>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let mut requests = generator(Contract::Deserialize);
        requests.subschema_for::<body::Issue>();
        requests.subschema_for::<body::Change>();
        requests.subschema_for::<body::Present>();
        let mut replies = generator(Contract::Serialize);
        replies.subschema_for::<reply::Issued<'static>>();
        replies.subschema_for::<reply::Good<'static>>();
        replies.subschema_for::<reply::Page<'static>>();
        replies.subschema_for::<reply::Trail<'static>>();
        replies.subschema_for::<record::Inspected<'static>>();
        replies.subschema_for::<record::Changed>();
        replies.subschema_for::<problem::Details<'static>>();
        let mut all = requests.take_definitions(true);
        for (name, schema) in replies.take_definitions(true) {
            let mut schema = Schema::try_from(schema).unwrap();
            as_written(&mut schema);
            let schema = schema.to_value();
            if let Some(known) = all.insert(name.clone(), schema.clone()) {
                assert_eq!(known, schema, "two shapes are called {name}");
            }
        }
        for schema in all.values_mut() {
            plainer(schema);
        }
        Self { all }
    }
}

fn generator(contract: Contract) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings.contract = contract;
    });
    settings.into_generator()
}

/// A reference to the schema of a type.
pub(super) fn reference<T: JsonSchema>() -> Value {
    serde_json::json!({ "$ref": alloc::format!("#/components/schemas/{}", T::schema_name()) })
}

/// Adapts the schema of a reply: it has no other members, and absent members are left out, never
/// null.
fn as_written(schema: &mut Schema) {
    transform_subschemas(&mut as_written, schema);
    let required: Vec<Value> =
        schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Object(members)) = object.get_mut("properties") else { return };
    for (name, member) in members.iter_mut() {
        if !required.iter().any(|known| known == name) {
            never_null(member);
        }
    }
    object.entry("additionalProperties").or_insert(Value::Bool(false));
}

fn never_null(schema: &mut Value) {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    if let Some(either) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        either.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = either.as_slice() {
            let only = only.clone();
            let members = schema.as_object_mut().unwrap();
            members.remove("anyOf");
            members.extend(only.as_object().unwrap().clone());
        }
    }
}

/// Removes formats that mean nothing in JSON, and adds the bounds of numbers instead.
fn plainer(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(plainer),
        Value::Object(members) => {
            let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
            if format == "uint32" {
                members.entry("maximum").or_insert(u32::MAX.into());
            }
            if members.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint"))
            {
                members.remove("format");
            }
            if let Some(Value::String(text)) = members.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            members.values_mut().for_each(plainer);
        }
        _ => {}
    }
}
