//! Schemas of values that requests and replies have as plain strings, with the names that the
//! types of the core define; and rules between members.

use crate::dialects::native::limits::MAX_REASON;
use crate::dialects::native::object::Object;
use crate::dialects::native::time::Utc;
use crate::dialects::native::whole::Whole;
use crate::journey::AuditEvent;
use crate::words::{Alphabet, CheckScheme, CodeFormat, Phase, Purpose};
use alloc::{borrow::Cow, vec::Vec};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// A type that only describes: `shape!(Name, whether its schema is inlined, its schema)`.
macro_rules! shape {
    ($name:ident, $inline:literal, $schema:expr) => {
        pub(crate) enum $name {}

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                $inline
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// Has the schema of the object.
impl<T: JsonSchema> JsonSchema for Object<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Has the schema of the number.
impl<T: JsonSchema> JsonSchema for Whole<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl JsonSchema for Utc {
    fn schema_name() -> Cow<'static, str> {
        "Utc".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Schema {
    let names: Vec<&str> = names.into_iter().collect();
    json_schema!({ "type": "string", "enum": names })
}

shape!(PurposeName, false, one_of(Purpose::ALL.map(Purpose::name)));
shape!(PhaseName, false, one_of(Phase::ALL.map(Phase::name)));
shape!(EventName, false, one_of(AuditEvent::ALL.map(AuditEvent::name)));
shape!(AlphabetName, true, one_of(Alphabet::ALL.map(Alphabet::name)));
shape!(CheckName, true, one_of(CheckScheme::ALL.map(CheckScheme::name)));
shape!(ItemStatus, true, one_of(["issued", "refused"]));
shape!(RefusalReason, true, one_of(REASONS));
shape!(Id, true, json_schema!({ "type": "string", "format": "uuid" }));
// Times before 1970 are refused. The pattern cannot express times that an offset moves across that
// limit.
shape!(
    Time,
    true,
    json_schema!({
        "type": "string", "format": "date-time", "pattern": "^(19[7-9]|[2-9][0-9]{2})[0-9]-"
    })
);
shape!(
    Reason,
    true,
    json_schema!({
        "type": "string", "maxLength": MAX_REASON,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
    })
);
shape!(
    SubjectName,
    false,
    json_schema!({
        "type": "string",
        "description": "1 to 1,024 bytes of UTF-8 without control characters. White space at either end is ignored.",
        "pattern": subject_name(),
        "maxLength": 1024
    })
);
shape!(
    Grants,
    false,
    json_schema!({
        "type": "object",
        "description": "The privileges that a code raises.",
        "required": ["localAccount", "account", "span", "seconds"],
        "additionalProperties": false,
        "properties": {
            "localAccount": { "type": "string" },
            "account": { "type": "string" },
            "span": { "type": "integer", "minimum": 0, "maximum": 255 },
            "seconds": {
                "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX,
                "description": "How long, in seconds; null for until the computer next reaches its server."
            }
        }
    })
);

/// The pattern of a name that, without the white space at its ends, is not empty and has no control
/// characters. White space is Unicode's property `White_Space`, as for `str::trim`.
fn subject_name() -> Value {
    const SPACE: &str = r"\t-\r\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
    const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";
    let pattern = alloc::format!("^[{SPACE}]*[^{CONTROL}{SPACE}][^{CONTROL}]*[{SPACE}]*$");
    json!(pattern)
}

/// Why a subject gets no code.
const REASONS: [&str; 23] = [
    "not_understood",
    "validity_not_allowed",
    "over_before_begun",
    "too_many_codes",
    "too_many_uses",
    "no_such_span",
    "span_not_allowed",
    "subject_disabled",
    "subject_pending_deletion",
    "subject_unknown",
    "issuing_switched_off",
    "purpose_not_allowed",
    "code_taken",
    "mail_domain_not_allowed",
    "mail_not_configured",
    "no_mail_address",
    "reason_required",
    "account_not_allowed",
    "local_account_not_allowed",
    "device_required",
    "device_differs",
    "format_too_weak",
    "undetermined",
];

/// Privileges are raised for one subject at a time.
pub(crate) fn one_elevation(schema: &mut Schema) {
    let elevation = json!({
        "properties": { "purpose": { "const": Purpose::Elevation.name() } }, "required": ["purpose"]
    });
    schema.insert("if".into(), elevation);
    schema.insert("then".into(), json!({ "properties": { "subjects": { "maxItems": 1 } } }));
}

/// A validity ends at a time or after a while, not both.
pub(crate) fn one_end(schema: &mut Schema) {
    let both = json!({
        "required": ["not_after", "seconds"],
        "properties": { "not_after": { "type": "string" }, "seconds": { "type": "integer" } }
    });
    schema.insert("not".into(), both);
}

/// Which check symbols go with which alphabet, and how long a code may be before them.
pub(crate) fn fitting(schema: &mut Schema) {
    let formats = CheckScheme::ALL.map(|check| {
        let goes = |alphabet: &Alphabet| check.goes_with(*alphabet);
        let alphabets = Alphabet::ALL.into_iter().filter(goes).map(Alphabet::name);
        let alphabets: Vec<&str> = alphabets.collect();
        let required = json!({ "enum": [check.name()] });
        let optional = json!({ "enum": [check.name(), null] });
        let none = check == CheckScheme::None;
        let mut format = json!({
            "properties": {
                "alphabet": { "enum": alphabets },
                "check": if none { optional } else { required },
                "length": { "maximum": CodeFormat::MAX_LENGTH - check.length() }
            }
        });
        if !none {
            format["required"] = json!(["check"]);
        }
        format
    });
    schema.insert("anyOf".into(), json!(formats));
}
